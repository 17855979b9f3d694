"""What is named in a line: models, machines, nodes, and what of it holds on."""

from __future__ import annotations

import pytest

from sessions.document.session import Entry
from sessions.say import read_line


def conditions(text: str, metric: str = "") -> dict[str, str]:
    """What binds the first claim of a text, or the first of a metric, whole."""
    quote = read_line(text).quote
    own = next((c.conditions for c in quote.claims if metric in ("", c.metric)), {})
    every = {**quote.conditions, **own}
    return {k: v.text if isinstance(v, Entry) else v for k, v in every.items()}


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("Acme: Llama 3.1 8B, 40 tok/s/user", "Llama 3.1 8B"),
        ("40 tok/s/user for meta-llama/Llama-3.1-8B-Instruct", "Llama 3.1 8B"),
        ("40 tok/s/user with deepseek-v3.2-exp", "DeepSeek V3.2"),
        ("GLM-5, 40 tok/s/user", "GLM 5"),
        ("glm 5 40 tok/s/user", "GLM 5"),
        ("glm 5.2 40 tok/s/user", "GLM 5.2"),
        ("GLM 40 tok/s/user", "GLM"),
        ("Qwen3-235B-A22B 40 tok/s/user", "Qwen3 235B A22B"),
        ("openai/gpt-oss-120b at 40 tok/s/user", "gpt-oss 120B"),
        ("Falcon 180B at 40 tok/s/user", "Falcon 180B"),
        ("DeepSeek-V4.1 at 40 tok/s/user", "DeepSeek-V4.1"),
        ("Zorblax-13B at 40 tok/s/user", "Zorblax-13B"),
        ("Model: Zorblax, 40 tok/s/user", "Zorblax"),
        ("GLM-4.5-Air at 40 tok/s/user", "GLM-4.5-Air"),
        ("DeepSeek-R1-Distill-Qwen-32B at 40 tok/s/user", "DeepSeek-R1-Distill-Qwen-32B"),
        ("Llama 4 Scout 17B 16E at 40 tok/s/user", "Llama 4 Scout 17B 16E"),
    ],
)
def test_a_model_is_read_as_the_catalogue_or_whoever_said_it_has_it(text: str, model: str) -> None:
    assert conditions(text, "per_stream_tps")["model"] == model


@pytest.mark.parametrize(
    "text",
    [
        "Mistral: 40 tok/s/user",
        "DeepSeek quoted us 40 tok/s/user",
        "Step 2: 40 tok/s/user",
        "llama.cpp, 40 tok/s/user",
        "we grok that, 40 tok/s/user",
        "in phase 3B we do 40 tok/s/user",
        "40 tok/s/user, up to 70B tokens a month",
        "solar powered, 40 tok/s/user",
        "your command: 40 tok/s/user",
        "K8s, 40 tok/s/user",
    ],
)
def test_other_words_name_no_model(text: str) -> None:
    assert "model" not in conditions(text, "per_stream_tps")


def test_two_models_of_a_text_have_their_own_figures() -> None:
    for text in (
        "Llama 3.1 8B at $0.05/M and Llama 3.1 70B at $0.40/M",
        "$0.05/M for Llama 3.1 8B, $0.40/M for the 70B",
        "Llama 3.1 8B: $0.05/M\nLlama 3.1 70B: $0.40/M",
        "Llama 3.1 8B is $0.05/M. Llama 3.1 70B is $0.40/M.",
    ):
        quote = read_line(text).quote
        models = [
            {**quote.conditions, **claim.conditions}.get("model", "") for claim in quote.claims
        ]
        assert models == ["Llama 3.1 8B", "Llama 3.1 70B"], text


def test_a_deployment_holds_on_until_another_is_named() -> None:
    text = "A box of 8 H200s in FP8. You get 40 tok/s/user. On 4x B200 it is TTFT 1 s. TPOT 9 ms."
    of = {"hardware": "H200", "gpus": "8 GPU", "weights": "fp8"}
    assert conditions(text, "per_stream_tps").items() >= of.items()
    for metric in ("ttft", "tpot"):
        after = conditions(text, metric)
        assert after.items() >= {"hardware": "B200", "gpus": "4 GPU"}.items()
        assert "weights" not in after


