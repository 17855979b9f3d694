"""A price among its cost lines, at the speed that the same offer quotes."""

from __future__ import annotations

import math

import pytest

from formulas.chain import Results
from sessions.catalogue.catalogue import find
from sessions.document.session import Entry
from sessions.judging.costs import PriceReading
from sessions.setups.conditions import apply
from tests.examples import FULL, claim, example, judged, stated

HERE = {name: text for name, text in FULL.items() if name != "concurrency"}
LOW, HIGH = find("hardware", "B200").bands["gpu_price"][:2]
MARKET = math.sqrt(LOW * HIGH)
PRICE = 0.28e-6


def at(batch: int) -> Results:
    """The chain with so many in flight."""
    flight = {"concurrency": Entry(f"{batch} request", float(batch))}
    return apply(example(), example().setup(), {**stated(**HERE), **flight}).results


def read(*beside: object, price: str = "$0.28/Mtok", **on: str) -> PriceReading:
    """The reading of a price that stands in one quote with other claims."""
    offered = judged(claim("price_per_processed_token", price), *beside, on={**HERE, **on})  # type: ignore[arg-type]
    found = offered.verdicts[0].price
    assert found is not None
    return found


def speed(text: str, **more: object) -> object:
    return claim("per_stream_tps", text, **more)


def cost(gpu_price: float, batch: int, basis: str) -> float:
    """$ per token by hand: eight GPUs by the second, over the tokens processed in it."""
    processed = at(batch).get("processed_tps", basis)  # type: ignore[arg-type]
    assert processed is not None
    return 8 * gpu_price / processed


def largest(basis: str, wanted: float) -> int:
    """By trying every batch that fits."""
    room = at(1).get("max_requests_in_memory", basis)  # type: ignore[arg-type]
    assert room is not None
    speeds = {n: at(n).get("per_stream_tps", basis) or 0.0 for n in range(1, int(room) + 1)}  # type: ignore[arg-type]
    return max(n for n, each in speeds.items() if each >= wanted)


def test_the_efficient_cost_is_at_the_largest_batch_that_gives_the_quoted_speed() -> None:
    found = read(speed("100 tok/s/user"))
    batch = largest("napkin", 100)
    assert (found.at_speed, found.batch) == (100, batch)
    efficient = cost(MARKET, batch, "napkin")
    assert found.efficient == pytest.approx(efficient, rel=1e-9)
    assert found.margin == pytest.approx(1 - efficient / PRICE)
    assert found.break_even_utilization == pytest.approx(efficient / PRICE)
    assert f"100 tok/s/request of the same offer ({batch} in flight)" in found.words
    assert f"{PRICE / efficient:.3g}x an efficient stack's" in found.words


def test_the_floor_is_the_best_of_the_ceiling_over_batches_that_still_give_the_speed() -> None:
    found = read(speed("200 tok/s/user"))
    batch = largest("ceiling", 200)
    best = min(cost(LOW, n, "ceiling") for n in range(1, batch + 1))
    assert found.floor == pytest.approx(best, rel=1e-9)
    slower = read()
    assert slower.floor is not None
    assert slower.floor < best, "without a speed, any batch that fits"
    below = read(speed("200 tok/s/user"), price="$0.001/Mtok").words
    assert "at the 200 tok/s/request of the same offer: other hardware" in below


def test_a_speed_that_no_batch_gives_is_said_and_is_held_against_no_cost() -> None:
    on_the_napkin = read(speed("310 tok/s/user"))
    assert on_the_napkin.efficient is on_the_napkin.margin is on_the_napkin.batch is None
    assert on_the_napkin.floor is not None
    assert "no batch that fits gives the 310 tok/s/request" in on_the_napkin.words
    assert "on the ceiling" not in on_the_napkin.words
    nowhere = read(speed("5000 tok/s/user"))
    assert nowhere.floor is None
    assert "nor on the ceiling" in nowhere.words


def test_a_time_per_token_is_a_speed_as_well() -> None:
    tpot = read(claim("tpot", "10 ms"))
    assert tpot.at_speed == pytest.approx(100)
    assert tpot.efficient == read(speed("100 tok/s/user")).efficient


def test_without_a_speed_the_efficient_cost_is_at_the_conditions_of_the_price() -> None:
    found = read(concurrency="16 request")
    assert (found.at_speed, found.batch) == (None, None)
    assert found.efficient == pytest.approx(cost(MARKET, 16, "napkin"), rel=1e-9)


@pytest.mark.parametrize(
    "beside",
    [
        speed("100 tok/s/user", bound="up to"),
        speed("100 tok/s/user", conditions={"weights": "bf16"}),
        speed("100 tok/s/user", conditions={"gpus": "4 GPU"}),
        claim("aggregate_tps", "1000 tok/s"),
    ],
)
def test_a_speed_of_other_conditions_or_of_one_stream_is_not_what_the_price_is_for(
    beside: object,
) -> None:
    assert read(beside).at_speed is None


def test_a_speed_whose_conditions_only_add_to_those_of_the_price_counts() -> None:
    assert read(speed("100 tok/s/user", conditions={"concurrency": "32 request"})).at_speed == 100


def test_of_a_range_of_speeds_the_slower_end_is_what_is_promised() -> None:
    assert read(speed("90 tok/s/user", high="120 tok/s/user", bound="range")).at_speed == 90


def test_a_price_below_cost_has_a_margin_below_zero_and_breaks_even_nowhere() -> None:
    found = read(price="$0.05/Mtok", concurrency="16 request")
    assert found.margin is not None
    assert found.margin < 0
    assert found.break_even_utilization is None


def test_the_bill_and_your_own_cost_stand_beside_it() -> None:
    found = read(concurrency="16 request")
    tokens = at(16).get("monthly_tokens", "napkin")
    own = at(16).get("price_at_utilization", "fit")
    assert tokens is not None
    assert found.per_month == pytest.approx(PRICE * tokens)
    assert found.yours == own
    assert f"{PRICE / (own or 1):.3g}x your own" in found.words


def test_what_is_no_price_has_no_price_reading() -> None:
    other = judged(claim("ttft", "1 s"), claim("input_price", "$1/Mtok"), on=HERE)
    assert [verdict.price for verdict in other.verdicts] == [None, None]


def test_a_reading_is_worked_out_once() -> None:
    verdict = judged(claim("price_per_processed_token", "$0.28/Mtok"), on=HERE).verdicts[0]
    assert verdict.price is verdict.price


def test_who_says_how_many_are_in_flight_is_not_held_against_more_of_them() -> None:
    at_sixteen = read(speed("100 tok/s/user"), concurrency="16 request")
    assert largest("napkin", 100) > 16
    assert at_sixteen.batch == 16
    assert at_sixteen.efficient == pytest.approx(cost(MARKET, 16, "napkin"), rel=1e-9)


def test_a_time_per_token_is_the_speed_that_it_is() -> None:
    assert read(claim("tpot", "10 ms")).at_speed == pytest.approx(100)
