"""What tools and tables call their figures: a label, such as `Mean TTFT (ms)`, `p99_itl_ms` or
`Output token throughput (tok/s)`, and what it says: a metric or a condition, a statistic, a unit.

The words of every label stand in one table. A label is looked up whole, then without its unit and
its statistic; what no row has is left to the vocabulary of the say line.
"""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from sessions.claims.metrics import LOAD
from sessions.say.tokens import plain_signs

# What a label heads: a figure, what figures were taken at, something to work those out of, a figure
# that is none of a vendor's claims (`why` says it), or nothing that bears on anything.
LabelKind = Literal["metric", "states", "total", "refused", "silent", "test", "provider", "stat"]


class Label(NamedTuple):
    """What a label says.

    Attributes:
        kind, word: which metric, condition or total it is.
        stat: mean, p50, ..., or "other" for one that no claim is made in (min, max, std).
        unit: in which its numbers count, in the words of the reader; "" where it says none.
        strong: no sentence says it so, only a tool or the head of a table.
        why: of a figure that is not held against anything, the reason; of a metric, what it counts.
    """

    kind: LabelKind
    word: str = ""
    stat: str = ""
    unit: str = ""
    strong: bool = False
    why: str = ""


_INPUT = "input of each GPU that came in while it ran: the load, and no speed"
BOTH = "input and output per GPU together: say the output, or the total of the replica"
_PEAK = "the best second of the run, no rate that lasts"
_GOOD = "requests within levels that are not stated here"
_WITH_WAIT = "counts the wait for the first token: the speed after it is another figure"
_BYTES = "the first byte of the answer may come before its first token"

