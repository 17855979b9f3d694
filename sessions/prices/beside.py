"""A quote beside the public list: of the same provider, and the lowest of all. Made when somebody
asks: the list is an extra, and slow to load.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from formulas.book import BOOK, quantity
from formulas.memo import while_same
from formulas.quantity import Quantity
from sessions.claims.metrics import BLENDED, other_mix
from sessions.document.clock import utc_day
from sessions.document.session import Session, SetUp
from sessions.judging.verdict import JudgedQuote, Verdict
from sessions.prices import source as price_data
from sessions.prices.names import find_provider
from sessions.prices.rows import is_router
from sessions.prices.source import price_list
from sessions.prices.table import Priced, Table, apart, table_of

_show = BOOK.variables[BLENDED].show


class Market(NamedTuple):
    """What is listed for a set-up's model on a day, and by whom.

    Attributes:
        providers: every provider of the list, by id the name that people read.
        version: of the package.
        newest: the newest start of a price in it, not after the day.
    """

    table: Table
    providers: dict[str, str]
    version: str
    newest: datetime.date | None

    @property
    def cheapest(self) -> Priced | None:
        """The lowest blend that the packet can have."""
        return next((row for row in self.table.rows if row.rank is not None), None)


class Beside(NamedTuple):
    """A quoted price beside the list of the same provider.

    Attributes:
        provider: as the list calls it.
        row: the row that it was held against: where there are several, the lowest.
        ratio: quoted over list.
        words: the comparison as a sentence.
    """

    provider: str
    row: Priced
    ratio: float
    words: str


def market_of(session: Session, setup: SetUp, day: datetime.date) -> Market:
    """The public prices of a set-up's model. Raises NoPriceData."""
    found = price_list()
    return Market(
        table_of(found.rows, setup.model, session, setup, day),
        {row.provider: row.provider_name for row in found.rows},
        found.version,
        found.newest(day),
    )


def quoted_price(judged: JudgedQuote) -> float | None:
    """What a quote asks for a processed token: as it was said, else blended from its parts."""
    said = [
        each.quoted
        for each in judged.verdicts
        if each.claim.metric == BLENDED and not other_mix(each.claim)
    ]
    return said[0] if said else None


def beside(market: Market, provider: str, quoted: float | None) -> Beside | str:
    """A price beside the list of a provider, or why there is none."""
    if quoted is None or quoted <= 0:
        return "the quote has no price that can be blended"
    id = find_provider(market.providers, provider)
    if not id:
        return f"{provider or 'the provider'} is not in the public list, by this name"
    name = market.providers[id]
    theirs = [row for row in market.table.rows if row.listed.row.provider == id]
    ranked = [row for row in theirs if row.rank is not None]
    if not ranked:
        why = "no comparable price" if theirs else "no price"
        return f"{name} lists {why} of {market.table.model}"
    row = ranked[0]
    blend = row.blend or 0.0
    if blend <= 0:
        return f"{name} lists {market.table.model} for nothing"
    ratio = quoted / blend
    return Beside(name, row, ratio, _words(market, name, len(ranked), blend, ratio))


def cheapest_words(market: Market, quoted: float | None) -> str:
    """The lowest list in a sentence, with what a quote is beside it; "" where nothing is listed."""
    row = market.cheapest
    if row is None or not row.blend:
        return ""
    ratio = f"{quoted / row.blend:.2f}x " if quoted else ""
    return (
        f"{ratio}the lowest public list of {market.table.model}, {_show(row.blend, 3)} at"
        f" {row.listed.row.provider_name}{', a router' if is_router(row.listed.row) else ''}"
    )


def in_words(market: Market, provider: str, quoted: float | None) -> str:
    """All that the list says of a price, in one line: its provider's own, and the lowest; "" where
    it has no price of the model.
    """
    if market.cheapest is None or quoted is None:
        return ""
    found = beside(market, provider, quoted)
    own = found.words if isinstance(found, Beside) else found
    return "; ".join(filter(None, [own, cheapest_words(market, quoted)]))


def _words(market: Market, name: str, rows: int, blend: float, ratio: float) -> str:
    possessive = f"{name}'" if name.endswith("s") else f"{name}'s"
    among = f"the lowest of {rows} rows, " if rows > 1 else ""
    of = f"; data of {market.newest:%Y-%m}" if market.newest is not None else ""
    word = apart(
        max(ratio, 1 / ratio),
        "far from a list by the usual measure: ask what differs",
        "too far from a list for a discount or a surcharge: another tier, precision or unit",
    )
    said = f"; {word}" if word else ""
    return (
        f"{ratio:.2f}x {possessive} public list ({among}{_show(blend, 3)} blended on your"
        f" mix{of}){said}"
    )


# --- for a command: nothing is loaded where the extra is not installed, or no price was quoted


class Lowest(NamedTuple):
    """A row of the list, and what it comes to on the packet's mix where it can be blended."""

    provider: str
    model: str
    price_per_processed_token: Quantity | None


class Listing(NamedTuple):
    """The list beside a quoted price.

    Attributes:
        words: all of it in one line.
        row, ratio: the provider's own, and quoted over that.
        reason: why there is none.
        cheapest: the lowest list of all.
        version: of the package.
    """

    words: str
    quoted: Quantity
    row: Lowest | None
    ratio: float | None
    reason: str | None
    cheapest: Lowest | None
    version: str


def listings(
    session: Session, setup: SetUp, results: Sequence[JudgedQuote]
) -> list[Listing | None]:
    """For each quote what the list says of its price; None where it has no price or no list."""
    none: list[Listing | None] = [None for _ in results]
    if not price_data.installed() or not any(v.listed for each in results for v in each.verdicts):
        return none
    try:
        market = market_of(session, setup, utc_day())
    except price_data.NoPriceData:
        return none  # `napkin prices` says why; a check goes on without
    return [_listing(market, each) for each in results]


def _listing(market: Market, judged: JudgedQuote) -> Listing | None:
    price, provider = quoted_price(judged), judged.quote.provider
    words = in_words(market, provider, price)
    if not words or price is None:
        return None
    found = beside(market, provider, price)
    cheapest = _lowest(market.cheapest) if market.cheapest is not None else None
    if not isinstance(found, Beside):
        return Listing(words, quantity(BLENDED, price), None, None, found, cheapest, market.version)
    row, ratio = _lowest(found.row), found.ratio
    return Listing(words, quantity(BLENDED, price), row, ratio, None, cheapest, market.version)


def _lowest(row: Priced) -> Lowest:
    listed = row.listed.row
    return Lowest(listed.provider_name, listed.model, quantity(BLENDED, row.blend))


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
    try:
        market = _market(wanted.session, wanted.setup, utc_day())
    except price_data.NoPriceData:
        return Told(wanted, "")
    return Told(wanted, in_words(market, wanted.provider, wanted.verdict.quoted))


@while_same(lambda session, setup, day: (session, setup, day.toordinal()))
def _market(session: Session, setup: str, day: datetime.date) -> Market:
    return market_of(session, session.setup(setup), day)
