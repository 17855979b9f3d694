"""`napkin explain`: one variable, every way to it, and what moves it most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.binding import Branch
from formulas.book import BOOK, quantity
from formulas.chain import Results, preferred
from formulas.declare import BASES, Basis, Formula
from formulas.display import Quantity
from formulas.working import block
from sessions.answers.about import About, about
from sessions.document.session import Session
from sessions.setups.resolve import Resolved
from sessions.setups.sensitivity import Swing, sensitivity


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
    """One input alone, from the low end of its range to the high one, and the result at both;
    None where it has no value there. `range` is who says how far it goes.
    """

    id: str
    now: Quantity
    low: Quantity
    high: Quantity
    range: str
    published: bool
    steps: bool
    at_low: Quantity | None
    at_high: Quantity | None
    elasticity: float | None


class Bind(NamedTuple):
    """Where some work stands beside the ridge."""

    text: str
    intensity: float
    ridge: float


class Sensitivity(NamedTuple):
    """What moves a result on a basis; `still` are inputs that do not within their range, and of a
    branch whose sides come to the same `binding` is None.
    """

    basis: Basis
    value: Quantity
    swings: tuple[Moves, ...]
    still: tuple[str, ...]
    binds: tuple[Bind, ...]
    branches: tuple[Mapping[str, object], ...]


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
    sensitivity: Sensitivity | None = None


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


def _moves(resolved: Resolved, results: Results, id: str) -> Sensitivity | None:
    """On the napkin, else on the first basis with a value; None where there is none."""
    bases = list(results.by_basis(id))
    basis = "napkin" if "napkin" in bases else next(iter(bases), None)
    found = sensitivity(resolved, results, id, basis) if basis is not None else None
    if found is None:
        return None
    return Sensitivity(
        found.basis,
        quantity(id, found.value),
        tuple([_swing(id, each) for each in found.swings]),
        found.still,
        tuple([Bind(roof.text(), roof.intensity, roof.ridge) for roof in found.rooflines]),
        tuple([_branch(each) for each in found.branches]),
    )


def _branch(branch: Branch) -> Mapping[str, object]:
    return {
        "id": branch.id,
        "function": branch.function,
        "arguments": branch.arguments,
        "binding": branch.binding,
        "text": branch.text(),
    }


def _swing(id: str, swing: Swing) -> Moves:
    return Moves(
        swing.id,
        quantity(swing.id, swing.now),
        quantity(swing.id, swing.range.low),
        quantity(swing.id, swing.range.high),
        swing.range.said_by or "a fifth to either side",
        swing.fixed,
        swing.steps,
        quantity(id, swing.at_low),
        quantity(id, swing.at_high),
        swing.elasticity,
    )
