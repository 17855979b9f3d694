"""Pane 1: everything that may be changed, with where each value comes from; below it the selected
field's full story.
"""

from __future__ import annotations

import functools

from formulas.book import BOOK
from formulas.chain import Results
from formulas.declare import Basis, Variable
from formulas.memo import while_same
from sessions.claims.telling import short_units
from workbench.keys.shown import shown_key
from workbench.state import compare
from workbench.state.asides import cross_checks, impossible, needs
from workbench.state.fields import (
    GROUPS,
    LETTERS,
    WEIGHTS,
    Field,
    drawn,
    full,
    implied_word,
    is_weighed,
    is_word,
    maybe_range,
    origin_of,
    value_in,
    word_of,
    words,
)
from workbench.state.scene import Scene
from workbench.state.steps import rule_of
from workbench.views.empty import without_setup
from workbench.views.figures import columns, short
from workbench.views.frame.header import name_of
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
    size,
    spread,
)
from workbench.views.text import cells, cut

LABELS = {
    "requests per second, demand": "requests/s",
    "processed tok/s, demand": "processed",
    "end-to-end latency, demand": "end-to-end",
    "end-to-end latency, at most": "end-to-end, at most",
    ", at most": " ≤",
    ", at least": " ≥",
    "bytes per parameter": "bytes per param",
    "tokens verified per pass": "verified per pass",
    "tokens yielded per pass": "tokens per pass",
}
# Two fields are in flight: the traffic's requests over all replicas, and the batch of one.
_NAMES = {"concurrency": "in flight/replica"}
_HOURS = ("p50", "p90", "p99", "peak", "trough")
_VALUE = 11  # columns that a label leaves to its value, and to the line that is typed in


@while_same(
    lambda s, width: (
        width,
        s.resolved,
        s.session,
        s.moved,
        s.bases,
        s.fields,
        s.formula(),
        s.state.setup,
        s.problem,
    )
)
def fields_list(scene: Scene, width: int) -> Lines:
    """Every field by group: label, value, unit, and the letter for its origin."""
    if scene.resolved is None or scene.results is None:
        return without_setup(scene, "fields", width)
    lit = scene.inputs()
    moved = {id for id, basis in scene.moved if basis in scene.bases}
    rows: list[Line] = []
    group = ""
    for field in scene.fields:
        if field.group != group:
            group = field.group
            rows.append(_heading(scene, group, width))
            if group == GROUPS["packet"]:
                rows += _missing(scene, width)
        rows.append(_row(scene, field, width, field.id in lit, field.id in moved))
    return tuple(rows)


def _heading(scene: Scene, group: str, width: int) -> Line:
    beside = ""
    if scene.resolved is not None:
        beside = {
            "Set-up": scene.resolved.setup.name,
            "Model": scene.resolved.model.title,
            "Hardware": scene.resolved.hardware.title,
            "Assumptions": scene.resolved.assumptions.label,
        }.get(group, "")
    return spread((piece(group, "title"),), (piece(beside + "  " if beside else "", "dim"),), width)


def _missing(scene: Scene, width: int) -> Lines:
    """Which answers wait for the packet, while any does."""
    answers = [need.answer for need in needs(scene)]
    if not answers:
        return ()
    return paragraph(f"still missing for: {', '.join(answers)}", width, "warn", "  ")


def _row(scene: Scene, field: Field, width: int, lit: bool, moved: bool) -> Line:
    what = shown(scene, field)
    # Of what a formula gives, with the basis where they differ.
    bases = scene.ready[1].by_basis(field.id).values() if what[2] == "derived" else ()
    basis = basis_of(field.id) if len(set(bases)) > 1 else ""
    return _laid_out(field, what, moved, width, lit, basis)


