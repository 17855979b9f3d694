"""Inputs that are ranges, carried through the chain by many draws: seeded, so that they repeat.

Every input has a stream of its own, made from the seed and the input's name: a further range moves
nobody else's draws. Importing this module imports NumPy (some 65 ms): off the first frame.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from formulas.algebra import Binary, Call, Node, names
from formulas.chain import Given, Plan, Step, one, plan_for
from formulas.columns import Array, sweep
from formulas.compiled import evaluate
from formulas.declare import Basis
from formulas.spread import COUNT, SEED, Percentiles, Spread

Key = tuple[str, Basis]


def inputs_drawn(
    spreads: Mapping[str, Spread], count: int = COUNT, seed: int = SEED
) -> dict[str, Array]:
    """A column of draws for each input."""
    return {id: _column(id, spread, count, seed) for id, spread in spreads.items()}


def _column(id: str, spread: Spread, count: int, seed: int) -> Array:
    chance = np.random.default_rng([seed, zlib.crc32(id.encode())])
    low, high, step = spread.low, spread.high, spread.step
    if spread.kind == "normal":
        found = spread.middle + spread.deviation * chance.standard_normal(count)
        while (outside := np.flatnonzero((found < low) | (found > high))).size:
            again = chance.standard_normal(outside.size)
            found[outside] = spread.middle + spread.deviation * again
    elif spread.kind == "by size":
        found = low * (high / low) ** chance.random(count)
    elif step:
        # Each whole number is as likely as the next, also those at the ends.
        found = low - step / 2 + (high - low + step) * chance.random(count)
    else:
        found = low + (high - low) * chance.random(count)
    if step:
        found = np.clip(np.rint(found / step) * step, low, high)
    return found


def reached(given: Given, ids: Iterable[str]) -> frozenset[Key]:
    """What depends on some of the inputs: every other value is the same in all draws."""
    plan = plan_for(given.shape())
    given_ids = plan.shape.ids
    moving = {given_ids.index(id) for id in ids if id in given_ids}
    for step in plan.steps:
        if not moving.isdisjoint(step.inputs.values()):
            moving.add(step.slot)
    return frozenset([key for key, slot in plan.slots.items() if slot in moving])


def drawn(
    given: Given,
    spreads: Mapping[str, Spread],
    wanted: Iterable[Key],
    count: int = COUNT,
    seed: int = SEED,
) -> dict[Key, Array]:
    """Columns of draws of what depends on the ranges, nan in draws where it has no value. What
    stands in one slot of the plan is one and the same column.
    """
    plan = plan_for(given.shape())
    moving = reached(given, spreads)
    first: dict[int, Key] = {}
    keys = [key for key in wanted if key in moving]
    for key in keys:
        first.setdefault(plan.slots[key], key)
    if not first:
        return {}
    columns = sweep(given, inputs_drawn(spreads, count, seed), first.values())
    return {key: columns[first[plan.slots[key]]] for key in keys}


def percentiles(
    given: Given, spreads: Mapping[str, Spread], wanted: Iterable[Key]
) -> dict[Key, Percentiles]:
    """The percentiles of what depends on the ranges and has a value in any draw.

    Most formulas name one thing that moves, and name it once. Such a result has the order of that
    input, or the opposite one, so that it is enough to put the input's draws in order: the others
    are a third of a chain.
    """
    plan, moving = plan_for(given.shape()), reached(given, spreads)
    slots = {key: plan.slots[key] for key in wanted if key in moving}
    steps = _keeping_order(plan, {plan.slots[key] for key in moving})
    numbers, key_at = evaluate(given).numbers, {slot: key for key, slot in plan.slots.items()}
    known: dict[int, _Ordered | None] = {}

    def draw(some: Iterable[int]) -> None:
        for key, column in drawn(given, spreads, [key_at[slot] for slot in some]).items():
            known[plan.slots[key]] = _ordered(column)

    def first(slot: int) -> int:
        return first(steps[slot][0].inputs[steps[slot][1]]) if slot in steps else slot

    def carry(slot: int) -> _Ordered | None:
        if slot not in known:
            step, name = steps[slot]
            below = carry(step.inputs[name])
            known[slot] = below and _carried(below, step, name, numbers)
        return known[slot]

    draw({first(slot) for slot in slots.values()})
    draw({slot for slot in slots.values() if carry(slot) is None})
    return {
        key: ordered.told() for key, slot in slots.items() if (ordered := known[slot]) is not None
    }


def _keeping_order(plan: Plan, moving: set[int]) -> dict[int, tuple[Step, str]]:
    """The steps whose formula names one thing that moves, once and under no power, with its name;
    by their slots. All else in them rises or falls with it throughout, but for jumps at a pole.
    """
    found = {}
    for step in plan.steps:
        named = [name for name in names(step.formula.tree) if step.inputs[name] in moving]
        if len(named) == 1 and not _raised(step.formula.tree, named[0]):
            found[step.slot] = (step, named[0])
    return found


def _raised(node: Node, name: str) -> bool:
    match node:
        case Binary(op="**"):
            return name in names(node)
        case Binary(left=left, right=right):
            return _raised(left, name) or _raised(right, name)
        case Call(arguments=arguments):
            return any(_raised(each, name) for each in arguments)
    return False


_SHARES = (5, 50, 95)


class _Ordered(NamedTuple):
    """The draws of a value in order, as far as it takes.

    Attributes:
        draws: the least, those next to the 5th, 50th and 95th of 100 from below and from above, and
            the most.
        valued, of: how many draws have a value, of how many.
    """

    draws: tuple[float, ...]
    valued: int
    of: int

    def told(self) -> Percentiles:
        """Where a place lies between two draws, as far between their values."""
        below, above = self.draws[1:-1:2], self.draws[2:-1:2]
        parts = [(self.valued - 1) * share / 100 % 1 for share in _SHARES]
        p5, p50, p95 = (
            a + part * (b - a) if part else a
            for a, b, part in zip(below, above, parts, strict=True)
        )
        return Percentiles(p5, p50, p95, self.valued / self.of)


def _ordered(column: Array) -> _Ordered | None:
    """The order of a column that nobody needs any more: its draws change places. None where no draw
    has a value.
    """
    missing = np.isnan(column)
    valued = column[~missing] if missing.any() else column
    if not valued.size:
        return None
    places = [(valued.size - 1) * share / 100 for share in _SHARES]
    _put_in_place(valued, sorted({int(place) for place in places}))
    draws = [float(valued[: int(places[0]) + 1].min())]
    for place in places:
        below = int(place)
        above = float(valued[below + 1 :].min()) if place % 1 else float(valued[below])
        draws += [float(valued[below]), above]
    draws.append(float(valued[int(places[-1]) :].max()))
    return _Ordered(tuple(draws), valued.size, len(column))


def _carried(ordered: _Ordered, step: Step, name: str, numbers: Sequence[float]) -> _Ordered | None:
    """The order of a result, from that of the one thing in it that moves; None where a draw has no
    value, or a pole lies among the draws: then they rise here and fall there.
    """
    fixed = {each: numbers[slot] for each, slot in step.inputs.items()}
    found = [one(step.formula, {**fixed, name: draw}) for draw in ordered.draws]
    values = [value for value in found if value is not None]
    if ordered.valued < ordered.of or len(values) < len(found):
        return None
    if values == sorted(values, reverse=True):
        values.reverse()
    return ordered._replace(draws=tuple(values)) if values == sorted(values) else None


def percentiles_of(column: Array) -> Percentiles | None:
    """The percentiles of a column whose order nobody needs any more: its draws change places. None
    where no draw has a value.
    """
    ordered = _ordered(column)
    return None if ordered is None else ordered.told()


def _put_in_place(column: Array, places: list[int]) -> None:
    """What would stand in some places of the sorted column is put there, what is less before it and
    what is more behind: two thirds of the time of a sort. The middle place first, so that the
    others look through half; given all places at once, NumPy takes longer than to sort.
    """
    if not places:
        return
    middle = len(places) // 2
    place = places[middle]
    column.partition(place)
    _put_in_place(column[:place], places[:middle])
    behind = place + 1
    _put_in_place(column[behind:], [each - behind for each in places[middle + 1 :]])


def share_of(column: Array, edge: float, better: Literal["higher", "lower"]) -> float:
    """The share of draws that are at least as good as an edge; a draw without a value is not."""
    slack = 1e-9 * abs(edge)
    good = column >= edge - slack if better == "higher" else column <= edge + slack
    return float(np.count_nonzero(good) / len(column))
