"""What a row of the price list comes to: each kind of odd row, with sums made by hand."""

from __future__ import annotations

import datetime
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from sessions.prices.rows import Listed, listed
from tests.sessions.price_rows import (
    DAY,
    USUAL,
    always,
    between,
    model,
    price,
    provider,
    rows,
    since,
    tiered,
)

INPUT = 100_000.0


def row(
    id: str = "m",
    prices: Any = USUAL,
    *,
    by: str = "acme",
    comment: str | None = None,
    input_tokens: float | None = INPUT,
    **more: Any,
) -> Listed:
    """One model of one provider, on the day."""
    of = provider(by, model(id, prices, **more), comment=comment)
    return listed(rows(of)[0], DAY, input_tokens)


def said(found: Listed) -> str:
    """All remarks in one text."""
    return "; ".join(found.remarks)


def test_a_plain_row_is_in_dollars_per_token_and_has_nothing_to_say() -> None:
    found = row(prices=price(input="0.95", cache_read="0.16", output="4"))
    assert found.input_price == pytest.approx(0.95e-6)
    assert found.cached_input_price == pytest.approx(0.16e-6)
    assert found.output_price == pytest.approx(4e-6)
    assert found.comparable
    assert found.remarks == ()


def test_a_price_of_nothing_is_no_price() -> None:
    found = row(prices=price(input="0", cache_read="0", output="0"))
    assert found.input_price is None
    assert found.output_price is None
    assert not found.comparable
    assert not found.free
    assert "input price of $0: taken as none listed" in said(found)
    assert "no price is listed" in said(found)


def test_a_negative_price_is_no_price() -> None:
    found = row(prices=price(input="-1000000", output="-1000000"))
    assert (found.input_price, found.comparable) == (None, False)


@pytest.mark.parametrize("prices", [price(), price(input="0", output="0")])
@pytest.mark.parametrize(
    ("id", "more"),
    [
        ("acme/m:free", {}),
        ("m", {"name": "M (free)"}),
        ("m", {"price_comments": "Free of charge, with no paid tier."}),
    ],
)
def test_a_row_that_says_free_is_free_and_not_ranked(
    prices: Any, id: str, more: dict[str, Any]
) -> None:
    found = row(id, prices, **more)
    assert found.free
    assert (found.input_price, found.output_price) == (0, 0)
    assert not found.comparable
    assert "free, by its own words" in said(found)


def test_a_row_without_prices_that_does_not_say_free_has_none() -> None:
    found = row(prices=price(), price_comments="Included in the subscription.")
    assert (found.free, found.comparable, found.input_price) == (False, False, None)
    assert found.remarks == ("no price is listed",)


def test_a_free_word_in_a_name_makes_nothing_free() -> None:
    assert row("freeform-7b").input_price == pytest.approx(1e-6)
    assert not row("freeform-7b", price()).free


def test_a_missing_cached_price_is_said() -> None:
    found = row(prices=price(input="1", output="5"))
    assert found.cached_input_price is None
    assert found.comparable
    assert "no cached price is listed: cached input counts at the full price" in found.remarks


def test_a_cached_price_of_nothing_counts_as_missing() -> None:
    found = row(prices=price(input="1", cache_read="0", output="5"))
    assert found.cached_input_price is None
    assert "cached input price of $0: taken as none listed" in said(found)


def test_without_an_output_price_there_is_nothing_to_compare() -> None:
    found = row(prices=price(input="0.02"))
    assert not found.comparable
    assert "no output price is listed" in said(found)


def test_output_is_free_where_the_list_says_so() -> None:
    found = row(prices=price(input="0.02"), price_comments="Output is free.")
    assert found.output_price == 0
    assert found.comparable
    assert "output is free, by the list" in found.remarks


@pytest.mark.parametrize(
    ("prices", "word"),
    [
        (price(audio_hours="0.36"), "audio"),
        (price(requests_kcount="12"), "requests"),
        (price(input_image="5"), "images"),
    ],
)
def test_prices_of_other_things_are_not_compared(prices: Any, word: str) -> None:
    found = row(prices=prices)
    assert not found.comparable
    assert f"priced by {word}, not by tokens of text" in found.remarks


