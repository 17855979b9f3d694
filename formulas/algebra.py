"""The algebra of a formula: written text through one whitelist into a tree, and walks over it.

The tree keeps the author's order and grouping. `value` walks it with any arithmetic (floats, Pint
quantities, exact fractions); `dimension_of` walks it with dimensions alone and refuses what does
not fit, naming both sides.
Only text declared in this project is parsed here, never text that a user typed.
"""

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

from formulas.memo import while_same
from formulas.units import (
    DIMENSIONS,
    PLAIN,
    Dimension,
    Measure,
    UnknownUnit,
    describe,
    measure,
    multiply,
    raised,
)

LONGEST = 500
STEEPEST = (
    100  # the largest exponent that may stand as a number: beyond, a result is absurd or endless
)
T = TypeVar("T")


class Number(NamedTuple):
    """A plain number, as written."""

    text: str


class Constant(NamedTuple):
    """A number with a unit, such as `24 hour/day`; `text` is empty for a word such as `token`."""

    text: str
    unit: Measure


class Name(NamedTuple):
    """A variable, by id."""

    id: str


class Binary(NamedTuple):
    """`left op right`, op one of + - * / **."""

    op: str
    left: "Node"
    right: "Node"


class Call(NamedTuple):
    """`ceiling(x)`, `floor(x)`, `max(a, b)` or `min(a, b)`."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Constant | Name | Binary | Call

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_ARITY = {"ceiling": 1, "floor": 1, "max": 2, "min": 2}
_WITH_UNIT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ([A-Za-z]+(?:/[A-Za-z]+)?)(?!\w)")


class BadFormula(ValueError):
    """A declaration that cannot stand: the formula's text and what is wrong with it."""


def parse(text: str) -> Node:
    """Turn written algebra into its tree. Raises BadFormula for anything outside the whitelist."""
    if len(text) > LONGEST:
        raise BadFormula(f"longer than {LONGEST} characters: {text[:40]}...")
    try:
        body = ast.parse(_WITH_UNIT.sub(r"_unit('\1', '\2')", text), mode="eval").body
        return _node(body, text)
    except (SyntaxError, RecursionError, ValueError, OverflowError) as bad:
        if isinstance(bad, BadFormula):
            raise
        raise BadFormula(f"not algebra: {text}") from bad


def _node(node: ast.expr, text: str) -> Node:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number) if math.isfinite(number):
            return Number(repr(number))
        case ast.Name(id=("token" | "request" | "param" | "GPU") as word):
            return Constant("", measure(word))
        case ast.Name(id=name):
            return Name(name)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return Binary(_OPERATORS[type(op)], _node(left, text), _node(right, text))
        case ast.Call(
            func=ast.Name(id="_unit"),
            args=[ast.Constant(value=str(number)), ast.Constant(value=str(unit))],
        ):
            try:
                return Constant(number, measure(unit))
            except UnknownUnit as unknown:
                raise BadFormula(f"{unknown}, in {text}") from unknown
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]) if _ARITY.get(
            function
        ) == len(arguments):
            return Call(function, tuple([_node(a, text) for a in arguments]))
    raise BadFormula(f"{ast.unparse(node)!r} is not allowed in {text}")


@while_same(most=2_000)  # to Python, a name and a number are equal tuples
def names(node: Node) -> tuple[str, ...]:
    """The ids of the variables in a tree, in the order written, with repeats."""
    return tuple(_walk(node))


def _walk(node: Node) -> Iterator[str]:
    match node:
        case Name(id=name):
            yield name
        case Binary(left=left, right=right):
            yield from _walk(left)
            yield from _walk(right)
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _walk(argument)


class Arithmetic(Protocol[T]):
    """What `value` needs of a kind of number, beyond + - and *."""

    def number(self, text: str, unit: Measure | None) -> T: ...
    def divide(self, above: T, below: T) -> T: ...
    def power(self, base: T, exponent: T) -> T: ...
    def call(self, function: str, arguments: list[T]) -> T: ...


_APPLY: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def value(node: Node, variables: Mapping[str, T], arithmetic: Arithmetic[T]) -> T:
    """Evaluate a tree with the given arithmetic.

    Raises: KeyError for a variable without a value; what the arithmetic raises, as it is.
    """
    match node:
        case Name(id=name):
            return variables[name]
        case Binary(op=op, left=left, right=right):
            a, b = value(left, variables, arithmetic), value(right, variables, arithmetic)
            if op == "/":
                return arithmetic.divide(a, b)
            result: T = arithmetic.power(a, b) if op == "**" else _APPLY[op](a, b)
            return result
        case Number(text=text):
            return arithmetic.number(text, None)
        case Constant(text=text, unit=unit):
            return arithmetic.number(text or "1", unit)
        case Call(function=function, arguments=arguments):
            return arithmetic.call(function, [value(a, variables, arithmetic) for a in arguments])


# --- dimensions ---------------------------------------------------------------------------------

ANY = None  # the dimension of a literal 0, which fits every sum and comparison
_COUNT_AXES = {DIMENSIONS.index(name) for name in ("token", "request", "GPU", "param")}


