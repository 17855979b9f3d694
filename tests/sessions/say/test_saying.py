"""Where a line goes when it is kept: the round and day that it states, and in which currency."""

from __future__ import annotations

import datetime

import pytest

from sessions.document import keep
from sessions.document.session import Entry, Quote, Session
from sessions.say import hear as saying

TODAY = datetime.date(2026, 11, 29)
EMPTY = Session()
YESTERDAY = TODAY - datetime.timedelta(days=1)


def said(session: Session, *lines: str, today: datetime.date = TODAY) -> Session:
    """The session once some lines were heard and kept, one after the other."""
    for line in lines:
        session, _ = keep.keep(session, saying.hear(session, line, today))
    return session


def speakers(line: str, session: Session = EMPTY) -> tuple[str, ...]:
    """Who speaks in a line."""
    heard = saying.hear(session, line, TODAY)
    return (heard.quote.provider, *heard.others)


def rounds(session: Session) -> list[tuple[str, int, int]]:
    """Each quote's provider, round, and number of claims."""
    return [(quote.provider, quote.round, len(quote.claims)) for quote in session.quotes]


def test_a_second_line_of_the_same_day_joins_the_first() -> None:
    session = said(Session(), "Acme: $0.28/M", "Acme: 40 tok/s/user")
    assert rounds(session) == [("Acme", 1, 2)]


def test_a_stated_round_begins_on_the_same_day() -> None:
    session = said(Session(), "Acme: $0.28/M", "Acme round 2: $0.26/M", "Acme: 40 tok/s/user")
    assert rounds(session) == [("Acme", 1, 1), ("Acme", 2, 2)]


def test_a_stated_round_joins_that_round_on_any_day() -> None:
    session = said(Session(), "Acme: $0.28/M", "Acme, 2nd offer: $0.26/M", today=YESTERDAY)
    session = said(session, "Acme round 1: 40 tok/s/user")
    assert rounds(session) == [("Acme", 1, 2), ("Acme", 2, 1)]
    assert session.quotes[0].date == YESTERDAY


def test_a_stated_day_joins_the_quote_of_that_day_or_begins_one() -> None:
    session = said(Session(), "Acme: $0.28/M", today=YESTERDAY)
    session = said(session, "Acme (28 Nov): 40 tok/s/user", "Acme (21 Nov): $0.31/M")
    assert rounds(session) == [("Acme", 1, 2), ("Acme", 2, 1)]
    assert [quote.date for quote in session.quotes] == [YESTERDAY, datetime.date(2026, 11, 21)]


def test_the_first_line_of_a_provider_may_state_any_round() -> None:
    heard = saying.hear(Session(), "Acme round 3: $0.28/M", TODAY)
    assert (heard.round, heard.joins) == (3, None)
    assert rounds(said(Session(), "Acme round 3: $0.28/M")) == [("Acme", 3, 1)]


def test_what_was_said_by_itself_holds_for_what_joins_that_round_and_for_no_other() -> None:
    session = said(Session(), "Acme: c=64 on 8xB200")
    joined = saying.hear(session, "Acme: 40 tok/s/user", TODAY).judged
    begun = saying.hear(session, "Acme round 2: 40 tok/s/user", TODAY).judged
    assert "concurrency" in joined.conditions
    assert begun.conditions == {}


def test_nobody_said_the_conditions_of_one_line_of_the_figures_of_the_next() -> None:
    session = said(Session(), "Acme: 40 tok/s/user at c=64", "Acme: TTFT 1 s")
    speed, first_token = session.quotes[0].claims
    assert "concurrency" in speed.conditions
    assert "concurrency" not in {**session.quotes[0].conditions, **first_token.conditions}


def test_how_long_it_holds_is_kept_with_the_quote() -> None:
    session = said(Session(), "Acme: $0.28/M", "Acme: valid for 30 days")
    assert session.quotes[0].valid_until == TODAY + datetime.timedelta(days=30)
    assert said(session, "Acme: 40 tok/s/user").quotes[0].valid_until is not None


@pytest.mark.parametrize("rate", [1.0, 1.08, 2.5])
def test_another_currency_is_read_at_the_sessions_rate(rate: float) -> None:
    session = Session(currency={"EUR": Entry(f"${rate}", rate)})
    (claim,) = saying.hear(session, "Acme: €0.25/M", TODAY).quote.claims
    assert claim.value.value == pytest.approx(0.25e-6 * rate)
    assert saying.hear(Session(), "Acme: €0.25/M", TODAY).quote.claims == ()


def test_labels_with_a_colon_are_no_speakers() -> None:
    assert speakers("Acme:\nInput: $0.55/M\nOutput: $2.19/M") == ("Acme",)
    assert speakers("Acme: $0.28/M\nZed: $0.35/M") == ("Acme", "Zed")


def test_whom_the_session_knows_is_a_second_speaker_without_a_colon() -> None:
    line = "Zeta: $0.28/M. Borealis $0.40/M"
    known = Session(quotes=(Quote(provider="Borealis"),))
    assert speakers(line) == ("Zeta",)
    assert speakers(line, known) == ("Zeta", "Borealis")
    heard = saying.hear(known, line, TODAY)
    assert keep.several(heard).startswith("Zeta and Borealis in one line: nothing was kept.")


def test_a_line_is_dated_by_the_day_on_which_it_was_heard() -> None:
    heard = saying.hear(Session(), "Acme: $0.28/M", YESTERDAY)
    (quote,) = keep.keep(Session(), heard)[0].quotes
    assert quote.date == YESTERDAY
