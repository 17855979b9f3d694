"""What an offer comes to for this packet, once its terms are counted."""

from __future__ import annotations

from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK, quantity
from formulas.chain import differ
from formulas.memo import while_same
from formulas.quantity import Quantity
from sessions.claims.metrics import BLENDED, COMPONENTS, other_mix
from sessions.claims.table import follows
from sessions.claims.terms import TERMS, TermReading
from sessions.document.session import Claim, Quote, Session, SetUp
from sessions.judging.blend import FEWER_HITS
from sessions.judging.limits import Limit, limit_in
from sessions.offers.effects import Lines, notes_of, rent_of
from sessions.offers.rents import Rented, rented_of
from sessions.say.term_figures import (
    cached_discount,
    commitment_discount,
    read_terms,
    surcharge_from,
    units_said,
)
from sessions.setups.mix import Mix, derived, mix_of

_LOOSE = ("at least", "up to")  # "from $0.28" may be any price above
# The figures of a deal, and the variable that each is shown as.
FIGURES = {
    "list_price": "offer_price",
    "price_at_fewer_hits": "blended_price_at_fewer_hits",
    "price_per_month": "usage_price_per_month",
    "effective_price": "effective_price",
    "effective_price_per_month": "effective_price_per_month",
}


class Deal(NamedTuple):
    """What an offer comes to; figures in base units, None where the packet or the quote says too
    little.

    Attributes:
        list_price: of a processed token: components blended on the packet's mix, or as quoted.
        price_at_fewer_hits: the blend at a hit rate 10 points lower.
        price_per_month: this traffic at the list price.
        effective_price, effective_price_per_month: with every term that certainly applies to all of
            this traffic.
        notes: a line for each term: its effect, or why it is not counted.
        asks: the questions that the terms leave.
        rented: what its rents come to on this traffic; where no price by the token is said, that
            is the bill.
        limits: the rate limits beside what the traffic asks for.
        missed: what of the packet the terms do not meet, by title.
    """

    list_price: float | None = None
    price_at_fewer_hits: float | None = None
    price_per_month: float | None = None
    effective_price: float | None = None
    effective_price_per_month: float | None = None
    notes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    missed: tuple[str, ...] = ()
    rented: Rented | None = None

    @property
    def by_rent(self) -> Rented | None:
        """The rent that its price follows from; None where it is priced by the token."""
        counted = self.list_price is None and self.effective_price is not None
        rented = self.rented
        return rented if counted and rented is not None and rented.price is not None else None

    @property
    def monthly(self) -> float | None:
        """What this traffic costs a month: with the terms where they are counted."""
        return self.effective_price_per_month or self.price_per_month

    @property
    def figures(self) -> dict[str, Quantity]:
        """What is known of its figures, by name."""
        return {
            name: found
            for name, id in FIGURES.items()
            if (found := quantity(id, getattr(self, name))) is not None
        }

    @property
    def words(self) -> str:
        """Its figures in one line: list, at fewer hits, a month, and with the terms where those
        change anything.
        """

        def shown(name: str) -> str:
            return BOOK.variables[FIGURES[name]].show(getattr(self, name), 3)

        parts = []
        rented = self.by_rent
        if rented is not None:
            parts.append(rented.words)
        if self.list_price is not None:
            parts.append(f"list {shown('list_price')}")
            if self.price_at_fewer_hits is not None:
                parts.append(f"{shown('price_at_fewer_hits')} at a hit rate 10 points lower")
            if self.price_per_month is not None:
                parts.append(shown("price_per_month"))
        price, month = self.effective_price, self.effective_price_per_month
        if price is not None and differ(price, self.list_price):
            parts.append(f"{'' if rented else 'with its terms '}{shown('effective_price')}")
        if month is not None and differ(month, self.price_per_month):
            parts.append(shown("effective_price_per_month"))
        return ", ".join(parts)


def deal_of(session: Session, setup: SetUp, quote: Quote) -> Deal:
    """What a quote comes to for the packet of a session. Nothing bears on it but the quote and the
    packet's mix, so that it is made again only where one of them changed.
    """
    mix = mix_of(session, setup)
    return _deal(mix, quote, rented_of(session, setup, mix, quote))


@while_same(most=10_000)
def _deal(mix: Mix, quote: Quote, rented: Rented | None = None) -> Deal:
    lines = Lines()
    terms = {reading.name: reading for reading in read_terms(quote.terms)}
    values = dict(mix) | _prices(quote, terms, lines)
    listed = _listed(values)
    fewer = None
    if "input_price" in values and values.get("cache_hit_rate", 0.0) > FEWER_HITS:
        fewer = derived({**values, "hits_lost": FEWER_HITS}, "blended_price_at_fewer_hits")
    month = derived({**values, "offer_price": listed}, "usage_price_per_month") if listed else None
    if rented is not None and rented.per_month is not None:
        values["rented_price_per_month"] = rented.per_month
    offered = _with_terms(values, terms, listed)
    limits = tuple([each for claim in quote.claims if (each := limit_in(mix, claim))])
    notes_of(lines, offered, terms, quote, limits)
    if rented is not None:
        rent_of(lines, rented, listed)
    return Deal(
        listed,
        fewer,
        month,
        offered.get("effective_price"),
        offered.get("effective_price_per_month"),
        tuple(lines.notes),
        tuple(dict.fromkeys(lines.asks)),
        limits,
        tuple(dict.fromkeys(lines.missed)),
        rented,
    )


