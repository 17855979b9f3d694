"""Open conditions are searched, not assumed: the leading flag of a claim is that of the nearest
ordinary value of everything that was not said. What was said holds; where the set-up's own values
are plausible, nothing is searched.

A price has a load of its vendor's choice: it is held against the cheapest ordinary one that still
meets the packet's service levels, or gives the speed that the same offer quotes.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from formulas.chain import Given, plan_for
from formulas.compiled import evaluate, function, path
from formulas.declare import Basis
from formulas.memo import while_same
from formulas.verdicts import SEVERITY, Flag, apart, flag_for
from sessions.catalogue.ordinary import ordinary
from sessions.claims.metrics import BLENDED, SPEED, Metric
from sessions.document.session import Session
from sessions.judging.axes import Axis, Open, open_of, verified
from sessions.judging.space import Space, Span, joined, nearest, point, space_of, spans
from sessions.judging.verdict import AtSetup, Held, Verdict
from sessions.setups.conditions import Applied

SEARCHED = ("rate", "latency", "price")
_open = while_same(most=4_000)(open_of)
_STEPS = 10  # a pass yields so many values between one token and the next that are told apart


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


class Search:
    """What the claims of a metric at some conditions are searched in. Nothing is computed before it
    is asked for.
    """

    def __init__(
        self, metric: Metric, at: Applied, buyer: Buyer, thresholds: tuple[float, float]
    ) -> None:
        self.metric, self.at, self.buyer, self.thresholds = metric, at, buyer, thresholds
        self._prices: dict[object, Load | None] = {}
        self._spans: dict[object, tuple[Span, ...]] = {}
        self._helds: dict[object, Held] = {}  # a screen asks again with every key

    @functools.cached_property
    def open(self) -> Open:
        """The chain, and what is open."""
        return _open(self.at)

    @functools.cached_property
    def moved(self) -> tuple[int, ...]:
        """The places of the axes that bear on the metric."""
        plan = plan_for(self.open.given.shape())
        out = plan.slots.get((self.metric.variable, "napkin"))
        if out is None:
            return ()
        shape = plan.shape
        return tuple(
            [
                place
                for place, axis in enumerate(self.open.axes)
                if path(plan, {shape.slot(id) for id in axis.ids}, out)[1]
            ]
        )

    @property
    def priced(self) -> bool:
        """Whether a load is to be chosen for a price."""
        return self.metric.kind == "price" and self.open.loads

    # --- speeds

    def nearest(self, quoted: float, traffic: bool = False) -> float | None:
        """The value nearest to a quoted one that the metric reaches at anything ordinary; with
        `traffic`, only at the load of the packet.
        """
        loads = self.buyer.loads if traffic and self.open.loads else None
        return nearest(self._reached("napkin", loads), quoted)

    def _reached(self, basis: Basis, loads: tuple[float, float] | None) -> tuple[Span, ...]:
        key = (basis, loads)
        if key not in self._spans:
            space = space_of(self.open, basis)
            self._spans[key] = spans(space, self.metric.variable, loads)
        return self._spans[key]

    def within(self, quoted: float) -> bool:
        """Whether the ceiling of anything ordinary is as good as a quoted value."""
        found = self._reached("ceiling", None)
        if not found:
            return False
        if self.metric.better == "higher":
            return quoted <= found[-1].high * (1 + 1e-9)
        return quoted >= found[0].low * (1 - 1e-9)

    # --- the session's own fit: it knows no other condition than the load

    def nearest_fit(self, quoted: float) -> float | None:
        """The same on the fit, which speaks of its own deployment at any load."""
        if "fit" not in self._spans:
            self._spans["fit"] = self._fitted()
        return nearest(self._spans["fit"], quoted)

    def _fitted(self) -> tuple[Span, ...]:
        axis = self.open.axis("concurrency")
        room = self.at.results.get("max_requests_in_memory", "napkin")
        if axis is None or room is None:
            return ()
        given = self.at.resolved.given.changed({"concurrency": 1.0})
        each = function(given, ("concurrency",), self.metric.variable, "fit")
        found = [each(min(float(load), room)) for load in axis.values if room >= 1]
        there = [value for value in found if math.isfinite(value)]
        return (Span(min(there), max(there)),) if there else ()

    # --- prices

    def load(self, speed: float | None, basis: Basis) -> Load | None:
        """The load that a price is held against, where the offer says none."""
        key = (speed, basis)
        if key not in self._prices:
            given = self.at.resolved.given
            self._prices[key] = _cheapest(given, self._levels(speed), basis)
        return self._prices[key]

    def _levels(self, speed: float | None) -> Levels:
        return self.buyer.levels if speed is None else self.buyer.levels._replace(speed=speed)

    def nearest_price(self, quoted: float, speed: float | None) -> float | None:
        """The price nearest to a quoted one of whatever is ordinary, each at its cheapest load."""
        key = ("price", speed)
        if key not in self._spans:
            space = space_of(self.open)
            self._spans[key] = _price_spans(space, self._levels(speed))
        return nearest(self._spans[key], quoted)

    # --- which value it is

    def held(self, quoted: float, flag: Flag, speed: float | None, *, fit: bool = False) -> Held:
        """Which values of what was not said give a flag: one condition alone where one does, else
        two, or more; of several, what the packet's traffic is nearest to. On the fit, the load.
        """
        key = (quoted, flag, speed, fit)
        found = self._helds.get(key)
        if found is None:
            found = self._by_load(quoted, flag) if fit else self._which(quoted, flag, speed)
            self._helds[key] = found
        return found

    def _by_load(self, quoted: float, flag: Flag) -> Held:
        found = self._nearest_load(
            self.at.resolved.given, "fit", lambda value: self._is(value, quoted, flag)
        )
        return Held({"concurrency": found}) if found else Held({})

    def _is(self, value: float | None, quoted: float, flag: Flag) -> bool:
        if value is None or not math.isfinite(value):
            return False
        found = apart(self.metric, quoted, value)
        if found is None:
            return False
        return SEVERITY.index(flag_for(found[1], self.thresholds)) <= SEVERITY.index(flag)

    def _far(self, axis: Axis, index: int, load: float) -> float:
        """How far a value is from what the packet and the set-up have."""
        if axis.name != "concurrency" or self.buyer.loads is None:
            return axis.far[index]
        low, high = self.buyer.loads
        return max(0.0, math.log(low / load), math.log(load / high)) if load > 0 else math.inf

    def _which(self, quoted: float, flag: Flag, speed: float | None) -> Held:
        space = space_of(self.open)
        axes = self.open.axes
        value_at = self._value(space, speed)
        moved = [
            place for place in self.moved if not (self.priced and axes[place].name == "concurrency")
        ]
        own = (0,) * len(axes)
        if self._is(value_at(own, 0), quoted, flag):
            return Held({})  # the load of its vendor's choice does
        # Asked about first: what the traffic itself has, then what is said most often.
        moved.sort(key=lambda place: _ORDER.index(axes[place].name))
        for many in range(1, len(moved) + 1):
            best: tuple[float, tuple[int, ...]] | None = None
            for some in itertools.combinations(moved, many):
                for at in space.places(some):
                    if not all(at[place] for place in some):
                        continue
                    where = space.place(at)
                    if not self._is(value_at(at, where), quoted, flag):
                        continue
                    far = sum(self._far(axes[p], at[p], space.loads[where]) for p in some)
                    if best is None or far < best[0] - 1e-12:
                        best = far, at
            if best is not None:
                return self._told(best[1], quoted, flag, speed)
        return Held({})

    def _value(
        self, space: Space, speed: float | None
    ) -> Callable[[tuple[int, ...], int], float | None]:
        column = space.values.get(self.metric.variable)
        if column is None:
            return lambda at, where: None
        if not self.priced:
            return lambda at, where: float(column[where])
        return lambda at, where: self._price_at(at, speed)

    def _price_at(self, at: Sequence[int], speed: float | None) -> float | None:
        key = (tuple(at), speed)
        if key not in self._prices:
            given = self.open.given.changed(point(self.open, at))
            self._prices[key] = _cheapest(given, self._levels(speed), "napkin")
        found = self._prices[key]
        return found.price if found is not None else None

    def _told(self, at: tuple[int, ...], quoted: float, flag: Flag, speed: float | None) -> Held:
        """The values of a combination: of a quantity, as far as they may go with the others as
        they are.
        """
        found: dict[str, tuple[float, float] | str] = {}
        axes = self.open.axes
        moved = [axis.name for axis, index in zip(axes, at, strict=True) if index]
        widest = next((name for name in _WIDE if name in moved), "")
        for place, (axis, index) in enumerate(zip(axes, at, strict=True)):
            value = axis.values[index]
            if not index:
                continue
            if isinstance(value, str):
                found[axis.name] = value
            elif axis.name != widest:
                found[axis.name] = (value, value)
            else:
                found[axis.name] = self._range(place, at, quoted, flag, speed)
        return Held(found)

    def _range(
        self, place: int, at: tuple[int, ...], quoted: float, flag: Flag, speed: float | None
    ) -> tuple[float, float]:
        axis = self.open.axes[place]
        changes = point(self.open, at)
        given = self.open.given.changed(changes)

        def good(value: float | None) -> bool:
            return self._is(value, quoted, flag)

        if axis.name == "concurrency":
            found = self._nearest_load(given, "napkin", good)
            return found or (float(axis.values[at[place]]),) * 2
        if axis.name == "tokens_per_pass":
            (id, column), (drafts, _) = axis.columns
            tried = [
                1 + n / _STEPS for n in range(int((ordinary(axis.name).most - 1) * _STEPS) + 1)
            ]

            def yields(tokens: float) -> float | None:
                there = given.changed({id: tokens, drafts: verified(tokens)})
                if self.priced:
                    load = _cheapest(there, self._levels(speed), "napkin")
                    return load.price if load is not None else None
                return evaluate(there).get(self.metric.variable, "napkin")

            return _run(tried, column[at[place]], lambda t: good(yields(t)))
        space = space_of(self.open)
        value_at = self._value(space, speed)

        def counted(index: int) -> float | None:
            other = (*at[:place], index, *at[place + 1 :])
            return value_at(other, space.place(other))

        numbers = [value for value in axis.values if isinstance(value, float)]
        index_of = {value: index for index, value in enumerate(numbers)}
        return _run(sorted(numbers), numbers[at[place]], lambda n: good(counted(index_of[n])))

    def _nearest_load(
        self, given: Given, basis: Basis, good: Callable[[float | None], bool]
    ) -> tuple[float, float] | None:
        """The run of loads that give a flag and that the traffic is nearest to, exact to one."""
        given = given.changed({"concurrency": 1.0})
        most = _most(given)
        each = function(given, ("concurrency",), self.metric.variable, basis)
        loads = self.buyer.loads or (1.0, 1.0)
        usual = {*ordinary("concurrency").at, *map(float, map(round, loads))}
        tried = [load for load in sorted(usual) if 1 <= load < most] + [most]
        there = [load for load in tried if good(each(load))]
        if most < 1 or not there:
            return None

        def far(load: float) -> float:
            return max(0.0, math.log(loads[0] / load), math.log(load / loads[1]))

        start = min(there, key=lambda load: (far(load), load))
        low, high = _run(tried, start, lambda load: good(each(load)))
        before, after = tried.index(low) - 1, tried.index(high) + 1
        if before >= 0:
            low = _edge(low, tried[before], lambda load: good(each(load)))
        if after < len(tried):
            high = _edge(high, tried[after], lambda load: good(each(load)))
        return low, high


def _most(given: Given) -> float:
    """How many are ordinarily in flight at most: what fits in memory, of what engines admit."""
    room = evaluate(given).get("max_requests_in_memory", "napkin") or 0.0
    return float(math.floor(min(room, ordinary("concurrency").most)))


_ORDER = ("concurrency", "tokens_per_pass", "gpus", "weights", "kv", "layout", "engine", "arrival")
_WIDE = ("concurrency", "tokens_per_pass", "gpus")


def _run(
    tried: Sequence[float], start: float, good: Callable[[float], bool]
) -> tuple[float, float]:
    """The values around one, in order, that are all good."""
    below = [value for value in tried if value <= start + 1e-9]
    above = [value for value in tried if value >= start - 1e-9]
    low = high = start
    for value in reversed(below):
        if not good(value):
            break
        low = value
    for value in above:
        if not good(value):
            break
        high = value
    return low, high


def _edge(inside: float, outside: float, good: Callable[[float], bool]) -> float:
    """The last whole number from one that is good towards one that is not."""
    while abs(inside - outside) > 1:
        middle = float((inside + outside) // 2)
        if good(middle):
            inside = middle
        else:
            outside = middle
    return inside


# --- the load of a price


def _cheapest(given: Given, levels: Levels, basis: Basis) -> Load | None:
    """The cheapest ordinary load that keeps some levels; of none that does, the cheapest of all."""
    given = given.changed({"concurrency": 1.0})
    most = _most(given)
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
            kept.append(_edge(kept[-1], tried[last + 1], partial(keeps, asked)))
        prices = [(price, -load) for load in kept if (price := figure(load)(BLENDED)) is not None]
        if prices:
            price, load = min(prices)
            return Load(price, -load, asked == levels)
    return None


def _price_spans(space: Space, levels: Levels) -> tuple[Span, ...]:
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


# --- a verdict after the search


def searched(verdict: Verdict) -> Verdict:
    """A verdict held against the nearest ordinary value of everything that was not said."""
    metric, yardstick = verdict.metric, verdict.yardstick
    if yardstick is None or verdict.why not in ("chain", "no ratio"):
        return verdict
    search = yardstick.search
    if metric is None or not isinstance(search, Search):
        return verdict
    if metric.kind == "price":
        return _priced(verdict, search)
    if verdict.flag == "plausible" and verdict.fit_flag in (None, "plausible"):
        return verdict
    if not search.moved:
        return verdict
    found = verdict
    if verdict.flag != "plausible":
        found = _nearer(verdict, search.nearest(verdict.quoted))
    if found.beyond_ceiling and search.within(verdict.quoted):
        found = found._replace(beyond_ceiling=False)
    if not found.beyond_ceiling:  # else it is not the fit alone that accuses
        found = _by_fit(found, search)
    if found.met and found is not verdict and not _has_it(found, search):
        found = found._replace(met=None)  # at a load that the traffic does not have
    return found


def _has_it(verdict: Verdict, search: Search) -> bool:
    """Whether the packet's own load has what the flag stands on: at a load that the traffic does
    not have, no service level is met.
    """
    value = search.nearest(verdict.quoted, traffic=True)
    metric = search.metric
    found = apart(metric, verdict.quoted, value) if value is not None else None
    if found is None:
        return False
    flag = flag_for(found[1], search.thresholds)
    return SEVERITY.index(flag) <= SEVERITY.index(verdict.flag)


def _nearer(verdict: Verdict, napkin: float | None) -> Verdict:
    """The verdict against another value of the napkin, where that is nearer."""
    metric = verdict.metric
    if metric is None or napkin is None or verdict.yardstick is None:
        return verdict
    found = apart(metric, verdict.quoted, napkin)
    if found is None or (verdict.fold is not None and found[1] >= verdict.fold):
        return verdict
    own = AtSetup(verdict.napkin, verdict.ratio, verdict.fold, verdict.flag)
    ratio, fold, way = found
    return verdict._replace(
        napkin=napkin,
        ratio=ratio,
        fold=fold,
        direction=way,
        flag=flag_for(fold, verdict.yardstick.thresholds),
        at_setup=verdict.at_setup or own,
        why="chain",
    )


def _by_fit(verdict: Verdict, search: Search) -> Verdict:
    """A fit knows its own conditions alone: where some are open, it accuses nobody by itself."""
    if verdict.fit_flag in (None, "plausible"):
        return verdict
    metric, value = search.metric, search.nearest_fit(verdict.quoted)
    found = apart(metric, verdict.quoted, value) if value is not None else None
    if found is not None and verdict.fit_fold is not None and found[1] < verdict.fit_fold:
        ratio, fold, way = found
        flag = flag_for(fold, search.thresholds)
        if SEVERITY.index(flag) <= SEVERITY.index(verdict.flag):
            own = verdict.at_setup or AtSetup(
                verdict.napkin, verdict.ratio, verdict.fold, verdict.flag
            )
            own = own._replace(
                fit=verdict.fit, fit_ratio=verdict.fit_ratio, fit_flag=verdict.fit_flag
            )
            return verdict._replace(
                fit=value,
                fit_ratio=ratio,
                fit_fold=fold,
                fit_flag=flag,
                fit_direction=way,
                at_setup=own,
            )
    if SEVERITY.index(verdict.fit_flag) > SEVERITY.index(verdict.flag):
        own = verdict.at_setup or AtSetup(verdict.napkin, verdict.ratio, verdict.fold, verdict.flag)
        own = own._replace(fit=verdict.fit, fit_ratio=verdict.fit_ratio, fit_flag=verdict.fit_flag)
        return verdict._replace(
            fit_ratio=None, fit_fold=None, fit_flag=None, fit_direction="", at_setup=own
        )
    return verdict


def _priced(verdict: Verdict, search: Search) -> Verdict:
    """A price at the load of its vendor's choice, and then at whatever else is open."""
    found = verdict
    if search.priced:
        speed = verdict.at_speed
        load = search.load(speed, "napkin")
        if load is not None:
            found = _at_load(found, load)
        fitted = search.load(speed, "fit") if verdict.fit is not None else None
        if fitted is not None:
            found = _fit_at(found, fitted)
    if found.flag != "plausible" and search.moved:
        near = (
            search.nearest_price(verdict.quoted, verdict.at_speed)
            if search.priced
            else search.nearest(verdict.quoted)
        )
        found = _nearer(found, near)
    if found.fit_flag not in (None, "plausible") and search.moved:
        found = _by_fit(found, search) if not search.priced else _unaccused(found)
    return found


