"""`napkin eval`: every value of a chain, by basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from formulas.book import BOOK, quantity
from formulas.chain import one, route_for
from formulas.declare import BASES, Basis
from formulas.display import Quantity
from formulas.spread import COUNT, SEED
from sessions.answers.about import About, Drawn, Finding, about, findings
from sessions.document.ranges import in_words
from sessions.document.session import Session
from sessions.setups.resolve import Resolved, spreads_of

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
