"""The call view: what is said in large type with its verdict, the question, what there is to beat,
the other claims, and the notes.
"""

from __future__ import annotations

import datetime
import re

from rich.style import Style
from textual.renderables.digits import Digits

from formulas.verdicts import GLYPHS, WORDS
from sessions.figures import condition, figure, quoted
from sessions.figures import title_of as metric_title
from sessions.verdict import Verdict
from workbench.call import (
    beats,
    begins_round,
    call_item,
    call_items,
    next_round,
    on_call,
    rounds_of,
)
from workbench.notes import notes_of, time_of
from workbench.scene import DRAFT, Item, Scene
from workbench.views.flags import flag_piece, ratio
from workbench.views.lines import (
    BLANK,
    Line,
    Lines,
    Piece,
    Role,
    fit,
    flow,
    paragraph,
    piece,
    remembered,
    size,
    spread,
)
from workbench.views.plain import in_ascii
from workbench.views.quotes import held_against, title_of, unjudged

LARGE, ROOMY = 8, 12  # rows from which a figure is large, and from which parts stand apart
BAND, WIDE = 30, 100
_BANDS: dict[Role, Role] = {"good": "band-good", "warn": "band-warn", "bad": "band-bad"}
_FIGURE = re.compile(r"(?P<before>[^\d$€£]*)(?P<number>[$€£]?[\d.,]+)(?P<after>.*)", re.DOTALL)


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
        quote = scene.session.quotes[own[0]]
        dated = f"{quote.date:%-d %b}" if quote.date is not None else ""
        words = (f"round {quote.round}" if quote.round else "", dated)
        left.append(piece("".join([f", {word}" for word in words if word]), "dim"))
    right = [piece(f"{now:%H:%M}", "strong")]
    if scene.state.call.since is not None:
        right += [piece("  call ", "dim"), piece(_lasted(now - scene.state.call.since), "strong")]
    return _drawn(scene, (spread(left, [*right, piece(" ")], width),))


def _lasted(time: datetime.timedelta) -> str:
    """How long, in minutes and seconds; hours where there are any."""
    seconds = max(0, int(time.total_seconds()))
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes:02}:{seconds % 60:02}"


def _drawn(scene: Scene, lines: Lines) -> Lines:
    return in_ascii(lines) if scene.state.settings.ascii else lines


# ------------------------------------------------------------------ in large type


def call_now(scene: Scene, width: int, height: int) -> Lines:
    """The claim that counts now: figure and verdict, the question in full, then as much as there is
    room for of the service level, what there is to beat, and the reason.
    """
    if scene.state.sheet != "call":
        return ()
    item = call_item(scene)
    if item is None:
        return _drawn(scene, _nothing(scene, width))
    verdict = item.verdict
    apart = [BLANK] if height >= ROOMY else []
    rows = [*_large(scene, item, width, large=height >= LARGE), *apart]
    ask = verdict.ask or "Nothing is left to ask about this figure."
    rows += [*paragraph(ask, width, "strong", " ask     ", lead_role="key"), *apart]
    more = [*_level(verdict, width), *_to_beat(scene, width, 2), *_reasons(verdict, width)]
    return _drawn(scene, (*rows, *more[: max(0, height - len(rows))]))


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


