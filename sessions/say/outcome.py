"""What was made of an amount and its words, and how claims, questions and refusals are made."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Literal

from formulas.book import BOOK
from formulas.quantity import read
from sessions.claims.conditions import quantities
from sessions.claims.metrics import METRICS
from sessions.claims.names import question_of
from sessions.document.session import STATISTICS as KNOWN
from sessions.document.session import Bound, Claim, Entry, Statistic
from sessions.say.head import Head
from sessions.say.vocabulary import bound_of

FoundKind = Literal["claim", "condition", "ambiguous", "refused", "term", "unread"]


STATISTICS: dict[str, Statistic] = {name: name for name in KNOWN if name}


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
    """What was made of one head.

    Attributes:
        claim, conditions, term: what it is, by its kind.
        readings, value, unit: of what is asked; the value stands in `unit`, a base unit.
        reason: of what is refused; of what is asked, the question.
    """

    kind: FoundKind
    head: Head
    claim: Claim | None = None
    conditions: dict[str, Entry | str] = field(default_factory=dict)
    readings: tuple[str, ...] = ()
    reason: str = ""
    term: str = ""
    value: float = 0.0
    unit: str = ""


# The same few figures are read again on every key press.
@functools.lru_cache(maxsize=4096)
def read_as(variable: str, text: str) -> float:
    """The value of a text in the base units of a variable. Raises `Refused`."""
    return BOOK.variables[variable].read(text).value


@functools.lru_cache(maxsize=4096)
def read_any(text: str) -> float:
    """The value of a text in base units of whatever it is. Raises `Refused`."""
    return read(text).value


def refused(head: Head, reason: str) -> Found:
    """An amount that is not taken, with the reason."""
    return Found("refused", head, reason=reason)


def asked(
    head: Head, readings: tuple[str, ...], question: str = "", *, text: str = "", klass: str = ""
) -> Found:
    """A figure that may be several metrics, or needs a word more before it is any.

    Args:
        readings: the metrics; each has the variable in whose base units the value stands.
        question: in words; the table's where none is given.
        text, klass: where the figure is of another unit than was typed.
    """
    amount = head.amount
    value = read_any(text or amount.text())
    if amount.high:
        read_any(amount.text(amount.high))
    question = question or question_of(readings)
    if amount.origin:
        question += f" ({amount.origin})"
    unit = _BASE_UNITS.get(klass or amount.klass, "")
    found = Found("ambiguous", head, readings=readings, reason=question, value=value, unit=unit)
    if amount.hardware:
        found.conditions = {"hardware": amount.hardware}
    return found


def claim(
    head: Head,
    metric: str,
    text: str,
    high: str = "",
    *,
    bound: Bound = "typical",
    note: str = "",
) -> Found:
    """A claim of a metric, or a refusal where the value is none. Raises `Refused`.

    Args:
        text, high: as they go to the reader; without `high`, a range's far end takes the unit of
            `text`.
        bound: what the unit itself says, where no word does.
    """
    amount = head.amount
    high = high or (text.replace(amount.number, amount.high, 1) if amount.high else "")
    low_end, high_end = _entry(metric, text), _entry(metric, high) if high else None
    if high_end is not None and high_end.value < low_end.value:
        return refused(head, "a range whose second end is the smaller one")
    if low_end.value == 0:
        return refused(head, "0 is no figure that anybody offers")
    if amount.origin:
        note = f"{note}; {amount.origin}" if note else amount.origin
        low_end = low_end._replace(origin=amount.origin)
        high_end = high_end and high_end._replace(origin=amount.origin)
    said = bound_of(head.bounds, metric)
    made = Claim(
        metric=metric,
        value=low_end,
        high=high_end,
        statistic=STATISTICS.get(head.stat, ""),
        bound="range" if high_end is not None else bound if said == "typical" else said,
        counts=_counts(head, metric),
        approx=head.approx,
        note=note,
    )
    on: dict[str, Entry | str] = {"hardware": amount.hardware} if amount.hardware else {}
    return Found("claim", head, claim=made, conditions=on)


def _counts(head: Head, metric: str) -> str:
    """Which tokens a figure was said to count; nothing where the metric is what was taken."""
    counts = METRICS[metric].counts if metric else ""
    if counts == "output":
        return counts if "output" in head.counts or "decode" in head.names else ""
    return counts if head.counts else ""


def _entry(metric: str, text: str) -> Entry:
    if not metric:
        return Entry(text, read_any(text))
    return Entry(text, read_as(METRICS[metric].variable, text))


# Kinds of quantity that are said of each GPU, and how a condition notes that it is.
OF_EACH_GPU, EACH_GPU = ("bare/gpu", "req/gpu"), "of each GPU"


def stated(head: Head, name: str, text: str) -> Found:
    """A condition that is a quantity. Raises `Refused`."""
    if head.amount.high:
        return refused(head, "a range of conditions: say the one that the figures are for")
    entry = condition_entry(name, text)
    if entry.value == 0 and name != "cache_hit_rate":
        return refused(head, "0 is no condition that a figure holds at")
    if head.amount.klass in OF_EACH_GPU:
        entry = entry._replace(origin=EACH_GPU)
    return Found("condition", head, conditions={name: entry})


def condition_entry(name: str, text: str) -> Entry:
    """The entry of a condition, with a text that reads back. Raises `Refused`."""
    id = quantities()[name]
    value = read_as(id, text)
    return Entry(BOOK.variables[id].show(value, 9), value)
