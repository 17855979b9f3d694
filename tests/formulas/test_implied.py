"""The value of one input that a figure implies: put back, it gives the figure."""

from __future__ import annotations

import pytest

from formulas.book import BOOK
from formulas.compiled import evaluate
from formulas.declare import Basis
from formulas.implied import implied_by, reaching, value_that_gives
from tests.formulas.setups import EXAMPLE

NAPKIN: Basis = "napkin"
GIVEN = EXAMPLE["tp8-c16"]
NOW = evaluate(GIVEN)

# Of a result, how many times what it is now, and the input that shall explain it.
ASKED = [
    ("pass_time", 2.0, "mbu"),
    ("pass_time", 1.5, "context_tokens"),
    ("per_stream_tps", 2.0, "tokens_per_pass"),
    ("per_stream_tps", 0.5, "concurrency"),
    ("ttft", 0.25, "mfu"),
    ("ttft", 3.0, "fresh_tokens_p50"),
    ("price_per_processed_token", 0.5, "gpu_price"),
]


@pytest.mark.parametrize(("target", "times", "input"), ASKED)
def test_the_value_put_into_the_chain_gives_the_figure(
    target: str, times: float, input: str
) -> None:
    now = NOW.get(target, NAPKIN)
    assert now is not None
    found = value_that_gives(GIVEN, input, target, NAPKIN, now * times)
    assert found is not None
    lowest, highest = BOOK.variables[input].edges()
    assert lowest <= found <= highest
    again = evaluate(GIVEN.changed({input: found})).get(target, NAPKIN)
    assert again == pytest.approx(now * times, rel=1e-12)
    assert reaching(GIVEN, input, target, NAPKIN)(now * times)


def test_a_figure_that_no_value_gives_is_not_reached() -> None:
    assert value_that_gives(GIVEN, "mbu", "pass_time", NAPKIN, 1e-9) is None
    assert not reaching(GIVEN, "mbu", "pass_time", NAPKIN)(1e-9)


def test_an_input_that_does_not_bear_on_it_gives_nothing() -> None:
    wanted = 2 * (NOW.get("pass_time", NAPKIN) or 0.0)
    assert value_that_gives(GIVEN, "gpu_price", "pass_time", NAPKIN, wanted) is None
    assert not reaching(GIVEN, "gpu_price", "pass_time", NAPKIN)(wanted)


def test_inputs_that_mean_the_same_move_together() -> None:
    wanted = 0.5 * (NOW.get("ttft", NAPKIN) or 0.0)
    alone = value_that_gives(GIVEN, "fresh_tokens_p50", "ttft", NAPKIN, wanted)
    alike = {"fresh_tokens": 13_000 / 9_400}
    both = value_that_gives(GIVEN, "fresh_tokens_p50", "ttft", NAPKIN, wanted, alike=alike)
    assert alone is not None
    assert both is not None
    changes = {"fresh_tokens_p50": both, "fresh_tokens": both * alike["fresh_tokens"]}
    again = evaluate(GIVEN.changed(changes)).get("ttft", NAPKIN)
    assert again == pytest.approx(wanted, rel=1e-12)


def test_of_two_values_the_nearest_is_told_else_the_least() -> None:
    """On paper, 384 experts chosen 760 times a token are as many as 384 chosen 8 times."""
    asked = ("experts_per_token", "expected_unique_experts", NAPKIN)
    wanted = NOW.get("expected_unique_experts", NAPKIN) or 0.0
    assert value_that_gives(GIVEN, *asked, wanted) == pytest.approx(8, rel=1e-9)
    assert value_that_gives(GIVEN, *asked, wanted, near=10) == pytest.approx(8, rel=1e-9)
    assert value_that_gives(GIVEN, *asked, wanted, near=700) == pytest.approx(760, rel=1e-9)


def test_one_formula_alone_implies_a_value_of_what_it_is_written_in() -> None:
    wanted = 3 * (NOW.get("memory_time", NAPKIN) or 0.0)
    found = implied_by(NOW, "memory_time", "mbu", wanted)
    assert found == pytest.approx((NOW.get("mbu", NAPKIN) or 0.0) / 3, rel=1e-12)
    assert implied_by(NOW, "memory_time", "gpu_price", wanted) is None
    assert implied_by(NOW, "memory_time", "mbu", -1.0) is None
    assert implied_by(NOW, "gpu_price", "mbu", wanted) is None, "what is given has no formula"
