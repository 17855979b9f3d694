"""The load that a price is held against: its vendor chooses it, so it is the cheapest ordinary one
that still keeps the packet's service levels, or gives the speed that the same offer quotes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from formulas.chain import Given
from formulas.compiled import evaluate, function
from formulas.declare import Basis
from sessions.catalogue.ordinary import ordinary
from sessions.claims.metrics import BLENDED, SPEED
from sessions.document.session import Session
from sessions.judging.space import Space, Span, joined
from sessions.setups.conditions import Applied


class Levels(NamedTuple):
    """What a load must give each user: the packet's service levels, or the speed of an offer."""

    speed: float | None = None
    ttft: float | None = None
    e2e: float | None = None

    def kept(self, found: Callable[[str], float | None]) -> bool:
        """Whether figures by variable keep them. What has no value keeps nothing."""
        for id, level, at_least in (
            (SPEED, self.speed, True),
            ("ttft", self.ttft, False),
            ("e2e_latency", self.e2e, False),
        ):
            if level is None:
                continue
            value = found(id)
            if value is None or not (
                value >= level * (1 - 1e-9) if at_least else value <= level * (1 + 1e-9)
            ):
                return False
        return True


class Load(NamedTuple):
    """The load that a price is held against: how many are in flight, the price there, and whether
    it keeps the levels.
    """

    price: float
    flight: float
    kept: bool


class Buyer(NamedTuple):
    """What of a packet bears on a search.

    Attributes:
        levels: its service levels.
        loads: how many are in flight, from the set-up's own load to what the traffic asks for; None
            where neither is known.
    """

    levels: Levels
    loads: tuple[float, float] | None


def buyer_of(session: Session, at: Applied) -> Buyer:
    """The levels and the load of a packet on a set-up."""
    entries = session.packet.entries
    speed, ttft, e2e = (
        entries[id].value if id in entries else None
        for id in ("sla_per_stream_tps", "sla_ttft", "sla_e2e_latency")
    )
    own = [at.results.get(id, "napkin") for id in ("concurrency", "demand_concurrency")]
    loads = [load for load in own if load is not None]
    return Buyer(Levels(speed, ttft, e2e), (min(loads), max(loads)) if loads else None)


def most_in_flight(given: Given) -> float:
    """How many are ordinarily in flight at most: what fits in memory, of what engines admit."""
    room = evaluate(given).get("max_requests_in_memory", "napkin") or 0.0
    return float(math.floor(min(room, ordinary("concurrency").most)))


def edge(inside: float, outside: float, good: Callable[[float], bool]) -> float:
    """The last whole number from one that is good towards one that is not."""
    while abs(inside - outside) > 1:
        middle = float((inside + outside) // 2)
        if good(middle):
            inside = middle
        else:
            outside = middle
    return inside


def cheapest(given: Given, levels: Levels, basis: Basis) -> Load | None:
    """The cheapest ordinary load that keeps some levels; of none that does, the cheapest of all."""
    given = given.changed({"concurrency": 1.0})
    most = most_in_flight(given)
    if most < 1:
        return None
    wanted = {
        id: function(given, ("concurrency",), id, basis)
        for id in (BLENDED, SPEED, "ttft", "e2e_latency")
    }

    def figure(load: float) -> Callable[[str], float | None]:
        def found(id: str) -> float | None:
            value = wanted[id](load)
            return value if math.isfinite(value) else None

        return found

    def keeps(asked: Levels, load: float) -> bool:
        return asked.kept(figure(load))

    tried = [load for load in ordinary("concurrency").at if load < most] + [most]
    for asked in (levels, Levels(levels.speed), Levels()):
        kept = [load for load in tried if keeps(asked, load)]
        if not kept:
            continue
        # The more are in flight, the slower each: the last that keeps the levels is near.
        last = tried.index(kept[-1])
        if last + 1 < len(tried):
            kept.append(edge(kept[-1], tried[last + 1], partial(keeps, asked)))
        prices = [(price, -load) for load in kept if (price := figure(load)(BLENDED)) is not None]
        if prices:
            price, load = min(prices)
            return Load(price, -load, asked == levels)
    return None


def price_spans(space: Space, levels: Levels) -> tuple[Span, ...]:
    """The prices of each combination at its cheapest load, as spans along tokens per pass."""
    column = space.values.get(BLENDED)
    if column is None:
        return ()
    loads = next((len(a.values) for a in space.axes if a.name == "concurrency"), 1)
    names = [id for id in (SPEED, "ttft", "e2e_latency") if id in space.values]
    ends: list[float] = []
    rows = {id: _plain(space.values[id]) for id in names}
    prices = _plain(column)
    for start in range(0, len(prices), loads):
        ends.append(_cheapest_of(prices, rows, start, start + loads, levels))
    smooth = space.block // loads
    blocks = [ends[at : at + smooth] for at in range(0, len(ends), smooth)]
    there = [[price for price in block if math.isfinite(price)] for block in blocks]
    return joined([(min(block), max(block)) for block in there if block])


def _plain(column: Any) -> list[float]:
    return column if isinstance(column, list) else column.tolist()


def _cheapest_of(
    prices: list[float], rows: Mapping[str, list[float]], start: int, end: int, levels: Levels
) -> float:
    for asked in (levels, Levels(levels.speed), Levels()):
        found = [
            prices[at]
            for at in range(start, end)
            if math.isfinite(prices[at]) and asked.kept(partial(_at, rows, at))
        ]
        if found:
            return min(found)
    return math.nan


def _at(rows: Mapping[str, list[float]], at: int, id: str) -> float | None:
    value = rows[id][at] if id in rows else math.nan
    return value if math.isfinite(value) else None
