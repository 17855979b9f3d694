"""A verdict as it was: by the set of assumptions that a quote was first judged by."""

from __future__ import annotations

from typing import NamedTuple

from sessions.catalogue.catalogue import UnknownItem, find
from sessions.document.session import Quote, Session
from sessions.judge import judge_quote
from sessions.verdict import Verdict


class Then(NamedTuple):
    """What was said of a quote when it was kept.

    Attributes:
        by: the set of assumptions and its version.
        verdicts: of its claims by that set, in their order; None where that version is not shipped
            any more.
    """

    by: str
    verdicts: tuple[Verdict, ...] | None


def then(session: Session, quote: Quote, setup_name: str = "") -> Then | None:
    """How a quote was judged when it was kept, or None where that is how it is judged now."""
    setup = session.setup(setup_name)
    try:
        now = find("assumptions", setup.assumptions).label
    except UnknownItem:
        return None
    if not quote.judged or quote.judged == now:
        return None
    try:
        was = find("assumptions", quote.judged)
    except UnknownItem:
        return Then(quote.judged, None)
    if was.label != quote.judged:
        return Then(quote.judged, None)
    # A name of its own: verdicts are kept by the name of their set-up.
    before = setup._replace(name=f"{setup.name} by {was.label}", assumptions=was.label)
    tests = tuple(
        [t._replace(setup=before.name) for t in session.load_tests if t.setup == setup.name]
    )
    past = session._replace(setups=(before,), active=before.name, load_tests=tests)
    return Then(quote.judged, judge_quote(past, quote, before.name).verdicts)
