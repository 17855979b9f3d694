"""Pane 2, below: the selected formula worked out, the symbol that the reader is at, what it was,
what it means, and what it hangs together with.
"""

from __future__ import annotations

from typing import Protocol

from formulas.algebra import names
from formulas.book import BOOK
from formulas.declare import Basis, Formula
from sessions.claims.telling import ratio
from workbench.person.settings import Settings
from workbench.state.asides import routes
from workbench.state.formula import assumed, legend, origin_on
from workbench.state.scene import Scene
from workbench.state.state import Stop
from workbench.views.ascii import drawn
from workbench.views.formulas.chain import HERE
from workbench.views.formulas.pictures import Drawn
from workbench.views.lines import (
    BLANK,
    Line,
    Lines,
    Piece,
    Role,
    flow,
    line,
    paragraph,
    piece,
    size,
    spread,
)
from workbench.views.quotes.odds import formula_odds
from workbench.views.text import cells

INDENT = 2  # of the drawing
EASY = 60  # columns over which the eye still finds the value that belongs to a name


class Draws(Protocol):
    """Whatever draws a formula in a given width."""

    def picture(
        self,
        formula: Formula,
        basis: Basis,
        inputs: dict[str, float],
        width: int,
        settings: Settings,
    ) -> Drawn:
        """The lines of a formula."""


def formula_story(scene: Scene, width: int, draws: Draws) -> Lines:
    """The selected formula in full."""
    if scene.results is None:
        return ()
    rows = [*_head(scene, width), *_body(scene, width, draws)]
    return drawn(scene, tuple(rows))


def _body(scene: Scene, width: int, draws: Draws) -> list[Line]:
    _, results = scene.ready
    id = scene.state.formula
    variable, basis, formula = BOOK.variables[id], scene.basis_for(id), scene.formula()
    rows: list[Line] = []
    if formula is not None:
        rows += _worked(scene, formula, basis, width, draws)
    if scene.symbol:
        rows += symbol_line(scene, width)
    value = results.get(id, basis)
    if id in BOOK.routes and results.formula(id, basis) is None and value is not None:
        text = (
            "entered, so the formula is set aside"
            if basis != "measured"
            else "measured, so it comes before the formula"
        )
        rows += paragraph(f"{variable.show(value)}: {text}", width, "warn")
    if scene.state.odds is not None:
        rows += formula_odds(scene, width)
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
    rows += _sources(scene, formula, basis, width)
    feeds = BOOK.feeds.get(id, ())
    if feeds:
        rows += paragraph(" · ".join([BOOK.variables[f].title for f in feeds]), width, "", "feeds ")
    rows += _routes(scene, id, basis, width)
    missing = [(b, results.why_missing(id, b)) for b in scene.bases if results.get(id, b) is None]
    for b, why in missing:
        rows += paragraph(f"{b}: {why}", width, "dim", "no    ")
    return rows


# ------------------------------------------------------------------------------------ what it is


def _head(scene: Scene, width: int) -> list[Line]:
    """What is explained, on which basis, with its letter and section; before it where was followed
    from.
    """
    id = scene.state.formula
    basis, variable, formula = scene.basis_for(id), BOOK.variables[id], scene.formula()
    section = formula.section if formula is not None else variable.section
    title = (piece(variable.title, "strong"), piece(f"  on {basis}", "dim"))
    _, results = scene.ready
    known = results.get(id, basis) is not None
    letter = f"{origin_on(scene, id, basis).letter} " if known else ""
    right = (piece(f"{letter}{section}".strip(), "dim"),)
    way = [name_of_stop(stop) for stop in scene.state.trail]
    way = [name for at, name in enumerate(way) if way[at + 1 : at + 2] != [name]]
    if way and way[-1] == variable.title:
        way.pop()
    before = crumbs(way, width - size(title) - size(right) - 1)
    if way and cells(before) < cells(way[-1]) and crumbs(way, width):
        return [line(piece(crumbs(way, width), "dim")), spread(title, right, width)]
    return [spread((piece(before, "dim"), *title), right, width)]


def name_of_stop(stop: Stop) -> str:
    """What one goes back to: a formula, or the pane that was followed from."""
    panes = {"fields": "Packet and set-up", "quotes": "Quotes"}
    return panes.get(stop.pane) or BOOK.variables[stop.formula].title


def crumbs(way: list[str], width: int) -> str:
    """The last steps of a way that fit, each followed by `>`."""
    text = ""
    for at, name in enumerate(reversed(way), 1):
        longer = f"{name} > {text}"
        lead = "" if at == len(way) else "… > "
        if cells(lead + longer) > width:
            lead = "… > " if text and cells(text) + 4 <= width else ""
            return lead + text
        text = longer
    return text


def _worked(scene: Scene, formula: Formula, basis: Basis, width: int, draws: Draws) -> list[Line]:
    _, results = scene.ready
    drawn = drawing(scene, width, draws)
    roles: dict[str, Role] = {
        name: "moved" for name in scene.symbols() if (name, basis) in scene.moved
    }
    if scene.symbol:
        roles[scene.symbol] = "symbol"
    rows = []
    for number, text in enumerate(drawn.lines):
        spans = [s for s in drawn.spans if s[0] == number and s[3] in roles]
        rows.append(_with_roles(text, spans, roles))
    if not getattr(draws, "loaded", True):
        value = results.get(formula.target, basis)
        if value is not None:
            rows.append(line(piece(f"  = {BOOK.variables[formula.target].show(value)}", "strong")))
    elif rows:
        rows[-1] = Line(tuple([Piece(p.text, p.role or "strong") for p in rows[-1].pieces]))
    return rows


