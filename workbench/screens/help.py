"""F1: what the focused thing does, what the signs mean, and every key."""

from __future__ import annotations

from workbench.screens.modal import Modal
from workbench.views.frame.help import help_lines
from workbench.views.lines import Lines


class Help(Modal[None]):
    """Help of what had the focus."""

    heading = "Help"

    def __init__(self, focus: str) -> None:
        super().__init__()
        self._focus = focus

    def lines(self, width: int) -> Lines:
        """The help text."""
        return help_lines(self._focus, width)
