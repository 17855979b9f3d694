"""Draws of ranges: what is drawn, that it repeats, and what it comes to."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest

from formulas.algebra import parse
from formulas.book import BOOK
from formulas.chain import Step, plan_for
from formulas.compiled import evaluate
from formulas.declare import Basis, Formula
from formulas.draws import (
    _carried,
    _Ordered,
    drawn,
    inputs_drawn,
    percentiles,
    percentiles_of,
    reached,
    share_of,
)
from formulas.spread import Spread
from tests.formulas.setups import EXAMPLE

NAPKIN: Basis = "napkin"
GIVEN = EXAMPLE["tp8-c16"]
EVEN = Spread("even", 0.08, 0.35, 0.215)
SIZES = Spread("by size", 1e3, 1e5, 1e4)
NORMAL = Spread("normal", 0.0, 1000.0, 6.0, 1.5)


def test_an_even_range_is_even() -> None:
    (column,) = inputs_drawn({"mbu": EVEN}).values()
    assert 0.08 <= column.min() < 0.0801
    assert 0.3499 < column.max() <= 0.35
    counts, _ = np.histogram(column, bins=10, range=(0.08, 0.35))
    assert np.all(np.abs(counts - 10_000) < 500)
    assert np.median(column) == pytest.approx(EVEN.middle, rel=0.01)


def test_a_wide_range_is_even_in_size() -> None:
    (column,) = inputs_drawn({"context_tokens": SIZES}).values()
    counts, _ = np.histogram(np.log10(column), bins=10, range=(3, 5))
    assert np.all(np.abs(counts - 10_000) < 500)
    assert np.median(column) == pytest.approx(SIZES.middle, rel=0.02)


def test_a_normal_has_its_mean_and_deviation_and_is_cut_at_the_limits() -> None:
    (column,) = inputs_drawn({"gpu_price": NORMAL}).values()
    assert column.mean() == pytest.approx(6, abs=0.02)
    assert column.std() == pytest.approx(1.5, abs=0.02)
    cut = Spread("normal", 0.0, 1.0, 0.9, 0.5)
    (column,) = inputs_drawn({"mbu": cut}).values()
    assert column.min() >= 0
    assert column.max() <= 1
    assert len(np.unique(column)) > 99_000, "outside is drawn again, not moved to the edge"


def test_whole_counts_are_whole_and_each_as_likely() -> None:
    (column,) = inputs_drawn({"concurrency": Spread("even", 8, 11, 10, step=1)}).values()
    values, counts = np.unique(column, return_counts=True)
    assert values.tolist() == [8, 9, 10, 11]
    assert np.all(np.abs(counts - 25_000) < 700)


def test_draws_repeat_and_another_range_moves_nobody_elses() -> None:
    alone = inputs_drawn({"mbu": EVEN}, 1000)["mbu"]
    both = inputs_drawn({"gpu_price": NORMAL, "mbu": EVEN}, 1000)
    assert np.array_equal(alone, both["mbu"])
    assert not np.array_equal(alone, inputs_drawn({"mbu": EVEN}, 1000, seed=2)["mbu"])
    same = inputs_drawn({"mbu": EVEN, "mfu": EVEN}, 1000)
    assert not np.array_equal(same["mbu"], same["mfu"]), "two inputs with one range differ"
    one = percentiles(GIVEN, {"mbu": EVEN}, [("per_stream_tps", NAPKIN)])
    assert one == percentiles(GIVEN, {"mbu": EVEN}, [("per_stream_tps", NAPKIN)])


def test_a_draw_through_the_chain_is_the_chain_at_that_draw() -> None:
    spreads = {"mbu": EVEN, "gpu_price": Spread("normal", 0, 1, 2e-3, 5e-4)}
    keys = [("per_stream_tps", NAPKIN), ("price_per_processed_token", NAPKIN)]
    columns = drawn(GIVEN, spreads, keys, 50)
    inputs = inputs_drawn(spreads, 50)
    for at in range(0, 50, 7):
        point = evaluate(GIVEN.changed({id: float(c[at]) for id, c in inputs.items()}))
        for key in keys:
            assert columns[key][at] == pytest.approx(point.get(*key), rel=1e-12)


def test_only_what_depends_on_a_range_is_drawn() -> None:
    moving = reached(GIVEN, ["mbu"])
    assert ("pass_time", NAPKIN) in moving
    assert ("weight_bytes", NAPKIN) not in moving
    assert ("pass_time", "ceiling") not in moving, "the ceiling has an MBU of its own"
    every = list(plan_for(GIVEN.shape()).slots)
    assert set(percentiles(GIVEN, {"mbu": EVEN}, every)) <= moving
    assert percentiles(GIVEN, {}, every) == {}
    assert percentiles(GIVEN, {"mbu": EVEN}, [("weight_bytes", NAPKIN)]) == {}


def test_percentiles_are_those_of_the_middle_of_a_monotone_chain() -> None:
    (found,) = percentiles(GIVEN, {"mbu": EVEN}, [("per_stream_tps", NAPKIN)]).values()
    for share, told in ((0.05, found.p5), (0.5, found.p50), (0.95, found.p95)):
        at = evaluate(GIVEN.changed({"mbu": 0.08 + 0.27 * share}))
        assert told == pytest.approx(at.get("per_stream_tps", NAPKIN), rel=0.01)
    column = np.array([3.0, 1.0, math.nan, 2.0, 5.0, 4.0])
    mixed = percentiles_of(column)
    assert mixed is not None
    assert (mixed.p50, mixed.valued) == (3, 5 / 6)
    assert mixed.p5 == pytest.approx(np.percentile([1, 2, 3, 4, 5], 5))
    assert percentiles_of(np.array([math.nan])) is None


@pytest.mark.parametrize("seed", range(6))
def test_percentiles_are_those_of_all_draws_put_in_order(seed: int) -> None:
    random, shape = Random(seed), GIVEN.shape()
    now = dict(zip(shape.ids, GIVEN.values(), strict=True))
    every = list(plan_for(shape).slots)
    spreads = {}
    for id in random.sample([id for id in shape.ids if now[id] > 0], random.randint(1, 6)):
        wide, value = random.choice([1.05, 4.0, 300.0]), now[id]
        variable = BOOK.variables[id]
        spreads[id] = Spread(
            random.choice(["even", "by size", "normal"]),
            *(value / wide, value * wide, value),
            deviation=0.2 * value,
            step=variable.unit.factor if variable.whole else 0.0,
        )
    plainly = {key: percentiles_of(each) for key, each in drawn(GIVEN, spreads, every).items()}
    found = percentiles(GIVEN, spreads, every)
    assert found == {key: each for key, each in plainly.items() if each is not None}


def test_an_order_is_carried_up_and_down_but_not_over_a_pole() -> None:
    step = Step(
        3, Formula("y", "a / (b - c)", parse("a / (b - c)"), "", ""), {"a": 0, "b": 1, "c": 2}
    )
    above = _Ordered(tuple([3.0 + at for at in range(8)]), 100, 100)
    rising = _carried(above, step, "c", (1.0, 2.0, math.nan))
    assert rising is not None
    assert rising.draws == tuple([1 / (2 - draw) for draw in above.draws])
    falling = _carried(above, step, "c", (-1.0, 2.0, math.nan))
    assert falling is not None
    assert falling.draws == tuple([-1 / (2 - draw) for draw in reversed(above.draws)])
    assert _carried(above, step, "c", (1.0, 6.5, math.nan)) is None
    assert _carried(above, step, "c", (1.0, 6.0, math.nan)) is None, "a draw without a value"


def test_the_share_of_draws_that_is_as_good() -> None:
    column = np.array([1.0, 2.0, 3.0, math.nan])
    assert share_of(column, 2.0, "higher") == 0.5
    assert share_of(column, 2.0 + 1e-12, "higher") == 0.5, "the noise of floats decides nothing"
    assert share_of(column, 1.0, "lower") == 0.25
