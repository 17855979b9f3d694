"""Open conditions are searched, not assumed: the leading flag of a claim is that of the nearest
ordinary value of everything that was not said. What was said holds; where the set-up's own values
are plausible, nothing is searched.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence

from formulas.chain import Given, plan_for
from formulas.compiled import evaluate, function, path
from formulas.declare import Basis
from formulas.memo import while_same
from formulas.verdicts import SEVERITY, Flag, apart, flag_for
from sessions.catalogue.ordinary import ordinary
from sessions.claims.metrics import Metric
from sessions.judging.axes import LENGTHS, Axis, Open, open_of, prompt_of, verified
from sessions.judging.cheapest import (
    Buyer,
    Levels,
    Load,
    cheapest,
    edge,
    most_in_flight,
    price_spans,
)
from sessions.judging.space import Space, Span, nearest, point, space_of, spans
from sessions.judging.verdict import Held
from sessions.setups.conditions import Applied

SEARCHED = ("rate", "latency", "price")
_open = while_same(most=4_000)(open_of)
_STEPS = 10  # a pass yields so many values between one token and the next that are told apart


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
        return _open(self.at, _lengths(self.metric), self.metric.id == "ttft")

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
        `traffic`, only at the load and the lengths of the packet.
        """
        return nearest(self._reached("napkin", traffic), quoted)

    def _reached(self, basis: Basis, traffic: bool = False) -> tuple[Span, ...]:
        key = (basis, traffic)
        if key not in self._spans:
            loads = self.buyer.loads if traffic and self.open.loads else None
            space = space_of(_open(self.at) if traffic else self.open, basis)
            self._spans[key] = spans(space, self.metric.variable, loads)
        return self._spans[key]

    def within(self, quoted: float) -> bool:
        """Whether the ceiling of anything ordinary is as good as a quoted value."""
        found = self._reached("ceiling")
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
            self._prices[key] = cheapest(given, self._levels(speed), basis)
        return self._prices[key]

    def _levels(self, speed: float | None) -> Levels:
        return self.buyer.levels if speed is None else self.buyer.levels._replace(speed=speed)

    def nearest_price(self, quoted: float, speed: float | None) -> float | None:
        """The price nearest to a quoted one of whatever is ordinary, each at its cheapest load."""
        key = ("price", speed)
        if key not in self._spans:
            space = space_of(self.open)
            self._spans[key] = price_spans(space, self._levels(speed))
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
            self._prices[key] = cheapest(given, self._levels(speed), "napkin")
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
        if axis.name in LENGTHS:
            return self._lengths_where(axis, at[place], given, good)
        if axis.name == "tokens_per_pass":
            (id, column), (drafts, _) = axis.columns
            tried = [
                1 + n / _STEPS for n in range(int((ordinary(axis.name).most - 1) * _STEPS) + 1)
            ]

            def yields(tokens: float) -> float | None:
                there = given.changed({id: tokens, drafts: verified(tokens)})
                if self.priced:
                    load = cheapest(there, self._levels(speed), "napkin")
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

    def _lengths_where(
        self, axis: Axis, index: int, given: Given, good: Callable[[float | None], bool]
    ) -> tuple[float, float]:
        """The run of lengths around one that give a flag, exact to one token."""
        answer, hit = (
            self.at.results.get(id, "napkin") or 0.0 for id in ("output_tokens", "cache_hit_rate")
        )

        def gives(total: float) -> bool:
            prompts = axis.name == "input_tokens"
            changes = prompt_of(total, answer, hit) if prompts else {axis.name: total}
            found = evaluate(given.changed(changes))
            load, room = (
                found.get(id, "napkin") for id in ("concurrency", "max_requests_in_memory")
            )
            fits = load is not None and room is not None and load <= room
            return fits and good(found.get(self.metric.variable, "napkin"))

        tried = list(ordinary(axis.name).at)
        start = float(axis.values[index])
        return _run_to_one(tried, start, gives)

    def _nearest_load(
        self, given: Given, basis: Basis, good: Callable[[float | None], bool]
    ) -> tuple[float, float] | None:
        """The run of loads that give a flag and that the traffic is nearest to, exact to one."""
        given = given.changed({"concurrency": 1.0})
        most = most_in_flight(given)
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
        return _run_to_one(tried, start, lambda load: good(each(load)))


def _lengths(metric: Metric) -> tuple[str, ...]:
    """The lengths that are open for a metric: a price is of the packet's traffic, whatever model
    it is for.
    """
    if metric.kind == "price":
        return ()
    return LENGTHS if metric.id in ("e2e_latency", "requests_per_second") else _PROMPT


_PROMPT = LENGTHS[:1]
_ORDER = (
    *("concurrency", *LENGTHS, "tokens_per_pass", "gpus", "weights", "kv", "layout", "engine"),
    "arrival",
)
_WIDE = ("concurrency", *LENGTHS, "tokens_per_pass", "gpus")


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


def _run_to_one(
    tried: Sequence[float], start: float, good: Callable[[float], bool]
) -> tuple[float, float]:
    """The same, and on to the last whole number that is good on either side."""
    low, high = _run(tried, start, good)
    before, after = tried.index(low) - 1, tried.index(high) + 1
    if before >= 0:
        low = edge(low, tried[before], good)
    if after < len(tried):
        high = edge(high, tried[after], good)
    return low, high
