"""Tables in a text: of Markdown, of a terminal, between tabs or commas, or set in columns; one row
(or, where the labels stand at the left, one column) is one point with its own load.

A cell is read by the label over it or at its left, the statistic and the unit that stand there, and
what its row and its column are of. What no label says is read as the head and the cell in a
sentence of their own. A table of which no cell is a figure is left to the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from formulas.quantity import Refused
from sessions.claims.telling import show_claim
from sessions.document.keep import ANOTHER
from sessions.document.session import Ambiguous, Claim, Entry
from sessions.say.blocks import (
    NOTHING_THERE,
    Block,
    Cell,
    Conditions,
    Point,
    Read,
    aggregate_or_user,
    condition_of,
    holds,
    metric_claim,
    of_every_gpu,
    reached,
    value_of,
)
from sessions.say.grids import Grid, grids_of
from sessions.say.labels import BOTH, Label, label_of, stat_of, unit_of
from sessions.say.mail import mail_of
from sessions.say.outcome import condition_entry
from sessions.say.prints import prints_of
from sessions.say.tools import cards_of


def may_hold(text: str) -> bool:
    """Whether there may be a table or a print in a text at all; most lines have none."""
    return "\n" in text or any(
        sign in text
        for sign in (
            "):",
            " = ",
            "--",
            "_",
            "eval",
            "hroughput",
            "Running:",
            "oncurrency for",
            "enerat",
            "rate:",
            "tg",
            "pp",
            "to first token",
            "rocessed ",
            "s) ",
            "r) ",
        )
    )


def blocks_of(text: str, read: Read) -> list[Block]:
    """The tables and prints of a text, in order."""
    found = [*mail_of(text), *cards_of(text)]
    apart = sorted([each for block in found for each in block.ranges])
    for grid in grids_of(_blanked(text, apart)):
        block = _Table(grid, read).read()
        if block is not None:
            found.append(block)
    taken = sorted([each for block in found for each in block.ranges])
    return sorted((*found, *prints_of(text, taken, read)), key=lambda block: block.start)


# --- What the cells of a table say.

_GGML = re.compile(
    r"(?P<family>[a-z0-9.\-]{2,20}?)(?:moe)? (?P<size>[0-9.]{1,6}B(?:\.A[0-9.]{1,4}B)?)"
    r"(?: mostly)? (?P<quant>[A-Z]+[0-9]+[A-Z0-9_]*|BF16)"
    r"(?: - (?P<mix>Small|Medium|Large))?(?: MoE)?"
)
_TEST = re.compile(r"(pp|tg)\s?([0-9]+)(?:\s?@\s?d([0-9]+))?")
_LENGTHS = re.compile(r"[0-9][0-9.,]*[kK]?\s?(?:/|->|→|:|x)\s?[0-9][0-9.,]*[kK]?")
_BY_THE_MILLION = re.compile(
    r"(.{1,40}?)[\s,(]*(?:\$|usd)?\s?(?:/|\bper)\s?(?:1\s?)?(?:m|mm|million|mtok)(?:\s?tok\w*)?[\s)]*",
    re.IGNORECASE,
)
_HOURLY = re.compile(r"(.{0,40}?)\s?(?:/|\bper\b|\ban?\b)?\s?\b(?:hr|h|hour|hourly)", re.IGNORECASE)
_PRICED = re.compile(r"\b(?:input|output|cached?|prompt|completion)\b", re.IGNORECASE)
_STRATEGY = re.compile(r"(synchronous|concurrent|throughput|constant|poisson)(?:@([0-9.]+))?")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,30})[)\]]")
_COIN = "$€£¥"
# How far a product of two figures of a table may be from a third that is the same.
_BLUR = 0.15
_CODE = re.compile(r"(?=[A-Z0-9-]*[0-9])(?=[A-Z0-9-]*[A-Z])[A-Z0-9-]{3,10}[a-z]?")


def _blanked(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """The text with nothing where some characters stand."""
    for first, end in ranges:
        text = text[:first] + " " * (end - first) + text[end:]
    return text


@dataclass(slots=True)
class _Head:
    """A column, or a row: what it is called, its label, and what it states of its cells."""

    text: str = ""
    label: Label | None = None
    stated: Conditions = field(default_factory=dict)
    stat: str = ""
    unit: str = ""


class _Table:
    """A table while it is read."""

    def __init__(self, grid: Grid, hear: Read) -> None:
        self.grid, self.hear = grid, hear
        self.block = Block(ranges=grid.ranges)
        self.columns: list[_Head] = []
        self.body: list[list[Cell]] = []
        self.sides: list[_Head] = []
        self.unsure: dict[int, list[tuple[Point, Cell, float]]] = {}

    def read(self) -> Block | None:
        """The points of the table; None where it has no figure that is understood."""
        self._set_up()
        if not self.body:
            return None
        if self._labels_at_the_left():
            self._by_columns()
        else:
            self._by_rows()
        self._decide()
        self._of_all_users()
        self.block.points = [point for point in self.block.points if point.claims or point.asked]
        return self.block if self.block.says else None

    # - Heads.

    def _set_up(self) -> None:
        rows = self.grid.rows
        heads = self.grid.heads or int(not self._has_values(rows[0]))
        width = max(len(row) for row in rows[heads:]) if rows[heads:] else 0
        levels = [
            self._filled(row, width, last=i + 1 == heads) for i, row in enumerate(rows[:heads])
        ]
        self.columns = [self._head([level[j] for level in levels]) for j in range(width)]
        if not heads:
            self.columns = [_Head() for _ in range(width)]
        first = self.columns[0].label if self.columns else None
        if first is not None and first.word == "requests_per_second":
            # What stands first is what was asked of it.
            self.columns[0].label = first._replace(kind="states", word="request_rate")
        for row in rows[heads:]:
            filled = [cell.text.strip() for cell in row]
            if self.body and filled[0] and not any(filled[1:]) and len(row) > 2:
                # A label that goes on in the next line.
                self.sides[-1] = self._head([f"{self.sides[-1].text} {filled[0]}"])
                continue
            if len(row) != width:
                for cell in row:
                    self.block.mark(cell, "unread")
                continue
            self.body.append(row)
            figure = value_of(filled[0]) is not None
            self.sides.append(_Head(filled[0]) if figure else self._head([filled[0]]))

    def _has_values(self, row: Sequence[Cell]) -> bool:
        texts = [cell.text.strip() for cell in row]
        values = sum(value_of(text.strip(_COIN)) is not None for text in texts[1:])
        return values * 2 >= max(1, len(texts) - 1)

    def _filled(self, row: Sequence[Cell], width: int, *, last: bool) -> list[str]:
        """The texts of a row of heads; an empty one above others goes on with what is before it."""
        texts = [cell.text.strip() for cell in row][:width]
        texts += [""] * (width - len(texts))
        if not last:
            for j in range(1, width):
                texts[j] = texts[j] or texts[j - 1]
        return texts

    def _head(self, levels: list[str]) -> _Head:
        parts: list[str] = []
        stat = unit = ""
        for level in levels:
            said = unit_of(level)
            if stat_of(level):
                stat = stat_of(level)
            elif parts and said and said != "per s":
                unit = said
            elif level and level not in parts:
                parts.append(level)
        text = " ".join(parts).replace("**", "").replace("`", "")
        found = _Head(text, label_of(text) if text else None, {}, stat, unit)
        if found.label is not None:
            label = found.label
            found.label = label._replace(stat=stat or label.stat, unit=label.unit or unit)
        elif text:
            found.stated = self._stated(text)
        return found

    def _stated(self, text: str) -> Conditions:
        """What the words of a head or a side state: a machine, a model, how many at once."""
        if _LENGTHS.fullmatch(text):
            return condition_of("lengths", text, self.hear) or {}
        loaded = _STRATEGY.fullmatch(text)
        if loaded is not None:
            return _arriving(loaded)
        stated = dict(self.hear(text).conditions)
        if not stated and _CODE.fullmatch(text) and not stat_of(text):
            # What is no word stands for a machine: what was not understood is never judged.
            return {"hardware": text}
        return stated

    def _labels_at_the_left(self) -> bool:
        """Whether the rows are figures, and the columns what they are of."""
        top = sum(
            head.label is not None and head.label.kind == "metric" for head in self.columns[1:]
        )
        side = sum(
            head.label is not None and head.label.kind in ("metric", "refused")
            for head in self.sides
        )
        first = self.columns[0].label
        if first is not None and first.kind not in ("stat", "states", "metric"):
            return False
        if not any(head.text or head.stat for head in self.columns):
            # A list of names and figures, without a head.
            return all(value_of(row[0].text) is None for row in self.body)
        if not top and all(self._a_price(row, side) for row, side in self._lines()):
            return True
        return side > 0 and side >= top

    def _lines(self) -> list[tuple[list[Cell], _Head]]:
        return list(zip(self.body, self.sides, strict=True))

    def _a_price(self, row: Sequence[Cell], side: _Head) -> bool:
        """Whether a row is one price: of input, of output, of what is cached."""
        money = [cell.text.strip()[:1] in tuple(_COIN) for cell in row[1:] if cell.text.strip()]
        return bool(money) and all(money) and _PRICED.search(side.text) is not None

    # - A row is a point.

    def _by_rows(self) -> None:
        first = self.columns[0]
        loads = [_STRATEGY.fullmatch(row[0].text.strip()) for row in self.body]
        unsaid = first.label is None or first.label.kind == "stat" or all(loads)
        aside = unsaid or self._corner() is not None
        if aside and all(_is_figure(row[0].text) for row in self.body):
            aside = self._corner() is not None
        lead = self._lead() if self._without_metric() else None
        provider = ""
        for row, side in zip(self.body, self.sides, strict=True):
            point = Point()
            self.block.points.append(point)
            if aside:
                self._aside(row[0], side, point)
            named = self._conditions(row, point, 1 if aside else 0)
            if named and provider and named.casefold() != provider.casefold():
                for cell in row:
                    self.block.mark(cell, "refused", ANOTHER)
                self.block.refuse(next(c for c in row if c.text.strip() == named), ANOTHER)
                continue
            provider = self.block.provider = provider or named
            for j in range(1 if aside else 0, len(row)):
                label = lead if lead is not None and self.columns[j].label is None else None
                self._cell(row[j], self.columns[j], point, label, j, row)

    def _aside(self, cell: Cell, side: _Head, point: Point) -> None:
        """What stands at the left of a row, where no label says what it is."""
        first = self.columns[0].label
        if first is not None and first.kind == "states":
            stated = condition_of(first.word, cell.text, self.hear)
            if stated:
                self.block.state(point, cell, stated)
        elif side.stated:
            self.block.state(point, cell, side.stated)
        elif cell.text.strip():
            self.block.mark(cell, "unread")

    def _conditions(self, row: Sequence[Cell], point: Point, start: int) -> str:
        """Keep what a row states of its figures. Returns: whose they are, where it says so."""
        provider = ""
        for cell, head in list(zip(row, self.columns, strict=True))[start:]:
            label, text = head.label, cell.text.strip()
            if label is None or self._priced(head, text):
                continue
            if label.kind == "provider":
                provider = text
                self.block.mark(cell, "provider", text)
            elif label.kind == "test":
                self._test(cell, point)
            elif label.word == "model" and (quantized := _GGML.fullmatch(text)):
                self.block.state(point, cell, self._quantized(quantized))
            elif label.kind == "states" and label.stat in ("", "mean", "p50"):
                stated = condition_of(label.word, text, self.hear)
                if stated is None:
                    self.block.mark(cell, "unread")
                    continue
                load = stated.get("concurrency")
                if load and not reached(point.conditions.get("concurrency"), load):
                    self.block.mark(cell, "filler")
                    continue
                stated = {
                    k: v
                    for k, v in stated.items()
                    if k not in point.conditions or label.stat == "mean" or k == "concurrency"
                }
                self.block.state(point, cell, stated)
        return provider

    def _quantized(self, found: re.Match[str]) -> Conditions:
        """`qwen3moe 30B.A3B Q4_K - Medium`, as llama.cpp calls a model with its precision."""
        name = f"{found['family']} {found['size'].replace('.A', ' A')}"
        mix = f"_{found['mix'][0]}" if found["mix"] else ""
        stated = condition_of("model", name, self.hear) or {}
        return {**stated, **(condition_of("weights", found["quant"] + mix, self.hear) or {})}

    def _test(self, cell: Cell, point: Point) -> None:
        """`pp512`, `tg128 @ d4096`: what llama-bench tried."""
        found = _TEST.fullmatch(cell.text.strip())
        if found is None:
            return
        what, tokens, depth = found.groups()
        stated: Conditions = {"engine": "llama.cpp"}
        if what == "pp":
            stated["input_tokens"] = condition_entry("input_tokens", f"{tokens} tok")
        else:
            stated["concurrency"] = condition_entry("concurrency", "1")
            stated["output_tokens"] = condition_entry("output_tokens", f"{tokens} tok")
        if depth and depth != "0":
            stated["context_tokens"] = condition_entry("context_tokens", f"{depth} tok")
        self.block.state(point, cell, stated)

    # - A column is a point.

    def _by_columns(self) -> None:
        first = self.columns[0].label
        points: dict[int, Point] = {}
        common = Point()
        for j, head in enumerate(self.columns):
            if j == 0:
                continue
            apart = bool(head.stated)
            if first is not None and first.kind == "states" and head.text:
                head.stated = condition_of(first.word, head.text, self.hear) or head.stated
                apart = bool(head.stated)
            points[j] = Point(dict(head.stated)) if apart else common
        values = sum(not head.stat and not head.stated for head in self.columns[1:])
        if values > 1 and not any(head.stat for head in self.columns):
            points = {j: points[j] if self.columns[j].stated else Point() for j in points}
        self.block.points = list({id(point): point for point in points.values()}.values())
        order = sorted(
            zip(self.body, self.sides, strict=True),
            key=lambda pair: pair[1].label is None or pair[1].label.kind != "states",
        )
        for row, side in order:
            for j in range(1, len(row)):
                self._crossing(row[j], side, self.columns[j], points[j])

    def _crossing(self, cell: Cell, side: _Head, column: _Head, point: Point) -> None:
        label, text = side.label, cell.text.strip()
        if text.casefold() in NOTHING_THERE or column.stat == "other":
            return
        if label is None or self._priced(side, text):
            head = _Head(side.text, None, {}, column.stat, side.unit)
            self._heard(cell, head, point, 0)
            return
        label = label._replace(stat=column.stat or label.stat)
        if label.kind == "states":
            if label.stat in ("", "mean", "p50"):
                stated = condition_of(label.word, text, self.hear)
                if stated:
                    self.block.state(point, cell, stated)
            return
        self._figure(cell, label, point, {})

    # - A cell.

    def _cell(
        self, cell: Cell, head: _Head, point: Point, lead: Label | None, j: int, row: Sequence[Cell]
    ) -> None:
        text, label = cell.text.strip(), head.label
        if text.casefold() in NOTHING_THERE or head.stat == "other":
            return
        if lead is not None and not self._priced(head, text):
            self._figure(cell, lead, point, head.stated)
            return
        if label is None or self._priced(head, text):
            bare = head.text.casefold().replace(" ", "")
            if (
                bare in ("t/s", "tok/s", "tokens/s")
                and point.conditions.get("engine") == "llama.cpp"
            ):
                word = "per_stream_tps" if "concurrency" in point.conditions else "prefill_rate"
                if self._tested(row):
                    self._figure(cell, Label("metric", word, unit="tok/s"), point, {})
                return
            self._heard(cell, head, point, j)
        elif label.kind in ("metric", "refused"):
            self._figure(cell, label, point, {}, row)

    def _tested(self, row: Sequence[Cell]) -> bool:
        return any(
            head.label is not None
            and head.label.kind == "test"
            and _TEST.fullmatch(cell.text.strip())
            for cell, head in zip(row, self.columns, strict=True)
        )

    def _figure(
        self, cell: Cell, label: Label, point: Point, own: Conditions, row: Sequence[Cell] = ()
    ) -> None:
        """A figure that its label names."""
        text = cell.text.strip()
        if label.stat == "other":
            return
        if label.kind == "metric" and not holds(label):
            return
        value = value_of(text)
        if label.kind == "refused":
            if value is None or not value.low:
                return
            at = {**point.conditions, **own} if label.why == BOTH else {}
            whole = of_every_gpu(value, at)
            if whole is not None:
                self.block.claim(point, cell, whole, own)
            else:
                self.block.refuse(cell, label.why)
            return
        if label.kind != "metric":
            return
        if value is None:
            self._heard(
                cell,
                _Head(_WORDS.get(label.word, label.word), None, own, label.stat, label.unit),
                point,
                0,
            )
            return
        if label.word == "tpot" and self._of_guidellm():
            self.block.refuse(
                cell, "GuideLLM counts the first token in it: its ITL is the time after that"
            )
            return
        try:
            claim = metric_claim(label, value)
        except Refused as why:
            if value.low:
                self.block.refuse(cell, str(why))
            return
        if claim.metric == "e2e_latency" and row and label.unit == "ms":
            claim = self._as_seconds(claim, label, row)
        self.block.claim(point, cell, claim, own)

    def _of_guidellm(self) -> bool:
        return any("tot tok/sec" in h.text.casefold() for h in self.columns) or (
            self.columns[0].text.casefold().startswith("benchmark strategy")
        )

    def _as_seconds(self, claim: Claim, label: Label, row: Sequence[Cell]) -> Claim:
        """A latency under "(ms)" that is shorter than the row's own first token is in seconds: a
        version of GuideLLM prints it so.
        """
        for cell, head in zip(row, self.columns, strict=True):
            other = head.label
            if other is not None and other.word == "ttft" and other.stat == label.stat:
                value = value_of(cell.text)
                if (
                    value is not None
                    and other.unit == "ms"
                    and claim.value.value * 1000 < value.low
                ):
                    text = claim.value.text.replace(" ms", " s")
                    note = "the head says ms, but its own first token took longer: read as seconds"
                    entry = Entry(text, claim.value.value * 1000)
                    return claim._replace(value=entry, note=note)
        return claim

    def _heard(self, cell: Cell, head: _Head, point: Point, j: int) -> None:
        """A cell whose head no label knows: both are read as a sentence of their own."""
        text, unit = cell.text.strip(), head.unit
        name = head.text
        for found in _BRACKET.finditer(head.text):
            if unit_of(found[1]):
                unit, name = unit or unit_of(found[1]), name.replace(found[0], " ", 1)
        million = _BY_THE_MILLION.fullmatch(name.strip()) if not unit else None
        if million is not None and self._priced(head, text):
            unit, name = "$/Mtok", million[1]
        hourly = _HOURLY.fullmatch(name.strip())
        if hourly is not None and not unit and self._priced(head, text):
            unit, name = "$/hour", hourly[1]
        before, _, after = name.strip().rpartition(" ")
        if not unit and unit_of(after):
            unit, name = unit_of(after), before
        elif not unit and unit_of(name) and name.strip().casefold() != "rpm":
            unit, name = unit_of(name), ""
        if self._priced(head, text):
            name = re.sub(r"(?i)\bin\b", "input", re.sub(r"(?i)\bout\b", "output", name))
        said = _with_unit(text, unit)
        if said is None:
            return
        stat = head.stat if head.stat not in ("", "other") else ""
        quote = self.hear(" ".join(f"{stat} {name} {said}".split()))
        own = {**head.stated, **quote.conditions}
        if len(quote.claims) == 1:
            claim = quote.claims[0]
            self.block.claim(point, cell, claim, {**own, **claim.conditions})
        elif len(quote.ambiguous) == 1:
            self._asked(cell, quote.ambiguous[0], own, point, j)
        elif quote.conditions and not quote.refused:
            self.block.state(point, cell, dict(quote.conditions))
        elif quote.refused:
            self.block.refuse(cell, quote.refused[0].reason)
        else:
            self.block.mark(cell, "unread")

    def _asked(self, cell: Cell, asked: Ambiguous, own: Conditions, point: Point, j: int) -> None:
        if {"per_stream_tps", "aggregate_tps"} & set(asked.readings) and not own:
            self.unsure.setdefault(j, []).append((point, cell, asked.value))
        point.asked.append((asked._replace(text=cell.text.strip()), own))
        self.block.mark(cell, "ambiguous", asked.question, asked.readings)

    def _decide(self) -> None:
        """What is asked of a column of tok/s, where its loads tell which it is."""
        per_user = any(
            h.label is not None and h.label.word == "per_stream_tps"
            for h in (*self.columns, *self.sides)
        )
        for asked in self.unsure.values():
            rates = []
            for point, _, rate in asked:
                load = point.conditions.get("concurrency")
                if isinstance(load, Entry):
                    rates.append((load.value, rate))
            metric = aggregate_or_user(rates) if len(rates) == len(asked) else ""
            metric = metric or ("aggregate_tps" if per_user else "")
            for point, cell, _ in asked if metric else ():
                value = value_of(cell.text)
                if value is None:
                    continue
                label = Label("metric", metric, unit="tok/s")
                claim = metric_claim(label, value)
                note = (
                    "grows with the load: of all requests"
                    if metric == "aggregate_tps"
                    else "falls with the load: of one request"
                )
                point.asked = [each for each in point.asked if each[0].text != cell.text.strip()]
                start = cell.start + cell.text.index(cell.text.strip())
                self.block.marks = [m for m in self.block.marks if m.start != start]
                self.block.claim(point, cell, claim._replace(note=note), {})

    def _of_all_users(self) -> None:
        """`tok/s per user | total tok/s`: a total that is as many times a user's rate as there are
        users is of output alone.
        """
        for point in self.block.points:
            load = point.conditions.get("concurrency")
            own = [c.value.value for c, _ in point.claims if c.metric == "per_stream_tps"]
            for place, (claim, stated) in enumerate(point.claims):
                if claim.metric != "processed_tps" or len(own) != 1 or not isinstance(load, Entry):
                    continue
                if abs(claim.value.value / (own[0] * load.value) - 1) < _BLUR:
                    note = "as many times a user's as there are users: of output"
                    made = claim._replace(metric="aggregate_tps", note=note)
                    point.claims[place] = (made, stated)
                    before, ids = show_claim(claim), (made.metric,)
                    self.block.marks = [
                        mark._replace(shown=show_claim(made), ids=ids)
                        if mark.shown == before
                        else mark
                        for mark in self.block.marks
                    ]

    def _priced(self, head: _Head, text: str) -> bool:
        label = head.label
        dollars = label is not None and label.unit.startswith("$")
        return dollars or any(sign in text or sign in head.text for sign in _COIN)

    def _without_metric(self) -> bool:
        heads = [head.label for head in self.columns]
        return not any(
            label is not None and label.kind in ("metric", "test", "refused") for label in heads[1:]
        ) and (any(head.stated for head in self.columns[1:]))

    def _corner(self) -> Label | None:
        """The label in the corner of a table of which all cells are one figure."""
        label = self.columns[0].label if self.columns else None
        if label is None or label.kind != "metric" or not self._without_metric():
            return None
        return label

    def _lead(self) -> Label | None:
        """The label of all cells: in the corner, or in the line before the table."""
        corner = self._corner()
        if corner is not None:
            return corner
        words = re.split(
            r"[:,–—]|\bby\b|\bper (?:gpu|model) type\b|\bfor\b|\bon\b|\bat\b",
            self.grid.lead.strip(" #*|"),
        )
        for part in words:
            label = label_of(part.strip(" #*|."))
            if label is not None and label.kind == "metric":
                return label
        return None


def _arriving(strategy: re.Match[str]) -> Conditions:
    """How GuideLLM sends its requests, by the name of its strategy."""
    kind, size = strategy[1], strategy[2]
    if kind in ("constant", "poisson"):
        stated: Conditions = {"arrival": "rate"}
        if size and float(size):
            stated["request_rate"] = condition_entry("request_rate", f"{size} request/s")
        return stated
    if kind == "throughput":
        return {"arrival": "burst"}
    streams = "1" if kind == "synchronous" else size
    entry = {"concurrency": condition_entry("concurrency", streams)} if streams else {}
    return {"arrival": "closed", **entry}


# How a metric is called in a sentence.
_WORDS = {
    "ttft": "TTFT", "tpot": "TPOT", "itl": "ITL", "e2e_latency": "end to end latency",
    "per_stream_tps": "per user", "aggregate_tps": "aggregate output", "prefill_rate": "prefill",
    "processed_tps": "total processed", "tps_per_gpu": "output per GPU", "requests_per_second": "",
}  # fmt: skip


def _is_figure(text: str) -> bool:
    """Whether a cell begins with a number or with money."""
    return re.match(r"\s*[~≈<>≤≥]?\s*[$€£¥]?\s*[0-9]", text) is not None


def _with_unit(text: str, unit: str) -> str | None:
    """A cell as it is said, with the unit of its head where it has none of its own; None where it
    is no figure.
    """
    if not re.search(r"[0-9]", text):
        return None
    if unit.startswith("$") and not re.search(r"/|per", text):
        return (
            f"${text.strip(_COIN + ' ')}{unit[1:]}"
            if text[:1] not in "€£¥"
            else f"{text}{unit[1:]}"
        )
    if (
        not unit
        or unit == "per s"
        or re.search(r"[a-zA-Z%$]", text.replace("k", "").replace("K", ""))
    ):
        return text
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}"
