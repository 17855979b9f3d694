"""The action that shows what moves the selected formula most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulas.book import BOOK
from workbench.screens.files import Files


class Moving(Files):
    """Sensitivity of what is selected among the formulas."""

    if TYPE_CHECKING:

        def go_to_field(self, id: str) -> None: ...

    def action_sensitivity(self) -> None:
        """Each input's swing over its plausible range."""
        from sessions.setups.sensitivity import sensitivity
        from workbench.dialogs.tornado import Tornado

        self.settle()
        scene = self.scene
        if scene.resolved is None or scene.results is None:
            self.tell(scene.problem, "warning")
            return
        id, basis = self.state.formula, scene.basis_for(self.state.formula)
        # Some fifty times the chain: a few milliseconds.
        found = sensitivity(scene.resolved, scene.results, id, basis)
        title = BOOK.variables[id].title
        if found is None:
            self.tell(f"{title} has no value: {scene.results.why_missing(id, basis)}.")
            return
        if not found.swings and scene.results.formula(id, basis) is None:
            self.tell(f"{title} is entered, so nothing else moves it.")
            return
        ascii = self.state.settings.ascii
        self.app.push_screen(Tornado(found, self.state.setup, ascii=ascii), self._to_input)

    def _to_input(self, id: str | None) -> None:
        if id:
            self.go_to_field(id)
