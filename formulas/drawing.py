"""The one adapter for SymPy: a formula drawn as its author wrote it, with symbols or with values.

SymPy rewrites what it is given (`2*(1-k)` becomes `2-2k`, `a-a+b` becomes `b`), and its printers
gather, cancel and reorder on top. So the expression is built unevaluated, and printers of our own
take it apart again in the author's order and grouping. SymPy finds the method for each part and
lays out what stands above, below and beside what.

Importing this module imports SymPy and Pint (some 500 ms): it belongs off the first frame.
"""

from __future__ import annotations

import functools
import math
import textwrap
from collections.abc import Mapping
from typing import Any

from sympy import Add, Expr, Float, Integer, Max, Min, Mul, Pow, S, Symbol, ceiling, floor
from sympy.printing.latex import LatexPrinter
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.stringpict import prettyForm, stringPict
from sympy.printing.printer import Printer
from sympy.printing.str import StrPrinter

from formulas.algebra import Binary, Call, Constant, Name, Node, Number, names
from formulas.book import BOOK
from formulas.declare import Basis, Formula
from formulas.drawing_setting import (
    BRACKETS,
    FENCES,
    NOTHING,
    SIGNS,
    Ink,
    Marks,
    OneLineSetting,
    Picture,
    Place,
    Setting,
    TexSetting,
    plain_text,
    tex_text,
    text_needs_brackets,
)
from formulas.pint_units import substituted_value
from formulas.quantity import DIGITS
from formulas.working import Working, shown, zero_divisor

NARROWEST = 16  # below this a drawing is made for this width all the same

# ---------------------------------------------------------------------------------- the expression


class Stated(Symbol):
    """A constant that a formula states with its unit, such as `24 hour/day`; a symbol to SymPy."""

    __slots__ = ()


@functools.lru_cache(maxsize=512)
def expression(tree: Node) -> Expr:
    """The tree as an unevaluated SymPy expression, in the author's order and grouping.

    `a - b` is Add(a, Mul(-1, b)) and `a / b` is Mul(a, Pow(b, -1)), each a node of its own. Nothing
    else makes those shapes: the algebra has no minus sign before a term and no negative exponent.
    """
    match tree:
        case Name(id=id):
            return Symbol(id)
        case Number(text=text):
            return Integer(text) if text.isdigit() else Float(text)
        case Constant(text=text, unit=unit):
            return Stated(f"{_grouped(text)} {unit.text}")
        case Binary("/", Constant(text=text, unit=above), Constant(text="", unit=below)):
            # `token / request` is one thing that people know: 1 token/request.
            return Stated(f"{_grouped(text)} {above.text}/{below.text}")
        case Binary("/", left, right):
            below = Pow(expression(right), -1, evaluate=False)
            return Mul(expression(left), below, evaluate=False)
        case Binary("**", left, right):
            return Pow(expression(left), expression(right), evaluate=False)
        case Binary("*"):
            return Mul(*[expression(factor) for _, factor in _spine(tree, "*")], evaluate=False)
        case Binary():
            return Add(*[_signed(sign, term) for sign, term in _spine(tree, "+-")], evaluate=False)
        case Call(function=("ceiling" | "floor") as function, arguments=(argument,)):
            rounded = ceiling if function == "ceiling" else floor
            return rounded(expression(argument), evaluate=False)
        case Call(function=function, arguments=arguments):
            # Past the constructor, which sorts its arguments even when told not to evaluate.
            most = Max if function == "max" else Min
            return Expr.__new__(most, *[expression(argument) for argument in arguments])


def _grouped(text: str) -> str:
    """A stated number, written as values are: 8760 would look like another figure than 8,760."""
    return f"{int(text):,}" if text.isdigit() else text or "1"


def _spine(node: Node, ops: str) -> list[tuple[str, Node]]:
    """`a - b + c` as [("", a), ("-", b), ("+", c)]; a right-hand side in brackets stays whole."""
    if isinstance(node, Binary) and node.op in ops:
        return [*_spine(node.left, ops), (node.op, node.right)]
    return [("", node)]


def _signed(sign: str, term: Node) -> Expr:
    return Mul(-1, expression(term), evaluate=False) if sign == "-" else expression(term)


