"""Amounts in dollars: prices by the million, rent by the hour and by the month."""

from __future__ import annotations

from sessions.claims.metrics import METRICS
from sessions.claims.table import follows
from sessions.say.head import Head
from sessions.say.outcome import Found, asked, claim, read_any, refused

# Rent by the hour is claimed by the month, with 8,760 hours over twelve; the claim's note says so.
MONTHS_HOURS = 730
_PER_MONTH = {
    "minute": 60 * MONTHS_HOURS,
    "hour": MONTHS_HOURS,
    "day": MONTHS_HOURS / 24,
    "year": 1 / 12,
}
# A price of prefill is one of input, and a price of generation one of output.
_PHASES = {"prefill": "input", "decode": "output"}
# Nobody lists less than this for a million tokens, in dollars per token.
_LEAST = 0.005e-6
_AT_LEAST = ("min", "at least", "over", "SLA")


@follows(METRICS)
def _price_of() -> dict[str, str]:
    """The metric of a price, by the word for the tokens that it is said of."""
    return {word: metric.id for metric in METRICS.values() for word in metric.price_of}


def by_the_token(head: Head) -> Found:
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
        readings = ("price_per_processed_token", "cached_input_price")
        return asked(head, readings, text=text, klass="usd/tok")
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


def dollars(head: Head) -> Found:
    """`$4`: a component where it says of what, a commitment where it is a minimum, else asked."""
    if _counted(head) or {"cache_hit_rate", "per_million", "per_thousand"} & set(head.names):
        return by_the_token(head)
    if "gpu_hour" in head.names:
        return claim(head, "gpu_price", f"${head.amount.number}/GPU/hour")
    if any(word in _AT_LEAST for word in head.bounds):
        return Found("term", head, term="commitment")
    if head.among:
        readings = ("input_price", "cached_input_price", "output_price")
        among = readings if head.among > 2 else ("input_price", "output_price")
        text = f"${head.amount.number}/Mtok"
        return asked(head, among, text=text, klass="usd/tok")
    return asked(head, (), "per what: a million tokens (in, cached, out), a GPU-hour, a month?")


def rent(head: Head) -> Found:
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


def gpu_price(head: Head) -> Found:
    """`$6/GPU/hour`; by the month it is refused, with what to write."""
    if head.amount.klass == "usd/gpu/month":
        return _gpu_by_the_month(head)
    return claim(head, "gpu_price", head.amount.text())


def _gpu_by_the_month(head: Head) -> Found:
    hourly = read_any(head.amount.number) / MONTHS_HOURS
    fix = f"at {MONTHS_HOURS} hours a month write ${hourly:.4g}/GPU/hour"
    return refused(head, f"a GPU by the month: {fix}")


def by_the_request(head: Head) -> Found:
    """Kept as a term: what a request costs says nothing of tokens."""
    return Found("term", head, term="price per request")
