"""Qwen: Qwen2 with biases, Qwen3 with norms of heads, and its hybrids with a gated delta net."""

from sessions.catalogue.configs.family import Family

_QWEN2 = Family(
    # The last of them has layers that predict more tokens, which stand beside the model.
    ("qwen2", "qwen2_5_vl", "qwen2_5_vl_text", "qwen2_vl", "qwen2_5_omni_text", "mimo"),
    attention_bias="qkv",
    pattern="flag",
    needed=("num_key_value_heads",),
)
_QWEN3 = Family(
    ("qwen3", "qwen3_vl", "qwen3_vl_text"),
    attention_bias="config all",
    qk_norm="head",
    pattern="flag",
    defaults={"head_dim": 128},
    needed=("num_key_value_heads",),
)
_HYBRID = _QWEN3._replace(
    types=("qwen3_5", "qwen3_5_text"),
    output_gate=True,
    defaults={"head_dim": 256, "full_attention_interval": 4, "num_key_value_heads": 4},
    needed=(),
)
_SHARING = ("num_experts", "moe_intermediate_size", "shared_expert_intermediate_size")

_SHARING_HYBRID = _HYBRID._replace(
    types=("qwen3_next",),
    shared_gate=True,
    experts=True,
    defaults={**_HYBRID.defaults, "num_key_value_heads": 2},
    needed=_SHARING,
)

# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
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
)
# fmt: on
