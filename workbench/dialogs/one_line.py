"""One line to type, with how it is read below it."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from formulas.quantity import Refused
from workbench.dialogs.modal import Modal, Page
from workbench.views.lines import BLANK, Lines, paragraph
from workbench.views.text import clean
from workbench.widgets.entry import Line

LONGEST = 200


class OneLine(Modal[str]):
    """Answers with a text that its reader takes, or None.

    `read` says how a text is read, and raises Refused where it is not; `there` stands below. What
    stands in the line is replaced by what is typed, or with `goes_on` it goes on from there.
    """

    hint = "enter takes · esc leaves"

    def __init__(
        self,
        heading: str,
        text: str,
        example: str,
        read: Callable[[str], str],
        there: str = "",
        *,
        goes_on: bool = False,
    ) -> None:
        super().__init__()
        self.heading = heading
        self._goes_on = goes_on
        self._text, self._example, self._read, self._there = text, example, read, there

    def inside(self) -> list[Widget]:
        """The line, and below it how it is read."""
        value, example = clean(self._text), clean(self._example)
        return [Line(value=value, placeholder=example, max_length=LONGEST, compact=True), Page()]

    def on_mount(self) -> None:
        """Type at once."""
        super().on_mount()
        field = self.query_one(Input)
        field.select_on_focus = False
        self.set_focus(field)
        if self._goes_on:
            field.cursor_position = len(field.value)
        else:
            field.select_all()

    def lines(self, width: int) -> Lines:
        """How the text is read, or why it is not; then what is there already."""
        text = self.query_one(Input).value
        there = (BLANK, *paragraph(self._there, width, "dim")) if self._there else ()
        if not text.strip():
            return (*paragraph(self._example, width, "dim", "such as "), *there)
        try:
            read = self._read(text)
        except Refused as refused:
            return (*paragraph(str(refused), width, "bad", "✗ ", lead_role="bad"), *there)
        return (*paragraph(read, width, "good", "✓ ", lead_role="good"), *there)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.fill()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """What cannot be read stays, with the reason below it."""
        event.stop()
        text = self.query_one(Input).value
        if not text.strip():
            return
        try:
            self._read(text)
        except Refused:
            return
        self.dismiss(text)
