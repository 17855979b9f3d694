"""One chain, four ways that say the same: compiled, step by step, in columns, exact fractions."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from formulas import chain, columns, compiled
from formulas.book import BOOK, Book
from formulas.chain import Given, Results, one, plan_for
from formulas.columns import CHUNK, sweep
from formulas.compiled import evaluate
from formulas.declare import BASES, Basis, Topic
from tests.formulas.exact_chain import exact_chain
from tests.formulas.setups import KINDS, base, moved

every_kind = pytest.mark.parametrize("kind", KINDS)
Key = tuple[str, Basis]
NAPKIN: Basis = "napkin"


def every_key(given: Given) -> list[Key]:
    return list(plan_for(given.shape()).slots)


def step_by_step(given: Given) -> dict[Key, float | None]:
    """Each formula of the plan by itself, with floats, in order."""
    plan = plan_for(given.shape())
    numbers = [*given.values(), *plan.constants]
    found = [number if math.isfinite(number) else None for number in numbers]
    for step in plan.steps:
        inputs = {name: found[slot] for name, slot in step.inputs.items()}
        known = {name: number for name, number in inputs.items() if number is not None}
        found.append(one(step.formula, known) if len(known) == len(inputs) else None)
    return {key: found[slot] for key, slot in plan.slots.items()}


def columns_of(points: list[Given]) -> dict[str, NDArray[np.float64]]:
    """Every id that a sweep may vary, over these points of one shape."""
    ids = [id for layer in points[0].shape()[:4] for id in layer]
    rows = np.array([point.values() for point in points])
    return {id: rows[:, ids.index(id)] for id in ids}


def as_points(given: Given) -> Mapping[Key, float | None]:
    results = evaluate(given)
    return {key: results.get(*key) for key in every_key(given)}


def agree(points: list[Given], *, exact: bool = True) -> None:
    """Hold all four ways against each other, at each point and for each value."""
    columns = sweep(points[0], columns_of(points), every_key(points[0]))
    for place, point in enumerate(points):
        scalar = as_points(point)
        assert scalar == step_by_step(point)
        truth = exact_chain(point) if exact else {}
        assert not exact or truth.keys() == scalar.keys()
        for key, number in scalar.items():
            swept, expected = float(columns[key][place]), truth.get(key)
            if number is None:
                assert math.isnan(swept), (key, swept)
                assert expected is None, (key, expected)
            elif exact:
                # NumPy raises to powers by another routine, so it too is held to the truth.
                assert expected is not None, key
                assert expected.near(number), (key, number, float(expected.value))
                assert expected.near(swept), (key, swept, float(expected.value))
            else:
                assert swept == pytest.approx(number, rel=1e-12), key


@every_kind
def test_all_ways_agree_on_random_inputs(kind: str) -> None:
    chance = random.Random(kind)
    agree([moved(KINDS[kind], chance) for _ in range(40)])


@pytest.mark.soak
@every_kind
def test_all_ways_agree_on_many_random_inputs(kind: str) -> None:
    chance = random.Random()
    agree([moved(KINDS[kind], chance) for _ in range(5_000)])


@every_kind
def test_every_kind_of_model_has_values_on_every_basis(kind: str) -> None:
    found = [key for key, number in as_points(KINDS[kind]).items() if number is not None]
    for basis in BASES:
        assert (f"{'ttft'}", basis) in found
        assert ("price_per_processed_token", basis) in found


def test_every_formula_of_the_book_is_computed_by_some_kind() -> None:
    used = {step.formula.text for given in KINDS.values() for step in plan_for(given.shape()).steps}
    other_ways = {
        "output_tokens / lifecycle_tps",
        "replica_price_per_month / replica_tokens_per_month",
        "0 ms",  # without any traffic
    }
    assert {formula.text for formula in BOOK.formulas()} - used <= other_ways


# --- where there is no value --------------------------------------------------------------------

WITHOUT_VALUE = {
    "a division by zero": {"effective_bandwidth": "0 TB/s"},
    "zero over zero": {
        "demand_concurrency": "0 request",
        "demand_requests_per_second": "0 request/s",
    },
    "nothing to read from": {"effective_bandwidth": "0 TB/s", "gpu_bandwidth": "0 TB/s/GPU"},
    "no expert to choose from": {"routed_experts": "0"},
}


def with_entered(given: Given, entered: Mapping[str, float]) -> Given:
    return Given(
        {**given.entered, **entered}, given.assumptions, given.fit, given.measured, given.choices
    )


@pytest.mark.parametrize("what", WITHOUT_VALUE)
@every_kind
def test_all_ways_agree_that_there_is_no_value(kind: str, what: str) -> None:
    point = with_entered(KINDS[kind], base(WITHOUT_VALUE[what]))
    assert None in as_points(point).values() or "expert" in what
    agree([point])


def test_what_depends_on_a_missing_value_is_missing_too_and_the_rest_is_not() -> None:
    results = evaluate(with_entered(KINDS["MLA, experts"], {"effective_bandwidth": 0.0}))
    for lost in ("memory_time", "pass_time", "ttft", "e2e_latency", "price_per_processed_token"):
        assert results.get(lost, "ceiling") is None
    for kept in ("bytes_per_pass", "prefill_rate", "ttft", "node_price_per_hour"):
        assert results.get(kept, NAPKIN) is not None
    assert "no value" in results.why_missing("pass_time", NAPKIN)
    assert "division by zero" in results.why_missing("memory_time", NAPKIN)


@pytest.mark.parametrize("experts", [8.0, 8.5])
def test_a_power_without_a_real_value_is_no_value(experts: float) -> None:
    """More experts per token than there are: 1 - k/E is negative."""
    point = with_entered(
        KINDS["MLA, experts"],
        {"routed_experts": 4.0, "experts_per_token": experts, "concurrency": 2.5},
    )
    assert evaluate(point).get("expected_unique_experts", NAPKIN) is None
    assert evaluate(point).get("pass_time", NAPKIN) is None
    agree([point])


def test_one_to_an_unknown_power_is_unknown() -> None:
    """To NumPy, 1**nan is 1: the missing value must not vanish in it."""
    point = with_entered(KINDS["MLA, experts"], {"experts_per_token": 0.0, "concurrency": math.inf})
    assert evaluate(point).get("expected_unique_experts", NAPKIN) is None
    agree([point], exact=False)


@pytest.mark.parametrize("huge", [1e200, 1e300])
def test_a_result_beyond_all_floats_is_no_value_and_nothing_follows_from_it(huge: float) -> None:
    """Python's floats go to infinity without a word, and 1/inf is a fine-looking 0."""
    point = with_entered(KINDS["MLA, dense"], {"total_params": huge, "bytes_per_param": huge})
    results = evaluate(point)
    assert results.get("weight_bytes", NAPKIN) is None
    assert results.get("pass_time", NAPKIN) is None
    assert results.get("per_stream_tps", NAPKIN) is None
    assert results.get("node_price_per_hour", NAPKIN) is not None
    agree([point], exact=False)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_an_input_that_is_not_finite_is_no_value(number: float) -> None:
    point = with_entered(KINDS["MLA, experts"], {"effective_bandwidth": number})
    assert evaluate(point).get("effective_bandwidth", NAPKIN) is None
    assert evaluate(point).get("memory_time", NAPKIN) is None
    assert evaluate(point).get("weight_bytes", NAPKIN) is not None
    agree([point], exact=False)


