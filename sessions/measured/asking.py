"""The chain at each measured row.

What the columns of a disaggregated row mean: the pool that decodes prefills nothing, so no prompt
takes part of its passes; a first token comes from the pool that prefills, and waits for no room
there. Each pool is one worker's. A row that states no batch is held at one request in flight.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from formulas.book import BOOK
from formulas.quantity import Refused
from sessions.catalogue.catalogue import find
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import ENGINES, Entry, Session, SetUp
from sessions.measured.names import hardware_named, model_named, precision_named
from sessions.measured.rows import MetricId, Row
from sessions.setups.resolve import Resolved, resolve

# What nobody states of a row: engines' working memory on each GPU, as `docs` tell of their pools.
RUNTIME = "3 GB/GPU"


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
