"""The set-ups of a session side by side: each resolved, evaluated and judged, once per session
value.

Only while they are on show. What an edit did not touch is taken over: a field of one set-up leaves
the others as they are.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import Results, active_bases
from formulas.declare import Basis
from formulas.quantity import Refused
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Session, SetUp
from sessions.judging.judge import judge_session
from sessions.judging.verdict import JudgedQuote
from sessions.setups.resolve import resolve


class Column(NamedTuple):
    """One set-up: its values, or None with `problem` saying why not, and the quotes judged on it.

    `session` is the one that it was made from.
    """

    setup: SetUp
    session: Session
    results: Results | None
    judged: tuple[JudgedQuote, ...]
    bases: tuple[Basis, ...]
    problem: str = ""

    def value(self, id: str, basis: Basis) -> float | None:
        """A value on a basis."""
        if self.results is None:
            return None
        if BOOK.variables[id].kind == "fit":  # what a fit is made of is given to that basis alone
            return self.results.get(id, "fit")
        found = self.results.get(id, basis)
        if found is None and id not in BOOK.routes:
            return self.results.get(id, "napkin")  # what was entered is so on every basis
        return found


def line_up(session: Session, shown: Column | None, last: tuple[Column, ...]) -> tuple[Column, ...]:
    """Every set-up in the order of the session. `shown` is the one on show, which is there already;
    `last` are the columns before.
    """
    known = {column.setup.name: column for column in last}
    found: list[Column] = []
    for setup in session.setups:
        column = known.get(setup.name)
        if shown is not None and shown.setup is setup:
            column = shown
        elif column is None or column.setup is not setup or not _same(column.session, session):
            column = _column(session, setup)
        found.append(column)
    # The same columns are the same object: views ask no more than that.
    if len(found) == len(last) and all(_alike(a, b) for a, b in zip(found, last, strict=True)):
        return last
    return tuple(found)


def _same(one: Session, other: Session) -> bool:
    """Whether everything but the set-ups is the same for them."""
    return one is other or all(
        getattr(one, part) is getattr(other, part)
        for part in ("packet", "bill", "load_tests", "quotes", "thresholds")
    )


def _alike(one: Column, other: Column) -> bool:
    return one is other or all(a is b for a, b in zip(one, other, strict=True))


def _column(session: Session, setup: SetUp) -> Column:
    try:
        results = resolve(session, setup).evaluate()
    except (Refused, UnknownItem) as problem:
        return Column(setup, session, None, (), (), str(problem))
    judged = judge_session(session, setup.name)
    return Column(setup, session, results, judged, active_bases(results.plan.shape))
