"""The chain: from what is given to every result, on every basis.

Which formula gives which variable on which basis depends only on what is given, not on the values,
so it is settled once per `Shape` and cached as a `Plan`. Values that are the same on several bases
share one slot and are computed once.

One meaning on all paths, scalar and array: a division by zero, a power without a real value, a
result beyond what a float holds or an input that is not finite gives no value, and neither has
anything that depends on it; what is within `NEARLY` of a whole number counts as that number under
floor and ceiling; room for KV may be negative and then means how much is missing.
"""

import functools
import math
from collections.abc import Mapping
from typing import NamedTuple

from formulas.algebra import names, value
from formulas.book import BOOK, Book
from formulas.declare import BASES, NOTHING, Basis, Formula
from formulas.units import Measure

NEARLY = 1e-9


class Given(NamedTuple):
    """What a chain starts from, in base units.

    Attributes:
        entered: inputs and overrides, on every basis.
        assumptions: sync, MBU, MFU, overlap, overhead: the napkin's, and through it the fit's.
        fit: the constants of a fitted line; without both there is no `fit` basis.
        measured: load-test points and measurements; they fill `measured` alone.
        choices: the kinds of model, such as attention = "mla" and feed_forward = "moe".
    """

    entered: Mapping[str, float] = NOTHING
    assumptions: Mapping[str, float] = NOTHING
    fit: Mapping[str, float] = NOTHING
    measured: Mapping[str, float] = NOTHING
    choices: Mapping[str, str] = NOTHING

    def shape(self) -> "Shape":
        """What is given, without the values."""
        return Shape(
            tuple(self.entered), tuple(self.assumptions), tuple(self.fit), tuple(self.measured),
            tuple(sorted(self.choices.items())),
        )  # fmt: skip

    def changed(self, changes: Mapping[str, float]) -> "Given":
        """The same with some values replaced or added, each in the layer of its kind."""
        layers = {
            "assumption": dict(self.assumptions),
            "fit": dict(self.fit),
            "measured": dict(self.measured),
        }
        entered = dict(self.entered)
        for id, number in changes.items():
            layers.get(BOOK.variables[id].kind, entered)[id] = number
        return Given(entered, layers["assumption"], layers["fit"], layers["measured"], self.choices)

    def at_slot(self, slot: int, number: float) -> "Given":
        """The same with the value in one of the plan's first slots replaced."""
        layers: list[Mapping[str, float]] = []
        for layer in (self.entered, self.assumptions, self.fit, self.measured):
            here = list(layer)[slot] if 0 <= slot < len(layer) else None
            layers.append({**layer, here: number} if here is not None else layer)
            slot -= len(layer)
        return Given(layers[0], layers[1], layers[2], layers[3], self.choices)

    def values(self) -> list[float]:
        """The values in the order of the plan's first slots."""
        return [
            *self.entered.values(),
            *self.assumptions.values(),
            *self.fit.values(),
            *self.measured.values(),
        ]


class Shape(NamedTuple):
    """The ids that a chain starts from, by layer; what a `Plan` is made for."""

    entered: tuple[str, ...]
    assumptions: tuple[str, ...]
    fit: tuple[str, ...]
    measured: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The given ids, in the order of the plan's first slots."""
        return (*self.entered, *self.assumptions, *self.fit, *self.measured)

    def slot(self, id: str) -> int:
        """Where a given value stands. Raises ValueError for an id that is not given."""
        if id not in self.ids:
            raise ValueError(f"{id} is not among the values that can be varied")
        return self.ids.index(id)


class Step(NamedTuple):
    """One formula to compute: the slot of its result and the slot of each variable in it."""

    slot: int
    formula: Formula
    inputs: dict[str, int]


class Plan(NamedTuple):
    """How a shape is computed: `slots` says where each (id, basis) stands, `steps` in what order.

    The first slots are the given values in the order of `Given.values`, then the ceiling's own
    `constants`, then the steps.
    """

    shape: Shape
    slots: dict[tuple[str, Basis], int]
    constants: tuple[float, ...]
    steps: tuple[Step, ...]
    formula_of: dict[tuple[str, Basis], Formula]

    @property
    def size(self) -> int:
        """How many slots there are."""
        return len(self.shape.ids) + len(self.constants) + len(self.steps)


@functools.lru_cache(maxsize=256)
def plan_for(shape: Shape) -> Plan:
    """Settle which formula gives what, for a shape. Cached: an edit of a value keeps its plan."""
    return _Planner(BOOK, shape).plan()


