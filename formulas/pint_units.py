"""The one adapter for Pint: the unit table as a registry, and a formula evaluated with units.

The registry starts empty (`UnitRegistry(None)`) and holds the table of `formulas.units` and nothing
else: Pint's own file would read `80 K` as kelvin and `rps` as revolutions. Units are put together
from names in that table. No text that was typed reaches Pint's parser, which runs what it is given.

Importing this module imports Pint (some 200 ms): it belongs off the first frame.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import pint

from formulas.algebra import BadFormula, names, value
from formulas.book import BOOK
from formulas.chain import NEARLY
from formulas.declare import Formula
from formulas.units import BY_WORD, DIMENSIONS, UNITS, Measure, Unit, UnknownUnit, measure

# How far a value may move when Pint converts it: some roundings, where no wrong factor could hide.
_SLACK = 1e-12

_PLAIN = measure("")

_built: list[pint.UnitRegistry] = []


def registry() -> pint.UnitRegistry:
    """Our registry, built on first use: always the same one, since those of two do not mix."""
    if not _built:
        # Another thread may have built one meanwhile: the first to arrive is everybody's.
        _built.append(_build())
    return _built[0]


def _build() -> pint.UnitRegistry:
    made: pint.UnitRegistry = pint.UnitRegistry(None, on_redefinition="raise")
    made.load_definitions([_definition(unit) for unit in UNITS])
    return made


def _definition(unit: Unit) -> str:
    """One row of the table in Pint's own words: `name = factor * base = _ = alias = ...`."""
    name = pint_name(unit)
    powers = {d: p for d, p in zip(DIMENSIONS, unit.dimension, strict=True) if p}
    if powers == {name: 1} and unit.factor == 1:
        relation = f"[{name}]"
    else:
        relation = " * ".join(
            [repr(float(unit.factor)), *[f"{d} ** {p}" for d, p in powers.items()]]
        )
    aliases = [word for word in (unit.name, *unit.aliases) if word != name and word.isidentifier()]
    return " = ".join([name, relation, "_", *aliases])


def pint_name(unit: Unit) -> str:
    """What a unit is called in the registry: its name, or `percent` for `%`."""
    return next(word for word in (unit.name, *unit.aliases) if word.isidentifier())


@functools.cache
def _container(text: str) -> pint.util.UnitsContainer:
    """The units of a measure, from names in the table. Raises UnknownUnit for any other word."""
    powers: dict[str, int] = {}
    power = 1
    for part in text.replace("*", " * ").replace("/", " / ").split():
        if part in "*/":
            power = 1 if part == "*" else -1
        elif part in BY_WORD:
            name = pint_name(BY_WORD[part])
            powers[name] = powers.get(name, 0) + power
        else:
            raise UnknownUnit(part)
    return pint.util.UnitsContainer({name: power for name, power in powers.items() if power})


def unit(wanted: Measure) -> pint.Unit:
    """A measure of ours as a Pint unit. Raises UnknownUnit where a word is not in the table."""
    return registry().Unit(_container(wanted.text))


def quantity(value_base: float, shown_in: Measure) -> pint.Quantity:
    """A value in base units as a Pint quantity in `shown_in`: 9.4e9 byte in `GB` is 9.4 GB."""
    return registry().Quantity(value_base / shown_in.factor, unit(shown_in))


class Quantities:
    """The arithmetic of Pint quantities for `formulas.algebra.value`, rounding as the chain does.

    Magnitudes are those of base units, so that a result is the very float that the chain gives, and
    a difference of exactly zero stays zero. Pint says for every step whether the units fit. A
    literal 0 fits every sum and comparison.
    """

    def __init__(self) -> None:
        self.registry = registry()
        self.plain = unit(_PLAIN)

    def given(self, value_base: float, own: Measure) -> pint.Quantity:
        """A value in its own unit, taken to base units by Pint.

        Raises BadFormula if Pint's conversion and the table's differ.
        """
        based = quantity(value_base, own).to_base_units()
        if not math.isclose(based.magnitude, value_base, rel_tol=_SLACK, abs_tol=1e-300):
            raise BadFormula(
                f"Pint makes {based} of {value_base!r} in {own.text}: the unit tables differ"
            )
        return self.registry.Quantity(value_base, based.units)

    def number(self, text: str, stated: Measure | None) -> Any:
        """A number of a formula; 0 stays a plain number, which Pint lets stand beside any unit."""
        if stated is not None:
            return self.given(float(text) * stated.factor, stated)
        return self.registry.Quantity(float(text)) if float(text) else 0.0

    def divide(self, above: Any, below: Any) -> Any:
        return above / below

    def power(self, base: Any, exponent: Any) -> Any:
        plainly = self._in_units(exponent, self.plain).magnitude
        if self.registry.Quantity(base).dimensionless:
            raised = math.pow(self._in_units(base, self.plain).magnitude, plainly)
            return self.registry.Quantity(raised)
        return base**plainly

    def call(self, function: str, arguments: list[Any]) -> Any:
        quantities = [a for a in arguments if isinstance(a, self.registry.Quantity)]
        units = quantities[0].to_base_units().units if quantities else self.plain
        alike = [self._in_units(argument, units) for argument in arguments]
        if function == "max":
            return max(alike)
        if function == "min":
            return min(alike)
        number = alike[0].magnitude
        up = function == "ceiling"
        rounded = math.ceil(number - NEARLY) if up else math.floor(number + NEARLY)
        return self.registry.Quantity(float(rounded), units)

    def _in_units(self, argument: Any, units: Any) -> Any:
        if isinstance(argument, self.registry.Quantity):
            return argument.to(units)
        return self.registry.Quantity(argument, units)


def substituted_value(formula: Formula, inputs: Mapping[str, float]) -> float | None:
    """One formula, computed with units by Pint.

    Args:
        formula: a formula of the book, or one over its variables.
        inputs: id -> value in base units, for every variable in the formula.

    Returns: the result in base units, or None where it has no value (a division by zero, a power
    without a real value, a result without limit).

    Raises: KeyError where an input is missing; BadFormula where the units do not fit, or give
    another than the target's.
    """
    try:
        return _evaluated(formula, inputs)
    except pint.DimensionalityError as unfit:
        raise BadFormula(f"{formula.target}: {formula.text}: {unfit}") from unfit
    except (BadFormula, UnknownUnit):
        raise
    except (ArithmeticError, ValueError):
        return None


def _evaluated(formula: Formula, inputs: Mapping[str, float]) -> float | None:
    arithmetic = Quantities()
    variables = {
        id: arithmetic.given(inputs[id], BOOK.variables[id].unit)
        for id in dict.fromkeys(names(formula.tree))
    }
    result = value(formula.tree, variables, arithmetic)
    if isinstance(result, arithmetic.registry.Quantity):
        # Asked for in the target's own unit, so that Pint refuses a result of another dimension.
        result.to(unit(BOOK.variables[formula.target].unit))
        result = result.to_base_units().magnitude
    return float(result) if math.isfinite(result) else None
