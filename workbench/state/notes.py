"""Notes taken on a call: what makes a line one, where they stand in a session, and in which order
they are read.
"""

from __future__ import annotations

import datetime
import re

from sessions.document.session import Note, Session

# A dash or the word, as people begin one.
_BEGINS = re.compile(r"\s*(?:-\s|note(?::|\s))\s*", re.IGNORECASE)


def note_in(text: str) -> str | None:
    """The note that a line says it is, without what it begins with; None for any other line."""
    found = _BEGINS.match(text)
    return text[found.end() :].strip() if found else None


def with_note(session: Session, text: str, provider: str, now: datetime.datetime) -> Session:
    """The session with a note more, at a second of the local time."""
    note = Note(text.strip(), now.replace(microsecond=0), provider)
    return session._replace(notes=(*session.notes, note))


def notes_of(session: Session, provider: str) -> tuple[Note, ...]:
    """The notes on a provider, newest first; of those without a time, the last written first."""
    wanted = provider.casefold()
    found = [note for note in reversed(session.notes) if note.provider.casefold() == wanted]
    return tuple(sorted(found, key=lambda note: local(note.date), reverse=True))


def local(date: datetime.date | datetime.datetime | None) -> datetime.datetime:
    """A date, or a time of any zone, in local time; the beginning of time for none."""
    if date is None:
        return datetime.datetime.min
    if not isinstance(date, datetime.datetime):
        return datetime.datetime(date.year, date.month, date.day)
    if date.tzinfo is None:
        return date
    try:
        return date.astimezone().replace(tzinfo=None)
    except (OverflowError, ValueError, OSError):  # at the ends of the calendar
        return date.replace(tzinfo=None)


def time_of(note: Note, today: datetime.date) -> str:
    """When a note was taken, as short as it is clear: `14:03`, `10 Nov 14:03`, `10 Nov 2025`."""
    if note.date is None:
        return ""
    when = local(note.date)
    year = f" {when.year}" if when.year != today.year else ""
    day = f"{when.day} {when:%b}{year}" if when.date() != today else ""
    if not isinstance(note.date, datetime.datetime):
        return day or "today"
    return f"{day} {when:%H:%M}".strip()
