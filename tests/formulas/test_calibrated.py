"""The calibrated pass and first token, against sums by hand."""

from __future__ import annotations

import pytest

from formulas.chain import Given
from formulas.compiled import evaluate
from formulas.declare import Basis
from tests.formulas.setups import KINDS, base

NAPKIN: Basis = "napkin"
ATTENTION = 2 * 61 * 64 * 320 * 77_500  # of a fresh token on the tokens before it
DECODED = 2 * 61 * 64 * 1088 * 80_000


def one(id: str, changes: dict[str, str] | None = None, basis: Basis = NAPKIN) -> float:
    found = evaluate(KINDS["calibrated"].changed(base(changes or {}))).get(id, basis)
    assert found is not None
    return found


def test_a_pass_is_launches_bytes_work_and_other_peoples_prompts() -> None:
    launches = 61 * (70e-6 + 20e-6)
    work = 80e15 * 0.18
    decode = 16 * (64e9 + 2 * DECODED) / work
    prompts = 16 * 13_000 / 1056 * (64e9 + 2 * ATTENTION) / work
    memory = one("bytes_per_pass") / (64e12 * 0.9)
    assert one("pass_overhead") == pytest.approx(launches)
    assert one("memory_time") == pytest.approx(memory)
    assert one("decode_compute_time") == pytest.approx(decode)
    assert one("prefill_share_time") == pytest.approx(prompts)
    assert one("pass_time") == pytest.approx(launches + memory + decode + prompts)


def test_one_gpu_has_nobody_to_agree_with() -> None:
    assert one("pass_overhead", {"gpus_per_replica": "1 GPU"}) == pytest.approx(61 * 70e-6)
    assert one("pass_overhead", {"gpus_per_replica": "2 GPU"}) == pytest.approx(61 * 90e-6)


def test_without_traffic_a_pass_is_without_prompts() -> None:
    start = KINDS["calibrated"]
    quiet = {id: v for id, v in start.entered.items() if not id.startswith("output_tokens")}
    results = evaluate(start._replace(entered=quiet))
    assert results.get("prefill_share_time", NAPKIN) == 0
    parts = ("pass_overhead", "memory_time", "decode_compute_time")
    assert results.get("pass_time", NAPKIN) == pytest.approx(
        sum([results.get(id, NAPKIN) or 0.0 for id in parts])
    )


def test_a_first_token_waits_for_its_prefill_and_a_share_of_the_others() -> None:
    rate = 80e15 * 0.18 / (64e9 + 2 * ATTENTION)
    assert one("prefill_rate") == pytest.approx(rate)
    expected = 61 * 1.7e-3 + 9400 / rate * (1 + 0.1 * 16)
    assert one("room_wait") == 0
    assert one("ttft") == pytest.approx(expected)


def test_who_finds_no_room_waits_for_the_others_to_finish() -> None:
    crowd = {"concurrency": "70 request"}
    fit = one("max_requests_in_engine", crowd)
    assert fit == 35 or fit == 34  # a gigabyte a GPU goes to the runtime
    waited = (70 / fit - 1) * 0.24 * one("decode_time", crowd)
    assert one("room_wait", crowd) == pytest.approx(waited)
    assert one("ttft", crowd) > one("room_wait", crowd) > 0


def test_the_ceiling_and_the_fit_keep_their_own_pass() -> None:
    start = KINDS["MLA, experts"]
    for basis in ("ceiling", "fit"):
        plain, ours = (
            evaluate(each).get("pass_time", basis) for each in (start, KINDS["calibrated"])
        )
        assert plain == ours


def test_the_source_s_own_set_knows_nothing_of_it() -> None:
    given: Given = KINDS["MLA, experts"]
    results = evaluate(given)
    assert results.get("pass_overhead", NAPKIN) is None
    assert results.get("pass_time", NAPKIN) == pytest.approx(9.162e-3, rel=1e-3)