# fmt: off
# By what it heads: the ways of saying it, with "|" between, in small letters, without signs.
_ROWS: tuple[tuple[LabelKind, str, str, str], ...] = (
    ("metric", "ttft", "", "ttft|time to first token|first token latency|first token|"
        "time to first output token|first token time|ftl"),
    ("metric", "tpot", "", "tpot|time per output token|per token latency|per token|"
        "latency per token|latency per output token|ms per token|time per token"),
    ("metric", "itl", "", "itl|inter token latency|intertoken latency|time between tokens|tbt"),
    ("metric", "e2e_latency", "", "e2el|e2e latency|e2e|end to end latency|end to end|"
        "request latency|req latency|average request latency|e2e request latency|"
        "http req duration|response time|total request latency|e2e latencies"),
    ("metric", "per_stream_tps", "", "output token throughput per user|per user output speed|"
        "tok s user|tokens s user|tps user|interactivity|intvty|output tokens s user|"
        "per user tok s|output tok s user|tok s per user|tokens per second per user|"
        "tokens sec user|tok sec user|per user tps|tps per user|decode speed per user|"
        "user tok s|tok s stream|tok s req|tok s request|speed per user|per user speed|"
        "output tok s per user|per user output tok s|output tok s per request|output tok s stream|"
        "per user throughput|throughput per user|user throughput|per request tok s|"
        "single stream tok s|single stream speed|tok s per stream|tok s per request|"
        "tokens s per user|tokens s per request|tokens s request|output speed per user"),
    ("metric", "aggregate_tps", "", "output token throughput|output throughput|"
        "total output throughput|total output token throughput|overall output throughput|"
        "generation throughput|avg generation throughput|average generation throughput|"
        "gen throughput|decode throughput|last generation throughput|"
        "out tok sec|out tok s|output tok s|output tokens s|output tok sec|output tokens sec|"
        "output tokens per sec|output tokens per second|token throughput completion token|"
        "throughput out tok s|s tg|system throughput|total output tok s|output tps|"
        "aggregate tok s|aggregate throughput|aggregate output tok s|aggregate tps|"
        "system tok s|total tps output|generated tok s|generation tok s|completion tok s|"
        "output token throughput total|total output tps|system output throughput|"
        "aggregate output throughput|total output tokens s|system tps"),
    ("metric", "processed_tps", "", "total token throughput|tot tok sec|tot tok s|total tok s|"
        "total tokens s|total tokens sec|total tokens per sec|"
        "token throughput prompt completion token|"
        "throughput total tok s|total tok sec|total tokens per second|processed tok s|"
        "processed tps|total processed tok s|ttt|s"),
    ("metric", "tps_per_gpu", "", "per gpu output throughput|output tput per gpu|"
        "output throughput per gpu|output tok s gpu|output tokens s gpu|output tps per gpu|"
        "output tok s per gpu|output tokens s per gpu"),
    ("metric", "prefill_rate", "", "prompt eval rate|prefill throughput|s pp|prefill rate|"
        "prefill tok s|prompt processing|pp tok s|prefill speed|prompt processing speed|"
        "prompt tok s|prefill tokens s|pp t s"),
    ("metric", "requests_per_second", "", "request throughput|requests per second|rps|req s|"
        "requests s|req sec|requests sec|requests per sec|qps|rps request per second|"
        "throughput req s|requests|request stats per second|"
        "completed requests per minute|requests per minute"),
    ("metric", "eval_rate", "", "eval rate"),
    ("metric", "cache_hit_rate", "", "cache hit rate"),
    ("metric", "prefill_rate", LOAD, "input token throughput|prompt throughput|input throughput|"
        "avg prompt throughput|average prompt throughput|input tok s|input tokens s|"
        "input tokens per sec|input tokens sec|in tok s|prompt tokens s"),
    ("refused", "", _INPUT, "input tput per gpu"),
    ("refused", "", BOTH, "tput per gpu|tpt per gpu|token throughput per gpu|tput gpu|"
        "throughput per gpu total|total tput per gpu|total token throughput per gpu"),
    ("refused", "", _PEAK, "peak output token throughput|peak token throughput|"
        "peak output throughput|peak throughput|peak tok s|peak tokens s|peak tps"),
    ("refused", "", _GOOD, "request goodput|goodput"),
    ("refused", "", _WITH_WAIT, "per user output throughput|e2e output token throughput|"
        "per user output throughput w ctx|request output throughput token per s|"
        "request output throughput|output throughput per request"),
    ("refused", "", _BYTES, "http req waiting"),
    ("states", "concurrency", "", "concurrency|max concurrency|maximum request concurrency|"
        "max request concurrency|max reqeust concurrency|conc|concurrent requests|"
        "number of concurrent requests|users|concurrent users|streams|concurrent streams|"
        "batch|batch size|bs|bsz|b|vus|clients|concurrent clients|parallel requests|"
        "request concurrency|running|running req|running requests|in flight|"
        "requests in flight|parallelism level|concurrent sessions|sessions|"
        "num concurrent requests|num concurrency|max batch|requests concurrency|"
        "request stats concurrency|c|concurrency level|npl|in flight requests"),
    ("states", "input_tokens", "", "isl|input len|random input len|input length|"
        "input sequence length|average input length|input tokens|prompt length|prompt len|"
        "prompt tokens|pp|input seq len|input lens|average input sequence length|"
        "prompt eval count|input token count|avg input tokens|prompt size|"
        "input tokens per request|prompt tok req|in tokens|input tokens per req"),
    ("states", "output_tokens", "", "osl|output len|random output len|output length|"
        "output sequence length|average output length|output tokens|completion length|"
        "completion tokens|tg|output seq len|average output sequence length|"
        "output token count|avg output tokens|generated tokens|output tokens per request|"
        "output tok req|response length|out tokens|gen|gen tokens|gen len|output tokens per req"),
    ("states", "context_tokens", "", "context|context length|ctx|ctx len|seq len|"
        "sequence length|context size|context len|kv length|depth|context tokens"),
    ("states", "lengths", "", "isl osl|input output|in out|input output tokens|"
        "input output length|isl osl tokens|prompt output|shape|seq|input len output len|"
        "sequence lengths|workload isl osl"),
    ("states", "request_rate", "", "request rate|traffic request rate|request rate configured|"
        "issue rate|arrival rate|target rate|target qps|offered load|offered rps|target rps|rate|"
        "offered rate|load"),
    ("states", "cache_hit_rate", "", "prefix cache hit rate|prefix cache hits|"
        "kv cache hit rate|prompt cache hit rate"),
    ("states", "model", "", "model|model id|model name|served model|served model name|"
        "llm|model path"),
    ("states", "hardware", "", "gpu|hardware|hw|accelerator|device|gpu type|gpu model|chip|"
        "gpu name|machine|platform|card|system|node|instance|instance type|gpus used"),
    ("states", "gpus", "", "gpus|num gpus|gpu count|number of gpus|n gpus|of gpus|"
        "total gpus|num gpu|gpu num"),
    ("states", "tensor_parallel", "", "tp|tp size|tensor parallel|tensor parallel size|"
        "tensor parallelism"),
    ("states", "data_parallel", "", "dp|dp size|data parallel size|data parallel"),
    ("states", "pipeline_parallel", "", "pp size|pipeline parallel size|pipeline parallel"),
    ("states", "weights", "", "precision|quantization|quantisation|quant|weights|"
        "weight precision|weight dtype|weights precision|quantized"),
    ("states", "dtype", "", "dtype|data type"),
    ("states", "kv", "", "kv cache dtype|kv dtype|kv precision|kv cache precision|kv cache type"),
    ("states", "engine", "", "engine|framework|backend|runtime|serving engine|"
        "inference engine|serving framework|stack|server|tensorrt llm version"),
    ("states", "dp_attention", "", "dp attention|dp attn|enable dp attention|attention dp|"
        "enable attention dp|dpa"),
    ("states", "tokens_per_pass", "", "accept length|acceptance length|accept len|"
        "mean acceptance length|mean accepted length|acceptance len|spec accept length"),
    ("states", "region", "", "region"),
    ("states", "tier", "", "service tier"),
    ("total", "in", "", "total input tokens|total prompt tokens|number of prompt tokens|"
        "total input|total num prompt tokens"),
    ("total", "out", "", "total generated tokens|total output tokens|"
        "number of completion tokens|total num output tokens|total generated"),
    ("total", "done", "", "successful requests|completed|number of requests|request count|"
        "total prompts num|completed requests|number of completed requests|num completed"),
    ("test", "", "", "test"),
    ("stat", "", "", "metric|statistic|stat|measure|metrics|statistics|kpi"),
    ("provider", "", "", "provider|vendor|supplier"),
    ("silent", "", "", "benchmark duration|duration|failed requests|elapsed time|total latency|"
        "total generated tokens retokenized|total input text tokens|total input vision tokens|"
        "peak concurrent requests|burstiness factor|burstiness|num prompts|tokenizer id|date|"
        "gpu kv cache usage|cpu kv cache usage|gpu kv cache size|max total num tokens|"
        "gpu blocks|cpu blocks|token usage|kv cache usage|full token usage|"
        "waiting|queue req|pending|swapped|waiting requests|time to second token|"
        "ep size|max runtime batch size|max runtime tokens|scheduling policy|"
        "kv memory percentage|total energy|average gpu power|"
        "output tokens per second per watt|acceptance rate|drafts|draft tokens|"
        "accepted tokens|ngl|size|params|threads|fa|n ubatch|n batch|type k|type v|"
        "t pp|t tg|t|load duration|total duration|eval duration|prompt eval duration|"
        "eval count|accepted throughput|drafted throughput|accepted|drafted|"
        "avg draft acceptance rate|draft acceptance rate|benchmark|strategy|start time|"
        "end time|metadata|request stats|ep|cuda graph|"
        "new seq|new token|cached token|token|rpm request per minute|error rate|"
        "good completed|request goodput count|endpoint type|dataset name|run|"
        "number of errored requests|error request count|random range ratio|"
        "total num prompts|benchmark id|n kv|total time|std|pad|timings start|"
        "timings end|total tokens per req"),
)
# fmt: on
_SHORT = (
    (re.compile(r"\b(?:tokens?|toks)\b"), "tok"),
    (re.compile(r"\b(?:per )?(?:seconds?|secs?)\b|\bper s\b"), "s"),
    (re.compile(r"\b(?:requests|reqs?)\b"), "request"),
)


