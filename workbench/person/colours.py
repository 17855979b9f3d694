"""The colours of the house: those of the first frame, and the themes that can be chosen."""

from __future__ import annotations

from typing import NamedTuple


class Ink(NamedTuple):
    """The colours of the first frame, which stands before there is a theme."""

    background: str
    foreground: str
    quiet: str
    title: str
    bad: str


# Quiet is the foreground at a little over half, on the background.
INKS = {
    "dark": Ink("#15171b", "#d6d9de", "#80838a", "#c8b98a", "#e8776d"),
    "light": Ink("#faf9f6", "#22252a", "#6b6d70", "#735d1e", "#b3261e"),
    "terminal": Ink("default", "default", "default", "cyan", "red"),
}
# The setting `colours`, and the theme that it is.
THEMES = {"dark": "napkin", "light": "napkin-light", "terminal": "napkin-ansi"}
