"""Which file: a line to type a path in, and the sessions that lie in its folder."""

from __future__ import annotations

import os
from pathlib import Path

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from workbench.dialogs.choose import Choose
from workbench.dialogs.modal import Page
from workbench.views.lines import Lines, line, piece
from workbench.views.text import clean
from workbench.widgets.entry import Line

_MOST = 12


class PathScreen(Choose):
    """Answers with a path, or None."""

    hint = "enter takes · tab completes · esc leaves"

    def __init__(self, title: str, path: str, *, must_exist: bool) -> None:
        super().__init__()
        self.heading = title
        start = path
        # What a name shows is not always what it is: a control character is shown as a sign.
        self._real, self._shown = start, clean(start)
        self._must_exist = must_exist
        self._note = ""

    def inside(self) -> list[Widget]:
        """The line, and below it what is there."""
        hint = "a path, such as acme.toml"
        return [Line(value=self._shown, placeholder=hint, id="path", compact=True), Page()]

    def on_mount(self) -> None:
        """Type at once."""
        super().on_mount()
        field = self.query_one("#path", Input)
        # What stands there is a proposal: typing replaces it, an arrow keeps it. Selected here, and
        # not by the focus, which may come before or after what else moves the cursor.
        field.select_on_focus = False
        self.set_focus(field)
        field.select_all()

    def put(self, path: str) -> None:
        """A path in the line, to type on from."""
        self._real, self._shown = path, clean(path)
        field = self.query_one("#path", Input)
        field.value = self._shown
        field.action_end()

    def _meant(self) -> str:
        """The path in the line: what was put there as it is, with what was typed after it."""
        text = self.query_one("#path", Input).value
        if text.startswith(self._shown):
            return self._real + text[len(self._shown) :]
        return text

    def found(self) -> list[Path]:
        """Sessions and folders that the text may mean, folders last."""
        text = self._meant()
        typed = Path(os.path.expanduser(text))
        folder, start = (
            (typed, "") if text.endswith(("/", os.sep)) or not text else (typed.parent, typed.name)
        )
        try:
            start = "" if typed.is_file() else start
            entries = sorted(folder.iterdir(), key=lambda p: (p.is_dir(), p.name))
        except OSError:
            return []
        kept = [
            p
            for p in entries
            if (p.suffix == ".toml" or p.is_dir())
            and not p.name.startswith(".")
            and p.name.startswith(start)
        ]
        return kept[:_MOST]

    def lines(self, width: int) -> Lines:
        """What is there, and why a path was not taken."""
        rows = [
            line(
                piece("  "),
                piece(p.name + ("/" if p.is_dir() else ""), "dim" if p.is_dir() else ""),
                key=str(p),
            )
            for p in self.found()
        ]
        if self._note:
            rows.insert(0, line(piece(self._note, "bad")))
        empty = "No session here begins so." if self._must_exist else "A new file."
        return tuple(rows) or (line(piece(empty, "dim")),)

    def fill(self) -> None:
        """Nothing is chosen until an arrow is used: enter takes what was typed. Where nothing is
        typed, it takes the first that is there.
        """
        page = self.query_one(Page)
        if page.room > 0:
            if self._must_exist and not self.at and not self.query_one("#path", Input).value:
                self.at = next((str(path) for path in self.found() if path.is_file()), "")
            page.put(self.lines(page.room), self.at)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.at, self._note = "", ""
        self.fill()

    def action_take(self) -> None:
        """The chosen line, else what was typed; a folder is opened up."""
        text = self.at or self._meant().strip()
        if not text:
            return
        path = Path(os.path.expanduser(text))
        try:
            is_folder, is_file, has_folder = path.is_dir(), path.is_file(), path.parent.is_dir()
        except OSError as problem:  # a name that is too long, or a folder that may not be read
            self._note = clean(f"{path.name[:40]}: {problem.strerror}")
            self.fill()
            return
        if is_folder:
            self.put(f"{path}{os.sep}")
            return
        if self._must_exist and not is_file:
            self._note = clean(f"There is no file {path}.")
            self.fill()
            return
        if not self._must_exist and not has_folder:
            self._note = clean(f"There is no folder {path.parent}.")
            self.fill()
            return
        self.dismiss(str(path if path.suffix or self._must_exist else path.with_suffix(".toml")))

    def key_tab(self) -> None:
        """Complete to the first that is there."""
        found = self.found()
        if found:
            chosen = Path(self.at) if self.at else found[0]
            self.put(str(chosen) + (os.sep if chosen.is_dir() else ""))

    def on_key(self, event: object) -> None:
        """Numbers are text here."""
