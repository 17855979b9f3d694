"""What an amount with its words amounts to: a claim, a condition, a question, or a refusal."""

from __future__ import annotations

from formulas.book import BOOK
from formulas.quantity import Refused
from sessions import say_metrics as metrics
from sessions import say_prices as prices
from sessions.say_found import STATISTICS, Found, asked, claim, read_any, read_as, refused, stated
from sessions.say_head import Head
from sessions.session import Bound


# Below the first many tok/s one stream may be meant, from the second on every token of a replica.
_ONE_STREAM, _PROCESSED = 5000.0, 1000.0
_LENGTH_OF = {"input": "input_tokens", "output": "output_tokens", "fresh": "fresh_tokens"}


_CONDITION_MARKS = ("at", "@", "with", "assuming", "given", "for", "when", "if", "tested at") + (
    "measured at",
    "based on",
    "under load of",
    "serving",
    "across",
)


_PROMISING = ("min", "at least", "SLA", "from")


_CAPACITY = (*_PROMISING, "up to", "max", "at most", "over", "under", "rate limit", "SLA noun")


def resolve(head: Head) -> Found:
    """Decide what an amount is, from its unit and the words it was given."""
    amount = head.amount
    if amount.problem:
        return refused(head, amount.problem)
    try:
        found = _resolve(head)
        if found.kind == "claim" and head.stat and head.stat not in STATISTICS:
            return refused(head, f"{head.stat} is not compared; say mean, p50, p90, p95 or p99")
        if found.kind in ("claim", "ambiguous") and head.versus:
            return refused(head, "said for comparison, not offered")
        if found.kind in ("claim", "ambiguous") and head.denied:
            return refused(head, 'said with "not": what is denied is no claim')
        return found
    except Refused as why:
        return refused(head, str(why))


def _resolve(head: Head) -> Found:
    if head.amount.klass == "times" or (head.than and head.amount.klass == "%"):
        return _relative(head)
    if head.untold and not head.amount.klass.startswith("usd"):
        return refused(head, "several values: which of them is which?")
    condition = _condition(head)
    if condition is not None:
        return condition
    handler = _BY_KLASS.get(head.amount.klass)
    return handler(head) if handler is not None else Found("unread", head)


def _condition(head: Head) -> Found | None:
    klass = head.amount.klass
    name = next((n for n in head.names if klass in metrics.CONDITION_KLASSES.get(n, ())), "")
    capacity = head.able or any(word in _CAPACITY for word in head.bounds)
    if name == "users":
        if not (head.mark in _CONDITION_MARKS or capacity):
            return Found("unread", head)
        name = "concurrency"
    if name == "context_window":
        return claim(head, "context_tokens", _tokens(head))
    if name == "tensor_parallel":
        read_as("gpus_per_replica", head.amount.number)
        return Found("condition", head, conditions={name: head.amount.number})
    if name in ("concurrency", "context_tokens") and capacity:
        if head.mark not in _CONDITION_MARKS or head.able:
            return claim(
                head, name, head.amount.number if name == "concurrency" else _tokens(head)
            )
    if not name and klass in ("tok", "bare"):
        return _length(head)
    if not name:
        return None
    if head.denied:
        return refused(head, 'said with "not": what is denied is no condition')
    plain = name in ("concurrency", "gpus")
    return stated(head, name, head.amount.number if plain else _tokens(head))


def _tokens(head: Head) -> str:
    return f"{head.amount.number} tok"


def _length(head: Head) -> Found | None:
    """`8k in`, `1,056 output tokens`, `80k tokens`: how long requests are, where not a price."""
    counts = next((c for c in head.counts if c in (*_LENGTH_OF, "cached")), "")
    number, klass = head.amount.number, head.amount.klass
    if counts and "per_million" not in head.names:
        if counts == "cached" and (klass == "tok" or number[-1:].isalpha()):
            return refused(head, "cached tokens are stated as a hit rate: write 85% cache hits")
        if (
            klass == "tok"
            or number[-1:].isalpha()
            or (counts != "cached" and number.isdigit() and len(number) > 2)
        ):
            return stated(head, _LENGTH_OF[counts], _tokens(head))
        return refused(
            head, f"{number} of what: write ${number}/M for a price, {number}k for tokens"
        )
    if klass == "tok" and (head.mark or head.counts) and not head.bounds:
        return refused(head, "tokens of what: input, output or context?")
    return None


