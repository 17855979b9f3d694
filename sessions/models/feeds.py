"""The feed-forward part of each kind of layer: dense, or experts of which a token takes a few."""

from __future__ import annotations

from sessions.models.config import Config
from sessions.models.families import Family
from sessions.models.shape import Feed

EXPERTS = ("n_routed_experts", "num_experts", "num_local_experts", "moe_num_experts")
PER_TOKEN = (
    "num_experts_per_tok",
    "num_experts_per_token",
    "experts_per_token",
    "moe_top_k",
    "moe_topk",
    "moe_k",
)
# The width of the narrower copy of a token that experts may work on.
NARROW = ("moe_latent_size", "routed_expert_hidden_size")
# Layers that are dense before the first one with experts.
_DENSE_FIRST = ("first_k_dense_replace", "moe_layer_start_index", "num_dense_layers")


def matrices(hidden: int, width: int, *, gated: bool, bias: bool = False) -> int:
    """Parameters of one feed-forward of a width."""
    params = (3 if gated else 2) * hidden * width
    return params + ((2 if gated else 1) * width + hidden if bias else 0)


def dense(config: Config, family: Family, hidden: int, width: int) -> Feed:
    """One feed-forward for all tokens."""
    bias = family.mlp_bias == "yes"
    bias = bias or (family.mlp_bias == "config" and config.flag(family.bias_keys[1]))
    return Feed("dense FFN", dense=matrices(hidden, width, gated=family.gated, bias=bias))


def has_experts(config: Config) -> bool:
    """Whether any layer has more than one expert."""
    return config.has(*EXPERTS) and config.whole(*EXPERTS, least=0) > 1


def experts(config: Config, family: Family, hidden: int) -> Feed:
    """Experts: routed ones, and shared ones that every token takes."""
    count, taken = config.whole(*EXPERTS), config.whole(*PER_TOKEN)
    if taken > count:
        raise config.wrong(PER_TOKEN[0], str(taken), f"more than the {count} experts there are")
    width = (
        config.whole("moe_intermediate_size", "expert_ffn_hidden_size", "intermediate_size")
        if not (config.has("moe_intermediate_size", "expert_ffn_hidden_size"))
        else config.whole("moe_intermediate_size", "expert_ffn_hidden_size")
    )
    # Experts may work on a narrower copy of a token: every token goes down to it and up again.
    narrow = config.whole(*NARROW, default=hidden)
    between = 2 * hidden * narrow if narrow != hidden else 0
    one = matrices(narrow, width, gated=family.gated, bias=family.expert_bias)
    router = hidden * count + (count if family.router_bias else 0)
    shared = _shared(config, family, hidden, width) + between
    words = f"{count} experts, {taken} per token"
    each = 3 if family.gated else 2
    return Feed(words, 0, count * one, shared, router, taken * one, count, taken, each)


def _shared(config: Config, family: Family, hidden: int, width: int) -> int:
    own = (
        "shared_expert_intermediate_size",
        "moe_shared_expert_intermediate_size",
        "shared_intermediate_size",
        "share_expert_dim",
    )
    number = (
        "n_shared_experts",
        "num_shared_experts",
        "moe_num_shared_experts",
        "num_shared_expert",
    )
    wide = config.whole(*own, default=0, least=0)
    if not wide and config.has(*number):
        wide = width * config.whole(*number, least=0)
    elif wide and config.has(*number):
        wide *= config.whole(*number, least=0)
    elif not wide and family.unsaid_shared:
        wide = width
    if not wide:
        return 0
    return matrices(hidden, wide, gated=family.gated) + (hidden if family.shared_gate else 0)


def sparse(config: Config, count: int) -> list[bool]:
    """Which layers have experts. Raises BadDocument."""
    words = config.per_layer("mlp_layer_types", count)
    if words is not None:
        config.settled("moe_layer_freq", "first_k_dense_replace", "decoder_sparse_step")
        for word in words:
            if word not in ("dense", "sparse"):
                raise config.wrong("mlp_layer_types", str(word)[:40], "neither dense nor sparse")
        return [word == "sparse" for word in words]
    if isinstance(config.raw("moe_layer_freq"), list):
        config.settled("first_k_dense_replace")
        return config.marks("moe_layer_freq", count) or []
    if config.has("expert_layer_period"):
        period = config.whole("expert_layer_period")
        offset = config.whole("expert_layer_offset", least=0)
        return [at % period == offset for at in range(count)]
    if config.has("moe_layers"):
        listed = config.numbers_of_layers("moe_layers", count)
        config.settled("interleave_moe_layer_step")
        return [at in listed for at in range(count)]
    if config.has("interleave_moe_layer_step"):
        step = config.whole("interleave_moe_layer_step")
        return [(at + 1) % step == 0 for at in range(count)]
    first = config.whole(*_DENSE_FIRST, default=0, least=0)
    every = config.whole("moe_layer_freq", "decoder_sparse_step", "moe_layer_interval", default=1)
    last = config.raw("moe_layer_end_index")
    last = count - 1 if last in (None, -1) else config.whole("moe_layer_end_index", least=0)
    dense = config.numbers_of_layers("mlp_only_layers", count)
    # Some count the layers from 1.
    from_one = int(config.has("decoder_sparse_step", "moe_layer_interval"))
    return [
        first <= at <= last and at not in dense and (at + from_one) % every == 0
        for at in range(count)
    ]
