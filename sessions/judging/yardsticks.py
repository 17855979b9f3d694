"""The yardsticks: the chain for speeds and prices, bands for shares and inputs, memory for
capacities. One is made for each metric and conditions, and every claim of the kind held against it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from formulas.compiled import evaluate
from formulas.implied import value_that_gives
from formulas.verdicts import Direction, Flag, apart, compare, compare_band, flag_for, meets
from sessions.catalogue.item import Band
from sessions.claims.conditions import Conditions
from sessions.claims.metrics import Metric, a_load, other_mix
from sessions.document.session import TAILS, Claim, Session
from sessions.judging.ceilings import certainly_beyond, is_past, same_ceiling
from sessions.judging.cheapest import buyer_of
from sessions.judging.limits import with_flight
from sessions.judging.room import Room, in_a_pass, lacking, room_of
from sessions.judging.searching import Search
from sessions.judging.verdict import (
    Cause,
    Hold,
    Verdict,
    Yardstick,
    in_flight,
    is_limit,
    limited,
    short_of,
)
from sessions.setups.conditions import Applied
from sessions.setups.mix import Mix

_CHAINS = ("rate", "latency", "price")


def yardstick(
    session: Session,
    metric: Metric,
    at: Applied,
    bears: tuple[object, ...],
    mix: Callable[[], Mix],
    last: Yardstick | None = None,
) -> Yardstick:
    """What the claims of a metric are held against at some conditions; `last` is what they were
    held against before an edit, `mix` what the traffic asks.
    """
    of, results = metric.variable, at.results
    napkin = fit = ceiling = band = room = None
    top = at
    lacks = 0.0
    hold: Hold = _by_kind
    if at.reason:
        pass  # no chain bears on these conditions
    elif metric.kind in _CHAINS or metric.by_misses:
        hold = _against_chain if metric.kind in _CHAINS else _by_kind
        napkin, fit = results.get(of, "napkin"), results.get(of, "fit")
        top = in_a_pass(at)
        ceiling = top.results.get(of, "ceiling") if metric.kind in _CHAINS else None
    elif metric.kind in ("share", "input"):
        band = _band(metric, at)
    elif metric.kind == "capacity":
        # GPUs that are claimed are said: what a layout keeps on each is of so many.
        of_claimed = at._replace(stated=at.stated | {"gpus"}) if metric.id == "gpus" else at
        room = room_of(of_claimed, own=True)
        napkin = ceiling = _most(metric, at, room)
    if metric.kind in _CHAINS and not at.reason:
        lacks = lacking(at)
        if lacks:
            hold = _by_kind
    level = session.packet.entries.get(metric.level)
    return Yardstick(
        metric,
        bears,
        at,
        tuple([name for name in metric.conditions if name not in at.stated]),
        session.thresholds,
        level.value if level is not None else None,
        napkin,
        fit,
        ceiling,
        band,
        at.resolved.assumptions.label,
        last.beyond
        if last is not None and same_ceiling(last.at, at)
        else certainly_beyond(metric, top),
        hold,
        lacks,
        room,
        lambda: with_flight(mix(), results.get("e2e_latency", "napkin")),
        Search(metric, at, buyer_of(session, at), session.thresholds)
        if metric.kind in _CHAINS and not at.reason
        else None,
    )


def _band(metric: Metric, at: Applied) -> Band | None:
    """The band of a share or of an input; rent by the month is the GPU's band through the chain."""
    if metric.kind == "share":
        return at.resolved.assumptions.bands.get(metric.variable)
    band = at.resolved.hardware.bands.get("gpu_price")
    if band is None or metric.id == "gpu_price":
        return band
    edges = [
        evaluate(at.resolved.given.changed({"gpu_price": edge})).get(metric.variable, "napkin")
        for edge in band[:2]
    ]
    if edges[0] is None or edges[1] is None:
        return None
    return Band(edges[0], edges[1], band.origin, band.date)


def _most(metric: Metric, at: Applied, room: Room | None) -> float | None:
    """How many fit in memory at best; of GPUs, how many must be there."""
    if room is None:
        return None
    flight = in_flight(at)
    if metric.id == "gpus":
        held = room.weights + (flight * room.request if "concurrency" in at.stated else 0.0)
        return float(math.ceil(held / (room.memory / room.gpus) - 1e-9))
    if metric.id == "concurrency":
        return room.most()
    # The context at which the caches of so many requests fill the room for them.
    free = room.memory - room.weights - room.reserve
    if free <= 0:
        return 0.0
    given = at.resolved.given
    return value_that_gives(
        given, "context_tokens", "kv_bytes_per_request", "napkin", free / flight
    )


# --- holding a claim against one


