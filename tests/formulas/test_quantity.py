"""What people type is read for what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.book import BOOK
from formulas.quantity import LONGEST, TIERS, Reading, Refused, read
from formulas.units import UNITS, Measure, Unit, describe, measure

MONTH_PRICE = "$/month"

# The contract's examples, each in a field of its own kind: the field's unit and what it comes to.
CONTRACT: dict[str, tuple[str, float, str]] = {
    "27 tok/s": ("tok/s", 27, "tok/s"),
    "27 tok/s/user": ("tok/s/request", 27, "tok/s/request"),
    "1.57 s": ("s", 1.57, "s"),
    "36.8 ms": ("ms", 0.0368, "s"),
    "80k": ("token/request", 80_000, "token/request"),
    "80K tokens": ("token", 80_000, "token"),
    "1T params": ("param", 1e12, "param"),
    "32B": ("param/token", 32e9, "param/token"),
    "83.5%": ("%", 0.835, ""),
    "0.835": ("%", 0.835, ""),
    "$0.317/M": ("$/Mtok", 0.317e-6, "$/token"),
    "$0.317/Mtok": ("$/Mtok", 0.317e-6, "$/token"),
    "$6/GPU/hour": ("$/GPU/hour", 6 / 3600, "$/GPU/s"),
    "$48/h": ("$/hour", 48 / 3600, "$/s"),
    "$35,040/month": (MONTH_PRICE, 35_040, "$/month"),
    "956 GB": ("GB", 956e9, "byte"),
    "16 GiB": ("GB", 16 * 2**30, "byte"),
    "35 KB/token": ("KB/token", 35e3, "byte/token"),
    "8 TB/s": ("TB/s", 8e12, "byte/s"),
    "10 PFLOP/s": ("PFLOP/s", 10e15, "FLOP/s"),
    "2.6 req/s": ("request/s", 2.6, "request/s"),
    "2.6 rps": ("request/s", 2.6, "request/s"),
    "600 RPM": ("request/s", 10, "request/s"),
    "2.4M TPM": ("tok/s", 40_000, "tok/s"),
    "73 in flight": ("request", 73, "request"),
    "99.9%": ("%", 0.999, ""),
    "4 GPUs": ("GPU", 4, "GPU"),
    "110K tok/s": ("tok/s", 110_000, "tok/s"),
    "583B tokens/month": ("token/month", 583e9, "token/month"),
    "1.65 ms/request": ("ms/request", 1.65e-3, "s/request"),
    "0.5 byte/param": ("byte/param", 0.5, "byte/param"),
    "1250 FLOP/byte": ("FLOP/byte", 1250, "FLOP/byte"),
    "64 GFLOP/token": ("GFLOP/token", 64e9, "FLOP/token"),
    "2.8 GB/request": ("GB/request", 2.8e9, "byte/request"),
    "730 hour/month": ("hour/month", 730 * 3600, "s/month"),
    "$1152/day": ("$/day", 1152 / 86400, "$/s"),
    "0.42 $/Mtok": ("$/Mtok", 0.42e-6, "$/token"),
}


@pytest.mark.parametrize("text", CONTRACT)
def test_the_contract_s_examples_read_in_their_fields(text: str) -> None:
    unit, value, base = CONTRACT[text]
    reading = read(text, measure(unit))
    assert reading.value == pytest.approx(value, rel=1e-15)
    assert reading.dimension == measure(base).dimension


@pytest.mark.parametrize("text", [t for t in CONTRACT if t not in ("80k", "32B", "0.835")])
def test_the_contract_s_examples_read_without_a_field(text: str) -> None:
    _, value, base = CONTRACT[text]
    reading = read(text)
    assert reading.value == pytest.approx(value, rel=1e-15)
    assert reading.dimension == measure(base).dimension
    assert not reading.bare


# Other ways to say it: the text, the field's unit ("-" for none), the value in base units.
ALSO = [
    # numbers
    ("1556.5", "s", 1556.5),
    ("1,556.5 s", "s", 1556.5),
    ("1 556.5 s", "s", 1556.5),
    ("1\u00a0556 s", "s", 1556),
    ("1\u202f556 s", "s", 1556),
    ("1_556 s", "s", 1556),
    ("1,556,000 s", "s", 1_556_000),
    ("1,556. s", "s", 1556),
    (".5 s", "s", 0.5),
    ("5. s", "s", 5),
    ("+5 s", "s", 5),
    ("-5 s", "s", -5),
    ("−5 s", "s", -5),
    ("1e3 s", "s", 1000),
    ("1E+3 s", "s", 1000),
    ("2.5e-3 s", "s", 0.0025),
    ("1e3s", "s", 1000),
    ("0 s", "s", 0),
    ("007 s", "s", 7),
    ("  5   s  ", "s", 5),
    ("5s", "s", 5),
    ("1e-400 s", "s", 0),
    # multipliers
    ("80K", "token", 80_000),
    ("80 K", "token", 80_000),
    ("80 k tokens", "token", 80_000),
    ("1.5M", "token", 1.5e6),
    ("1T", "param", 1e12),
    ("1.2 million tokens", "token", 1.2e6),
    ("3 Billion params", "param", 3e9),
    ("2 thousand requests", "request", 2000),
    ("671B params", "param", 671e9),
    ("5K", "", 5000),
    ("35K", MONTH_PRICE, 35_000),
    ("$35K", MONTH_PRICE, None),
    ("$35K/month", MONTH_PRICE, 35_000),
    ("48K", "$/hour", 48_000 / 3600),
    ("0.5K", "$/Mtok", 500e-6),
    ("2M", "tok/s", 2e6),
    ("80M TPM", "tok/s", 80e6 / 60),
    # money
    ("$6 per GPU per hour", "$/GPU/hour", 6 / 3600),
    ("$6 a GPU an hour", "$/GPU/hour", 6 / 3600),
    ("$6 per GPU-hour", "$/GPU/hour", 6 / 3600),
    ("$6/GPU-h", "$/GPU/hour", 6 / 3600),
    ("2 GPU-hours", "-", 7200),
    ("73 requests in flight", "request", 73),
    ("73 in-flight", "request", 73),
    ("6 USD/GPU/h", "$/GPU/hour", 6 / 3600),
    ("USD 6/GPU/h", "$/GPU/hour", 6 / 3600),
    ("US$6/GPU/h", "$/GPU/hour", 6 / 3600),
    ("6 dollars/GPU/hr", "$/GPU/hour", 6 / 3600),
    ("$ 6/GPU/h", "$/GPU/hour", 6 / 3600),
    ("-$5,842/month", MONTH_PRICE, -5842),
    ("−$5,842/month", MONTH_PRICE, -5842),
    ("$-5,842/month", MONTH_PRICE, -5842),
    ("$0.28/M tok", "$/Mtok", 0.28e-6),
    ("$0.28 per 1M tokens", "$/Mtok", 0.28e-6),
    ("$0.28 per million tokens", "$/Mtok", 0.28e-6),
    ("$0.28 / 1M", "$/Mtok", 0.28e-6),
    ("$0.00028 per 1K tokens", "$/Mtok", 0.28e-6),
    ("$0.00028 per 1000 tokens", "$/Mtok", 0.28e-6),
    ("$0.28/1000000 tok", "$/Mtok", 0.28e-6),
    ("$280 per billion tokens", "$/Mtok", 0.28e-6),
    ("0.28", "$/Mtok", 0.28e-6),
    ("0.28 USD/Mtok", "$/Mtok", 0.28e-6),
    ("$5 each request", "-", 5),
    # rates and sizes
    ("27 tokens per second per user", "tok/s/request", 27),
    ("27 tok / s / stream", "tok/s/request", 27),
    ("400 B", "-", None),
    ("4 byte", "byte", 4),
    ("16GiB", "GB", 16 * 2**30),
    ("22MB", "MB", 22e6),
    ("8TB/s", "TB/s", 8e12),
    ("5Mtok", "token", 5e6),
    ("80kB", "KB/token", None),
    ("80 kB/token", "KB/token", 80e3),
    ("10 PFLOPS", "PFLOP/s", 10e15),
    ("9 TFLOPs/s", "PFLOP/s", 9e12),
    ("12 µs", "ms", 12e-6),
    ("12 μs", "ms", 12e-6),
    ("12 us", "ms", 12e-6),
    ("5 min", "s", 300),
    ("2 GPU·hour", "-", 7200),
    ("2 GPU*hour", "-", 7200),
    ("2 GPU × hour", "-", 7200),
    ("* 5", "-", None),
    ("5 per second", "-", 5),
    ("5 /s", "-", 5),
    # shares
    ("50%", "%", 0.5),
    ("50 %", "%", 0.5),
    ("50 percent", "%", 0.5),
    ("1", "%", 1),
    ("0", "%", 0),
    ("-0.1", "%", -0.1),
    ("150%", "%", 1.5),
    ("50%", "", 0.5),
    # tiers
    ("fp4", "byte/param", 0.5),
    ("NVFP4", "byte/param", 0.5625),
    (" mxfp4 ", "byte/param", 0.53125),
    ("fp8", "byte", 1),
    ("bf16", "byte/param", 2),
    ("fp8", "GB", None),
    ("fp8", "-", None),
]


@pytest.mark.parametrize(("text", "unit", "value"), [row for row in ALSO if row[2] is not None])
def test_it_may_be_said_in_other_ways(text: str, unit: str, value: float) -> None:
    reading = read(text) if unit == "-" else read(text, measure(unit))
    assert reading.value == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("text", "unit"), [row[:2] for row in ALSO if row[2] is None])
def test_some_ways_are_not_what_they_seem(text: str, unit: str) -> None:
    with pytest.raises(Refused):
        read(text) if unit == "-" else read(text, measure(unit))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_word_of_the_table_is_read(unit: Unit) -> None:
    for word in (unit.name, *unit.aliases):
        reading = read(f"3 {word}")
        assert reading.value == pytest.approx(3 * unit.factor, rel=1e-15)
        assert reading.dimension == unit.dimension


def test_a_bare_number_takes_the_field_s_unit() -> None:
    assert read("5.2", measure("ms")) == Reading(
        5.2 * 1e-3, measure("ms").dimension, measure("ms"), True
    )
    assert read("192", measure("GB/GPU")).value == 192e9
    assert read("16", measure("request")).value == 16


def test_without_a_field_a_bare_number_is_plain() -> None:
    assert read("80K") == Reading(80_000, measure("").dimension, measure(""), True)


def test_what_people_leave_out_is_put_in_where_the_field_says_so() -> None:
    field = BOOK.variables["gpu_memory"]
    assert field.read("192 GB").dimension == field.unit.dimension
    assert field.read("192 GB").value == field.read("192 GB/GPU").value == 192e9
    with pytest.raises(Refused):
        read("192 GB", measure("GB/GPU"))
    with pytest.raises(Refused):
        BOOK.variables["gpu_price"].read("$48/hour")


def test_a_tier_is_read_where_bytes_of_one_number_are_asked_for_and_nowhere_else() -> None:
    for tier, size in TIERS.items():
        assert BOOK.variables["bytes_per_param"].read(tier).value == size
        assert BOOK.variables["bytes_per_kv_value"].read(tier.upper()).value == size
        for elsewhere in ("shared_weight_bytes", "mbu", "num_layers", "total_params"):
            with pytest.raises(Refused):
                BOOK.variables[elsewhere].read(tier)


MEASURES = sorted({variable.unit for variable in BOOK.variables.values()})
WORDS = st.sampled_from([word for unit in UNITS for word in (unit.name, *unit.aliases)])


@given(st.floats(0.001, 1000), WORDS, st.lists(WORDS, max_size=3), st.sampled_from(["/", " per "]))
def test_a_reading_s_unit_is_spelled_so_that_it_reads_again(
    number: float, first: str, below: list[str], per: str
) -> None:
    text = f"{number:.3g} {per.join([first, *below])}"
    if len(text) > LONGEST:
        return
    reading = read(text)
    again = read(f"1 {reading.unit.text}")
    assert again.value == pytest.approx(reading.unit.factor, rel=1e-14)
    assert again.dimension == reading.dimension
    assert measure(reading.unit.text).factor == pytest.approx(reading.unit.factor, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("27 tok/s/user", "token/second/request"),
        ("$0.28 per 1M tokens", "USD/Mtok"),
        ("$0.00028 per 1K tokens", "USD/K token"),
        ("$5 per million requests", "USD/million request"),
        ("5 per second", "/second"),
    ],
)
def test_a_unit_as_typed_reads_again(text: str, spelled: str) -> None:
    reading = read(text)
    assert reading.unit.text == spelled
    assert read(f"1 {spelled}").value == pytest.approx(reading.unit.factor)


@given(st.floats(-1e12, 1e12, allow_nan=False), st.sampled_from(MEASURES))
def test_json_s_value_and_unit_read_back(number: float, unit: Measure) -> None:
    reading = read(f"{number:.15g} {unit.text}", unit)
    assert reading.value == pytest.approx(number * unit.factor, rel=1e-14, abs=1e-300)
    assert describe(reading.dimension) == describe(unit.dimension)
