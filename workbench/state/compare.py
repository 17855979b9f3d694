"""What the session says against its file and against the shipped example, and the way back.

Sessions are frozen, so what one of them says is found once and kept.
"""

import functools
from collections.abc import Iterator
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import Results
from formulas.memo import while_same
from formulas.quantity import Refused
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Session, entered, home_of, with_entry
from sessions.files.positions import scan
from sessions.setups.resolve import Resolved, resolve
from sessions.store.load import load
from workbench.state import fields
from workbench.state.fields import WEIGHTS, Field, is_word, with_weight, word_of
from workbench.state.state import State


class Says(NamedTuple):
    """What a session says of one of its set-ups; without `resolved`, only what was entered."""

    session: Session
    setup: str
    resolved: Resolved | None
    results: Results | None

    def value(self, id: str) -> float | None:
        """The value in force of a variable, or None."""
        if self.resolved is None or self.results is None:
            return None
        return fields.value_in(id, self.resolved, self.results)


class Difference(NamedTuple):
    """A field that does not say what the file says: texts as they stand in the field."""

    field: Field
    file: str
    now: str
    example: str


# The file's, the example's, and those of the set-ups switched to.
@while_same(most=4)
def says(session: Session, setup: str) -> Says | None:
    """What a session says of a set-up; None where it has no set-up of that name."""
    try:
        part = session.setup(setup)
    except KeyError:
        return None
    try:
        resolved = resolve(session, part)
        return Says(session, setup, resolved, resolved.evaluate())
    except (Refused, UnknownItem):
        return Says(session, setup, None, None)


@functools.cache
def example() -> Session:
    """The shipped example. A few milliseconds, the first time."""
    return load(None).session


def in_file(state: State) -> Says | None:
    """What was saved last says of the set-up on show; None where nothing was, or it is new."""
    saved = state.history.saved
    return says(saved, state.setup) if saved is not None else None


def in_example(state: State) -> Says | None:
    """What the example says of the set-up of the same name, else of its own first."""
    shipped = example()
    return says(shipped, state.setup) or says(shipped, shipped.setup().name)


def file_name(state: State) -> str:
    """What a saved session is called: an untitled one was only opened."""
    return "in the file" if state.path is not None else "as opened"


def text_in(at: Says, id: str) -> str:
    """What stands in a field there, as text; empty where nothing does."""
    return fields.text_of(at.session, at.setup, id, at.resolved, at.results)


def differs(at: Says, session: Session, setup: str, id: str) -> bool:
    """Whether a field holds something else of its own: another value, or the same word for word
    from elsewhere.
    """
    if is_word(id):
        return word_of(session, setup, id) != word_of(at.session, at.setup, id)
    return entered(session, id, setup) != entered(at.session, id, at.setup)


def differences(state: State, listed: tuple[Field, ...]) -> Iterator[Difference]:
    """Every field that is not as in the file, in the order of pane 1."""
    at = in_file(state)
    if at is None:
        return
    now = says(state.session, state.setup)
    shipped = in_example(state)
    for field in listed:
        if now is not None and differs(at, state.session, state.setup, field.id):
            yield Difference(
                field,
                text_in(at, field.id),
                text_in(now, field.id),
                text_in(shipped, field.id) if shipped is not None else "",
            )


def others(state: State) -> list[str]:
    """What else is not as in the file, in words."""
    saved, now = state.history.saved, state.session
    if saved is None:
        return []
    found: list[str] = []
    for word, old, new in (
        ("set-up", len(saved.setups), len(now.setups)),
        ("quote", len(saved.quotes), len(now.quotes)),
    ):
        if new != old:
            count = abs(new - old)
            more = "more" if new > old else "fewer"
            found.append(f"{count} {word}{'s' if count > 1 else ''} {more}")
    if len(saved.quotes) == len(now.quotes) and saved.quotes != now.quotes:
        found.append("quotes changed")
    known = {part.name: part for part in saved.setups}
    changed = [
        part.name
        for part in now.setups
        if part.name != state.setup and part.name in known and part != known[part.name]
    ]
    if changed:
        found.append("changed too: " + ", ".join(changed))
    return found


def taken_back(session: Session, setup: str, id: str, at: Says) -> Session:
    """The session with a field as it is there: value, text and origin."""
    if not is_word(id):
        own = entered(at.session, id, at.setup)
        return with_entry(session, id, own, setup)
    word = word_of(at.session, at.setup, id)
    if id == "title":
        return session._replace(title=word)
    if id in WEIGHTS:
        return with_weight(session, id, word)
    if id == "objective":
        objective = at.session.packet.objective
        return session._replace(packet=session.packet._replace(objective=objective))
    changes = {id: word}
    return session.with_setup(session.setup(setup)._replace(**changes))  # type: ignore[arg-type]


def line_in_file(state: State, id: str) -> int:
    """The line of the file that a field's value was read from, or 0: not where it was changed."""
    base, at = state.base, in_file(state)
    if base is None or at is None or differs(at, state.session, state.setup, id):
        return 0
    text = getattr(base, "text", "")
    session = state.history.saved
    if session is None or getattr(base, "session", None) != session:
        return 0
    names = [part.name for part in session.setups]
    if is_word(id):
        paths = {"title": ("title",), "objective": ("packet", "objective")}
        paths |= {field: ("packet", "priorities", name) for field, name in WEIGHTS.items()}
        path = paths.get(id) or ("setup", names.index(at.setup), id)
    else:
        place = {"packet": ("packet",), "bill": ("bill",)}
        home = home_of(BOOK.variables[id])
        inner = (id,) if home != "measured" else ("measured", id)
        path = (*place.get(home, ("setup", names.index(at.setup))), *inner)
    return _lines(text).get(path, 0)


@functools.lru_cache(maxsize=2)
def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of every key of a file."""
    positions = scan(text.replace("\r\n", "\n"))
    return {
        path: positions.line_column(place.key.start)[0] for path, place in positions.places.items()
    }
