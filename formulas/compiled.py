"""The whole chain as one compiled function, scalar and NumPy, generated from the declarations.

The generated text holds nothing but slot numbers, numbers and operators that come from checked
trees; no text that a person typed is in it. What has no value leaves the fast function through an
exception or shows in its results, and the guarded path computes step by step, where what has no
value is nan and makes everything that depends on it nan.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from formulas.algebra import Binary, Call, Constant, Name, Node, Number, value
from formulas.book import BOOK
from formulas.chain import FLOATS, NEARLY, Given, Plan, Results, Shape, Step, one, plan_for
from formulas.declare import Basis
from formulas.units import Measure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CHUNK = 16_384  # points at a time: small enough that all columns stay in the processor's cache


def evaluate(given: Given) -> Results:
    """Every value of the chain, on every basis."""
    shape = given.shape()
    plan = plan_for(shape)
    numbers = (*given.values(), *plan.constants)
    if shape not in _met:
        # Compiling pays from the second time on; the first frame asks once.
        _met.add(shape)
        return Results(plan, given, _guarded(plan, numbers))
    try:
        found = scalar(shape)(*numbers)
        if math.isfinite(sum(found)):  # a product that grew beyond all floats raises nothing
            return Results(plan, given, found)
    except (ZeroDivisionError, OverflowError, ValueError):
        pass
    return Results(plan, given, _guarded(plan, numbers))


_met: set[Shape] = set()


def _guarded(plan: Plan, numbers: tuple[float, ...]) -> tuple[float, ...]:
    slots = list(numbers)
    for step in plan.steps:
        found = one(step.formula, {name: slots[slot] for name, slot in step.inputs.items()})
        slots.append(math.nan if found is None else found)
    return tuple(slots)


@functools.lru_cache(maxsize=256)
def scalar(shape: Shape) -> Callable[..., tuple[float, ...]]:
    """The compiled chain of a shape: floats in base units in slot order in, every slot out."""
    plan = plan_for(shape)
    return _compile(plan, plan.steps, range(plan.size), _SCALAR, {"power": math.pow})


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
    import numpy as np

    plan = plan_for(given.shape())
    keys = [key for key in wanted if key in plan.slots]
    outs = [plan.slots[key] for key in keys]
    steps = _needed(plan, outs)
    run = _compile(plan, steps, outs, _ARRAY, {"np": np})
    # NumPy's own scalars: where Python's floats overflow without a word, these raise as arrays do.
    first: list[Any] = [np.float64(number) for number in (*given.values(), *plan.constants)]
    ids = [id for layer in plan.shape[:4] for id in layer]
    columns = {ids.index(id): np.asarray(array, np.float64) for id, array in varied.items()}
    points = _length(columns.values())
    results = [np.empty(points) for _ in outs]
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


def curve(given: Given, input: str, target: str, basis: Basis) -> Callable[[float], float] | None:
    """One result as a function of one input, all else as given.

    Args:
        given: what the chain starts from; `input` must be among its values.

    Returns: from a value of the input in base units to the result; or None where the input does not
        bear on the result. It is nan where the result, or anything on the way to it, has no value,
        or one outside its declared range: beyond a pole, times and sizes come out negative.

    Raises: ValueError where `input` is not among the given values.
    """
    plan = plan_for(given.shape())
    if not path(plan, {_slot_of(plan, input)}, plan.slots[target, basis])[1]:
        return None
    return _bound(given, plan, _along(plan.shape, (input,), target, basis, within=True))


def function(
    given: Given, inputs: tuple[str, ...], target: str, basis: Basis
) -> Callable[..., float]:
    """One result as a function of some of the given values, in their order, all else as given: as
    `evaluate` gives it, without computing anything else. It is nan where the result has no value.

    Raises ValueError where one of `inputs` is not among the given values.
    """
    plan = plan_for(given.shape())
    if (target, basis) not in plan.slots:
        return lambda *_: math.nan
    return _bound(given, plan, _along(plan.shape, inputs, target, basis, within=False))


def _bound(
    given: Given, plan: Plan, factory: Callable[..., Callable[..., float]]
) -> Callable[..., float]:
    try:
        return factory(*given.values(), *plan.constants)
    except (ZeroDivisionError, OverflowError, ValueError):
        return lambda *_: math.nan


def _slot_of(plan: Plan, id: str) -> int:
    """Where a given value stands. Raises ValueError."""
    return [each for layer in plan.shape[:4] for each in layer].index(id)


def path(
    plan: Plan, slots: Collection[int], target: int
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps that a result needs, in order: those that no slot bears on, and the rest."""
    reached, before, after = set(slots), [], []
    for step in _needed(plan, [target]):
        if reached.isdisjoint(step.inputs.values()):
            before.append(step)
        else:
            reached.add(step.slot)
            after.append(step)
    return tuple(before), tuple(after)


