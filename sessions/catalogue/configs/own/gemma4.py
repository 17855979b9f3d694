"""Gemma 4: full layers with heads of their own and no matrix for values; experts beside an FFN."""

from __future__ import annotations

from sessions.catalogue.configs import layers as feeds
from sessions.catalogue.configs import layers as mixers
from sessions.catalogue.configs.architecture import Feed, Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.families import Family
from sessions.catalogue.configs.keys import HEADS, KV_HEADS, WIDTH


def layers(config: Config, family: Family, hidden: int, kinds: list[str]) -> list[Layer]:
    """The layers, each `full` or `window` as `kinds` says. Raises BadDocument."""
    heads, kv_heads, head = config.whole(*HEADS), config.whole(*KV_HEADS), config.whole("head_dim")
    windowed = mixers.attention(
        config,
        family,
        hidden,
        heads=heads,
        kv_heads=kv_heads,
        head=head,
        window=config.whole("sliding_window"),
    )
    made = {"full": _full(config, family, hidden, heads, kv_heads), "window": windowed}
    feed = _feed(config, family, hidden)
    # Beside the four norms, one more before the experts, and one after each of the two.
    norms = hidden * (7 if feed.experts else 4)
    for kind in kinds:
        if kind not in made:
            raise config.wrong("layer_types", kind, "a kind of layer that Gemma 4 has none of")
    return [Layer(made[kind], feed, norms) for kind in kinds]


def _full(config: Config, family: Family, hidden: int, heads: int, kv_heads: int) -> Mixer:
    """A full layer. Where keys serve as values too, both are cached: only keys are rotated."""
    head, shared = config.whole("global_head_dim", default=512), config.flag("attention_k_eq_v")
    own = config.whole("num_global_key_value_heads", default=kv_heads)
    kv_heads = own if shared else kv_heads
    full = mixers.attention(config, family, hidden, heads=heads, kv_heads=kv_heads, head=head)
    bias = kv_heads * head if config.flag("attention_bias") else 0
    values = hidden * kv_heads * head + bias
    return full._replace(params=full.params - values) if shared else full


def _feed(config: Config, family: Family, hidden: int) -> Feed:
    dense = feeds.dense(config, family, hidden, config.whole(*WIDTH))
    if not config.flag("enable_moe_block"):
        return dense
    count, taken = config.whole("num_experts"), config.whole("top_k_experts")
    if taken > count:
        raise config.wrong("top_k_experts", str(taken), f"more than the {count} experts there are")
    one = feeds.matrices(hidden, config.whole("moe_intermediate_size"), gated=True)
    # The router scales each number of a token and each expert.
    router = hidden * count + hidden + count
    words = f"dense FFN beside {count} experts, {taken} per token"
    return Feed(words, dense.dense, count * one, 0, router, taken * one, count, taken)
