"""MiniMax M3, by hand from transformers' models/minimax_m3_vl/modeling_minimax_m3_vl.py."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.files.problems import BadDocument
from tests.sessions.catalogue.configs.recent import (
    M3,
    read,
    without,
)


def test_minimax_m3_has_426_billion_and_23_and_a_half_active() -> None:
    """Published as about 428B and 23B; Hugging Face shows 427B, with the vision tower."""
    model, hidden = read(M3), 6144
    attention = 2 * hidden * 64 * 128 + 2 * hidden * 4 * 128 + 2 * 128
    index = hidden * 4 * 128 + hidden * 128 + 2 * 128
    assert model.params()["attention"] == 60 * attention + 57 * index
    expert = 3 * hidden * 3072
    assert model.params()["dense FFN"] == 3 * 3 * hidden * 12288
    assert model.params()["routed experts"] == 57 * 128 * expert
    assert model.params()["shared experts"] == 57 * expert
    assert model.params()["router"] == 57 * (128 * hidden + 128)
    assert model.params()["norms"] == 60 * 2 * hidden + hidden
    assert model.total_params == 426_174_572_928
    assert model.active_without_embeddings == 23_504_087_424
    assert abs(model.total_params / 428e9 - 1) < 0.005
    assert not [gap for gap in model.gaps if gap.startswith("Keys")]


def test_minimax_m3_caches_its_indexers_key_in_the_layers_that_have_one() -> None:
    model = read(M3)
    assert model.kv_values_per_token == model.kv_values_short == 60 * 2 * 4 * 128 + 57 * 128
    off = M3["sparse_attention_config"] | {"use_sparse_attention": False}
    plain = read(M3, sparse_attention_config=off)
    assert plain.kv_values_per_token == 60 * 2 * 4 * 128
    assert model.total_params - plain.total_params == 57 * (6144 * 5 * 128 + 2 * 128)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"attention_output_gate": True}, "attention_output_gate"),
        ({"qk_norm_type": "per_layer"}, "qk_norm_type"),
        ({"sparse_attention_freq": [1, 0]}, "not one value for each layer"),
        ({"sparse_attention_freq": ...}, "which layers have an indexer"),
        ({"sparse_disable_index_value": [0] * 60}, "values of its own"),
        ({"sparse_index_dim": ...}, "sparse_index_dim"),
        ({"sparse_value_dim": 128}, "a key that napkin does not know"),
    ],
)
def test_a_block_sparse_model_unlike_the_released_one_is_refused(
    changes: dict[str, Any], said: str
) -> None:
    outer = {key: value for key, value in changes.items() if not key.startswith("sparse")}
    inner = without(M3["sparse_attention_config"] | changes) if not outer else None
    with pytest.raises(BadDocument, match=said):
        read(M3, **(outer or {"sparse_attention_config": inner}))


def test_the_indexers_matrices_are_quantized_by_their_names() -> None:
    eight = {"quant_algo": "MXFP8"}
    names = ["q_proj", "k_proj", "v_proj", "o_proj", "index_q_proj", "index_k_proj"]
    layers = {f"model.layers.{at}.self_attn.{name}": eight for at in range(60) for name in names}
    layers = {name: tier for name, tier in layers.items() if ".index" not in name or at_57(name)}
    entry = {"quant_algo": "MIXED_PRECISION", "quantized_layers": layers}
    config = parse_config(json.dumps(M3 | {"quantization_config": entry}), "c.json")
    weights = as_released(config, architecture(config))
    assert not weights.gaps
    norms = 60 * 2 * 128 + 57 * 2 * 128
    matrices = read(M3).params()["attention"] - norms
    assert weights.bytes["attention"] == pytest.approx(matrices * 33 / 32 + norms * 2, rel=1e-12)


def at_57(name: str) -> bool:
    return int(name.split(".")[2]) >= 3
