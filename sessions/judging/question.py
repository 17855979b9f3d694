"""The question to put to a vendor: it names what is missing, can be answered with a number, and
accuses nobody.
"""

from __future__ import annotations

from formulas.verdicts import Flag
from sessions.claims.conditions import CONDITIONS
from sessions.claims.metrics import Metric
from sessions.claims.telling import joined
from sessions.document.session import Claim

# Asked for first, and no more than this many at once: a person on the phone answers three things.
_MOST = 3
_STATISTIC = "Is that a mean, a p50 or a p95?"


def question(
    metric: Metric | None, claim: Claim, flag: Flag, assumed: tuple[str, ...], beyond: bool
) -> str:
    """One or two sentences to say, or nothing where there is nothing to ask."""
    if metric is None:
        return ""
    parts = []
    missing = [ask for name in assumed if (ask := CONDITIONS[name].ask)][:_MOST]
    if missing:
        parts.append(f"{_spoken(metric, claim)}: at {joined(missing)}?")
    if metric.tail and not claim.statistic:
        parts.append(_STATISTIC)
    if claim.bound == "rate limit":
        return "Is that limit for each key or for all of us, and up to how much can it go?"
    if metric.question:
        return metric.question
    if metric.kind == "price" and not parts:
        parts.append(
            "Which share of our tokens is billed as cached, and at which utilization does the price"
            " hold?"
        )
    if (
        flag in ("2x-off", "10x-off")
        and "speculative" in metric.conditions
        and "speculative" in assumed
    ):
        parts.append("What acceptance length on our prompts, and what is the figure with it off?")
    elif beyond:
        parts.append(
            "Which load test printed it, and what were GPUs, precision and requests in flight"
            " there?"
        )
    elif flag == "10x-off" and not missing:
        parts.append("Which load test printed it, and may we see the points beside it?")
    return " ".join(parts)


def _spoken(metric: Metric, claim: Claim) -> str:
    """The figure as people say it: `40 tok/s per user`, `$0.28/M processed`, `TTFT of 1.2 s`. One
    that napkin worked out, such as a blend, in three digits.
    """
    worked_out = claim.value.text == metric.of.show(claim.value.value, 7)
    text = metric.of.show(claim.value.value, 3) if worked_out else claim.value.text
    if metric.id == "per_stream_tps":
        return f"{text.split('/s')[0]}/s per user" if "/s" in text else f"{text} per user"
    if metric.kind == "price":
        return f"{text.replace('/Mtok', '/M')} processed"
    return f"{metric.of.title} of {text}"
