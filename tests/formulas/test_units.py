"""The one table of units: no word twice, factors that agree, and nothing that is read by luck."""

from __future__ import annotations

from collections import Counter

import pytest

from formulas.book import BOOK
from formulas.quantity import Refused, read
from formulas.units import (
    AMBIGUOUS,
    BY_WORD,
    DIMENSIONS,
    PLAIN,
    UNITS,
    Dimension,
    UnknownUnit,
    describe,
    measure,
    multiply,
    raised,
)
from tests.formulas.exact import AXES, quantity

WORDS = [word for unit in UNITS for word in (unit.name, *unit.aliases)]
DECLARED = sorted({variable.unit.text for variable in BOOK.variables.values()})


def test_no_word_means_two_units() -> None:
    assert [word for word, times in Counter(WORDS).items() if times > 1] == []
    assert len(BY_WORD) == len(WORDS)


def test_no_word_is_both_read_and_ambiguous() -> None:
    assert set(AMBIGUOUS) & set(WORDS) == set()


def test_case_alone_never_changes_a_size() -> None:
    """TFLOPs and TFLOPS differ in dimension, which fields catch; Gb and m are refused by name."""
    seen: dict[tuple[str, Dimension], str] = {}
    for word, unit in BY_WORD.items():
        assert seen.setdefault((word.lower(), unit.dimension), unit.name) == unit.name, word


def test_every_dimension_has_a_base_unit_of_its_own() -> None:
    for axis, name in enumerate(DIMENSIONS):
        unit = BY_WORD[name]
        assert unit.factor == 1
        assert unit.dimension == tuple([int(place == axis) for place in range(len(DIMENSIONS))])


@pytest.mark.parametrize(
    ("one", "factor", "other"),
    [
        ("KB", 1e3, "byte"),
        ("kB", 1e3, "byte"),
        ("MB", 1e3, "KB"),
        ("GB", 1e3, "MB"),
        ("TB", 1e3, "GB"),
        ("PB", 1e3, "TB"),
        ("EB", 1e3, "PB"),
        ("GB", 10**9, "byte"),
        ("KiB", 2**10, "byte"),
        ("MiB", 2**20, "byte"),
        ("GiB", 2**30, "byte"),
        ("TiB", 2**40, "byte"),
        ("PiB", 2**50, "byte"),
        ("PFLOP", 10**15, "FLOP"),
        ("TFLOPS", 10**12, "FLOP/s"),
        ("PFLOPS", 1, "PFLOP/s"),
        ("Mtok", 10**6, "tok"),
        ("s", 1000, "ms"),
        ("ms", 1000, "µs"),
        ("ms", 1000, "μs"),
        ("min", 60, "s"),
        ("hour", 60, "min"),
        ("day", 24, "hour"),
        ("year", 365, "day"),
        ("year", 8760, "hour"),
        ("request/s", 1, "rps"),
        ("request/min", 1, "RPM"),
        ("tok/min", 1, "TPM"),
        ("user", 1, "request"),
        ("stream", 1, "request"),
        ("$", 1, "USD"),
    ],
)
def test_factors_agree(one: str, factor: float, other: str) -> None:
    left, right = measure(one), measure(other)
    assert left.dimension == right.dimension
    assert left.factor == pytest.approx(factor * right.factor, rel=1e-15)


def test_a_month_is_no_number_of_hours() -> None:
    assert measure("month").dimension != measure("hour").dimension
    assert describe(measure("hour/month").dimension) == "second/month"


def test_things_that_get_mixed_up_are_of_different_dimensions() -> None:
    things = ["token", "request", "GPU", "param", "FLOP", "byte", "second", "USD", "month", ""]
    assert len({measure(thing).dimension for thing in things}) == len(things)


def _by_name(axes: tuple[str, ...], powers: Dimension) -> dict[str, int]:
    """The powers that are none of 0: those of two lists of dimensions, in whatever order."""
    return {axis: power for axis, power in zip(axes, powers, strict=True) if power}


def test_the_independent_reader_has_every_dimension() -> None:
    assert set(AXES) == set(DIMENSIONS), "add it to AXES of tests/formulas/exact.py, or remove it"


@pytest.mark.parametrize("text", DECLARED)
def test_every_declared_unit_is_what_an_independent_reader_takes_it_for(text: str) -> None:
    theirs = quantity(f"1 {text}") if not text.startswith("$") else quantity(f"$1{text[1:]}")
    assert _by_name(DIMENSIONS, measure(text).dimension) == _by_name(AXES, theirs.powers)
    assert measure(text).factor == pytest.approx(float(theirs.value), rel=1e-15)


@pytest.mark.parametrize("text", DECLARED)
def test_every_declared_unit_can_be_typed(text: str) -> None:
    reading = read(f"2 {text}", measure(text))
    assert reading.dimension == measure(text).dimension
    assert reading.value == pytest.approx(2 * measure(text).factor, rel=1e-15)


def test_each_slash_divides_by_the_one_word_after_it() -> None:
    assert measure("tok/s*GPU").dimension == multiply(
        measure("tok/s").dimension, measure("GPU").dimension
    )
    assert measure("tok/s/GPU").dimension == multiply(
        measure("tok/s").dimension, measure("GPU").dimension, -1
    )
    assert measure("/s").dimension == raised(measure("s").dimension, -1)


@pytest.mark.parametrize(
    "text", ["Gb", "tokens per second", "GB request", "GB/", "GB//s", "GB**s", "GB/s²", " / ", "K"]
)
def test_a_declared_unit_with_a_slip_is_refused(text: str) -> None:
    with pytest.raises(UnknownUnit):
        measure(text)


def test_dimensions_are_said_in_words() -> None:
    assert describe(PLAIN) == "a plain number"
    assert describe(measure("tok/s/user").dimension) == "token/request/second"
    assert describe(measure("/s").dimension) == "1/second"
    assert describe(measure("GPU*GPU").dimension) == "GPU^2"
    assert describe(measure("byte/s/s").dimension) == "byte/second^2"


@pytest.mark.parametrize("word", AMBIGUOUS)
def test_an_ambiguous_word_is_refused_with_what_to_write(word: str) -> None:
    with pytest.raises(Refused) as refused:
        read(f"5 {word}/s")
    assert "write" in refused.value.fix
