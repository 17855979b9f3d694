"""Measured rows of serving stacks, and the chain at each of them.

A row says model, accelerator, precision, parallelism, lengths and batch, and what was measured
there: TTFT and TPOT. Columns are those of public collections of such rows (`silicon_ttft_ms`,
`tp_size`, `isl` and so on). A row that cannot be asked for says why; none is dropped.

What the columns of a disaggregated row mean: the pool that decodes prefills nothing, so no prompt
takes part of its passes; a first token comes from the pool that prefills, and waits for no room
there. Each pool is one worker's. A row that states no batch is held at one request in flight.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from formulas.book import BOOK
from formulas.quantity import Refused
from sessions.catalogue.catalogue import find
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import ENGINES, Entry, Session, SetUp
from sessions.measured.names import hardware_named, model_named, precision_named
from sessions.measured.table import records
from sessions.setups.resolve import Resolved, resolve

Group = Literal["small", "large", "disagg"]
MetricId = Literal["tpot", "ttft"]
METRIC_IDS: tuple[MetricId, ...] = ("tpot", "ttft")
COLUMNS: dict[MetricId, str] = {"tpot": "silicon_tpot_ms", "ttft": "silicon_ttft_ms"}
# What nobody states of a row: engines' working memory on each GPU, as `docs` tell of their pools.
RUNTIME = "3 GB/GPU"
LARGEST_REPLICA = 16
MODES = ("agg", "disagg")
_LONGEST = 1e15  # of a count or a time: what is above is no measurement


class Pool(NamedTuple):
    """GPUs that work together, and the requests that they work on.

    Attributes:
        concurrency: requests in flight over the pool; one where no batch is stated.
        batch_stated: whether it is.
    """

    gpus: int = 1
    tensor_parallel: int = 1
    pipeline_parallel: int = 1
    attention_data_parallel: int = 1
    expert_parallel: int = 1
    concurrency: int = 1
    batch_stated: bool = False


class Row(NamedTuple):
    """One measured point.

    Attributes:
        pool: the replica; of a disaggregated row, a worker of the pool that decodes.
        prefill: of a disaggregated row, a worker of the pool that prefills.
        measured: by metric, in seconds; a text says what is wrong with it.
        reason: why it cannot be asked for at all.
    """

    id: str
    line: int
    model: str
    system: str
    engine: str
    mode: str
    precision: str
    input_tokens: int
    output_tokens: int
    pool: Pool
    prefill: Pool | None
    measured: Mapping[MetricId, float | str]
    reason: str = ""

    @property
    def group(self) -> Group:
        """Where it is reported: `small` for aggregated rows on up to 16 GPUs, `large`, `disagg`."""
        if self.mode == "disagg":
            return "disagg"
        return "small" if self.pool.gpus <= LARGEST_REPLICA else "large"

    def time(self, metric: MetricId) -> float:
        """What was measured, in seconds; nan where nothing was."""
        found = self.measured.get(metric, math.nan)
        return math.nan if isinstance(found, str) else found


def read_rows(path: str) -> list[Row]:
    """All rows of a file. Raises BadDocument."""
    return list(each_row(path))


def each_row(path: str) -> Iterator[Row]:
    """The rows of a file, one after the other. Raises BadDocument."""
    needed = ("model_path", "system", "isl", "osl")
    for record in records(path, needed, tuple(COLUMNS.values())):
        yield _row(record.cells, record.line, record.reason)


class _Cells:
    """The cells of a row, and the first of them that makes no sense."""

    def __init__(self, cells: Mapping[str, str], reason: str) -> None:
        self.cells, self.reason = cells, reason

    def text(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    def number(self, name: str, empty: str = "1") -> float:
        """A number that is not negative; a cell that is empty or no number counts as `empty`."""
        text = self.text(name) or empty
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not 0 <= number <= _LONGEST:
            self.reason = self.reason or f"{name}: {text[:40]!r} is not a count"
            return 1
        return number

    def size(self, name: str) -> int:
        """A size of a replica, or a batch; empty or zero is one."""
        number = self.number(name)
        if number % 1:
            self.reason = self.reason or f"{name}: {self.text(name)[:40]!r} is not a whole number"
        return max(1, round(number))

    def tokens(self, name: str) -> int:
        number = self.number(name, empty="0")
        if number < 1:
            self.reason = self.reason or f"{name}: {self.text(name)[:40]!r} is not a count"
        return max(1, round(number))

    def pool(self, prefix: str = "") -> Pool:
        tp, pp, dp, ep = [
            self.size(prefix + name)
            for name in ("tp_size", "pp_size", "attention_dp_size", "moe_ep_size")
        ]
        batch = f"{prefix}batch_size"
        stated = self.text(batch) not in ("", "0")
        return Pool(tp * pp * dp, tp, pp, dp, ep, self.size(batch) * dp, stated)

    def measured(self) -> dict[MetricId, float | str]:
        return {metric: self._time(column) for metric, column in COLUMNS.items()
                if column in self.cells}  # fmt: skip

    def _time(self, column: str) -> float | str:
        text = self.text(column)
        if not text:
            return "nothing was measured"
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        return number / 1000 if 0 < number <= _LONGEST else f"{column}: {text[:40]!r} is not a time"


def _row(values: Mapping[str, str], line: int, reason: str) -> Row:
    cells = _Cells(values, reason)
    mode = cells.text("mode").lower() or "agg"
    if mode not in MODES:
        cells.reason = cells.reason or f"mode: {mode[:40]!r} is neither agg nor disagg"
    split = mode == "disagg"
    return Row(
        id=cells.text("id"),
        line=line,
        model=cells.text("model_path"),
        system=cells.text("system"),
        engine=cells.text("backend").lower(),
        mode=mode,
        precision=cells.text("precision").lower(),
        input_tokens=cells.tokens("isl"),
        output_tokens=cells.tokens("osl"),
        pool=cells.pool("decode_" if split else ""),
        prefill=cells.pool("prefill_") if split else None,
        measured=cells.measured(),
        reason=cells.reason,
    )


class Asked(NamedTuple):
    """A row as the chain was asked for one of its metrics, or why it could not be."""

    row: Row
    resolved: Resolved | None
    reason: str = ""


class Answer(NamedTuple):
    """What the napkin says of a row's metric, in seconds, or why it says nothing."""

    napkin: float | None
    reason: str = ""


