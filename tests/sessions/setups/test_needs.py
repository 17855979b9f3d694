"""What the packet has yet to say: what is named is what is wanting, and nothing else."""

from __future__ import annotations

import pytest

from formulas.book import BOOK
from formulas.chain import Results
from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Entry, Session, with_entry
from sessions.setups.checks import MET, Need, lacking, needs
from sessions.setups.first import added
from sessions.setups.resolve import resolve
from sessions.store.load import load

WHOLE = load(EXAMPLE).session
BARE, SETUP = added(Session(), "Kimi K2.6", "B200")


def filled(session: Session, ids: tuple[str, ...]) -> Session:
    """The session with each of some fields entered, as its own example says."""
    for id in ids:
        session = with_entry(session, id, Entry.read(id, BOOK.variables[id].example), SETUP.name)
    return session


def results(session: Session) -> Results:
    return resolve(session, session.setup()).evaluate()


def test_a_whole_packet_needs_nothing() -> None:
    assert needs(WHOLE, results(WHOLE)) == ()


@pytest.mark.parametrize("need", needs(BARE, results(BARE)), ids=lambda need: need.answer)
def test_with_the_fields_that_are_named_the_answer_is_there(need: Need) -> None:
    session = filled(BARE, need.fields)
    assert need.answer not in [each.answer for each in needs(session, results(session))]


@pytest.mark.parametrize("need", needs(BARE, results(BARE)), ids=lambda need: need.answer)
def test_without_any_one_of_them_it_is_not(need: Need) -> None:
    if need.answer == MET:
        return  # any one level is enough
    for left in need.fields:
        session = filled(BARE, tuple([id for id in need.fields if id != left]))
        (again,) = [each for each in needs(session, results(session)) if each.answer == need.answer]
        assert again.fields == (left,)


def test_what_waits_for_something_else_names_no_field() -> None:
    assert lacking(results(BARE), "per_stream_tps") == ()
    unpriced = with_entry(WHOLE, "api_price", None)
    assert lacking(results(unpriced), "api_price_per_month") == ("api_price",)
