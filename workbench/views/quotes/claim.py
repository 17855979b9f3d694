"""Pane 3, below: the selected claim, what it was held against, and the question to put."""

from __future__ import annotations

from formulas.book import BOOK
from sessions.claims.metrics import PRICES
from sessions.claims.telling import ratio
from sessions.document.session import Quote
from sessions.judging.holding import in_words
from sessions.judging.verdict import JudgedQuote, Verdict
from workbench.state.asides import chosen_item, deal, when_kept
from workbench.state.items import DRAFT
from workbench.state.scene import Scene
from workbench.views.figures import flag_piece
from workbench.views.lines import Line, Lines, fit, line, paragraph, piece, spread
from workbench.views.quotes.odds import claim_odds
from workbench.views.quotes.verdict import (
    held_against,
    quoted_text,
    title_of,
    unjudged,
    way,
    yardstick,
)


def claim_story(scene: Scene, width: int) -> Lines:
    """The selected claim: what it was held against, the reason, and the question to put."""
    item = chosen_item(scene)
    if item is None:
        return ()
    verdict = item.verdict
    said = "" if item.unsure else quoted_text(verdict, full=True)
    rows: list[Line] = [
        spread((piece(title_of(item), "strong"), piece("  " + said)), (), width),
        Line(fit(_flags(verdict).pieces, width)),
    ]
    before = scene.claims_moved.get(item.key)
    if before is not None:
        rows += paragraph(_was(before), width, "moved", "● was ", lead_role="moved")
    if not item.key.startswith(DRAFT):
        judged = scene.judged[int(item.key.partition(".")[0])]
        rows += _as_it_was(scene, judged, verdict, width)
    if decides := in_words(verdict):
        rows += paragraph(decides, width, "strong")
    if verdict.ask:
        rows += paragraph(verdict.ask, width, "strong", "ask  ", lead_role="key")
    if verdict.reason:
        rows += paragraph(verdict.reason, width, "bad" if verdict.beyond_ceiling else "", "why  ")
    if verdict.reading:
        rows += paragraph(verdict.reading, width, "", "     ")
    if verdict.metric is not None and verdict.metric.kind in PRICES:
        rows += _deal(scene, _quote_of(scene, item.key), width)
    if scene.state.odds is not None:
        rows += claim_odds(scene, verdict, width)
    rows += _listed(scene, verdict, width)
    if verdict.metric is not None:
        rows += _figures(verdict, width)
    rows += _blur(scene, verdict, width)
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
    quote = _quote_of(scene, item.key)
    for text in (quote.note, quote.said):
        if text:
            rows += paragraph(text, width, "dim")
    return tuple(rows)


def _quote_of(scene: Scene, key: str) -> Quote:
    """The quote that a claim stands in: the one that is being said, or one of the session."""
    if key.startswith(DRAFT) and scene.draft is not None:
        return scene.draft.quote
    return scene.judged[int(key.partition(".")[0])].quote


def _deal(scene: Scene, quote: Quote, width: int) -> Lines:
    """What the offer comes to for this packet, with a line for each term, and what it leaves to
    ask.
    """
    made = deal(scene, quote)
    if made is None:
        return ()
    rows: Lines = ()
    if made.words:
        rows += paragraph(made.words, width, "", "deal ")
    for note in made.notes:
        rows += paragraph(note, width, "dim", "   · ")
    for asked in made.asks:
        rows += paragraph(asked, width, "", "ask  ", lead_role="key")
    return rows


def _blur(scene: Scene, verdict: Verdict, width: int) -> Lines:
    """How near the napkin comes to measured stacks for such a claim."""
    if scene.resolved is None or verdict.metric is None or verdict.napkin is None:
        return ()
    assumptions = scene.resolved.assumptions
    of = verdict.metric.measured
    if of not in assumptions.accuracy:
        return ()
    near, far = assumptions.accuracy[of]
    text = f"{of.upper()} of measured stacks: within 2x on {near:.0%}, within 10x on {far:.1%}"
    if near < 0.9:
        text += "; queueing is wider than any formula for it"
    return paragraph(text, width, "dim", "blur  ")


def _listed(scene: Scene, verdict: Verdict, width: int) -> Lines:
    """What the public list says of a price; nothing while it is being looked up."""
    told = scene.state.listed
    if told is None or told.wanted.verdict is not verdict:
        return ()
    if told.wanted.session is not scene.session or not told.words:
        return ()
    return paragraph(told.words, width, "", "list ")


def _as_it_was(scene: Scene, judged: JudgedQuote, verdict: Verdict, width: int) -> Lines:
    """What was said of the claim by another set of assumptions, when the quote was kept."""
    if not judged.quote.judged or judged.quote.judged == verdict.assumptions:
        return ()
    was = when_kept(scene, judged.quote)
    if was is None or verdict not in judged.verdicts:
        return ()
    said = "that version is not shipped any more"
    if was.verdicts is not None:
        said = _was(was.verdicts[judged.verdicts.index(verdict)])
    return paragraph(f"{said}, by {was.by}", width, "dim", "when kept  ")


def _was(before: Verdict) -> str:
    """How a claim fared before the last edit: `2.46x ~ 2x off on fit, 2.28x ~ 2x off on napkin`."""
    held = [
        f"{ratio(row.ratio)} {flag_piece(row.flag).text} on {row.basis}"
        for row in held_against(before)
    ]
    beyond = [unjudged(before).text] if not held else []
    beyond += ["beyond the ceiling"] if before.beyond_ceiling else []
    return ", ".join(held + beyond)


def _flags(verdict: Verdict) -> Line:
    pieces = [flag_piece(verdict.leading)]
    against = "the fit" if verdict.fit_flag else f"the {yardstick(verdict)}"
    # In a narrow pane the end of the line is cut: the graver of the two stands first.
    if verdict.beyond_ceiling:
        pieces.append(piece("  beyond the ceiling", "bad"))
    if off := way(verdict):
        pieces.append(piece(f"  {off} than {against}", "dim"))
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
            (yardstick(verdict), verdict.napkin),
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
