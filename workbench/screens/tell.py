"""Text to read in full, such as why a file was refused."""

from __future__ import annotations

from workbench.screens.modal import Modal
from workbench.views.lines import Lines, as_written
from workbench.views.text import clean


class Tell(Modal[None]):
    """Shows text; its own line breaks and indents are kept."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.heading, self._text = clean(title), text

    def lines(self, width: int) -> Lines:
        """The text, broken where it does not fit; carets stay under what they point at."""
        return as_written(self._text, width)
