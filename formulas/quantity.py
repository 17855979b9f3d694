"""Quantities as text, both ways: reading what people type, and showing what reads back in.

Reading is one bounded grammar over the unit table, no guesses: a number, a decimal multiplier, and
a product or quotient of unit words. Text never reaches `eval`, SymPy or Pint. The reader is linear
in the text, which has `LONGEST` characters at most.

Showing is in significant digits, never fixed decimals: `show` is for people, `json_number` for
`{"value", "unit"}`. Both print in a unit of the table, so that the reader gets back what was
displayed.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from formulas.precisions import PRECISIONS, bytes_of
from formulas.units import (
    AMBIGUOUS,
    BY_WORD,
    DIMENSIONS,
    PLAIN,
    Dimension,
    Measure,
    Unit,
    describe,
    measure,
    multiply,
)

LONGEST = 64
MULTIPLIERS = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_SPOKEN = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

# Bytes per parameter by the name of a quantization tier that a set-up offers.
TIERS: dict[str, float] = {row.id: row.bytes for row in PRECISIONS.values() if row.tier}

# Groups of three with one kind of separator and no leading 0: "0,317" is a decimal comma.
_NUMBER = re.compile(
    r"[+\-−]?(?:[1-9][0-9]{0,2}([,_ \u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})*(?![0-9])(?:\.[0-9]*)?"
    r"|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?"
)
_COMMA = re.compile(r"([+\-−]?)([0-9]+(?:[ .\u00a0\u202f][0-9]{3})*),([0-9]+)(?![0-9,.])")
_TOKEN = re.compile(r"[A-Za-zµμ$%¢]+[0-9]*|[0-9]+(?:\.[0-9]+)?|[/*·×]|\s+|.", re.DOTALL)
_STRANGE = re.compile(r"[^\x20-\x7eµμ·×−\u00a0\u202f¢]")
_COUNTS = ("token", "request", "GPU", "param", "FLOP", "USD")
_PER = ("/", "per", "a", "an", "each")
_TIMES = ("*", "·", "×")
# What may stand between "per" and its unit: `/M tok`, `per 1M tokens`, `per 1000 tokens`.
_ROUND = {"1": 1.0, "1000": 1e3, "1000000": 1e6}
_IN_THREES = "write the digits without separators, or in threes: 1556.5 or 1,556.5"

_TOK = BY_WORD["token"]
_MTOK = BY_WORD["Mtok"]
_TIERED = (measure("byte/param"), measure("byte"))


class Refused(ValueError):
    """Text that was not read: what was seen, why, what was expected, and what to write."""

    def __init__(self, seen: str, reason: str, expected: str = "", fix: str = "") -> None:
        parts = [reason]
        if expected:
            parts.append(f"expected {expected}")
        if fix:
            parts.append(fix)
        super().__init__("; ".join(parts))
        self.seen, self.reason, self.expected, self.fix = seen, reason, expected, fix


class Reading(NamedTuple):
    """A quantity in base units; `unit` is as typed, or the field's own for a `bare` number."""

    value: float
    dimension: Dimension
    unit: Measure
    bare: bool


class _Typed(NamedTuple):
    """The parts of a quantity as typed: `unit` is None where there was none."""

    number: float
    multiplier: float
    unit: Measure | None


def read(
    text: str,
    want: Measure | None = None,
    *,
    implied: tuple[Dimension, ...] = (),
    example: str = "",
) -> Reading:
    """Read one quantity.

    Args:
        text: what was typed, at most `LONGEST` characters.
        want: the field's own unit. A bare number takes it; another dimension is refused.
        implied: dimensions that a person may leave out in this field, such as 1/GPU in `192 GB`.
        example: a text that this field would read, shown where the text is refused.

    Returns: the value in base units, in the dimension of `want` where one is given.

    Raises: Refused, saying what was seen, what was expected and what to write.
    """
    expected = _expected(want, example)
    stripped = _plain_text(text, expected)
    if want in _TIERED and (size := bytes_of(stripped)) is not None:
        return Reading(size, want.dimension, want, False)
    typed = _parse(text, stripped, expected)
    number = typed.number * typed.multiplier
    if typed.unit is None:
        unit = want or measure("")
        factor = _bare_factor(text, typed, want, expected) if want else 1.0
        return Reading(_finite(text, number * factor), unit.dimension, unit, True)
    value, dimension = _finite(text, number * typed.unit.factor), typed.unit.dimension
    if want is None or dimension == want.dimension:
        return Reading(value, dimension, typed.unit, False)
    for missing in implied:
        if multiply(dimension, missing) == want.dimension:
            return Reading(value, want.dimension, typed.unit, False)
    raise Refused(text, f"that is {describe(dimension)}", expected)


def _expected(want: Measure | None, example: str) -> str:
    if want is None:
        return f"a quantity such as {example or '27 tok/s'}"
    unit = want.text or "a plain number"
    return f"{unit}, for example {example}" if example else unit


