"""A bare Textual screen with our text: the same key there says what the machine and the toolkit
take, so that what is left says what napkin takes.

One `Static` over the whole screen, given anew what stands on ours, as plain text: with our colours
it would take three times as long, and any bar would be kept. A widget of our own that paints whole
rows in our colours takes about as long as this one.
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Shows `text`, anew for every key and every size."""

    CSS = "Static { width: 100%; height: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def compose(self) -> ComposeResult:
        """The text, and nothing else."""
        yield Static(markup=False)

    def on_key(self) -> None:
        """Any key shows what ours shows after its own."""
        self.query_one(Static).update(self.text, layout=False)

    def on_resize(self) -> None:
        """What ours shows in the new size."""
        self.query_one(Static).update(self.text, layout=False)


def painted(app: App[None]) -> str:
    """The text that stands on the screen of an app."""
    return "\n".join([strip.text for strip in app.screen._compositor.render_strips()])
