"""Models with layers of fixed state: Mamba beside attention or alone, short convolutions, lightning
attention, gated linear recurrences.

As in the modelling code that each family was released with.
"""

from sessions.catalogue.configs import layers as feeds
from sessions.catalogue.configs import layers as mixers
from sessions.catalogue.configs.architecture import Feed, Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.families import Family
from sessions.catalogue.configs.keys import HEADS, LAYERS, WIDTH, head_sizes
from sessions.catalogue.configs.own.irregular import NO_FEED

# What scales numbers, or says in which order they are made, and is no matrix.
_NO_SHAPE = (
    "mamba_chunk_size",
    "mamba_norm_before_gate",
    "mlp_multipliers",
    "ssm_multipliers",
    "layernorm_full_attention_alpha",
    "layernorm_full_attention_beta",
    "layernorm_linear_attention_alpha",
    "layernorm_linear_attention_beta",
    "layernorm_mlp_alpha",
    "layernorm_mlp_beta",
    "full_attn_alpha_factor",
    "full_attn_beta_factor",
    "linear_attn_alpha_factor",
    "linear_attn_beta_factor",
    "mlp_alpha_factor",
    "mlp_beta_factor",
    "shared_moe_mode",
    "postnorm",
    "block_dim",
    "block_use_swiglu",
    "num_heads",
    "conv_L_cache",
    "conv_dim",
    "conv_dim_out",
    "conv_use_xavier_init",
    "use_pos_enc",
)
_ATTENTION = ("attention", "full_attention")


def layers(config: Config, family: Family, hidden: int, name: str) -> list[Layer]:
    """The layers in their order. Raises BadDocument."""
    count = config.whole(*LAYERS)
    config.settled(*_NO_SHAPE)
    if name == "mamba":
        return [Layer(_mamba1(config, hidden), NO_FEED, hidden)] * count
    if name == "mamba2":
        return [Layer(_mamba2_alone(config, hidden), NO_FEED, hidden)] * count
    if name == "falcon_h1":
        return [_both(config, family, hidden)] * count
    made = {"attention": _attention(config, family, hidden, name), "state": None}
    kinds = _kinds(config, count, name)
    if "state" in kinds:
        made["state"] = _STATES[name](config, hidden)
    feeding = _feeds(config, family, hidden, count, name)
    return [
        Layer(mixer, feed, 2 * hidden)
        for kind, feed in zip(kinds, feeding, strict=True)
        if (mixer := made[kind])
    ]


# --- which layer is of which kind


def _kinds(config: Config, count: int, name: str) -> list[str]:
    """`attention` or `state` for each layer."""
    if name == "recurrent_gemma":
        words = config.raw("block_types", "_block_types")
        if (
            not isinstance(words, list)
            or not words
            or set(map(str, words))
            - {
                "recurrent",
                "attention",
            }
        ):
            raise config.wrong("block_types", str(words)[:40], "no list of kinds of layers")
        return [
            "attention" if words[at % len(words)] == "attention" else "state" for at in range(count)
        ]
    marked = config.marks("attn_type_list", count)
    if marked is not None:
        return ["attention" if one else "state" for one in marked]
    listed = config.per_layer("layer_types", count)
    if listed is None and config.has("layers_block_type"):
        listed = config.per_layer("layers_block_type", count)
    numbered = ("full_attn_idxs", "attn_layer_indices")
    if listed is not None:
        config.settled(*numbered)
        for word in listed:
            if word not in (*_ATTENTION, "mamba", "linear_attention", "conv"):
                raise config.wrong("layer_types", str(word)[:40], f"no kind of layer of {name}")
        return ["attention" if word in _ATTENTION else "state" for word in listed]
    for key in numbered:
        if config.has(key):
            full = config.numbers_of_layers(key, count)
            return ["attention" if at in full else "state" for at in range(count)]
    raise config.wrong("layer_types", "nothing", "it does not say which layer is of which kind")


# --- attention


def _attention(config: Config, family: Family, hidden: int, name: str) -> Mixer:
    heads, kv_heads, head = head_sizes(config, hidden)
    window = config.whole("attention_window_size") if name == "recurrent_gemma" else 0
    full = mixers.attention(
        config, family, hidden, heads=heads, kv_heads=kv_heads, head=head, window=window
    )
    # The way out of its attention has a bias, whatever the others have.
    more = hidden if window and not config.flag("attention_bias") else 0
    return full._replace(params=full.params + more)


def _both(config: Config, family: Family, hidden: int) -> Layer:
    """Falcon H1: attention and Mamba-2 side by side in every layer."""
    full, state = _attention(config, family, hidden, "falcon_h1"), _mamba2(config, hidden)
    mixer = full._replace(
        name=f"{full.name} beside Mamba-2",
        params=full.params + state.params,
        state_values=state.state_values,
        recurrent=state.recurrent,
    )
    return Layer(mixer, feeds.dense(config, family, hidden, config.whole(*WIDTH)), 2 * hidden)


# --- states


