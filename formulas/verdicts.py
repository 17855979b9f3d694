"""Verdicts: what each kind of claim is held against, as one table, and the rules that turn a
comparison into a flag.

The table is data: metric -> kind, the buyer's better direction, the variable that bears on it, and
the conditions that it depends on. The rules say when two figures are plausible, 2x off or 10x off
each other.
"""

import math
from typing import Literal, NamedTuple

from formulas.book import BOOK
from formulas.declare import Variable

Kind = Literal[
    "rate", "latency", "price", "price component", "share", "input", "capacity", "promise"
]
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

_DECODE = ("concurrency", "hardware", "gpus", "weights", "kv", "speculative", "context_tokens")
_PREFILL = ("concurrency", "hardware", "gpus", "weights", "fresh_tokens")
_WHOLE = (*_DECODE, "fresh_tokens", "output_tokens")
_MEMORY = ("hardware", "gpus", "weights", "kv", "context_tokens")


class Metric(NamedTuple):
    """One row of the table.

    Attributes:
        id: what claims call it.
        variable: the variable whose chain value, unit and range bear on it.
        kind: which yardstick holds.
        better: which way is better for the buyer.
        conditions: what the figure depends on, the first to ask for first.
        fixes: the conditions that must be stated before "beyond the ceiling" is said as a fact.
        tail: a latency of which a p95 and a p50 are different figures.
        yardstick: the rule in words, shown on demand.
    """

    id: str
    variable: str
    kind: Kind
    better: Literal["higher", "lower"]
    conditions: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    tail: bool = False
    yardstick: str = ""

    @property
    def of(self) -> Variable:
        """The variable itself."""
        return BOOK.variables[self.variable]


_CHAIN = "the chain, at the claim's own conditions; by fold"
_STATED = ("hardware", "gpus", "weights")
_STATED_RATE = (*_STATED, "concurrency", "speculative")


def _rate(id: str, conditions: tuple[str, ...], fixes: tuple[str, ...] = _STATED_RATE) -> Metric:
    # One user's speed has a tail as a latency has; totals are means by nature.
    tail = id == "per_stream_tps"
    return Metric(id, id, "rate", "higher", conditions, fixes, tail, yardstick=_CHAIN)


def _latency(id: str, conditions: tuple[str, ...], fixes: tuple[str, ...] = _STATED_RATE) -> Metric:
    yardstick = _CHAIN + ", and its statistic"
    return Metric(id, id, "latency", "lower", conditions, fixes, True, yardstick)


def _component(id: str) -> Metric:
    why = "public lists, and blended with the others on the packet's mix; never alone"
    return Metric(id, id, "price component", "lower", (), yardstick=why)


def _input(id: str) -> Metric:
    why = (
        "the catalogue's dated price band: fold 1 inside, else to the nearer edge; never the"
        " session's own value"
    )
    return Metric(id, id, "input", "lower", ("hardware", "gpus"), yardstick=why)


def _capacity(id: str, variable: str, better: Literal["higher", "lower"]) -> Metric:
    why = "memory: plausible when it fits"
    return Metric(id, variable, "capacity", better, _MEMORY, _STATED, yardstick=why)


METRICS: dict[str, Metric] = {
    metric.id: metric
    for metric in (
        _rate("per_stream_tps", _DECODE),
        _rate("aggregate_tps", _DECODE),
        _rate("tps_per_gpu", _DECODE),
        _rate("prefill_rate", ("hardware", "gpus", "weights"), _STATED),
        _rate("requests_per_second", _WHOLE),
        _rate("processed_tps", _WHOLE),
        _latency("ttft", _PREFILL, _STATED),
        _latency("tpot", _DECODE),
        _latency("itl", _DECODE),
        _latency("e2e_latency", _WHOLE),
        _latency("pass_time", _DECODE),
        Metric(
            "price_per_processed_token", "price_per_processed_token", "price", "lower", _WHOLE,
            yardstick="cost at the napkin's throughput, by fold, with the reading of the margin;"
            " a price is not physics",
        ),
        _component("input_price"),
        _component("cached_input_price"),
        _component("output_price"),
        Metric(
            "cache_hit_rate", "cache_hit_rate", "share", "higher",
            yardstick="fold on the misses: 99 % against 84.5 % is 15.5x fewer misses, not 1.17x",
        ),
        Metric(
            "mbu", "mbu", "share", "higher", ("concurrency", "context_tokens"),
            yardstick="the measured band",
        ),
        Metric("mfu", "mfu", "share", "higher", ("fresh_tokens",), yardstick="the measured band"),
        _input("gpu_price"),
        _input("replica_price_per_month"),
        _input("node_price_per_month"),
        _capacity("concurrency", "concurrency", "higher"),
        _capacity("gpus", "gpus_per_replica", "lower"),
        _capacity("context_tokens", "context_tokens", "higher"),
        Metric(
            "uptime", "sla_uptime", "promise", "higher",
            yardstick="met or missed against the packet",
        ),
    )
}  # fmt: skip

# What a claim's own service level is, for "met" or "missed".
SERVICE_LEVELS: dict[str, str] = {
    "ttft": "sla_ttft",
    "per_stream_tps": "sla_per_stream_tps",
    "e2e_latency": "sla_e2e_latency",
    "uptime": "sla_uptime",
}
# A rate limit is no speed of a replica: it is held against what the traffic demands.
DEMANDS: dict[str, str] = {
    "processed_tps": "demand_processed_tps",
    "requests_per_second": "demand_requests_per_second",
    "concurrency": "demand_concurrency",
}


def meets(metric: Metric, value: float, level: float) -> bool:
    """Whether a figure is as good as a service level, both in base units."""
    return value >= level if metric.better == "higher" else value <= level


class Comparison(NamedTuple):
    """A claim beside its yardstick: quoted / yardstick, how many times apart, and which way for the
    buyer.
    """

    ratio: float
    fold: float
    direction: Direction


def apart(metric: Metric, quoted: float, yardstick: float) -> tuple[float, float, Direction] | None:
    """Ratio, fold and direction of a value beside the chain's; None where no ratio can be formed.

    A hit rate is compared by its misses. Fold is rounded to 1e-9, so that exactly 2x is 2x whatever
    the floats say.
    """
    if metric.id == "cache_hit_rate":
        above, below = 1 - quoted, 1 - yardstick
    else:
        above, below = quoted, yardstick
    if not (0 < above < math.inf and 0 < below < math.inf):
        return None
    ratio = quoted / yardstick if yardstick else math.nan
    fold = round(above / below if above > below else below / above, 9)
    return ratio, fold, direction(metric, quoted, yardstick)


def compare(metric: Metric, quoted: float, yardstick: float) -> Comparison | None:
    """The same as a record."""
    found = apart(metric, quoted, yardstick)
    return Comparison(*found) if found is not None else None


def compare_band(metric: Metric, quoted: float, low: float, high: float) -> Comparison | None:
    """Hold a value against a band: fold 1 inside, otherwise the ratio to its nearer edge."""
    if low <= quoted * (1 + 1e-9) and quoted <= high * (1 + 1e-9):
        return Comparison(1.0, 1.0, "")
    edge = low if quoted < low else high
    return compare(metric, quoted, edge)


def direction(metric: Metric, quoted: float, yardstick: float) -> Direction:
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
