"""What an amount with its words amounts to: a claim, a condition, a question, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from formulas.quantity import Refused
from sessions.claims.conditions import Conditions
from sessions.claims.metrics import METRICS
from sessions.claims.names import NAMES, readings, stating
from sessions.claims.table import follows
from sessions.document.session import Bound, Entry
from sessions.say.head import Head
from sessions.say.outcome import (
    STATISTICS,
    Found,
    asked,
    claim,
    condition_entry,
    read_any,
    read_as,
    refused,
    stated,
)
from sessions.say.tokens import spaced
from sessions.say.vocabulary import node_of

# Up to the first many tok/s one stream may be meant, from the second on every token of a replica.
_ONE_STREAM, _PROCESSED = 5000.0, 1000.0
# Longer than this, in seconds, is no latency of a request.
_LONGEST = 600.0
# A share of at least this may be an uptime.
_UPTIME = 0.95
_LENGTH_OF = {"input": "input_tokens", "output": "output_tokens", "fresh": "fresh_tokens"}
_INPUT = frozenset(("input", "fresh", "cached"))
_EVERY_TOKEN = frozenset(("processed", "blended"))
# After these a number states what the figures are for, and claims no capacity.
_CONDITIONAL = frozenset(
    (
        *("at", "@", "with", "assuming", "given", "for", "when", "if", "across", "serving"),
        *("tested at", "measured at", "based on", "under load of"),
    )
)
_PROMISING = frozenset(("min", "at least", "SLA", "from"))
_LIMITING = frozenset(
    (
        *_PROMISING,
        "up to",
        "burst",
        "spike",
        "max",
        "at most",
        "capped",
        "allowed",
        "over",
        "under",
        "rate limit",
        "SLA noun",
    )
)
_BEYOND = frozenset(("over", "under"))
_DENIED = 'said with "not": what is denied is no claim'


def resolve(head: Head) -> Found:
    """Decide what an amount is, from its unit and the words it was given."""
    if head.amount.problem:
        return refused(head, head.amount.problem)
    try:
        found = _resolve(head)
    except Refused as why:
        return refused(head, str(why))
    if found.kind == "claim" and head.stat and head.stat not in STATISTICS:
        return refused(head, f"{head.stat} is not compared; say mean, p50, p90, p95, p99 or p99.9")
    if found.kind in ("claim", "ambiguous", "condition"):
        relative = found.claim is not None and not found.claim.metric and head.than
        if head.versus and not relative:
            return refused(head, "said for comparison, not offered")
        if head.denied:
            return refused(head, _DENIED)
    return found


def _resolve(head: Head) -> Found:
    klass = head.amount.klass
    if head.paired:
        return Found("condition", head)
    if klass == "times" or (head.than and klass == "%"):
        return _relative(head)
    if head.than:
        return refused(head, "a difference: say the figure itself")
    if head.untold and not klass.startswith("usd"):
        return refused(head, "several values: which of them is which?")
    condition = _condition(head)
    if condition is not None:
        return condition
    handler = _BY_KLASS.get(klass)
    return handler(head) if handler is not None else Found("unread", head)


def _term(name: str) -> Callable[[Head], Found]:
    """Kept as words: figures that no metric is held against."""
    return lambda head: Found("term", head, term=name)


# -- conditions, and capacities that are said in the same words


def _condition(head: Head) -> Found | None:
    amount = head.amount
    kinds = stating()
    fitting = [each for each in head.names if amount.klass in kinds.get(each, ())]
    # "64 sessions in parallel": users alone may be anybody, in parallel they are in flight.
    named = [each for each in fitting if each != "users"]
    name = _nearest(head, named) if len(named) > 1 else (*named, *fitting, "")[0]
    conditional = head.mark in _CONDITIONAL
    capacity = head.able or not _LIMITING.isdisjoint(head.bounds)
    tokens = f"{amount.number} tok"
    if not name:
        return _length(head, tokens) if amount.klass in ("tok", "bare") else None
    if name == "users":
        if not (conditional or capacity):
            return Found("unread", head)
        name = "concurrency"
    if name == "tensor_parallel":
        return _tensor_parallel(head)
    if name == "context_window":
        return claim(head, "context_tokens", tokens)
    if name == "context_tokens" and not head.able and _BEYOND & set(head.bounds):
        return refused(head, "contexts above or below one: say the one that the figures are for")
    text = tokens if "tok" in kinds[name] else amount.number
    conditional = conditional and "rate limit" not in head.bounds
    if name in ("concurrency", "context_tokens") and (head.able or (capacity and not conditional)):
        return claim(head, name, text)
    return stated(head, name, text)


def _tensor_parallel(head: Head) -> Found:
    number = head.amount.number
    if head.amount.high or not number.isdecimal():
        return refused(head, "tensor parallel is one whole number of GPUs")
    read_as("gpus_per_replica", number)
    return Found("condition", head, conditions={"tensor_parallel": number})


def _nearest(head: Head, names: list[str]) -> str:
    """Of two names the one that stands nearer: `depending on prompt length, 16 concurrent`."""
    amount = head.amount
    told = [atom for atom in head.own if atom.kind == "name" and atom.word in names]
    if not told:
        return names[0]
    return min(told, key=lambda a: max(a.first - amount.last, amount.first - a.last)).word


def _length(head: Head, tokens: str) -> Found | None:
    """`8k in`, `1,056 output tokens`, `80k tokens`: how long requests are, where it is no price."""
    number, klass = head.amount.number, head.amount.klass
    if "cache_hit_rate" in head.names:
        return None  # "hit rate: 0 (every prompt is new)"
    counts = next((each for each in head.counts if each in (*_LENGTH_OF, "cached")), "")
    if counts and "per_million" not in head.names:
        long = klass == "tok" or number[-1:].isalpha()
        if counts == "cached" and long:
            return refused(head, "cached tokens are stated as a hit rate: write 85% cache hits")
        if counts != "cached" and (long or (_digits(number) and len(number) > 2)):
            return stated(head, _LENGTH_OF[counts], tokens)
        fix = f"write ${number}/M for a price, {number}k for tokens"
        return refused(head, f"{number} of what: {fix}")
    if klass == "bare" and not head.names and not _EVERY_TOKEN.isdisjoint(head.counts):
        return refused(head, f"{number} of what: write ${number}/M for a price")
    if klass == "tok" and head.mark and not head.bounds:
        return refused(head, "tokens of what: input, output or context?")
    return None


def _digits(number: str) -> bool:
    return number.replace(",", "").isdecimal()


def _gpus(head: Head) -> Found:
    """`8 GPUs` is a condition; `64 GPU minimum` is a commitment, not the replica's size, and nodes
    say nothing else of one.
    """
    if not _PROMISING.isdisjoint(head.bounds):
        return Found("term", head, term="commitment")
    if head.amount.klass == "node":
        return Found("unread", head)
    if head.able:
        return claim(head, "gpus", head.amount.text())
    return stated(head, "gpus", head.amount.text())


def _each_gpu(head: Head) -> Found:
    """`at 4 per card`: what each GPU has in flight."""
    number = head.amount.number
    if head.mark in _CONDITIONAL and number.isdecimal() and not (head.names or head.bounds):
        return stated(head, "concurrency", number)
    return refused(head, "of what: name the unit before the slash, such as $ or tok")


def _months(head: Head) -> Found:
    """`for 12 months` is how long it is signed for."""
    if head.amount.unit in ("month", "year") and _LIMITING.isdisjoint(head.bounds):
        return Found("term", head, term="term")
    return Found("unread", head)


# -- prices by the million, rent by the hour and by the month

# Rent by the hour is claimed by the month, with 8,760 hours over twelve; the claim's note says so.
MONTHS_HOURS = 730
_PER_MONTH = {
    "minute": 60 * MONTHS_HOURS,
    "hour": MONTHS_HOURS,
    "day": MONTHS_HOURS / 24,
    "week": MONTHS_HOURS / 168,
    "year": 1 / 12,
}
# A price of prefill is one of input, and a price of generation one of output.
_PHASES = {"prefill": "input", "decode": "output"}
# Nobody lists less than this for a million tokens, in dollars per token.
_LEAST = 0.005e-6
# Millions are what somebody raised, turned over or is worth, and the price of nothing here.
_BY_MILLIONS = ("M", "B", "T")
_AT_LEAST = ("min", "at least", "over", "SLA")


@follows(METRICS)
def _price_of() -> dict[str, str]:
    """The metric of a price, by the word for the tokens that it is said of."""
    return {word: metric.id for metric in METRICS.values() for word in metric.price_of}


def _by_the_token(head: Head) -> Found:
    """`$0.28/M`: per processed token, unless it is said which tokens."""
    counts = _counted(head)
    amount = head.amount
    # Components without a unit are by the million, as everybody lists them: `$0.95 in`.
    by = "1K tok" if "per_thousand" in head.names else "Mtok"
    text = amount.text() if amount.klass == "usd/tok" else f"${amount.number}/{by}"
    if counts and read_any(text) == 0:
        return Found("term", head, term="free")
    if amount.klass != "usd/tok" and by == "Mtok" and read_any(text) < _LEAST:
        return refused(head, f"per how many tokens: write {text} or ${amount.number}/1K tok")
    if "cached" in counts or "cache_hit_rate" in head.names:
        return claim(head, "cached_input_price", text)
    if head.hits and not counts:
        meant = ("price_per_processed_token", "cached_input_price")
        return asked(head, meant, text=text, klass="usd/tok")
    metrics = {_price_of()[each] for each in counts}
    if len(metrics) == 1:
        return claim(head, metrics.pop(), text)
    if counts or head.untold:
        return asked(head, ("input_price", "output_price"), text=text, klass="usd/tok")
    return claim(head, "price_per_processed_token", text)


def _counted(head: Head) -> set[str]:
    """Which tokens a price is said to be of."""
    phases = {_PHASES[name] for name in head.names if name in _PHASES}
    return set(head.counts) & _price_of().keys() or phases


def _dollars(head: Head) -> Found:
    """`$4`: a component where it says of what, a commitment where it is a minimum, else asked."""
    if _counted(head) or {"cache_hit_rate", "per_million", "per_thousand"} & set(head.names):
        return _by_the_token(head)
    if "gpu_hour" in head.names:
        return claim(head, "gpu_price", f"${head.amount.number}/GPU/hour")
    if head.amount.number[-1:] in _BY_MILLIONS:
        return Found("unread", head)
    if any(word in _AT_LEAST for word in head.bounds):
        return Found("term", head, term="commitment")
    if head.among:
        three = ("input_price", "cached_input_price", "output_price")
        among = three if head.among > 2 else ("input_price", "output_price")
        text = f"${head.amount.number}/Mtok"
        return asked(head, among, text=text, klass="usd/tok")
    return asked(head, (), "per what: a million tokens (in, cached, out), a GPU-hour, a month?")


def _rent(head: Head) -> Found:
    """`$46/hr`, `$35k/month`: of a GPU, a node or a replica where that is said, else asked."""
    amount = head.amount
    when = amount.unit.rpartition("/")[2]
    named = [name.partition("_price")[0] for name in head.names if "_price" in name]
    scope = head.scope or (named[0] if named else "")
    if scope == "gpu":
        if when == "month":
            return _gpu_by_the_month(head)
        return claim(head, "gpu_price", f"${amount.number}/GPU/{when}")
    if any(word in _AT_LEAST for word in head.bounds):
        return Found("term", head, term="commitment")
    if scope in ("node", "replica"):
        return _by_the_month(head, f"{scope}_price_per_month", when)
    if amount.klass == "usd/month":
        return asked(head, ("node_price_per_month", "replica_price_per_month"))
    if when != "hour":
        return asked(head, (), "a commitment, the rent of a node, or of a replica?")
    return asked(head, ("gpu_price",))


def _by_the_month(head: Head, metric: str, when: str) -> Found:
    amount = head.amount
    if when == "month":
        return claim(head, metric, amount.text())
    factor = _PER_MONTH.get(when)
    if factor is None:
        return refused(head, "rent by the second: say it by the hour or the month")
    low, high = (_monthly(number, factor) for number in (amount.number, amount.high))
    note = f"said as {amount.text()}; a month has {MONTHS_HOURS} hours"
    return claim(head, metric, low, high, note=note)


def _monthly(number: str, factor: float) -> str:
    return f"${read_any(number) * factor:,.10g}/month" if number else ""


def _gpu_by_the_month(head: Head) -> Found:
    amount = head.amount
    low, high = (_hourly(number) for number in (amount.number, amount.high))
    note = f"said as ${amount.number}/GPU/month; a month has {MONTHS_HOURS} hours"
    return claim(head, "gpu_price", low, high, note=note)


def _hourly(number: str) -> str:
    return f"${read_any(number) / MONTHS_HOURS:,.10g}/GPU/hour" if number else ""


# -- rates


def _per_stream(head: Head) -> Found:
    counts, text = set(head.counts), head.amount.text()
    if counts & _INPUT or ("prefill" in head.names and "output" not in counts):
        return refused(head, "input tokens per user: say the prefill rate of the replica, or TTFT")
    if "processed" in counts or "total_throughput" in head.names:
        return refused(head, "processed tokens per user: say output, or the replica's total")
    if head.amount.klass == "tok/s":
        text += "/user"
    return claim(head, "per_stream_tps", text)


def _per_gpu(head: Head) -> Found:
    counts, text = set(head.counts), head.amount.text()
    if "prefill" in head.names and not counts:
        # Said of each GPU, it is made the replica's once its GPUs are known.
        head.scope = "gpu"
        return claim(head, "prefill_rate", text.removesuffix("/GPU"))
    if counts & _INPUT or ("prefill" in head.names and "output" not in counts):
        return refused(head, "input tokens per GPU: say the prefill rate of the whole replica")
    if counts & _EVERY_TOKEN or "total_throughput" in head.names:
        return refused(head, "processed tokens per GPU: say the rate of the whole replica")
    if head.amount.klass == "tok/s":
        text += "/GPU"
    if "output" in counts or "decode" in head.names:
        return claim(head, "tps_per_gpu", text)
    return asked(head, ("tps_per_gpu",), text=text, klass="tok/s/gpu")


_EITHER = frozenset(("per_stream_tps", "aggregate_tps", "processed_tps", "tps_per_gpu"))
# Nobody sells less to each of several users, in tok/s, and no load of many gives each more.
_LEAST_EACH, _MOST_EACH = 6.0, 75.0
# Up to so many tokens in for one out, output and all tokens are told apart by no verdict.
_EVEN = 4.0
# Up to so many tok/s a rate of a GPU deployment without a load is a stream's: in total it could
# only be that of one, too. What people run at home is tried by one, at higher rates as well.
_MOST_OF_ONE, _MOST_AT_HOME = 100.0, 400.0
# From so many in flight on no stream has so many tok/s.
_MANY, _FAST = 16.0, 500.0
_AT_HOME = frozenset(("llama.cpp", "Ollama", "MLX", "LM Studio", "ExLlama", "KTransformers", "MLC"))
_OF_FILES = re.compile(r"i?q[1-8]_.*")


def whose(found: Found, conditions: Conditions) -> Found:
    """What a rate is that may be one user's or that of all, of output or of all tokens, where what
    it holds at leaves no doubt: of one in flight it is both; `27 tok/s at 16 in flight` would leave
    each 1.7; `1,900 tok/s at 32` is no stream's, and leaves each 59 of output.
    """
    head, text = found.head, found.head.amount.text()
    if found.kind == "ambiguous" and found.readings == ("gpu_price",):
        return _rent_of(found, conditions)
    if found.kind != "ambiguous" or not _EITHER.issuperset(found.readings) or not found.readings:
        return found
    rate, flight = read_any(text), _said(conditions, "concurrency")
    streams, each = "per_stream_tps" in found.readings, rate / flight if flight else 0.0
    if rate <= 0:
        return found
    if streams and (flight == 1 or rate <= _most_of_one(conditions, flight)):
        return claim(head, "per_stream_tps", f"{text}/user")
    if found.readings == ("tps_per_gpu",):
        each *= _said(conditions, "gpus")
    output = _LEAST_EACH <= each <= _MOST_EACH
    if streams:
        many = flight >= _MANY and rate >= _FAST
        output = output and (many or ("throughput" in head.names and flight > 1))
    else:
        # Of as many tokens out as in the two are within the blur of a verdict.
        output = output or 0 < _said(conditions, "input_tokens") <= _EVEN * _said(
            conditions, "output_tokens"
        )
    if not output:
        return found
    if found.readings == ("tps_per_gpu",):
        return claim(head, "tps_per_gpu", text + "/GPU" * (head.amount.klass == "tok/s"))
    return claim(head, "aggregate_tps", text)


# No GPU is rented for more an hour, in dollars.
_DEAREST = 15.0


def _rent_of(found: Found, conditions: Conditions) -> Found:
    """`a single HGX H200, $38 an hour` is no rent of one GPU: of the box, or of the replica."""
    head, gpus = found.head, _said(conditions, "gpus")
    if head.amount.unit != "$/hour" or gpus < 2 or read_any(head.amount.text()) <= _hourly_most():
        return found
    whole = node_of(f"{conditions.get('hardware', '')}") == gpus
    return _by_the_month(head, f"{'node' if whole else 'replica'}_price_per_month", "hour")


def _hourly_most() -> float:
    return read_any(f"${_DEAREST}/hour")


def _said(conditions: Conditions, name: str) -> float:
    """The figure of a condition; 0 where it was not said."""
    said = conditions.get(name)
    return said.value if isinstance(said, Entry) else 0.0


def _most_of_one(conditions: Conditions, flight: float) -> float:
    """Up to which rate one stream is meant, under these conditions."""
    if flight:
        return min(_LEAST_EACH * flight - 1e-9, _MOST_OF_ONE)
    machine, engine = conditions.get("hardware", ""), conditions.get("engine", "")
    if "request_rate" in conditions or "layout" in conditions:
        return 0.0
    files = _OF_FILES.fullmatch(f"{conditions.get('weights', '')}".lower())
    if engine in _AT_HOME or files or (machine and node_of(f"{machine}") < 2):
        return _MOST_AT_HOME
    return _MOST_OF_ONE if machine else 0.0


def by_the_gap(found: Found, gap: float) -> Found:
    """What a rate is that may be one user's or that of all, where the seconds between two tokens
    are said: in that time a stream gives one, many give several.
    """
    tokens = found.value * gap
    if found.kind == "ambiguous" and found.readings == _WHOSE and tokens >= _SEVERAL:
        return claim(found.head, "aggregate_tps", found.head.amount.text())
    return of_one(found) if _ONE[0] <= tokens <= _ONE[1] else found


def of_one(found: Found) -> Found:
    """A rate that may be one user's as that."""
    if found.kind != "ambiguous" or "per_stream_tps" not in found.readings:
        return found
    return claim(found.head, "per_stream_tps", f"{found.head.amount.text()}/user")


