"""A box with a few lines to choose from: by arrow and enter, by number, or by click."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from workbench.screens.modal import Modal, Page
from workbench.views.lines import Lines


class Choose(Modal[str]):
    """Answers with the key of a line, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False, priority=True),
        Binding("down", "step(1)", "Down", show=False, priority=True),
        # Not with priority: enter would overtake letters that a line has yet to take in.
        Binding("enter", "take", "Take", show=False),
    ]
    hint = "enter takes · esc leaves"

    def __init__(self) -> None:
        super().__init__()
        self.at = ""

    def keys(self) -> list[str]:
        """What can be chosen, in order."""
        return list(dict.fromkeys([row.key for row in self.query_one(Page).lines if row.key]))

    def lines(self, width: int) -> Lines:
        """The lines; keys tell which can be chosen."""
        return ()

    def selected(self) -> str:
        """The chosen one; at first the first."""
        return self.at

    def fill(self) -> None:
        """Put the lines in, and choose the first where nothing is chosen."""
        super().fill()
        keys = self.keys()
        if keys and self.at not in keys:
            self.move(keys[0])

    def move(self, key: str) -> None:
        """Choose a line."""
        self.at = key
        page = self.query_one(Page)
        page.put(page.lines, key)

    def action_step(self, step: int) -> None:
        """The next line, or the one before."""
        keys = self.keys()
        if keys:
            place = keys.index(self.at) + step if self.at in keys else 0
            self.move(keys[place % len(keys)])

    def action_take(self) -> None:
        """Answer with the chosen line."""
        if self.at:
            self.dismiss(self.at)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    def on_key(self, event: events.Key) -> None:
        """A number takes its line at once."""
        keys = self.keys()
        if event.character and event.character.isdecimal() and event.character.isascii():
            number = int(event.character) - 1
            if 0 <= number < len(keys):
                event.stop()
                self.dismiss(keys[number])

    def on_click(self, event: events.Click) -> None:
        """A click takes a line."""
        page = self.query_one(Page)
        if event.widget is page:
            at = event.y + round(page.scroll_offset.y)
            if 0 <= at < len(page.lines) and page.lines[at].key:
                self.dismiss(page.lines[at].key)
