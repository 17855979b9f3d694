"""Reading quantities as people type them: one bounded grammar over the unit table, everything else refused.

The grammar is a number, a decimal multiplier, and a product or quotient of unit words. Text never reaches
`eval`, SymPy or Pint. The reader is linear in the text, and the text is at most `LONGEST` characters.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from formulas.units import AMBIGUOUS, BY_WORD, DIMENSIONS, PLAIN, Dimension, Measure, Unit, describe, measure, multiply

LONGEST = 64
MULTIPLIERS = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_SPOKEN = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

# Bytes per parameter by the name of a quantization tier. `fp4` is the source's plain 0.5; the others carry their
# block scales: NVFP4 one FP8 scale per 16 values, MXFP4 one 8-bit scale per 32.
TIERS: dict[str, float] = {
    "fp4": 0.5,
    "nvfp4": 0.5625,
    "mxfp4": 0.53125,
    "fp8": 1.0,
    "int8": 1.0,
    "bf16": 2.0,
    "fp16": 2.0,
    "fp32": 4.0,
}

_NUMBER = re.compile(
    r"[+\-−]?(?:[0-9]{1,3}(?:[,_ \u00a0\u202f][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?:[eE][+\-]?[0-9]{1,3}(?![0-9A-Za-z]))?"
)
_DECIMAL_COMMA = re.compile(r"[+\-−]?([0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3})*|[0-9]+),([0-9]{1,2}|[0-9]{4,})(?![0-9,])")
_TOKEN = re.compile(r"[A-Za-zµμ$%¢]+[0-9]*|[0-9]+(?:\.[0-9]+)?|[/*·×]|\s+|.", re.DOTALL)
_ALLOWED = re.compile(r"[\x20-\x7eµμ·×−\u00a0\u202f¢]*")
_COUNTS = ("token", "request", "GPU", "param", "FLOP", "USD")

_TOK = BY_WORD["token"]
_MTOK = BY_WORD["Mtok"]


class Refused(ValueError):
    """Text that was not read: what was seen, why, what was expected and an example that would be read."""

    def __init__(self, seen: str, reason: str, expected: str = "", fix: str = "") -> None:
        parts = [reason]
        if expected:
            parts.append(f"expected {expected}")
        if fix:
            parts.append(fix)
        super().__init__("; ".join(parts))
        self.seen, self.reason, self.expected, self.fix = seen, reason, expected, fix


class Reading(NamedTuple):
    """A quantity in base units of `dimension`; `bare` when no unit was typed, `unit` the measure as typed."""

    value: float
    dimension: Dimension
    unit: Measure
    bare: bool


def read(text: str, want: Measure | None = None, *, implied: tuple[Dimension, ...] = (), example: str = "") -> Reading:
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
    reading = _parse(text, want, expected)
    if want is None:
        return reading
    if reading.bare:
        return _bare(text, reading, want, expected)
    if reading.dimension == want.dimension:
        return reading
    for missing in implied:
        if multiply(reading.dimension, missing) == want.dimension:
            return reading._replace(dimension=want.dimension)
    seen_as = describe(reading.dimension)
    raise Refused(text, f"that is {seen_as}", expected)


def _expected(want: Measure | None, example: str) -> str:
    if want is None:
        return f"a quantity such as {example or '27 tok/s'}"
    unit = want.text or "a plain number"
    return f"{unit}, for example {example}" if example else unit


def _bare(text: str, reading: Reading, want: Measure, expected: str) -> Reading:
    """A number without a unit takes the field's; a multiplier alone is only read where things are counted."""
    if want.text == "%":
        if not 0 <= reading.value <= 1:
            raise Refused(text, "a bare number in a share's field is read as a fraction", fix=f"write {reading.value:g}%")
        return reading
    multiplied = reading.unit.factor != 1
    counts = any(power > 0 and _is_count(i) for i, power in enumerate(want.dimension))
    if multiplied and want.dimension != PLAIN and not counts:
        raise Refused(text, "a multiplier without a unit", expected)
    # `80k` in a field shown in thousands or millions still counts single things.
    factor = 1.0 if multiplied and counts else want.factor
    return Reading(reading.value * factor, want.dimension, want, True)


def _is_count(index: int) -> bool:
    return DIMENSIONS[index] in _COUNTS


def _parse(text: str, want: Measure | None, expected: str) -> Reading:
    if len(text) > LONGEST:
        raise Refused(text[:LONGEST], f"longer than {LONGEST} characters", expected)
    stripped = text.strip()
    if not stripped:
        raise Refused(text, "nothing was typed", expected)
    if not _ALLOWED.fullmatch(stripped):
        raise Refused(text, "a character that no quantity has", expected)
    tier = TIERS.get(stripped.lower())
    if tier is not None and want is not None:
        for unit in ("byte/param", "byte"):
            if measure(unit).dimension == want.dimension:
                return Reading(tier, want.dimension, measure(unit), False)
    sign_first, rest = _currency(stripped)
    number, rest = _number(text, rest, expected)
    multiplier, rest = _multiplier(text, rest)
    rest = rest.strip()
    units = _units(text, (["$"] if sign_first else []), rest, expected)
    value = number * multiplier
    if units is None:
        return Reading(value, PLAIN, Measure("", multiplier, PLAIN), True)
    _finite(text, value * units.factor)
    return Reading(value * units.factor, units.dimension, units, False)


