"""What moves a result most, as bars around its value: the low end of an input and the high one,
each with the number that the result becomes. The two ends differ in their signs, not in colour.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.book import BOOK
from sessions.claims.telling import short_units
from sessions.setups.sensitivity import Sensitivity, Swing
from workbench.views.ascii import in_ascii
from workbench.views.figures import columns, fitted, short
from workbench.views.lines import BLANK, Line, Lines, Piece, flow, line, paragraph, piece, spread
from workbench.views.text import cells, cut

ONE_ROW, ROOMY = 66, 88  # columns from which on an input has one row, and who says its range
_END, _LEAN = 8, 7
_SOURCE = {"the session": "own", "the assumptions": "band", "the accelerator": "band"}


class _Signs(NamedTuple):
    low: str
    high: str
    now: str
    fifth: str


_DRAWN, _TYPED = _Signs("░", "█", "│", "±20%"), _Signs("-", "#", "|", "+-20%")


class _Scale(NamedTuple):
    """Where a value of the result stands in a bar."""

    low: float
    high: float
    width: int

    def at(self, value: float) -> int:
        span = self.high - self.low
        return round((value - self.low) / span * (self.width - 1)) if span else 0


def tornado_lines(found: Sensitivity, width: int, *, ascii: bool = False) -> Lines:
    """The whole box: the bars, the published figures, what binds, what does not move it."""
    signs = _TYPED if ascii else _DRAWN
    result = BOOK.variables[found.id]
    rows: list[Line] = []
    told = f"{result.title} is {short_units(result.show(found.value))} on the {found.basis}."
    rows += paragraph(f"{told} Each input alone, from low to high:", width)
    legend = (f"{signs.low} low end", f"{signs.high} high end", f"{signs.fifth} where none is said")
    rows += flow([(piece(each, "dim"),) for each in legend], width)
    rows += _table(found, width, signs)
    if not found.swings:
        rows += paragraph("No input moves it.", width, "dim")
    rows += _binds(found, width)
    if found.still:
        titles = ", ".join([BOOK.variables[id].title for id in found.still])
        rows += paragraph(titles, width, "dim", "within its range does not move it: ")
    return in_ascii(tuple(rows)) if ascii else tuple(rows)


def _table(found: Sensitivity, width: int, signs: _Signs) -> list[Line]:
    if not found.swings:
        return []
    label, wide = _columns(width)
    bar = max(6, width - (4 + label + 2 * _END + 2 + (wide + _LEAN if width >= ONE_ROW else 0)))
    ends = [end for s in found.swings for end in (s.at_low, s.at_high) if end is not None]
    scale = _Scale(min([found.value, *ends]), max([found.value, *ends]), bar)
    rows = [_heading(found, width, label, wide, bar)]
    fixed = False
    for number, swing in enumerate(found.swings, 1):
        if swing.fixed and not fixed:
            fixed = True
            said = f"Published figures of the model and the accelerator, {signs.fifth}"
            rows.append(line(piece(f"    {cut(said, width - 4)}", "title")))
        rows += _rows(found, swing, number, width, scale, signs)
    return rows


def _columns(width: int) -> tuple[int, int]:
    """How wide the name and the range are; on two rows, the name's column is the bar's indent."""
    if width < ONE_ROW:
        return 0, 0
    return (24, 24) if width >= ROOMY else (17, 13)


def _heading(found: Sensitivity, width: int, label: int, wide: int, bar: int) -> Line:
    unit = columns(BOOK.variables[found.id])
    if width < ONE_ROW:
        text = f"{'at low':>{4 + _END}}{unit:^{bar + 2}}{'at high':<{_END}}"
    else:
        text = f"    {'':<{label}}{'range':<{wide}}{'at low':>{_END}}"
        text += f"{unit:^{bar + 2}}{'at high':<{_END}}{'per 1%':>{_LEAN}}"
    return line(piece(cut(text, width), "dim"))


def _rows(
    found: Sensitivity, swing: Swing, number: int, width: int, scale: _Scale, signs: _Signs
) -> Lines:
    variable = BOOK.variables[swing.id]
    lead = piece(f"  {number if number < 10 else ' '} ", "key")
    ends = [_end(found, end) for end in (swing.at_low, swing.at_high)]
    bar = _bar(found, swing, scale, signs)
    middle = (
        piece(f"{ends[0]:>{_END}} ", "strong"),
        *bar,
        piece(f" {ends[1]:<{_END}}", "strong"),
    )
    if width < ONE_ROW:
        said = piece(f"{_range(swing, signs, full=True)} {_lean(swing)}", "dim")
        first = spread((lead, piece(variable.title)), (said,), width, swing.id)
        return first, line(piece("    "), *middle, key=swing.id)
    label, wide = _columns(width)
    lean = piece(f"{_lean(swing):>{_LEAN}}", "dim")
    return (
        line(
            lead,
            piece(_fill(variable.title, label)),
            piece(_fill(_range(swing, signs, full=width >= ROOMY), wide), "dim"),
            *middle,
            lean,
            key=swing.id,
        ),
    )


def _fill(text: str, width: int) -> str:
    text = cut(text, width - 1)
    return text + " " * (width - cells(text))


def _end(found: Sensitivity, end: float | None) -> str:
    return "none" if end is None else fitted(end, BOOK.variables[found.id], _END - 1)


def _lean(swing: Swing) -> str:
    """By how many per cent one per cent moves it; a rounding alone only steps."""
    if swing.elasticity is None:
        return "-"
    if swing.steps and abs(swing.elasticity) < 5e-3:
        return "steps"
    return f"{swing.elasticity:+.2f}%"


def _range(swing: Swing, signs: _Signs, *, full: bool) -> str:
    """How far the input goes, and who says so, where there is room for that."""
    variable, range = BOOK.variables[swing.id], swing.range
    low, high, unit = short(range.low, variable), short(range.high, variable), columns(variable)
    if not range.said_by and not full and not variable.whole:
        return signs.fifth
    if unit.startswith("$"):
        text = f"${low}..{high}{unit[1:]}"
    else:
        text = f"{low}..{high}{'' if unit == '%' else ' '}{unit}".rstrip()
    if not full:
        return text
    return f"{text} {_SOURCE.get(range.said_by, range.said_by) or signs.fifth}"


def _bar(found: Sensitivity, swing: Swing, scale: _Scale, signs: _Signs) -> tuple[Piece, ...]:
    """From the value now to either end; where both lie on one side, the nearer end lies on top."""
    now = scale.at(found.value)
    drawn = [" "] * scale.width
    ends = [(swing.at_low, signs.low), (swing.at_high, signs.high)]
    reach = [(scale.at(end), sign) for end, sign in ends if end is not None]
    for at, sign in sorted(reach, key=lambda each: -abs(each[0] - now)):
        for cell in range(min(at, now), max(at, now) + 1):
            drawn[cell] = sign
    drawn[now] = signs.now
    return (piece("".join(drawn)),)


def _binds(found: Sensitivity, width: int) -> list[Line]:
    """What the work waits for, and which side of each max and min is in force."""
    rows: list[Line] = []
    if found.rooflines or found.branches:
        rows += [BLANK, line(piece("What binds", "title"))]
    for roof in found.rooflines:
        rows += paragraph(f"{roof.text()}; {roof.detail}", width, "", "  ")
    for branch in found.branches:
        rows += paragraph(branch.text(), width, "dim", "  ")
    return rows
