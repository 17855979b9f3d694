"""Released models of many families, held against the parameters that their releases have.

The configs are written out as far as shapes go; the totals are those of the released weights, to
the last parameter, and KV is the numbers that one more token adds.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import architecture


class Release(NamedTuple):
    """A released model: its total, and the numbers that a token adds to its cache."""

    params: int
    kv: int
    config: dict[str, Any]
    state: int = 0


def sizes(model_type: str, hidden: int, layers: int, heads: int, vocab: int) -> dict[str, Any]:
    return {
        "model_type": model_type,
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "vocab_size": vocab,
    }


def gpt(model_type: str, width: int, layers: int, heads: int, vocab: int) -> dict[str, Any]:
    named = {"n_embd": width, "n_layer": layers, "n_head": heads, "vocab_size": vocab}
    return {"model_type": model_type, **named}


RELEASES: dict[str, Release] = {
    # --- rows as they were before
    "Qwen2.5-7B": Release(
        7_615_616_512,
        2 * 28 * 4 * 128,
        sizes("qwen2", 3584, 28, 28, 152064)
        | {"num_key_value_heads": 4, "intermediate_size": 18944, "max_window_layers": 28}
        | {"sliding_window": 131072, "use_sliding_window": False},
    ),
    "gemma-2-9b": Release(
        9_241_705_984,
        2 * 21 * 8 * 256,
        sizes("gemma2", 3584, 42, 16, 256000)
        | {"num_key_value_heads": 8, "head_dim": 256, "intermediate_size": 14336},
    ),
    "gemma-2-2b, which leaves heads and window to its class": Release(
        2_614_341_888,
        2 * 13 * 4 * 256,
        sizes("gemma2", 2304, 26, 8, 256000) | {"intermediate_size": 9216},
    ),
    "Phi-3-mini": Release(
        3_821_079_552,
        0,
        sizes("phi3", 3072, 32, 32, 32064) | {"intermediate_size": 8192, "sliding_window": 2047},
    ),
    "Phi-3.5-MoE": Release(
        41_873_153_344,
        2 * 32 * 8 * 128,
        sizes("phimoe", 4096, 32, 32, 32064)
        | {"num_key_value_heads": 8, "intermediate_size": 6400, "num_local_experts": 16}
        | {"num_experts_per_tok": 2, "attention_bias": True, "lm_head_bias": True},
    ),
    "falcon-7b, in its first spelling": Release(
        6_921_720_704,
        2 * 32 * 64,
        gpt("RefinedWebModel", 4544, 32, 71, 65024)
        | {"hidden_size": 4544, "n_embd": None, "multi_query": True, "parallel_attn": True},
    ),
    "Qwen3-30B-A3B": Release(
        30_532_122_624,
        2 * 48 * 4 * 128,
        sizes("qwen3_moe", 2048, 48, 32, 151936)
        | {"num_key_value_heads": 4, "head_dim": 128, "moe_intermediate_size": 768}
        | {"num_experts": 128, "num_experts_per_tok": 8},
    ),
    "DeepSeek-V2-Lite": Release(
        15_706_484_224,
        27 * (512 + 64),
        sizes("deepseek_v2", 2048, 27, 16, 102400)
        | {"intermediate_size": 10944, "moe_intermediate_size": 1408, "n_routed_experts": 64}
        | {"n_shared_experts": 2, "num_experts_per_tok": 6, "first_k_dense_replace": 1}
        | {"kv_lora_rank": 512, "q_lora_rank": None, "qk_rope_head_dim": 64}
        | {"qk_nope_head_dim": 128, "v_head_dim": 128, "num_key_value_heads": 16},
    ),
    "OLMoE-1B-7B": Release(
        6_919_161_856,
        2 * 16 * 16 * 128,
        sizes("olmoe", 2048, 16, 16, 50304)
        | {"intermediate_size": 1024, "num_experts": 64, "num_experts_per_tok": 8},
    ),
    "Command R+": Release(
        103_810_674_688,
        2 * 64 * 8 * 128,
        sizes("cohere", 12288, 64, 96, 256000)
        | {"num_key_value_heads": 8, "intermediate_size": 33792, "use_qk_norm": True},
    ),
    # --- rows
    "glm-4-9b": Release(
        9_399_951_360,
        2 * 40 * 2 * 128,
        sizes("glm", 4096, 40, 32, 151552) | {"intermediate_size": 13696},
    ),
    "Baichuan2-7B": Release(
        7_505_973_248,
        2 * 32 * 4096,
        sizes("baichuan", 4096, 32, 32, 125696) | {"intermediate_size": 11008},
    ),
    "internlm2-7b": Release(
        7_737_708_544,
        2 * 32 * 8 * 128,
        sizes("internlm2", 4096, 32, 32, 92544)
        | {"num_key_value_heads": 8, "intermediate_size": 14336, "bias": False},
    ),
    "EXAONE-3.0-7.8B": Release(
        7_818_448_896,
        2 * 32 * 8 * 128,
        sizes("exaone", 4096, 32, 32, 102400)
        | {"num_key_value_heads": 8, "intermediate_size": 14336},
    ),
    "MiniCPM-2B": Release(
        2_724_880_896,
        2 * 40 * 36 * 64,
        sizes("minicpm", 2304, 40, 36, 122753) | {"intermediate_size": 5760},
    ),
    "OLMo-7B": Release(
        6_888_095_744,
        2 * 32 * 4096,
        sizes("olmo", 4096, 32, 32, 50304) | {"intermediate_size": 11008},
    ),
    "deepseek-moe-16b": Release(
        16_375_728_128,
        2 * 28 * 2048,
        sizes("deepseek", 2048, 28, 16, 102400)
        | {"intermediate_size": 10944, "moe_intermediate_size": 1408, "n_routed_experts": 64}
        | {"n_shared_experts": 2, "num_experts_per_tok": 6, "first_k_dense_replace": 1}
        | {"moe_layer_freq": 1, "num_key_value_heads": 16},
    ),
    "Ling-mini-2.0": Release(
        16_255_643_392,
        2 * 20 * 4 * 128,
        sizes("bailing_moe", 2048, 20, 16, 157184)
        | {"num_key_value_heads": 4, "head_dim": 128, "intermediate_size": 5120}
        | {"num_experts": 256, "num_experts_per_tok": 8, "num_shared_experts": 1}
        | {"moe_intermediate_size": 512, "use_qk_norm": True, "first_k_dense_replace": 1}
        | {"moe_shared_expert_intermediate_size": 512, "moe_router_enable_expert_bias": True}
        | {"use_bias": False, "use_qkv_bias": False, "router_dtype": "fp32"},
    ),
    # --- a fixed state, by hand: of each head or channel, and the tail of the convolution
    "mamba-2.8b": Release(
        2_768_345_600,
        0,
        sizes("mamba", 2560, 64, 1, 50280)
        | {"num_attention_heads": None, "state_size": 16, "conv_kernel": 4, "expand": 2}
        | {"intermediate_size": 5120, "time_step_rank": 160},
        64 * 5120 * (16 + 3),
    ),
    "Mamba-Codestral-7B": Release(
        7_285_403_648,
        0,
        sizes("mamba2", 4096, 64, 1, 32768)
        | {"num_attention_heads": None, "state_size": 128, "conv_kernel": 4, "expand": 2}
        | {"num_heads": 128, "head_dim": 64, "n_groups": 8},
        64 * (8192 * 128 + (8192 + 2 * 8 * 128) * 3),
    ),
    "granite-4.0-h-tiny": Release(
        6_939_037_248,
        2 * 4 * 4 * 128,
        sizes("granitemoehybrid", 1536, 40, 12, 100352)
        | {"num_key_value_heads": 4, "intermediate_size": 512, "num_local_experts": 64}
        | {"num_experts_per_tok": 6, "shared_intermediate_size": 1024}
        | {"layer_types": ["attention" if at % 10 == 5 else "mamba" for at in range(40)]}
        | {"mamba_n_heads": 48, "mamba_d_head": 64, "mamba_d_state": 128, "mamba_d_conv": 4}
        | {"mamba_n_groups": 1, "mamba_expand": 2, "tie_word_embeddings": True},
        36 * (3072 * 128 + (3072 + 2 * 128) * 3),
    ),
    "bamba-9b": Release(
        9_780_235_392,
        2 * 3 * 8 * 128,
        sizes("bamba", 4096, 32, 32, 128256)
        | {"num_key_value_heads": 8, "intermediate_size": 14336}
        | {"attn_layer_indices": [9, 18, 27], "mamba_n_heads": 128, "mamba_d_head": "auto"}
        | {"mamba_d_state": 128, "mamba_d_conv": 4, "mamba_n_groups": 1, "mamba_expand": 2},
        29 * (8192 * 128 + (8192 + 2 * 128) * 3),
    ),
    "LFM2-1.2B": Release(
        1_170_340_608,
        2 * 6 * 8 * 64,
        sizes("lfm2", 2048, 16, 32, 65536)
        | {"num_key_value_heads": 8, "block_ff_dim": 12288, "block_multiple_of": 256}
        | {"block_auto_adjust_ff_dim": True, "block_ffn_dim_multiplier": 1.0}
        | {"full_attn_idxs": [2, 5, 8, 10, 12, 14], "conv_L_cache": 3},
        10 * 2048 * 2,
    ),
    "LFM2-8B-A1B": Release(
        8_339_929_856 + 22 * 32,  # with the number beside the router for each expert
        2 * 6 * 8 * 64,
        sizes("lfm2_moe", 2048, 24, 32, 65536)
        | {"num_key_value_heads": 8, "intermediate_size": 7168, "moe_intermediate_size": 1792}
        | {"num_experts": 32, "num_experts_per_tok": 4, "num_dense_layers": 2}
        | {"full_attn_idxs": [2, 6, 10, 14, 18, 21], "conv_L_cache": 3},
        18 * 2048 * 2,
    ),
    "MiniMax-Text-01": Release(
        456_089_655_296,
        2 * 10 * 8 * 128,
        sizes("minimax_text_01", 6144, 80, 64, 200064)
        | {"num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 9216}
        | {"num_local_experts": 32, "num_experts_per_tok": 2}
        | {"attn_type_list": [0, 0, 0, 0, 0, 0, 0, 1] * 10},
        70 * 64 * 128 * 128,
    ),
    "recurrentgemma-2b": Release(
        2_682_862_080,
        0,
        sizes("recurrent_gemma", 2560, 26, 10, 256000)
        | {"num_key_value_heads": 1, "head_dim": 256, "intermediate_size": 15360}
        | {"block_types": ["recurrent", "recurrent", "attention"], "lru_width": 2560},
        18 * 2560 * (1 + 3),
    ),
    # --- sizes in objects or lists of their own
    "dbrx": Release(
        131_596_523_520,
        2 * 40 * 8 * 128,
        {"model_type": "dbrx", "d_model": 6144, "n_heads": 48, "n_layers": 40}
        | {"vocab_size": 100352, "attn_config": {"clip_qkv": 8, "kv_n_heads": 8}}
        | {"ffn_config": {"ffn_hidden_size": 10752, "moe_num_experts": 16, "moe_top_k": 4}},
    ),
    "Hunyuan-A13B": Release(
        80_393_183_232,
        2 * 32 * 8 * 128,
        sizes("hunyuan_v1_moe", 4096, 32, 32, 128167)
        | {"num_key_value_heads": 8, "head_dim": 128, "attention_head_dim": 128}
        | {"intermediate_size": 3072, "moe_intermediate_size": [3072] * 32, "num_experts": 64}
        | {"moe_topk": [8] * 32, "num_shared_expert": [1] * 32, "use_qk_norm": True}
        | {"use_cla": False, "cla_share_factor": 2, "tie_word_embeddings": True},
    ),
    "LongCat-Flash": Release(
        # MLA twice, a dense part twice, 512 experts, a router with a number for each expert.
        2 * 131072 * 6144
        + 6144
        + 28
        * (
            2 * (6144 * 1536 + 1536 + 1536 * 64 * 192)
            + 2 * (6144 * 576 + 512 + 512 * 64 * 256 + 64 * 128 * 6144)
            + 2 * 3 * 6144 * 12288
            + 512 * 3 * 6144 * 2048
            + 768 * 6145
            + 4 * 6144
        ),
        28 * 2 * (512 + 64),
        sizes("longcat_flash", 6144, 28, 64, 131072)
        | {"num_hidden_layers": None, "num_layers": 28, "ffn_hidden_size": 12288}
        | {"expert_ffn_hidden_size": 2048, "n_routed_experts": 512, "moe_topk": 12}
        | {"zero_expert_num": 256, "kv_lora_rank": 512, "q_lora_rank": 1536}
        | {"qk_rope_head_dim": 64, "qk_nope_head_dim": 128, "v_head_dim": 128},
    ),
    "Ling-lite-1.5, the older kind under the same name": Release(
        # Attention, 64 routed and two shared experts, a router and two norms in every layer.
        2 * 126464 * 2048
        + 28 * (2 * 2048 * 2048 + 2 * 2048 * 512 + 66 * 3 * 2048 * 1408 + 64 * 2048 + 2 * 2048)
        + 2048,
        2 * 28 * 4 * 128,
        sizes("bailing_moe", 2048, 28, 16, 126464)
        | {"num_key_value_heads": 4, "intermediate_size": 1408, "moe_intermediate_size": 1408}
        | {"num_experts": 64, "num_experts_per_tok": 6, "num_shared_experts": 2}
        | {"first_k_dense_replace": 0, "use_bias": False, "use_qkv_bias": False},
    ),
    # --- before Llama
    "gpt2": Release(
        124_439_808,
        2 * 12 * 768,
        gpt("gpt2", 768, 12, 12, 50257) | {"n_positions": 1024, "n_inner": None},
    ),
    "starcoder": Release(
        15_517_456_384,
        2 * 40 * 128,
        gpt("gpt_bigcode", 6144, 40, 48, 49152)
        | {"n_positions": 8192, "n_inner": 24576, "multi_query": True},
    ),
    "gpt-j-6b": Release(6_050_882_784, 2 * 28 * 4096, gpt("gptj", 4096, 28, 16, 50400)),
    "gpt-neox-20b": Release(
        20_554_567_680,
        2 * 44 * 6144,
        sizes("gpt_neox", 6144, 44, 64, 50432) | {"intermediate_size": 24576},
    ),
    "opt-125m": Release(
        125_239_296,
        2 * 12 * 768,
        sizes("opt", 768, 12, 12, 50272)
        | {"ffn_dim": 3072, "max_position_embeddings": 2048, "word_embed_proj_dim": 768},
    ),
    "bloom": Release(
        176_247_271_424,
        2 * 70 * 14336,
        {"model_type": "bloom", "n_embed": 14336, "n_layer": 70, "num_attention_heads": 112}
        | {"vocab_size": 250880},
    ),
    "mpt-7b": Release(
        6_649_286_656,
        2 * 32 * 4096,
        {"model_type": "mpt", "d_model": 4096, "n_layers": 32, "n_heads": 32, "vocab_size": 50432}
        | {"attn_config": {"alibi": True, "attn_type": "multihead_attention"}, "no_bias": True},
    ),
    "phi-2": Release(
        2_779_683_840,
        2 * 32 * 2560,
        sizes("phi", 2560, 32, 32, 51200) | {"intermediate_size": 10240, "qk_layernorm": False},
    ),
    "stablelm-3b-4e1t": Release(
        2_795_443_200,
        2 * 32 * 2560,
        sizes("stablelm", 2560, 32, 32, 50304) | {"intermediate_size": 6912},
    ),
    "stablelm-2-12b": Release(
        12_143_185_920,
        2 * 40 * 8 * 160,
        sizes("stablelm", 5120, 40, 32, 100352)
        | {"intermediate_size": 13824, "num_key_value_heads": 8, "qk_layernorm": True}
        | {"use_parallel_residual": True},
    ),
    "chatglm3-6b": Release(
        6_243_584_000,
        2 * 28 * 2 * 128,
        sizes("chatglm", 4096, 28, 32, 65024)
        | {"vocab_size": None, "padded_vocab_size": 65024, "ffn_hidden_size": 13696}
        | {"num_hidden_layers": None, "num_layers": 28, "kv_channels": 128, "add_qkv_bias": True}
        | {"multi_query_attention": True, "multi_query_group_num": 2},
    ),
    "Qwen-7B": Release(
        7_721_324_544,
        2 * 32 * 4096,
        sizes("qwen", 4096, 32, 32, 151936)
        | {"intermediate_size": 22016, "kv_channels": 128, "no_bias": True},
    ),
}


@pytest.mark.parametrize("name", RELEASES)
def test_a_release_has_as_many_parameters_as_its_config_comes_to(name: str) -> None:
    release = RELEASES[name]
    model = architecture(parse_config(json.dumps(release.config), "config.json"))
    assert model.total_params == release.params
    assert model.kv_values_per_token == release.kv
    assert model.state_values == release.state
    assert not [gap for gap in model.gaps if gap.startswith("Keys")]
