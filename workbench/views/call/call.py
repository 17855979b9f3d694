"""The call view: what is said in large type with its verdict, the question, what there is to beat,
the other claims, and the notes.
"""

from __future__ import annotations

import datetime

from formulas.memo import while_same
from formulas.verdicts import GLYPHS, WORDS
from sessions.claims.telling import ratio, told
from sessions.claims.telling import title_of as metric_title
from sessions.document import clock
from sessions.judging.holding import in_words
from sessions.judging.verdict import Verdict
from sessions.offers.moves import in_short
from workbench.keys.shown import shown_key
from workbench.state.call import (
    begins_round,
    call_item,
    call_items,
    graver,
    next_round,
    on_call,
    rounds_of,
)
from workbench.state.call_offer import beaten_as, beats, moves
from workbench.state.items import DRAFT, Item
from workbench.state.notes import notes_of, time_of
from workbench.state.scene import Scene
from workbench.views.ascii import drawn
from workbench.views.call.large import in_large, spoken, too_good
from workbench.views.figures import flag_piece
from workbench.views.lines import (
    BLANK,
    Line,
    Lines,
    Piece,
    fit,
    flow,
    paragraph,
    piece,
    size,
    spread,
)
from workbench.views.quotes.verdict import held_against, mark, round_and_day, title_of

LARGE, ROOMY = 8, 12  # rows from which a figure is large, and from which parts stand apart
LEAST, MOST = 2, 3  # rows of a question where there are few: F5 has all of it
_SPACES = 2
_ASKED = "Nothing is left to ask about this figure."


# ------------------------------------------------------------------ who, and since when


def call_head(scene: Scene, width: int, now: datetime.datetime) -> Lines:
    """Who is on the line and in which round; the time, and how long the call has lasted."""
    if scene.state.sheet != "call":
        return ()
    provider = on_call(scene)
    left: list[Piece] = [piece(f" {provider or 'nobody yet'}", "title")]
    own = rounds_of(scene, provider)
    fresh = begins_round(scene.state, provider)
    if scene.draft is not None and scene.heard is not None:
        heard = scene.heard
        number = heard.round or (1 if heard.joins is None else 0)
        left.append(piece(f", round {number}, being said" if number else ", being said", "moved"))
    elif fresh:
        left.append(piece(f", the next line begins round {next_round(scene)}", "warn"))
    elif own:
        words = round_and_day(scene.session.quotes[own[0]])
        left.append(piece("".join([f", {word}" for word in words if word]), "dim"))
    right = [piece(f"{now:%H:%M}", "strong")]
    if scene.state.call.since is not None:
        right += [piece("  call ", "dim"), piece(_lasted(now - scene.state.call.since), "strong")]
    return drawn(scene, (spread(left, [*right, piece(" ")], width),))


def _lasted(time: datetime.timedelta) -> str:
    """How long, in minutes and seconds; hours where there are any."""
    seconds = max(0, int(time.total_seconds()))
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes:02}:{seconds % 60:02}"


# ------------------------------------------------------------------ in large type


def call_now(scene: Scene, width: int, height: int) -> Lines:
    """The claim that counts now: figure and verdict, what else is graver, why, and the question;
    then as much as there is room for of the service level, what moved, what there is to beat, and
    what a price says.
    """
    if scene.state.sheet != "call":
        return ()
    item = call_item(scene)
    if item is None:
        return drawn(scene, _nothing(scene, width))
    verdict = item.verdict
    roomy = height >= ROOMY
    head = [
        *in_large(item, width, large=height >= LARGE, plain=scene.state.settings.ascii),
        *_also(scene, item, width),
    ]
    why = _short(_reason(verdict, width), 2 if roomy else 1, width)
    more = [
        *_short(_level(verdict, width), 2 if roomy else 1, width),
        *_moved(scene, width),
        *_to_beat(scene, item, width, 2 if roomy else 1),
    ]
    asked = paragraph(verdict.ask or _ASKED, width, "strong", " ask     ", lead_role="key")
    room = height - len(head) - len(why) - len(more)
    asked = _short(asked, max(LEAST, room if roomy else min(room, MOST)), width)
    room -= len(asked)
    says = _short(_says(verdict, width), room, width) if room > 0 else ()
    space = [BLANK] if room - len(says) >= _SPACES else []
    rows = [*head, *space, *why, *asked, *space]
    rows += [*more[: max(0, height - len(rows))], *says]
    return drawn(scene, tuple(rows))


def _short(rows: Lines, most: int, width: int) -> Lines:
    """As many rows at most; where there are more, the key that has all of it."""
    if len(rows) <= most:
        return rows
    key = piece(f" {shown_key('why', typing=True)}", "key")
    last = fit(rows[most - 1].pieces, width - size((key,)) - 2)
    more = () if last and last[-1].text.endswith("…") else (piece(" …"),)
    return (*rows[: most - 1], Line((*last, *more, key)))


def _also(scene: Scene, item: Item, width: int) -> Lines:
    """What else stands that is graver than what is in large type."""
    found = graver(scene, item)
    if found is None:
        return ()
    verdict = found.verdict
    word = "beyond the ceiling" if verdict.beyond_ceiling else WORDS[verdict.leading]
    said = found.unsure or told(verdict.claim)
    role = "bad" if verdict.beyond_ceiling else flag_piece(verdict.leading).role
    left = (piece(" also    ", "dim"), piece(f"{GLYPHS[verdict.leading]} {said} {word}", role))
    return (spread(left, (*_when(scene, found), piece(" ")), width),)


