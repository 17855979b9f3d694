"""A quote beside the public list: of its provider, and the lowest of all."""

from __future__ import annotations

import datetime

import pytest

from sessions.document.session import Quote
from sessions.judging.judge import judge_quote
from sessions.prices.beside import (
    Beside,
    beside,
    in_words,
    listings,
    market_of,
    quoted_price,
)
from sessions.prices.source import NoPriceData
from sessions.say import read_line
from tests.sessions.price_rows import DAY, model, price, price_list, provider, session

LIST = price_list(
    provider("fireworks", model("kimi-k2p6", price(input="1", cache_read="0.1", output="5"))),
    provider(
        "together",
        model("moonshotai/Kimi-K2.6", price(input="2", cache_read="0.2", output="10")),
        name="Together AI",
    ),
    provider("novita", model("kimi-k2.6", price(), deprecated=True)),
    provider("groq", model("llama-3.1-8b")),
)
SESSION = session()
SETUP = SESSION.setup()
# $ per million processed tokens on the easy mix.
FIREWORKS, TOGETHER = 24 / 101, 48 / 101


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.prices.beside.price_list", lambda: LIST)


def said(text: str) -> Quote:
    return read_line(text).quote


def held(text: str) -> Beside | str:
    """What is said beside the list of its provider, or why it has none."""
    judged = judge_quote(SESSION, said(text), SETUP.name)
    return beside(market_of(SESSION, SETUP, DAY), judged.quote.provider, quoted_price(judged))


def test_a_quote_is_held_against_the_list_of_its_own_provider() -> None:
    found = held("Fireworks AI: $0.19/M")
    assert isinstance(found, Beside)
    assert found.provider == "Fireworks"
    assert found.row.listed.row.model == "kimi-k2p6"
    assert found.row.blend == pytest.approx(FIREWORKS * 1e-6)
    assert found.ratio == pytest.approx(0.19 / FIREWORKS)
    assert found.words.startswith("0.80x Fireworks' public list ($0.238/Mtok blended on your mix")


def test_components_are_blended_on_the_mix_before_they_are_compared() -> None:
    found = held("Together: 1 / 0.1 / 5 (in/cache/out)")
    assert isinstance(found, Beside)
    assert found.provider == "Together AI"
    assert found.ratio == pytest.approx(0.5)
    assert "Together AI's public list" in found.words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Acme: $0.19/M", "Acme is not in the public list, by this name"),
        ("Groq: $0.19/M", "Groq lists no price of Kimi K2.6"),
        ("Novita: $0.19/M", "Novita lists no comparable price of Kimi K2.6"),
        ("Fireworks: 40 tok/s/user", "the quote has no price that can be blended"),
    ],
)
def test_where_nothing_stands_beside_a_quote_the_reason_can_be_asked(text: str, why: str) -> None:
    assert held(text) == why


@pytest.mark.parametrize(
    ("price", "word"),
    [
        ("$0.22/M", ""),
        ("$0.14/M", "ask what differs"),
        ("$0.07/M", "too far from a list"),
        ("$0.40/M", "ask what differs"),
        ("$0.80/M", "too far from a list"),
    ],
)
def test_a_distance_is_worth_a_word_from_one_and_a_half_and_from_three(
    price: str, word: str
) -> None:
    found = held(f"Fireworks: {price}")
    assert isinstance(found, Beside)
    assert found.words.endswith("mix)") if not word else word in found.words


def test_the_lowest_list_is_the_lowest_blend() -> None:
    found = market_of(SESSION, SETUP, DAY).cheapest
    assert found is not None
    assert found.listed.row.provider == "fireworks"


def test_of_several_rows_of_a_provider_the_lowest_counts_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two = price_list(
        provider(
            "aws",
            model("regional.moonshot.kimi-k2.6", price(input="2", cache_read="0.2", output="10")),
            model("global.moonshot.kimi-k2.6", price(input="1", cache_read="0.1", output="5")),
        )
    )
    monkeypatch.setattr("sessions.prices.beside.price_list", lambda: two)
    found = held("Bedrock: $0.24/M")
    assert isinstance(found, Beside)
    assert found.row.listed.row.model.startswith("global")
    assert "the lowest of 2 rows" in found.words


def test_the_words_name_the_month_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.sessions.price_rows import always, since

    usual = price(input="1", cache_read="0.1", output="5")
    dated = price_list(
        provider("acme", model("kimi-k2.6", [always(usual), since("2026-03-05", usual)])),
        provider("bolt", model("other", [always(usual), since("2027-01-01", usual)])),
    )
    monkeypatch.setattr("sessions.prices.beside.price_list", lambda: dated)
    market = market_of(SESSION, SETUP, DAY)
    assert market.newest == datetime.date(2026, 3, 5)
    assert "data of 2026-03" in in_words(market, "Acme", 0.24e-6)


def test_one_line_has_the_own_list_and_the_lowest() -> None:
    words = in_words(market_of(SESSION, SETUP, DAY), "Together", 0.24e-6)
    assert words == (
        "0.50x Together AI's public list ($0.475/Mtok blended on your mix); far from a list by the"
        " usual measure: ask what differs; 1.01x the lowest public list of Kimi K2.6, $0.238/Mtok"
        " at Fireworks"
    )
    assert in_words(market_of(SESSION, SETUP, DAY), "Together", None) == ""


def test_a_model_that_nobody_lists_has_no_line() -> None:
    other = session("Llama 3.1 405B")
    assert in_words(market_of(other, other.setup(), DAY), "Together", 0.24e-6) == ""


def test_without_the_extra_there_is_nothing_and_the_reason_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from sessions.prices import source as price_data

    price_data.shipped.cache_clear()
    monkeypatch.setattr("sessions.prices.beside.price_list", price_data.price_list)
    judged = judge_quote(SESSION, said("Fireworks: $0.19/M"), SETUP.name)
    assert listings(SESSION, SETUP, [judged]) == [None]
    with pytest.raises(NoPriceData, match="pipx inject napkin-workbench genai-prices"):
        market_of(SESSION, SETUP, DAY)
