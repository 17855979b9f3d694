"""What is not certain, as JSON: percentiles beside values, the probability beside a claim, and
what moves a result most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formulas.book import BOOK
from formulas.declare import BASES
from formulas.display import json_number
from formulas.spread import COUNT, SEED

if TYPE_CHECKING:
    from formulas.chain import Results
    from formulas.declare import Variable
    from formulas.spread import Percentiles
    from sessions.document.session import Session
    from sessions.judging.verdict import JudgedQuote, Verdict
    from sessions.setups.resolve import Resolved
    from sessions.setups.sensitivity import Swing

Json = dict[str, Any]


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
            "value": _quantity(id, found.value),
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
        "now": _quantity(swing.id, swing.now),
        "low": _quantity(swing.id, swing.range.low),
        "high": _quantity(swing.id, swing.range.high),
        "range": swing.range.said_by or "a fifth to either side",
        "published": swing.fixed,
        "steps": swing.steps,
    }
    for name, number in (("at_low", swing.at_low), ("at_high", swing.at_high)):
        if number is not None:
            told[name] = _quantity(id, number)
    if swing.elasticity is not None:
        told["elasticity"] = swing.elasticity
    return told


def _quantity(id: str, value: float) -> Json:
    unit = BOOK.variables[id].unit
    return {"value": json_number(value, unit), "unit": unit.text}
