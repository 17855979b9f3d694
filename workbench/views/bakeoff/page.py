"""Below the table of the bake-off, of the selected provider: what to ask and what there is to beat,
what moved between its rounds, what its offer comes to.
"""

from __future__ import annotations

from sessions.claims.metrics import BLENDED
from sessions.claims.telling import conditions, quoted, title_of
from sessions.document.session import Objective
from sessions.offers.bakeoff import Row
from sessions.offers.moves import in_words
from sessions.offers.ranking import GOALS, Place
from workbench.keys.shown import keyed, shown_key
from workbench.state.bakeoff import Decision, at_cell, beats_of, decided, moves_of, questions_to
from workbench.state.scene import Scene
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
    size,
    spread,
)
from workbench.views.quotes.quotes import still_waiting
from workbench.views.text import cells, clean, squeeze

_TITLES = {"ask": "what to say next", "rounds": "round by round", "offer": "what it comes to"}


def bakeoff_page(scene: Scene, width: int) -> Lines:
    """The page that was chosen, with whose it is."""
    decision = decided(scene) if scene.state.sheet == "bakeoff" else None
    if decision is None or not decision.rows:
        return ()
    table = scene.state.table
    provider, item = at_cell(decision, table)
    row = decision.found.row(provider)
    if row is None:
        return ()
    page = {"ask": _ask, "rounds": _rounds, "offer": _offer}[table.page]
    head = (*_heading(decision, row, table.page, width), *still_waiting(scene, width))
    return (*head, *page(scene, decision, row, item, width))


def _heading(decision: Decision, row: Row, page: str, width: int) -> Lines:
    place = decision.place_of(row.provider)
    left: list[Piece] = [piece(clean(row.provider), "title"), piece(f"  {_TITLES[page]}", "dim")]
    others = " ".join([f"[{name}]" if name == page else name for name in _TITLES])
    right = [piece(f"{shown_key('next_page')} ", "key"), piece(others, "dim")]
    if place is None:
        return (spread(left, right, width),)
    at, found = place
    standing = {"in": "", "open": ", not counted yet", "out": ", out"}[found.standing]
    left.append(piece(f"  {at} of {len(decision.found.rows)}{standing}", "dim"))
    # Why the first is the first stands right above.
    reason = () if at == 1 else paragraph(found.sentence, width, "dim")
    return (spread(left, right, width), *reason)


def _ask(scene: Scene, decision: Decision, row: Row, item: str, width: int) -> Lines:
    rows: list[Line] = [*_selected(row, item, width)]
    asked = questions_to(scene, row)
    for at, each in enumerate(asked, 1):
        rows += paragraph(each.text, width, "", f"{at} ", lead_role="key")
    if not asked:
        rows += paragraph("Nothing is left to ask.", width, "dim")
    beats = beats_of(decision, row.provider)
    for beat in beats:
        text = beat.text + (" (private: not in the text to send)" if beat.private else "")
        rows += paragraph(text, width, "dim" if beat.private else "", "to beat: ")
    if not beats and len(decision.found.rows) > 1:
        rows += paragraph("Nobody beats it in any figure that counts.", width, "dim")
    keys = keyed("{letter} is the text to send; {story_up} and {story_down} scroll.")
    return (*rows, *paragraph(keys, width, "dim"))


def _selected(row: Row, item: str, width: int) -> Lines:
    """The selected figure, with what was said beside it."""
    cell = row.cells.get(item)
    if cell is None:
        return ()
    verdict = cell.verdict
    words = [f"{title_of(item)} {quoted(verdict.claim)} {verdict.claim.statistic}".strip()]
    stated = conditions(verdict.stated)
    if stated:
        words.append(f"at {stated}")
    if verdict.assumed:
        words.append(f"not said: {', '.join(verdict.assumed).replace('_', ' ')}")
    if cell.carried:
        words.append("carried over to your traffic by the napkin's ratio")
    if cell.others:
        words.append(f"{cell.others} more for other cases")
    for said in (verdict.claim.said_by, verdict.claim.where, verdict.reading, verdict.reason):
        if said:
            words.append(said)
    return paragraph("; ".join(words), width)


