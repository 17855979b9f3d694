"""The bake-off: every provider beside every other, with picks and questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.book import quantity
from sessions.answers.about import known
from sessions.claims.metrics import BLENDED
from sessions.claims.telling import quoted
from sessions.document.session import PRIORITIES, Objective, Session
from sessions.judging.costs import PriceReading
from sessions.offers.bakeoff import BakeOff, Cell, Row, bake_off
from sessions.offers.moves import in_words, rounds
from sessions.offers.questions import questions, to_beat
from sessions.offers.ranking import Place, pareto, rankings

_SPEED, _MONTH = "per_stream_tps", "api_price_per_month"


class Compared(NamedTuple):
    """The table of a session on one of its set-ups, and who is ahead by each objective."""

    session: Session
    setup: str
    found: BakeOff
    rankings: Mapping[Objective, tuple[Place, ...]]

    @property
    def objective(self) -> Objective:
        """What the packet asks for."""
        return self.session.packet.objective or "service level"

    @property
    def shape(self) -> dict[str, object]:
        """Everything that the bake-off shows, by provider."""
        weights = self.session.packet.priorities
        return {
            "objective": self.objective,
            "priorities": {name: weights.get(name, 1.0) for name in PRIORITIES},
            "providers": [Provider(self, row) for row in self.found.rows],
            "rankings": {
                goal: [
                    {"provider": p.provider, "standing": p.standing, "reason": p.sentence}
                    for p in places
                ]
                for goal, places in self.rankings.items()
            },
            "pareto": [
                known(
                    provider=point.provider,
                    price=quantity(BLENDED, point.price),
                    speed=quantity(_SPEED, point.speed),
                    best=point.best,
                    doubt=point.doubt or None,
                )
                for point in pareto(self.found)
            ],
        }


def compared(session: Session, setup: str) -> Compared:
    """Every provider of a session beside every other."""
    found = bake_off(session, setup)
    return Compared(session, setup, found, rankings(found, session))


class Provider(NamedTuple):
    """One provider among the others."""

    among: Compared
    row: Row

    @property
    def shape(self) -> dict[str, object]:
        """Its offer, its figures, what it misses, and what there is to ask and to beat."""
        (session, setup, found, _), row = self.among, self.row
        newest, deal, cell = row.offer.newest, row.deal, row.cells.get(BLENDED)
        until = newest.valid_until
        reading = cell.verdict.price if cell is not None else None
        return {
            "provider": row.provider,
            "rounds": len(row.offer.rounds),
            "date": newest.date,
            "valid_until": until,
            "expired": row.expired if until is not None else None,
            "paid": quantity(BLENDED, row.paid),
            "price_at_fewer_hits": quantity(BLENDED, deal.price_at_fewer_hits),
            "price_per_month": quantity(_MONTH, deal.monthly),
            "rented": deal.rented.shape if deal.rented is not None else None,
            "price_reading": _reading(reading) if reading is not None else None,
            "cells": {
                id: _cell(cell, row.provider in found.best.get(id, ()))
                for id, cell in row.cells.items()
            },
            "quality": row.quality.mark,
            "worst": row.judged.worst,
            "beyond_ceiling": row.judged.beyond_ceiling,
            "missed": row.missed,
            "not_said": row.open,
            "questions": [each.text for each in questions(session, row)],
            "to_beat": [
                {"metric": beat.metric, "text": beat.text, "private": beat.private}
                for beat in to_beat(found, row.provider)
            ],
            "moved": [
                in_words(move)
                for each in rounds(session, setup, row.offer)[-1:]
                for move in each.moves
            ],
        }


def _reading(reading: PriceReading) -> dict[str, object]:
    """Where a price stands among its cost lines."""
    return known(
        floor=quantity(BLENDED, reading.floor),
        efficient=quantity(BLENDED, reading.efficient),
        yours=quantity(BLENDED, reading.yours),
        margin=reading.margin,
        break_even_utilization=reading.break_even_utilization,
        at_speed=quantity(_SPEED, reading.at_speed),
        concurrency=reading.batch,
        words=reading.words,
    )


def _cell(cell: Cell, best: bool) -> dict[str, object]:
    metric = cell.verdict.metric
    return known(
        said=quoted(cell.verdict.claim),
        flag=cell.verdict.flag,
        value=metric.of.quantity(cell.value) if metric is not None else None,
        met=cell.met,
        doubt=cell.doubt or None,
        carried_from=cell.carried or None,
        best=best,
    )
