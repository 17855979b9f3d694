"""`napkin sweep`: results over a grid of inputs, all points at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formulas.columns import sweep
from formulas.compiled import evaluate
from formulas.declare import Basis, Variable
from formulas.quantity import Quantity
from sessions.answers.about import About, about
from sessions.document.session import Session
from sessions.setups.resolve import Resolved

Array = NDArray[np.float64]


class Axis(NamedTuple):
    """One input and the values that it takes, in base units."""

    variable: Variable
    values: tuple[float, ...]


class NoValue(Exception):
    """A result that has no value anywhere on the grid; the text says why."""


class Table(NamedTuple):
    """A grid: the varied inputs and then the results, each a column in its variable's own unit."""

    columns: tuple[Variable, ...]
    cells: tuple[Array, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above each column: the id, and the unit where it has one."""
        return tuple([f"{v.id} [{v.unit.text}]" if v.unit.text else v.id for v in self.columns])

    def rows(self) -> Iterator[Mapping[str, Quantity]]:
        """Row by row; what has no value has no key."""
        lists = [column.tolist() for column in self.cells]
        for row in zip(*lists, strict=True):
            yield {
                v.id: v.quantity(number * v.unit.factor)
                for v, number in zip(self.columns, row, strict=True)
                if math.isfinite(number)
            }


class Swept(NamedTuple):
    """A grid on a basis; `out` is the file it was written to, and then it is not told again."""

    about: About
    basis: Basis
    table: Table
    out: str = ""

    @property
    def points(self) -> int:
        """How many rows it has."""
        return len(self.table.cells[0])

    @property
    def shape(self) -> dict[str, object]:
        """What scripts are told: each row, or the file that has them."""
        return {
            **self.about._asdict(),
            "basis": self.basis,
            "points": self.points,
            "out": self.out or None,
            "rows": None if self.out else self.table.rows(),
        }


def swept(
    session: Session,
    resolved: Resolved,
    axes: Sequence[Axis],
    wanted: Sequence[Variable],
    on: Basis,
) -> Swept:
    """The results over every combination of the axes' values. Raises NoValue."""
    given = resolved.given.changed({axis.variable.id: axis.values[0] for axis in axes})
    grids = np.meshgrid(*[np.array(axis.values) for axis in axes], indexing="ij")
    varied = {axis.variable.id: grid.ravel() for axis, grid in zip(axes, grids, strict=True)}
    found = sweep(given, varied, [(variable.id, on) for variable in wanted])
    if missing := [v.id for v in wanted if (v.id, on) not in found]:
        why = evaluate(given).why_missing
        raise NoValue("; ".join([f"{id} has no value: {why(id, on)}" for id in missing]))
    columns = [(axis.variable, varied[axis.variable.id]) for axis in axes]
    columns += [(v, found[v.id, on]) for v in wanted if v.id not in varied]
    table = Table(
        tuple([variable for variable, _ in columns]),
        tuple([column / variable.unit.factor for variable, column in columns]),
    )
    return Swept(about(session, resolved), on, table)
