"""The whole chain as one compiled function, generated from the declarations.

The generated text holds nothing but slot numbers, numbers and operators that come from checked
trees; no text that a person typed is in it. What has no value leaves the fast function through an
exception or shows in its results, and the guarded path computes step by step, where what has no
value is nan and makes everything that depends on it nan.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from formulas.algebra import Binary, Call, Constant, Name, Node, Number
from formulas.book import BOOK
from formulas.chain import FLOATS, NEARLY, Given, Plan, Results, Shape, Step, one, plan_for
from formulas.declare import Basis


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
    return compile_steps(plan, plan.steps, range(plan.size), _SCALAR, {"power": math.pow})


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
    if not path(plan, {plan.shape.slot(input)}, plan.slots[target, basis])[1]:
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


def path(
    plan: Plan, slots: Collection[int], target: int
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps that a result needs, in order: those that no slot bears on, and the rest."""
    reached, before, after = set(slots), [], []
    for step in needed(plan, [target]):
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
    slots, out = [shape.slot(input) for input in inputs], plan.slots[target, basis]
    before, after = path(plan, slots, out)
    checks = ["finite"]
    for step in after if within else ():
        low, high = BOOK.variables[step.formula.target].edges()
        checks.append(f"{low!r} <= v{step.slot} <= {high!r}")
    lines = [
        *_opening(plan, before, _SCALAR),
        f"    def at({', '.join([f'v{slot}' for slot in slots])}):",
        "        try:",
        *(_assigned(after, _SCALAR, 12) or [" " * 12 + "pass"]),
        "        except (ZeroDivisionError, OverflowError, ValueError):",
        "            return nan",
        # A product that grew beyond all floats raises nothing, and 1/inf would look like a 0.
        f"        finite = isfinite({' + '.join([f'v{step.slot}' for step in after] or ['0.0'])})",
        f"        return v{out} if {' and '.join(checks)} else nan",
        "    return at",
    ]
    return _made(lines, {"power": math.pow, "isfinite": math.isfinite, "nan": math.nan})


def needed(plan: Plan, outs: list[int]) -> tuple[Step, ...]:
    """The steps that the wanted slots depend on, in order."""
    alive = set(outs)
    kept = []
    for step in reversed(plan.steps):
        if step.slot in alive:
            kept.append(step)
            alive.update(step.inputs.values())
    return tuple(reversed(kept))


# How calls are written out. The scalar ones stay floats, and none of them gives a zero with a sign.
_SCALAR = {
    "ceiling": f"(0.0 - ({NEARLY!r} - {{0}}) // 1.0)",
    "floor": f"(({{0}} + {NEARLY!r}) // 1.0)",
    "max": "max({0}, {1})",
    "min": "min({0}, {1})",
    "**": "power({0}, {1})",
}


def compile_steps(
    plan: Plan,
    steps: tuple[Step, ...],
    outs: Iterable[int],
    calls: Mapping[str, str],
    namespace: dict[str, Any],
) -> Callable[..., tuple[Any, ...]]:
    """A function of all that is given which returns the wanted slots.

    Args:
        calls: how each function, and `**`, is written out, with `{0}` and `{1}` for its arguments.
        namespace: what those texts name.
    """
    lines = _opening(plan, steps, calls)
    lines.append(f"    return ({' '.join([f'v{slot},' for slot in outs])})")
    return _made(lines, namespace)


def _opening(plan: Plan, steps: tuple[Step, ...], calls: Mapping[str, str]) -> list[str]:
    """The head of a function of all that is given, and its first steps."""
    given = plan.size - len(plan.steps)
    head = f"def chain({', '.join([f'v{slot}' for slot in range(given)])}):"
    return [head, *_assigned(steps, calls, 4)]


def _assigned(steps: tuple[Step, ...], calls: Mapping[str, str], indent: int) -> list[str]:
    return [
        f"{' ' * indent}v{step.slot} = {_code(step.formula.tree, step.inputs, calls)}"
        for step in steps
    ]


def _made(lines: list[str], namespace: dict[str, Any]) -> Callable[..., Any]:
    exec(
        compile("\n".join(lines), "<chain>", "exec"), namespace
    )  # our own checked trees, see above
    chain: Callable[..., Any] = namespace["chain"]
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
