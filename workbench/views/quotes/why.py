"""Why a claim has its flag: the sentence, the knobs, the ceiling, the price, the conditions, the
question.
"""

from __future__ import annotations

from formulas.book import BOOK
from sessions.claims.telling import short_units, times
from sessions.judging.why import Knob, Why
from workbench.state.items import Item
from workbench.views.figures import ROLE, flag_piece
from workbench.views.lines import (
    BLANK,
    Line,
    Lines,
    Piece,
    Role,
    flow,
    line,
    paragraph,
    piece,
    size,
)
from workbench.views.quotes.verdict import quoted_text, title_of

LABEL = 9


def why_heading(item: Item, provider: str) -> str:
    """Who said what."""
    said = title_of(item)
    said += "" if item.unsure else f" {quoted_text(item.verdict)}"
    return f"{provider}: {said}" if provider else said


def why_lines(item: Item, found: Why, width: int) -> Lines:
    """The explanation in the order in which it is read."""
    verdict = item.verdict
    flag = flag_piece(found.flag)
    alone = "Each alone would make it true on the napkin"
    heading = alone if found.knobs else "What would make it true"
    rows: list[Line] = []
    rows += paragraph(found.sentence, width, "strong", f"{flag.text}  ", lead_role=ROLE[found.flag])
    rows += paragraph(found.remark, width, "", "  ") if found.remark else ()
    rows += [BLANK, line(piece(heading, "title"))]
    rows += [*_knobs(found, width), BLANK]
    if found.ceiling:
        role: Role = "bad" if verdict.beyond_ceiling else ""
        rows += _said("ceiling", found.ceiling, width, role)
    kind = verdict.metric.kind if verdict.metric is not None else ""
    label = "price" if kind.startswith("price") else "promise"
    rows += _said(label, found.reading, width) if found.reading else ()
    rows += _conditions("stated", found.stated, width)
    rows += _conditions("assumed", found.assumed, width)
    rows.append(BLANK)
    if found.ask:
        rows += paragraph(found.ask, width, "strong", f"{'ask':<{LABEL}}", lead_role="key")
    else:
        rows += _said("ask", "nothing is left open", width, "dim")
    return tuple(rows)


def _said(label: str, text: str, width: int, role: Role = "") -> Lines:
    return paragraph(text, width, role, f"{label:<{LABEL}}")


def _knobs(found: Why, width: int) -> Lines:
    if not found.knobs:
        return paragraph(found.no_knob, width, "", "  ")
    titles = [BOOK.variables[knob.id].title for knob in found.knobs]
    room = max(map(len, titles))
    values = [_value(knob, knob.needs) for knob in found.knobs]
    wide = max(map(len, values))
    rows: list[Line] = []
    for knob, title, value in zip(found.knobs, titles, values, strict=True):
        way = "higher" if knob.needs > knob.now else "lower"
        start = (
            piece("  "),
            piece(f"{title:<{room}}  "),
            piece(f"{value:<{wide}}  ", "strong"),
        )
        rest = f"now {_value(knob, knob.now)}, {times(knob.factor)} {way}"
        plain = (*start, piece(rest, "dim"))
        remark = _remark(knob)
        if size(plain) + 2 + len(remark.text) <= width:
            rows.append(line(*plain, piece("  "), remark))
        else:
            if size(plain) > width:  # on a row of its own rather than cut
                rows.append(line(*start))
                rows += paragraph(rest, width, "dim", " " * (room + 4))
            else:
                rows.append(line(*plain))
            rows += paragraph(remark.text, width, remark.role, " " * (room + 4))
    return tuple(rows)


def _remark(knob: Knob) -> Piece:
    if knob.says:
        return piece(f"✗ but the claim says {knob.says}", "bad")
    if knob.usual is None:
        return piece("")
    low, high = (_value(knob, edge) for edge in knob.usual)
    low = low.partition(" ")[0]
    if knob.ordinary:
        return piece(f"✓ usual: {low} to {high}", "good")
    return piece(f"~ usually {low} to {high}", "warn")


def _value(knob: Knob, value: float) -> str:
    text = BOOK.variables[knob.id].show(value, 3)
    return text.replace("token", "tok").replace("/request", "/req")


def _conditions(label: str, named: tuple[tuple[str, str], ...], width: int) -> Lines:
    parts = [(piece(f"{name} ", "dim"), piece(_plain(name, text))) for name, text in named]
    return flow(parts or [(piece("nothing", "dim"),)], width, f"{label:<{LABEL}}")


def _plain(name: str, text: str) -> str:
    """A condition without the unit that its name says: `in flight 16`, `GPUs 8`."""
    if name in ("in flight", "GPUs"):
        return text.removesuffix(" request").removesuffix(" GPU")
    return short_units(text)
