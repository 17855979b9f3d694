"""Configs of recent architectures: the keys of the public ones that a count can depend on."""

from __future__ import annotations

import json
from typing import Any

from sessions.catalogue.configs.architecture import Architecture
from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import architecture


def without(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not ...}


def read(data: dict[str, Any], **changes: Any) -> Architecture:
    return architecture(parse_config(json.dumps(without({**data, **changes})), "config.json"))


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

KIMI: dict[str, Any] = {
    "model_type": "kimi_linear",
    "num_hidden_layers": 27,
    "hidden_size": 2304,
    "head_dim": 72,
    "intermediate_size": 9216,
    "vocab_size": 163840,
    "num_attention_heads": 32,
    "num_key_value_heads": 32,
    "q_lora_rank": None,
    "kv_lora_rank": 512,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
    "mla_use_nope": True,
    "first_k_dense_replace": 1,
    "moe_layer_freq": 1,
    "num_experts": 256,
    "num_experts_per_token": 8,
    "num_shared_experts": 1,
    "moe_intermediate_size": 1024,
    "num_expert_group": 1,
    "topk_group": 1,
    "use_grouped_topk": True,
    "tie_word_embeddings": False,
    "linear_attn_config": {
        "kda_layers": [at for at in range(1, 27) if at % 4],
        "full_attn_layers": [4, 8, 12, 16, 20, 24, 27],
        "num_heads": 32,
        "head_dim": 128,
        "short_conv_kernel_size": 4,
    },
}

K3: dict[str, Any] = {
    **KIMI,
    "num_hidden_layers": 93,
    "hidden_size": 7168,
    "head_dim": ...,
    "intermediate_size": 33792,
    "num_attention_heads": 96,
    "num_key_value_heads": 96,
    "q_lora_rank": 1536,
    "num_experts": 896,
    "num_experts_per_token": 16,
    "num_shared_experts": 2,
    "moe_intermediate_size": 3072,
    "routed_expert_hidden_size": 3584,
    "latent_moe_use_norm": True,
    "attn_res_block_size": 12,
    "mla_use_output_gate": True,
    "linear_attn_config": {
        "kda_layers": [at for at in range(1, 93) if at % 4],
        "full_attn_layers": [*range(4, 93, 4), 93],
        "num_heads": 96,
        "head_dim": 128,
        "short_conv_kernel_size": 4,
        "gate_lower_bound": -5.0,
        "use_full_rank_gate": True,
    },
}

SPARSE = [0] * 3 + [1] * 57

M3: dict[str, Any] = {
    "model_type": "minimax_m3_vl",
    "num_hidden_layers": 60,
    "hidden_size": 6144,
    "num_attention_heads": 64,
    "num_key_value_heads": 4,
    "head_dim": 128,
    "intermediate_size": 3072,
    "dense_intermediate_size": 12288,
    "shared_intermediate_size": 3072,
    "n_shared_experts": 1,
    "num_local_experts": 128,
    "num_experts_per_tok": 4,
    "moe_layer_freq": SPARSE,
    "vocab_size": 200064,
    "use_qk_norm": True,
    "qk_norm_type": "per_head",
    "use_gemma_norm": True,
    "attention_output_gate": False,
    "tie_word_embeddings": False,
    "sparse_attention_config": {
        "use_sparse_attention": True,
        "sparse_attention_freq": SPARSE,
        "sparse_disable_index_value": SPARSE,
        "sparse_index_dim": 128,
        "sparse_num_index_heads": 4,
        "sparse_topk_blocks": 16,
        "sparse_block_size": 128,
        "sparse_init_block": 0,
        "sparse_local_block": 1,
        "sparse_score_type": "max",
    },
}

PRO_RATIOS = [128, 128, *[4, 128] * 29, 4, 0]  # the last is of the layer that predicts more

PRO: dict[str, Any] = {
    "model_type": "deepseek_v4",
    "num_hidden_layers": 61,
    "hidden_size": 7168,
    "num_attention_heads": 128,
    "num_key_value_heads": 1,
    "head_dim": 512,
    "qk_rope_head_dim": 64,
    "q_lora_rank": 1536,
    "o_lora_rank": 1024,
    "o_groups": 16,
    "index_head_dim": 128,
    "index_n_heads": 64,
    "index_topk": 1024,
    "sliding_window": 128,
    "compress_ratios": PRO_RATIOS,
    "hc_mult": 4,
    "num_hash_layers": 3,
    "n_routed_experts": 384,
    "n_shared_experts": 1,
    "num_experts_per_tok": 6,
    "moe_intermediate_size": 3072,
    "num_nextn_predict_layers": 1,
    "vocab_size": 129280,
    "attention_bias": False,
    "tie_word_embeddings": False,
}

FLASH: dict[str, Any] = {
    **PRO,
    "num_hidden_layers": 43,
    "hidden_size": 4096,
    "num_attention_heads": 64,
    "q_lora_rank": 1024,
    "o_groups": 8,
    "index_topk": 512,
    "n_routed_experts": 256,
    "moe_intermediate_size": 2048,
    "compress_ratios": [0, 0, *[4, 128] * 20, 4, 0],
}

FP8 = {"quant_method": "fp8", "weight_block_size": [128, 128], "activation_scheme": "dynamic"}

NVFP4 = FP8 | {
    "quant_algo": "MIXED_PRECISION",
    "ignore": ["*.attn.*", "*.ffn.shared_experts.*", "head", "mtp.*"],
    "quantized_layers": {f"layers.{at}.ffn.experts": {"quant_algo": "NVFP4"} for at in range(61)},
}

STEP: dict[str, Any] = {
    "model_type": "step3p5",
    "num_hidden_layers": 45,
    "hidden_size": 4096,
    "num_attention_heads": 64,
    "num_attention_groups": 8,
    "head_dim": 128,
    "attention_other_setting": {
        "attention_type": "sliding_attention",
        "num_attention_heads": 96,
        "num_attention_groups": 8,
        "head_dim": 128,
        "true_head_dim": 128,
    },
    "layer_types": ["full_attention", *["sliding_attention"] * 3] * 12,  # three after the last
    "sliding_window": 512,
    "use_head_wise_attn_gate": True,
    "intermediate_size": 11264,
    "moe_layers_enum": ",".join(map(str, range(3, 45))),
    "moe_num_experts": 288,
    "moe_top_k": 8,
    "moe_intermediate_size": 1280,
    "share_expert_dim": 1280,
    "use_moe_router_bias": True,
    "num_nextn_predict_layers": 3,
    "vocab_size": 128896,
    "tie_word_embeddings": False,
}
