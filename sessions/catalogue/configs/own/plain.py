"""Families whose keys and a row say all: decoders like Llama, with experts, or with MLA. A family
with layers of its own has a module of its own.
"""

from sessions.catalogue.configs.family import Family

# Set as rows: one cell to a line hides which family is which.
# fmt: off
LLAMA = Family(("llama",), attention_bias="config all", mlp_bias="config")
_GRANITE = Family(("granitemoe",), attention_bias="config all", experts=True)
_WINDOWED = {"num_key_value_heads": 8, "sliding_window": 4096}
# The last of them has layers that predict more tokens, which stand beside the model.
_QWEN2 = Family(("qwen2", "qwen2_5_vl", "qwen2_5_vl_text", "qwen2_vl", "qwen2_5_omni_text", "mimo"),
    attention_bias="qkv", pattern="flag", needed=("num_key_value_heads",))
_QWEN3 = Family(("qwen3", "qwen3_vl", "qwen3_vl_text"), attention_bias="config all",
    qk_norm="head", pattern="flag", defaults={"head_dim": 128},
    needed=("num_key_value_heads",))
_HYBRID = _QWEN3._replace(types=("qwen3_5", "qwen3_5_text"), output_gate=True,
    defaults={"head_dim": 256, "full_attention_interval": 4, "num_key_value_heads": 4},
    needed=())
_SHARING = ("num_experts", "moe_intermediate_size", "shared_expert_intermediate_size")
_SHARING_HYBRID = _HYBRID._replace(types=("qwen3_next",), shared_gate=True, experts=True,
    defaults={**_HYBRID.defaults, "num_key_value_heads": 2}, needed=_SHARING)
_GLM = {"attention_bias": True, "head_dim": 128, "num_key_value_heads": 2}
_BAILING2 = Family(("bailing_moe_v2",), qk_norm="config head", router_bias=True, experts=True,
    needed=("num_experts", "num_shared_experts", "moe_intermediate_size", "use_qk_norm",
        "first_k_dense_replace"),
    only={"use_bias": False, "use_qkv_bias": False, "moe_router_enable_expert_bias": True})
_EXAONE = ("num_experts", "num_shared_experts", "moe_intermediate_size")
_ROUTED = ("n_routed_experts", "n_shared_experts", "moe_intermediate_size")
_V3 = Family(("deepseek_v3",), attention_bias="config all", router_bias=True, latent=True,
    experts=True,
    needed=("n_routed_experts", "n_shared_experts", "moe_intermediate_size", "q_lora_rank",
        ("first_k_dense_replace", "mlp_layer_types")))
_INDEXED = (*_V3.needed, "index_head_dim")

