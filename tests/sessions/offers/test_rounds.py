"""What changed between the rounds of one provider without a word."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.document.session import Quote
from sessions.offers.changes import between_rounds
from sessions.say import read_line

FIRST = datetime.date(2026, 6, 3)


def rounds(*lines: str) -> list[Quote]:
    return [
        read_line(f"Acme: {line}").quote._replace(
            round=number, date=FIRST + datetime.timedelta(days=7 * (number - 1))
        )
        for number, line in enumerate(lines, start=1)
    ]


def found(*lines: str) -> tuple[str, ...]:
    return between_rounds(rounds(*lines))


@pytest.mark.parametrize(
    ("before", "now", "numbers"),
    [
        ("TTFT p50 1.2 s at c=64", "TTFT p50 1.9 s at c=64", ("1.2 s", "1.9 s", "the same")),
        ("$0.28/M", "$0.32/M", ("$0.28", "$0.32")),
        ("15M TPM limit", "10M TPM limit", ("15M TPM", "10M TPM")),
        ("99.95% uptime", "99.5% uptime", ("99.95%", "99.5%")),
        # The speed went up because less was in flight, or at fewer bits.
        (
            "40 tok/s/user at c=64",
            "60 tok/s/user at c=16",
            ("40 tok", "64 request", "60 tok", "16 request"),
        ),
        ("40 tok/s/user at c=64, fp8", "60 tok/s/user at c=64, fp4", ("fp8", "fp4", "40", "60")),
        ("40 tok/s/user on 8x H200", "40 tok/s/user on 8x B200", ("H200", "B200")),
        ("$0.28/M at 80% hit rate", "$0.25/M at 90% hit rate", ("80%", "90%", "0.28", "0.25")),
        ("$0.28/M, 20% discount", "$0.28/M", ("20%", "does it still hold?")),
        ("$0.28/M", "$0.28/M, $100k/mo minimum commitment", ("not said", "$100K/month")),
        ("$0.28/M, no minimum", "$0.28/M, $100k/mo commitment", ("no minimum", "$100K/month")),
        ("$0.28/M, 20% discount", "$0.28/M, 10% discount", ("20%", "10%")),
        ("cache TTL 60 min", "cache TTL 5 min", ("60 minute", "5 minute")),
        ("min prefix 1024 tokens", "min prefix 4096 tokens", ("1,024 token", "4,096 token")),
        ("2x surcharge above 200k tokens", "2x surcharge above 128k tokens", ("200K", "128K")),
        ("fp8, $0.28/M", "fp4, $0.25/M", ("fp8", "fp4")),
        ("TTFT p95 2 s", "TTFT p50 1.5 s", ("p95 2 s", "p50 1.5 s")),
        ("TTFT p99 2 s", "TTFT 2 s", ("p99 2 s", "no percentile 2 s")),
        ("99.9% uptime SLA", "99.9% uptime", ("99.9% as an SLA", "99.9% as a typical figure")),
    ],
)  # fmt: skip
def test_a_silent_change_is_told_with_both_numbers_rounds_and_dates(
    before: str, now: str, numbers: tuple[str, ...]
) -> None:
    told = found(before, now)
    assert told
    text = told[0]
    for number in numbers:
        assert number in text
    assert "round 1 (3 Jun 2026)" in text
    assert "round 2 (10 Jun 2026)" in text


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("$0.32/M", "$0.28/M"),
        ("40 tok/s/user at c=64", "60 tok/s/user at c=64"),
        ("40 tok/s/user at c=16", "60 tok/s/user at c=64"),  # more in flight, and faster
        ("60 tok/s/user at c=16", "40 tok/s/user at c=64"),  # slower, but at more in flight
        ("TTFT 1 s at fp4", "TTFT 1 s at fp8"),
        ("$0.28/M, $100k/mo commitment", "$0.28/M"),
        ("$0.28/M, $100k/mo commitment", "$0.28/M, $50k/mo commitment"),
        ("$0.28/M", "$0.28/M, 20% discount"),
        ("cache TTL 5 min", "cache TTL 60 min"),
        ("TTFT p50 1.2 s", "TTFT p95 1.9 s"),
        ("99.9% uptime", "99.9% uptime SLA"),
        ("", "$0.28/M"),
        ("99.9% uptime at c=64", "99.9% uptime at c=16"),
    ],
)
def test_what_got_plainly_better_or_is_something_else_is_no_finding(before: str, now: str) -> None:
    assert found(before, now) == ()


def test_each_round_is_held_against_the_one_before_it_whatever_their_order() -> None:
    three = rounds("$0.30/M", "$0.28/M", "$0.35/M")
    told = between_rounds(three)
    assert len(told) == 1
    assert "round 2" in told[0]
    assert "round 3" in told[0]
    for order in itertools.permutations(three):
        assert between_rounds(order) == told


def test_an_offer_without_a_round_stands_where_its_date_is() -> None:
    one, two = rounds("$0.28/M", "$0.32/M")
    (text,) = between_rounds([one, two._replace(round=0)])
    assert "$0.28/Mtok in round 1 (3 Jun 2026), $0.32/Mtok in the offer of 10 Jun 2026" in text


def test_a_change_that_the_quote_explains_is_no_silent_one() -> None:
    one, two = rounds("TTFT 1.2 s at c=64", "TTFT 1.9 s at c=64")
    explained = two._replace(claims=tuple([c._replace(note="new region") for c in two.claims]))
    assert between_rounds([one, two])
    assert between_rounds([one, explained]) == ()


_LINES = st.sampled_from(
    [
        *("40 tok/s/user at c=64", "$0.28/M", "TTFT p50 1.2 s fp8", "99.9% uptime", ""),
        *("$100k/mo commitment", "20% discount", "cache TTL 5 min", "15M TPM limit"),
        *("cache hit rate 99%", "30-60 tok/s/user", "8x B200", "net 30", "no minimum"),
        *("100% hit rate", "100% uptime", "0 tok/s/user"),
    ]
)


@given(st.lists(st.lists(_LINES, max_size=4).map(", ".join), max_size=4))
def test_any_rounds_are_held_against_each_other(lines: list[str]) -> None:
    for text in found(*lines):
        assert text.strip()
        assert "\n" not in text
    assert found(*lines[:1]) == ()


@given(st.lists(_LINES, max_size=5).map(", ".join))
def test_a_round_that_repeats_the_last_one_changed_nothing(line: str) -> None:
    assert found(line, line) == ()
