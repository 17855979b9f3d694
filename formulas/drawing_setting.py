"""How the parts of a formula are set in characters: signs, brackets, words and values, on one line
and in TeX; whose character is whose, and where a line may be broken. All of it without SymPy:
`formulas.drawing` takes the expression apart and sets it in two dimensions.

SymPy lays out plain characters and forgets whose they are. So a variable goes through the layout
as a run of one private character as long as its text, another one for each place where it stands.
Where a line may be broken, at the space before an operator or at a `^`, there is a private
character as well, which says how deep inside the formula that operator is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar

# --- whose character is whose, and where a line may be broken

_MARK = 0xF0000
_BREAK, _RAISE = 0xE000, 0xE100
_DEEPEST = 30
_INSIDE_TEXT = _DEEPEST + 1

_HANG = 2
_STEPS = 2  # how many steps further in than after the outermost operator a line may start


class Span(NamedTuple):
    """Where a variable stands: `length` characters from `column` of `line`, counted from 0."""

    line: int
    column: int
    length: int
    id: str


class Picture(NamedTuple):
    """Drawn lines, which of them is level with the `=` sign, and where the variables stand."""

    lines: tuple[str, ...]
    level: int
    spans: tuple[Span, ...]


NOTHING = Picture((), 0, ())


class _Cell(NamedTuple):
    """One drawn character: whose text it is part of, and how deep a break at it would be."""

    character: str
    place: int | None
    depth: int | None


_SPACE = _Cell(" ", None, None)


class Marks:
    """The texts of the variables of one drawing, each standing behind its private character."""

    def __init__(self) -> None:
        self._texts: list[tuple[str, str]] = []

    def mark(self, text: str, id: str) -> str:
        """A run of characters as long as `text` that stands for it here; no id, no span."""
        self._texts.append((text, id))
        return chr(_MARK + len(self._texts) - 1) * len(text)

    def picture(self, lines: Sequence[str], level: int) -> Picture:
        """Drawn lines with the texts put back."""
        return self._picture([self._cells(line) for line in lines], level)

    def wrapped(self, line: str, room: int) -> Picture:
        """One drawn line, broken where it must be so that no line is longer than `room`.

        A line that follows a break inside the formula starts further in than one that follows a
        break at its outermost operator.
        """
        rest, rows = self._cells(line), list[list[_Cell]]()
        depths = sorted({cell.depth for cell in rest if _is_operator(cell)}, key=lambda d: d or 0)
        indent = 0
        while indent + len(rest) > room:
            end = _end_of_line(rest, max(1, room - indent))
            rows.append([*[_SPACE] * indent, *rest[:end]])
            broken_at = rest[end]
            rest = rest[end + (broken_at.character == " ") :]
            if _is_operator(broken_at):
                indent = _HANG * (1 + min(depths.index(broken_at.depth), _STEPS))
            # In a narrow column the formula matters more than the indent.
            indent = min(indent or _HANG, room // 4)
        rows.append([*[_SPACE] * indent, *rest])
        return self._picture(rows, 0)

    def _cells(self, line: str) -> list[_Cell]:
        cells: list[_Cell] = []
        before, offset = None, 0
        for character in line:
            code = ord(character)
            place = code - _MARK if code >= _MARK else None
            if place is not None:
                offset = offset + 1 if place == before else 0
                text = self._texts[place][0][offset]
                cells.append(_Cell(text, place, _INSIDE_TEXT if text == " " else None))
            elif _BREAK <= code <= _BREAK + _DEEPEST:
                cells.append(_Cell(" ", None, code - _BREAK))
            elif _RAISE <= code <= _RAISE + _DEEPEST:
                cells.append(_Cell("^", None, code - _RAISE))
            else:
                cells.append(_Cell(character, None, None))
            before = place
        return cells

    def _picture(self, rows: list[list[_Cell]], level: int) -> Picture:
        spans: list[Span] = []
        for number, row in enumerate(rows):
            start = 0
            while start < len(row):
                place, end = row[start].place, start + 1
                while end < len(row) and row[end].place == place:
                    end += 1
                id = self._texts[place][1] if place is not None else ""
                if id:
                    spans.append(Span(number, start, end - start, id))
                start = end
        lines = ["".join([cell.character for cell in row]).rstrip() for row in rows]
        return Picture(tuple(lines), level, tuple(spans))


def breaking() -> str:
    """A space at which a line may be broken."""
    return chr(_BREAK)


def raising() -> str:
    """A `^` before which a line may be broken."""
    return chr(_RAISE)


def deeper(line: str) -> str:
    """The same with every break one step further inside."""
    return line.translate(_DEEPER)


_DEEPER = {
    base + depth: base + min(depth + 1, _DEEPEST)
    for base in (_BREAK, _RAISE)
    for depth in range(_DEEPEST + 1)
}


def _is_operator(cell: _Cell) -> bool:
    return cell.depth is not None and cell.depth <= _DEEPEST


def _end_of_line(row: Sequence[_Cell], limit: int) -> int:
    """Where a line ends: at the outermost operator that leaves it well filled, else where it must.

    Words are taken apart only where no operator is in reach, and letters only where no space is.
    """
    operators = [i for i in range(1, limit + 1) if _is_operator(row[i])]
    if operators:
        well_filled = [i for i in operators if i >= limit // 4]
        return min(well_filled, key=lambda i: (row[i].depth, -i)) if well_filled else operators[-1]
    return max([i for i in range(1, limit + 1) if row[i].depth is not None], default=limit)


# --- how parts are put together


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