def active_bases(shape: Shape) -> tuple[Basis, ...]:
    """The bases that have anything: `fit` with both constants, `measured` with a measurement."""
    skip = set()
    if not {"fit_intercept", "fit_slope"} <= set(shape.fit):
        skip.add("fit")
    if not shape.measured:
        skip.add("measured")
    return tuple([basis for basis in BASES if basis not in skip])


def preferred(
    routes: tuple[Formula, ...], basis: Basis, choices: Mapping[str, str]
) -> list[Formula]:
    """The formulas of one variable that hold on a basis: those for this basis alone come first,
    then those for the fewest models.
    """
    holding = [
        f
        for f in routes
        if (not f.bases or basis in f.bases)
        and (f.when is None or choices.get(f.when[0]) == f.when[1])
    ]
    return sorted(holding, key=lambda f: (f.bases != (basis,), _WIDTH[f.when and f.when[0]]))


# A layout is stated by few set-ups; a kind of experts is had by fewer models than a kind of
# attention, and that by fewer than any.
_WIDTH = {
    "napkin": 0,
    "layout": 0,
    "kv_layout": 0,
    "experts": 1,
    "attention": 2,
    "feed_forward": 2,
    None: 3,
}


class _Planner:
    def __init__(self, book: Book, shape: Shape) -> None:
        self.book, self.shape = book, shape
        self.choices = dict(shape.choices)
        offset = 0
        self.given: list[dict[str, int]] = []
        for layer in shape[:4]:
            self.given.append({id: offset + i for i, id in enumerate(layer)})
            offset += len(layer)
        ceilings = [v for v in book.variables.values() if v.ceiling is not None]
        self.ceiling = {v.id: offset + i for i, v in enumerate(ceilings)}
        self.constants = tuple([(v.ceiling or 0.0) * v.unit.factor for v in ceilings])
        self.next = offset + len(ceilings)
        self.steps: dict[tuple[int, tuple[int, ...]], Step] = {}
        self.formula_of: dict[tuple[str, Basis], Formula] = {}
        self.slots: dict[tuple[str, Basis], int | None] = {}

    def plan(self) -> Plan:
        for basis in active_bases(self.shape):
            for id in self.book.variables:
                self.resolve(id, basis)
        found = {key: slot for key, slot in self.slots.items() if slot is not None}
        return Plan(self.shape, found, self.constants, tuple(self.steps.values()), self.formula_of)

    def resolve(self, id: str, basis: Basis) -> int | None:
        key = (id, basis)
        if key in self.slots:
            return self.slots[key]
        self.slots[key] = None  # a variable on the way to itself has no value there
        slot = self._given(id, basis)
        if slot is None:
            slot = self._derived(id, basis)
        self.slots[key] = slot
        return slot

    def _given(self, id: str, basis: Basis) -> int | None:
        entered, assumptions, fit, measured = self.given
        if basis == "measured" and id in measured:
            return measured[id]
        if id in entered:
            return entered[id]
        if basis == "ceiling":
            return self.ceiling.get(id)
        if basis in ("napkin", "fit") and id in assumptions:
            return assumptions[id]
        if basis == "fit":
            return fit.get(id)
        return None

    def _derived(self, id: str, basis: Basis) -> int | None:
        for formula in preferred(self.book.routes.get(id, ()), basis, self.choices):
            inputs: dict[str, int] = {}
            for name in dict.fromkeys(names(formula.tree)):
                slot = self.resolve(name, basis)
                if slot is None:
                    break
                inputs[name] = slot
            else:
                self.formula_of[(id, basis)] = formula
                return self._step(formula, inputs)
        return None

    def _step(self, formula: Formula, inputs: dict[str, int]) -> int:
        key = (id(formula), tuple(inputs.values()))
        known = self.steps.get(key)
        if known is None:
            known = self.steps[key] = Step(self.next, formula, inputs)
            self.next += 1
        return known.slot


class Floats:
    """The arithmetic of plain floats, in base units."""

    def number(self, text: str, unit: Measure | None) -> float:
        return float(text) * (unit.factor if unit else 1.0)

    def divide(self, above: float, below: float) -> float:
        return above / below

    def power(self, base: float, exponent: float) -> float:
        return math.pow(base, exponent)

    def call(self, function: str, arguments: list[float]) -> float:
        if function == "ceiling":
            return float(math.ceil(arguments[0] - NEARLY))
        if function == "floor":
            return float(math.floor(arguments[0] + NEARLY))
        return max(arguments) if function == "max" else min(arguments)


FLOATS = Floats()


