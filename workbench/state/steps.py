"""Stepping a field: the next natural value up or down, as text that the reader of the field takes.

A count goes by one, GPUs by powers of two, a share by points, a promise of uptime by nines,
everything else by five to ten per cent of itself, on round numbers. A word goes to the next that
may stand there. Big steps: powers of two for counts, ten points for shares, 1-2-5 for the rest.
"""

import functools
import math
from typing import NamedTuple

from formulas.book import BOOK
from formulas.declare import Variable
from formulas.quantity import TIERS
from sessions.catalogue.catalogue import find, shelf
from sessions.catalogue.shelves import Shelf, UnknownItem
from workbench.state.fields import OPEN_WORDS, STEP, WEIGHTS, is_word, next_weight, words

_SHELVES: dict[str, Shelf] = {
    "model": "models",
    "hardware": "hardware",
    "assumptions": "assumptions",
}
_NINES = (99.0, 99.5, 99.9, 99.95, 99.99, 99.995, 99.999, 100.0)
_NOISE = 1e-9  # a value this near to a round one stands on it


class Stuck(Exception):
    """There is no next value, and why."""


class Rule(NamedTuple):
    """How a field steps, in words for its story."""

    small: str
    big: str


def next_word(id: str, now: str, way: int) -> str:
    """The next word that may stand in a field, round and round. Raises Stuck."""
    if id in WEIGHTS:
        reached = next_weight(now, way)
        if reached is None:
            raise Stuck(f"{now} is the {'highest' if way > 0 else 'lowest'} weight.")
        return reached
    choices = list(words()[id].choices)
    if id in _SHELVES:
        on = _SHELVES[id]
        try:
            now = find(on, now).name
        except UnknownItem:
            now = ""
        choices = list(shelf(on))
    elif id in ("attention", "feed_forward", *OPEN_WORDS):
        choices = ["", *choices]  # empty: the model's own, or what holds unless it is said
    if not choices:
        raise Stuck("This field is free text; e types it.")
    if choices == [now.lower()]:
        raise Stuck(f"There is no other {words()[id].label} in the catalogue.")
    if now.lower() not in choices:
        return choices[0 if way > 0 else -1]
    return choices[(choices.index(now.lower()) + way) % len(choices)]


def next_text(id: str, value: float | None, way: int, *, big: bool = False) -> str:
    """The next value of a quantity (in base units) as text. Raises Stuck at the end of its range
    and where there is nothing to step from.
    """
    variable = BOOK.variables[id]
    if value is None:
        raise Stuck(f"{variable.title} has no value yet; e types one.")
    now = value / variable.unit.factor
    reached = _next(variable, float(f"{now:.12g}"), way, big)
    lowest = 1.0 if variable.whole and 0 < variable.low < 1 else variable.low
    reached = min(max(reached, lowest), variable.high)
    if math.isclose(reached, now, rel_tol=_NOISE, abs_tol=1e-15) or (reached - now) * way < 0:
        end = "highest" if way > 0 else "lowest"
        if id in _TIERED:
            raise Stuck(f"This is the {end} tier.")
        edge = (variable.high if way > 0 else lowest) * variable.unit.factor
        raise Stuck(f"{variable.title}: {variable.show(edge)} is the {end} it may be.")
    return variable.show(reached * variable.unit.factor, 7)


@functools.cache
def rule_of(id: str) -> Rule:
    """How a field steps."""
    if id in WEIGHTS:
        return Rule(f"{STEP:g}", "")
    if is_word(id):
        return Rule("the next choice", "")
    variable = BOOK.variables[id]
    unit = variable.unit.text
    if id in _TIERED:
        return Rule("the next tier", "")
    if unit == "GPU" and variable.whole:
        return Rule("powers of two", "")
    if variable.whole:
        return Rule("one", "powers of two")
    if unit == "%":
        return Rule("nines", "a point") if _by_nines(variable) else Rule("a point", "ten points")
    if _narrow(variable):
        return Rule("one", "ten")
    if _factor(variable):
        return Rule("0.05", "0.25")
    return Rule("5 to 10 %", "1, 2, 5, 10")


