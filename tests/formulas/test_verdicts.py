"""The rules that make a flag."""

from __future__ import annotations

import pytest

from formulas.verdicts import compare, compare_band, direction, flag_for, worst
from sessions.claims.metrics import METRICS


@pytest.mark.parametrize(
    ("fold", "flag"),
    [
        (1.0, "plausible"),
        (1.999999998, "plausible"),
        (2.0, "2x-off"),
        (9.99, "2x-off"),
        (10.0, "10x-off"),
        (1e9, "10x-off"),
    ],
)
def test_a_fold_at_a_threshold_takes_the_more_serious_flag(fold: float, flag: str) -> None:
    assert flag_for(fold) == flag


def test_a_session_may_move_the_thresholds() -> None:
    assert flag_for(2.5, (3, 20)) == "plausible"
    assert flag_for(15, (3, 20)) == "2x-off"


def test_exactly_twice_is_2x_off_whatever_the_floats_say() -> None:
    tpot = METRICS["tpot"]
    for base in (0.1, 0.3, 1 / 3, 0.0091617):
        found = compare(tpot, base * 2 * (1 + 1e-12), base)
        assert found is not None
        assert flag_for(found.fold) == "2x-off"
        found = compare(tpot, base / 2 / (1 - 1e-12), base)
        assert found is not None
        assert flag_for(found.fold) == "2x-off"


def test_fold_is_the_same_whichever_is_larger() -> None:
    rate = METRICS["per_stream_tps"]
    up, down = compare(rate, 300, 100), compare(rate, 100, 300)
    assert up is not None
    assert down is not None
    assert up.fold == down.fold == 3
    assert (up.direction, down.direction) == ("better", "worse")
    assert up.ratio == 3
    assert down.ratio == pytest.approx(1 / 3)


def test_a_shorter_latency_and_a_lower_price_are_better() -> None:
    assert direction(METRICS["ttft"], 1, 2) == "better"
    assert direction(METRICS["price_per_processed_token"], 2e-7, 1e-7) == "worse"
    assert direction(METRICS["ttft"], 1, 1) == ""


def test_a_hit_rate_is_compared_by_its_misses() -> None:
    found = compare(METRICS["cache_hit_rate"], 0.99, 0.845)
    assert found is not None
    assert found.fold == pytest.approx(15.5)
    assert found.direction == "better"


@pytest.mark.parametrize(
    ("quoted", "fold"), [(3.5, 1), (5, 1), (6, 1), (12, 2), (1.75, 2), (70, 70 / 6)]
)
def test_a_band_is_fold_one_inside_and_the_ratio_to_its_nearer_edge_outside(
    quoted: float, fold: float
) -> None:
    found = compare_band(METRICS["gpu_price"], quoted, 3.5, 6)
    assert found is not None
    assert found.fold == pytest.approx(fold)


@pytest.mark.parametrize(("quoted", "yardstick"), [(0, 1), (1, 0), (-1, 1), (float("inf"), 1)])
def test_nothing_is_compared_with_nothing(quoted: float, yardstick: float) -> None:
    assert compare(METRICS["ttft"], quoted, yardstick) is None


def test_the_worst_flag_leads_and_not_judged_counts_for_nothing() -> None:
    assert worst(["plausible", "10x-off", "not-judged"]) == "10x-off"
    assert worst(["not-judged", "plausible"]) == "plausible"
    assert worst([]) == "not-judged"
