"""Which conditions bind which claims."""

from __future__ import annotations

import pytest

from sessions.document.session import Entry, Quote
from sessions.say import read_line


def flights(quote: Quote) -> list[float | None]:
    """How many are in flight for each claim: its own condition, else the quote's."""
    found: list[float | None] = []
    for claim in quote.claims:
        at = {**quote.conditions, **claim.conditions}.get("concurrency")
        found.append(at.value if isinstance(at, Entry) else None)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # after the last claim: all that do not say it themselves
        ("$0.28/M, 40 tok/s/user at c=64", [64, 64]),
        # of a list each its own, and the last not all
        ("$0.28/M, TTFT 1 s at c=1, 40 tok/s/user at c=64", [None, 1, 64]),
        ("$0.28/M, TTFT 1 s (c=1), 40 tok/s/user (c=64)", [None, 1, 64]),
        # before the first: all of them
        ("At c=64: $0.28/M, 40 tok/s/user", [64, 64]),
        ("with 64 concurrent we do 40 tok/s/user and TTFT 1 s", [64, 64]),
        # between: the claim right before, and what a bare "and" joins to it
        ("40 tok/s/user at c=64, TTFT 1 s", [64, None]),
        ("40 tok/s/user and TTFT 1 s at c=64, $0.28/M", [64, 64, None]),
        ("$0.28/M, 40 tok/s/user and TTFT 1 s at c=64, ITL 9 ms at c=1", [None, 64, 64, 1]),
        # after a comma and straight on: the claim after
        ("40 tok/s/user, at c=1 90 tok/s/user, TTFT 1 s", [None, 1, None]),
        ("At c=64 40 tok/s/user, at c=1 90 tok/s/user", [64, 1]),
        ("c=16: 40 tok/s/user, TTFT 1 s, c=64: 14 tok/s/user, TTFT 4 s", [16, 16, 64, 64]),
        # the same figure again
        ("40 tok/s/user, 90 tok/s/user at c=1", [None, 1]),
        ("TTFT 0.8 s at c=1, 1.6 s at c=64", [1, 64]),
        ("40 tok/s/user, $0.28/M, 90 tok/s/user at c=1", [None, 1, 1]),
        # sentences and lines have their own
        ("40 tok/s/user at c=64. TTFT 1 s at c=1.", [64, 1]),
        ("40 tok/s/user at c=64; TTFT 1 s", [64, None]),
        ("40 tok/s/user at c=64\nTTFT 1 s", [64, None]),
        # of several, each heads what follows it
        ("c=16:\n40 tok/s/user\nc=64:\n14 tok/s/user", [16, 64]),
        # a sentence of conditions alone is of all
        ("40 tok/s/user. TTFT 1 s. All of this at c=64.", [64, 64]),
        ("At c=64:\n- 40 tok/s/user\n- TTFT 1 s", [64, 64]),
        ("40 tok/s/user at c=1. TTFT 1 s. Measured at c=64.", [1, 64]),
    ],
)
def test_conditions_bind_the_claims_they_stand_with(
    text: str, expected: list[float | None]
) -> None:
    assert flights(read_line(text).quote) == expected


def test_what_binds_all_is_the_quotes_own() -> None:
    quote = read_line("$0.28/M, TTFT 1 s at c=1, 40 tok/s/user at c=64 on 8xB200").quote
    assert [dict(claim.conditions).keys() for claim in quote.claims] == [
        set(),
        {"concurrency"},
        {"concurrency"},
    ]
    assert quote.conditions.keys() == {"gpus", "hardware"}


@pytest.mark.parametrize(
    "text",
    [
        "40 tok/s/user at c=64, c=128",
        "40 tok/s/user. 14 tok/s/user. All at c=64. All at c=128.",
    ],
)
def test_two_values_in_one_place_hold_neither_way(text: str) -> None:
    quote = read_line(text).quote
    assert quote.conditions == {}
    assert all(not claim.conditions for claim in quote.claims)
    assert len(quote.refused) == 2
    assert all("which one" in one.reason for one in quote.refused)


@pytest.mark.parametrize(
    ("text", "name", "either"),
    [
        ("40 tok/s/user on H100 or H200", "hardware", "H100 or H200"),
        ("40 tok/s/user in fp4 or fp8", "weights", "fp4 or fp8"),
        ("40 tok/s/user, GLM 5 or GLM 5.2", "model", "GLM 5 or GLM 5.2"),
    ],
)
def test_two_names_in_one_place_are_kept_so_that_nothing_else_is_judged(
    text: str, name: str, either: str
) -> None:
    quote = read_line(text).quote
    assert quote.conditions == {name: either}
    assert len(quote.refused) == 2


def test_the_same_value_twice_is_no_contradiction() -> None:
    quote = read_line("40 tok/s/user on B200, at fp4, c=64, on b200").quote
    assert quote.conditions["hardware"] == "B200"
    assert quote.refused == ()


@pytest.mark.parametrize(
    "text", ["not on H100", "without FP8 KV", "no H100s", "TTFT 1 s, not c=64"]
)
def test_a_denied_condition_is_none(text: str) -> None:
    quote = read_line(text).quote
    assert quote.conditions == {}
    assert len(quote.refused) == 1


@pytest.mark.parametrize(
    ("text", "is_claim"),
    [
        ("85% cache hits", True),
        ("$0.28/M, 85% cache hits", True),
        ("$0.28/M at 85% cache hits", False),
        ("assuming an 85% hit rate", False),
        ("$0.28/M at c=64, 85% cache hits", False),
        ("at least 85% cache hits", True),
        ("64 concurrent", False),
        ("up to 64 concurrent", True),
        ("at up to 64 concurrent", False),
        ("supports 64 concurrent", True),
        ("80k context", False),
        ("256K context window", True),
        ("up to 128k context", True),
        ("8 GPUs", False),
        ("needs 8 GPUs", True),
    ],
)
def test_a_condition_is_told_from_a_claim_in_the_same_words(text: str, *, is_claim: bool) -> None:
    quote = read_line(text).quote
    assert bool([c for c in quote.claims if c.metric != "price_per_processed_token"]) is is_claim
    assert bool(quote.conditions) is not is_claim
