"""Sessions to go back to: those that were open last, and work of an earlier start that was never
saved.
"""

from __future__ import annotations

import datetime
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
from workbench.views.lines import BLANK, Lines, line, paragraph, piece, spread
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


# --- Work that was rescued


_MOST = 9


class Rescued(Choose):
    """Answers with the path of what is to be opened."""

    heading = "What was rescued"
    hint = "a number or enter opens · esc stays"

    def __init__(self, found: list[Path], *, unsaved: bool) -> None:
        super().__init__()
        self._found, self._unsaved = found[:_MOST], unsaved

    def lines(self, width: int) -> Lines:
        """One session a line, the newest first, with when it was kept."""
        said = "napkin was stopped with unsaved changes, and kept them."
        if self._unsaved:
            said += " This session has unsaved changes too: opening another one drops them."
        rows = [
            spread(
                (piece("  "), piece(f"{number} ", "key"), piece(_name(path))),
                (piece(_when(path), "dim"),),
                width,
                key=str(path),
            )
            for number, path in enumerate(self._found, 1)
        ]
        where = paragraph(f"They lie in {self._found[0].parent}.", width, "dim")
        return (*paragraph(said, width), BLANK, *rows, BLANK, *where) if rows else (line(),)


def _name(path: Path) -> str:
    return path.stem.split("-", 3)[3] if path.stem.count("-") >= 3 else path.name


def _when(path: Path) -> str:
    try:
        return f"{datetime.datetime.fromtimestamp(path.stat().st_mtime):%-d %b %H:%M}"
    except OSError:
        return ""
