"""GLM: biases on queries, keys and values where the config says so. GLM-5 is in `deepseek`."""

from sessions.catalogue.configs.family import Family

_DEFAULTS = {"attention_bias": True, "head_dim": 128, "num_key_value_heads": 2}

# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
    Family(("glm",), attention_bias="config qkv", defaults=_DEFAULTS),
    Family(("glm4", "glm4v_text"), attention_bias="config qkv", norms=4, defaults=_DEFAULTS),
    Family(("glm4_moe", "glm4v_moe", "glm4v_moe_text"), attention_bias="config qkv",
        qk_norm="config head", router_bias=True, experts=True, defaults={"num_key_value_heads": 8},
        needed=("n_routed_experts", "n_shared_experts", "moe_intermediate_size",
            "first_k_dense_replace")),
)
# fmt: on
