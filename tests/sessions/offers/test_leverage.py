"""What to say next: the strongest questions, what there is to beat, and the text to send."""

from __future__ import annotations

import re

import pytest

from sessions.document.session import Entry, Session
from sessions.offers.bakeoff import bake_off, with_rounds
from sessions.offers.questions import lead, letter, questions, to_beat, with_private
from tests.sessions.deals import TODAY, deals, quote, with_quotes

PROVIDERS = ("Acme", "Borealis", "Cirrus")


def asked(session: Session, provider: str) -> list[str]:
    row = bake_off(session, today=TODAY).row(provider)
    assert row is not None
    return [question.text for question in questions(session, row)]


def beats(session: Session, provider: str) -> dict[str, str]:
    found = to_beat(bake_off(session, today=TODAY), provider)
    return {beat.metric: beat.text for beat in found}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_there_are_three_questions_and_each_asks_for_a_figure(provider: str) -> None:
    found = asked(deals(), provider)
    assert len(found) == 3
    assert all(text.rstrip().endswith("?") for text in found)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_question_accuses_anybody(provider: str) -> None:
    text = " ".join(asked(deals(), provider)).lower()
    assert not re.search(r"\b(lie|lying|false|wrong|impossible|cheat|mislead|dishonest)", text)


def test_what_is_beyond_the_ceiling_is_asked_about_first() -> None:
    assert asked(deals(), "Cirrus")[0].startswith("400 tok/s per user: ")


def test_a_service_level_that_nothing_is_said_of_is_asked_for_with_its_figure() -> None:
    found = asked(deals(), "Cirrus")
    assert any("uptime of at least 99.9%" in text for text in found)


@pytest.mark.parametrize(
    "need",
    [
        "We need at least 25 tok/s per user at 16 in flight:",
        "We need a TTFT of at most 3 s at 16 in flight:",
        "We need an uptime of at least 99.9%:",
    ],
)
def test_what_is_needed_is_said_as_people_say_it(need: str) -> None:
    session = with_quotes("Acme: $0.30/M")
    levels = {
        "sla_per_stream_tps": Entry("25 tok/s", 25.0),
        "sla_ttft": Entry("3 s", 3.0),
        "sla_uptime": Entry("99.9%", 0.999),
        "demand_concurrency": Entry("16", 16.0),
    }
    packet = session.packet._replace(entries={**session.packet.entries, **levels})
    session = session._replace(packet=packet)
    row = bake_off(session, today=TODAY).row("Acme")
    assert row is not None
    found = [question.text for question in questions(session, row, most=9)]
    assert any(text.startswith(need) for text in found), found


def test_a_contradiction_comes_before_everything_else() -> None:
    session = with_quotes("Acme: e2e 0.5 s, TTFT 2 s, 400 tok/s/user at c=16 on 8xB200 FP4 no MTP")
    first = asked(session, "Acme")[0]
    assert "0.5 s" in first
    assert "2 s" in first


def test_a_limit_below_the_traffic_is_asked_about_with_both_figures() -> None:
    found = asked(with_quotes("Acme: $0.30/M, 5M TPM, 40 tok/s/user, TTFT 1 s"), "Acme")
    assert any("5M TPM" in text and "13.3M TPM" in text for text in found)


def test_what_there_is_to_beat_is_better_than_the_own_figure_or_where_there_is_none() -> None:
    found = beats(deals(), "Acme")
    assert set(found) == {"price_per_processed_token", "per_stream_tps", "ttft", "uptime"}
    assert found["price_per_processed_token"].startswith("$0.20/M processed")
    assert found["per_stream_tps"].startswith("45 tok/s per user")


def test_who_is_best_is_not_told_so() -> None:
    assert "price_per_processed_token" not in beats(deals(), "Cirrus")


@pytest.mark.parametrize(
    ("provider", "metric", "text"),
    [
        ("Cirrus", "price_per_processed_token", "cheapest so far, next $0.28/M"),
        ("Borealis", "per_stream_tps", "fastest so far, next 42 tok/s"),
        ("Borealis", "uptime", "best uptime so far, next 99.9%"),
    ],
)
def test_who_is_ahead_of_everybody_is_told_by_how_much(
    provider: str, metric: str, text: str
) -> None:
    found = bake_off(deals(), today=TODAY)
    ahead = lead(found, provider, metric)
    assert ahead is not None
    assert ahead.text == text
    for other in PROVIDERS:
        assert other == provider or lead(found, other, metric) is None


def test_a_doubted_figure_is_ahead_of_nobody() -> None:
    assert lead(bake_off(deals(), today=TODAY), "Cirrus", "per_stream_tps") is None


