"""How variables and formulas are declared: once, as data, in the files of `formulas.topics`.

A `Topic` collects what one chapter of the source says. Reading a topic file should feel like
reading the chapter; everything else (pictures, unit checks, compiled code, documentation) is
derived from what stands there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypedDict, Unpack

from formulas.algebra import BadFormula, Node, parse
from formulas.quantity import Quantity, Reading, Refused, read, show
from formulas.units import Dimension, Measure, UnknownUnit, measure, raised

Basis = Literal["ceiling", "napkin", "fit", "measured"]
BASES: tuple[Basis, ...] = ("ceiling", "napkin", "fit", "measured")

# given: on every basis. assumption: the napkin's, and through it the fit's; the ceiling has its
# own. fit: the constants of a fitted line. measured: what somebody measured. derived: by a
# formula, on every basis whose inputs have a value.
Kind = Literal["given", "assumption", "fit", "measured", "derived"]
Better = Literal["", "higher", "lower"]
Place = Literal[
    "packet", "service level", "model", "hardware", "set-up", "assumptions", "bill", "measured", ""
]

# The default of a mapping in a frozen value: empty, and nobody can fill it.
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Variable(NamedTuple):
    """A named quantity.

    Attributes:
        id: the public name.
        title: what people call it, for a label.
        symbol: how it stands in a drawn formula; words, not letters.
        unit: the measure it is shown and (when typed bare) read in.
        meaning: one line.
        kind, place: see `Kind`; where in a session it is kept.
        section: where the source speaks of it.
        low, high: hard limits in `unit`; outside, a value is refused.
        usual: limits in `unit`; outside, a value is taken with a caution.
        whole: a count that makes sense in whole numbers only (otherwise a caution).
        implied: a unit that people leave out when they type it, such as GPU in `192 GB`.
        ceiling: the value on the ceiling, for an assumption, in `unit`.
        better: which way is better for a buyer, of what somebody can claim.
    """

    id: str
    title: str
    symbol: str
    unit: Measure
    meaning: str
    kind: Kind
    place: Place = ""
    section: str = ""
    low: float = 0.0
    high: float = 1e15
    usual: tuple[float, float] | None = None
    whole: bool = False
    implied: tuple[Dimension, ...] = ()
    example: str = ""
    ceiling: float | None = None
    better: Better = ""

    @property
    def first_example(self) -> str:
        """The first text of an example such as `0.5 byte/param, or fp4`."""
        return self.example.partition(", or ")[0]

    def read(self, text: str) -> Reading:
        """Read what was typed for this variable.

        Raises: Refused, with what was expected, the range and an example.
        """
        reading = read(text, self.unit, implied=self.implied, example=self.example)
        problem = self.out_of_range(reading.value)
        if problem:
            raise Refused(
                text, problem, f"{self.unit.text or 'a plain number'}, for example {self.example}"
            )
        return reading

    def out_of_range(self, value: float) -> str:
        """Why a value in base units is refused, or nothing."""
        lowest, highest = self.edges()
        return "" if lowest <= value <= highest else f"outside {self.range_text()}"

    def edges(self) -> tuple[float, float]:
        """The hard limits in base units, with room for what a conversion adds on them."""
        unit = self.unit.factor
        return (self.low - _slack(self.low)) * unit, (self.high + _slack(self.high)) * unit

    def caution(self, value: float) -> str:
        """What to say about a value that is taken but unusual, or nothing."""
        number = value / self.unit.factor
        if self.whole and abs(number - round(number)) > 1e-9:
            return f"{self.title} is a whole number everywhere else"
        if self.usual and not self.usual[0] * (1 - 1e-9) <= number <= self.usual[1] * (1 + 1e-9):
            low, high = (show(edge * self.unit.factor, self.unit) for edge in self.usual)
            return f"{self.title} is usually {low} to {high}"
        return ""

    def range_text(self) -> str:
        """The hard limits, as text that reads back in."""
        low, high = (show(edge * self.unit.factor, self.unit) for edge in (self.low, self.high))
        return f"{low} to {high}"

    def show(self, value: float, digits: int = 4) -> str:
        """A value in base units as people read it, in this variable's own unit."""
        return show(value, self.unit, digits)

    def quantity(self, value: float) -> Quantity:
        """A value in base units with this variable's own unit."""
        return Quantity(value, self.unit)


