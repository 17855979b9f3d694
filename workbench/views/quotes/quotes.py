"""Pane 3, above: each quote with its claims and flags; what is being said now stands first."""

from __future__ import annotations

import functools
from typing import NamedTuple

from formulas.chain import differ
from formulas.memo import while_same
from formulas.verdicts import WORDS, Flag
from sessions.document.session import Quote
from sessions.judging.verdict import JudgedQuote, Verdict
from workbench.state.items import DRAFT, Item, items
from workbench.state.scene import Scene
from workbench.views.flags import flag_piece, ratio
from workbench.views.lines import (
    BLANK,
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
from workbench.views.numbers import rounded, short
from workbench.views.quotes.waiting import still_waiting

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
        from workbench.views.empty import without_setup

        return without_setup(scene, "quotes", width)
    rows: list[Line] = []
    if scene.draft is not None:
        rows += _quote(scene, scene.draft, DRAFT, width)
    since = scene.since
    for i, judged in enumerate(scene.judged):
        rows += _quote(scene, judged, str(i), width, since.get(id(judged.quote), ()))
    if not scene.settled and scene.session.quotes:
        rows += paragraph(f"Judging {len(scene.session.quotes)} quotes …", width, "dim")
    if rows:
        return (*still_waiting(scene, width), *rows)
    from workbench.views.empty import without_quotes

    return without_quotes(width)


# The rows of a quote by its number, and of a claim by its key, each with what they were made from.
# While something is said, all quotes stay as they are; an edit moves a few verdicts in each.
_laid_out: dict[str, tuple[JudgedQuote, tuple[int, str, tuple[str, ...]], list[Line]]] = {}
_claim_rows: dict[str, tuple[Verdict, tuple[int, bool, str], list[Line]]] = {}
_MOST = 20_000


def _quote(
    scene: Scene, judged: JudgedQuote, name: str, width: int, since: tuple[str, ...] = ()
) -> list[Line]:
    how = (width, scene.state.formula, since)
    known = _laid_out.get(name)
    if known is not None and known[0] is judged and known[1] == how:
        return known[2]
    if len(_laid_out) >= _MOST:
        _laid_out.clear()
    rows = _rows_of_quote(scene, judged, name, width, since)
    _laid_out[name] = (judged, how, rows)
    return rows


def _rows_of_quote(
    scene: Scene, judged: JudgedQuote, name: str, width: int, since: tuple[str, ...]
) -> list[Line]:
    quote = judged.quote
    left = [piece(quote.provider or "unnamed", "title")]
    if name == DRAFT:
        left.append(piece("  being said", "moved"))
    else:
        if quote.round:
            left.append(piece(f"  round {quote.round}", "dim"))
        if quote.date:
            left.append(piece(f"  {quote.date:%-d %b}", "dim"))
    worst = _worst(judged)
    while len(left) > 1 and size([*left, *worst]) >= width:
        left.pop()  # rather no date than half of one
    rows = [spread(left, worst, width)]
    for item in items(judged, name):
        rows += _rows(scene, item, width)
    rows += _offer(scene, quote, width)
    for finding in (*judged.findings, *since):
        rows += _found(finding, width)
    for refused in quote.refused:
        rows += paragraph(
            f"{refused.text}: {refused.reason}", width, "bad", "  ? ", lead_role="bad"
        )
    if quote.unread:
        rows += paragraph("not read: " + ", ".join(quote.unread), width, "dim", "  ? ")
    rows.append(BLANK)
    return rows


def _offer(scene: Scene, quote: Quote, width: int) -> list[Line]:
    """Quality and terms, each in as many rows as a glance takes; the story of a price has all."""
    rows: list[Line] = []
    if quote.claims:
        rows += paragraph(scene.quality(quote).mark, width, "dim", "  quality ")[:_ROWS]
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
        return (piece("✗ beyond the ceiling", "bad"),)
    if not judged.verdicts and judged.readings:
        return (piece("? which is meant", "warn"),)
    return (flag_piece(judged.leading),)


def title_of(item: Item) -> str:
    """What a claim is about; of what is ambiguous, as which reading."""
    verdict = item.verdict
    name = verdict.metric.of.title if verdict.metric is not None else (verdict.claim.metric or "?")
    if verdict.claim.statistic:
        name += f" {verdict.claim.statistic}"
    if item.unsure:
        name = f"{item.unsure} as {name}?"
    return name


def quoted_text(verdict: Verdict, *, full: bool = False) -> str:
    """What was said, as it was said, with its bound. What napkin worked out itself, such as a
    blend, is rounded for reading unless it is asked for in `full`.
    """
    claim = verdict.claim
    text = claim.value.text if full else rounded(verdict)
    text += f" to {claim.high.text}" if claim.high is not None else ""
    bound = {"at most": "≤ ", "at least": "≥ ", "up to": "up to "}.get(claim.bound, "")
    about = "~" if claim.approx else ""
    return f"{bound}{about}{text}".replace("token", "tok").replace("request", "req")


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


def _rows(scene: Scene, item: Item, width: int) -> list[Line]:
    """A claim as a block of rows in a narrow pane, as two rows in a middling one, as one in a wide
    one; each is made when it is looked at, for of thousands a screen has room for few.
    """
    metric = item.verdict.metric
    lit = metric is not None and metric.variable == scene.state.formula
    how = (width, lit, item.unsure)
    known = _claim_rows.get(item.key)
    if known is None or known[0] is not item.verdict or known[1] != how:
        if len(_claim_rows) >= _MOST:
            _claim_rows.clear()
        shown = _Shown(item, lit, scene.claims_moved.get(item.key), width)
        make = _narrow_rows if width < MIDDLE else _wide_rows
        rows = later(item.key, height(item.verdict, width), functools.partial(make, shown))
        known = _claim_rows[item.key] = (item.verdict, how, rows)
    return known[2]


def height(verdict: Verdict, width: int) -> int:
    """How many rows a claim takes."""
    against = len(held_against(verdict))
    beyond = 1 if verdict.beyond_ceiling else 0
    if width >= WIDE:
        return 1 + beyond
    return max(1, against) + beyond + (1 if width < MIDDLE else 0)


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
        left = [piece(f"  {held[0]:<7}", "dim")]
        if width >= NARROWEST:  # else it would be cut to nothing; it stands in the story
            left.append(piece(_number(verdict, held[1])))
        right = _marked(shown, held, width - size(left) - 1, 5, first=not at)
        rows.append(spread(left, right, width, item.key))
    if verdict.flag == "not-judged":
        rows.append(spread((), _unheld(shown), width, item.key))
    if verdict.beyond_ceiling:
        rows.append(spread((), (piece("✗ beyond the ceiling", "bad"),), width, item.key))
    return rows


def unjudged(verdict: Verdict) -> Piece:
    """A promise is met or missed; for anything else, that it was not judged."""
    if verdict.met is not None:
        word = "✓ met" if verdict.met else "✗ missed"
        return piece(f"{word:<11}", "good" if verdict.met else "bad")
    return piece(f"- {WORDS['not-judged']}", "dim")


def _unheld(shown: _Shown) -> tuple[Piece, ...]:
    """The same, marked where the last edit turned it."""
    before = shown.before
    now = unjudged(shown.item.verdict)
    if before is None:
        return (now,)
    was = unjudged(before).text.strip() if not held_against(before) else ratio(before.ratio)
    return piece(f"was {was} ", "dim"), piece("●", "moved"), now


def held_against(verdict: Verdict) -> list[tuple[str, float | None, float | None, Flag]]:
    """(basis, value, ratio, flag) of what a claim was held against, the fit first where there is
    one.
    """
    if verdict.flag == "not-judged":
        return []
    found: list[tuple[str, float | None, float | None, Flag]] = []
    if verdict.fit_flag is not None:
        found.append(("fit", verdict.fit, verdict.fit_ratio, verdict.fit_flag))
    found.append((yardstick(verdict), verdict.napkin, verdict.ratio, verdict.flag))
    return found


def yardstick(verdict: Verdict) -> str:
    """What a claim of its kind is held against."""
    kind = verdict.metric.kind if verdict.metric is not None else ""
    shares = verdict.metric is not None and verdict.metric.id in ("mbu", "mfu")
    return "band" if kind == "input" or shares else "memory" if kind == "capacity" else "napkin"


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
        block = [piece(f"  {row[0]:<7}", "dim"), piece(f"{_number(verdict, row[1]):>8} ")]
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
    if verdict.beyond_ceiling:
        rows.append(spread((), (piece("✗ beyond the ceiling", "bad"),), width, item.key))
    return rows


def _held_first(verdict: Verdict) -> tuple[float | None, Flag] | None:
    """Ratio and flag of what stands first."""
    held = held_against(verdict)
    return held[0][2:] if held else None


def _marked(
    shown: _Shown,
    held: tuple[str, float | None, float | None, Flag],
    room: int,
    wide: int,
    *,
    first: bool,
) -> list[Piece]:
    """Ratio and flag of one basis; where the last edit moved them, with a mark and as much of what
    was there before as `room` has for it.
    """
    basis, _, times, flag = held
    now = flag_piece(flag)
    number, word = f"{ratio(times):>{wide}}", f"{now.text:<11}"
    before = shown.before
    old = (
        {row[0]: row[2:] for row in held_against(before)}.get(basis) if before is not None else None
    )
    if before is not None and first and before.leading != flag:
        # What stands first may have been another basis: a fit that these conditions do not have.
        old = old if old is not None and old[1] == before.leading else _held_first(before)
    if old is None or (old[1] == flag and not differ(old[0], times)):
        return [piece(number + " "), piece(word, now.role)]
    glyph = flag_piece(old[1], word=False).text
    was = f"was {ratio(old[0])} {glyph} "
    arrow = f"{glyph}→" if old[1] != flag else ""
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
