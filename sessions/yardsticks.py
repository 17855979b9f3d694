"""The yardsticks beside the chain: bands for shares and inputs, memory for capacities."""

from __future__ import annotations

from formulas.book import BOOK
from formulas.compiled import evaluate
from formulas.verdicts import Comparison, Metric, compare, compare_band, flag_for
from sessions.conditions import Applied
from sessions.items import Band
from sessions.knobs import value_that_gives
from sessions.session import Session
from sessions.verdict import Verdict


def flagged(session: Session, verdict: Verdict, found: Comparison) -> Verdict:
    flag = flag_for(found.fold, session.thresholds)
    return verdict._replace(
        ratio=found.ratio, fold=found.fold, direction=found.direction, flag=flag
    )


def more_than_all(verdict: Verdict, metric: Metric) -> Verdict | None:
    """A share above 100 % is no share; a hit rate of 100 % has no misses to compare. Else None."""
    if verdict.quoted > 1 + 1e-9:
        return verdict._replace(
            flag="10x-off", beyond_ceiling=True, direction="better", reason="more than all there is"
        )
    if metric.id == "cache_hit_rate" and verdict.quoted >= 1 - 1e-12:
        return verdict._replace(
            flag="10x-off", direction="better", reason="no misses at all: every first prompt misses"
        )
    return None


def against_band(session: Session, verdict: Verdict, metric: Metric, at: Applied) -> Verdict:
    band = _band(metric, at)
    if band is None:
        return verdict._replace(reason="the catalogue has no band for this")
    low, high, origin = band.low, band.high, band.origin
    found = compare_band(metric, verdict.quoted, low, high)
    if found is None:
        return verdict._replace(reason="no ratio can be formed")
    nearest = min(max(verdict.quoted, low), high)
    shown = f"{metric.of.show(low, 3)} to {metric.of.show(high, 3)}"
    verdict = flagged(session, verdict._replace(napkin=nearest), found)
    return verdict._replace(reason=f"the band is {shown}: {origin}")


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


def _longest_context(at: Applied, in_flight: float) -> float | None:
    """The context at which the caches of so many requests fill the room for them."""
    room = at.results.get("kv_budget", "napkin")
    if room is None or room <= 0:
        return room and 0.0
    given = at.resolved.given.changed({"concurrency": in_flight})
    return value_that_gives(given, "context_tokens", "kv_read_bytes", "napkin", room)


def against_memory(verdict: Verdict, metric: Metric, at: Applied) -> Verdict:
    """A capacity is plausible when it fits in memory; otherwise no stack makes it fit."""
    results, show = at.results, BOOK.variables
    if metric.id == "gpus":
        limit = results.get("gpus_to_load", "napkin")
        fits = limit is not None and verdict.quoted >= limit - 1e-9
        text = f"the weights alone need {metric.of.show(limit, 3)}" if limit is not None else ""
        room = results.get("kv_budget", "napkin")
        if fits and room is not None and room < 0:
            missing = show["kv_budget"].show(-room, 3)
            text += f"; {missing} are missing for activations, and nothing is left for KV cache"
    elif metric.id == "concurrency":
        limit = results.get("max_requests_in_memory", "napkin")
        fits = limit is not None and verdict.quoted <= limit + 1e-9
        text = f"{metric.of.show(limit)} fit in the room for KV cache" if limit is not None else ""
    else:
        needed = results.get("concurrency", "napkin") if "concurrency" in at.stated else 1.0
        limit = _longest_context(at, needed or 1.0)
        fits = limit is not None and verdict.quoted <= limit * (1 + 1e-9)
        text = (
            f"{show['context_tokens'].show(limit, 3)} fit for {needed:g} in flight"
            if limit is not None
            else ""
        )
    if limit is None:
        return verdict._replace(reason="memory is not known for this set-up")
    found = compare(metric, verdict.quoted, limit)
    verdict = verdict._replace(
        napkin=limit,
        ceiling=limit,
        flag="plausible" if fits else "10x-off",
        reason=text,
        ratio=found.ratio if found else None,
        direction="" if fits else "better",
    )
    if fits:
        return verdict
    open_ones = [name for name in metric.fixes if name not in at.stated and name != metric.id]
    if not open_ones:
        return verdict._replace(beyond_ceiling=True, reason=f"does not fit: {text}")
    return verdict._replace(reason=f"does not fit the set-up assumed: {text}")
