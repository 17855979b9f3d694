"""The bake-off: the table of providers and figures, and who to pick."""

from __future__ import annotations

from typing import NamedTuple

from formulas.memo import while_same
from formulas.units import measure
from sessions.claims.metrics import BLENDED
from sessions.claims.telling import per_million, per_month, quoted, title_of
from sessions.judging.limits import per_minute
from sessions.offers.bakeoff import Row
from workbench.keys.shown import shown_key
from workbench.state.bakeoff import (
    FEWER,
    LIMITS,
    MONTH,
    OFFERED,
    PAID,
    QUALITY,
    WORST,
    Decision,
    at_cell,
    axis_of,
    decided,
    filter_words,
    is_turned,
)
from workbench.state.scene import Scene
from workbench.views.figures import flag_piece
from workbench.views.lines import Line, Lines, Piece, Role, fit, line, paragraph, piece, size
from workbench.views.quotes.verdict import round_and_day
from workbench.views.text import cells, clean, cut, padded, squeeze

# --- One cell of the bake-off: the figure, its flag, the level met or missed, the best marked.

BEST = "★"


def figure_of(decision: Decision, row: Row, item: str) -> list[Piece]:
    """What stands in a cell. Nothing of an offer that ended stands out."""
    pieces = _figure(decision, row, item)
    if not row.expired or item == OFFERED:
        return pieces
    return [Piece(p.text, "dim") for p in pieces]


def _figure(decision: Decision, row: Row, item: str) -> list[Piece]:
    special = _SPECIAL.get(item)
    if special is not None:
        return special(row, row.provider in decision.found.best.get(item, ()))
    cell = row.cells.get(item)
    if cell is None:
        return [piece("not said", "warn") if item in row.open else piece("—", "dim")]
    verdict = cell.verdict
    # The name of the row has the unit already.
    said = quoted(verdict.claim).removesuffix(" tok/s").removesuffix("/M")
    pieces = [piece(said, "strong")]
    if verdict.flag != "not-judged":
        pieces += [piece(" "), flag_piece(verdict.leading, word=False)]
    if cell.doubt:
        return [*pieces, piece(" ?", "warn")]
    if cell.elsewhere:
        pieces.append(piece(" other load", "warn"))
    if cell.met is not None:
        pieces.append(piece(" met", "dim") if cell.met else piece(" missed", "bad"))
    best = row.provider in decision.found.best.get(item, ())
    return [*pieces, piece(f" {BEST}", "good")] if best else pieces


def _paid(row: Row, best: bool) -> list[Piece]:
    if row.paid is None:
        return [piece("—", "dim")]
    cell = row.cells.get(BLENDED)
    pieces = [piece(per_million(row.paid), "strong")]
    if cell is not None:
        pieces += [piece(" "), flag_piece(cell.verdict.leading, word=False)]
    pieces += [piece(" ?", "warn")] if row.price_doubt else []
    return [*pieces, piece(f" {BEST}", "good")] if best else pieces


def _month(row: Row, best: bool) -> list[Piece]:
    value, rented = row.deal.monthly, row.deal.by_rent
    if not value:
        return [piece("—", "dim")]
    units = [piece(f" {rented.counted}", "dim")] if rented is not None else []
    return [piece(per_month(value).removesuffix(" a month")), *units]


def _fewer(row: Row, best: bool) -> list[Piece]:
    value = row.deal.price_at_fewer_hits
    return [piece(per_million(value)) if value is not None else piece("—", "dim")]


def _quality(row: Row, best: bool) -> list[Piece]:
    """What is not known stands first: a narrow column must not cut it off."""
    if row.quality.evals:
        return [piece(row.quality.mark)]
    return [
        piece("no evals", "warn"),
        piece(f", {row.quality.weights or 'weights not said'}", "dim"),
    ]


def _worst(row: Row, best: bool) -> list[Piece]:
    if row.judged.beyond_ceiling:
        return [piece("✗ ceiling", "bad")]
    return [flag_piece(row.judged.leading)]


