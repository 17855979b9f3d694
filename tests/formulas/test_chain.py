"""How values combine: entered, assumed, fitted, measured; and which formula then gives what."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from formulas import chain
from formulas.book import Book
from formulas.chain import Given, Results, differ, moved, other_routes, route_for
from formulas.compiled import evaluate
from formulas.declare import BASES, Basis, Topic
from tests.formulas.setups import EXAMPLE, KINDS, base

START = KINDS["MLA, experts"]


def results(**layers: dict[str, str]) -> Results:
    """The whole set-up with some texts added to its layers."""
    return evaluate(
        Given(
            {**START.entered, **base(layers.get("entered", {}))},
            {**START.assumptions, **base(layers.get("assumptions", {}))},
            {**START.fit, **base(layers.get("fit", {}))},
            {**START.measured, **base(layers.get("measured", {}))},
            START.choices,
        )
    )


def test_an_entered_result_replaces_the_derived_one_on_every_basis() -> None:
    found = results(entered={"kv_bytes_per_request": "1 GB/request"})
    assert found.by_basis("kv_bytes_per_request") == dict.fromkeys(BASES, 1e9)
    assert found.by_basis("kv_read_bytes") == dict.fromkeys(BASES, 16e9)
    assert found.formula("kv_bytes_per_request", "napkin") is None


def test_what_was_measured_fills_measured_alone() -> None:
    found = results(measured={"memory_time": "20 ms"})
    assert found.get("memory_time", "measured") == 0.02
    assert found.get("memory_time", "napkin") == pytest.approx(7.92344e-3, rel=1e-5)


def test_on_measured_what_was_measured_comes_before_what_was_entered() -> None:
    found = results(entered={"ttft": "3 s"}, measured={"ttft": "1.57 s"})
    assert found.by_basis("ttft") == {"ceiling": 3, "napkin": 3, "fit": 3, "measured": 1.57}


def test_assumptions_are_the_napkin_s_and_the_fit_s_and_the_ceiling_has_its_own() -> None:
    found = results()
    assert found.by_basis("mbu") == {"ceiling": 1, "napkin": 0.5, "fit": 0.5}
    assert found.by_basis("fixed_overhead") == {"ceiling": 0, "napkin": 0.0052, "fit": 0.0052}
    assert found.by_basis("overlap_factor") == {"ceiling": 1, "napkin": 0.5, "fit": 0.5}


def test_an_input_belongs_to_every_basis() -> None:
    assert results().by_basis("concurrency") == dict.fromkeys(BASES, 16)


def test_where_an_input_has_no_value_on_a_basis_neither_has_the_result() -> None:
    found = results()
    assert found.get("effective_bandwidth", "measured") is None
    assert found.get("memory_time", "measured") is None
    assert "bandwidth after sync" in found.why_missing("memory_time", "measured")


@pytest.mark.parametrize("missing", ["fit_intercept", "fit_slope"])
def test_half_a_fit_is_none(missing: str) -> None:
    fit = {id: number for id, number in START.fit.items() if id != missing}
    found = evaluate(Given(START.entered, START.assumptions, fit, START.measured, START.choices))
    assert found.get("pass_time", "fit") is None
    assert found.get("ttft", "fit") is None
    assert "no load-test fit" in found.why_missing("ttft", "fit")


def test_without_a_measurement_there_is_no_measured_basis() -> None:
    found = evaluate(Given(START.entered, START.assumptions, START.fit, {}, START.choices))
    assert found.get("node_price_per_hour", "measured") is None
    assert "nothing was measured" in found.why_missing("ttft", "measured")


def test_a_change_goes_where_its_kind_belongs() -> None:
    changed = START.changed(
        {"mbu": 0.4, "fit_slope": 0.002, "measured_prefill_rate": 7.0, "ttft": 2.0, "mfu": 0.1}
    )
    assert changed.assumptions["mbu"] == 0.4
    assert changed.fit["fit_slope"] == 0.002
    assert changed.measured["measured_prefill_rate"] == 7.0
    assert changed.entered["ttft"] == 2.0
    assert START.assumptions["mbu"] == 0.5, "the old one is what it was"
    assert evaluate(changed).get("mbu", "ceiling") == 1


TTFT_QUEUED = "fresh_tokens_p50 * concurrency / prefill_rate"
TTFT_ALONE = "fresh_tokens_p50 * request / prefill_rate + pass_time"
FITTED = "fit_intercept + fit_slope * concurrency"


@pytest.mark.parametrize(
    ("id", "basis", "text"),
    [
        ("ttft", "ceiling", TTFT_ALONE),
        ("ttft", "napkin", TTFT_QUEUED),
        ("ttft", "fit", TTFT_QUEUED),
        ("pass_time", "napkin", "fixed_overhead + memory_time * overlap_factor"),
        ("pass_time", "fit", FITTED),
        ("e2e_latency", "napkin", "ttft + decode_time"),
        ("e2e_latency", "measured", "output_tokens / lifecycle_tps"),
        ("price_per_processed_token", "measured", "replica_price_per_hour / processed_tps"),
    ],
)
def test_each_basis_has_its_route(id: str, basis: Basis, text: str) -> None:
    formula = results().formula(id, basis)
    assert formula is not None
    assert formula.text == text


@pytest.mark.parametrize(
    ("kind", "kv", "read"),
    [
        ("MLA, experts", 61 * 576.0, "expert_read_bytes + shared_weight_bytes + kv_read_bytes"),
        ("plain K/V, dense", 2 * 61 * 8 * 128.0, "weight_bytes + kv_read_bytes"),
        (
            "mixed layers, experts counted",
            18 * 1024.0,
            "expert_read_bytes + shared_weight_bytes + kv_read_bytes",
        ),
    ],
)
def test_each_kind_of_model_has_its_formulas(kind: str, kv: float, read: str) -> None:
    found = evaluate(KINDS[kind])
    assert found.get("kv_bytes_per_token", "napkin") == kv
    formula = found.formula("bytes_per_pass", "napkin")
    assert formula is not None
    assert formula.text == read


def test_a_window_a_state_and_parts_counted_apart_come_out() -> None:
    """By hand, in plain numbers."""
    found = evaluate(KINDS["mixed layers, experts counted"])
    kept = 18 * 1024 * 80_000 + 18 * 1024 * 128 + 98e6
    assert found.get("kv_bytes_per_request", "napkin") == pytest.approx(kept, rel=1e-12)
    assert found.get("expert_bytes", "napkin") == 2 * 7168 * 2048 * 0.5
    assert found.get("weight_bytes", "napkin") == pytest.approx(0.5e12, rel=1e-12)
    assert found.get("shared_weight_bytes", "napkin") == pytest.approx(5.86e9, rel=1e-12)


def test_a_dense_model_chooses_no_experts() -> None:
    found = evaluate(KINDS["MLA, dense"])
    assert found.by_basis("expected_unique_experts") == {}
    assert "no meaning" in found.why_missing("expected_unique_experts", "napkin")


def test_the_other_routes_are_held_against_the_one_in_force() -> None:
    (hourly_against_monthly,) = other_routes(results(), "price_per_processed_token", "napkin")
    assert hourly_against_monthly.ratio == pytest.approx(1, rel=1e-12)
    idle = results(entered={"utilization": "50%"})
    (half,) = other_routes(idle, "price_per_processed_token", "napkin")
    assert half.ratio == pytest.approx(0.5, rel=1e-12)


def test_a_replaced_formula_is_held_against_what_replaced_it() -> None:
    found = results(entered={"weight_bytes": "594 GB"})
    (replaced,) = other_routes(found, "weight_bytes", "napkin")
    assert replaced.value == 500e9
    assert replaced.ratio == pytest.approx(1.188)


def test_a_measured_value_is_held_against_both_routes_to_it() -> None:
    found = evaluate(EXAMPLE["tp8-c16"])
    routes = {r.formula.text: r.ratio for r in other_routes(found, "e2e_latency", "measured")}
    assert routes["ttft + decode_time"] == pytest.approx(41.84 / (1.57 + 1056 * 0.0368))
    assert routes["output_tokens / lifecycle_tps"] == pytest.approx(41.84 / (1056 / 24.35))


def test_a_route_that_gives_zero_has_no_ratio() -> None:
    found = results(entered={"total_params": "0 param", "weight_bytes": "594 GB"})
    assert other_routes(found, "weight_bytes", "napkin")[0].ratio is None


def test_what_differs_between_two_evaluations_is_what_an_input_bears_on() -> None:
    before = results()
    now = results(assumptions={"mbu": "40%"})
    assert ("memory_time", "napkin") in moved(before, now)
    assert ("mbu", "napkin") in moved(before, now)
    assert not {("memory_time", "ceiling"), ("concurrency", "napkin")} & moved(before, now)
    assert moved(before, now) == moved(now, before)
    assert moved(before, before) == moved(before, results()) == frozenset()


def test_between_two_chains_a_value_that_only_one_has_differs() -> None:
    before = results()
    now = evaluate(Given(START.entered, START.assumptions, {}, START.measured, START.choices))
    assert {id for id, basis in moved(before, now) if basis == "fit"} >= {"pass_time", "ttft"}
    assert {basis for _, basis in moved(before, now)} == {"fit"}
    entered = results(entered={"weight_bytes": "500 GB"})
    assert entered.plan is not before.plan
    assert ("weight_bytes", "napkin") not in moved(before, entered), "the same value, typed"


def test_the_noise_of_floats_is_no_difference() -> None:
    assert not differ(0.1 + 0.2, 0.3)
    assert not differ(0.0, 0.0)
    assert not differ(None, None)
    assert differ(0.3, 0.3 * (1 + 1e-11))
    assert differ(0.0, 1e-300)
    assert differ(None, 0.0)
    assert differ(0.0, None)


def test_the_formula_for_a_few_inputs_is_the_one_that_uses_most_of_them() -> None:
    few = {"fresh_tokens_p50": 1.0, "concurrency": 1.0, "prefill_rate": 1.0}
    assert getattr(route_for("ttft", few), "text", "") == TTFT_QUEUED
    assert (
        getattr(route_for("ttft", {**few, "pass_time": 1.0}, "ceiling"), "text", "") == TTFT_ALONE
    )
    few = {"fit_intercept": 1.0, "fit_slope": 1.0, "concurrency": 1.0}
    assert getattr(route_for("pass_time", few), "text", "") == FITTED
    assert route_for("pass_time", few, "napkin") is None
    mla = {
        "num_layers": 1.0,
        "kv_lora_rank": 1.0,
        "qk_rope_head_dim": 1.0,
        "bytes_per_kv_value": 1.0,
    }
    assert getattr(route_for("kv_bytes_per_token", mla), "when", None) == ("attention", "mla")


def test_more_inputs_win_over_an_earlier_route(monkeypatch: pytest.MonkeyPatch) -> None:
    topic = Topic("Test", "0")
    for id in ("a", "b"):
        topic.given(id, "", id, id, place="", example="1")
    topic.formula("c = a", "", "c", section="0", example="1", why="A test.")
    topic.route("c = a + b", section="0", why="A test.")
    monkeypatch.setattr(chain, "BOOK", Book((topic,)))
    assert getattr(route_for("c", {"a": 1.0}), "text", "") == "a"
    assert getattr(route_for("c", {"a": 1.0, "b": 1.0}), "text", "") == "a + b"


def test_no_formula_is_found_for_too_few_inputs_or_none() -> None:
    assert route_for("ttft", {"concurrency": 1.0}) is None
    assert route_for("concurrency", {"concurrency": 1.0}) is None
    assert route_for("no_such_thing", {}) is None


def test_why_a_value_is_missing_is_said_in_words() -> None:
    found = evaluate(Given({"gpus_per_node": 8.0}))
    assert "needs GPU price" in found.why_missing("node_price_per_hour", "napkin")
    assert "needs node price per hour" in found.why_missing("node_price_per_day", "napkin")
    assert "was not entered" in found.why_missing("gpu_price", "napkin")
    assert "no meaning" in found.why_missing("lifecycle_tps", "napkin")


def test_the_order_in_which_values_are_given_does_not_matter() -> None:
    def turned(layer: Mapping[str, float]) -> dict[str, float]:
        return dict(reversed(list(layer.items())))

    other = Given(
        turned(START.entered),
        turned(START.assumptions),
        turned(START.fit),
        turned(START.measured),
        START.choices,
    )
    for id in ("ttft", "price_per_processed_token", "max_requests_in_memory", "savings_fraction"):
        assert evaluate(other).by_basis(id) == evaluate(START).by_basis(id)
