"""Money that is not the dollar: read at the session's rate, refused without one."""

from __future__ import annotations

import pytest

from sessions.document.session import Entry
from sessions.say import read_line
from sessions.say.vocabulary import CURRENCIES
from tests.sessions.heard import lines_of

RATES = {"EUR": Entry("$1.08", 1.08), "GBP": Entry("$1.25", 1.25)}


@pytest.mark.parametrize(
    ("text", "metric", "dollars"),
    [
        ("€0.25/M", "price_per_processed_token", 0.27e-6),
        ("0.25 EUR per million", "price_per_processed_token", 0.27e-6),
        ("EUR 1,000/node/month", "node_price_per_month", 1_080.0),
        ("25 euro cents per million", "price_per_processed_token", 0.27e-6),
        ("€2/GPU/hr", "gpu_price", 2.16 / 3600),
        ("£4/M out", "output_price", 5e-6),
        ("four pounds per million output", "output_price", 5e-6),
    ],
)
def test_an_amount_is_worth_its_dollars(text: str, metric: str, dollars: float) -> None:
    (claim,) = read_line(text, currency=RATES).quote.claims
    assert claim.metric == metric
    assert claim.value.value == pytest.approx(dollars, rel=1e-6)
    in_dollars = read_line(claim.value.text).quote
    assert not in_dollars.refused


def test_what_was_said_and_the_rate_stay_beside_the_dollars() -> None:
    said = read_line("Acme: €0.25/M", currency=RATES)
    (claim,) = said.quote.claims
    for told in (claim.value.origin, claim.note, said.spans[-1].shown):
        assert "€0.25/M at $1.08" in told


def test_every_end_of_a_range_and_every_price_of_a_list_is_turned_into_dollars() -> None:
    (claim,) = read_line("€0.25-0.50/M", currency=RATES).quote.claims
    assert claim.high is not None
    assert (claim.value.value, claim.high.value) == pytest.approx((0.27e-6, 0.54e-6))
    listed = read_line("1.00 / 4.00 EUR/M (in/out)", currency=RATES).quote.claims
    assert [claim.value.value for claim in listed] == pytest.approx([1.08e-6, 4.32e-6])


@pytest.mark.parametrize("code", sorted({code for code in CURRENCIES.values() if code != "?"}))
def test_without_a_rate_it_is_refused_with_what_to_write(code: str) -> None:
    (refused,) = read_line(f"{code} 0.25/M").quote.refused
    assert f"no rate for {code}" in refused.reason
    assert f"[currency] {code} =" in refused.reason
    assert read_line(f"{code} 0.25/M").quote.claims == ()


@pytest.mark.parametrize(
    "text", ["C$0.25/M", "A$3/GPU/hr", "$0.25 CAD/M", "$0.25/M CAD", "CAD $0.25/M", "S$4/M out"]
)
def test_the_dollars_of_others_are_not_those_of_the_united_states(text: str) -> None:
    quote = read_line(text, currency=RATES).quote
    assert quote.claims == ()
    assert len(quote.refused) == 1


@pytest.mark.parametrize("text", ["US$0.95/M in", "USD 0.95/M in", "$0.95 USD/M in", "$0.95/M in"])
def test_the_dollar_of_the_united_states_needs_no_rate(text: str) -> None:
    assert lines_of(read_line(text).quote) == ["claim input_price $0.95/Mtok"]


def test_a_sign_of_two_currencies_is_asked_about() -> None:
    (refused,) = read_line("¥2/M", currency={**RATES, "JPY": Entry("$0.01", 0.01)}).quote.refused
    assert "JPY or CNY" in refused.reason


def test_a_rate_in_a_price_string_holds_for_all_its_prices() -> None:
    text = '{"input": 1.0, "output": 4.0, "currency": "EUR"}'
    assert len(read_line(text).quote.refused) == 2
    claims = read_line(text, currency=RATES).quote.claims
    assert [claim.value.value for claim in claims] == pytest.approx([1.08e-6, 4.32e-6])
    assert all("at $1.08 for one EUR" in claim.note for claim in claims)