def _gpus(head: Head) -> Found:
    if any(word in _PROMISING for word in head.bounds):
        return Found("term", head, term="commitment")
    if head.able:
        return claim(head, "gpus", head.amount.text())
    return stated(head, "gpus", head.amount.text())


def _per_stream(head: Head) -> Found:
    counts = set(head.counts)
    if counts & {"input", "cached", "fresh"} or "prefill" in head.names:
        return refused(head, "input tokens per user: say the prefill rate of the replica, or TTFT")
    if "processed" in counts or "total_throughput" in head.names:
        return refused(
            head, "processed tokens per user: say output tokens, or the replica's total"
        )
    return claim(head, "per_stream_tps", head.amount.text())


def _per_gpu(head: Head) -> Found:
    counts = set(head.counts)
    if counts & {"input", "fresh", "cached"} or "prefill" in head.names:
        return refused(head, "input tokens per GPU: say the prefill rate of the whole replica")
    if counts & {"processed", "blended"} or "total_throughput" in head.names:
        return refused(head, "processed tokens per GPU: say the rate of the whole replica")
    if "output" in counts or "decode" in head.names:
        return claim(head, "tps_per_gpu", head.amount.text())
    return asked(head, ("tps_per_gpu",))


def _rate(head: Head) -> Found:
    amount, counts, names = head.amount, set(head.counts), set(head.names)
    text = amount.text()
    rate = read_any(text).value
    user = head.scope == "user" or "interactivity" in names
    if amount.unit == "TPM" or "rate limit" in head.bounds:
        return _limit(head, counts)
    if head.scope == "gpu":
        amount.unit, amount.klass = f"{amount.unit}/GPU", "tok/s/gpu"
        return _per_gpu(head)
    if user:
        amount.unit, amount.klass = f"{amount.unit}/user", "tok/s/user"
        return _per_stream(head)
    if (
        counts & {"processed", "blended"}
        or "total_throughput" in names
        or counts >= {"input", "output"}
    ):
        return claim(head, "processed_tps", text)
    if "prefill" in names:
        return claim(head, "prefill_rate", text)
    if counts & {"input", "fresh", "cached"}:
        return asked(head, ("prefill_rate", "processed_tps"))
    output = "output" in counts or "decode" in names
    whole = head.scope in ("all", "total", "node", "replica")
    readings = ["per_stream_tps"] if rate <= _ONE_STREAM and not whole else []
    readings.append("aggregate_tps")
    if not output and rate >= _PROCESSED and "speed" not in names:
        readings.append("processed_tps")
    if len(readings) == 1:
        return claim(head, readings[0], text)
    return asked(head, tuple(readings))


def _limit(head: Head, counts: set[str]) -> Found:
    """Tokens by the minute are a limit on what may be sent, input included."""
    if counts & {"input", "cached", "fresh"}:
        return Found("term", head, term="input rate limit")
    metric = "aggregate_tps" if counts == {"output"} else "processed_tps"
    return claim(head, metric, head.amount.text(), bound="rate limit")


def _requests(head: Head) -> Found:
    if head.scope in ("user", "gpu"):
        return refused(head, f"requests per {head.scope}: say those of the whole replica")
    bound: Bound | None = "rate limit" if head.amount.unit == "RPM" else None
    return claim(head, "requests_per_second", head.amount.text(), bound=bound)


