"""Showing quantities: significant digits, never fixed decimals, nothing that does not read back in.

`show` is for people, `json_number` for `{"value", "unit"}`. Both print in a unit of the table, so
that the reader of `formulas.quantity` gets back what was displayed.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.units import Measure

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