def _prices(quote: Quote, terms: dict[str, TermReading], lines: Lines) -> dict[str, float]:
    """The prices that a quote says; of a range, the end that is worse for the buyer."""
    found: dict[str, float] = {}
    for metric in (*COMPONENTS, BLENDED, "gpu_price"):
        claims = _standard([c for c in quote.claims if c.metric == metric], quote)
        if any(map(other_mix, claims)):
            claims = [claim for claim in claims if not other_mix(claim)]
            lines.notes.append("a price blended on the vendor's own mix is not counted")
        values = sorted({(claim.high or claim.value).value for claim in claims})
        if values:
            found[metric] = values[-1]
        title, show = BOOK.variables[metric].title, BOOK.variables[metric].show
        if any(claim.bound in _LOOSE for claim in claims):
            note = f"{title}: {claims[0].bound} {show(values[-1], 3)} is said; it counts as it is"
            lines.add(note, f"What is the {title} for our traffic, as one figure?")
        if len(values) > 1:
            lines.notes.append(
                f"{title}: {show(values[0], 3)} and {show(values[-1], 3)} are said; the dearer"
                " one counts"
            )
    share = cached_discount(terms)
    if share is not None and "input_price" in found and "cached_input_price" not in found:
        found["cached_input_discount"] = share
        price = derived(found, "discounted_cached_price")
        if price is not None:
            found["cached_input_price"] = price
    if "input_price" in found and "output_price" in found and "cached_input_price" not in found:
        found["cached_input_price"] = found["input_price"]
        lines.add(
            "no cached price was said: cached input counts at the full price",
            "What does a million tokens of cached input cost?",
        )
    return found


def _standard(claims: list[Claim], quote: Quote) -> list[Claim]:
    """Those of a price's claims that hold for all traffic: without a tier, where any is."""
    plain = [claim for claim in claims if "tier" not in claim.conditions]
    return plain or claims


def _listed(values: Mix) -> float | None:
    blended = None
    if all(metric in values for metric in COMPONENTS):
        blended = derived(values, "blended_price")
    return blended if blended is not None else values.get(BLENDED)


def _with_terms(
    values: dict[str, float], terms: dict[str, TermReading], listed: float | None
) -> dict[str, float]:
    """The packet's numbers, the prices and the terms, with every figure that follows from them."""
    found = values | _entered(terms)
    if listed is not None:
        found["list_price"] = listed
        found["offer_price"] = _price(found, terms, listed)
    fewest, most = units_said(terms.get("provisioned units"))
    if (derived(found, "provisioned_units") or 0.0) <= most:
        found["provisioned_units_minimum"] = fewest  # fewer than are needed carry no price
    _bill(found, listed)
    return found


def _entered(terms: dict[str, TermReading]) -> dict[str, float]:
    """The figures of the terms as inputs of the book; "up to" and "about" are none, and neither is
    what a term says that leaves a question.
    """
    found: dict[str, float] = {}
    for name, reading in terms.items():
        inputs = TERMS[name].inputs if name in TERMS and not reading.ask else ()
        for kind, id in inputs:
            figure = reading.figure(kind)
            if figure is not None and figure.bound in ("", "at least", "above"):
                found[id] = figure.value
    return found


def _price(found: dict[str, float], terms: dict[str, TermReading], listed: float) -> float:
    """The price of a token with the terms that hold for every one of them."""
    price: float | None = listed
    below = derived(found, "tokens_below_prefix") or 0.0
    if all(metric in found for metric in COMPONENTS):
        if below > 0:
            found["tokens_below_prefix"] = below
            price = derived(found, "blended_price_with_prefix")
        else:
            written = derived(found, "blended_price_with_writes")
            if written is not None:
                price = found["blended_price_with_writes"] = written
    price = price or listed
    beyond = surcharge_from(terms)
    if beyond is not None and found.get("input_tokens", 0.0) > beyond:
        dearer = derived({**found, "offer_price": price}, "price_with_surcharge")
        if dearer is not None:
            price = found["price_with_surcharge"] = dearer
    share = commitment_discount(terms)
    if share is not None:
        discounted = derived(
            {**found, "offer_price": price, "offer_discount": share}, "discounted_price"
        )
        if discounted is not None:
            price = found["discounted_price"] = discounted
    return price


def _bill(found: dict[str, float], listed: float | None) -> None:
    """The month's bill and what it makes of a token, laid into what was found."""
    for id in ("commitment_per_month", "provisioned_price_per_month"):
        value = derived(found, id)
        if value is not None:
            found[id] = value
    usage = derived(found, "usage_price_per_month") if listed is not None else None
    if usage is not None:
        found["usage_price_per_month"] = usage
    elif listed is None:
        bills = [found.get(id) for id in ("provisioned_price_per_month", "rented_price_per_month")]
        usage = next((bill for bill in bills if bill is not None), None)
    if usage is not None and "commitment_gpus" not in found:
        over = derived(found, "overage_price_per_month")
        if over is not None:
            usage = found["overage_price_per_month"] = over
    unsaid = _unsaid()
    inputs = {**unsaid, **found}
    if usage is not None:
        inputs["usage_price_per_month"] = usage
        for id in ("effective_price_per_month", "effective_price"):
            value = derived(inputs, id)
            if value is not None:
                found[id] = value
    elif listed is not None and not unsaid.keys() & found.keys():
        found["effective_price"] = found["offer_price"]


@follows(TERMS)
def _unsaid() -> dict[str, float]:
    """The inputs of terms that a bill is made of beside its usage, each as it is where an offer
    does not say it: nothing comes on top, and what is paid so many times is paid once.
    """
    of_terms = {id: kind for term in TERMS.values() for kind, id in term.inputs}
    found: dict[str, float] = {}
    left, seen = ["effective_price"], {"usage_price_per_month"}
    while left:
        id = left.pop()
        if id in of_terms:
            found[id] = 1.0 if of_terms[id] == "times" else 0.0
        elif id not in seen:
            seen.add(id)
            left += [name for way in BOOK.routes.get(id, ()) for name in names(way.tree)]
    return found
