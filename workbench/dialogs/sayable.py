"""What can be said: a line to find it by, and the list to choose from."""

from __future__ import annotations

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from sessions.say.suggestions import finds, offers
from workbench.dialogs.choose import Choose
from workbench.dialogs.modal import Page
from workbench.views.lines import Lines
from workbench.views.say.echo import sayable_lines
from workbench.views.text import clean
from workbench.widgets.entry import Line


class Sayable(Choose):
    """Answers with the key of an offer, or None."""

    heading = "What can be said"
    hint = "type to find · enter puts it in the line · esc leaves"

    def __init__(self, providers: tuple[str, ...], begun: str) -> None:
        super().__init__()
        self.offers = offers(providers)
        # A word that was begun in the say line is looked for at once.
        self._begun = begun if any(finds(offer, begun) for offer in self.offers) else ""

    def inside(self) -> list[Widget]:
        """The line, and below it what it finds."""
        return [
            Line(value=clean(self._begun), placeholder="such as price, p95, region", compact=True),
            Page(),
        ]

    def on_mount(self) -> None:
        """Type at once."""
        super().on_mount()
        field = self.query_one(Input)
        field.focus()
        field.action_end()

    def lines(self, width: int) -> Lines:
        """What is found."""
        return sayable_lines(self.offers, self.query_one(Input).value, width)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.at = ""
        self.fill()

    def on_key(self, event: events.Key) -> None:
        """Numbers are text here."""