def _short(words: str) -> str:
    """Words of a label as they are looked up: what is written in several ways in one of them."""
    for pattern, short in _SHORT:
        words = pattern.sub(short, words)
    return words


_WORDS: dict[str, tuple[LabelKind, str, str]] = {
    _short(way): (kind, word, why) for kind, word, why, ways in _ROWS for way in ways.split("|")
}
# A sentence may say these too: alone they make no print of a line.
_SAID = (
    "ttft|tpot|itl|e2e|time to first token|time per output token|inter token latency|"
    "end to end latency|end to end|request latency|response time|requests per second|"
    "duration|throughput|interactivity|output throughput|prefill throughput|"
    "decode throughput|first token|requests|goodput|completed|size|threads|waiting|"
    "pending|token|accepted|drafted|params|run|first token latency|generation throughput|"
    "time per token|per token|cache hit rate|e2e latency|latency per token|error rate|"
    "per token latency|strategy|benchmark|start time|end time|end to end latency|"
    "aggregate throughput|system throughput|total latency|total time|prefill rate|"
    "prefill speed|prompt processing|prompt processing speed|per user speed|"
    "time between tokens|date|per user throughput|throughput per user|tok s per user|"
    "tokens per second per user|time to first output token|speed per user|acceptance rate|"
    "swapped|output token throughput|total token throughput|request throughput|"
    "intertoken latency|decode speed per user"
)
_PLAIN = frozenset(
    _short(way)
    for kind, _, _, ways in _ROWS
    for way in ways.split("|")
    if len(way) < 4 or kind in ("states", "provider", "stat", "test")
) | frozenset([_short(way) for way in _SAID.split("|")])
_STATS = {
    **dict.fromkeys(("mean", "avg", "average", "ave"), "mean"),
    **dict.fromkeys(("median", "mdn", "med", "p50", "50th"), "p50"),
    **{f"p{n}": f"p{n}" for n in (90, 95, 99)},
    **{f"{n}th": f"p{n}" for n in (90, 95, 99)},
    **dict.fromkeys(("min", "max", "minimum", "maximum", "std", "stddev", "stdev"), "other"),
    **dict.fromkeys(("sd", "p1", "p5", "p10", "p25", "p75", "p80", "p85", "p98", "p999"), "other"),
    **dict.fromkeys(("p99.9", "p99.99", "p98", "25th", "75th", "p66"), "other"),
}
# What nobody says with a slash but a tool.
_SLASHED = ("requests/sec", "req/sec", "requests/s")
_PERCENT = re.compile(r"p?\(?(50|66|75|80|90|95|98|99|99\.9|99\.99)\)?%?")
# How units are written in heads and behind values, and what the reader takes for them.
_UNITS: dict[str, str] = {
    said: unit
    for unit, ways in {
        "ms": "ms msec msecs millisecond milliseconds millis",
        "s": "s sec secs second seconds",
        "us": "us µs μs usec microseconds",
        "tok/s": "tok/s tokens/s token/s t/s tps tok/sec tokens/sec token/sec tokens/second"
        " tokens_per_second tok_per_s tokens.per.second toks/s",
        "tok/s/user": "tok/s/user tokens/s/user tokens/sec/user tps/user tok/sec/user t/s/u"
        " tok/s/u tokens/second/user tok/s/req tok/s/request tok/s/stream tokens/s/request",
        "tok/s/GPU": "tok/s/gpu tokens/s/gpu tokens/sec/gpu tps/gpu tok/sec/gpu token/s/gpu"
        " tokens/second/gpu",
        "request/s": "req/s rps requests/s requests/sec req/sec request/s qps requests/second",
        "request/minute": "req/min rpm requests/min requests/minute",
        "per s": "per.sec /s per.second 1/s",
        "%": "% percent pct",
        "tok": "tok tokens token tokens/request tokens/req",
        "$/Mtok": "$/m $/mtok $/1m $/million $/m.tokens $/1m.tokens $/mtokens usd/m usd/mtok"
        " $/m.tok $/1m.tok usd/1m.tokens usd/m.tokens per.1m.tokens per.m.tokens per.million"
        " $.per.m $.per.million $.per.1m.tokens $.per.million.tokens usd.per.million.tokens"
        " $.per.1m usd.per.1m.tokens per.mtok $/million.tokens",
        "$/hour": "$/h $/hr $/hour usd/h usd/hr usd/hour $.per.hour",
        "$/GPU/hour": "$/gpu/h $/gpu/hr $/gpu/hour $/gpu-h $/gpu-hr $/gpu-hour $/gpuh",
    }.items()
    for said in ways.split()
}
_SIGNS = re.compile(r"[^a-z0-9.%]+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{0,40})[)\]]")
_LONGEST = 80
# Suffixes of a key that are its unit: `mean_ttft_ms`, `inter_token_latency_s`.
_ENDING = {"ms": "ms", "s": "s", "sec": "s", "us": "us", "seconds": "s", "percent": "%"}


