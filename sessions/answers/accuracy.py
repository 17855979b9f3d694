"""`napkin accuracy`: how the calibrated napkin fares against a table of measured rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sessions.measured.accuracy import Accuracy, Score, Tally
from sessions.measured.asking import Asker
from sessions.measured.rows import METRIC_IDS, Group, MetricId
from sessions.measured.verdicts import Figures

_OTHER: dict[str, Group] = {"agg_larger": "large", "disagg": "disagg"}

ByMetric = Mapping[MetricId, Score]
ByName = Mapping[str, ByMetric]


class Reason(NamedTuple):
    """Why metrics were not answered, and how many."""

    reason: str
    metrics: int


class Fared(NamedTuple):
    """Scores of aggregated rows on up to 16 GPUs, and by what the table calls them; `other` has the
    rest. `batch_not_stated` counts rows, by group.
    """

    assumptions: str
    tpot: Score
    ttft: Score
    by_model: ByName
    by_system: ByName
    by_engine: ByName
    other: ByName
    batch_not_stated: Mapping[str, int]
    not_answered: tuple[Reason, ...]
    verdicts: Figures | None = None


def fared(found: Accuracy) -> Fared:
    """What counting the rows of a table came to."""
    unstated = {name: found.unstated[group] for name, group in _OTHER.items()}
    unstated = {"agg": found.unstated["small"], **unstated}
    return Fared(
        Asker().assumptions,
        found.score("small", "tpot"),
        found.score("small", "ttft"),
        _by(found.models),
        _by(found.systems),
        _by(found.engines),
        {
            name: {metric: found.score(group, metric) for metric in METRIC_IDS}
            for name, group in _OTHER.items()
        },
        {name: count for name, count in unstated.items() if count},
        tuple([Reason(reason, count) for reason, count in found.reasons.most_common()]),
    )


def _by(tallies: Mapping[tuple[str, MetricId], Tally]) -> ByName:
    found: dict[str, dict[MetricId, Score]] = {}
    for (name, metric), tally in sorted(tallies.items(), key=lambda each: each[0]):
        found.setdefault(name, {})[metric] = tally.score()
    return found
