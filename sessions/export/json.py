"""What an offer comes to, as JSON beside its verdicts: deal, quality, who said it, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from formulas.book import BOOK
from formulas.declare import BASES
from formulas.display import json_number
from formulas.spread import COUNT, SEED
from formulas.units import Measure
from sessions.claims.conditions import quantities
from sessions.claims.metrics import COMPONENTS
from sessions.document.session import Entry
from sessions.judging.verdict import JudgedQuote, Verdict

if TYPE_CHECKING:
    from formulas.chain import Results
    from formulas.declare import Variable
    from formulas.spread import Percentiles
    from sessions.document.session import Eval, Quote, Session, SetUp
    from sessions.setups.resolve import Resolved
    from sessions.setups.sensitivity import Swing

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
    from sessions.export.text import shown

    return shown(made[name], 3)


# --- What is not certain, as JSON: percentiles beside values, the probability beside a claim, and
# what moves a result most.


def draws(resolved: Resolved, wanted: tuple[str, ...], basis: str | None) -> Json:
    """`{"draws": ...}` with 5, 50 and 95 of 100 for every wanted value that some range moves;
    nothing where no input is a range.
    """
    from formulas.draws import percentiles  # NumPy: some 65 ms
    from sessions.document.ranges import in_words
    from sessions.setups.resolve import spreads_of

    spreads = spreads_of(resolved)
    if not spreads:
        return {}
    keys = [(id, b) for id in wanted for b in BASES if basis is None or b == basis]
    values: Json = {}
    for (id, on), found in percentiles(resolved.given, spreads, keys).items():
        values.setdefault(id, {})[on] = _percentiles(found, BOOK.variables[id])
    ranges = {id: in_words(BOOK.variables[id], each) for id, each in spreads.items()}
    return {"draws": {"count": COUNT, "seed": SEED, "ranges": ranges, "values": values}}


def _percentiles(found: Percentiles, variable: Variable) -> Json:
    unit = variable.unit
    told: Json = {
        name: json_number(number, unit)
        for name, number in zip(("p5", "p50", "p95"), found, strict=False)
    }
    told["unit"] = unit.text
    if found.valued < 1:
        told["valued"] = found.valued
    return told


def likely(
    session: Session, setup: str, judged: JudgedQuote, answer: Json, cache: dict[object, Any]
) -> Json:
    """A judged quote as JSON, with the probability beside every claim that a range bears on;
    `cache` holds what was drawn for this session already.
    """
    for verdict, claim in zip(judged.verdicts, answer["claims"], strict=True):
        claim.update(_of(session, setup, verdict, cache))
    for verdicts, open_one in zip(judged.readings, answer["ambiguous"], strict=True):
        for verdict, claim in zip(verdicts, open_one["verdicts"], strict=True):
            claim.update(_of(session, setup, verdict, cache))
    return answer


def _of(session: Session, setup: str, verdict: Verdict, cache: dict[object, Any]) -> Json:
    from sessions.judging.probability import honest

    found = honest(session, verdict, setup, cache=cache)
    if found is None or verdict.metric is None:
        return {}
    told = {"count": found.draws, "seed": found.seed, "ranges": dict(found.ranges)}
    napkin = _percentiles(found.napkin, verdict.metric.of)
    return {"probability": found.probability, "draws": {**told, "napkin": napkin}}


def moves(resolved: Resolved, results: Results, id: str) -> Json:
    """`{"sensitivity": ...}` of a result on the napkin, else on the first basis where it has a
    value; nothing where it has none.
    """
    from sessions.setups.sensitivity import sensitivity

    bases = list(results.by_basis(id))
    if not bases:
        return {}
    basis = "napkin" if "napkin" in bases else bases[0]
    found = sensitivity(resolved, results, id, basis)
    if found is None:
        return {}
    return {
        "sensitivity": {
            "basis": basis,
            "value": _quantity_of(id, found.value),
            "swings": [_swing(id, each) for each in found.swings],
            "still": list(found.still),
            "binds": [
                {"text": roof.text(), "intensity": roof.intensity, "ridge": roof.ridge}
                for roof in found.rooflines
            ],
            "branches": [
                {
                    "id": branch.id,
                    "function": branch.function,
                    "arguments": list(branch.arguments),
                    "binding": branch.binding,
                    "text": branch.text(),
                }
                for branch in found.branches
            ],
        }
    }


def _swing(id: str, swing: Swing) -> Json:
    told: Json = {
        "id": swing.id,
        "now": _quantity_of(swing.id, swing.now),
        "low": _quantity_of(swing.id, swing.range.low),
        "high": _quantity_of(swing.id, swing.range.high),
        "range": swing.range.said_by or "a fifth to either side",
        "published": swing.fixed,
        "steps": swing.steps,
    }
    for name, number in (("at_low", swing.at_low), ("at_high", swing.at_high)):
        if number is not None:
            told[name] = _quantity_of(id, number)
    if swing.elasticity is not None:
        told["elasticity"] = swing.elasticity
    return told


def _quantity_of(id: str, value: float) -> Json:
    unit = BOOK.variables[id].unit
    return {"value": json_number(value, unit), "unit": unit.text}


# --- Verdicts as JSON, in the shapes of the contract: a key is absent where it has no meaning.


def judged(result: JudgedQuote) -> Json:
    """One quote with its claims, conditions, terms and everything that was not settled."""
    quote = result.quote
    found: Json = {"provider": quote.provider}
    if quote.date is not None:
        found["date"] = quote.date.isoformat()
    if quote.round:
        found["round"] = quote.round
    if quote.valid_until is not None:
        found["valid_until"] = quote.valid_until.isoformat()
    found["claims"] = [claim(verdict) for verdict in result.verdicts]
    if {each["metric"] for each in found["claims"]} >= {*COMPONENTS}:
        for each in found["claims"]:
            if each["metric"] in COMPONENTS:
                each.pop("ask", None)  # all three are there: nothing is left to ask of one
    found["conditions"] = _conditions(quote.conditions)
    found["terms"] = dict(quote.terms)
    found["ambiguous"] = [
        {
            "text": open_one.text,
            "value": open_one.value,
            "unit": open_one.unit,
            "readings": list(open_one.readings),
            "ask": open_one.question,
            "verdicts": [claim(verdict) for verdict in readings],
        }
        for open_one, readings in zip(quote.ambiguous, result.readings, strict=True)
    ]
    found["refused"] = [{"text": r.text, "reason": r.reason} for r in quote.refused]
    found["unread"] = list(quote.unread)
    found["findings"] = list(result.findings)
    found["worst"] = result.worst
    return found


def claim(verdict: Verdict) -> Json:
    """One claim with its verdict."""
    said = verdict.claim
    found: Json = {"metric": said.metric}
    if verdict.metric is not None:
        unit = verdict.metric.of.unit
        found["quoted"] = _quantity(said.value.value, unit)
        if said.high is not None:
            found["high"] = _quantity(said.high.value, unit)
        for name, value in (
            ("napkin", verdict.napkin),
            ("fit", verdict.fit),
            ("ceiling", verdict.ceiling),
        ):
            if value is not None:
                found[name] = _quantity(value, unit)
    if said.statistic:
        found["statistic"] = said.statistic
    found["bound"] = said.bound
    if said.counts:
        found["counts"] = said.counts
    found["approx"] = said.approx
    found["assumed"] = list(verdict.assumed)
    found["conditions"] = _conditions(verdict.stated)
    for name, number in (("ratio", verdict.ratio), ("fold", verdict.fold)):
        if number is not None:
            found[name] = number
    found["flag"] = verdict.flag
    if verdict.fit_flag is not None:
        found |= {
            "fit_ratio": verdict.fit_ratio,
            "fit_fold": verdict.fit_fold,
            "fit_flag": verdict.fit_flag,
        }
    if verdict.direction:
        found["direction"] = verdict.direction
    found["beyond_ceiling"] = verdict.beyond_ceiling
    if verdict.ceiling_needs:
        found["ceiling_needs"] = {
            id: json_number(value, BOOK.variables[id].unit)
            for id, value in verdict.ceiling_needs.items()
        }
    if verdict.implied:
        found["implied"] = {
            id: _quantity(value, BOOK.variables[id].unit) for id, value in verdict.implied.items()
        }
    for name, words in (
        ("reading", verdict.reading),
        ("reason", verdict.reason),
        ("ask", verdict.ask),
    ):
        if words:
            found[name] = words
    if said.said:
        found["said"] = said.said
    return found


def _quantity(value: float, unit: Measure) -> Json:
    return {"value": json_number(value, unit), "unit": unit.text}


def _conditions(conditions: Mapping[str, Entry | str]) -> Json:
    found: Json = {}
    for name, said in conditions.items():
        if isinstance(said, Entry):
            variable = BOOK.variables.get(quantities().get(name, ""))
            found[name] = (
                _quantity(said.value, variable.unit) if variable is not None else said.value
            )
        else:
            found[name] = said
    return found
