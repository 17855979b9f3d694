"""Options that replace parts of the set-up, and what goes with the old ones."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from workbench.commands.cli import napkin


def run(*arguments: str) -> Result:
    return CliRunner().invoke(napkin, list(arguments))


def value(result: Result, id: str) -> float:
    return float(json.loads(result.stdout)["values"][id]["napkin"]["value"])


def test_another_model_brings_its_own_reserve_and_says_so() -> None:
    result = run("eval", "--model", "Llama 3.1 8B", "--set", "gpus_per_replica=1", "--json")
    assert value(result, "activation_bytes") == 10
    assert "reserve 10 GB" in result.stderr
    assert "no fit and no measurements: they are of Kimi K2.6" in result.stderr
    assert "fit" not in json.loads(result.stdout)["values"]["ttft"]


def test_a_reserve_that_is_set_is_not_told_of_again() -> None:
    result = run("eval", "--hardware", "H100", "--set", "activation_bytes=20 GB", "--json")
    assert value(result, "activation_bytes") == 20
    assert "reserve" not in result.stderr


def test_the_model_of_the_session_keeps_what_is_its_own() -> None:
    plain, named = (run("eval", *more, "--json") for more in ((), ("--model", "Kimi K2.6")))
    assert plain.stdout == named.stdout
    assert named.stderr == ""


def test_an_engine_and_an_arrival_can_be_named() -> None:
    plain = run("eval", "--json")
    there = run("eval", "--engine", "SGLang", "--arrival", "closed", "--json")
    assert there.exit_code == 0
    assert json.loads(there.stdout)["values"].keys() >= {"ttft"}
    assert plain.exit_code == 0


@pytest.mark.parametrize(
    ("flag", "said", "known"),
    [("--engine", "foo", "vllm, sglang, trtllm"), ("--arrival", "soon", "closed, burst, rate")],
)
def test_another_word_is_refused_with_those_there_are(flag: str, said: str, known: str) -> None:
    result = run("eval", flag, said)
    assert result.exit_code == 2
    assert f"{flag}: {said!r} is not" in result.stderr
    assert known in result.stderr


def test_a_line_is_judged_on_the_model_and_machine_that_options_name() -> None:
    text = "45 tok/s/user at c=16"
    plain, there = (
        json.loads(run("quote", text, *more, "--json").stdout)["quotes"][0]["claims"][0]
        for more in ((), ("--model", "Llama 3.1 8B", "--hardware", "H200"))
    )
    own, its = ((each.get("at_setup") or each)["napkin"]["value"] for each in (plain, there))
    assert own != its
