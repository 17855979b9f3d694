"""What a layer is made of: how the tokens of a sequence see each other, and the feed-forward part.

Each function makes one of them from a config, with its parameters and its cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sessions.catalogue.configs.architecture import Feed, Growth, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import NONE, Family
from sessions.catalogue.configs.keys import HEADS, KV_HEADS

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
_SHARED_WIDTH = (
    "shared_expert_intermediate_size",
    "moe_shared_expert_intermediate_size",
    "shared_intermediate_size",
    "share_expert_dim",
)
_SHARED = (
    "n_shared_experts",
    "num_shared_experts",
    "moe_num_shared_experts",
    "num_shared_expert",
)
# Layers that are dense before the first one with experts.
_DENSE_FIRST = ("first_k_dense_replace", "moe_layer_start_index", "num_dense_layers")


# --- attention


class Heads(NamedTuple):
    """Heads of queries and of keys, and the width of a key; of a value where it differs."""

    heads: int
    kv_heads: int
    head: int
    value: int = 0


def head_sizes(config: Config, hidden: int) -> Heads:
    """Heads, KV heads and the width of a head. Raises BadDocument."""
    heads = config.whole(*HEADS)
    if config.has("multi_query"):
        # `multi_query` stands in configs whose newer key says otherwise, and the newer key counts.
        many = config.flag("new_decoder_architecture") or not config.flag("multi_query", True)
        kv_heads = config.whole(*KV_HEADS, default=heads) if many else 1
        config.settled(*KV_HEADS)
    else:
        kv_heads = config.whole(*KV_HEADS, default=heads)
    head = config.whole("head_dim", default=0, least=0)
    if not head:
        if hidden % heads:
            raise config.wrong(
                "head_dim", "nothing", "the hidden size does not divide by the heads"
            )
        head = hidden // heads
    return Heads(heads, kv_heads, head)


def longest(config: Config) -> int:
    """The longest context that a config's own positions reach, as they are stretched; 0 where it
    does not say.
    """
    config.settled("max_position_embeddings")
    said = config.data.get("max_position_embeddings")
    reach = said if isinstance(said, int) and not isinstance(said, bool) else 0
    for name in ("rope_scaling", "rope_parameters"):
        stretched = config.data.get(name)
        if not isinstance(stretched, dict):
            continue
        factor = stretched.get("factor")
        first = stretched.get("original_max_position_embeddings", reach)
        if isinstance(factor, int | float) and isinstance(first, int) and 1 < factor < 1e4:
            reach = max(reach, int(first * factor))
    return reach


def attention(
    config: Config,
    family: Family,
    hidden: int,
    sizes: Heads,
    *,
    window: int = 0,
    chunk: bool = False,
    sinks: bool = False,
) -> Mixer:
    """Plain attention: a key and a value for every KV head.

    Args:
        sizes: its heads and their widths.
        window: tokens that a layer looks back on, 0 for all.
        chunk: the window starts anew every so many tokens.
        sinks: a number for each head beside them.
    """
    heads, kv_heads, head, value = sizes
    if heads % kv_heads:
        seen = f"{heads} heads over {kv_heads}"
        raise config.wrong("num_key_value_heads", seen, "heads do not divide by KV heads")
    value = value or head
    queries, keys, values, out = heads * head, kv_heads * head, kv_heads * value, heads * value
    gate = queries if family.output_gate else 0
    matrices = {
        "q_proj": hidden * (queries + gate),
        "k_proj": hidden * keys,
        "v_proj": hidden * values,
        "o_proj": out * hidden,
    }
    params = sum(matrices.values())
    bias = family.attention_bias
    asked = bias.startswith("config") and config.flag(family.bias_keys[0], family.bias_unsaid)
    if bias in ("qkv", "all") or asked:
        params += queries + gate + keys + values
        params += hidden if bias.endswith("all") else 0
    norm: str = family.qk_norm
    if norm.startswith("config"):
        norm = norm.removeprefix("config ") if config.flag("use_qk_norm") else ""
    params += {"": 0, "head": 2 * head, "full": queries + keys}[norm]
    params += heads if sinks else 0
    kind = "MHA" if kv_heads == heads else "MQA" if kv_heads == 1 else "GQA"
    growth: Growth = "full"
    if window:
        growth = "chunk" if chunk else "window"
    words = {"chunk": "chunked ", "window": "sliding-window ", "full": ""}[growth]
    products = queries + out
    return Mixer(
        words + kind,
        growth,
        params,
        heads,
        kv_heads,
        keys + values,
        window,
        products=products,
        decoding=products,
        key=head,
        value=value,
        matrices=tuple(matrices.items()),
    )


def latent(config: Config, hidden: int) -> Mixer:
    """MLA: one latent vector and a small rotary part, however many heads; with an indexer that
    picks tokens, its keys too.
    """
    heads = config.whole("num_attention_heads")
    rank, rope = config.whole("kv_lora_rank"), config.whole("qk_rope_head_dim")
    nope, value = config.whole("qk_nope_head_dim"), config.whole("v_head_dim")
    queries = heads * (nope + rope)
    query_rank = config.whole("q_lora_rank") if config.has("q_lora_rank") else 0
    matrices = {
        "kv_a_proj": hidden * (rank + rope),
        "kv_b_proj": rank * heads * (nope + value),
        "o_proj": heads * value * hidden,
    }
    if query_rank:
        matrices |= {"q_a_proj": hidden * query_rank, "q_b_proj": query_rank * queries}
    else:
        matrices["q_proj"] = hidden * queries
    norms = query_rank + rank
    bias = query_rank + rank + rope + hidden if config.flag("attention_bias") else 0
    plain = Mixer(
        "MLA",
        "latent",
        sum(matrices.values()) + norms + bias,
        heads,
        1,
        rank + rope,
        latent=rank,
        products=heads * (nope + rope + value),
        # While decoding, queries are taken into the latent, and scores and values come from it.
        decoding=heads * (2 * rank + rope),
        key=nope + rope,
        value=value,
        matrices=tuple(matrices.items()),
    )
    if not config.has("index_head_dim"):
        return plain
    width, index_heads = config.whole("index_head_dim"), config.whole("index_n_heads")
    # Its own queries from the query latent, one key with a norm, and a weight for each head.
    matrices = {
        "wq_b": query_rank * index_heads * width,
        "wk": hidden * width,
        "weights_proj": hidden * index_heads,
    }
    return plain._replace(
        name="MLA with a sparse indexer",
        params=plain.params + sum(matrices.values()) + 2 * width,
        kv_values=plain.kv_values + width,
        index_heads=index_heads,
        index_key=width,
        picked=config.whole("index_topk", default=0),
        matrices=(*plain.matrices, *matrices.items()),
    )


# --- a state of fixed size


def gated_delta(config: Config, hidden: int) -> Mixer:
    """A gated delta net: a state of fixed size a head, and the last inputs of a convolution."""
    key_heads, value_heads = (
        config.whole("linear_num_key_heads"),
        config.whole("linear_num_value_heads"),
    )
    keys = key_heads * config.whole("linear_key_head_dim")
    value_width = config.whole("linear_value_head_dim")
    values = value_heads * value_width
    kernel = config.whole("linear_conv_kernel_dim")
    mixed = 2 * keys + values
    # Queries, keys, values and gate; then the two numbers that each head forgets and learns by.
    matrices = {
        "in_proj_qkv": hidden * mixed,
        "in_proj_z": hidden * values,
        "in_proj_a": hidden * value_heads,
        "in_proj_b": hidden * value_heads,
        "out_proj": values * hidden,
    }
    params = sum(matrices.values()) + mixed * kernel + 2 * value_heads + value_width
    kept = value_heads * config.whole("linear_key_head_dim") * value_width
    tail = mixed * (kernel - 1)
    return fixed_state(
        "gated delta net", params, value_heads, kept=kept, tail=tail, matrices=matrices
    )


class States(NamedTuple):
    """What configs call the sizes of Mamba's states; the first of several is asked for."""

    groups: tuple[str, ...]
    size: tuple[str, ...]
    kernel: tuple[str, ...]
    rank: str
    conv_bias: str
    bias: tuple[str, ...]