def test_what_the_blend_leaves_out_is_said() -> None:
    found = row(prices=price(input="1", cache_read="0.1", cache_write="1.25", output="5",
                             output_reasoning="7", requests_kcount="12"))  # fmt: skip
    assert "a write to the cache costs $1.25/M, which the blend leaves out" in found.remarks
    assert "and $0.012 a request, which the blend leaves out" in found.remarks
    assert "reasoning tokens cost $7/M, which the blend leaves out" in found.remarks


def test_unusual_orders_of_prices_are_said() -> None:
    found = row(prices=price(input="1", cache_read="1.5", output="0.5"))
    assert "cached input is listed above fresh input, which is unusual" in found.remarks
    assert "output is listed below input, which is unusual" in found.remarks


DATED = [
    always(price(input="3", cache_read="0.3", output="15")),
    since("2026-03-01", price(input="2", cache_read="0.2", output="10")),
    since("2026-09-01", price(input="1", cache_read="0.1", output="5")),
]


def test_the_price_in_force_on_the_day_counts_and_the_next_is_announced() -> None:
    found = row(prices=DATED)
    assert found.input_price == pytest.approx(2e-6)
    assert "in force since 2026-03-01, $3 / $0.3 / $15 before" in found.remarks
    assert "from 2026-09-01 on $1 / $0.1 / $5" in found.remarks


def test_a_price_counts_from_its_first_day() -> None:
    of = rows(provider("acme", model("m", DATED)))[0]
    first = DATED[1].constraint.start_date  # type: ignore[union-attr]
    assert listed(of, first, INPUT).input_price == pytest.approx(2e-6)
    assert listed(of, first - (DAY - DAY.replace(day=14)), INPUT).input_price == pytest.approx(3e-6)


def test_a_price_that_has_not_begun_is_no_price_yet() -> None:
    found = row(prices=[since("2026-09-01", USUAL)])
    assert not found.comparable
    assert "no price is listed" in found.remarks
    assert "from 2026-09-01 on $1 / $0.1 / $5" in found.remarks


def test_a_change_that_changes_nothing_here_is_not_told() -> None:
    same = price(input="1", cache_read="0.1", output="5", web_searches_kcount="10")
    assert row(prices=[always(USUAL), since("2026-03-01", same)]).remarks == ()


def test_prices_by_the_hour_count_by_their_share_of_an_even_day() -> None:
    peak = price(input="2", cache_read="0.2", output="10")
    hours = [between("01:00", "04:00", peak), between("06:00", "09:00", peak)]
    found = row(prices=[always(USUAL), *hours])
    # 18 hours at 1 and 6 at 2 are 30 hours' worth in 24.
    assert found.input_price == pytest.approx(30 / 24 * 1e-6)
    assert found.cached_input_price == pytest.approx(30 / 24 * 0.1e-6)
    assert found.output_price == pytest.approx(30 / 24 * 5e-6)
    words = said(found)
    assert "$1 / $0.1 / $5 for 18 h" in words
    assert "$2 / $0.2 / $10 for 6 h (01:00 to 04:00, 06:00 to 09:00 UTC)" in words


def test_hours_may_go_over_midnight() -> None:
    night = price(input="0.5", cache_read="0.05", output="2.5")
    found = row(prices=[always(USUAL), between("16:30", "00:30", night)])
    assert found.input_price == pytest.approx((16 * 1 + 8 * 0.5) / 24 * 1e-6)


@hypothesis.given(st.lists(st.tuples(st.times(), st.times(), st.integers(1, 9)), max_size=4))
def test_whatever_the_hours_the_price_of_the_day_lies_between_those_in_force(
    spans: list[tuple[datetime.time, datetime.time, int]],
) -> None:
    hours = [
        between(f"{start:%H:%M}", f"{end:%H:%M}", price(input=f"{each}", output="5"))
        for start, end, each in spans
    ]
    found = row(prices=[always(price(input="4", output="5")), *hours])
    prices = [4, *[p for _, _, p in spans]]
    assert found.input_price is not None
    assert min(prices) - 1e-9 <= found.input_price * 1e6 <= max(prices) + 1e-9
    assert found.output_price == pytest.approx(5e-6)