def _bare_factor(text: str, typed: _Typed, want: Measure, expected: str) -> float:
    """What a number without a unit counts: the field's own unit, or for a share fractions of 1.

    A multiplier alone, as in `80k`, is read where single things are counted: not in GB, Mtok or ms.
    """
    if typed.multiplier != 1 and want.text:
        above = measure(want.text.split("/")[0])
        counted = any(
            p > 0 and DIMENSIONS[axis] in _COUNTS for axis, p in enumerate(above.dimension)
        )
        if above.factor != 1 or not counted:
            raise Refused(text, "a multiplier without a unit", expected)
    if want.text == "%":
        if abs(typed.number) > 1:
            why = "a bare number in a share's field is read as a fraction"
            raise Refused(text, why, fix=f"write {text.strip()}%")
        return 1.0
    return want.factor


def _plain_text(text: str, expected: str) -> str:
    if len(text) > LONGEST:
        raise Refused(text[:LONGEST], f"longer than {LONGEST} characters", expected)
    stripped = text.strip()
    if not stripped:
        raise Refused(text, "nothing was typed", expected)
    strange = _STRANGE.search(stripped)
    if strange:
        raise Refused(text, f"a character that no quantity has: {strange[0]!r}", expected)
    return stripped


def _parse(text: str, stripped: str, expected: str) -> _Typed:
    sign_first, rest = _currency(stripped)
    number, rest = _number(text, rest, expected)
    multiplier, rest = _multiplier(text, rest)
    return _Typed(number, multiplier, _units(text, ["$"] if sign_first else [], rest, expected))


def _currency(text: str) -> tuple[bool, str]:
    for sign in ("$", "US$", "USD "):
        if text.startswith(sign):
            return True, text[len(sign) :].lstrip()
    if text[:1] in "-−" and text[1:2] == "$":
        return True, text[0] + text[2:].lstrip()
    return False, text


def _number(text: str, rest: str, expected: str) -> tuple[float, str]:
    comma = _COMMA.match(rest)
    if comma:
        sign, whole, fraction = comma.groups()
        # "1,556" is in threes; "1,5", "0,317", "1 556,500" and "1234,567" can only be decimals.
        if len(fraction) != 3 or whole.startswith("0") or not whole.isdigit() or len(whole) > 3:
            digits = re.sub(r"[^0-9]", "", whole)
            raise Refused(text, "a decimal comma", fix=f"write {sign}{digits}.{fraction}")
    found = _NUMBER.match(rest)
    if not found:
        raise Refused(text, "no number at the start", expected)
    after = rest[found.end() :]
    if after[:1] in (",", "_", ".") or re.match(r"\s*[0-9]", after):
        raise Refused(text, "digits that are not grouped in threes", fix=_IN_THREES)
    digits = re.sub(r"[,_ \u00a0\u202f]", "", found[0]).replace("−", "-")
    return _finite(text, float(digits)), after


def _finite(text: str, value: float) -> float:
    if not math.isfinite(value):
        raise Refused(text, "not a finite number")
    return value


def _multiplier(text: str, rest: str) -> tuple[float, str]:
    """K, M, B, T: glued to the digits, or (but for B) apart before a unit word or the end."""
    glued = rest[:1]
    if glued in MULTIPLIERS and not rest[1:2].isalpha():
        return MULTIPLIERS[glued], rest[1:]
    spaced = re.match(r"\s+([A-Za-z]+)(?=\s|$)", rest)
    if spaced:
        word = spaced[1]
        if word == "B":
            why = "B after a space may be bytes or a billion"
            raise Refused(text, why, fix="write 4.8B for a billion, 4.8 byte for bytes")
        factor = _SPOKEN.get(word.lower()) or MULTIPLIERS.get(word)
        if factor:
            return factor, rest[spaced.end() :]
    return 1.0, rest


def _units(text: str, leading: list[str], rest: str, expected: str) -> Measure | None:
    """The unit part: words joined by `/`, `*`, `per` or `-`. None when there is none at all."""
    words = [(1, BY_WORD[name]) for name in leading]
    power, joined = 1, False  # joined: an operator stands and waits for its unit
    scale = ""  # the M of `/M tok`, until its unit comes
    rest = re.sub(r"\b(?:req(?:uest)?s? )?in[ -]flight\b", "request", rest)
    for token in [t for t in _TOKEN.findall(rest) if not t.isspace()]:
        if token in _PER or token in _TIMES:
            if joined:
                raise Refused(text, f"nothing before {token!r}", expected)
            power, joined = (-1 if token in _PER else 1), True
        elif token == "-" and words and not joined:  # a GPU-hour stands on one side of the line
            power, joined = words[-1][0], True
        elif joined and power == -1 and not scale and _scale(token):
            scale = "" if token == "1" else token
        else:
            unit = _word(text, token, expected)
            if words and not joined:
                why = f"{token!r} after {words[-1][1].name} without / or *"
                raise Refused(text, why, expected)
            words.append((power, _scaled(unit, scale)))
            power, joined, scale = 1, False, ""
    if scale:
        if not any(unit.name == "USD" for _, unit in words):
            fix = "write tok or request after the number"
            raise Refused(text, "per how many of what", expected, fix=fix)
        words.append((-1, _scaled(_TOK, scale)))
    elif joined:
        raise Refused(text, "a unit is missing at the end", expected)
    if not words:
        return None
    factor, dimension = 1.0, PLAIN
    for sign, unit in words:
        factor = factor * unit.factor if sign == 1 else factor / unit.factor
        dimension = multiply(dimension, unit.dimension, sign)
    return Measure(_spell(words), factor, dimension)


