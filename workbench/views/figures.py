"""Numbers for narrow columns, ratios and flags: three significant digits, at most six cells, in the
variable's own unit.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from formulas.declare import Variable
from formulas.quantity import significant
from formulas.verdicts import GLYPHS, WORDS, Flag
from sessions.claims.telling import short_units
from workbench.views.lines import Piece, Role, piece

if TYPE_CHECKING:
    from sessions.judging.verdict import Verdict

_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_UNITS = {
    "tok/s/req": "tok/s",
    "$/GPU/hour": "$/GPU/h",
    "PFLOP/s/GPU": "PF/s",
    "TB/s/GPU": "TB/s",
    "byte/param": "B/par",
    "hour/month": "h/mo",
    "tok/month": "tok/mo",
    "$/month": "$/mo",
    "tok/req": "tok/rq",
    "tok/s/GPU": "t/s/GPU",
    "param/tok": "param",
    "ms/req": "ms/req",
    "KB/tok/GPU": "KB/tok",
    "GB/req/GPU": "GB/req",
    "GFLOP/tok": "GF/tok",
}


def short(value: float, variable: Variable) -> str:
    """A value without its unit, for a row that has the unit beside it or below."""
    return _short(value / variable.unit.factor, 3)


def fitted(value: float, variable: Variable, room: int) -> str:
    """The same in at most `room` cells where fewer digits get it there, so that columns of
    numbers with marks between them do not touch.
    """
    text = ""
    for digits in (3, 2, 1):
        text = _short(value / variable.unit.factor, digits)
        if len(text) <= room:
            break
    return text


# An edit moves a few numbers of many.
@functools.lru_cache(maxsize=4096)
def _short(number: float, digits: int) -> str:
    sign = "-" if number < 0 else ""
    number = abs(number)
    if number >= (1e4 if digits == 3 else 1e3):
        for size, letter in _STEPS:
            scaled = float(f"{number / size:.{digits}g}")
            if scaled >= 1:
                if scaled >= 1000 and size < 1e12:
                    continue
                text = f"{scaled:g}" if scaled < 1e6 else f"{scaled:.0e}"
                return f"{sign}{text}{letter}"
    return sign + significant(number, digits)


def columns(variable: Variable) -> str:
    """A unit for a narrow column; the full one stands in the story below."""
    unit = short_units(variable.unit.text)
    return _UNITS.get(unit, unit)


def rounded(verdict: Verdict) -> str:
    """The value of a claim as text; seven digits are what napkin worked out, to be read in four."""
    value = verdict.claim.value
    if verdict.metric is None or value.text != verdict.metric.of.show(value.value, 7):
        return value.text
    return verdict.metric.of.show(value.value)


# --- flags as a glyph and a word; the colour only follows


ROLE: dict[Flag, Role] = {
    "plausible": "good",
    "2x-off": "warn",
    "10x-off": "bad",
    "not-judged": "dim",
}


def flag_piece(flag: Flag, *, word: bool = True) -> Piece:
    """`✗ 10x off`, or the glyph alone."""
    return piece(f"{GLYPHS[flag]} {WORDS[flag]}" if word else GLYPHS[flag], ROLE[flag])
