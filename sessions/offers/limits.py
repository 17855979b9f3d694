"""Rate limits held against the packet: met or missed at its median hour and at its peak, in the
unit of the limit.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.quantity import json_number, significant
from formulas.units import Measure, measure
from sessions.claims.metrics import METRICS
from sessions.document.session import Claim
from sessions.setups.mix import Mix, median_of, peak_of


class Limit(NamedTuple):
    """A limit beside the demand; figures in base units, None where the packet does not say.

    Attributes:
        metric: which rate is limited; unit: the one it is shown in, such as TPM.
        median, peak: the demand of the median hour, and the highest that is known.
        text: met or missed at both, in one line.
    """

    metric: str
    unit: str
    limit: float
    median: float | None
    peak: float | None
    text: str

    @property
    def met(self) -> bool | None:
        """Whether it is met at the highest demand that is known; None where none is."""
        highest = self.median if self.peak is None else self.peak
        return None if highest is None else self.limit >= highest * (1 - 1e-9)


def limit_in(mix: Mix, claim: Claim) -> Limit | None:
    """A claim that is a rate limit, held against the packet's numbers; None for any other claim."""
    metric = METRICS.get(claim.metric)
    if claim.bound != "rate limit" or metric is None or not metric.demand:
        return None
    limit, unit = claim.value.value, measure(metric.limit)
    median, peak = median_of(mix, metric.demand), peak_of(mix, metric.demand)
    said = f"a limit of {per_minute(limit, unit)}"
    parts = []
    for when, asks in (("median", median), *([peak] if peak else [])):
        if asks is not None:
            way = "met" if limit >= asks * (1 - 1e-9) else "missed"
            parts.append(f"{way} at the {when} of {per_minute(asks, unit)}")
    text = f"{said}: {', '.join(parts)}" if parts else f"{said}: the packet has no traffic for it"
    return Limit(claim.metric, unit.text, limit, median, peak[1] if peak else None, text)


def per_minute(value: float, unit: Measure) -> str:
    """A rate in its unit as people say it: `13.3M TPM`."""
    return f"{significant(json_number(value, unit), 3, counted=True)} {unit.text}"
