"""What binds: which argument of each max and min is in force, and on which side of the ridge a pass
and a prefill stand.
"""

from __future__ import annotations

import math
import re
from typing import Literal, NamedTuple

from formulas.algebra import Binary, Call, Node, value, written
from formulas.book import BOOK
from formulas.chain import FLOATS, Results
from formulas.declare import Basis, Formula
from formulas.slopes import CORNER

Binds = Literal["bandwidth-bound", "compute-bound", "at the ridge"]
_NEAR = 0.05  # of the ridge: closer than its figures are known, and neither side can be said


class Branch(NamedTuple):
    """One max or min of a formula, with the argument that is in force.

    Attributes:
        id, basis, formula: where it stands.
        function: "max" or "min".
        arguments, values: both sides as written, and what they come to, in base units.
        binding: which of them is in force; None where both come to the same.
    """

    id: str
    basis: Basis
    formula: Formula
    function: str
    arguments: tuple[str, str]
    values: tuple[float, float]
    binding: int | None

    def text(self) -> str:
        """Which side is in force, in words."""
        title = BOOK.variables[self.id].title
        sides = [_WORD.sub(_called, side) for side in self.arguments]
        if self.binding is None:
            return f"{title}: {sides[0]} and {sides[1]} come to the same"
        way = "above" if self.function == "max" else "below"
        here, there = sides[self.binding], sides[1 - self.binding]
        return f"{title}: {here} binds, {way} {there}"


_WORD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def _called(word: re.Match[str]) -> str:
    """A variable by what people call it; a unit or a function as it stands."""
    variable = BOOK.variables.get(word[0])
    return variable.title if variable is not None else word[0]


def branches(results: Results, basis: Basis) -> tuple[Branch, ...]:
    """Every max and min of a basis that has both of its sides, in the order of the book."""
    found: list[Branch] = []
    for id in BOOK.variables:
        formula = results.formula(id, basis)
        if formula is None or ("max(" not in formula.text and "min(" not in formula.text):
            continue
        inputs = results.inputs(formula, basis)
        if inputs is not None:
            for call in _choices(formula.tree):
                branch = _branch(id, basis, formula, call, inputs)
                if branch is not None:
                    found.append(branch)
    return tuple(found)


def _choices(node: Node) -> list[Call]:
    """The max and min calls of a tree, outer ones first."""
    match node:
        case Binary(left=left, right=right):
            return _choices(left) + _choices(right)
        case Call(function=function, arguments=arguments):
            inside = [call for each in arguments for call in _choices(each)]
            return [node, *inside] if function in ("max", "min") else inside
    return []


def _branch(
    id: str, basis: Basis, formula: Formula, call: Call, inputs: dict[str, float]
) -> Branch | None:
    try:
        one, other = (value(each, inputs, FLOATS) for each in call.arguments)
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    first, second = call.arguments
    alike = abs(one - other) <= CORNER * max(abs(one), abs(other))
    binding = None if alike else int((other > one) == (call.function == "max"))
    sides = (written(first), written(second))
    return Branch(id, basis, formula, call.function, sides, (one, other), binding)


class Roofline(NamedTuple):
    """Where some work stands beside the ridge: FLOPs per byte of each, and what that binds.

    Attributes:
        work: what it is about: "decode", "pass" or "prefill".
        intensity, ridge: FLOPs per byte of memory that is read; the GPU's own.
        detail: what was counted.
    """

    work: str
    intensity: float
    ridge: float
    detail: str

    @property
    def fold(self) -> float:
        """How many times the one is the other, never below 1."""
        return max(self.ridge / self.intensity, self.intensity / self.ridge)

    @property
    def binds(self) -> Binds:
        """What the work waits for."""
        if self.fold < 1 + _NEAR:
            return "at the ridge"
        return "bandwidth-bound" if self.intensity < self.ridge else "compute-bound"

    def text(self) -> str:
        """In words: `bandwidth-bound: decode intensity 312x below the ridge`."""
        if self.binds == "at the ridge":
            return f"at the ridge: {self.work} needs compute and memory equally long"
        fold = f"{self.fold:,.0f}x" if self.fold >= 9.95 else f"{self.fold:.2g}x"
        side = "below" if self.binds == "bandwidth-bound" else "above"
        return f"{self.binds}: {self.work} intensity {fold} {side} the ridge"


def rooflines(results: Results, basis: Basis) -> tuple[Roofline, ...]:
    """Decode at batch one, the pass of all in flight, and the prefill of one request, as far as
    the chain has their figures. Peaks and nominal bandwidth: what a stack then gets of either is
    in MFU and MBU.
    """
    ridge = results.get("ridge_intensity", basis)
    if not ridge or ridge < 0:
        return ()
    found = []
    alone = results.get("decode_intensity", basis)
    if alone:
        told = "at batch one, each weight that is read is multiplied and added once"
        found.append(Roofline("decode", alone, ridge, told))
    tokens, read = results.get("tokens_in_pass", basis), results.get("bytes_per_pass", basis)
    work = results.get("decode_flops_per_token", basis)
    if tokens and read and work:
        flight = BOOK.variables["tokens_in_pass"].show(tokens)
        told = f"{_shown(tokens * work, 'FLOP')} of {flight} over {_shown(read, 'byte')} read"
        found.append(Roofline("pass", tokens * work / read, ridge, told))
    fresh, held = results.get("fresh_tokens", basis), results.get("weight_bytes", basis)
    work = results.get("prefill_flops_per_token", basis)
    if fresh and held and work:
        length = BOOK.variables["fresh_tokens"].show(fresh)
        told = f"{_shown(fresh * work, 'FLOP')} of {length} over all weights, read once"
        found.append(Roofline("prefill", fresh * work / held, ridge, told))
    return tuple([each for each in found if each.intensity > 0 and math.isfinite(each.intensity)])


def _shown(value: float, unit: str) -> str:
    """An amount in threes of digits: `44.8 GB`, `11.9 TFLOP`."""
    name = "B" if unit == "byte" else unit
    for size, letter in ((1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g} {letter}{name}"
    return f"{value:.3g} {name}"
