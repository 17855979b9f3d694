"""`napkin sweep`: results over a grid of inputs, all points at once."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from formulas.book import BOOK
from formulas.declare import BASES, Basis, Variable
from formulas.quantity import Refused
from sessions.files.safe_text import visible
from workbench.commands.explain import (
    Answer,
    BadInput,
    evaluated,
    quantity,
    say_middles,
    set_values,
    variable_named,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formulas.chain import Given

    Array = NDArray[np.float64]

MOST = 2_000_000  # points of a grid: each column of them takes 16 MB, and more as text
MOST_PRINTED = 100_000  # in JSON; a file holds the rest
_ROWS = 60  # of the table that people read
_STEPS = 11  # unless said
_EACH = 101  # whole numbers that are taken one by one
_EXAMPLE = "for example --vary concurrency=1:64 or --vary context_tokens=8K:128K:5:log"
_CHUNK = 10_000


class Axis(NamedTuple):
    """One input and the values that it takes, in base units."""

    variable: Variable
    values: tuple[float, ...]


class Table(NamedTuple):
    """A grid: the varied inputs and then the results, each a column in its variable's own unit."""

    columns: tuple[Variable, ...]
    cells: tuple[Array, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above each column: the id, and the unit where it has one."""
        return tuple([f"{v.id} [{v.unit.text}]" if v.unit.text else v.id for v in self.columns])


def run(
    vary: tuple[str, ...],
    shown: tuple[str, ...],
    path: str | None,
    parts: Mapping[str, str],
    sets: tuple[str, ...],
    basis: str | None,
    *,
    out: str,
    as_json: bool,
) -> int:
    """Print the grid, or write it. Returns the exit status.

    Raises: BadInput, Refused, and what reading a session raises.
    """
    axes = _axes(vary)
    wanted = _wanted(shown)
    on: Basis = next((each for each in BASES if each == basis), "napkin")
    write = _writer(out) if out else None
    points = math.prod([len(axis.values) for axis in axes])
    if as_json and write is None and points > MOST_PRINTED:
        raise BadInput(
            f"--json: {points:,} points are too many to print; write them: --out FILE.csv"
        )
    entered = set_values(sets)
    say_middles(entered)
    resolved, answer = evaluated(path, parts, entered)
    given = resolved.given.changed({axis.variable.id: axis.values[0] for axis in axes})
    table = _swept(given, axes, wanted, on)
    answer |= {"basis": on, "points": points}
    if write is not None:
        write(out, table)
        answer["out"] = out
    elif as_json:
        answer["rows"] = list(_rows(table))
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    elif write is not None:
        print(visible(f"{points:,} points of {len(table.columns)} columns in {out}"))
    else:
        head = (
            f"{answer['session']} · set-up {answer['setup']} · assumptions {answer['assumptions']}"
        )
        print("\n".join([visible(line).rstrip() for line in [f"{head} · {on}", "", *_text(table)]]))
    return 0


# --- what was asked -----------------------------------------------------------------------------


def _axes(vary: tuple[str, ...]) -> tuple[Axis, ...]:
    axes = tuple([_axis(text) for text in vary])
    ids = [axis.variable.id for axis in axes]
    if len(set(ids)) < len(ids):
        twice = next(id for id in ids if ids.count(id) > 1)
        raise BadInput(f"--vary {twice}: varied twice; say it once")
    points = math.prod([len(axis.values) for axis in axes])
    if points > MOST:
        raise BadInput(f"--vary: {points:,} points; at most {MOST:,}: take fewer steps")
    return axes


def _axis(text: str) -> Axis:
    """`ID=LO:HI[:N][:log]` as a variable and its values."""
    id, equals, said = text.partition("=")
    words = [word.strip() for word in said.split(":")]
    by_factor = len(words) > 2 and words[-1].lower() == "log"
    words = words[:-1] if by_factor else words
    if not equals or len(words) not in (2, 3):
        raise BadInput(f"--vary {text}: expected ID=LO:HI[:N][:log], {_EXAMPLE}")
    variable = variable_named(id.strip(), f"--vary {text}")
    try:
        low, high = (variable.read(word).value for word in words[:2])
    except Refused as refused:
        raise BadInput(f"--vary {variable.id}: saw {refused.seen!r}: {refused}") from refused
    steps = _steps(variable, words[2], text) if len(words) == 3 else 0
    if low > high:
        raise BadInput(f"--vary {text}: from high to low; write the lower end first")
    if by_factor and low <= 0:
        raise BadInput(f"--vary {text}: log needs a range above zero")
    return Axis(variable, _values(variable, low, high, steps, by_factor))


def _steps(variable: Variable, word: str, text: str) -> int:
    # isdecimal and isascii: int() would take signs of other scripts.
    if not (word.isascii() and word.isdecimal() and len(word) < 9 and int(word) > 0):
        raise BadInput(
            f"--vary {text}: saw {word!r}: expected a number of steps, such as 11, or log"
        )
    if int(word) > MOST:
        raise BadInput(f"--vary {variable.id}: {int(word):,} points; at most {MOST:,}")
    return int(word)


def _values(
    variable: Variable, low: float, high: float, steps: int, by_factor: bool
) -> tuple[float, ...]:
    unit = variable.unit.factor
    if not steps:
        span = (high - low) / unit
        each = variable.whole and not by_factor and span == round(span) < _EACH
        steps = round(span) + 1 if each else _STEPS
    if steps == 1 or low == high:
        return (low,)
    share = [i / (steps - 1) for i in range(steps)]
    if by_factor:
        values = [low * (high / low) ** part for part in share]
    else:
        values = [low + (high - low) * part for part in share]
    values[-1] = high
    if variable.whole:  # a count in fractions would be a mean, and nobody means that here
        values = [round(x / unit) * unit if low < x < high else x for x in values]
    return tuple(dict.fromkeys(values))


def _wanted(shown: tuple[str, ...]) -> tuple[Variable, ...]:
    ids = [id.strip() for text in shown for id in text.split(",")]
    wanted = dict.fromkeys([variable_named(id, "--show").id for id in ids if id])
    if not wanted:
        raise BadInput("--show: expected ids with commas between them, such as ttft,per_stream_tps")
    return tuple([BOOK.variables[id] for id in wanted])


# --- the grid -----------------------------------------------------------------------------------


def _swept(given: Given, axes: tuple[Axis, ...], wanted: tuple[Variable, ...], on: Basis) -> Table:
    import numpy as np

    from formulas.columns import sweep
    from formulas.compiled import evaluate

    grids = np.meshgrid(*[np.array(axis.values) for axis in axes], indexing="ij")
    varied = {axis.variable.id: grid.ravel() for axis, grid in zip(axes, grids, strict=True)}
    found = sweep(given, varied, [(variable.id, on) for variable in wanted])
    missing = [v for v in wanted if (v.id, on) not in found]
    if missing:
        results = evaluate(given)
        why = "; ".join([f"{v.id} has no value: {results.why_missing(v.id, on)}" for v in missing])
        raise BadInput(f"--show: {why}")
    columns = [(axis.variable, varied[axis.variable.id]) for axis in axes]
    columns += [(v, found[v.id, on]) for v in wanted if v.id not in varied]
    return Table(
        tuple([variable for variable, _ in columns]),
        tuple([column / variable.unit.factor for variable, column in columns]),
    )


def _rows(table: Table) -> Iterator[Answer]:
    """Row by row as JSON has it; what has no value has no key."""
    lists = [column.tolist() for column in table.cells]
    for row in zip(*lists, strict=True):
        yield {
            v.id: quantity(v, number * v.unit.factor)
            for v, number in zip(table.columns, row, strict=True)
            if math.isfinite(number)
        }


def _text(table: Table) -> list[str]:
    """The table that people read: its first rows, and how many more there are."""
    points = len(table.cells[0])
    kept = [column[:_ROWS].tolist() for column in table.cells]
    rows = [
        [
            v.show(number * v.unit.factor) if math.isfinite(number) else "-"
            for v, number in zip(table.columns, row, strict=True)
        ]
        for row in zip(*kept, strict=True)
    ]
    heads = [v.id for v in table.columns]
    wide = [max([len(head), *[len(row[at]) for row in rows]]) for at, head in enumerate(heads)]
    lines = [
        "  ".join([cell.rjust(w) for cell, w in zip(r, wide, strict=True)]) for r in [heads, *rows]
    ]
    if points > _ROWS:
        lines += ["", f"{points - _ROWS:,} more rows; --out FILE.csv has all of them"]
    return lines


# --- files --------------------------------------------------------------------------------------


def _writer(out: str) -> Callable[[str, Table], None]:
    """How a file of this name is written. Raises BadInput for another kind."""
    kind = out.rpartition(".")[2].lower() if "." in out else ""
    if kind == "csv":
        return _write_csv
    if kind != "parquet":
        raise BadInput(f"--out {out}: expected a name that ends in .csv or .parquet")
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise BadInput(
            f"--out {out}: Parquet needs pyarrow, which is not installed; install"
            " 'napkin-workbench[parquet]', or write a .csv"
        )
    return _write_parquet


def _write_csv(out: str, table: Table) -> None:
    text = [",".join([_cell(head) for head in table.heads]) + "\n"]
    for start in range(0, len(table.cells[0]), _CHUNK):
        part = [column[start : start + _CHUNK].tolist() for column in table.cells]
        told = [[f"{x:.15g}" if math.isfinite(x) else "" for x in column] for column in part]
        text.append("\n".join(itertools.starmap(_joined, zip(*told, strict=True))) + "\n")
    _write(out, "".join(text).encode())


def _joined(*cells: str) -> str:
    return ",".join(cells)


def _cell(head: str) -> str:
    return f'"{head}"' if "," in head else head


def _write_parquet(out: str, table: Table) -> None:
    import io

    import pyarrow
    import pyarrow.parquet

    held = pyarrow.table(
        {
            head: pyarrow.array(column, from_pandas=True)  # nan is no value
            for head, column in zip(table.heads, table.cells, strict=True)
        }
    )
    file = io.BytesIO()
    pyarrow.parquet.write_table(held, file)
    _write(out, file.getvalue())


def _write(out: str, data: bytes) -> None:
    from sessions.files.write import NotSaved, write

    try:
        write(out, data)
    except NotSaved as why:
        raise BadInput(f"--out: {why}") from why
