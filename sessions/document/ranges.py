"""Ranges where a value is typed: `8..35%`, `8% to 35%`, `6 +- 1.5 $/GPU/hour`.

The text stays in the file; the point value is the median of what is drawn. Between two ends that is
the middle, or, where they lie more than ten times apart, the middle by size (the geometric one),
for then every size is as likely as any other. Around a value it is the value, and the other figure
is one standard deviation; what lies beyond the variable's hard limits is not drawn.
"""

from __future__ import annotations

import functools
import math
import re
from typing import NamedTuple

from formulas.book import BOOK
from formulas.declare import Variable
from formulas.quantity import LONGEST, MULTIPLIERS, Reading, Refused, read
from formulas.spread import WIDE, Spread

# Compiled when one is used first: this is on the way to the first frame, which has few ranges.
_TO = r"\s*(?:\.{2,3}|…|\sto\s)\s*"
_ABOUT = r"\s*(?:±|\+/?[-−])\s*"
_PART = (
    r"(?s)"
    r"(?P<money>(?:(?:US)?\$\s*|USD )?)"
    r"(?P<number>[+\-−]?(?:\d[\d.,_]*(?:[ \u00a0\u202f]\d{3}(?!\d))*|\.\d+)(?:[eE][+\-]?\d+)?)"
    r"(?P<unit>.*)"
)
_HOW = "write low..high, such as 8..35%, or a value +- its spread, such as 6 +- 1.5"
_MULTIPLIER = rf"\s*[{''.join(MULTIPLIERS)}](?![A-Za-z])"


class Ranged(NamedTuple):
    """A text read as a range: the reading of its middle, and what is drawn."""

    reading: Reading
    spread: Spread


def is_range(text: str) -> bool:
    """Whether a text is written as a range."""
    return re.search(_TO, text) is not None or re.search(_ABOUT, text) is not None


@functools.lru_cache(maxsize=512)
def spread_of(id: str, text: str) -> Spread | None:
    """What a kept text says is to be drawn; None for a single value, and for what is no quantity
    of this variable.
    """
    if not is_range(text):
        return None
    try:
        return read_range(BOOK.variables[id], text).spread
    except Refused:
        return None


def read_range(variable: Variable, text: str) -> Ranged:
    """Read a range of a variable.

    Raises: Refused where an end is no quantity of the variable or outside its limits, and where
        the ends are the wrong way round.
    """
    if len(text) > 2 * LONGEST:
        raise Refused(text[:LONGEST], f"longer than {2 * LONGEST} characters")
    about = re.search(_ABOUT, text) is not None
    sides = re.split(_ABOUT if about else _TO, text.strip())
    if len(sides) != 2 or not all(sides) or (about and is_range("".join(sides))):
        raise Refused(text, "not a range of two figures", fix=_HOW)
    return _around(variable, text, *sides) if about else _between(variable, text, *sides)


def _between(variable: Variable, text: str, first: str, second: str) -> Ranged:
    one, other = _completed(first, second)
    low, high = variable.read(one).value, variable.read(other).value
    if low == high:
        raise Refused(text, "both ends are the same", fix=f"write {second}")
    if low > high:
        raise Refused(text, "the low end is above the high one", fix=f"write {other}..{one}")
    wide = low > 0 and high / low > WIDE * (1 + 1e-9)
    middle = math.sqrt(low) * math.sqrt(high) if wide else low / 2 + high / 2
    step = _step(variable)
    if step:
        middle = min(max(round(middle / step) * step, low), high)
    spread = Spread("by size" if wide else "even", low, high, middle, step=step)
    return Ranged(Reading(middle, variable.unit.dimension, variable.unit, False), spread)


def _around(variable: Variable, text: str, first: str, second: str) -> Ranged:
    if second.strip().endswith("%") and variable.unit.text != "%":
        middle = variable.read(first).value
        deviation = abs(middle) * read(second).value
    else:
        one, other = _completed(first, second)
        middle = variable.read(one).value
        deviation = read(
            other, variable.unit, implied=variable.implied, example=variable.example
        ).value
    low, high = (edge * variable.unit.factor for edge in (variable.low, variable.high))
    if deviation <= 0:
        raise Refused(text, "what stands after +- is not above zero", fix=f"write {first.strip()}")
    if deviation > high - low:
        limits = variable.range_text()
        raise Refused(text, f"what stands after +- is wider than all of {limits}")
    middle = min(max(middle, low), high)
    spread = Spread("normal", low, high, middle, deviation, _step(variable))
    return Ranged(Reading(middle, variable.unit.dimension, variable.unit, False), spread)


def _step(variable: Variable) -> float:
    return variable.unit.factor if variable.whole else 0.0


def _completed(first: str, second: str) -> tuple[str, str]:
    """Both sides with the unit that one of them leaves out: `8..35%`, `$4..6/GPU/hour`. A
    multiplier belongs to both where the first has none: `8..35K tok` is 8K to 35K.
    """
    one, other = [re.fullmatch(_PART, side.strip()) for side in (first, second)]
    if one is None or other is None:
        return first, second  # a tier, or what the reader of quantities will refuse
    left, right = one["unit"], other["unit"]
    if not left.strip():
        left = right
    elif not right.strip():
        right = left
    elif re.fullmatch(_MULTIPLIER, left):
        scaled = re.match(_MULTIPLIER, right)
        left += right[scaled.end() :] if scaled else right
    money = one["money"] or other["money"]
    if money and "$" not in left and "$" not in right:
        return f"{money}{one['number']}{left}", f"{money}{other['number']}{right}"
    return f"{one['money']}{one['number']}{left}", f"{other['money']}{other['number']}{right}"


def in_words(variable: Variable, spread: Spread) -> str:
    """What is drawn, in words."""
    show = variable.show
    if spread.kind == "normal":
        middle, deviation = show(spread.middle), show(spread.deviation, 3)
        return f"normal around {middle}, two in three within {deviation}"
    alike = "every size alike (more than 10x apart)" if spread.kind == "by size" else "even"
    return f"{show(spread.low)} to {show(spread.high)}, {alike}"
