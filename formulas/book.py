"""The book: every topic in reading order, checked for units as it is put together."""

from __future__ import annotations

from typing import overload

from formulas.algebra import BadFormula, dimension_of, names
from formulas.declare import Formula, Topic, Variable
from formulas.quantity import Quantity
from formulas.topics.attention import attention
from formulas.topics.batching import batching
from formulas.topics.calibrated import calibrated
from formulas.topics.fleet import fleet
from formulas.topics.kv_cache import kv_cache
from formulas.topics.node import node
from formulas.topics.offer import offer
from formulas.topics.packet import packet
from formulas.topics.parallel import engine, parallel
from formulas.topics.price import lifecycle, price
from formulas.topics.serving import serving
from formulas.topics.weights import weights
from formulas.units import describe


class Book:
    """All variables and formulas, by id, and which formula feeds which.

    Raises BadFormula while it is put together: for a name that is declared twice or not at all, a
    result of another dimension than declared, or a formula whose units do not fit.
    """

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        self.topics = topics
        self.variables: dict[str, Variable] = {}
        self.routes: dict[str, tuple[Formula, ...]] = {}
        self.topic_of: dict[str, Topic] = {}
        for topic in topics:
            for variable in topic.variables:
                if variable.id in self.variables:
                    raise BadFormula(f"{variable.id} is declared twice")
                self.variables[variable.id] = variable
                self.topic_of[variable.id] = topic
        self._dimensions = {v.id: v.unit.dimension for v in self.variables.values()}
        for topic in topics:
            for formula in topic.formulas:
                self.check(formula)
                self.routes[formula.target] = (*self.routes.get(formula.target, ()), formula)
        self.feeds: dict[str, tuple[str, ...]] = {}
        for formula in self.formulas():
            for name in dict.fromkeys(names(formula.tree)):
                known = self.feeds.get(name, ())
                if formula.target not in known:
                    self.feeds[name] = (*known, formula.target)

    def check(self, formula: Formula) -> None:
        """Refuse a formula whose units do not fit, or do not give its target's declared unit."""
        target = self.variables.get(formula.target)
        if target is None:
            raise BadFormula(f"{formula.target} is not declared")
        found = dimension_of(formula.tree, self._dimensions, formula.text)
        if found is not None and found != target.unit.dimension:
            raise BadFormula(
                f"{formula.target} is declared in {target.unit.text or 'plain numbers'}"
                f" ({describe(target.unit.dimension)}) but {formula.text} is {describe(found)}"
            )

    def formulas(self) -> tuple[Formula, ...]:
        """Every formula, in reading order."""
        return tuple([formula for topic in self.topics for formula in topic.formulas])


BOOK = Book(
    (
        # The source's own story first, in its order, then what its errata add, then what an offer
        # comes to, then the traffic.
        *(node, weights, serving, kv_cache, batching, lifecycle, price, fleet),
        *(parallel, engine, attention, calibrated),
        offer,
        packet,
    )
)


@overload
def quantity(id: str, value: float) -> Quantity: ...
@overload
def quantity(id: str, value: float | None) -> Quantity | None: ...
def quantity(id: str, value: float | None) -> Quantity | None:
    """A value of a variable, in base units, with the variable's unit; None where there is none."""
    return None if value is None else BOOK.variables[id].quantity(value)
