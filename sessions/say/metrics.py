"""What a figure may be: which metric a unit and the words beside it make of an amount.

Data first: the readings of each name by kind of quantity, how claims are shown, and the questions
that are asked where a figure may mean several things.
"""

from __future__ import annotations

from formulas.verdicts import METRICS
from sessions.document.session import Bound, Claim, Entry

METRIC_VARIABLES: dict[str, str] = {metric.id: metric.variable for metric in METRICS.values()}

_TOK_S = ("tok/s", "tok/s/user", "tok/s/gpu")
# name as said -> kind of quantity -> the metrics that it may be
READINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "ttft": {"time": ("ttft",)},
    "ttfb": {"time": ("ttft",)},
    "tpot": {"time": ("tpot",), "time/tok": ("tpot",)},
    "itl": {"time": ("itl",), "time/tok": ("itl",)},
    "e2e": {"time": ("e2e_latency",)},
    "latency": {"time": ("ttft", "itl", "e2e_latency"), "time/tok": ("tpot",)},
    "response": {"time": ("ttft", "e2e_latency")},
    "pass_time": {"time": ("pass_time",)},
    "prefill": {
        "time": ("ttft",),
        "tok/s": ("prefill_rate",),
        **dict.fromkeys(("tok/s/gpu", "tok/s/user", "usd", "usd/tok"), ()),
    },
    "decode": {
        "time": ("tpot", "itl", "e2e_latency"),
        "time/tok": ("tpot",),
        **dict.fromkeys((*_TOK_S, "usd", "usd/tok"), ()),
    },
    "throughput": {**dict.fromkeys(_TOK_S, ()), "req/s": ("requests_per_second",)},
    "speed": dict.fromkeys(_TOK_S, ()),
    "per_stream": dict.fromkeys(("tok/s/user",), ()),
    "per_gpu": dict.fromkeys(("tok/s/gpu",), ()),
    "rate": dict.fromkeys(("tok/s",), ()),
    "interactivity": dict.fromkeys(("tok/s", "tok/s/user"), ()),
    "total_throughput": dict.fromkeys(_TOK_S, ()),
    "cache_hit_rate": {
        "%": ("cache_hit_rate",),
        **dict.fromkeys(("usd", "usd/tok"), ("cached_input_price",)),
    },
    "mbu": {"%": ("mbu",)},
    "mfu": {"%": ("mfu",)},
    "utilization": {"%": ("mbu", "mfu")},
    "uptime": {"%": ("uptime",)},
    "success": {"%": ()},
    "requests": {"req/s": ("requests_per_second",)},
    "rpm": {},
    "tpm": {},
    "price": dict.fromkeys(("usd", "usd/tok", "usd/time", "usd/month", "usd/gpu/time"), ()),
    "per_million": dict.fromkeys(("usd", "usd/tok", "bare"), ()),
    "per_thousand": dict.fromkeys(("usd", "usd/tok", "bare"), ()),
    "gpu_hour": dict.fromkeys(("usd", "usd/gpu/time"), ("gpu_price",)),
    "gpu_price": {"usd/time": ("gpu_price",), "usd/gpu/time": ("gpu_price",)},
    "node_price": dict.fromkeys(("usd/time", "usd/month"), ("node_price_per_month",)),
    "replica_price": dict.fromkeys(("usd/time", "usd/month"), ("replica_price_per_month",)),
}
# Names of conditions, by the kinds of quantity that state them.
CONDITION_KLASSES: dict[str, frozenset[str]] = {
    "concurrency": frozenset(("bare", "req")),
    "users": frozenset(("bare",)),
    "tensor_parallel": frozenset(("bare", "gpu")),
    "gpus": frozenset(("bare",)),
    **dict.fromkeys(
        ("input_tokens", "output_tokens", "fresh_tokens", "context_tokens", "context_window"),
        frozenset(("bare", "tok")),
    ),
}
# Names that one reading is not enough for: it is asked all the same.
ASKED = {
    "ttfb": "the first token, or the first byte of the answer's headers?",
    "prefill": "the time to first token, or the prefill alone without the queue?",
}
QUESTIONS: dict[tuple[str, ...], str] = {
    ("ttft", "itl", "e2e_latency"): "to the first token, between tokens, or the whole answer?",
    ("ttft", "e2e_latency"): "to the first token, or the whole answer?",
    ("tpot", "itl", "e2e_latency"): "per output token, or the whole answer?",
    ("aggregate_tps", "processed_tps"): "output tokens, or all processed tokens, input included?",
    ("per_stream_tps", "aggregate_tps"): "per user, or over all users?",
    ("per_stream_tps", "aggregate_tps", "processed_tps"): (
        "per user, or over all users? output tokens, or all processed tokens?"
    ),
    ("prefill_rate", "processed_tps"): "fresh input alone, or cached input too?",
    ("tps_per_gpu",): "output tokens alone, or input too?",
    ("mbu", "mfu"): "of the memory bandwidth (MBU), or of the FLOPs (MFU)?",
    ("uptime",): "uptime, or requests that succeed? over which window?",
    ("input_price", "output_price"): "which one is input, and which output?",
    ("input_price", "cached_input_price", "output_price"): (
        "which one is input, cached input, output?"
    ),
    ("price_per_processed_token", "cached_input_price"): "for every token, or for cached input?",
    ("gpu_price",): "per GPU, or for the whole node?",
    ("node_price_per_month", "replica_price_per_month"): (
        "a commitment, the rent of a node, or of a replica?"
    ),
    ("cache_hit_rate",): "the share of input tokens that the cache holds?",
}
LABELS: dict[str, str] = {
    "price_per_processed_token": "$/M processed",
    "input_price": "$/M input",
    "cached_input_price": "$/M cached input",
    "output_price": "$/M output",
    "per_stream_tps": "tok/s/user",
    "aggregate_tps": "tok/s output",
    "tps_per_gpu": "tok/s/GPU output",
    "prefill_rate": "tok/s prefill",
    "requests_per_second": "requests",
    "processed_tps": "tok/s processed",
    "ttft": "TTFT",
    "tpot": "TPOT",
    "itl": "ITL",
    "e2e_latency": "end-to-end",
    "pass_time": "pass time",
    "cache_hit_rate": "cache hit rate",
    "mbu": "MBU",
    "mfu": "MFU",
    "gpu_price": "GPU price",
    "replica_price_per_month": "replica rent",
    "node_price_per_month": "node rent",
    "concurrency": "in flight",
    "gpus": "GPUs",
    "context_tokens": "context",
    "uptime": "uptime",
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
    label = LABELS.get(claim.metric, claim.metric)
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
        return {"tensor_parallel": f"TP{value}", "kv": f"{value} KV"}.get(name) or (
            f"speculation {value}" if name == "speculative" else value
        )
    bare = value.text.removesuffix("token/request").removesuffix("request").strip()
    return {
        "concurrency": f"{bare} in flight",
        "gpus": f"{bare.removesuffix('GPU').strip()}x",
        "input_tokens": f"{bare} in",
        "output_tokens": f"{bare} out",
        "fresh_tokens": f"{bare} fresh",
        "context_tokens": f"{bare} context",
        "cache_hit_rate": f"{bare} cache hits",
    }.get(name, f"{name} {bare}")