_ONE, _SEVERAL = (0.7, 1.4), 3.0


def of_all(founds: Iterable[Found], *, on_gpus: bool) -> None:
    """`4,500 output tok/s on 8xH100`, `1,200 output tok/s at c=16, 6,000 at c=256`: no stream is
    that fast on GPUs, and where one of a series is of all users, the others are.
    """
    founds = [*founds]
    prefill = any(found.claim and found.claim.metric == "prefill_rate" for found in founds)
    most = _BESIDE_PREFILL if prefill else _ONE_STREAM_ON_GPUS
    for found in founds:
        if on_gpus and found.readings == _WHOSE and found.value >= most:
            head = found.head
            if "output" in head.counts or "decode" in head.names:
                _is_of_all(found)
    told = [found for found in founds if found.claim is not None and found.kind == "claim"]
    series = [
        set(found.head.counts)
        for found in told
        if found.claim is not None and found.claim.metric == "aggregate_tps"
    ]
    for found in founds:
        alike = found.head.counts and set(found.head.counts) in series
        if found.readings == _WHOSE and found.kind == "ambiguous" and alike:
            _is_of_all(found)


_WHOSE = ("per_stream_tps", "aggregate_tps")
# From this many tok/s on a figure of GPUs is one of many streams.
_ONE_STREAM_ON_GPUS = 2000.0
# Beside what the replica takes in, and from so many tok/s on, it is what the replica puts out.
_BESIDE_PREFILL = 300.0


