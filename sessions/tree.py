"""A session as plain data, in the order in which a file says it: what is written, and compared.

Two sessions with the same tree say the same. What a file need not say, because it is what nothing
means, is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from formulas.verdicts import THRESHOLDS
from sessions.align import Inline, Tree
from sessions.findings import Path
from sessions.session import (
    DEFAULT_SET,
    SCHEMA,
    Claim,
    Entry,
    Eval,
    LoadTest,
    Note,
    Packet,
    Quote,
    Session,
    SetUp,
)

# What a value may lose when it is shown as text and read again (`Entry.of` shows seven digits).
CLOSE = 1e-6


def tree_of(session: Session) -> Tree:
    """The session as a document: texts as they were typed, tables as dicts, in reading order."""
    tree: Tree = {"schema": SCHEMA, "title": session.title, "active": session.active}
    if session.thresholds != THRESHOLDS:
        tree["thresholds"] = list(session.thresholds)
    tree["packet"] = _packet(session.packet)
    tree["bill"] = _entries(session.bill)
    tree["currency"] = {code: _entry(entry) for code, entry in session.currency.items()}
    tree["setup"] = [_setup(setup) for setup in session.setups]
    tree["loadtest"] = [_load_test(test) for test in session.load_tests]
    tree["quote"] = [_quote(quote) for quote in session.quotes]
    tree["note"] = [_note(note) for note in session.notes]
    return _without_nothing(tree)


def same(one: Session, other: Session) -> bool:
    """Whether two sessions say the same, with values as close as their texts can tell."""
    if tree_of(one) != tree_of(other):
        return False
    values = dict(_values(other))
    return all(
        math.isclose(value, values[path], rel_tol=CLOSE, abs_tol=1e-300)
        for path, value in _values(one)
    )


def _without_nothing(tree: Tree) -> Tree:
    return {key: value for key, value in tree.items() if value not in ("", [], {}, None)}


def _said(**pairs: Any) -> Tree:
    return _without_nothing(pairs)


def _packet(packet: Packet) -> Tree:
    said = _said(objective=packet.objective, tiers=list(packet.tiers), burstiness=packet.burstiness)
    priorities = {name: float(weight) for name, weight in packet.priorities.items()}
    return said | _entries(packet.entries) | _said(priorities=priorities)


def _entries(entries: Mapping[str, Entry]) -> Tree:
    """Quantities by id, and their origins in a table of its own below them."""
    tree: Tree = {id: entry.text for id, entry in entries.items()}
    origins = {id: entry.origin for id, entry in entries.items() if entry.origin}
    return tree | ({"origin": origins} if origins else {})


def _entry(entry: Entry | str) -> str | Inline:
    """A quantity where no table of origins stands beside it."""
    if isinstance(entry, str):
        return entry
    return Inline(value=entry.text, origin=entry.origin) if entry.origin else entry.text


def _setup(setup: SetUp) -> Tree:
    words = _said(
        model=setup.model,
        hardware=setup.hardware,
        weights=setup.weights,
        kv=setup.kv,
        assumptions=setup.assumptions or DEFAULT_SET,
        note=setup.note,
        attention=setup.attention,
        feed_forward=setup.feed_forward,
        kv_layout=setup.kv_layout,
        engine=setup.engine,
    )
    tree = {"name": setup.name} | words | _entries(setup.entries)
    # In reading order the origins of the set-up stand before what was measured.
    return tree | ({"measured": _entries(setup.measured)} if setup.measured else {})


def _load_test(test: LoadTest) -> Tree:
    entries = {id: _entry(entry) for id, entry in test.entries.items()}
    return {"setup": test.setup} | _said(origin=test.origin) | entries


def _conditions(conditions: Mapping[str, Entry | str]) -> Tree:
    return {name: _entry(said) for name, said in conditions.items()}


def _quote(quote: Quote) -> Tree:
    words = _said(
        date=quote.date,
        round=quote.round or None,
        said=quote.said,
        note=quote.note,
        judged=quote.judged,
        valid_until=quote.valid_until,
        said_by=quote.said_by,
        where=quote.where,
        unread=list(quote.unread),
        conditions=_conditions(quote.conditions),
        terms=dict(quote.terms),
        claim=[_claim(claim) for claim in quote.claims],
        eval=[_eval(each) for each in quote.evals],
        ambiguous=[
            {"text": each.text, "value": float(each.value)}
            | _said(unit=each.unit, readings=list(each.readings), question=each.question)
            for each in quote.ambiguous
        ],
        refused=[{"text": each.text} | _said(reason=each.reason) for each in quote.refused],
    )
    return {"provider": quote.provider} | words


def _claim(claim: Claim) -> Tree:
    tree: Tree = {"metric": claim.metric, "value": _entry(claim.value)}
    return tree | _said(
        high=_entry(claim.high) if claim.high else None,
        statistic=claim.statistic,
        bound="" if claim.bound == "typical" else claim.bound,
        counts=claim.counts,
        approx=claim.approx or None,
        said=claim.said,
        note=claim.note,
        said_by=claim.said_by,
        where=claim.where,
        private=claim.private or None,
        conditions=_conditions(claim.conditions),
    )


def _eval(each: Eval) -> Tree:
    more = _said(
        by=each.by, result=each.result, weights=each.weights, date=each.date, note=each.note
    )
    return {"name": each.name} | more


def _note(note: Note) -> Tree:
    return _said(date=note.date, provider=note.provider) | {"text": note.text}


def _values(session: Session) -> Iterator[tuple[Path, float]]:
    """Every value of a session with its place, to hold against another's."""
    groups: list[tuple[Path, Mapping[str, Entry | str]]] = [
        (("packet",), session.packet.entries),
        (("bill",), session.bill),
        (("currency",), session.currency),
    ]
    for i, setup in enumerate(session.setups):
        groups += [(("setup", i), setup.entries), (("setup", i, "measured"), setup.measured)]
    groups += [(("loadtest", i), test.entries) for i, test in enumerate(session.load_tests)]
    for i, quote in enumerate(session.quotes):
        groups.append((("quote", i, "conditions"), quote.conditions))
        for j, claim in enumerate(quote.claims):
            path: Path = ("quote", i, "claim", j)
            ends = {"value": claim.value} | ({"high": claim.high} if claim.high else {})
            groups += [(path, ends), ((*path, "conditions"), claim.conditions)]
    for path, entries in groups:
        for id, entry in entries.items():
            if isinstance(entry, Entry):
                yield (*path, id), entry.value
