"""What cannot be held in memory, whatever was left unsaid, leads; what may be held is open."""

from __future__ import annotations

import pytest

from sessions.judging.judge import judge_quote
from sessions.judging.verdict import Verdict
from sessions.say import read_line
from tests.examples import claim, example, judged, verdict

# What cannot be: a deployment, and what is missing of it.
IMPOSSIBLE = (
    ({"model": "GLM 5", "weights": "bf16", "hardware": "H200", "gpus": "8"}, "357 GB"),
    ({"model": "Kimi K2.6", "hardware": "B200", "gpus": "2"}, "136 GB"),
    ({"model": "Llama 3.1 70B", "weights": "bf16", "hardware": "H100", "gpus": "1"}, "63.9 GB"),
    ({"model": "DeepSeek V3", "weights": "fp8", "hardware": "H100", "tensor_parallel": "4"}, ""),
    ({"model": "Llama 3.1 405B", "weights": "bf16", "gpus": "1"}, ""),
    ({"model": "Kimi K2.6", "hardware": "B200", "gpus": "8", "concurrency": "9000",
      "context_tokens": "80K"}, ""),
    ({"model": "Qwen3 235B A22B", "hardware": "RTX 4090", "gpus": "2"}, ""),
    ({"hardware": "RTX 5090"}, ""),  # a domain of it does not hold a trillion parameters
    ({"model": "Kimi K2.6", "hardware": "B200", "gpus": "8", "layout": "tp", "concurrency": "2000",
      "context_tokens": "80K"}, ""),
    ({"model": "gpt-oss 120B", "hardware": "L40S", "gpus": "1"}, ""),
)  # fmt: skip
POSSIBLE: tuple[dict[str, str], ...] = (
    {"model": "GLM 5", "weights": "fp8", "hardware": "H200", "gpus": "8"},
    {"model": "GLM 5", "hardware": "H200", "gpus": "8"},  # in a narrower precision
    {"weights": "bf16"},  # on so many GPUs as it takes
    {"weights": "bf16", "gpus": "16", "hardware": "B300"},
    {"model": "Llama 3.1 70B", "weights": "bf16", "hardware": "H100", "gpus": "2"},
    {"model": "Llama 3.1 70B", "hardware": "H100", "gpus": "1"},
    {"hardware": "B200", "gpus": "8", "concurrency": "2000"},  # of requests that may be short
    {"hardware": "B200", "gpus": "8", "concurrency": "300", "context_tokens": "80K"},
    # Of a load that is sent, some wait for room; measured bursts held 11 times as many as fit.
    {"hardware": "B200", "gpus": "8", "concurrency": "2000", "context_tokens": "80K"},
    {"hardware": "B200", "gpus": "8", "layout": "dp", "concurrency": "300",
     "context_tokens": "80K"},
    {"model": "gpt-oss 120B", "hardware": "H100", "gpus": "1"},
    {"model": "Llama 3.1 8B", "hardware": "RTX 4090", "gpus": "1"},
    {"gpus": "8"},
    {},
)  # fmt: skip
FIGURES = (
    ("per_stream_tps", "50 tok/s/user"),
    ("aggregate_tps", "500 tok/s"),
    ("ttft", "1 s"),
    ("price_per_processed_token", "$0.28/Mtok"),
)


@pytest.mark.parametrize(("on", "short"), IMPOSSIBLE)
def test_what_cannot_be_held_leads_for_every_figure(on: dict[str, str], short: str) -> None:
    for metric, text in FIGURES:
        found = verdict(metric, text, on=on)
        assert (found.flag, found.beyond_ceiling) == ("10x-off", True)
        assert found.reading.startswith(f"does not fit: {short}")
        assert found.reading.endswith("missing")
        assert found.reason.startswith("does not fit: ")


@pytest.mark.parametrize("on", POSSIBLE)
def test_what_may_be_held_is_never_said_not_to_fit(on: dict[str, str]) -> None:
    for metric, text in FIGURES:
        found = verdict(metric, text, on=on)
        assert "does not fit:" not in f"{found.reading} {found.reason}"


