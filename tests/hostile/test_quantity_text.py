"""What cannot be read is refused with the reason and what to write, quickly, whatever it is."""

from __future__ import annotations

import random
import time

import pytest

from formulas.book import BOOK
from formulas.quantity import LONGEST, Reading, Refused, read
from formulas.units import BY_WORD, Measure, measure

# What is typed, the field it is typed in ("-" for none), the reason, and what to do about it: a
# part of the fix, or of what was expected with its example.
REFUSED = [
    # decimal commas
    ("1,5", "sla_ttft", "decimal comma", "write 1.5"),
    ("1,57 s", "sla_ttft", "decimal comma", "write 1.57"),
    ("-1,5", "fit_intercept", "decimal comma", "write -1.5"),
    ("0,317", "api_price", "decimal comma", "write 0.317"),
    ("$0,317/M", "api_price", "decimal comma", "write 0.317"),
    ("00,317", "api_price", "decimal comma", "write 00.317"),
    ("1 556,5", "sla_ttft", "decimal comma", "write 1556.5"),
    ("1.556,5", "sla_ttft", "decimal comma", "write 1556.5"),
    ("1 556,500", "sla_ttft", "decimal comma", "write 1556.500"),
    ("1234,567", "sla_ttft", "decimal comma", "write 1234.567"),
    ("1,5e3", "sla_ttft", "decimal comma", "write 1.5"),
    ("83,5%", "cache_hit_rate", "decimal comma", "write 83.5"),
    # digits that do not group
    ("12 34", "sla_ttft", "grouped in threes", "1556.5 or 1,556.5"),
    ("1,23,456", "sla_ttft", "grouped in threes", "1,556.5"),
    ("1,556,5", "sla_ttft", "grouped in threes", "1,556.5"),
    ("1.556.000", "sla_ttft", "grouped in threes", "1556.5"),
    ("1.2.3", "sla_ttft", "grouped in threes", "1556.5"),
    ("1,556 000", "sla_ttft", "grouped in threes", "1556.5"),
    ("1_000,000", "sla_ttft", "grouped in threes", "1556.5"),
    ("0,317.5", "sla_ttft", "grouped in threes", "1556.5"),
    ("1__000", "sla_ttft", "grouped in threes", "1556.5"),
    ("1,", "sla_ttft", "grouped in threes", "1556.5"),
    ("1_", "sla_ttft", "grouped in threes", "1556.5"),
    ("1..5", "sla_ttft", "grouped in threes", "1556.5"),
    ("16 8 GPU", "gpus_per_node", "grouped in threes", "1556.5"),
    # no number, or none that is finite
    ("", "sla_ttft", "nothing was typed", "for example 3 s"),
    ("   ", "sla_ttft", "nothing was typed", "for example 3 s"),
    ("\t\n", "sla_ttft", "nothing was typed", "for example 3 s"),
    ("s", "sla_ttft", "no number", "for example 3 s"),
    ("fast", "sla_ttft", "no number", "for example 3 s"),
    ("?", "sla_ttft", "no number", "for example 3 s"),
    (".", "sla_ttft", "no number", "for example 3 s"),
    ("-", "sla_ttft", "no number", "for example 3 s"),
    ("--5", "sla_ttft", "no number", "for example 3 s"),
    ("$", "gpu_price", "no number", "$6/GPU/hour"),
    ("$$6", "gpu_price", "no number", "$6/GPU/hour"),
    ("e5", "sla_ttft", "no number", "for example 3 s"),
    ("nan", "sla_ttft", "no number", "for example 3 s"),
    ("NaN s", "sla_ttft", "no number", "for example 3 s"),
    ("inf", "sla_ttft", "no number", "for example 3 s"),
    ("-inf", "sla_ttft", "no number", "for example 3 s"),
    ("Infinity", "sla_ttft", "no number", "for example 3 s"),
    ("1e999", "sla_ttft", "not a finite number", ""),
    ("-1e999 s", "sla_ttft", "not a finite number", ""),
    ("1e99999999999", "sla_ttft", "not a finite number", ""),
    ("1e308 T", "total_params", "not a finite number", ""),
    ("1e300", "gpu_bandwidth", "not a finite number", ""),
    ("1e300 EB*EB", "-", "not a finite number", ""),
    ("0 " + "*".join(["EB"] * 18), "-", "not a finite number", ""),
    # too long, or in strange characters
    ("9" * 65, "sla_ttft", f"longer than {LONGEST}", "for example 3 s"),
    ("1" + " " * 64 + "s", "sla_ttft", f"longer than {LONGEST}", "for example 3 s"),
    ("2.6 req/s" * 1000, "sla_ttft", f"longer than {LONGEST}", "for example 3 s"),
    ("\uff12\uff17 tok/s", "sla_per_stream_tps", "'\uff12'", "for example 25 tok/s/user"),
    ("٣ s", "sla_ttft", "'٣'", "for example 3 s"),
    ("1\u066b5 s", "sla_ttft", "'\u066b'", "for example 3 s"),
    ("10² s", "sla_ttft", "'²'", "for example 3 s"),
    ("½", "mbu", "'½'", "for example 50%"),
    ("5\ts", "sla_ttft", r"'\t'", "for example 3 s"),
    ("5\ns", "sla_ttft", r"'\n'", "for example 3 s"),
    ("5\0s", "sla_ttft", r"'\x00'", "for example 3 s"),
    ("\x1b[31m5 s", "sla_ttft", r"'\x1b'", "for example 3 s"),
    ("5\u202es", "sla_ttft", r"'\u202e'", "for example 3 s"),
    ("5\u200b s", "sla_ttft", r"'\u200b'", "for example 3 s"),
    ("5\ud800", "sla_ttft", r"'\ud800'", "for example 3 s"),
    ("5 €/GPU/h", "gpu_price", "'€'", "$6/GPU/hour"),
    ("≈5 s", "sla_ttft", "'≈'", "for example 3 s"),
    # a multiplier that says too little
    ("80 K", "sla_ttft", "a multiplier without a unit", "expected s, for example 3 s"),
    ("80k", "gpu_memory", "a multiplier without a unit", "expected GB/GPU"),
    ("192B", "gpu_memory", "a multiplier without a unit", "expected GB/GPU"),
    ("5K", "processed_tokens_per_hour", "a multiplier without a unit", "expected Mtok/hour"),
    ("10K", "gpu_flops", "a multiplier without a unit", "10 PFLOP/s/GPU"),
    ("5K", "mbu", "a multiplier without a unit", "for example 50%"),
    ("4.8 B", "gpu_memory", "bytes or a billion", "write 4.8B for a billion, 4.8 byte for bytes"),
    ("4.8 B/s", "gpu_bandwidth", "'B' is ambiguous", "write byte for bytes"),
    ("80 K/s", "trough_tps", "'K' is not a unit", "write K straight after the digits"),
    ("5 G", "gpu_memory", "'G' is not a unit", "192 GB/GPU"),
    # a share
    ("50", "mbu", "read as a fraction", "write 50%"),
    ("1.01", "mbu", "read as a fraction", "write 1.01%"),
    ("-50", "self_host_discount", "read as a fraction", "write -50%"),
    (" 99.9 ", "sla_uptime", "read as a fraction", "write 99.9%"),
    # the wrong kind of thing
    ("80K tokens", "sla_ttft", "that is token", "expected s, for example 3 s"),
    ("3 s", "context_tokens", "that is second", "expected token/request"),
    ("192 Gib", "gpu_memory", "'Gib' is not a unit", "write GiB"),
    ("$48/hour", "gpu_price", "that is USD/second", "for example $6/GPU/hour"),
    ("8 TB", "gpu_bandwidth", "that is byte", "for example 8 TB/s/GPU"),
    ("27 tok/s", "per_stream_tps", "that is token/second", "27 tok/s/user"),
    ("50%", "sla_ttft", "that is a plain number", "for example 3 s"),
    ("5 s", "num_layers", "that is second", "expected a plain number, for example 61"),
    ("730 hours", "hours_per_month", "that is second", "730 hour/month"),
    # words that mean two things
    ("400 Gb", "gpu_memory", "'Gb' is ambiguous", "write GB for bytes"),
    ("400 Gb/s", "gpu_bandwidth", "'Gb' is ambiguous", "write GB for bytes"),
    ("16 gb", "gpu_memory", "'gb' is ambiguous", "GiB for 2^30"),
    ("16 kb", "gpu_memory", "'kb' is ambiguous", "KiB for 2^10"),
    ("5 m", "sla_ttft", "'m' is ambiguous", "write min, month or M"),
    ("$5m", "api_price_per_month", "'m' is ambiguous", "write min, month or M"),
    ("27 tps", "sla_per_stream_tps", "'tps' is ambiguous", "write tok/s/user or tok/s"),
    # words that are no units
    ("5 parsecs", "sla_ttft", "'parsecs' is not a unit", "expected s"),
    ("5 TOK/S", "trough_tps", "'TOK' is not a unit", "write tok"),
    ("5 GPU-hour", "gpu_price", "that is GPU*second", "for example $6/GPU/hour"),
    ("25-30 tok/s", "trough_tps", "'-' is not a unit", "write one number"),
    ("$6/-GPU", "gpu_price", "'-' is not a unit", "write one number"),
    ("$6/GPU--hour", "gpu_price", "'-' is not a unit", "write one number"),
    ("$6/GPU-", "gpu_price", "a unit is missing at the end", "$6/GPU/hour"),
    ("5 (s)", "sla_ttft", "'(' is not a unit", "for example 3 s"),
    ("5 s^2", "sla_ttft", "'^' is not a unit", "for example 3 s"),
    ("5 s2", "sla_ttft", "'s2' is not a unit", "for example 3 s"),
    ("5+5", "sla_ttft", "'+' is not a unit", "for example 3 s"),
    ("9**9**9", "sla_ttft", "nothing before '*'", "for example 3 s"),
    ("6^800000", "num_layers", "'^' is not a unit", "for example 61"),
    ("0x10", "num_layers", "'x10' is not a unit", "for example 61"),
    ("5 80", "num_layers", "grouped in threes", "1556.5"),
    ("1 = 1", "num_layers", "'=' is not a unit", "for example 61"),
    ("5;rm", "num_layers", "';' is not a unit", "for example 61"),
    ("1j", "num_layers", "'j' is not a unit", "for example 61"),
    ("28 ¢", "api_price", "'¢' is not a unit", "$0.317/Mtok"),
    ("5 [red]s[/red]", "sla_ttft", "'[' is not a unit", "for example 3 s"),
    ("__import__('os')", "num_layers", "no number", "for example 61"),
    ("lambda: 1", "num_layers", "no number", "for example 61"),
    # units that do not join
    ("$5/", "gpu_price", "a unit is missing at the end", "$6/GPU/hour"),
    ("27 tok/", "trough_tps", "a unit is missing at the end", "110K tok/s"),
    ("27 tok*", "trough_tps", "a unit is missing at the end", "110K tok/s"),
    ("27 tok per", "trough_tps", "a unit is missing at the end", "110K tok/s"),
    ("$5/1", "api_price", "a unit is missing at the end", "$0.317/Mtok"),
    ("27 tok//s", "trough_tps", "nothing before '/'", "110K tok/s"),
    ("27 tok/*s", "trough_tps", "nothing before '*'", "110K tok/s"),
    ("27 tok*/s", "trough_tps", "nothing before '/'", "110K tok/s"),
    ("27 tok/per s", "trough_tps", "nothing before 'per'", "110K tok/s"),
    ("27 tok s", "trough_tps", "'s' after token without / or *", "110K tok/s"),
    ("$6 GPU", "gpu_price", "'GPU' after USD without / or *", "$6/GPU/hour"),
    ("$6 USD", "api_spend_per_year", "'USD' after USD without / or *", "for example $6M/year"),
    ("50 % %", "mbu", "'%' after % without / or *", "for example 50%"),
    ("5 s/M", "-", "per how many of what", "write tok or request"),
    ("$5/M/hour", "gpu_price", "nothing before '/'", "$6/GPU/hour"),
    ("$5/M M tok", "api_price", "'M' is not a unit", "write M straight after"),
    # out of range
    ("-3 s", "sla_ttft", "outside 0.0001 s to 1,000,000 s", "for example 3 s"),
    ("0 GPU", "gpus_per_node", "outside 1 GPU to", "for example 8 GPU"),
    ("250%", "mbu", "outside 0.1% to 200%", "for example 50%"),
    ("192 TB", "bytes_per_kv_value", "outside 0.1 byte to 8 byte", "for example 1 byte"),
    ("1e15", "concurrency", "outside 0.001 request to 1M request", "for example 16 request"),
]