class Asker:
    """Makes set-ups of rows.

    Args:
        constants: what a row's set-up enters in place of the set's own constants, such as those
            that were fitted without it.
    """

    def __init__(
        self,
        assumptions: str = "calibrated",
        constants: Callable[[Row, SetUp], Mapping[str, Entry]] | None = None,
    ) -> None:
        self.assumptions, self.constants = assumptions, constants

    def ask(self, row: Row, metric: MetricId = "tpot") -> Asked:
        """The chain of a row. Of aggregated ones it is the same for every metric."""
        made = self.setup(row)
        if isinstance(made, str):
            return Asked(row, None, made)
        try:
            changes = entries(row, metric)
            changes |= computed_at(row)
            return Asked(row, resolve(Session(setups=(made,)), made, changes))
        except Refused as refused:
            return Asked(row, None, str(refused).partition("\n")[0])

    def answers(self, row: Row) -> dict[MetricId, Answer]:
        """What the napkin says of each metric that the table has."""
        found: dict[MetricId, Answer] = {}
        asked: Asked | None = None
        for metric, measured in row.measured.items():
            if isinstance(measured, str):
                found[metric] = Answer(None, row.reason or measured)
                continue
            if asked is None or row.prefill is not None:
                asked = self.ask(row, metric)
                results = asked.resolved.evaluate() if asked.resolved else None
            if results is None:
                found[metric] = Answer(None, asked.reason)
                continue
            napkin = results.get(metric, "napkin")
            if napkin is None or not 0 < napkin < math.inf:
                found[metric] = Answer(None, results.why_missing(metric, "napkin"))
            else:
                found[metric] = Answer(napkin)
        return found

    def setup(self, row: Row) -> SetUp | str:
        """The set-up of a row, or why there is none."""
        if row.reason:
            return row.reason
        precision = precision_named(row.precision, row.model)
        if precision is None:
            return f"{row.precision[:40]!r} is not a precision that napkin knows"
        try:
            model, hardware = model_named(row.model), hardware_named(row.system)
        except UnknownItem as unknown:
            return str(unknown).partition(";")[0].partition("\n")[0]
        engine = row.engine.replace("-", "").replace("tensorrtllm", "trtllm")
        made = SetUp(
            "row",
            model,
            hardware,
            weights=precision.weights,
            kv=precision.kv,
            assumptions=self.assumptions,
            engine=engine if engine in ENGINES else "",
        )
        return made._replace(entries=self.constants(row, made)) if self.constants else made


def entries(row: Row, metric: MetricId = "tpot") -> dict[str, Entry]:
    """What a row states, by variable. Raises Refused for what is out of range."""
    return {id: Entry(text, BOOK.variables[id].read(text).value) for id, text in _said(row, metric)}


def computed_at(row: Row) -> dict[str, Entry]:
    """The compute of weights that are not computed at their own precision; mostly nothing."""
    precision = precision_named(row.precision, row.model)
    if precision is None or not precision.compute:
        return {}
    peaks = find("hardware", hardware_named(row.system)).peaks
    peak = peaks.get(precision.compute) or peaks.get("bf16")
    return {} if peak is None else {"gpu_flops": peak}


def _said(row: Row, metric: MetricId) -> Iterable[tuple[str, str]]:
    pool = row.prefill if row.prefill is not None and metric == "ttft" else row.pool
    yield "gpus_per_replica", f"{pool.gpus} GPU"
    yield "concurrency", f"{pool.concurrency} request"
    yield "context_tokens", f"{row.input_tokens + row.output_tokens / 2} token/request"
    yield "fresh_tokens", f"{row.input_tokens} token/request"
    yield "fresh_tokens_p50", f"{row.input_tokens} token/request"
    yield "cached_tokens", "0 token/request"
    yield "output_tokens", f"{row.output_tokens} token/request"
    yield "pipeline_parallel", str(pool.pipeline_parallel)
    yield "attention_data_parallel", str(pool.attention_data_parallel)
    yield "activation_bytes", "0 GB"
    yield "runtime_bytes_per_gpu", RUNTIME
    if row.prefill is not None:
        # Nobody else's prompt is in a pass, and no answer is waited for.
        yield ("room_wait", "0 s") if metric == "ttft" else ("prefill_share_time", "0 ms")
