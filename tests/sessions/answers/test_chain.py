"""What is asked of a chain, as values."""

from __future__ import annotations

import pytest

from formulas.book import BOOK
from sessions.answers.chain import alone, evaluation, explanation
from sessions.export.text import chain as text
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


def test_only_what_nothing_derives_is_an_input_and_what_has_no_value_says_why() -> None:
    values = evaluation(SESSION, RESOLVED).values
    without = [id for id in BOOK.routes if id not in values]
    assert without
    for id in without:
        found = explanation(SESSION, RESOLVED, id)
        assert found.why_missing
        shown = text.explanation(found)
        assert f"No value: {found.why_missing}." in " ".join(shown)
        assert not any(line.startswith("An input") for line in shown)
    for id in set(BOOK.variables) - set(BOOK.routes):
        found = explanation(SESSION, RESOLVED, id)
        assert found.why_missing == ""
        assert "An input: nothing in the chain derives it." in text.explanation(found)


def test_what_moves_a_result_is_worked_out_where_it_is_asked_for() -> None:
    assert explanation(SESSION, RESOLVED, "ttft").sensitivity is None
    moves = explanation(SESSION, RESOLVED, "ttft", moves=True).sensitivity
    assert moves is not None
    assert moves.found.basis == "napkin"
    swings = moves.shape["swings"]
    assert isinstance(swings, list)
    assert {"id", "now", "low", "high", "range", "published", "steps"} <= set(swings[0])
