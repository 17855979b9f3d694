"""Configs by hand: the traps of real files, kinds of layers, and what is refused or not known."""

from __future__ import annotations

import contextlib
import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from sessions.catalogue.configs.architecture import Architecture
from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import Unknown, architecture
from sessions.files.problems import BadDocument

LLAMA: dict[str, Any] = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "vocab_size": 100,
    "head_dim": 8,
    "tie_word_embeddings": False,
}


NO_EXPERTS: dict[str, Any] = {
    "n_routed_experts": None,
    "n_shared_experts": None,
    "moe_intermediate_size": None,
    "first_k_dense_replace": 0,
}


def read(**changes: Any) -> Architecture:
    data = {**LLAMA, **changes}
    if "model_type" in changes and "architectures" not in changes:
        # Llama's architecture is none of another family.
        del data["architectures"]
    return architecture(
        parse_config(json.dumps({k: v for k, v in data.items() if v is not ...}), "config.json")
    )


def attention(heads: int, kv_heads: int, head: int, hidden: int = 64) -> int:
    return 2 * hidden * heads * head + 2 * hidden * kv_heads * head


PLAIN = 100 * 64 * 2 + 4 * (attention(8, 2, 8) + 3 * 64 * 128 + 2 * 64) + 64


def test_a_plain_model_is_the_sum_of_its_matrices() -> None:
    model = read()
    assert model.total_params == model.total_active == PLAIN
    assert model.attention == "GQA"
    assert model.kv_values_per_token == 2 * 4 * 2 * 8


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({"tie_word_embeddings": True}, -100 * 64),
        ({"attention_bias": True}, 4 * (64 + 2 * 16 + 64)),
        ({"mlp_bias": True}, 4 * (2 * 128 + 64)),
        ({"model_type": "qwen2"}, 4 * (64 + 2 * 16)),
        ({"model_type": "qwen3"}, 4 * 2 * 8),
        ({"model_type": "olmo2"}, 4 * (64 + 16)),
        ({"model_type": "gemma2"}, 4 * 2 * 64),
        ({"num_key_value_heads": 8}, 4 * 2 * 64 * 6 * 8),
        ({"num_key_value_heads": 1}, -4 * 2 * 64 * 8),
        ({"head_dim": 16}, 4 * attention(8, 2, 8)),
    ],
)
def test_what_a_family_or_a_key_adds(changes: dict[str, Any], more: int) -> None:
    assert read(**changes).total_params == PLAIN + more


def test_missing_tying_is_the_familys_habit() -> None:
    assert read(tie_word_embeddings=...).total_params == PLAIN
    tied = read(model_type="gemma", tie_word_embeddings=...)
    assert tied.output_embeddings == 0


def test_kv_heads_count_beside_a_misleading_multi_query() -> None:
    falcon = {"model_type": "falcon", "multi_query": True, "num_key_value_heads": ...}
    assert read(**falcon, num_kv_heads=2, new_decoder_architecture=True).kv_values_per_token == 128
    assert read(**falcon, num_kv_heads=2).kv_values_per_token == 64


def test_text_is_found_where_it_is_nested() -> None:
    outer = {"model_type": "mistral3", "text_config": {**LLAMA, "model_type": "mistral"}}
    model = architecture(parse_config(json.dumps(outer), "config.json"))
    assert model.total_params == PLAIN
    assert any("vision" in gap for gap in model.gaps)


def test_literal_infinity_is_read_where_it_does_not_matter() -> None:
    text = json.dumps(LLAMA)[:-1] + ', "time_step_limit": [0.0, Infinity]}'
    assert architecture(parse_config(text, "config.json")).total_params == PLAIN
    with pytest.raises(BadDocument, match="hidden_size"):
        architecture(
            parse_config(json.dumps({**LLAMA, "hidden_size": float("inf")}), "config.json")
        )


EXPERTS = {
    "model_type": "qwen3_moe",
    "num_experts": 8,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 32,
}


def test_experts_count_all_for_bytes_and_a_few_for_a_token() -> None:
    parts, active = read(**EXPERTS).params(), read(**EXPERTS).active_params()
    assert parts["routed experts"] == 4 * 8 * 3 * 64 * 32
    assert active["routed experts"] == 4 * 2 * 3 * 64 * 32
    assert parts["router"] == active["router"] == 4 * 64 * 8


