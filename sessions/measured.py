"""Measured rows of serving stacks, and the chain at each of them.

A row says model, accelerator, precision, parallelism, lengths and batch, and what was measured
there: TTFT and TPOT. Columns are those of public collections of such rows (`silicon_ttft_ms`,
`tp_size`, `isl` and so on); what a row cannot be asked for is counted as not answered.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from formulas.book import BOOK
from sessions.catalogue import UnknownItem, find
from sessions.resolve import Resolved, resolve
from sessions.session import Entry, Session, SetUp

# What nobody states of a row: engines' working memory on each GPU, as `docs` tell of their pools.
RUNTIME = "3 GB/GPU"
LARGEST_REPLICA = 16
_TIERS = {"fp8": ("fp8", "fp8"), "fp4": ("nvfp4", "fp8"), "bf16": ("bf16", "bf16")}
_OWN_FP8 = ("deepseek", "fp8")
_FORM = re.compile(r"[_-](sxm\d?|pcie|nvl|oam|server|hbm\d\w?)$")


class Row(NamedTuple):
    """One measured point.

    Attributes:
        gpus: of the replica; of a disaggregated row, of the pool that decodes.
        concurrency: requests in flight over the replica.
        ttft, tpot: in seconds; None where it was not measured.
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
    gpus: int
    tensor_parallel: int
    pipeline_parallel: int
    attention_data_parallel: int
    expert_parallel: int
    concurrency: int
    ttft: float | None
    tpot: float | None

    @property
    def group(self) -> str:
        """Where it is reported: `small` for aggregated rows on up to 16 GPUs, `large`, `disagg`."""
        if self.mode == "disagg":
            return "disagg"
        return "small" if self.gpus <= LARGEST_REPLICA else "large"


def read_rows(path: str) -> list[Row]:
    """All rows of a file. Raises BadDocument, ValueError for a column that is not there."""
    from sessions.reader import decoded, read_bytes

    text = decoded(read_bytes(path, 256 * 2**20, "a table of measured rows"), path)
    rows = csv.DictReader(text.splitlines())
    needed = ("model_path", "system", "isl", "osl", "silicon_tpot_ms")
    missing = [name for name in needed if name not in (rows.fieldnames or ())]
    if missing:
        raise ValueError(f"{path}, line 1: no column {', '.join(missing)}")
    return [_row(row, at + 2) for at, row in enumerate(rows)]


def _row(row: Mapping[str, str], line: int) -> Row:
    pool = "decode_" if row.get("mode") == "disagg" else ""
    tp, pp, dp, ep = [
        _count(row.get(f"{pool}{name}"))
        for name in ("tp_size", "pp_size", "attention_dp_size", "moe_ep_size")
    ]
    batch = _count(row.get(f"{pool}batch_size")) * dp
    return Row(
        id=row.get("id", ""),
        line=line,
        model=row["model_path"],
        system=row["system"],
        engine=row.get("backend", ""),
        mode=row.get("mode") or "agg",
        precision=_precision(row),
        input_tokens=_count(row["isl"]),
        output_tokens=_count(row["osl"]),
        gpus=tp * pp * dp,
        tensor_parallel=tp,
        pipeline_parallel=pp,
        attention_data_parallel=dp,
        expert_parallel=ep,
        concurrency=batch,
        ttft=_seconds(row.get("silicon_ttft_ms")),
        tpot=_seconds(row.get("silicon_tpot_ms")),
    )


def _count(text: str | None) -> int:
    """A count; empty or zero is one."""
    try:
        number = float(text or "")
    except ValueError:
        return 1
    return round(number) if math.isfinite(number) and number >= 1 else 1


def _seconds(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number / 1000 if math.isfinite(number) and number > 0 else None


def _precision(row: Mapping[str, str]) -> str:
    said = row.get("precision", "").strip().lower()
    if said:
        return said
    name = row["model_path"].lower()
    return "fp8" if any(word in name for word in _OWN_FP8) else "bf16"


class Asked(NamedTuple):
    """A row as the chain was asked for it, or why it could not be."""

    row: Row
    resolved: Resolved | None
    reason: str = ""


class Asker:
    """Makes set-ups of rows; what rows share is looked up once."""

    def __init__(self, assumptions: str = "calibrated") -> None:
        self.assumptions = assumptions
        self._found: dict[tuple[str, str], str] = {}

    def ask(self, row: Row) -> Asked:
        """The chain of a row."""
        try:
            model = self._named("models", row.model)
            hardware = self._named("hardware", row.system)
        except UnknownItem as unknown:
            return Asked(row, None, str(unknown).partition(";")[0])
        if row.precision not in _TIERS:
            return Asked(row, None, f"{row.precision!r} is not a precision that napkin knows")
        weights, kv = _TIERS[row.precision]
        setup = SetUp(
            "row",
            model,
            hardware,
            weights=weights,
            kv=kv,
            assumptions=self.assumptions,
            engine=row.engine,
        )
        changes = {id: Entry(text, BOOK.variables[id].read(text).value) for id, text in _said(row)}
        return Asked(row, resolve(Session(setups=(setup,)), setup, changes))

    def _named(self, on: str, said: str) -> str:
        key = (on, said)
        if key not in self._found:
            self._found[key] = _found(on, said)
        return self._found[key]


def _found(on: str, said: str) -> str:
    """The name of an item as a row says it: with a path, or with the form of a card."""
    tries = [said, said.rpartition("/")[2]]
    if on == "hardware":
        tries += [_FORM.sub("", said.lower()), said.lower().partition("_")[0]]
    for each in tries[:-1]:
        try:
            return find(on, each).name  # type: ignore[arg-type]
        except UnknownItem:
            continue
    return find(on, tries[-1]).name  # type: ignore[arg-type]


def _said(row: Row) -> Iterable[tuple[str, str]]:
    yield "gpus_per_replica", f"{row.gpus} GPU"
    yield "concurrency", f"{row.concurrency} request"
    yield "context_tokens", f"{row.input_tokens + row.output_tokens / 2} token/request"
    yield "fresh_tokens", f"{row.input_tokens} token/request"
    yield "fresh_tokens_p50", f"{row.input_tokens} token/request"
    yield "cached_tokens", "0 token/request"
    yield "output_tokens", f"{row.output_tokens} token/request"
    yield "pipeline_parallel", str(row.pipeline_parallel)
    yield "attention_data_parallel", str(row.attention_data_parallel)
    yield "activation_bytes", "0 GB"
    yield "runtime_bytes_per_gpu", RUNTIME
