"""A line read against the session: what it says, and where it goes when it is kept."""

from __future__ import annotations

import datetime

from sessions.document.keep import Heard, placed
from sessions.document.session import Quote, Session
from sessions.say import read_each, read_line


def read(session: Session, text: str, day: datetime.date) -> Quote:
    """What a line says on a day, with the providers and the currencies that the session knows."""
    known = tuple(dict.fromkeys([quote.provider for quote in session.quotes]))
    return read_line(text, providers=known, currency=session.currency, today=day).quote


def read_all(session: Session, text: str, day: datetime.date) -> tuple[Quote, ...]:
    """What each who speaks in a line says on a day."""
    known = tuple(dict.fromkeys([quote.provider for quote in session.quotes]))
    return read_each(text, providers=known, currency=session.currency, today=day)


def hear(
    session: Session, text: str, day: datetime.date, *, speaking: str = "", fresh: str = ""
) -> Heard:
    """Read a line that is said on a day; `speaking` is the provider that a line without a name
    goes to, `fresh` the one whose next line begins another round.
    """
    return placed(session, read(session, text, day), day, speaking=speaking, fresh=fresh)
