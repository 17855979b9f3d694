"""Amounts in dollars: prices by the million, rent by the hour and the month."""

from __future__ import annotations

from sessions.say_found import Found, asked, claim, read_any, refused
from sessions.say_head import Head


# Rent by the hour is claimed by the month, at the book's hours of a month.
_HOURS = 730


_PER_MONTH = {"hour": _HOURS, "minute": 60 * _HOURS, "day": _HOURS / 24, "year": 1 / 12}


_PRICE_OF = {
    "input": "input_price",
    "fresh": "input_price",
    "output": "output_price",
    "cached": "cached_input_price",
    "processed": "price_per_processed_token",
    "blended": "price_per_processed_token",
}


def price(head: Head) -> Found:
    counts = {"cached" if name == "cache_hit_rate" else "" for name in head.names} - {""}
    counts |= set(head.counts) & _PRICE_OF.keys()
    amount = head.amount
    if amount.klass != "usd/tok":
        amount.klass, amount.unit = "usd/tok", "$/Mtok"
    unit = amount.text()
    if "cached" in counts:
        counts = {"cached"}
    if len(counts) == 1:
        return claim(head, _PRICE_OF[counts.pop()], unit)
    if counts == {"input", "fresh"}:
        return claim(head, "input_price", unit)
    if counts or head.untold:
        return asked(head, ("input_price", "output_price"))
    return claim(head, "price_per_processed_token", unit)


def dollars(head: Head) -> Found:
    if any(word in ("min", "at least", "over") for word in head.bounds) and not head.counts:
        return Found("term", head, term="commitment")
    if set(head.counts) & _PRICE_OF.keys() or {"cache_hit_rate", "per_million"} & set(head.names):
        return price(head)
    return asked(head, (), "per what: a million tokens (in, cached, out), a GPU-hour, a month?")


def rent(head: Head) -> Found:
    amount = head.amount
    when = amount.unit.rpartition("/")[2]
    named = {name.removesuffix("_price") for name in head.names if name.endswith("_price")}
    scope = head.scope or next(iter(sorted(named)), "")
    if scope == "gpu" or "gpu" in named:
        if when == "month":
            return _gpu_by_month(head)
        return claim(head, "gpu_price", f"${amount.number}/GPU/{when}")
    if any(word in ("min", "at least") for word in head.bounds):
        return Found("term", head, term="commitment")
    if scope in ("node", "replica"):
        return _by_the_month(head, f"{scope}_price_per_month", when)
    if amount.klass == "usd/month":
        return asked(head, ("node_price_per_month", "replica_price_per_month"))
    return asked(head, ("gpu_price",))


def _by_the_month(head: Head, metric: str, when: str) -> Found:
    if when == "month":
        return claim(head, metric, head.amount.text())
    factor = _PER_MONTH.get(when)
    if factor is None:
        return refused(head, "rent by the second: say it by the hour or the month")
    ends = [_by_month(text, factor) for text in (head.amount.number, head.amount.high) if text]
    note = f"said as {head.amount.text()}; a month has {_HOURS} hours"
    return claim(head, metric, ends[0], *ends[1:], note=note)


def _by_month(number: str, factor: float) -> str:
    return f"${read_any(number).value * factor:.10g}/month"


def gpu_price(head: Head) -> Found:
    if head.amount.klass == "usd/gpu/month":
        return _gpu_by_month(head)
    return claim(head, "gpu_price", head.amount.text())


def _gpu_by_month(head: Head) -> Found:
    hourly = read_any(head.amount.number).value / _HOURS
    return refused(
        head, f"a GPU by the month: at {_HOURS} hours a month write ${hourly:.4g}/GPU/hour"
    )


def per_request(head: Head) -> Found:
    return Found("term", head, term="price per request")