def test_nothing_holds_backward_and_another_tier_is_another_deployment() -> None:
    text = "Serverless: 40 tok/s/user. Dedicated: TTFT 1 s on 8x H200. Serverless: TPOT 9 ms."
    assert "hardware" not in conditions(text, "per_stream_tps")
    assert conditions(text, "ttft")["hardware"] == "H200"
    assert "hardware" not in conditions(text, "tpot")


@pytest.mark.parametrize(
    ("text", "gpus"),
    [
        ("4,000 output tok/s per H100 node", 8),
        ("4,000 output tok/s per 8x H100 node", 8),
        ("4,000 output tok/s per 4-GPU server", 4),
        ("4,000 output tok/s per pair of L40S", 2),
        ("per pair of L40S: 4,000 output tok/s", 2),
        ("each B200 box does 4k output tok/s", 8),
        ("on p5.48xlarge, 4,000 output tok/s per node", 8),
        ("4,000 output tok/s on each chassis of 8 MI325X", 8),
        ("GLM-4.7 FP8, 8xH200: 4k output tok/s on the node", 8),
        ("R1 FP8 on 8x MI300X: 4,000 output tok/s per chassis", 8),
        ("each of our servers (4x L40S) makes 4,000 output tok/s", 4),
    ],
)
def test_a_rate_of_a_node_is_that_of_its_gpus(text: str, gpus: float) -> None:
    quote = read_line(text).quote
    claim = quote.claims[0]
    assert (claim.metric, claim.value.value) == ("aggregate_tps", 4000)
    said = {**quote.conditions, **claim.conditions}["gpus"]
    assert isinstance(said, Entry)
    assert said.value == gpus


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24 H100 nodes, 4,000 output tok/s per node", 500),
        ("DeepSeek-V3 FP8: 4,000 output tok/s per 8x H100 node", 500),
        ("R1 FP8, EP144: 14,800 output tok/s per 8xH800 node", 1850),
        ("TP4 on 8x B200, K2.6 FP4: 4,000 output tok/s for the whole box", 500),
    ],
)
def test_a_rate_of_a_part_of_a_deployment_is_one_of_its_gpus(text: str, value: float) -> None:
    claim = read_line(text).quote.claims[0]
    assert (claim.metric, claim.value.value) == ("tps_per_gpu", value)
    assert "node of" in claim.value.origin


def test_a_node_that_nobody_says_the_size_of_stays_one() -> None:
    assert read_line("4,000 output tok/s per node").quote.claims[0].metric == "aggregate_tps"
    assert read_line("40 tok/s/user on an H100 node").quote.claims[0].metric == "per_stream_tps"


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("GLM 5 runs on four H200s in BF16", "gpus", 4),
        ("it fits on a single H100", "gpus", 1),
        ("you will need 16 H100s", "gpus", 16),
        ("DeepSeek V3.2 needs one H200 node", "gpus", 8),
        ("341 concurrent on 8x B200", "concurrency", 341),
        ("1M context at 64 concurrent", "context_tokens", 1e6),
        ("200 concurrent users at 128k context on 8xH200", "concurrency", 200),
    ],
)
def test_that_something_fits_is_a_claim(text: str, metric: str, value: float) -> None:
    quote = read_line(text).quote
    assert [(c.metric, c.value.value) for c in quote.claims] == [(metric, value)]
    assert metric not in quote.conditions


@pytest.mark.parametrize(
    "text",
    ["c=64 on 8xB200", "8x H200", "on 8x H200 in FP8", "can you fit it on 4 H100s?", "batch 64"],
)
def test_what_figures_are_still_to_come_for_is_no_claim(text: str) -> None:
    assert not read_line(text).quote.claims


def test_who_serves_on_its_own_chips_alone_is_not_judged_on_others() -> None:
    assert conditions("Groq: 500 tok/s/user")["hardware"] == "Groq LPU"
    assert conditions("Cerebras quoted 900 tok/s/user")["hardware"] == "Cerebras CS-3"
    assert conditions("Groq: 500 tok/s/user on 8x H200")["hardware"] == "H200"
    assert "hardware" not in conditions("Together: 90 tok/s/user")
