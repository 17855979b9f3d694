"""Whether a claim is beyond what the hardware can do, and what would have to differ where the claim
leaves a way open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from formulas.book import BOOK
from formulas.compiled import evaluate
from formulas.declare import NOTHING
from formulas.implied import reaching, value_that_gives
from sessions.claims.metrics import Metric
from sessions.setups.conditions import Applied

# The input that a missing condition leaves open, the most ordinary explanation first.
_OPEN: tuple[tuple[str, str], ...] = (
    ("speculative", "tokens_per_pass"),
    ("fresh_tokens", "fresh_tokens_p50"),
    ("concurrency", "concurrency"),
    ("weights", "bytes_per_param"),
    ("gpus", "gpus_per_replica"),
    ("hardware", "gpu_bandwidth"),
)


class Ceiling(NamedTuple):
    """`beyond` as a fact, or what it `needs` (id -> value in base units) where the claim leaves a
    way open; in words.
    """

    beyond: bool = False
    needs: Mapping[str, float] = NOTHING
    reason: str = ""


def is_past(metric: Metric, quoted: float, top: float | None) -> bool:
    """Whether a rate or a latency is better than the ceiling's own figure. A price is not
    physics.
    """
    if top is None or metric.kind == "price":
        return False
    return quoted > top * (1 + 1e-9) if metric.better == "higher" else quoted < top * (1 - 1e-9)


def same_ceiling(one: Applied, other: Applied) -> bool:
    """Whether all that a ceiling is made of is the same: it knows no assumptions, no fit and
    nothing measured.
    """
    a, b = one.resolved.given, other.resolved.given
    stated = one.stated == other.stated and one.tokens_open == other.tokens_open
    return stated and a.entered == b.entered and a.choices == b.choices


def certainly_beyond(metric: Metric, at: Applied) -> Callable[[float], bool]:
    """Whether a figure past the ceiling is so for certain: where the claim leaves no input open,
    or none that would get there.
    """
    ways: list[Callable[[float], bool]] | None = None

    def certainly(quoted: float) -> bool:
        nonlocal ways
        if ways is None:  # few claims are past a ceiling, and nobody asks for the others
            open_ones, knobs = _left_open(metric, at)
            ways = [
                reaching(at.resolved.given, knob, metric.variable, "ceiling")
                for knob in knobs.values()
            ]
            if not open_ones <= knobs.keys():
                ways = [lambda _: True]  # what nobody can put a number to
        return not any(way(quoted) for way in ways)

    return certainly


def _left_open(metric: Metric, at: Applied) -> tuple[frozenset[str], dict[str, str]]:
    """The conditions that fix the ceiling and were not stated, and the inputs that may open a way
    by condition.
    """
    open_ones = {name for name in metric.fixes if name not in at.stated}
    if at.tokens_open and "speculative" in metric.fixes:
        open_ones.add("speculative")
    if not open_ones:
        return frozenset(), {}
    knobs = {
        condition: knob
        for condition, knob in _OPEN
        if condition in open_ones or (condition == "fresh_tokens" and _may_be_short(metric, at))
    }
    return frozenset(open_ones), knobs


def ceiling_of(metric: Metric, quoted: float, top: float, at: Applied) -> Ceiling:
    """Hold a rate or a latency against the ceiling at its own conditions, in words.

    The ceiling is nominal bandwidth and compute, no overhead and nothing in line, experts spread
    evenly. It is said as a fact only where the claim states what fixes it; otherwise one input that
    would open a way is named with its value.
    """
    if not is_past(metric, quoted, top):
        return Ceiling()
    limit = f"the ceiling of {metric.of.show(top, 3)}"
    open_ones, knobs = _left_open(metric, at)
    if not open_ones:
        taken = [name for name in metric.conditions if name not in at.stated and name != "kv"]
        words = ", ".join(taken).replace("_", " ")
        packet = f"; {words} as in your packet" if taken else ""
        return Ceiling(True, {}, f"beyond {limit}{_strict(metric, at)}{packet}")
    for knob in knobs.values():
        value = value_that_gives(at.resolved.given, knob, metric.variable, "ceiling", quoted)
        if value is not None:
            needed = BOOK.variables[knob]
            words = (
                f"beyond {limit} of the set-up assumed, unless {needed.title} is"
                f" {needed.show(value, 3)}"
            )
            return Ceiling(False, {knob: value}, words)
    missing = ", ".join([name for name in metric.fixes if name in open_ones])
    if certainly_beyond(metric, at)(quoted):  # nothing that was left open makes a way
        return Ceiling(True, {}, f"beyond {limit}, whatever {missing} may be")
    return Ceiling(False, {}, f"beyond {limit} of the set-up assumed; not stated: {missing}")


def _may_be_short(metric: Metric, at: Applied) -> bool:
    return (
        metric.id == "ttft" and "fresh_tokens" not in at.stated and "input_tokens" not in at.stated
    )


def _strict(metric: Metric, at: Applied) -> str:
    """The bound beside it: every stream of the batch on the same experts."""
    same = at.results.get("experts_per_token", "ceiling")
    if (
        same is None
        or at.resolved.given.choices.get("feed_forward") != "moe"
        or metric.kind != "rate"
    ):
        return ""
    strict = evaluate(at.resolved.given.changed({"expected_unique_experts": same})).get(
        metric.variable, "ceiling"
    )
    if strict is None or strict <= (at.results.get(metric.variable, "ceiling") or 0) * (1 + 1e-9):
        return ""
    return (
        " (experts spread evenly; with every stream on the same experts it would be"
        f" {metric.of.show(strict, 3)})"
    )
