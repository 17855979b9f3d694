"""The one way that text from outside reaches the screen: cleaned, literal, and measured in cells.

A screen hands ESC, OSC and bidirectional characters on to the terminal and reads markup in most
widgets, so that the name of a provider could move the cursor or press a button. Whatever was typed,
read from a file or said by a person passes `clean` first (`widgets.content.safe` for what Textual
shows by itself).
"""

from __future__ import annotations

import functools

from sessions.files.safe_text import visible
from workbench.views.widths import columns, start_of

# Characters of a paste that are looked at: what is longer is no quote, and would hold the keys up.
PASTED = 100_000


def clean(text: str) -> str:
    """Text without control, escape and bidirectional characters, on one line."""
    return text if text.isascii() and text.isprintable() else _visible(text)


@functools.lru_cache(maxsize=4096)
def _visible(text: str) -> str:
    return visible(text)


def pasted(text: str) -> str:
    """What is pasted, as one line of cleaned text; no line takes in nearly as much as is kept."""
    return clean(" ".join(text[:PASTED].split()))


def cells(text: str) -> int:
    """How many columns a text takes on screen."""
    return len(text) if text.isascii() else columns(text)


def cut(text: str, width: int) -> str:
    """A text in at most `width` columns, with an ellipsis where something was left out."""
    if cells(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    start = start_of(text, width - 1)
    return (start if text.isascii() else start.rstrip()) + "…"


def squeeze(text: str, width: int) -> str:
    """Text in at most `width` columns, its middle left out: names often differ at their ends."""
    if cells(text) <= width:
        return text
    tail = max(0, width // 3)
    end = text[-tail:] if tail else ""
    while cells(end) > tail:
        end = end[1:]
    return cut(text, width - cells(end)) + end


def padded(text: str, width: int) -> str:
    """Text as wide as a column; wide characters take two cells each."""
    return text + " " * max(0, width - cells(text))


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` columns, broken at spaces, and inside a word only where
    it does not fit alone.
    """
    width = max(1, width)
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        size = cells(word)
        if line and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        while size > width:
            head, word = _split(word, width)
            lines.append(head)
            size = cells(word)
        line, used = word, size
    if line or not lines:
        lines.append(line)
    return lines


def _split(word: str, width: int) -> tuple[str, str]:
    """The longest start of a word that fits, and the rest; at least one character."""
    used = 0
    for place, character in enumerate(word):
        used += cells(character)
        if used > width and place:
            return word[:place], word[place:]
    return word, ""
