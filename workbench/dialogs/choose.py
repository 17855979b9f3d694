"""A box with a few lines to choose from: by arrow and enter, by number, or by click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from workbench.dialogs.modal import Modal, Page
from workbench.state.arrangement import FILTERS, NAMED
from workbench.views.lines import BLANK, Lines, line, paragraph, piece
from workbench.views.text import clean
from workbench.widgets.entry import Line


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


# --- Who is on show in the bake-off: by a part of a name, or by what holds of the offer.

EVERYBODY = "everybody"


class Filter(Choose):
    """Answers with one of FILTERS, or with a part of a name; None leaves it as it was."""

    heading = "Who is on show"
    hint = "type a part of a name · enter takes · esc leaves"

    def __init__(self, now: str, names: Sequence[str]) -> None:
        super().__init__()
        self._now, self._names = now, names

    def inside(self) -> list[Widget]:
        """The line to type in, and what can be chosen."""
        return [Line(placeholder="part of a name", compact=True), Page()]

    def on_mount(self) -> None:
        """Type at once."""
        super().on_mount()
        self.query_one(Input).focus()

    def lines(self, width: int) -> Lines:
        """The filters; of a name that is typed, whom it finds."""
        typed = self.query_one(Input).value.strip()
        if typed:
            found = [name for name in self._names if typed.casefold() in name.casefold()]
            listed = ", ".join(map(clean, found[:8])) + (" …" if len(found) > 8 else "")
            words = f"{len(found)} of {len(self._names)}: {listed}" if found else "nobody"
            return (line(piece(f"   named so: {words}", "strong"), key=NAMED + typed),)
        return tuple(
            [
                line(
                    piece(" • " if only == self._now else "   ", "dim"),
                    piece(words, "strong"),
                    key=only or EVERYBODY,
                )
                for only, words in FILTERS
            ]
        )

    @on(Input.Changed)
    def _typed(self) -> None:
        self.at = ""
        self.fill()

    def action_take(self) -> None:
        """Answer with the chosen one."""
        if self.at:
            self.dismiss("" if self.at == EVERYBODY else self.at)

    def on_key(self, event: events.Key) -> None:
        """Numbers are text here."""


# --- A question with a few answers, asked before something is lost.


class Ask(Choose):
    """Answers with the id of an answer, or None where the person stays."""

    hint = "a number or enter takes · esc stays"

    def __init__(
        self,
        question: str,
        answers: tuple[tuple[str, str], ...],
        heading: str = "Unsaved changes",
    ) -> None:
        super().__init__()
        self.heading = heading
        self._question, self._answers = question, answers

    def lines(self, width: int) -> Lines:
        """The question, then one answer a line."""
        rows = [
            line(piece("  "), piece(f"{number} ", "key"), piece(text), key=id)
            for number, (id, text) in enumerate(self._answers, 1)
        ]
        return (*paragraph(self._question, width), BLANK, *rows)