def test_what_is_said_now_is_compared_as_if_it_were_kept() -> None:
    session = deals()
    found = bake_off(session, today=TODAY)
    rounds = [each for each in session.quotes if each.provider == "Borealis"]
    said = quote("Borealis: $0.18/M", 13, 3)
    compared = with_rounds(found, session, "", [*rounds, said])
    kept = bake_off(session._replace(quotes=(*session.quotes, said)), today=TODAY)
    for provider in PROVIDERS:
        assert to_beat(compared, provider) == to_beat(kept, provider)
    ahead = lead(compared, "Borealis", "price_per_processed_token")
    assert ahead is not None
    assert ahead.text == "cheapest so far, next $0.20/M"


def test_a_doubted_figure_is_nothing_to_beat() -> None:
    for provider in ("Acme", "Borealis"):
        assert "400" not in beats(deals(), provider).get("per_stream_tps", "")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_text_names_a_competitor(provider: str) -> None:
    text = letter(deals(), bake_off(deals(), today=TODAY), provider)
    others = [name for name in PROVIDERS if name != provider]
    assert not any(name in text for name in others)


def test_what_is_private_is_in_no_text_and_comes_back_when_it_is_not() -> None:
    hidden = with_private(deals(), "Cirrus", "price_per_processed_token", private=True)
    text = letter(hidden, bake_off(hidden, today=TODAY), "Acme")
    assert "$0.20/M" not in text
    shown = with_private(hidden, "Cirrus", "price_per_processed_token", private=False)
    assert shown == deals()
    assert "$0.20/M" in letter(shown, bake_off(shown, today=TODAY), "Acme")


def test_a_private_price_is_all_of_its_components() -> None:
    hidden = with_private(deals(), "acme", "price_per_processed_token", private=True)
    private = {claim.metric for quote in hidden.quotes for claim in quote.claims if claim.private}
    assert private == {"input_price", "cached_input_price", "output_price"}


def test_the_text_says_whose_traffic_it_is_for() -> None:
    text = letter(deals(), bake_off(deals(), today=TODAY), "Acme")
    assert "13K fresh, 71K cached and 1,056 output tokens a request" in text
    assert "round 2 of 10 Nov 2026" in text


@pytest.mark.parametrize(
    ("said", "told", "left_out"),
    [
        ("90 tok/s/user on Groq LPU", "", ""),  # not judged: nothing to beat
        ("60 tok/s/user on 8x B200 FP4", "60 tok/s per user (8 GPUs, B200, fp4)", ""),
        ("60 tok/s/user in us-east-1", "60 tok/s per user", "The region of"),
        ("60 tok/s/user in Frankfurt", "60 tok/s per user (frankfurt)", ""),
        ("$0.18/M on Trainium2", "$0.18/M processed", "The hardware of"),
        ("$0.18/M on SN40L, EU region", "(EU)", "The hardware of"),
        ("$0.18/M on H200 in eu-central-1", "", "The region of"),
        ("TTFT 1.9 s on 64x TPU v7", "TTFT 1.9 s (64 GPUs)", "The hardware of"),
        ("TTFT 0.9 s on 8x MI355X", "MI355X", ""),
    ],
)
def test_what_names_whose_offer_it_is_is_left_out_and_said_so(
    said: str, told: str, left_out: str
) -> None:
    session = with_quotes("Acme: $0.30/M, TTFT 2.5 s, 30 tok/s/user", f"Nimbus: {said}")
    text = letter(session, bake_off(session, today=TODAY), "Acme")
    assert told in text
    beaten = text.partition("To beat")[2]
    assert ("left out" in beaten) is bool(left_out)
    assert left_out in beaten
    for word in ("Nimbus", "Groq", "LPU", "Trainium", "SN40L", "TPU", "us-east", "central"):
        assert word not in text


def test_a_rent_is_told_as_what_it_comes_to_and_not_as_a_price_that_was_named() -> None:
    session = with_quotes("Acme: $0.30/M", "Nimbus: $48/hour for a node of 8 B200")
    text = letter(session, bake_off(session, today=TODAY), "Acme")
    assert "- rent that comes to about $0.12/M processed, as we reckon our traffic" in text


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("60 tok/s/user at c=16", "25 tok/s/user at c=16, $0.20/M, 60 RPM"),
        ("TTFT 0.8 s at c=16", "TTFT 2.9 s at c=16, 600 tok/s/user at c=16 on 8xB200 FP4 no MTP"),
        ("99.99% uptime, $0.30/M", "99.5% uptime, 60 tok/s/user at c=64, 200 tok/s total at c=64"),
    ],
)
def test_an_older_figure_that_the_newer_one_contradicts_is_the_first_question(
    older: str, newer: str
) -> None:
    quotes = (quote(f"Acme: {older}", 1, 1), quote(f"Acme: {newer}", 2, 2))
    session = deals()._replace(quotes=quotes)
    first = asked(session, "Acme")[0]
    assert "in round 1" in first
    assert "in round 2" in first
    assert first.endswith("Which of the two holds for us?")


def test_nobody_by_that_name_gets_no_text() -> None:
    assert letter(deals(), bake_off(deals(), today=TODAY), "Nobody") == ""
