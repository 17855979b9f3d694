"""What the config of each model family leaves unsaid: biases, norms, and how its layers alternate.

A row for each `model_type` that napkin knows, from the released modelling code of that family. A
type that has no row is not guessed at: two models with the same keys can differ by a matrix.
"""

from typing import Literal, NamedTuple

Bias = Literal["no", "qkv", "all", "config qkv", "config all"]


class Family(NamedTuple):
    """The habits of a family.

    Attributes:
        attention_bias: which projections of attention have a bias; `config` asks `attention_bias`.
        qk_norm: a norm over each head's queries and keys (`head`), over all of them (`full`), or
            where `use_qk_norm` says so.
        gated: feed-forward of three matrices (gate, up, down) and not of two.
        mlp_bias: a bias on each matrix of the feed-forward; `config` asks `mlp_bias`.
        bias_keys: other names for `attention_bias` and `mlp_bias`.
        norms: norms per layer outside of attention.
        norm_bias: each norm has a bias too.
        tied: input and output embeddings are one where the config does not say.
        router_bias: one number for each expert beside the router.
        expert_bias: each matrix of each expert has a bias.
        shared_gate: the shared expert has a gate of its own.
        unsaid_shared: beside the routed experts stands a shared one of their width, which no key
            of the config tells.
        sinks: a number for each head that attention may look at instead of a token.
        final_norm: there is a norm after the last layer.
        output_bias: the output embeddings have a bias where this key says so.
        output_gate: queries come with a gate of their own size.
        pattern: how windows alternate where no list says so: `none`, `all` (every layer has the
            config's window), `flag` (only with `use_sliding_window`), or one full layer in N.
        four_wide: a feed-forward is four times as wide as a token where no key says its width.
        activation: numbers that the activation of each layer has learned.
        latent: attention caches one latent vector (MLA).
        experts: the family has models with experts.
        gaps: what is not modelled for the whole family.
        reads: keys of `keys.CHANGES` that are read for it.
        wide_state: engines keep its recurrent state in 4 bytes a number, though no key says so.
        own: the module that makes its layers, where no row can say what they are.
    """

    attention_bias: Bias = "no"
    qk_norm: Literal["", "head", "full", "config head", "config full"] = ""
    gated: bool = True
    mlp_bias: Literal["no", "yes", "config"] = "no"
    bias_keys: tuple[str, str] = ("attention_bias", "mlp_bias")
    norms: int = 2
    norm_bias: bool = False
    tied: bool = False
    router_bias: bool = False
    expert_bias: bool = False
    shared_gate: bool = False
    unsaid_shared: bool = False
    sinks: bool = False
    final_norm: bool = True
    output_bias: str = ""
    output_gate: bool = False
    pattern: str = "none"
    four_wide: bool = False
    activation: int = 0
    latent: bool = False
    experts: bool = False
    gaps: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    wide_state: bool = False
    own: str = ""


