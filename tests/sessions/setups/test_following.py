"""The first values of a set-up follow the packet until somebody edits them."""

from __future__ import annotations

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Entry, Session, with_entry
from sessions.setups.first import added, followed
from sessions.store.load import load


def first() -> Session:
    session, _ = added(Session(), "Llama 3.1 8B", "H100")
    return session


def said(session: Session, id: str, text: str) -> Session:
    return followed(with_entry(session, id, Entry.read(id, text)))


def test_the_load_of_a_first_set_up_is_the_packets_as_soon_as_it_is_said() -> None:
    session = said(said(first(), "fresh_tokens", "2k"), "output_tokens", "500")
    (setup,) = session.setups
    assert setup.entries["context_tokens"].value == 2_500
    session = said(session, "demand_concurrency", "4")
    assert session.setups[0].entries["concurrency"].value == 4
    assert "first value" in session.setups[0].entries["concurrency"].origin


def test_what_somebody_edited_stays() -> None:
    session = first()
    session = with_entry(session, "concurrency", Entry.read("concurrency", "32"))
    after = said(session, "demand_concurrency", "4")
    assert after.setups == session.setups


def test_the_set_ups_of_the_worked_example_are_nobodys_first_values() -> None:
    session = load(EXAMPLE).session
    assert followed(session) is session
