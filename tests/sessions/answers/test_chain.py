"""What is asked of a chain, as values."""

from __future__ import annotations

import pytest

from sessions.answers.chain import alone, evaluation, explanation
from sessions.setups.resolve import resolve
from tests.examples import example

SESSION = example()
RESOLVED = resolve(SESSION, SESSION.setup())


def test_a_formula_alone_is_about_nothing_but_what_was_given() -> None:
    found = alone(["node_price_per_hour"], {"gpu_price": 6.0, "gpus_per_node": 8.0}, None)
    assert found is not None
    assert (found.about, found.findings, found.draws) == (None, None, None)
    assert found.values["node_price_per_hour"]["napkin"].value == 48.0
    assert alone(["node_price_per_hour"], {"gpu_price": 6.0}, None) is None


def test_single_values_come_without_findings_and_on_one_basis_if_so_asked() -> None:
    found = evaluation(SESSION, RESOLVED, ["pass_time"], "fit")
    assert found.findings is None
    assert list(found.values) == ["pass_time"]
    assert list(found.values["pass_time"]) == ["fit"]
    assert evaluation(SESSION, RESOLVED).findings == ()


def test_a_route_that_is_not_in_force_has_a_ratio_to_the_one_that_is() -> None:
    routes = explanation(SESSION, RESOLVED, "e2e_latency").routes
    for route in routes:
        in_force = RESOLVED.evaluate().get("e2e_latency", route.basis)
        assert route.preferred == (route.ratio is None)
        if route.ratio is not None and route.result is not None and in_force is not None:
            assert route.ratio == pytest.approx(in_force / route.result.value)


def test_what_moves_a_result_is_worked_out_where_it_is_asked_for() -> None:
    assert explanation(SESSION, RESOLVED, "ttft").sensitivity is None
    moves = explanation(SESSION, RESOLVED, "ttft", moves=True).sensitivity
    assert moves is not None
    assert moves.found.basis == "napkin"
    swings = moves.shape["swings"]
    assert isinstance(swings, list)
    assert {"id", "now", "low", "high", "range", "published", "steps"} <= set(swings[0])
