"""Judging the plain way, to hold the fast one against: one claim at a time, its own chain, its own
search, nothing shared and nothing kept.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from formulas.book import BOOK
from formulas.compiled import evaluate
from sessions.claims.metrics import METRICS, Metric
from sessions.document.session import TAILS, Claim, Entry, Quote, Session
from sessions.judging.room import in_a_pass, lacking
from sessions.setups.conditions import Applied, apply

_OPEN = {
    "speculative": "tokens_per_pass",
    "fresh_tokens": "fresh_tokens_p50",
    "concurrency": "concurrency",
    "weights": "bytes_per_param",
    "gpus": "gpus_per_replica",
    "hardware": "gpu_bandwidth",
}


class Figures(NamedTuple):
    """What a verdict says in numbers."""

    napkin: float | None
    fit: float | None
    ceiling: float | None
    ratio: float | None
    fold: float | None
    flag: str
    direction: str
    fit_ratio: float | None
    fit_fold: float | None
    fit_flag: str | None
    fit_direction: str
    beyond_ceiling: bool
    met: bool | None


def figures(session: Session, quote: Quote, claim: Claim, setup: str = "") -> Figures | None:
    """The figures of a claim that is held against the chain; None for every other kind."""
    metric = METRICS.get(claim.metric)
    if metric is None or metric.kind not in ("rate", "latency", "price"):
        return None
    if claim.bound == "rate limit" or (claim.bound == "at most" and metric.kind == "rate"):
        return None
    conditions = {**quote.conditions, **claim.conditions}
    at = _applied(session, setup, conditions, claim, metric)
    if at.reason or lacking(at):
        return None  # what does not fit leads, and has no figures
    ends = [claim.value.value, *([claim.high.value] if claim.high is not None else [])]
    quoted = min(ends) if metric.better == "higher" else max(ends)
    napkin, fit = (at.results.get(metric.variable, basis) for basis in ("napkin", "fit"))
    at = in_a_pass(at)
    top = at.results.get(metric.variable, "ceiling")
    level = session.packet.entries.get(metric.level)
    met = None
    if level is not None:
        met = quoted >= level.value if metric.better == "higher" else quoted <= level.value
    tail = metric.tail and claim.statistic in TAILS
    better_still = metric.kind == "latency" and napkin is not None and quoted < napkin
    none = _Apart(None, None, None, "")
    apart = by_fit = none
    if napkin is not None and napkin > 0 and quoted > 0 and (better_still or not tail):
        apart = _apart(session, metric, quoted, napkin)
        by_fit = _apart(session, metric, quoted, fit) if fit is not None and fit > 0 else none
    return Figures(
        napkin,
        fit,
        top,
        apart.ratio,
        apart.fold,
        apart.flag or "not-judged",
        apart.way,
        by_fit.ratio,
        by_fit.fold,
        by_fit.flag,
        by_fit.way,
        apart.ratio is not None and top is not None and _beyond(metric, quoted, top, at),
        met,
    )


class _Apart(NamedTuple):
    ratio: float | None
    fold: float | None
    flag: str | None
    way: str


def _applied(
    session: Session, name: str, stated: dict[str, Entry | str], claim: Claim, metric: Metric
) -> Applied:
    setup = session.setup(name)
    more: dict[str, Entry] = {}
    alone = metric.id in ("per_stream_tps", "tpot", "itl", "ttft")
    if claim.bound == "up to" and alone and "concurrency" not in stated:
        more["concurrency"] = Entry("1 request", 1.0)
    if claim.statistic == "mean" and metric.kind == "latency":
        mean = apply(session, setup, stated, more).results.get("fresh_tokens", "napkin")
        if mean is not None:
            more["fresh_tokens_p50"] = Entry.of("fresh_tokens_p50", mean)
    return apply(session, setup, stated, more)


def _apart(session: Session, metric: Metric, quoted: float, yardstick: float) -> _Apart:
    fold = round(max(quoted / yardstick, yardstick / quoted), 9)
    near, far = session.thresholds
    flag = "plausible" if fold < near else "2x-off" if fold < far else "10x-off"
    if math.isclose(quoted, yardstick, rel_tol=1e-9):
        way = ""
    else:
        way = "better" if (quoted > yardstick) == (metric.better == "higher") else "worse"
    return _Apart(quoted / yardstick, fold, flag, way)


def _beyond(metric: Metric, quoted: float, top: float, at: Applied) -> bool:
    """Past the ceiling, with no input left open that would get there: every one is swept."""
    if metric.kind == "price":
        return False
    if not (quoted > top * (1 + 1e-9) if metric.better == "higher" else quoted < top * (1 - 1e-9)):
        return False
    left = {name for name in metric.fixes if name not in at.stated}
    if at.tokens_open and "speculative" in metric.fixes:
        left.add("speculative")
    if not left:
        return True
    tried = left & _OPEN.keys()
    if metric.id == "ttft" and not at.stated & {"fresh_tokens", "input_tokens"}:
        tried.add("fresh_tokens")
    if any(_reaches(at, _OPEN[name], metric, quoted) for name in tried):
        return False
    return left <= tried


def _reaches(at: Applied, knob: str, metric: Metric, quoted: float) -> bool:
    variable = BOOK.variables[knob]
    least = variable.usual[0] if variable.usual and variable.whole else 0.0
    low = max(variable.low, least, variable.high * 1e-12, 1e-9)
    sides = []
    for step in range(401):
        value = low * (variable.high / low) ** (step / 400) * variable.unit.factor
        got = evaluate(at.resolved.given.changed({knob: value})).get(metric.variable, "ceiling")
        sides.append(None if got is None else got >= quoted)
    return {True, False} <= set(sides)
