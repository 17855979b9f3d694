"""The value of an input that makes a result come out so, through the composed chain.

The value comes from a scan of the input's whole range and is put back through the chain before it
is told; where none exists, what can be reached is told instead, and why.
"""

import math
from typing import NamedTuple

from formulas.algebra import Name, isolated, names, written
from formulas.book import BOOK
from formulas.chain import Given, Plan, Results, Step, one, plan_for
from formulas.compiled import curve, evaluate, path
from formulas.declare import Basis, Formula, Variable
from formulas.roots import EXACT, RESIDUAL, Found, Function, extremes, search

_MOST = 16  # values that are told
_TINY = 1e-9  # in the input's unit, where its range starts at zero
_DECADES, _AROUND, _EVEN = 96, 40, 32  # points of the grid: over the range, around now, evenly
LONGEST = 6  # formulas turned round that are still followed with the eye
_ROOM = "max_requests_in_memory"
_AT_MOST = (("experts_per_token", "routed_experts"),)  # the first is never more than the second


class Whole(NamedTuple):
    """A whole number near a solution, and what the result is there."""

    value: float
    gives: float


class Solution(NamedTuple):
    """What solving found, in base units.

    Attributes:
        target, wanted: the result, and what it should be.
        input: the input that was sought.
        basis: the basis that both are on.
        now, gives: the input's value in force and what the result is with it, where they have one.
        solutions: the values that give it, the nearest to the one in force first. Where `possible`
            is false, they give it on paper alone.
        interval: the range of values that all give it, of a result in steps or between limits.
        reachable: the least and the greatest that the result can be, where there is no possible
            solution.
        possible: whether there is a value that gives it and that can be.
        reason: why not, or what else is to be known; in words.
        whole: for an input that is a count, the whole numbers next to the solution.
        working: formulas turned round, from the result to the input, where there is a closed form.
    """

    target: str
    wanted: float
    input: str
    basis: Basis
    now: float | None = None
    gives: float | None = None
    solutions: tuple[float, ...] = ()
    interval: tuple[float, float] | None = None
    reachable: tuple[float, float] | None = None
    possible: bool = False
    reason: str = ""
    whole: tuple[Whole, ...] = ()
    working: tuple[Formula, ...] = ()


def solve(given: Given, target: str, value: float, input: str, basis: Basis = "napkin") -> Solution:
    """Find the value of an input with which a result comes out as wanted, all else as given.

    Args:
        target: the id of the result.
        value: what it should be, in base units.
        input: the id of the input; of a derived variable, the value that would replace it.

    Raises: KeyError for an id that is not in the book; ValueError where both ids are the same, or
        the wanted value is not finite.
    """
    wanted_of, sought = BOOK.variables[target], BOOK.variables[input]
    if target == input or not math.isfinite(value):
        raise ValueError("a result is solved for another variable, with a finite value")
    before = evaluate(given)
    now, gives = before.get(input, basis), before.get(target, basis)
    nothing = Solution(target, value, input, basis, now, gives)
    start = given.changed({input: now if now is not None else sought.unit.factor})
    plan = plan_for(start.shape())
    why = _hidden(plan, before, wanted_of, sought, basis)
    f = None if why else curve(start, input, target, basis)
    if f is None:
        return nothing._replace(reason=why or _not_bearing(start, before, wanted_of, sought, basis))
    return _Case(start, plan, nothing, f).solution()


# --- what there is to solve ---------------------------------------------------------------------


def _hidden(plan: Plan, before: Results, target: Variable, input: Variable, basis: Basis) -> str:
    """Why there is no formula to solve, or nothing."""
    key = (target.id, basis)
    if key in plan.slots and key not in plan.formula_of:
        said = before.get(*key)
        shown = f" ({target.show(said)})" if said is not None else ""
        if target.id in before.given.measured and basis == "measured":
            return f"{target.title} was measured{shown}: no formula gives it on this basis"
        if target.id not in BOOK.routes:
            return f"{target.title} is an input itself: no formula gives it, but it can be sought"
        return (
            f"{target.title} is entered{shown}, and what is entered hides its formula: take it out"
            " of the set-up to solve for it"
        )
    if key not in plan.slots:
        return f"{target.title} has no value here: {before.why_missing(*key)}"
    return ""


