"""Pane 3, above: each quote with its claims and flags; what is being said now stands first."""

from __future__ import annotations

from formulas.book import BOOK
from formulas.verdicts import WORDS, Flag
from sessions.verdict import JudgedQuote, Verdict
from workbench.scene import DRAFT, Item, Scene, chosen_item, items, worst_of
from workbench.views.flags import ROLE, flag_piece, ratio
from workbench.views.lines import (
    BLANK,
    Line,
    Lines,
    Piece,
    Role,
    fit,
    line,
    paragraph,
    piece,
    remembered,
    size,
    spread,
)
from workbench.views.numbers import short

MIDDLE, WIDE = 60, 100


@remembered(lambda s: (s.resolved, s.judged, s.draft, s.state.formula, s.problem))
def quotes_list(scene: Scene, width: int) -> Lines:
    """Every quote: a heading with its worst flag, then its claims, then what was not understood."""
    if scene.resolved is None:
        return (*paragraph(scene.problem, width, "bad"),)
    rows: list[Line] = []
    if scene.draft is not None:
        rows += _quote(scene, scene.draft, DRAFT, width)
    for i, judged in enumerate(scene.judged):
        rows += _quote(scene, judged, str(i), width)
    if rows:
        return tuple(rows)
    return (
        *paragraph("No quotes yet. Press / and type what the vendor says, such as", width, "dim"),
        *paragraph("Acme: $0.28/M, 40 tok/s/user at c=16 on 8xB200", width, "key"),
    )


def _quote(scene: Scene, judged: JudgedQuote, name: str, width: int) -> list[Line]:
    quote = judged.quote
    left = [piece(quote.provider or "unnamed", "title")]
    if name == DRAFT:
        left.append(piece("  being said", "moved"))
    else:
        if quote.round:
            left.append(piece(f"  round {quote.round}", "dim"))
        if quote.date:
            left.append(piece(f"  {quote.date:%-d %b}", "dim"))
    rows = [spread(left, _worst(judged), width)]
    for item in items(judged, name):
        rows += _rows(scene, item, width)
    for finding in judged.findings:
        rows += paragraph(finding, width, "warn", "  ! ", lead_role="warn")
    for refused in quote.refused:
        rows += paragraph(
            f"{refused.text}: {refused.reason}", width, "bad", "  ? ", lead_role="bad"
        )
    if quote.unread:
        rows += paragraph("not read: " + ", ".join(quote.unread), width, "dim", "  ? ")
    rows.append(BLANK)
    return rows


def _worst(judged: JudgedQuote) -> tuple[Piece, ...]:
    if judged.beyond_ceiling:
        return (piece("✗ beyond the ceiling", "bad"),)
    return (flag_piece(worst_of(judged)),)


def title_of(item: Item) -> str:
    """What a claim is about; of what is ambiguous, as which reading."""
    verdict = item.verdict
    name = verdict.metric.of.title if verdict.metric is not None else (verdict.claim.metric or "?")
    if verdict.claim.statistic:
        name += f" {verdict.claim.statistic}"
    if item.unsure:
        name = f"{item.unsure} as {name}?"
    return name


def quoted_text(verdict: Verdict) -> str:
    """What was said, as it was said, with its bound."""
    claim = verdict.claim
    text = claim.value.text + (f" to {claim.high.text}" if claim.high is not None else "")
    bound = {"at most": "≤ ", "at least": "≥ ", "up to": "up to "}.get(claim.bound, "")
    about = "~" if claim.approx else ""
    return f"{bound}{about}{text}".replace("token", "tok").replace("request", "req")


def _lit(scene: Scene, item: Item) -> bool:
    metric = item.verdict.metric
    return metric is not None and metric.variable == scene.state.formula


def _mark(scene: Scene, item: Item) -> Piece:
    return piece(" ▸" if _lit(scene, item) else "  ", "lit")


def _rows(scene: Scene, item: Item, width: int) -> list[Line]:
    """A claim as a block of rows in a narrow pane, as two rows in a middling one, as one in a wide
    one.
    """
    if width < MIDDLE:
        return _narrow_rows(scene, item, width)
    return _wide_rows(scene, item, width)


def _narrow_rows(scene: Scene, item: Item, width: int) -> list[Line]:
    verdict = item.verdict
    role: Role = "lit" if _lit(scene, item) else "strong"
    rows = [
        spread(
            (_mark(scene, item), piece(title_of(item), role)),
            (piece(quoted_text(verdict), "strong"),),
            width,
            item.key,
        )
    ]
    for basis, value, times, flag in _held(verdict):
        left = [piece(f"   {basis:<7}", "dim"), piece(_number(verdict, value))]
        right = [piece(f"{ratio(times):>5} "), piece(f"{flag_piece(flag).text:<11}", ROLE[flag])]
        rows.append(spread(left, right, width, item.key))
    if verdict.flag == "not-judged":
        rows.append(spread((), (_unjudged(verdict),), width, item.key))
    if verdict.beyond_ceiling:
        rows.append(spread((), (piece("✗ beyond the ceiling", "bad"),), width, item.key))
    return rows


