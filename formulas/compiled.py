"""The whole chain as one compiled function, scalar and NumPy, generated from the declarations.

The generated text holds nothing but slot numbers, numbers and operators that come from checked trees; no text that a
person typed is in it. A division by zero leaves the fast function through an exception, and the guarded path computes
step by step, where what has no value is nan and makes everything that depends on it nan.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from formulas.algebra import Binary, Call, Constant, Name, Node, Number, value
from formulas.chain import NEARLY, Given, Plan, Results, Shape, Step, one, plan_for
from formulas.declare import Basis
from formulas.units import Measure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CHUNK = 16_384  # points at a time: small enough that all columns stay in the processor's cache


def evaluate(given: Given) -> Results:
    """Every value of the chain, on every basis."""
    plan = plan_for(given.shape())
    numbers = (*given.values(), *plan.constants)
    try:
        return Results(plan, given, scalar(plan.shape)(*numbers))
    except (ZeroDivisionError, OverflowError, ValueError):
        return Results(plan, given, _guarded(plan, numbers))


def _guarded(plan: Plan, numbers: tuple[float, ...]) -> tuple[float, ...]:
    slots = list(numbers)
    for step in plan.steps:
        inputs = {name: slots[slot] for name, slot in step.inputs.items()}
        found = one(step.formula, inputs) if not any(map(math.isnan, inputs.values())) else None
        slots.append(math.nan if found is None else found)
    return tuple(slots)


@functools.lru_cache(maxsize=256)
def scalar(shape: Shape) -> Callable[..., tuple[float, ...]]:
    """The compiled chain of a shape: floats in base units in slot order in, every slot out."""
    functions = {"ceil": math.ceil, "floor": math.floor, "power": math.pow, "maximum": max, "minimum": min}
    plan = plan_for(shape)
    return _compile(plan, plan.steps, range(plan.size), functions)


def sweep(
    given: Given, varied: Mapping[str, Array], wanted: Iterable[tuple[str, Basis]]
) -> dict[tuple[str, Basis], Array]:
    """The chain over many points at once.

    Args:
        given: the point that is varied; every id in `varied` must be among its values.
        varied: id -> array of base-unit values, all of one length.
        wanted: the (id, basis) columns to return; nothing else is computed.

    Returns: one array per column that has a value, nan at points where it has none.

    Raises: ValueError for a varied id that is not among the given values.
    """
    import numpy as np

    plan = plan_for(given.shape())
    keys = [key for key in wanted if key in plan.slots]
    outs = [plan.slots[key] for key in keys]
    steps = _needed(plan, outs)
    functions = {"ceil": np.ceil, "floor": np.floor, "power": np.power, "maximum": np.maximum, "minimum": np.minimum}
    run = _compile(plan, steps, outs, functions)
    first: list[Any] = [*given.values(), *plan.constants]
    ids = [id for layer in plan.shape[:4] for id in layer]
    places = {ids.index(id): array for id, array in varied.items()}
    points = len(next(iter(varied.values())))
    results = [np.empty(points) for _ in outs]
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        for start in range(0, points, CHUNK):
            window = slice(start, min(start + CHUNK, points))
            for slot, array in places.items():
                first[slot] = array[window]
            try:
                columns = run(*first)
            except (FloatingPointError, ZeroDivisionError, OverflowError, ValueError):
                columns = _guarded_columns(first, steps, outs)
            for result, column in zip(results, columns, strict=True):
                result[window] = column
    return dict(zip(keys, results, strict=True))


def _needed(plan: Plan, outs: list[int]) -> tuple[Step, ...]:
    """The steps that the wanted slots depend on, in order."""
    alive = set(outs)
    kept = []
    for step in reversed(plan.steps):
        if step.slot in alive:
            kept.append(step)
            alive.update(step.inputs.values())
    return tuple(reversed(kept))


def _guarded_columns(first: list[Any], steps: tuple[Step, ...], outs: list[int]) -> list[Any]:
    import numpy as np

    slots: dict[int, Any] = dict(enumerate(first))
    with np.errstate(all="ignore"):
        for step in steps:
            found = value(step.formula.tree, {name: slots[slot] for name, slot in step.inputs.items()}, _Columns())
            slots[step.slot] = np.where(np.isfinite(found), found, np.nan)
    return [slots[slot] for slot in outs]


class _Columns:
    """Array arithmetic in which a division by zero has no value (nan), also inside a formula."""

    def number(self, text: str, unit: Measure | None) -> Any:
        return float(text) * (unit.factor if unit else 1.0)

    def divide(self, above: Any, below: Any) -> Any:
        import numpy as np

        return np.divide(above, np.where(np.equal(below, 0), np.nan, below))

    def power(self, base: Any, exponent: Any) -> Any:
        import numpy as np

        return np.power(base, exponent)

    def call(self, function: str, arguments: list[Any]) -> Any:
        import numpy as np

        if function == "ceiling":
            return np.ceil(arguments[0] - NEARLY)
        if function == "floor":
            return np.floor(arguments[0] + NEARLY)
        return (np.maximum if function == "max" else np.minimum)(*arguments)


def _compile(
    plan: Plan, steps: tuple[Step, ...], outs: Iterable[int], functions: Mapping[str, Any]
) -> Callable[..., tuple[Any, ...]]:
    given = plan.size - len(plan.steps)
    lines = [f"def chain({', '.join([f'v{i}' for i in range(given)])}):"]
    for step in steps:
        lines.append(f"    v{step.slot} = {_code(step.formula.tree, step.inputs)}")
    lines.append(f"    return ({' '.join([f'v{slot},' for slot in outs])})")
    namespace: dict[str, Any] = dict(functions)
    exec(compile("\n".join(lines), "<chain>", "exec"), namespace)  # our own checked trees, see above
    chain: Callable[..., tuple[Any, ...]] = namespace["chain"]
    return chain


def _code(node: Node, inputs: Mapping[str, int]) -> str:
    match node:
        case Name(id=name):
            return f"v{inputs[name]}"
        case Number(text=text):
            return repr(float(text))
        case Constant(text=text, unit=unit):
            return repr(float(text or "1") * unit.factor)
        case Call(function="ceiling", arguments=(argument,)):
            return f"ceil({_code(argument, inputs)} - {NEARLY!r})"
        case Call(function="floor", arguments=(argument,)):
            return f"floor({_code(argument, inputs)} + {NEARLY!r})"
        case Call(function=function, arguments=arguments):
            return f"{function}imum({', '.join([_code(a, inputs) for a in arguments])})"
        case Binary(op="**", left=left, right=right):
            return f"power({_code(left, inputs)}, {_code(right, inputs)})"
        case Binary(op=("*" | "/"), left=left, right=Constant(unit=unit, text="")) if unit.factor == 1.0:
            return _code(left, inputs)  # `x * request` only carries the dimension
        case Binary(op=op, left=left, right=right):
            return f"({_code(left, inputs)} {op} {_code(right, inputs)})"
