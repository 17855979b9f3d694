"""Kimi Linear, by hand from vLLM's models/kimi_linear.py and layers/kda.py; what Kimi K3 adds from
SGLang's models/kimi_k3.py.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.files.problems import BadDocument
from tests.sessions.catalogue.configs.recent import (
    K3,
    KIMI,
    read,
    without,
)


def test_kimi_linear_has_48_billion_and_3_active() -> None:
    model = read(KIMI)
    wide = 32 * 128
    # q, k, v and out; how much is forgotten and the gate, both through 128; the step of each head.
    delta = 4 * 2304 * wide + 2 * (2304 * 128 + 128 * wide) + 2304 * 32
    # Three convolutions of 4, a bias by channel, a rate by head, the norm of a head.
    delta += 3 * 4 * wide + wide + 32 + 128
    latent = 2304 * 32 * 192 + 2304 * 576 + 512 + 512 * 32 * 256 + wide * 2304
    assert model.params()["attention"] == 20 * delta + 7 * latent
    expert = 3 * 2304 * 1024
    feeds = 3 * 2304 * 9216 + 26 * (257 * expert + 256 * 2304 + 256)
    around = 27 * 2 * 2304 + 2304 + 2 * 163840 * 2304
    assert model.total_params == 20 * delta + 7 * latent + feeds + around == 49_122_681_728
    # Published as 48B and 3B active, which is with every way to count embeddings.
    assert model.total_active == 49_122_681_728 - 26 * 248 * expert == 3_484_459_904
    assert abs(model.total_params / 48e9 - 1) < 0.06
    assert not model.gaps


def test_kimi_linear_caches_a_latent_in_a_quarter_of_its_layers_and_keeps_a_square_state() -> None:
    model = read(KIMI)
    assert model.kv_values_per_token == 7 * (512 + 64)
    # 128 by 128 for each of 32 heads, in 4 bytes; three inputs of each convolution, in 2.
    assert model.recurrent_values == 20 * 32 * 128 * 128
    assert model.state_values - model.recurrent_values == 20 * 3 * 3 * 32 * 128
    assert model.state_bytes == 20 * (32 * 128 * 128 * 4 + 3 * 3 * 32 * 128 * 2)


def test_kimi_k3_has_2_8_trillion_and_104_billion_active() -> None:
    """arXiv 2607.24653: 2.78T, 104B active, which is without input embeddings."""
    model, wide, hidden = read(K3), 96 * 128, 7168
    # The gate is as wide as the heads here.
    delta = 5 * hidden * wide + hidden * 128 + 128 * wide + hidden * 96
    delta += 3 * 4 * wide + wide + 96 + 128
    latent = hidden * 1536 + 1536 + 1536 * 96 * 192 + hidden * 576 + 512 + 512 * 96 * 256
    latent += wide * hidden + hidden * wide  # out, and its gate
    assert model.params()["attention"] == 69 * delta + 24 * latent == 36_190_792_800
    expert = 3 * 3584 * 3072
    assert model.params()["routed experts"] == 92 * 896 * expert
    # Two shared ones on the whole token; down to the narrow one, a norm, and up again.
    shared = 3 * hidden * 2 * 3072 + 2 * hidden * 3584 + 3584
    assert model.params()["shared experts"] == 92 * shared
    assert model.params()["router"] == 92 * (896 * hidden + 896)
    # A norm and a row of weights before attention, before the feed-forward, and at the end.
    assert model.params()["norms"] == 93 * (2 + 4) * hidden + (1 + 2) * hidden
    assert model.total_params == 2_779_484_476_000
    assert model.total_active - model.input_embeddings == 104_189_612_640
    assert not model.gaps


def test_kimi_k3_grows_by_27_kib_a_token_and_keeps_450_mb() -> None:
    model = read(K3)
    # LMCache pull 4278 prints 1,152 bytes for each of 93 layers; 24 of them have any use of it.
    assert model.kv_values_per_token * 2 == 24 * 1152 == 27 * 1024
    # vLLM pull 50855: 0.75 MiB a layer and request on each of 8 GPUs.
    assert model.recurrent_values * model.recurrent_bytes / 69 / 8 == 0.75 * 2**20
    assert model.state_bytes == 69 * (96 * 128 * 128 * 4 + 3 * 3 * 96 * 128 * 2) == 449_372_160


def test_kimi_k3_weighs_1_56_terabytes_as_released() -> None:
    left = [
        "re:.*self_attn.*",
        "re:.*shared_experts.*",
        "re:.*mlp\\.(gate|up|gate_up|down)_proj.*",
        "re:.*lm_head.*",
    ]
    four = {"num_bits": 4, "type": "float", "group_size": 32}
    groups = {"group_0": {"targets": ["Linear"], "weights": four}}
    quantized = {"quant_method": "compressed-tensors", "config_groups": groups, "ignore": left}
    config = parse_config(json.dumps(without(K3) | {"quantization_config": quantized}), "c.json")
    weights = as_released(config, architecture(config))
    assert weights.tier == "MXFP4, the rest BF16"
    assert not weights.gaps
    # Attention stays as it was in the linear layers too, which have the name of the others.
    assert {part for part, size in weights.per_param.items() if size != 2} == {"routed experts"}
    assert weights.bytes["routed experts"] == 92 * 896 * 3 * 3584 * 3072 * 17 / 32
    assert round(weights.total / 1e12, 2) == 1.56


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ({"kda_layers": [1, 2, 3]}, "not each of 27 layers once"),
        ({"kda_layers": [0], "full_attn_layers": list(range(1, 28))}, "not each of 27"),
        ({"kda_layers": "1,2,3"}, "not each of 27"),
        ({"kda_layers": [True], "full_attn_layers": list(range(2, 28))}, "not each of 27"),
        ({"num_heads": 0}, "num_heads"),
        ({"head_dim": 64}, "not the 64 of a linear head"),
        ({"value_state_rank": 64}, "a key that napkin does not know"),
    ],
)
def test_linear_layers_that_are_not_said_plainly_are_refused(
    inner: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadDocument, match=said):
        read(KIMI, linear_attn_config=KIMI["linear_attn_config"] | inner)


def test_kimi_linear_without_its_lists_is_refused() -> None:
    with pytest.raises(BadDocument, match="linear_attn_config"):
        read(KIMI, linear_attn_config=...)