def _unjudged(verdict: Verdict) -> Piece:
    """A promise is met or missed; for anything else, that it was not judged."""
    if verdict.reading.startswith("met"):
        return piece(f"{'✓ met':<11}", "good")
    if verdict.reading.startswith("missed"):
        return piece(f"{'✗ missed':<11}", "bad")
    return piece(f"- {WORDS['not-judged']}", "dim")


def _held(verdict: Verdict) -> list[tuple[str, float | None, float | None, Flag]]:
    """(basis, value, ratio, flag) of what a claim was held against, the fit first where there is
    one.
    """
    if verdict.flag == "not-judged":
        return []
    found: list[tuple[str, float | None, float | None, Flag]] = []
    if verdict.fit_flag is not None:
        found.append(("fit", verdict.fit, verdict.fit_ratio, verdict.fit_flag))
    found.append((_yardstick(verdict), verdict.napkin, verdict.ratio, verdict.flag))
    return found


def _yardstick(verdict: Verdict) -> str:
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


def _wide_rows(scene: Scene, item: Item, width: int) -> list[Line]:
    """What was said on the left, what it was held against on the right, side by side where there
    is room.
    """
    verdict = item.verdict
    role: Role = "lit" if _lit(scene, item) else "strong"
    left: list[Piece] = [_mark(scene, item), piece(title_of(item), role)]
    left.append(piece(" " * max(2, 24 - size(left))))
    left.append(piece(quoted_text(verdict), "strong"))
    blocks = [
        [
            piece(f"  {basis:<7}", "dim"),
            piece(f"{_number(verdict, value):>8} "),
            piece(f"{ratio(times):>6} "),
            piece(f"{flag_piece(flag).text:<11}", ROLE[flag]),
        ]
        for basis, value, times, flag in _held(verdict)
    ]
    if not blocks:
        blocks = [[_unjudged(verdict)]]
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


def claim_story(scene: Scene, width: int) -> Lines:
    """The selected claim: what it was held against, the reason, and the question to put."""
    item = chosen_item(scene)
    if item is None:
        return ()
    verdict = item.verdict
    rows: list[Line] = [
        spread((piece(title_of(item), "strong"), piece("  " + quoted_text(verdict))), (), width)
    ]
    rows.append(Line(fit(_flags(verdict).pieces, width)))
    if verdict.ask:
        rows += paragraph(verdict.ask, width, "strong", "ask  ", lead_role="key")
    if verdict.reason:
        rows += paragraph(verdict.reason, width, "bad" if verdict.beyond_ceiling else "", "why  ")
    if verdict.reading:
        rows += paragraph(verdict.reading, width, "", "     ")
    if verdict.metric is not None:
        rows += _figures(verdict, width)
    if verdict.assumed:
        rows += paragraph(
            ", ".join([a.replace("_", " ") for a in verdict.assumed]),
            width,
            "",
            "assumed from the set-up: ",
        )
    if verdict.claim.note:
        rows += paragraph(verdict.claim.note, width, "dim")
    if item.key.startswith(DRAFT):
        return tuple(rows)
    quote = scene.judged[int(item.key.partition(".")[0])].quote
    for text in (quote.note, quote.said):
        if text:
            rows += paragraph(text, width, "dim")
    return tuple(rows)


def _flags(verdict: Verdict) -> Line:
    pieces = [flag_piece(verdict.leading)]
    way = verdict.fit_direction if verdict.fit_flag else verdict.direction
    against = "the fit" if verdict.fit_flag else f"the {_yardstick(verdict)}"
    if way:
        pieces.append(piece(f"  {way} than {against}", "dim"))
    if verdict.beyond_ceiling:
        pieces.append(piece("  beyond the ceiling", "bad"))
    return line(*pieces)


def _figures(verdict: Verdict, width: int) -> Lines:
    """What the chain says on each basis, and what the claim would imply."""
    metric = verdict.metric
    if metric is None:
        return ()
    shown = [
        f"{basis} {metric.of.show(value, 3)}"
        for basis, value in (
            ("ceiling", verdict.ceiling),
            (_yardstick(verdict), verdict.napkin),
            ("fit", verdict.fit),
        )
        if value is not None
    ]
    rows: Lines = paragraph(" · ".join(shown), width, "", "held ") if shown else ()
    for id, value in verdict.implied.items():
        rows += paragraph(
            f"{BOOK.variables[id].title} of {BOOK.variables[id].show(value, 3)}",
            width,
            "",
            "implies ",
        )
    for id, value in verdict.ceiling_needs.items():
        known = BOOK.variables.get(id)
        rows += paragraph(
            f"{known.title if known else id} {known.show(value, 3) if known else f'{value:g}'}",
            width,
            "",
            "needs ",
        )
    return rows