def test_dense_layers_before_and_between_experts() -> None:
    first = read(**EXPERTS, first_k_dense_replace=1).params()
    assert first["dense FFN"] == 3 * 64 * 128
    assert first["routed experts"] == 3 * 8 * 3 * 64 * 32
    only = read(**EXPERTS, mlp_only_layers=[0, 3]).params()
    assert only["dense FFN"] == 2 * 3 * 64 * 128
    every = read(**EXPERTS, decoder_sparse_step=2).params()
    assert every["routed experts"] == 2 * 8 * 3 * 64 * 32


def test_an_expert_count_under_two_names_must_agree() -> None:
    assert read(**EXPERTS, experts_per_token=2).total_params == read(**EXPERTS).total_params
    with pytest.raises(BadDocument, match="experts_per_token is 4"):
        read(**EXPERTS, experts_per_token=4)


def test_windows_by_list_by_pattern_and_by_flag() -> None:
    kinds = ["sliding_attention", "full_attention"] * 2
    dense = {"num_local_experts": None, "model_type": "gpt_oss"}
    listed = read(**dense, layer_types=kinds, sliding_window=16)
    assert listed.kv_values_per_token == 2 * 2 * 2 * 8
    assert listed.kv_values(100) == 2 * 32 * 100 + 2 * 32 * 16
    alternating = read(model_type="gemma2", sliding_window=16)
    assert alternating.kv_values_per_token == 2 * 32
    off = read(model_type="qwen2", sliding_window=16, use_sliding_window=False)
    assert off.kv_values_per_token == 4 * 32
    dense["model_type"] = "llama4"
    chunked = read(**dense, attention_chunk_size=16)
    assert [layer.mixer.growth for layer, _ in chunked.kinds] == ["chunk", "full"]


def test_state_layers_do_not_grow() -> None:
    linear = {
        "model_type": "qwen3_next",
        "num_experts": None,
        "moe_intermediate_size": None,
        "shared_expert_intermediate_size": None,
        "full_attention_interval": 4,
        "linear_num_key_heads": 2,
        "linear_num_value_heads": 4,
        "linear_key_head_dim": 8,
        "linear_value_head_dim": 8,
        "linear_conv_kernel_dim": 4,
    }
    model = read(**linear)
    assert model.kv_values_per_token == 32
    assert model.state_values == 3 * (4 * 8 * 8 + (2 * 16 + 32) * 3)
    assert model.kv_values(1_000_000) == 32 * 1_000_000 + model.state_values


def test_a_sparse_indexer_caches_its_keys_too() -> None:
    latent = {
        **NO_EXPERTS,
        "model_type": "deepseek_v32",
        "kv_lora_rank": 16,
        "q_lora_rank": 24,
        "qk_rope_head_dim": 4,
        "qk_nope_head_dim": 8,
        "v_head_dim": 8,
        "index_head_dim": 6,
        "index_n_heads": 3,
        "index_topk": 5,
    }
    # 61 layers of the released model give 85,888 byte a token at 2 byte: (512 + 64 + 128) values.
    assert read(**latent).kv_values_per_token == 4 * (16 + 4 + 6)


def test_an_indexer_that_serves_the_layers_after_it_is_counted_once() -> None:
    latent = {
        **NO_EXPERTS,
        "model_type": "glm_moe_dsa",
        "kv_lora_rank": 16,
        "q_lora_rank": 24,
        "qk_rope_head_dim": 4,
        "qk_nope_head_dim": 8,
        "v_head_dim": 8,
        "index_head_dim": 6,
        "index_n_heads": 3,
    }
    own = 24 * 3 * 6 + 64 * 6 + 2 * 6 + 64 * 3
    every = read(**latent)
    kinds = ["full", "shared", "full", "shared"]
    for how in ({"indexer_types": kinds}, {"index_topk_pattern": "FSFS"}):
        model = read(**latent, **how)
        assert model.total_params == every.total_params - 2 * own
        assert model.kv_values_per_token == 4 * (16 + 4) + 2 * 6
        assert not model.gaps
    # Three layers of their own, then one in four, as the released GLM 5.2 has them.
    released = read(**latent, index_topk_freq=4, index_skip_topk_offset=3, num_hidden_layers=78)
    assert released.kv_values_per_token == 78 * (16 + 4) + 21 * 6
    with pytest.raises(BadDocument, match="neither full nor shared"):
        read(**latent, indexer_types=["full", "none", "full", "full"])