FAMILIES = (
    # Llama, and decoders that are Llama with a matrix, a bias, a norm or a window more or less.
    LLAMA,
    LLAMA._replace(types=("granite",)),
    _GRANITE._replace(needed=("num_local_experts",)),
    _GRANITE._replace(types=("granitemoeshared",),
        needed=("num_local_experts", "shared_intermediate_size")),
    LLAMA._replace(types=("smollm3",), tied=True, defaults={"num_key_value_heads": 4}),
    LLAMA._replace(types=("minicpm",), tied=True),
    LLAMA._replace(types=("arcee",), gated=False),
    LLAMA._replace(types=("nemotron",), gated=False, norm_bias=True),
    LLAMA._replace(types=("jais2",), gated=False, norm_bias=True,
        defaults={"attention_bias": True, "mlp_bias": True}),
    Family(("llama4", "llama4_text"), attention_bias="config all", pattern="chunks",
        unsaid_shared=True, experts=True,
        defaults={"attention_chunk_size": 8192, "num_key_value_heads": 8},
        needed=("num_local_experts",)),
    Family(("baichuan",)),
    Family(("exaone",)),
    Family(("exaone4",), qk_norm="head", pattern="1 in 4", defaults={"sliding_window": 4096}),
    Family(("cwm",), pattern="all", defaults={"num_key_value_heads": 8, "sliding_window": 8192},
        needed=("layer_types",), only={"mlp_bias": False}),
    Family(("cohere",), attention_bias="config all", qk_norm="config full", norms=1, tied=True),
    Family(("cohere2",), attention_bias="config all", norms=1, tied=True, pattern="1 in 4",
        defaults={"sliding_window": 4096}),
    Family(("olmo",), attention_bias="config all", norms=0, final_norm=False),
    Family(("olmo2",), attention_bias="config all", qk_norm="full"),
    Family(("olmo3",), attention_bias="config all", qk_norm="full", pattern="1 in 4",
        defaults={"sliding_window": 4096}),
    Family(("starcoder2",), attention_bias="all", gated=False, mlp_bias="yes", norm_bias=True,
        tied=True, pattern="all", defaults={"num_key_value_heads": 2}, only={"use_bias": True}),
    Family(("seed_oss",), attention_bias="qkv", mlp_bias="config",
        defaults={"head_dim": 128, "num_key_value_heads": 8},
        only={"attention_bias": True, "attention_out_bias": False}),
    Family(("internlm2",), attention_bias="config all", bias_keys=("bias", ""),
        defaults={"bias": True}),
    Family(("internlm3",), attention_bias="config all", mlp_bias="config",
        defaults={"num_key_value_heads": 2}, only={"qkv_bias": False, "bias": False}),
    Family(("ernie4_5",), tied=True, defaults={"head_dim": 128, "num_key_value_heads": 2},
        only={"use_bias": False}),
    Family(("hunyuan_v1_dense",), attention_bias="config all", qk_norm="head",
        only={"use_qk_norm": True, "use_cla": False}),
    Family(("apertus",), attention_bias="config all", qk_norm="head", gated=False, activation=2),
    Family(("phi3", "phi3_v", "phi4_multimodal", "phi4mm"), pattern="all"),
    # Mistral: a window in every layer, where the config has one.
    Family(("mistral", "mistral3"), pattern="all", defaults=_WINDOWED),
    Family(("ministral",), pattern="all", defaults=_WINDOWED),
    Family(("ministral3",), pattern="all", defaults={"num_key_value_heads": 8}),
    Family(("mixtral",), pattern="all", experts=True, defaults={"num_key_value_heads": 8},
        needed=("num_local_experts",)),
    # Qwen: Qwen2 has biases, Qwen3 norms of heads, and hybrids a gated delta net.
    _QWEN2,
    _QWEN2._replace(types=("qwen2_moe",), shared_gate=True, experts=True, needed=_SHARING,
        only={"qkv_bias": True}),
    _QWEN3,
    _QWEN3._replace(types=("qwen3_moe", "qwen3_vl_moe", "qwen3_vl_moe_text", "qwen3_omni_moe_text"),
        experts=True, defaults={"num_key_value_heads": 4},
        needed=(("num_experts", "num_local_experts"), "moe_intermediate_size", "head_dim")),
    _HYBRID,
    _SHARING_HYBRID,
    _SHARING_HYBRID._replace(types=("qwen3_5_moe", "qwen3_5_moe_text")),
    # GLM: biases on queries, keys and values where the config says so.
    Family(("glm",), attention_bias="config qkv", defaults=_GLM),
    Family(("glm4", "glm4v_text"), attention_bias="config qkv", norms=4, defaults=_GLM),
    Family(("glm4_moe", "glm4v_moe", "glm4v_moe_text"), attention_bias="config qkv",
        qk_norm="config head", router_bias=True, experts=True, defaults={"num_key_value_heads": 8},
        needed=("n_routed_experts", "n_shared_experts", "moe_intermediate_size",
            "first_k_dense_replace")),
    # Experts.
    _BAILING2,
    # Whose releases still have the older name.
    Family(("bailing_moe",), qk_norm="config head", experts=True,
        rather=("moe_router_enable_expert_bias", _BAILING2), needed=_EXAONE,
        only={"use_bias": False, "use_qkv_bias": False}),
    Family(("gpt_oss",), attention_bias="all", router_bias=True, expert_bias=True, sinks=True,
        pattern="1 in 2", experts=True,
        defaults={"head_dim": 64, "num_key_value_heads": 8, "sliding_window": 128},
        needed=("num_local_experts",), only={"attention_bias": True}),
    Family(("phimoe",), attention_bias="config all", norm_bias=True, output_bias="lm_head_bias",
        pattern="all", experts=True, defaults={"num_key_value_heads": 8},
        needed=("num_local_experts",)),
    Family(("minimax_m2", "minimax_m2.5"), qk_norm="config full", router_bias=True, experts=True,
        defaults={"head_dim": 128, "num_key_value_heads": 8, "use_qk_norm": True},
        needed=("num_local_experts",)),
    Family(("mimo_v2_flash", "mimo_v2"), attention_bias="config qkv", router_bias=True,
        experts=True,
        needed=("n_routed_experts", "moe_intermediate_size", "v_head_dim", "head_dim",
            "num_key_value_heads", "swa_num_key_value_heads", "moe_layer_freq",
            "hybrid_layer_pattern")),
    Family(("olmoe",), attention_bias="config all", qk_norm="full", experts=True,
        needed=("num_experts",)),
    Family(("flex_olmo",), attention_bias="config all", qk_norm="full", experts=True,
        needed=("num_experts",)),
    Family(("ernie4_5_moe",), tied=True, router_bias=True, experts=True,
        defaults={"num_key_value_heads": 4},
        needed=("moe_num_experts", "moe_num_shared_experts", "moe_intermediate_size",
            "moe_layer_start_index"), only={"use_bias": False}),
    Family(("jamba",), experts=True,
        defaults={"num_key_value_heads": 8, "attn_layer_period": 8, "attn_layer_offset": 4,
            "expert_layer_period": 2, "expert_layer_offset": 1}, needed=("num_experts",)),
    Family(("dots1",), attention_bias="config all", qk_norm="head", router_bias=True, experts=True,
        needed=_ROUTED, only={"moe_layer_freq": 1}),
    Family(("exaone_moe",), qk_norm="head", router_bias=True, pattern="1 in 4", experts=True,
        defaults={"sliding_window": 4096}, needed=_EXAONE),
    Family(("solar_open",), attention_bias="config qkv", router_bias=True, experts=True,
        defaults={"head_dim": 128, "num_key_value_heads": 8}, needed=_ROUTED),
    Family(("hy_v3",), attention_bias="config all", qk_norm="head", router_bias=True, experts=True,
        defaults={"head_dim": 128, "num_key_value_heads": 8, "first_k_dense_replace": 1},
        needed=_EXAONE, only={"mlp_bias": False}),
    Family(("afmoe",), attention_bias="config all", qk_norm="head", norms=4, output_gate=True,
        router_bias=True, pattern="1 in 4", experts=True,
        needed=("layer_types", *_EXAONE, "num_dense_layers"), only={"attention_bias": False}),
    # DeepSeek up to V3.2, and who took over its latent attention (MLA).
    Family(("deepseek",), attention_bias="config all", experts=True,
        needed=("n_routed_experts", "n_shared_experts", "moe_intermediate_size")),
    _V3._replace(types=("deepseek_v2",), router_bias=False),
    _V3,
    _V3._replace(types=("deepseek_v32",), needed=_INDEXED),
    _V3._replace(types=("kimi_k2", "kimi_k25")),
    _V3._replace(types=("glm_moe_dsa",), needed=_INDEXED),
    _V3._replace(types=("glm4_moe_lite",)),
    _V3._replace(types=("mistral4",), router_bias=False),
    _V3._replace(types=("minicpm3",), tied=True, needed=("q_lora_rank",), only={"mlp_bias": False}),
    _V3._replace(types=("youtu",), tied=True, needed=("q_lora_rank",)),
)
# fmt: on