def _is_of_all(found: Found) -> None:
    made = claim(found.head, "aggregate_tps", found.head.amount.text())
    found.kind, found.claim, found.readings = made.kind, made.claim, ()
    found.reason = made.reason


def _rate(head: Head) -> Found:
    """tok/s without whose and without which: output and processed are some 80x apart."""
    counts, names, text = set(head.counts), set(head.names), head.amount.text()
    if head.scope == "unit":
        return Found("term", head, term="provisioned units")
    if head.amount.unit == "TPM" or "rate limit" in head.bounds:
        return _limit(head, counts)
    if head.scope == "gpu":
        return _per_gpu(head)
    if head.scope == "user" or "interactivity" in names:
        return _per_stream(head)
    if counts & _EVERY_TOKEN or "total_throughput" in names or counts >= {"input", "output"}:
        return claim(head, "processed_tps", text)
    output = "output" in counts or "decode" in names
    if "prefill" in names and not output:
        return claim(head, "prefill_rate", text)
    if counts & _INPUT:
        return asked(head, ("prefill_rate", "processed_tps"))
    rate = read_any(text)
    meant = []
    if rate <= _ONE_STREAM and head.scope == "":
        meant.append("per_stream_tps")
    meant.append("aggregate_tps")
    if rate >= _PROCESSED and not output and "speed" not in names:
        meant.append("processed_tps")
    if len(meant) == 1:
        return claim(head, meant[0], text)
    return asked(head, tuple(meant))