# An edit changes a few fields: the other rows are the same as before.
@functools.lru_cache(maxsize=1024)
def _laid_out(
    field: Field, shown: tuple[str, str, str], moved: bool, width: int, lit: bool, basis: str
) -> Line:
    value, unit, origin = shown
    letter = LETTERS[origin][0]
    label = _label(field) + (f", {basis}" if basis else "")
    role: Role = "lit" if lit else ""
    number: Role = (
        "moved" if moved else ("dim" if origin in ("derived", "") else "strong" if lit else "")
    )
    if field.variable is None:
        value = cut(value, max(6, width - cells(label) - 6))
    elif width < 26:
        unit = ""  # the label says more; the unit stands below, with the selected one
    elif width < 44:
        unit = unit.removesuffix("/rq")
    else:
        unit = short_units(field.variable.unit.text).ljust(12)
    right = (
        piece(value, number),
        piece(" " + unit if unit else "", "dim"),
        piece("●" if moved else " ", "moved"),
        piece(letter, "dim"),
    )
    label = _cut(label, min(width - 3 - size(right), width - _VALUE))
    return spread((piece(" " + ("▸" if lit else " ") + label, role),), right, width, key=field.id)


def _cut(label: str, room: int) -> str:
    """A label in what there is room for; the hour at its end tells it from the rows beside it."""
    head, _, last = label.rpartition(" ")
    if cells(label) <= room or last not in _HOURS:
        return cut(label, room)
    return f"{cut(head, room - cells(last) - 1)} {last}"


def _label(field: Field) -> str:
    """A field's name in few words."""
    label = _NAMES.get(field.id, field.label)
    for long, brief in LABELS.items():
        label = label.replace(long, brief)
    return label


def shown(scene: Scene, field: Field) -> tuple[str, str, str]:
    """A field's value, its unit and its origin, for one row."""
    resolved, results = scene.ready
    origin: str
    if field.variable is None:
        origin = _of_a_word(scene, field.id)
        word = word_of(scene.session, scene.state.setup, field.id)
        return word or implied_word(field.id, resolved) or "—", "", origin
    source = resolved.sources.get(field.id)
    if source is not None and field.variable.kind not in ("measured", "fit"):
        # What the two below come to for most fields; every key that is typed asks for all.
        origin, value = source.origin, results.get(field.id, "napkin")
    else:
        origin, value = origin_of(field.id, resolved, results), value_of(scene, field.id)
    if value is None:
        return "—", "", origin
    return *_told(field.variable, value, source.entry.text if source is not None else ""), origin


# An edit changes a few fields: the others hold what they held.
@functools.lru_cache(maxsize=1024)
def _told(variable: Variable, value: float, text: str) -> tuple[str, str]:
    """The number and the unit of a value that was entered as `text`."""
    number = short(value, variable)
    # The middle of a range, which the story below has.
    return f"~{number}" if maybe_range(text) else number, columns(variable)


def value_of(scene: Scene, id: str) -> float | None:
    """The value in force for an input, whatever its layer."""
    return value_in(id, *scene.ready)


def field_story(scene: Scene, width: int) -> Lines:
    """The selected field: how it reads while typed, its range, its origin, what it replaced, and
    what it feeds.
    """
    if scene.resolved is None:
        return ()
    id = scene.state.field
    typing = scene.state.typing
    rows: list[Line] = []
    if typing is not None and typing.id == id:
        rows += _as_typed(scene, width)
    if is_word(id):
        word = words()[id]
        rows += compared(scene, id, width)
        rows += paragraph(word.meaning, width)
        rows += _word_origin(scene, id, width)
        if id in ("model", "hardware"):
            text = f"{len(word.choices)} in the catalogue: {shown_key('act')} opens the table"
            if id == "model":
                text += ", and takes the path of a config.json too"
            rows += paragraph(text, width, "dim")
            rows += _steps(id, width)
        elif word.choices:
            rows += paragraph(", ".join(word.choices), width, "dim", "one of ")
            rows += _steps(id, width)
        elif id in WEIGHTS:
            rows += _steps(id, width)
        return tuple(rows)
    variable = BOOK.variables[id]
    rows += compared(scene, id, width)
    rows += paragraph(variable.meaning, width)
    rows += _needed_for(scene, id, width)
    rows += _origin(scene, id, width)
    for bad in impossible(scene):
        if bad.id == id:
            rows += paragraph(bad.text(), width, "warn")
    source = scene.ready[0].sources.get(id)
    if source is not None and (words_drawn := drawn(id, source.entry.text)):
        rows += paragraph(words_drawn, width, "", "drawn ")
    for check in cross_checks(scene):
        if check.id == id:
            rows += paragraph(check.text(), width, "warn")
    unit = f" in {short_units(variable.unit.text)}" if variable.unit.text else ""
    rows += paragraph(short_units(variable.range_text()), width, "dim", "range ")
    example = variable.example + (unit if variable.unit.text not in variable.example else "")
    if variable.unit.text == "%":
        share = variable.read(variable.example).value
        example += f", or {share:.6g} as a fraction"
    rows += paragraph(example, width, "dim", "such as ")
    rows += _steps(id, width)
    feeds = [BOOK.variables[f].title for f in BOOK.feeds.get(id, ())]
    if feeds:
        rows += paragraph(", ".join(feeds), width, "dim", "feeds ")
    if variable.section:
        rows += paragraph(variable.section, width, "dim", "section ")
    return tuple(rows)