_LLAMA = Family(attention_bias="config all", mlp_bias="config")
_QWEN3 = Family(attention_bias="config all", qk_norm="head", pattern="flag")
_DEEPSEEK = Family(attention_bias="config all", router_bias=True, latent=True, experts=True)
FAMILIES: dict[str, Family] = {
    "llama": _LLAMA,
    "mistral": Family(pattern="all"),
    "ministral": Family(pattern="all"),
    "mixtral": Family(pattern="all", experts=True),
    "qwen2": Family(attention_bias="qkv", pattern="flag"),
    "qwen2_moe": Family(attention_bias="qkv", shared_gate=True, pattern="flag", experts=True),
    "qwen3": _QWEN3,
    "qwen3_moe": _QWEN3._replace(experts=True),
    "qwen3_next": _QWEN3._replace(shared_gate=True, output_gate=True, experts=True),
    "qwen3_5": _QWEN3._replace(output_gate=True),
    "qwen3_5_moe": _QWEN3._replace(shared_gate=True, output_gate=True, experts=True),
    "deepseek_v2": _DEEPSEEK._replace(router_bias=False),
    "deepseek_v3": _DEEPSEEK,
    "deepseek_v32": _DEEPSEEK,
    "deepseek_v4": Family(
        router_bias=True,
        experts=True,
        reads=("compress_ratios", "hc_mult", "o_lora_rank"),
        gaps=(
            "Attention's work: counted as in a context of 4,096 tokens or more, where the indexer"
            " picks as many entries as it may; a shorter one asks for less.",
            "Engines cache an entry partly at 8 bit and partly at 16: vLLM takes 584 bytes for 512"
            " numbers.",
        ),
        wide_state=True,
    ),
    "kimi_k2": _DEEPSEEK,
    "kimi_linear": _DEEPSEEK._replace(
        reads=(
            "attn_res_block_size",
            "linear_attn_config",
            "mla_use_output_gate",
            "routed_expert_hidden_size",
        ),
        wide_state=True,
    ),
    "glm4_moe": Family(
        attention_bias="config qkv", qk_norm="config head", router_bias=True, experts=True
    ),
    "glm_moe_dsa": _DEEPSEEK,
    "glm4": Family(attention_bias="config qkv", norms=4),
    "gpt_oss": Family(
        attention_bias="all",
        router_bias=True,
        expert_bias=True,
        sinks=True,
        pattern="1 in 2",
        experts=True,
    ),
    "gemma": Family(attention_bias="config all", tied=True),
    "gemma2": Family(attention_bias="config all", norms=4, tied=True, pattern="1 in 2"),
    "gemma3": Family(
        attention_bias="config all", qk_norm="head", norms=4, tied=True, pattern="1 in 6"
    ),
    "gemma4": Family(
        attention_bias="config all",
        qk_norm="head",
        norms=4,
        tied=True,
        pattern="1 in 6",
        experts=True,
        reads=(
            "attention_k_eq_v",
            "enable_moe_block",
            "global_head_dim",
            "num_global_key_value_heads",
        ),
    ),
    "phi3": Family(pattern="all"),
    "phimoe": Family(
        attention_bias="config all",
        norm_bias=True,
        output_bias="lm_head_bias",
        pattern="all",
        experts=True,
    ),
    "falcon": Family(
        attention_bias="config all",
        gated=False,
        mlp_bias="config",
        bias_keys=("bias", "bias"),
        norm_bias=True,
        tied=True,
        four_wide=True,
    ),
    "minimax_m2": Family(qk_norm="config full", router_bias=True, experts=True),
    "minimax_m3": Family(
        qk_norm="config head",
        router_bias=True,
        experts=True,
        reads=("sparse_attention_config",),
    ),
    "mimo_v2_flash": Family(attention_bias="config qkv", router_bias=True, experts=True),
    "nemotron_h": Family(gated=False, norms=1, router_bias=True, experts=True),
    "nemotron-nas": _LLAMA,
    "deci": _LLAMA,
    "llama4": Family(
        attention_bias="config all", pattern="chunks", unsaid_shared=True, experts=True
    ),
    "cohere": Family(attention_bias="config all", qk_norm="config full", norms=1, tied=True),
    "cohere2": Family(attention_bias="config all", norms=1, tied=True, pattern="1 in 4"),
    "olmo2": Family(attention_bias="config all", qk_norm="full"),
    "olmoe": Family(attention_bias="config all", qk_norm="full", experts=True),
    "olmo3": Family(attention_bias="config all", qk_norm="full", pattern="1 in 4"),
    "granite": _LLAMA,
    "granitemoe": Family(attention_bias="config all", experts=True),
    "starcoder2": Family(
        attention_bias="all", gated=False, mlp_bias="yes", norm_bias=True, tied=True, pattern="all"
    ),
    "exaone4": Family(qk_norm="head", pattern="1 in 4"),
    "smollm3": _LLAMA._replace(tied=True),
    "seed_oss": Family(attention_bias="qkv", mlp_bias="config"),
    "ernie4_5_moe": Family(tied=True, router_bias=True, experts=True),
    "step3p5": Family(qk_norm="head", router_bias=True, experts=True),
    "jamba": Family(experts=True),
    "openelm": Family(qk_norm="head", tied=True),
    # Llama with a matrix, a bias or a norm more or less.
    "ministral3": Family(pattern="all"),
    "exaone": Family(),
    "baichuan": Family(),
    "cwm": Family(pattern="all"),
    "minicpm": _LLAMA._replace(tied=True),
    "internlm2": Family(attention_bias="config all", bias_keys=("bias", "")),
    "internlm3": Family(attention_bias="config all", mlp_bias="config"),
    "ernie4_5": Family(tied=True),
    "glm": Family(attention_bias="config qkv"),
    "hunyuan_v1_dense": Family(attention_bias="config all", qk_norm="head"),
    "vaultgemma": Family(attention_bias="config all", tied=True, pattern="1 in 2"),
    "olmo": Family(attention_bias="config all", norms=0, final_norm=False),
    "arcee": _LLAMA._replace(gated=False),
    "apertus": Family(attention_bias="config all", qk_norm="head", gated=False, activation=2),
    "nemotron": _LLAMA._replace(gated=False, norm_bias=True),
    "jais2": _LLAMA._replace(gated=False, norm_bias=True),
    # Experts.
    "deepseek": Family(attention_bias="config all", experts=True),
    "dots1": Family(attention_bias="config all", qk_norm="head", router_bias=True, experts=True),
    "exaone_moe": Family(qk_norm="head", router_bias=True, pattern="1 in 4", experts=True),
    "bailing_moe": Family(qk_norm="config head", experts=True),
    "bailing_moe_v2": Family(qk_norm="config head", router_bias=True, experts=True),
    "solar_open": Family(attention_bias="config qkv", router_bias=True, experts=True),
    "hy_v3": Family(attention_bias="config all", qk_norm="head", router_bias=True, experts=True),
    "afmoe": Family(
        attention_bias="config all",
        qk_norm="head",
        norms=4,
        output_gate=True,
        router_bias=True,
        pattern="1 in 4",
        experts=True,
    ),
    "flex_olmo": Family(attention_bias="config all", qk_norm="full", experts=True),
    "granitemoeshared": Family(attention_bias="config all", experts=True),
    # MLA.
    "glm4_moe_lite": _DEEPSEEK,
    "mistral4": _DEEPSEEK._replace(router_bias=False),
    "minicpm3": _DEEPSEEK._replace(tied=True),
    "youtu": _DEEPSEEK._replace(tied=True),
    # A fixed state in some layers, or in all.
    "mamba": Family(tied=True, own="hybrids"),
    "mamba2": Family(own="hybrids"),
    "falcon_h1": _LLAMA._replace(own="hybrids"),
    "bamba": _LLAMA._replace(own="hybrids"),
    "granitemoehybrid": Family(attention_bias="config all", experts=True, own="hybrids"),
    "lfm2": Family(qk_norm="head", tied=True, own="hybrids"),
    "lfm2_moe": Family(qk_norm="head", tied=True, router_bias=True, experts=True, own="hybrids"),
    "minimax": Family(experts=True, own="hybrids"),
    "recurrent_gemma": Family(
        attention_bias="config all", mlp_bias="yes", tied=True, own="hybrids"
    ),
    # Sizes in objects or lists of their own.
    "dbrx": Family(experts=True, own="nested"),
    "hunyuan_v1_moe": Family(
        attention_bias="config all", qk_norm="head", experts=True, own="nested"
    ),
    "longcat_flash": _DEEPSEEK._replace(
        own="nested",
        gaps=(
            "Experts that hand a token on as it is: the active parameters are those of an average"
            " token.",
        ),
    ),
    # Before Llama.
    **{
        name: Family(own="classic", gated=gated, tied=tied)
        for name, gated, tied in (
            ("gpt2", False, True),
            ("gpt_bigcode", False, True),
            ("gptj", False, False),
            ("codegen", False, False),
            ("gpt_neox", False, False),
            ("opt", False, True),
            ("bloom", False, True),
            ("mpt", False, True),
            ("phi", False, False),
            ("stablelm", True, False),
            ("chatglm", True, False),
            ("qwen", True, False),
        )
    },
}

