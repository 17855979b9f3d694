"""The sheet of the bake-off: the table, who to pick, and a page about the selected provider. The
table has rows as every list, and a cell in them that the arrows to the sides move along.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from workbench.state.bakeoff import at_cell, decided, is_turned
from workbench.state.scene import Scene
from workbench.views.ascii import drawn
from workbench.views.bakeoff.page import bakeoff_page, picks
from workbench.views.bakeoff.table import bakeoff_head, bakeoff_list, bakeoff_title, legend
from workbench.views.lines import Lines
from workbench.widgets.bindings import bindings
from workbench.widgets.content import safe
from workbench.widgets.lines_view import LinesView, Selectable, View
from workbench.widgets.messages import CellMoved


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


# --- The table


FAR = 10_000  # further than any table goes


class Grid(Selectable):
    """A table of which one cell is selected. Its keys are those of the table's actions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step_cell(0, -1)", "Up", show=False),
        Binding("down", "step_cell(0, 1)", "Down", show=False),
        Binding("left", "step_cell(-1, 0)", "Left", show=False),
        Binding("right", "step_cell(1, 0)", "Right", show=False),
        Binding("pageup", "page_cells(-1)", "Page up", show=False),
        Binding("pagedown", "page_cells(1)", "Page down", show=False),
        Binding("home", f"step_cell(0, -{FAR})", "First row", show=False),
        Binding("end", f"step_cell(0, {FAR})", "Last row", show=False),
        Binding("ctrl+home", f"step_cell(-{FAR}, 0)", "First column", show=False),
        Binding("ctrl+end", f"step_cell({FAR}, 0)", "Last column", show=False),
        *bindings("bakeoff"),
    ]

    def __init__(self, view: View, chosen: Callable[[Scene], str]) -> None:
        super().__init__(view, "bakeoff", chosen)
        self._most = self._high = 0

    def fit(self, height: int) -> None:
        """As high as its rows, up to a part of a sheet of so many rows; what is spared is for the
        page below.
        """
        self._most = max(4, (height - 6) * 3 // 5)
        self._fit()

    def _fit(self) -> None:
        rows = max(1, min(len(self.lines), self._most))
        if self._most and self._high != rows:
            self._high = rows
            self.styles.height = rows

    def _set(self, lines: Lines, selected: str) -> None:
        another = len(lines) != len(self.lines)
        super()._set(lines, selected)
        if another:
            self._fit()

    def action_step_cell(self, across: int, down: int) -> None:
        """Some cells further."""
        self.post_message(CellMoved(across, down))

    def action_page_cells(self, way: int) -> None:
        """A screenful of rows further."""
        self.action_step_cell(0, way * max(1, self.size.height - 1))
