"""A line for each term of an offer: what it comes to for this packet, or why it is not counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from formulas.book import BOOK
from sessions.claims.terms import TermReading
from sessions.document.session import Quote
from sessions.judging.limits import Limit
from sessions.offers.rents import Rented
from sessions.say.term_figures import (
    cached_discount,
    commitment_discount,
    discount_for,
    surcharge_from,
    units_said,
)
from sessions.setups.mix import Mix, derived, peak_of

Terms = Mapping[str, TermReading]


class Lines:
    """What is noted, asked and missed while a deal is worked out."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.asks: list[str] = []
        self.missed: list[str] = []

    def add(self, note: str, ask: str = "") -> None:
        """A note, and the question that it leaves."""
        self.notes.append(note)
        if ask:
            self.asks.append(ask)

    def held(self, title: str, note: str, *, met: bool) -> None:
        """A note on something that the packet asks for."""
        self.notes.append(f"{title}: {'met' if met else 'missed'}, {note}")
        if not met:
            self.missed.append(title)


def notes_of(
    lines: Lines, offered: Mix, terms: Terms, quote: Quote, limits: Sequence[Limit]
) -> None:
    """Lay the lines of all terms, limits and promises of a quote into `lines`."""
    for limit in limits:
        lines.notes.append(limit.text)
        if limit.met is False:
            lines.missed.append(f"{limit.unit} limit")
    for claim in quote.claims:
        if claim.metric == "uptime" and "sla_uptime" in offered:
            asked, show = offered["sla_uptime"], BOOK.variables["sla_uptime"].show
            note = f"{show(claim.value.value, 5)} is said, the packet asks for {show(asked, 5)}"
            lines.held("uptime", note, met=claim.value.value >= asked - 1e-12)
    for name, reading in terms.items():
        if name in ("evals", "model"):
            continue  # no terms of the price: `sessions.offers.quality` has the evaluations
        if name == "price hold" and quote.valid_until is not None:
            lines.notes.append(f"{reading.title}: until {quote.valid_until:%-d %b %Y}")
        elif reading.ask:
            lines.add(f"{reading.title}: {reading.shown}; not counted", reading.ask)
        elif reading.none:
            lines.notes.append(f"{reading.title}: {reading.shown}")
        else:
            _OF_TERM.get(name, _plain)(lines, offered, reading, terms)