def _limit(head: Head, counts: set[str]) -> Found:
    """Tokens by the minute are a limit on what may be sent, input included."""
    if counts & _INPUT and "output" not in counts:
        return Found("term", head, term="input rate limit")
    metric = "aggregate_tps" if counts == {"output"} else "processed_tps"
    return claim(head, metric, head.amount.text(), bound="rate limit")


# What is told of a model beside its window, in a list of what it can do.
FEATURES = spaced(
    "function functions tool tools calling json vision multimodal image images structured reasoning"
    " streaming multilingual features supports audio embeddings license mit apache languages"
    " thinking"
)
# Windows that models have, in thousands of tokens.
_WINDOWS = spaced(
    "32 32.768 64 65 65.536 100 128 131 131.072 160 163.84 164 196 196.608 200 202.752 203 204.8"
    " 205 256 262 262.144 400 500 512 1000 1050 1048.576 2000 10000"
)


# "Context length: 128K." is no longer, in words and signs.
_OWN_SENTENCE = 6


def windows(founds: Iterable[Found], words: Iterable[str]) -> None:
    """`131K context, function calling, $0.20/M in`: among what a model can do, and beside prices
    alone, a length of context is its window, and nothing that a figure was measured at.
    """
    founds = [*founds]
    told = [found for found in founds if found.kind in ("claim", "ambiguous")]
    loads = {name for found in founds for name in found.conditions} - {"context_tokens"}
    prices = all(found.head.amount.klass.startswith("usd") for found in told)
    words = [*words]
    listed = not FEATURES.isdisjoint(words)
    by_itself = words[:1] == ["context"] and words[-1:] == ["."] and len(words) <= _OWN_SENTENCE
    for found in founds:
        said = found.conditions.get("context_tokens")
        head = found.head
        if not isinstance(said, Entry) or found.kind != "condition" or head.mark in _CONDITIONAL:
            continue
        offered = (told and prices and not loads) or by_itself
        if listed or (offered and f"{said.value / 1000:.9g}" in _WINDOWS):
            made = claim(head, "context_tokens", said.text)
            found.kind, found.claim, found.conditions = made.kind, made.claim, {}


