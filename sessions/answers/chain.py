"""What is asked of a chain: every value of it (`napkin eval`), one variable and what moves it most
(`napkin explain`), the input that makes a result come out so (`napkin solve`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from formulas.book import BOOK, quantity
from formulas.chain import Given, Results, one, preferred, route_for
from formulas.declare import BASES, Basis, Formula, Variable
from formulas.quantity import Quantity
from formulas.solve import Solution
from formulas.spread import COUNT, SEED
from formulas.working import block
from sessions.answers.about import About, Drawn, Finding, about, findings, known
from sessions.document.ranges import in_words
from sessions.document.session import Session
from sessions.setups.resolve import Resolved, spreads_of
from sessions.setups.sensitivity import Sensitivity, Swing, sensitivity

Values = Mapping[str, Mapping[Basis, Quantity]]


class Draws(NamedTuple):
    """What the ranges among the inputs, in words, make of the values."""

    count_: int
    seed: int
    ranges: Mapping[str, str]
    values: Mapping[str, Mapping[Basis, Drawn]]


class Evaluation(NamedTuple):
    """Values by variable and basis. Of a formula alone there is nothing else to say; findings are
    left out where single values are asked for, draws where no input is a range.
    """

    about: About | None
    findings: tuple[Finding, ...] | None
    values: Values
    draws: Draws | None = None


def alone(
    only: Sequence[str], given: Mapping[str, float], basis: Basis | None
) -> Evaluation | None:
    """Variables by a formula of which every input is given; None where one of them has none. What
    has no value, by a division by zero or without limit, is left out.
    """
    values: dict[str, dict[Basis, Quantity]] = {}
    for id in only:
        formula = route_for(id, given, basis)
        if formula is None:
            return None
        if (result := quantity(id, one(formula, given))) is not None:
            values[id] = {basis or formula.own_basis: result}
    return Evaluation(None, None, values)


def evaluation(
    session: Session, resolved: Resolved, only: Sequence[str] = (), basis: Basis | None = None
) -> Evaluation:
    """Every value, or only these, on every basis or this one."""
    results = resolved.evaluate()
    wanted = tuple(only) or tuple(BOOK.variables)
    values = {
        id: found
        for id in wanted
        if (
            found := {
                on: quantity(id, value)
                for on, value in results.by_basis(id).items()
                if basis in (None, on)
            }
        )
    }
    return Evaluation(
        about(session, resolved),
        None if only else findings(resolved, results),
        values,
        _draws(resolved, wanted, basis),
    )


def why_missing(results: Results, id: str, basis: Basis | None = None) -> str:
    """Why a variable has no value on any basis, or on this one, in words."""
    reasons = {results.why_missing(id, each) for each in BASES if basis in (None, each)}
    return "; ".join(sorted(filter(None, reasons)))


def _draws(resolved: Resolved, wanted: Sequence[str], basis: Basis | None) -> Draws | None:
    spreads = spreads_of(resolved)
    if not spreads:
        return None
    from formulas.draws import percentiles  # NumPy: 65 ms, for sessions without ranges

    keys = [(id, on) for id in wanted for on in BASES if basis in (None, on)]
    values: dict[str, dict[Basis, Drawn]] = {}
    for (id, on), found in percentiles(resolved.given, spreads, keys).items():
        values.setdefault(id, {})[on] = Drawn(found, BOOK.variables[id].unit)
    ranges = {id: in_words(BOOK.variables[id], each) for id, each in spreads.items()}
    return Draws(COUNT, SEED, ranges, values)


# --- one variable


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
    first, and what it feeds; of a derived one without a value, why it has none.
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
    why_missing: str = ""


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
        why_missing(results, id) if id in BOOK.routes and not by_basis else "",
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


# --- solved for


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
