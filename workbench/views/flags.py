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


def ratio(number: float | None) -> str:
    """A ratio as people say it: `0.81x`, `12x`, `0.05x`."""
    if number is None:
        return "-"
    if number >= 1000 or (number and number < 0.001):
        return f"{number:.0e}x".replace("e+0", "e").replace("e-0", "e-")
    if number >= 9.95:
        return f"{number:.0f}x"
    if number >= 0.2:
        return f"{number:.2f}x"
    # 0.104 is 9.6 times off and 0.099 is 10: two digits would hide on which side.
    return f"{number:.3f}x"


def apart(number: float, other: str) -> str:
    """A ratio to something as a buyer says it of a price: `57% under the fit`, `3.20x the fit`."""
    percent = round((number - 1) * 100)
    if not percent:
        return f"as much as the {other}"
    if not -99 <= percent < 100:
        return f"{ratio(number)} the {other}"
    return f"{abs(percent)}% {'over' if percent > 0 else 'under'} the {other}"
