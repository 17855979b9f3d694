"""List prices of a model on a packet's mix: blended, ranked, and what the distances are worth."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.prices.table import Priced, Table, table_of
from tests.sessions.price_rows import (
    DAY,
    TOKENS_PER_MONTH,
    model,
    price,
    provider,
    rows,
    session,
)


def table(*providers: Any, said: str = "kimi k2.6", **packet: str) -> Table:
    held = session(**packet)
    return table_of(rows(*providers), said, held, held.setup(), DAY)


def of(found: Table, provider: str) -> Priced:
    return next(row for row in found.rows if row.listed.row.provider == provider)


def kimi(by: str, **prices: str) -> Any:
    return provider(by, model("kimi-k2.6", price(**prices)))


ACME = kimi("acme", input="1", cache_read="0.1", output="5")
UNCACHED = kimi("bleak", input="1", output="5")
DEAR = kimi("cirrus", input="2", cache_read="0.2", output="10")


def test_a_row_is_blended_on_the_packets_mix_also_at_fewer_hits_and_by_the_month() -> None:
    row = of(table(ACME), "acme")
    assert row.blend == pytest.approx(24e-6 / 101)
    assert row.at_fewer_hits == pytest.approx(33e-6 / 101)
    assert row.per_month == pytest.approx(24e-6 / 101 * TOKENS_PER_MONTH)


def test_without_a_cached_price_cached_input_pays_in_full_whatever_the_hit_rate() -> None:
    row = of(table(UNCACHED), "bleak")
    assert row.blend == pytest.approx(105e-6 / 101)
    assert row.at_fewer_hits == pytest.approx(105e-6 / 101)


def test_a_cache_that_hits_less_than_ten_points_has_no_ten_points_to_lose() -> None:
    row = of(table(ACME, fresh_tokens="95K", cached_tokens="5K"), "acme")
    assert row.blend is not None
    assert row.at_fewer_hits is None


def test_writes_to_the_cache_are_told_at_what_they_make_of_the_blend() -> None:
    wrote = kimi("acme", input="1", cache_read="0.1", cache_write="2", output="5")
    row = of(table(wrote), "acme")
    assert row.blend == pytest.approx(24e-6 / 101)
    # 20 + 9 + 5 = 34 of 101.
    assert any("$0.3366/M if all fresh input is written" in text for text in row.remarks)


def test_rows_are_ranked_by_the_blend_and_not_by_a_list_price() -> None:
    cheap_input = kimi("bleak", input="0.5", output="2")  # 50 + 2 thousandths: dearer than 24
    found = table(cheap_input, ACME, DEAR)
    assert [(row.listed.row.provider, row.rank) for row in found.rows] == [
        ("acme", 1),
        ("cirrus", 2),
        ("bleak", 3),
    ]


def test_the_same_price_has_the_same_rank() -> None:
    found = table(DEAR, ACME, kimi("bolt", input="1", cache_read="0.1", output="5"))
    ranks = {row.listed.row.provider: row.rank for row in found.rows}
    assert ranks == {"acme": 1, "bolt": 1, "cirrus": 3}


def test_what_cannot_be_compared_comes_last_without_a_rank_and_outside_the_spread() -> None:
    gone = provider("aged", model("kimi-k2.6", price(input="0.01", output="0.01"), deprecated=True))
    found = table(gone, ACME, DEAR)
    assert [row.listed.row.provider for row in found.rows] == ["acme", "cirrus", "aged"]
    assert found.rows[-1].rank is None
    assert found.spread == pytest.approx(2)


@pytest.mark.parametrize(
    ("times", "word"),
    [("1.4", ""), ("1.5", "wider than"), ("2.9", "wider than"), ("3", "far wider")],
)
def test_a_spread_is_worth_a_word_from_one_and_a_half_and_from_three(times: str, word: str) -> None:
    by = float(times)
    other = kimi("bolt", input=f"{by}", cache_read=f"{by / 10:.6f}", output=f"{by * 5:.6f}")
    found = table(ACME, other)
    assert found.spread == pytest.approx(by)
    assert found.reading.startswith(word)
    assert bool(found.reading) == bool(word)


def test_the_spread_says_where_the_dearest_only_lists_no_cached_price() -> None:
    assert "the dearest lists no cached price" in table(ACME, UNCACHED).reading


def test_a_row_far_from_the_middle_says_so() -> None:
    tenth = kimi("deal", input="0.1", cache_read="0.01", output="0.5")
    found = table(ACME, kimi("bolt", input="1", cache_read="0.1", output="5"), tenth)
    assert of(found, "deal").remarks[0].startswith("0.1x the median of this table: another tier")
    assert of(found, "acme").remarks == ()


def test_one_row_has_no_spread() -> None:
    found = table(ACME)
    assert (found.spread, found.reading) == (None, "")


def test_tiers_are_those_of_the_packets_own_input() -> None:
    from tests.sessions.price_rows import tiered

    tiers = price(input=tiered("1", t150000="3"), cache_read="0.1", output="5")
    acme = provider("acme", model("kimi-k2.6", tiers))
    assert of(table(acme), "acme").listed.input_price == pytest.approx(1e-6)
    longer = table(acme, fresh_tokens="100K")
    assert of(longer, "acme").listed.input_price == pytest.approx(3e-6)


def test_without_a_mix_prices_are_shown_and_nothing_is_ranked() -> None:
    found = table(ACME, fresh_tokens="", cached_tokens="", output_tokens="")
    row = of(found, "acme")
    assert row.listed.input_price == pytest.approx(1e-6)
    assert (row.blend, row.rank) == (None, None)
    assert "fresh tokens" in found.reason


def test_without_traffic_there_is_no_bill() -> None:
    row = of(table(ACME, demand_processed_tps=""), "acme")
    assert row.blend is not None
    assert row.per_month is None


def test_a_short_name_is_what_the_catalogue_calls_it_where_that_says_the_same() -> None:
    assert table(ACME, said="k2.6").model == "Kimi K2.6"
    # The catalogue counts GLM 4.5 as a GLM 4.7; their prices are two.
    glm = provider("acme", model("glm-4.7"))
    assert table(glm, said="glm 4.5").rows == ()
    assert table(glm, said="glm 4.5").suggestions == ("glm-4.7",)


def test_the_tier_of_the_weights_is_no_part_of_the_models_name() -> None:
    assert table(ACME, said="Kimi K2.6 NVFP4").rows != ()