def _nothing(scene: Scene, width: int) -> Lines:
    provider = on_call(scene)
    if scene.resolved is None:
        return paragraph(f" {scene.problem}", width, "warn")
    if not scene.settled:
        return paragraph(f" Judging {len(scene.session.quotes)} quotes …", width, "dim")
    first = (
        f" {provider} has not said any figure yet."
        if provider
        else " Nobody is on the line yet: begin what you type with a name."
    )
    such = "40 tok/s/user at c=16, TTFT 1.2 s"
    words = (
        f"Type it as it is said: {such if provider else f'Acme: {such}'}. Enter keeps it. A line"
        " that begins with - is kept as a note."
    )
    return (*paragraph(first, width, "strong"), *paragraph(words, width, "dim", " "))


def _level(verdict: Verdict, width: int) -> Lines:
    """The service level, met or missed."""
    if not verdict.reading.startswith(("met", "missed")):
        return ()
    missed = verdict.reading.startswith("missed")
    doubt = "if true, " if not missed and too_good(verdict) else ""
    return paragraph(doubt + verdict.reading, width, "bad" if missed else "", " level   ")


def _moved(scene: Scene, width: int) -> Lines:
    """What the newest round moved, or what is being said would move."""
    found = moves(scene)
    parts = [(piece(in_short(move)),) for move in found]
    if not parts:
        return ()
    newest = scene.session.quotes[rounds_of(scene, on_call(scene))[0]]
    when = "now" if scene.draft is not None else f"round {newest.round}" if newest.round else ""
    return flow(parts, width, f" {when or 'moved':<8}", rows=1)


def _to_beat(scene: Scene, item: Item, width: int, most: int) -> Lines:
    """What others offer that this provider does not, in at most so many rows; what the figure in
    large type comes to stands first.
    """
    metric = beaten_as(item.verdict.claim.metric)
    found = sorted(beats(scene, metric), key=lambda beat: beat.metric != metric)
    if not found:
        return ()
    parts = [
        (piece(f"{beat.text} (private)" if beat.private else beat.text, ""),) for beat in found
    ]
    return flow(parts, width, " to beat ", rows=most)


def _reason(verdict: Verdict, width: int) -> Lines:
    """Why it is judged so; of a promise it is said already whether it is met."""
    text = "; ".join(filter(None, [in_words(verdict), verdict.reason]))
    if not text or verdict.why == "promise":
        return ()
    return paragraph(text, width, "bad" if verdict.beyond_ceiling else "", " why     ")


def _says(verdict: Verdict, width: int) -> Lines:
    """What a price says."""
    if not verdict.reading or _level(verdict, width):
        return ()
    return paragraph(verdict.reading, width, "", " says    ")


# ------------------------------------------------------------------ the other claims


def call_claims(scene: Scene, width: int) -> Lines:
    """Every claim of the provider in a row, what is being said first."""
    if scene.state.sheet != "call":
        return ()
    said = [item for item in call_items(scene) if item.key.startswith(DRAFT)]
    rows = tuple([_claim(scene, item, width) for item in said])
    return (*drawn(scene, rows), *_kept(scene, width))


# A letter changes nothing of what was kept.
@while_same(lambda s, width: (s.judged, on_call(s), s.state.settings, width))
def _kept(scene: Scene, width: int) -> Lines:
    kept = [item for item in call_items(scene) if not item.key.startswith(DRAFT)]
    return drawn(scene, tuple([_claim(scene, item, width) for item in kept]))


def _claim(scene: Scene, item: Item, width: int) -> Line:
    verdict = item.verdict
    beyond = piece(f"{GLYPHS['10x-off']} ceiling", "bad")
    flag = beyond if verdict.beyond_ceiling else mark(verdict)
    held = held_against(verdict)
    times = ratio(held[0].ratio) if held else ""
    name = metric_title(verdict.metric.id) if verdict.metric is not None else title_of(item)
    left = [
        piece("  "),
        flag,
        piece(" " * max(1, 12 - size([flag]))),
        piece(f"{times:>6}  "),
        piece(spoken(item), "strong"),
        piece(f"  {'as ' if item.unsure else ''}{name} {verdict.claim.statistic}".rstrip()),
    ]
    if verdict.reading.startswith("missed") and held:
        left.append(piece("  level missed", "bad"))
    return spread(left, _when(scene, item), width, item.key)


def _when(scene: Scene, item: Item) -> tuple[Piece, ...]:
    place = item.key.partition(".")[0]
    if place == DRAFT:
        return (piece("now", "moved"),)
    number, day = round_and_day(scene.session.quotes[int(place)])
    return (piece(number or day, "dim"),)


# ------------------------------------------------------------------ notes


@while_same(lambda s, width: (s.session.notes, on_call(s), s.state.sheet, s.state.settings, width))
def call_notes(scene: Scene, width: int) -> Lines:
    """The notes on the provider with their times, newest first."""
    if scene.state.sheet != "call":
        return ()
    today = clock.today()
    found = notes_of(scene.session, on_call(scene))
    rows: list[Line] = []
    for note in found:
        when = time_of(note, today)
        rows += paragraph(note.text, width, "", f" {when}  " if when else " - ", lead_role="dim")
    if not rows:
        words = "None yet. A line that begins with - is kept as a note, with its time."
        rows += paragraph(words, width, "dim", " ")
    return drawn(scene, tuple(rows))
