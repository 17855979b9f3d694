"""`napkin explain`: one variable, every way to it, and what moves it most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.book import BOOK, quantity
from formulas.chain import Results, preferred
from formulas.declare import BASES, Basis, Formula
from formulas.display import Quantity
from formulas.working import block
from sessions.answers.about import About, about, known
from sessions.document.session import Session
from sessions.setups.resolve import Resolved
from sessions.setups.sensitivity import Sensitivity, Swing, sensitivity


class Taken(NamedTuple):
    """A value in force that no formula gave, and where it comes from."""

    quantity: Quantity
    from_: str
    origin: str


class Route(NamedTuple):
    """A formula on a basis, worked out.

    Attributes:
        preferred: it is the one in force.
        symbolic, substituted, latex, drawn: its picture; the last is the whole of it.
        result: what it gives; `ratio`: the value in force over that, where they are two.
    """

    basis: Basis
    section: str
    preferred: bool
    symbolic: str
    substituted: str
    latex: str
    drawn: str
    why: str
    fails: str
    note: str
    inputs: Mapping[str, Quantity]
    result: Quantity | None
    ratio: float | None


class Moves(NamedTuple):
    """What moves a result on a basis."""

    found: Sensitivity

    @property
    def shape(self) -> dict[str, object]:
        """Every input that moves it, and what binds; of a branch whose sides come to the same,
        `binding` is null.
        """
        found = self.found
        return {
            "basis": found.basis,
            "value": quantity(found.id, found.value),
            "swings": [_swing(found.id, each) for each in found.swings],
            "still": found.still,
            "binds": [
                {"text": roof.text(), "intensity": roof.intensity, "ridge": roof.ridge}
                for roof in found.rooflines
            ],
            "branches": [
                {
                    "id": each.id,
                    "function": each.function,
                    "arguments": each.arguments,
                    "binding": each.binding,
                    "text": each.text(),
                }
                for each in found.branches
            ],
        }


def _swing(id: str, swing: Swing) -> dict[str, object]:
    """One input alone, from the low end of its range to the high one, and the result at both."""
    return known(
        id=swing.id,
        now=quantity(swing.id, swing.now),
        low=quantity(swing.id, swing.range.low),
        high=quantity(swing.id, swing.range.high),
        range=swing.range.words,
        published=swing.fixed,
        steps=swing.steps,
        at_low=quantity(id, swing.at_low),
        at_high=quantity(id, swing.at_high),
        elasticity=swing.elasticity,
    )


class Explanation(NamedTuple):
    """A variable: what it is, its value on every basis, the routes to it with the preferred one
    first, and what it feeds.
    """

    about: About
    id: str
    title: str
    section: str
    meaning: str
    values: Mapping[Basis, Quantity]
    given: Mapping[Basis, Taken]
    routes: tuple[Route, ...]
    feeds: tuple[str, ...]
    sensitivity: Moves | None = None


def explanation(
    session: Session, resolved: Resolved, id: str, *, ascii: bool = False, moves: bool = False
) -> Explanation:
    """A variable, drawn in ASCII if asked for; with `moves`, what moves it most."""
    variable, results = BOOK.variables[id], resolved.evaluate()
    choices = dict(results.plan.shape.choices)
    by_basis = results.by_basis(id)
    return Explanation(
        about(session, resolved),
        id,
        variable.title,
        variable.section,
        variable.meaning,
        {basis: variable.quantity(value) for basis, value in by_basis.items()},
        {
            basis: _taken(resolved, id, basis, value)
            for basis, value in by_basis.items()
            if results.formula(id, basis) is None
        },
        tuple(
            [
                _route(formula, basis, results, ascii)
                for basis in BASES
                for formula in preferred(BOOK.routes.get(id, ()), basis, choices)
                if results.inputs(formula, basis) is not None
            ]
        ),
        tuple(BOOK.feeds.get(id, ())),
        _moves(resolved, results, id) if moves else None,
    )


def _taken(resolved: Resolved, id: str, basis: Basis, value: float) -> Taken:
    source = resolved.source_of(id, basis)
    if source is None:
        origin = "physics: nothing lost, nobody waiting"
        return Taken(quantity(id, value), "the ceiling's own", origin)
    return Taken(quantity(id, value), source.origin, source.entry.origin)


def _route(formula: Formula, basis: Basis, results: Results, ascii: bool) -> Route:
    from formulas.drawing import draw  # SymPy: 300 ms, for what no formula gives, and for `eval`

    inputs = results.inputs(formula, basis) or {}
    working = draw(formula, basis, inputs, ascii=ascii)
    found, in_force = working.value, results.get(formula.target, basis)
    chosen = results.formula(formula.target, basis) is formula
    return Route(
        basis,
        formula.section,
        chosen,
        "\n".join(working.symbolic),
        "\n".join(working.substituted),
        working.latex,
        "\n".join(block(working)),
        formula.why,
        formula.fails,
        formula.note,
        {name: quantity(name, value) for name, value in inputs.items()},
        quantity(formula.target, found),
        in_force / found if found and in_force is not None and not chosen else None,
    )


def _moves(resolved: Resolved, results: Results, id: str) -> Moves | None:
    """On the napkin, else on the first basis with a value; None where there is none."""
    bases = list(results.by_basis(id))
    basis = "napkin" if "napkin" in bases else next(iter(bases), None)
    found = sensitivity(resolved, results, id, basis) if basis is not None else None
    return Moves(found) if found is not None else None
