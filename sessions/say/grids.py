"""Where tables stand in a text, and their cells: lines that part into cells in one and the same
way, at bars, tabs, commas or wide space.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sessions.say.blocks import Cell, value_of
from sessions.say.labels import label_of, stat_of

_BARS = "|│┃║"
_RULE = re.compile(r"[-=|+:_\s━┏┳┓┡╇┩└┴┘├┼┤─│┃╭╮╰╯┌┬┐═╪╬╔╗╚╝╠╣╦╩║╟╫╢]*")
_RULED = re.compile(r"[-=_━─═]{2}|[┏┡└├╭╰┌╔╚╠]")
_MOST_ROWS, _MOST_COLUMNS = 400, 60


@dataclass(slots=True)
class Grid:
    """Rows of cells; `heads` is how many rows a rule parts from the rest, `lead` the line before.

    `bars` says that signs part the cells, and not space.
    """

    rows: list[list[Cell]]
    heads: int
    ranges: list[tuple[int, int]]
    lead: str = ""
    bars: bool = False


Split = Callable[[Cell], list[Cell]]


def grids_of(text: str) -> list[Grid]:
    """The tables of a text: lines that part into cells in one and the same way."""
    lines: list[Cell] = []
    start = 0
    for raw in text.splitlines(keepends=True):
        lines.append(Cell(raw.rstrip("\r\n"), start))
        start += len(raw)
    found: list[Grid] = []
    place = 0
    while place < len(lines):
        for split in _SPLITS:
            grid, after = _grid(lines, place, split)
            if grid is not None:
                found.append(grid)
                place = after
                break
        else:
            place += 1
    return found


def _by_bars(line: Cell) -> list[Cell]:
    if not any(bar in line.text for bar in _BARS):
        return []
    cells = _parted(line, re.compile(f"[{_BARS}]"))
    body = line.text.strip()
    if body[:1] in _BARS and len(cells) > 2:
        cells = cells[1:]
        if body[-1:] in _BARS and not cells[-1].text.strip():
            cells = cells[:-1]
    return cells


def _by_tabs(line: Cell) -> list[Cell]:
    return _parted(line, re.compile(r"\t")) if "\t" in line.text.strip() else []


def _by_commas(line: Cell) -> list[Cell]:
    text = line.text
    if text.count(",") < 1 or len(text) > 600 or (". " in text):
        return []
    return _parted(line, re.compile(","))


def _by_space(line: Cell) -> list[Cell]:
    body = line.text.strip()
    if "  " not in body:
        return []
    offset = line.start + line.text.index(body)
    return _parted(Cell(body, offset), re.compile(r"\s{2,}"))


_SPLITS = (_by_bars, _by_tabs, _by_commas, _by_space)


def _parted(line: Cell, sign: re.Pattern[str]) -> list[Cell]:
    cells: list[Cell] = []
    at = 0
    for found in sign.finditer(line.text):
        cells.append(Cell(line.text[at : found.start()], line.start + at))
        at = found.end()
    cells.append(Cell(line.text[at:], line.start + at))
    return cells


def _is_rule(line: Cell) -> bool:
    return bool(_RULED.search(line.text)) and _RULE.fullmatch(line.text) is not None


def _grid(lines: list[Cell], first: int, split: Split) -> tuple[Grid | None, int]:
    """The table that begins with a line, and the line after it."""
    bars = split is _by_bars
    rows: list[list[Cell]] = []
    ranges: list[tuple[int, int]] = []
    heads, place = 0, first
    while place < len(lines) and len(rows) < _MOST_ROWS:
        line = lines[place]
        if _is_rule(line) and (rows or bars):
            if rows and not heads and len(rows) <= 3:
                heads = len(rows)
            ranges.append((line.start, line.end))
            place += 1
            continue
        cells = split(line)
        if not 2 <= len(cells) <= _MOST_COLUMNS:
            break
        if not rows and split in (_by_commas, _by_space) and not _heads(cells):
            break
        if rows and len(cells) != len(rows[0]):
            if not bars or len(rows) > max(1, heads):
                break
            # A title, and no row of heads.
            rows, ranges, heads = [], ranges[1:], 0
        rows.append(cells)
        ranges.append((line.start, line.end))
        place += 1
    if len(rows) < 2 or not _is_table(rows, split):
        return None, first
    lead = next(
        (line.text for line in lines[max(0, first - 2) : first][::-1] if line.text.strip()), ""
    )
    return Grid(rows, heads, ranges, lead, bars), place


def _heads(cells: list[Cell]) -> bool:
    """Whether a row may be the heads of a table that no signs part."""
    top = [cell.text.strip() for cell in cells]
    if any(value_of(cell) for cell in top):
        return False
    known = sum(label_of(cell) is not None for cell in top)
    stats = sum(bool(stat_of(cell)) for cell in top)
    return known >= 2 or stats >= 2 or (len(top) > 2 and known == len(top) - 1)


def _is_table(rows: list[list[Cell]], split: Split) -> bool:
    """Lines with commas or spaces are a table only where what stands below the heads is figures."""
    if split in (_by_bars, _by_tabs):
        return True
    numbers = [value_of(cell.text) is not None for row in rows[1:] for cell in row]
    return sum(numbers) * 2 >= len(numbers)
