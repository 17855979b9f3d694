"""Large sessions: read, judged and saved beside the screen, with a word about it and a way out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual import work
from textual.worker import Worker, get_current_worker

from formulas.quantity import Refused
from sessions.catalogue.catalogue import UnknownItem
from sessions.document.session import Session
from workbench.actions.files import Files, Then
from workbench.dialogs.modal import SOON, Busy
from workbench.keys.shown import keyed
from workbench.state import state as states
from workbench.state.scene import look
from workbench.views.text import clean

if TYPE_CHECKING:
    from textual.timer import Timer

    from sessions.store.load import Loaded

# Up to here reading and judging take less than a blink: no thread, and the next key finds it done.
SMALL_FILE = 32_768  # bytes
FEW_CLAIMS = 300


def claims_in(session: Session) -> int:
    """How much there is to judge."""
    return sum([len(quote.claims) + len(quote.ambiguous) for quote in session.quotes])


class Loading(Files):
    """Opening and saving, for files of any size."""

    _notice: Timer | None = None
    _busy: Busy | None = None
    judging = False
    rescued_from: Path | None = None

    if TYPE_CHECKING:

        def show(self) -> None: ...

    # --- a word about what takes a moment

    def _say_soon(self, text: str, worker: Worker[None] | None) -> None:
        """Say what is under way, unless it is done by then; with a worker, esc stops it."""
        self._say_done()
        stop = "leaves it to the background" if worker is None else "stops"

        def say() -> None:
            self._busy = Busy(text, stop)
            self.app.push_screen(self._busy, left)

        def left(done: str | None) -> None:
            self._busy = None
            if worker is not None and not done:
                worker.cancel()
                self.tell("Stopped. Nothing was opened.")

        self._notice = self.set_timer(SOON, say)

    def _say_done(self) -> None:
        if self._notice is not None:
            self._notice.stop()
            self._notice = None
        busy, self._busy = self._busy, None
        if busy is not None and busy.is_current:
            busy.dismiss("done")

    # --- open

    def open_path(self, path: str) -> bool:
        """Open a session, beside the screen where it is large; the session on screen stays until
        then, and where the file is refused or esc stops it.

        Returns whether it is open already.
        """
        try:
            small = os.path.getsize(path) <= SMALL_FILE
        except OSError:
            small = True  # what is wrong with it is found out at once
        if small:
            return super().open_path(path)
        worker = self._open_large(path)
        self._say_soon(f"Opening {os.path.basename(path)}", worker)
        return False

    @work(thread=True, exclusive=True, group="open", exit_on_error=False)
    def _open_large(self, path: str) -> None:
        from sessions.files.problems import BadDocument
        from sessions.store.load import load

        worker = get_current_worker()
        try:
            loaded = load(path)
        except (BadDocument, OSError) as problem:
            said = getattr(problem, "strerror", None) or str(problem)
            if not worker.is_cancelled:
                self.app.call_from_thread(self._not_opened, path, said)
            return
        if judged_beside(loaded.session, "", worker):
            self.app.call_from_thread(self._opened, loaded, worker)

    def _not_opened(self, path: str, said: str) -> None:
        self._say_done()
        self.show_problems(f"{path} was not opened", said)

    def _opened(self, loaded: Loaded, worker: Worker[None]) -> None:
        if worker.is_cancelled:  # esc came while the last quote was judged
            return
        self._say_done()
        self.settle()
        self.put_in_place(loaded, str(loaded.path))

    # --- the first judging

    def judge_first(self) -> None:
        """Judge a large session beside the screen: what is not a verdict is shown meanwhile."""
        session = self.state.session
        self.judging = claims_in(session) > FEW_CLAIMS
        if self.judging:
            self._judge_first(session, self.state.setup)

    @work(thread=True, exclusive=True, group="judge", exit_on_error=False)
    def _judge_first(self, session: Session, setup: str) -> None:
        worker = get_current_worker()
        try:
            judged_beside(session, setup, worker)
        finally:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._judged_first)

    def _judged_first(self) -> None:
        self.judging = False
        self.scene = look(self.state, self.scene)
        self.show()

    # --- save

    def write(self, path: str, then: Then, over: str | None = None) -> Worker[None]:
        """Write the session; where that takes a moment it is said, and goes on without being
        watched.
        """
        self._say_soon(f"Saving {os.path.basename(path)}", None)
        return super().write(path, then, over)

    def _written(self, path: str, written: Loaded, then: Then) -> None:
        self._say_done()
        super()._written(path, written, then)
        rescued, self.rescued_from = self.rescued_from, None
        if rescued is not None:
            rescued.unlink(missing_ok=True)  # it is in a file of its own now

    def _ask_over(self, *conflict: object) -> None:
        self._say_done()
        super()._ask_over(*conflict)  # type: ignore[arg-type]

    def show_problems(self, title: str, text: str) -> None:
        """Reasons, as text that can be read in full."""
        self._say_done()
        super().show_problems(title, text)

    # --- what was rescued

    def action_open_rescued(self) -> None:
        """What was kept when napkin was stopped: opened as an untitled session."""
        from workbench.app.rescue import rescued
        from workbench.dialogs.rescued import Rescued

        self.settle()
        found = rescued()
        if not found:
            self.tell("Nothing was rescued: napkin was never stopped with unsaved changes.")
            return
        self.app.push_screen(Rescued(found, unsaved=self.state.unsaved), self._open_rescued)

    def _open_rescued(self, answer: str | None) -> None:
        from sessions.files.problems import BadDocument
        from sessions.store.load import load

        if not answer:
            return
        try:
            loaded = load(answer)
        except (BadDocument, OSError) as problem:
            self.show_problems(f"{answer} was not opened", str(problem))
            return
        self.put_in_place(loaded, None)
        self.state = self.state._replace(history=self.state.history._replace(saved=None), base=None)
        self.rescued_from = Path(answer)
        self.state = self.state._replace(rescued=False)
        self.tell(keyed("Opened what was rescued. It is in no file of yours yet: {save} saves it."))


def judged_beside(session: Session, setup: str, worker: Worker[None]) -> bool:
    """Judge every quote, for the screen to find it done; false where it was stopped meanwhile."""
    from sessions.judging.judge import judged, judging

    try:
        by = judging(session, setup)
        for quote in session.quotes:
            if worker.is_cancelled:
                return False
            judged(by, quote)
    except (Refused, UnknownItem, KeyError):
        pass  # a set-up that cannot be resolved: the screen says why
    return not worker.is_cancelled


# --- The file while it is open: noticed when somebody else changes it, and read again when asked.

EVERY = 2.0  # seconds between two looks at the file
CHANGED, GONE = "changed on disk", "gone from disk"


class Seen(NamedTuple):
    """What a look at the file found: its stamp, its digest ("" where it is gone), and what the
    session was read from or last saved as when the look began.
    """

    base: Loaded
    stamp: tuple[int, int, int] | None
    digest: str


class Watching(Loading):
    """Looks after the session's file."""

    _seen: Seen | None = None

    def watch_file(self) -> None:
        """Look at it from now on."""
        self.set_interval(EVERY, self.look_at_file)

    def look_at_file(self) -> None:
        """See whether the file is still what it was; a folder that does not answer holds nobody
        up.
        """
        state = self.state
        if state.path is not None and state.base is not None and not self._saving():
            self._look(state.path, state.base, self._seen)

    def _saving(self) -> bool:
        return any(worker.group == "save" and worker.is_running for worker in self.workers)

    @work(thread=True, exclusive=True, group="watch", exit_on_error=False)
    def _look(self, path: str, base: Loaded, last: Seen | None) -> None:
        stamp = _stamp(path)
        if last is not None and last.base is base and last.stamp == stamp:
            return  # nothing was written since: the content is not read
        found = Seen(base, stamp, _digest(path) if stamp is not None else "")
        self.app.call_from_thread(self._found, found, base.digest)

    def _found(self, seen: Seen, own: str) -> None:
        """What a look found, unless the file was saved or another one opened meanwhile."""
        if self.state.base is not seen.base or self._saving():
            return
        told = self._seen.digest if self._seen is not None and self._seen.base is seen.base else own
        self._seen = seen
        outside = "" if seen.digest == own else CHANGED if seen.digest else GONE
        if outside != self.state.outside:
            self.state = self.state._replace(outside=outside)
        if outside and seen.digest != told:
            self.tell(f"{self._file_name()} was {keyed(_WHAT[outside])}", "warning")

    def _file_name(self) -> str:
        return os.path.basename(self.state.path or "untitled")

    # --- reload

    def action_reload(self) -> None:
        """Read the file again; where that would set unsaved changes aside, ask."""
        self.settle()
        if self.state.path is None:
            self.tell(keyed("This session is in no file yet; {save} saves it."))
            return
        self._read_again(self.state.path)

    @work(thread=True, exclusive=True, group="open", exit_on_error=False)
    def _read_again(self, path: str) -> None:
        from sessions.files.problems import BadDocument
        from sessions.store.load import load

        try:
            theirs = load(path)
        except (BadDocument, OSError) as problem:
            said = getattr(problem, "strerror", None) or str(problem)
            title = f"{path} was not read again, and nothing changed here"
            self.app.call_from_thread(self.show_problems, title, said)
        else:
            # A large session is judged here, so that showing it finds that done.
            judged_beside(theirs.session, self.state.setup, get_current_worker())
            self.app.call_from_thread(self._choose_side, theirs)

    def _choose_side(self, theirs: Loaded) -> None:
        state = self.state
        same = state.base is not None and theirs.text == state.base.text
        if not state.unsaved:
            if same:
                self.tell(f"{self._file_name()} says what is on screen.")
            else:
                self._take(theirs)
            return
        from workbench.dialogs.choose import Ask

        what = "is as you opened it" if same else "was changed on disk"
        question = f"{self._file_name()} {what}, and this session has unsaved changes."
        answers = (
            ("mine", "Keep mine; saving asks before it replaces theirs"),
            ("theirs", keyed("Take the file's; {undo} brings mine back")),
            ("differ", "See what differs"),
        )

        def chosen(answer: str | None) -> None:
            if answer == "theirs":
                self._take(theirs)
            elif answer == "differ":
                self._differences(theirs)

        self.app.push_screen(Ask(question, answers), chosen)

    def _take(self, theirs: Loaded) -> None:
        before = self.state.session
        self.state = states.reloaded(self.state, theirs, self.scene.results)
        back = (
            keyed("{undo} goes back to what was here.")
            if theirs.session != before
            else "its values are the same."
        )
        self.tell(f"Read {self._file_name()} again; {back}")
        for caution in theirs.cautions:
            self.tell(caution.text("caution"), "warning")

    @work(thread=True, exclusive=True, group="open", exit_on_error=False)
    def _differences(self, theirs: Loaded) -> None:
        """Both as the text of a file, and the lines that are not the same."""
        import difflib

        from sessions.store.save import NotSaved, compose

        try:
            mine = compose(self.state.history.present, self.state.base)
        except NotSaved as problem:
            self.app.call_from_thread(self.show_problems, "Not compared", str(problem))
            return
        rows = list(difflib.unified_diff(mine.splitlines(), theirs.text.splitlines(), n=1))
        text = "\n".join(
            ["  " if row.startswith("@@") else f"{row[0]} {row[1:]}" for row in rows[2:]]
        )
        self.app.call_from_thread(self._show_differences, theirs, text)

    def _show_differences(self, theirs: Loaded, text: str) -> None:
        from workbench.dialogs.modal import Tell

        said = f"- yours, + the file's\n\n{text or 'Nothing differs.'}"
        self.app.push_screen(Tell("What differs", said), lambda _: self._choose_side(theirs))


_WHAT = {
    CHANGED: "changed on disk by somebody else. {reload} reads it again; nothing of yours is lost.",
    GONE: "moved or deleted. What is here stays; {save} asks where to keep it.",
}


def _stamp(path: str) -> tuple[int, int, int] | None:
    """What tells cheaply whether a file was written; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _digest(path: str) -> str:
    from sessions.files.problems import BadDocument
    from sessions.files.read import read_bytes
    from sessions.store.load import digest_of

    try:
        return digest_of(read_bytes(path))
    except (BadDocument, OSError) as problem:
        return clean(str(problem))[:80]  # something else stands there: changed in any case
