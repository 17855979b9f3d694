"""What the mouse is told of what it rests on: flags, origins, marks, and the parts of a row."""

from __future__ import annotations

from formulas.verdicts import GLYPHS, MEANINGS
from workbench.state.fields import LETTERS
from workbench.views.lines import Line, Spot
from workbench.views.text import cells

_MARKS = {
    "●": "Moved by the last edit",
    "≠": "Not as in the set-up on show",
    "▸": "Belongs to the selected formula",
}
_LETTERS = {letter: words for id, (letter, words) in LETTERS.items() if id not in ("", "set")}


def tip(row: Line, x: int, pane: str = "") -> str:
    """What stands at a column of a row, in a sentence, or nothing."""
    found = _tip(row, x, pane)
    return found[:1].upper() + found[1:]


def _tip(row: Line, x: int, pane: str) -> str:
    spot = spot_at(row, x)
    if spot is not None:
        return spot.tip
    at = 0
    for number, piece in enumerate(row.pieces):
        wide = cells(piece.text)
        if at <= x < at + wide:
            word = piece.text.strip()
            last = number == len(row.pieces) - 1
            if pane == "fields" and last and row.key and word in _LETTERS:
                return _LETTERS[word]
            if word[:1] in _MARKS:
                return _MARKS[word[:1]]
            return next(
                (MEANINGS[flag] for flag, sign in GLYPHS.items() if word.startswith(f"{sign} ")), ""
            )
        at += wide
    return ""


def spot_at(row: Line, x: int) -> Spot | None:
    """The part of a row at a column."""
    return next((spot for spot in row.spots if spot.at <= x < spot.at + spot.size), None)
