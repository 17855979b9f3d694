"""How the parts of a formula are set, on one line and in TeX: signs, brackets, words and values.

Strings in, strings out. `formulas.drawing` takes the expression apart
and sets it in two dimensions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol, TypeVar

from formulas.drawing_marks import Marks, breaking, deeper, raising


class Ink(NamedTuple):
    """What a drawing is written with.

    Attributes:
        texts: id -> what stands for the variable, its symbol or its value.
        ascii: in ASCII characters alone.
        marks: where it is noted whose text stands where.
    """

    texts: Mapping[str, str]
    ascii: bool
    marks: Marks


T = TypeVar("T")

# Where a part stands in what surrounds it.
Place = Literal[
    "first term", "term", "first factor", "factor", "above", "below", "base", "exponent", "argument"
]

_ONE_WORD = re.compile(r"[\w.]+")
_COMMA = re.compile(r",(?![0-9])")  # not the one between thousands


def text_needs_brackets(text: str, place: Place, stacked: bool) -> bool:
    """Words and values, whose own sign, comma, slash or space could belong to the formula."""
    if stacked and place in ("above", "below", "exponent"):
        return False
    if _COMMA.search(text):
        return True
    if text.startswith("-") and place in ("term", "factor", "below", "base", "exponent"):
        return True
    if place in ("base", "exponent"):
        return not _ONE_WORD.fullmatch(text)
    return place in ("above", "below") and "/" in text


class Setting(Protocol[T]):
    """How parts are put together; `stacked` where a line holds a quotient together by itself."""

    stacked: bool

    def leaf(self, text: str, id: str) -> T: ...
    def number(self, text: str) -> T: ...
    def sum(self, parts: list[tuple[str, T]]) -> T: ...
    def product(self, parts: list[T]) -> T: ...
    def quotient(self, above: T, below: T) -> T: ...
    def power(self, base: T, exponent: T) -> T: ...
    def call(self, function: str, parts: list[T]) -> T: ...
    def bracketed(self, part: T) -> T: ...


_PLAIN = str.maketrans(
    {"×": "x", "·": "*", "−": "-", "–": "-", "—": "-", "’": "'", "µ": "u", "μ": "u"}
)


def plain_text(text: str) -> str:
    """Text in ASCII characters alone."""
    return text.translate(_PLAIN).encode("ascii", "replace").decode("ascii")


SIGNS = {
    False: {"+": "+", "-": "−", "*": "×", "line": "─"},
    True: {"+": "+", "-": "-", "*": "*", "line": "-"},
}

# On one line; and at the top, in the middle and at the foot of a tall one. A ceiling has its
# corners at the top and a floor at the foot: with both, either would be a square bracket.
FENCES = {"ceiling": ("⌈⎡⎢⎢", "⌉⎤⎥⎥"), "floor": ("⌊⎢⎢⎣", "⌋⎥⎥⎦")}
BRACKETS = {False: ("(⎛⎜⎝", ")⎞⎟⎠"), True: ("(/|\\", ")\\|/")}


class OneLineSetting:
    """On one line, with a break before every operator, the outer ones before the inner."""

    stacked = False

    def __init__(self, ink: Ink) -> None:
        self.ink = ink

    def leaf(self, text: str, id: str) -> str:
        return self.ink.marks.mark(text, id)

    def number(self, text: str) -> str:
        return text

    def sum(self, parts: list[tuple[str, str]]) -> str:
        (_, first), *rest = parts
        signs = SIGNS[self.ink.ascii]
        further = [f"{breaking()}{signs[sign]} {deeper(part)}" for sign, part in rest]
        return deeper(first) + "".join(further)

    def product(self, parts: list[str]) -> str:
        return f"{breaking()}{SIGNS[self.ink.ascii]['*']} ".join([deeper(part) for part in parts])

    def quotient(self, above: str, below: str) -> str:
        return f"{deeper(above)}{breaking()}/ {deeper(below)}"

    def power(self, base: str, exponent: str) -> str:
        return f"{deeper(base)}{raising()}{deeper(exponent)}"

    def call(self, function: str, parts: list[str]) -> str:
        inside = f",{breaking()}".join([deeper(part) for part in parts])
        if function in FENCES and not self.ink.ascii:
            left, right = FENCES[function]
            return f"{left[0]}{inside}{right[0]}"
        return f"{function}({inside})"

    def bracketed(self, part: str) -> str:
        return f"({deeper(part)})"


class TexSetting:
    """TeX's maths mode, every word and value in `\\text{}`."""

    stacked = True

    def leaf(self, text: str, id: str) -> str:
        return text.replace(",", "{,}") if _FIGURES.fullmatch(text) else tex_text(text)

    def number(self, text: str) -> str:
        return text

    def sum(self, parts: list[tuple[str, str]]) -> str:
        (_, first), *rest = parts
        return first + "".join([f" {sign} {part}" for sign, part in rest])

    def product(self, parts: list[str]) -> str:
        return r" \times ".join(parts)

    def quotient(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{{{base}}}^{{{exponent}}}"

    def call(self, function: str, parts: list[str]) -> str:
        inside = ", ".join(parts)
        if function in _TEX_FENCES:
            left, right = _TEX_FENCES[function]
            return rf"\left{left} {inside} \right{right}"
        return rf"\{function}\left( {inside} \right)"

    def bracketed(self, part: str) -> str:
        return rf"\left( {part} \right)"


_FIGURES = re.compile(r"[0-9.,]+")
_TEX_FENCES = {"ceiling": (r"\lceil", r"\rceil"), "floor": (r"\lfloor", r"\rfloor")}
_TEX_ESCAPES = str.maketrans(
    {character: f"\\{character}" for character in "$%&#_{}"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
)


def tex_text(text: str) -> str:
    """Words in TeX's maths mode."""
    return rf"\text{{{text.translate(_TEX_ESCAPES)}}}"
