"""Pane 1: everything that may be changed, with where each value comes from; below it the selected
field's full story.
"""

from __future__ import annotations

from formulas.book import BOOK
from sessions.cross_checks import cross_checks
from workbench.fields import (
    LETTERS,
    Field,
    full,
    is_word,
    origin_of,
    short_unit,
    value_in,
    word_of,
    words,
)
from workbench.scene import Scene
from workbench.text import cells, cut
from workbench.views.lines import (
    BLANK,
    Line,
    Lines,
    Piece,
    Role,
    line,
    paragraph,
    piece,
    remembered,
    spread,
)
from workbench.views.numbers import columns, short

LABELS = {
    "requests per second, demand": "requests/s",
    "in flight, demand": "in flight",
    "processed tok/s, demand": "processed",
    "end-to-end latency, demand": "end-to-end",
    "tokens verified per pass": "verified per pass",
    "tokens yielded per pass": "tokens per pass",
}


@remembered(
    lambda s: (
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
        return (*paragraph(scene.problem, width, "bad"),)
    lit = scene.inputs()
    rows: list[Line] = []
    group = ""
    for field in scene.fields:
        if field.group != group:
            group = field.group
            rows.append(_heading(scene, group, width))
        rows.append(_row(scene, field, width, field.id in lit))
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


def _row(scene: Scene, field: Field, width: int, lit: bool) -> Line:
    value, unit, origin = shown(scene, field)
    letter = LETTERS[origin][0]
    label = field.label
    for long, brief in LABELS.items():
        label = label.replace(long, brief)
    role: Role = "lit" if lit else ""
    moved = field.variable is not None and any(
        (field.id, basis) in scene.moved for basis in scene.bases
    )
    number: Role = (
        "moved" if moved else ("dim" if origin in ("derived", "") else "strong" if lit else "")
    )
    if field.variable is None:
        value = cut(value, max(6, width - cells(label) - 6))
    elif width < 44:
        unit = unit.removesuffix("/rq")
    else:
        unit = short_unit(field.variable.unit.text).ljust(12)
    right = (
        piece(value, number),
        piece(" " + unit if unit else "", "dim"),
        piece("●" if moved else " ", "moved"),
        piece(letter, "dim"),
    )
    return spread((piece(" " + ("▸" if lit else " ") + label, role),), right, width, key=field.id)


def shown(scene: Scene, field: Field) -> tuple[str, str, str]:
    """A field's value, its unit and its origin, for one row."""
    resolved, results = scene.ready
    origin = origin_of(field.id, resolved, results)
    if field.variable is None:
        return word_of(scene.session, scene.state.setup, field.id) or "—", "", origin
    value = value_of(scene, field.id)
    if value is None:
        return "—", "", origin
    return short(value, field.variable), columns(field.variable), origin


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
        rows += paragraph(word.meaning, width)
        if word.choices:
            rows += paragraph(", ".join(word.choices), width, "dim", "one of ")
        return tuple(rows)
    variable = BOOK.variables[id]
    rows += paragraph(variable.meaning, width)
    rows += _origin(scene, id, width)
    for check in cross_checks(*scene.ready):
        if check.id == id:
            rows += paragraph(check.text(), width, "warn")
    unit = f" in {short_unit(variable.unit.text)}" if variable.unit.text else ""
    rows += paragraph(
        f"such as {variable.example}{unit if variable.unit.text not in variable.example else ''}",
        width,
        "dim",
    )
    rows += paragraph(
        variable.range_text().replace("token", "tok").replace("request", "req"),
        width,
        "dim",
        "range ",
    )
    feeds = [BOOK.variables[f].title for f in BOOK.feeds.get(id, ())]
    if feeds:
        rows += paragraph(", ".join(feeds), width, "dim", "feeds ")
    if variable.section:
        rows += paragraph(variable.section, width, "dim", "section ")
    return tuple(rows)


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
    return (
        line(
            piece("Type a value; ", "dim"),
            piece("enter", "key"),
            piece(" keeps, ", "dim"),
            piece("esc", "key"),
            piece(" leaves it", "dim"),
        ),
        BLANK,
    )


def _in_force(scene: Scene) -> str:
    id = scene.state.field
    if is_word(id):
        return word_of(scene.session, scene.state.setup, id)
    value = value_of(scene, id)
    return full(value, BOOK.variables[id]) if value is not None else ""


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
    text = f"{words_}: {said}" if said else words_
    rows += paragraph(text, width, "", lead[0].text, lead_role="strong")
    if source is not None and source.replaced is not None:
        below = source.replaced
        why = f" ({below.origin})" if below.origin else ""
        rows += paragraph(
            f"replaces {full(below.value, variable)}{why}; r goes back to it", width, "dim"
        )
    return tuple(rows)
