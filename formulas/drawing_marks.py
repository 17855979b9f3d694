"""Lines of a drawing: which characters belong to which variable, and where a line may be broken.

SymPy lays out plain characters and forgets whose they are. So a variable goes through the layout
as a run of one private character as long as its text, another one for each place where it stands.
Where a line may be broken, at the space before an operator or at a `^`, there is a private
character as well, which says how deep inside the formula that operator is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_MARK = 0xF0000
_BREAK, _RAISE = 0xE000, 0xE100
_DEEPEST = 30
_INSIDE_TEXT = _DEEPEST + 1

_HANG = 2
_STEPS = 2  # how many steps further in than after the outermost operator a line may start


class Span(NamedTuple):
    """Where a variable stands: `length` characters from `column` of `line`, counted from 0."""

    line: int
    column: int
    length: int
    id: str


class Picture(NamedTuple):
    """Drawn lines, which of them is level with the `=` sign, and where the variables stand."""

    lines: tuple[str, ...]
    level: int
    spans: tuple[Span, ...]


NOTHING = Picture((), 0, ())


class _Cell(NamedTuple):
    """One drawn character: whose text it is part of, and how deep a break at it would be."""

    character: str
    place: int | None
    depth: int | None


_SPACE = _Cell(" ", None, None)


class Marks:
    """The texts of the variables of one drawing, each standing behind its private character."""

    def __init__(self) -> None:
        self._texts: list[tuple[str, str]] = []

    def mark(self, text: str, id: str) -> str:
        """A run of characters as long as `text` that stands for it here; no id, no span."""
        self._texts.append((text, id))
        return chr(_MARK + len(self._texts) - 1) * len(text)

    def picture(self, lines: Sequence[str], level: int) -> Picture:
        """Drawn lines with the texts put back."""
        return self._picture([self._cells(line) for line in lines], level)

    def wrapped(self, line: str, room: int) -> Picture:
        """One drawn line, broken where it must be so that no line is longer than `room`.

        A line that follows a break inside the formula starts further in than one that follows a
        break at its outermost operator.
        """
        rest, rows = self._cells(line), list[list[_Cell]]()
        depths = sorted({cell.depth for cell in rest if _is_operator(cell)}, key=lambda d: d or 0)
        indent = 0
        while indent + len(rest) > room:
            end = _end_of_line(rest, max(1, room - indent))
            rows.append([*[_SPACE] * indent, *rest[:end]])
            broken_at = rest[end]
            rest = rest[end + (broken_at.character == " ") :]
            if _is_operator(broken_at):
                indent = _HANG * (1 + min(depths.index(broken_at.depth), _STEPS))
            # In a narrow column the formula matters more than the indent.
            indent = min(indent or _HANG, room // 4)
        rows.append([*[_SPACE] * indent, *rest])
        return self._picture(rows, 0)

    def _cells(self, line: str) -> list[_Cell]:
        cells: list[_Cell] = []
        before, offset = None, 0
        for character in line:
            code = ord(character)
            place = code - _MARK if code >= _MARK else None
            if place is not None:
                offset = offset + 1 if place == before else 0
                text = self._texts[place][0][offset]
                cells.append(_Cell(text, place, _INSIDE_TEXT if text == " " else None))
            elif _BREAK <= code <= _BREAK + _DEEPEST:
                cells.append(_Cell(" ", None, code - _BREAK))
            elif _RAISE <= code <= _RAISE + _DEEPEST:
                cells.append(_Cell("^", None, code - _RAISE))
            else:
                cells.append(_Cell(character, None, None))
            before = place
        return cells

    def _picture(self, rows: list[list[_Cell]], level: int) -> Picture:
        spans: list[Span] = []
        for number, row in enumerate(rows):
            start = 0
            while start < len(row):
                place, end = row[start].place, start + 1
                while end < len(row) and row[end].place == place:
                    end += 1
                id = self._texts[place][1] if place is not None else ""
                if id:
                    spans.append(Span(number, start, end - start, id))
                start = end
        lines = ["".join([cell.character for cell in row]).rstrip() for row in rows]
        return Picture(tuple(lines), level, tuple(spans))


def breaking() -> str:
    """A space at which a line may be broken."""
    return chr(_BREAK)


def raising() -> str:
    """A `^` before which a line may be broken."""
    return chr(_RAISE)


def deeper(line: str) -> str:
    """The same with every break one step further inside."""
    return line.translate(_DEEPER)


_DEEPER = {
    base + depth: base + min(depth + 1, _DEEPEST)
    for base in (_BREAK, _RAISE)
    for depth in range(_DEEPEST + 1)
}


def _is_operator(cell: _Cell) -> bool:
    return cell.depth is not None and cell.depth <= _DEEPEST


def _end_of_line(row: Sequence[_Cell], limit: int) -> int:
    """Where a line ends: at the outermost operator that leaves it well filled, else where it must.

    Words are taken apart only where no operator is in reach, and letters only where no space is.
    """
    operators = [i for i in range(1, limit + 1) if _is_operator(row[i])]
    if operators:
        well_filled = [i for i in operators if i >= limit // 4]
        return min(well_filled, key=lambda i: (row[i].depth, -i)) if well_filled else operators[-1]
    return max([i for i in range(1, limit + 1) if row[i].depth is not None], default=limit)
