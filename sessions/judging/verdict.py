"""What judging gives: a verdict per claim, and a quote with all of its verdicts.

A verdict holds figures. Its words follow from them, and are made when somebody reads them: of ten
thousand claims, one is read at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from formulas.declare import NOTHING
from formulas.verdicts import Direction, Flag
from sessions.catalogue.item import Band
from sessions.claims.conditions import Conditions
from sessions.claims.metrics import Metric
from sessions.document.session import Claim, Quote
from sessions.judging import words as reasons
from sessions.judging.costs import PriceReading
from sessions.setups.conditions import Applied

Hold = Callable[["Yardstick", Claim, float, Conditions], "Verdict"]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What every claim of one metric at the same conditions is held against; two are equal where
    all that bears on a verdict is the same.

    Attributes:
        metric, bears: the metric, and all that a verdict depends on beside the claim.
        at: the chain at these conditions, with all that follows from it.
        assumed: the conditions of the metric that were taken from the set-up.
        thresholds, level: from which folds on it is off; what the packet asks for, if anything.
        napkin, fit, ceiling: the chain's value on each basis; of a capacity, what fits in memory.
        band: for a share or an input, what is typical.
        beyond: whether a figure past the ceiling is so for certain.
        hold: from the yardstick, a claim, its value and its conditions to the verdict.
    """

    metric: Metric
    bears: tuple[object, ...]
    at: Applied = field(compare=False, repr=False)
    assumed: tuple[str, ...] = field(compare=False)
    thresholds: tuple[float, float] = field(compare=False)
    level: float | None = field(compare=False)
    napkin: float | None = field(compare=False)
    fit: float | None = field(compare=False)
    ceiling: float | None = field(compare=False)
    band: Band | None = field(compare=False)
    assumptions: str = field(compare=False)
    beyond: Callable[[float], bool] = field(compare=False, repr=False)
    hold: Hold = field(compare=False, repr=False)


class Verdict(NamedTuple):
    """One claim held against the chain; figures in base units of `metric.of`, None where they have
    no meaning.

    Attributes:
        quoted: the value that was judged: of a range, the end that is worse for the buyer.
        napkin, fit, ceiling: the chain's value on each basis, at the claim's own conditions.
        ratio, fold, flag, direction: against the napkin. fit_*: the same against the session's own
            load tests.
        beyond_ceiling: no stack on this hardware can do it, and the claim states what fixes that.
        met: whether a promise keeps what the packet asks for; None where it asks for nothing.
        stated, assumed: the conditions that the claim states, and those taken from the set-up.
        assumptions: set and version that it was judged by.
        at_speed: of a price, the speed for each user in the same quote, in tokens per second.
        yardstick, why: what it was held against, and what says why it is judged so.
    """

    claim: Claim
    metric: Metric | None
    quoted: float
    flag: Flag
    napkin: float | None = None
    fit: float | None = None
    ceiling: float | None = None
    ratio: float | None = None
    fold: float | None = None
    direction: Direction = ""
    fit_flag: Flag | None = None
    fit_ratio: float | None = None
    fit_fold: float | None = None
    fit_direction: Direction = ""
    beyond_ceiling: bool = False
    met: bool | None = None
    stated: Conditions = NOTHING
    assumed: tuple[str, ...] = ()
    assumptions: str = ""
    yardstick: Yardstick | None = None
    why: Callable[[Verdict], str] = reasons.no_formula
    at_speed: float | None = None

    @property
    def leading(self) -> Flag:
        """The flag that stands first: the fit's where there is one, else the napkin's."""
        return self.fit_flag or self.flag

    @property
    def reason(self) -> str:
        """Why it is judged so."""
        return self.why(self)

    @property
    def reading(self) -> str:
        """A promise met or missed, or what a price says."""
        return reasons.reading(self)

    @property
    def price(self) -> PriceReading | None:
        """Where a price stands among the cost lines; None for every other claim."""
        return reasons.price(self)

    @property
    def ask(self) -> str:
        """The question to put to the vendor."""
        return reasons.ask(self)

    @property
    def ceiling_needs(self) -> Mapping[str, float]:
        """What would have to differ where a claim past the ceiling leaves something open."""
        return reasons.ceiling_needs(self)

    @property
    def implied(self) -> Mapping[str, float]:
        """What the claim would mean for the variable that explains it best."""
        return reasons.implied(self)


class JudgedQuote(NamedTuple):
    """A quote with a verdict per claim (and one for components blended), per reading of what is
    ambiguous, and findings.

    Attributes:
        worst, leading: the most serious flag of its claims, by the napkin; by what stands first.
        beyond_ceiling: whether any claim is beyond the ceiling.
    """

    quote: Quote
    verdicts: tuple[Verdict, ...]
    readings: tuple[tuple[Verdict, ...], ...]
    findings: tuple[str, ...]
    worst: Flag
    leading: Flag
    beyond_ceiling: bool
