"""Pane 2, above: the chain by chapter, its bases side by side, and what the last edit moved."""

from __future__ import annotations

import functools
from collections.abc import Collection
from math import isfinite
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import Plan, Results
from formulas.declare import BASES, Basis, Variable
from formulas.memo import while_same
from sessions.judging.verdict import JudgedQuote
from workbench.state.formula import place_on_walk
from workbench.state.items import claims_of
from workbench.state.scene import Scene
from workbench.views.figures import columns, fitted, short
from workbench.views.lines import (
    Line,
    Lines,
    Piece,
    Role,
    line,
    piece,
    size,
    spread,
)
from workbench.views.text import cells

HEADS: dict[Basis, str] = {
    "ceiling": "ceiling",
    "napkin": "napkin",
    "fit": "fit",
    "measured": "meas.",
}


# Below this many columns, four bases leave the titles no room.
FOUR = 44

# Shorter words for a narrow pane; the story below has the full title.
_BRIEF = (
    ("end-to-end latency", "end-to-end"),
    ("inter-token latency", "ITL"),
    ("measured aggregate", "measured"),
    (" tokens per second", " tok/s"),
    (" tokens per hour", " tok/hour"),
    (" per second", "/s"),
    (" per month", "/month"),
    ("requests that fit, cache on every GPU", "fit, cache on each GPU"),
    ("aggregate output", "aggregate"),
    ("lifecycle tok/s per user", "lifecycle tok/s"),
    ("decode rate at batch one", "decode at batch 1"),
    ("realistic decode at batch one", "realistic at batch 1"),
    ("$/M at this utilization", "$/M at this use"),
    ("discount against the API", "against the API"),
    ("bandwidth after sync", "after sync"),
    ("spillover tokens", "spillover tok"),
    ("savings if every token moved", "if every token moved"),
)


def brief(title: str, room: int) -> str:
    """A title in fewer words where it does not fit."""
    if len(title) > room:
        for long, less in _BRIEF:
            title = title.replace(long, less)
    return title


def column_width(width: int) -> int:
    """One basis: its number and the mark for what moved."""
    return 7 if width < 56 else 8 if width < 64 else 11


def shown_bases(scene: Scene, width: int) -> tuple[Basis, ...]:
    """The bases that have a column. Where four would leave no room for the titles, the ceiling goes
    (or what was measured, while the ceiling is what explains).
    """
    if width >= FOUR or len(scene.bases) < 4:
        return scene.bases
    less = "measured" if scene.state.basis == "ceiling" else "ceiling"
    return tuple([basis for basis in scene.bases if basis != less])


def chain_head(scene: Scene, width: int) -> Line:
    """How much the last edit moved, and the names of the columns; the basis that explains the
    formula stands out.
    """
    if scene.results is None:
        return Line()
    wide = column_width(width)
    heads: list[Piece] = []
    for basis in shown_bases(scene, width):
        role: Role = "strong" if basis == scene.state.basis else "dim"
        heads.append(piece(HEADS[basis].rjust(wide - 1) + " ", role))
    return spread(moved_head(scene, width - size(heads) - 1), heads, width)


def moved_head(scene: Scene, room: int) -> tuple[Piece, ...]:
    """`● 14 formulas, 3 verdicts`, in as many words as there is room for."""
    if not scene.moved and not scene.claims_moved:
        return (piece("  "),)
    moved = scene.moves
    words = moved.words()
    if not words:
        return (piece("  "),)
    counts = f"{len(moved.formulas)} · {len(moved.verdicts)}"
    brief = f"● {len(moved.formulas)}, {words.partition(', ')[2]}"
    texts = (f"  ● moved: {words}  m", f"  ● {words}", brief, f"● {counts}")
    return (piece(next((text for text in texts if len(text) <= room), "  ●"), "moved"),)


@while_same(
    lambda s, width: (s.results, s.moved, s.judged, s.bases, s.problem, s.state.basis, width)
)
def chain_list(scene: Scene, width: int) -> Lines:
    """Every derived variable in reading order, under the chapter it comes from."""
    if scene.results is None:
        from workbench.views.empty import without_setup  # 4 ms of the first frame, with the keys

        return without_setup(scene, "chain", width)
    claimed = _claimed(scene.judged)
    results, moved, bases = scene.results, scene.moved, shown_bases(scene, width)
    numbers, touched = results.numbers, {id for id, _ in moved}
    rows: list[Line] = []
    for title, listed in _chapters(results.plan, bases):
        chapter: list[Line] = []
        for variable, slots, derived in listed:
            id = variable.id
            found = tuple([_number(numbers, slot) for slot in slots])
            if derived or any(found) or _has_any(results, id):
                marks = tuple([(id, basis) in moved for basis in bases]) if id in touched else ()
                chapter.append(_laid_out(variable, found, marks, width, id in claimed))
        rows += [title, *chapter] if chapter else ()
    return tuple(rows)