def _large(scene: Scene, item: Item, width: int, *, large: bool) -> Lines:
    """The figure, what it is of, and the verdict as a band."""
    words, role = _verdict(item)
    beside = _beside(item)
    if not large:
        first = (piece(f" {_said(item)} ", "strong"), *beside[0])
        word, *more = [each for each in words if each]
        top = spread(first, (piece(f" {word} ", role),), width)
        return (top, *(paragraph(" · ".join(more), width, "", " ") if more else ()))
    band = [f"  {text}" for text in words]
    wide = min(BAND if width < WIDE else BAND + 8, width // 2)
    drawn = _digits(_said(item), width - wide - 14, plain=scene.state.settings.ascii)
    across = max([size([each]) for each in drawn])
    room = width - wide - across - 4
    rows = []
    for at in range(3):
        text = _fitting(beside[at], room)
        left = [piece(" "), drawn[at], piece(" " * (across - size([drawn[at]]) + 2)), *text]
        full = fit((piece(band[at], role),), wide)
        fill = piece(" " * (wide - size(full)), role)
        rows.append(spread(left, (*full, fill), width))
    return tuple(rows)


def _fitting(parts: tuple[Piece, ...], room: int) -> tuple[Piece, ...]:
    """As many parts as fit whole, with a dot between; the first is cut where it must be."""
    found = [*fit(parts[:1], room)]
    for part in parts[1:]:
        if size([*found, part]) + 3 > room:
            break
        found += [piece(" · ", "dim"), part]
    return tuple(found)


def _said(item: Item) -> str:
    return item.unsure or quoted(item.verdict)


def _digits(text: str, room: int, *, plain: bool) -> list[Piece]:
    """A figure in three rows: its number in large type, what stands around it as it is."""
    found = None if plain else _FIGURE.fullmatch(text)
    if found is not None:
        style = Style(bold=True)
        drawn = "".join([getattr(s, "text", "") for s in Digits(found["number"]).render(style)])
        rows = drawn.split("\n")[:3]
        before, after = found["before"], found["after"]
        blank = " " * size([piece(before)])
        made = [
            piece(blank + rows[0], "strong"),
            piece(blank + rows[1], "strong"),
            piece(before + rows[2] + after, "strong"),
        ]
        if max([size([each]) for each in made]) <= room:
            return made
    return [piece(""), *fit((piece(text, "strong"),), max(1, room)), piece("")]


def _verdict(item: Item) -> tuple[tuple[str, str, str], Role]:
    """The word of the flag, spaced; how far off and which way; what else is grave, or met."""
    verdict = item.verdict
    flag = verdict.leading
    shown = flag_piece(flag)
    glyph, word, role = GLYPHS[flag], WORDS[flag], shown.role
    kept = unjudged(verdict)
    if flag == "not-judged" and kept.role != "dim":
        glyph, _, word = kept.text.strip().partition(" ")
        role = kept.role
    held = held_against(verdict)
    far = ""
    if held:
        basis, _, times, _ = held[0]
        way = verdict.fit_direction if verdict.fit_flag else verdict.direction
        than = f", {way} than the {basis}" if way else f" the {basis}"
        far = f"{ratio(times)}{than}"
    large, last, level = f"{glyph}  {_spaced(word)}", "", verdict.reading.partition(":")[0]
    if verdict.beyond_ceiling:
        last, role = "beyond the ceiling", "bad"
    elif held and level in ("met", "missed"):
        last = f"level {level}"
    words = (large, far, last) if far or last else ("", large, "")
    return words, _BANDS.get(role, "band")


def _spaced(word: str) -> str:
    """A word in spaced capitals, as large as a row allows."""
    return "  ".join([" ".join(part) for part in word.upper().split()])


def _beside(item: Item) -> tuple[tuple[Piece, ...], ...]:
    """What the figure is of, what was said with it, and what it was held against."""
    verdict = item.verdict
    metric = verdict.metric
    name = metric_title(metric.id) if metric is not None else title_of(item)
    first = f"as {name}?" if item.unsure else f"{name} {verdict.claim.statistic}".strip()
    said = ", ".join([condition(each, value) for each, value in verdict.stated.items()])
    with_it = piece(f"at {said}", "dim") if said else piece("no conditions said", "warn")
    if metric is None:
        return (piece(first, "strong"),), (with_it,), ()
    figures = [
        f"{basis} {figure(metric.id, value)}"
        for basis, value, _, _ in held_against(verdict)
        if value is not None
    ]
    if verdict.ceiling is not None:
        figures.append(f"ceiling {figure(metric.id, verdict.ceiling)}")
    return (piece(first, "strong"),), (with_it,), tuple([piece(each, "dim") for each in figures])


def _level(verdict: Verdict, width: int) -> Lines:
    """The service level, met or missed."""
    if not verdict.reading.startswith(("met", "missed")):
        return ()
    role: Role = "bad" if verdict.reading.startswith("missed") else ""
    return paragraph(verdict.reading, width, role, " level   ")


def _to_beat(scene: Scene, width: int, most: int) -> Lines:
    """What others offer that this provider does not, in at most so many rows."""
    found = beats(scene)
    if not found:
        return ()
    parts = [
        (piece(f"{beat.text} (private)" if beat.private else beat.text, ""),) for beat in found
    ]
    return flow(parts, width, " to beat ", rows=most)


def _reasons(verdict: Verdict, width: int) -> Lines:
    """Why it is judged so, and what a price says."""
    rows: list[Line] = []
    if verdict.reason:
        rows += paragraph(
            verdict.reason, width, "bad" if verdict.beyond_ceiling else "", " why     "
        )
    if verdict.reading and not _level(verdict, width):
        rows += paragraph(verdict.reading, width, "", " says    ")
    return tuple(rows)


# ------------------------------------------------------------------ the other claims


def call_claims(scene: Scene, width: int) -> Lines:
    """Every claim of the provider in a row, what is being said first."""
    if scene.state.sheet != "call":
        return ()
    said = [item for item in call_items(scene) if item.key.startswith(DRAFT)]
    rows = tuple([_claim(scene, item, width) for item in said])
    return (*_drawn(scene, rows), *_kept(scene, width))


# A letter changes nothing of what was kept.
@remembered(lambda s: (s.judged, on_call(s), s.state.settings))
def _kept(scene: Scene, width: int) -> Lines:
    kept = [item for item in call_items(scene) if not item.key.startswith(DRAFT)]
    return _drawn(scene, tuple([_claim(scene, item, width) for item in kept]))


def _claim(scene: Scene, item: Item, width: int) -> Line:
    verdict = item.verdict
    flag = flag_piece(verdict.leading)
    if verdict.leading == "not-judged":
        kept = unjudged(verdict)
        flag = Piece(kept.text.strip(), kept.role)
    held = held_against(verdict)
    times = ratio(held[0][2]) if held else ""
    name = metric_title(verdict.metric.id) if verdict.metric is not None else title_of(item)
    left = [
        piece("  "),
        flag,
        piece(" " * max(1, 12 - size([flag]))),
        piece(f"{times:>6}  "),
        piece(_said(item), "strong"),
        piece(f"  {'as ' if item.unsure else ''}{name} {verdict.claim.statistic}".rstrip()),
    ]
    if verdict.beyond_ceiling:
        left.append(piece("  beyond ceiling", "bad"))
    if verdict.reading.startswith("missed") and held:
        left.append(piece("  level missed", "bad"))
    return spread(left, _when(scene, item), width, item.key)


def _when(scene: Scene, item: Item) -> tuple[Piece, ...]:
    place = item.key.partition(".")[0]
    if place == DRAFT:
        return (piece("now", "moved"),)
    quote = scene.session.quotes[int(place)]
    dated = f"{quote.date:%-d %b}" if quote.date is not None else ""
    return (piece(f"round {quote.round}" if quote.round else dated, "dim"),)


# ------------------------------------------------------------------ notes


@remembered(lambda s: (s.session.notes, on_call(s), s.state.sheet, s.state.settings))
def call_notes(scene: Scene, width: int) -> Lines:
    """The notes on the provider with their times, newest first."""
    if scene.state.sheet != "call":
        return ()
    today = datetime.date.today()
    found = notes_of(scene.session, on_call(scene))
    rows: list[Line] = []
    for note in found:
        when = time_of(note, today)
        rows += paragraph(note.text, width, "", f" {when}  " if when else " - ", lead_role="dim")
    if not rows:
        words = "None yet. A line that begins with - is kept as a note, with its time."
        rows += paragraph(words, width, "dim", " ")
    return _drawn(scene, tuple(rows))
