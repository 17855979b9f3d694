"""Any result, any input: what solves it comes out of the chain again; what cannot be is told."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from formulas.book import BOOK
from formulas.chain import Given, one, plan_for
from formulas.compiled import curve, evaluate
from formulas.declare import Basis
from formulas.solve import Solution, grid_over, limits, solve
from tests.formulas.setups import EXAMPLE, KINDS, base, moved

SOURCE = EXAMPLE["tp8-c16"]


def solved(
    target: str, wanted: str, input: str, basis: Basis = "napkin", given: Given = SOURCE
) -> Solution:
    return solve(given, target, BOOK.variables[target].read(wanted).value, input, basis)


def shown(found: Solution) -> list[float]:
    """The solutions in the input's own unit."""
    unit = BOOK.variables[found.input].unit.factor
    return [x / unit for x in found.solutions]


def between(found: Solution) -> list[float]:
    """The interval in the input's own unit."""
    assert found.interval is not None
    return [x / BOOK.variables[found.input].unit.factor for x in found.interval]


def reach(found: Solution) -> list[float]:
    assert found.reachable is not None
    return [y / BOOK.variables[found.target].unit.factor for y in found.reachable]


# --- each kind of outcome, worked out by hand ---------------------------------------------------


def test_a_root() -> None:
    """8 GPUs at $40 an hour are $5 each."""
    given = Given(base({"gpu_price": "$6/GPU/hour", "gpus_per_node": "8 GPU"}))
    found = solved("node_price_per_hour", "$40/hour", "gpu_price", given=given)
    assert shown(found) == pytest.approx([5], rel=1e-12)
    assert (found.possible, found.interval, found.reachable, found.reason) == (True, None, None, "")
    assert found.now == base({"gpu_price": "$6/GPU/hour"})["gpu_price"]


def test_a_root_through_several_formulas() -> None:
    """9,400 x 16 tokens in 1 s are 150,400 tok/s, of a ceiling of 80 PFLOP/s / 64 GFLOP."""
    found = solved("ttft", "1 s", "mfu")
    assert shown(found) == pytest.approx([100 * 150_400 / 1.25e6], rel=1e-12)
    assert [formula.target for formula in found.working] == ["prefill_rate", "mfu"]


def test_two_roots_the_nearest_to_what_is_in_force_first() -> None:
    """80,000 tokens fill blocks of 60,000 twice, blocks of 120,000 once."""
    found = solved("tokens_held_per_request", "120K token/request", "kv_block_tokens")
    assert shown(found) == pytest.approx([60_000, 120_000], rel=1e-12)
    assert found.possible
    assert "2 answers" in found.reason


def test_an_interval_from_a_ceiling() -> None:
    """7 GPUs of 192 GB hold 1,344 GB, 6 hold 1,152: at half a byte, 2.304T to 2.688T params."""
    found = solved("gpus_to_load", "7 GPU", "total_params")
    # At 1T, the cache of 16 requests fits; the memory of 8 GPUs ends at 2.8T.
    assert between(found) == pytest.approx([2.304e12, 2.688e12], rel=1e-8)
    assert found.possible
    assert found.solutions == ()


def test_an_interval_of_a_count_names_its_whole_numbers() -> None:
    """More than two replicas of eight GPUs need a third node, up to three."""
    found = solved("nodes_needed", "3", "replicas")
    assert between(found) == pytest.approx([2, 3], rel=1e-8)
    assert [whole.value for whole in found.whole] == [3]
    fits = solved("replicas_per_node", "1", "gpus_per_replica")
    assert [whole.value for whole in fits.whole] == [5, 8]


def test_an_interval_ends_where_the_input_can_no_longer_be() -> None:
    """No replica of a trough of 110K tok/s: from 14.2 in flight on, and 340 fit in memory."""
    given = SOURCE.changed(base({"trough_tps": "110K tok/s"}))
    found = solved("nodes_needed", "0", "concurrency", given=given)
    assert between(found) == pytest.approx([14.2, 340], rel=1e-2)
    least = between(found)[0] * (1 - 1e-6)
    assert evaluate(given.changed({"concurrency": least})).get("nodes_needed", "napkin") == 1


def test_a_jump_past_what_is_wanted() -> None:
    found = solved("gpus_to_load", "6.5 GPU", "total_params")
    assert not found.possible
    assert found.solutions == ()
    assert found.interval is None
    assert found.reason == (
        "GPUs to load jumps from 6 GPU to 7 GPU where total parameters is 2.304T param,"
        " past 6.5 GPU"
    )
    assert reach(found) == [1, 8]  # with more, the cache of 16 requests has no room


