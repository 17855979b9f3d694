"""What an offer comes to, as JSON beside its verdicts: deal, quality, who said it, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formulas.book import BOOK
from formulas.display import json_number

if TYPE_CHECKING:
    from sessions.document.session import Eval, Quote, Session, SetUp

Json = dict[str, Any]
# The figures of a deal, and the variable that each is shown as.
FIGURES = {
    "list_price": "offer_price",
    "price_at_fewer_hits": "blended_price_at_fewer_hits",
    "price_per_month": "usage_price_per_month",
    "effective_price": "effective_price",
    "effective_price_per_month": "effective_price_per_month",
}


def offer(session: Session, setup: SetUp, quote: Quote, since: tuple[str, ...] = ()) -> Json:
    """What to lay over a judged quote. `since` is what changed since the round before."""
    found: Json = {}
    if quote.valid_until is not None:
        found["valid_until"] = quote.valid_until.isoformat()
    for key, words in (("said_by", quote.said_by), ("where", quote.where)):
        if words:
            found[key] = words
    if quote.evals:
        found["evals"] = [_eval(each) for each in quote.evals]
    found["deal"] = deal(session, setup, quote)
    found["quality"] = quality(session, quote)
    if since:
        found["since"] = list(since)
    return found


def deal(session: Session, setup: SetUp, quote: Quote) -> Json:
    """The figures of a deal as quantities, and its lines."""
    from sessions.offers.deal import deal_of

    made = deal_of(session, setup, quote)
    found: Json = {}
    for name, id in FIGURES.items():
        value = getattr(made, name)
        if value is not None:
            unit = BOOK.variables[id].unit
            found[name] = {"value": json_number(value, unit), "unit": unit.text}
    found["notes"] = list(made.notes)
    if made.asks:
        found["asks"] = list(made.asks)
    if made.missed:
        found["missed"] = list(made.missed)
    return found


def quality(session: Session, quote: Quote) -> Json:
    """What is known of the quality, with its mark."""
    from sessions.offers.quality import quality_of

    made = quality_of(quote, session.packet.tiers)
    found: Json = {"mark": made.mark}
    for key, words in (("weights", made.weights), ("verified", made.verified)):
        if words:
            found[key] = words
    if made.evals:
        found["evals"] = [_eval(each) for each in made.evals]
    for key, lines in (("asks", made.asks), ("findings", made.findings)):
        if lines:
            found[key] = list(lines)
    return found


def _eval(each: Eval) -> Json:
    told: Json = {"name": each.name}
    for key, words in (
        ("by", each.by),
        ("result", each.result),
        ("weights", each.weights),
        ("date", each.date.isoformat() if each.date else ""),
        ("note", each.note),
    ):
        if words:
            told[key] = words
    return told


def with_offer(
    told: Json, session: Session, setup: SetUp, quote: Quote, since: tuple[str, ...] = ()
) -> Json:
    """A judged quote with its offer, and all findings about it in one list."""
    from sessions.judging.contradictions import against_mix

    laid = told | offer(session, setup, quote, since)
    findings = [
        *told["findings"],
        *against_mix(session, setup, quote),
        *laid["quality"].get("findings", ()),
        *since,
    ]
    return laid | {"findings": list(dict.fromkeys(findings))}


def offer_lines(quote: Json) -> list[tuple[str, str]]:
    """What a person reads of an offer, as (lead, text): prices, terms, quality, questions."""
    made, known = quote.get("deal", {}), quote.get("quality", {})
    lines: list[tuple[str, str]] = []
    said = [("valid until ", "valid_until"), ("said by ", "said_by"), ("", "where")]
    words = [f"{lead}{quote[key]}" for lead, key in said if key in quote]
    if words:
        lines.append(("", ", ".join(words)))
    text = prices(made)
    if text:
        lines.append(("deal: ", text))
    lines += [("term: ", note) for note in made.get("notes", ())]
    if known:
        lines.append(("quality: ", known["mark"]))
    asks = [*made.get("asks", ()), *known.get("asks", ())]
    return [*lines, *[("ask: ", ask) for ask in asks]]


def prices(made: Json) -> str:
    """The figures of a deal in one line: list, at fewer hits, a month, and with the terms."""
    parts = []
    if "list_price" in made:
        parts.append(f"list {_shown(made, 'list_price')}")
        if "price_at_fewer_hits" in made:
            parts.append(f"{_shown(made, 'price_at_fewer_hits')} at a hit rate 10 points lower")
        if "price_per_month" in made:
            parts.append(_shown(made, "price_per_month"))
    for name in ("effective_price", "effective_price_per_month"):
        plain = {"effective_price": "list_price", "effective_price_per_month": "price_per_month"}
        if name in made and made[name] != made.get(plain[name]):
            with_terms = "with its terms " if name == "effective_price" else ""
            parts.append(with_terms + _shown(made, name))
    return ", ".join(parts)


def _shown(made: Json, name: str) -> str:
    from workbench.report import shown

    return shown(made[name], 3)