def dimension_of(node: Node, variables: Mapping[str, Dimension], text: str) -> Dimension | None:
    """The dimension of a tree. Raises BadFormula where unlike things are added, raised or rounded.

    Args:
        variables: the dimension of every variable that the tree may name.
        text: the formula as written, for the message.
    """
    match node:
        case Name(id=name):
            if name not in variables:
                raise BadFormula(f"unknown quantity {name!r} in {text}")
            return variables[name]
        case Number(text=number):
            return ANY if float(number) == 0 else PLAIN
        case Constant(unit=unit):
            return unit.dimension
        case Binary(op="**", left=left, right=right):
            return _power(left, right, variables, text)
        case Binary(op=("*" | "/") as op, left=left, right=right):
            a, b = dimension_of(left, variables, text), dimension_of(right, variables, text)
            return multiply(a or PLAIN, b or PLAIN, 1 if op == "*" else -1)
        case Binary(op=op, left=left, right=right):
            return _same("sum" if op == "+" else "difference", (left, right), variables, text)
        case Call(function=("max" | "min") as function, arguments=arguments):
            return _same(function, arguments, variables, text)
        case Call(function=function, arguments=arguments):
            return _rounded(function, arguments[0], variables, text)


def _power(left: Node, right: Node, variables: Mapping[str, Dimension], text: str) -> Dimension:
    exponent = dimension_of(right, variables, text)
    if exponent not in (ANY, PLAIN):
        raise BadFormula(
            f"exponent: {written(right)} is {describe(exponent or PLAIN)}, not a plain number,"
            f" in {text}"
        )
    constant = float(right.text) if isinstance(right, Number) else None
    if not any(names(right)) and (constant is None or constant > STEEPEST):
        raise BadFormula(
            f"exponent: {written(right)} is not one number up to {STEEPEST}, in {text}"
        )
    base = dimension_of(left, variables, text) or PLAIN
    if base == PLAIN:
        return PLAIN
    if constant is not None and constant.is_integer():
        return raised(base, int(constant))
    raise BadFormula(
        f"power: {written(left)} is {describe(base)} but {written(right)} is not a whole constant,"
        f" in {text}"
    )


def _same(
    what: str, nodes: tuple[Node, ...], variables: Mapping[str, Dimension], text: str
) -> Dimension | None:
    found: list[tuple[Node, Dimension]] = []
    for node in nodes:
        dimension = dimension_of(node, variables, text)
        if dimension is not ANY:
            found.append((node, dimension))
    if not found:
        return ANY
    first, expected = found[0]
    for node, dimension in found[1:]:
        if dimension != expected:
            raise BadFormula(
                f"{what}: {written(first)} is {describe(expected)}"
                f" but {written(node)} is {describe(dimension)}, in {text}"
            )
    return expected


def _rounded(function: str, node: Node, variables: Mapping[str, Dimension], text: str) -> Dimension:
    """Rounding is for plain numbers and counts; of seconds, it would depend on the unit."""
    dimension = dimension_of(node, variables, text) or PLAIN
    powers = [(axis, power) for axis, power in enumerate(dimension) if power]
    if powers and (len(powers) > 1 or powers[0][1] != 1 or powers[0][0] not in _COUNT_AXES):
        raise BadFormula(
            f"{function}: {written(node)} is {describe(dimension)}, not a count, in {text}"
        )
    return dimension


_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}


def written(node: Node, outer: int = 0) -> str:
    """The tree as one line of text, in the author's order, bracketed where it must be."""
    match node:
        case Name(id=name):
            return name
        case Number(text=text):
            return text
        case Constant(text=text, unit=unit):
            return f"{text} {unit.text}".strip()
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join([written(a) for a in arguments])})"
        case Binary(op=op, left=left, right=right):
            bind = _BINDING[op]
            sign = op if op == "**" else f" {op} "
            line = (
                f"{written(left, bind + (op == '**'))}{sign}{written(right, bind + (op != '**'))}"
            )
            return f"({line})" if bind < outer else line


# --- turned round ------------------------------------------------------------------------------

_UNDONE = {"+": "-", "-": "+", "*": "/", "/": "*"}


def isolated(tree: Node, id: str, result: Node) -> Node | None:
    """What a variable that stands once in a tree is, where the tree gives `result`; or None.

    Only what has one inverse is taken off: sums, products, quotients and powers with a plain
    exponent. No solver is asked, so that nothing hangs.
    """
    while tree != Name(id) or not isinstance(tree, Name):
        if not isinstance(tree, Binary):
            return None  # a floor, a ceiling, a maximum: more than one value, or none
        op, left, right = tree
        if id in names(left):
            tree = left
            if op in _UNDONE:
                result = Binary(_UNDONE[op], result, right)
            elif isinstance(right, Number) and float(right.text) != 0:
                result = Binary("**", result, Number(repr(1 / float(right.text))))
            else:
                return None
        elif op == "**":
            return None
        else:
            tree = right
            sum_or_product = op in "+*"
            result = (
                Binary(_UNDONE[op], result, left) if sum_or_product else Binary(op, left, result)
            )
    return result
