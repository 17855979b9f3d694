"""List prices of a model as text; remarks are numbered below the table."""

from __future__ import annotations

from collections.abc import Iterable

from formulas.book import BOOK
from sessions.answers.prices import Prices
from sessions.export.text.layout import columns, wrapped
from sessions.prices.rows import per_million
from sessions.prices.table import Priced

_HEADS = ("in", "cached", "out", "blended", "-10 points", "$/month")
_NOTE = (
    "$ per million tokens. -10 points: blended at a hit rate 10 points lower. A list is where an"
    " offer starts, not what a large buyer pays. Nothing was fetched: the data came with the"
    " package."
)


def prices(found: Prices) -> list[str]:
    """The table, the cheapest first, and what is odd about its rows."""
    table, data = found.table, found.data
    remarks: dict[str, int] = {}
    providers = [row.listed.row.provider for row in table.rows]
    grid: list[tuple[str, ...]] = [("", "provider", *_HEADS, "remarks")]
    for row in table.rows:
        listed = row.listed.row
        said = list(row.remarks)
        if providers.count(listed.provider) > 1:
            said.insert(0, f"listed as {listed.model}")
        numbers = [str(remarks.setdefault(text, len(remarks) + 1)) for text in said]
        rank = "-" if row.rank is None else str(row.rank)
        grid.append((rank, listed.provider_name, *_cells(row), " ".join(numbers)))
    shown = [
        f"Public prices of {table.model} on the mix of {found.session or 'an untitled session'},"
        f" {found.setup}",
        _mix(found),
        "",
        *columns(grid, "><>>>>>><"),
    ]
    if remarks:
        tail = [f"{number}  {text}" for text, number in remarks.items()]
        shown += ["", *_wrapped(tail, "   ")]
    newest = f", newest change {data.newest_change}" if data.newest_change is not None else ""
    rest = []
    if table.spread is not None:
        word = f": {table.reading}" if table.reading else ""
        rest.append(f"The dearest is {table.spread:.2f}x the cheapest{word}.")
    if table.reason:
        rest.append(f"Nothing is blended: a blend {table.reason}.")
    if table.suggestions:
        rest.append(f"Left out, with names of their own: {', '.join(table.suggestions)}.")
    rest.append(f"{data.package} {data.version}{newest}. {_NOTE}")
    return [*shown, "", *_wrapped(rest)]


def _mix(found: Prices) -> str:
    said = [each.show().partition(" ")[0] for each in found.mix.values() if each is not None]
    if len(said) < len(found.mix):
        return "The packet does not say its mix of fresh, cached and output tokens."
    fresh, cached, output, hit = said
    return (
        f"{fresh} fresh, {cached} cached and {output} output tokens a request, a hit rate of {hit}"
    )


def _cells(row: Priced) -> tuple[str, ...]:
    listed = row.listed
    if listed.free:
        return ("free", *["-"] * (len(_HEADS) - 1))
    bill = "-"
    if row.per_month is not None:
        bill = BOOK.variables["api_price_per_month"].show(row.per_month, 3).partition("/")[0]
    return (
        *map(per_million, (listed.input_price, listed.cached_input_price, listed.output_price)),
        *[per_million(price, 3) for price in (row.blend, row.at_fewer_hits)],
        bill,
    )


def _wrapped(texts: Iterable[str], indent: str = "") -> list[str]:
    return [line for each in texts for line in wrapped(each, "", indent, break_on_hyphens=False)]
