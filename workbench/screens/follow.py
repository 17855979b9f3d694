"""What a variable is made of and what it feeds: choose one to go there."""

from __future__ import annotations

from formulas.algebra import names
from formulas.book import BOOK
from formulas.declare import Formula
from workbench.scene import Scene
from workbench.screens.choose import Choose
from workbench.text import safe
from workbench.views.fields import value_of
from workbench.views.lines import Line, Lines, line, piece, spread


class Follow(Choose):
    """Answers with the id of a variable, or None."""

    def __init__(self, scene: Scene, id: str) -> None:
        super().__init__()
        self._scene, self._of = scene, id
        variable = BOOK.variables.get(id)
        self.heading = safe(f"Follow {variable.title if variable else id}").plain

    def lines(self, width: int) -> Lines:
        """Inputs first, then results."""
        found: list[Line] = []
        formula = self._formula()
        made_of = list(dict.fromkeys(names(formula.tree))) if formula is not None else []
        number = 0
        for title, ids in (("made of", made_of), ("feeds", list(BOOK.feeds.get(self._of, ())))):
            if ids:
                found.append(line(piece(title, "title")))
            for id in ids:
                number += 1
                found.append(self._row(id, number, width))
        return tuple(found) or (line(piece("Nothing hangs together with this.", "dim")),)

    def _formula(self) -> Formula | None:
        routes = BOOK.routes.get(self._of, ())
        if self._scene.state.formula == self._of:
            return self._scene.formula()
        return routes[0] if routes else None

    def _row(self, id: str, number: int, width: int) -> Line:
        variable = BOOK.variables[id]
        value = value_of(self._scene, id) if self._scene.results is not None else None
        basis = self._scene.basis_for(id)
        if id in BOOK.routes and self._scene.results is not None:
            value = self._scene.results.get(id, basis)
        left = (piece(f"  {number if number < 10 else ' '} ", "key"), piece(variable.title))
        return spread(
            left, (piece(variable.show(value) if value is not None else "—"),), width, key=id
        )
