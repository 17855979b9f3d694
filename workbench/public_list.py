"""A quoted price beside the public list, for a command's answer and for a claim's story. Nothing is
loaded where the extra is not installed, or no price was quoted.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from formulas.book import BOOK
from formulas.display import json_number
from formulas.memo import while_same
from sessions import price_data
from sessions.document.clock import utc_day

if TYPE_CHECKING:
    from sessions.beside_list import Market
    from sessions.document.session import Session, SetUp
    from sessions.judging.verdict import JudgedQuote, Verdict
    from sessions.price_table import Priced

Json = dict[str, Any]
PRICE = "price_per_processed_token"


def priced(verdict: Verdict) -> bool:
    """Whether a claim is a price that a list can be set beside; its parts are not, one by one."""
    return verdict.claim.metric == PRICE and verdict.metric is not None


# --- for a command


def lists(session: Session, setup: SetUp, results: Sequence[JudgedQuote]) -> list[Json]:
    """`{"list": ...}` for each quote that has a price, `{}` for the others."""
    if not price_data.installed() or not any(priced(v) for each in results for v in each.verdicts):
        return [{} for _ in results]
    from sessions.beside_list import market_of

    try:
        market = market_of(session, setup, utc_day())
    except price_data.NoPriceData:
        return [{} for _ in results]  # `napkin prices` says why; a check goes on without
    return [_list(market, each) for each in results]


def _list(market: Market, judged: JudgedQuote) -> Json:
    from sessions.beside_list import Beside, beside, in_words, quoted_price

    quoted = quoted_price(judged)
    provider = judged.quote.provider
    words = in_words(market, provider, quoted)
    if not words or quoted is None:
        return {}
    found = beside(market, provider, quoted)
    told: Json = {"words": words, "quoted": _price(quoted)}
    if isinstance(found, Beside):
        told |= {**_row(found.row), "ratio": found.ratio}
    else:
        told["reason"] = found
    if market.cheapest is not None:
        told["cheapest"] = _row(market.cheapest)
    return {"list": {**told, "version": market.version}}


def _row(row: Priced) -> Json:
    found: Json = {"provider": row.listed.row.provider_name, "model": row.listed.row.model}
    if row.blend is not None:
        found[PRICE] = _price(row.blend)
    return found


def _price(value: float) -> Json:
    unit = BOOK.variables[PRICE].unit
    return {"value": json_number(value, unit), "unit": unit.text}


# --- for a claim on the screen


class Wanted(NamedTuple):
    """A price on show: the claim, who made it, and the session and set-up it is held against."""

    session: Session
    setup: str
    provider: str
    verdict: Verdict

    def same(self, other: Wanted | None) -> bool:
        """Whether two ask for the same; by identity, for a session may be large."""
        return (
            other is not None
            and self.session is other.session
            and self.verdict is other.verdict
            and (self.setup, self.provider) == (other.setup, other.provider)
        )


class Told(NamedTuple):
    """What the list says of it, or "" where it says nothing."""

    wanted: Wanted
    words: str


def tell(wanted: Wanted) -> Told:
    """Look it up; a quarter of a second the first time. Not for the thread that answers keys."""
    from sessions.beside_list import in_words

    try:
        market = _market(wanted.session, wanted.setup, utc_day())
    except price_data.NoPriceData:
        return Told(wanted, "")
    return Told(wanted, in_words(market, wanted.provider, wanted.verdict.quoted))


@while_same(lambda session, setup, day: (session, setup, day.toordinal()))
def _market(session: Session, setup: str, day: datetime.date) -> Market:
    from sessions.beside_list import market_of

    return market_of(session, session.setup(setup), day)
