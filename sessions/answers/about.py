"""What an answer is about, and what speaks against it."""

from __future__ import annotations

from typing import NamedTuple

from formulas.book import quantity
from formulas.chain import Results
from formulas.quantity import Quantity, json_number, show
from formulas.spread import Percentiles
from formulas.units import Measure
from sessions.document.session import Session
from sessions.setups.checks import cross_checks, impossible
from sessions.setups.resolve import Resolved


class About(NamedTuple):
    """The names that an answer begins with: of the session, the set-up and the assumptions."""

    session: str
    setup: str
    assumptions: str


def about(session: Session, resolved: Resolved) -> About:
    """What an answer says that it is about."""
    return About(session.title, resolved.setup.name, resolved.assumptions.label)


def known(**told: object) -> dict[str, object]:
    """What is known of these; None is not."""
    return {name: each for name, each in told.items() if each is not None}


class Finding(NamedTuple):
    """What a session says against itself: of what is entered, what follows from the rest, and
    entered over derived, where anything does.
    """

    id: str
    entered: Quantity
    derived: Quantity | None
    ratio: float | None
    text: str


def findings(resolved: Resolved, results: Results) -> tuple[Finding, ...]:
    """What no deployment can have, and what was entered twice or against the rest of the packet,
    with both sides.
    """
    found = [
        Finding(bad.id, quantity(bad.id, bad.value), None, None, bad.text())
        for bad in impossible(resolved, results)
    ]
    for check in cross_checks(resolved, results):
        entered, derived = (quantity(check.id, x) for x in (check.entered, check.derived))
        found.append(Finding(check.id, entered, derived, check.ratio, check.text()))
    return tuple(found)


class Drawn(NamedTuple):
    """What was drawn of a value, with the unit it is told in."""

    found: Percentiles
    unit: Measure

    @property
    def shape(self) -> dict[str, object]:
        """Plain numbers beside their unit, and how many of the draws had a value where some had
        none.
        """
        numbers = zip(("p5", "p50", "p95"), self.found, strict=False)
        return {
            **{name: json_number(number, self.unit) for name, number in numbers},
            "unit": self.unit,
            "valued": self.found.valued if self.found.valued < 1 else None,
        }

    def show(self, digits: int = 4) -> list[str]:
        """The three of them as people read them."""
        return [show(number, self.unit, digits) for number in self.found[:3]]
