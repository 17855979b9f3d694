"""Tables of what a vendor can state, and what follows from them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Named)
Made = TypeVar("Made")


class Table(dict[str, Row]):
    """Rows by what claims call them, in the order in which they are declared. Whatever follows from
    a table is made anew where a row joins it or leaves it.

    Raises ValueError for a row that joins and of which `wrong` has something to say.
    """

    def __init__(self, rows: Iterable[Row], wrong: Callable[[Row], str] | None = None) -> None:
        super().__init__()
        self.forget: list[Callable[[], None]] = []
        self._wrong = wrong
        for row in rows:
            self[row.id] = row

    def __setitem__(self, id: str, row: Row) -> None:
        problem = self._wrong(row) if self._wrong is not None else ""
        if problem:
            raise ValueError(f"{id}: {problem}")
        super().__setitem__(id, row)
        self._changed()

    def __delitem__(self, id: str) -> None:
        super().__delitem__(id)
        self._changed()

    def _changed(self) -> None:
        for forget in self.forget:
            forget()


def follows(*tables: Table[Any]) -> Callable[[Callable[[], Made]], Callable[[], Made]]:
    """Make what follows from some tables when somebody first asks for it, and keep it for as long
    as their rows stay as they are.
    """

    def of(make: Callable[[], Made]) -> Callable[[], Made]:
        kept = functools.cache(make)
        for table in tables:
            table.forget.append(kept.cache_clear)
        return kept

    return of