def unit_of(said: str) -> str:
    """A unit as it is written in a head or behind a value, in the words of the reader."""
    return _UNITS.get(".".join(said.casefold().split()), "")


@functools.lru_cache(maxsize=2048)
def label_of(text: str) -> Label | None:
    """What a label says; None where no row has it. The unit may stand in brackets, after a comma
    or at its end.
    """
    if len(text) > _LONGEST:
        return None
    low = plain_signs(text).casefold().strip().strip("\"'`*:#").strip()
    if low in ("per second", "per sec"):
        # Of a head alone: requests, as GuideLLM calls them.
        return Label("metric", "requests_per_second", unit="request/s", strong=True)
    if unit_of(low) and _plain(low) not in _WORDS:
        return None
    unit, bracketed, stat = "", False, ""
    rest = low
    for found in _BRACKETS.finditer(low):
        inside = found[1].strip()
        stat = stat or stat_of(inside)
        bare = unit_of(inside)
        if bare or stat_of(inside):
            unit, bracketed = unit or bare, True
            rest = rest.replace(found[0], " ", 1)
        elif inside == "s":
            rest = rest.replace(found[0], "s", 1)
    before, comma, after = rest.rpartition(",")
    if comma and unit_of(after):
        unit, rest, bracketed = unit_of(after), before, True
    keyed = ("_" in low and " " not in low.strip("=")) or low in _SLASHED
    strong = bracketed or keyed
    made = _found(_plain(rest), unit, strong, stat)
    if made is None and not unit and " " in rest.strip():
        before, _, after = rest.strip().rpartition(" ")
        if unit_of(after):
            made = _found(_plain(before), unit_of(after), strong, stat)
    if made is None and _BRACKETS.search(rest):
        # "Average time-to-first-token [TTFT] (ms)": what stands in brackets says it again.
        made = _found(_plain(_BRACKETS.sub(" ", rest)), unit, strong, stat)
    return made


