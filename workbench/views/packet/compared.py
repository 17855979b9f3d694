"""In the story of a field: what stood there before the last edit, what the file says, and what the
example does.
"""

from __future__ import annotations

from formulas.book import BOOK
from formulas.declare import Basis
from sessions.claims.telling import short_units
from workbench.state import compare
from workbench.state.fields import is_word, value_in, word_of
from workbench.state.scene import Scene
from workbench.views.lines import Line, Lines, fit, paragraph, piece, size


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
