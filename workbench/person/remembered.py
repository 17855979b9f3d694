"""What napkin remembers between two starts: sessions, where you were in them, what was said.

Nothing here is anybody's work, so nothing here may stand in its way: what cannot be read is
forgotten, and what cannot be written is not.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sessions.files import write
from sessions.files.problems import BadDocument
from sessions.files.read import read_bytes

MOST = 30  # sessions
MOST_SAID = 200
_LONGEST = 4_000


class Visit(NamedTuple):
    """A session and where one was in it.

    Attributes:
        path: the file, absolute.
        when: seconds since 1970.
        worst: the word of its most serious flag, when it was left.
        setup, basis, field, formula, claim: what was selected.
        pane: which pane one was in.
    """

    path: str
    when: float = 0.0
    worst: str = ""
    setup: str = ""
    basis: str = ""
    field: str = ""
    formula: str = ""
    claim: str = ""
    pane: str = ""


class Memory(NamedTuple):
    """All of it.

    Attributes:
        recent: newest first, each file once.
        said: lines of the say line, newest last.
        steps: which of the first steps were taken.
        started: how often napkin was opened on a terminal.
        shares, stories: how the columns and rows were shared, as `Layout` has them; empty for the
            shares of the house.
    """

    recent: tuple[Visit, ...] = ()
    said: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    started: int = 0
    shares: tuple[int, ...] = ()
    stories: tuple[int, ...] = ()

    def visit(self, path: str) -> Visit | None:
        """The last visit of a file."""
        full = absolute(path)
        return next((visit for visit in self.recent if visit.path == full), None)

    def visited(self, visit: Visit) -> "Memory":
        """With a visit as the newest."""
        others = tuple([each for each in self.recent if each.path != visit.path])
        return self._replace(recent=(visit, *others)[:MOST])

    def forgotten(self, path: str) -> "Memory":
        """Without a file."""
        return self._replace(recent=tuple([v for v in self.recent if v.path != path]))


def absolute(path: str) -> str:
    """A path that means the same from every folder."""
    return os.path.abspath(os.path.expanduser(path))


def memory_path() -> Path:
    """Where it is kept: the platform's folder for such (XDG_STATE_HOME on Linux)."""
    from platformdirs import user_state_path

    return user_state_path("napkin") / "remembered.json"


def recall(path: Path | None = None) -> Memory:
    """What is remembered; of a file that cannot be read, nothing."""
    path = path if path is not None else memory_path()
    try:
        data = read_bytes(path)  # waits for no pipe, and reads no endless file
    except BadDocument:
        return Memory()
    import json

    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return Memory()
    return _read(found) if isinstance(found, dict) else Memory()


def _read(data: dict[str, Any]) -> Memory:
    recent = [visit for visit in map(_visit, _list(data, "recent")) if visit is not None]
    started = data.get("started")
    return Memory(
        tuple(recent[:MOST]),
        tuple(_texts(data, "said")[-MOST_SAID:]),
        tuple(_texts(data, "steps")),
        started if isinstance(started, int) and 0 <= started < 2**31 else 0,
        _shares(data, "shares"),
        _shares(data, "stories"),
    )


def _shares(data: dict[str, Any], key: str) -> tuple[int, ...]:
    found = _list(data, key)
    whole = [each for each in found if isinstance(each, int) and 0 < each < 1000]
    return tuple(whole) if len(found) == len(whole) == 3 else ()


def _list(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []


def _texts(data: dict[str, Any], key: str) -> list[str]:
    return [text for text in _list(data, key) if isinstance(text, str) and len(text) <= _LONGEST]


def _visit(data: Any) -> Visit | None:
    if not isinstance(data, dict) or not isinstance(data.get("path"), str):
        return None
    when = data.get("when")
    texts = {
        name: value
        for name in Visit._fields
        if name != "when" and isinstance(value := data.get(name), str)
    }
    sane = isinstance(when, int | float) and 0 <= when < 1e11
    stamp = float(when or 0.0) if sane else 0.0
    return Visit("")._replace(when=stamp, **texts)


def remember(change: Callable[[Memory], Memory], path: Path | None = None) -> None:
    """Change what is remembered. It is read anew first: another napkin may have written it."""
    path = path if path is not None else memory_path()
    import filelock

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(path.with_suffix(".lock"), timeout=1):
            _rewrite(path, change)
    except (OSError, ValueError, write.NotSaved, filelock.Timeout):
        return  # a home that cannot be written to forgets


def _rewrite(path: Path, change: Callable[[Memory], Memory]) -> None:
    before = recall(path)
    after = change(before)
    if after == before:
        return
    import json

    data = {
        "recent": [visit._asdict() for visit in after.recent],
        "said": after.said[-MOST_SAID:],
        "steps": after.steps,
        "started": after.started,
        "shares": after.shares,
        "stories": after.stories,
    }
    write.write(path, json.dumps(data, indent=1).encode())