def _mamba1(config: Config, hidden: int) -> Mixer:
    expand = config.whole("expand", default=2)
    inner = config.whole("intermediate_size", "d_inner", default=expand * hidden)
    state, kernel = config.whole("state_size"), config.whole("conv_kernel")
    raw = config.raw("time_step_rank")
    rank = -(-hidden // 16) if raw in (None, "auto") else config.whole("time_step_rank")
    return mixers.selective(
        hidden,
        inner,
        state,
        kernel,
        rank,
        conv_bias=config.flag("use_conv_bias", True),
        bias=config.flag("use_bias"),
    )


def _mamba2_alone(config: Config, hidden: int) -> Mixer:
    heads, width = config.whole("num_heads"), config.whole("head_dim")
    if heads * width != config.whole("expand", default=2) * hidden:
        raise config.wrong("num_heads", str(heads), "the heads do not make the inner width")
    return mixers.scalar_states(
        hidden,
        heads,
        width,
        config.whole("n_groups"),
        config.whole("state_size"),
        config.whole("conv_kernel"),
        conv_bias=config.flag("use_conv_bias", True),
        bias=config.flag("use_bias"),
    )


def _mamba2(config: Config, hidden: int) -> Mixer:
    heads = config.whole("mamba_n_heads")
    inner = config.whole("mamba_expand", default=2) * hidden
    config.settled("mamba_expand")
    if config.has("mamba_d_ssm"):
        inner = config.whole("mamba_d_ssm")
    auto = config.raw("mamba_d_head") in (None, "auto")
    width = inner // heads if auto else config.whole("mamba_d_head")
    if heads * width != inner:
        raise config.wrong("mamba_d_head", str(width), f"{heads} heads do not make {inner}")
    made = mixers.scalar_states(
        hidden,
        heads,
        width,
        config.whole("mamba_n_groups"),
        config.whole("mamba_d_state"),
        config.whole("mamba_d_conv"),
        conv_bias=config.flag("mamba_conv_bias", True),
        bias=config.flag("mamba_proj_bias"),
    )
    # Falcon H1 says whether there is a norm before the way out; the others always have it.
    without = config.has("mamba_rms_norm") and not config.flag("mamba_rms_norm")
    return made._replace(params=made.params - inner) if without else made


def _short(config: Config, hidden: int) -> Mixer:
    """LFM2: a convolution over the last few tokens, gated on both sides."""
    kernel = config.whole("conv_L_cache")
    params = 4 * hidden * hidden + hidden * kernel
    params += 5 * hidden if config.flag("conv_bias") else 0
    return Mixer("short convolution", "state", params, state_values=hidden * (kernel - 1))


def _lightning(config: Config, hidden: int) -> Mixer:
    """MiniMax-01: linear attention with a decay that is no parameter, a norm and an output gate."""
    heads, _, head = head_sizes(config, hidden)
    wide, kept = heads * head, heads * head * head
    params = 5 * hidden * wide + wide
    return Mixer("lightning attention", "state", params, heads, state_values=kept, recurrent=kept)


def _recurrence(config: Config, hidden: int) -> Mixer:
    """RecurrentGemma: a gated linear recurrence after a convolution, beside a plain branch."""
    wide, heads = config.whole("lru_width", default=hidden), config.whole(*HEADS)
    kernel = config.whole("conv1d_width")
    if wide % heads:
        raise config.wrong("lru_width", str(wide), f"it does not divide by {heads} heads")
    params = 2 * (hidden * wide + wide) + wide * hidden + hidden + wide * kernel + wide
    params += 2 * (wide * wide // heads + wide) + wide
    tail = wide * (kernel - 1)
    name = "gated linear recurrence"
    return Mixer(name, "state", params, heads, state_values=wide + tail, recurrent=wide)


_STATES = {
    "granitemoehybrid": _mamba2,
    "bamba": _mamba2,
    "lfm2": _short,
    "lfm2_moe": _short,
    "minimax": _lightning,
    "recurrent_gemma": _recurrence,
}


# --- feed-forward


def _feeds(config: Config, family: Family, hidden: int, count: int, name: str) -> list[Feed]:
    if name == "granitemoehybrid" and not feeds.has_experts(config):
        config.settled("intermediate_size", *feeds.PER_TOKEN)
        width = config.whole("shared_intermediate_size")
        return [feeds.dense(config, family, hidden, width)] * count
    if not feeds.has_experts(config):
        return [feeds.dense(config, family, hidden, _width(config, name))] * count
    expert = feeds.experts(config, family, hidden)
    sparse = feeds.sparse(config, count)
    if all(sparse):
        return [expert] * count
    plain = feeds.dense(config, family, hidden, config.whole(*WIDTH))
    return [expert if one else plain for one in sparse]


def _width(config: Config, name: str) -> int:
    if name == "recurrent_gemma":
        return config.whole("intermediate_size") // 2
    if name != "lfm2":
        return config.whole(*WIDTH)
    width = config.whole("block_ff_dim", "intermediate_size")
    if not config.flag("block_auto_adjust_ff_dim", True):
        return width
    times = config.raw("block_ffn_dim_multiplier")
    if times is not None and times != 1:
        raise config.wrong("block_ffn_dim_multiplier", str(times)[:40], "no model has it", "1")
    each = config.whole("block_multiple_of", default=256)
    return -(-int(2 * width / 3) // each) * each