def _quotient(expr: Expr) -> tuple[Expr, Expr] | None:
    if isinstance(expr, Mul) and len(expr.args) == 2:
        above, below = expr.args
        if isinstance(below, Pow) and below.exp is S.NegativeOne:
            return above, below.base
    return None


# ------------------------------------------------------------------------------------ the printers


class _AsWritten(Printer):
    """What the printers share: taking an expression apart, and where brackets are needed.

    SymPy's dispatch finds `_print_X` by the class of the expression; the setting puts the parts
    together.
    """

    def __init__(self, ink: Ink, setting: Setting[Any]) -> None:
        super().__init__({"order": "none"})
        self.ink, self.setting = ink, setting
        self.stacked = setting.stacked

    def part(self, expr: Expr, place: Place) -> Any:
        """One part, in brackets where it would otherwise be read as something else."""
        printed = self._print(expr)
        needed = self._needs_brackets(expr, place)
        return self.setting.bracketed(printed) if needed else printed

    def terms(self, add: Expr) -> list[tuple[str, Any]]:
        """The terms of a sum, each with its sign."""
        printed: list[tuple[str, Any]] = []
        for term in add.args:
            sign = "+"
            if isinstance(term, Mul) and len(term.args) == 2 and term.args[0] is S.NegativeOne:
                sign, term = "-", term.args[1]
            printed.append((sign, self.part(term, "term" if printed else "first term")))
        return printed

    def text(self, expr: Symbol) -> str:
        """What stands for a variable or a stated constant."""
        text = expr.name if isinstance(expr, Stated) else self.ink.texts[expr.name]
        return plain_text(text) if self.ink.ascii else text

    def _needs_brackets(self, expr: Expr, place: Place) -> bool:
        if isinstance(expr, Symbol):
            return text_needs_brackets(self.text(expr), place, self.stacked)
        quotient = _quotient(expr) is not None
        match place:
            case "term":
                return isinstance(expr, Add) or self._leads_with_minus(expr)
            case "first factor":
                return isinstance(expr, Add) or (quotient and not self.stacked)
            case "factor":
                product = isinstance(expr, Mul) and not (quotient and self.stacked)
                return isinstance(expr, Add) or product
            case "base":
                return isinstance(expr, Add | Mul | Pow)
            case "above" if not self.stacked:
                # `a / b / c` and `8 GPU × 35 tok/s / 3 GPU` are read in more than one way.
                return isinstance(expr, Add) or quotient or self._ends_with_slash(expr)
            case "below" | "exponent" if not self.stacked:
                return isinstance(expr, Add | Mul) or (isinstance(expr, Pow) and place != "below")
        return False

    def _leads_with_minus(self, expr: Expr) -> bool:
        if isinstance(expr, Mul) and not (self.stacked and _quotient(expr)):
            return self._leads_with_minus(expr.args[0])
        return isinstance(expr, Symbol) and self.text(expr).startswith("-")

    def _ends_with_slash(self, expr: Expr) -> bool:
        last = expr.args[-1] if isinstance(expr, Mul) else None
        return isinstance(last, Symbol) and "/" in self.text(last)

    def _print_Symbol(self, expr: Symbol) -> Any:
        id = "" if isinstance(expr, Stated) else expr.name
        return self.setting.leaf(self.text(expr), id)

    _print_Stated = _print_Symbol

    def _print_Integer(self, expr: Expr) -> Any:
        return self.setting.number(str(int(expr)))

    def _print_Float(self, expr: Expr) -> Any:
        return self.setting.number(f"{float(expr):.15g}")

    def _print_Add(self, expr: Expr) -> Any:
        return self.setting.sum(self.terms(expr))

    def _print_Mul(self, expr: Expr) -> Any:
        quotient = _quotient(expr)
        if quotient is not None:
            above, below = self.part(quotient[0], "above"), self.part(quotient[1], "below")
            return self.setting.quotient(above, below)
        first, *rest = expr.args
        parts = [self.part(first, "first factor"), *[self.part(f, "factor") for f in rest]]
        return self.setting.product(parts)

    def _print_Pow(self, expr: Expr) -> Any:
        base, exponent = self.part(expr.base, "base"), self.part(expr.exp, "exponent")
        return self.setting.power(base, exponent)

    def _print_Max(self, expr: Expr) -> Any:
        parts = [self.part(argument, "argument") for argument in expr.args]
        return self.setting.call(type(expr).__name__.lower(), parts)

    _print_Min = _print_ceiling = _print_floor = _print_Max


