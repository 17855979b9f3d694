"""Flags as a glyph and a word; the colour only follows."""

from __future__ import annotations

from formulas.verdicts import GLYPHS, WORDS, Flag
from workbench.views.lines import Piece, Role, piece

ROLE: dict[Flag, Role] = {
    "plausible": "good",
    "2x-off": "warn",
    "10x-off": "bad",
    "not-judged": "dim",
}


def flag_piece(flag: Flag, *, word: bool = True) -> Piece:
    """`✗ 10x off`, or the glyph alone."""
    return piece(f"{GLYPHS[flag]} {WORDS[flag]}" if word else GLYPHS[flag], ROLE[flag])
