"""How the say line shows what it read: claims and conditions in one short text each, and the
questions that are asked where a figure may mean several things.
"""

from __future__ import annotations

from sessions.claims.conditions import CONDITIONS
from sessions.claims.metrics import COMPONENTS, METRICS
from sessions.document.session import Bound, Claim, Entry

# What is asked where the words of the rows do not say it together.
_QUESTIONS: dict[tuple[str, ...], str] = {
    ("tpot", "itl", "e2e_latency"): "per output token, or the whole answer?",
    ("aggregate_tps", "processed_tps"): "output tokens, or all processed tokens, input included?",
    ("per_stream_tps", "aggregate_tps"): "per user, or over all users?",
    ("per_stream_tps", "aggregate_tps", "processed_tps"): (
        "per user, or over all users? output tokens, or all processed tokens?"
    ),
    ("prefill_rate", "processed_tps"): "fresh input alone, or cached input too?",
    ("input_price", "output_price"): "which one is input, and which output?",
    COMPONENTS: "which one is input, cached input, output?",
    ("node_price_per_month", "replica_price_per_month"): (
        "a commitment, the rent of a node, or of a replica?"
    ),
}
# The label says the unit already.
_UNIT_IN_LABEL = (
    "$/Mtok",
    "tok/s/request",
    "tok/s/GPU",
    "tok/s",
    "token/request",
    "request",
    "GPU",
)
_BOUND_SIGNS: dict[Bound, str] = {
    "at most": "<= ",
    "at least": ">= ",
    "up to": "up to ",
    "rate limit": "limit ",
    "SLA": "SLA ",
    "typical": "",
    "range": "",
}


def question_of(readings: tuple[str, ...]) -> str:
    """What is asked where a figure may be one of some metrics, or needs a word more to be the one:
    `to the first token, or the whole answer?`.
    """
    if readings in _QUESTIONS:
        return _QUESTIONS[readings]
    rows = [METRICS[id] for id in readings]
    if len(rows) < 2:
        return "".join([row.asks for row in rows]) or "which of these is it?"
    *others, last = [row.apart or row.of.title for row in rows]
    return f"{', '.join(others)}, or {last}?"


def bound_of(words: list[str], metric: str) -> Bound:
    """The bound that some words set, as the direction of the metric makes them: a maximum of a
    speed is "up to", a maximum of a latency is "at most". A promise outweighs the rest.
    """
    known = METRICS.get(metric)
    lower = known is not None and known.better == "lower"
    found: Bound = "typical"
    for word in words:
        one = _bound(word, lower=lower)
        if found == "typical" or one in ("SLA", "rate limit"):
            found = one
    return found


def _bound(word: str, *, lower: bool) -> Bound:
    match word:
        case "SLA" | "SLA noun":
            return "SLA"
        case "rate limit":
            return "rate limit"
        case "best":
            return "at least" if lower else "up to"
        case "up to" | "max":
            return "at most" if lower else "up to"
        case "at most" | "under":
            return "at most"
        case "at least" | "over" | "min" | "from":
            return "at least"
        case "no worse":
            return "at most" if lower else "at least"
        case _:
            return "typical"


def show_claim(claim: Claim) -> str:
    """A claim as read, in one short text: `TTFT p95 <= 1.2 s`, `$/M processed $0.28`."""
    metric = METRICS.get(claim.metric)
    label = metric.label if metric is not None else claim.metric
    parts = [label, claim.statistic, claim.counts if claim.metric == "tps_per_gpu" else ""]
    sign = _BOUND_SIGNS[claim.bound] + ("~" if claim.approx else "")
    value = _value(claim.metric, claim.value)
    if claim.high is not None:
        value += f" to {_value(claim.metric, claim.high)}"
    return " ".join([part for part in parts if part]) + f" {sign}{value}"


def _value(metric: str, entry: Entry) -> str:
    known = METRICS.get(metric)
    if known is None:
        return entry.text
    unit, shown = known.of.unit.text, known.of.show(entry.value, 6)
    if unit not in _UNIT_IN_LABEL:
        return shown
    bare = shown.removesuffix(unit.removeprefix("$")).rstrip()
    return bare


def show_condition(name: str, value: Entry | str) -> str:
    """A condition as people say it: `16 in flight`, `8x`, `fp4`."""
    if isinstance(value, str):
        return CONDITIONS[name].said.format(value)
    bare = value.text.removesuffix("token/request").removesuffix("request").removesuffix("GPU")
    return CONDITIONS[name].said.format(bare.strip())
