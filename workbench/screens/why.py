"""Why a claim has its flag, over the workbench. Imported when it is first opened."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from sessions.why import why
from workbench.scene import DRAFT, Item, Scene
from workbench.screens.modal import Modal
from workbench.text import clean
from workbench.views.lines import Lines
from workbench.views.why import why_heading, why_lines


class WhyScreen(Modal[None]):
    """The explanation of one claim; `c` copies its question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy the question", show=False),
        Binding("w,f5", "leave", "Leave", show=False),
    ]

    def __init__(self, scene: Scene, item: Item) -> None:
        super().__init__()
        self.item = item
        place = item.key.partition(".")[0]
        judged = scene.draft if place == DRAFT else scene.judged[int(place)]
        self.heading = why_heading(item, judged.quote.provider if judged is not None else "")
        # A few milliseconds, so that it is made here and not beside the screen.
        self.found = why(scene.session, item.verdict, scene.state.setup)
        self.hint = "c copies the question · esc leaves" if self.found.ask else "esc leaves"

    def lines(self, width: int) -> Lines:
        """What stands in the box."""
        return why_lines(self.item, self.found, width)

    def action_copy(self) -> None:
        """The question, for the chat window of the call: over ssh too, by the terminal itself."""
        if not self.found.ask:
            self.notify("There is no question for this claim.")
            return
        self.app.copy_to_clipboard(clean(self.found.ask))
        self.notify("Copied the question.", timeout=2)
