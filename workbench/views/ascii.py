"""Lines in ASCII characters alone, each as wide as before."""

from __future__ import annotations

from formulas.drawing_setting import plain_text
from workbench.state.scene import Scene
from workbench.views.lines import Line, Lines, Piece
from workbench.views.text import cells

_SIGNS = str.maketrans(
    {
        "●": "*",
        "○": "o",
        "▸": "+",
        "»": "#",
        "…": "~",
        "·": "|",
        "≠": "!",
        "≤": "<",
        "≥": ">",
        "→": ">",
        "←": "<",
        "★": "*",
        "✓": "v",
        "✗": "x",
    }
)


def in_ascii(lines: Lines) -> Lines:
    """The same lines, with an ASCII character for every other one."""
    return tuple([row if row.text.isascii() else _row(row) for row in lines])


def drawn(scene: Scene, lines: Lines) -> Lines:
    """Lines in the characters that the person wants."""
    return in_ascii(lines) if scene.state.settings.ascii else lines


def _row(row: Line) -> Line:
    return Line(tuple([Piece(_plain(p.text), p.role) for p in row.pieces]), row.key, row.spots)


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return "".join([_character(character) for character in text.translate(_SIGNS)])


def _character(character: str) -> str:
    if character.isascii():
        return character
    plain = plain_text(character)
    wide = cells(character)
    return plain if len(plain) == wide else "?" * wide
