"""Verdicts as JSON, in the shapes of the contract: a key is absent where it has no meaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formulas.book import BOOK
from formulas.display import json_number
from formulas.units import Measure
from sessions.document.session import CONDITION_VARIABLES, Entry
from sessions.judging.verdict import JudgedQuote, Verdict
from sessions.offers.standing import COMPONENTS

Json = dict[str, Any]


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
            variable = BOOK.variables.get(CONDITION_VARIABLES.get(name, ""))
            found[name] = (
                _quantity(said.value, variable.unit) if variable is not None else said.value
            )
        else:
            found[name] = said
    return found
