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
from sessions.claims.metrics import BLENDED, COMPONENTS
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
    """$ per token on the packet's mix, and at a lower hit rate; None where there is none. Of ranges
    the dearer ends; `cheap` is the blend of the other ends.
    """

    price: float | None
    fewer: float | None
    cheap: float | None = None


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


class Ends(NamedTuple):
    """A price component in $ per token: of a range the dearer end, and the other one."""

    price: float
    cheap: float


def _ends(claim: Claim) -> Ends:
    both = (claim.value.value, (claim.high or claim.value).value)
    return Ends(max(both), min(both))


def components(quote: Quote) -> Mapping[str, Ends]:
    """The price components that a quote names; nothing where they are too few to blend. A discount
    on cached input is the price of cached input, where no other was said.
    """
    prices = {claim.metric: _ends(claim) for claim in quote.claims if claim.metric in COMPONENTS}
    if not {"input_price", "output_price"} <= prices.keys():
        return {}
    if "cached_input_price" not in prices and not quote.terms.keys().isdisjoint(_OF_CACHED):
        # 75 ms, with all that reads a line; few quotes have such a term.
        from sessions.say.term_figures import cached_discount, read_terms

        share = cached_discount({each.name: each for each in read_terms(quote.terms)})
        if share is not None:
            found = [_discounted(price, share) for price in prices["input_price"]]
            dear, cheap = found
            if dear is not None and cheap is not None:
                prices["cached_input_price"] = Ends(dear, cheap)
    return prices


def _discounted(price: float, share: float) -> float | None:
    given = {"input_price": price, "cached_input_discount": share}
    return one(BOOK.routes["discounted_cached_price"][0], given)


def blended(mix: Mix, prices: Mapping[str, Ends]) -> Blend:
    """Components on a mix; without a cached price, cached input is taken at the full price."""
    taken = {"cached_input_price": prices["input_price"], **prices}
    dear = [taken[id].price for id in COMPONENTS]
    cheap = [taken[id].cheap for id in COMPONENTS]
    found = [
        way(*ends) if way is not None and ends is not None else math.nan
        for way, ends in (
            (mix.blend, dear),
            (mix.fewer, dear),
            (mix.blend, cheap if cheap != dear else None),
        )
    ]
    return Blend(*[price if math.isfinite(price) else None for price in found])


def as_claim(blend: Blend, prices: Mapping[str, Ends]) -> Claim | None:
    """A blend as the claim of one price; list prices live off the hit rate, so it says the other
    as well. Of ranges it is one, too, of which the dearer end counts.
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
    if blend.cheap is None:
        return Claim(BLENDED, entry, said=note, note=note)
    cheap = Entry.of("blended_price", blend.cheap, note)
    return Claim(BLENDED, cheap, high=entry, bound="range", said=note, note=note)
