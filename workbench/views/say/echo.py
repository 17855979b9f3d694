"""The rows under the say line: what was understood so far, with verdicts; what was not; what is
asked; and what can be said, as a list to choose from.
"""

from __future__ import annotations

from itertools import groupby

from sessions.claims.telling import show_condition
from sessions.document.keep import NOBODY, can_keep
from sessions.document.session import Quote
from sessions.say.suggestions import GROUPS, Offer, finds
from workbench.keys.shown import shown_key
from workbench.state.notes import note_in
from workbench.state.scene import Scene
from workbench.state.state import STEPS
from workbench.views.figures import flag_piece, rounded
from workbench.views.lines import BLANK, Line, Lines, Piece, fit, flow, line, piece, size, spread
from workbench.views.quotes.verdict import mark, name_of
from workbench.views.text import cells, clean, cut

# --- What stands under an empty say line: the first three steps, until they were taken; then what
# can be said.

# Each in few words, and in more where there is room.
_STEPS = {
    "say": ("type a quote", "type a quote above", "type a quote above, enter keeps it"),
    "why": ("F5 why", "F5 says why", "F5 says why it is flagged"),
    "edit": ("F2 then e", "F2 then e edits", "F2 then e edits a value: see what moves"),
}


def steps(scene: Scene, width: int, lead: str) -> Line | None:
    """The first steps in a row, those taken with their mark; None where they are not shown."""
    taken = scene.state.steps
    if taken is None:
        return None
    rows = [_row(taken, lead, full) for full in (2, 1, 0)]
    return spread(next((row for row in rows if size(row) <= width), rows[-1]), (), width)


def _row(taken: tuple[str, ...], lead: str, full: int) -> list[Piece]:
    pieces: list[Piece] = [piece(lead), piece("first steps  ", "title")]
    for number, step in enumerate(STEPS, 1):
        done = step in taken
        pieces.append(piece(f"{'✓' if done else number} ", "good" if done else "key"))
        end = "   " if number < len(STEPS) else ""
        pieces.append(piece(_STEPS[step][full] + end, "dim" if done else ""))
    return pieces


def last_session(scene: Scene, key: str, lead: str, width: int) -> Line | None:
    """Which session was open last, while the example is on show."""
    if scene.state.rescued:
        words = (piece(lead), piece("unsaved work was rescued  ", "warn"), piece("^p", "key"))
        return spread((*words, piece(" rescued: brings it back", "dim")), (), width)
    if not scene.state.recent or scene.state.path is not None:
        return None
    found = (piece(lead), piece(f"last time  {scene.state.recent}  "), piece(key, "key"))
    return spread((*found, piece(" opens a recent session", "dim")), (), width)


def below(scene: Scene, lesson: Lines, key: str, lead: str, width: int) -> Lines:
    """The two rows: the first steps, else an example of what can be said; the session last open,
    else the keys of the line.
    """
    example, keys = lesson
    return (steps(scene, width, lead) or example, last_session(scene, key, lead, width) or keys)


# --- say

LEAD = "       "
# The fullest that fits is shown.
_HINTS = (
    "Acme: $0.28/M, 40 tok/s/user, TTFT 0.1 s at c=16 on 8xB200 fp4",
    "Acme: $0.28/M, 40 tok/s/user at c=16 on 8xB200",
    "Acme: $0.28/M, 40 tok/s/user",
)
_KEYS = (("^space", "what can be said"), ("up", "what was said before"), ("tab", "completes"))
_BRIEF = (("^space", "what can be said"), ("up", "said before"), ("tab", "completes"))


def echo(scene: Scene, width: int) -> Lines:
    """What was understood, in two rows: the claims with their flags, then everything else. Compact,
    in one.
    """
    compact = scene.state.settings.density == "compact"
    on_call = scene.state.sheet == "call"
    lead = LEAD if width >= 100 else " "
    if on_call and note_in(scene.state.said) is not None:
        words = (piece(lead), piece("a note", "moved"), piece(", with its time", "dim"))
        keeps = (piece("enter", "key"), piece(" keeps it ", "dim"))
        return (spread(words, keeps, width), BLANK)[: 1 if compact else 2]
    if scene.heard is None:
        rows = below(scene, _lesson(lead, width), shown_key("recent", typing=True), lead, width)
        return rows[:1] if compact else rows
    claims = _claims(scene, brief=compact)
    if sum([size(claim) + 3 for claim in claims]) > width - len(lead):
        claims = _claims(scene, brief=True)
    why = "nothing judged yet" if scene.resolved is not None else "kept, but not judged: no set-up"
    none: list[tuple[Piece, ...]] = [(piece(why, "dim"),)]
    if compact:
        # What was not understood must not be what is cut off: it comes before the claims.
        odd, rest = _odd(scene), _rest(scene)[len(_odd(scene)) :]
        return flow([*odd, *(claims or none), *rest], width, lead, rows=1)[:1]
    keep = (piece("enter", "key"), piece(" keeps it ", "dim"))
    if on_call and not can_keep(scene.heard.quote) and not scene.heard.quote.refused:
        keep = (piece("enter", "key"), piece(" keeps it as a note ", "dim"))
    elif not can_keep(scene.heard.quote):
        keep = (piece(shown_key("sayable", typing=True), "key"), piece(" what can be said ", "dim"))
    first = flow(claims or none, width, lead, rows=1)[0]
    second = flow(_rest(scene), width - size(keep) - 1, lead, rows=1)[0]
    return (first, spread(second.pieces, keep, width))


