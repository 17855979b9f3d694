"""What a config of a family may leave out, may not leave out, and may not say otherwise.

A released config often lacks a key that its modelling code has a default for; the default is the
family's own, and no other family's. What has none worth guessing must be there.
"""

from typing import Any

from sessions.catalogue.configs.config import Config

_GEMMA2 = {"head_dim": 256, "num_key_value_heads": 4, "sliding_window": 4096}
_QWEN_HYBRID = {"head_dim": 256, "full_attention_interval": 4}

# The default of the released modelling code, for keys that are not there at all: a key that is
# there and null means what null means.
DEFAULTS: dict[str, dict[str, Any]] = {
    "mistral": {"num_key_value_heads": 8, "sliding_window": 4096},
    "ministral": {"num_key_value_heads": 8, "sliding_window": 4096},
    "ministral3": {"num_key_value_heads": 8},
    "mixtral": {"num_key_value_heads": 8},
    "qwen3": {"head_dim": 128},
    "qwen3_moe": {"num_key_value_heads": 4},
    "qwen3_next": {**_QWEN_HYBRID, "num_key_value_heads": 2},
    "qwen3_5": {**_QWEN_HYBRID, "num_key_value_heads": 4},
    "qwen3_5_moe": {**_QWEN_HYBRID, "num_key_value_heads": 2},
    "glm": {"attention_bias": True, "head_dim": 128, "num_key_value_heads": 2},
    "glm4": {"attention_bias": True, "head_dim": 128, "num_key_value_heads": 2},
    "glm4_moe": {"num_key_value_heads": 8},
    "gpt_oss": {"head_dim": 64, "num_key_value_heads": 8, "sliding_window": 128},
    "gemma": {"head_dim": 256},
    "gemma2": _GEMMA2,
    # Wrappers around this one leave out whatever the smallest of them has.
    "gemma3": {**_GEMMA2, "num_attention_heads": 8, "vocab_size": 262208},
    "vaultgemma": _GEMMA2,
    "phimoe": {"num_key_value_heads": 8},
    "minimax_m2": {"head_dim": 128, "num_key_value_heads": 8, "use_qk_norm": True},
    "cohere2": {"sliding_window": 4096},
    "olmo3": {"sliding_window": 4096},
    "exaone4": {"sliding_window": 4096},
    "exaone_moe": {"sliding_window": 4096},
    "starcoder2": {"num_key_value_heads": 2},
    "smollm3": {"num_key_value_heads": 4},
    "seed_oss": {"head_dim": 128, "num_key_value_heads": 8},
    "llama4": {"attention_chunk_size": 8192, "num_key_value_heads": 8},
    "ernie4_5": {"head_dim": 128, "num_key_value_heads": 2},
    "ernie4_5_moe": {"num_key_value_heads": 4},
    "jamba": {
        "num_key_value_heads": 8,
        "attn_layer_period": 8,
        "attn_layer_offset": 4,
        "expert_layer_period": 2,
        "expert_layer_offset": 1,
    },
    "internlm2": {"bias": True},
    "internlm3": {"num_key_value_heads": 2},
    "solar_open": {"head_dim": 128, "num_key_value_heads": 8},
    "hy_v3": {"head_dim": 128, "num_key_value_heads": 8, "first_k_dense_replace": 1},
    "cwm": {"num_key_value_heads": 8, "sliding_window": 8192},
    "jais2": {"attention_bias": True, "mlp_bias": True},
    "mamba": {"state_size": 16, "conv_kernel": 4, "expand": 2},
    "falcon_h1": {"num_key_value_heads": 8, "mamba_rms_norm": False},
    "bamba": {"num_key_value_heads": 8},
    "granitemoehybrid": {"shared_intermediate_size": 1024},
    "lfm2": {"num_key_value_heads": 8, "conv_L_cache": 3},
    "lfm2_moe": {"num_key_value_heads": 8, "conv_L_cache": 3},
    "minimax": {"num_key_value_heads": 8},
    "recurrent_gemma": {"attention_window_size": 2048, "conv1d_width": 4},
    "longcat_flash": {"zero_expert_num": 0},
    "refinedweb": {"new_decoder_architecture": True},
}