def test_a_tail_a_range_and_a_price_of_what_cannot_be_are_no_less_impossible() -> None:
    on = dict(IMPOSSIBLE[0][0])
    for more in ({"statistic": "p95"}, {"bound": "at most"}, {"high": "3 s"}):
        assert verdict("ttft", "1 s", on=on, **more).beyond_ceiling
    limit = verdict("requests_per_second", "600 RPM", on=on, bound="rate limit")
    assert limit.flag == "not-judged", "a limit is no figure of a machine"
    assert verdict("uptime", "99.9%", on=on, bound="SLA").flag == "not-judged"


def test_a_quote_of_it_is_beyond_the_ceiling_as_a_whole() -> None:
    found = judged(claim("ttft", "2 s"), claim("gpu_price", "$4/GPU/hour"), on=IMPOSSIBLE[0][0])
    assert (found.worst, found.beyond_ceiling) == ("10x-off", True)
    assert found.verdicts[1].flag == "plausible", "what the machine rents for is another matter"


def _fits(metric: str, text: str, **on: str) -> Verdict:
    return verdict(metric, text, on=on)


@pytest.mark.parametrize(
    ("metric", "text", "on", "flag", "beyond"),
    [
        ("gpus", "4", {"model": "GLM 5", "weights": "bf16", "hardware": "H200"}, "10x-off", True),
        ("gpus", "4", {"model": "GLM 5", "hardware": "H200"}, "plausible", False),
        ("gpus", "2", {"model": "GLM 5", "hardware": "H200"}, "10x-off", True),
        ("gpus", "10", {"model": "GLM 5", "weights": "bf16", "hardware": "H200"},
         "plausible", False),
        ("gpus", "1", {"model": "gpt-oss 120B", "hardware": "H100"}, "plausible", False),
        ("gpus", "1", {"model": "gpt-oss 120B", "hardware": "RTX 4090"}, "10x-off", True),
        ("gpus", "8", {"hardware": "B200", "concurrency": "600", "context_tokens": "80K"},
         "10x-off", True),
        ("context_tokens", "1M", {"model": "GLM 5", "concurrency": "64"}, "10x-off", False),
        ("context_tokens", "1M", {"model": "GLM 5", "concurrency": "64", "hardware": "B200"},
         "10x-off", True),
        ("context_tokens", "1M", {"model": "GLM 5", "concurrency": "4"}, "plausible", False),
        ("context_tokens", "200K", {"model": "Llama 3.1 8B", "hardware": "H100", "gpus": "1"},
         "plausible", False),
        ("concurrency", "341", {"hardware": "B200", "gpus": "8"}, "plausible", False),
        ("concurrency", "600", {"hardware": "B200", "gpus": "8"}, "10x-off", True),
        ("concurrency", "600", {"hardware": "B200", "gpus": "16"}, "plausible", False),
        ("concurrency", "600", {"hardware": "B200", "gpus": "16", "layout": "dp"},
         "plausible", False),
        ("concurrency", "341", {"hardware": "B200", "gpus": "8", "layout": "tp"}, "10x-off", True),
        ("concurrency", "600", {"hardware": "GB200"}, "plausible", False),  # a domain of 72
        ("concurrency", "3000", {}, "10x-off", False),
    ],
)  # fmt: skip
def test_a_bare_capacity_is_held_against_memory_at_best(
    metric: str, text: str, on: dict[str, str], flag: str, beyond: bool
) -> None:
    found = verdict(metric, text, on=on)
    assert (found.flag, found.beyond_ceiling) == (flag, beyond)
    assert found.reading.startswith("does not fit: ") == (flag == "10x-off")


def test_where_no_machine_was_named_another_one_may_hold_it() -> None:
    near = verdict("concurrency", "500")
    assert (near.flag, near.beyond_ceiling) == ("2x-off", False)
    assert near.reading.startswith("does not fit: ")
    assert verdict("concurrency", "500", on={"hardware": "B200"}).flag == "10x-off"


