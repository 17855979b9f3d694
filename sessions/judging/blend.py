"""The price components of a quote, blended on the packet's own mix into one price that can be
judged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import one
from formulas.compiled import function
from sessions.claims.metrics import COMPONENTS
from sessions.document.session import Claim, Entry, Quote, Session, SetUp
from sessions.setups.conditions import apply

FEWER_HITS = 0.10
_OF_CACHED = ("discount", "free")  # the terms that may say what cached input costs


class Mix(NamedTuple):
    """The traffic of a set-up: from three prices to their blend; `fewer` at a hit rate that is
    lower, where it can be.
    """

    blend: Callable[..., float]
    fewer: Callable[..., float] | None


class Blend(NamedTuple):
    """$ per token on the packet's mix, and at a lower hit rate; None where there is none."""

    price: float | None
    fewer: float | None


def mix_of(session: Session, setup: SetUp) -> Mix:
    """How prices blend on the traffic of a set-up."""
    prices = {id: Entry("", 1.0) for id in COMPONENTS}
    at = apply(session, setup, {}, prices)
    blend = function(at.resolved.given, COMPONENTS, "blended_price", "napkin")
    hit = at.results.get("cache_hit_rate", "napkin")
    if hit is None or hit <= FEWER_HITS:
        return Mix(blend, None)
    fewer = {"cache_hit_rate": Entry.of("cache_hit_rate", hit - FEWER_HITS)}
    given = apply(session, setup, fewer, prices).resolved.given
    return Mix(blend, function(given, COMPONENTS, "blended_price", "napkin"))


def components(quote: Quote) -> Mapping[str, Entry]:
    """The price components that a quote names; nothing where they are too few to blend. A discount
    on cached input is the price of cached input, where no other was said.
    """
    prices = {claim.metric: claim.value for claim in quote.claims if claim.metric in COMPONENTS}
    if not {"input_price", "output_price"} <= prices.keys():
        return {}
    if "cached_input_price" not in prices and not quote.terms.keys().isdisjoint(_OF_CACHED):
        # 75 ms, with all that reads a line; few quotes have such a term.
        from sessions.say.term_figures import cached_discount, read_terms

        share = cached_discount({each.name: each for each in read_terms(quote.terms)})
        if share is not None:
            given = {
                "input_price": prices["input_price"].value,
                "cached_input_discount": share,
            }
            value = one(BOOK.routes["discounted_cached_price"][0], given)
            if value is not None:
                prices["cached_input_price"] = Entry.of("cached_input_price", value)
    return prices


def blended(mix: Mix, prices: Mapping[str, Entry]) -> Blend:
    """Components on a mix; without a cached price, cached input is taken at the full price."""
    taken = {"cached_input_price": prices["input_price"], **prices}
    found = [
        price(*[taken[id].value for id in COMPONENTS]) if price is not None else math.nan
        for price in mix
    ]
    return Blend(*[price if math.isfinite(price) else None for price in found])


def as_claim(blend: Blend, prices: Mapping[str, Entry]) -> Claim | None:
    """A blend as the claim of one price; list prices live off the hit rate, so it says the other
    as well.
    """
    if blend.price is None:
        return None
    note = "blended on the packet's mix"
    if "cached_input_price" not in prices:
        note += "; no cached price was said, so cached input is taken at the full price"
    if blend.fewer is not None:
        shown = BOOK.variables["blended_price"].show(blend.fewer, 3)
        note += f"; {shown} at a hit rate 10 points lower"
    entry = Entry.of("blended_price", blend.price, note)
    return Claim("price_per_processed_token", entry, said=note, note=note)
