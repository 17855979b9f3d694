"""What a price is read against: three cost lines at the buyer's own mix. A price is not physics, so
none of them forbids it.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.book import BOOK
from formulas.compiled import evaluate
from sessions.conditions import Applied

PRICE = "price_per_processed_token"
# Multiples of the efficient cost at which the reading changes; a margin of 3x is 67 %.
_ORDINARY, _RICH = 3.0, 10.0


class CostLines(NamedTuple):
    """$ per token: the floor no one gets under on this hardware, an efficient stack at a market
    price, and your own.

    `floor` takes the lowest GPU price of the catalogue's band over the best ceiling throughput at
    any batch that fits; `efficient` the middle of that band over the napkin's throughput; `yours`
    your GPU price over your own fit or measurement, at your utilization.
    """

    floor: float | None
    efficient: float | None
    yours: float | None


def cost_lines(at: Applied) -> CostLines:
    """The three lines under a claim's conditions; a line is None where nothing bears on it."""
    # A floor takes a dozen chains, and every vendor who states the same is held against it.
    known = _lines.get(id(at))
    if known is None or known[0] is not at:
        if len(_lines) >= _MOST:
            _lines.clear()
        known = _lines[id(at)] = (at, _cost_lines(at))
    return known[1]


_lines: dict[int, tuple[Applied, CostLines]] = {}
_MOST = 64


def _cost_lines(at: Applied) -> CostLines:
    results = at.results
    band = at.resolved.hardware.bands.get("gpu_price")
    floor = efficient = None
    if band is not None:
        cheap = at.resolved.given.changed({"gpu_price": band[0]})
        room = results.get("max_requests_in_memory", "ceiling") or 0.0
        batches = [float(2**n) for n in range(14) if 2**n <= room] + ([room] if room >= 1 else [])
        prices = [
            evaluate(cheap.changed({"concurrency": batch})).get(PRICE, "ceiling")
            for batch in batches
        ]
        floor = min([price for price in prices if price is not None], default=None)
        market = at.resolved.given.changed({"gpu_price": (band[0] * band[1]) ** 0.5})
        efficient = evaluate(market).get(PRICE, "napkin")
    own = "price_at_utilization"
    return CostLines(floor, efficient, results.get(own, "fit") or results.get(own, "measured"))


def price_reading(at: Applied, quoted: float) -> str:
    """The price in words: where it stands among the cost lines, its margin, and the bill at this
    traffic.
    """
    lines = cost_lines(at)
    show = BOOK.variables[PRICE].show
    parts = []
    if lines.floor is not None and quoted < lines.floor:
        parts.append(
            f"below the floor of {show(lines.floor, 3)}: other hardware, a smaller or pruned model,"
            " tokens counted differently, or a subsidy"
        )
    elif lines.efficient is not None and quoted < lines.efficient:
        parts.append(
            f"between the floor and an efficient stack's {show(lines.efficient, 3)}: better than"
            " the napkin, subsidised, oversubscribed or a lower tier"
        )
    elif lines.efficient is not None:
        times = quoted / lines.efficient
        margin = 1 - lines.efficient / quoted
        words = (
            "an ordinary margin"
            if times <= _ORDINARY
            else (
                "rich, negotiate"
                if times < _RICH
                else "a unit error, idle dedicated capacity or the wrong tier"
            )
        )
        parts.append(
            f"{times:.3g}x an efficient stack's {show(lines.efficient, 3)}: {words}; margin"
            f" {margin:.0%}, zero at {1 / times:.0%} utilization"
        )
    if lines.yours is not None:
        parts.append(f"{quoted / lines.yours:.3g}x your own {show(lines.yours, 3)}")
    month = evaluate(at.resolved.given.changed({"api_price": quoted})).get(
        "api_price_per_month", "napkin"
    )
    if month is not None:
        parts.append(f"{BOOK.variables['api_price_per_month'].show(month, 3)} at this traffic")
    return "; ".join(parts)