def test_it_is_said_where_the_set_up_lays_it_out_otherwise() -> None:
    session_layout = verdict("concurrency", "300", on={"hardware": "B200", "gpus": "8"})
    assert "kept once" not in session_layout.reason, "the source counts one copy"
    found = verdict("concurrency", "341", on={"hardware": "B200", "gpus": "8", "layout": "tp"})
    assert found.reason.startswith("does not fit: 6,710 GB missing; 42 request fit")


def test_short_of_words_names_the_machine_that_was_assumed() -> None:
    assert "the B200 assumed" in _fits("concurrency", "3000").reason
    assert "assumed" not in _fits("concurrency", "3000", hardware="B200").reason


@pytest.mark.parametrize(
    "line",
    [
        "GLM-5 BF16 on 8xH200 at 150 tok/s",
        "Llama 3.1 70B in BF16 on 1x H100",
        "Acme: Kimi K2.6, 2x B200",
        "DeepSeek V3 FP8, TP4 on H100",
    ],
)
def test_a_deployment_that_cannot_be_is_told_without_a_claim_of_its_own(line: str) -> None:
    said = read_line(line).quote
    assert not said.claims
    found = judge_quote(example(), said)
    assert (found.worst, found.beyond_ceiling) == ("10x-off", True)
    assert found.verdicts[0].reading.startswith("does not fit: ")
    assert "model" in found.verdicts[0].stated or "weights" in found.verdicts[0].stated


def test_beside_a_rent_too_a_deployment_that_cannot_be_is_told() -> None:
    said = read_line("Kimi K2.6 unquantized (BF16) on a single HGX H200, 8 GPUs, $38 an hour").quote
    assert [claim.metric for claim in said.claims] == ["node_price_per_month"]
    found = judge_quote(example(), said)
    assert (found.worst, found.beyond_ceiling) == ("10x-off", True)


@pytest.mark.parametrize(
    "line",
    ["GLM-5 FP8 on 8xH200 at 150 tok/s", "we have two L40S", "Llama 3.1 70B in BF16 on 2x H100",
     "Acme: Kimi K2.6", "TP8"],
)  # fmt: skip
def test_a_deployment_that_can_be_is_no_claim(line: str) -> None:
    found = judge_quote(example(), read_line(line).quote)
    assert found.verdicts == ()


def test_it_follows_the_model_of_the_set_up() -> None:
    said = read_line("Acme: FP8, 2x B200").quote
    session = example()
    assert judge_quote(session, said).worst == "10x-off"
    small = session.with_setup(session.setup()._replace(model="Llama 3.1 8B"))
    assert judge_quote(small, said).verdicts == ()
    assert judge_quote(session, said).worst == "10x-off"


def test_of_a_load_that_does_not_fit_the_ceiling_is_that_of_those_that_do() -> None:
    on = {"hardware": "B200", "gpus": "8", "weights": "fp4", "speculative": "off",
          "context_tokens": "80K"}  # fmt: skip
    fits = verdict("per_stream_tps", "60", on={**on, "concurrency": "340"})
    sent = verdict("per_stream_tps", "60", on={**on, "concurrency": "3000"})
    assert fits.ceiling == sent.ceiling
    assert fits.ceiling is not None
    assert not verdict("per_stream_tps", f"{fits.ceiling * 0.9:.2f}",
                       on={**on, "concurrency": "3000"}).beyond_ceiling  # fmt: skip
    assert verdict("per_stream_tps", f"{fits.ceiling * 1.1:.2f}",
                   on={**on, "concurrency": "3000"}).beyond_ceiling  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "DeepSeek-V3 FP8: 22,000 output tok/s per 8xH100 node at 2k context",
        "DeepSeek-V3 FP8, 9 nodes EP72: 22,000 output tok/s per 8xH100 node at 2k context",
        "R1 FP8 on H100: 2,400 output tok/s per GPU at 2k context",
    ],
)
def test_a_node_that_does_not_hold_the_model_is_a_part_of_what_serves_it(line: str) -> None:
    found = judge_quote(example(), read_line(line).quote)
    assert (found.worst, found.beyond_ceiling) == ("plausible", False)
