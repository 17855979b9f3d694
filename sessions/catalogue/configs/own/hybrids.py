"""Models with layers of fixed state: Mamba beside attention or alone, short convolutions, lightning
attention, gated linear recurrences.

As in the modelling code that each family was released with.
"""

from collections.abc import Callable
from typing import NamedTuple

from sessions.catalogue.configs import layers, stack
from sessions.catalogue.configs.architecture import NO_FEED, Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import HEADS, LAYERS, MARKS, WIDTH
from sessions.catalogue.configs.layers import head_sizes
from sessions.catalogue.configs.own.plain import LLAMA

# What scales numbers, or says in which order they are made, and is no matrix.
_PARTS = [f"{p}_{w}" for p in ("full_attn", "linear_attn", "mlp") for w in ("alpha", "beta")]
_NO_SHAPE = (
    *[f"{each}_factor" for each in _PARTS],
    *[f"layernorm_{each}".replace("attn", "attention") for each in _PARTS],
    *("mamba_chunk_size", "mamba_norm_before_gate", "mlp_multipliers", "ssm_multipliers"),
    *("shared_moe_mode", "postnorm", "block_dim", "block_use_swiglu", "num_heads", "conv_L_cache"),
    *("conv_dim", "conv_dim_out", "conv_use_xavier_init", "use_pos_enc"),
)
_ATTENDS = {
    **dict.fromkeys(("attention", "full_attention"), True),
    **dict.fromkeys(("mamba", "linear_attention", "conv"), False),
}


# --- which layer is of which kind


def _listed(config: Config, family: Family, count: int) -> list[bool]:
    """Which layers have attention: marked, named, or by their numbers."""
    marked = config.marks(MARKS, count)
    if marked is not None:
        return marked
    listed = config.per_layer("layer_types", count)
    if listed is None and config.has("layers_block_type"):
        listed = config.per_layer("layers_block_type", count)
    numbered = ("full_attn_idxs", "attn_layer_indices")
    if listed is not None:
        config.settled(*numbered)
        return config.meant("layer_types", listed, _ATTENDS, f"no kind of layer of {family.name}")
    for key in numbered:
        if config.has(key):
            full = config.numbers_of_layers(key, count)
            return [at in full for at in range(count)]
    raise config.wrong("layer_types", "nothing", "it does not say which layer is of which kind")


def _in_turn(config: Config, _: Family, count: int) -> list[bool]:
    """Which layers of RecurrentGemma have attention: as a few words say, again and again."""
    words = config.raw("block_types", "_block_types")
    strange = not isinstance(words, list) or not words
    if strange or set(map(str, words)) - {"recurrent", "attention"}:
        raise config.wrong("block_types", str(words)[:40], "no list of kinds of layers")
    return [words[at % len(words)] == "attention" for at in range(count)]


# --- attention


def _attention(config: Config, family: Family, hidden: int) -> Mixer:
    return layers.attention(config, family, hidden, head_sizes(config, hidden))


def _local(config: Config, family: Family, hidden: int) -> Mixer:
    window = config.whole("attention_window_size")
    sizes = head_sizes(config, hidden)
    full = layers.attention(config, family, hidden, sizes, window=window)
    # The way out of its attention has a bias, whatever the others have.
    return full._replace(params=full.params + (0 if config.flag("attention_bias") else hidden))


def _both(config: Config, family: Family, hidden: int) -> list[Layer]:
    """Falcon H1: attention and Mamba-2 side by side in every layer."""
    config.settled(*_NO_SHAPE)
    full, state = _attention(config, family, hidden), _mamba2(config, hidden)
    mixer = full._replace(
        name=f"{full.name} beside Mamba-2",
        params=full.params + state.params,
        state_values=state.state_values,
        recurrent=state.recurrent,
    )
    feed = layers.dense(config, family, hidden, config.whole(*WIDTH))
    return [Layer(mixer, feed, 2 * hidden)] * config.whole(*LAYERS)


# --- states


def _mamba1_alone(config: Config, _: Family, hidden: int) -> list[Layer]:
    expand = config.whole("expand", default=2)
    inner = config.whole("intermediate_size", "d_inner", default=expand * hidden)
    return _alone(config, layers.mamba1(config, hidden, inner, layers.OF_MAMBA), hidden)


def _mamba2_alone(config: Config, _: Family, hidden: int) -> list[Layer]:
    heads, width = config.whole("num_heads"), config.whole("head_dim")
    if heads * width != config.whole("expand", default=2) * hidden:
        raise config.wrong("num_heads", str(heads), "the heads do not make the inner width")
    made = layers.mamba2(config, hidden, heads, width, layers.OF_MAMBA)
    return _alone(config, made, hidden)


def _alone(config: Config, mixer: Mixer, hidden: int) -> list[Layer]:
    """Layers of a state and nothing else."""
    config.settled(*_NO_SHAPE)
    return [Layer(mixer, NO_FEED, hidden)] * config.whole(*LAYERS)


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
    made = layers.mamba2(config, hidden, heads, width, layers.OF_HYBRIDS)
    # Falcon H1 says whether there is a norm before the way out; the others always have it.
    without = config.has("mamba_rms_norm") and not config.flag("mamba_rms_norm")
    return made._replace(params=made.params - inner) if without else made


def _short(config: Config, hidden: int) -> Mixer:
    """LFM2: a convolution over the last few tokens, gated on both sides."""
    kernel = config.whole("conv_L_cache")
    params = 4 * hidden * hidden + hidden * kernel
    params += 5 * hidden if config.flag("conv_bias") else 0
    return layers.fixed_state("short convolution", params, tail=hidden * (kernel - 1))