_TIERED = ("bytes_per_param", "bytes_per_shared_param", "bytes_per_kv_value")


def _by_nines(variable: Variable) -> bool:
    return variable.place == "service level"


def _narrow(variable: Variable) -> bool:
    """Usual values lie so near together that a tenth of one leads out of them."""
    return variable.usual is not None and variable.usual[1] < 2 * variable.usual[0]


def _factor(variable: Variable) -> bool:
    """A plain number about one; others are counts that happen to be no whole ones."""
    return not variable.unit.text and variable.read(variable.example).value < 10


def _next(variable: Variable, now: float, way: int, big: bool) -> float:
    unit = variable.unit.text
    if variable.id in _TIERED:
        return _among(sorted(set(TIERS.values())), now, way)
    if variable.whole:
        power = unit == "GPU" or big
        if not power and now * (1 + way * _NOISE) < 100:
            return _on(now, 1.0, way)
        return _power_of_two(now, way) if power else round(_rounder(now, way))
    if unit == "%":
        return _share(variable, now, way, big)
    if _narrow(variable):
        return _on(now, 10.0 if big else 1.0, way)
    if _factor(variable):
        return _on(now, 0.25 if big else 0.05, way)
    return _amount(variable, now, way, big)


def _on(now: float, step: float, way: int) -> float:
    """The next multiple of a step."""
    at = now / step
    reached = math.floor(at + _NOISE) + 1 if way > 0 else math.ceil(at - _NOISE) - 1
    return float(f"{reached * step:.12g}")


def _among(known: list[float] | tuple[float, ...], now: float, way: int) -> float:
    """The next of some known values, or the same at their end."""
    slack = _NOISE * abs(now)
    beyond = [k for k in known if (k - now) * way > slack]
    return (min(beyond) if way > 0 else max(beyond)) if beyond else now


def _power_of_two(now: float, way: int) -> float:
    if now < 1:
        return 1.0 if way > 0 else 0.0
    at = math.log2(now)
    reached = math.floor(at + _NOISE) + 1 if way > 0 else math.ceil(at - _NOISE) - 1
    return 2.0**reached if reached >= 0 else 0.0


def _share(variable: Variable, now: float, way: int, big: bool) -> float:
    """Points; near a hundred by nines where that is what is promised; below one, by tenths."""
    if _by_nines(variable) and not big and (now > 99 + _NOISE or (now >= 99 - _NOISE and way > 0)):
        return _among(_NINES, now, way)
    at = now * (1 + way * _NOISE)  # on the way down, a round number belongs below itself
    if big and not _by_nines(variable) and (way > 0 or at > 10):
        return _on(now, 10.0, way)
    if 0 < at < 1:
        return _on(now, 0.1, way)
    return _on(now, 1.0, way)


def _amount(variable: Variable, now: float, way: int, big: bool) -> float:
    """Round numbers of a size, through zero where the field goes below it."""
    usual = abs(variable.read(variable.example).value / variable.unit.factor) or 1.0
    least = 10.0 ** math.floor(math.log10(usual)) / 100
    if abs(now) < least * (1 - _NOISE) and now * way <= 0:
        return least * way if now == 0 else 0.0
    away = now * way > 0  # from zero
    size = abs(now)
    if not away and size <= least * (1 + _NOISE):
        return 0.0
    reached = _one_two_five(size, 1 if away else -1) if big else _rounder(size, 1 if away else -1)
    return math.copysign(reached, now)


def _rounder(size: float, way: int) -> float:
    """The next round number: by 0.1 from 1, by 0.2 from 2, by 0.5 from 5, and so in each decade."""
    # On the border of two decades or steps, the way down takes the smaller step.
    at = size * (1 + way * _NOISE)
    decade = 10.0 ** math.floor(math.log10(at))
    step = decade * (0.1 if at < 2 * decade else 0.2 if at < 5 * decade else 0.5)
    return _on(size, step, way)


def _one_two_five(size: float, way: int) -> float:
    decade = 10.0 ** math.floor(math.log10(size))
    near = [float(f"{decade * m:.12g}") for m in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)]
    return _among(near, size, way)
