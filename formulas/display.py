"""Showing quantities: significant digits, never fixed decimals, and nothing that does not read back in.

`show` is for people, `json_number` for `{"value", "unit"}`. Both print in a unit of the table, so that the reader
of `formulas.quantity` gets back what was displayed.
"""

from __future__ import annotations

import math

from formulas.units import Measure

DIGITS = 4
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_COUNTED = ("tok", "token", "param", "request", "$")


def json_number(value: float, unit: Measure) -> float:
    """A value in base units as a number of `unit`, free of the noise that the conversion itself adds."""
    return float(f"{value / unit.factor:.15g}")


def show(value: float, unit: Measure, digits: int = DIGITS) -> str:
    """A value in base units as text in `unit`, for example `$0.42/Mtok`, `9.162 ms`, `13K token/request`."""
    number = value / unit.factor
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
    """A number at `digits` significant digits; whole numbers below a million in full, large counts with K, M, B, T."""
    if number == 0:
        return "0"
    whole = number == round(number) and abs(number) < 1e6
    if counted and abs(number) >= 1e4:
        for size, letter in _STEPS:
            if abs(number) >= size:
                scaled = float(f"{number / size:.{digits}g}")
                if scaled >= 1000 and size < 1e12:
                    return significant(scaled * size, digits, counted=True)
                short = f"{_plain(scaled)}{letter}"
                # 13,000 is "13K"; 35,040 stays in full, because "35.04K" is no shorter.
                return f"{number:,.0f}" if whole and len(short) > 4 else short
    if whole:
        return f"{number:,.0f}"
    return _plain(float(f"{number:.{digits}g}"))


def _plain(number: float) -> str:
    """The shortest decimal text of a number, without an exponent where that stays readable."""
    if number == 0:
        return "0"
    exponent = math.floor(math.log10(abs(number)))
    if exponent < -5 or exponent > 14:
        mantissa, _, power = f"{number:e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"
    text = f"{number:.{max(0, 15 - exponent)}f}"
    short = repr(number)
    if "e" not in short:
        text = short.removesuffix(".0")
    else:
        text = text.rstrip("0").rstrip(".")
    whole, dot, fraction = text.partition(".")
    return f"{int(whole):,}{dot}{fraction}"