TIERED = price(
    input=tiered("1", t200000="2", t500000="4"),
    cache_read=tiered("0.1", t200000="0.2", t500000="0.4"),
    output=tiered("5", t200000="6", t500000="7"),
)


@pytest.mark.parametrize(
    ("tokens", "full", "output"),
    [(100_000, 1, 5), (200_000, 1, 5), (200_001, 2, 6), (500_001, 4, 7)],
)
def test_the_whole_request_pays_the_tier_of_its_input(
    tokens: float, full: float, output: float
) -> None:
    found = row(prices=TIERED, input_tokens=tokens)
    assert found.input_price == pytest.approx(full * 1e-6)
    assert found.output_price == pytest.approx(output * 1e-6)


def test_the_tiers_that_a_packet_is_not_in_are_told() -> None:
    assert "above 200K of input $2 / $0.2 / $6" in row(prices=TIERED).remarks
    longer = said(row(prices=TIERED, input_tokens=300_000))
    assert "your 300K of input is in the tier above 200K" in longer
    assert "below it $1 / $0.1 / $5" in longer
    assert "above 500K of input $4 / $0.4 / $7" in longer
    assert "does not say how long yours is" in said(row(prices=TIERED, input_tokens=None))


def test_a_tier_of_one_price_leaves_the_others_as_they_are() -> None:
    partly = price(input=tiered("1", t128000="2"), cache_read="0.1", output="5")
    found = row(prices=partly, input_tokens=150_000)
    assert found.input_price == pytest.approx(2e-6)
    assert found.cached_input_price == pytest.approx(0.1e-6)


def test_a_window_that_does_not_hold_the_input_rules_a_row_out() -> None:
    found = row(context_window=65_536)
    assert not found.comparable
    assert "does not hold your 100K of input" in said(found)
    assert row(context_window=100_000).comparable


@pytest.mark.parametrize(
    "more",
    [{"deprecated": True}, {"price_comments": "No longer listed; kept for historical usage."}],
)
def test_what_is_not_offered_any_more_is_shown_but_not_ranked(more: dict[str, Any]) -> None:
    found = row(**more)
    assert found.input_price == pytest.approx(1e-6)
    assert not found.comparable
    assert "no longer offered, by the list" in found.remarks


def test_what_was_true_of_a_row_once_does_not_retire_it() -> None:
    comment = "The tiers above 200k describe historical usage, from before the beta was retired."
    assert row(price_comments=comment).comparable


@pytest.mark.parametrize("by", ["openrouter", "huggingface_novita", "quicksilverpro"])
def test_a_router_is_called_one(by: str) -> None:
    found = row(by=by)
    assert found.comparable
    assert "a router: others serve the model, and their price may differ" in found.remarks


def test_a_tool_sells_no_api() -> None:
    assert not row(by="github-copilot").comparable


def test_what_the_list_itself_says_against_a_comparison_is_told_without_addresses() -> None:
    comment = (
        "Regional endpoints carry a 10% premium (https://example.org/a). A sentence of no weight."
    )
    found = row(price_comments=comment, comment="Converted at 1 USD = 7.25 CNY.")
    assert "the list says: Regional endpoints carry a 10% premium" in found.remarks
    assert "the list says: Converted at 1 USD = 7.25 CNY" in found.remarks


def test_rates_for_batch_are_named_and_not_counted() -> None:
    from genai_prices.types import PriceVariant

    batch = PriceVariant(when={"processing": "batch"}, prices=price(input="0.5", output="2.5"))
    found = row(price_variants=[batch])
    assert found.input_price == pytest.approx(1e-6)
    assert "other rates are listed for batch; the standard counts" in found.remarks
