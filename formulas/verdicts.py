"""Verdicts: the rules that turn a comparison into a flag. They say when two figures are plausible,
2x off or 10x off each other; what there is to compare stands in `sessions.claims.metrics`.
"""

import math
from typing import Literal, NamedTuple, Protocol

Flag = Literal["plausible", "2x-off", "10x-off", "not-judged"]
Direction = Literal["better", "worse", ""]

GLYPHS: dict[Flag, str] = {"plausible": "✓", "2x-off": "~", "10x-off": "✗", "not-judged": "-"}
WORDS: dict[Flag, str] = {
    "plausible": "plausible",
    "2x-off": "2x off",
    "10x-off": "10x off",
    "not-judged": "not judged",
}
MEANINGS: dict[Flag, str] = {
    "plausible": "within the napkin's own blur",
    "2x-off": "the normal spread between a napkin and a real stack: ask which knob explains it",
    "10x-off": "somebody is wrong: find out who",
    "not-judged": "nothing bears on it",
}
SEVERITY: tuple[Flag, ...] = ("not-judged", "plausible", "2x-off", "10x-off")
THRESHOLDS = (2.0, 10.0)


class Comparable(Protocol):
    """What the rules need to know of a metric: which way is better for the buyer, and whether two
    figures of it are compared by what is missing to the whole.
    """

    @property
    def better(self) -> Literal["higher", "lower"]: ...

    @property
    def by_misses(self) -> bool: ...


def meets(metric: Comparable, value: float, level: float) -> bool:
    """Whether a figure is as good as a service level, both in base units."""
    return value >= level if metric.better == "higher" else value <= level


class Comparison(NamedTuple):
    """A claim beside its yardstick: quoted / yardstick, how many times apart, and which way for the
    buyer.
    """

    ratio: float
    fold: float
    direction: Direction


def apart(
    metric: Comparable, quoted: float, yardstick: float
) -> tuple[float, float, Direction] | None:
    """Ratio, fold and direction of a value beside the chain's; None where no ratio can be formed.

    A hit rate is compared by its misses. Fold is rounded to 1e-9, so that exactly 2x is 2x whatever
    the floats say.
    """
    if metric.by_misses:
        above, below = 1 - quoted, 1 - yardstick
    else:
        above, below = quoted, yardstick
    if not (0 < above < math.inf and 0 < below < math.inf):
        return None
    ratio = quoted / yardstick if yardstick else math.nan
    fold = round(above / below if above > below else below / above, 9)
    return ratio, fold, direction(metric, quoted, yardstick)


def compare(metric: Comparable, quoted: float, yardstick: float) -> Comparison | None:
    """The same as a record."""
    found = apart(metric, quoted, yardstick)
    return Comparison(*found) if found is not None else None


def compare_band(metric: Comparable, quoted: float, low: float, high: float) -> Comparison | None:
    """Hold a value against a band: fold 1 inside, otherwise the ratio to its nearer edge."""
    if low <= quoted * (1 + 1e-9) and quoted <= high * (1 + 1e-9):
        return Comparison(1.0, 1.0, "")
    edge = low if quoted < low else high
    return compare(metric, quoted, edge)


def direction(metric: Comparable, quoted: float, yardstick: float) -> Direction:
    """Better or worse for the buyer than the yardstick; nothing where the two are the same."""
    if math.isclose(quoted, yardstick, rel_tol=1e-9):
        return ""
    return "better" if (quoted > yardstick) == (metric.better == "higher") else "worse"


def flag_for(fold: float, thresholds: tuple[float, float] = THRESHOLDS) -> Flag:
    """plausible below the first threshold, 10x-off from the second on, 2x-off between."""
    near, far = thresholds
    return "10x-off" if fold >= far else "2x-off" if fold >= near else "plausible"


def worst(flags: list[Flag]) -> Flag:
    """The most serious of some flags; not-judged counts for nothing beside a judged one."""
    return max(flags, key=SEVERITY.index, default="not-judged")
