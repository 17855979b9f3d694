"""Kimi Linear and Kimi K3: Kimi Delta Attention in most layers, MLA without rotation in the others.

As in the modelling code of Kimi-Linear-48B-A3B and Kimi K3 that vLLM and SGLang run.
"""

from __future__ import annotations

from sessions.catalogue.configs import layers
from sessions.catalogue.configs.architecture import Feed, Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Beside, Family
from sessions.catalogue.configs.keys import HEADS, KV_HEADS, LAYERS, WIDTH, only_known

# Of these K3 takes a few to each layer: what the residual stream was some blocks of layers ago.
_RESIDUALS = "attn_res_block_size"


def _layers(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers in their order. Raises BadDocument."""
    count = config.whole(*LAYERS)
    config.settled("head_dim", *KV_HEADS, "use_grouped_topk", "num_expert_group", "moe_renormalize")
    inner = config.inner("linear_attn_config")
    delta = _delta_layers(config, inner, count)
    made = {True: _delta(config, inner, hidden), False: _latent(config, hidden)}
    only_known(inner)
    first = config.whole("first_k_dense_replace", default=0, least=0)
    every = config.whole("moe_layer_freq", default=1)
    plain = layers.dense(config, family, hidden, config.whole(*WIDTH))
    expert = _experts(config, family, hidden) if layers.has_experts(config) else plain
    # Before attention and before the feed-forward, each layer weighs earlier blocks: a norm, and
    # one number for each channel.
    norms = hidden * (6 if config.has(_RESIDUALS) else 2)
    return [
        Layer(made[delta[at]], expert if at >= first and at % every == 0 else plain, norms)
        for at in range(count)
    ]


def _beside(config: Config, _: Family, hidden: int) -> Beside:
    """After the last layer the same weighing once more."""
    return Beside(last=2 * hidden if config.has(_RESIDUALS) else 0)


def _delta_layers(config: Config, inner: Config, count: int) -> list[bool]:
    """Which layers are linear: both lists number from 1, and have each layer once."""
    lists = [inner.raw(name) or [] for name in ("kda_layers", "full_attn_layers")]
    linear, full = (list(one) if isinstance(one, list) else [] for one in lists)
    if any(type(at) is not int for at in linear + full) or (
        sorted(linear + full) != list(range(1, count + 1))
    ):
        seen = f"{len(linear)} linear and {len(full)} full layers"
        said = f"not each of {count} layers once"
        raise config.wrong("linear_attn_config", seen, said, "kda_layers and full_attn_layers")
    return [at in set(linear) for at in range(1, count + 1)]


def _delta(config: Config, inner: Config, hidden: int) -> Mixer:
    """KDA: a gated delta rule that forgets by channel. A square state for each head, and the last
    inputs of three convolutions.
    """
    heads, head = inner.whole("num_heads"), inner.whole("head_dim")
    kernel = inner.whole("short_conv_kernel_size")
    value = config.whole("v_head_dim", default=head)
    if value != head:
        raise config.wrong("v_head_dim", str(value), f"not the {head} of a linear head", str(head))
    wide = heads * head
    # What is convolved; a bias for each channel that forgets, and one rate for each head. K3 stores
    # more rates than it has heads, and reads the first.
    matrices = _delta_matrices(inner, hidden)
    params = sum(matrices.values()) + 3 * wide * kernel + wide + heads + head
    kept, tail = heads * head * head, 3 * wide * (kernel - 1)
    name = "KDA"  # Kimi Delta Attention
    return layers.fixed_state(name, params, heads, kept=kept, tail=tail, matrices=matrices)


def _delta_matrices(inner: Config, hidden: int) -> dict[str, int]:
    heads, head = inner.whole("num_heads"), inner.whole("head_dim")
    wide = heads * head
    found = dict.fromkeys(("q_proj", "k_proj", "v_proj", "o_proj"), hidden * wide)
    # How much each channel forgets goes through a narrow middle; so does the gate, unless it is
    # as wide as a head's output.
    found |= {"f_a_proj": hidden * head, "f_b_proj": head * wide, "b_proj": hidden * heads}
    if inner.flag("use_full_rank_gate"):
        return found | {"g_proj": hidden * wide}
    return found | {"g_a_proj": hidden * head, "g_b_proj": head * wide}


def _latent(config: Config, hidden: int) -> Mixer:
    """MLA. The part that would be rotated is there, and cached, and not rotated."""
    plain = layers.latent(config, hidden)
    if not config.flag("mla_use_output_gate"):
        return plain
    gate = hidden * config.whole(*HEADS) * config.whole("v_head_dim")
    matrices = (*plain.matrices, ("g_proj", gate))
    return plain._replace(name="gated MLA", params=plain.params + gate, matrices=matrices)


def _experts(config: Config, family: Family, hidden: int) -> Feed:
    """Experts. Those of K3 work on a narrower copy of a token; with a norm before the way up."""
    feed = layers.experts(config, family, hidden)
    normed = config.flag("latent_moe_use_norm")
    narrow = config.whole(*layers.NARROW, default=0, least=0)
    return feed._replace(shared=feed.shared + narrow) if narrow and normed else feed


FAMILY = Family(
    ("kimi_linear",),
    attention_bias="config all",
    router_bias=True,
    latent=True,
    experts=True,
    wide_state=True,
    reads=(
        "attn_res_block_size",
        "linear_attn_config",
        "mla_use_output_gate",
        "routed_expert_hidden_size",
    ),
    layers=_layers,
    beside=_beside,
    modules="alike",
)
