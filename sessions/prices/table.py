"""List prices of one model across providers, blended on a packet's own mix and ranked by it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from formulas.compiled import evaluate
from sessions.catalogue.catalogue import find
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Entry, Session, SetUp
from sessions.judging.blend import FEWER_HITS
from sessions.prices.names import find_rows, near_names, says_part_of, without_tier
from sessions.prices.rows import Listed, listed, per_million
from sessions.prices.source import Row
from sessions.setups.conditions import Applied, apply

MIX = ("fresh_tokens", "cached_tokens", "output_tokens", "cache_hit_rate")
# How far public lists of one model lie apart before it is worth a word (spec/verdicts.md).
WIDE, VERY_WIDE = 1.5, 3.0
_SAME = 1e-9


class Mix(NamedTuple):
    """A packet's chain as it is, and with the cache hitting less; None where it hits too little."""

    at: Applied
    fewer: Applied | None

    def value(self, id: str) -> float | None:
        """A variable of the packet, in base units."""
        return self.at.results.get(id, "napkin")


class Priced(NamedTuple):
    """A row on a packet's mix: $ per processed token, also at a hit rate 10 points lower, and the
    bill per month. `rank` is None where the row is not comparable.
    """

    listed: Listed
    blend: float | None = None
    at_fewer_hits: float | None = None
    per_month: float | None = None
    rank: int | None = None
    remarks: tuple[str, ...] = ()


class Table(NamedTuple):
    """What is listed for a model.

    Attributes:
        model: what was looked for, as it was found.
        rows: the comparable ones by price, then the others by provider.
        spread: the dearest over the cheapest comparable blend, and what to think of it.
        suggestions: variants of the model, or where there is none, the nearest names.
        reason: why nothing could be blended, or "".
    """

    model: str
    rows: tuple[Priced, ...]
    mix: Mix
    spread: float | None = None
    reading: str = ""
    suggestions: tuple[str, ...] = ()
    reason: str = ""


def mix_of(session: Session, setup: SetUp) -> Mix:
    """The mix that prices are blended on."""
    at = apply(session, setup, {})
    hit = at.results.get("cache_hit_rate", "napkin")
    if hit is None or hit <= FEWER_HITS:
        return Mix(at, None)
    fewer = Entry.of("cache_hit_rate", hit - FEWER_HITS)
    return Mix(at, apply(session, setup, {"cache_hit_rate": fewer}))


def table_of(
    rows: Sequence[Row], said: str, session: Session, setup: SetUp, day: datetime.date
) -> Table:
    """All that is listed for a model on a day, on the session's packet."""
    model, found = model_rows(rows, said)
    mix = mix_of(session, setup)
    priced = _ranked([_priced(row, mix, day) for row in found])
    able = [each for each in priced if each.rank is not None]
    blends = [each.blend for each in able if each.blend is not None]
    spread = max(blends) / min(blends) if len(blends) > 1 and min(blends) > 0 else None
    reason = "" if not found or blended(mix.at, _ONE) is not None else _why(mix)
    return Table(
        model,
        tuple(priced),
        mix,
        spread,
        _reading(able, spread),
        near_names(rows, model, found),
        reason,
    )


def model_rows(rows: Sequence[Row], said: str) -> tuple[str, tuple[Row, ...]]:
    """The rows of a model by a person's words, else by what the catalogue calls it; with the words
    that found them.
    """
    titles = [said]
    try:
        title = find("models", said).title
    except UnknownItem:
        title = ""
    if title and says_part_of(said, title):
        titles += [title, without_tier(title)]
    for words in titles:
        found = find_rows(rows, words)
        if found:
            return words, found
    return said, ()


def blended(at: Applied, prices: Mapping[str, float]) -> float | None:
    """List prices through the chain's own formula, $ per processed token."""
    return evaluate(at.resolved.given.changed(dict(prices))).get("blended_price", "napkin")


def per_month(at: Applied, price: float) -> float | None:
    """The bill at the packet's traffic, $ per month; None where the packet does not say it."""
    results = evaluate(at.resolved.given.changed({"api_price": price}))
    return results.get("api_price_per_month", "napkin")


def apart(fold: float, beyond: str, far_beyond: str) -> str:
    """The word that a distance between lists is worth: none below 1.5x."""
    if fold >= VERY_WIDE * (1 - _SAME):
        return far_beyond
    return beyond if fold >= WIDE * (1 - _SAME) else ""


_ONE = {"input_price": 1.0, "cached_input_price": 1.0, "output_price": 1.0}


def _why(mix: Mix) -> str:
    given = mix.at.resolved.given.changed(_ONE)
    return evaluate(given).why_missing("blended_price", "napkin")


def _priced(row: Row, mix: Mix, day: datetime.date) -> Priced:
    found = listed(row, day, mix.value("input_tokens"))
    full, output = found.input_price, found.output_price
    if full is None or output is None:
        return Priced(found, remarks=found.remarks)
    cached = full if found.cached_input_price is None else found.cached_input_price
    prices = {"input_price": full, "cached_input_price": cached, "output_price": output}
    blend = blended(mix.at, prices)
    if blend is None:
        return Priced(found, remarks=found.remarks)
    remarks = list(found.remarks)
    write = found.cache_write_price
    if write is not None and write != full:
        written = blended(mix.at, {**prices, "input_price": write})
        if written is not None:
            remarks.append(f"blended {per_million(written)}/M if all fresh input is written to it")
    fewer = blended(mix.fewer, prices) if mix.fewer is not None else None
    return Priced(found, blend, fewer, per_month(mix.at, blend), remarks=tuple(remarks))


def _ranked(rows: list[Priced]) -> list[Priced]:
    """By price, the same price on the same rank; a row far from the middle says so."""
    able = [each for each in rows if each.listed.comparable and each.blend is not None]
    able.sort(key=lambda each: (each.blend, each.listed.row.provider_name.lower()))
    blends = [each.blend or 0.0 for each in able]
    middle = median(blends) if len(blends) > 2 else None
    found = []
    for each, blend in zip(able, blends, strict=True):
        cheaper = sum(other < blend * (1 - _SAME) for other in blends)
        far = _far(blend, middle, each.listed.cached_input_price is None)
        found.append(each._replace(rank=1 + cheaper, remarks=(*far, *each.remarks)))
    others = [each for each in rows if each not in able]
    others.sort(key=lambda each: each.listed.row.provider_name.lower())
    return [*found, *others]


def _far(blend: float, middle: float | None, uncached: bool) -> tuple[str, ...]:
    if not middle or not blend:
        return ()
    # Where no cached price is listed, that alone may take it so far above.
    word = "" if uncached and blend > middle else ": another tier, a promotion or an error"
    fold = max(blend / middle, middle / blend)
    said = f"{blend / middle:.2g}x the median of this table{word}"
    return tuple(filter(None, [apart(fold, "", said)]))


def _reading(able: list[Priced], spread: float | None) -> str:
    if spread is None:
        return ""
    word = apart(
        spread,
        "wider than lists of one model usually are",
        "far wider than lists of one model usually are: look for another tier, precision or"
        " promotion",
    )
    if word and able[-1].listed.cached_input_price is None:
        word += "; the dearest lists no cached price"
    return word
