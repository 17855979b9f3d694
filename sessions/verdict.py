"""What judging gives: a verdict per claim, and a quote with all of its verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.declare import NOTHING
from formulas.verdicts import Direction, Flag, Metric
from sessions.conditions import Conditions
from sessions.session import Claim, Quote


class Verdict(NamedTuple):
    """One claim held against the chain; figures in base units of `metric.of`, None where they have
    no meaning.

    Attributes:
        quoted: the value that was judged: of a range, the end that is worse for the buyer.
        napkin, fit, ceiling: the chain's value on each basis, at the claim's own conditions.
        ratio, fold, flag, direction: against the napkin. fit_*: the same against the session's own
            load tests.
        stated, assumed: the conditions that the claim states, and those taken from the set-up.
        beyond_ceiling: no stack on this hardware can do it, and the claim states what fixes that.
        ceiling_needs: what would have to differ where the claim leaves something open.
        implied: what the claim would mean for the variable that explains it best.
        reading: a promise met or missed, or what a price says.
        reason, ask: why it is judged so, and the question to put to the vendor.
        assumptions: set and version that it was judged by.
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
    stated: Conditions = NOTHING
    assumed: tuple[str, ...] = ()
    beyond_ceiling: bool = False
    ceiling_needs: Mapping[str, float] = NOTHING
    implied: Mapping[str, float] = NOTHING
    reading: str = ""
    reason: str = ""
    ask: str = ""
    assumptions: str = ""

    @property
    def leading(self) -> Flag:
        """The flag that stands first: the fit's where there is one, else the napkin's."""
        return self.fit_flag or self.flag


class JudgedQuote(NamedTuple):
    """A quote with a verdict per claim (and one for components blended), per reading of what is
    ambiguous, and findings.
    """

    quote: Quote
    verdicts: tuple[Verdict, ...]
    readings: tuple[tuple[Verdict, ...], ...]
    findings: tuple[str, ...]
    worst: Flag

    @property
    def beyond_ceiling(self) -> bool:
        """Whether any claim is beyond the ceiling."""
        return any(verdict.beyond_ceiling for verdict in self.verdicts)
