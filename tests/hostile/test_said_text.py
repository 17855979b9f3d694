"""Any text at all on the say line: no exception, no lost character, no wait."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.say import read_line
from sessions.say.tokens import spaced
from sessions.say.vocabulary import phrases
from tests.sessions.say.test_say import EVERY, covered

_SIGNS = [*"$/,.:;-–()[]{}|%<>=~+*@&?!'\"€¢×x \n\t\\`", "\x1b[31m", "\u202e", "\x00", "٣", "½", "“"]
_PIECES = spaced(
    "1 0.28 64 8 80k 1,5 1.2.3 1e9 1e999 -1 p95 p9999 fp8 B200 TP8 TP0 c=64 c=0 8xB200 0xB200"
    " $0.28/M tok/s /user per 99999999999999999999 nan inf 1_000 0b1 0x10 2026-11-21 1/2/26"
    " __import__ {0} %s $$ [/] [@click=app.quit]x[/] eval(1)"
)
_LONG = ["9" * 70, "k" * 40, "/" * 40]
# A text of 200 characters may take this long, in seconds, at the best of three readings (the others
# may have been somebody else's): twenty times the ordinary, so that a slow machine passes and what
# blows up does not. `make bench` has the speed itself.
_LONGEST = 0.1
_PROVIDERS = ("Acme", "Beta AI")


def words() -> list[str]:
    """Every word of the vocabulary."""
    found = {word for first, each in phrases().items() for p in each for word in (first, *p.rest)}
    return sorted(found)


def lines(seed: int, number: int) -> Iterator[str]:
    """Random characters, words of the vocabulary in a row, and phrasings cut and joined."""
    pick = random.Random(seed)
    vocabulary = words()
    signs = [*_SIGNS, *sorted(_PIECES), *_LONG]
    for _ in range(number):
        kind = pick.random()
        if kind < 0.25:
            tops = (0x7F, 0x250, 0x110000)
            points = [pick.randrange(pick.choice(tops)) for _ in range(pick.randrange(200))]
            yield "".join([chr(point) for point in points])
        elif kind < 0.6:
            some = [
                pick.choice(vocabulary if pick.random() < 0.6 else signs)
                for _ in range(pick.randrange(40))
            ]
            yield pick.choice((" ", "", " ")).join(some)[:200]
        else:
            yield _mutated(pick, vocabulary, signs)[:200]


def _mutated(pick: random.Random, vocabulary: list[str], signs: list[str]) -> str:
    text = pick.choice(EVERY)
    for _ in range(pick.randrange(1, 6)):
        start = pick.randrange(len(text) + 1)
        stop = min(len(text), start + pick.randrange(6))
        change = pick.random()
        if change < 0.4:
            text = text[:start] + pick.choice(signs + vocabulary) + text[start:]
        elif change < 0.7:
            text = text[:start] + text[stop:]
        elif change < 0.85:
            text = text[:stop] + text[start:]
        else:
            text = text[:start] + pick.choice(EVERY) + text[stop:]
    return text


def check(text: str) -> None:
    """Read a text and hold the quote and the spans against it."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        said = read_line(text, providers=_PROVIDERS)
        best = min(best, time.process_time() - start)
        if best < _LONGEST:
            break
    assert best < _LONGEST, f"{best * 1e3:.1f} ms for {text!r}"
    covered(text, said)
    quote = said.quote
    assert quote.said == text
    assert all(claim.said and claim.said in text for claim in quote.claims)
    assert all(claim.value.value == claim.value.value for claim in quote.claims)


def test_random_and_mutated_lines_are_read_in_no_time() -> None:
    for text in lines(seed=1, number=3_000):
        check(text)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_lines_are_read_in_no_time(seed: int) -> None:
    for text in lines(seed=seed + 100, number=10_000):
        check(text)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    check(text)


_SEEDS = (
    *(
        "1/2/",
        "in/out 1/2 ",
        "a ",
        "p50/",
        "(",
        "$",
        "1 to ",
        "1-",
        "8x",
        "half a ",
        "kimi ",
        "no ",
    ),
    *("1 tok/s, ", "TTFT 1 s at c=1, ", "c=1 ", "FP4 ", "8xB200 ", "commit 1 ", "1\n", ";", "a/"),
    *("one hundred and ", "per million ", "all in ", "1/2 in/out, ", "us-", "1e", "nine nines "),
    *('{"prompt":1,', '{"prompt":', "1,", "1.", "x", "time to first "),
)


@pytest.mark.parametrize("seed", _SEEDS)
def test_repetition_costs_no_more_than_its_length(seed: str) -> None:
    check((seed * 200)[:200])
    text = (seed * 4_000)[:4_000]
    start = time.process_time()
    said = read_line(text)
    assert time.process_time() - start < 2.0
    covered(text, said)


@pytest.mark.parametrize(
    "text",
    [
        "\x1b]0;owned\x07: 40 tok/s/user",
        "[@click=app.quit]x[/]: 40 tok/s/user",
        "\u202eevil: 40 tok/s/user",
        "{0}: 40 tok/s/user",
        "__import__('os').system('true'): 40 tok/s/user",
    ],
)
def test_hostile_names_change_nothing_of_the_claim(text: str) -> None:
    quote = read_line(text).quote
    assert [(claim.metric, claim.value.value) for claim in quote.claims] == [("per_stream_tps", 40)]


_ABSURD = (
    *("TP0", "TP99999999", "c=0", "c=99999999999", "0xB200", "999999999xB200", "ISL 0"),
    *("1e999 tok/s/user", "9" * 80 + " tok/s/user", "TTFT 1e400 s", "101% uptime"),
    *("80k" + "0" * 80 + " context", "80kb context", "3rd concurrent"),
)


@pytest.mark.parametrize("text", _ABSURD)
def test_absurd_figures_are_refused_or_unread_and_never_raised(text: str) -> None:
    quote = read_line(text).quote
    assert quote.claims == ()
    assert quote.conditions == {}
    assert quote.refused or quote.unread