def _not_bearing(
    start: Given, before: Results, target: Variable, input: Variable, basis: Basis
) -> str:
    """Why an input does not move a result, as far as that can be told."""
    if basis == "ceiling" and input.ceiling is not None and input.id not in start.entered:
        best = input.show(input.ceiling * input.unit.factor)
        return f"on the ceiling, {input.title} is {best} whatever is assumed"
    if basis == "measured" and input.id in before.given.measured:
        return f"{input.title} was measured, and what was measured is not sought on this basis"
    said = f"{input.title} does not bear on {target.title} on the basis {basis}"
    elsewhere = [
        other
        for other in ("napkin", "fit", "measured", "ceiling")
        if other != basis
        and (target.id, other) in before.plan.formula_of
        and curve(start, input.id, target.id, other) is not None
    ]
    if elsewhere:
        said += f"; it does on {' and '.join(elsewhere)}"
    return said


# --- where an input can be -----------------------------------------------------------------------


def limits(variable: Variable) -> tuple[float, float]:
    """The range of what an input can be in reality, in base units: its hard limits, and for a share
    or an assumption no better than the ceiling's own.
    """
    low, high = variable.low, variable.high
    if variable.whole and 0 < low < 1:
        low = 1.0  # a count below one is taken where it is typed, and is none in reality
    if variable.usual is not None:
        best = variable.ceiling
        if variable.unit.text == "%" and variable.usual[1] == 100:
            best = 100.0
        if best == variable.usual[1]:
            high = min(high, best)
        elif best == variable.usual[0]:
            low = max(low, best)
    return low * variable.unit.factor, high * variable.unit.factor


def grid_over(
    variable: Variable, now: float | None, edges: tuple[float, float] = (0.0, 0.0)
) -> list[float]:
    """The points at which a result is looked at first, over the input's hard limits; the value in
    force and the edges of what can be are among them.
    """
    low, high, unit = variable.low, variable.high, variable.unit.factor
    points = {low, high, min(max(0.0, low), high)}
    bottom = max(low, _TINY) if low >= 0 else _TINY
    decades = [bottom * (high / bottom) ** (i / _DECADES) for i in range(_DECADES + 1)]
    points.update(decades)
    if low < 0:
        points.update([-x for x in decades if -x >= low])
    points.update([low + (high - low) * i / _EVEN for i in range(_EVEN + 1)])
    if now:
        points.update([now / unit * 32 ** (i / _AROUND) for i in range(-_AROUND, _AROUND + 1)])
    inside = {x * unit for x in points if low <= x <= high}
    inside.update([x for x in (now, *edges) if x is not None and low * unit <= x <= high * unit])
    return sorted(inside)


# --- one question -------------------------------------------------------------------------------