def loaded(founds: Iterable[Found], *, arriving: bool) -> None:
    """`TTFT 0.8 s at 5 req/s`: how often requests are sent is what figures of speed hold at, where
    there are some; what a replica gets through is claimed. `arriving`: the sentence says how
    requests arrive.
    """
    told = [found.claim.metric for found in founds if found.claim is not None]
    told += [id for found in founds if found.kind == "ambiguous" for id in found.readings]
    felt = any(id in METRICS and METRICS[id].felt for id in told)
    for found in founds:
        head, made = found.head, found.claim
        if "request_rate" in found.conditions:
            found.conditions = {**found.conditions, "arrival": "rate"}
        if "tokens_per_pass" in found.conditions:
            found.conditions = {**found.conditions, "speculative": "on"}
        if made is None or made.metric != "requests_per_second" or found.kind != "claim":
            continue
        sent = head.mark in _CONDITIONAL or "requests_per_second" in head.names
        if (felt or arriving) and sent and made.bound == "typical" and not (head.able or made.high):
            rate = condition_entry("request_rate", made.value.text)
            found.kind, found.claim = "condition", None
            found.conditions = {"request_rate": rate, "arrival": "rate"}


def _requests(head: Head) -> Found:
    if head.scope in ("user", "gpu") and "rate limit" not in head.bounds:
        return refused(head, f"requests per {head.scope}: say those of the whole replica")
    bound: Bound = "rate limit" if head.amount.unit == "RPM" else "typical"
    return claim(head, "requests_per_second", head.amount.text(), bound=bound)


