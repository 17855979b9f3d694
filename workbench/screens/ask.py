"""A question with a few answers, asked before something is lost."""

from __future__ import annotations

from workbench.screens.choose import Choose
from workbench.views.lines import BLANK, Lines, line, paragraph, piece


class Ask(Choose):
    """Answers with the id of an answer, or None where the person stays."""

    hint = "a number or enter takes · esc stays"

    def __init__(
        self,
        question: str,
        answers: tuple[tuple[str, str], ...],
        heading: str = "Unsaved changes",
    ) -> None:
        super().__init__()
        self.heading = heading
        self._question, self._answers = question, answers

    def lines(self, width: int) -> Lines:
        """The question, then one answer a line."""
        rows = [
            line(piece("  "), piece(f"{number} ", "key"), piece(text), key=id)
            for number, (id, text) in enumerate(self._answers, 1)
        ]
        return (*paragraph(self._question, width), BLANK, *rows)