@functools.lru_cache(maxsize=1024)
def _along(
    shape: Shape, inputs: tuple[str, ...], target: str, basis: Basis, *, within: bool
) -> Callable[..., Callable[..., float]]:
    """What `curve` and `function` compile: a function of all that is given, which returns the
    function. `within` gives no value where one on the way is outside its declared range.
    """
    plan = plan_for(shape)
    slots, out = [_slot_of(plan, input) for input in inputs], plan.slots[target, basis]
    before, after = path(plan, slots, out)
    given = plan.size - len(plan.steps)

    def block(steps: tuple[Step, ...], indent: str) -> list[str]:
        return [
            f"{indent}v{step.slot} = {_code(step.formula.tree, step.inputs, _SCALAR)}"
            for step in steps
        ]

    checks = ["finite"]
    for step in after if within else ():
        low, high = BOOK.variables[step.formula.target].edges()
        checks.append(f"{low!r} <= v{step.slot} <= {high!r}")
    lines = [
        f"def chain({', '.join([f'v{i}' for i in range(given)])}):",
        *block(before, "    "),
        f"    def at({', '.join([f'v{slot}' for slot in slots])}):",
        "        try:",
        *(block(after, "            ") or ["            pass"]),
        "        except (ZeroDivisionError, OverflowError, ValueError):",
        "            return nan",
        # A product that grew beyond all floats raises nothing, and 1/inf would look like a 0.
        f"        finite = isfinite({' + '.join([f'v{step.slot}' for step in after] or ['0.0'])})",
        f"        return v{out} if {' and '.join(checks)} else nan",
        "    return at",
    ]
    namespace: dict[str, Any] = {"power": math.pow, "isfinite": math.isfinite, "nan": math.nan}
    exec(compile("\n".join(lines), "<curve>", "exec"), namespace)  # our own checked trees, as below
    factory: Callable[..., Callable[[float], float]] = namespace["chain"]
    return factory


def _length(columns: Iterable[Array]) -> int:
    shapes = {column.shape for column in columns}
    if len(shapes) != 1 or len(shape := shapes.pop()) != 1:
        raise ValueError("what is varied must be columns of one length")
    points: int = shape[0]
    return points


def _needed(plan: Plan, outs: list[int]) -> tuple[Step, ...]:
    """The steps that the wanted slots depend on, in order."""
    alive = set(outs)
    kept = []
    for step in reversed(plan.steps):
        if step.slot in alive:
            kept.append(step)
            alive.update(step.inputs.values())
    return tuple(reversed(kept))


def _guarded_columns(
    first: list[Any], steps: tuple[Step, ...], outs: list[int]
) -> tuple[Array, ...]:
    import numpy as np

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
    import numpy as np

    return np.where(np.isfinite(column), column, np.nan)


class _Columns:
    """Array arithmetic in which what has no value is nan, also inside a formula."""

    def number(self, text: str, unit: Measure | None) -> Any:
        return FLOATS.number(text, unit)

    def divide(self, above: Any, below: Any) -> Any:
        import numpy as np

        return np.divide(above, np.where(np.equal(below, 0), np.nan, below))

    def power(self, base: Any, exponent: Any) -> Any:
        import numpy as np

        return _only_finite(np.power(base, exponent))

    def call(self, function: str, arguments: list[Any]) -> Any:
        import numpy as np

        if function == "ceiling":
            return _only_finite(0.0 - np.floor(NEARLY - arguments[0]))
        if function == "floor":
            return _only_finite(np.floor(arguments[0] + NEARLY))
        return (np.maximum if function == "max" else np.minimum)(*arguments)


# How calls are written out. The scalar ones stay floats, and none of them gives a zero with a sign.
_SCALAR = {
    "ceiling": f"(0.0 - ({NEARLY!r} - {{0}}) // 1.0)",
    "floor": f"(({{0}} + {NEARLY!r}) // 1.0)",
    "max": "max({0}, {1})",
    "min": "min({0}, {1})",
    "**": "power({0}, {1})",
}
_ARRAY = {
    "ceiling": f"(0.0 - np.floor({NEARLY!r} - {{0}}))",
    "floor": f"np.floor({{0}} + {NEARLY!r})",
    "max": "np.maximum({0}, {1})",
    "min": "np.minimum({0}, {1})",
    "**": "np.power({0}, {1})",
}


def _compile(
    plan: Plan,
    steps: tuple[Step, ...],
    outs: Iterable[int],
    calls: Mapping[str, str],
    namespace: dict[str, Any],
) -> Callable[..., tuple[Any, ...]]:
    given = plan.size - len(plan.steps)
    lines = [f"def chain({', '.join([f'v{i}' for i in range(given)])}):"]
    for step in steps:
        lines.append(f"    v{step.slot} = {_code(step.formula.tree, step.inputs, calls)}")
    lines.append(f"    return ({' '.join([f'v{slot},' for slot in outs])})")
    # Our own checked trees, see above.
    exec(compile("\n".join(lines), "<chain>", "exec"), namespace)
    chain: Callable[..., tuple[Any, ...]] = namespace["chain"]
    return chain


def _code(node: Node, inputs: Mapping[str, int], calls: Mapping[str, str]) -> str:
    match node:
        case Name(id=name):
            return f"v{inputs[name]}"
        case Number(text=text):
            return repr(FLOATS.number(text, None))
        case Constant(text=text, unit=unit):
            return repr(FLOATS.number(text or "1", unit))
        case Call(function=function, arguments=arguments):
            return calls[function].format(*[_code(a, inputs, calls) for a in arguments])
        case Binary(op="**", left=left, right=right):
            return calls["**"].format(_code(left, inputs, calls), _code(right, inputs, calls))
        case Binary(op=("*" | "/"), left=left, right=Constant(unit=unit, text="")) if (
            unit.factor == 1.0
        ):
            return _code(left, inputs, calls)  # `x * request` only carries the dimension
        case Binary(op=op, left=left, right=right):
            return f"({_code(left, inputs, calls)} {op} {_code(right, inputs, calls)})"
