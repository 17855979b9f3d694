"""How far the napkin is from measured rows: by metric, model, system and group.

Shares are over all rows of a group: one that could not be answered is a miss. Error and bias are
medians over what was answered.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from formulas.verdicts import flag_for
from sessions.measured.asking import Answer, Asker
from sessions.measured.rows import METRIC_IDS, Group, MetricId, Row

GROUPS: tuple[Group, ...] = ("small", "large", "disagg")
_NEAR, _FAR = 2.0, 10.0


class Score(NamedTuple):
    """How napkin / measured lies over some rows.

    Attributes:
        within_2x, within_10x: shares of all rows; nothing where there are none.
        median_error: of |napkin / measured - 1|, over the answered.
        bias: the median of napkin / measured, over the answered.
    """

    rows: int
    answered: int
    within_2x: float | None
    within_10x: float | None
    median_error: float | None
    bias: float | None

    @classmethod
    def of(cls, ratios: Iterable[float], rows: int | None = None) -> Score:
        """The score of ratios; `rows` counts those, too, that were not answered."""
        known = [ratio for ratio in ratios if math.isfinite(ratio) and ratio > 0]
        count = len(known) if rows is None else rows
        folds = [max(ratio, 1 / ratio) for ratio in known]
        return cls(
            count,
            len(known),
            sum(fold < _NEAR for fold in folds) / count if count else None,
            sum(fold < _FAR for fold in folds) / count if count else None,
            median([abs(ratio - 1) for ratio in known]) if known else None,
            median(known) if known else None,
        )

    @property
    def shape(self) -> dict[str, float | None]:
        """Its figures, of which six digits say all."""
        return {
            id: round(value, 6) if isinstance(value, float) else value
            for id, value in self._asdict().items()
        }

    def text(self) -> str:
        """In one line."""
        if self.within_2x is None or self.within_10x is None:
            return f"{self.rows:7,} rows"
        middle = (
            f", median error {self.median_error:5.1%}, bias {self.bias:.2f}"
            if self.median_error is not None
            else ""
        )
        return (
            f"{self.rows:7,} rows, within 2x {self.within_2x:6.1%}, 10x {self.within_10x:6.2%}"
            + middle
        )


class Tally:
    """Rows that are counted, and the ratios of those that were answered."""

    def __init__(self) -> None:
        self.rows = 0
        self.ratios = array("d")

    def add(self, ratio: float | None) -> None:
        """Count a row."""
        self.rows += 1
        if ratio is not None:
            self.ratios.append(ratio)

    def score(self) -> Score:
        """Of all that was counted."""
        return Score.of(self.ratios, self.rows)


class Held(NamedTuple):
    """A metric of a row held against the napkin; a ratio, or the reason why there is none."""

    row: Row
    metric: MetricId
    answer: Answer
    ratio: float | None

    @property
    def flag(self) -> str:
        """As a verdict says it."""
        if self.ratio is None:
            return "not-judged"
        return flag_for(round(max(self.ratio, 1 / self.ratio), 9))


def held(row: Row, asker: Asker) -> Iterator[Held]:
    """Each metric of a row."""
    for metric, answer in asker.answers(row).items():
        ratio = None if answer.napkin is None else answer.napkin / row.time(metric)
        yield Held(row, metric, answer, ratio)


_Key = tuple[str, MetricId]


class Accuracy:
    """What was counted over a table.

    Attributes:
        groups: by group and metric.
        models, systems, engines: aggregated rows on up to 16 GPUs, by what the table calls them.
        reasons: why rows were not answered, with how many.
        unstated: rows by group whose batch the table does not state: held at one request.
    """

    def __init__(self) -> None:
        self.groups: dict[_Key, Tally] = {
            (group, metric): Tally() for group in GROUPS for metric in METRIC_IDS
        }
        self.models: dict[_Key, Tally] = {}
        self.systems: dict[_Key, Tally] = {}
        self.engines: dict[_Key, Tally] = {}
        self.reasons: Counter[str] = Counter()
        self.unstated: Counter[str] = Counter()

    def add(self, each: Held) -> None:
        """Count one metric of a row."""
        row, metric = each.row, each.metric
        self.groups[row.group, metric].add(each.ratio)
        if row.group == "small":
            for tallies, name in (
                (self.models, row.model),
                (self.systems, row.system),
                (self.engines, row.engine),
            ):
                tally = tallies.get((name, metric))
                if tally is None:
                    tally = tallies[name, metric] = Tally()
                tally.add(each.ratio)
        if each.ratio is None:
            self.reasons[each.answer.reason] += 1
        elif not row.pool.batch_stated:
            self.unstated[row.group] += metric == "tpot"

    def score(self, group: Group, metric: MetricId) -> Score:
        """Of a group."""
        return self.groups[group, metric].score()


def accuracy(
    rows: Iterable[Row],
    asker: Asker | None = None,
    told: Callable[[Row, Sequence[Held]], None] | None = None,
) -> Accuracy:
    """Hold rows against the napkin.

    Args:
        told: is called with each row and what was found of it, such as to write it down.
    """
    asker = asker or Asker()
    found = Accuracy()
    for row in rows:
        metrics = tuple(held(row, asker))
        for each in metrics:
            found.add(each)
        if told is not None:
            told(row, metrics)
    return found
