"""How much every result leans on every input: exact derivatives of the declared trees.

The elasticity of a result to an input is d ln result / d ln input: by how many per cent the result
moves when the input moves by one. Each formula's own partial derivatives are generated from its
tree once, as `formulas.compiled` generates its value, and carried along the plan by the chain rule;
nothing is ever estimated from a difference.

Where there is no such number there is no value: an input or a result of zero, a `max` or `min` that
stands on its corner (the slope to the left is not the one to the right), a power with no real
slope. Rounding to whole numbers has slope zero and jumps in between: `steps` says where it is on
the way.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from formulas.algebra import Binary, Call, Constant, Name, Node, Number, names
from formulas.chain import FLOATS, NEARLY, Plan, Results, Shape, plan_for
from formulas.compiled import needed
from formulas.declare import Basis, Formula
from formulas.memo import while_same

_ROUNDING = ("floor", "ceiling")


class Elasticities(NamedTuple):
    """Every result of a basis against every input of it.

    Attributes:
        basis: the basis.
        inputs: the ids that were given there, in the order of the plan.
        rows: result -> input -> elasticity; an input that a result does not depend on, or without
            a value there, is left out.
        stepped: result -> the inputs that reach it through a rounding to whole numbers.
    """

    basis: Basis
    inputs: tuple[str, ...]
    rows: Mapping[str, Mapping[str, float]]
    stepped: Mapping[str, frozenset[str]]

    def get(self, result: str, input: str) -> float | None:
        """By how many per cent the result moves with one per cent of the input, or None."""
        return self.rows.get(result, {}).get(input)

    def steps(self, result: str, input: str) -> bool:
        """Whether the input reaches the result through a rounding, so that it also jumps."""
        return input in self.stepped.get(result, ())


class _Route(NamedTuple):
    """One formula of a basis: its slot, those of its inputs, and its partial derivatives."""

    slot: int
    inputs: tuple[int, ...]
    partials: Callable[..., tuple[float, ...]]


class _Way(NamedTuple):
    """What is the same for all values of a shape: the formulas of a basis in order, what was given,
    what is wanted, and which inputs reach what through a rounding.
    """

    given: tuple[tuple[int, str], ...]
    routes: tuple[_Route, ...]
    results: tuple[tuple[str, int], ...]
    stepped: Mapping[str, frozenset[str]]


def elasticities(results: Results, basis: Basis = "napkin") -> Elasticities:
    """All elasticities of all results on a basis, at the values of an evaluation."""
    way = _way(results.plan.shape, basis)
    rows = _derivatives(way, results.numbers)
    numbers, isfinite = results.numbers, math.isfinite
    scale = {slot: (id, numbers[slot]) for slot, id in way.given}
    found: dict[str, dict[str, float]] = {}
    for id, slot in way.results:
        value = numbers[slot]
        row = found[id] = {}
        if not value or not isfinite(value):
            continue
        for at, slope in rows[slot].items():
            input, now = scale[at]
            if now:
                leans = slope * now / value
                if isfinite(leans):
                    row[input] = leans
    return Elasticities(basis, tuple([id for _, id in way.given]), found, way.stepped)


def _derivatives(way: _Way, numbers: tuple[float, ...]) -> dict[int, dict[int, float]]:
    """Slot -> given slot -> d slot / d given, for everything that a given slot reaches."""
    rows: dict[int, dict[int, float]] = {slot: {slot: 1.0} for slot, _ in way.given}
    nothing: dict[int, float] = {}
    for slot, inputs, partials in way.routes:
        row: dict[int, float] = {}
        try:
            slopes = partials(*[numbers[at] for at in inputs])
        except (ZeroDivisionError, OverflowError, ValueError):
            slopes = (math.nan,) * len(inputs)
        for at, slope in zip(inputs, slopes, strict=True):
            below = rows.get(at, nothing)
            if slope:
                for given, further in below.items():
                    # Nothing times no value is nothing: that branch does not reach the result.
                    row[given] = row.get(given, 0.0) + (slope * further if further else 0.0)
            else:
                for given in below:
                    row.setdefault(given, 0.0)
        rows[slot] = row
    return rows


@functools.lru_cache(maxsize=64)
def _way(shape: Shape, basis: Basis) -> _Way:
    plan = plan_for(shape)
    first = len(shape.ids)
    at = {slot: id for (id, on), slot in plan.slots.items() if on == basis}
    given = tuple([(slot, at[slot]) for slot in sorted(at) if slot < first])
    wanted = tuple(
        [
            (id, slot)
            for (id, on), slot in plan.slots.items()
            if on == basis and (id, on) in plan.formula_of
        ]
    )
    routes = [
        _Route(step.slot, tuple(step.inputs.values()), partials_of(step.formula))
        for step in needed(plan, [slot for _, slot in wanted])
    ]
    return _Way(given, tuple(routes), wanted, _stepped(plan, given, wanted))


def _stepped(
    plan: Plan, given: tuple[tuple[int, str], ...], wanted: tuple[tuple[str, int], ...]
) -> dict[str, frozenset[str]]:
    reach: dict[int, frozenset[str]] = {slot: frozenset([id]) for slot, id in given}
    through: dict[int, frozenset[str]] = {}
    nothing: frozenset[str] = frozenset()
    for step in plan.steps:
        rounded = _rounded(step.formula.tree)
        reach[step.slot] = nothing.union(*[reach.get(at, nothing) for at in step.inputs.values()])
        through[step.slot] = nothing.union(
            *[
                reach.get(at, nothing) if name in rounded else through.get(at, nothing)
                for name, at in step.inputs.items()
            ]
        )
    return {id: through[slot] for id, slot in wanted if through.get(slot)}


def _rounded(node: Node, inside: bool = False) -> frozenset[str]:
    """The names that stand inside a rounding."""
    match node:
        case Name(id=name):
            return frozenset([name]) if inside else frozenset()
        case Binary(left=left, right=right):
            return _rounded(left, inside) | _rounded(right, inside)
        case Call(function=function, arguments=arguments):
            within = inside or function in _ROUNDING
            return frozenset().union(*[_rounded(each, within) for each in arguments])
    return frozenset()


# --- one formula's own partial derivatives -------------------------------------------------------


def partials_of(formula: Formula) -> Callable[..., tuple[float, ...]]:
    """The partial derivatives of a formula, as a function of its inputs in the order in which
    `formulas.chain.Step.inputs` has them: each name once, as first written.
    """
    return _generate(formula.tree)


@while_same(most=2_000)
def _generate(tree: Node) -> Callable[..., tuple[float, ...]]:
    """As in `formulas.compiled`, the text holds nothing but places, numbers and operators that
    come from checked trees.
    """
    places = {name: f"v{at}" for at, name in enumerate(dict.fromkeys(names(tree)))}
    writer = _Writer(places)
    writer.back(writer.forward(tree), "1.0")
    told = [" + ".join(writer.slopes[place]) or "0.0" for place in places.values()]
    lines = [f"def partials({', '.join(places.values())}):"]
    lines += [f"    {line}" for line in writer.lines]
    lines.append(f"    return ({' '.join([each + ',' for each in told])})")
    namespace = dict(_HELPERS)
    exec(compile("\n".join(lines), "<partials>", "exec"), namespace)
    made: Callable[..., tuple[float, ...]] = namespace["partials"]
    return made


class _Told(NamedTuple):
    """A node with the text that stands for its value: a place, a number, or a name for a part."""

    text: str
    node: Node
    parts: tuple[_Told, ...] = ()


class _Writer:
    """Writes the value of every part of a tree forwards, then the slopes backwards."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = places
        self.lines: list[str] = []
        self.slopes: dict[str, list[str]] = {place: [] for place in places.values()}

    def _named(self, text: str) -> str:
        name = f"t{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        return name

    def forward(self, node: Node) -> _Told:
        match node:
            case Name(id=name):
                return _Told(self.places[name], node)
            case Number(text=text):
                return _Told(repr(FLOATS.number(text, None)), node)
            case Constant(text=text, unit=unit):
                return _Told(repr(FLOATS.number(text or "1", unit)), node)
            case Binary(op=op, left=left, right=right):
                a, b = self.forward(left), self.forward(right)
                text = f"power({a.text}, {b.text})" if op == "**" else f"{a.text} {op} {b.text}"
                return _Told(self._named(text), node, (a, b))
            case Call(function=function, arguments=arguments):
                parts = tuple([self.forward(each) for each in arguments])
                inside = ", ".join([part.text for part in parts])
                return _Told(self._named(f"{function}_({inside})"), node, parts)

    def back(self, told: _Told, slope: str) -> None:
        """Hand the slope of the whole formula in a part on to what the part is made of."""
        if not any(names(told.node)):
            return
        match told.node:
            case Name():
                self.slopes[told.text].append(slope)
            case Binary(op=op):
                a, b = told.parts
                x, y = a.text, b.text
                match op:
                    case "+":
                        self.back(a, slope)
                        self.back(b, slope)
                    case "-":
                        self.back(a, slope)
                        self._on(b, f"-{slope}")
                    case "*":
                        self._on(a, f"{slope} * {y}")
                        self._on(b, f"{slope} * {x}")
                    case "/":
                        self._on(a, f"{slope} / {y}")
                        self._on(b, f"-{slope} * {told.text} / {y}")
                    case "**":
                        self._on(a, f"times({slope}, base_slope({x}, {y}))")
                        self._on(b, f"times({slope}, exponent_slope({x}, {y}))")
            case Call(function=("max" | "min") as function):
                a, b = told.parts
                order = (a, b) if function == "max" else (b, a)
                self._on(a, f"times({slope}, larger({order[0].text}, {order[1].text}))")
                self._on(b, f"times({slope}, larger({order[1].text}, {order[0].text}))")
            case Call():
                return  # flat between its steps

    def _on(self, part: _Told, slope: str) -> None:
        if any(names(part.node)):
            self.back(part, self._named(slope))


def _times(slope: float, factor: float) -> float:
    """A branch that does not bind has slope zero, whatever stands in it."""
    return slope * factor if slope and factor else 0.0


def _larger(this: float, other: float) -> float:
    """1 where this branch of a max binds, 0 where the other does, no value on the corner."""
    if abs(this - other) <= CORNER * max(abs(this), abs(other)):
        return math.nan
    return 1.0 if this > other else 0.0


CORNER = 1e-12  # of the larger branch: closer, and which one binds is the noise of floats


def _base_slope(base: float, exponent: float) -> float:
    if exponent == 0:
        return 0.0
    return exponent if exponent == 1 else exponent * math.pow(base, exponent - 1)


def _exponent_slope(base: float, exponent: float) -> float:
    if base > 0:
        return math.pow(base, exponent) * math.log(base)
    return 0.0 if base == 0 and exponent > 0 else math.nan


_HELPERS: dict[str, Any] = {
    "power": math.pow,
    "floor_": lambda x: math.floor(x + NEARLY),
    "ceiling_": lambda x: math.ceil(x - NEARLY),
    "max_": max,
    "min_": min,
    "times": _times,
    "larger": _larger,
    "base_slope": _base_slope,
    "exponent_slope": _exponent_slope,
}