def _plain(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    lines.notes.append(f"{reading.title}: {' '.join(reading.words.split())}")


def _show(id: str, value: float) -> str:
    return BOOK.variables[id].show(value, 3)


def _price(value: float) -> str:
    return _show("offer_price", value)


def _month(value: float) -> str:
    return _show("usage_price_per_month", value)


def _commitment(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    if reading.figure("duration") is None and "term" not in terms:
        lines.asks.append("For how many months is the commitment made?")
    amount, usage = offered.get("commitment_per_month"), offered.get("usage_price_per_month")
    if amount is None:
        figure = reading.amounts[0]
        why = "the quote has no GPU price" if figure.kind == "GPUs" else "it says no fixed sum"
        lines.notes.append(f"commitment: {reading.shown}; not counted, {why}")
    elif usage is None:
        lines.notes.append(f"commitment of {_month(amount)}, whatever the traffic")
    elif amount > usage * (1 + 1e-9):
        times = f"{amount / usage:.3g}x" if usage > 0 else "all of it"
        lines.notes.append(
            f"commitment of {_month(amount)} is more than this traffic's {_month(usage)}: it makes"
            f" $/M {times}"
        )
    else:
        lines.notes.append(
            f"commitment of {_month(amount)}: this traffic comes to {_month(usage)} by itself"
        )
    share = commitment_discount(terms)
    if share is not None and "discounted_price" in offered:
        lines.notes.append(
            f"discount of {_show('offer_discount', share)} for the commitment: counted,"
            f" {_price(offered['discounted_price'])}"
        )


def _discount(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    scope = discount_for(reading)
    if scope == "commitment" and commitment_discount(terms) is not None:
        return  # said with the commitment
    if scope == "cached":
        _off_cached(lines, offered, reading)
        return
    figure, listed = reading.figure("share"), offered.get("list_price")
    would = ""
    if figure is not None and listed is not None:
        values = {"offer_price": listed, "offer_discount": figure.value}
        price = derived(values, "discounted_price")
        would = f" would be {_price(price)}" if price is not None else ""
    share = f"{figure.bound} {figure.text}".strip() if figure is not None else reading.shown
    why, ask = _NOT_COUNTED[scope]
    title = "batch" if scope == "batch" else "discount"
    why = f", {why}" if why else ""
    lines.add(f"{title}: {share} off{would}{why}; not counted", ask)


def _off_cached(lines: Lines, offered: Mix, reading: TermReading) -> None:
    price = derived(offered, "discounted_cached_price")
    note = f"discount: {reading.shown} off cached input"
    if price is not None:
        lines.notes.append(f"{note}: counted, {_price(price)} for cached input")
    elif "cached_input_price" in offered and cached_discount({reading.name: reading}) is not None:
        lines.notes.append(f"{note}; the cached price that was said counts")
    else:
        lines.add(f"{note}; not counted", "What does a million tokens of cached input cost?")


def _free(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    if cached_discount({reading.name: reading}) is None:
        _plain(lines, offered, reading, terms)
    elif "cached_input_discount" in offered:
        lines.notes.append("cached input is free: counted")
    else:
        lines.notes.append(
            "cached input is free: not counted, another price of it was said, or none of input"
        )


_NOT_COUNTED = {
    "batch": ("for what can wait", ""),
    "commitment": (
        "for a commitment that is not said",
        "Which commitment a month does the discount take, and for how long?",
    ),
    "volume": (
        "above a volume",
        "Does the discount hold for all of our traffic, or for what is above the volume?",
    ),
    "": ("", "Are the prices that were said before or after the discount, and for which traffic?"),
}


def _overage(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    bill, price = offered.get("overage_price_per_month"), reading.figure("$/token")
    volume = derived(offered, "committed_tokens_per_month")
    if bill is None or volume is None or price is None:
        lines.notes.append(f"overage: {reading.shown}; not counted, no committed volume is known")
        return
    traffic = offered["monthly_tokens"]
    shown = f"{_show('monthly_tokens', traffic)} of {_show('monthly_tokens', volume)} committed"
    more = f"{_month(bill)} with it" if traffic > volume else "none at this traffic"
    lines.notes.append(f"overage at {price.text}: {shown}, {more}")


def _cache_write(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    with_writes = offered.get("blended_price_with_writes")
    if with_writes is None:
        why = "the quote has no prices in components"
        if offered.get("tokens_below_prefix"):
            why = "nothing of this length is cached"
        lines.notes.append(f"cache writes: {reading.shown}; not counted, {why}")
        return
    lines.notes.append(
        f"cache writes at {reading.shown}: {_price(with_writes)} where all fresh input is written"
    )


def _storage(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    cost = derived(offered, "storage_price_per_month")
    if cost is not None:
        lines.notes.append(f"cache storage: {_month(cost)}; not counted")
        return
    lines.add(
        f"cache storage: {reading.shown}; not counted, how much is kept is not known",
        "How many tokens of our traffic would the cache keep at a time?",
    )


def _surcharge(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    beyond, length = surcharge_from(terms), offered.get("input_tokens")
    if beyond is None or length is None:
        lines.notes.append(f"long-context surcharge: {reading.shown}; not counted")
        return
    longer = f"{_show('input_tokens', length)} against {_show('input_tokens', beyond)}"
    dearer = offered.get("price_with_surcharge")
    if length <= beyond:
        lines.notes.append(f"long-context surcharge: none on this packet's mean, {longer}")
    elif dearer is not None:
        lines.notes.append(f"long-context surcharge: {_price(dearer)}, counted for all: {longer}")
    else:
        lines.add(
            f"long-context surcharge: {reading.shown}; not counted: {longer}",
            "Is the long-context price in place of the list price, and for the whole request?",
        )


def _minimum_prefix(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    cached, shortest = offered.get("cached_tokens"), reading.value("tokens")
    if cached is None or shortest is None:
        _plain(lines, offered, reading, terms)
        return
    note = f"{_show('cached_tokens', cached)} cached, at least {_show('cached_tokens', shortest)}"
    met = not derived({**offered, "minimum_prefix": shortest}, "tokens_below_prefix")
    lines.held("minimum prefix", note, met=met)


def _output_cap(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    output, cap = offered.get("output_tokens"), reading.value("tokens")
    if output is None or cap is None:
        _plain(lines, offered, reading, terms)
        return
    shown = _show("output_tokens", output)
    lines.held("output cap", f"{reading.shown} against {shown} on the mean", met=output <= cap)


def _cache_ttl(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    lines.add(
        f"cache TTL: {reading.shown}; the hit rate holds only if turns come sooner than that",
        f"Which hit rate do you see where turns come more than {reading.shown} apart?",
    )


def _provisioned(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    full = derived(offered, "provisioned_price_at_full_use")
    if full is None:
        _plain(lines, offered, reading, terms)
        return
    parts = [f"provisioned units: {_price(full)} only at full use"]
    needed, most = derived(offered, "provisioned_units"), units_said(reading)[1]
    short = needed is not None and needed > most
    # What as many units as are needed would cost, also where fewer are offered.
    priced = {**offered, "provisioned_units_minimum": 0.0} if short else offered
    units = derived(priced, "provisioned_units_rented")
    month, price = derived(priced, _RENT), derived(priced, "provisioned_price")
    if units is not None and month is not None:
        parts.append(f"{units:,.0f} for this traffic: {_month(month)}")
        parts[-1] += f", {_price(price)}" if price is not None else ""
    peak = peak_of(offered, "demand_processed_tps")
    if peak is not None:
        at_peak = derived({**offered, "demand_processed_tps_peak": peak[1]}, _AT_PEAK)
        parts.append(f"{at_peak:,.0f} at the {peak[0]}" if at_peak is not None else "")
    if "list_price" in offered:
        parts.append("not counted beside the price by the token")
    ask = "Does the rate of a unit count cached input, and what becomes of requests beyond it?"
    lines.add("; ".join(filter(None, parts)), ask)
    if short and needed is not None:
        note = f"{most:,.0f} are offered, this traffic takes {needed:,.0f}; not counted"
        lines.held("provisioned units", note, met=False)
        lines.asks.append(f"Can {needed:,.0f} units be had at that price?")


_RENT = "provisioned_price_per_month"
_AT_PEAK = "provisioned_units_at_peak"


def _fee(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    counted = "counted"
    if reading.figure("$/month") is None:
        counted = "not counted, it is not said by the month"
    elif "fee_per_month" not in offered:
        counted = "not counted, it says no fixed sum"
    elif "effective_price_per_month" not in offered:
        counted = "not counted, what this traffic costs by itself is not known"
    lines.notes.append(f"fee: {reading.shown}; {counted}")


def _credits(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    share = reading.figure("share")
    values = {**offered, "credit_share": share.value} if share is not None else offered
    back = derived(values, "credits_per_month")
    most = f": {_month(back)} comes back of a missed month" if back is not None else ""
    ask = "" if "outage" in terms else "From when on does it count as down? Do slow answers?"
    lines.add(f"SLA credits: {reading.shown}{most}; not counted", ask)


def _reasoning(lines: Lines, offered: Mix, reading: TermReading, terms: Terms) -> None:
    lines.add(
        f"reasoning tokens: {' '.join(reading.words.split())}; the packet's output must hold them",
        "How many reasoning tokens come with an answer like ours, and are they billed as output?",
    )


def rent_of(lines: Lines, rented: Rented, listed: float | None) -> None:
    """What a rent comes to on this traffic, with how many are rented; or why that is not known."""
    if not rented.units:
        lines.notes.append(f"rent: no price on this traffic, {rented.reason}")
        return
    parts = [f"rent: {rented.words}, on the napkin"]
    if rented.per_month is None or rented.price is None:
        parts.append(rented.reason)
    else:
        parts[0] += f": {_month(rented.per_month)}, {_price(rented.price)}"
    if rented.bound:
        parts.append(f"{rented.bound} keeps more out of a replica")
    if rented.at_peak > rented.units:
        parts.append(f"{rented.at_peak:,} {rented.unit}s at the highest hour")
    ask = ""
    if rented.assumed:
        parts.append(f"the machine is not said, so {rented.on} is taken")
        ask = f"Which GPU is it, and how many are in a {rented.unit}?"
        ask = "Which GPU is it?" if rented.unit == "GPU" else ask
    if listed is not None:
        parts.append("not counted beside the price by the token")
    lines.add("; ".join(parts), ask)


_OF_TERM: dict[str, Callable[[Lines, Mix, TermReading, Terms], None]] = {
    "commitment": _commitment,
    "discount": _discount,
    "free": _free,
    "overage": _overage,
    "cache write": _cache_write,
    "storage": _storage,
    "surcharge": _surcharge,
    "minimum prefix": _minimum_prefix,
    "output cap": _output_cap,
    "cache TTL": _cache_ttl,
    "provisioned units": _provisioned,
    "fee": _fee,
    "SLA credits": _credits,
    "reasoning tokens": _reasoning,
}
