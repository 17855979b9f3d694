"""What figures and conditions are called: the names of their rows, and those that say by themselves
not yet which of them is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sessions.claims.conditions import CONDITIONS, Condition
from sessions.claims.metrics import COMPONENTS, METRICS, Metric
from sessions.claims.table import Table, follows


class Name(NamedTuple):
    """A name that no row has for its own.

    Attributes:
        id: what readings call it; rows of metrics that it may mean have it in `shared`.
        words: ways of saying it, the commonest first, with "|" between.
        said_of: kinds of quantity that it may stand beside and does not decide on.
        condition: it states something, and claims nothing.
        ask: what is asked although only one metric may be meant.
    """

    id: str
    words: str
    said_of: tuple[str, ...] = ()
    condition: bool = False
    ask: str = ""


_TOK_S = ("tok/s", "tok/s/user", "tok/s/gpu")

# fmt: off
NAMES: Table[Name] = Table((
    Name("ttfb",
        "ttfb|time to first byte|first byte|prefill latency|prefill time|time to prefill",
        ask="the first token, or the first byte of the answer's headers?"),
    Name("latency",
        "latency|latencies|lag|delay"),
    Name("response",
        "response time|response latency|response times|time to respond|responds in|"
        "reply in|replies in|answers in"),
    Name("prefill",
        "prefill|prompt processing|pp|prefill rate|prefill throughput|prefill speed|"
        "prompt processing speed|prefilling|prefills|input processing|while prefilling|"
        "during prefill|during prefilling|in prefill|when prefilling",
        said_of=("tok/s/gpu", "tok/s/user", "usd", "usd/tok"),
        ask="the time to first token, or the prefill alone without the queue?"),
    Name("decode",
        "decode|decoding|generation|generates|generate|decodes|generating|decode rate|"
        "generation rate|decode throughput|generation throughput|output throughput|"
        "output token throughput|output rate|while decoding|during decode|during decoding|"
        "in decode|when decoding|while generating|tg",
        said_of=("tok/s", "tok/s/user", "tok/s/gpu", "usd", "usd/tok")),
    Name("throughput",
        "throughput|tput|thruput|throughputs|token throughput|processing",
        said_of=_TOK_S),
    Name("speed",
        "speed|speeds|decode speed|generation speed|output speed|token rate|inference speed",
        said_of=_TOK_S),
    Name("per_stream",
        "tok / s / user|tokens / s / user|tps / user|tokens per second per user|"
        "tok / sec / user|tokens / sec / user|tokens / second / user|tps per user",
        said_of=("tok/s/user",)),
    Name("per_gpu",
        "tok / s / gpu|tokens / s / gpu|tps / gpu|tokens per second per gpu|"
        "tok / sec / gpu|tps per gpu|tokens / sec / gpu|tokens / second / gpu",
        said_of=("tok/s/gpu",)),
    Name("rate",
        "tps|tok / s|tokens / s|tokens per second|tok / sec|t / s|tokens / sec|"
        "tokens / second",
        said_of=("tok/s",)),
    Name("interactivity",
        "interactivity|per user speed|per stream speed|user speed|stream speed",
        said_of=("tok/s", "tok/s/user")),
    Name("total_throughput",
        "total token throughput|total tokens throughput|processed throughput",
        said_of=_TOK_S),
    Name("utilization",
        "utilization|utilisation|gpu utilization|gpu utilisation|hardware utilization"),
    Name("success",
        "success rate|success|successful|error rate|errors|accuracy|failure rate|"
        "request success rate|succeed|of requests succeed|requests succeed|"
        "of requests succeeding|of requests fail|requests fail|of requests failed|failed requests|"
        "of calls fail|failures|error budget|5xx rate|5xx|timeout rate|timeouts",
        said_of=("%",)),
    Name("rpm",
        "rpm|rpm limit|requests per minute|requests / minute|requests / min|requests a minute|"
        "req / min|requests minute"),
    Name("tpm",
        "tpm|tpm limit|tokens per minute|tokens / minute|tokens / min|tokens a minute|"
        "tokens minute"),
    # "requests are capped at 600 per minute": what is counted stands before.
    Name("requests_by", "number of requests|request count", said_of=("bare/time",)),
    Name("tokens_by", "number of tokens|token count", said_of=("bare/time",)),
    Name("rpd",
        "rpd|rpd limit|requests per day|requests / day|requests a day|requests day|daily requests"),
    Name("tpd",
        "tpd|tpd limit|tokens per day|tokens / day|tokens a day|tokens day|daily tokens"),
    Name("itpm",
        "itpm|itpm limit|input tpm|input tokens per minute|input tokens / min|"
        "input tokens / minute|input tokens a minute"),
    Name("otpm",
        "otpm|otpm limit|output tpm|output tokens per minute|output tokens / min|"
        "output tokens / minute|output tokens a minute"),
    Name("price",
        "price|prices|pricing|cost|costs|charge|charges|charged|priced|billed|rate|rates|"
        "bill",
        said_of=("usd", "usd/tok", "usd/time", "usd/month", "usd/gpu/time")),
    Name("per_million",
        "per million|per 1m|per 1 million|per 1m tok|per million tokens|per m tokens|"
        "per mtok|per 1m tokens|price per million|price per million tokens|"
        "cost per million|cost per million tokens|$ / m|$ / mtok|$ / m tokens|$ / million|"
        "usd / m|usd / mtok|$ / 1m tokens",
        said_of=("usd", "usd/tok", "bare")),
    Name("per_thousand",
        "per thousand|per 1k|per 1k tokens|per thousand tokens|per 1000 tokens|"
        "per 1,000 tokens|price per 1k tokens|price per thousand tokens|cost per 1k tokens|"
        "$ / 1k|$ / 1k tokens|usd / 1k tokens",
        said_of=("usd", "usd/tok", "bare")),
    # "Rates per 100k tokens: 9 cents in": how many is beside the words.
    Name("per_many", "per so many tokens", said_of=("usd", "usd/tok", "bare")),
    Name("gpu_hour",
        "gpu hour|per gpu hour|per gpu per hour|per the gpu per hour|per card per hour|"
        "gpu hours|$ / gpu / hr|$ / gpu / hour|$ / gpu hr|"
        "$ / gpu hour|price per gpu hour|cost per gpu hour"),
    Name("users",
        "users|streams|sessions|sequences|requests|user|clients|agents|stream|request|seqs|"
        "sequence|session",
        said_of=("bare",), condition=True),
    Name("context_window",
        "context window|max context|maximum context|window|token window|max context length|"
        "maximum context length|max seq len|max model len|token context window|"
        "max sequence length|context limit|full context",
        said_of=("bare", "tok"), condition=True),
))
# fmt: on


# What is asked where a figure may mean several things, and the words of their rows do not say it.
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


@follows(METRICS, CONDITIONS, NAMES)
def ways() -> dict[str, str]:
    """Every name with the ways of saying it, in the order in which they are offered: what users
    feel and what may mean it, other times, what may mean several things, the rest.
    """
    felt = [metric for metric in METRICS.values() if metric.felt]
    near = [NAMES[id] for id in dict.fromkeys([name for row in felt for name, *_ in row.shared])]
    times = [metric for metric in METRICS.values() if metric.kind == "latency"]
    rows = [*felt, *near, *times, *_names(condition=False), *METRICS.values()]
    rows += [*CONDITIONS.values(), *_names(condition=True)]
    return {row.id: row.words for row in rows if row.words}


def _names(*, condition: bool) -> list[Metric | Name | Condition]:
    return [name for name in NAMES.values() if name.condition == condition]


@follows(METRICS, NAMES)
def readings() -> dict[str, Mapping[str, tuple[str, ...]]]:
    """By name and kind of quantity, the metrics that may be meant; none of them where something
    else decides.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {
        row.id: dict.fromkeys(row.said_of, ()) for row in _names(condition=False)
    }
    for metric in METRICS.values():
        own = ((metric.id, *metric.said_of),) if metric.words else ()
        for name, *classes in (*own, *metric.shared):
            meant = found.setdefault(name, {})
            for each in classes:
                meant[each] = (*meant.get(each, ()), metric.id)
    return {**found}


@follows(CONDITIONS, NAMES)
def stating() -> dict[str, frozenset[str]]:
    """The names of conditions, with the kinds of quantity that state them."""
    rows: list[Condition | Name] = [
        *CONDITIONS.values(),
        *[name for name in NAMES.values() if name.condition],
    ]
    return {row.id: frozenset(row.said_of) for row in rows if row.said_of}


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