class OneLine(_AsWritten, StrPrinter):
    """A formula on one line, with the places where it may be broken."""

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, OneLineSetting(ink))


class Tex(_AsWritten, LatexPrinter):
    """A formula in TeX's maths mode."""

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, TexSetting())


class TwoDimensional(_AsWritten, PrettyPrinter):
    """A formula in two dimensions."""

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, _Stacks(ink))

    def _print_Pow(self, expr: Expr) -> prettyForm:
        # Raised and on one line: set in two dimensions up there, a quotient pulls all apart.
        raised = prettyForm(OneLine(self.ink)._print(expr.exp))
        return self.setting.power(self.part(expr.base, "base"), raised)


class _Stacks:
    """In two dimensions. SymPy's own helpers would go by a character set that is global."""

    stacked = True

    def __init__(self, ink: Ink) -> None:
        self.ink = ink
        self.signs = SIGNS[ink.ascii]

    def leaf(self, text: str, id: str) -> prettyForm:
        return prettyForm(self.ink.marks.mark(text, id))

    def number(self, text: str) -> prettyForm:
        return prettyForm(text)

    def sum(self, parts: list[tuple[str, prettyForm]]) -> prettyForm:
        (_, first), *rest = parts
        return _beside(
            first, *[piece for s, part in rest for piece in (f" {self.signs[s]} ", part)]
        )

    def product(self, parts: list[prettyForm]) -> prettyForm:
        return _joined(parts, f" {self.signs['*']} ")

    def quotient(self, above: prettyForm, below: prettyForm) -> prettyForm:
        line = self.signs["line"] * (max(above.width(), below.width()) + 2)
        return prettyForm(*stringPict.stack(above, line, below))

    def power(self, base: prettyForm, exponent: prettyForm) -> prettyForm:
        over = stringPict.next(" " * base.width(), exponent)[0]
        return prettyForm(*_beside(base, " " * exponent.width()).above(over))

    def call(self, function: str, parts: list[prettyForm]) -> prettyForm:
        inside = _joined(parts, ", ")
        if function in FENCES and not self.ink.ascii:
            return _fenced(inside, *FENCES[function])
        return _beside(function, self.bracketed(inside))

    def bracketed(self, part: prettyForm) -> prettyForm:
        return _fenced(part, *BRACKETS[self.ink.ascii])


def _beside(*pieces: str | prettyForm) -> prettyForm:
    return prettyForm(*stringPict.next(*pieces))


def _joined(parts: list[prettyForm], sign: str) -> prettyForm:
    first, *rest = parts
    return _beside(first, *[piece for part in rest for piece in (sign, part)])


def _fenced(inside: prettyForm, left: str, right: str) -> prettyForm:
    """Between two fences as tall as what they hold."""
    height, level = inside.height(), inside.baseline
    if height == 1:
        return _beside(left[0], inside, right[0])
    tall = ["\n".join([f[1], *f[2] * (height - 2), f[3]]) for f in (left, right)]
    return _beside(prettyForm(tall[0], level), inside, prettyForm(tall[1], level))


# --------------------------------------------------------------------------------------- a drawing


class _Sketch:
    """One right-hand side in all of its forms."""

    def __init__(self, expr: Expr, ink: Ink, one_line: bool) -> None:
        self.expr, self.ink = expr, ink
        self.flat = None if one_line else TwoDimensional(ink)._print(expr)
        self.line: str = OneLine(ink)._print(expr)

    def at(self, room: int) -> tuple[int, Picture]:
        """The best form that fits into `room` columns: how far from the ideal, and its picture."""
        if self.flat is not None:
            if self.flat.width() <= room:
                return 0, self.ink.marks.picture(self.flat.picture, self.flat.baseline)
            broken = self._broken_at_plus(room)
            if broken is not None:
                return broken
        picture = self.ink.marks.wrapped(self.line, room)
        return 1 + len(picture.lines), picture

    def _broken_at_plus(self, room: int) -> tuple[int, Picture] | None:
        """A sum over several rows of two-dimensional terms; None where a term alone is too wide."""
        if not isinstance(self.expr, Add):
            return None
        rows: list[prettyForm] = []
        for sign, term in TwoDimensional(self.ink).terms(self.expr):
            drawn = SIGNS[self.ink.ascii][sign]
            if rows and rows[-1].width() + term.width() + 3 <= room:
                rows[-1] = _beside(rows[-1], f" {drawn} ", term)
            else:
                rows.append(_beside(f"{drawn} ", term) if rows else term)
        if max([row.width() for row in rows]) > room:
            return None
        lines = [line for row in rows for line in row.picture]
        return len(rows) - 1, self.ink.marks.picture(lines, rows[0].baseline)


