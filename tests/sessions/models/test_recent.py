"""Architectures of 2025 and 2026, each count worked out by hand from released modelling code."""

from __future__ import annotations

import json
from typing import Any

from sessions.models.read import read_model
from sessions.models.shape import Architecture


def read(data: dict[str, Any], **changes: Any) -> Architecture:
    merged = {key: value for key, value in {**data, **changes}.items() if value is not ...}
    return read_model(json.dumps(merged), "config.json")


# --- MiMo 7B: vllm/model_executor/models/mimo.py takes Qwen 2's layers as they are.

MIMO: dict[str, Any] = {
    "model_type": "mimo",
    "num_hidden_layers": 36,
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "intermediate_size": 11008,
    "vocab_size": 151680,
    "attention_bias": True,
    "sliding_window": 32768,
    "max_window_layers": 32,
    "use_sliding_window": False,
    "num_nextn_predict_layers": 1,
    "tie_word_embeddings": False,
}


def test_mimo_is_qwen_2_and_its_layer_for_more_tokens_is_said_and_not_counted() -> None:
    model = read(MIMO)
    attention = 2 * 4096 * 4096 + 2 * 4096 * 1024 + 4096 + 2 * 1024
    layer = attention + 3 * 4096 * 11008 + 2 * 4096
    assert model.total_params == 36 * layer + 4096 + 2 * 151680 * 4096 == 7_622_619_136
    assert model.kv_values_per_token == 36 * 2 * 8 * 128
    # Hugging Face shows 7.83B for checkpoints of it: with the layer that predicts one token more,
    # the matrix that joins it to a token's embedding, and three norms.
    assert round((model.total_params + layer + 2 * 4096 * 4096 + 3 * 4096) / 1e9, 2) == 7.83
    assert round((model.total_params - model.input_embeddings) / 1e9, 1) == 7.0
    assert [gap for gap in model.gaps if "MTP" in gap]