GEMMA4: dict[str, Any] = {
    "model_type": "gemma4_text",
    "head_dim": 8,
    "global_head_dim": 16,
    "num_global_key_value_heads": 1,
    "attention_k_eq_v": True,
    "sliding_window": 16,
    "layer_types": ["sliding_attention"] * 3 + ["full_attention"],
    "tie_word_embeddings": True,
}


def test_keys_that_serve_as_values_have_one_matrix_and_are_cached_twice() -> None:
    model = read(**GEMMA4)
    window = attention(8, 2, 8) + 2 * 8
    full = 2 * 64 * 8 * 16 + 64 * 16 + 2 * 16
    assert model.params()["attention"] == 3 * window + full
    assert model.kv_values_per_token == 2 * 16
    assert model.kv_values_short == 2 * 16 + 3 * 2 * 2 * 8
    assert model.params()["norms"] == 64 + 4 * 4 * 64
    assert not model.gaps
    plain = read(**{**GEMMA4, "attention_k_eq_v": False})
    assert plain.params()["attention"] == 3 * window + 2 * 64 * 8 * 16 + 2 * 64 * 2 * 16 + 2 * 16


def test_experts_beside_a_dense_part_in_one_layer() -> None:
    experts = {
        "enable_moe_block": True,
        "num_experts": 8,
        "top_k_experts": 2,
        "moe_intermediate_size": 32,
    }
    parts = read(**GEMMA4, **experts).params()
    assert parts["dense FFN"] == 4 * 3 * 64 * 128
    assert parts["routed experts"] == 4 * 8 * 3 * 64 * 32
    assert parts["router"] == 4 * (64 * 8 + 64 + 8)
    assert parts["norms"] == 64 + 4 * 7 * 64
    with pytest.raises(BadDocument, match="more than the 8 experts"):
        read(**GEMMA4, **{**experts, "top_k_experts": 9})


@pytest.mark.parametrize(
    "changes",
    [
        {"linear_attn_config": {"kda_layers": [1]}},
        {"sparse_attention_config": {"use_sparse_attention": True}},
        {"compress_ratios": [0, 4, 128, 4]},
        {"num_kv_shared_layers": 2},
        {"hidden_size_per_layer_input": 256},
        {"attention_k_eq_v": True},
        {**GEMMA4, "hidden_size_per_layer_input": 256},
        {**GEMMA4, "num_kv_shared_layers": 2},
    ],
)
def test_a_key_that_changes_the_shape_makes_the_architecture_unknown(
    changes: dict[str, Any],
) -> None:
    with pytest.raises(Unknown) as unknown:
        read(**changes)
    assert unknown.value.stated["num_layers"] == 4
    off = {key: value for key, value in changes.items() if key not in GEMMA4}
    read(**(changes | dict.fromkeys(off)) if changes.get("model_type") else dict.fromkeys(off))


def test_a_key_that_nobody_read_and_that_may_change_the_shape_is_said() -> None:
    gaps = read(num_memory_heads=4, ngram_embedding_sizes=[1, 2], hidden_dropout=0.5).gaps
    assert gaps == (
        "Keys that napkin does not read, and that may change the counts:"
        " num_memory_heads, ngram_embedding_sizes.",
    )
    assert not read(num_memory_heads=0, ngram_embedding_sizes=[], router_dtype="float32").gaps
    assert "and 4 more" in read(**{f"extra_heads_{at}": 1 for at in range(10)}).gaps[0]


def test_no_real_config_of_a_known_architecture_has_a_key_that_nobody_read(
    shared_data: Path,
) -> None:
    for path in sorted((shared_data / "models").glob("*.json")):
        model = architecture(parse_config(path.read_text(encoding="utf-8"), str(path)))
        assert not [gap for gap in model.gaps if gap.startswith("Keys")], path.name


def test_searched_blocks_have_heads_and_widths_of_their_own() -> None:
    blocks = [
        {"attention": {"n_heads_in_group": 4}, "ffn": {"ffn_mult": 6.0}},
        {"attention": {"n_heads_in_group": 8}, "ffn": {"no_op": True}},
        {"attention": {"no_op": True}, "ffn": {"ffn_mult": 6.0}},
        {"attention": {"replace_with_linear": True}, "ffn": {"replace_with_linear": True}},
    ]
    model = read(model_type="nemotron-nas", block_configs=blocks, num_key_value_heads=...)
    assert model.kv_values_per_token == 2 * 8 * (2 + 1)
    assert model.params()["dense FFN"] == 2 * 3 * 64 * 256 + 64 * 64


