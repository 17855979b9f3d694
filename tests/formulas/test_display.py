"""Significant digits, never fixed decimals; what is shown reads back as what was shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.book import BOOK
from formulas.quantity import json_number, read, show, significant
from formulas.units import Measure, measure

MEASURES = sorted({variable.unit for variable in BOOK.variables.values()})
POSITIVE = st.floats(min_value=1e-280, max_value=1e280)
ANY = st.one_of(
    st.just(0.0),
    POSITIVE,
    POSITIVE.map(lambda number: -number),
    st.integers(-(10**16), 10**16).map(float),
)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.42e-6, "$/Mtok", "$0.42/Mtok"),
        (48 / 3600, "$/hour", "$48/hour"),
        (35_040, "$/month", "$35,040/month"),
        (166_131, "$/month", "$166,131/month"),
        (-5_842, "$/month", "-$5,842/month"),
        (-23_829.6, "$/month", "-$23.83K/month"),
        (9.16172e-3, "ms", "9.162 ms"),
        (13_000, "token/request", "13K token/request"),
        (13_001, "token/request", "13,001 token/request"),
        (85_056, "token/request", "85,056 token/request"),
        (999_999, "token/request", "999,999 token/request"),
        (999_999.9, "token/request", "1M token/request"),
        (999_960_000, "param", "1B param"),
        (9_999.6, "tok/s", "10K tok/s"),
        (9_999, "tok/s", "9,999 tok/s"),
        (1.25e6, "tok/s", "1.25M tok/s"),
        (583.416e9, "token/month", "583.4B token/month"),
        (1e12, "param", "1T param"),
        (2.5e14, "param", "250T param"),
        (1e15, "param", "1e15 param"),
        (1e30, "param", "1e30 param"),
        (500e9, "GB", "500 GB"),
        (1_234_567e9, "GB", "1,235,000 GB"),
        (0.8452380952, "%", "84.52%"),
        (-0.5, "%", "-50%"),
        (1.0, "%", "100%"),
        (109.8190666, "", "109.8"),
        (3.0, "GPU", "3 GPU"),
        (0.0, "ms", "0 ms"),
        (-0.0, "GB", "0 GB"),
        (0.000_012_346, "s", "0.00001235 s"),
        (0.000_001_234, "s", "1.234e-6 s"),
        (1e-5, "s", "0.00001 s"),
        (9.999_96e-6, "s", "0.00001 s"),
        (0.1 + 0.2, "s", "0.3 s"),
        (1_000_000.0, "", "1,000,000"),
    ],
)
def test_a_quantity_is_shown_as_people_write_it(value: float, unit: str, text: str) -> None:
    assert show(value, measure(unit)) == text


@pytest.mark.parametrize(
    ("digits", "text"), [(1, "0.1"), (2, "0.12"), (4, "0.1235"), (7, "0.1234568")]
)
def test_digits_are_significant_ones(digits: int, text: str) -> None:
    assert significant(0.123456789, digits) == text
    assert significant(-0.123456789, digits) == f"-{text}"


@given(ANY, st.sampled_from(MEASURES), st.integers(1, 12))
def test_what_is_shown_reads_back_as_what_was_shown(
    value: float, unit: Measure, digits: int
) -> None:
    number = json_number(value, unit)
    if not 1e-290 < abs(number) < 1e290 and number:
        return
    text = show(value, unit, digits)
    reading = read(text, unit)
    assert reading.dimension == unit.dimension
    off = abs(reading.value / unit.factor - number)
    assert off <= 0.5000001 * 10 ** (1 - digits) * abs(number)
    assert read(show(reading.value, unit, digits), unit).value == reading.value, "for good"


@given(st.integers(1, 999_999), st.sampled_from(MEASURES))
def test_whole_numbers_below_a_million_are_shown_in_full(number: int, unit: Measure) -> None:
    reading = read(show(number * unit.factor, unit), unit)
    assert reading.value == pytest.approx(number * unit.factor, rel=1e-15)


@given(st.floats(min_value=1e-280, max_value=1e280), st.sampled_from(MEASURES))
def test_a_number_for_json_is_the_value_to_the_last_digits(value: float, unit: Measure) -> None:
    number = json_number(value, unit)
    assert number * unit.factor == pytest.approx(value, rel=1e-14)
    assert json_number(number * unit.factor, unit) == number


@pytest.mark.parametrize("unit", MEASURES, ids=lambda unit: unit.text or "plain")
def test_a_number_for_json_is_free_of_the_conversion_s_noise(unit: Measure) -> None:
    for number in (0.1, 0.3, 1.65, 36.8, 0.317, 13_000.0, 78.125):
        assert json_number(number * unit.factor, unit) == number


@given(st.floats(min_value=1e-4, max_value=9.9e14))
def test_no_exponent_stands_where_it_is_readable_without(number: float) -> None:
    assert "e" not in significant(number)


@pytest.mark.parametrize("unit", MEASURES, ids=lambda unit: unit.text or "plain")
def test_a_shown_unit_is_the_declared_one(unit: Measure) -> None:
    text = show(2.5 * unit.factor, unit)
    assert text.replace("$2.5", "$").replace("2.5", "").strip() == unit.text
    assert math.isclose(read(text, unit).value, 2.5 * unit.factor)
