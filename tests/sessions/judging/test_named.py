"""A named model, machine, engine or layout governs; what napkin does not know is not judged."""

from __future__ import annotations

import pytest

from tests.examples import verdict

UNKNOWN = (
    ("model", "Foo-7B"), ("model", "DeepSeek-V4.1"), ("model", "GLM 9"), ("model", "Kimi K4"),
    ("model", "Claude Opus"), ("model", "Llama 5 900B"), ("model", "/etc/passwd.json"),
    ("hardware", "SN40L"), ("hardware", "CS-3"), ("hardware", "H100 NVL"), ("hardware", "GB10"),
    ("hardware", "A100 40GB"), ("hardware", "Gaudi 2"), ("hardware", "M4 Max"),
    ("layout", "sequence parallel"), ("layout", "PP2"), ("layout", "disaggregated"),
    ("engine", "Foo kernels"), ("arrival", "sometimes"), ("weights", "Q9_Z"), ("kv", "turbo"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "said"), UNKNOWN)
def test_what_is_not_known_is_not_judged_and_named(name: str, said: str) -> None:
    for metric, text in (("per_stream_tps", "4000 tok/s/user"), ("ttft", "1 ms")):
        found = verdict(metric, text, on={name: said})
        assert (found.flag, found.beyond_ceiling) == ("not-judged", False)
        assert said in found.reason


@pytest.mark.parametrize("name", ["model", "hardware", "layout", "engine", "arrival"])
def test_it_is_said_what_could_be_entered(name: str) -> None:
    assert "can be entered" in verdict("ttft", "1 s", on={name: "Foo"}).reason or name == "model"
    assert "entered" in verdict("ttft", "1 s", on={name: "Foo"}).reason


@pytest.mark.parametrize(
    ("name", "said", "near"),
    [
        ("model", "DeepSeek-V4.1", "DeepSeek V4"),
        ("hardware", "H100 NVL", "H100"),
        ("model", "GLM 5.7", "GLM 5"),
    ],
)
def test_a_name_that_is_near_but_not_the_same_is_said(name: str, said: str, near: str) -> None:
    reason = verdict("ttft", "1 s", on={name: said}).reason
    assert near in reason
    assert "near, but not the same" in reason


def test_a_named_model_is_what_is_judged() -> None:
    on = {"concurrency": "1", "hardware": "H100", "gpus": "1", "fresh_tokens": "500"}
    as_small = verdict("ttft", "20 ms", on={**on, "model": "Llama 3.1 8B"})
    assert as_small.flag != "10x-off"
    assert as_small.yardstick is not None
    assert as_small.yardstick.at.resolved.model.title == "Llama 3.1 8B"
    assert verdict("ttft", "20 ms", on={**on, "gpus": "8", "hardware": "B200"}).flag != "plausible"


def test_a_sibling_of_the_same_shapes_is_said_to_be_one() -> None:
    found = verdict("per_stream_tps", "40", on={"model": "GLM 4.6"})
    assert found.flag != "not-judged"
    assert "GLM 4.6 judged on the shapes of GLM 4.7" in found.reason
    assert "shapes of" not in verdict("per_stream_tps", "40", on={"model": "GLM-4.7"}).reason


def test_a_family_is_a_model_only_where_the_set_up_has_one_of_it() -> None:
    assert verdict("per_stream_tps", "40", on={"model": "Kimi"}).flag != "not-judged"
    for family in ("GLM", "Qwen", "DeepSeek", "llama"):
        found = verdict("per_stream_tps", "40", on={"model": family})
        assert found.flag == "not-judged"
        assert found.reason.startswith(f"which {family}")


def test_known_words_change_no_verdict_where_the_set_knows_no_difference() -> None:
    plain = verdict("per_stream_tps", "40")
    for name, said in (("engine", "vLLM"), ("engine", "TensorRT-LLM"), ("arrival", "burst")):
        assert verdict("per_stream_tps", "40", on={name: said}).fold == plain.fold
