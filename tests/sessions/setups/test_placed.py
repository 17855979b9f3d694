"""A set-up on another model or machine: what was its own for the old one does not stay."""

from __future__ import annotations

import pytest

from sessions.document.session import Entry, Session, SetUp
from sessions.setups.conditions import Applied, apply
from sessions.setups.placed import with_machine, with_model
from sessions.setups.resolve import resolve
from tests.examples import example, stated


def laid(session: Session | None = None, **on: str) -> Applied:
    """The example under some conditions."""
    session = session or example()
    return apply(session, session.setup(), stated(**on))


def entered(setup: SetUp, **texts: str) -> SetUp:
    own = {id: Entry.read(id, text, "mine") for id, text in texts.items()}
    return setup._replace(entries={**setup.entries, **own})


OWN = entered(
    example().setup(),
    tokens_per_pass="2.4",
    verified_tokens_per_pass="4",
    tensor_parallel="8 GPU",
    total_params="1T param",
)._replace(kv_layout="dcp", attention="mla")


def test_of_another_model_nothing_of_the_old_one_stays() -> None:
    placed = with_model(OWN, "llama 8b")
    setup = placed.setup
    assert setup.model == "Llama 3.1 8B"
    gone = {"tokens_per_pass", "verified_tokens_per_pass", "tensor_parallel", "total_params",
            "fit_intercept", "fit_slope"}  # fmt: skip
    assert not gone & setup.entries.keys()
    assert (setup.kv_layout, setup.attention) == ("", "")
    assert setup.entries["gpus_per_replica"].value == 8, "the machine is still the set-up's"
    told = "; ".join(placed.took)
    for word in ("layout", "speculation", "fit", "total_params", "Kimi K2.6"):
        assert word in told


def test_the_same_model_by_another_name_keeps_everything() -> None:
    assert with_model(OWN, "moonshotai/Kimi-K2.6").setup is OWN
    assert with_machine(OWN, "b200").setup is OWN


def test_the_precision_stays_where_the_model_is_published_in_it() -> None:
    fp4, fp8, int8 = [OWN._replace(weights=tier) for tier in ("fp4", "fp8", "int8")]
    assert with_model(fp4, "DeepSeek V3").setup.weights == "fp4"  # its NVFP4 release
    assert with_model(fp8, "Qwen3 32B").setup.weights == "fp8"
    assert with_model(int8, "gpt-oss 120B").setup.weights == "mxfp4"
    assert with_model(fp8, "gpt-oss 20B").setup.weights == "mxfp4"
    assert "mxfp4" in with_model(fp8, "gpt-oss 20B").took[0]
    assert with_model(fp4, "Mixtral 8x22B").setup.weights == "bf16"


def test_a_reserve_is_kept_on_each_gpu_and_never_eats_a_small_card() -> None:
    on_h100 = with_machine(example().setup(), "H100")
    assert on_h100.setup.entries["activation_bytes"].value == pytest.approx(8 * 8.5e9)
    assert any("8.5 GB on each" in each for each in on_h100.took)
    at = laid(model="Llama 3.1 8B", hardware="RTX 4090", gpus="1")
    assert at.results.get("activation_bytes", "napkin") == pytest.approx(2.5e9, rel=0.05)
    assert (at.results.get("kv_budget", "napkin") or 0) > 0


def test_gpus_alone_scale_the_reserve_and_leave_the_layout_of_another_number() -> None:
    session = example().with_setup(entered(example().setup(), tensor_parallel="8 GPU"))
    at = laid(session, gpus="2")
    assert at.results.get("activation_bytes", "napkin") == pytest.approx(20e9)
    assert at.results.get("tensor_parallel", "napkin") == 2
    assert laid(session, gpus="8").results.get("activation_bytes", "napkin") == 80e9


def test_load_tests_are_of_the_set_up_that_they_were_taken_on() -> None:
    session = example()
    setup = session.setup()
    assert resolve(session, setup).evaluate().get("pass_time", "measured") is not None
    for other in (with_model(setup, "GLM 5").setup, with_machine(setup, "H200").setup):
        results = resolve(session, other).evaluate()
        assert results.get("pass_time", "measured") is None
        assert results.get("pass_time", "fit") is None


def test_a_layout_is_laid_and_its_copies_count() -> None:
    def room(layout: str) -> float:
        at = laid(layout=layout, model="Kimi K2.6 NVFP4")
        assert at.reason == ""
        return at.results.get("max_requests_in_memory", "napkin") or 0

    assert room("dp") > 3 * room("tp")
    assert room("dcp") > 3 * room("tp")


def test_an_engine_that_the_set_tells_apart_moves_the_napkin() -> None:
    setup = example().setup()._replace(assumptions="calibrated")
    session = example().with_setup(setup)

    def waits(engine: str) -> float:
        at = laid(session, engine=engine)
        assert at.reason == ""
        return at.results.get("ttft", "napkin") or 0

    assert waits("SGLang") > waits("vLLM") == waits("TGI")


def test_stated_tokens_per_pass_move_speed_and_close_the_question_of_speculation() -> None:
    plain, drafted = laid(), laid(tokens_per_pass="2.5", speculative="on")
    assert drafted.results.get("verified_tokens_per_pass", "napkin") == 3
    speeds = [at.results.get("per_stream_tps", "napkin") or 0 for at in (plain, drafted)]
    assert 1.5 * speeds[0] < speeds[1] < 2.5 * speeds[0]
    assert "speculative" in drafted.stated
    assert not drafted.tokens_open
    assert drafted.results.get("pass_time", "fit") is None


def test_a_rate_of_requests_says_how_many_are_in_flight() -> None:
    slow, fast = laid(request_rate="0.2 request/s"), laid(request_rate="0.5 request/s")
    flight = [at.results.get("concurrency", "napkin") or 0 for at in (slow, fast)]
    assert 1 <= flight[0] < flight[1] < 16
    over = laid(request_rate="5000 request/s")
    assert over.results.get("concurrency", "napkin") == over.results.get(
        "max_requests_in_memory", "napkin"
    )
    assert laid(request_rate="0.2 request/s", concurrency="32").results.get(
        "concurrency", "napkin"
    ) == 32  # fmt: skip
