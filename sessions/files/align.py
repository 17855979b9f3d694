"""Which item of an array was which before: what was deleted, added, moved or changed.

A file keeps a person's comments beside each set-up, quote and claim, so an edit has to know that
the third quote of now is the second of before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sessions.files.problems import Path

Tree = dict[str, Any]  # a document as plain data

# Items that share this much are one item that was changed, whatever it is called now.
_ALIKE = 0.5


class Shape(NamedTuple):
    """What a kind of document holds, for those who lay it out and tell of it.

    Attributes:
        order: the keys of tables, in the order in which they stand side by side.
        known_by: of an array of tables, the keys by which an item is known again: another item with
            the same of these is a changed one.
        items: of an array of tables, what an item is called, and the key that names one.
        headings: what stands above the first table of a section that is laid out anew.
    """

    order: tuple[str, ...]
    known_by: Mapping[str, tuple[str, ...]]
    items: Mapping[str, tuple[str, str]]
    headings: Mapping[str, str]


class Inline(dict[str, Any]):
    """A table that is one value, such as `{value = "16", origin = "..."}`, on one line."""


class Alignment(NamedTuple):
    """How the arrays of an old tree became those of a new one.

    Attributes:
        shape: of both.
        order: for each array of the new tree, by its path there, the old index of each item, or
            None for an added one.
        old: the old tree in the shape of the new: items as in `order`, added ones as they are new.
        lengths: how many items each of these arrays had.
    """

    shape: Shape
    order: dict[Path, list[int | None]]
    old: Tree
    lengths: dict[Path, int]

    def now(self, path: Path) -> Path | None:
        """Where something of the old document is in the new one, or None where it is deleted."""
        found: Path = ()
        for part in path:
            if isinstance(part, int) and found in self.order:
                try:
                    part = self.order[found].index(part)
                except ValueError:
                    return None
            found = (*found, part)
        return found


def align(old: Tree, new: Tree, shape: Shape) -> Alignment:
    """Pair the items of every array of tables in two trees."""
    alignment = Alignment(shape, {}, {}, {})
    alignment.old.update(_aligned(old, new, (), alignment))
    return alignment


def found_at(data: Any, path: Path) -> Any:
    """What stands at a path of plain data, or None."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def is_array(value: Any) -> bool:
    """Whether a value of a tree is an array of tables."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def is_table(value: Any) -> bool:
    """Whether a value of a tree is a table of its own, and no single value."""
    return isinstance(value, dict) and not isinstance(value, Inline)


def _aligned(old: Tree, new: Tree, path: Path, into: Alignment) -> Tree:
    shaped = {key: value for key, value in old.items() if not is_array(value)}
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, []), new.get(key, [])
        if is_array(before) or is_array(after):
            here = (*path, key)
            order = pair(before, after, into.shape.known_by.get(key, ()))
            into.order[here] = order
            into.lengths[here] = len(before)
            items = [
                item if index is None else _aligned(before[index], item, (*here, place), into)
                for place, (index, item) in enumerate(zip(order, after, strict=True))
            ]
            if items:
                shaped[key] = items
    return shaped


def pair(old: list[Tree], new: list[Tree], named_by: tuple[str, ...] = ()) -> list[int | None]:
    """For each new item the index of the old one it was, or None.

    Equal ones first, then those of the same name, then those that are much alike.
    """
    free = list(range(len(old)))
    found: list[int | None] = [None] * len(new)

    def take(place: int, fits: Any) -> None:
        for index in free:
            if fits(old[index], new[place]):
                found[place] = index
                free.remove(index)
                return

    tests = [lambda a, b: a == b, lambda a, b: alike(a, b) >= _ALIKE]
    if named_by:
        tests.insert(1, lambda a, b: [a.get(n) for n in named_by] == [b.get(n) for n in named_by])
    for test in tests:
        for place in range(len(new)):
            if found[place] is None:
                take(place, test)
    return found


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Which part of what two tables say is the same."""
    keys = {*one, *other}
    shared = [key for key in keys if one.get(key) == other.get(key)]
    return len(shared) / max(1, len(keys))
