"""The sessions that were open lately: type a part of a name, enter opens."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from sessions.files.names import finds
from workbench.dialogs.choose import Choose
from workbench.dialogs.modal import Page
from workbench.views.frame.recent import recent_lines
from workbench.views.lines import Lines
from workbench.widgets.entry import Line

if TYPE_CHECKING:
    from workbench.person.remembered import Memory, Visit


class Recent(Choose):
    """Answers with the path of a session, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+d", "forget", "Forget", show=False, priority=True)
    ]
    heading = "Recent sessions"
    hint = "enter opens · ^d forgets · esc leaves"

    def __init__(self, memory: Memory, here: str | None, forget: Callable[[str], None]) -> None:
        super().__init__()
        self._visits = memory.recent
        # Asked once, and not while typing: a folder may lie on a slow disk.
        self._there = {visit.path: _is_there(visit.path) for visit in self._visits}
        self._here, self._forget = here, forget

    def inside(self) -> list[Widget]:
        """The line to type in, and the sessions."""
        return [Line(placeholder="part of a name or folder", id="find", compact=True), Page()]

    def on_mount(self) -> None:
        """Type at once."""
        super().on_mount()
        self.query_one("#find", Input).focus()

    def found(self) -> tuple[Visit, ...]:
        """The sessions whose path has every word that was typed."""
        query = self.query_one("#find", Input).value
        return tuple([visit for visit in self._visits if finds(query, visit.path)])

    def lines(self, width: int) -> Lines:
        """The sessions, newest first."""
        return recent_lines(self.found(), self._there, self._here, time.time(), width)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.at = ""
        self.fill()

    def action_take(self) -> None:
        """Open the selected one, if it is still there."""
        if self.at and self._there.get(self.at):
            self.dismiss(self.at)

    def action_forget(self) -> None:
        """Take the selected one out of the list; its file stays."""
        if not self.at:
            return
        gone = self.at
        self._visits = tuple([visit for visit in self._visits if visit.path != gone])
        self._forget(gone)
        self.at = ""
        self.fill()

    def on_key(self, event: object) -> None:
        """Numbers are text here."""


def _is_there(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:
        return False
