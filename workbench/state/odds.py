"""What draws of ranges say of what is on show: worked out beside the screen, kept in the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from formulas.draws import percentiles
from formulas.spread import COUNT, SEED, Percentiles
from sessions.judging.probability import Honest, honest
from sessions.setups.resolve import spreads_of

if TYPE_CHECKING:
    from formulas.declare import Basis
    from sessions.document.session import Session
    from sessions.judging.verdict import Verdict
    from sessions.setups.resolve import Resolved


class Asked(NamedTuple):
    """What is on show: the chain of a session's set-up, a claim, a formula on a basis."""

    session: Session
    resolved: Resolved
    verdict: Verdict | None
    formula: str
    basis: Basis

    def same(self, other: Asked | None) -> bool:
        """Whether two ask for the same; by identity, for a session may be large."""
        return other is not None and all(
            one is two or (isinstance(one, str) and one == two)
            for one, two in zip(self, other, strict=True)
        )


class Odds(NamedTuple):
    """How likely the claim is, and where the formula's value lies; None where no range bears on
    it.
    """

    asked: Asked
    claim: Honest | None
    formula: Percentiles | None
    draws: int
    seed: int


def weigh(asked: Asked, setup: str) -> Odds:
    """Draw; a few milliseconds, once NumPy is there. Not for the thread that answers keys."""
    claim = honest(asked.session, asked.verdict, setup) if asked.verdict is not None else None
    key = (asked.formula, asked.basis)
    given, spreads = asked.resolved.given, spreads_of(asked.resolved)
    return Odds(asked, claim, percentiles(given, spreads, [key]).get(key), COUNT, SEED)