def _limits(row: Row, best: bool) -> list[Piece]:
    """The limit that is missed, else the first that was said."""
    limits = sorted(row.deal.limits, key=lambda limit: limit.met is not False)
    if not limits:
        return [piece("—", "dim")]
    first = limits[0]
    shown = piece(per_minute(first.limit, measure(first.unit)), "strong")
    if first.met is None:
        return [shown]
    return [shown, piece(" met", "dim") if first.met else piece(" too low", "bad")]


def _offered(row: Row, best: bool) -> list[Piece]:
    newest = row.offer.newest
    if row.expired:
        return [piece("ended", "bad"), piece(f" {newest.valid_until:%-d %b}", "dim")]
    words = f"r{newest.round}" if newest.round else ""
    _, day = round_and_day(newest)
    return [piece(", ".join([part for part in (words, day) if part]) or "—", "dim")]


_SPECIAL = {
    PAID: _paid,
    MONTH: _month,
    FEWER: _fewer,
    QUALITY: _quality,
    WORST: _worst,
    OFFERED: _offered,
    LIMITS: _limits,
}


# --- bakeoff

HEAD, CELL, LEAST = 17, 21, 16  # columns of the names, of a figure, and of one in a small room
_TITLES = {
    PAID: "you pay",
    MONTH: "a month",
    FEWER: "if hits -10 pts",
    QUALITY: "quality",
    WORST: "worst flag",
    OFFERED: "offer",
    LIMITS: "limits",
}


class Sheet(NamedTuple):
    """The arrangement of the table in a width: providers below each other where `turned`; the
    columns on show are `first` up to `last` of `of`, each `wide`.
    """

    turned: bool
    first: int
    last: int
    of: int
    wide: int


