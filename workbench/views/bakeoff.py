"""The bake-off: the table of providers and figures, and who to pick."""

from __future__ import annotations

from typing import NamedTuple

from sessions.bakeoff import Row
from sessions.figures import per_million, per_month, quoted, title_of
from sessions.ranking import GOAL_TITLES, GOALS, paid
from sessions.verdict import Verdict
from workbench.decision import (
    AXES,
    FEWER,
    MONTH,
    OFFERED,
    PAID,
    QUALITY,
    WORST,
    Decision,
    at_cell,
    decided,
    is_turned,
)
from workbench.scene import Scene
from workbench.text import cells, clean, cut
from workbench.views.flags import flag_piece
from workbench.views.lines import Line, Lines, Piece, Role, fit, line, paragraph, piece, size
from workbench.views.quotes import unjudged

HEAD, CELL, LEAST = 17, 21, 16  # columns of the names, of a figure, and of one in a small room
_TITLES = {
    PAID: "you pay",
    MONTH: "a month",
    FEWER: "-10 pts of hits",
    QUALITY: "quality",
    WORST: "worst flag",
    OFFERED: "offer",
}
BEST = "★"


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
            pieces += _filled([piece(cut(clean(row.provider), sheet.wide - 1), role)], sheet.wide)
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
        return _turned(scene, decision, sheet, chosen)
    rows = []
    for item in decision.items:
        role: Role = "lit" if item == chosen[1] else ""
        pieces = [piece(" " + cut(head_of(item, scene), HEAD - 2).ljust(HEAD - 1), role)]
        for row in decision.rows[sheet.first : sheet.last]:
            here = (row.provider, item) == chosen
            pieces += _cell(decision, row, item, sheet.wide, chosen=here)
        rows.append(Line(tuple(pieces), item))
    return tuple(rows)


def _turned(scene: Scene, decision: Decision, sheet: Sheet, chosen: tuple[str, str]) -> Lines:
    items = decision.items[sheet.first : sheet.last]
    rows = []
    for row in decision.rows:
        if row.provider == chosen[0]:
            rows.append(_provider(decision, row, items, sheet.wide, chosen[1]))
            continue
        how = (decision.found, items, sheet.wide)
        known = _lines.get(row.provider)
        if known is None or known[0] is not row or known[1] != how:
            if len(_lines) >= _MOST:
                _lines.clear()
            known = (row, how, _provider(decision, row, items, sheet.wide, ""))
            _lines[row.provider] = known
        rows.append(known[2])
    return tuple(rows)


# Rows as they were laid out: the cursor moves over hundreds of them.
_lines: dict[str, tuple[Row, tuple[object, ...], Line]] = {}
_MOST = 5_000


def _provider(decision: Decision, row: Row, items: tuple[str, ...], wide: int, chosen: str) -> Line:
    role: Role = "lit" if chosen else "strong"
    pieces = [piece(" " + cut(clean(row.provider), HEAD - 2).ljust(HEAD - 1), role)]
    for item in items:
        pieces += _cell(decision, row, item, wide, chosen=item == chosen)
    return Line(tuple(pieces), row.provider)


def head_of(item: str, scene: Scene | None = None) -> str:
    """What a row is called, with what it weighs where that is not 1."""
    name = _TITLES.get(item) or title_of(item)
    if scene is None:
        return name
    weights = scene.session.packet.priorities
    weight = weights.get(AXES.get(item, ""), 1.0)
    return f"{name} ×{weight:g}" if weight != 1.0 else name


def _cell(decision: Decision, row: Row, item: str, wide: int, *, chosen: bool) -> list[Piece]:
    """One cell, as wide as its column; the selected one stands in brackets as well as in colour."""
    pieces = _figure(decision, row, item)
    room = wide - 1
    if chosen:
        inner = fit(pieces, room - 2)
        pieces = [piece("["), *[Piece(p.text, p.role) for p in inner], piece("]")]
    return _filled([*fit(pieces, room)], wide)


def _filled(pieces: list[Piece], wide: int) -> list[Piece]:
    gap = wide - size(pieces)
    return [*pieces, Piece(" " * gap, "")] if gap > 0 else pieces