def typed_in(field: str, text: str) -> Reading:
    return read(text) if field == "-" else BOOK.variables[field].read(text)


@pytest.mark.parametrize(
    ("text", "field", "reason", "help"),
    REFUSED,
    ids=[f"{row[0][:20]!a} in {row[1]}" for row in REFUSED],
)
def test_it_is_refused_with_the_reason_and_what_to_write(
    text: str, field: str, reason: str, help: str
) -> None:
    with pytest.raises(Refused) as refused:
        typed_in(field, text)
    said = refused.value
    assert reason in said.reason
    assert help in f"expected {said.expected}; {said.fix}"
    assert said.seen == text[:LONGEST]
    assert said.reason in str(said)
    assert said.expected in str(said)
    assert said.fix in str(said)


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) > 80


# --- anything at all ----------------------------------------------------------------------------

WORDS = [*BY_WORD, "Gb", "m", "tps", "in flight", "million", "1M tok", "1000 tok", "K", "B", "-"]
JOINTS = ["/", "/", " / ", " per ", "*", " ", "//", " a ", ""]
NUMBERS = ["7", "0.5", "1,234.5", "0,5", "1 234", "1_0", "1e3", "1e999", "12 34", "-3", ".5", "5."]
AFTER = ["", "", " ", "K", "M ", " B ", "T", " million ", "%"]
FIELDS: list[Measure | None] = [None, *sorted({v.unit for v in BOOK.variables.values()})]


