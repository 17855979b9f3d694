"""The text to send to a provider: what is asked, and what there is to beat. What is shown of the
others is chosen claim by claim.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from sessions.document.session import Session
from sessions.offers.bakeoff import BakeOff, bake_off
from sessions.offers.questions import letter, to_beat, with_private
from workbench.dialogs.modal import Modal, Page
from workbench.views.lines import BLANK, Line, Lines, as_written, line, paragraph, piece
from workbench.views.text import clean


class LetterScreen(Modal[Session]):
    """Answers with the session in which what may be shown was chosen anew, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False, priority=True),
        Binding("down", "step(1)", "Down", show=False, priority=True),
        Binding("space,enter", "show_or_hide", "Show it or not", show=False, priority=True),
        Binding("c,y", "copy", "Copy", show=False),
        Binding("pageup", "scroll(-1)", "Page up", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False),
    ]
    hint = "c copies · space shows or hides a figure, from everybody · pgup pgdn scroll · esc back"

    def __init__(self, session: Session, found: BakeOff, provider: str, setup: str = "") -> None:
        super().__init__()
        self._first = self._session = session
        self._found, self._provider, self._setup = found, provider, setup
        self.at = ""
        self.heading = f"To send to {clean(provider)}"
        self._read()

    def _read(self) -> None:
        self._beats = to_beat(self._found, self._provider)
        self.text = letter(self._session, self._found, self._provider)
        metrics = [beat.metric for beat in self._beats]
        self.at = self.at if self.at in metrics else (metrics or [""])[0]

    def lines(self, width: int) -> Lines:
        """What may be shown, each with its owner, who is never told; below, the text as it is."""
        rows: list[Line] = []
        if self._beats:
            whom = f"Shown to {self._provider}, never with a name:"
            rows += paragraph(whom, width, "dim")
        for beat in self._beats:
            mark = "[ ]" if beat.private else "[x]"
            whose = f"{beat.text}  ({beat.competitor})"
            rows += paragraph(
                whose, width - 1, "dim" if beat.private else "", f" {mark} ", beat.metric
            )
        if not self._beats:
            rows += paragraph("Nobody beats it in any figure that counts.", width, "dim")
        rule = piece("─" * max(0, width - 1), "dim")
        return (*rows, line(rule), *as_written(self.text, width - 1), BLANK)

    def selected(self) -> str:
        """The figure that the cursor is at."""
        return self.at

    def action_step(self, step: int) -> None:
        """The next figure, or the one before."""
        metrics = [beat.metric for beat in self._beats]
        if metrics:
            self.at = metrics[(metrics.index(self.at) + step) % len(metrics)]
            page = self.query_one(Page)
            page.put(page.lines, self.at)

    def action_show_or_hide(self) -> None:
        """Show the figure to others, or do not."""
        beat = next((each for each in self._beats if each.metric == self.at), None)
        if beat is None:
            return
        self._session = with_private(
            self._session, beat.competitor, beat.metric, private=not beat.private
        )
        self._found = bake_off(self._session, self._setup)
        self._read()
        self.fill()

    def action_scroll(self, way: int) -> None:
        """A screenful further."""
        self.query_one(Page).scroll_relative(y=way * 8, animate=False)

    def action_copy(self) -> None:
        """The text, for an e-mail or the chat of the call."""
        self.app.copy_to_clipboard("\n".join([clean(row) for row in self.text.split("\n")]))
        self.notify("Copied: paste it into the e-mail or the chat.", timeout=2)

    def action_leave(self) -> None:
        """Back, with what was chosen."""
        changed = self._session is not self._first
        self.dismiss(self._session if changed else None)
