"""Money that is not the dollar: read at the session's rate, refused without one."""

# Price pages in Chinese have signs of their own.
# ruff: noqa: RUF001
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


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("¥4/百万tokens", {"price_per_processed_token": 4}),
        ("输入 4元/百万tokens，输出 16元/百万tokens", {"input_price": 4, "output_price": 16}),
        ("输入：2 元/百万 tokens；输出：8 元/百万 tokens", {"input_price": 2, "output_price": 8}),
        (
            "输入（缓存命中）0.5元/百万tokens，输入（缓存未命中）4元/百万tokens，输出12元/百万tokens",
            {"cached_input_price": 0.5, "input_price": 4, "output_price": 12},
        ),
        (
            "DeepSeek-V3 输入(缓存命中) ¥0.5 输入(缓存未命中) ¥2 输出 ¥8",
            {"cached_input_price": 0.5, "input_price": 2, "output_price": 8},
        ),
        ("每百万tokens输入4元，输出16元", {"input_price": 4, "output_price": 16}),
        (
            "硅基流动：输入 ¥4/百万tokens。输出 ¥16/百万tokens。",
            {"input_price": 4, "output_price": 16},
        ),
        ("0.002元/千tokens", {"price_per_processed_token": 2}),
        ("¥4 in / ¥16 out per million (RMB)", {"input_price": 4, "output_price": 16}),
        ("RMB 4 / 16 per million tokens (in/out)", {"input_price": 4, "output_price": 16}),
        ("input 4 yuan, output 16 yuan per million", {"input_price": 4, "output_price": 16}),
    ],
)
def test_yuan_are_read_as_chinese_price_pages_write_them(
    text: str, prices: dict[str, float]
) -> None:
    claims = read_line(text, currency={"CNY": Entry("$0.14", 0.14)}).quote.claims
    found = {claim.metric: claim.value.value for claim in claims}
    assert found == {id: pytest.approx(value * 0.14e-6) for id, value in prices.items()}
    refused = read_line(text).quote
    assert not [claim for claim in refused.claims if claim.metric in prices]
    assert any("no rate for CNY" in each.reason for each in refused.refused)


def test_prices_in_chinese_may_be_dollars_and_kana_are_yen() -> None:
    found = read_line("输入$0.6/百万tokens，输出$2.5/百万tokens").quote
    assert {claim.metric for claim in found.claims} == {"input_price", "output_price"}
    (yen,) = read_line("入力トークン ¥60").quote.refused
    assert "no rate for JPY" in yen.reason


def test_a_sign_of_two_currencies_is_asked_about() -> None:
    (refused,) = read_line("¥2/M", currency={**RATES, "JPY": Entry("$0.01", 0.01)}).quote.refused
    assert "JPY or CNY" in refused.reason


def test_a_rate_in_a_price_string_holds_for_all_its_prices() -> None:
    text = '{"input": 1.0, "output": 4.0, "currency": "EUR"}'
    assert len(read_line(text).quote.refused) == 2
    claims = read_line(text, currency=RATES).quote.claims
    assert [claim.value.value for claim in claims] == pytest.approx([1.08e-6, 4.32e-6])
    assert all("at $1.08 for one EUR" in claim.note for claim in claims)
