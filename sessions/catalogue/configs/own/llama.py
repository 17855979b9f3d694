"""Llama, and decoders that are Llama with a matrix, a bias, a norm or a window more or less."""

from sessions.catalogue.configs.family import Family

LLAMA = Family(("llama",), attention_bias="config all", mlp_bias="config")
_GRANITE = Family(("granitemoe",), attention_bias="config all", experts=True)

# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
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
)
# fmt: on
