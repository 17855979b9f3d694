"""`napkin solve` as a script and as a person sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from workbench.commands.cli import napkin


def run(*arguments: str) -> Result:
    """`napkin solve ARGUMENTS`, in this process."""
    return CliRunner().invoke(napkin, ["solve", *arguments], prog_name="napkin")


def answer(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr or result.exception
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def said(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr or result.exception
    return result.stdout


def test_a_solution_has_the_shape_of_the_contract() -> None:
    found = answer("ttft=1 s", "--for", "mfu")
    assert found == {
        "session": "Kimi K2.6 for a coding agent",
        "setup": "tp8-c16",
        "assumptions": "source@1",
        "target": {"ttft": {"value": 1.0, "unit": "s"}},
        "for": "mfu",
        "basis": "napkin",
        "solutions": [{"value": pytest.approx(12.032, rel=1e-9), "unit": "%"}],
        "possible": True,
        "reason": "",
        "now": {
            "mfu": {"value": 6.24, "unit": "%"},
            "ttft": {"value": pytest.approx(1.928205, rel=1e-6), "unit": "s"},
        },
        "rearranged": [
            "prefill_rate = fresh_tokens_p50 * concurrency / ttft",
            "mfu = prefill_rate / prefill_ceiling",
        ],
    }


def test_what_solves_it_gives_it_when_it_is_set() -> None:
    found = answer("e2e_latency=20 s", "--for", "gpu_bandwidth")
    (solution,) = found["solutions"]
    again = CliRunner().invoke(
        napkin,
        [
            *("eval", "--only", "e2e_latency", "--basis", "napkin", "--json"),
            *("--set", f"gpu_bandwidth={solution['value']} {solution['unit']}"),
        ],
    )
    value = json.loads(again.stdout)["values"]["e2e_latency"]["napkin"]["value"]
    assert value == pytest.approx(20, rel=1e-9)


def test_an_interval_and_the_whole_numbers_in_it() -> None:
    found = answer("replicas_per_node=1", "--for", "gpus_per_replica")
    assert found["solutions"] == []
    assert [edge["value"] for edge in found["interval"]] == pytest.approx([4, 8], rel=1e-8)
    assert [each["gpus_per_replica"]["value"] for each in found["whole"]] == [5, 8]
    assert "GPUs per replica from 5 GPU to 8 GPU" in said(
        "replicas_per_node=1", "--for", "gpus_per_replica"
    )


def test_one_whole_number_of_a_range_is_told_as_one() -> None:
    text = said("replicas=4", "--for", "concurrency")
    assert "\n  in flight = 2 request\n" in text
    assert "everything in the range" not in text


def test_what_is_out_of_reach_says_what_is_not() -> None:
    found = answer("per_stream_tps=500", "--for", "mbu")
    assert found["possible"] is False
    assert found["solutions"] == []
    assert "interval" not in found
    low, high = found["reachable"]
    assert low["unit"] == high["unit"] == "tok/s/request"
    assert high["value"] == pytest.approx(139.3, rel=1e-3)
    assert found["reason"] == "out of reach with MBU from 0.1% to 100%"


def test_the_answer_is_read_from_top_to_bottom() -> None:
    assert said("ttft=1 s", "--for", "mfu").split("\n")[:5] == [
        "Kimi K2.6 for a coding agent · set-up tp8-c16 · assumptions source@1",
        "",
        "TTFT = 1 s when (napkin)",
        "  MFU = 12.03%",
        "  now: MFU = 6.24%, TTFT = 1.928 s",
    ]


def test_the_closed_form_is_worked_out_with_the_numbers() -> None:
    text = said("ttft=1 s", "--for", "mfu")
    assert "Turned round" in text
    assert "prefill rate = " in text
    assert "9,400 token/request × 16 request" in text
    assert text.rstrip().endswith("= 12.03%")
    assert "Turned round" not in said("per_stream_tps=50", "--for", "concurrency")


def test_what_cannot_be_is_said_in_words() -> None:
    lines = said("per_stream_tps=20", "--for", "concurrency").split("\n")
    assert lines[2] == (
        "tok/s per user = 20 tok/s/request is not possible by in flight alone (napkin)"
    )
    assert lines[3] == "  on paper: in flight = 611.4 request"
    assert "the memory holds the cache of 340 request" in " ".join(lines)
    assert any(line.startswith("  within reach: tok/s per user from 28.79") for line in lines)
    assert max(len(line) for line in lines) <= 100


def test_a_count_names_what_whole_numbers_give() -> None:
    assert "  in whole numbers: 8 request gives 0.9641 s; 9 request gives 1.085 s" in said(
        "ttft=1 s", "--for", "concurrency"
    )


def test_a_basis_a_set_up_and_set_values_count() -> None:
    fit = answer("pass_time=20 ms", "--for", "concurrency", "--basis", "fit")
    assert fit["basis"] == "fit"
    assert fit["solutions"][0]["value"] == pytest.approx((20 - 5.2) / 1.65, rel=1e-9)
    other = answer("replica_price_per_hour=$20/h", "--for", "gpu_price", "--setup", "tp4-c8")
    assert other["setup"] == "tp4-c8"
    assert other["solutions"][0]["value"] == pytest.approx(5)
    entered = answer("ttft=1 s", "--for", "mfu", "--set", "ttft=2 s")
    assert entered["possible"] is False
    assert entered["reason"].startswith("TTFT is entered (2 s), and what is entered hides its")


def test_a_result_is_asked_for_by_what_it_is_called_too() -> None:
    assert answer("TTFT=1 s", "--for", "MFU")["for"] == "mfu"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ttft", "--for", "mfu"], "expected ID=VALUE"),
        (["=1 s", "--for", "mfu"], "is not a variable"),
        (["tftt=1 s", "--for", "mfu"], "did you mean ttft"),
        (["ttft=soon", "--for", "mfu"], "no number at the start"),
        (["ttft=1 GB", "--for", "mfu"], "expected s"),
        (["ttft=-3 s", "--for", "mfu"], "outside 0 s to"),
        (["ttft=1e999 s", "--for", "mfu"], "not a finite number"),
        (["ttft=9**9**9**9", "--for", "mfu"], "nothing before '*'"),
        (["ttft=__import__('os').system('true')", "--for", "mfu"], "no number at the start"),
        (["ttft=" + "9" * 5000, "--for", "mfu"], "longer than 64 characters"),
        (["ttft=1 s\x1b[31m", "--for", "mfu"], "a character that no quantity has"),
        (["ttft=1 s", "--for", "mfx"], "did you mean mfu"),
        (["ttft=1 s", "--for", "mfu\x1b[2J"], "is not a variable"),
        (["ttft=1 s", "--for", "ttft"], "that is the result itself"),
        (["ttft=1 s"], "Missing option '--for'"),
        (["ttft=1 s", "--for", "mfu", "--basis", "hope"], "'hope' is not one of"),
        (["ttft=1 s", "--for", "mfu", "/no/such.toml"], "no/such.toml"),
        (["ttft=1 s", "--for", "mfu", "--setup", "none"], "is not in the session"),
        (["ttft=1 s", "--for", "mfu", "--set", "mfu=300%"], "outside"),
    ],
)
def test_what_is_refused_says_why_and_prints_nothing_else(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert "\x1b" not in result.stderr


def test_a_range_counts_as_its_middle_and_says_so() -> None:
    words = ["solve", "tpot=20 ms", "--for", "concurrency", "--set", "mbu=20..60%"]
    ran = CliRunner().invoke(napkin, words)
    assert ran.exit_code == 0
    assert "mbu 20..60% counts as 40%" in ran.stderr
