"""Choose a model or an accelerator: type a part of a name, enter takes it. Imported when it is
first opened.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from workbench.scene import Scene
from workbench.screens.choose import Choose
from workbench.screens.modal import Page
from workbench.views.lines import Lines
from workbench.views.shelf import PATH, rows_of, shelf_lines, tier
from workbench.widgets.entry import Line


class Shelf(Choose):
    """Answers with the name of an item, or the path of a config; or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
    ]
    hint = "type to find · enter takes · esc leaves"

    def __init__(self, id: str, scene: Scene) -> None:
        super().__init__()
        self.field = id
        self._rows = rows_of(id, scene)
        self._now = ""
        if scene.resolved is not None:
            item = scene.resolved.model if id == "model" else scene.resolved.hardware
            self._now = self.at = item.name
        self.heading = f"Models, KV per token at {tier(scene)}"
        if id == "hardware":
            self.heading = "Accelerators, with typical rents"

    def inside(self) -> list[Widget]:
        """The line to type in, and what it finds."""
        models = "part of a name, or the path of a config.json"
        hint = models if self.field == "model" else "part of a name"
        return [Line(placeholder=hint, compact=True), Page()]

    def on_mount(self) -> None:
        """Type at once."""
        super().on_mount()
        self.query_one(Input).focus()

    def lines(self, width: int) -> Lines:
        """What is found."""
        query = self.query_one(Input).value
        return shelf_lines(self.field, self._rows, query, self._now, width)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.at = self._now if not self.query_one(Input).value else ""
        self.fill()

    def fill(self) -> None:
        """Nothing stays chosen that is not in the list any more."""
        super().fill()
        if self.query_one(Page).lines and not self.keys():
            self.at = ""

    def action_page(self, way: int) -> None:
        """A screenful further, up to the end."""
        keys = self.keys()
        if keys:
            step = way * max(1, self.query_one(Page).size.height - 2)
            place = keys.index(self.at) + step if self.at in keys else 0
            self.move(keys[min(max(place, 0), len(keys) - 1)])

    def action_take(self) -> None:
        """Answer with the name, or the path."""
        if self.at:
            self.dismiss(self.at.removeprefix(PATH))

    def on_key(self, event: events.Key) -> None:
        """Numbers are text here."""
