"""What was made of an amount and its words, and how claims, questions and refusals are made."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Literal

from formulas.book import BOOK
from formulas.quantity import Reading, read
from sessions import say_metrics as metrics
from sessions.say_head import Head
from sessions.session import CONDITION_VARIABLES, Bound, Claim, Entry, Statistic


FoundKind = Literal["claim", "condition", "ambiguous", "refused", "term", "unread"]


STATISTICS: dict[str, Statistic] = {
    "mean": "mean",
    "p50": "p50",
    "p90": "p90",
    "p95": "p95",
    "p99": "p99",
}


# The value of what is asked stands in base units, as every reading's own variable has it.
_BASE_UNITS = {
    "tok/s": "tok/s",
    "tok/s/gpu": "tok/s/GPU",
    "time": "s",
    "usd": "$",
    "usd/tok": "$/tok",
    "usd/time": "$/s",
    "usd/month": "$/month",
}


@dataclass(slots=True)
class Found:
    """What was made of one head, and which pieces of the line it is said in."""

    kind: FoundKind
    head: Head
    claim: Claim | None = None
    conditions: dict[str, Entry | str] = field(default_factory=dict)
    readings: tuple[str, ...] = ()
    reason: str = ""
    term: str = ""
    value: float = 0.0
    unit: str = ""


@functools.lru_cache(maxsize=4096)
def read_as(variable: str, text: str) -> Reading:
    return BOOK.variables[variable].read(text)


@functools.lru_cache(maxsize=4096)
def read_any(text: str) -> Reading:
    return read(text)


def refused(head: Head, reason: str) -> Found:
    return Found("refused", head, reason=reason)


def asked(head: Head, readings: tuple[str, ...], question: str = "") -> Found:
    """A figure that may be several; a share of the questions has no reading that could be judged."""
    reading = read_any(head.amount.text())
    if head.amount.high:
        read_any(head.amount.text(head.amount.high))
    question = question or metrics.QUESTIONS.get(readings, "") or "which of these is it?"
    unit = _BASE_UNITS.get(head.amount.klass, "")
    return Found(
        "ambiguous", head, readings=readings, reason=question, value=reading.value, unit=unit
    )


def claim(
    head: Head,
    metric: str,
    text: str,
    high: str = "",
    *,
    bound: Bound | None = None,
    note: str = "",
) -> Found:
    amount = head.amount
    high = high or (text.replace(amount.number, amount.high, 1) if amount.high else "")
    low_entry = _entry(metric, text)
    high_entry = _entry(metric, high) if high else None
    if high_entry is not None and high_entry.value < low_entry.value:
        return refused(head, "a range whose second end is the smaller one")
    if low_entry.value == 0:
        return refused(head, "0 is no figure that anybody offers")
    set_by = metrics.bound_of(head.bounds, metric)
    claim = Claim(
        metric=metric,
        value=low_entry,
        high=high_entry,
        statistic=STATISTICS.get(head.stat, ""),
        bound="range"
        if high_entry is not None
        else set_by
        if set_by != "typical"
        else bound or set_by,
        counts=_counts(head, metric),
        approx=head.approx,
        note=note,
    )
    return Found("claim", head, claim=claim)


def _counts(head: Head, metric: str) -> str:
    if metric in ("per_stream_tps", "aggregate_tps", "tps_per_gpu") and (
        "output" in head.counts or "decode" in head.names
    ):
        return "output"
    if metric == "processed_tps" and set(head.counts) & {"processed", "blended", "input"}:
        return "processed"
    if metric == "price_per_processed_token" and head.counts:
        return "processed"
    return ""


def _entry(metric: str, text: str) -> Entry:
    if not metric:
        return Entry(text, read_any(text).value)
    id = metrics.METRIC_VARIABLES[metric]
    value = read_as(id, text).value
    return Entry(text, value)


def stated(head: Head, name: str, text: str) -> Found:
    if head.amount.high:
        return refused(head, "a range of conditions: say the one that the figures are for")
    return Found("condition", head, conditions={name: condition_entry(name, text)})


def condition_entry(name: str, text: str) -> Entry:
    """A condition that is a quantity. Raises `Refused`."""
    id = CONDITION_VARIABLES[name]
    value = read_as(id, text).value
    return Entry(BOOK.variables[id].show(value, 9), value)
