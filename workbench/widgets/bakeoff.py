"""The sheet of the bake-off: the table, who to pick, and a page about the selected provider."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical

from workbench.state.bakeoff import at_cell, decided, is_turned
from workbench.state.scene import Scene
from workbench.views.ascii import drawn
from workbench.views.bakeoff.page import bakeoff_page, picks
from workbench.views.bakeoff.table import bakeoff_head, bakeoff_list, bakeoff_title, legend
from workbench.views.lines import Lines
from workbench.widgets.content import safe
from workbench.widgets.grid import Grid
from workbench.widgets.lines_view import LinesView, View


class BakeoffSheet(Vertical):
    """Everything about the offers on one page."""

    ALLOW_SELECT = False

    def __init__(self, scene: Callable[[], Scene]) -> None:
        super().__init__(id="sheet-bakeoff", classes="sheet")
        self._scene = scene

    def compose(self) -> ComposeResult:
        """The table with its head, the picks, and the page below a line."""
        yield _Head(_drawn(bakeoff_head), id="bakeoff-head", classes="row", prose=False)
        yield Grid(_drawn(bakeoff_list), _chosen)
        yield LinesView(_drawn(picks), id="bakeoff-picks", prose=False)
        yield LinesView(_drawn(bakeoff_page), id="bakeoff-story", classes="story")

    def name_it(self, scene: Scene) -> None:
        """Say what the sheet is, and what of it is not on show."""
        title = safe(bakeoff_title(scene))
        if self.border_title != title:
            self.border_title = title

    def on_mount(self) -> None:
        """Show the scene that there is."""
        for view in self.query(LinesView):
            view.show(self._scene())

    def on_resize(self) -> None:
        """Another width has room for other words, another height for other rows."""
        self.border_subtitle = safe(legend(self.size.width - 8))
        self.query_one(Grid).fit(self.size.height)


class _Head(LinesView):
    """The head of the table: with it, the frame says what of the sheet is not on show."""

    def show(self, scene: Scene) -> None:
        """Show another scene."""
        super().show(scene)
        if isinstance(self.parent, BakeoffSheet) and scene.state.sheet == "bakeoff":
            self.parent.name_it(scene)


def _drawn(view: View) -> View:
    """A view in the characters that the person wants."""

    def lines(scene: Scene, width: int) -> Lines:
        return drawn(scene, view(scene, width))

    return lines


def _chosen(scene: Scene) -> str:
    """The key of the selected row."""
    table = scene.state.table
    decision = decided(scene) if scene.state.sheet == "bakeoff" else None
    if decision is None:
        return ""
    provider, item = at_cell(decision, table)
    return provider if is_turned(decision, table) else item
