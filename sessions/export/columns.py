"""A grid as a file: CSV or Parquet, as its name ends."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Callable
from importlib.util import find_spec

from sessions.answers.sweep import Table
from sessions.files.write import write

_CHUNK = 10_000  # rows that are text at once


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
