"""Choosing the model and the accelerator of the set-up on show from the table of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulas.quantity import Refused
from workbench.screens.files import Files
from workbench.state import fields

CHOSEN = ("model", "hardware")


class Choosing(Files):
    """The actions of the fields that hold a name of the catalogue."""

    if TYPE_CHECKING:

        def action_edit(self) -> None: ...

    def action_choose(self) -> None:
        """The table for the selected field; other fields are typed."""
        self.open_field()

    def action_choose_model(self) -> None:
        """The table of models."""
        self.choose("model")

    def action_choose_hardware(self) -> None:
        """The table of accelerators."""
        self.choose("hardware")

    def open_field(self) -> None:
        """Open the selected field: a table where it has one, else the line to type in."""
        self.catch_up()
        if self.state.field in CHOSEN and self.scene.resolved is not None:
            self.choose(self.state.field)
        else:
            self.action_edit()

    def choose(self, id: str) -> None:
        """Choose among the items of a shelf; also where what stands there cannot be read."""
        from workbench.dialogs.shelf import Shelf

        self.settle()
        if self.scene.setup is None:
            self.tell(self.scene.problem, "warning")
            return

        def answer(name: str | None) -> None:
            if name is None:
                return
            state = self.state
            try:
                understood = fields.understand(state.session, state.setup, id, name)
            except Refused as refused:  # a file may have changed since the table was drawn
                self.tell(f"{fields.label_of(id)} stays as it is: {refused}", "warning")
                return
            if understood.session != state.session:
                self.change(understood.session, f"{fields.label_of(id)} {understood.reading}")
            self.state = self.state._replace(field=id)

        self.app.push_screen(Shelf(id, self.scene), answer)
