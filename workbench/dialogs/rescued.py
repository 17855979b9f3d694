"""What was rescued when napkin was stopped: which of it to open."""

from __future__ import annotations

import datetime
from pathlib import Path

from workbench.dialogs.choose import Choose
from workbench.views.lines import BLANK, Lines, line, paragraph, piece, spread

_MOST = 9


class Rescued(Choose):
    """Answers with the path of what is to be opened."""

    heading = "What was rescued"
    hint = "a number or enter opens · esc stays"

    def __init__(self, found: list[Path], *, unsaved: bool) -> None:
        super().__init__()
        self._found, self._unsaved = found[:_MOST], unsaved

    def lines(self, width: int) -> Lines:
        """One session a line, the newest first, with when it was kept."""
        said = "napkin was stopped with unsaved changes, and kept them."
        if self._unsaved:
            said += " This session has unsaved changes too: opening another one drops them."
        rows = [
            spread(
                (piece("  "), piece(f"{number} ", "key"), piece(_name(path))),
                (piece(_when(path), "dim"),),
                width,
                key=str(path),
            )
            for number, path in enumerate(self._found, 1)
        ]
        where = paragraph(f"They lie in {self._found[0].parent}.", width, "dim")
        return (*paragraph(said, width), BLANK, *rows, BLANK, *where) if rows else (line(),)


def _name(path: Path) -> str:
    return path.stem.split("-", 3)[3] if path.stem.count("-") >= 3 else path.name


def _when(path: Path) -> str:
    try:
        return f"{datetime.datetime.fromtimestamp(path.stat().st_mtime):%-d %b %H:%M}"
    except OSError:
        return ""
