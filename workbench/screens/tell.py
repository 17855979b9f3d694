"""Text to read in full, such as why a file was refused."""

from __future__ import annotations

from workbench.screens.modal import Modal
from workbench.text import cells, clean, wrap
from workbench.views.lines import Line, Lines, piece


class Tell(Modal[None]):
    """Shows text; its own line breaks and indents are kept."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.heading, self._text = clean(title), text

    def lines(self, width: int) -> Lines:
        """The text, broken where it does not fit; carets stay under what they point at."""
        rows: list[Line] = []
        for raw in self._text.split("\n"):
            text = clean(raw.rstrip())
            if cells(text) <= width:
                rows.append(Line((piece(text),)))
                continue
            indent = len(text) - len(text.lstrip())
            rows += [
                Line((piece(" " * indent + part),)) for part in wrap(text, max(8, width - indent))
            ]
        return tuple(rows)
