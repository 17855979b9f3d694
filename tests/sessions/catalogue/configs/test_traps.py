"""The traps of real configs: keys left out, null, in lists, nested, or said under another name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sessions.catalogue.configs.architecture import Architecture
from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import Unknown, architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.files.problems import BadDocument

HIDDEN, WIDE, VOCAB = 64, 128, 100
PLAIN: dict[str, Any] = {
    "model_type": "llama",
    "hidden_size": HIDDEN,
    "intermediate_size": WIDE,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "vocab_size": VOCAB,
}
MATRICES = 2 * HIDDEN * 64 + 2 * HIDDEN * 16 + 3 * HIDDEN * WIDE
TOTAL = 2 * VOCAB * HIDDEN + 4 * (MATRICES + 2 * HIDDEN) + HIDDEN


def read(**changes: Any) -> Architecture:
    data = {**PLAIN, **changes}
    return architecture(
        parse_config(json.dumps({k: v for k, v in data.items() if v is not ...}), "config.json")
    )


# --- nested


@pytest.mark.parametrize("wrapper", ["text_config", "llm_config", "language_config"])
def test_the_text_part_of_a_wrapper_is_counted_and_the_rest_is_said(wrapper: str) -> None:
    outer = {"model_type": "some_vl", wrapper: PLAIN, "vision_config": {"hidden_size": 1000}}
    model = architecture(parse_config(json.dumps(outer), "config.json"))
    assert model.total_params == TOTAL
    assert any("vision" in gap for gap in model.gaps)


def test_the_text_part_of_a_thinker_is_two_levels_down() -> None:
    text = {**PLAIN, "model_type": "qwen2_5_omni_text"}
    outer = {"model_type": "qwen2_5_omni", "thinker_config": {"text_config": text}}
    assert architecture(
        parse_config(json.dumps(outer), "config.json")
    ).total_params == TOTAL + 4 * (64 + 2 * 16)


def test_a_flat_config_beside_a_vision_part_says_so_too() -> None:
    assert any("vision" in gap for gap in read(vision_config={"depth": 32}).gaps)
    assert not read(vision_config=None).gaps


def test_tying_may_be_said_outside_only_or_inside_only() -> None:
    tied = TOTAL - VOCAB * HIDDEN
    outer = {"model_type": "some_vl", "text_config": PLAIN, "tie_word_embeddings": True}
    assert architecture(parse_config(json.dumps(outer), "config.json")).total_params == tied
    inside = {**outer, "text_config": {**PLAIN, "tie_word_embeddings": False}}
    assert architecture(parse_config(json.dumps(inside), "config.json")).total_params == TOTAL


def test_a_wrapper_may_leave_out_what_the_smallest_of_its_family_has() -> None:
    """The text part of gemma-3-4b-it: no heads, no width of a head, no vocabulary."""
    text = {
        "model_type": "gemma3_text",
        "hidden_size": 2560,
        "intermediate_size": 10240,
        "num_hidden_layers": 34,
        "sliding_window": 1024,
    }
    outer = {"model_type": "gemma3", "text_config": text, "vision_config": {}}
    model = architecture(parse_config(json.dumps(outer), "config.json"))
    layer = 2 * 2560 * 8 * 256 + 2 * 2560 * 4 * 256 + 3 * 2560 * 10240 + 2 * 256 + 4 * 2560
    assert model.total_params == 262208 * 2560 + 34 * layer + 2560 == 3_880_263_168
    # Every sixth layer is full.
    assert model.kv_values_per_token == 5 * 2 * 4 * 256
    assert model.kv_values(10_000) - model.kv_values(9_000) == 1_000 * 5 * 2 * 4 * 256


# --- left out, null, off


def test_a_window_that_is_left_out_is_the_familys_and_null_is_none() -> None:
    assert read(model_type="mistral").kv_values(5_000) == 4 * 32 * 4_096
    assert read(model_type="mistral", sliding_window=None).kv_values(5_000) == 4 * 32 * 5_000
    assert read(model_type="llama").kv_values(5_000) == 4 * 32 * 5_000


def test_the_switch_of_a_window_counts_and_not_its_size() -> None:
    off = read(model_type="qwen2", sliding_window=16, use_sliding_window=False)
    nothing = read(model_type="qwen2", sliding_window=None, use_sliding_window=True)
    unsaid = read(model_type="qwen2", sliding_window=16)
    for model in (off, nothing, unsaid):
        assert model.kv_values_per_token == 4 * 32
    some = {"sliding_window": 16, "use_sliding_window": True, "max_window_layers": 3}
    assert read(model_type="qwen2", **some).kv_values_per_token == 3 * 32
    none = read(model_type="qwen2", **{**some, "max_window_layers": 4})
    assert none.kv_values_per_token == none.kv_values_short == 4 * 32


def test_gpt_oss_without_its_list_alternates() -> None:
    keys = {"num_local_experts": 4, "num_experts_per_tok": 2}
    model = read(model_type="gpt_oss", **keys)
    assert model.kv_values_per_token == 2 * 32
    assert model.kv_values(1_000) == 2 * 32 * 1_000 + 2 * 32 * 128


def test_kv_heads_left_out_are_all_heads_or_the_familys_own() -> None:
    assert read(num_key_value_heads=...).attention == "MHA"
    assert read(num_key_value_heads=None).attention == "MHA"
    assert read(model_type="smollm3", num_key_value_heads=...).kv_values_per_token == 4 * 4 * 2 * 8


@pytest.mark.parametrize(
    ("model_type", "key"),
    [
        ("mixtral", "num_local_experts"),
        ("qwen3_moe", "moe_intermediate_size"),
        ("qwen3_moe", "num_experts"),
        ("olmoe", "num_experts"),
        ("gpt_oss", "num_local_experts"),
    ],
)
def test_what_no_family_has_a_habit_of_must_be_said(model_type: str, key: str) -> None:
    keys = {
        "num_local_experts" if model_type in ("mixtral", "gpt_oss") else "num_experts": 8,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 32,
    }
    assert read(model_type=model_type, **keys).params()["routed experts"]
    with pytest.raises(BadDocument, match="missing"):
        read(model_type=model_type, **{k: v for k, v in keys.items() if k != key})


@pytest.mark.parametrize(
    ("model_type", "key", "usual"),
    [
        ("gpt_oss", "attention_bias", True),
        ("qwen2_moe", "qkv_bias", True),
        ("starcoder2", "use_bias", True),
        ("seed_oss", "attention_out_bias", False),
        ("ernie4_5", "use_bias", False),
        ("bailing_moe", "use_qkv_bias", False),
        ("hunyuan_v1_moe", "use_cla", False),
        ("falcon_h1", "projectors_bias", False),
    ],
)
def test_a_key_that_no_release_has_otherwise_makes_the_model_unknown(
    model_type: str, key: str, usual: bool
) -> None:
    with pytest.raises(Unknown):
        read(model_type=model_type, **{key: not usual})


# --- lists


def test_a_list_with_a_value_for_each_layer_has_one_for_each() -> None:
    kinds = ["full_attention"] * 3
    for model_type in ("gemma3_text", "gpt_oss", "qwen3"):
        with pytest.raises(BadDocument, match="layer_types"):
            read(model_type=model_type, layer_types=kinds, num_local_experts=None)
    with pytest.raises(BadDocument, match="num_key_value_heads"):
        read(num_key_value_heads=[2, 2, 2, 2])


def test_long_lists_that_only_rotate_are_no_shape() -> None:
    scaling = {"type": "longrope", "long_factor": [1.5] * 48, "short_factor": [1.0] * 48}
    assert read(model_type="phi3", rope_scaling=scaling).total_params == TOTAL


def test_experts_of_a_list_must_be_alike_in_every_layer() -> None:
    keys: dict[str, Any] = {
        "model_type": "hunyuan_v1_moe",
        "num_experts": 4,
        "num_shared_expert": [1] * 4,
        "moe_intermediate_size": [WIDE] * 4,
    }
    one = 3 * HIDDEN * WIDE
    parts = read(**keys, moe_topk=[2] * 4).active_params()
    assert parts["routed experts"] == 4 * 2 * one
    assert parts["shared experts"] == 4 * one
    for wrong in ([2, 2, 2, 1], [2] * 3, []):
        with pytest.raises(BadDocument, match="moe_topk"):
            read(**keys, moe_topk=wrong)
    with pytest.raises(BadDocument, match="not as wide"):
        read(**{**keys, "moe_intermediate_size": [32] * 4}, moe_topk=2)


# --- other names


def test_the_names_of_gpt_2() -> None:
    named = {"model_type": "gpt2", "n_embd": 64, "n_layer": 4, "n_head": 8, "vocab_size": 100}
    model = architecture(
        parse_config(json.dumps({**named, "n_positions": 32, "n_inner": None}), "config.json")
    )
    layer = 4 * 64 * 64 + 4 * 64 + 2 * 64 * 256 + 256 + 64 + 4 * 64
    assert model.total_params == (100 + 32) * 64 + 4 * layer + 2 * 64
    with pytest.raises(BadDocument, match="n_positions"):
        architecture(parse_config(json.dumps(named), "config.json"))


def test_multi_query_is_said_by_a_flag_or_by_a_number_of_groups() -> None:
    code = {"model_type": "gpt_bigcode", "n_positions": 32}
    assert read(**code, multi_query=True).kv_values_per_token == 4 * 2 * 8
    assert read(**code, multi_query=False).kv_values_per_token == 4 * 2 * 64
    glm = {"model_type": "chatglm", "multi_query_group_num": 2, "ffn_hidden_size": WIDE}
    assert read(**glm, multi_query_attention=True).kv_values_per_token == 4 * 2 * 2 * 8
    assert read(**glm, multi_query_attention=False).kv_values_per_token == 4 * 2 * 64


def test_the_first_falcons_have_one_kv_head_or_a_number_of_them() -> None:
    old = {"num_key_value_heads": ..., "parallel_attn": True}
    one = read(model_type="RefinedWebModel", **old, multi_query=True)
    assert one.attention == "MQA"
    some = read(model_type="RefinedWeb", **old, n_head_kv=2)
    assert some.kv_values_per_token == 4 * 2 * 2 * 8
    # The larger one has a norm for each of its two parallel parts.
    assert some.params()["norms"] - one.params()["norms"] == 4 * 2 * HIDDEN


def test_experts_per_token_under_its_other_name() -> None:
    keys = {"model_type": "mixtral", "num_local_experts": 4}
    usual = read(**keys, num_experts_per_tok=2)
    assert read(**keys, num_experts_per_token=2).active_params() == usual.active_params()


def test_layers_of_fixed_state_are_named_in_words_marks_or_numbers() -> None:
    lfm = {"model_type": "lfm2", "block_multiple_of": 64, "num_hidden_layers": 4}
    words = read(**lfm, layer_types=["conv", "full_attention", "conv", "conv"])
    assert read(**lfm, full_attn_idxs=[1]) == words
    assert words.kv_values_per_token == 2 * 2 * 8
    assert words.state_values == 3 * HIDDEN * 2
    for wrong in ({"full_attn_idxs": [9]}, {"layer_types": ["conv"] * 3}, {}):
        with pytest.raises(BadDocument):
            read(**lfm, **wrong)
    with pytest.raises(BadDocument, match="no kind of layer"):
        read(**lfm, layer_types=["conv", "memory", "conv", "conv"])


def test_attention_beside_a_state_grows_and_keeps_one() -> None:
    mamba = {"mamba_n_heads": 4, "mamba_d_head": 8, "mamba_d_ssm": 32, "mamba_d_state": 16}
    model = read(model_type="falcon_h1", **mamba, mamba_d_conv=4, mamba_n_groups=1)
    assert model.kv_values_per_token == 4 * 32
    assert model.state_values == 4 * (4 * 8 * 16 + (32 + 2 * 16) * 3)
    states = HIDDEN * (32 + 64 + 4) + 64 * 4 + 64 + 3 * 4 + 32 * HIDDEN
    assert model.total_params == TOTAL + 4 * states


@pytest.mark.parametrize("left", ["re:.*conv.*", "model.layers.0.conv.in_proj", "re:.*self_attn.*"])
def test_modules_of_a_hybrid_that_are_left_as_they_were_are_said_and_not_misplaced(
    left: str,
) -> None:
    entry = {
        "quant_method": "modelopt",
        "quant_algo": "NVFP4",
        "exclude_modules": [left, "lm_head"],
    }
    data = {**PLAIN, "model_type": "lfm2", "full_attn_idxs": [1], "quantization_config": entry}
    config = parse_config(json.dumps(data), "config.json")
    weights = as_released(config, architecture(config))
    assert weights.gaps == (f"Modules named in a way that napkin cannot place: {left}.",)
    assert weights.per_param["attention"] == 0.5625


def test_a_layer_type_that_is_no_text_is_refused() -> None:
    kinds: list[object] = ["full_attention"] * 3
    strange: tuple[object, ...] = ({}, [], [1, 2], None, 7)
    for odd in strange:
        config = {**PLAIN, "model_type": "qwen3", "head_dim": 8, "layer_types": [*kinds, odd]}
        with pytest.raises(BadDocument):
            architecture(parse_config(json.dumps(config), "config.json"))


def test_what_is_taken_from_a_family_s_own_code_is_said() -> None:
    unsaid = {key: value for key, value in PLAIN.items() if key != "num_key_value_heads"}
    model = architecture(
        parse_config(
            json.dumps(
                {
                    **unsaid,
                    "model_type": "mixtral",
                    "num_local_experts": 4,
                    "num_experts_per_tok": 2,
                }
            ),
            "config.json",
        )
    )
    assert any("num_key_value_heads 8" in gap for gap in model.gaps)
    plain = architecture(parse_config(json.dumps({**unsaid, "model_type": "llama"}), "config.json"))
    assert any("as many as heads" in gap for gap in plain.gaps)
    with pytest.raises(BadDocument, match="num_key_value_heads"):
        architecture(parse_config(json.dumps({**unsaid, "model_type": "qwen2"}), "config.json"))