def _figure(decision: Decision, row: Row, item: str) -> list[Piece]:
    best = piece(f" {BEST}", "good")
    if item == PAID:
        price = paid(row)
        if price is None:
            return [piece("—", "dim")]
        top = decision.ranked["price"][0]
        led = [best] if top.provider == row.provider and top.standing == "in" else []
        cell = row.cells.get("price_per_processed_token")
        flag = [piece(" "), flag_piece(cell.verdict.leading, word=False)] if cell else []
        return [piece(per_million(price), "strong"), *flag, *_doubt(cell and cell.doubt), *led]
    if item == MONTH:
        deal = row.deal
        value = deal.effective_price_per_month or deal.price_per_month
        shown = per_month(value).removesuffix(" a month") if value is not None else ""
        return [piece(shown) if shown else piece("—", "dim")]
    if item == FEWER:
        value = row.deal.price_at_fewer_hits
        return [piece(per_million(value)) if value is not None else piece("—", "dim")]
    if item == QUALITY:
        return _quality(row)
    if item == WORST:
        if row.judged.beyond_ceiling:
            return [piece("✗ beyond ceiling", "bad")]
        return [flag_piece(row.judged.leading)]
    if item == OFFERED:
        return _offered(row)
    cell = row.cells.get(item)
    if cell is None:
        open_one = item in row.open
        return [piece("not said", "warn") if open_one else piece("—", "dim")]
    verdict = cell.verdict
    # The name of the row has the unit already.
    said = quoted(verdict).removesuffix(" tok/s").removesuffix("/M")
    pieces = [piece(said, "strong"), piece(" "), *_flagged(verdict)]
    if cell.met is not None and verdict.flag != "not-judged":
        pieces.append(piece(" met", "dim") if cell.met else piece(" missed", "bad"))
    pieces += _doubt(cell.doubt)
    return [*pieces, best] if row.provider in decision.found.best.get(item, ()) else pieces


def _quality(row: Row) -> list[Piece]:
    """What is not known stands first: a narrow column must not cut it off."""
    if row.quality.evals:
        return [piece(row.quality.mark)]
    return [
        piece("no evals", "warn"),
        piece(f", {row.quality.weights or 'weights not said'}", "dim"),
    ]


def _flagged(verdict: Verdict) -> list[Piece]:
    """The glyph of the flag; of a promise, whether it is met."""
    if verdict.flag == "not-judged":
        said = unjudged(verdict)
        return [piece(said.text.strip().replace("- not judged", ""), said.role)]
    return [flag_piece(verdict.leading, word=False)]


def _doubt(doubt: str | None) -> list[Piece]:
    return [piece(" ?", "warn")] if doubt else []


def _offered(row: Row) -> list[Piece]:
    newest = row.offer.newest
    words = f"round {newest.round}" if newest.round else ""
    date = f"{newest.date:%-d %b}" if newest.date is not None else ""
    if row.expired:
        return [piece("ended", "bad"), piece(f" {newest.valid_until:%-d %b}", "dim")]
    return [piece(", ".join([part for part in (words, date) if part]) or "—", "dim")]


def _nobody(scene: Scene, decision: Decision, width: int) -> Lines:
    if not decision.found.rows:
        words = (
            "No provider has said anything yet. Type what one says in the line below, with its"
            " name: Acme: $0.28/M, 40 tok/s/user, TTFT 1.2 s. Enter keeps it."
        )
    else:
        words = f"None of {len(decision.found.rows)} providers is on show. a shows them all again."
    return paragraph(words, width, "dim")


def _decided(scene: Scene) -> Decision | None:
    return decided(scene) if scene.state.sheet == "bakeoff" else None


# ------------------------------------------------------------------ who to pick


def picks(scene: Scene, width: int) -> Lines:
    """Who to pick for each objective and why; the packet's own objective stands first."""
    decision = _decided(scene)
    if decision is None:
        return _unjudged(scene, width) if scene.state.sheet == "bakeoff" else ()
    if not decision.found.rows:
        return ()
    goals = [decision.goal, *[goal for goal in GOALS if goal != decision.goal]]
    rows: list[Line] = []
    for goal in goals:
        own = goal == decision.goal
        first = decision.ranked[goal][0]
        mark = piece(f" {'▸' if own else ' '} ", "lit")
        title = f"{GOAL_TITLES[goal]}: "
        if first.standing == "in":
            words = [piece(clean(first.provider), "strong"), piece(f", {first.sentence}")]
        else:
            words = [piece("nobody yet", "warn"), piece(f"; {first.provider}: {first.sentence}")]
        role: Role = "title" if own else "dim"
        rows.append(line(*fit((mark, piece(title, role), *words), width)))
    if decision.left:
        rows.append(line(piece(f"   {decision.left} not on show", "dim")))
    return tuple(rows)


def _unjudged(scene: Scene, width: int) -> Lines:
    many = len(scene.session.quotes)
    doing = "Comparing" if scene.settled else "Judging"
    words = scene.problem or f"{doing} {many} quotes …"
    return paragraph(words, width, "dim")


def legend(width: int) -> str:
    """What the signs of the table mean, as long as there is room for."""
    parts = (
        "✓ ~ ✗ held against the napkin",
        "met or missed: your level",
        f"{BEST} best that counts",
    )
    text = " · ".join([*parts, "? not counted until shown"])
    while cells(text) > width and " · " in text:
        text = text.rpartition(" · ")[0]
    return text