OF_MAMBA = States(
    ("n_groups",),
    ("state_size",),
    ("conv_kernel",),
    "time_step_rank",
    "use_conv_bias",
    ("use_bias",),
)
OF_HYBRIDS = States(
    ("mamba_n_groups",),
    ("mamba_d_state",),
    ("mamba_d_conv",),
    "mamba_dt_rank",
    "mamba_conv_bias",
    ("mamba_proj_bias",),
)
OF_NEMOTRON = States(
    ("n_groups", "mamba_n_groups"),
    ("ssm_state_size", "mamba_d_state"),
    ("conv_kernel", "mamba_d_conv"),
    "",
    "use_conv_bias",
    ("mamba_proj_bias", "use_bias"),
)


def mamba2(config: Config, hidden: int, heads: int, width: int, keys: States) -> Mixer:
    """Mamba-2: a state of fixed size for each head, and the last inputs of a convolution."""
    groups, state = config.whole(*keys.groups), config.whole(*keys.size)
    kernel, inner = config.whole(*keys.kernel), heads * width
    mixed = inner + 2 * groups * state
    matrices = {"in_proj": hidden * (inner + mixed + heads), "out_proj": hidden * inner}
    params = sum(matrices.values()) + mixed * kernel + 3 * heads + inner
    params += mixed if config.flag(keys.conv_bias, True) else 0
    params += inner + mixed + heads + hidden if any(map(config.flag, keys.bias)) else 0
    kept, tail = heads * width * state, mixed * (kernel - 1)
    return fixed_state("Mamba-2", params, heads, kept=kept, tail=tail, matrices=matrices)


