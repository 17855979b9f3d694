"""All commands by name: Textual's palette, which answers once as every box does."""

from __future__ import annotations

from workbench.dialogs.modal import Once
from workbench.widgets.textual_private import CarefulPalette


class Palette(CarefulPalette, Once[None]):
    """Lies over everything."""

    def __init__(self) -> None:
        super().__init__(id="--command-palette")
