"""Results in JSON whose objects stand within one another: `{"runs": [{"conc": 8, "ttft_ms": {"p50":
210}}], "gpu": "H100"}`.

An object of a list is a point of its own; what those around it state holds for it too. Others go on
with the one that they stand in. A flat object, or one that is cut off, is read by its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sessions.say.blocks import Cell, Pair
from sessions.say.labels import Label, label_of, stat_of, unit_of

_PIECE = re.compile(
    r"""\s*(?:"(?P<text>[^"\\\n]{0,300})"|'(?P<single>[^'\\\n]{0,300})'|(?P<sign>[{}\[\]:,])"""
    r"""|(?P<bare>[A-Za-z0-9_.+\-]{1,40}))"""
)
_DEEPEST = 12
# Around statistics, and no statistic; and what is of requests that failed.
_THROUGH = ("successful", "percentiles", "statistics", "stats")
_UNITS = ("unit", "units")


@dataclass(slots=True)
class Node:
    """An object: its values by their keys."""

    items: list[tuple[Cell, Cell | Node | list[Node]]] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """What an object says, by itself, and the objects of lists that stand in it."""

    pairs: list[Pair] = field(default_factory=list)
    inner: list[Place] = field(default_factory=list)

    @property
    def figures(self) -> bool:
        """Whether it says a figure itself."""
        return any(pair.label.kind in ("metric", "refused") for pair in self.pairs)


def objects_of(text: str) -> list[tuple[Place, tuple[int, int]]]:
    """The nested objects of a text, and the several that stand side by side, with the characters
    that each covers; none of which no label is known.
    """
    found: list[tuple[Place, tuple[int, int]]] = []
    nested = False
    at = text.find("{")
    while at >= 0:
        node, end = _node(text, at, 0)
        if node is None:
            # A cut one costs no more than its length.
            break
        nested = nested or any(not isinstance(value, Cell) for _, value in node.items)
        place = Place()
        _read(node, place)
        if place.pairs or place.inner:
            found.append((place, (at, end)))
        at = text.find("{", end)
    return found if nested or len(found) > 1 else []


def _node(text: str, at: int, depth: int) -> tuple[Node | None, int]:
    """The object that begins at a brace, and where it ends; None where it does not end well."""
    node, key, wants = Node(), None, "key"
    at += 1
    while depth < _DEEPEST:
        match = _PIECE.match(text, at)
        if match is None:
            return None, at
        kind = match.lastgroup or ""
        said, start, at = match[kind], match.start(kind), match.end()
        if said == "}" and kind == "sign":
            return node, at
        if wants == "key" and kind in ("text", "single"):
            key, wants = Cell(said, start), "colon"
        elif wants == "colon" and said == ":":
            wants = "value"
        elif wants == "value" and key is not None:
            if kind != "sign":
                node.items.append((key, Cell(said, start)))
            elif said == "{":
                inner, at = _node(text, start, depth + 1)
                if inner is None:
                    return None, at
                node.items.append((key, inner))
            elif said == "[":
                several, at = _list(text, start, depth + 1)
                if several is None:
                    return None, at
                node.items.append((key, several))
            wants = "comma"
        elif wants == "comma" and said == ",":
            wants = "key"
        else:
            return None, at
    return None, at


def _list(text: str, at: int, depth: int) -> tuple[list[Node] | None, int]:
    """The objects of a list; what else is in it says nothing."""
    found: list[Node] = []
    at += 1
    while True:
        match = _PIECE.match(text, at)
        if match is None:
            return None, at
        kind = match.lastgroup or ""
        said, start, at = match[kind], match.start(kind), match.end()
        if kind != "sign" or said in ",:":
            continue
        if said == "]":
            return found, at
        if said == "{":
            node, at = _node(text, start, depth)
            if node is None:
                return None, at
            found.append(node)
        else:
            inner, at = _list(text, start, depth + 1) if depth < _DEEPEST else (None, at)
            if inner is None:
                return None, at
            found += inner


def _read(node: Node, place: Place) -> None:
    for key, value in node.items:
        label = label_of(key.text)
        if isinstance(value, Cell):
            if label is not None:
                place.pairs.append(_pair(key, value, label))
        elif isinstance(value, list):
            for each in value:
                place.inner.append(Place())
                _read(each, place.inner[-1])
        elif label is not None and label.kind in ("metric", "states", "refused"):
            _statistics(value, label, place)
        else:
            _read(value, place)


def _statistics(node: Node, label: Label, place: Place) -> None:
    """What stands below the name of a figure: a value for each statistic, and perhaps its unit."""
    units = [v.text for k, v in node.items if k.text in _UNITS and isinstance(v, Cell)]
    unit = label.unit or (unit_of(units[0]) if units else "")
    for key, value in node.items:
        stat = stat_of(key.text)
        if isinstance(value, Cell) and (stat or key.text == "value"):
            place.pairs.append(_pair(key, value, label._replace(stat=stat, unit=unit)))
        elif isinstance(value, Node) and key.text in _THROUGH:
            _statistics(value, label._replace(unit=unit), place)


def _pair(key: Cell, value: Cell, label: Label) -> Pair:
    return Pair(label, value, "", key.text, value)
