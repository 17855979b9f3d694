"""The chain once more, by the words of the contract: exact, recursive, from the formulas' text."""

from __future__ import annotations

import contextlib

from formulas.book import BOOK
from formulas.chain import Given
from formulas.declare import BASES, Basis, Formula
from tests.formulas.exact import Amount, NoValue, amount, program


def exact_chain(given: Given) -> dict[tuple[str, Basis], Amount | None]:
    """Every variable on every basis; None where it has a formula but no value."""
    return _Chain(given).all()


class _Absent(Exception):
    """A variable without any formula whose inputs are there."""


class _Chain:
    def __init__(self, given: Given) -> None:
        self.given = given
        self.found: dict[tuple[str, Basis], Amount | None] = {}
        self.absent: set[tuple[str, Basis]] = set()
        self.done: dict[tuple[str, tuple[int, ...]], Amount | None] = {}
        # One amount per given value, so that equal work is recognised by its inputs' identity.
        self.layers = [
            {id: self.of(id, number) for id, number in layer.items()}
            for layer in (given.entered, given.assumptions, given.fit, given.measured)
        ]
        self.ceiling = {
            v.id: amount(v.ceiling, v.unit.text)
            for v in BOOK.variables.values()
            if v.ceiling is not None
        }

    @staticmethod
    def of(id: str, number: float) -> Amount:
        return Amount(
            amount(number).value, amount(1, BOOK.variables[id].unit.text).powers, abs(number)
        )

    def all(self) -> dict[tuple[str, Basis], Amount | None]:
        for basis in BASES:
            if basis == "fit" and not {"fit_intercept", "fit_slope"} <= self.given.fit.keys():
                continue
            if basis == "measured" and not self.given.measured:
                continue
            for id in BOOK.variables:
                with contextlib.suppress(_Absent):
                    self.value(id, basis)
        return self.found

    def value(self, id: str, basis: Basis) -> Amount | None:
        if (id, basis) in self.absent:
            raise _Absent
        if (id, basis) not in self.found:
            self.absent.add((id, basis))  # until it is found; nothing may lean on itself
            self.found[id, basis] = self.given_or_derived(id, basis)
            self.absent.discard((id, basis))
        return self.found[id, basis]

    def given_or_derived(self, id: str, basis: Basis) -> Amount | None:
        entered, assumptions, fit, measured = self.layers
        order = {
            "ceiling": (entered, self.ceiling),
            "napkin": (entered, assumptions),
            "fit": (entered, assumptions, fit),
            "measured": (measured, entered),
        }
        for layer in order[basis]:
            if id in layer:
                return layer[id]
        routes = [f for f in BOOK.routes.get(id, ()) if self.holds(f, basis)]
        for formula in sorted(routes, key=lambda f: (f.bases != (basis,), few(f))):
            try:
                return self.derived(formula, basis)
            except _Absent:
                continue
        raise _Absent

    def holds(self, formula: Formula, basis: Basis) -> bool:
        kind = formula.when is None or self.given.choices.get(formula.when[0]) == formula.when[1]
        return kind and (not formula.bases or basis in formula.bases)

    def derived(self, formula: Formula, basis: Basis) -> Amount | None:
        inputs = {name: self.value(name, basis) for name in ids_in(formula)}
        known = {name: one for name, one in inputs.items() if one is not None}
        if len(known) < len(inputs):
            return None
        key = (formula.text, tuple([id(one) for one in known.values()]))
        if key not in self.done:
            try:
                self.done[key] = program(formula.text)(known)
            except NoValue:
                self.done[key] = None
        return self.done[key]


def ids_in(formula: Formula) -> list[str]:
    """The variables that a formula names."""
    words = "".join([c if c.isalnum() or c == "_" else " " for c in formula.text]).split()
    return [word for word in dict.fromkeys(words) if word in BOOK.variables]


def few(formula: Formula) -> int:
    """How many models a formula is for: a stated kind of expert is had by the fewest."""
    kind = formula.when[0] if formula.when else "any"
    return {"layout": 0, "kv_layout": 0, "experts": 1, "any": 3}.get(kind, 2)
