"""What claims wait for: the fields of the packet or the bill without which they are not judged."""

from __future__ import annotations

from collections.abc import Iterable

from formulas.chain import Results
from sessions.claims.metrics import COMPONENTS
from sessions.document.session import Session
from sessions.judging.verdict import JudgedQuote, Verdict
from sessions.setups.checks import lacking, needs


def needed_by(session: Session, results: Results, verdict: Verdict) -> tuple[str, ...]:
    """The fields that a claim waits for before it can be judged."""
    metric = verdict.metric
    if metric is None or verdict.flag != "not-judged":
        return ()
    if verdict.claim.bound == "rate limit":
        return lacking(results, metric.demand or metric.variable)
    if metric.kind == "promise":
        level = metric.level
        return (level,) if level and level not in session.packet.entries else ()
    return lacking(results, "tokens_per_request" if metric.id in COMPONENTS else metric.variable)


def waiting(
    session: Session, results: Results, judged: Iterable[JudgedQuote]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Over all quotes, the metrics that wait for the packet or the bill, and the fields they wait
    for.
    """
    if not needs(session, results):
        return (), ()
    known: dict[tuple[str, bool], tuple[str, ...]] = {}  # thousands of claims ask for few metrics
    for quote in judged:
        for verdict in quote.verdicts:
            if verdict.metric is not None and verdict.flag == "not-judged":
                key = (verdict.metric.id, verdict.claim.bound == "rate limit")
                if key not in known:
                    known[key] = needed_by(session, results, verdict)
    metrics = [metric for (metric, _), found in known.items() if found]
    fields = [field for found in known.values() for field in found]
    return tuple(dict.fromkeys(metrics)), tuple(dict.fromkeys(fields))