def noise(chance: random.Random) -> str:
    """Printable noise, any characters at all, or what people type with up to three slips."""
    kind = chance.random()
    if kind < 0.15:
        return "".join([chr(chance.randrange(32, 127)) for _ in range(chance.randrange(70))])
    if kind < 0.3:
        return "".join([chr(chance.randrange(0x110000)) for _ in range(chance.randrange(40))])
    text = chance.choice(["", "", "$", "US$", "-$"]) + chance.choice(NUMBERS) + chance.choice(AFTER)
    for _ in range(chance.randrange(4)):
        text += chance.choice(WORDS) + chance.choice(JOINTS)
    text = text.rstrip("/*" if chance.random() < 0.8 else "")
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(text) + 1)
        slip = chance.choice(["", chance.choice(text), chr(chance.randrange(32, 0x250))])
        text = text[:place] + slip + text[place + chance.randrange(2) :]
        text = text or "1"
    return text


def worst(texts: list[tuple[str, Measure | None]]) -> tuple[float, str]:
    """Read all; the longest that any one took, and which. Nothing but Refused may come out."""
    slow: list[tuple[float, str, Measure | None]] = []
    for text, field in texts:
        start = time.perf_counter()
        reading = attempt(text, field)
        took = time.perf_counter() - start
        if reading is not None:
            assert abs(reading.value) < float("inf")
            assert field is None or reading.dimension == field.dimension
        if took > 0.001:
            slow.append((took, text, field))
    # The machine has other things to do: who was slow once is asked again.
    return max(((again(text, field), text) for _, text, field in slow), default=(0.0, ""))


