"""What takes a moment: said once it does, and left with esc."""

from __future__ import annotations

from workbench.screens.modal import Modal
from workbench.views.lines import Lines, paragraph

SOON = 0.1  # seconds after which a person wonders


class Busy(Modal[str]):
    """Stands until it is done; answers None where esc came first."""

    heading = "One moment"

    def __init__(self, text: str, stop: str) -> None:
        super().__init__()
        self._text = text
        self.hint = f"esc {stop}"

    def lines(self, width: int) -> Lines:
        """What is under way."""
        return paragraph(self._text, width)