def _needed_for(scene: Scene, id: str, width: int) -> Lines:
    """The answers that wait for this field, while it is empty."""
    if value_of(scene, id) is not None:
        return ()
    answers = [need.answer for need in needs(scene) if id in need.fields]
    return paragraph(f"still missing for: {', '.join(answers)}", width, "warn") if answers else ()


def _as_typed(scene: Scene, width: int) -> Lines:
    """How the text in the field is read, or what was expected; never silent about which value is
    in force.
    """
    typing = scene.state.typing
    if typing is None:
        return ()
    if typing.problem:
        in_force = _in_force(scene)
        kept: Lines = paragraph(f"{in_force} stays in force", width, "dim") if in_force else ()
        return (*paragraph(typing.problem, width, "bad", "✗ ", lead_role="bad"), *kept, BLANK)
    if typing.reading:
        rows = paragraph(
            f"{typing.text.strip()} → {typing.reading}", width, "good", "✓ ", lead_role="good"
        )
        if typing.caution:
            rows += paragraph(typing.caution, width, "warn", "! ", lead_role="warn")
        return (*rows, BLANK)
    ways = (("enter", "keeps"), ("esc", "leaves it"), ("↑↓", "step"))
    keys = [(piece(key, "key"), piece(f" {word}", "dim")) for key, word in ways]
    return (*flow([(piece("Type a value", "dim"),), *keys], width), BLANK)


def _steps(id: str, width: int) -> Lines:
    """How the keys step this field."""
    rule = rule_of(id)
    more = f"; {{ }} by {rule.big}" if rule.big else ""
    return paragraph(f"by {rule.small}{more}", width, "dim", "+ - ", lead_role="key")


def _in_force(scene: Scene) -> str:
    id = scene.state.field
    if is_word(id):
        return word_of(scene.session, scene.state.setup, id)
    value = value_of(scene, id)
    return full(value, BOOK.variables[id]) if value is not None else ""


def _of_a_word(scene: Scene, id: str) -> str:
    """Which of `LETTERS` a word has."""
    if id in WEIGHTS:
        return "packet" if is_weighed(scene.session, id) else "default"
    return origin_of(id, *scene.ready)


def _word_origin(scene: Scene, id: str, width: int) -> Lines:
    """Where a word stands, and of what is in the catalogue, where its figures come from."""
    resolved = scene.ready[0]
    letter, words_ = LETTERS[_of_a_word(scene, id)]
    item = {
        "model": resolved.model,
        "hardware": resolved.hardware,
        "assumptions": resolved.assumptions,
    }.get(id)
    text = words_ + _where(scene, id)
    if item is not None:
        text += f"; {item.title} is from the catalogue: {item.provenance}"
    return paragraph(text, width, "", f"{letter} ", lead_role="strong")


def _where(scene: Scene, id: str) -> str:
    """The line of the file that a value stands on, while it is the file's."""
    path = scene.state.path
    if path is None:
        return ""
    line = compare.line_in_file(scene.state, id)
    return f" ({name_of(scene)}.toml:{line})" if line else ""


def _derived(results: Results, id: str) -> str:
    """Which formula gave a value, and what it is on the other bases."""
    found = results.by_basis(id)
    variable = BOOK.variables[id]
    formula = results.formula(id, basis_of(id))
    text = f" of {formula.section}; f goes there" if formula is not None else ""
    if len(set(found.values())) > 1:
        text += "; " + ", ".join([f"{b} {variable.show(v, 3)}" for b, v in found.items()])
    return text