def _at_load(verdict: Verdict, load: Load) -> Verdict:
    metric, yardstick = verdict.metric, verdict.yardstick
    if metric is None or yardstick is None:
        return verdict
    found = apart(metric, verdict.quoted, load.price)
    if found is None:
        return verdict
    ratio, fold, way = found
    own = AtSetup(verdict.napkin, verdict.ratio, verdict.fold, verdict.flag)
    same = verdict.fold is not None and math.isclose(fold, verdict.fold, rel_tol=1e-9)
    return verdict._replace(
        napkin=load.price,
        ratio=ratio,
        fold=fold,
        direction=way,
        flag=flag_for(fold, yardstick.thresholds),
        at_setup=None if same else own,
        load=load.flight,
        load_kept=load.kept,
        why="chain",
    )


def _fit_at(verdict: Verdict, load: Load) -> Verdict:
    metric, yardstick = verdict.metric, verdict.yardstick
    if metric is None or yardstick is None:
        return verdict
    found = apart(metric, verdict.quoted, load.price)
    if found is None:
        return verdict
    ratio, fold, way = found
    return verdict._replace(
        fit=load.price,
        fit_ratio=ratio,
        fit_fold=fold,
        fit_direction=way,
        fit_flag=flag_for(fold, yardstick.thresholds),
    )


def _unaccused(verdict: Verdict) -> Verdict:
    if verdict.fit_flag is None or SEVERITY.index(verdict.fit_flag) <= SEVERITY.index(verdict.flag):
        return verdict
    return verdict._replace(fit_ratio=None, fit_fold=None, fit_flag=None, fit_direction="")