def _lesson(lead: str, width: int) -> Lines:
    """An example, and what the line can do: what an empty line teaches."""
    such = f"{lead}such as  "
    example = next((hint for hint in _HINTS if cells(such + hint) <= width), _HINTS[-1])
    keys = [
        (piece(key, "key"), piece(f" {words}", "dim"))
        for key, words in (_KEYS if width >= 72 else _BRIEF)
    ]
    return (
        Line(fit([piece(such, "dim"), piece(example, "dim")], width)),
        flow(keys, width, lead, rows=1)[0],
    )


def _claims(scene: Scene, *, brief: bool) -> list[tuple[Piece, ...]]:
    """Each claim as read, with its flag (in brief, its unit is title enough); of what is ambiguous
    each reading.
    """
    parts: list[tuple[Piece, ...]] = []
    if scene.draft is None:
        return parts
    for verdict in scene.draft.verdicts:
        name, flag = name_of(verdict), mark(verdict)
        if brief and verdict.metric is not None and verdict.metric.kind in ("rate", "price"):
            name = ""
        pieces = [
            piece(f"{name} {rounded(verdict)} ".lstrip()),
            flag_piece("plausible", word=False)
            if brief and verdict.leading == "plausible"
            else flag,
        ]
        if verdict.beyond_ceiling:
            pieces.append(piece(" beyond the ceiling", "bad"))
        parts.append(tuple(pieces))
    for unsure, readings in zip(scene.draft.quote.ambiguous, scene.draft.readings, strict=True):
        pieces = [piece(f"{unsure.text}: ", "warn")]
        for number, reading in enumerate(readings):
            pieces += [
                piece(f"{' or ' if number else ''}{name_of(reading)} "),
                flag_piece(reading.leading, word=False),
            ]
        pieces.append(piece("?", "warn"))
        parts.append(tuple(pieces))
    return parts


def _rest(scene: Scene) -> list[tuple[Piece, ...]]:
    """What was not understood first, then the questions, then conditions and terms."""
    if scene.heard is None:
        return []
    quote = scene.heard.quote
    parts = _odd(scene)
    parts += [(piece(a.question, "warn"),) for a in quote.ambiguous if a.question]
    parts += [(piece(show_condition(name, value)),) for name, value in quote.conditions.items()]
    parts += [(piece(f"{name} {value}"),) for name, value in quote.terms.items()]
    heard, joins = scene.heard, scene.heard.joins
    to = f"to {quote.provider}" + (" (new)" if joins is None else f", round {heard.round}")
    to = to if quote.provider != NOBODY else "no vendor named"
    return [*parts, (piece(to, "dim"),)] if can_keep(quote) or not parts else parts


def _odd(scene: Scene) -> list[tuple[Piece, ...]]:
    """What was refused, and what was not read."""
    if scene.heard is None:
        return []
    quote = scene.heard.quote
    parts: list[tuple[Piece, ...]] = []
    parts += [(piece(f"✗ {r.text}: {r.reason}", "bad"),) for r in quote.refused]
    parts += [_unread(text, quote) for text in quote.unread]
    return parts


def _unread(text: str, quote: Quote) -> tuple[Piece, ...]:
    """What was not read; at the end of the line somebody may still be typing it."""
    if text == quote.unread[-1] and quote.said.rstrip().endswith(text):
        return (piece(f"? not read yet: {text}", "warn"),)
    return (piece(f"? not read: {text}", "bad"),)


# --- What can be said, as a list to choose from.


_TEXT, _MEANS, _LEAST = 26, 28, 12


def sayable_lines(offers: tuple[Offer, ...], query: str, width: int) -> Lines:
    """The offers that a query finds, under the names of their groups, with an example each where
    the offer is not one itself.
    """
    found = [offer for offer in offers if finds(offer, query)]
    if not found:
        said = f"nothing that can be said has {clean(query)} in it; backspace widens the search"
        return (line(piece(said, "dim")),)
    rows = []
    for group, members in groupby(found, key=lambda offer: offer.group):
        rows.append(line(piece(GROUPS[group], "title")))
        for offer in members:
            text = clean(offer.text)
            pieces = [piece(f"  {text}{' ' * max(1, _TEXT - cells(text))}", "strong")]
            pieces.append(piece(f"{offer.means:<{_MEANS}}"))
            room = width - 2 - _TEXT - _MEANS
            if offer.example != offer.text and room >= _LEAST:
                pieces.append(piece(cut(clean(offer.example), room), "dim"))
            rows.append(line(*pieces, key=offer.key))
    return tuple(rows)
