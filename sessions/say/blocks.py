"""What tools print and tables hold, as the reader takes it: points, each of figures and what they
were taken at, and which characters say what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from formulas.quantity import Refused
from sessions.claims.metrics import METRICS
from sessions.claims.telling import show_claim, show_condition
from sessions.document.session import Ambiguous, Bound, Claim, Entry, Quote, Unreadable
from sessions.say.carried import with_gpus
from sessions.say.labels import Label, unit_of
from sessions.say.outcome import STATISTICS, condition_entry, read_as
from sessions.say.pieces import Span, SpanKind

Conditions = dict[str, Entry | str]
# Reads a few words as a sentence of their own.
Read = Callable[[str], Quote]


class Cell(NamedTuple):
    """A piece of the text, and where it begins."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


class Pair(NamedTuple):
    """A label with its value: `said` is what the label says, `whole` both as they stand there;
    `goes_on` where it is a statistic that goes on with the label before it.
    """

    label: Label
    value: Cell
    unit: str
    said: str
    whole: Cell
    goes_on: bool = False


@dataclass(slots=True)
class Point:
    """Figures that were taken together, and at what."""

    conditions: Conditions = field(default_factory=dict)
    claims: list[tuple[Claim, Conditions]] = field(default_factory=list)
    asked: list[tuple[Ambiguous, Conditions]] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A table, or what a tool printed.

    Attributes:
        ranges: the characters that it covers, from and up to, in order.
        points: its figures; marks: which characters say what; refused: what is held against
            nothing; provider: whose it is, where it says so.
    """

    ranges: list[tuple[int, int]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    marks: list[Span] = field(default_factory=list)
    refused: list[Unreadable] = field(default_factory=list)
    provider: str = ""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.ranges[0][0]

    @property
    def says(self) -> bool:
        """Whether there is any figure in it."""
        return any(point.claims or point.asked for point in self.points)

    def mark(self, cell: Cell, kind: SpanKind, shown: str = "", ids: tuple[str, ...] = ()) -> None:
        """Note what a piece of the text was read as."""
        text = cell.text.strip()
        if text:
            start = cell.start + cell.text.index(text)
            self.marks.append(Span(start, start + len(text), kind, shown, ids))

    def refuse(self, cell: Cell, reason: str) -> None:
        """Note a figure that is not taken; the same reason stands once for a whole column."""
        if all(each.reason != reason for each in self.refused):
            self.refused.append(Unreadable(cell.text.strip(), reason))
        self.mark(cell, "refused", reason)

    def claim(self, point: Point, cell: Cell, claim: Claim, stated: Conditions) -> None:
        """Keep a claim, with what is stated for it alone; what is printed twice is one."""
        made = (claim.metric, claim.statistic, claim.value.value)
        if any((c.metric, c.statistic, c.value.value) == made for c, _ in point.claims):
            self.mark(cell, "filler")
            return
        point.claims.append((claim._replace(said=cell.text.strip()), stated))
        shown = show_claim(claim) if claim.metric else claim.note
        self.mark(cell, "claim", shown, (claim.metric,) if claim.metric else ())

    def state(self, point: Point, cell: Cell, stated: Conditions) -> None:
        """Keep what the figures of a point were taken at."""
        point.conditions.update(stated)
        shown = " ".join([show_condition(name, value) for name, value in stated.items()])
        self.mark(cell, "condition", shown, tuple(stated))

    def spans(self, text: str) -> list[Span]:
        """Every character that is no white space in one span, in order."""
        marks = sorted(self.marks)
        found: list[Span] = []
        place = 0
        for first, end in self.ranges:
            at = first
            while place < len(marks) and marks[place].start < end:
                found += _gaps(text, at, marks[place].start)
                if marks[place].start >= at:
                    found.append(marks[place])
                    at = marks[place].end
                place += 1
            found += _gaps(text, at, end)
        return found


def _gaps(text: str, start: int, end: int) -> list[Span]:
    return [
        Span(start + found.start(), start + found.end(), "filler")
        for found in re.finditer(r"\S(?:[^\n]*\S)?", text[start:end])
    ]


# --- Values beside a label.

_VALUE = re.compile(
    r"(?P<sign>[~≈<>≤≥]{0,2})\s{0,2}"
    r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(?P<power>e[+-]?[0-9]{1,3})?"
    r"(?P<scale>[kKM](?![a-zA-Z]))?(?P<plus>\+(?![/\w]))?"
    r"(?:\s?±\s?[0-9.,]+)?\s?(?P<unit>[^\s0-9(][^(]*)?\s*(?:\([^)]*\))?",
    re.IGNORECASE,
)
_BOUND_OF: dict[str, Bound] = {"<": "at most", "≤": "at most", ">": "at least", "≥": "at least"}
NOTHING_THERE = frozenset(
    (
        "",
        "-",
        "--",
        "—",
        "–",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
        "tbd",
        "oom",
        "x",
        "?",
        "/",
        "auto",
    )
)
# The unit of a number beside the name of a metric that needs none said.
_OWN_UNITS = {
    "per_stream_tps": "tok/s/user",
    "aggregate_tps": "tok/s",
    "processed_tps": "tok/s",
    "prefill_rate": "tok/s",
    "tps_per_gpu": "tok/s/GPU",
    "requests_per_second": "request/s",
    "cache_hit_rate": "%",
}
_TIMES = ("ms", "s", "us")


class Value(NamedTuple):
    """A number with its unit, as it goes to the reader, and what stands before it."""

    number: str
    unit: str = ""
    bound: Bound = "typical"
    approx: bool = False
    low: float = 0.0


def value_of(text: str) -> Value | None:
    """A value as tools and tables write it; None where it is none, or one with other words."""
    found = _VALUE.fullmatch(text.strip().strip("*`"))
    if found is None:
        return None
    number = found["number"]
    try:
        low = float(number.replace(",", "") + (found["power"] or ""))
    except ValueError:
        return None
    if found["power"]:
        number = f"{low:.10g}"
        if "e" in number:
            return None
    if found["scale"]:
        number += found["scale"].replace("K", "k")
        low *= 1e6 if found["scale"] == "M" else 1e3
    said = (found["unit"] or "").strip()
    unit = unit_of(said)
    if said and not unit:
        return None
    bound = _BOUND_OF.get(found["sign"][:1], "typical")
    if found["plus"]:
        bound = "at least"
    return Value(number, unit, bound, found["sign"][:1] in ("~", "≈"), low)


def holds(label: Label) -> bool:
    """Whether a claim is made of the statistic that a label names: of what has no tail the mean
    alone, and a tool's p99 of what is better higher is its best end.
    """
    row = METRICS.get(label.word)
    if row is None or label.stat in ("", "mean"):
        return True
    return row.tail and label.stat != "other" and (row.better == "lower" or label.stat == "p50")


def metric_claim(label: Label, value: Value, unit: str = "") -> Claim:
    """A claim of the metric that a label names. Raises `Refused`.

    Args:
        unit: in which a number without one counts, where its label says none.
    """
    metric = label.word
    number, own = value.number, _OWN_UNITS.get(metric, "")
    unit = value.unit or label.unit or ("" if own else unit)
    if unit == "per s" or (not unit and own) or (own == "%" and unit != "%"):
        unit = own or unit
    if own.startswith("tok/s") and unit == "tok/s":
        unit = own
    if not own and unit not in _TIMES:
        raise Refused(number, f"{number} without a unit: write {number} ms or {number} s")
    if unit == "us":
        number, unit = f"{value.low / 1000:g}", "ms"
    if not value.low:
        raise Refused(number, "0 is no figure that anybody offers")
    text = f"{number}{unit}" if unit == "%" else f"{number} {unit}"
    row = METRICS[metric]
    stat = STATISTICS.get(label.stat, "")
    if stat == "mean" and not row.tail:
        stat = ""
    entry = Entry(text, read_as(row.variable, text))
    return Claim(
        metric, entry, statistic=stat, bound=value.bound, counts=label.why, approx=value.approx
    )


# --- What figures were taken at.

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?(?:[kKM](?![a-zA-Z]))?")
_TWO = re.compile(
    r"([0-9][0-9,]*(?:\.[0-9]+)?[kKM]?)[^0-9,.]{1,14}?([0-9][0-9,]*(?:\.[0-9]+)?[kKM]?)[^0-9]*"
)
_COUNTS = ("concurrency", "gpus", "tensor_parallel")
_LENGTHS = ("input_tokens", "output_tokens", "context_tokens")
_YES, _NO = ("true", "yes", "on", "1", "enabled"), ("false", "no", "off", "0", "disabled")
_UNENDING = 1e9  # so many requests a second are all at once
_PRECISE = {
    "bfloat16": "bf16",
    "float16": "fp16",
    "half": "fp16",
    "float8": "fp8",
    "fp8_e4m3": "fp8",
    "fp8_e5m2": "fp8",
    "float8_e4m3fn": "fp8",
    "e4m3": "fp8",
    "modelopt_fp4": "nvfp4",
    "modelopt": "fp8",
    "compressed-tensors": "",
    "fp8_block": "fp8",
}


def condition_of(name: str, text: str, read: Read) -> Conditions | None:
    """What a cell or a value states of a condition: nothing where it says that there is none, None
    where it cannot be read.
    """
    text = text.strip().strip("\"'`*").strip()
    low = text.casefold()
    if name == "dp_attention":
        return {"layout": "dp" if low in _YES else "tp"} if low in (*_YES, *_NO) else None
    if name == "request_rate":
        return _rate_of(low)
    if low in NOTHING_THERE:
        return {}
    if name in ("data_parallel", "pipeline_parallel"):
        layout = "dp" if name[0] == "d" else f"PP{low}"
        return {} if low in ("0", "1") else {"layout": layout} if low.isdecimal() else None
    try:
        if name == "lengths":
            two = _TWO.search(text)
            return None if two is None else _lengths(two[1], two[2])
        if name in (*_COUNTS, *_LENGTHS, "tokens_per_pass", "cache_hit_rate"):
            return _counted(name, text)
    except Refused:
        return None
    if name in ("weights", "dtype", "kv"):
        return _precise(name, low, read)
    return _named(name, text, read)


def _rate_of(low: str) -> Conditions | None:
    if low.startswith("inf"):
        return {"arrival": "burst"}
    try:
        if float(low) > _UNENDING:
            return {"arrival": "burst"}
    except ValueError:
        pass
    found = value_of(low)
    if found is None or not found.low:
        return {} if low in NOTHING_THERE else None
    entry = condition_entry("request_rate", f"{found.number} {found.unit or 'request/s'}")
    return {"arrival": "rate", "request_rate": entry}


def _lengths(first: str, second: str) -> Conditions:
    return {
        "input_tokens": condition_entry("input_tokens", f"{first} tok"),
        "output_tokens": condition_entry("output_tokens", f"{second} tok"),
    }


def _counted(name: str, text: str) -> Conditions | None:
    found = _NUMBER.search(text)
    if found is None:
        return None
    number = found[0]
    if name == "cache_hit_rate":
        share = number if "%" in text or "." not in number else f"{float(number) * 100:g}"
        return {name: condition_entry(name, f"{share}%")}
    if float(number.rstrip("kKM").replace(",", "")) == 0:
        return {}
    if name == "concurrency" and number[0] == "0":
        number = "1"
    if name == "tensor_parallel":
        condition_entry("gpus", number)
        return {name: number} if number.isdecimal() else None
    if name == "tokens_per_pass":
        return {name: condition_entry(name, number), "speculative": "on"}
    unit = " tok" if name in _LENGTHS else " GPU" if name == "gpus" else ""
    return {name: condition_entry(name, f"{number}{unit}")}


def _precise(name: str, low: str, read: Read) -> Conditions:
    known = _PRECISE.get(low, low)
    if not known:
        return {}
    if name == "kv":
        return {"kv": known}
    heard = read(f"{known} weights").conditions
    return {each: heard[each] for each in ("weights", "kv") if each in heard} or {"weights": known}


_ENGINES = {"trt-llm": "trtllm", "tensorrt-llm": "trtllm", "tensorrt": "trtllm", "trt": "trtllm"}
# A device of a backend, and no engine.
_DEVICES = (
    "cuda",
    "metal",
    "vulkan",
    "rocm",
    "cpu",
    "sycl",
    "blas",
    "mtl",
    "openai",
    "openai-chat",
)


def _named(name: str, text: str, read: Read) -> Conditions | None:
    """A model, a machine, an engine: what the reader knows of it, else the words themselves."""
    if name == "engine":
        first = re.split(r"[\s,(]", text.casefold())[0]
        if any(device in first for device in _DEVICES):
            return {}
        known = _ENGINES.get(first, first)
        if known in ("vllm", "sglang", "trtllm"):
            return {"engine": known}
        return {"engine": read(f"on {text}").conditions.get("engine", text)}
    heard = read(text).conditions
    if name in heard:
        wanted = (
            "model",
            "hardware",
            "gpus",
            "weights",
            "kv",
            "tensor_parallel",
            "engine",
            "layout",
        )
        return {each: heard[each] for each in wanted if each in heard}
    return {name: text.rpartition("/")[2] if name == "model" else text}


# --- Figures that several others make.


def of_every_gpu(value: Value, conditions: Conditions) -> Claim | None:
    """What a replica processes, of what each of its GPUs does; None where their number is not
    said.
    """
    gpus = {**with_gpus(conditions), **conditions}.get("gpus")
    if not isinstance(gpus, Entry) or not value.low:
        return None
    text = f"{value.low * gpus.value:.10g} tok/s"
    entry = Entry(text, read_as(METRICS["processed_tps"].variable, text))
    note = f"{value.number} of each of {gpus.value:g} GPUs, input and output together"
    return Claim("processed_tps", entry._replace(origin=note), note=note)


def reached(cap: Entry | str | None, load: Entry | str | None) -> bool:
    """Whether a load says more than what it was capped at: unless they are as good as the same."""
    if not isinstance(cap, Entry) or not isinstance(load, Entry):
        return True
    return 0.5 <= load.value / cap.value <= 0.9


# --- Rows of several readings.


def aggregate_or_user(rates: Sequence[tuple[float, float]]) -> str:
    """What a bare tok/s is that was taken at several loads (load, rate): of all requests it grows
    with them, of one it does not. Nothing where the loads do not tell.
    """
    loads = sorted(rates)
    if len(loads) < 2 or loads[-1][0] < 2 * loads[0][0]:
        return ""
    (few, first), (many, last) = loads[0], loads[-1]
    if last > first * 1.2:
        return "aggregate_tps"
    return "per_stream_tps" if last < first * 0.9 and many > few else ""
