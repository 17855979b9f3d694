"""What `napkin quote` and `napkin check` answer: claims judged, and quotes kept."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.commands.explain import (
    Answer,
    BadInput,
    entries,
    findings,
    open_session,
    pick_setup,
    set_values,
)

if TYPE_CHECKING:
    from sessions.document.keep import Heard
    from sessions.document.session import Session, SetUp
    from sessions.judging.verdict import JudgedQuote

_TRIES = 20  # of adding a quote to a file that others add to as well


def quote(
    text: str, path: str | None, parts: Mapping[str, str], sets: tuple[str, ...], *, add: bool
) -> Answer:
    """`napkin quote`: one line as it was said, judged; with `add`, kept in the session file."""
    from sessions.document.clock import today
    from sessions.document.keep import placed
    from sessions.export.json import judged, likely, with_offer
    from sessions.judging.judge import judge_quote
    from sessions.prices.beside import lists
    from sessions.say.hear import read

    session = open_session(path)
    setup = pick_setup(session, parts)
    day = today()
    said = read(session, text, day)
    changed = _with_sets(session, setup, set_values(sets))
    head = _head(changed, setup.name)
    if add:
        # What is kept is judged as the quote that it joins; what is only asked about, by itself.
        heard = placed(session, said, day)
        said = heard.judged
    result = judge_quote(changed, said, setup.name)
    if add:
        _keep(path, heard, head["assumptions"])
    told = likely(changed, setup.name, result, judged(result), {})
    told = with_offer(told, changed, changed.setup(setup.name), result.quote)
    told |= lists(changed, changed.setup(setup.name), [result])[0]
    return {**head, "quotes": [told], "worst": result.worst}


def _with_sets(session: Session, setup: SetUp, given: Mapping[str, tuple[str, float]]) -> Session:
    """The session with the set-up as picked and every `--set` entered where it belongs."""
    from sessions.document.session import with_entry

    changed = session.with_setup(setup)
    for id, entry in entries(given).items():
        changed = with_entry(changed, id, entry, setup.name)
    return changed


def _then(session: Session, result: JudgedQuote, setup: str) -> Answer:
    """How a quote was judged when it was kept, where that was by another set."""
    from sessions.judging.judge import then

    was = then(session, result.quote, setup)
    if was is None:
        return {}
    flags = [v.flag for v in was.verdicts] if was.verdicts is not None else []
    return {"then": {"assumptions": was.by, "flags": flags}}


def _keep(path: str | None, heard: Heard, by: str) -> None:
    """Keep a line in a session file, by the same rule as on the screen; `by` are the assumptions
    that it was judged by.
    """
    from sessions.document.keep import can_keep, keep, placed, several
    from sessions.files.write import NotSaved
    from sessions.store.load import load
    from sessions.store.save import Conflict, save

    if path is None:
        raise BadInput(
            "--add: there is no session to keep the quote in; name one: napkin quote TEXT"
            " SESSION --add"
        )
    if names := several(heard):
        raise BadInput(f"--add: {names}")
    if not can_keep(heard.quote):
        raise BadInput("--add: nothing in this line says anything to keep")
    for left in reversed(range(_TRIES)):
        loaded = load(path)
        there = placed(loaded.session, heard.quote, heard.day)
        try:
            save(keep(loaded.session, there, by)[0], path, loaded)
            break
        except Conflict as failed:
            # Somebody else added theirs meanwhile: adding one more to that is no conflict.
            if not left:
                raise BadInput(f"--add: {failed}") from failed
        except NotSaved as failed:
            raise BadInput(f"--add: {failed}") from failed
    print(f"kept in {path}", file=sys.stderr)


def check(
    path: str | None, parts: Mapping[str, str], sets: tuple[str, ...], provider: str
) -> Answer:
    """`napkin check`: every quote of a session, or of one provider."""
    from formulas.verdicts import worst
    from sessions.export.bakeoff import bakeoff_json
    from sessions.export.json import judged, likely, with_offer
    from sessions.judging.judge import judge_session
    from sessions.offers.changes import since_last
    from sessions.prices.beside import lists

    session = open_session(path)
    setup = pick_setup(session, parts)
    changed = _with_sets(session, setup, set_values(sets))
    results = judge_session(changed, setup.name)
    if provider:
        known = sorted({q.provider for q in session.quotes})
        results = tuple([r for r in results if r.quote.provider.lower() == provider.lower()])
        if not results:
            raise BadInput(
                f"--provider: no quote of {provider!r}; there is {', '.join(known) or 'none'}"
            )
    drawn: dict[object, Any] = {}
    since = since_last(changed.quotes)
    listed = lists(changed, changed.setup(setup.name), results)
    beside = {} if provider else {"bakeoff": bakeoff_json(changed, setup.name)}
    quotes = [
        likely(changed, setup.name, r, judged(r), drawn) | _then(changed, r, setup.name)
        for r in results
    ]
    return {
        **_head(changed, setup.name),
        "quotes": [
            with_offer(
                told, changed, changed.setup(setup.name), r.quote, since.get(id(r.quote), ())
            )
            | found
            for told, r, found in zip(quotes, results, listed, strict=True)
        ],
        **beside,
        "worst": worst([r.worst for r in results]),
    }


def _head(session: Session, name: str) -> Answer:
    """What every answer names, and what the session says against itself."""
    from sessions.setups.resolve import resolve

    resolved = resolve(session, session.setup(name))
    return {
        "session": session.title,
        "setup": name,
        "assumptions": resolved.assumptions.label,
        "findings": findings(resolved, resolved.evaluate()),
    }


def attention(answer: Answer) -> int:
    """1 when a claim is 10x off or beyond the ceiling, 2 when nothing at all was understood, else
    0.
    """
    claims = [claim for quote in answer["quotes"] for claim in quote["claims"]]
    kinds = ("claims", "ambiguous", "terms", "conditions")
    if answer["quotes"] and not any(quote[kind] for quote in answer["quotes"] for kind in kinds):
        return 2
    return int(any(claim["flag"] == "10x-off" or claim.get("beyond_ceiling") for claim in claims))