def one(formula: Formula, variables: Mapping[str, float]) -> float | None:
    """One formula with floats in base units, or None where it has no value.

    Raises: KeyError where an input is missing.
    """
    if not all(map(math.isfinite, [variables[name] for name in names(formula.tree)])):
        return None
    try:
        result = value(formula.tree, variables, FLOATS)
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return result if math.isfinite(result) else None


class Results(NamedTuple):
    """Every value of a chain, in base units."""

    plan: Plan
    given: Given
    numbers: tuple[float, ...]

    def get(self, id: str, basis: Basis) -> float | None:
        """The value of a variable on a basis, or None where it has none."""
        slot = self.plan.slots.get((id, basis))
        if slot is None:
            return None
        number = self.numbers[slot]
        return number if math.isfinite(number) else None

    def by_basis(self, id: str) -> dict[Basis, float]:
        """The values of a variable on every basis where it has one, in the order of `BASES`."""
        found = [(basis, self.get(id, basis)) for basis in BASES]
        return {basis: number for basis, number in found if number is not None}

    def inputs(self, formula: Formula, basis: Basis) -> dict[str, float] | None:
        """The values that a formula takes on a basis, or None where one is missing."""
        found: dict[str, float] = {}
        for name in names(formula.tree):
            number = self.get(name, basis)
            if number is None:
                return None
            found[name] = number
        return found

    def formula(self, id: str, basis: Basis) -> Formula | None:
        """The formula that gave a value, or None where it was given."""
        return self.plan.formula_of.get((id, basis))

    def why_missing(self, id: str, basis: Basis) -> str:
        """Why a variable has no value on a basis, in words."""
        slot = self.plan.slots.get((id, basis))
        if slot is not None:
            formula = self.formula(id, basis)
            missing = self._missing(formula, basis) if formula is not None else []
            if missing:
                return f"needs {missing[0]}, which has no value"
            return "a division by zero, or a result without limit"
        if basis not in active_bases(self.plan.shape):
            return {
                "fit": "no load-test fit for this set-up",
                "measured": "nothing was measured for this set-up",
            }.get(basis, "")
        routes = preferred(BOOK.routes.get(id, ()), basis, dict(self.plan.shape.choices))
        if not routes:
            return "has no meaning on this basis" if id in BOOK.routes else "was not entered"
        return f"needs {', '.join(self._missing(routes[0], basis))}"

    def _missing(self, formula: Formula, basis: Basis) -> list[str]:
        """What a formula is written in and has no value, by title."""
        ids = [id for id in dict.fromkeys(names(formula.tree)) if self.get(id, basis) is None]
        return [BOOK.variables[id].title for id in ids]


def differ(one: float | None, other: float | None) -> bool:
    """Whether two values are not the same, beyond the noise of floats."""
    if one is None or other is None:
        return one is not other
    return abs(one - other) > 1e-12 * max(abs(one), abs(other))


def moved(before: Results, now: Results) -> frozenset[tuple[str, Basis]]:
    """The (id, basis) in which two evaluations differ, one that only one of them has among them."""
    if before.plan is now.plan:
        # The same chain with other values: most are the same float, and many keys share a slot.
        pairs = zip(before.numbers, now.numbers, strict=True)
        slots = {at for at, (one, other) in enumerate(pairs) if one != other}
        keys = [key for key, slot in now.plan.slots.items() if slot in slots]
    else:
        keys = list({**now.plan.slots, **before.plan.slots})
    return frozenset([key for key in keys if differ(before.get(*key), now.get(*key))])


class Route(NamedTuple):
    """Another way to a value: its formula, what it gives, and value in force / this value."""

    formula: Formula
    value: float
    ratio: float | None


def other_routes(results: Results, id: str, basis: Basis) -> list[Route]:
    """The routes not taken on a basis, or replaced by an entered value, and how far off."""
    found: list[Route] = []
    taken = results.formula(id, basis)
    in_force = results.get(id, basis)
    for formula in preferred(BOOK.routes.get(id, ()), basis, dict(results.plan.shape.choices)):
        if formula is taken:
            continue
        inputs = results.inputs(formula, basis)
        number = one(formula, inputs) if inputs is not None else None
        if number is not None:
            found.append(
                Route(
                    formula, number, in_force / number if in_force is not None and number else None
                )
            )
    return found


def route_for(id: str, given: Mapping[str, float], basis: Basis | None = None) -> Formula | None:
    """The formula for `--only`: of those with all inputs given, the one that has most."""
    best: Formula | None = None
    most = -1
    for formula in BOOK.routes.get(id, ()):
        needed = set(names(formula.tree))
        if (
            needed <= given.keys()
            and (basis is None or not formula.bases or basis in formula.bases)
            and len(needed) > most
        ):
            best, most = formula, len(needed)
    return best
