"""`napkin prices`: what providers list for a model, blended on a packet's own mix."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from formulas.book import quantity
from formulas.quantity import Quantity
from sessions.answers.about import known
from sessions.document.clock import utc_day
from sessions.document.session import Session, SetUp
from sessions.prices import source
from sessions.prices.table import MIX, Priced, Table, table_of


class NoPrice(Exception):
    """Nothing is listed for a model; the text says by which list, and what is near."""


class Data(NamedTuple):
    """The package that the prices came in, and the newest change of one of them."""

    package: str
    version: str
    newest_change: datetime.date | None


class Prices(NamedTuple):
    """The list prices of a model on a day, for the mix of a set-up's packet."""

    session: str
    setup: str
    day: datetime.date
    table: Table
    data: Data

    @property
    def mix(self) -> dict[str, Quantity | None]:
        """What the prices are blended on; None for what the packet does not say."""
        return {id: quantity(id, self.table.mix.value(id)) for id in MIX}

    @property
    def shape(self) -> dict[str, object]:
        """The table in the contract's keys."""
        table = self.table
        return {
            "session": self.session,
            "setup": self.setup,
            "model": table.model,
            "day": self.day,
            "mix": known(**self.mix),
            "data": self.data,
            "prices": [_row(each) for each in table.rows],
            "spread": table.spread,
            "reading": table.reading or None,
            "reason": table.reason or None,
            "suggestions": table.suggestions,
        }


def _row(priced: Priced) -> dict[str, object]:
    listed = priced.listed
    figures = {
        "input_price": listed.input_price,
        "cached_input_price": listed.cached_input_price,
        "cache_write_price": listed.cache_write_price,
        "output_price": listed.output_price,
        "price_per_processed_token": priced.blend,
        "price_at_fewer_hits": priced.at_fewer_hits,
    }
    window = listed.row.context_window
    return known(
        provider=listed.row.provider_name,
        model=listed.row.model,
        **{id: quantity("input_price", value) for id, value in figures.items()},
        price_per_month=quantity("api_price_per_month", priced.per_month),
        context_window={"value": window, "unit": "token"} if window is not None else None,
        remarks=priced.remarks,
        comparable=listed.comparable,
        rank=priced.rank,
    )


def prices(session: Session, setup: SetUp, said: str) -> Prices:
    """What is listed today for a model by a person's words. Raises NoPriceData, NoPrice."""
    day, found = utc_day(), source.price_list()
    table = table_of(found.rows, said, session, setup, day)
    if not table.rows:
        near = ", ".join(table.suggestions)
        raise NoPrice(
            f"no price of {said!r} in {found.package} {found.version}"
            + (f"; did you mean one of these: {near}?" if near else ", nor of a name like it")
        )
    data = Data(found.package, found.version, found.newest(day))
    return Prices(session.title, setup.name, day, table, data)