def _origin(scene: Scene, id: str, width: int) -> Lines:
    """Where the value comes from, what it replaced, and the formula that would give it."""
    resolved, results = scene.ready
    variable = BOOK.variables[id]
    origin = origin_of(id, resolved, results)
    letter, words_ = LETTERS[origin]
    source = resolved.sources.get(id) or resolved.measured_sources.get(id)
    rows: list[Line] = []
    said = source.entry.origin if source is not None else ""
    lead: tuple[Piece, ...] = (piece(f"{letter} ", "strong"),)
    if origin in ("model", "hardware", "assumptions"):
        item = {"model": resolved.model, "hardware": resolved.hardware}.get(origin)
        words_ += f" {(item or resolved.assumptions).title}"
    if origin == "derived":
        words_ += _derived(results, id)
    text = f"{words_}: {said}" if said else words_
    text += _where(scene, id)
    rows += paragraph(text, width, "", lead[0].text, lead_role="strong")
    if source is not None and source.replaced is not None:
        below = source.replaced
        why = f" ({below.origin})" if below.origin else ""
        rows += paragraph(
            f"replaces {full(below.value, variable)}{why}; r goes back to it", width, "dim"
        )
    return tuple(rows)


# --- what stood there before, and what stands elsewhere


def basis_of(id: str) -> Basis:
    """The basis that an input's row shows."""
    kind = BOOK.variables[id].kind
    return "measured" if kind == "measured" else "fit" if kind == "fit" else "napkin"


def compared(scene: Scene, id: str, width: int) -> Lines:
    """What stood there before the last edit, what the file says, and what the example does; only
    where that is something else.
    """
    state = scene.state
    rows: list[Line] = []
    now, before = _said(scene, id), _before(scene, id)
    at = compare.in_file(state)
    filed = _said_there(at, id) if at is not None else now
    where = compare.file_name(state)
    if before is not None:
        was = f"{before}, {where}" if before == filed else before
        rows += paragraph(was, width, "moved", "● was ", lead_role="moved")
        moved = scene.moves.words()
        rows += paragraph(f"moved {moved}", width, "", "  ") if moved else ()
        paid = scene.paid
        rows += paragraph(paid, width, "strong", "  ") if paid else ()
    if filed not in (now, before):
        rows += paragraph(filed, width, "", f"≠ {where} ")
    if at is not None and compare.differs(at, scene.session, state.setup, id):
        keys = [piece("  R", "key"), piece(" takes it back", "dim")]
        more = [piece("  m", "key"), piece(" moved", "dim")] if before is not None else []
        rows.append(Line(fit([*keys, *more] if size([*keys, *more]) <= width else keys, width)))
    shipped = compare.in_example(state)
    if shipped is not None and (at is None or at.session != shipped.session):
        there = _said_there(shipped, id)
        if there != now:
            rows += paragraph(there, width, "dim", "≠ in the example ")
    return tuple(rows)


def _said(scene: Scene, id: str) -> str:
    if is_word(id):
        return word_of(scene.session, scene.state.setup, id) or "—"
    value = value_in(id, *scene.ready)
    return short_units(BOOK.variables[id].show(value, 7)) if value is not None else "—"


def _said_there(at: compare.Says, id: str) -> str:
    if is_word(id):
        return word_of(at.session, at.setup, id) or "—"
    value = at.value(id)
    return short_units(BOOK.variables[id].show(value, 7)) if value is not None else "—"


def _before(scene: Scene, id: str) -> str | None:
    """What stood in a field before the last edit, where that is something else."""
    state = scene.state
    if is_word(id):
        was = state.was
        if was is None or all(part.name != state.setup for part in was.setups):
            return None
        word = word_of(was, state.setup, id)
        return (word or "—") if word != word_of(scene.session, state.setup, id) else None
    basis = basis_of(id)
    if state.before is None or (id, basis) not in scene.moved:
        return None
    value = state.before.get(id, basis)
    return short_units(BOOK.variables[id].show(value, 7)) if value is not None else "—"
