"""What the napkin says of each measured row, as a CSV file."""

from __future__ import annotations

import contextlib
import csv
import math
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import IO

from sessions.files.problems import whole_file
from sessions.measured.accuracy import Accuracy, Held, accuracy
from sessions.measured.rows import METRIC_IDS, Asker, Row, each_row

_OF_METRIC = ("napkin_ms", "measured_ms", "ratio", "flag")
FIELDS = (
    "line", "id", "model", "system", "engine", "group", "batch_stated",
    *[f"{metric}_{field}" for metric in METRIC_IDS for field in _OF_METRIC],
    "reason",
)  # fmt: skip


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
            return accuracy(chain((first,), rows), Asker(), _writer(file))
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
