"""What moves the selected formula most, over the workbench: enter goes to the field of an input.
Imported when it is first opened.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from formulas.book import BOOK
from sessions.setups.sensitivity import Sensitivity
from workbench.dialogs.choose import Choose
from workbench.views.formulas.tornado import tornado_lines
from workbench.views.lines import Lines
from workbench.views.text import clean


class Tornado(Choose):
    """Answers with the id of an input to go to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "leave", "Leave", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
    ]
    hint = "enter goes to the input · esc leaves"

    def __init__(self, found: Sensitivity, setup: str, *, ascii: bool) -> None:
        super().__init__()
        self.found, self._ascii = found, ascii
        self.heading = f"What moves {BOOK.variables[found.id].title} most, {clean(setup)}"

    def lines(self, width: int) -> Lines:
        """The bars, the largest first."""
        return tornado_lines(self.found, width, ascii=self._ascii)

    def action_page(self, way: int) -> None:
        """Some inputs further."""
        keys = self.keys()
        if keys:
            place = keys.index(self.at) + way * 8 if self.at in keys else 0
            self.move(keys[max(0, min(place, len(keys) - 1))])