def _time(head: Head) -> Found:
    best = _best_names(head)
    if not head.names or not best:
        if head.names and head.names[0] not in metrics.READINGS:
            return Found("unread", head)
        value = read_any(head.amount.text()).value
        if value > 600:
            return Found("unread", head)
        readings = ("ttft", "itl", "e2e_latency") if value < 1 else ("ttft", "e2e_latency")
        return asked(head, readings)
    asked = next((metrics.ASKED[name] for name in head.names if name in metrics.ASKED), "")
    if len(best) > 1 or asked:
        return asked(head, best, asked if len(best) == 1 else "")
    return claim(head, best[0], head.amount.text())


def _best_names(head: Head) -> tuple[str, ...]:
    """The readings of the most exact name: "TTFT latency" is TTFT. Two exact ones are both kept."""
    klass = head.amount.klass
    found = [metrics.READINGS[n][klass] for n in head.names if klass in metrics.READINGS.get(n, ())]
    if not found:
        return ()
    fewest = min(len(readings) for readings in found)
    return tuple(dict.fromkeys([id for ids in found if len(ids) == fewest for id in ids]))


def _per_token(head: Head) -> Found:
    best = _best_names(head) or ("tpot",)
    return claim(head, best[0], head.amount.text()) if len(best) == 1 else asked(head, best)


def _share(head: Head) -> Found:
    best = _best_names(head)
    text = head.amount.text()
    if "success" in head.names:
        return claim(head, "", text, note="a success rate: nothing of the napkin bears on it")
    if not best and "SLA noun" in head.bounds:
        best = ("uptime",)
    if not best:
        value = read_any(text).value
        if value >= 0.95:
            return asked(head, ("uptime",))
        return asked(head, (), "a share of what: cache hits, MBU, MFU, uptime, a discount?")
    if len(best) > 1:
        return asked(head, best)
    if best == ("cache_hit_rate",) and head.mark in _CONDITION_MARKS and not head.bounds:
        return stated(head, "cache_hit_rate", text)
    return claim(head, best[0], text)


def _volume(head: Head) -> Found:
    return Found("term", head, term="volume")


def _relative(head: Head) -> Found:
    if not head.than:
        return Found("unread", head)
    return claim(head, "", head.amount.text(), note="relative: to what, and of which figure?")


def _bare(head: Head) -> Found:
    """A number without a unit, beside the name of a metric."""
    name = next((n for n in head.names if n in metrics.READINGS), "")
    number = head.amount.number
    if name == "per_million":
        return prices.price(head)
    if name == "rpm":
        return claim(head, "requests_per_second", f"{number} RPM", bound="rate limit")
    if name == "tpm":
        return claim(head, "processed_tps", f"{number} TPM", bound="rate limit")
    if name == "requests":
        return claim(head, "requests_per_second", f"{number} request/s")
    ids = [id for readings in metrics.READINGS.get(name, {}).values() for id in readings]
    if not name and head.mark == "@" and number.isdigit():
        return refused(head, f"{number} of what: write c={number} for requests in flight")
    if not name or (name == "price" and not ids):
        return Found("unread", head)
    if name in ("cache_hit_rate", "uptime", "mbu", "mfu"):
        return claim(head, ids[0], number)
    example = BOOK.variables[metrics.METRIC_VARIABLES[ids[0]]].example if ids else "40 tok/s/user"
    return refused(head, f"{number} without a unit: write it as in {example}")


def _no_unit(head: Head) -> Found:
    return refused(head, "of what: name the unit before the slash, such as $ or tok")


def _no_currency(head: Head) -> Found:
    number = head.amount.number
    return refused(head, f"no currency: write ${number}/M")


_BY_KLASS = {
    "usd/tok": prices.price,
    "usd": prices.dollars,
    "usd/time": prices.rent,
    "usd/month": prices.rent,
    "usd/gpu/time": prices.gpu_price,
    "usd/gpu/month": prices.gpu_price,
    "usd/request": prices.per_request,
    "tok/s/user": _per_stream,
    "tok/s/gpu": _per_gpu,
    "tok/s": _rate,
    "req/s": _requests,
    "time": _time,
    "time/tok": _per_token,
    "%": _share,
    "gpu": _gpus,
    "volume": _volume,
    "bare": _bare,
    "bare/tok": _no_currency,
    "bare/other": _no_unit,
}