_MLA_EXPERTS = (
    "n_routed_experts",
    "n_shared_experts",
    "moe_intermediate_size",
    "q_lora_rank",
    ("first_k_dense_replace", "mlp_layer_types"),
)
# Keys without which the matrices are not known; null counts as said. One of those in brackets.
NEEDED: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "mixtral": ("num_local_experts",),
    "qwen2_moe": ("num_experts", "moe_intermediate_size", "shared_expert_intermediate_size"),
    "qwen3_moe": (("num_experts", "num_local_experts"), "moe_intermediate_size", "head_dim"),
    "qwen3_next": ("num_experts", "moe_intermediate_size", "shared_expert_intermediate_size"),
    "qwen3_5_moe": ("num_experts", "moe_intermediate_size", "shared_expert_intermediate_size"),
    "deepseek_v2": _MLA_EXPERTS,
    "deepseek_v3": _MLA_EXPERTS,
    "deepseek_v32": (*_MLA_EXPERTS, "index_head_dim"),
    "kimi_k2": _MLA_EXPERTS,
    "glm_moe_dsa": (*_MLA_EXPERTS, "index_head_dim"),
    "glm4_moe": (
        "n_routed_experts",
        "n_shared_experts",
        "moe_intermediate_size",
        "first_k_dense_replace",
    ),
    "qwen2": ("num_key_value_heads",),
    "qwen3": ("num_key_value_heads",),
    "nemotron_h": ("num_key_value_heads", ("head_dim", "attention_head_dim")),
    "gpt_oss": ("num_local_experts",),
    "cwm": ("layer_types",),
    "llama4": ("num_local_experts",),
    "olmoe": ("num_experts",),
    "granitemoe": ("num_local_experts",),
    "phimoe": ("num_local_experts",),
    "ernie4_5_moe": (
        "moe_num_experts",
        "moe_num_shared_experts",
        "moe_intermediate_size",
        "moe_layer_start_index",
    ),
    "jamba": ("num_experts",),
    "minimax_m2": ("num_local_experts",),
    "mistral4": _MLA_EXPERTS,
    "glm4_moe_lite": _MLA_EXPERTS,
    "minicpm3": ("q_lora_rank",),
    "youtu": ("q_lora_rank",),
    "deepseek": ("n_routed_experts", "n_shared_experts", "moe_intermediate_size"),
    "dots1": ("n_routed_experts", "n_shared_experts", "moe_intermediate_size"),
    "bailing_moe": ("num_experts", "num_shared_experts", "moe_intermediate_size"),
    "bailing_moe_v2": (
        "num_experts",
        "num_shared_experts",
        "moe_intermediate_size",
        "use_qk_norm",
        "first_k_dense_replace",
    ),
    "longcat_flash": ("zero_expert_num", "q_lora_rank"),
    "granitemoehybrid": ("num_local_experts",),
    "lfm2_moe": ("num_experts", "moe_intermediate_size", "num_dense_layers"),
    "minimax": ("num_local_experts",),
    "recurrent_gemma": (("block_types", "_block_types"), "num_key_value_heads", "head_dim"),
    "solar_open": ("n_routed_experts", "n_shared_experts", "moe_intermediate_size"),
    "flex_olmo": ("num_experts",),
    "granitemoeshared": ("num_local_experts", "shared_intermediate_size"),
    "exaone_moe": ("num_experts", "num_shared_experts", "moe_intermediate_size"),
    "hy_v3": ("num_experts", "num_shared_experts", "moe_intermediate_size"),
    "afmoe": (
        "layer_types",
        "num_experts",
        "num_shared_experts",
        "moe_intermediate_size",
        "num_dense_layers",
    ),
    "mimo_v2_flash": (
        "n_routed_experts",
        "moe_intermediate_size",
        "v_head_dim",
        "head_dim",
        "num_key_value_heads",
        "swa_num_key_value_heads",
        "moe_layer_freq",
        "hybrid_layer_pattern",
    ),
}

# Released models all have these so, and with another value the matrices would be others.
ONLY: dict[str, dict[str, Any]] = {
    "qwen2_moe": {"qkv_bias": True},
    "gpt_oss": {"attention_bias": True},
    "starcoder2": {"use_bias": True},
    "seed_oss": {"attention_bias": True, "attention_out_bias": False},
    "internlm3": {"qkv_bias": False, "bias": False},
    "hunyuan_v1_dense": {"use_qk_norm": True, "use_cla": False},
    "hy_v3": {"mlp_bias": False},
    "afmoe": {"attention_bias": False},
    "cwm": {"mlp_bias": False},
    "minicpm3": {"mlp_bias": False},
    "dots1": {"moe_layer_freq": 1},
    "mpt": {"expansion_ratio": 4},
    "bailing_moe": {"use_bias": False, "use_qkv_bias": False},
    "bailing_moe_v2": {
        "use_bias": False,
        "use_qkv_bias": False,
        "moe_router_enable_expert_bias": True,
    },
    "falcon_h1": {"projectors_bias": False, "mamba_proj_bias": False},
    "lfm2": {"tie_embedding": True},
    "lfm2_moe": {"tie_embedding": True, "use_expert_bias": True},
    "minimax": {"shared_intermediate_size": 0, "sliding_window": None},
    "hunyuan_v1_moe": {"use_qk_norm": True, "use_cla": False, "use_mixed_mlp_moe": True},
    "ernie4_5": {"use_bias": False},
    "ernie4_5_moe": {"use_bias": False},
}


def completed(config: Config, *types: str) -> Config:
    """The config with what its family leaves unsaid. Raises BadDocument where it may not be."""
    for model_type in types:
        for keys in NEEDED.get(model_type, ()):
            names = (keys,) if isinstance(keys, str) else keys
            there = [name for name in names if name in config.data]
            # Of several that say one thing, one must say it.
            if not there or (len(names) > 1 and not config.has(*there)):
                said = f"it is missing, and {model_type} has no number of its own for it"
                raise config.wrong(names[0], "nothing", said)
    missing = {
        key: value
        for model_type in types
        for key, value in DEFAULTS.get(model_type, {}).items()
        if key not in config.data
    }
    if not missing:
        return config
    data = {**missing, **config.data}
    outer = data if config.outer is config.data else config.outer
    return Config(config.file, data, outer, config.text)


def taken(config: Config, *types: str) -> tuple[str, ...]:
    """What was taken of the family's own defaults for keys that a config leaves out, as gaps."""
    found = {
        key: value
        for model_type in types
        for key, value in DEFAULTS.get(model_type, {}).items()
        if key not in config.data
    }
    if not found:
        return ()
    words = ", ".join([f"{key} {value}" for key, value in found.items()])
    return (f"The config leaves out {words}: taken from the family's own modelling code.",)


def strange(config: Config, model_type: str) -> str:
    """A key that every released model of a family has alike, and this config otherwise; or
    nothing.
    """
    for key, value in ONLY.get(model_type, {}).items():
        if config.raw(key) not in (None, value):
            return f"{key} = {str(config.raw(key))[:20]}"
    return ""