def _volume(head: Head) -> Found:
    """So many a day or a month: a limit where it is said to be one, else kept as words."""
    if "rate limit" not in head.bounds or not head.amount.unit.endswith("/day"):
        return Found("term", head, term="volume")
    requests = head.amount.unit.startswith("request")
    metric = "requests_per_second" if requests else "processed_tps"
    return claim(head, metric, head.amount.text(), bound="rate limit")


# -- times, shares, and the rest


def _best(head: Head) -> tuple[str, ...]:
    """The readings of the most exact name: "TTFT latency" is TTFT. Two exact ones are both kept."""
    klass, tables = head.amount.klass, [readings().get(name, {}) for name in head.names]
    found = [table[klass] for table in tables if klass in table]
    fewest = min(map(len, found), default=0)
    return tuple(dict.fromkeys([id for ids in found if len(ids) == fewest for id in ids]))


def _time(head: Head) -> Found:
    best, text = _best(head), head.amount.text()
    if not best:
        value = read_any(text)
        if head.names or value > _LONGEST or head.amount.unit in ("minute", "hour"):
            return Found("unread", head)
        return asked(head, readings()["latency" if value < 1 else "response"]["time"])
    asked_of = [NAMES[name].ask for name in head.names if name in NAMES]
    question = next(filter(None, asked_of), "")
    if len(best) == 1 and not question:
        return claim(head, best[0], text)
    return asked(head, best, question if len(best) == 1 else "")


