"""`napkin solve`: the input value that makes a result come out so, and whether it can be."""

from __future__ import annotations

from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import Given
from formulas.declare import Variable
from formulas.display import Quantity
from formulas.solve import Solution
from sessions.answers.about import About


class Solved(NamedTuple):
    """What was found, and what the chain was given."""

    about: About
    found: Solution
    given: Given

    @property
    def target(self) -> Variable:
        """The result that was wanted."""
        return BOOK.variables[self.found.target]

    @property
    def input(self) -> Variable:
        """The input that was sought."""
        return BOOK.variables[self.found.input]

    @property
    def shape(self) -> dict[str, object]:
        """Quantities by id; what has no meaning has no key."""
        found, target, input = self.found, self.target, self.input

        def both(value: float, gives: float | None) -> dict[str, Quantity]:
            said = {input.id: input.quantity(value)}
            return said if gives is None else {**said, target.id: target.quantity(gives)}

        return {
            **self.about._asdict(),
            "target": {target.id: target.quantity(found.wanted)},
            "for": input.id,
            "basis": found.basis,
            "solutions": [input.quantity(x) for x in found.solutions],
            "interval": [input.quantity(x) for x in found.interval] if found.interval else None,
            "reachable": [target.quantity(y) for y in found.reachable] if found.reachable else None,
            "possible": found.possible,
            "reason": found.reason,
            "whole": [both(each.value, each.gives) for each in found.whole] or None,
            "now": both(found.now, found.gives) if found.now is not None else None,
            "rearranged": [f"{each.target} = {each.text}" for each in found.working] or None,
        }