def arranged(scene: Scene, decision: Decision, width: int) -> Sheet:
    """How the table lies in a width. The columns on show are a page with the selected one."""
    table = scene.state.table
    turned = is_turned(decision, table)
    provider, item = at_cell(decision, table)
    of = len(decision.items) if turned else len(decision.rows)
    at = decision.items.index(item) if turned and item else decision.at.get(provider, 0)
    fits = max(1, min(of, (width - HEAD) // LEAST))
    first = at // fits * fits
    last = min(of, first + fits)
    wide = min(CELL, max(LEAST, (width - HEAD) // max(1, min(of, fits))))
    return Sheet(turned, first, last, of, wide)


def bakeoff_head(scene: Scene, width: int) -> Lines:
    """The headings of the columns."""
    decision = _decided(scene)
    if decision is None or not decision.rows:
        return (Line(),)
    sheet = arranged(scene, decision, width)
    provider, item = at_cell(decision, scene.state.table)
    pieces = [piece(_counted(sheet).ljust(HEAD), "dim")]
    if sheet.turned:
        for each in decision.items[sheet.first : sheet.last]:
            role: Role = "lit" if each == item else "title"
            pieces += _filled([piece(cut(head_of(each, scene), sheet.wide - 1), role)], sheet.wide)
    else:
        for row in decision.rows[sheet.first : sheet.last]:
            role = "lit" if row.provider == provider else "title"
            ended = [piece(" ended", "bad")] if row.expired else []
            name = squeeze(clean(row.provider), sheet.wide - 1 - size(ended))
            pieces += _filled([piece(name, role), *ended], sheet.wide)
    return (line(*pieces),)


def _counted(sheet: Sheet) -> str:
    if sheet.first == 0 and sheet.last == sheet.of:
        return ""
    return f"← {sheet.first + 1}-{sheet.last} of {sheet.of} →"


def bakeoff_list(scene: Scene, width: int) -> Lines:
    """The table itself: a row for each figure, or for each provider where it is turned."""
    decision = _decided(scene)
    if decision is None:
        return ()
    if not decision.rows:
        return _nobody(scene, decision, width)
    sheet = arranged(scene, decision, width)
    chosen = at_cell(decision, scene.state.table)
    if sheet.turned:
        return _turned(decision, sheet, chosen)
    rows = []
    for item in decision.items:
        role: Role = "lit" if item == chosen[1] else ""
        pieces = [piece(" " + padded(head_of(item, scene), HEAD - 1), role)]
        for row in decision.rows[sheet.first : sheet.last]:
            here = (row.provider, item) == chosen
            pieces += _cell(decision, row, item, sheet.wide, chosen=here)
        rows.append(Line(tuple(pieces), item))
    return tuple(rows)


def _turned(decision: Decision, sheet: Sheet, chosen: tuple[str, str]) -> Lines:
    items = decision.items[sheet.first : sheet.last]
    return tuple(
        [
            _provider(
                decision, row, items, sheet.wide, chosen[1] if row.provider == chosen[0] else ""
            )
            for row in decision.rows
        ]
    )


# The cursor moves over hundreds of rows.
@while_same(
    lambda decision, row, items, wide, chosen: (row, decision.found, wide, chosen, *items),
    at=lambda decision, row, *_: row.provider,
    most=5_000,
)
def _provider(decision: Decision, row: Row, items: tuple[str, ...], wide: int, chosen: str) -> Line:
    role: Role = "lit" if chosen else "strong"
    name = squeeze(clean(row.provider), HEAD - 2)
    pieces = [piece(" " + padded(name, HEAD - 1), "dim" if row.expired else role)]
    for item in items:
        pieces += _cell(decision, row, item, wide, chosen=item == chosen)
    return Line(tuple(pieces), row.provider)


def head_of(item: str, scene: Scene | None = None) -> str:
    """What a row is called, with what it weighs where that is not 1: the name is cut, not that."""
    name = _TITLES.get(item) or title_of(item)
    if scene is None:
        return name
    weight = scene.session.packet.priorities.get(axis_of(item), 1.0)
    more = f" ×{weight:g}" if weight != 1.0 else ""
    return cut(name, HEAD - 2 - cells(more)) + more


def _cell(decision: Decision, row: Row, item: str, wide: int, *, chosen: bool) -> list[Piece]:
    """One cell, as wide as its column; the selected one stands in brackets as well as in colour."""
    pieces = figure_of(decision, row, item)
    room = wide - 1
    if chosen:
        inner = fit(pieces, room - 2)
        pieces = [piece("["), *[Piece(p.text, p.role) for p in inner], piece("]")]
    return _filled([*fit(pieces, room)], wide)


def _filled(pieces: list[Piece], wide: int) -> list[Piece]:
    gap = wide - size(pieces)
    return [*pieces, Piece(" " * gap, "")] if gap > 0 else pieces


def _nobody(scene: Scene, decision: Decision, width: int) -> Lines:
    if not decision.found.rows:
        words = (
            "No provider has said anything yet. Type what one says in the line below, with its"
            " name: Acme: $0.28/M, 40 tok/s/user, TTFT 1.2 s. Enter keeps it."
        )
    else:
        words = (
            f"None of {len(decision.found.rows)} providers is on show:"
            f" {filter_words(scene.state.table) or 'all are hidden'}."
            f" {shown_key('show_all')} shows them all again."
        )
    return paragraph(words, width, "dim")


def _decided(scene: Scene) -> Decision | None:
    return decided(scene) if scene.state.sheet == "bakeoff" else None


def bakeoff_title(scene: Scene) -> str:
    """What the sheet is, and what of it is not on show."""
    title = f"{shown_key('bakeoff')} Bake-off".strip()
    decision = _decided(scene)
    if decision is None:
        return title
    table = scene.state.table
    hidden = []
    if decision.left:
        only = f" ({filter_words(table)})" if table.only else ""
        hidden.append(f"{decision.left} of {len(decision.found.rows)} hidden{only}")
    if table.hidden_items:
        many = len(table.hidden_items)
        hidden.append(f"{many} row{'s' * (many > 1)} hidden")
    if table.sort:
        way = "worst" if table.reverse else "best"
        hidden.append(f"by {head_of(table.sort)}, {way} first")
    more = " · ".join(hidden)
    return f"{title} · {more} · {shown_key('show_all')} shows all" if more else title


def legend(width: int) -> str:
    """What the signs of the table mean, those that say least by themselves first."""
    parts = (
        f"{BEST} best",
        "? not counted until shown",
        "met, missed: your level, at your load",
        "✓ ~ ✗ against your fit, else the napkin",
    )
    text = " · ".join(parts)
    while cells(text) > width and " · " in text:
        text = text.rpartition(" · ")[0]
    return text