def _rounds(scene: Scene, decision: Decision, row: Row, item: str, width: int) -> Lines:
    rows: list[Line] = []
    for each in reversed(moves_of(scene, row)):
        quote = each.quote
        date = f"{quote.date:%-d %b %Y}" if quote.date is not None else "no date"
        until = f", holds until {quote.valid_until:%-d %b %Y}" if quote.valid_until else ""
        rows.append(line(piece(f"round {quote.round or 1}", "strong"), piece(f"  {date}{until}")))
        for move in each.moves:
            role: Role = "" if move.better is None else "good" if move.better else "warn"
            rows += paragraph(in_words(move), width, role, "  ")
        if not each.moves:
            first = quote is row.offer.rounds[0]
            rows += paragraph("the first offer" if first else "nothing moved", width, "dim", "  ")
    return tuple(rows)


def _offer(scene: Scene, decision: Decision, row: Row, item: str, width: int) -> Lines:
    rows: list[Line] = []
    cell = row.cells.get(BLENDED)
    if cell is not None and cell.verdict.reading:
        rows += paragraph(cell.verdict.reading, width, "", "price: ")
    for note in row.deal.notes:
        rows += paragraph(note, width, "", "· ")
    for name, words in row.offer.quote.terms.items():
        rows += paragraph(words, width, "", f"{name}: ")
    if not row.offer.quote.terms:
        rows += paragraph("none said", width, "dim", "terms: ")
    until = row.offer.newest.valid_until
    holds = f"{until:%-d %b %Y}" if until is not None else "not said"
    rows += paragraph(holds, width, "bad" if row.expired else "", "holds until: ")
    rows += paragraph(row.quality.mark, width, "" if row.quality.evals else "warn", "quality: ")
    newest = row.offer.newest
    for name, said in (("said by", newest.said_by), ("where", newest.where), ("note", newest.note)):
        if said:
            rows += paragraph(said, width, "", f"{name}: ")
    return tuple(rows) or (BLANK,)


# --- Who to pick for each objective and why, in one line each; the packet's own objective first.

_NAME = 24
_GOALS: dict[Objective, str] = {
    "speed": "fastest",
    "price": "cheapest",
    "service level": "best fit for your levels",
}


def picks(scene: Scene, width: int) -> Lines:
    """The first of each ranking, or why there is none yet."""
    if scene.state.sheet != "bakeoff":
        return ()
    decision = decided(scene)
    if decision is None:
        return _unjudged(scene, width)
    if not decision.found.rows:
        return ()
    goals = [decision.goal, *[goal for goal in GOALS if goal != decision.goal]]
    return tuple([_pick(decision, goal, width) for goal in goals])


def _pick(decision: Decision, goal: Objective, width: int) -> Line:
    own = goal == decision.goal
    place = decision.ranked[goal][0]
    role: Role = "title" if own else "dim"
    key = shown_key("next_goal") if own else ""
    lead = [piece(f" {'▸' if own else ' '} ", "lit"), piece(f"{_GOALS[goal]}: ", role)]
    name = squeeze(clean(place.provider), _NAME)
    if place.standing == "in":
        words = [piece(name, "strong"), *_reason(place, width - size(lead) - cells(name))]
    else:
        words = [piece("nobody yet", "warn"), piece(f"; {name}: {place.sentence}")]
    tail = [piece(f" {key} ", "key"), piece("next", "dim")] if key else []
    row = fit((*lead, *words), width - size(tail))
    gap = width - size(row) - size(tail)
    return line(*row, piece(" " * max(0, gap)), *tail)


def _reason(place: Place, room: int) -> list[Piece]:
    """Why; where there is no room for all of it, what stands against it comes first."""
    if not place.but or cells(place.sentence) + 2 <= room:
        return [
            piece(f", {place.reason}"),
            *([piece(f"; {place.but}", "warn")] if place.but else []),
        ]
    return [piece(f", {place.but}", "warn"), piece(f"; {place.reason}")]


def _unjudged(scene: Scene, width: int) -> Lines:
    many = len(scene.session.quotes)
    doing = "Comparing" if scene.settled else "Judging"
    return paragraph(scene.problem or f"{doing} {many} quotes …", width, "dim")