# The same shapes under other names.
SAME: dict[str, str] = {
    "deepseek_ref": "deepseek_v4",
    "kimi_k25": "kimi_k2",
    "qwen3_5_text": "qwen3_5",
    "qwen3_5_moe_text": "qwen3_5_moe",
    "gemma3_text": "gemma3",
    "gemma4_text": "gemma4",
    "llama4_text": "llama4",
    "qwen2_5_vl": "qwen2",
    "qwen2_5_vl_text": "qwen2",
    "qwen2_vl": "qwen2",
    "qwen3_vl": "qwen3",
    "qwen3_vl_text": "qwen3",
    "qwen3_vl_moe": "qwen3_moe",
    "qwen3_vl_moe_text": "qwen3_moe",
    "mistral3": "mistral",
    "minimax_m2.5": "minimax_m2",
    "minimax_m3_vl": "minimax_m3",
    "minimax_m3_vl_text": "minimax_m3",
    "glm4v_moe": "glm4_moe",
    "glm4v_moe_text": "glm4_moe",
    "refinedweb": "falcon",
    "step3p7": "step3p5",
    "falcon_mamba": "mamba",
    "minimax_text_01": "minimax",
    "minimax_m1": "minimax",
    "refinedwebmodel": "falcon",
    "qwen2_5_omni_text": "qwen2",
    "qwen3_omni_moe_text": "qwen3_moe",
    "glm4v_text": "glm4",
    "phi3_v": "phi3",
    "phi4_multimodal": "phi3",
    "phi4mm": "phi3",
    "mimo_v2": "mimo_v2_flash",
    "mimo": "qwen2",  # with layers that predict more tokens, which stand beside the model
}
