"""Gemma. In Gemma 4 full layers have heads of their own and no matrix for values, and experts stand
beside a dense part.
"""

from __future__ import annotations

from sessions.catalogue.configs import layers, stack
from sessions.catalogue.configs.architecture import Feed, Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import HEADS, KV_HEADS, LAYERS, WIDTH
from sessions.catalogue.configs.layers import Heads


def _layers(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers of Gemma 4 in their order. Raises BadDocument."""
    kinds = stack.kinds(config, family, config.whole(*LAYERS))
    sizes = Heads(config.whole(*HEADS), config.whole(*KV_HEADS), config.whole("head_dim"))
    window = config.whole("sliding_window")
    made = {
        "full": _full(config, family, hidden, sizes),
        "window": layers.attention(config, family, hidden, sizes, window=window),
    }
    feed = _feed(config, family, hidden)
    # Beside the four norms, one more before the experts, and one after each of the two.
    norms = hidden * (7 if feed.experts else 4)
    said = "a kind of layer that Gemma 4 has none of"
    mixing = config.meant("layer_types", kinds, made, said)
    return [Layer(mixer, feed, norms) for mixer in mixing]


def _full(config: Config, family: Family, hidden: int, sizes: Heads) -> Mixer:
    """A full layer. Where keys serve as values too, both are cached: only keys are rotated."""
    head, shared = config.whole("global_head_dim", default=512), config.flag("attention_k_eq_v")
    own = config.whole("num_global_key_value_heads", default=sizes.kv_heads)
    kv_heads = own if shared else sizes.kv_heads
    full = layers.attention(config, family, hidden, Heads(sizes.heads, kv_heads, head))
    if not shared:
        return full
    bias = kv_heads * head if config.flag("attention_bias") else 0
    return full._replace(
        params=full.params - hidden * kv_heads * head - bias,
        matrices=tuple([each for each in full.matrices if each[0] != "v_proj"]),
    )


def _feed(config: Config, family: Family, hidden: int) -> Feed:
    dense = layers.dense(config, family, hidden, config.whole(*WIDTH))
    if not config.flag("enable_moe_block"):
        return dense
    count, taken = config.whole("num_experts"), config.whole("top_k_experts")
    if taken > count:
        raise config.wrong("top_k_experts", str(taken), f"more than the {count} experts there are")
    one = layers.feed_params(hidden, config.whole("moe_intermediate_size"), gated=True)
    # The router scales each number of a token and each expert.
    router = hidden * count + hidden + count
    words = f"dense FFN beside {count} experts, {taken} per token"
    return Feed(words, dense.dense, count * one, 0, router, taken * one, count, taken)


_GEMMA2 = Family(
    ("gemma2",),
    attention_bias="config all",
    norms=4,
    tied=True,
    pattern="1 in 2",
    defaults={"head_dim": 256, "num_key_value_heads": 4, "sliding_window": 4096},
)
# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
    Family(("gemma",), attention_bias="config all", tied=True, defaults={"head_dim": 256}),
    _GEMMA2,
    _GEMMA2._replace(types=("vaultgemma",), norms=2),
    # Wrappers around this one leave out whatever the smallest of them has.
    _GEMMA2._replace(types=("gemma3", "gemma3_text"), qk_norm="head", pattern="1 in 6",
        defaults={**_GEMMA2.defaults, "num_attention_heads": 8, "vocab_size": 262208}),
    _GEMMA2._replace(types=("gemma4", "gemma4_text"), qk_norm="head", pattern="1 in 6",
        experts=True, defaults={},
        reads=("attention_k_eq_v", "enable_moe_block", "global_head_dim",
            "num_global_key_value_heads"), layers=_layers),
)
# fmt: on
