"""Measured rows of serving stacks, from a table of them.

A row says model, accelerator, precision, parallelism, lengths and batch, and what was measured
there: TTFT and TPOT. Columns are those of public collections of such rows (`silicon_ttft_ms`,
`tp_size`, `isl` and so on). A row that cannot be asked for says why; none is dropped.
"""

from __future__ import annotations

import csv
import math
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Literal, NamedTuple

from sessions.files.names import nearest
from sessions.files.problems import BadDocument, Problem, whole_file
from sessions.files.read import decoded, read_bytes

Group = Literal["small", "large", "disagg"]
MetricId = Literal["tpot", "ttft"]
METRIC_IDS: tuple[MetricId, ...] = ("tpot", "ttft")
COLUMNS: dict[MetricId, str] = {"tpot": "silicon_tpot_ms", "ttft": "silicon_ttft_ms"}
LARGEST_REPLICA = 16
MODES = ("agg", "disagg")
_LARGEST = 1e15  # of a count or a time: what is above is no measurement
_LONGEST_LINE = 2**20
_WHAT = "a table of measured rows: CSV with a header"


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
        if not 0 <= number <= _LARGEST:
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
        return number / 1000 if 0 < number <= _LARGEST else f"{column}: {text[:40]!r} is not a time"


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


# --- the file, read line by line: a million rows take no more memory than one


class Record(NamedTuple):
    """The cells of a row by column, the line on which it begins, and what is wrong with it."""

    line: int
    cells: Mapping[str, str]
    reason: str = ""


def records(path: str, needed: Sequence[str], one_of: Sequence[str]) -> Iterator[Record]:
    """The rows of a CSV file below its header.

    Args:
        needed: columns that must be there.
        one_of: columns of which at least one must be there.

    Raises BadDocument, also while it is read.
    """
    with _opened(path) as file:
        lines = _Lines(path, file)
        reader = csv.reader(lines, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            _check(path, header, lines.last, needed, one_of)
            begun, width, empty = reader.line_num, len(header), True
            for cells in reader:
                line, begun = begun + 1, reader.line_num
                if begun > line:  # a quote that is never closed swallows the rows after it
                    reason = f"a quoted text that goes on to line {begun}"
                    raise _at(
                        path, line, lines.last, reason, "one line to a row", "close the quote"
                    )
                if not cells:
                    continue
                empty = False
                reason = f"{len(cells)} cells under {width} columns" if len(cells) != width else ""
                yield Record(line, dict(zip(header, cells, strict=False)), reason)
        except csv.Error as error:
            raise _at(path, reader.line_num or 1, lines.last, str(error), "CSV") from None
    if empty:
        raise whole_file(path, "there is no row below the header", _WHAT)


def _opened(path: str) -> IO[bytes]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        read_bytes(path, 0, _WHAT)  # says why it cannot be read
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        read_bytes(path, 0, _WHAT)  # says what it is
    return os.fdopen(descriptor, "rb")


class _Lines:
    """The lines of a file as text; `last` is the one that was read last."""

    def __init__(self, path: str, file: IO[bytes]) -> None:
        self.path, self.file, self.number, self.last = path, file, 0, ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        data = self.file.readline(_LONGEST_LINE)
        if not data:
            raise StopIteration
        self.number += 1
        try:
            self.last = decoded(data, self.path)
        except BadDocument as bad:
            here = bad.problems[0]._replace(line=self.number, fix="save it as UTF-8", width=1)
            raise BadDocument([here]) from None
        if len(data) == _LONGEST_LINE and not data.endswith(b"\n"):
            reason = f"a line of more than {_LONGEST_LINE:,} bytes"
            raise _at(self.path, self.number, self.last, reason, _WHAT)
        return self.last


def _check(
    path: str, header: list[str], source: str, needed: Sequence[str], one_of: Sequence[str]
) -> None:
    if not header:
        raise whole_file(path, "it is empty", _WHAT)
    missing = [name for name in needed if name not in header]
    if not any(name in header for name in one_of):
        missing.append(" or ".join(one_of))
    problems = []
    others = [each for each in header if each not in needed]
    for name in missing:
        like = nearest(name.partition(" or ")[0], others)
        fix = f"rename {like!r}" if like else f"add it; a row names {', '.join(needed)}"
        problems.append(_problem(path, 1, source, f"no column {name}", name, fix, name))
    twice = sorted({name for name in header if name and header.count(name) > 1})
    problems += [
        _problem(
            path, 1, source, f"the column {name} is there twice", "each once", "drop one", name
        )
        for name in twice
    ]
    if problems:
        raise BadDocument(problems)


def _at(
    path: str, line: int, source: str, reason: str, expected: str, fix: str = ""
) -> BadDocument:
    return BadDocument([_problem(path, line, source, reason, expected, fix)])


def _problem(
    path: str, line: int, source: str, reason: str, expected: str, fix: str, key: str = ""
) -> Problem:
    """What is wrong with a line, or with a column of the header; `key` is its name."""
    source = source.rstrip("\r\n")
    place = source.find(key) if key else -1
    column, width = (place + 1, len(key)) if place >= 0 else (1, 1)
    return Problem(path, line, column, key, source[:60], expected, fix, reason, width, source)
