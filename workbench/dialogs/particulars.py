"""The particulars of a quote, over the workbench: one line to type in for whichever is chosen.
Imported when it is first opened.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from formulas.quantity import Refused
from sessions.document.session import Claim, Quote
from workbench.dialogs.modal import Modal, Page
from workbench.state.particulars import Parsed, Particular, particulars, with_particular
from workbench.views.lines import BLANK, Line, Lines, line, paragraph, piece
from workbench.views.text import cells, clean, cut
from workbench.widgets.entry import Line as TextLine

LABEL = 18
CLAIM = "claim."  # how the keys of what is known of the claim alone begin


class Particulars(Modal[Parsed]):
    """Answers with the quote and the claim as they were typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False, priority=True),
        Binding("down", "step(1)", "Down", show=False, priority=True),
        Binding("ctrl+s", "leave", "Done", show=False, priority=True),
    ]
    hint = "type · enter sets it and goes on · up and down choose · esc is done"

    def __init__(self, quote: Quote, claim: Claim | None, about: str) -> None:
        super().__init__()
        self._first: Parsed = (quote, claim)
        self.quote, self.claim = quote, claim
        self.at, self.problem = "said_by", ""
        whose = f" and {clean(about)}" if claim is not None else ""
        self.heading = f"Particulars of {clean(quote.provider)}, round {quote.round or 1}{whose}"

    def inside(self) -> list[Widget]:
        """The line to type in, and all of it."""
        return [TextLine(compact=True, select_on_focus=False), Page()]

    def on_mount(self) -> None:
        """Type at once."""
        super().on_mount()
        self.query_one(Input).focus()
        self._put()

    @property
    def _all(self) -> tuple[Particular, ...]:
        return particulars(self.quote, self.claim)

    @property
    def _here(self) -> Particular:
        return next((each for each in self._all if each.key == self.at), self._all[0])

    def _put(self) -> None:
        """The text of the chosen one, in the line."""
        entry = self.query_one(Input)
        entry.value = clean(self._here.text)
        entry.cursor_position = len(entry.value)
        entry.placeholder = f"{self._here.label}: such as {self._here.example}"
        self.fill()

    def lines(self, width: int) -> Lines:
        """Each with what stands there, those of the claim apart; why what was typed is not taken.
        What may stand there is said in the line on top.
        """
        rows: list[Line] = [BLANK]
        of_quote = True
        for each in self._all:
            if of_quote and each.key.startswith(CLAIM):
                of_quote = False
                rows += [BLANK, line(piece(" this claim", "title"))]
            label = f" {each.label:<{LABEL}}"
            text = cut(clean(each.text), width - cells(label) - 1)
            shown = piece(text, "strong") if text else piece("—", "dim")
            rows.append(line(piece(label, "dim"), shown, key=each.key))
        if self.problem:
            rows += [BLANK, *paragraph(self.problem, width, "bad")]
        return tuple(rows)

    def selected(self) -> str:
        """The chosen one."""
        return self.at

    def action_step(self, step: int) -> None:
        """The next one, or the one before; what was typed is taken first."""
        if self._take():
            keys = [each.key for each in self._all]
            place = keys.index(self.at) if self.at in keys else 0
            self.at = keys[(place + step) % len(keys)]
        self._put()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_step(1)

    def _take(self) -> bool:
        """Take what was typed. Returns whether it could be."""
        text, self.problem = self.query_one(Input).value, ""
        if text == self._here.text:
            return True
        try:
            self.quote, self.claim = with_particular(self.quote, self.claim, self.at, text)
        except Refused as refused:
            self.problem = f"Not taken: {refused}"
            return False
        return True

    def on_key(self, event: events.Key) -> None:
        """Numbers are text here."""

    def action_leave(self) -> None:
        """Back, with what was set; what cannot be taken is shown first, and left out then."""
        if not self.problem and not self._take():
            self.fill()
            return
        changed = (self.quote, self.claim) != self._first
        self.dismiss((self.quote, self.claim) if changed else None)
