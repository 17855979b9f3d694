"""What binds: branches of max and min, and where work stands beside the ridge."""

from __future__ import annotations

import pytest

from formulas.binding import Roofline, branches, rooflines
from formulas.book import BOOK
from formulas.compiled import evaluate
from formulas.declare import Basis
from tests.formulas.setups import EXAMPLE, KINDS

NAPKIN: Basis = "napkin"


def test_room_that_is_left_binds_and_room_that_is_missing_does_not() -> None:
    given = EXAMPLE["tp8-c16"]
    (found,) = [b for b in branches(evaluate(given), NAPKIN) if b.id == "max_requests_in_memory"]
    assert found.arguments == ("0", "kv_budget")
    assert found.binding == 1
    assert found.text() == "requests that fit in memory: room for KV cache binds, above 0"
    full = evaluate(given.changed({"activation_bytes": 1e13}))
    (found,) = [b for b in branches(full, NAPKIN) if b.id == "max_requests_in_memory"]
    assert found.binding == 0
    assert found.text().endswith("0 binds, above room for KV cache")


def test_a_min_and_one_inside_a_max_are_told_apart() -> None:
    given = KINDS["calibrated"].changed({"gpus_per_replica": 8.0})
    found = branches(evaluate(given), NAPKIN)
    overhead = next(b for b in found if b.id == "pass_overhead")
    assert (overhead.function, overhead.binding) == ("min", 0)
    one_gpu = branches(evaluate(given.changed({"gpus_per_replica": 1.0})), NAPKIN)
    assert next(b for b in one_gpu if b.id == "pass_overhead").binding == 1
    two = branches(evaluate(given.changed({"gpus_per_replica": 2.0})), NAPKIN)
    corner = next(b for b in two if b.id == "pass_overhead")
    assert corner.binding is None
    assert corner.text().endswith("come to the same")
    waits = [b for b in found if b.id == "room_wait"]
    assert [b.arguments[0] for b in waits] == ["0", "1 request"], "the outer one first"


@pytest.mark.parametrize("kind", KINDS)
def test_the_branch_in_force_is_the_larger_or_the_smaller(kind: str) -> None:
    results = evaluate(KINDS[kind])
    for basis in ("ceiling", "napkin", "fit", "measured"):
        found = branches(results, basis)
        for each in found:
            best = (max if each.function == "max" else min)(each.values)
            if each.binding is not None:
                assert each.values[each.binding] == best
        named = {b.id for b in found}
        for id in BOOK.variables:
            formula = results.formula(id, basis)
            if formula is not None and results.inputs(formula, basis) is not None:
                assert (id in named) == ("max(" in formula.text or "min(" in formula.text)


def test_decode_waits_for_memory_and_prefill_for_compute() -> None:
    results = evaluate(EXAMPLE["tp8-c16"])
    decode, one_pass, prefill = rooflines(results, NAPKIN)
    assert decode.text() == "bandwidth-bound: decode intensity 312x below the ridge"
    assert decode.fold == results.get("below_ridge", NAPKIN)
    assert one_pass.text().startswith("bandwidth-bound: pass intensity 21x below")
    assert prefill.binds == "compute-bound"
    assert "above the ridge" in prefill.text()


def test_near_the_ridge_neither_side_is_claimed() -> None:
    assert Roofline("pass", 100, 103, "").binds == "at the ridge"
    assert "equally long" in Roofline("pass", 100, 103, "").text()
    assert (
        Roofline("pass", 206, 103, "").text() == "compute-bound: pass intensity 2x above the ridge"
    )


def test_without_an_accelerator_nothing_is_said() -> None:
    given = EXAMPLE["tp8-c16"]
    entered = {k: v for k, v in given.entered.items() if k != "gpu_bandwidth"}
    assert rooflines(evaluate(given._replace(entered=entered)), NAPKIN) == ()