def _per_token(head: Head) -> Found:
    best = _best(head) or ("tpot",)
    return claim(head, best[0], head.amount.text()) if len(best) == 1 else asked(head, best)


def _share(head: Head) -> Found:
    best, text = _best(head), head.amount.text()
    if "success" in head.names:
        return claim(head, "", text, note="a success rate: nothing here bears on it")
    if not best and "cached" in head.counts:
        best = ("cache_hit_rate",)
    if not best and "SLA noun" in head.bounds:
        best = ("uptime",)
    if not best:
        if read_any(text) >= _UPTIME:
            return asked(head, ("uptime",))
        return asked(head, (), "a share of what: cache hits, MBU, MFU, uptime, a discount?")
    if len(best) > 1:
        return asked(head, best)
    nothing = read_any(text) == 0
    if best == ("cache_hit_rate",) and (head.mark in _CONDITIONAL or nothing) and not head.bounds:
        return stated(head, "cache_hit_rate", text)
    return claim(head, best[0], text)


def _relative(head: Head) -> Found:
    """`3x faster`: kept, and held against nothing."""
    if not head.than:
        return Found("unread", head)
    note = "relative: to what, and in which figure?"
    return claim(head, "", head.amount.text(), note=note)


# Units that nobody needs to say beside the name of a metric, with what the reader takes for them.
_PLAIN = {"%": "", "request/s": " request/s"}


