"""What moves a result most: each input alone, from the low end of what it may plausibly be to the
high one, in order of the swing. Made when somebody asks.

How far an input may plausibly go: what the session itself says as a range; else the band that the
set of assumptions or the accelerator has for it; else what is usual for it, where that is narrow
enough to say anything; else a fifth to either side, and then that is said.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from formulas.binding import Branch, Roofline, branches, rooflines
from formulas.book import BOOK
from formulas.chain import Plan, Results
from formulas.compiled import evaluate
from formulas.declare import Basis, Variable
from formulas.slopes import elasticities
from formulas.spread import WIDE, Spread
from sessions.setups.resolve import Resolved, spreads_of

FIFTH = 0.2
_NINE_IN_TEN = 1.645  # standard deviations of a normal to either side
# Published facts of a model and an accelerator: what they move is worth knowing, but nobody in the
# deal can move them.
_FIXED = ("model", "hardware")
_RENT = ("gpu_price",)

From = Literal["the session", "the assumptions", "the accelerator", "usual", ""]


class Plausible(NamedTuple):
    """How far an input may go, in base units, and who says so; nobody where it is a fifth."""

    low: float
    high: float
    said_by: From = ""

    @property
    def words(self) -> str:
        """Who says so."""
        return self.said_by or "a fifth to either side"


class Swing(NamedTuple):
    """One input alone, from low to high; figures in base units.

    Attributes:
        id, now: the input and its value in force.
        range: how far it may go.
        at_low, at_high: what the result becomes there; None where it has no value.
        elasticity: by how many per cent the result moves with one per cent; None where that has no
            meaning.
        steps: it reaches the result through a rounding to whole numbers.
        fixed: a published figure of the model or the accelerator.
    """

    id: str
    now: float
    range: Plausible
    at_low: float | None
    at_high: float | None
    elasticity: float | None
    steps: bool
    fixed: bool

    def size(self, value: float) -> float:
        """How far the result goes from its value; to no value at all is the farthest."""
        ends = (self.at_low, self.at_high)
        return max(math.inf if end is None else abs(end - value) for end in ends)


class Sensitivity(NamedTuple):
    """All that moves a result on a basis.

    Attributes:
        id, basis, value: the result.
        swings: the inputs that move it, the largest swing first; first those that somebody decides
            or assumes, then the published ones.
        still: those that do not move it within their range, though it depends on them.
        branches, rooflines: which side of each max and min on the way to it binds, and where
            decode and prefill stand beside the ridge.
    """

    id: str
    basis: Basis
    value: float
    swings: tuple[Swing, ...]
    still: tuple[str, ...]
    branches: tuple[Branch, ...]
    rooflines: tuple[Roofline, ...]


def sensitivity(resolved: Resolved, results: Results, id: str, basis: Basis) -> Sensitivity | None:
    """What moves a result on a basis; None where it has no value there."""
    value = results.get(id, basis)
    if value is None:
        return None
    plan, spreads = results.plan, spreads_of(resolved)
    below = _below(plan, plan.slots[id, basis])
    leans = elasticities(results, basis)
    swings: list[Swing] = []
    still: list[str] = []
    for input in leans.inputs:
        slot = plan.slots[input, basis]
        if slot not in below or input == id:
            continue
        now = results.numbers[slot]
        variable = BOOK.variables[input]
        range = plausible(resolved, variable, now, spreads.get(input))
        if range.low >= range.high:
            continue
        ends = [
            evaluate(results.given.at_slot(slot, end)).get(id, basis)
            for end in (range.low, range.high)
        ]
        fixed = variable.place in _FIXED and input not in _RENT and not range.said_by
        elasticity, steps = leans.get(id, input), leans.steps(id, input)
        swing = Swing(input, now, range, ends[0], ends[1], elasticity, steps, fixed)
        if swing.size(value) > 1e-12 * abs(value):
            swings.append(swing)
        else:
            still.append(input)
    swings.sort(key=lambda swing: (swing.fixed, -swing.size(value)))
    here = {key for (key, on), slot in plan.slots.items() if on == basis and slot in below}
    binding = tuple([branch for branch in branches(results, basis) if branch.id in here])
    roofs = tuple(
        [roof for roof in rooflines(results, basis) if here & set(_BEARS.get(roof.work, ()))]
    )
    return Sensitivity(id, basis, value, tuple(swings), tuple(still), binding, roofs)


# What a result must be made of for a roof to bear on it.
_BEARS = {
    "decode": ("batch_one_decode_rate", "below_ridge"),
    "pass": ("bytes_per_pass",),
    "prefill": ("prefill_rate", "prefill_ceiling"),
}


def _below(plan: Plan, slot: int) -> set[int]:
    """The slots that a slot is made of, itself among them."""
    found = {slot}
    for step in reversed(plan.steps):
        if step.slot in found:
            found.update(step.inputs.values())
    return found


def plausible(
    resolved: Resolved, variable: Variable, now: float, spread: Spread | None = None
) -> Plausible:
    """How far an input may plausibly go from its value in force."""
    id, factor = variable.id, variable.unit.factor
    hardest = (variable.low * factor, variable.high * factor)
    if spread is not None:
        low, high = spread.low, spread.high
        if spread.kind == "normal":
            away = _NINE_IN_TEN * spread.deviation
            low, high = max(low, now - away), min(high, now + away)
        return Plausible(*_whole(variable, low, high, hardest), "the session")
    for said_by, item in (
        ("the assumptions", resolved.assumptions),
        ("the accelerator", resolved.hardware),
    ):
        band = item.bands.get(id)
        if band is not None and band.low < band.high:
            return Plausible(band.low, band.high, said_by)  # type: ignore[arg-type]
    usual = tuple([edge * factor for edge in variable.usual]) if variable.usual else ()
    inside = bool(usual) and usual[0] <= now <= usual[1]
    if inside and usual[0] > 0 and usual[1] / usual[0] <= WIDE:
        return Plausible(*_whole(variable, usual[0], usual[1], hardest), "usual")
    limits = (usual[0], usual[1]) if inside else hardest
    away = FIFTH * abs(now)
    return Plausible(*_whole(variable, now - away, now + away, limits))


def _whole(
    variable: Variable, low: float, high: float, limits: tuple[float, float]
) -> tuple[float, float]:
    """Both ends within limits; of a whole count, the whole numbers around them."""
    if variable.whole:
        step = variable.unit.factor
        low = math.floor(low / step + 1e-9) * step
        high = math.ceil(high / step - 1e-9) * step
        limits = (max(limits[0], min(step, limits[1])), limits[1])
    return max(low, limits[0]), min(high, limits[1])