def _scale(token: str) -> float | None:
    return _ROUND.get(token) or MULTIPLIERS.get(token) or _SPOKEN.get(token.lower())


def _scaled(unit: Unit, scale: str) -> Unit:
    factor = _scale(scale)
    if factor is None:
        return unit
    if unit is _TOK and factor == 1e6:
        return _MTOK
    return Unit(f"{scale} {unit.name}", unit.factor * factor, unit.dimension)


def _word(text: str, token: str, expected: str) -> Unit:
    unit = BY_WORD.get(token)
    if unit is not None:
        return unit
    if token in AMBIGUOUS:
        raise Refused(text, f"{token!r} is ambiguous", fix=AMBIGUOUS[token])
    close = {word.lower(): word for word in BY_WORD}.get(token.lower())
    if close:
        fix = f"write {close}"
    elif token in MULTIPLIERS:
        fix = f"write {token} straight after the digits"
    elif token == "-":
        fix = "write one number"
    else:
        fix = ""
    raise Refused(text, f"{token!r} is not a unit that napkin knows", expected, fix)


def _spell(words: list[tuple[int, Unit]]) -> str:
    above = [u.name for p, u in words if p == 1]
    below = [u.name for p, u in words if p == -1]
    return "/".join(["*".join(above), *below])


DIGITS = 4
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_SMALLEST, _LARGEST = 1e-5, 1e15  # outside, numbers are shown with an exponent
_COUNTED = ("tok", "token", "param", "request", "$")


class Quantity(NamedTuple):
    """A value in base units, with the unit that it is told in."""

    value: float
    unit: Measure

    @property
    def number(self) -> float:
        """How many of the unit it is."""
        return json_number(self.value, self.unit)

    def show(self, digits: int = DIGITS) -> str:
        """As people read it."""
        return show(self.value, self.unit, digits)


def json_number(value: float, unit: Measure) -> float:
    """A value in base units as a number of `unit`, free of the noise that conversion adds."""
    return float(f"{value / unit.factor:.15g}")


def show(value: float, unit: Measure, digits: int = DIGITS) -> str:
    """A value in base units as text in `unit`: `$0.42/Mtok`, `9.162 ms`, `13K token/request`."""
    number = json_number(value, unit)
    money = unit.text.startswith("$")
    rest = unit.text.removeprefix("$")
    sign = "-" if number < 0 else ""
    body = significant(abs(number), digits, counted=_is_counted(unit.text))
    if money:
        return f"{sign}${body}{rest}"
    if rest == "%":
        return f"{sign}{body}%"
    return f"{sign}{body} {rest}".rstrip()


def _is_counted(text: str) -> bool:
    return text.split("/")[0] in _COUNTED


def significant(number: float, digits: int = DIGITS, *, counted: bool = False) -> str:
    """A number at `digits` digits, whole ones below a million in full; counts with K, M, B, T."""
    if number < 0:
        return "-" + significant(-number, digits, counted=counted)
    if number == 0:
        return "0"
    rounded = float(f"{number:.{digits}g}")
    whole = number < 1e6 and number == round(number)
    if counted and 1e4 <= rounded < _LARGEST:
        size, letter = next(step for step in _STEPS if rounded >= step[0])
        short = f"{_plain(float(f'{rounded / size:.{digits}g}'))}{letter}"
        # 13,000 is "13K"; 35,040 stays in full, because "35.04K" is no shorter, and so does 13,001.
        if not whole or (rounded == number and len(short) <= 4):
            return short
    return f"{number:,.0f}" if whole else _plain(rounded)


def _plain(number: float) -> str:
    """The shortest decimal text of a positive number, with an exponent only at the extremes."""
    if not _SMALLEST <= number < _LARGEST:
        mantissa, _, power = f"{number:.14e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"
    text, _, power = repr(number).partition("e")
    if power:  # Python's own exponents start earlier
        text = f"{number:.{len(text.partition('.')[2]) - int(power)}f}"
    whole, dot, fraction = text.removesuffix(".0").partition(".")
    return f"{int(whole):,}{dot}{fraction}"