def attempt(text: str, field: Measure | None) -> Reading | None:
    try:
        return read(text, field)
    except Refused:
        return None


def again(text: str, field: Measure | None) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        attempt(text, field)
        times.append(time.perf_counter() - start)
    return min(times)


def some(count: int, seed: int | None) -> list[tuple[str, Measure | None]]:
    chance = random.Random(seed)
    return [(noise(chance), chance.choice(FIELDS)) for _ in range(count)]


@pytest.mark.parametrize("seed", range(5))
def test_random_text_is_read_or_refused_in_no_time(seed: int) -> None:
    took, text = worst(some(20_000, seed))
    assert took < 0.005, text


@pytest.mark.soak
def test_much_more_random_text_is_read_or_refused_in_no_time() -> None:
    for _ in range(10):
        took, text = worst(some(100_000, None))
        assert took < 0.005, text


@pytest.mark.parametrize(
    "text",
    [
        "1" * LONGEST,
        "1 " * (LONGEST // 2),
        "1," * (LONGEST // 2),
        "1,111" * (LONGEST // 5),
        "111 " * (LONGEST // 4),
        "1" + "0" * 61 + ",5",
        "1e" + "9" * 62,
        "1 " + "a/" * 31,
        "1 " + "s*" * 31,
        "1 " + "/ " * 31,
        "1 " + "M " * 31,
        "$1/" + "1 " * 30,
        "1 " + "in flight" * 6,
        "1" + " " * 62 + "s",
        "-" * LONGEST,
        "$" * LONGEST,
        "." * LONGEST,
        "µ" * LONGEST,
        "1 " + "µ" * 62,
        "a" * 1_000_000,
        "1" * 1_000_000,
        " " * 1_000_000,
        "\u202e" * 1_000_000,
    ],
    ids=lambda text: f"{text[:8]!a} x {len(text)}",
)
def test_text_made_to_be_slow_is_not(text: str) -> None:
    for field in (None, measure("s"), measure("%"), measure("$/Mtok")):
        attempt(text, field)
        assert again(text, field) < 0.005


def test_what_was_typed_is_repeated_at_a_length_that_fits_a_screen() -> None:
    with pytest.raises(Refused) as refused:
        read("9" * 1_000_000)
    assert len(refused.value.seen) == LONGEST
    assert len(str(refused.value)) < 200
