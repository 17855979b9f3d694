"""The drawn formula, once the drawing is there: SymPy and Pint take half a second to import, so a
worker loads them after the first frame, and until then the algebra stands on one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from formulas.book import BOOK
from formulas.declare import Basis, Formula
from workbench.text import wrap

_WORD = re.compile(r"[a-z][a-z0-9_]+")
_KEPT = 64


class Drawn(NamedTuple):
    """A formula's lines, and in which columns of which of them a variable stands."""

    lines: tuple[str, ...]
    spans: tuple[tuple[int, int, int, str], ...] = ()


class Pictures:
    """Draws formulas, keeping the last few; before `load`, in one plain line."""

    def __init__(self) -> None:
        self._draw: Callable[..., Any] | None = None
        self._block: Callable[[Any], tuple[str, ...]] | None = None
        self._spans: Callable[[Any], Any] | None = None
        self._kept: dict[tuple[object, ...], Drawn] = {}

    @property
    def loaded(self) -> bool:
        """Whether formulas are drawn in full."""
        return self._draw is not None

    def load(self) -> None:
        """Import the drawing; half a second, so never on the screen's own thread."""
        from formulas.drawing import draw
        from formulas.working import block, block_spans

        self._block, self._spans = block, block_spans
        self._kept.clear()
        self._draw = draw

    def picture(
        self, formula: Formula, basis: Basis, inputs: Mapping[str, float], width: int
    ) -> Drawn:
        """A formula worked out in at most `width` columns."""
        if self._draw is None or self._block is None or self._spans is None:
            return plainly(formula, width)
        key = (id(formula), basis, tuple(inputs.items()), width)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            working = self._draw(formula, basis, inputs, width=width)
            spans = tuple([(s.line, s.column, s.length, s.id) for s in self._spans(working)])
            found = self._kept[key] = Drawn(tuple(self._block(working)), spans)
        return found


def plainly(formula: Formula, width: int) -> Drawn:
    """The algebra with its symbols, as the chapter writes it, on as many lines as it takes."""

    def symbol(match: re.Match[str]) -> str:
        variable = BOOK.variables.get(match[0])
        return variable.symbol if variable else match[0]

    text = _WORD.sub(symbol, formula.text).replace(" * ", " × ").replace("**", "^")
    return Drawn(tuple(wrap(f"{BOOK.variables[formula.target].symbol} = {text}", width)))
