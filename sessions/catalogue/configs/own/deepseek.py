"""DeepSeek up to V3.2, and who took over its latent attention (MLA): Kimi K2, GLM-5, Mistral 4."""

from sessions.catalogue.configs.family import Family

_V3 = Family(
    ("deepseek_v3",),
    attention_bias="config all",
    router_bias=True,
    latent=True,
    experts=True,
    needed=(
        "n_routed_experts",
        "n_shared_experts",
        "moe_intermediate_size",
        "q_lora_rank",
        ("first_k_dense_replace", "mlp_layer_types"),
    ),
)
_INDEXED = (*_V3.needed, "index_head_dim")

# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
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
