"""The drawn formula, once the drawing is there: SymPy and Pint take half a second to import, so a
worker loads them after the first frame, and until then the algebra stands on one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from formulas.book import BOOK
from formulas.declare import Basis, Formula
from workbench.person.settings import Settings
from workbench.views.text import wrap

if TYPE_CHECKING:
    from formulas.working import Working

_WORD = re.compile(r"[a-z][a-z0-9_]+")
_KEPT = 64


class Drawn(NamedTuple):
    """A formula's lines, and in which columns of which of them a variable stands: (line, column,
    length, id).
    """

    lines: tuple[str, ...]
    spans: tuple[tuple[int, int, int, str], ...] = ()


_PLAIN = Settings()


class Pictures:
    """Draws formulas as the settings say, keeping the last few; before `load`, in one line."""

    def __init__(self) -> None:
        self._draw: Callable[..., Working] | None = None
        self._block: Callable[[Any], tuple[str, ...]] | None = None
        self._spans: Callable[[Any], Any] | None = None
        self._kept: dict[tuple[object, ...], Drawn] = {}

    @property
    def loaded(self) -> bool:
        """Whether formulas are drawn in full."""
        return self._draw is not None

    def load(self) -> None:
        """Import the drawing; half a second, so never on the screen's own thread."""
        from formulas.drawing import draw  # 470 ms: SymPy, beside the screen
        from formulas.working import block, block_spans  # 6 ms, as above

        self._block, self._spans = block, block_spans
        self._kept.clear()
        self._draw = draw

    def picture(
        self,
        formula: Formula,
        basis: Basis,
        inputs: Mapping[str, float],
        width: int,
        settings: Settings = _PLAIN,
    ) -> Drawn:
        """A formula worked out in at most `width` columns."""
        if self._block is None or self._spans is None:
            return plainly(formula, width, ascii=settings.ascii)
        how = (settings.drawing, settings.substituted, settings.ascii)
        key = (id(formula), basis, tuple(inputs.items()), width, how)
        found = self._kept.get(key)
        if found is None:
            working = self.working(formula, basis, inputs, width, settings)
            if working is None:
                return plainly(formula, width, ascii=settings.ascii)
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            spans = tuple([(s.line, s.column, s.length, s.id) for s in self._spans(working)])
            found = self._kept[key] = Drawn(tuple(self._block(working)), spans)
        return found

    def working(
        self,
        formula: Formula,
        basis: Basis,
        inputs: Mapping[str, float],
        width: int,
        settings: Settings,
    ) -> Working | None:
        """A formula with all that can be said of it, drawn anew; None before `load`."""
        if self._draw is None:
            return None
        return self._draw(
            formula,
            basis,
            inputs,
            width=width,
            ascii=settings.ascii,
            one_line=settings.drawing == "one-line",
            substitute=settings.substituted,
        )


def plainly(formula: Formula, width: int, *, ascii: bool = False) -> Drawn:
    """The algebra with its symbols, as the chapter writes it, on as many lines as it takes."""

    def symbol(match: re.Match[str]) -> str:
        variable = BOOK.variables.get(match[0])
        return variable.symbol if variable else match[0]

    text = _WORD.sub(symbol, formula.text).replace("**", "^")
    if not ascii:
        text = text.replace(" * ", " × ")
    return Drawn(tuple(wrap(f"{BOOK.variables[formula.target].symbol} = {text}", width)))
