"""Too little room: a notice stands over everything, and nothing is typed or done behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.screens.files import Files
from workbench.state.layout import PANES

if TYPE_CHECKING:
    from textual.widget import Widget

SMALLEST = (60, 16)


class Room(Files):
    """Keeps the focus while there is too little room, and gives it back with the room."""

    small = False  # whether the notice stands
    _waiting: Widget | None = None  # what gets the focus once there is room again

    def guard(self, width: int, height: int) -> None:
        """Nothing is typed into what cannot be seen; the focus comes back with the room."""
        small = width < SMALLEST[0] or height < SMALLEST[1]
        if small and not self.small:
            self.settle()
            self._waiting = self.focused
            self.small = True
            self.set_focus(None)
        elif self.small and not small:
            self.small = False
            back = self._waiting
            if back is None or not back.display:
                back = self.query_one("#say")
            if back.id in PANES:
                self.bring(back.id, focus=False)  # what is hidden loses the focus again
            self.set_focus(back)

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """While the notice stands, what asks for the focus (a click, tab, a screen that closes)
        gets it with the room. At all other times something has it, or no key would do anything.
        """
        if self.small:
            if widget is not None:
                self._waiting = widget
                widget.has_focus = False  # Textual says so beforehand where a screen closes
                return
        elif widget is None and self.app.app_focus:
            # Textual takes it away for a click that comes before anything is laid out.
            widget = self.query_one("#say")
        super().set_focus(widget, scroll_visible, from_app_focus)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the notice stands, only what it names."""
        return not self.small or action in ("save", "quit")
