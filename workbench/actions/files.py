"""Open, save, save as, quit: what the workbench asks of the file, and what it says when that fails.
What is large is read, judged and written beside the screen.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from formulas.quantity import Refused
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Session
from sessions.files.problems import BadDocument
from sessions.judging.judge import judged, judging
from sessions.store.load import Loaded, load
from sessions.store.recovery import rescued
from workbench.actions import visits
from workbench.actions.desk import Desk, Stop, does, settle
from workbench.dialogs.choose import Ask
from workbench.dialogs.modal import Tell
from workbench.dialogs.path import PathScreen
from workbench.dialogs.recent import Recent, Rescued
from workbench.keys.shown import keyed
from workbench.state import changes
from workbench.state import state as states
from workbench.views.text import clean

if TYPE_CHECKING:
    from sessions.store.save import Conflict

Then = Callable[[str], None]  # what comes after a file was written
SMALL_FILE = 32_768  # bytes; up to here reading takes less than a blink, and the next key finds it


class Unread(NamedTuple):
    """Why a file was not read."""

    why: str


def read(path: str) -> Loaded | Unread:
    """A file, or why not."""
    try:
        return load(path)
    except (BadDocument, OSError) as problem:
        return Unread(getattr(problem, "strerror", None) or str(problem))


def judge_beside(session: Session, setup: str, stop: Stop) -> None:
    """Judge every quote, so that the screen finds it done."""
    try:
        by = judging(session, setup)
        for quote in session.quotes:
            if stop():
                return
            judged(by, quote)
    except (Refused, UnknownItem, KeyError):
        return  # a set-up that cannot be resolved: the screen says why


def show_problems(desk: Desk, title: str, text: str) -> None:
    """Reasons, as text that can be read in full."""
    desk.ask(Tell(title, text))


# --- open


@does("open")
def open(desk: Desk) -> None:
    """Ask for a file; unsaved changes are asked about first."""

    def ask() -> None:
        box = PathScreen("Open a session", desk.state.path or "", must_exist=True)
        desk.ask(box, lambda path: open_path(desk, path) if path else None)

    leave_then(desk, ask)


def leave_then(desk: Desk, then: Callable[[], None], verb: str = "open") -> None:
    """Go on with another session once nothing of this one is left unsaved, or may be; `verb` says
    in the question what comes then.
    """
    settle(desk)
    if not desk.state.unsaved:
        then()
        return

    def answered(answer: str | None) -> None:
        if answer == "drop":
            then()
        elif answer == "save":
            _save_then(desk, lambda path: then())

    question = Ask(
        "This session has unsaved changes.",
        (("save", f"Save, then {verb}"), ("drop", f"{verb.capitalize()} without saving")),
    )
    desk.ask(question, answered)


def open_path(desk: Desk, path: str) -> None:
    """Open a session, beside the screen where it is large; the session on screen stays until then,
    and where the file is refused or esc stops it.
    """
    try:
        small = os.path.getsize(path) <= SMALL_FILE
    except OSError:
        small = True  # what is wrong with it is found out at once
    if small:
        _opened(desk, path, read(path))
        return

    def work(stop: Stop) -> Loaded | Unread:
        found = read(path)
        if isinstance(found, Loaded):
            judge_beside(found.session, "", stop)
        return found

    desk.in_background(
        work,
        lambda found: _opened(desk, path, found),
        "open",
        saying=f"Opening {os.path.basename(path)}",
        stopped="Stopped. Nothing was opened.",
    )


def _opened(desk: Desk, path: str, found: Loaded | Unread) -> None:
    if isinstance(found, Unread):
        show_problems(desk, f"{path} was not opened", found.why)
        return
    settle(desk)
    _put_in_place(desk, found, str(found.path))


def _put_in_place(desk: Desk, loaded: Loaded, path: str | None, rescued_from: str = "") -> None:
    """Show a session that was read, in the place of the one on screen."""
    visits.remember(desk)
    after = visits.resumed(desk, changes.put_in_place(desk.state, loaded, path, rescued_from))
    desk.change(lambda state: after)
    visits.remember_in_background(desk)
    visits.begin_in_pane(desk)
    say_cautions(desk, loaded)


def say_cautions(desk: Desk, loaded: Loaded) -> None:
    """What was read and may not have been meant."""
    for caution in loaded.cautions:
        desk.tell(caution.text("caution"), "warning")


@does("recent")
def recent(desk: Desk) -> None:
    """Choose among the sessions that were open lately."""
    memory = desk.person.recalled()
    if not memory.recent:
        desk.tell(keyed("No sessions yet: {save} saves this one, and then it is found here."))
        return

    def forget(path: str) -> None:
        desk.person.remember(lambda memory: memory.forgotten(path))

    def answer(path: str | None) -> None:
        if path:
            leave_then(desk, lambda: open_path(desk, path))

    desk.ask(Recent(memory, desk.state.path, forget), answer)


@does("open_rescued")
def open_rescued(desk: Desk) -> None:
    """What was kept when napkin was stopped: opened as an untitled session."""
    settle(desk)
    found = rescued()
    if not found:
        desk.tell("Nothing was rescued: napkin was never stopped with unsaved changes.")
        return

    def answered(path: str | None) -> None:
        if not path:
            return
        loaded = read(path)
        if isinstance(loaded, Unread):
            show_problems(desk, f"{path} was not opened", loaded.why)
            return
        _put_in_place(desk, loaded, None, rescued_from=path)
        desk.tell(keyed("Opened what was rescued. It is in no file of yours yet: {save} saves it."))

    desk.ask(Rescued(found, unsaved=desk.state.unsaved), answered)


# --- save


@does("save")
def save(desk: Desk) -> None:
    """Write to the file it came from; an untitled session is asked for a name."""
    settle(desk)
    _save_then(desk, lambda path: desk.tell(f"Saved {path}"))


@does("save_as")
def save_as(desk: Desk) -> None:
    """Write to another file."""
    settle(desk)
    _ask_where(desk, lambda path: desk.tell(f"Saved {path}"))


def _save_then(desk: Desk, then: Then) -> None:
    if desk.state.path is None:
        _ask_where(desk, then)
    else:
        write(desk, desk.state.path, then)


def _ask_where(desk: Desk, then: Then) -> None:
    def chosen(path: str | None) -> None:
        if path:
            write(desk, path, then)

    start = desk.state.path or free_name()
    desk.ask(PathScreen("Save the session as", start, must_exist=False), chosen)


def write(desk: Desk, path: str, then: Then, over: str | None = None) -> None:
    """Write the session beside the screen; where that takes a moment it is said. `over` is the
    digest of a file that may be replaced.
    """
    from sessions.store import save as writer  # 10 ms, when there is something to write

    session, base = desk.state.history.present, desk.state.base

    def work(stop: Stop) -> Loaded | Conflict | writer.NotSaved:
        try:
            return writer.save(session, path, base, over=over)
        except (writer.Conflict, writer.NotSaved) as problem:
            return problem

    def done(found: Loaded | Conflict | writer.NotSaved) -> None:
        if isinstance(found, writer.Conflict):
            _ask_over(desk, path, then, found)
        elif isinstance(found, writer.NotSaved):
            show_problems(desk, "Not saved", str(found))
        else:
            _written(desk, path, found, then)

    desk.in_background(work, done, "save", vital=True, saying=f"Saving {os.path.basename(path)}")


def _written(desk: Desk, path: str, written: Loaded, then: Then) -> None:
    rescued_from = desk.state.rescued_from
    desk.change(lambda state: states.saved(state, path, written))
    if rescued_from:
        Path(rescued_from).unlink(missing_ok=True)  # it is in a file of its own now
    visits.remember_in_background(desk)
    if written.notice:
        desk.tell(written.notice, "warning")
    then(path)


def _ask_over(desk: Desk, path: str, then: Then, conflict: Conflict) -> None:
    """Something else stands in the file: it is never overwritten without a word."""
    known = desk.state.path == path
    question = str(conflict) if known else f"{path} is there already. Nothing was overwritten."
    # What takes nothing from anybody stands first, where enter is.
    answers = [("as", "Save mine under another name"), ("over", "Write mine over it")]
    if known and conflict.theirs is not None:
        answers.append(("theirs", "Open what stands there, and drop mine"))

    def chosen(answer: str | None) -> None:
        if answer == "over":
            write(desk, path, then, conflict.digest)
        elif answer == "as":
            _ask_where(desk, then)
        elif answer == "theirs":
            open_path(desk, path)

    desk.ask(Ask(question, tuple(answers), "Not saved yet"), chosen)


def free_name() -> str:
    """A name for a session that has none, which no file in this folder has."""
    names = ("session.toml", *[f"session-{number}.toml" for number in range(2, 1000)])
    return next((name for name in names if not os.path.exists(name)), names[0])


# --- quit


@does("quit")
def quit(desk: Desk) -> None:
    """Leave; unsaved changes are asked about."""
    settle(desk)
    state = desk.state
    if not state.unsaved and not state.said.strip():
        leave(desk)
        return

    def answered(answer: str | None) -> None:
        if answer == "drop":
            leave(desk)
        elif answer == "save":
            _save_then(desk, lambda path: leave(desk))

    said = "What stands in the say line is not kept. " if state.said.strip() else ""
    unsaved = "This session has unsaved changes." if state.unsaved else ""
    answers = (("save", "Save and quit"), ("drop", "Quit without saving"))
    desk.ask(Ask(f"{said}{unsaved}".strip(), answers), answered)


def leave(desk: Desk) -> None:
    """Quit, and remember where this was."""
    visits.remember(desk)
    path = desk.state.path
    desk.leave(f"napkin {shlex.quote(clean(path))} opens it again." if path else None)
