"""Rounds and days in the heading of a line, and until when an offer holds."""

from __future__ import annotations

import datetime

import pytest

from sessions.say import read_line

TODAY = datetime.date(2026, 11, 29)


@pytest.mark.parametrize(
    ("heading", "provider", "number"),
    [
        ("Acme round 2: ", "Acme", 2),
        ("Acme, round two: ", "Acme", 2),
        ("Acme, 2nd offer: ", "Acme", 2),
        ("Acme second offer - ", "Acme", 2),
        ("Acme r2 - ", "Acme", 2),
        ("Acme (R3): ", "Acme", 3),
        ("Acme's third offer: ", "Acme", 3),
        ("Round 2 from Acme: ", "Acme", 2),
        ("Round 2: ", "", 2),
        ("Acme's final price: ", "Acme", 0),
        ("Acme: ", "Acme", 0),
        ("Acme round 2 ", "Acme", 2),
    ],
)
def test_a_round_is_read_with_the_name(heading: str, provider: str, number: int) -> None:
    quote = read_line(f"{heading}$0.25/M", today=TODAY).quote
    assert (quote.provider, quote.round) == (provider, number)
    assert len(quote.claims) == 1
    assert not quote.unread


@pytest.mark.parametrize(
    ("heading", "date"),
    [
        ("Acme (21 Nov): ", "2026-11-21"),
        ("Acme (Nov 21st, 2025): ", "2025-11-21"),
        ("Acme 2026-11-21: ", "2026-11-21"),
        ("Acme (21/11/2026): ", "2026-11-21"),
        ("Acme (11/21/2026): ", "2026-11-21"),
        ("Acme (21.11.2026): ", "2026-11-21"),
        ("Acme round 2 (21 November): ", "2026-11-21"),
        ("Acme (3 Jan): ", "2027-01-03"),
        ("Acme (05/04/2026): ", None),
        ("Acme: ", None),
    ],
)
def test_a_day_is_read_where_its_order_is_plain(heading: str, date: str | None) -> None:
    quote = read_line(f"{heading}$0.25/M", today=TODAY).quote
    assert quote.provider == "Acme"
    assert (quote.date and quote.date.isoformat()) == date


def test_a_day_without_a_year_is_none_where_nobody_says_which_day_it_is() -> None:
    assert read_line("Acme (21 Nov): $0.25/M").quote.date is None


def test_the_line_shows_who_speaks_in_which_round_and_when() -> None:
    said = read_line("Acme round 2 (21 Nov): $0.25/M", today=TODAY)
    assert said.spans[0].kind == "provider"
    assert said.spans[0].shown == "Acme, round 2, 2026-11-21"


def test_two_rounds_in_one_text_are_two_quotes() -> None:
    quote = read_line("Acme round 1: $0.30/M\nAcme round 2: $0.26/M, 40 tok/s/user").quote
    assert quote.round == 1
    assert len(quote.claims) == 1
    assert [one.text for one in quote.refused] == ["Acme round 2", "$0.26/M", "40 tok/s/user"]


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("valid until 30 June 2027", "2027-06-30"),
        ("valid through Jan 15", "2027-01-15"),
        ("offer good through 12/15", "2026-12-15"),
        ("offer good through 15/12", "2026-12-15"),
        ("offer expires on 2026-12-31", "2026-12-31"),
        ("valid for 30 days", "2026-12-29"),
        ("valid for 30 days from today", "2026-12-29"),
        ("good for two weeks", "2026-12-13"),
        ("quote valid for 3 months", "2027-02-28"),
        ("good through 12/05", None),
        ("price held for 12 months", None),
    ],
)
def test_the_last_day_of_an_offer_is_worked_out_where_it_can_be(
    words: str, until: str | None
) -> None:
    quote = read_line(f"$0.25/M, {words}", today=TODAY).quote
    assert quote.terms["price hold"] in words
    assert (quote.valid_until and quote.valid_until.isoformat()) == until
    assert not quote.unread


def test_days_are_counted_from_the_day_of_the_quote() -> None:
    quote = read_line("Acme (1 Nov 2026): $0.25/M, valid for 30 days", today=TODAY).quote
    assert quote.valid_until == datetime.date(2026, 12, 1)


@pytest.mark.parametrize(
    "text", ["64 dec tokens", "you may see 30 tok/s/user", "good for 64 users"]
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    quote = read_line(text, today=TODAY).quote
    assert quote.date is None
    assert quote.valid_until is None
    assert "price hold" not in quote.terms


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("Jo at Nebius: $0.27/M", "Nebius"),
        ("Updated sheet from Fireworks: $0.27/M", "Fireworks"),
        ("[Acme] $0.27/M", "Acme"),
        ("Acme quoted us $0.27/M", "Acme"),
        ("Groq is charging $0.27/M", "Groq"),
        ("Quick recap: $0.27/M", ""),
        ("Following up on pricing:\n$0.27/M", ""),
        ("Price hold: 90 days, $0.27/M", ""),
        ("Tier: priority, $0.27/M", ""),
        ("Input: $0.27/M", ""),
    ],
)
def test_a_name_is_told_from_an_opening(text: str, provider: str) -> None:
    quote = read_line(text).quote
    assert quote.provider == provider
    assert len(quote.claims) == 1


def test_who_is_quoted_for_comparison_offers_nothing() -> None:
    quote = read_line("Beta quoted us $0.35/M, we can do $0.29/M").quote
    assert [claim.value.text for claim in quote.claims] == ["$0.29/Mtok"]
    assert [one.text for one in quote.refused] == ["$0.35/M"]
    assert quote.provider == ""


def test_whoever_speaks_further_on_in_a_line_is_a_second_provider() -> None:
    quote = read_line("Acme: $0.28/M Zed: $0.35/M, TTFT 0.2 s").quote
    assert len(quote.claims) == 1
    assert [one.text for one in quote.refused] == ["Zed", "$0.35/M", "TTFT 0.2 s"]