# Formulas in which a value that does not exist could hide, with inputs that make it so.
HIDING = {
    "a quotient below the line": ("a / (b / c)", {"a": 1.0, "b": 2.0, "c": 0.0}),
    "a quotient under a maximum": ("max(0, 0 - a / c)", {"a": 1.0, "b": 2.0, "c": 0.0}),
    "a quotient over a minimum": ("min(a, b / c)", {"a": 1.0, "b": 2.0, "c": 0.0}),
    "zero over zero under a maximum": ("max(a, c / c)", {"a": 1.0, "b": 2.0, "c": 0.0}),
    "a root of a negative number": ("max(a, c ** 0.5)", {"a": 1.0, "b": 2.0, "c": -1.0}),
    "zero to a negative power": ("a / c ** (a - b)", {"a": 1.0, "b": 2.0, "c": 0.0}),
    "a power beyond all floats": ("a / c ** b", {"a": 1.0, "b": 500.0, "c": 10.0}),
    "the ceiling of a product beyond": ("a / ceiling(b * c)", {"a": 1.0, "b": 1e200, "c": 1e200}),
    "the floor of a product beyond": ("a / floor(b * c)", {"a": 1.0, "b": 1e200, "c": 1e200}),
}


def small_book(text: str) -> Book:
    """One formula over three plain numbers, and one that depends on it and would forget it."""
    topic = Topic("Test", "0")
    for id in ("a", "b", "c"):
        topic.given(id, "", id, id, place="", example="1", low=-math.inf, high=math.inf)
    for equation in (f"hidden = {text}", "forgetful = (b - b) ** hidden"):
        topic.formula(equation, "", equation, section="0", example="1", why="A test.")
    return Book((topic,))


