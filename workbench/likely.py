"""What draws of ranges say, as JSON: percentiles beside values, the probability beside a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formulas.book import BOOK
from formulas.declare import BASES
from formulas.display import json_number

if TYPE_CHECKING:
    from formulas.declare import Variable
    from formulas.draws import Percentiles
    from sessions.resolve import Resolved
    from sessions.session import Session
    from sessions.verdict import JudgedQuote, Verdict

Json = dict[str, Any]


def draws(resolved: Resolved, wanted: tuple[str, ...], basis: str | None) -> Json:
    """`{"draws": ...}` with 5, 50 and 95 of 100 for every wanted value that some range moves;
    nothing where no input is a range.
    """
    from formulas.draws import COUNT, SEED, percentiles
    from sessions.ranges import in_words, spreads_of

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


def likely(session: Session, setup: str, judged: JudgedQuote, answer: Json) -> Json:
    """A judged quote as JSON, with the probability beside every claim that a range bears on."""
    for verdict, claim in zip(judged.verdicts, answer["claims"], strict=True):
        claim.update(_of(session, setup, verdict))
    for verdicts, open_one in zip(judged.readings, answer["ambiguous"], strict=True):
        for verdict, claim in zip(verdicts, open_one["verdicts"], strict=True):
            claim.update(_of(session, setup, verdict))
    return answer


def _of(session: Session, setup: str, verdict: Verdict) -> Json:
    from sessions.honest import honest

    found = honest(session, verdict, setup)
    if found is None or verdict.metric is None:
        return {}
    told = {"count": found.draws, "seed": found.seed, "ranges": dict(found.ranges)}
    napkin = _percentiles(found.napkin, verdict.metric.of)
    return {"probability": found.probability, "draws": {**told, "napkin": napkin}}
