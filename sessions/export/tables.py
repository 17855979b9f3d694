"""Tables as files: a grid as CSV or Parquet, by the end of its name, and measured rows as CSV."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import math
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING

from sessions.files.problems import whole_file
from sessions.files.write import write
from sessions.measured.accuracy import Accuracy, Held, accuracy
from sessions.measured.asking import Asker
from sessions.measured.rows import METRIC_IDS, Row, each_row

if TYPE_CHECKING:
    from sessions.answers.sweep import Table  # NumPy: 65 ms, which rows do without

_CHUNK = 10_000  # rows that are text at once
_OF_METRIC = ("napkin_ms", "measured_ms", "ratio", "flag")
FIELDS = (
    "line", "id", "model", "system", "engine", "group", "batch_stated",
    *[f"{metric}_{field}" for metric in METRIC_IDS for field in _OF_METRIC],
    "reason",
)  # fmt: skip


# --- a grid


class NoSuchFile(Exception):
    """No file of such a name can be written; the text says what was expected."""


def form_of(out: str) -> Callable[[Table], bytes]:
    """How a file of this name is made. Raises NoSuchFile."""
    kind = out.rpartition(".")[2].lower() if "." in out else ""
    if kind == "csv":
        return _csv
    if kind != "parquet":
        raise NoSuchFile("expected a name that ends in .csv or .parquet")
    if find_spec("pyarrow") is None:
        raise NoSuchFile(
            "Parquet needs pyarrow, which is not installed; install 'napkin-workbench[parquet]',"
            " or write a .csv"
        )
    return _parquet


def save(out: str, table: Table) -> None:
    """Write a grid to a file. Raises NoSuchFile, NotSaved."""
    write(out, form_of(out)(table))


def _csv(table: Table) -> bytes:
    text = [",".join([f'"{head}"' if "," in head else head for head in table.heads]) + "\n"]
    for start in range(0, len(table.cells[0]), _CHUNK):
        part = [column[start : start + _CHUNK].tolist() for column in table.cells]
        told = [[f"{x:.15g}" if math.isfinite(x) else "" for x in column] for column in part]
        text.append("\n".join(itertools.starmap(_joined, zip(*told, strict=True))) + "\n")
    return "".join(text).encode()


def _joined(*cells: str) -> str:
    return ",".join(cells)


def _parquet(table: Table) -> bytes:
    import pyarrow  # an extra, and 150 ms
    import pyarrow.parquet

    held = pyarrow.table(
        {
            head: pyarrow.array(column, from_pandas=True)  # nan is no value
            for head, column in zip(table.heads, table.cells, strict=True)
        }
    )
    file = io.BytesIO()
    pyarrow.parquet.write_table(held, file)
    return file.getvalue()


# --- measured rows


def counted(path: str, out: str | None) -> Accuracy:
    """Hold the rows of a table against the napkin and, with `out`, write a line for each. Raises
    BadDocument; then the file is as it was.
    """
    if out is None:
        return accuracy(each_row(path), Asker())
    if not out.lower().endswith(".csv") and (os.path.isfile(out) or not os.path.exists(out)):
        raise whole_file(out, "its name does not end in .csv", fix="name it FILE.csv")
    if os.path.exists(out) and os.path.exists(path) and os.path.samefile(out, path):
        raise whole_file(out, "that is the table itself", fix="name another file")
    rows = each_row(path)
    first = next(rows)  # a table that is refused leaves the file as it was
    try:
        with _replacing(out) as file:
            return accuracy(itertools.chain((first,), rows), Asker(), _writer(file))
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise whole_file(out, f"it cannot be written: {reason}") from None


@contextlib.contextmanager
def _replacing(path: str) -> Iterator[IO[str]]:
    """A file that takes the place of another once it is whole: a table that breaks off half way
    leaves the other as it was. What is no regular file, such as /dev/stdout, is written to.
    """
    target = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "w", encoding="utf-8", newline="") as file:
            yield file
        return
    descriptor, part = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".napkin-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        os.umask(mask := os.umask(0o77))
        os.chmod(part, os.stat(target).st_mode if os.path.exists(target) else 0o666 & ~mask)
        os.replace(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def _writer(file: IO[str]) -> Callable[[Row, Sequence[Held]], None]:
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(FIELDS)

    def write(row: Row, metrics: Sequence[Held]) -> None:
        said = (row.id, row.model, row.system, row.engine)
        stated = "yes" if row.pool.batch_stated else "no"
        by_metric = {each.metric: each for each in metrics}
        cells = [
            cell
            for metric in METRIC_IDS
            for cell in (_cells(by_metric[metric]) if metric in by_metric else [""] * 4)
        ]
        reasons = dict.fromkeys([each.answer.reason for each in metrics if each.answer.reason])
        reason = _plain("; ".join(reasons))
        lines.writerow((row.line, *map(_plain, said), row.group, stated, *cells, reason))

    return write


def _cells(held: Held) -> list[str]:
    napkin, measured = held.answer.napkin, held.row.time(held.metric)
    return [
        "" if napkin is None else f"{napkin * 1000:.6g}",
        "" if math.isnan(measured) else f"{measured * 1000:.6g}",
        "" if held.ratio is None else f"{held.ratio:.6g}",
        held.flag,
    ]


def _plain(text: str) -> str:
    """Outside text in a cell: a spreadsheet takes what begins so for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