def drawing(scene: Scene, width: int, draws: Draws) -> Drawn:
    """The selected formula drawn on the basis that explains it; nothing where there is none."""
    formula = scene.formula()
    if formula is None:
        return Drawn(())
    _, results = scene.ready
    basis = scene.basis_for(scene.state.formula)
    found = [(name, results.get(name, basis)) for name in scene.symbols()]
    values = {name: value for name, value in found if value is not None}
    return draws.picture(formula, basis, values, width - INDENT, scene.state.settings)


def symbol_at(scene: Scene, width: int, draws: Draws, row: int, column: int) -> str:
    """The variable that stands in a place of the story, or nothing."""
    if scene.results is None:
        return ""
    row, column = row - len(_head(scene, width)), column - INDENT
    for number, start, length, id in drawing(scene, width, draws).spans:
        if number == row and start <= column < start + length:
            return id
    return ""


def _with_roles(text: str, spans: list[tuple[int, int, int, str]], roles: dict[str, Role]) -> Line:
    """A drawn line with some of its variables marked: the symbol that the reader is at, and what
    the last edit moved.
    """
    pieces: list[Piece] = [piece(" " * INDENT)]
    at = 0
    for _, column, length, id in sorted(spans, key=lambda s: s[1]):
        pieces += [piece(text[at:column]), piece(text[column : column + length], roles[id])]
        at = column + length
    pieces.append(piece(text[at:]))
    return Line(tuple([p for p in pieces if p.text]))


def symbol_line(scene: Scene, width: int) -> Lines:
    """The symbol that the reader is at: name, value on this basis, where it comes from; one line
    where there is room.
    """
    _, results = scene.ready
    id, basis = scene.symbol, scene.basis_for(scene.state.formula)
    variable, value = BOOK.variables[id], results.get(id, basis)
    name = [piece(variable.title, "lit")]
    if variable.symbol != variable.title:
        name.append(piece(f" ({variable.symbol})", "dim"))
    name.append(piece(f"  {variable.show(value) if value is not None else '—'}", "strong"))
    parts = [tuple(name)]
    before = scene.state.before.get(id, basis) if scene.state.before is not None else None
    if (id, basis) in scene.moved and before is not None:
        parts.append((piece(f"● was {variable.show(before)}", "moved"),))
    parts.append((piece(origin_on(scene, id, basis).text),))
    goes = "its formula" if id in BOOK.routes else "its field"
    room = width - sum([size(part) + 3 for part in parts]) - cells(HERE)
    if room >= cells(f"f {goes}"):
        parts.append((piece("f", "key"), piece(f" {goes}", "dim")))
    return flow(parts, width, f"{HERE} ")


# --------------------------------------------------------------------------------- what moved it


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


# ---------------------------------------------------------------------------- what it comes from


def _sources(scene: Scene, formula: Formula | None, basis: Basis, width: int) -> list[Line]:
    """The inputs with their values and letters, the assumptions behind them, and the letters."""
    resolved, _ = scene.ready
    id = scene.state.formula
    made_of = dict.fromkeys(names(formula.tree)) if formula is not None else {}
    letters = [origin_on(scene, name, basis).letter for name in (id, *made_of)]
    rows = _listed(scene, [*made_of], basis, width, "from  ")
    rests = [name for name in assumed(scene, id, basis) if name not in made_of and name != id]
    rows += _listed(scene, rests, basis, width, "assumes ")
    letters += [origin_on(scene, name, basis).letter for name in rests]
    if rows:
        text = legend(letters)
        if "a" in letters:
            text += f" · the set is {resolved.assumptions.label}"
        rows += paragraph(text, width, "dim", "letters ")
    return rows


def _listed(scene: Scene, ids: list[str], basis: Basis, width: int, lead: str) -> list[Line]:
    """Each variable with its value and its letter; `lead` stands before the first."""
    _, results = scene.ready
    rows: list[Line] = []
    for id in ids:
        variable, value = BOOK.variables[id], results.get(id, basis)
        shown = variable.show(value, 3) if value is not None else "—"
        left = (piece(" " * cells(lead) if rows else lead, "dim"), piece(variable.title))
        right = (piece(shown), piece(f" {origin_on(scene, id, basis).letter}", "dim"))
        rows.append(spread(left, right, min(width, EASY)))
    return rows


def _routes(scene: Scene, id: str, basis: Basis, width: int) -> list[Line]:
    rows: list[Line] = []
    for route in routes(scene.ready[1], id, basis):
        text = f"{BOOK.variables[id].show(route.value)} by another way ({route.formula.section})"
        if route.ratio is not None:
            text += (
                f": this is {ratio(route.ratio)} of it"
                if abs(route.ratio - 1) > 1e-3
                else ": they agree"
            )
        rows += paragraph(text, width, "", "also  ")
    return rows
