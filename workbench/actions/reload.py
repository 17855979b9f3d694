"""The file while it is open: noticed when somebody else changes it, and read again when asked."""

from __future__ import annotations

import difflib
import os
from typing import NamedTuple

from sessions.files.problems import BadDocument
from sessions.files.read import read_bytes
from sessions.store.load import Loaded, digest_of
from workbench.actions.desk import Desk, Stop, does, settle
from workbench.actions.files import Unread, judge_beside, read, say_cautions, show_problems
from workbench.dialogs.choose import Ask
from workbench.dialogs.modal import Tell
from workbench.keys.shown import keyed
from workbench.state import changes
from workbench.state import state as states
from workbench.views.text import clean

EVERY = 2.0  # seconds between two looks at the file
CHANGED, GONE = "changed on disk", "gone from disk"
_WHAT = {
    CHANGED: "changed on disk by somebody else. {reload} reads it again; nothing of yours is lost.",
    GONE: "moved or deleted. What is here stays; {save} asks where to keep it.",
}


class Seen(NamedTuple):
    """What a look at the file found: its stamp, its digest ("" where it is gone), and what the
    session was read from or last saved as when the look began.
    """

    base: Loaded
    stamp: tuple[int, int, int] | None
    digest: str


class FileWatch:
    """Looks whether the file is what it was; a folder that does not answer holds nobody up."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: Seen | None = None

    def look(self) -> None:
        """See whether somebody else wrote it."""
        desk, state, last = self._desk, self._desk.state, self._seen
        path, base = state.path, state.base
        if path is None or base is None or desk.running("save"):
            return

        def work(stop: Stop) -> Seen | None:
            stamp = _stamp(path)
            if last is not None and last.base is base and last.stamp == stamp:
                return None  # nothing was written since: the content is not read
            return Seen(base, stamp, _digest(path) if stamp is not None else "")

        desk.in_background(work, self._found, "watch")

    def _found(self, seen: Seen | None) -> None:
        """What a look found, unless the file was saved or another one opened meanwhile."""
        desk, last = self._desk, self._seen
        if seen is None or desk.state.base is not seen.base or desk.running("save"):
            return
        own = seen.base.digest
        told = last.digest if last is not None and last.base is seen.base else own
        self._seen = seen
        outside = "" if seen.digest == own else CHANGED if seen.digest else GONE
        if outside != desk.state.outside:
            desk.change(lambda state: changes.changed_outside(state, outside))
        if outside and seen.digest != told:
            desk.tell(f"{_file_name(desk)} was {keyed(_WHAT[outside])}", "warning")


def _file_name(desk: Desk) -> str:
    return os.path.basename(desk.state.path or "untitled")


def _stamp(path: str) -> tuple[int, int, int] | None:
    """What tells cheaply whether a file was written; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _digest(path: str) -> str:
    try:
        return digest_of(read_bytes(path))
    except (BadDocument, OSError) as problem:
        return clean(str(problem))[:80]  # something else stands there: changed in any case


# --- reload


@does("reload")
def reload(desk: Desk) -> None:
    """Read the file again; where that would set unsaved changes aside, ask."""
    settle(desk)
    path, setup = desk.state.path, desk.state.setup
    if path is None:
        desk.tell(keyed("This session is in no file yet; {save} saves it."))
        return

    def work(stop: Stop) -> Loaded | Unread:
        found = read(path)
        if isinstance(found, Loaded):
            # A large session is judged here, so that showing it finds that done.
            judge_beside(found.session, setup, stop)
        return found

    def done(found: Loaded | Unread) -> None:
        if isinstance(found, Unread):
            title = f"{path} was not read again, and nothing changed here"
            show_problems(desk, title, found.why)
        else:
            _choose_side(desk, found)

    desk.in_background(work, done, "open")


def _choose_side(desk: Desk, theirs: Loaded) -> None:
    state = desk.state
    same = state.base is not None and theirs.text == state.base.text
    if not state.unsaved:
        if same:
            desk.tell(f"{_file_name(desk)} says what is on screen.")
        else:
            _take(desk, theirs)
        return
    what = "is as you opened it" if same else "was changed on disk"
    question = f"{_file_name(desk)} {what}, and this session has unsaved changes."
    answers = (
        ("mine", "Keep mine; saving asks before it replaces theirs"),
        ("theirs", keyed("Take the file's; {undo} brings mine back")),
        ("differ", "See what differs"),
    )

    def chosen(answer: str | None) -> None:
        if answer == "theirs":
            _take(desk, theirs)
        elif answer == "differ":
            _differences(desk, theirs)

    desk.ask(Ask(question, answers), chosen)


def _take(desk: Desk, theirs: Loaded) -> None:
    before = desk.state.session
    desk.change(lambda state: states.reloaded(state, theirs, desk.scene.results))
    back = (
        keyed("{undo} goes back to what was here.")
        if theirs.session != before
        else "its values are the same."
    )
    desk.tell(f"Read {_file_name(desk)} again; {back}")
    say_cautions(desk, theirs)


def _differences(desk: Desk, theirs: Loaded) -> None:
    """Both as the text of a file, and the lines that are not the same."""
    from sessions.store.save import NotSaved, compose  # 10 ms, when there is something to compare

    session, base = desk.state.history.present, desk.state.base

    def work(stop: Stop) -> str | Unread:
        try:
            mine = compose(session, base)
        except NotSaved as problem:
            return Unread(str(problem))
        rows = list(difflib.unified_diff(mine.splitlines(), theirs.text.splitlines(), n=1))
        return "\n".join(
            ["  " if row.startswith("@@") else f"{row[0]} {row[1:]}" for row in rows[2:]]
        )

    def done(found: str | Unread) -> None:
        if isinstance(found, Unread):
            show_problems(desk, "Not compared", found.why)
            return
        said = f"- yours, + the file's\n\n{found or 'Nothing differs.'}"
        desk.ask(Tell("What differs", said), lambda _: _choose_side(desk, theirs))

    desk.in_background(work, done, "open")