def test_never_on_the_far_side_of_a_pole() -> None:
    """192 GB x the share - 50 GB: nothing is left at 26%, and below it GPUs would be negative."""
    given = SOURCE.changed(base({"runtime_bytes_per_gpu": "50 GB/GPU"}))
    f = curve(given, "memory_utilization", "gpus_to_load_in_engine", "napkin")
    assert f is not None
    assert math.isnan(f(0.2))
    raw = evaluate(given.changed({"memory_utilization": 0.2}))
    assert (raw.get("gpus_to_load_in_engine", "napkin") or 0) < 0
    found = solved("gpus_to_load_in_engine", "1000 GPU", "memory_utilization", given=given)
    low, high = between(found)
    assert 100 * 50 / 192 < low < high < 26.5
    assert 500 / (1.92 * high - 50) == pytest.approx(999, abs=2)
    # 500 GB over what is left beyond 26% are between 4 and no end of GPUs.
    least = solved("gpus_to_load_in_engine", "3 GPU", "memory_utilization", given=given)
    assert not least.possible
    assert reach(least)[0] == 4


def test_out_of_reach_says_what_can_be_reached() -> None:
    """At an MBU of 100%, 198.1 GB at 50 TB/s, half of it hidden, and 5.2 ms: 139 tok/s."""
    found = solved("per_stream_tps", "500 tok/s/user", "mbu")
    assert not found.possible
    assert found.solutions == ()
    passed = evaluate(SOURCE.changed({"mbu": 1.0})).get("per_stream_tps", "napkin")
    assert reach(found)[1] == pytest.approx(passed, rel=1e-12)
    assert found.reason == "out of reach with MBU from 0.1% to 100%"


def test_beyond_what_a_share_can_be() -> None:
    found = solved("per_stream_tps", "148 tok/s/user", "mbu")
    assert not found.possible
    assert shown(found) == pytest.approx([127.2], rel=1e-3)
    assert "above the 100% that can be" in found.reason
    assert reach(found)[1] == pytest.approx(139.3, rel=1e-3)


def test_beyond_the_ceiling_at_the_very_value() -> None:
    """Without overhead, overlap could hide so much that not even full bandwidth would keep up."""
    given = SOURCE.changed(base({"fixed_overhead": "0 ms"}))
    top = evaluate(given).get("per_stream_tps", "ceiling")
    assert top is not None
    found = solve(given, "per_stream_tps", top * 1.2, "overlap_factor")
    assert len(found.solutions) == 1
    assert not found.possible
    assert found.reason.endswith(f"stops at {top:.1f} tok/s/request: beyond the ceiling")
    assert found.reachable is not None
    assert found.reachable[1] == pytest.approx(top, rel=1e-6)
    assert solve(given, "per_stream_tps", top * 0.75, "overlap_factor").possible


def test_more_in_flight_than_the_memory_holds() -> None:
    found = solved("per_stream_tps", "20 tok/s/user", "concurrency")
    assert not found.possible
    assert found.solutions[0] > 340
    assert "the memory holds the cache of 340 request" in found.reason
    at_most = evaluate(SOURCE.changed({"concurrency": 340.0})).get("per_stream_tps", "napkin")
    assert reach(found)[0] == pytest.approx(at_most, rel=1e-6)


def test_the_memory_counts_only_where_the_input_has_a_part_in_it() -> None:
    full = SOURCE.changed({"concurrency": 500.0})
    assert solved("price_per_processed_token", "$1/Mtok", "gpu_price", given=full).possible
    assert not solved("pass_time", "50 ms", "context_tokens", given=full).possible


def test_an_input_that_does_not_bear_on_the_result() -> None:
    found = solved("ttft", "1 s", "gpu_price")
    assert (found.solutions, found.interval, found.possible) == ((), None, False)
    assert found.reason == "GPU price does not bear on TTFT on the basis napkin"
    assert found.reachable is None
    bytes_alone = solved("ttft", "1 s", "gpu_bandwidth")
    assert bytes_alone.reason.endswith("on the basis napkin; it does on ceiling")


def test_an_assumption_on_the_ceiling() -> None:
    found = solved("per_stream_tps", "50 tok/s/user", "mbu", "ceiling")
    assert found.reason == "on the ceiling, MBU is 100% whatever is assumed"


