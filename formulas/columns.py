"""The chain over many points at once, in columns of NumPy: compiled as one value at a time is.

Importing this module imports NumPy (some 65 ms): it belongs off the first frame.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formulas.algebra import value
from formulas.chain import FLOATS, NEARLY, Given, Shape, Step, plan_for
from formulas.compiled import compile_steps, needed
from formulas.declare import Basis
from formulas.units import Measure

Array = NDArray[np.float64]

CHUNK = 16_384  # points at a time: small enough that all columns stay in the processor's cache


def sweep(
    given: Given, varied: Mapping[str, Array], wanted: Iterable[tuple[str, Basis]]
) -> dict[tuple[str, Basis], Array]:
    """The chain over many points at once.

    Args:
        given: the point that is varied; every id in `varied` must be among its values.
        varied: id -> array of base-unit values, all of one length. An id that is both entered and
            measured is varied as entered: what was measured stays what it was.
        wanted: the (id, basis) columns to return; nothing else is computed.

    Returns: one array per column that has a value, nan at points where it has none.

    Raises: ValueError for a varied id that is not among the given values, and for columns of
        different lengths.
    """
    plan = plan_for(given.shape())
    keys = tuple([key for key in wanted if key in plan.slots])
    run, steps, outs = arrays(plan.shape, keys)
    # NumPy's own scalars: where Python's floats overflow without a word, these raise as arrays do.
    first: list[Any] = [np.float64(number) for number in (*given.values(), *plan.constants)]
    columns = {plan.shape.slot(id): np.asarray(array, np.float64) for id, array in varied.items()}
    points = _length(columns.values())
    # One block, not a column each: the system then hands it out in large pages. Else being given
    # the memory takes four times as long as computing what goes there.
    results = np.empty((len(outs), points))
    fixed = all(np.isfinite(number) for slot, number in enumerate(first) if slot not in columns)
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        for start in range(0, points, CHUNK):
            window = slice(start, min(start + CHUNK, points))
            for slot, column in columns.items():
                first[slot] = column[window]
            try:
                if not fixed or not all(np.isfinite(first[slot]).all() for slot in columns):
                    raise FloatingPointError("an input that is not finite")
                found = run(*first)
            except (FloatingPointError, ZeroDivisionError):
                found = _guarded_columns(first, steps, outs)
            for result, column in zip(results, found, strict=True):
                result[window] = column
    return dict(zip(keys, results, strict=True))


@functools.lru_cache(maxsize=256)
def arrays(
    shape: Shape, keys: tuple[tuple[str, Basis], ...]
) -> tuple[Callable[..., tuple[Any, ...]], tuple[Step, ...], list[int]]:
    """The columns of a shape as one function, with its steps and the slots that it returns."""
    plan = plan_for(shape)
    outs = [plan.slots[key] for key in keys]
    steps = needed(plan, outs)
    return compile_steps(plan, steps, outs, _ARRAY, {"np": np}), steps, outs


def _length(columns: Iterable[Array]) -> int:
    shapes = {column.shape for column in columns}
    if len(shapes) != 1 or len(shape := shapes.pop()) != 1:
        raise ValueError("what is varied must be columns of one length")
    points: int = shape[0]
    return points


def _guarded_columns(
    first: list[Any], steps: tuple[Step, ...], outs: list[int]
) -> tuple[Array, ...]:
    with np.errstate(all="ignore"):
        slots: dict[int, Any] = {slot: _only_finite(column) for slot, column in enumerate(first)}
        for step in steps:
            inputs = {name: slots[slot] for name, slot in step.inputs.items()}
            found = _only_finite(value(step.formula.tree, inputs, _Columns()))
            for column in inputs.values():  # 1**nan is 1 to NumPy
                found = np.where(np.isnan(column), np.nan, found)
            slots[step.slot] = found
    return tuple([slots[slot] for slot in outs])


def _only_finite(column: Any) -> Any:
    return np.where(np.isfinite(column), column, np.nan)


class _Columns:
    """Array arithmetic in which what has no value is nan, also inside a formula."""

    def number(self, text: str, unit: Measure | None) -> Any:
        return FLOATS.number(text, unit)

    def divide(self, above: Any, below: Any) -> Any:
        return np.divide(above, np.where(np.equal(below, 0), np.nan, below))

    def power(self, base: Any, exponent: Any) -> Any:
        return _only_finite(np.power(base, exponent))

    def call(self, function: str, arguments: list[Any]) -> Any:
        if function == "ceiling":
            return _only_finite(0.0 - np.floor(NEARLY - arguments[0]))
        if function == "floor":
            return _only_finite(np.floor(arguments[0] + NEARLY))
        return (np.maximum if function == "max" else np.minimum)(*arguments)


_ARRAY = {
    "ceiling": f"(0.0 - np.floor({NEARLY!r} - {{0}}))",
    "floor": f"np.floor({{0}} + {NEARLY!r})",
    "max": "np.maximum({0}, {1})",
    "min": "np.minimum({0}, {1})",
    "**": "np.power({0}, {1})",
}