class _Case:
    """One question that has a curve: what was found on it, and what of it can be."""

    def __init__(self, start: Given, plan: Plan, nothing: Solution, f: Function) -> None:
        self.start, self.plan, self.nothing, self.f = start, plan, nothing, f
        self.target = BOOK.variables[nothing.target]
        self.input = BOOK.variables[nothing.input]
        self.basis, self.now = nothing.basis, nothing.now
        self.slot = plan.shape.slot(self.input.id)
        self.values = evaluate(start)
        self.limits = self._limits()
        self.flight, self.room = self._function("concurrency"), self._function(_ROOM)
        judged = bool(self.target.better) and self.basis in ("napkin", "fit")
        by_formula = judged and (self.target.id, "ceiling") in plan.formula_of
        self.top = self._function(self.target.id, "ceiling") if by_formula else None

    def _limits(self) -> tuple[float, float]:
        """What the input can be, beside the others: no token passes more experts than there are."""
        low, high = limits(self.input)
        for less, more in _AT_MOST:
            other = more if self.input.id == less else less
            value = self.values.get(other, self.basis) if self.input.id in (less, more) else None
            if value is not None:
                low, high = (low, min(high, value)) if other == more else (max(low, value), high)
        return low, high

    def _function(self, id: str, basis: Basis | None = None) -> Function | float | None:
        """A variable over the input: a function, or one value where the input does not bear on it;
        None where it has none.
        """
        basis = basis or self.basis
        if id == self.input.id:
            return lambda x: x
        if (id, basis) not in self.plan.slots:
            return None
        return curve(self.start, self.input.id, id, basis) or self.values.get(id, basis)

    def _fits(self, x: float) -> bool:
        """Whether the cache holds what is in flight, wherever the input has a part in that."""
        flight, room = self.flight, self.room
        if flight is None or room is None or not (callable(flight) or callable(room)):
            return True
        in_flight = flight(x) if callable(flight) else flight
        return not in_flight > (room(x) if callable(room) else room) * (1 + EXACT)

    def _keeps_up(self, x: float, result: float) -> bool:
        """Whether the ceiling, at this very value, is no worse than the result."""
        if self.top is None:
            return True
        top = self.top(x) if callable(self.top) else self.top
        if self.target.better == "higher":
            return not result > top * (1 + RESIDUAL)
        return not result < top * (1 - RESIDUAL)

    def _possible(self, x: float) -> float:
        """The result where the input can be, else nan."""
        low, high = self.limits
        if not low <= x <= high:
            return math.nan
        result = self.f(x)
        return result if self._fits(x) and self._keeps_up(x, result) else math.nan

    def solution(self) -> Solution:
        """What is to be told."""
        grid = grid_over(self.input, self.now, self.limits)
        found = search(self._possible, self.nothing.wanted, grid, self.now)
        places = self._places(found)
        if places:
            if self.input.whole:  # those that a count can be go first
                places.sort(key=lambda place: not self._wholes(place))
            return self._told(places, found, True, self._good_to_know(places))
        anywhere = search(self.f, self.nothing.wanted, grid, self.now)
        places = self._places(anywhere)
        why = self._impossible(places[0]) if places else self._why_none(found, anywhere)
        return self._told(places, found, False, why)

    def _places(self, found: Found) -> list[tuple[float, float]]:
        """Roots and ranges that the chain confirms, those nearest to the value in force first."""
        places = [*[(root, root) for root in found.roots], *found.flats]
        places = sorted([p for p in places if self._near_side(p[0], found)], key=self._distance)
        return [place for place in places[:_MOST] if self._comes_out(self._inside(place))]

    def _distance(self, place: tuple[float, float]) -> float:
        if self.now is None:
            return place[0]
        nearest = self._inside(place)
        if nearest == self.now:
            return 0.0
        if nearest * self.now > 0:
            return abs(math.log(nearest / self.now))
        return 1e6 + abs(nearest - self.now)

    def _inside(self, place: tuple[float, float]) -> float:
        """A value of a place: the one in force where it is among them, else the nearest edge."""
        return place[0] if self.now is None else min(max(self.now, place[0]), place[1])

    def _at(self, x: float) -> Results:
        return evaluate(self.start.changed({self.input.id: x}))

    def _near_side(self, x: float, found: Found) -> bool:
        """Whether no pole lies between a value and the one in force."""
        if self.now is None:
            return True
        low, high = sorted((x, self.now))
        return not any(low < pole < high for pole in found.poles)

    def _comes_out(self, x: float) -> bool:
        """Whether the chain itself, asked again, gives what is wanted."""
        wanted, got = self.nothing.wanted, self._at(x).get(self.target.id, self.basis)
        scale = abs(wanted) or abs(self.nothing.gives or 0.0) or self.target.unit.factor
        return got is not None and abs(got - wanted) <= RESIDUAL * scale

    # --- what cannot be -------------------------------------------------------------------------

    def _impossible(self, place: tuple[float, float]) -> str:
        """Why a value that gives what is wanted on paper cannot be."""
        x = self._inside(place)
        takes = f"{self.input.title} would have to be {self.input.show(x)}"
        low, high = self.limits
        if not low <= x <= high:
            edge, side = (high, "above") if x > high else (low, "below")
            there = self.f(edge)
            best = f"; there, {self.target.title} is {self._show(there)}" * (there == there)
            return f"{takes}, {side} the {self.input.show(edge)} that can be{best}"
        if not self._fits(x):
            room = self.room(x) if callable(self.room) else self.room or 0.0
            holds = f"the memory holds the cache of {BOOK.variables[_ROOM].show(room)}"
            flight = self.flight(x) if callable(self.flight) else self.flight or 0.0
            asked = BOOK.variables["concurrency"].show(flight)
            return f"{takes}, and there {holds}, where {asked} is in flight"
        if self.top is None:
            return f"{takes}, and there the set-up cannot be"
        top = self._show(self.top(x) if callable(self.top) else self.top)
        return f"{takes}, and there physics alone stops at {top}: beyond the ceiling"

    def _why_none(self, found: Found, anywhere: Found) -> str:
        jumps = found.jumps or anywhere.jumps
        if jumps:
            jump = min(jumps, key=lambda jump: self._distance((jump.at, jump.at)))
            return (
                f"{self.target.title} jumps from {self._show(jump.left)} to"
                f" {self._show(jump.right)} where {self.input.title} is"
                f" {self.input.show(jump.at)}, past {self._show(self.nothing.wanted)}"
            )
        if not found.points:
            return f"{self.target.title} has no value, whatever {self.input.title} is"
        values = [y for _, y in found.points]
        if min(values) == max(values):
            stays = f"{self.target.title} stays at {self._show(values[0])}"
            return f"{self.input.title} makes no difference here: {stays}"
        low, high = (self.input.show(found.points[at][0]) for at in (0, -1))
        return f"out of reach with {self.input.title} from {low} to {high}"

    # --- what is told ---------------------------------------------------------------------------

    def _told(
        self, places: list[tuple[float, float]], found: Found, possible: bool, why: str
    ) -> Solution:
        roots = tuple([low for low, high in places if low == high])
        interval = next((place for place in places if place[0] < place[1]), None)
        whole = self._wholes(places[0]) if places and self.input.whole else ()
        if possible and self.input.whole and not whole:
            possible, why = False, f"no whole number of {self.input.title} can be there"
        return self.nothing._replace(
            solutions=roots,
            interval=interval,
            reachable=None if possible or not found.points else self._reach(found),
            possible=possible,
            reason=why,
            whole=whole,
            working=self._working(roots[0]) if roots else (),
        )

    def _good_to_know(self, places: list[tuple[float, float]]) -> str:
        words = []
        if len(places) > 1:
            words.append(f"{len(places)} answers; the nearest to what is in force stands first")
        if sum([low < high for low, high in places]) > 1:
            words.append("of the ranges, the nearest alone is told")
        low, high = places[0]
        if (low, high) == self.limits:
            words.append(f"whatever {self.input.title} is")
        elif low < high:
            if not (self.input.whole and len(self._whole_inside((low, high))) == 1):
                words.append("everything in the range gives it")
        elif not self.input.whole:
            words.append(self.input.caution(low))
        return "; ".join(filter(None, words))

    def _reach(self, found: Found) -> tuple[float, float]:
        points = [(x, y) for x, y in found.points if self._near_side(x, found)]
        return extremes(self._possible, tuple(points))

    def _whole_inside(self, place: tuple[float, float]) -> tuple[float, ...]:
        """The least and the greatest whole number in a range."""
        unit = self.input.unit.factor
        low = math.ceil(place[0] / unit * (1 - EXACT))
        high = math.floor(place[1] / unit * (1 + EXACT))
        return tuple([x * unit for x in dict.fromkeys((low, high))]) if low <= high else ()

    def _wholes(self, place: tuple[float, float]) -> tuple[Whole, ...]:
        unit = self.input.unit.factor
        inside = self._whole_inside(place)
        if not inside and place[0] == place[1]:
            inside = (math.floor(place[0] / unit) * unit, math.ceil(place[1] / unit) * unit)
        asked = [(x, self._possible(x)) for x in inside]
        return tuple([Whole(x, y) for x, y in asked if y == y])

    def _working(self, root: float) -> tuple[Formula, ...]:
        """The formulas turned round, where following them leads to the root."""
        turned = rearranged(self.plan, self.input.id, self.slot, self.target.id, self.basis)
        results = self._at(root)
        at, known = self.target.id, self.nothing.wanted
        for formula in turned:
            inputs = results.inputs(formula, self.basis)
            found = one(formula, {**inputs, at: known}) if inputs is not None else None
            if found is None:
                return ()
            at, known = formula.target, found
        return turned if abs(known - root) <= RESIDUAL * max(abs(known), abs(root)) else ()

    def _show(self, value: float) -> str:
        return self.target.show(value)


