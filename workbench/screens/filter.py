"""Who is on show in the bake-off: by a part of a name, or by what holds of the offer."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from workbench.screens.choose import Choose
from workbench.screens.modal import Page
from workbench.state.arrangement import FILTERS, NAMED
from workbench.views.lines import Lines, line, piece
from workbench.views.text import clean
from workbench.widgets.entry import Line

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
