"""Which value of one input would make a result come out as claimed: a bounded search through the
composed chain.

Judging asks this of every claim with every edit, so that it is a coarse look, in some forty
evaluations. `formulas.solve` answers a person's own question: all values, ranges, what can be and
why not, in some hundreds.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Mapping

from formulas.book import BOOK
from formulas.chain import Given, Results, one
from formulas.compiled import function
from formulas.declare import NOTHING, Basis
from formulas.roots import Function

_POINTS = 24
_STEPS = 56
_EXACT = 1e-14  # of what is wanted: the noise of floats in a chain


def value_that_gives(
    given: Given,
    input: str,
    target: str,
    basis: Basis,
    wanted: float,
    *,
    near: float | None = None,
    alike: Mapping[str, float] = NOTHING,
) -> float | None:
    """The value of `input` (base units, inside its range) at which `target` is `wanted` on a basis,
    or None.

    Scans the input's range on a logarithmic grid for a sign change, then halves it; the residual is
    checked, so that a jump or a pole is not taken for a root.

    Args:
        near: of several such values, the one that is the smallest factor from this; else the least.
        alike: inputs that mean the same thing twice and move with the input, as multiples of it.
    """
    f = _along(given, input, target, basis, alike)

    def off(x: float) -> float:
        return f(x) - wanted

    found: list[float] = []
    before, y_before = 0.0, math.nan
    for x in _grid(input):
        y = off(x)
        if y * y_before <= 0:
            root = _halve(off, before, x, y_before, wanted)
            if abs(off(root)) <= 1e-3 * abs(wanted):
                if near is None:
                    return root
                found.append(root)
        before, y_before = x, y
    return min(found, key=lambda root: abs(math.log(root / (near or root))), default=None)


def reaching(given: Given, input: str, target: str, basis: Basis) -> Callable[[float], bool]:
    """Whether some value of `input` would bring `target` to a figure, as `value_that_gives` seeks
    it, without finding it: over the input's range it is passed.
    """
    value = _along(given, input, target, basis)
    grid = _grid(input)
    ends = value(grid[0]), value(grid[-1])
    steps = [ends]

    def reached(wanted: float) -> bool:
        if _passes(*ends, wanted):
            return True
        if len(steps) == 1:
            steps[:] = itertools.pairwise([value(x) for x in grid])
        return any(_passes(a, b, wanted) for a, b in steps)

    return reached


def _passes(a: float, b: float, wanted: float) -> bool:
    return (a - wanted) * (b - wanted) <= 0


@functools.cache
def _grid(input: str) -> list[float]:
    """Points over the range of an input, in base units, on a logarithmic scale."""
    variable = BOOK.variables[input]
    # One stream is the fewest there can be, whatever a formula would take.
    low = max(variable.low, variable.usual[0] if variable.usual and variable.whole else 0.0)
    low = max(low, variable.high * 1e-12, 1e-9) * variable.unit.factor
    high = variable.high * variable.unit.factor
    return [low * (high / low) ** (i / _POINTS) for i in range(_POINTS + 1)]


def _along(
    given: Given, input: str, target: str, basis: Basis, alike: Mapping[str, float] = NOTHING
) -> Function:
    """The target as a function of the input, which moves what is alike with it."""
    start = given.changed(dict.fromkeys((input, *alike), 1.0))
    f = function(start, (input, *alike), target, basis)
    return (lambda x: f(x, *[x * times for times in alike.values()])) if alike else f


def implied_by(results: Results, target: str, id: str, wanted: float) -> float | None:
    """The value of one direct input of `target`'s own napkin formula at which it is `wanted`, the
    other inputs kept.
    """
    formula = results.formula(target, "napkin")
    inputs = results.inputs(formula, "napkin") if formula is not None else None
    if formula is None or inputs is None or inputs.get(id, 0.0) <= 0:
        return None

    def off(x: float) -> float:
        got = one(formula, {**inputs, id: x})
        return math.nan if got is None else got - wanted

    low, high = inputs[id] * 1e-6, inputs[id] * 1e6
    at_low = off(low)
    return _halve(off, low, high, at_low, wanted) if at_low * off(high) <= 0 else None


def _halve(off: Function, a: float, b: float, ya: float, wanted: float) -> float:
    """Where `off` changes its sign between `a` and `b`.

    Halving alone takes 56 evaluations, and they were most of what judging cost. So every other
    step goes where a line through both ends is zero, on logarithmic scales: most formulas are
    close to a power of one input, and there that is the answer at once. The halving in between
    bounds the rest, so that the answer is never less exact than by halving alone.
    """
    yb = off(b)
    for step in range(2 * _STEPS):
        middle = math.sqrt(a * b)
        if wanted and yb == yb and not step % 2:
            middle = _crossing(a, b, ya / wanted, yb / wanted, middle)
        y = off(middle)
        if y != y:
            break
        if abs(y) <= _EXACT * abs(wanted) or not a < middle < b:
            return middle
        if y * ya <= 0:
            b, yb = middle, y
        else:
            a, ya = middle, y
    return math.sqrt(a * b)


def _crossing(a: float, b: float, at_a: float, at_b: float, middle: float) -> float:
    """Where a line through two points crosses zero, or `middle` where it does not between them."""
    if at_a > -1 and at_b > -1:
        at_a, at_b = math.log1p(at_a), math.log1p(at_b)
    if at_a == at_b:
        return middle
    guess = a * math.exp(math.log(b / a) * at_a / (at_a - at_b))
    return guess if a < guess < b else middle