NEMOTRON: dict[str, Any] = {
    **EXPERTS,
    "model_type": "nemotron_h",
    "mamba_num_heads": 4,
    "mamba_head_dim": 16,
    "n_groups": 2,
    "ssm_state_size": 8,
    "conv_kernel": 4,
}


def test_blocks_are_read_from_letters_and_from_words_and_never_assumed() -> None:
    letters = read(**NEMOTRON, hybrid_override_pattern="ME*-")
    words = ["mamba", "moe", "attention", "mlp"]
    assert read(**NEMOTRON, layers_block_type=words) == letters
    assert read(**NEMOTRON, layers_block_type=words, num_hidden_layers=...) == letters
    assert letters.kv_values_per_token == 2 * 2 * 8
    with pytest.raises(BadDocument, match="which layer is of which kind"):
        read(**NEMOTRON)
    for wrong in ([], ["mamba", "newblock"], ["mamba", 7], [["mamba"]]):
        with pytest.raises(BadDocument):
            read(**NEMOTRON, layers_block_type=wrong)


def test_experts_on_a_narrower_copy_of_a_token_are_smaller_and_the_way_there_counts() -> None:
    plain = read(**NEMOTRON, hybrid_override_pattern="ME*-").params()
    narrow = read(**NEMOTRON, hybrid_override_pattern="ME*-", moe_latent_size=16).params()
    assert plain["routed experts"] == 8 * 2 * 64 * 32
    assert narrow["routed experts"] == 8 * 2 * 16 * 32
    # Down to it and up again, for every token; the router looks at the whole of it.
    assert narrow["shared experts"] - plain["shared experts"] == 2 * 64 * 16
    assert narrow["router"] == plain["router"]


def test_llama_4_has_a_shared_expert_that_no_key_tells() -> None:
    keys = {"num_local_experts": 8, "num_experts_per_tok": 1, "intermediate_size_mlp": 256}
    every_other = read(model_type="llama4", **keys, interleave_moe_layer_step=2).params()
    assert every_other["shared experts"] == 2 * 3 * 64 * 128
    assert every_other["routed experts"] == 2 * 8 * 3 * 64 * 128
    assert every_other["dense FFN"] == 2 * 3 * 64 * 256


@pytest.mark.parametrize(
    "changes",
    [
        {"model_type": "newformer"},
        {"model_type": ...},
        {"model_type": 7},
        {"kv_lora_rank": 512},
        {"num_local_experts": 8, "num_experts_per_tok": 2},
        {"model_type": "deepseek_v3"},
    ],
)
def test_what_is_not_known_is_said_and_not_guessed(changes: dict[str, Any]) -> None:
    with pytest.raises(Unknown) as unknown:
        read(**changes)
    assert unknown.value.stated == {"num_layers": 4, "hidden_size": 64, "vocab_size": 100}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "JSON"),
        ("[1]", "an object"),
        ('{"a": ', "JSON"),
        ("[" * 100_000, "nested"),
        ('{"model_type": "llama"}', "missing"),
        ('{"model_type": "llama", "hidden_size": ' + "9" * 5000 + "}", ""),
        ('{"hidden_size": 64,\n "model_type": "llama", "hidden_size": 128}', "two values"),
        ('{"model_type": "llama",\n "hidden_size": "64"}', "config.json:2:2"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(BadDocument, match=r"config\.json") as bad:
        architecture(parse_config(text, "config.json"))
    assert said in str(bad.value)


HOSTILE: tuple[Any, ...] = (
    None,
    -1,
    0,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    "7168",
    "\x1b[31m",
    [],
    {},
    [1],
    True,
    "x" * 10_000,
    {"a": {"b": 1}},
    [[[]]],
)


def test_a_thousand_mutated_configs_are_read_refused_or_not_known(shared_data: Path) -> None:
    """Never a traceback; and a total only where every number it is made of is a number."""
    chance = random.Random(4)
    paths = sorted((shared_data / "models").glob("*.json"))
    originals = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    for _ in range(1_000):
        data = copy.deepcopy(chance.choice(originals))
        inner = data.get("text_config", data)
        for _ in range(chance.randint(1, 3)):
            key = chance.choice(list(inner))
            if chance.random() < 0.3:
                inner.pop(key, None)
            else:
                inner[key] = chance.choice(HOSTILE)
        with contextlib.suppress(BadDocument, Unknown):
            model = architecture(parse_config(json.dumps(data), "mutated.json"))
            assert 0 < model.total_active <= model.total_params
            assert model.kv_values_per_token >= 0
