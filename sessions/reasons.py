"""A verdict in words: why it is judged so, what it implies, the question to put. Made from its
figures when somebody reads it, never while judging.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from formulas.book import BOOK
from formulas.declare import NOTHING
from formulas.implied import implied_by
from formulas.verdicts import DEMANDS, Metric
from sessions.ask import question
from sessions.ceilings import Ceiling, ceiling_of
from sessions.costs import PriceReading, price_reading
from sessions.setups.conditions import Applied

if TYPE_CHECKING:
    from sessions.verdict import Verdict, Yardstick

TAIL = ("p90", "p95", "p99")
_SPEEDS = ("rate", "latency")
_PROMISES = ("at most", "at least", "SLA", "rate limit")
# What explains a gap most directly, by the variable that is judged: shown as "implied".
_IMPLIES = {
    "per_stream_tps": "pass_time",
    "tpot": "per_stream_tps",
    "aggregate_tps": "per_stream_tps",
    "tps_per_gpu": "aggregate_tps",
    "price_per_processed_token": "processed_tps",
    "ttft": "prefill_rate",
    "requests_per_second": "e2e_latency",
    "processed_tps": "requests_per_second",
    "prefill_rate": "mfu",
}


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
    id = _IMPLIES.get(verdict.claim.metric)
    if id is None or verdict.ratio is None:
        return NOTHING
    metric, yardstick = _held(verdict)
    found = implied_by(yardstick.at.results, metric.variable, id, verdict.quoted)
    return {id: found} if found is not None else NOTHING


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
    return at.results.get(DEMANDS.get(metric.id, ""), "napkin")
