"""The row of panes, whose borders the mouse can drag."""

from __future__ import annotations

import itertools

from textual import events
from textual.containers import Horizontal, Vertical

from workbench.widgets.messages import BorderDragged


class Pane(Vertical):
    """One of the three: a list, and below a line the story of what is selected in it."""

    ALLOW_SELECT = False


class Panes(Horizontal):
    """Panes side by side."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="panes")
        self._border = -1
        self._edge = 0

    def border_at(self, x: int) -> tuple[int, int]:
        """Which pane's right border stands at a column of the screen, and where the next pane
        begins; -1 for none.
        """
        panes = [pane for pane in self.query_children(Pane) if pane.display]
        for number, (left, right) in enumerate(itertools.pairwise(panes)):
            edge = right.region.x
            drawn = bool(left.styles.border_right[0])
            if x == edge or (drawn and x == edge - 1):
                return number, edge
        return -1, 0

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a border."""
        under, _ = self.screen.get_widget_at(event.screen_x, event.screen_y)
        if not isinstance(under, (Pane, Panes)):
            return  # a scroll bar may stand where a border could be
        self._border, edge = self.border_at(event.screen_x)
        if self._border >= 0:
            self._edge = edge - event.screen_x
            event.stop()
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag it along."""
        if self._border >= 0:
            column = event.screen_x + self._edge - self.region.x
            self.post_message(BorderDragged(self._border, column))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let it go."""
        if self._border >= 0:
            self._border = -1
            self.release_mouse()