def draw(
    formula: Formula,
    basis: Basis,
    inputs: Mapping[str, float],
    *,
    width: int = 78,
    ascii: bool = False,
    one_line: bool = False,
    substitute: bool = True,
    digits: int = DIGITS,
) -> Working:
    """Work a formula out: with symbols, with values and units, and the result as Pint gives it.

    Args:
        formula: a formula of the book, or one over its variables.
        basis: the basis that the values are on.
        inputs: id -> value in base units; where one is missing or not finite, there is no
            substituted line and no result.
        width: columns that no line exceeds; `NARROWEST` at the least.
        ascii: draw with ASCII characters alone.
        one_line: never in two dimensions.
        substitute: also draw the line with values.
        digits: significant digits of the result, and of the operands at the least.

    Raises: BadFormula where the units of the formula do not fit.
    """
    ids = list(dict.fromkeys(names(formula.tree)))
    target, expr = BOOK.variables[formula.target], expression(formula.tree)
    marks = Marks()
    words = Ink({id: BOOK.variables[id].symbol for id in ids}, ascii, marks)
    missing = [id for id in ids if not math.isfinite(inputs.get(id, math.nan))]
    number = None if missing else substituted_value(formula, inputs)
    if number is None:
        result = _no_value(formula, inputs, missing, words)
    else:
        result = target.show(number, digits)
    symbol = target.symbol
    if ascii:
        result, symbol = plain_text(result), plain_text(symbol)
    sketches, tex_right = [_Sketch(expr, words, one_line)], ""
    if substitute and not missing:
        values = Ink(shown(formula, inputs, digits), ascii, marks)
        sketches.append(_Sketch(expr, values, one_line))
        tex_right = f" = {Tex(values).doprint(expr)}"
    tex_result = f" = {tex_text(result)}"
    lead, head, pictures = _laid_out(symbol, sketches, max(width, NARROWEST))
    return Working(
        formula=formula,
        basis=basis,
        symbol=symbol,
        symbolic_picture=pictures[0],
        substituted_picture=pictures[1] if len(pictures) > 1 else NOTHING,
        value=number,
        result=result,
        latex=f"{tex_text(symbol)} = {Tex(words).doprint(expr)}",
        latex_substituted=tex_text(symbol) + tex_right + tex_result * (tex_right != tex_result),
        head=head,
        lead=lead,
        width=max(width, NARROWEST),
    )


def _laid_out(
    symbol: str, sketches: list[_Sketch], width: int
) -> tuple[str, tuple[str, ...], list[Picture]]:
    """The target's symbol beside the formula, or above it where that leaves better forms room."""
    options: list[tuple[int, str, tuple[str, ...], list[Picture]]] = []
    for lead, head in ((f"{symbol} = ", ()), ("  = ", tuple(textwrap.wrap(symbol, width)))):
        if head or width - len(lead) >= NARROWEST:
            found = [sketch.at(width - len(lead)) for sketch in sketches]
            cost = sum([far for far, _ in found])
            options.append((cost, lead, head, [picture for _, picture in found]))
    _, lead, head, pictures = min(options, key=lambda option: option[0])
    return lead, head, pictures


def _no_value(formula: Formula, inputs: Mapping[str, float], missing: list[str], words: Ink) -> str:
    """A dash, and why there is no result."""
    if missing:
        return f"— (needs {', '.join([BOOK.variables[id].title for id in missing])})"
    below = zero_divisor(formula.tree, inputs)
    if below is None:
        return "— (a result without limit, or a power without a real value)"
    drawn = words.marks.picture([OneLine(words)._print(expression(below))], 0).lines[0]
    return f"— (division by zero: {drawn} is 0)"