def test_an_entered_result_hides_its_formula() -> None:
    given = SOURCE.changed(base({"pass_time": "36.8 ms"}))
    found = solved("pass_time", "20 ms", "mbu", given=given)
    assert not found.possible
    assert found.reason.startswith("pass time is entered (36.8 ms), and what is entered hides its")
    measured = solved("pass_time", "20 ms", "mbu", "measured")
    assert measured.reason.startswith("pass time was measured (36.8 ms)")
    there = solved("e2e_latency", "20 s", "ttft", "measured")
    assert there.reason.startswith("end-to-end latency was measured")
    faster = solved("output_tps", "500 tok/s", "e2e_latency", "measured")
    assert faster.reason == (
        "end-to-end latency was measured, and what was measured is not sought on this basis"
    )
    assert "input itself" in solved("gpu_price", "$5/GPU/hour", "mbu").reason


def test_a_derived_variable_may_be_sought() -> None:
    """100 tokens a second are a pass of 10 ms, whatever it is made of."""
    found = solved("per_stream_tps", "100 tok/s/user", "pass_time")
    assert shown(found) == pytest.approx([10], rel=1e-12)
    assert found.now == evaluate(SOURCE).get("pass_time", "napkin")


def test_an_input_that_was_not_given_may_be_sought() -> None:
    assert "api_price" not in SOURCE.entered
    wanted = evaluate(SOURCE).get("price_per_processed_token", "napkin")
    assert wanted is not None
    found = solve(SOURCE, "self_host_discount", 0.5, "api_price")
    assert found.now is None
    assert found.solutions == pytest.approx([2 * wanted], rel=1e-9)


def test_zero_is_wanted_like_any_number() -> None:
    """Break even: what the API costs is what a rented token costs."""
    given = SOURCE.changed(base({"api_price": "$0.317/Mtok"}))
    found = solve(given, "self_host_discount", 0.0, "api_price")
    price = evaluate(given).get("price_per_processed_token", "napkin")
    assert found.solutions == pytest.approx([price], rel=1e-12)


def test_a_count_names_the_whole_numbers_beside_it() -> None:
    """16 requests take 1.928 s, 8.3 take one."""
    found = solved("ttft", "1 s", "concurrency")
    assert shown(found) == pytest.approx([16 / 1.928205], rel=1e-6)
    assert [whole.value for whole in found.whole] == [8, 9]
    assert [whole.gives for whole in found.whole] == pytest.approx([0.9641, 1.0846], rel=1e-4)


def test_a_range_without_a_whole_number_is_not_possible_for_a_count() -> None:
    """(192 GB x n - 580 GB) / 2.811 GB is 238 for n from 6.505 to 6.520: no number of GPUs."""
    found = solved("max_requests_in_memory", "238 request", "gpus_per_replica")
    assert between(found) == pytest.approx([6.505, 6.520], abs=1e-3)
    assert not found.possible
    assert found.whole == ()
    assert found.reason == "no whole number of GPUs per replica can be there"
    assert solved("max_requests_in_memory", "238 request", "gpu_memory").possible


def test_of_several_ranges_a_count_takes_one_that_it_can_be_in() -> None:
    """Seven tokens hold ten in blocks of five, and as many in three blocks of 3.33, which is nearer
    to two.
    """
    given = KINDS["MLA, experts"].changed(
        base({"kv_block_tokens": "2 token", "context_tokens": "7 token/request"})
    )
    found = solved("max_requests_in_engine", "282,616 request", "kv_block_tokens", given=given)
    assert found.possible
    assert [whole.value for whole in found.whole] == [5]
    assert between(found) == pytest.approx([5, 5], rel=1e-5)
    assert "of the ranges, the nearest alone is told" in found.reason


def test_no_token_passes_more_experts_than_there_are() -> None:
    """The formula would say the same again beyond 384 of 384 experts: an even power."""
    found = solved("expected_unique_experts", "200", "experts_per_token")
    assert len(found.solutions) == 1
    assert found.solutions[0] < 20
    fewest = solved("expected_unique_experts", "5", "routed_experts")
    assert not fewest.possible
    assert reach(fewest)[0] == pytest.approx(8)


def test_what_makes_no_difference_is_told() -> None:
    given = SOURCE.changed(base({"trough_tps": "1 tok/s", "api_price": "$1/Mtok"}))
    given = given.changed(base({"demand_processed_tps": "222K tok/s"}))
    found = solved("savings_per_month", "$0/month", "gpu_price", given=given)
    assert found.possible
    assert found.reason == "whatever GPU price is"
    more = solved("savings_per_month", "$1000/month", "gpu_price", given=given)
    assert not more.possible
    assert more.reason == (
        "GPU price makes no difference here: savings per month stays at $0/month"
    )


