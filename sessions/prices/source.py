"""The list prices that genai-prices ships, as values of ours. The only place that knows the
package: it is an extra, and slow to import. Nothing here, and nothing that it calls, opens a
connection: only the package's own updater would, and that is never started.
"""

from __future__ import annotations

import datetime
import functools
from importlib import util
from typing import TYPE_CHECKING, Any, NamedTuple

from formulas.book import BOOK

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = "genai-prices"
HOW = (
    "install it: pipx inject napkin-workbench genai-prices, or pip install"
    " 'napkin-workbench[prices]'"
)
# The package writes $ per million tokens, as we do.
_PER_MILLION = BOOK.variables["input_price"].unit.factor
_TEXT = {
    "input_price": "input_mtok",
    "cached_input_price": "cache_read_mtok",
    "cache_write_price": "cache_write_mtok",
    "output_price": "output_mtok",
    "reasoning_price": "output_reasoning_mtok",
}
_PER_REQUEST = "requests_kcount"


class NoPriceData(Exception):
    """There is no price list to read; the text says why, and what to do."""


class Rates(NamedTuple):
    """Prices as listed, in $ per token, `request_price` in $ per request; None where there is none.

    Attributes:
        reasoning_price: of reasoning tokens, where they cost other than the output.
        other: what else the row prices, by the package's own names: audio, images, pages.
    """

    input_price: float | None = None
    cached_input_price: float | None = None
    cache_write_price: float | None = None
    output_price: float | None = None
    reasoning_price: float | None = None
    request_price: float | None = None
    other: tuple[str, ...] = ()


class Tier(NamedTuple):
    """Rates of the whole request where its input is longer than `above` tokens."""

    above: int
    rates: Rates


class Dated(NamedTuple):
    """Rates from a date on, or in some hours of each day; always, where neither is set. Of those
    that hold, the last one listed counts. Dates and hours are UTC.
    """

    rates: Rates
    tiers: tuple[Tier, ...] = ()
    start: datetime.date | None = None
    hours: tuple[datetime.time, datetime.time] | None = None


class Row(NamedTuple):
    """One model at one provider.

    Attributes:
        provider, provider_name: the package's id, and the name that people read.
        model, name: the id that the provider's API takes, and the name that people read, or "".
        aliases: other ids that are billed as this one.
        prices: in the order in which they are listed.
        variants: other rates that are listed apart, such as "batch".
        comment, provider_comment: what the list itself says of the row, and of the provider.
        context_window: tokens, None where it is not listed.
    """

    provider: str
    provider_name: str
    model: str
    name: str
    prices: tuple[Dated, ...]
    aliases: tuple[str, ...] = ()
    context_window: int | None = None
    deprecated: bool = False
    comment: str = ""
    provider_comment: str = ""
    variants: tuple[str, ...] = ()


class PriceList(NamedTuple):
    """All rows, with the version of the package that they came in."""

    rows: tuple[Row, ...]
    version: str
    package: str = PACKAGE

    def newest(self, day: datetime.date) -> datetime.date | None:
        """The newest start of a price that is not after a day."""
        starts = [d.start for row in self.rows for d in row.prices if d.start is not None]
        return max([start for start in starts if start <= day], default=None)


@functools.cache
def installed() -> bool:
    """Whether the package is there, without importing it."""
    return util.find_spec("genai_prices") is not None


def price_list() -> PriceList:
    """The list as shipped, read once. Raises NoPriceData."""
    if not installed():
        raise NoPriceData(f"public prices need {PACKAGE}, which is not installed; {HOW}")
    return shipped()


@functools.cache
def shipped() -> PriceList:
    """What `price_list` reads, once."""
    from importlib import metadata  # 50 ms, and only where there is a list

    version = ""
    try:
        version = metadata.version(PACKAGE)
        from genai_prices.data import providers  # 250 ms, and there where the extra is

        return PriceList(rows_of(providers), version)
    except (ImportError, AttributeError, TypeError, ValueError) as failed:
        raise NoPriceData(
            f"the price list of {PACKAGE} {version or '(no version)'} cannot be read ({failed});"
            f" another version may do; {HOW}"
        ) from failed


def rows_of(providers: Iterable[Any]) -> tuple[Row, ...]:
    """The rows of providers in the package's shape. Raises AttributeError, TypeError or ValueError
    for another shape.
    """
    return tuple([_row(provider, model) for provider in providers for model in provider.models])


def _row(provider: Any, model: Any) -> Row:
    listed = model.prices if isinstance(model.prices, list) else [model]
    variants = [w for each in model.price_variants or () for w in each.when.values()]
    return Row(
        provider=provider.id,
        provider_name=provider.name,
        model=model.id,
        name=model.name or "",
        prices=tuple([_dated(each) for each in listed]),
        aliases=tuple([name for name in _aliases(model.match) if name != model.id]),
        context_window=model.context_window,
        deprecated=bool(model.deprecated),
        comment=model.price_comments or "",
        provider_comment=provider.price_comments or "",
        variants=tuple([name for name in dict.fromkeys(variants) if name != "default"]),
    )


def _aliases(clause: Any) -> list[str]:
    """The ids that a clause names in full; what it only matches in part names no model."""
    if hasattr(clause, "or_"):
        return [name for part in clause.or_ for name in _aliases(part)]
    return [clause.equals] if hasattr(clause, "equals") else []


def _dated(listed: Any) -> Dated:
    constraint = getattr(listed, "constraint", None)
    start = getattr(constraint, "start_date", None)
    hours = None
    if constraint is not None and start is None:
        hours = (_utc(constraint.start_time), _utc(constraint.end_time))
    held = {key: value for key, value in vars(listed.prices).items() if value is not None}
    starts = {tier.start for value in held.values() for tier in getattr(value, "tiers", ())}
    return Dated(
        _rates(held, None),
        tuple([Tier(start, _rates(held, start)) for start in sorted(starts)]),
        start,
        hours,
    )


def _utc(moment: datetime.time) -> datetime.time:
    if moment.tzinfo is None:
        return moment
    any_day = datetime.datetime.combine(datetime.date(2000, 1, 2), moment)
    return any_day.astimezone(datetime.UTC).time()


def _rates(held: dict[str, Any], above: int | None) -> Rates:
    """The rates below every tier (None), or in the tier that starts above so many tokens."""
    at = {key: float(_at(value, above)) for key, value in held.items()}
    tokens = {id: at[key] * _PER_MILLION for id, key in _TEXT.items() if key in at}
    known = {*_TEXT.values(), _PER_REQUEST}
    return Rates(
        **tokens,
        request_price=at[_PER_REQUEST] / 1000 if _PER_REQUEST in at else None,
        other=tuple([key for key in at if key not in known]),
    )


def _at(value: Any, above: int | None) -> Any:
    if not hasattr(value, "tiers"):
        return value
    reached = [tier for tier in value.tiers if above is not None and tier.start <= above]
    return max(reached, key=lambda tier: tier.start).price if reached else value.base
