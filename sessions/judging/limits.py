"""Rate limits held against the packet: met or missed at its median hour and at its peak, in the
unit of the limit.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.quantity import json_number, significant
from formulas.units import Measure, measure
from sessions.claims.metrics import METRICS, Metric
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
    found = held(mix, metric, claim.value.value)
    said = f"a limit of {per_minute(found.limit, measure(metric.limit))}"
    if found.median is None and found.peak is None:
        return found._replace(text=f"{said}: the packet has no traffic for it")
    return found._replace(text=f"{said}: {found.text}")


def held(mix: Mix, metric: Metric, limit: float, first: bool = False) -> Limit:
    """A limit of a metric that the traffic asks something of, held against it; `first` tells first
    what decides, and that a peak is not known.
    """
    unit = measure(metric.limit)
    median, peak = median_of(mix, metric.demand), peak_of(mix, metric.demand)
    parts = []
    for when, asks in (("median", median), *([peak] if peak else [])):
        if asks is not None:
            way = "met" if limit >= asks * (1 - 1e-9) else "missed"
            parts.append(f"{way} at the {when} of {per_minute(asks, unit)}")
    if metric.demand in _OF_EACH:
        parts = [part.replace("at the median of", "by the packet's") for part in parts]
    elif first and parts and not peak:
        parts.append("the packet does not say the peak")
    elif first and len(parts) == 2 and parts[1].startswith("missed"):
        parts.reverse()
    text = ", ".join(parts)
    return Limit(metric.id, unit.text, limit, median, peak[1] if peak else None, text)


def with_flight(mix: Mix, stays: float | None) -> Mix:
    """A mix with what is in flight, where only the requests are known and how long one stays."""
    if "demand_concurrency" in mix or stays is None:
        return mix
    asked = "demand_requests_per_second"
    hours = {id.removeprefix(asked): rate for id, rate in mix.items() if id.startswith(asked)}
    return {**mix, **{f"demand_concurrency{hour}": rate * stays for hour, rate in hours.items()}}


# What is asked of each request, whatever the hour.
_OF_EACH = ("tokens_per_request",)


def per_minute(value: float, unit: Measure) -> str:
    """A rate in its unit as people say it: `13.3M TPM`."""
    return f"{significant(json_number(value, unit), 3, counted=True)} {unit.text}"
