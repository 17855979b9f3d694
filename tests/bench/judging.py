"""Every verdict of a session of 10,000 claims, after an edit of one field."""

from __future__ import annotations

import gc
import statistics
import time

from sessions.document.session import Entry, Session, with_entry
from sessions.judging.judge import forget, judge_session
from sessions.judging.verdict import JudgedQuote
from sessions.setups.resolve import resolve
from tests.bench.large import large
from tests.bench.measure import Row, seconds

QUOTES, CLAIMS = 500, 20
TURNS = 15
# What is edited, and what it bears on.
EDITS = {
    "mbu": "bears on nearly all",
    "fresh_tokens": "bears on all",
    "context_tokens": "bears on all",
    "gpu_price": "bears on prices alone",
    "concurrency": "bears on none: every claim states it",
}


def _edited(session: Session, id: str, turn: int) -> Session:
    value = resolve(session, session.setup()).evaluate().get(id, "napkin") or 1.0
    entry = Entry.of(id, value * (1.01 + 0.01 * turn))
    return with_entry(session, id, entry, session.setup().name)


def _new(before: tuple[JudgedQuote, ...], now: tuple[JudgedQuote, ...]) -> int:
    """How many verdicts are others than before."""
    pairs = zip(before, now, strict=True)
    return sum(
        one is not other
        for a, b in pairs
        for one, other in zip(a.verdicts, b.verdicts, strict=True)
    )


def _row(session: Session, id: str) -> Row:
    taken, busy, judged_anew = [], [], 0
    before = judge_session(session)
    for turn in range(TURNS):
        edited = _edited(session, id, turn)
        gc.collect()
        gc.disable()  # the app sees to that between keys
        start, of_one = time.perf_counter(), time.process_time()
        now = judge_session(edited)
        taken.append(time.perf_counter() - start)
        busy.append(time.process_time() - of_one)
        gc.enable()
        judged_anew, before = _new(before, now), now
    took = statistics.median(taken) * 1e3
    told = (
        f"{EDITS[id]}: {judged_anew:,} judged anew; median of {TURNS}, longest"
        f" {max(taken) * 1e3:.1f} ms, {statistics.median(busy) * 1e3:.1f} ms of one processor"
    )
    what = f"{QUOTES} x {CLAIMS} claims, every verdict recomputed after an edit of {id}"
    return Row(what, took, 50.0, "ms", told)


def judging_rows() -> list[Row]:
    """After edits that bear on all claims, on some and on none; and the first time of all."""
    session = large(QUOTES, CLAIMS)
    forget()
    first = seconds(lambda: judge_session(session)) * 1e3
    rows = [_row(session, id) for id in EDITS]
    told = "each quote read, each contradiction sought, each chain compiled"
    rows.append(Row(f"{QUOTES} x {CLAIMS} claims, judged first", first, 250.0, "ms", told))
    return rows
