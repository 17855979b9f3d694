"""Why a claim has its flag, over the workbench. Imported when it is first opened."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from sessions.judging.why import Why, why
from workbench.dialogs.modal import Modal, Page
from workbench.state.items import DRAFT, Item, items
from workbench.state.scene import Scene
from workbench.views.lines import Lines
from workbench.views.quotes.why import why_heading, why_lines
from workbench.views.text import clean


class WhyScreen(Modal[str]):
    """The explanation of one claim, and the way to the others of its quote; `c` copies the
    question. Answers with the claim that was explained last.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy the question", show=False),
        Binding("w", "leave", "Leave", show=False),
        Binding("f5", "go_on", "Next claim", show=False),
        Binding("right,alt+down", "step(1)", "Next claim", show=False, priority=True),
        Binding("left,alt+up", "step(-1)", "Claim before", show=False, priority=True),
    ]

    def __init__(self, scene: Scene, item: Item) -> None:
        super().__init__()
        self._scene = scene
        place = item.key.partition(".")[0]
        judged = scene.draft if place == DRAFT else scene.judged[int(place)]
        self._provider = judged.quote.provider if judged is not None else ""
        self._items = items(judged, place) if judged is not None else [item]
        self._first = self._at = [one.key for one in self._items].index(item.key)
        self._explain()

    @property
    def item(self) -> Item:
        """The claim that is explained."""
        return self._items[self._at]

    def _explain(self) -> None:
        # A few milliseconds, so that it is made here and not beside the screen.
        self.found: Why = why(self._scene.session, self.item.verdict, self._scene.state.setup)
        self.heading = why_heading(self.item, self._provider)
        several = f"{self._at + 1} of {len(self._items)} · F5 next · "
        copies = "c copy ask · " if self.found.ask else ""
        self.hint = f"{several if len(self._items) > 1 else ''}{copies}esc leaves"

    def lines(self, width: int) -> Lines:
        """What stands in the box."""
        return why_lines(self.item, self.found, width)

    def action_step(self, step: int) -> None:
        """To another claim of the same quote."""
        if len(self._items) > 1:
            self._at = (self._at + step) % len(self._items)
            self._explain()
            self.title_box()
            self.fill()
            self.query_one(Page).scroll_to(y=0, animate=False)

    def action_go_on(self) -> None:
        """The next claim, until all were explained; then back to where this was asked."""
        if (self._at + 1) % len(self._items) == self._first:
            self.action_leave()
        else:
            self.action_step(1)

    def action_leave(self) -> None:
        """Back, with the claim that was explained last."""
        self.dismiss(self.item.key)

    def action_copy(self) -> None:
        """The question, for the chat window of the call: over ssh too, by the terminal itself."""
        if not self.found.ask:
            self.notify("Nothing is left to ask about this claim.")
            return
        self.app.copy_to_clipboard(clean(self.found.ask))
        self.notify("Copied the question: paste it into the chat of the call.", timeout=2)
