"""A few parts of one thing, over the workbench: one line to type in for whichever is chosen."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from formulas.quantity import Refused
from workbench.dialogs.modal import Modal, Page
from workbench.state.particulars import Particular
from workbench.views.lines import BLANK, Line, Lines, line, paragraph, piece
from workbench.views.text import cells, clean, cut
from workbench.widgets.entry import Line as TextLine

LABEL = 18
Answer = TypeVar("Answer")


class Form(Modal[Answer]):
    """Takes each part as it was typed when it is left; what cannot be taken stays, with why."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False, priority=True),
        Binding("down", "step(1)", "Down", show=False, priority=True),
        Binding("ctrl+s", "leave", "Done", show=False, priority=True),
    ]
    hint = "type · enter sets it and goes on · up and down choose · esc is done"
    wide = LABEL  # columns of the labels

    def __init__(self) -> None:
        super().__init__()
        self.at, self.problem = "", ""

    @property
    def parts(self) -> tuple[Particular, ...]:
        """All of them, as they now are."""
        raise NotImplementedError

    def take(self, key: str, text: str) -> None:
        """A part as it was typed. Raises Refused."""
        raise NotImplementedError

    def inside(self) -> list[Widget]:
        """The line to type in, and all of it."""
        return [TextLine(compact=True, select_on_focus=False), Page()]

    def on_mount(self) -> None:
        """Type at once."""
        super().on_mount()
        self.query_one(Input).focus()
        self.put()

    @property
    def here(self) -> Particular:
        """The chosen one."""
        return next((each for each in self.parts if each.key == self.at), self.parts[0])

    def put(self) -> None:
        """The text of the chosen one, in the line."""
        entry = self.query_one(Input)
        entry.value = clean(self.here.text)
        entry.cursor_position = len(entry.value)
        entry.placeholder = f"{self.here.label}: such as {self.here.example}"
        self.fill()

    def lines(self, width: int) -> Lines:
        """Each with what stands there; why what was typed is not taken. What may stand there is
        said in the line on top.
        """
        rows: list[Line] = [BLANK]
        for each in self.parts:
            rows += self.above(each)
            label = f" {each.label:<{self.wide}}"
            text = cut(clean(each.text), width - cells(label) - 1)
            shown = piece(text, "strong") if text else piece("—", "dim")
            rows.append(line(piece(label, "dim"), shown, key=each.key))
        rows += self.below(width)
        if self.problem:
            rows += [BLANK, *paragraph(self.problem, width, "bad")]
        return tuple(rows)

    def above(self, part: Particular) -> Lines:
        """What stands above a part: a heading, where one begins."""
        return ()

    def below(self, width: int) -> Lines:
        """What stands below them all."""
        return ()

    def selected(self) -> str:
        """The chosen one."""
        return self.here.key

    def action_step(self, step: int) -> None:
        """The next one, or the one before; what was typed is taken first."""
        if self.taken():
            keys = [each.key for each in self.parts]
            place = keys.index(self.at) if self.at in keys else 0
            self.at = keys[(place + step) % len(keys)]
            self.put()
        else:
            self.fill()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.go_on()

    def go_on(self) -> None:
        """Enter sets it and goes on."""
        self.action_step(1)

    def taken(self) -> bool:
        """Take what was typed. Returns whether it could be."""
        text, self.problem = self.query_one(Input).value, ""
        if text == self.here.text:
            return True
        try:
            self.take(self.here.key, text)
        except Refused as refused:
            self.problem = f"Not taken: {refused}"
            return False
        return True

    def on_key(self, event: events.Key) -> None:
        """Numbers are text here."""