def _by_kind(yardstick: Yardstick, claim: Claim, quoted: float, stated: Conditions) -> Verdict:
    metric = yardstick.metric
    kind = metric.kind
    met = _met(yardstick, quoted)
    if yardstick.at.reason and kind != "promise":
        met = None
        found = Verdict(claim, metric, quoted, "not-judged", why="no chain")
    elif other_mix(claim):
        found = Verdict(claim, metric, quoted, "not-judged", why="own mix")
    elif a_load(claim):
        found = Verdict(claim, metric, quoted, "not-judged", why="a load")
    elif kind == "share" and quoted > 1 + 1e-9:
        found = _too_much(claim, metric, quoted, "more than all")
        found = found._replace(beyond_ceiling=True)
    elif metric.by_misses and quoted >= 1 - 1e-12:
        found = _too_much(claim, metric, quoted, "no misses")
    elif is_limit(metric, claim):
        limit = limited(yardstick, quoted)
        met = limit.met if limit is not None else met
        found = Verdict(claim, metric, quoted, "not-judged", why="rate limit")
    elif yardstick.lacks:
        found = Verdict(
            claim, metric, quoted, "10x-off", direction="better", beyond_ceiling=True, why="no room"
        )
    elif metric.by_misses:
        return _against_chain(yardstick, claim, quoted, stated)
    elif kind in ("share", "input"):
        found = _against_band(yardstick, claim, quoted)
    elif kind == "capacity":
        found = _against_memory(yardstick, claim, quoted)
    else:
        why: Cause = "component" if kind == "price component" else "promise"
        found = Verdict(claim, metric, quoted, "not-judged", why=why)
    return found._replace(
        met=met,
        stated=stated,
        assumed=yardstick.assumed,
        assumptions=yardstick.assumptions,
        yardstick=yardstick,
    )


def _met(yardstick: Yardstick, quoted: float) -> bool | None:
    """Whether a figure keeps what the packet asks for; None where it asks for nothing."""
    level = yardstick.level
    return meets(yardstick.metric, quoted, level) if level is not None else None


def _too_much(claim: Claim, metric: Metric, quoted: float, why: Cause) -> Verdict:
    """A share above 100 % is no share; a hit rate of 100 % has no misses to compare."""
    return Verdict(claim, metric, quoted, "10x-off", direction="better", why=why)


def _against_chain(
    yardstick: Yardstick, claim: Claim, quoted: float, stated: Conditions
) -> Verdict:
    if is_limit(yardstick.metric, claim) or other_mix(claim) or a_load(claim):
        return _by_kind(yardstick, claim, quoted, stated)
    metric, napkin, fit = yardstick.metric, yardstick.napkin, yardstick.fit
    top, thresholds = yardstick.ceiling, yardstick.thresholds
    found = by_fit = None
    if claim.statistic in TAILS and _is_no_median(yardstick, quoted):
        why: Cause = "tail"
    else:
        found = apart(metric, quoted, napkin) if napkin is not None else None
        why = "chain" if found is not None else "no ratio"
        by_fit = apart(metric, quoted, fit) if found is not None and fit is not None else None
    ratio, fold, way = found or _NONE
    fit_ratio, fit_fold, fit_way = by_fit or _NONE
    return Verdict(
        claim,
        metric,
        quoted,
        flag_for(fold, thresholds) if fold is not None else "not-judged",
        napkin,
        fit,
        top,
        ratio,
        fold,
        way,
        flag_for(fit_fold, thresholds) if fit_fold is not None else None,
        fit_ratio,
        fit_fold,
        fit_way,
        found is not None and is_past(metric, quoted, top) and yardstick.beyond(quoted),
        _met(yardstick, quoted) if yardstick.level is not None else None,
        stated,
        yardstick.assumed,
        yardstick.assumptions,
        yardstick,
        why,
    )


_NONE: tuple[None, None, Direction] = (None, None, "")


def _is_no_median(yardstick: Yardstick, quoted: float) -> bool:
    """Whether a tail is not even better than the napkin's median: where it is, the claimed median
    is better still, so that the comparison only understates it.
    """
    metric, napkin = yardstick.metric, yardstick.napkin
    if not metric.tail:
        return False
    return not (metric.kind == "latency" and napkin is not None and quoted < napkin)


def _against_band(yardstick: Yardstick, claim: Claim, quoted: float) -> Verdict:
    metric, band = yardstick.metric, yardstick.band
    silent = Verdict(claim, metric, quoted, "not-judged", why="no band")
    if band is None:
        return silent
    found = compare_band(metric, quoted, band.low, band.high)
    if found is None:
        return silent._replace(why="no ratio")
    return silent._replace(
        flag=flag_for(found.fold, yardstick.thresholds),
        napkin=min(max(quoted, band.low), band.high),
        ratio=found.ratio,
        fold=found.fold,
        direction=found.direction,
        why="band",
    )


# How much more memory an accelerator may have than the one that is assumed: a B300 than a B200.
_NEXT_MACHINE = 1.5


def _against_memory(yardstick: Yardstick, claim: Claim, quoted: float) -> Verdict:
    """A capacity is plausible when it fits in memory; otherwise no stack makes it fit."""
    metric, limit, room = yardstick.metric, yardstick.napkin, yardstick.room
    silent = Verdict(claim, metric, quoted, "not-judged", why="no memory")
    if limit is None or room is None:
        return silent
    fits = short_of(yardstick, quoted) <= 0
    found = compare(metric, quoted, limit)
    said = "hardware" in yardstick.at.stated
    flag: Flag = "plausible" if fits else "10x-off"
    if not fits and not said and short_of(yardstick, quoted, larger=_NEXT_MACHINE) <= 0:
        flag = "2x-off"  # another machine than the one assumed would hold it
    return silent._replace(
        flag=flag,
        napkin=limit,
        ceiling=limit,
        ratio=found.ratio if found is not None else None,
        direction="" if fits else "better",
        beyond_ceiling=not fits and said,
        why="memory",
    )
