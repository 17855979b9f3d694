"""The bake-off's table: rows as in every list, and a cell in them that the arrows to the sides
move along.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from workbench.state.scene import Scene
from workbench.views.lines import Lines
from workbench.widgets.bindings import bindings
from workbench.widgets.lines_view import Selectable, View
from workbench.widgets.messages import CellMoved

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
