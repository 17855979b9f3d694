"""Inputs that are ranges, carried through the chain by many draws: seeded, so that they repeat.

Every input has a stream of its own, made from the seed and the input's name: a further range moves
nobody else's draws. Importing this module imports NumPy (some 65 ms): off the first frame.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np

from formulas.chain import Given, plan_for
from formulas.columns import Array, sweep
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
    given: Given,
    spreads: Mapping[str, Spread],
    wanted: Iterable[Key],
    count: int = COUNT,
    seed: int = SEED,
) -> dict[Key, Percentiles]:
    """The percentiles of what depends on the ranges and has a value in any draw."""
    found: dict[Key, Percentiles] = {}
    known: dict[int, Percentiles | None] = {}
    for key, column in drawn(given, spreads, wanted, count, seed).items():
        if id(column) not in known:
            known[id(column)] = percentiles_of(column)
        told = known[id(column)]
        if told is not None:
            found[key] = told
    return found


def percentiles_of(column: Array) -> Percentiles | None:
    """The percentiles of a column whose order nobody needs any more: its draws change places. None
    where no draw has a value.
    """
    missing = np.isnan(column)
    valued = column[~missing] if missing.any() else column
    if not valued.size:
        return None
    places = [(valued.size - 1) * share / 100 for share in (5, 50, 95)]
    _put_in_place(valued, sorted({int(place) for place in places}))
    p5, p50, p95 = (_at(valued, place) for place in places)
    return Percentiles(p5, p50, p95, valued.size / len(column))


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


def _at(column: Array, place: float) -> float:
    below = int(place)
    low = float(column[below])
    part = place - below
    return low if not part else low + part * (float(column[below + 1 :].min()) - low)


def share_of(column: Array, edge: float, better: Literal["higher", "lower"]) -> float:
    """The share of draws that are at least as good as an edge; a draw without a value is not."""
    slack = 1e-9 * abs(edge)
    good = column >= edge - slack if better == "higher" else column <= edge + slack
    return float(np.count_nonzero(good) / len(column))
