"""Elasticities: by hand on small formulas, exactly on the source's own, and against differences on
random inputs of every kind.
"""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from formulas.algebra import parse
from formulas.book import BOOK
from formulas.chain import Given, Results, one, plan_for
from formulas.compiled import evaluate
from formulas.declare import Basis, Formula
from formulas.slopes import elasticities, partials_of
from tests.formulas.setups import EXAMPLE, KINDS, moved

NAPKIN: Basis = "napkin"
every_kind = pytest.mark.parametrize("kind", KINDS)


def slopes(text: str, *values: float) -> tuple[float, ...]:
    return partials_of(Formula("x", text, parse(text), "", ""))(*values)


def test_partial_derivatives_by_hand() -> None:
    assert pytest.approx(slopes("a * b / c", 6, 5, 3)) == [5 / 3, 2, -10 / 3]
    assert slopes("a - b", 2, 5) == (1, -1)
    assert slopes("a - (b - a)", 2, 5) == (2, -1)
    assert slopes("a * a", 7) == (14,)
    assert slopes("a**3", 2) == (12,)
    assert pytest.approx(slopes("a**b", 2, 3)) == [12, 8 * math.log(2)]
    missed = slopes("1 - (1 - a / b)**c", 1, 4, 2)
    by_hand = [2 * 0.75 / 4, -2 * 0.75 / 16, -(0.75**2) * math.log(0.75)]
    assert pytest.approx(missed) == by_hand
    assert slopes("2 FLOP/param * a", 3) == (2,)


def test_the_binding_branch_is_what_counts() -> None:
    assert slopes("max(a, b)", 2, 1) == (1, 0)
    assert slopes("min(a, b)", 2, 1) == (0, 1)
    assert slopes("max(0, a - b)", 1, 2) == (0, 0)
    assert slopes("c * max(1, a / b)", 3, 8, 2) == (4, 1.5, -6)
    left, right = slopes("max(a, b)", 2, 2)
    assert math.isnan(left)
    assert math.isnan(right), "on its corner a max has no slope"
    assert slopes("0 * max(1, a)", 1) == (0,)


def test_rounding_is_flat() -> None:
    assert slopes("floor(a / b)", 7, 2) == (0, 0)
    assert slopes("a * ceiling(b)", 3, 1.5) == (2, 0)


def test_what_has_no_real_slope_has_none() -> None:
    base, exponent = slopes("(a - 3)**b", 1, 2)
    assert base == -4
    assert math.isnan(exponent)
    assert slopes("a**b", 0, 2) == (0, 0)


def test_the_sources_own_pass_exactly() -> None:
    """5.10 step 3 turned over: fixed + bytes / (bandwidth * MBU) * overlap."""
    given = EXAMPLE["tp8-c16"]
    results = evaluate(given)
    found = elasticities(results, NAPKIN)

    def number(id: str) -> Fraction:
        value = results.get(id, NAPKIN)
        assert value is not None
        return Fraction(value)

    moving = number("memory_time") * number("overlap_factor") / number("pass_time")
    assert found.get("pass_time", "gpu_bandwidth") == pytest.approx(float(-moving), rel=1e-12)
    assert found.get("per_stream_tps", "mbu") == pytest.approx(float(moving), rel=1e-12)
    assert found.get("pass_time", "fixed_overhead") == pytest.approx(float(1 - moving), rel=1e-12)
    share = number("kv_read_bytes") / number("bytes_per_pass")
    held = found.get("pass_time", "context_tokens")
    assert held == pytest.approx(float(-moving * -share), rel=1e-12)
    assert found.get("prefill_rate", "mfu") == 1
    assert found.get("flops_per_token", "active_params") == 1


def test_only_what_a_result_depends_on_is_listed() -> None:
    found = elasticities(evaluate(EXAMPLE["tp8-c16"]), NAPKIN)
    assert set(found.rows["weight_bytes"]) == {"total_params", "bytes_per_param"}
    assert found.get("weight_bytes", "mbu") is None
    assert found.get("no_such_result", "mbu") is None


