"""The themes of the house, in Textual's words."""

from __future__ import annotations

from textual.theme import Theme

from workbench.person.colours import INKS


def themes() -> tuple[Theme, ...]:
    """The themes of the house, the one that the workbench starts in first.

    The three emphases hold in each: strong is bold, plain is plain, and quiet is fainter, by its
    colour or, where the colours are the terminal's, by the terminal's own faint text.
    """
    dark = Theme(
        name="napkin",
        primary="#7fb4ca",
        secondary=INKS["dark"].title,
        accent="#e0a35c",
        success="#8fbf7f",
        warning="#dcc06a",
        error=INKS["dark"].bad,
        background=INKS["dark"].background,
        surface="#1b1e23",
        panel="#262a31",
        foreground=INKS["dark"].foreground,
        dark=True,
    )
    light = Theme(
        name="napkin-light",
        primary="#1f6684",
        secondary=INKS["light"].title,
        accent="#9c5410",
        success="#2f6b22",
        warning="#7d5a00",
        error=INKS["light"].bad,
        background=INKS["light"].background,
        surface="#f1efea",
        panel="#e4e1da",
        foreground=INKS["light"].foreground,
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