def _plain(rest: str) -> str:
    return _short(" ".join(_SIGNS.sub(" ", rest.replace("²", "")).split()))


def _found(plain: str, unit: str, strong: bool, stat: str) -> Label | None:
    made = _row(plain, unit, strong, stat)
    if made is not None:
        return made
    words = plain.split()
    if len(words) > 1 and words[-1] in _ENDING and not unit:
        made = _row(" ".join(words[:-1]), _ENDING[words[-1]], strong, stat)
        if made is not None:
            return made
    kept = [word for word in words if not stat_of(word) and word not in ("percentile", "latencies")]
    if len(kept) in (0, len(words)):
        return None
    stats = [stat_of(word) for word in words if stat_of(word)]
    said = stat or (stats[0] if stats else "")
    if len(kept) > 1 and kept[-1] in _ENDING and not unit:
        made = _row(" ".join(kept[:-1]), _ENDING[kept[-1]], strong, said)
        if made is not None:
            return made
    return _row(" ".join(kept), unit, strong, said)


def _row(plain: str, unit: str, strong: bool, stat: str) -> Label | None:
    row = _WORDS.get(plain)
    if row is None:
        return None
    kind, word, why = row
    own = plain.replace(" ", "/").replace("request/s", "req/s")
    if not unit and kind == "metric" and own in _UNITS:
        unit = _UNITS[own]
    if plain.endswith("per minute"):
        unit = "request/minute"
    return Label(kind, word, stat, unit, strong or plain not in _PLAIN, why)


def stat_of(word: str) -> str:
    """The statistic that a word names; "other" for one that no claim is made in."""
    low = word.casefold().strip()
    if low in _STATS:
        return _STATS[low]
    share = _PERCENT.fullmatch(low)
    if share and ("p" in low or "%" in low):
        return f"p{share[1]}" if share[1] in ("50", "90", "95", "99") else "other"
    return ""