def test_a_fleet_of_whole_replicas_stands_still_and_says_that_it_steps() -> None:
    given = KINDS["MLA, experts"].changed({"trough_tps": 5e6})
    found = elasticities(evaluate(given), NAPKIN)
    assert found.get("floor_replicas", "trough_tps") == 0
    assert found.steps("floor_replicas", "trough_tps")
    assert found.steps("hybrid_price_per_month", "mbu")
    assert not found.steps("pass_time", "mbu")
    assert not found.steps("no_such_result", "mbu")


def test_an_input_or_a_result_of_zero_has_no_elasticity() -> None:
    given = EXAMPLE["tp8-c16"].changed({"fixed_overhead": 0.0})
    assert elasticities(evaluate(given), NAPKIN).get("pass_time", "fixed_overhead") is None
    full = EXAMPLE["tp8-c16"].changed({"activation_bytes": 1e15})
    row = elasticities(evaluate(full), NAPKIN).rows["max_requests_in_memory"]
    assert row == {}, "no request fits, and a share of nothing is nothing"


def test_what_has_no_value_gives_none_and_spoils_nothing_else() -> None:
    given = EXAMPLE["tp8-c16"].changed({"concurrency": 0.0, "gpu_price": 1.0})
    found = elasticities(evaluate(given), NAPKIN)
    assert found.rows["price_per_processed_token"] == {}
    assert found.get("weight_bytes", "total_params") == 1


@every_kind
@pytest.mark.parametrize("basis", ["napkin", "ceiling", "fit", "measured"])
@pytest.mark.parametrize("points", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_every_elasticity_is_the_central_difference(kind: str, basis: Basis, points: int) -> None:
    chance = random.Random(kind)
    compared = kinks = 0
    for _ in range(points):
        given = moved(KINDS[kind], chance)
        results = evaluate(given)
        found = elasticities(results, basis)
        for input in found.inputs:
            held, sharp = _held(given, results, basis, input, 2e-6)
            # A pool of a million blocks steps every millionth: between two steps it is flat.
            fine, crossed = _held(given, results, basis, input, 2e-8)
            for result, exact in found.rows.items():
                stepped = found.steps(result, input)
                expected = (fine if stepped else held).get(result)
                if expected is None:
                    corner = result in (crossed if stepped else sharp)
                    assert input not in exact or corner, (result, input)
                    kinks += corner
                    continue
                compared += 1
                near = pytest.approx(expected, rel=2e-5, abs=2e-5 if stepped else 2e-6)
                assert exact.get(input, 0.0) == near, (result, input)
    assert compared > 1000
    assert kinks < compared / 50, "nearly everything is compared"


def _held(
    given: Given, results: Results, basis: Basis, input: str, h: float
) -> tuple[dict[str, float], set[str]]:
    """Central differences of every result, and those whose two sides do not agree: a step or a
    corner lies between the points.
    """
    slot = results.plan.slots[input, basis]
    below, above = (_at(given, slot, factor) for factor in (1 - h, 1 + h))
    nearer, further = (_at(given, slot, factor) for factor in (1 - h / 2, 1 + h / 2))
    held: dict[str, float] = {}
    sharp: set[str] = set()
    for id in [id for id, on in results.plan.formula_of if on == basis]:
        points = [r.get(id, basis) for r in (below, nearer, results, further, above)]
        if any(p is None for p in points):
            continue
        low, near, middle, far, high = (p for p in points if p is not None)
        if not middle or not given.values()[slot]:
            continue
        left, right = (middle - low) / h / middle, (high - middle) / h / middle
        inner = (far - near) / h / middle
        if abs(left - right) > 1e-3 * max(1.0, abs(left)) or abs(inner) > 1e6:
            sharp.add(id)
        else:
            held[id] = (left + right) / 2
    return held, sharp


def _at(given: Given, slot: int, factor: float) -> Results:
    return evaluate(given.at_slot(slot, given.values()[slot] * factor))


def test_the_plan_hands_inputs_over_in_the_order_of_the_partials() -> None:
    for given in KINDS.values():
        results = evaluate(given)
        for step in plan_for(given.shape()).steps:
            values = [results.numbers[slot] for slot in step.inputs.values()]
            if (
                all(map(math.isfinite, values))
                and one(step.formula, dict(zip(step.inputs, values, strict=True))) is not None
            ):
                assert len(partials_of(step.formula)(*values)) == len(step.inputs)
    assert len(BOOK.formulas()) > 100
