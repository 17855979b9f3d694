"""A formula worked out as on paper: with symbols, with the values put in, and the result.

What of it needs neither SymPy nor Pint: how the block is put together, which digits stand in it,
and what is said where there is no result. `formulas.drawing` draws the lines.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from formulas.algebra import Binary, Call, Node, names, value
from formulas.book import BOOK
from formulas.chain import FLOATS, one
from formulas.declare import Basis, Formula
from formulas.drawing_setting import Picture, Span
from formulas.quantity import DIGITS, read

MOST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Working:
    """A formula as people would work it out.

    Attributes:
        formula, basis: what was drawn, and the basis that its values are on.
        symbol: the symbol of the target.
        symbolic_picture: the right-hand side with symbols.
        substituted_picture: the same with values; empty where it was not asked for or a value is
            missing.
        value: the result in base units as Pint gives it, or None where there is none.
        result: the result with its unit, or a dash and the reason why there is none.
        latex: the equation with symbols, in TeX's maths mode.
        latex_substituted: the equation with values and result.
        head: lines that stand above, where the target's symbol is too long to stand beside.
        lead: what stands before the symbolic line: `TTFT = `, or `  = ` under a head.
        width: the width that it was drawn for.
    """

    formula: Formula
    basis: Basis
    symbol: str
    symbolic_picture: Picture
    substituted_picture: Picture
    value: float | None
    result: str
    latex: str
    latex_substituted: str
    head: tuple[str, ...]
    lead: str
    width: int

    @property
    def symbolic(self) -> tuple[str, ...]:
        """The lines of the right-hand side, with symbols."""
        return self.symbolic_picture.lines

    @property
    def substituted(self) -> tuple[str, ...]:
        """The lines of the right-hand side, with values; none where there is no such picture."""
        return self.substituted_picture.lines


def block(working: Working) -> tuple[str, ...]:
    """The whole working, aligned at the `=` signs, within the width that it was drawn for."""
    return _assembled(working).lines


def block_spans(working: Working) -> tuple[Span, ...]:
    """Where the variables stand in `block(working)`, in its symbolic and its substituted lines."""
    return _assembled(working).spans


def _assembled(working: Working) -> Picture:
    lines, spans = list(working.head), list[Span]()
    indent = len(working.lead)
    equals = "= ".rjust(indent)
    pictures = [(working.lead, working.symbolic_picture)]
    # A formula that only passes a value on would say the same twice.
    if working.substituted and working.substituted != (working.result,):
        pictures.append((equals, working.substituted_picture))
    result = textwrap.wrap(working.result, working.width - indent)
    pictures.append((equals, Picture(tuple(result), 0, ())))
    for lead, picture in pictures:
        for line, column, length, id in picture.spans:
            spans.append(Span(line + len(lines), column + indent, length, id))
        for row, text in enumerate(picture.lines):
            before = lead if row == picture.level else " " * indent
            lines.append(f"{before}{text}".rstrip())
    return Picture(tuple(lines), 0, tuple(spans))


def shown(formula: Formula, inputs: Mapping[str, float], digits: int = DIGITS) -> dict[str, str]:
    """Every operand as it stands in the substituted line.

    Args:
        formula: a formula of the book, or one over its variables.
        inputs: id -> value in base units, for every variable of the formula.
        digits: significant digits of the result. The operands get as many, or more (up to
            `MOST_DIGITS`) where somebody who reckons with what is shown would arrive at other
            digits of the result.
    """
    ids = list(dict.fromkeys(names(formula.tree)))
    result = one(formula, inputs)
    said = None if result is None else _as_shown(formula, result, digits)
    texts: dict[str, str] = {}
    for enough in range(digits, max(digits, MOST_DIGITS) + 1):
        texts = {id: BOOK.variables[id].show(inputs[id], enough) for id in ids}
        if said is None:
            break
        again = one(formula, {id: _as_read(id, text) for id, text in texts.items()})
        if again is not None and said == _as_shown(formula, again, digits):
            break
    return texts


def _as_read(id: str, text: str) -> float:
    return read(text, BOOK.variables[id].unit).value


def _as_shown(formula: Formula, result: float, digits: int) -> float:
    """The number that a shown result says; 31,620 and 31.62K say the same."""
    return _as_read(formula.target, BOOK.variables[formula.target].show(result, digits))


def zero_divisor(node: Node, inputs: Mapping[str, float]) -> Node | None:
    """The first part of a formula that it divides by and that is zero, or None."""
    match node:
        case Binary(op=op, left=left, right=right):
            inner = zero_divisor(left, inputs) or zero_divisor(right, inputs)
            if inner is not None or op != "/":
                return inner
            try:
                return right if value(right, inputs, FLOATS) == 0 else None
            except (ArithmeticError, ValueError):
                return None
        case Call(arguments=arguments):
            found = [zero_divisor(argument, inputs) for argument in arguments]
            return next((part for part in found if part is not None), None)
    return None
