"""Boxes about the selected formula: what it is made of, what it feeds and the way back; and the
forms in which people paste it.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from formulas.algebra import names
from formulas.book import BOOK
from formulas.declare import Basis, Formula
from formulas.working import block
from workbench.dialogs.choose import Choose
from workbench.state.formula import legend, origin_on
from workbench.state.scene import Scene
from workbench.views.formulas.formula import name_of_stop
from workbench.views.formulas.pictures import Pictures
from workbench.views.lines import BLANK, Line, Lines, Piece, line, paragraph, piece, size, spread
from workbench.views.packet.fields import value_of
from workbench.views.text import clean, cut

BACK = "back"  # the answer that is not a variable


class Follow(Choose):
    """Answers with the id of a variable, `BACK`, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("backspace", "back", "Back", show=False)]

    def __init__(self, scene: Scene, id: str) -> None:
        super().__init__()
        self._scene, self._of = scene, id
        variable = BOOK.variables.get(id)
        self.heading = clean(f"Follow {variable.title if variable else id}")
        if scene.state.trail:
            self.hint = "enter goes there · backspace goes back · esc leaves"
        else:
            self.hint = "enter goes there · esc leaves"

    def lines(self, width: int) -> Lines:
        """Inputs first, then results, then where was followed from."""
        found: list[Line] = []
        formula = self._formula()
        made_of = list(dict.fromkeys(names(formula.tree))) if formula is not None else []
        feeds = [id for id in BOOK.feeds.get(self._of, ()) if id not in made_of]
        number = 0
        letters: list[str] = []
        for title, ids in (("made of", made_of), ("feeds", feeds)):
            if ids:
                on = f"on {self._scene.state.basis}" if title == "made of" or not made_of else ""
                found.append(spread((piece(title, "title"),), (piece(on, "dim"),), width))
            for id in ids:
                number += 1
                letter, row = self._row(id, number, width)
                letters.append(letter)
                found.append(row)
        trail = self._scene.state.trail
        if trail:
            title = name_of_stop(trail[-1])
            if trail[-1].symbol:
                title += f", at {BOOK.variables[trail[-1].symbol].title}"
            left = (piece(f"  {_digit(number + 1)} ", "key"), piece(title))
            found.append(line(piece("back to", "title")))
            found.append(spread(left, (piece("backspace", "key"),), width, key=BACK))
        if not number:
            found.insert(0, line(piece("Nothing hangs together with this.", "dim")))
        elif legend(letters):
            found += [BLANK, *paragraph(legend(letters), width, "dim")]
        return tuple(found)

    def action_back(self) -> None:
        """Answer with the way back, where there is one."""
        if self._scene.state.trail:
            self.dismiss(BACK)

    def _formula(self) -> Formula | None:
        routes = BOOK.routes.get(self._of, ())
        if self._scene.state.formula == self._of:
            return self._scene.formula()
        return routes[0] if routes else None

    def _row(self, id: str, number: int, width: int) -> tuple[str, Line]:
        scene, variable = self._scene, BOOK.variables[id]
        value, basis, other = self._held(id)
        held = scene.results is not None and scene.results.get(id, basis) is not None
        letter = origin_on(scene, id, basis).letter if held else ""
        left: list[Piece] = [piece(f"  {_digit(number)} ", "key"), piece(variable.title)]
        right = [piece(variable.show(value) if value is not None else "—")]
        if other:
            right.append(piece(f" on {other}", "dim"))
        right.append(piece(f" {letter or ' '}", "dim"))
        if variable.symbol != variable.title:
            symbol = piece(f" ({variable.symbol})", "dim")
            if size([*left, symbol, *right]) < width:
                left.append(symbol)
        return letter, spread(left, right, width, key=id)

    def _held(self, id: str) -> tuple[float | None, Basis, str]:
        """A value, the basis that it is on, and that basis as a word where it is not the one that
        the formula is explained on.
        """
        scene = self._scene
        if scene.results is None:
            return None, scene.state.basis, ""
        here = scene.basis_for(self._of) if self._of in BOOK.routes else scene.state.basis
        found = scene.results.get(id, here)
        if found is not None:
            return found, here, ""
        other = scene.basis_for(id)
        value = scene.results.get(id, other)
        return (value, other, other) if value is not None else (value_of(scene, id), other, "")


def _digit(number: int) -> str:
    """The key that takes a line, where there is one."""
    return str(number) if number < 10 else " "


# --- As what to copy it


WIDE = 78  # the columns of a mail or a comment
ENDLESS = 100_000


class Form(NamedTuple):
    """One form of a formula: what it is called, the words for having copied it, and its rows."""

    title: str
    what: str
    rows: tuple[str, ...]


def copies(scene: Scene, pictures: Pictures) -> tuple[Form, ...]:
    """Every form of the selected formula; none before it can be drawn, or where it has none."""
    formula, results = scene.formula(), scene.results
    if formula is None or results is None:
        return ()
    basis, settings = scene.basis_for(scene.state.formula), scene.state.settings
    found = [(name, results.get(name, basis)) for name in scene.symbols()]
    values = {name: value for name, value in found if value is not None}
    drawn = pictures.working(formula, basis, values, WIDE, settings)
    flat = settings._replace(drawing="one-line", substituted=True)
    line = pictures.working(formula, basis, values, ENDLESS, flat)
    if drawn is None or line is None:
        return ()
    forms = [Form("As it is drawn", "the drawing", block(drawn))]
    symbolic = f"{line.symbol} = {line.symbolic[0]}"
    forms.append(Form("On one line", "the formula on one line", (symbolic,)))
    if line.substituted:
        worked = f"{line.symbol} = {line.substituted[0]}"
        if line.substituted[0] != line.result:
            worked += f" = {line.result}"
        forms.append(Form("With the values put in", "the line with the values", (worked,)))
    forms.append(Form("LaTeX", "the LaTeX", (line.latex,)))
    if line.substituted:
        title = "LaTeX, with the values put in"
        forms.append(Form(title, "the LaTeX with the values", (line.latex_substituted,)))
    return tuple(forms)


class CopyFormula(Choose):
    """Answers with the title of a form, or None."""

    heading = "Copy the formula"
    hint = "enter copies · esc leaves"

    def __init__(self, forms: tuple[Form, ...]) -> None:
        super().__init__()
        self._forms = forms

    def lines(self, width: int) -> Lines:
        """Each form with how it begins."""
        rows: list[Line] = []
        for number, form in enumerate(self._forms, 1):
            rows.append(line(piece(f"  {number} ", "key"), piece(form.title), key=form.title))
            shown = form.rows if len(form.rows) < 8 else (*form.rows[:7], "…")
            rows += [
                line(piece("    "), piece(cut(row, width - 4), "dim"), key=form.title)
                for row in shown
            ]
        return tuple(rows)
