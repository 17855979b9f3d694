"""A verdict in words: why it is judged so, what it implies, the question to put. Made from its
figures when somebody reads it, never while judging.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from formulas.book import BOOK
from formulas.declare import NOTHING
from formulas.implied import implied_by
from formulas.verdicts import Flag
from sessions.claims.conditions import CONDITIONS
from sessions.claims.metrics import Metric
from sessions.document.session import Claim
from sessions.judging.ceilings import Ceiling, ceiling_of
from sessions.judging.costs import PriceReading, price_reading
from sessions.setups.conditions import Applied

if TYPE_CHECKING:
    from sessions.judging.verdict import Verdict, Yardstick

# --- The question to put to a vendor: it names what is missing, can be answered with a number,
# and accuses nobody.

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
        parts.append(f"{_spoken(metric, claim)}: at {_joined(missing)}?")
    if metric.tail and not claim.statistic:
        parts.append(_STATISTIC)
    if claim.bound == "rate limit":
        return "Is that limit for each key or for all of us, and up to how much can it go?"
    if metric.kind == "price component":
        return (
            "What are the input, cached input and output prices together, and from which prefix"
            " length is input cached?"
        )
    if metric.kind == "promise":
        return "What counts as down, over which window, and what is credited?"
    if metric.id == "cache_hit_rate":
        return "Measured on whose traffic, with which minimum prefix and which cache lifetime?"
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


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# --- reasons

TAIL = ("p90", "p95", "p99")
_SPEEDS = ("rate", "latency")
_PROMISES = ("at most", "at least", "SLA", "rate limit")


def _held(verdict: Verdict) -> tuple[Metric, Yardstick]:
    """Metric and yardstick of a verdict that has them."""
    if verdict.metric is None or verdict.yardstick is None:
        raise ValueError(f"no formula bears on {verdict.claim.metric}")
    return verdict.metric, verdict.yardstick


# --- why it is judged so: one function for each way to a verdict


def no_formula(_: Verdict) -> str:
    return "no formula bears on this"


def no_chain(verdict: Verdict) -> str:
    return _held(verdict)[1].at.reason


def more_than_all(_: Verdict) -> str:
    return "more than all there is"


def no_misses(_: Verdict) -> str:
    return "no misses at all: every first prompt misses"


def rate_limit(_: Verdict) -> str:
    return "a rate limit is no speed: it is held against what the traffic demands"


def component(_: Verdict) -> str:
    return "a component alone says nothing: it is blended with the others on the packet's mix"


def promise(_: Verdict) -> str:
    return "a promise is met or missed, not measured by a fold"


def tail(verdict: Verdict) -> str:
    return f"a {verdict.claim.statistic} is not held against the napkin's p50 without a tail factor"


def no_ratio(verdict: Verdict) -> str:
    metric, yardstick = _held(verdict)
    if yardstick.napkin is None and yardstick.band is None:
        return yardstick.at.results.why_missing(metric.variable, "napkin")
    return "no ratio can be formed"


def no_band(_: Verdict) -> str:
    return "the catalogue has no band for this"


def no_memory(_: Verdict) -> str:
    return "memory is not known for this set-up"


def band(verdict: Verdict) -> str:
    metric, yardstick = _held(verdict)
    if yardstick.band is None:
        return no_band(verdict)
    low, high, origin, _ = yardstick.band
    return f"the band is {metric.of.show(low, 3)} to {metric.of.show(high, 3)}: {origin}"


def chain(verdict: Verdict) -> str:
    metric, yardstick = _held(verdict)
    at = yardstick.at
    parts = [*_room(at)]
    beyond = _ceiling(verdict)
    if beyond.reason:
        parts.append(beyond.reason)
    elif (
        metric.kind != "price"
        and verdict.direction == "better"
        and verdict.ceiling is not None
        and verdict.flag != "plausible"
    ):
        parts.append(
            f"better than the napkin, not beyond the ceiling's {metric.of.show(verdict.ceiling, 3)}"
        )
    if verdict.claim.statistic in TAIL:
        parts.append(f"a {verdict.claim.statistic}, and better than the napkin's p50")
    if verdict.claim.bound == "up to":
        parts.append('"up to" is held against one stream')
    if verdict.claim.high is not None:
        parts.append("of the range, the end that is worse for you is judged")
    return "; ".join(parts)


def _room(at: Applied) -> list[str]:
    """What does not fit in memory."""
    room = at.results.get("kv_budget", "napkin")
    if room is not None and room < 0:
        missing = BOOK.variables["kv_budget"].show(-room, 3)
        return [f"the model does not fit these GPUs: {missing} missing"]
    most = at.results.get("max_requests_in_memory", "napkin")
    flight = at.results.get("concurrency", "napkin")
    if room is None or most is None or flight is None or flight <= most:
        return []
    return [f"only {BOOK.variables['concurrency'].show(most)} of this context fit in memory"]


def memory(verdict: Verdict) -> str:
    """What fits, and whether the claim does."""
    metric, yardstick = _held(verdict)
    at, limit = yardstick.at, yardstick.napkin
    if limit is None:
        return no_memory(verdict)
    if metric.id == "gpus":
        text = f"the weights alone need {metric.of.show(limit, 3)}"
        room = at.results.get("kv_budget", "napkin")
        if verdict.flag == "plausible" and room is not None and room < 0:
            missing = BOOK.variables["kv_budget"].show(-room, 3)
            text += f"; {missing} are missing for activations, and nothing is left for KV cache"
    elif metric.id == "concurrency":
        text = f"{metric.of.show(limit)} fit in the room for KV cache"
    else:
        text = f"{metric.of.show(limit, 3)} fit for {in_flight(at):g} in flight"
    if verdict.flag == "plausible":
        return text
    return f"does not fit{'' if verdict.beyond_ceiling else ' the set-up assumed'}: {text}"


def in_flight(at: Applied) -> float:
    """How many requests a context must leave room for: those stated, else one."""
    stated = at.results.get("concurrency", "napkin") if "concurrency" in at.stated else None
    return stated or 1.0


# --- the ceiling, what is implied, the question


def _ceiling(verdict: Verdict) -> Ceiling:
    metric, yardstick = _held(verdict)
    if verdict.ratio is None or verdict.ceiling is None or metric.kind not in _SPEEDS:
        return Ceiling()
    return ceiling_of(metric, verdict.quoted, verdict.ceiling, yardstick.at)


def ceiling_needs(verdict: Verdict) -> Mapping[str, float]:
    return _ceiling(verdict).needs if verdict.yardstick is not None else NOTHING


def implied(verdict: Verdict) -> Mapping[str, float]:
    """By the same formulas turned over where they are a quotient."""
    if verdict.metric is None or not verdict.metric.implies or verdict.ratio is None:
        return NOTHING
    metric, yardstick = _held(verdict)
    found = implied_by(yardstick.at.results, metric.variable, metric.implies, verdict.quoted)
    return {metric.implies: found} if found is not None else NOTHING


def ask(verdict: Verdict) -> str:
    return question(
        verdict.metric, verdict.claim, verdict.flag, verdict.assumed, verdict.beyond_ceiling
    )


# --- the reading


def reading(verdict: Verdict) -> str:
    """Met or missed for what the packet sets a level for; the cost lines for a price."""
    if verdict.metric is None or verdict.why is no_chain:
        return ""
    metric, yardstick = _held(verdict)
    told = price(verdict)
    if told is not None:
        return "; ".join(filter(None, [verdict.claim.note, told.words]))
    if metric.kind == "price component":
        return ""
    word = "met" if verdict.met else "missed"
    if verdict.claim.bound == "rate limit":
        demand = demanded(metric, yardstick.at)
        if demand is None:
            return "the packet does not say how much traffic there is"
        return f"{word}: the traffic asks for {metric.of.show(demand)}"
    if yardstick.level is not None:
        wanted = "at least" if metric.better == "higher" else "at most"
        return f"{word}: the packet asks for {wanted} {metric.of.show(yardstick.level)}"
    if metric.kind == "promise" or verdict.claim.bound in _PROMISES:
        return "no service level in the packet for this"
    return ""


def price(verdict: Verdict) -> PriceReading | None:
    """A price among the cost lines."""
    metric = verdict.metric
    if metric is None or metric.kind != "price" or verdict.why is no_chain:
        return None
    return price_reading(_held(verdict)[1].at, verdict.quoted, verdict.at_speed)


def demanded(metric: Metric, at: Applied) -> float | None:
    """What the traffic asks of a rate limit."""
    return at.results.get(metric.demand, "napkin")
