"""Pane 2, below: the selected formula worked out, what it was, what it means, and what it hangs
together with.
"""

from __future__ import annotations

from typing import Protocol

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Results, other_routes
from formulas.declare import Basis, Formula
from workbench.pictures import Drawn
from workbench.scene import Scene
from workbench.views.flags import ratio
from workbench.views.lines import BLANK, Line, Lines, Piece, line, paragraph, piece, spread


class Draws(Protocol):
    """Whatever draws a formula in a given width."""

    def picture(
        self, formula: Formula, basis: Basis, inputs: dict[str, float], width: int
    ) -> Drawn:
        """The lines of a formula."""


def formula_story(scene: Scene, width: int, draws: Draws) -> Lines:
    """The selected formula in full."""
    results = scene.results
    if results is None:
        return ()
    id = scene.state.formula
    variable = BOOK.variables[id]
    basis = scene.basis_for(id)
    formula = scene.formula()
    section = formula.section if formula is not None else variable.section
    rows = [
        spread(
            (piece(variable.title, "strong"), piece(f"  on {basis}", "dim")),
            (piece(section, "dim"),),
            width,
        )
    ]
    given = results.formula(id, basis) is None
    if formula is not None:
        rows += _worked(scene, formula, basis, width, draws)
    if given and id in BOOK.routes and results.get(id, basis) is not None:
        text = (
            "entered, so the formula is set aside"
            if basis != "measured"
            else "measured, so it comes before the formula"
        )
        rows += paragraph(f"{variable.show(results.get(id, basis) or 0.0)}: {text}", width, "warn")
    rows += _changed(scene, id, basis, width)
    rows.append(BLANK)
    if variable.meaning and (formula is None or variable.meaning != formula.why):
        rows += paragraph(variable.meaning, width)
    if formula is not None:
        rows += paragraph(formula.why, width)
        if formula.fails:
            rows += paragraph(formula.fails, width, "", "but   ")
        if formula.note:
            rows += paragraph(formula.note, width, "warn", "note  ")
        rows += _inputs(results, formula, basis, width)
    feeds = BOOK.feeds.get(id, ())
    if feeds:
        rows += paragraph(" · ".join([BOOK.variables[f].title for f in feeds]), width, "", "feeds ")
    rows += _routes(results, id, basis, width)
    missing = [(b, results.why_missing(id, b)) for b in scene.bases if results.get(id, b) is None]
    for b, why in missing:
        rows += paragraph(f"{b}: {why}", width, "dim", "no    ")
    return tuple(rows)


def _worked(scene: Scene, formula: Formula, basis: Basis, width: int, draws: Draws) -> list[Line]:
    _, results = scene.ready
    values: dict[str, float] = {}
    for name in dict.fromkeys(names(formula.tree)):
        value = results.get(name, basis)
        if value is not None:
            values[name] = value
    drawn = draws.picture(formula, basis, values, width - 2)
    moved = {name for name in values if (name, basis) in scene.moved}
    rows = []
    for number, text in enumerate(drawn.lines):
        rows.append(_with_moved(text, [s for s in drawn.spans if s[0] == number and s[3] in moved]))
    if not getattr(draws, "loaded", True):
        value = results.get(formula.target, basis)
        if value is not None:
            rows.append(line(piece(f"  = {BOOK.variables[formula.target].show(value)}", "strong")))
    elif rows:
        rows[-1] = Line(tuple([Piece(p.text, "strong") for p in rows[-1].pieces]))
    return rows


def _with_moved(text: str, spans: list[tuple[int, int, int, str]]) -> Line:
    """A drawn line with the variables that the last edit moved marked in it."""
    pieces: list[Piece] = [piece("  ")]
    at = 0
    for _, column, length, _ in sorted(spans, key=lambda s: s[1]):
        pieces += [piece(text[at:column]), piece(text[column : column + length], "moved")]
        at = column + length
    pieces.append(piece(text[at:]))
    return Line(tuple([p for p in pieces if p.text]))


def _changed(scene: Scene, id: str, basis: Basis, width: int) -> Lines:
    """What the value was before the last edit moved it."""
    _, results = scene.ready
    before = scene.state.before
    if before is None or (id, basis) not in scene.moved:
        return ()
    variable = BOOK.variables[id]
    old, new = before.get(id, basis), results.get(id, basis)
    was = variable.show(old) if old is not None else "without a value"
    pieces = [piece("● was ", "moved"), piece(was, "moved")]
    if old and new and old * new > 0:
        factor = new / old
        text = (
            f"  now {ratio(factor)}"
            if factor >= 2 or factor < 0.5
            else f"  now {100 * (factor - 1):+.3g}%"
        )
        pieces.append(piece(text, "dim"))
    return (line(*pieces),)


def _inputs(results: Results, formula: Formula, basis: Basis, width: int) -> Lines:
    found = []
    for name in dict.fromkeys(names(formula.tree)):
        variable = BOOK.variables[name]
        value = results.get(name, basis)
        found.append(f"{variable.title} {variable.show(value, 3) if value is not None else '—'}")
    return paragraph(" · ".join(found), width, "", "from  ") if found else ()


def _routes(results: Results, id: str, basis: Basis, width: int) -> list[Line]:
    rows: list[Line] = []
    for route in other_routes(results, id, basis):
        text = f"{BOOK.variables[id].show(route.value)} by another way ({route.formula.section})"
        if route.ratio is not None:
            text += (
                f": this is {ratio(route.ratio)} of it"
                if abs(route.ratio - 1) > 1e-3
                else ": they agree"
            )
        rows += paragraph(text, width, "", "also  ")
    return rows
