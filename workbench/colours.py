"""The colours of the house, for the theme and for what is painted before there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

PRIMARY, SECONDARY, ACCENT = "#7fb4ca", "#c8b98a", "#e0a35c"
GOOD, WARN, BAD = "#8fbf7f", "#dcc06a", "#e8776d"
BACKGROUND, SURFACE, PANEL, FOREGROUND = "#15171b", "#1b1e23", "#262a31", "#d6d9de"
QUIET = "#80838a"  # the foreground at a little over half, on the background


NAMES = {
    "napkin": ("Dark colours", "Light on dark: what napkin starts in"),
    "napkin-light": ("Light colours", "Dark on light, for a bright room"),
    "napkin-ansi": ("The terminal's own colours", "The sixteen that your terminal is set to"),
}


def themes() -> tuple[Theme, ...]:
    """The themes of the house, the one that the workbench starts in first.

    The three emphases hold in each: strong is bold, plain is plain, and quiet is fainter, by its
    colour or, where the colours are the terminal's, by the terminal's own faint text.
    """
    from textual.theme import Theme

    dark = Theme(
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
    light = Theme(
        name="napkin-light",
        primary="#1f6684",
        secondary="#735d1e",
        accent="#9c5410",
        success="#2f6b22",
        warning="#7d5a00",
        error="#b3261e",
        background="#faf9f6",
        surface="#f1efea",
        panel="#e4e1da",
        foreground="#22252a",
        dark=False,
    )
    ansi = Theme(
        name="napkin-ansi",
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_magenta",
        success="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        foreground="ansi_default",
        ansi=True,
        # Textual's own style sheets ask for these; both are what the terminal has anyway.
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "border-blurred": "ansi_bright_black",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-text-style": "reverse",
        },
    )
    return dark, light, ansi
