"""What a price is read against: three cost lines at the buyer's own mix, at the speed that the same
offer quotes. A price is not physics, so none of them forbids it.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import one
from formulas.compiled import evaluate, function
from formulas.declare import Basis
from formulas.memo import while_same
from sessions.claims.conditions import Conditions, same_condition
from sessions.claims.metrics import BLENDED, SPEED
from sessions.document.session import Quote
from sessions.setups.conditions import Applied

# Multiples of the efficient cost at which the reading changes; a margin of 3x is 67 %.
_ORDINARY, _RICH = 3.0, 10.0


class CostLines(NamedTuple):
    """$ per token: the floor no one gets under on this hardware, an efficient stack at a market
    price, and your own.

    Attributes:
        floor: the lowest GPU price of the catalogue's band over the best ceiling throughput, at any
            batch that fits and gives the speed quoted.
        efficient: the middle of that band over the napkin's throughput, at the batch of these
            conditions; with a speed quoted, at the largest that fits and gives it.
        yours: your GPU price over your own fit or measurement, at your utilization.
        batch: how many are in flight where the efficient stack gives the speed quoted.
    """

    floor: float | None
    efficient: float | None
    yours: float | None
    batch: int | None


class PriceReading(NamedTuple):
    """Where a price stands among the cost lines, each in $ per token.

    Attributes:
        floor, efficient, yours: the lines; None where nothing bears on one, or where no batch gives
            the speed quoted.
        margin: the share of the price that an efficient stack's cost leaves; below zero where it
            leaves none.
        break_even_utilization: how busy an efficient stack must be to lose nothing at this price.
        per_month: $ per month at this traffic.
        at_speed: tokens per second for each user, where the same offer quotes it.
        batch: how many are in flight where an efficient stack gives that.
        words: the same as a sentence.
    """

    floor: float | None
    efficient: float | None
    yours: float | None
    margin: float | None
    break_even_utilization: float | None
    per_month: float | None
    at_speed: float | None
    batch: int | None
    words: str


def speed_beside(quote: Quote, stated: Conditions) -> float | None:
    """The speed for each user, in tokens per second, that a quote claims under conditions that
    those of its price do not contradict: the first that it names. None where it names none.
    """
    for claim in quote.claims:
        # One stream's best, and a limit, are not what is sold.
        if claim.metric not in (SPEED, "tpot") or claim.bound in ("up to", "rate limit"):
            continue
        at = {**quote.conditions, **claim.conditions}
        if not all(same_condition(stated[name], at[name]) for name in stated.keys() & at.keys()):
            continue
        ends = [claim.value.value, *([claim.high.value] if claim.high is not None else [])]
        speeds = [per_user(claim.metric, end) for end in ends]
        found = [speed for speed in speeds if speed is not None]
        if found:
            return min(found)
    return None


def per_user(metric: str, value: float) -> float | None:
    """A speed per user, or a time per token as the speed that it is: either is the other turned
    over.
    """
    return value if metric == SPEED else one(BOOK.routes["tpot"][0], {SPEED: value})


def cost_lines(at: Applied, speed: float | None = None, load: float | None = None) -> CostLines:
    """The three lines under a claim's conditions; a line is None where nothing bears on it. Where
    the offer says no load, `load` is that which its price is held against.
    """
    own = "price_at_utilization"
    yours = at.results.get(own, "fit") or at.results.get(own, "measured")
    band = at.resolved.hardware.bands.get("gpu_price")
    if band is None:
        return CostLines(None, None, yours, None)
    market = (band.low * band.high) ** 0.5
    if speed is None:
        flight = {"concurrency": load} if load is not None else {}
        given = at.resolved.given.changed({"gpu_price": market, **flight})
        efficient, batch = evaluate(given).get(BLENDED, "napkin"), None
    else:
        batch = _largest_batch(at, speed, "napkin")
        if batch is not None and "concurrency" in at.stated:
            # Who says how many are in flight at this price is not held against more of them.
            batch = min(batch, int(at.results.get("concurrency", "napkin") or batch))
        efficient = _prices(at, market, [batch], "napkin")[0] if batch is not None else None
    room = at.results.get("max_requests_in_memory", "ceiling") or 0.0
    most = room if speed is None else _largest_batch(at, speed, "ceiling")
    batches = [2**n for n in range(14) if 2**n <= most] + [most] if most and most >= 1 else []
    found = [price for price in _prices(at, band.low, batches, "ceiling") if price is not None]
    return CostLines(min(found, default=None), efficient, yours, batch)


def _largest_batch(at: Applied, speed: float, basis: Basis) -> int | None:
    """How many requests in flight, of those that fit in memory, still get `speed` each on a basis;
    None where not even one does.
    """
    room = int(at.results.get("max_requests_in_memory", basis) or 0.0)
    given = at.resolved.given.changed({"concurrency": 1.0})
    each = function(given, ("concurrency",), SPEED, basis)
    # The more are in flight, the slower each: the first that is too slow ends them. What has no
    # value is too slow.
    found = bisect.bisect_left(
        range(1, room + 1), True, key=lambda batch: not each(batch) >= speed * (1 - 1e-9)
    )
    return found or None


def _prices(
    at: Applied, gpu_price: float, batches: Sequence[float], basis: Basis
) -> list[float | None]:
    """$ per token at each batch, on GPUs of that price."""
    given = at.resolved.given.changed({"gpu_price": gpu_price, "concurrency": 1.0})
    cost = function(given, ("concurrency",), BLENDED, basis)
    found = [cost(float(batch)) for batch in batches]
    return [price if math.isfinite(price) else None for price in found]


@while_same(most=4_000)
def price_reading(
    at: Applied, quoted: float, speed: float | None = None, load: float | None = None
) -> PriceReading:
    """A price under a claim's conditions held against the cost lines; `speed` is what each user is
    promised in the same offer, in tokens per second, `load` how many are in flight where it says
    none. What was read once is kept.
    """
    lines = cost_lines(at, speed, load)
    month = evaluate(at.resolved.given.changed({"api_price": quoted})).get(
        "api_price_per_month", "napkin"
    )
    cost = lines.efficient
    (discount,) = BOOK.routes["self_host_discount"]
    margin = one(discount, {BLENDED: cost, "api_price": quoted}) if cost is not None else None
    busy = cost / quoted if cost is not None and 0 < cost <= quoted else None
    found = PriceReading(
        lines.floor, cost, lines.yours, margin, busy, month, speed, lines.batch, ""
    )
    return found._replace(words="; ".join(_words(found, quoted, at)))


def _words(found: PriceReading, quoted: float, at: Applied) -> Iterator[str]:
    show = BOOK.variables[BLENDED].show
    at_speed = offered = ""
    if found.at_speed is not None:
        speed = f"{BOOK.variables[SPEED].show(found.at_speed, 3)} of the same offer"
        offered = f" at the {speed}"
        if found.batch is not None:
            at_speed = f" at the {speed} ({found.batch:,} in flight)"
        elif at.results.get(SPEED, "napkin") is not None:
            yield f"no batch that fits gives the {speed} on the napkin: no efficient cost for it"
            if found.floor is None:
                yield "nor on the ceiling: no floor either"
    if found.floor is not None and quoted < found.floor:
        yield (
            f"below the floor of {show(found.floor, 3)}{offered}: other hardware, a smaller or"
            " pruned model, tokens counted differently, or a subsidy"
        )
    elif found.efficient is not None and quoted < found.efficient:
        yield (
            f"between the floor and an efficient stack's {show(found.efficient, 3)}{at_speed}:"
            " better than the napkin, subsidised, oversubscribed or a lower tier"
        )
    elif found.efficient:
        times = quoted / found.efficient
        words = (
            "an ordinary margin"
            if times <= _ORDINARY
            else "rich, negotiate"
            if times < _RICH
            else "a unit error, idle dedicated capacity or the wrong tier"
        )
        yield (
            f"{times:.3g}x an efficient stack's {show(found.efficient, 3)}{at_speed}: {words};"
            f" margin {found.margin or 0.0:.0%}, zero at {1 / times:.0%} utilization"
        )
    elif found.floor is not None:
        yield f"above the floor of {show(found.floor, 3)}{offered}"
    if found.yours:
        yield f"{quoted / found.yours:.3g}x your own {show(found.yours, 3)}"
    if found.per_month is not None:
        yield f"{BOOK.variables['api_price_per_month'].show(found.per_month, 3)} at this traffic"