def _currency(text: str) -> tuple[bool, str]:
    for sign in ("$", "US$", "USD "):
        if text.startswith(sign):
            return True, text[len(sign) :].lstrip()
    if text[:1] in "-−" and text[1:2] == "$":
        return True, text[0] + text[2:].lstrip()
    return False, text


def _number(text: str, rest: str, expected: str) -> tuple[float, str]:
    comma = _DECIMAL_COMMA.match(rest)
    if comma:
        whole = re.sub(r"[^0-9]", "", comma[1])
        raise Refused(text, "a decimal comma", fix=f"write {whole}.{comma[2]}")
    found = _NUMBER.match(rest)
    if not found:
        raise Refused(text, "no number at the start", expected)
    after = rest[found.end() :]
    if after[:1] in (",", "_", ".") or re.match(r"\s*[0-9]", after):
        digits = re.sub(r"[ ,_\u00a0\u202f]", "", found[0])
        raise Refused(text, "digits that are not grouped in threes", fix=f"write {digits} or group in threes: 1,556.5")
    digits = re.sub(r"[,_ \u00a0\u202f]", "", found[0]).replace("−", "-")
    number = float(digits)
    _finite(text, number)
    return number, after


def _finite(text: str, value: float) -> None:
    if not math.isfinite(value):
        raise Refused(text, "not a finite number")


def _multiplier(text: str, rest: str) -> tuple[float, str]:
    """K, M, B, T: glued to the digits, or (B apart) after one space and before a unit word or the end."""
    glued = rest[:1]
    if glued in MULTIPLIERS and not rest[1:2].isalpha():
        return MULTIPLIERS[glued], rest[1:]
    spaced = re.match(r"\s+([A-Za-z]+)(?=\s|$)", rest)
    if spaced:
        word = spaced[1]
        if word == "B":
            raise Refused(text, "B after a space may be bytes or a billion", fix="write 4.8B for a billion, 4.8 byte for bytes")
        factor = _SPOKEN.get(word.lower()) or (MULTIPLIERS.get(word) if len(word) == 1 else None)
        if factor:
            return factor, rest[spaced.end() :]
    return 1.0, rest


def _units(text: str, leading: list[str], rest: str, expected: str) -> Measure | None:
    """The unit part: words joined by `/`, `*` or `per`. None when there is none at all."""
    rest = re.sub(r"\bin[ -]flight\b", "request", rest)
    words: list[tuple[int, Unit]] = []
    power, joined = 1, False
    scale = 1.0
    for name in leading:
        words.append((1, BY_WORD[name]))
    tokens = [t for t in _TOKEN.findall(rest) if not t.isspace()]
    for token in tokens:
        if token in ("/", "per", "a", "an", "each") and (token != "a" or words):
            if joined:
                raise Refused(text, f"nothing between two {token!r}", expected)
            power, joined = -1, True
        elif token in ("*", "·", "×"):
            power, joined = 1, True
        elif token in ("1", "1000000") and power == -1 and joined:
            scale *= float(token)
        elif _is_scale(token) and power == -1 and joined:
            scale *= MULTIPLIERS.get(token) or _SPOKEN[token.lower()]
        else:
            if words and not joined and scale == 1.0:
                raise Refused(text, f"{token!r} after {words[-1][1].name} without / or *", expected)
            words.append((power, _word(text, token, expected)))
            if scale != 1.0:
                words[-1] = (power, _scaled(words[-1][1], scale))
                scale = 1.0
            power, joined = 1, False
    if scale != 1.0:
        if not any(unit.name == "USD" for _, unit in words):
            raise Refused(text, "per how many of what", expected, fix="write tok or request after the number")
        words.append((-1, _scaled(_TOK, scale)))
        joined = False
    if joined:
        raise Refused(text, "a unit is missing at the end", expected)
    if not words:
        return None
    factor, dimension = 1.0, PLAIN
    for sign, unit in words:
        factor = factor * unit.factor if sign == 1 else factor / unit.factor
        dimension = multiply(dimension, unit.dimension, sign)
    return Measure(_spell(words), factor, dimension)


def _is_scale(token: str) -> bool:
    return token in MULTIPLIERS or token.lower() in _SPOKEN


def _scaled(unit: Unit, scale: float) -> Unit:
    if unit.name == "token" and scale == 1e6:
        return _MTOK
    return Unit(f"{scale:g} {unit.name}", unit.factor * scale, unit.dimension)


def _word(text: str, token: str, expected: str) -> Unit:
    unit = BY_WORD.get(token)
    if unit is not None:
        return unit
    if token in AMBIGUOUS:
        raise Refused(text, f"{token!r} is ambiguous", fix=AMBIGUOUS[token])
    close = {word.lower(): word for word in BY_WORD}.get(token.lower())
    fix = f"write {close}" if close else ""
    raise Refused(text, f"{token[:20]!r} is not a unit that napkin knows", expected, fix)


def _spell(words: list[tuple[int, Unit]]) -> str:
    above = [u.name for p, u in words if p == 1]
    below = [u.name for p, u in words if p == -1]
    return "/".join(["*".join(above) or "1", *below])
