"""Decoders with experts whose keys and a row say all."""

from sessions.catalogue.configs.family import Family

_BAILING2 = Family(
    ("bailing_moe_v2",),
    qk_norm="config head",
    router_bias=True,
    experts=True,
    needed=(
        "num_experts",
        "num_shared_experts",
        "moe_intermediate_size",
        "use_qk_norm",
        "first_k_dense_replace",
    ),
    only={"use_bias": False, "use_qkv_bias": False, "moe_router_enable_expert_bias": True},
)
_EXAONE = ("num_experts", "num_shared_experts", "moe_intermediate_size")
_ROUTED = ("n_routed_experts", "n_shared_experts", "moe_intermediate_size")

# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
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
)
# fmt: on
