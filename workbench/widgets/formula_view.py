"""The story of the selected formula: a click on a symbol selects it, and what is read stays in
sight.
"""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from workbench.views.lines import Line, Lines
from workbench.widgets.lines_view import LinesView, View
from workbench.widgets.messages import SymbolChosen

# The variable that stands at a row and a column of the story, in a width; or nothing.
At = Callable[[int, int, int], str]


class FormulaView(LinesView):
    """The drawing and what stands below it."""

    def __init__(self, view: View, at: At, *, id: str) -> None:
        super().__init__(view, id=id, classes="story")
        self._at = at
        self._of = ""

    def _set(self, lines: Lines, selected: str) -> None:
        super()._set(lines, selected)
        scene = self._scene
        if scene is None or self.size.height <= 0:
            return
        if scene.state.formula != self._of:
            self._of = scene.state.formula
            self.scroll_to(y=0, animate=False, force=True)
        if scene.symbol:
            self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """From the top, scroll as little as it takes to see the line of the symbol."""
        last = next((at for at, row in enumerate(self.lines) if _is_symbol(row)), 0)
        while last + 1 < len(self.lines) and self.lines[last + 1].text.startswith("  "):
            last += 1  # what did not fit on its first row
        wanted = max(0, last - self.size.height + 1)
        if wanted != round(self.scroll_offset.y):
            self.scroll_to(y=wanted, animate=False, force=True)

    def on_resize(self) -> None:
        """Another height shows other rows."""
        super().on_resize()
        if self._scene is not None and self._scene.symbol and self.size.height > 0:
            self._keep_in_sight()

    def on_click(self, event: events.Click) -> None:
        """A click on a symbol selects it; a second one follows."""
        # The rule above the story is part of the widget: rows count from below it.
        content = event.get_content_offset(self)
        if content is None:
            return
        row = content.y + round(self.scroll_offset.y)
        found = self._at(row, content.x, self.room)
        if found:
            event.stop()
            self.post_message(SymbolChosen(found))


def _is_symbol(row: Line) -> bool:
    return len(row.pieces) > 1 and row.pieces[1].role == "lit"
