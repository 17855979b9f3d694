"""Values that were entered beside what a formula makes of other entries: both sides, and how far
apart.

An identity such as Little's law has more members than it has freedom. Who enters all of them has
said one thing twice, and is shown both; who enters a figure that the rest of the packet contradicts
is told by how much.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Results, other_routes
from formulas.declare import Formula
from sessions.resolve import Resolved

# A person's rounding is no contradiction.
SLACK = 0.01


class CrossCheck(NamedTuple):
    """An entered value (base units) and what a formula gives for it.

    Attributes:
        id: what was entered.
        entered, derived, ratio: the two sides, and entered / derived.
        formula: how the other side comes about.
        complete: every member of the formula was entered by hand, so that one of them is too many.
    """

    id: str
    entered: float
    derived: float
    ratio: float
    formula: Formula
    complete: bool

    def text(self) -> str:
        """The finding in one sentence."""
        variable = BOOK.variables[self.id]
        sides = (
            f"{variable.show(self.entered)} is entered, {self.formula.text} gives"
            f" {variable.show(self.derived)}"
        )
        which = "all members of one identity are entered: " if self.complete else ""
        return f"{variable.title}: {which}{sides} ({self.ratio:.3g}x)"


def cross_checks(resolved: Resolved, results: Results) -> tuple[CrossCheck, ...]:
    """Every entered value that another route gives as well, where the two differ or nothing is left
    to derive.
    """
    found = []
    for id, source in resolved.sources.items():
        if id not in BOOK.routes or source.origin in ("default", "assumptions"):
            continue
        for route in other_routes(results, id, "napkin"):
            members = set(names(route.formula.tree))
            if route.formula.text in members or not members:
                continue  # what holds until something is entered contradicts nothing
            complete = all(m in resolved.sources for m in members)
            if route.ratio is not None and (complete or abs(route.ratio - 1) > SLACK):
                entered = source.entry.value
                found.append(
                    CrossCheck(id, entered, route.value, route.ratio, route.formula, complete)
                )
    return tuple(found)