def _slack(edge: float) -> float:
    """What the conversion between units may add to a value that stands on the edge of its range."""
    return 1e-9 * abs(edge)


class Formula(NamedTuple):
    """One variable written as algebra over others.

    Attributes:
        target: the id of what it gives.
        text, tree: the algebra as written and as a tree.
        section: where the source has it.
        why: why it holds, in one or two sentences of our own.
        fails: when it does not hold, and what it leaves out.
        bases: the bases that it is for; empty for all of them.
        when: which kind of model it is for, such as ("attention", "mla"); empty for any.
        note: an erratum or a warning that belongs beside it.
    """

    target: str
    text: str
    tree: Node
    section: str
    why: str
    fails: str = ""
    bases: tuple[Basis, ...] = ()
    when: tuple[str, str] | None = None
    note: str = ""

    @property
    def own_basis(self) -> Basis:
        """The basis that a single evaluation of this formula is filed under."""
        return self.bases[0] if len(self.bases) == 1 else "napkin"


class Range(TypedDict, total=False):
    """Cells of a row that say what values are taken, and wished for; see `Variable`."""

    low: float
    high: float
    usual: tuple[float, float]
    whole: bool
    ceiling: float
    better: Better


class Cells(Range, total=False):
    """Further cells that few rows have; see `Topic.given`."""

    symbol: str
    implied: str


class Topic:
    """One chapter of the source: its variables and formulas in reading order, a row for each.

    A row is what it declares (`"id"` or `"id = algebra"`, unit, title), then its cells, then its
    sentences, each on a line of its own.
    """

    def __init__(self, title: str, chapter: str) -> None:
        self.title, self.chapter = title, chapter
        self.variables: list[Variable] = []
        self.formulas: list[Formula] = []

    def given(
        self,
        id: str,
        unit: str,
        title: str,
        meaning: str,
        *,
        place: Place,
        example: str,
        section: str = "",
        kind: Kind | None = None,
        symbol: str = "",
        implied: str = "",
        **range: Unpack[Range],
    ) -> None:
        """Declare an input: a value that is typed, imported, assumed or measured, never derived.

        Args:
            kind: by the place where it is not said.
            implied: the units that people leave out, as words.

        Raises: BadFormula where a unit is not in the table of `formulas.units`.
        """
        try:
            left_out = tuple(raised(measure(word).dimension, -1) for word in implied.split())
            shown_in = measure(unit)
        except UnknownUnit as unknown:
            raise BadFormula(f"{id}: {unknown}") from unknown
        self.variables.append(
            Variable(
                id, title, symbol or title, shown_in, meaning,
                kind or _KINDS.get(place, "given"), place, section or self.chapter,
                implied=left_out, example=example, **range,
            )
        )  # fmt: skip

    def formula(
        self,
        equation: str,
        unit: str,
        title: str,
        *,
        section: str,
        example: str,
        why: str,
        meaning: str = "",
        place: Place = "",
        fails: str = "",
        bases: tuple[Basis, ...] = (),
        when: tuple[str, str] | None = None,
        note: str = "",
        **cells: Unpack[Cells],
    ) -> None:
        """Declare a derived variable together with its formula.

        Range and place are for when it is entered instead. Raises BadFormula, as `route` does.
        """
        self.route(
            equation, section=section, why=why, fails=fails, bases=bases, when=when, note=note
        )
        self.given(
            self.formulas[-1].target, unit, title, meaning or why,
            place=place, example=example, section=section, kind="derived", **cells,
        )  # fmt: skip

    def route(
        self,
        equation: str,
        *,
        section: str,
        why: str,
        fails: str = "",
        bases: tuple[Basis, ...] = (),
        when: tuple[str, str] | None = None,
        note: str = "",
    ) -> None:
        """Declare another formula for a variable: for a basis, a kind of model, or another way.

        Raises: BadFormula where it is not of the form `id = algebra`.
        """
        target, _, text = equation.partition(" = ")
        formula = Formula(target, text, parse(text), section, why, fails, bases, when, note)
        self.formulas.append(formula)


_KINDS: dict[Place, Kind] = {"assumptions": "assumption", "measured": "measured"}