@pytest.mark.parametrize("what", HIDING)
def test_a_missing_value_cannot_hide_inside_a_formula(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, bad = HIDING[what]
    book = small_book(text)
    for module in (compiled, columns):
        monkeypatch.setattr(module, "plan_for", lambda shape: chain._Planner(book, shape).plan())
    start = Given(bad)
    compiled.scalar.cache_clear()
    columns.arrays.cache_clear()
    assert evaluate(start).get("hidden", NAPKIN) is None
    assert evaluate(start).get("forgetful", NAPKIN) is None
    assert one(book.routes["hidden"][0], bad) is None
    good = {"a": 1.0, "b": 2.0, "c": 4.0}
    varied = {id: np.array([good[id], bad[id], good[id]]) for id in good}
    wanted: list[Key] = [("hidden", NAPKIN), ("forgetful", NAPKIN)]
    for column in sweep(start, varied, wanted).values():
        assert list(np.isnan(column)) == [False, True, False]
    compiled.scalar.cache_clear()
    columns.arrays.cache_clear()


# --- whole numbers ------------------------------------------------------------------------------

BARELY = [0.0, 1e-16, 4e-10, -4e-10, 2e-9, -2e-9, 1e-6, -1e-6, 0.5]


@pytest.mark.parametrize("off", BARELY)
@pytest.mark.parametrize("whole", [0, 1, 4, 341, 1_000_000])
def test_what_is_nearly_whole_counts_as_whole(whole: int, off: float) -> None:
    start = KINDS["MLA, experts"]
    ratio = whole + off
    point = with_entered(
        start,
        {"trough_tps": ratio, "processed_tps": 1.0, "weight_bytes": ratio, "gpu_memory": 1.0},
    )
    results = evaluate(point)
    spoiled = sweep(  # beside a point without value, NumPy goes step by step
        point,
        {"weight_bytes": np.array([ratio, ratio]), "trough_tps": np.array([ratio, math.nan])},
        [("gpus_to_load", NAPKIN), ("floor_replicas", NAPKIN)],
    )
    near = abs(off) < 1e-9
    assert spoiled["gpus_to_load", NAPKIN][0] == (whole if near else math.ceil(ratio))
    assert spoiled["floor_replicas", NAPKIN][0] == (whole if near else math.floor(ratio))
    assert results.get("floor_replicas", NAPKIN) == (whole if near else math.floor(ratio))
    assert results.get("gpus_to_load", NAPKIN) == (whole if near else math.ceil(ratio))
    agree([point])


def test_rounded_results_are_floats_without_a_signed_zero() -> None:
    point = with_entered(KINDS["MLA, experts"], {"weight_bytes": 0.0, "trough_tps": 0.0})
    columns = sweep(point, {"weight_bytes": np.zeros(3)}, [("gpus_to_load", NAPKIN)])
    for number in (
        evaluate(point).get("gpus_to_load", NAPKIN),
        evaluate(point).get("floor_replicas", NAPKIN),
        step_by_step(point)["gpus_to_load", NAPKIN],
        float(columns["gpus_to_load", NAPKIN][0]),
    ):
        assert isinstance(number, float)
        assert math.copysign(1, number) == 1


# --- negative room ------------------------------------------------------------------------------


def test_room_below_zero_says_how_much_is_missing_and_holds_nobody() -> None:
    point = with_entered(KINDS["MLA, experts"], base({"gpus_per_replica": "3 GPU"}))
    results = evaluate(point)
    assert results.get("kv_budget", NAPKIN) == pytest.approx(3 * 192e9 - 500e9 - 80e9)
    assert results.get("kv_budget", NAPKIN) == -4e9
    assert results.get("max_requests_in_memory", NAPKIN) == 0
    assert results.get("max_requests_in_layout", NAPKIN) == 0
    agree([point])


# --- sweeps -------------------------------------------------------------------------------------


def ramp(points: int) -> NDArray[np.float64]:
    return np.linspace(0.5, 64.0, points)


def pass_time_at(concurrency: float) -> float | None:
    point = with_entered(KINDS["MLA, experts"], {"concurrency": concurrency})
    return evaluate(point).get("pass_time", NAPKIN)


BAD_PLACES = {
    "at the start": [0],
    "in the middle of a chunk": [CHUNK // 2],
    "at a chunk's last point": [CHUNK - 1],
    "at the next one's first": [CHUNK],
    "across the edge": [CHUNK - 1, CHUNK],
    "at the very end": [2 * CHUNK + 6],
    "everywhere": list(range(2 * CHUNK + 7)),
}


@pytest.mark.parametrize("bad", [0.0, math.nan, math.inf])
@pytest.mark.parametrize("where", BAD_PLACES)
def test_a_point_without_value_spoils_no_other_point(where: str, bad: float) -> None:
    start = KINDS["MLA, experts"]
    points = 2 * CHUNK + 7
    bandwidth = np.linspace(1e12, 9e12, points)
    clean = sweep(start, {"gpu_bandwidth": bandwidth}, [("pass_time", NAPKIN)])
    spoiled = bandwidth.copy()
    spoiled[BAD_PLACES[where]] = bad
    found = sweep(start, {"gpu_bandwidth": spoiled}, [("pass_time", NAPKIN)])
    missing = np.isnan(found["pass_time", NAPKIN])
    assert list(np.flatnonzero(missing)) == BAD_PLACES[where]
    np.testing.assert_array_equal(
        found["pass_time", NAPKIN][~missing], clean["pass_time", NAPKIN][~missing]
    )


@pytest.mark.parametrize("points", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1])
def test_a_sweep_has_as_many_points_as_were_asked_for(points: int) -> None:
    found = sweep(
        KINDS["MLA, experts"],
        {"concurrency": ramp(points)},
        [("pass_time", NAPKIN), ("ttft", "ceiling")],
    )
    assert [column.shape for column in found.values()] == [(points,), (points,)]
    assert not any(np.isnan(column).any() for column in found.values())
    if points:
        assert found["pass_time", NAPKIN][-1] == pytest.approx(pass_time_at(ramp(points)[-1]))


def test_a_sweep_gives_what_is_asked_for_and_has_a_value() -> None:
    start = KINDS["MLA, experts"]
    wanted: list[Key] = [
        ("concurrency", NAPKIN),
        ("weight_bytes", NAPKIN),
        ("mbu", "ceiling"),
        ("memory_time", "measured"),
        ("no_such_thing", NAPKIN),
    ]
    found = sweep(start, {"concurrency": ramp(3)}, wanted)
    assert list(found) == wanted[:3], "what has no value on a basis is left out"
    np.testing.assert_array_equal(found["concurrency", NAPKIN], ramp(3))
    np.testing.assert_array_equal(found["weight_bytes", NAPKIN], np.full(3, 500e9))
    np.testing.assert_array_equal(found["mbu", "ceiling"], np.ones(3))


def test_a_sweep_takes_whole_numbers_too_and_does_not_wrap_them_round() -> None:
    varied: Any = {"total_params": np.array([10**12]), "bytes_per_param": np.array([10**9])}
    found = sweep(KINDS["MLA, experts"], varied, [("weight_bytes", NAPKIN)])
    assert found["weight_bytes", NAPKIN][0] == 1e21


@pytest.mark.parametrize(
    "fixed",
    [{"effective_bandwidth": math.inf}, {"total_params": 1e200, "bytes_per_param": 1e200}],
    ids=["an input", "a result"],
)
def test_what_is_without_value_and_does_not_vary_spoils_what_depends_on_it(
    fixed: dict[str, float],
) -> None:
    start = with_entered(KINDS["MLA, dense"], fixed)
    wanted: list[Key] = [("pass_time", NAPKIN), ("per_stream_tps", NAPKIN), ("ttft", NAPKIN)]
    lost, lost_too, kept = sweep(start, {"concurrency": ramp(3)}, wanted).values()
    assert np.isnan([lost, lost_too]).all()
    assert np.isfinite(kept).all()


@pytest.mark.parametrize(
    "varied",
    [
        {},
        {"concurrency": np.ones(3), "mbu": np.ones(4)},
        {"concurrency": np.ones((2, 2))},
        {"concurrency": np.array(3.0)},
        {"weight_bytes": np.ones(3)},
        {"no_such_thing": np.ones(3)},
    ],
    ids=["nothing", "two lengths", "a table", "one number", "a result", "an unknown id"],
)
def test_a_sweep_over_something_else_is_refused(varied: dict[str, NDArray[np.float64]]) -> None:
    with pytest.raises(ValueError, match=r"columns of one length|not in list|varied"):
        sweep(KINDS["MLA, experts"], varied, [("pass_time", NAPKIN)])


def test_a_sweep_computes_nothing_that_was_not_asked_for() -> None:
    start = KINDS["MLA, experts"]
    plan = plan_for(start.shape())
    needed = compiled.needed(plan, [plan.slots["node_price_per_day", NAPKIN]])
    assert [step.formula.target for step in needed] == ["node_price_per_hour", "node_price_per_day"]


# --- plans --------------------------------------------------------------------------------------


def test_equal_work_is_done_once() -> None:
    plan = plan_for(KINDS["MLA, experts"].shape())
    assert plan.slots["weight_bytes", "ceiling"] == plan.slots["weight_bytes", "measured"]
    assert plan.slots["memory_time", NAPKIN] == plan.slots["memory_time", "fit"]
    assert plan.slots["memory_time", NAPKIN] != plan.slots["memory_time", "ceiling"]


def test_a_changed_value_keeps_its_compiled_chain() -> None:
    start = KINDS["MLA, experts"]
    again = start.changed({"concurrency": 17.0})
    assert compiled.scalar(start.shape()) is compiled.scalar(again.shape())
    assert evaluate(again).get("tokens_in_pass", NAPKIN) == 17


def test_no_text_but_our_own_is_compiled() -> None:
    """An id that nobody declared can be given; it takes a slot and is never written into code."""
    strange = {"__import__('os')": 1.0, **KINDS["MLA, experts"].entered}
    results: Results = evaluate(Given(strange, KINDS["MLA, experts"].assumptions))
    assert results.get("node_price_per_hour", NAPKIN) == pytest.approx(48 / 3600)