def _bare(head: Head) -> Found:
    """A number without a unit, beside the name of a metric."""
    number = head.amount.number
    name = next((each for each in head.names if each in readings()), "")
    match name:
        case "":
            if head.denied:
                return refused(head, _DENIED)
            share = number.count(".") == 1 and number.replace(".", "").isdecimal()
            if "SLA noun" in head.bounds and share and _UPTIME < float(number) / 100 < 1:
                return claim(head, "uptime", f"{number}%")
            if head.scope == "user" and (head.bounds or head.approx):
                return refused(head, f"{number} of what: write {number} tok/s/user")
            if head.mark == "@" and number.isdecimal():
                fix = f"write c={number} for requests in flight"
                return refused(head, f"{number} of what: {fix}")
            return Found("unread", head)
        case "per_million" if any(
            atom.word == "per_million" and atom.first > head.amount.first for atom in head.own
        ):
            return _no_currency(head)
        case "per_million" | "per_thousand":
            return _by_the_token(head)
        case "per_stream" | "interactivity":
            return claim(head, "per_stream_tps", f"{number} tok/s/user")
        case "per_gpu" | "rate":
            return _with_unit(head, "tok/s/GPU" if name == "per_gpu" else "tok/s")
        case "rpm":
            return claim(head, "requests_per_second", f"{number} RPM", bound="rate limit")
        case "tpm" if "output" in head.counts:
            return claim(head, "aggregate_tps", f"{number} TPM", bound="rate limit")
        case "tpm" if "input" in head.counts:
            return Found("term", head, term="input rate limit")
        case "tpm":
            return claim(head, "processed_tps", f"{number} TPM", bound="rate limit")
        case "cache_hit_rate" if number.strip("0.") == "":
            return stated(head, name, "0%")
        case "rpd":
            return claim(head, "requests_per_second", f"{number} request/day", bound="rate limit")
        case "tpd":
            return claim(head, "processed_tps", f"{number} tok/day", bound="rate limit")
        case "otpm":
            return claim(head, "aggregate_tps", f"{number} TPM", bound="rate limit")
        case "itpm":
            return Found("term", head, term="input rate limit")
        case _ if name in METRICS and (unit := METRICS[name].of.unit.text) in _PLAIN:
            return claim(head, name, number + (_PLAIN[unit] or _percent(number)))
        case "price":
            return Found("unread", head)
    meant = readings()[name]
    if "time" in meant:
        return refused(head, f"{number} without a unit: write {number} ms or {number} s")
    ids = [id for each in meant.values() for id in each]
    example = METRICS[ids[0]].of.example if ids else "40 tok/s/user"
    return refused(head, f"{number} without a unit: write it as in {example}")


def _percent(number: str) -> str:
    """`uptime 99.9`, `MBU's around 60`: above one a share is said in per cent; 0.85 is 85 %."""
    return "%" * (number.replace(".", "", 1).isdecimal() and float(number) > 1)


def _with_unit(head: Head, unit: str) -> Found:
    """A number whose unit stands before it: `tok/s/GPU: 1500`."""
    head.amount.unit, head.amount.klass = unit, unit.lower()
    return _per_gpu(head) if unit.endswith("GPU") else _rate(head)


def _no_currency(head: Head) -> Found:
    return refused(head, f"no currency: write ${head.amount.number}/M")


_BY_KLASS: dict[str, Callable[[Head], Found]] = {
    "usd/tok": _by_the_token,
    "usd": _dollars,
    "usd/time": _rent,
    "usd/month": _rent,
    "usd/gpu/time": lambda head: claim(head, "gpu_price", head.amount.text()),
    "usd/gpu/month": _gpu_by_the_month,
    # What a request costs says nothing of tokens.
    "usd/request": _term("price per request"),
    "tok/s/user": _per_stream,
    "tok/s/gpu": _per_gpu,
    "tok/s": _rate,
    "req/s": _requests,
    "time": _time,
    "time/tok": _per_token,
    "time/pass": lambda head: claim(head, "pass_time", head.amount.text()),
    # `2.4 tokens per step` is what speculation yields.
    "tok/pass": _term("acceptance"),
    "%": _share,
    "bare/gpu": _each_gpu,
    "req/gpu": lambda head: stated(head, "concurrency", head.amount.number),
    "gpu": _gpus,
    "node": _gpus,
    "days": _months,
    "volume": _volume,
    "burst": _term("burst"),
    "bare": _bare,
    "bare/tok": _no_currency,
    **dict.fromkeys(
        ("bare/time", "bare/other"),
        lambda head: refused(head, "of what: name the unit before the slash, such as $ or tok"),
    ),
}
