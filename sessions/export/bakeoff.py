"""The bake-off for the command line: the same table, picks and questions, as JSON and as text."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from formulas.book import BOOK
from formulas.display import json_number
from formulas.units import Measure, measure
from formulas.verdicts import GLYPHS
from sessions.claims.metrics import BLENDED, METRICS
from sessions.claims.telling import per_million, per_month, quoted, title_of
from sessions.document.session import PRIORITIES, Session
from sessions.judging.costs import PriceReading
from sessions.offers.bakeoff import BakeOff, Cell, Row, bake_off
from sessions.offers.moves import in_words, rounds
from sessions.offers.questions import questions, to_beat
from sessions.offers.ranking import GOAL_TITLES, pareto, rankings

Json = dict[str, Any]
_HEAD, _CELL = 18, 24
_WIDTH = 100


def bakeoff_json(session: Session, setup: str) -> Json:
    """Everything that the bake-off shows, by provider; a key is absent where it has no meaning."""
    found = bake_off(session, setup)
    ranked = rankings(found, session)
    return {
        "objective": session.packet.objective or "service level",
        "priorities": {name: session.packet.priorities.get(name, 1.0) for name in PRIORITIES},
        "providers": [_row(session, setup, found, row) for row in found.rows],
        "rankings": {
            goal: [
                {"provider": p.provider, "standing": p.standing, "reason": p.sentence}
                for p in places
            ]
            for goal, places in ranked.items()
        },
        "pareto": [
            {
                "provider": point.provider,
                "price": _quantity(point.price, BOOK.variables[BLENDED].unit),
                "speed": _quantity(point.speed, BOOK.variables["per_stream_tps"].unit),
                "best": point.best,
            }
            | ({"doubt": point.doubt} if point.doubt else {})
            for point in pareto(found)
        ],
    }


def _row(session: Session, setup: str, found: BakeOff, row: Row) -> Json:
    newest, deal = row.offer.newest, row.deal
    told: Json = {"provider": row.provider, "rounds": len(row.offer.rounds)}
    if newest.date is not None:
        told["date"] = newest.date.isoformat()
    if newest.valid_until is not None:
        told |= {"valid_until": newest.valid_until.isoformat(), "expired": row.expired}
    price, unit = row.paid, BOOK.variables[BLENDED].unit
    month = BOOK.variables["api_price_per_month"].unit
    monthly = deal.effective_price_per_month or deal.price_per_month
    for name, value, its_unit in (
        ("paid", price, unit),
        ("price_at_fewer_hits", deal.price_at_fewer_hits, unit),
        ("price_per_month", monthly, month),
    ):
        if value is not None:
            told[name] = _quantity(value, its_unit)
    cell = row.cells.get(BLENDED)
    reading = cell.verdict.price if cell is not None else None
    if reading is not None:
        told["price_reading"] = _reading(reading)
    told["cells"] = {
        id: _cell(cell) | {"best": row.provider in found.best.get(id, ())}
        for id, cell in row.cells.items()
    }
    told |= {
        "quality": row.quality.mark,
        "worst": row.judged.worst,
        "beyond_ceiling": row.judged.beyond_ceiling,
        "missed": list(row.missed),
        "not_said": list(row.open),
        "questions": [each.text for each in questions(session, row)],
        "to_beat": [
            {"metric": beat.metric, "text": beat.text, "private": beat.private}
            for beat in to_beat(found, row.provider)
        ],
        "moved": [
            in_words(move) for each in rounds(session, setup, row.offer)[-1:] for move in each.moves
        ],
    }
    return told


def _reading(reading: PriceReading) -> Json:
    """Where a price stands among its cost lines."""
    unit = BOOK.variables[BLENDED].unit
    lines = (
        ("floor", reading.floor),
        ("efficient", reading.efficient),
        ("yours", reading.yours),
    )
    told: Json = {name: _quantity(value, unit) for name, value in lines if value is not None}
    for name, number in (
        ("margin", reading.margin),
        ("break_even_utilization", reading.break_even_utilization),
    ):
        if number is not None:
            told[name] = number
    if reading.at_speed is not None:
        told["at_speed"] = _quantity(reading.at_speed, BOOK.variables["per_stream_tps"].unit)
    if reading.batch is not None:
        told["concurrency"] = reading.batch
    return told | {"words": reading.words}


def _cell(cell: Cell) -> Json:
    verdict = cell.verdict
    told: Json = {"said": quoted(verdict), "flag": verdict.flag}
    if verdict.metric is not None:
        told["value"] = _quantity(cell.value, verdict.metric.of.unit)
    if cell.met is not None:
        told["met"] = cell.met
    for name, words in (("doubt", cell.doubt), ("carried_from", cell.carried)):
        if words:
            told[name] = words
    return told


def _quantity(value: float, unit: Measure) -> Json:
    return {"value": json_number(value, unit), "unit": unit.text}


# ------------------------------------------------------------------ as text


def bakeoff_text(found: Json) -> list[str]:
    """The table and the picks; nothing where there is nobody to compare."""
    providers = found["providers"]
    if len(providers) < 2:
        return []
    lines = ["Bake-off", ""]
    fits = max(1, (_WIDTH - _HEAD) // _CELL)
    for first in range(0, len(providers), fits):
        lines += [*_block(found, providers[first : first + fits]), ""]
    lines.append(
        f"  {GLYPHS['plausible']} {GLYPHS['2x-off']} {GLYPHS['10x-off']} held against the napkin;"
        " met, missed: your service level; * best that counts; ? not counted until shown"
    )
    lines.append("")
    for goal, places in found["rankings"].items():
        own = "> " if goal == found["objective"] else "  "
        first = places[0]
        who = first["provider"] if first["standing"] == "in" else f"nobody yet; {first['provider']}"
        text = f"{own}{GOAL_TITLES[goal]}: {who}, {first['reason']}"
        lines += wrap(text, _WIDTH, subsequent_indent="    ")
    return [*lines, ""]


def _block(found: Json, providers: list[Json]) -> list[str]:
    rows = [("", [each["provider"] for each in providers])]
    for title, key, say in (
        ("you pay", "paid", per_million),
        ("a month", "price_per_month", per_month),
        ("at fewer hits", "price_at_fewer_hits", per_million),
    ):
        if any(key in each for each in providers):
            rows.append((title, [_money(each.get(key), say) for each in providers]))
    claimed = {id for each in found["providers"] for id in each["cells"]}
    for id in METRICS:
        if id in claimed and id != BLENDED:
            rows.append((title_of(id), [_said(each, id) for each in providers]))
    rows.append(("quality", [each["quality"] for each in providers]))
    rows.append(("worst flag", [_worst(each) for each in providers]))
    return [
        f"  {title:<{_HEAD - 2}}"
        + "".join([f"{text[: _CELL - 1]:<{_CELL}}" for text in cells]).rstrip()
        for title, cells in rows
    ]


def _money(quantity: Json | None, say: Any) -> str:
    if quantity is None:
        return "-"
    text: str = say(quantity["value"] * measure(quantity["unit"]).factor)
    return text.removesuffix(" a month")


def _said(provider: Json, id: str) -> str:
    cell = provider["cells"].get(id)
    if cell is None:
        return "not said" if id in provider["not_said"] else "-"
    signs = [GLYPHS[cell["flag"]]] if cell["flag"] != "not-judged" else []
    if "met" in cell:
        signs.append("met" if cell["met"] else "missed")
    signs += ["?"] if "doubt" in cell else []
    signs += ["*"] if cell["best"] else []
    return " ".join([cell["said"], *signs])


def _worst(provider: Json) -> str:
    if provider["beyond_ceiling"]:
        return f"{GLYPHS['10x-off']} beyond ceiling"
    return f"{GLYPHS[provider['worst']]} {provider['worst'].replace('-', ' ')}"
