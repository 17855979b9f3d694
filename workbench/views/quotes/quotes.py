"""Pane 3, above: each quote with its claims and flags; what is being said now stands first."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import differ
from formulas.declare import NOTHING
from formulas.memo import while_same
from sessions.claims.metrics import levels
from sessions.claims.telling import joined, ratio
from sessions.claims.telling import title_of as metric_title
from sessions.document.session import Quote
from sessions.judging.verdict import JudgedQuote, Verdict
from workbench.keys.shown import shown_key
from workbench.state import asides
from workbench.state.asides import waiting
from workbench.state.items import DRAFT, Item, items
from workbench.state.scene import Scene
from workbench.views.empty import without_quotes, without_setup
from workbench.views.figures import flag_piece, short
from workbench.views.lines import (
    BLANK,
    Block,
    Line,
    Lines,
    Piece,
    Role,
    later,
    paragraph,
    piece,
    size,
    spread,
)
from workbench.views.quotes.verdict import (
    BEYOND,
    Held,
    held_against,
    quoted_text,
    round_and_day,
    title_of,
    unjudged,
)

NARROWEST, MIDDLE, WIDE = 34, 74, 112
_ROWS = 2


@while_same(
    lambda s, width: (
        width,
        s.resolved,
        s.session.quotes if s.resolved is None else None,
        s.judged,
        s.draft,
        s.state.formula,
        s.problem,
        s.settled,
        s.claims_moved,
    )
)
def quotes_list(scene: Scene, width: int) -> Lines:
    """Every quote: a heading with its worst flag, then its claims, then what was not understood."""
    if scene.resolved is None:
        return without_setup(scene, "quotes", width)
    rows: list[Line] = []
    if scene.draft is not None:
        rows += _quote(scene, scene.draft, DRAFT, width, (), NOTHING)
    since = asides.since(scene)
    moved: dict[str, dict[str, Verdict]] = {}
    for key, before in scene.claims_moved.items():
        moved.setdefault(key.partition(".")[0], {})[key] = before
    for i, judged in enumerate(scene.judged):
        name = str(i)
        changed = since.get(id(judged.quote), ())
        rows += _quote(scene, judged, name, width, changed, moved.get(name, NOTHING))
    if not scene.settled and scene.session.quotes:
        rows += paragraph(f"Judging {len(scene.session.quotes)} quotes …", width, "dim")
    if rows:
        return (*still_waiting(scene, width), *rows)
    return without_quotes(width)


_MOST = 20_000


class _Of(NamedTuple):
    """What bears on every row of a quote: the columns, and what changed in it since the round
    before.
    """

    width: int
    since: tuple[str, ...]


class _Made(NamedTuple):
    """The rows of a quote as they were made last, and from what.

    Attributes:
        lit: the metrics of the formula on show.
        before: how its claims fared before the last edit, by key.
        spans: of each claim, its first row and the one after its last.
    """

    judged: JudgedQuote
    of: _Of
    lit: Collection[str]
    before: Mapping[str, Verdict]
    rows: list[Line]
    spans: list[tuple[int, int]]


# By its number, or `DRAFT`. By hand and not by `while_same`: an edit moves a few verdicts of each
# quote, and the rows of its other claims stay.
_made: dict[str, _Made] = {}


def _quote(
    scene: Scene,
    judged: JudgedQuote,
    name: str,
    width: int,
    since: tuple[str, ...],
    before: Mapping[str, Verdict],
) -> list[Line]:
    """The rows of a quote; while something is said, all quotes stay as they are."""
    of, lit = _Of(width, since), scene.lit
    last = _made.get(name)
    if last is None or last.judged.quote is not judged.quote or last.of != of:
        last = None
    elif last.judged is judged and last.before is before and last.lit == lit:
        return last.rows
    made = _mended(last, judged, name, lit, before) if last is not None else None
    if made is None:
        made = _made_anew(judged, name, of, lit, before)
    if last is None and len(_made) >= _MOST:
        _made.clear()
    _made[name] = made
    return made.rows


def _mended(
    last: _Made,
    judged: JudgedQuote,
    name: str,
    lit: Collection[str],
    before: Mapping[str, Verdict],
) -> _Made | None:
    """The rows with those of the claims that fare otherwise made anew; None where that is not all
    that differs.
    """
    was = last.judged
    if judged.readings or judged.findings != was.findings:
        return None
    if len(judged.verdicts) != len(was.verdicts):
        return None
    moved = [at for at, old in enumerate(was.verdicts) if old is not judged.verdicts[at]]
    if before or last.before:
        turned = [key for key in before if before[key] is not last.before.get(key)]
        turned += [key for key in last.before if key not in before]
        moved += [int(key.partition(".")[2]) for key in turned]
    if lit != last.lit:
        turned_metrics = {*lit} ^ {*last.lit}
        of = [verdict.metric for verdict in judged.verdicts]
        moved += [at for at, metric in enumerate(of) if metric and metric.id in turned_metrics]
    for at in moved:
        if _shape(was.verdicts[at]) != _shape(judged.verdicts[at]):
            return None  # it takes more rows now, or fewer
    width, spans = last.of.width, last.spans
    made = functools.partial(_rows_at, judged, name, moved, spans, width, lit, before)
    block, rows = Block(made), [*last.rows]
    for at in moved:
        for place in range(*spans[at]):
            rows[place] = block.row(place, rows[place].key)
    if judged.leading != was.leading or judged.beyond_ceiling != was.beyond_ceiling:
        rows[0] = block.row(0)
    return _Made(judged, last.of, lit, before, rows, spans)


# Not of the rows before: with each edit they would hold those before them.
def _rows_at(
    judged: JudgedQuote,
    name: str,
    moved: list[int],
    spans: list[tuple[int, int]],
    width: int,
    lit: Collection[str],
    before: Mapping[str, Verdict],
) -> dict[int, Line]:
    """The rows of some claims of a quote and of its heading, by their place."""
    found = {0: _heading(judged, name, width)}
    for at in moved:
        item = Item(f"{name}.{at}", judged.verdicts[at])
        rows = _rows(item, lit, before.get(item.key), width)
        found.update(zip(range(*spans[at]), rows, strict=True))
    return found


def _made_anew(
    judged: JudgedQuote,
    name: str,
    of: _Of,
    lit: Collection[str],
    before: Mapping[str, Verdict],
) -> _Made:
    quote, width = judged.quote, of.width
    rows, spans = [_heading(judged, name, width)], []
    for item in items(judged, name):
        claim = _rows(item, lit, before.get(item.key), width)
        spans.append((len(rows), len(rows) + len(claim)))
        rows += claim
    rows += _offer(quote, width)
    for finding in (*judged.findings, *of.since):
        rows += _found(finding, width)
    for refused in quote.refused:
        rows += paragraph(
            f"{refused.text}: {refused.reason}", width, "bad", "  ? ", lead_role="bad"
        )
    if quote.unread:
        rows += paragraph("not read: " + ", ".join(quote.unread), width, "dim", "  ? ")
    rows.append(BLANK)
    return _Made(judged, of, lit, before, rows, spans)


def _heading(judged: JudgedQuote, name: str, width: int) -> Line:
    """Whose it is, of when, and its worst flag."""
    left = [piece(judged.quote.provider or "unnamed", "title")]
    if name == DRAFT:
        left.append(piece("  being said", "moved"))
    else:
        left += [piece(f"  {word}", "dim") for word in round_and_day(judged.quote) if word]
    worst = _worst(judged)
    while len(left) > 1 and size([*left, *worst]) >= width:
        left.pop()  # rather no date than half of one
    return spread(left, worst, width)


@while_same(most=_MOST)
def _offer(quote: Quote, width: int) -> list[Line]:
    """Quality and terms, each in as many rows as a glance takes; the story of a price has all."""
    rows: list[Line] = []
    if quote.claims:
        rows += paragraph(asides.quality(quote).mark, width, "dim", "  quality ")[:_ROWS]
    words = " · ".join([" ".join(said.split()) for said in quote.terms.values()])
    if words:
        rows += paragraph(words, width, "dim", "  terms   ")[:_ROWS]
    return rows


@functools.lru_cache(maxsize=2048)
def _found(finding: str, width: int) -> Lines:
    return paragraph(finding, width, "warn", "  ! ", lead_role="warn")


def _worst(judged: JudgedQuote) -> tuple[Piece, ...]:
    """What is worst in a quote; where nothing but two readings of one text was judged, that."""
    if judged.beyond_ceiling:
        return (BEYOND,)
    if not judged.verdicts and judged.readings:
        return (piece("? which is meant", "warn"),)
    return (flag_piece(judged.leading),)


def _quoted(item: Item) -> tuple[Piece, ...]:
    """The figure beside the title; of what is ambiguous, the title has it."""
    return () if item.unsure else (piece(quoted_text(item.verdict), "strong"),)


class _Shown(NamedTuple):
    """A claim on its way to rows: whether it is of the selected formula, and how it fared before
    the last edit where that moved it.
    """

    item: Item
    lit: bool
    before: Verdict | None
    width: int


def _rows(item: Item, marked: Collection[str], before: Verdict | None, width: int) -> list[Line]:
    """A claim as a block of rows in a narrow pane, as two rows in a middling one, as one in a wide
    one; each is made when it is looked at, for of thousands a screen has room for few.
    """
    metric = item.verdict.metric
    lit = metric is not None and metric.id in marked
    shown = _Shown(item, lit, before, width)
    make = _narrow_rows if width < MIDDLE else _wide_rows
    return later(item.key, height(item.verdict, width), functools.partial(make, shown))


def height(verdict: Verdict, width: int) -> int:
    """How many rows a claim takes."""
    against, beyond = _shape(verdict)
    if width >= WIDE:
        return 1 + beyond
    return max(1, against) + beyond + (1 if width < MIDDLE else 0)


def _shape(verdict: Verdict) -> tuple[int, int]:
    """How many things a claim was held against, as `held_against` has them, and whether a row says
    that it is beyond the ceiling.
    """
    held = 0 if verdict.flag == "not-judged" else 1 if verdict.fit_flag is None else 2
    return held, 1 if verdict.beyond_ceiling else 0


def _mark(shown: _Shown) -> Piece:
    return piece(" ▸" if shown.lit else "  ", "lit")


def _narrow_rows(shown: _Shown) -> list[Line]:
    item, width = shown.item, shown.width
    verdict = item.verdict
    role: Role = "lit" if shown.lit else "strong"
    rows = [
        spread(
            (_mark(shown), piece(title_of(item), role)),
            _quoted(item),
            width,
            item.key,
        )
    ]
    for at, held in enumerate(held_against(verdict)):
        left = [piece(f"  {held.basis:<7}", "dim")]
        if width >= NARROWEST:  # else it would be cut to nothing; it stands in the story
            left.append(piece(_number(verdict, held.value)))
        right = _marked(shown, held, width - size(left) - 1, 5, first=not at)
        rows.append(spread(left, right, width, item.key))
    if verdict.flag == "not-judged":
        rows.append(spread((), _unheld(shown), width, item.key))
    return rows + _beyond(item, width)


def _beyond(item: Item, width: int) -> list[Line]:
    """A row for what no deployment can reach."""
    return [spread((), (BEYOND,), width, item.key)] if item.verdict.beyond_ceiling else []


def _unheld(shown: _Shown) -> tuple[Piece, ...]:
    """The same, marked where the last edit turned it."""
    before = shown.before
    kept = unjudged(shown.item.verdict)
    now = piece(f"{kept.text:<11}", kept.role)
    if before is None:
        return (now,)
    was = unjudged(before).text if not held_against(before) else ratio(before.ratio)
    return piece(f"was {was} ", "dim"), piece("●", "moved"), now


def _number(verdict: Verdict, value: float | None) -> str:
    if value is None or verdict.metric is None:
        return "—"
    variable = verdict.metric.of
    text = short(value, variable)
    return (
        f"${text}"
        if variable.unit.text.startswith("$")
        else f"{text} {variable.unit.text}"
        if variable.unit.text in ("s", "ms")
        else text
    )


def _wide_rows(shown: _Shown) -> list[Line]:
    """What was said on the left, what it was held against on the right, side by side where there
    is room.
    """
    item, width = shown.item, shown.width
    verdict = item.verdict
    role: Role = "lit" if shown.lit else "strong"
    left: list[Piece] = [_mark(shown), piece(title_of(item), role)]
    left.append(piece(" " * max(2, 24 - size(left))))
    left += _quoted(item)
    held = held_against(verdict)
    blocks: list[list[Piece]] = []
    for at, row in enumerate(held):
        block = [piece(f"  {row.basis:<7}", "dim"), piece(f"{_number(verdict, row.value):>8} ")]
        # In a wide pane the blocks share a row, in a middling one the first has the claim beside.
        room = (width - size(left) - 1) // len(held) if width >= WIDE else width - size(block)
        room -= size(block) if width >= WIDE else size(left) + 1 if not at else 0
        blocks.append([*block, *_marked(shown, row, room, 6, first=not at)])
    if not blocks:
        blocks = [[*_unheld(shown)]]
    if width >= WIDE:
        rows = [spread(left, [p for block in blocks for p in block], width, item.key)]
    else:
        rows = [
            spread(left if not at else (), block, width, item.key)
            for at, block in enumerate(blocks)
        ]
    return rows + _beyond(item, width)


def _marked(shown: _Shown, held: Held, room: int, wide: int, *, first: bool) -> list[Piece]:
    """Ratio and flag of one basis; where the last edit moved them, with a mark and as much of what
    was there before as `room` has for it.
    """
    now = flag_piece(held.flag)
    number, word = f"{ratio(held.ratio):>{wide}}", f"{now.text:<11}"
    before = held_against(shown.before) if shown.before is not None else []
    old = next((row for row in before if row.basis == held.basis), None)
    if shown.before is not None and first and shown.before.leading != held.flag:
        # What stands first may have been another basis: a fit that these conditions do not have.
        stood = old is not None and old.flag == shown.before.leading
        old = old if stood else next(iter(before), None)
    if old is None or (old.flag == held.flag and not differ(old.ratio, held.ratio)):
        return [piece(number + " "), piece(word, now.role)]
    glyph = flag_piece(old.flag, word=False).text
    was = f"was {ratio(old.ratio)} {glyph} "
    arrow = f"{glyph}→" if old.flag != held.flag else ""
    spare = room - wide - 1 - len(word)
    lead = was if spare > len(was) else ""
    arrow = arrow if not lead and spare >= len(arrow) else ""
    return [
        piece(lead, "dim"),
        piece(number, "moved"),
        piece("●", "moved"),
        piece(arrow, "dim"),
        piece(word, now.role),
    ]


# --- what cannot be judged yet, for want of what the packet says


def still_waiting(scene: Scene, width: int) -> Lines:
    """Which claims cannot be judged yet, for want of which fields of the packet or the bill."""
    metrics, fields = waiting(scene)
    if not fields:
        return ()
    titles = joined(list(dict.fromkeys([metric_title(id) for id in metrics])))
    needed = ", ".join([_called(id) for id in fields])
    key = shown_key("pane_1", typing=True)
    text = f"{titles}: not judged until your packet says {needed} ({key})."
    return paragraph(text, width, "warn", "! ", lead_role="warn")


def _called(id: str) -> str:
    """A field in a list of fields."""
    title = BOOK.variables[id].title
    level = title.partition(", at ")[0]
    return f"your level for {level}" if id in levels().values() else title