# --- the working: formulas turned round for one of their inputs ----------------------------------


def rearranged(plan: Plan, input: str, slot: int, target: str, basis: Basis) -> tuple[Formula, ...]:
    """From a result back to an input, one formula turned round at a time, in working order.

    Args:
        slot: where the input stands in the plan.

    Returns: formulas over variables of the book, the first from the result itself, the last giving
        the input; nothing where the input enters on two ways, or what it enters has no inverse.
    """
    found: list[Formula] = []
    known = input
    _, steps = path(plan, {slot}, plan.slots[target, basis])
    if len(steps) > LONGEST:
        return ()
    for at, step in enumerate(steps):
        if any(slot in later.inputs.values() for later in steps[at + 1 :]):
            return ()
        turned = _turned(step, slot)
        if turned is None:
            return ()
        found.append(turned)
        known, slot = step.formula.target, step.slot
    return tuple(reversed(found)) if known == target else ()


def _turned(step: Step, slot: int) -> Formula | None:
    formula = step.formula
    standing = [name for name in names(formula.tree) if step.inputs[name] == slot]
    if len(standing) != 1:
        return None
    tree = isolated(formula.tree, standing[0], Name(formula.target))
    if tree is None:
        return None
    return Formula(standing[0], written(tree), tree, formula.section, formula.why)