def mamba1(config: Config, hidden: int, inner: int, keys: States, *, normed: bool = False) -> Mixer:
    """Mamba: a state of fixed size for each channel, and the last inputs of a convolution; `normed`
    with norms of its own inside.
    """
    state, kernel = config.whole(*keys.size), config.whole(*keys.kernel)
    auto = config.raw(keys.rank) in (None, "auto")
    rank = -(-hidden // 16) if auto else config.whole(keys.rank)
    params = hidden * 2 * inner + inner * kernel + inner * (rank + 2 * state) + rank * inner + inner
    # A, D and the way out.
    params += inner * state + inner + inner * hidden
    params += inner if config.flag(keys.conv_bias, True) else 0
    params += 2 * inner + hidden if any(map(config.flag, keys.bias)) else 0
    params += rank + 2 * state if normed else 0
    return fixed_state("Mamba", params, kept=inner * state, tail=inner * (kernel - 1))


def fixed_state(
    name: str,
    params: int,
    heads: int = 0,
    *,
    kept: int = 0,
    tail: int = 0,
    matrices: Mapping[str, int] = NONE,
) -> Mixer:
    """A layer that keeps a state: what is recurrent, and the last inputs of a convolution."""
    return Mixer(
        name,
        "state",
        params,
        heads,
        state_values=kept + tail,
        recurrent=kept,
        matrices=tuple(matrices.items()),
    )


# --- feed-forward


def feed_params(hidden: int, width: int, *, gated: bool, bias: bool = False) -> int:
    """Parameters of one feed-forward of a width."""
    params = (3 if gated else 2) * hidden * width
    return params + ((2 if gated else 1) * width + hidden if bias else 0)


def dense(config: Config, family: Family, hidden: int, width: int) -> Feed:
    """One feed-forward for all tokens."""
    bias = family.mlp_bias == "yes"
    bias = bias or (family.mlp_bias == "config" and config.flag(family.bias_keys[1]))
    params = feed_params(hidden, width, gated=family.gated, bias=bias)
    return Feed("dense FFN", dense=params, matrices=3 if family.gated else 2)


def has_experts(config: Config) -> bool:
    """Whether any layer has more than one expert."""
    return config.has(*EXPERTS) and config.whole(*EXPERTS, least=0) > 1


def experts(config: Config, family: Family, hidden: int) -> Feed:
    """Experts: routed ones, and shared ones that every token takes."""
    count, taken = config.whole(*EXPERTS), config.whole(*PER_TOKEN)
    if taken > count:
        raise config.wrong(PER_TOKEN[0], str(taken), f"more than the {count} experts there are")
    own = ("moe_intermediate_size", "expert_ffn_hidden_size")
    width = config.whole(*own) if config.has(*own) else config.whole(*own, "intermediate_size")
    # Experts may work on a narrower copy of a token: every token goes down to it and up again.
    narrow = config.whole(*NARROW, default=hidden)
    between = 2 * hidden * narrow if narrow != hidden else 0
    one = feed_params(narrow, width, gated=family.gated, bias=family.expert_bias)
    router = hidden * count + (count if family.router_bias else 0)
    shared = _shared(config, family, hidden, width) + between
    words = f"{count} experts, {taken} per token"
    each = 3 if family.gated else 2
    return Feed(words, 0, count * one, shared, router, taken * one, count, taken, each)


def _shared(config: Config, family: Family, hidden: int, width: int) -> int:
    wide = config.whole(*_SHARED_WIDTH, default=0, least=0)
    if config.has(*_SHARED):
        wide = (wide or width) * config.whole(*_SHARED, least=0)
    elif not wide and family.unsaid_shared:
        wide = width
    if not wide:
        return 0
    gate = hidden if family.shared_gate else 0
    return feed_params(hidden, wide, gated=family.gated) + gate


def sparse(config: Config, count: int) -> list[bool]:
    """Which layers have experts. Raises BadDocument."""
    words = config.per_layer("mlp_layer_types", count)
    if words is not None:
        config.settled("moe_layer_freq", "first_k_dense_replace", "decoder_sparse_step")
        known = {"dense": False, "sparse": True}
        return config.meant("mlp_layer_types", words, known, "neither dense nor sparse")
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
