"""The colours of the house, for the theme and for what is painted before there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

PRIMARY, SECONDARY, ACCENT = "#7fb4ca", "#c8b98a", "#e0a35c"
GOOD, WARN, BAD = "#8fbf7f", "#dcc06a", "#e8776d"
BACKGROUND, SURFACE, PANEL, FOREGROUND = "#15171b", "#1b1e23", "#262a31", "#d6d9de"
QUIET = "#80838a"  # the foreground at a little over half, on the background


def theme() -> Theme:
    """The theme that the workbench starts in."""
    from textual.theme import Theme

    return Theme(
        name="napkin",
        primary=PRIMARY,
        secondary=SECONDARY,
        accent=ACCENT,
        success=GOOD,
        warning=WARN,
        error=BAD,
        background=BACKGROUND,
        surface=SURFACE,
        panel=PANEL,
        foreground=FOREGROUND,
        dark=True,
    )
