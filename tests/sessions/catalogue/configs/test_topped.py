"""Configs whose architecture is not what their model_type says, with parts that see, and with
windows and lists of layers that are easily misread.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from formulas.compiled import evaluate
from sessions.catalogue.catalogue import find
from sessions.catalogue.configs.architecture import Architecture
from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import Unknown, architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.document.session import Session, SetUp
from sessions.files.problems import BadDocument
from sessions.setups.resolve import resolve
from tests.sessions.catalogue.configs import recent

HIDDEN, VOCAB = 64, 100
LLAMA: dict[str, Any] = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": HIDDEN,
    "intermediate_size": 128,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "vocab_size": VOCAB,
    "tie_word_embeddings": False,
}


def read(**changes: Any) -> Architecture:
    data = {**LLAMA, **changes}
    kept = {key: value for key, value in data.items() if value is not ...}
    return architecture(parse_config(json.dumps(kept), "config.json"))


# --- an architecture that is not its model_type


@pytest.mark.parametrize(
    "changes",
    [
        {"architectures": ["LlamaForCausalLMEagle3"], "draft_vocab_size": 32},
        {"architectures": ["Eagle3LlamaForCausalLM"]},
        {"architectures": ["LlamaEagleModel"]},
        {"architectures": ["DFlashDraftModel"], "model_type": "qwen3"},
        {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "dflash_config": {"a": 1}},
        {"architectures": ["DeepseekV3ForCausalLMNextN"]},
        {"architectures": ["MedusaModel"]},
        {"draft_vocab_size": 32},
        {"speculators_model_type": "eagle3"},
    ],
)
def test_what_drafts_for_another_model_is_not_counted_as_one(changes: dict[str, Any]) -> None:
    with pytest.raises(Unknown, match="drafts for another model"):
        read(**changes)


@pytest.mark.parametrize(
    "name", ["MistralForCausalLM", "Qwen2ForCausalLM", "LlamaForMaskedLM", "LlamaForRewardModel"]
)
def test_another_architecture_than_the_model_type_is_not_guessed_at(name: str) -> None:
    with pytest.raises(Unknown, match=name):
        read(architectures=[name])


def test_a_family_that_has_another_ones_shapes_may_have_its_architecture() -> None:
    shared = recent.read(recent.KIMI) if hasattr(recent, "KIMI") else None
    assert shared is None or shared.total_params
    assert read(architectures=["OwnNameForCausalLM"]).total_params == read().total_params
    assert read(architectures=...).total_params == read().total_params


def test_a_head_that_classifies_stands_where_tokens_come_out() -> None:
    plain = read()
    labelled = read(
        architectures=["LlamaForSequenceClassification"], id2label={"0": "a", "1": "b", "2": "c"}
    )
    assert plain.total_params - labelled.total_params == VOCAB * HIDDEN - 3 * HIDDEN
    assert any("3 numbers" in gap for gap in labelled.gaps)
    tokens = read(architectures=["LlamaForTokenClassification"], num_labels=5)
    assert tokens.output_embeddings == 5 * (HIDDEN + 1)
    assert read(architectures=["LlamaForSequenceClassification"]).output_embeddings == 2 * HIDDEN
    assert labelled.kv_values_per_token == plain.kv_values_per_token


def test_a_bare_model_has_no_output_embeddings() -> None:
    bare = read(architectures=["LlamaModel"])
    assert bare.output_embeddings == 0
    assert read().total_params - bare.total_params == VOCAB * HIDDEN
    assert any("bare model" in gap for gap in bare.gaps)
    tied = read(architectures=["LlamaModel"], tie_word_embeddings=True)
    assert tied.total_params == bare.total_params


# --- a window longer than the context


def test_a_window_that_no_request_can_fill_is_none() -> None:
    phi: dict[str, Any] = {"model_type": "phi3", "architectures": ["Phi3ForCausalLM"]}
    long = read(**phi, sliding_window=262144, max_position_embeddings=131072)
    full = read(**phi, sliding_window=None, max_position_embeddings=131072)
    assert long.kv_values_per_token == full.kv_values_per_token > 0
    assert long.attention == full.attention
    equal = read(**phi, sliding_window=4096, max_position_embeddings=4096)
    assert equal.kv_values_per_token == full.kv_values_per_token
    short = read(**phi, sliding_window=2047, max_position_embeddings=4096)
    assert short.kv_values_per_token == 0
    assert "2,047" in short.attention


def test_a_context_that_is_stretched_can_fill_a_window_after_all() -> None:
    phi: dict[str, Any] = {"model_type": "phi3", "architectures": ["Phi3ForCausalLM"]}
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    stretched = read(**phi, sliding_window=65536, max_position_embeddings=32768, rope_scaling=yarn)
    assert stretched.kv_values_per_token == 0
    without = read(**phi, sliding_window=65536, max_position_embeddings=32768)
    assert without.kv_values_per_token > 0


def test_a_window_without_a_context_is_kept() -> None:
    phi: dict[str, Any] = {"model_type": "phi3", "architectures": ["Phi3ForCausalLM"]}
    assert read(**phi, sliding_window=4096).kv_values_per_token == 0


# --- the layers of Step 3.x


def _step(**changes: Any) -> Architecture:
    return recent.read(recent.STEP, **changes)


def test_words_for_the_layers_of_step_say_the_same_as_their_numbers() -> None:
    words = ["dense"] * 3 + ["sparse"] * 42
    numbered = _step()
    assert _step(moe_layers_enum=..., mlp_layer_types=words) == numbered
    assert _step(mlp_layer_types=words) == numbered
    # Those after the last are of layers that predict more tokens.
    assert _step(mlp_layer_types=[*words, "dense", "dense", "dense"]) == numbered
    fewer = _step(moe_layers_enum=..., mlp_layer_types=["dense"] * 5 + ["sparse"] * 40)
    assert fewer.total_params < numbered.total_params


def test_words_and_numbers_of_step_that_disagree_are_a_problem() -> None:
    with pytest.raises(BadDocument, match="name other layers"):
        _step(mlp_layer_types=["dense"] * 4 + ["sparse"] * 41)
    with pytest.raises(BadDocument):
        _step(mlp_layer_types=["dense"] * 45 + ["spars"])


# --- the keys of a part that sees


def test_keys_of_a_part_that_sees_are_none_of_the_text() -> None:
    seen = read(
        mm_hidden_size=1024,
        mm_vision_select_layer=-2,
        vision_config={"hidden_size": 1000, "num_hidden_layers": 24},
        image_token_index=32000,
        embd_layer={"hidden_dim": 4096},
        img_processor={"layer_idx": -2},
    )
    assert seen.total_params == read().total_params
    assert len(seen.gaps) == 1
    assert "vision" in seen.gaps[0]


def test_the_sizes_of_the_text_are_those_inside() -> None:
    outer = {
        "model_type": "some_vl",
        "architectures": ["SomeVLForConditionalGeneration"],
        "hidden_size": 999,
        "num_hidden_layers": 1,
        "text_config": {**LLAMA, "architectures": ["LlamaForCausalLM"]},
        "vision_config": {"hidden_size": 1152, "num_hidden_layers": 27, "num_experts": 8},
    }
    model = architecture(parse_config(json.dumps(outer), "config.json"))
    assert model.total_params == read().total_params


def test_a_draft_around_a_text_part_is_a_draft() -> None:
    outer = {"model_type": "some_vl", "architectures": ["SomeVLEagle3"], "text_config": LLAMA}
    with pytest.raises(Unknown, match="drafts"):
        architecture(parse_config(json.dumps(outer), "config.json"))


# --- dense releases of mixed precision


def test_a_dense_release_counts_by_part_in_the_chain_too(tmp_path: Path) -> None:
    data = {
        **LLAMA,
        "torch_dtype": "bfloat16",
        "quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 128]},
        "hidden_size": 256,
        "intermediate_size": 512,
        "vocab_size": 1000,
    }
    path = tmp_path / "mixed.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    config = parse_config(path.read_text(encoding="utf-8"), str(path))
    model = architecture(config)
    weights = as_released(config, model)
    assert weights.per_param["embeddings"] == 2.0
    item = find("models", str(path))
    parts = model.params()
    assert item.entries["wide_params"].value == model.total_params - parts["dense FFN"]
    setup = SetUp("own", model=str(path), hardware="H100", weights="fp8")
    held = evaluate(resolve(Session(setups=(setup,)), setup).given).get("weight_bytes", "napkin")
    assert held == pytest.approx(weights.total, rel=0.001)


def test_a_dense_release_of_one_precision_has_no_parts(tmp_path: Path) -> None:
    path = tmp_path / "plain.json"
    path.write_text(json.dumps(LLAMA), encoding="utf-8")
    assert "wide_params" not in find("models", str(path)).entries
