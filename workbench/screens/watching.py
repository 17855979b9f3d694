"""The file while it is open: noticed when somebody else changes it, and read again when asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from textual import work
from textual.worker import get_current_worker

from workbench.keys.shown import keyed
from workbench.screens.loading import Loading, judged_beside
from workbench.state import state as states
from workbench.views.text import clean

if TYPE_CHECKING:
    from sessions.store.load import Loaded

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