def _lightning(config: Config, hidden: int) -> Mixer:
    """MiniMax-01: linear attention with a decay that is no parameter, a norm and an output gate."""
    sizes = head_sizes(config, hidden)
    heads, head = sizes.heads, sizes.head
    wide, kept = heads * head, heads * head * head
    params = 5 * hidden * wide + wide
    return layers.fixed_state("lightning attention", params, heads, kept=kept)


def _recurrence(config: Config, hidden: int) -> Mixer:
    """RecurrentGemma: a gated linear recurrence after a convolution, beside a plain branch."""
    wide, heads = config.whole("lru_width", default=hidden), config.whole(*HEADS)
    kernel = config.whole("conv1d_width")
    if wide % heads:
        raise config.wrong("lru_width", str(wide), f"it does not divide by {heads} heads")
    params = 2 * (hidden * wide + wide) + wide * hidden + hidden + wide * kernel + wide
    params += 2 * (wide * wide // heads + wide) + wide
    name = "gated linear recurrence"
    return layers.fixed_state(name, params, heads, kept=wide, tail=wide * (kernel - 1))


# --- feed-forward


def _of_granite(config: Config, _: Family) -> dict[str, int]:
    if layers.has_experts(config):
        return {}
    config.settled("intermediate_size", *layers.PER_TOKEN)
    return {"intermediate_size": config.whole("shared_intermediate_size")}


def _halved(config: Config, _: Family) -> dict[str, int]:
    return {"intermediate_size": config.whole("intermediate_size") // 2}


def _adjusted(config: Config, _: Family) -> dict[str, int]:
    """LFM2: two thirds of what the config says, as a multiple."""
    width = config.whole("block_ff_dim", "intermediate_size")
    if not config.flag("block_auto_adjust_ff_dim", True):
        return {"intermediate_size": width}
    times = config.raw("block_ffn_dim_multiplier")
    if times is not None and times != 1:
        raise config.wrong("block_ffn_dim_multiplier", str(times)[:40], "no model has it", "1")
    each = config.whole("block_multiple_of", default=256)
    return {"intermediate_size": -(-int(2 * width / 3) // each) * each}


class Hybrid(NamedTuple):
    """Layers of attention and layers of a state.

    Attributes:
        state: makes a layer that keeps a state.
        kinds: says for each layer whether it has attention.
        attention: makes a layer of attention.
    """

    state: Callable[[Config, int], Mixer]
    kinds: Callable[[Config, Family, int], list[bool]] = _listed
    attention: Callable[[Config, Family, int], Mixer] = _attention

    def layers(self, config: Config, family: Family, hidden: int) -> list[Layer]:
        """The layers in their order. Raises BadDocument."""
        count = config.whole(*LAYERS)
        config.settled(*_NO_SHAPE)
        attending = self.attention(config, family, hidden)
        attends = self.kinds(config, family, count)
        state = attending if all(attends) else self.state(config, hidden)
        feeding = stack.feeds(config, family, hidden, count)
        return [
            Layer(attending if one else state, feed, 2 * hidden)
            for one, feed in zip(attends, feeding, strict=True)
        ]


_LFM2 = Family(
    ("lfm2",),
    qk_norm="head",
    tied=True,
    defaults={"num_key_value_heads": 8, "conv_L_cache": 3},
    only={"tie_embedding": True},
    spelled=_adjusted,
    layers=Hybrid(_short).layers,
    modules="otherwise",
)
# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
    Family(("mamba", "falcon_mamba"), tied=True,
        defaults={"state_size": 16, "conv_kernel": 4, "expand": 2}, layers=_mamba1_alone,
        modules="otherwise"),
    Family(("mamba2",), layers=_mamba2_alone, modules="otherwise"),
    LLAMA._replace(types=("falcon_h1",),
        defaults={"num_key_value_heads": 8, "mamba_rms_norm": False},
        only={"projectors_bias": False, "mamba_proj_bias": False}, layers=_both,
        modules="otherwise"),
    LLAMA._replace(types=("bamba",), defaults={"num_key_value_heads": 8},
        layers=Hybrid(_mamba2).layers, modules="otherwise"),
    Family(("granitemoehybrid",), attention_bias="config all", experts=True,
        defaults={"shared_intermediate_size": 1024}, needed=("num_local_experts",),
        spelled=_of_granite, layers=Hybrid(_mamba2).layers, modules="otherwise"),
    _LFM2,
    _LFM2._replace(types=("lfm2_moe",), router_bias=True, experts=True,
        needed=("num_experts", "moe_intermediate_size", "num_dense_layers"),
        only={"tie_embedding": True, "use_expert_bias": True}, spelled=None),
    Family(("minimax", "minimax_text_01", "minimax_m1"), experts=True, reads=(MARKS,),
        defaults={"num_key_value_heads": 8}, needed=("num_local_experts",),
        only={"shared_intermediate_size": 0, "sliding_window": None},
        layers=Hybrid(_lightning).layers, modules="otherwise"),
    Family(("recurrent_gemma",), attention_bias="config all", mlp_bias="yes", tied=True,
        defaults={"attention_window_size": 2048, "conv1d_width": 4},
        needed=(("block_types", "_block_types"), "num_key_value_heads", "head_dim"),
        spelled=_halved, layers=Hybrid(_recurrence, _in_turn, _local).layers, modules="otherwise"),
)
# fmt: on
