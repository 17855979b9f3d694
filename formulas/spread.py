"""What an input may be, and how what is drawn of it is told."""

from typing import Literal, NamedTuple

COUNT = 100_000
SEED = 1
WIDE = 10.0  # times from the low end to the high one: beyond, sizes are drawn and not values

Kind = Literal["even", "by size", "normal"]


class Spread(NamedTuple):
    """What an input may be, in base units.

    Attributes:
        kind: every value from `low` to `high` alike; every size alike, for ends that lie more than
            `WIDE` apart; or normal around `middle`, cut off at `low` and `high`.
        middle: the point value: the median of the draws, but for what is cut off a normal.
        deviation: the standard deviation of a normal.
        step: whole multiples of this alone; 0 for any value.
    """

    kind: Kind
    low: float
    high: float
    middle: float
    deviation: float = 0.0
    step: float = 0.0


class Percentiles(NamedTuple):
    """What 5, 50 and 95 of 100 draws are at most, in base units, and how many of all the draws
    have a value.
    """

    p5: float
    p50: float
    p95: float
    valued: float


def chance(share: float) -> str:
    """A share of draws as people read it; never a certainty that draws cannot give."""
    if 0 < share < 0.01:
        return "less than 1%"
    return "more than 99%" if 0.99 < share < 1 else f"{share:.0%}"