def test_an_unusual_value_is_given_with_a_caution() -> None:
    found = solved("ttft", "30 s", "mfu")
    assert found.possible
    assert found.reason == "MFU is usually 0.5% to 100%"


def test_the_same_on_both_sides_or_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="another variable"):
        solve(SOURCE, "ttft", 1.0, "ttft")
    with pytest.raises(ValueError, match="finite"):
        solve(SOURCE, "ttft", math.inf, "mfu")
    with pytest.raises(KeyError):
        solve(SOURCE, "nothing", 1.0, "mfu")


def test_a_result_without_a_value_says_why() -> None:
    found = solve(Given(base({"gpu_price": "$6/GPU/hour"})), "ttft", 1.0, "mfu")
    assert not found.possible
    assert found.reason.startswith("TTFT has no value here: needs ")


# --- every pair ---------------------------------------------------------------------------------


def _pair(kind: str, chance: random.Random) -> tuple[Given, Basis, str, str] | None:
    given = moved(KINDS[kind], chance)
    basis: Basis = chance.choice(("napkin", "napkin", "ceiling", "fit"))
    targets = [id for id, on in plan_for(given.shape()).formula_of if on == basis]
    if not targets:
        return None
    target = chance.choice(targets)
    ids = [*given.entered, *given.assumptions, *given.fit]
    inputs = [id for id in ids if id != target and curve(given, id, target, basis) is not None]
    return (given, basis, target, chance.choice(inputs)) if inputs else None


@drawn(st.sampled_from(sorted(KINDS)), st.randoms(use_true_random=False))
def test_what_solves_comes_out_of_the_chain(kind: str, chance: random.Random) -> None:
    """The result at another value of the input is wanted: then there is an answer, on paper at the
    least, and every answer gives it again.
    """
    pair = _pair(kind, chance)
    if pair is None:
        return
    given, basis, target, input = pair
    now = evaluate(given).get(input, basis)
    f = curve(given, input, target, basis)
    assert f is not None
    assert now is not None
    low, high = limits(BOOK.variables[input])
    wanted = f(min(max(now * 10 ** chance.uniform(-1.5, 1.5), low), high))
    if math.isnan(wanted):
        return
    found = solve(given, target, wanted, input, basis)
    for x in (*found.solutions, *(found.interval or ())):
        assert BOOK.variables[input].out_of_range(x) == ""
        got = evaluate(given.changed({input: x})).get(target, basis)
        assert got == pytest.approx(wanted, rel=1e-9)
    # A saw with more teeth than the scan has points may keep its one crossing to itself.
    assert found.solutions or found.interval or "jumps from" in found.reason
    if not found.possible:
        assert found.reason
    for formula in found.working[-1:]:
        assert formula.target == input


@drawn(st.sampled_from(sorted(KINDS)), st.randoms(use_true_random=False))
def test_a_curve_is_the_chain_over_one_input(kind: str, chance: random.Random) -> None:
    pair = _pair(kind, chance)
    if pair is None:
        return
    given, basis, target, input = pair
    f = curve(given, input, target, basis)
    assert f is not None
    for x in chance.sample(grid_over(BOOK.variables[input], None), 5):
        results = evaluate(given.changed({input: x}))
        got, along = results.get(target, basis), f(x)
        if not math.isnan(along):
            assert got == along
        elif got is not None:  # then something on the way is what nothing can be
            assert any(
                BOOK.variables[id].out_of_range(results.get(id, basis) or 0.0)
                for id, on in results.plan.formula_of
                if on == basis
            )


def test_the_closed_form_gives_what_the_search_found() -> None:
    told = 0
    results = evaluate(SOURCE)
    for target, basis in results.plan.formula_of:
        now = results.get(target, basis)
        for input in SOURCE.assumptions if basis == "napkin" and now else ():
            found = solve(SOURCE, target, now * 1.1 if now else 0.0, input)
            if not found.working:
                continue
            told += 1
            at = evaluate(SOURCE.changed({input: found.solutions[0]}))
            last = found.working[-1]
            value = one(last, at.inputs(last, basis) or {})
            assert value == pytest.approx(found.solutions[0], rel=1e-9)
    assert told > 20
