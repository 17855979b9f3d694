"""Price lists made by hand, in the shape of the package, and a packet whose sums are easy.

A request has 10K fresh, 90K cached and 1K output tokens: 101K in all. So at $1 fresh, $0.10 cached
and $5 output per million it costs 10 + 9 + 5 = 24 thousandths of a dollar, $24/101 per million;
with the cache at 80 instead of 90 per cent, 20 + 8 + 5 = 33. The traffic is 100 tok/s over 730
hours.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from genai_prices import types

from sessions.document.session import Entry, Packet, Session, SetUp
from sessions.prices.source import PriceList, Row, rows_of

DAY = datetime.date(2026, 6, 15)
TOKENS_PER_MONTH = 100 * 3600 * 730


def session(model: str = "Kimi K2.6", **packet: str) -> Session:
    """A session of one set-up and the easy packet, with parts of it changed."""
    texts = {
        "fresh_tokens": "10K token/request",
        "cached_tokens": "90K token/request",
        "output_tokens": "1K token/request",
        "demand_processed_tps": "100 tok/s",
        **packet,
    }
    entries = {id: Entry.read(id, text) for id, text in texts.items() if text}
    setup = SetUp("one", model, "B200")
    bill = {"hours_per_month": Entry.read("hours_per_month", "730 hour/month")}
    return Session("by hand", Packet(entries), bill, (setup,))


def price(**prices: str | types.TieredPrices) -> types.ModelPrice:
    """Prices in $ per million, under the package's names without their `_mtok`."""
    named = {
        key if key.endswith(("_kcount", "_hours")) else f"{key}_mtok": value
        for key, value in prices.items()
    }
    return types.ModelPrice(
        **{k: Decimal(v) if isinstance(v, str) else v for k, v in named.items()}
    )


USUAL = price(input="1", cache_read="0.1", output="5")


def tiered(base: str, **above: str) -> types.TieredPrices:
    """A price with tiers: `tiered("1", t200000="2")` doubles above 200K of input."""
    return types.TieredPrices(
        base=Decimal(base),
        tiers=[types.Tier(start=int(k[1:]), price=Decimal(v)) for k, v in above.items()],
    )


def since(day: str, prices: types.ModelPrice) -> types.ConditionalPrice:
    """Prices from a day on."""
    constraint = types.StartDateConstraint(start_date=datetime.date.fromisoformat(day))
    return types.ConditionalPrice(constraint=constraint, prices=prices)


def between(start: str, end: str, prices: types.ModelPrice) -> types.ConditionalPrice:
    """Prices in some hours of the day, UTC."""
    hours = [datetime.time.fromisoformat(text) for text in (start, end)]
    constraint = types.TimeOfDateConstraint(start_time=hours[0], end_time=hours[1])
    return types.ConditionalPrice(constraint=constraint, prices=prices)


def always(prices: types.ModelPrice) -> types.ConditionalPrice:
    """Prices that hold until others do."""
    return types.ConditionalPrice(prices=prices)


def model(id: str, prices: Any = USUAL, *, also: tuple[str, ...] = (), **more: Any) -> Any:
    """A model of a provider; `also` are ids that its clause names besides its own."""
    clauses: list[Any] = [types.ClauseEquals(equals=name) for name in (id, *also)]
    return types.ModelInfo(id=id, match=types.ClauseOr(or_=clauses), prices=prices, **more)


def provider(id: str, *models: Any, name: str = "", comment: str | None = None) -> types.Provider:
    """A provider with its models."""
    return types.Provider(
        id=id, name=name or id.title(), api_pattern="", price_comments=comment, models=[*models]
    )


def rows(*providers: types.Provider) -> tuple[Row, ...]:
    """The rows of a list made by hand."""
    return rows_of(providers)


def price_list(*providers: types.Provider) -> PriceList:
    """A whole list made by hand."""
    return PriceList(rows(*providers), "0.0.1")
