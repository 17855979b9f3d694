"""`napkin prices`: what providers list for a model, blended on a packet's own mix."""

from __future__ import annotations

import datetime
import json
from textwrap import wrap
from typing import TYPE_CHECKING

from formulas.book import BOOK
from sessions.document.clock import utc_day
from sessions.files.safe_text import visible
from sessions.prices.rows import per_million
from sessions.prices.table import MIX, table_of
from workbench.commands.explain import Answer, BadInput, open_session, pick_setup, quantity

if TYPE_CHECKING:
    from sessions.document.session import Session, SetUp
    from sessions.prices.source import PriceList
    from sessions.prices.table import Priced, Table

_WIDTH = 100
_HEADS = ("in", "cached", "out", "blended", "-10 points", "$/month")
NOTE = (
    "$ per million tokens. -10 points: blended at a hit rate 10 points lower. A list is where an"
    " offer starts, not what a large buyer pays. Nothing was fetched: the data came with the"
    " package."
)


def run(said: str, path: str | None, *, as_json: bool) -> int:
    """Print the table. Returns the exit status. Raises BadInput, BadDocument."""
    from sessions.prices.source import NoPriceData, price_list

    session = open_session(path)
    setup = pick_setup(session, {})
    day = utc_day()
    try:
        prices = price_list()
    except NoPriceData as missing:
        raise BadInput(str(missing)) from None
    table = table_of(prices.rows, said, session, setup, day)
    if not table.rows:
        near = ", ".join(table.suggestions)
        raise BadInput(
            f"MODEL: no price of {said!r} in {prices.package} {prices.version}"
            + (f"; did you mean one of these: {near}?" if near else ", nor of a name like it")
        )
    if as_json:
        answer = as_answer(session, setup, table, prices, day)
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    else:
        shown = lines(session, setup, table, prices, day)
        print("\n".join([visible(line).rstrip() for line in shown]))
    return 0


def as_answer(
    session: Session, setup: SetUp, table: Table, prices: PriceList, day: datetime.date
) -> Answer:
    """The table in the shape that scripts hold on to; what has no value has no key."""
    mix = {id: table.mix.value(id) for id in MIX}
    data: Answer = {"package": prices.package, "version": prices.version}
    newest = prices.newest(day)
    if newest is not None:
        data["newest_change"] = newest.isoformat()
    answer: Answer = {
        "session": session.title,
        "setup": setup.name,
        "model": table.model,
        "day": day.isoformat(),
        "mix": {id: quantity(BOOK.variables[id], v) for id, v in mix.items() if v is not None},
        "data": data,
        "prices": [_row(row) for row in table.rows],
    }
    if table.spread is not None:
        answer["spread"] = table.spread
    if table.reading:
        answer["reading"] = table.reading
    if table.reason:
        answer["reason"] = table.reason
    answer["suggestions"] = list(table.suggestions)
    return answer


def _row(priced: Priced) -> Answer:
    listed = priced.listed
    found: Answer = {"provider": listed.row.provider_name, "model": listed.row.model}
    price = BOOK.variables["input_price"]
    for id, value in (
        ("input_price", listed.input_price),
        ("cached_input_price", listed.cached_input_price),
        ("cache_write_price", listed.cache_write_price),
        ("output_price", listed.output_price),
        ("price_per_processed_token", priced.blend),
        ("price_at_fewer_hits", priced.at_fewer_hits),
    ):
        if value is not None:
            found[id] = quantity(price, value)
    if priced.per_month is not None:
        found["price_per_month"] = quantity(BOOK.variables["api_price_per_month"], priced.per_month)
    if listed.row.context_window is not None:
        found["context_window"] = {"value": listed.row.context_window, "unit": "token"}
    found |= {"remarks": list(priced.remarks), "comparable": listed.comparable}
    if priced.rank is not None:
        found["rank"] = priced.rank
    return found


def lines(
    session: Session, setup: SetUp, table: Table, prices: PriceList, day: datetime.date
) -> list[str]:
    """The table as text, within 100 columns; remarks are numbered below it."""
    remarks: dict[str, int] = {}
    providers = [row.listed.row.provider for row in table.rows]
    grid: list[tuple[str, ...]] = [("", "provider", *_HEADS, "remarks")]
    for row in table.rows:
        said = list(row.remarks)
        if providers.count(row.listed.row.provider) > 1:
            said.insert(0, f"listed as {row.listed.row.model}")
        numbers = [remarks.setdefault(text, len(remarks) + 1) for text in said]
        rank = str(row.rank) if row.rank is not None else "-"
        told = " ".join([str(number) for number in numbers])
        grid.append((rank, row.listed.row.provider_name, *_cells(row), told))
    wide = [max(len(cells[at]) for cells in grid) for at in range(len(grid[0]))]
    shown = [
        f"Public prices of {table.model} on the mix of {session.title or 'an untitled session'},"
        f" {setup.name}",
        *_mix(table),
        "",
    ]
    for first, name, *prices_shown, last in grid:
        cells = [cell.rjust(width) for cell, width in zip(prices_shown, wide[2:], strict=False)]
        shown.append("  ".join([first.rjust(wide[0]), name.ljust(wide[1]), *cells, last]))
    tail = [f"{number}  {text}" for text, number in remarks.items()]
    shown += ["", *[part for text in tail for part in _wrapped(text, "   ")]] if tail else []
    shown.append("")
    if table.spread is not None:
        word = f": {table.reading}" if table.reading else ""
        shown += _wrapped(f"The dearest is {table.spread:.2f}x the cheapest{word}.")
    if table.reason:
        shown += _wrapped(f"Nothing is blended: a blend {table.reason}.")
    if table.suggestions:
        shown += _wrapped(f"Left out, with names of their own: {', '.join(table.suggestions)}.")
    newest = prices.newest(day)
    of = f", newest change {newest}" if newest is not None else ""
    return [*shown, *_wrapped(f"{prices.package} {prices.version}{of}. {NOTE}")]


def _mix(table: Table) -> list[str]:
    values = {id: table.mix.value(id) for id in MIX}
    shown = [
        BOOK.variables[id].show(value, 4).partition(" ")[0]
        for id, value in values.items()
        if value is not None
    ]
    if len(shown) < len(values):
        return ["The packet does not say its mix of fresh, cached and output tokens."]
    fresh, cached, output, hit = shown
    return [
        f"{fresh} fresh, {cached} cached and {output} output tokens a request, a hit rate of {hit}"
    ]


def _cells(row: Priced) -> tuple[str, ...]:
    listed = row.listed
    if listed.free:
        return ("free", *["-"] * (len(_HEADS) - 1))
    month = BOOK.variables["api_price_per_month"]
    bill = month.show(row.per_month, 3).partition("/")[0] if row.per_month is not None else "-"
    listed_prices = (listed.input_price, listed.cached_input_price, listed.output_price)
    return (
        *[per_million(price) for price in listed_prices],
        *[per_million(price, 3) for price in (row.blend, row.at_fewer_hits)],
        bill,
    )


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrap(text, _WIDTH, subsequent_indent=indent, break_on_hyphens=False)
