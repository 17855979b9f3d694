"""Choose a model or an accelerator: type a part of a name, enter takes it. Accelerators have beside
them how many load the model and serve the packet. Imported when it is first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from formulas.quantity import Refused
from sessions.catalogue.catalogue import find
from sessions.catalogue.item import Item
from sessions.catalogue.shelves import UnknownItem
from sessions.setups.sizing import Sized, sized
from workbench.dialogs.choose import Choose
from workbench.dialogs.modal import Modal, Page
from workbench.state.scene import Scene
from workbench.state.shelf import tier
from workbench.views.lines import Lines, fit, piece, spread
from workbench.views.shelf.shelf import (
    CHIPS,
    MODELS,
    PATH,
    chip_rows,
    is_path,
    model_rows,
    shelf_head,
    shelf_lines,
)
from workbench.views.shelf.story import chip_story, model_story
from workbench.views.text import cells, clean, cut
from workbench.widgets.background import Stop, in_background
from workbench.widgets.entry import Line
from workbench.widgets.lines_view import LinesView


class Shelf(Choose):
    """Answers with the name of an item, or the path of a config; or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("f1", "whole", "All of its figures", show=False, priority=True),
    ]
    hint = "type to find · enter takes · esc leaves"

    def __init__(
        self,
        id: str,
        scene: Scene,
        *,
        fresh: bool = False,
        step: str = "",
        count: Callable[[], tuple[Sized, ...]] | None = None,
    ) -> None:
        """`fresh`: nothing stands there yet, whatever the scene counts with. `step`: what it is
        chosen for, where that is no change of the set-up on show; `count` then tells what each
        accelerator comes to.
        """
        super().__init__()
        self._offered = count
        self.field, self._scene, self._step = id, scene, step
        self.add_class(f"-{id}")
        self.found: tuple[Sized, ...] = ()
        self.problem = ""
        self._now = ""
        self._walked = False  # whether the chosen row was gone to, and not only the first
        if scene.resolved is not None and not fresh:
            item = scene.resolved.model if id == "model" else scene.resolved.hardware
            self._now = self.at = item.name
        self._columns = MODELS if id == "model" else CHIPS
        self._rows = model_rows(scene) if id == "model" else chip_rows(scene, ())
        self.heading = self._heading()

    def _heading(self) -> str:
        setup = self._scene.setup
        if self.field == "model":
            coded = f"weights at {setup.weights}, " if setup is not None and setup.weights else ""
            head = f"{self._step}," if self._step else "Models:"
            return f"{head} {coded}KV per token at {tier(self._scene)}"
        resolved = self._scene.resolved
        model = resolved.model.title if resolved is not None else "the model"
        coded = f" at {setup.weights}" if setup is not None and setup.weights else ""
        head = f"{self._step}," if self._step else "Accelerators:"
        return f"{head} GPUs to load and to serve {cut(clean(model), 30)}{coded}"

    def inside(self) -> list[Widget]:
        """The line to type in, what it finds, and the story of what is chosen."""
        models = "part of a name, or the path of a config.json"
        hint = models if self.field == "model" else "part of a name"
        return [
            Line(placeholder=hint, compact=True),
            LinesView(self._head, id="shelf-head"),
            Vertical(Page(), id="shelf-table"),
            LinesView(self._rule, id="shelf-rule"),
            LinesView(self._story, id="shelf-story"),
        ]

    def on_mount(self) -> None:
        """Type at once; what takes a moment is counted beside the screen."""
        super().on_mount()
        self.query_one(Input).focus()
        self.call_after_refresh(self._reveal)
        if self.field == "hardware":
            in_background(self, self._count, self._counted, "sizing", vital=True)

    def _reveal(self) -> None:
        """What is chosen is in view, once there is a size."""
        page = self.query_one(Page)
        page.put(page.lines, self.at)

    def _count(self, stop: Stop) -> tuple[tuple[Sized, ...], str]:
        """How many of each accelerator load and serve, or why that is not known."""
        if self._scene.setup is None:
            return (), self._scene.problem
        try:
            if self._offered is not None:
                return self._offered(), self._scene.problem
            return sized(self._scene.session, self._scene.setup), self._scene.problem
        except (Refused, UnknownItem) as refused:
            return (), str(refused)

    def _counted(self, counted: tuple[tuple[Sized, ...], str]) -> None:
        self.found, self.problem = counted
        self._rows = chip_rows(self._scene, self.found, self.problem)
        if not self._walked and (self.query_one(Input).value or not self._now):
            self.at = ""  # the first of what is found, in the order that now holds
        self.fill()
        self.call_after_refresh(self._reveal)

    # --- what is shown

    def lines(self, width: int) -> Lines:
        """What is found."""
        query = self.query_one(Input).value
        return shelf_lines(self.field, self._columns, self._rows, query, self._now, width)

    def _head(self, scene: Scene, width: int) -> Lines:
        if is_path(self.field, self.query_one(Input).value):
            return ()
        # As wide as the table, which keeps a column for its scroll bar.
        return (shelf_head(self._columns, self._rows, self.query_one(Page).room),)

    def _rule(self, scene: Scene, width: int) -> Lines:
        """Whose story stands below, and how to see all of it."""
        item = self.item
        name = cut(clean(item.title), max(8, width // 2)) if item is not None else ""
        left = [piece("── ", "dim"), piece(name, "title"), piece(" ")] if name else []
        right = [piece(" F1", "key"), piece(" all of it ──", "dim")] if name else []
        used = sum([cells(each.text) for each in (*left, *right)])
        rule = piece("─" * max(0, width - used), "dim")
        return (spread(fit((*left, rule), width), right, width + 1),)

    def _story(self, scene: Scene, width: int) -> Lines:
        return self.story(width)

    @property
    def item(self) -> Item | None:
        """The chosen item."""
        if not self.at:
            return None
        on = "models" if self.field == "model" else "hardware"
        try:
            return find(on, self.at.removeprefix(PATH))  # type: ignore[arg-type]
        except UnknownItem:  # a config that is gone since it was found
            return None

    def story(self, width: int) -> Lines:
        """The story of the chosen item."""
        item = self.item
        if item is None:
            return ()
        if self.field == "model":
            return model_story(item, self._scene, self.at.removeprefix(PATH), width)
        found = next((each for each in self.found if each.item.name == item.name), None)
        return chip_story(item, found, self.problem, self._scene, width)

    def fill(self) -> None:
        """Nothing stays chosen that is not in the list any more."""
        super().fill()
        if self.query_one(Page).lines and not self.keys():
            self.at = ""
        self._tell()

    def move(self, key: str) -> None:
        """Choose a line, and tell its story."""
        super().move(key)
        self._tell()

    def _tell(self) -> None:
        for id in ("#shelf-head", "#shelf-story", "#shelf-rule"):
            self.query_one(id, LinesView).show(self._scene)

    # --- what is done

    @on(Input.Changed)
    def _typed(self) -> None:
        self.at = self._now if not self.query_one(Input).value else ""
        self._walked = False
        self.fill()

    def action_step(self, step: int) -> None:
        """The next line, or the one before."""
        self._walked = True
        super().action_step(step)

    def action_page(self, way: int) -> None:
        """A screenful further, up to the end."""
        keys = self.keys()
        if keys:
            self._walked = True
            step = way * max(1, self.query_one(Page).size.height - 2)
            place = keys.index(self.at) + step if self.at in keys else 0
            self.move(keys[min(max(place, 0), len(keys) - 1)])

    def action_whole(self) -> None:
        """All that is known of the chosen item."""
        item = self.item
        if item is not None:
            self.app.push_screen(Whole(item.title, self))

    def action_take(self) -> None:
        """Answer with the name, or the path."""
        if self.at:
            self.dismiss(self.at.removeprefix(PATH))

    def on_key(self, event: events.Key) -> None:
        """Numbers are text here."""


class Whole(Modal[None]):
    """The whole story of an item, over the table."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "leave", "Back", show=False)]
    hint = "up and down scroll · esc back to the table"

    def __init__(self, title: str, table: Shelf) -> None:
        super().__init__()
        self.heading, self._table = title, table

    def lines(self, width: int) -> Lines:
        """Every figure, with its source."""
        return self._table.story(width)
