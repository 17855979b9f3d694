"""An evaluator of formulas that shares nothing with `formulas`: exact fractions, its own units.

It reads quantities and algebra from text with tokenizers of its own, and computes in `Amount`s that
carry their unit, so that a wrong factor, a lost unit or a rounding shows. Integer powers stay
exact.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

AXES = ("token", "request", "GPU", "param", "FLOP", "byte", "second", "USD", "month")
Powers = tuple[int, ...]
NONE: Powers = (0,) * len(AXES)
NEARLY = Fraction(1, 10**9)

_UNITS: dict[str, tuple[Fraction, str]] = {
    **{axis: (Fraction(1), axis) for axis in AXES},
    "tok": (Fraction(1), "token"),
    "Mtok": (Fraction(10**6), "token"),
    "s": (Fraction(1), "second"),
    "ms": (Fraction(1, 1000), "second"),
    "us": (Fraction(1, 1_000_000), "second"),
    "minute": (Fraction(60), "second"),
    "hour": (Fraction(3600), "second"),
    "day": (Fraction(86_400), "second"),
    "year": (Fraction(31_536_000), "second"),
    "$": (Fraction(1), "USD"),
    **{f"{p}B": (Fraction(10**n), "byte") for p, n in (("K", 3), ("M", 6), ("G", 9), ("T", 12))},
    **{f"{p}FLOP": (Fraction(10**n), "FLOP") for p, n in (("G", 9), ("T", 12), ("P", 15))},
}
_LETTERS = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


class NoValue(ArithmeticError):
    """A division by zero or a power without a real value."""


class Unlike(ValueError):
    """Amounts whose units do not fit."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact number of base units.

    Attributes:
        size: how large the terms were that made it. Floats lose digits in proportion to this, so a
            small difference of large terms is held to the large ones.
    """

    value: Fraction
    powers: Powers
    size: float

    def __add__(self, other: Amount) -> Amount:
        self.like(other)
        return Amount(self.value + other.value, self.powers, max(self.size, other.size))

    def __sub__(self, other: Amount) -> Amount:
        self.like(other)
        return Amount(self.value - other.value, self.powers, max(self.size, other.size))

    def __mul__(self, other: Amount) -> Amount:
        powers = tuple([a + b for a, b in zip(self.powers, other.powers, strict=True)])
        return Amount(self.value * other.value, powers, self.size * other.size)

    def __truediv__(self, other: Amount) -> Amount:
        if not other.value:
            raise NoValue
        powers = tuple([a - b for a, b in zip(self.powers, other.powers, strict=True)])
        below = abs(float(other.value))
        return Amount(self.value / other.value, powers, self.size / below * (other.size / below))

    def __pow__(self, exponent: Amount) -> Amount:
        plain = amount(1)
        exponent.like(plain)
        if exponent.value.denominator == 1 and abs(exponent.value) <= 64:
            if not self.value and exponent.value < 0:
                raise NoValue
            powers = tuple([int(p * exponent.value) for p in self.powers])
            value = self.value**exponent.value.numerator
        else:
            self.like(plain)
            powers = NONE
            try:
                value = Fraction(math.pow(self.value, exponent.value))
            except (ValueError, OverflowError) as none:
                raise NoValue from none
        lost = self.size / abs(float(self.value)) if self.value else 1.0
        return Amount(
            value, powers, abs(float(value)) * lost * max(1.0, abs(float(exponent.value)))
        )

    def like(self, other: Amount) -> None:
        """Raise Unlike unless both have the same unit; a bare 0 has any."""
        if self.powers != other.powers:
            raise Unlike(f"{spelled(self.powers)} and {spelled(other.powers)}")

    def whole(self, function: Callable[[Fraction], int], nearly: Fraction) -> Amount:
        """Rounded by floor or ceil; within `nearly` of a whole number it is that number."""
        number = Fraction(function(self.value + nearly))
        return Amount(number, self.powers, abs(float(number)))

    def near(self, number: float, within: float = 1e-12) -> bool:
        """Whether a float is this amount, but for `within` of the size of its terms."""
        value = float(self.value)  # rounded once, in the sixteenth digit
        return abs(number - value) <= within * max(self.size, abs(value))


def spelled(powers: Powers) -> str:
    """`byte/second`, for a message."""
    return " ".join([f"{axis}^{p}" for axis, p in zip(AXES, powers, strict=True) if p]) or "plain"


def amount(value: Fraction | int | float, unit: str = "") -> Amount:
    """So many of a unit such as `token/request`."""
    one = _unit(unit)
    exact = Fraction(value) * one.value
    return Amount(exact, one.powers, abs(float(exact)))


@functools.cache
def _unit(text: str) -> Amount:
    factor, powers = Fraction(1), list(NONE)
    for place, word in enumerate(text.split("/") if text else ()):
        if word == "%":
            factor /= 100
            continue
        if not word and place == 0:
            continue
        assert word in _UNITS, (
            f"this reader has its own list of units, and {word!r} is not in it: add it to _UNITS of"
            " tests/formulas/exact.py, and a dimension of its own to AXES"
        )
        size, axis = _UNITS[word]
        factor = factor / size if place else factor * size
        powers[AXES.index(axis)] += -1 if place else 1
    return Amount(factor, tuple(powers), float(factor))


_QUANTITY = re.compile(r"(\$?)([0-9.]+)([KMBT]?)(?![A-Za-z]) ?(.*)")


def quantity(text: str) -> Amount:
    """Read `$0.317/Mtok`, `80K token/request`, `78.125%`: the forms that the spec is written in."""
    found = _QUANTITY.fullmatch(text)
    assert found, text
    dollar, number, letter, unit = found.groups()
    return amount(Fraction(number) * _LETTERS[letter], f"${unit}" if dollar else unit)


# --- algebra ------------------------------------------------------------------------------------

Program = Callable[[Mapping[str, Amount]], Amount]
_TOKEN = re.compile(
    r"\s*(?:(?P<constant>[0-9.]+ [A-Za-z]+(?:/[A-Za-z]+)*)(?![\w])|(?P<number>[0-9.]+)"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[-+*/(),]))"
)


@functools.cache
def program(text: str) -> Program:
    """The algebra of a text as something to run on amounts."""
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        assert found is not None, f"{text[place:]!r} in {text}"
        assert found.lastgroup is not None
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    reader = _Reader([*tokens, ("end", "")])
    made = reader.sum()
    assert reader.tokens == [("end", "")], text
    return made


class _Reader:
    """Recursive descent: sum, product, power, atom."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def take(self, *signs: str) -> str:
        if self.tokens[0][0] == "sign" and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return ""

    def sum(self) -> Program:
        left = self.product()
        while sign := self.take("+", "-"):
            left = _joined(sign, left, self.product())
        return left

    def product(self) -> Program:
        left = self.power()
        while sign := self.take("*", "/"):
            left = _joined(sign, left, self.power())
        return left

    def power(self) -> Program:
        base = self.atom()
        return _joined("**", base, self.power()) if self.take("**") else base

    def atom(self) -> Program:
        if self.take("("):
            inner = self.sum()
            assert self.take(")")
            return inner
        kind, text = self.tokens.pop(0)
        if kind == "constant":
            number, unit = text.split(" ")
            constant = amount(Fraction(number), unit)
            return lambda _: constant
        if kind == "number":
            plain = amount(Fraction(text))
            return lambda _: plain
        assert kind == "name", text
        if self.take("("):
            arguments = [self.sum()]
            while self.take(","):
                arguments.append(self.sum())
            assert self.take(")")
            return _called(text, arguments)
        if text in ("token", "request", "param", "GPU"):
            one = amount(1, text)
            return lambda _: one
        return lambda given: given[text]


def _joined(sign: str, left: Program, right: Program) -> Program:
    return {
        "+": lambda given: left(given) + right(given),
        "-": lambda given: left(given) - right(given),
        "*": lambda given: left(given) * right(given),
        "/": lambda given: left(given) / right(given),
        "**": lambda given: left(given) ** right(given),
    }[sign]


def _called(function: str, arguments: list[Program]) -> Program:
    if function in ("max", "min"):
        pick = max if function == "max" else min
        return lambda given: _picked(pick, [argument(given) for argument in arguments])
    (inner,) = arguments
    if function == "ceiling":
        return lambda given: inner(given).whole(math.ceil, -NEARLY)
    assert function == "floor", function
    return lambda given: inner(given).whole(math.floor, NEARLY)


def _picked(pick: Callable[..., Amount], amounts: list[Amount]) -> Amount:
    known = [one for one in amounts if one.value or one.powers != NONE]
    for one in known:
        one.like(known[0])
    best = pick(amounts, key=lambda one: one.value)
    powers = known[0].powers if known else best.powers
    return Amount(best.value, powers, max([one.size for one in amounts]))
