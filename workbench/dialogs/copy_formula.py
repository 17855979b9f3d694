"""The selected formula in the forms that people paste: choose one to copy."""

from __future__ import annotations

from typing import NamedTuple

from formulas.working import block
from workbench.dialogs.choose import Choose
from workbench.state.scene import Scene
from workbench.views.formulas.pictures import Pictures
from workbench.views.lines import Line, Lines, line, piece
from workbench.views.text import cut

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