class _Listed(NamedTuple):
    """A variable that may have a row: where its values on the bases on show stand among all, and
    whether a formula gives it on any.
    """

    variable: Variable
    slots: tuple[int | None, ...]
    derived: bool


# A plan holds for as long as nothing but values is typed.
@while_same(lambda plan, bases: (plan, *bases))
def _chapters(plan: Plan, bases: tuple[Basis, ...]) -> list[tuple[Line, list[_Listed]]]:
    """The heading of each chapter, and what it derives."""
    found = []
    for topic in BOOK.topics:
        listed = [
            _Listed(
                variable,
                tuple([plan.slots.get((variable.id, basis)) for basis in bases]),
                any((variable.id, basis) in plan.formula_of for basis in BASES),
            )
            for variable in topic.variables
            if variable.id in BOOK.routes
            and any((variable.id, basis) in plan.slots for basis in BASES)
        ]
        found.append((line(piece(f"{topic.chapter} {topic.title}", "title")), listed))
    return found


def _number(numbers: tuple[float, ...], slot: int | None) -> float | None:
    """What stands in a slot, as `Results.get` has it."""
    if slot is None:
        return None
    number = numbers[slot]
    return number if isfinite(number) else None


# By what was quoted; how many were judged of it says whether there is a blend among them.
@while_same(lambda judged: (*[one.quote for one in judged], *[len(one.verdicts) for one in judged]))
def _claimed(judged: tuple[JudgedQuote, ...]) -> frozenset[str]:
    """The metrics that anything was claimed of."""
    return frozenset([verdict.claim.metric for one in judged for verdict in one.verdicts])


def _has_any(results: Results, id: str) -> bool:
    return any(results.get(id, basis) is not None for basis in BASES)


# An edit moves a few values: the other rows are the same as before, and then the same objects too.
@functools.lru_cache(maxsize=2048)
def _laid_out(
    variable: Variable,
    found: tuple[float | None, ...],
    moved: tuple[bool, ...],
    width: int,
    claimed: bool,
) -> Line:
    """A row with a value, or none, for each basis on show; `moved` is empty where none did."""
    moved = moved or (False,) * len(found)
    wide = column_width(width)
    right: list[Piece] = []
    unit = columns(variable)
    there = [value for value in found if value is not None]
    title: Role = "strong" if claimed else ""
    room = width - wide * len(found) - 3
    left = [piece("  " + brief(variable.title, room), title)]
    if len(there) > 1 and len(set(there)) == 1:
        text = f"{short(there[0], variable)} {unit}".rstrip()
        some = any(moved)
        right = [piece(text, "moved" if some else ""), piece("●" if some else " ", "moved")]
        return spread(left, right, width, key=variable.id)
    for value, changed in zip(found, moved, strict=True):
        if value is None:
            right.append(piece("—".rjust(wide - 1) + " ", "dim"))
            continue
        role: Role = "moved" if changed else ""
        right.append(piece(fitted(value, variable, wide - 2).rjust(wide - 1), role))
        right.append(piece("●" if changed else " ", "moved"))
    if size(left) + 1 + len(unit) + 1 + size(right) <= width:
        left.append(piece(f" {unit}", "dim"))
    return spread(left, right, width, key=variable.id)


# --- what belongs to the selected formula, marked in the other lists and counted on the frame


BELONGS, HERE = "▸", "»"


def marked(lines: Lines, belong: Collection[str], here: str = "") -> Lines:
    """Lines with a mark before those whose key belongs to the formula, and another before the
    symbol that the reader is at.
    """
    if not belong and not here:
        return lines
    return tuple(
        [
            (
                _marked(row, HERE)
                if row.key and row.key == here
                else _marked(row, BELONGS)
                if row.key in belong
                else row
            )
            for row in lines
        ]
    )


def _marked(row: Line, mark: str) -> Line:
    first, *rest = row.pieces
    role: Role = "lit" if first.role in ("", "strong") else first.role
    return Line((Piece(first.text[:1] + mark + first.text[2:], role), *rest), row.key)


def belongings(scene: Scene, width: int) -> str:
    """`made of 3 fields · judges 2 claims`, and where on the walk the formula is."""
    if scene.results is None:
        return ""
    inputs = scene.inputs()
    fields = len([field for field in scene.fields if field.id in inputs])
    claims = claims_of(scene.judged, scene.draft, scene.lit)
    counted = [("made of", fields, "field"), ("judges", claims, "claim")]
    counts = [(verb, f"{n} {word}{'s' * (n > 1)}") for verb, n, word in counted if n]
    place = place_on_walk(scene)
    said = [f"{verb} {count}" for verb, count in counts]
    briefly = [count for _, count in counts]
    number = place.partition(",")[0]
    for parts in ([place, *said], [place, *briefly], [number, *said], [number, *briefly]):
        text = " · ".join([part for part in parts if part])
        if cells(text) <= width:
            return text
    return ""
