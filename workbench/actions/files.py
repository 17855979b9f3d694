"""Open, save, save as, quit: what the workbench asks of the file, and what it says when that
fails.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.screen import Screen
from textual.widgets import Input

from sessions.document.session import Session
from workbench.state import recall as said
from workbench.state import state as states
from workbench.views.text import clean, cut
from workbench.widgets.messages import SayTyped

if TYPE_CHECKING:
    from textual.geometry import Region

    from sessions.store.load import Loaded
    from sessions.store.save import Conflict
    from workbench.state.scene import Scene
    from workbench.state.state import State
    from workbench.widgets.entry import FieldEditor


Then = Callable[[str], None]  # what comes after a file was written


class Files(Screen[None]):
    """The actions on files, and what all actions need."""

    if TYPE_CHECKING:
        state: State
        scene: Scene
        front: str
        small: bool

        @property
        def editor(self) -> FieldEditor: ...

        @property
        def focus_id(self) -> str: ...

        def catch_up(self) -> None: ...

        def bring(self, pane: str, *, focus: bool = True) -> None: ...

        def place_of_field(self) -> Region: ...

        def remember_visit(self) -> None: ...

        def keep_visit(self) -> None: ...

        def begin_in_pane(self) -> None: ...

        def resumed(self, state: State) -> State: ...

    def tell(
        self, text: str, severity: Literal["information", "warning", "error"] = "information"
    ) -> None:
        """A sentence that goes away by itself; never markup. Said again, it stays longer, once."""
        text, stay = clean(text), self.state.settings.toasts
        for standing in [note for note in self.app._notifications if note.message == text]:
            self.app._unnotify(standing)
        self.notify(text, severity=severity, markup=False, timeout=stay)

    def change(self, session: Session, label: str) -> None:
        """An edit, as one step of the history."""
        self.state = states.edited(self.state, session, self.scene.results, label)

    def empty_say_line(self) -> None:
        """Take the text out of the say line without hearing that as being said."""
        with self.prevent(SayTyped):
            self.query_one("#say", Input).value = ""

    def say_refused(self) -> None:
        """A field that is left with text that cannot be read stays as it was, and that is said."""
        typing = self.state.typing
        if typing is not None and typing.problem:
            text = cut(clean(typing.text), 24)
            self.tell(f"{text} was not taken: {typing.problem}. Nothing changed.", "warning")

    def settle(self) -> None:
        """Leave the field that is being typed, with its last good value; what was gone to just now
        is selected.
        """
        self.catch_up()
        if self.editor.is_open:
            self.say_refused()
            self.editor.close()
            self.set_focus(self.query_one("#fields"))
        self.state = states.kept(self.state)

    # --- open

    def action_open(self) -> None:
        """Ask for a file; unsaved changes are asked about first."""
        self.leave_then(self._ask_what_to_open)

    def leave_then(self, then: Callable[[], None], verb: str = "open") -> None:
        """Go on with another session once nothing of this one is left unsaved, or may be; `verb`
        says in the question what comes then.
        """
        self.settle()
        if not self.state.unsaved:
            then()
            return
        from workbench.dialogs.choose import Ask

        def answered(answer: str | None) -> None:
            if answer == "drop":
                then()
            elif answer == "save":
                self._save_then(lambda path: then())

        question = Ask(
            "This session has unsaved changes.",
            (("save", f"Save, then {verb}"), ("drop", f"{verb.capitalize()} without saving")),
        )
        self.app.push_screen(question, answered)

    def _ask_what_to_open(self) -> None:
        from workbench.dialogs.path import PathScreen

        self.app.push_screen(
            PathScreen("Open a session", self.state.path or "", must_exist=True), self._open_answer
        )

    def _open_answer(self, path: str | None) -> None:
        if path:
            self.open_path(path)

    def open_path(self, path: str) -> bool:
        """Open a session; where its file is refused, the reasons are shown and the session on
        screen stays.
        """
        from sessions.files.problems import BadDocument
        from sessions.store.load import load

        try:
            loaded = load(path)
        except BadDocument as bad:
            self.show_problems(f"{path} was not opened", str(bad))
            return False
        except OSError as problem:
            self.show_problems(f"{path} was not opened", problem.strerror or str(problem))
            return False
        self.put_in_place(loaded, str(loaded.path))
        return True

    def put_in_place(self, loaded: Loaded, path: str | None) -> None:
        """Show a session that was read, in the place of the one on screen."""
        self.empty_say_line()
        self.remember_visit()
        fresh = states.start(loaded.session, path, loaded)
        self.state = self.resumed(states.carried(said.silent(self.state), fresh))
        self.keep_visit()
        self.begin_in_pane()
        for caution in loaded.cautions:
            self.tell(caution.text("caution"), "warning")

    def show_problems(self, title: str, text: str) -> None:
        """Reasons, as text that can be read in full."""
        from workbench.dialogs.modal import Tell

        self.app.push_screen(Tell(title, text))

    # --- save

    def action_save(self) -> None:
        """Write to the file it came from; an untitled session is asked for a name."""
        self.settle()
        self._save_then(lambda path: self.tell(f"Saved {path}"))

    def action_save_as(self) -> None:
        """Write to another file."""
        self.settle()
        self._ask_where(lambda path: self.tell(f"Saved {path}"))

    def _save_then(self, then: Then) -> None:
        if self.state.path is None:
            self._ask_where(then)
        else:
            self.write(self.state.path, then)

    def _ask_where(self, then: Then) -> None:
        from workbench.dialogs.path import PathScreen

        def chosen(path: str | None) -> None:
            if path:
                self.write(path, then)

        start = self.state.path or free_name()
        self.app.push_screen(PathScreen("Save the session as", start, must_exist=False), chosen)

    @work(thread=True, exclusive=True, group="save")
    def write(self, path: str, then: Then, over: str | None = None) -> None:
        """Write the session beside the screen; `over` is the digest of a file that may be
        replaced.
        """
        from sessions.files.write import NotSaved
        from sessions.store.save import Conflict, save

        try:
            written = save(self.state.history.present, path, self.state.base, over=over)
        except Conflict as conflict:
            self.app.call_from_thread(self._ask_over, path, then, conflict)
        except NotSaved as problem:
            self.app.call_from_thread(self.show_problems, "Not saved", str(problem))
        else:
            self.app.call_from_thread(self._written, path, written, then)

    def _written(self, path: str, written: Loaded, then: Then) -> None:
        self.state = states.saved(self.state, path, written)
        self.keep_visit()
        if written.notice:
            self.tell(written.notice, "warning")
        then(path)

    def _ask_over(self, path: str, then: Then, conflict: Conflict) -> None:
        """Something else stands in the file: it is never overwritten without a word."""
        from workbench.dialogs.choose import Ask

        known = self.state.path == path
        question = str(conflict) if known else f"{path} is there already. Nothing was overwritten."
        # What takes nothing from anybody stands first, where enter is.
        answers = [("as", "Save mine under another name"), ("over", "Write mine over it")]
        if known and conflict.theirs is not None:
            answers.append(("theirs", "Open what stands there, and drop mine"))

        def chosen(answer: str | None) -> None:
            if answer == "over":
                self.write(path, then, conflict.digest)
            elif answer == "as":
                self._ask_where(then)
            elif answer == "theirs":
                self.open_path(path)

        self.app.push_screen(Ask(question, tuple(answers), "Not saved yet"), chosen)

    # --- quit

    async def action_quit(self) -> None:
        """Leave; unsaved changes are asked about."""
        self.settle()
        if not self.state.unsaved and not self.state.said.strip():
            self.leave()
            return
        from workbench.dialogs.choose import Ask

        said = "What stands in the say line is not kept. " if self.state.said.strip() else ""
        question = Ask(
            f"{said}{'This session has unsaved changes.' if self.state.unsaved else ''}".strip(),
            (("save", "Save and quit"), ("drop", "Quit without saving")),
        )
        self.app.push_screen(question, self._before_quit)

    def _before_quit(self, answer: str | None) -> None:
        if answer == "drop":
            self.leave()
        elif answer == "save":
            self._save_then(lambda path: self.leave())

    def leave(self) -> None:
        """Quit, and remember where this was."""
        self.remember_visit()
        path = self.state.path
        again = f"napkin {shlex.quote(clean(path))} opens it again." if path else None
        self.app.exit(message=again)


def free_name() -> str:
    """A name for a session that has none, which no file in this folder has."""
    names = ("session.toml", *[f"session-{number}.toml" for number in range(2, 1000)])
    return next((name for name in names if not os.path.exists(name)), names[0])
