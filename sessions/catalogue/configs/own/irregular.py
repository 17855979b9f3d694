"""Models whose layers are not alike by a rule: written out letter by letter, block by block, or
with a size of its own for each.
"""

from __future__ import annotations

from sessions.catalogue.configs import layers as feeds
from sessions.catalogue.configs import layers as mixers
from sessions.catalogue.configs.architecture import Feed, Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.families import Family
from sessions.catalogue.configs.keys import HEADS, LAYERS, MOST_LAYERS, WIDTH, head_sizes

NOTHING = Mixer("no attention", "none", 0)
NO_FEED = Feed("no FFN")
_LETTERS = {
    "mamba": "M",
    "linear_attention": "M",
    "attention": "*",
    "full_attention": "*",
    "moe": "E",
    "mlp": "-",
}


def pattern(config: Config) -> str:
    """The kinds of blocks as letters: newer configs have words in a list."""
    pattern = config.raw("hybrid_override_pattern")
    if isinstance(pattern, str):
        return pattern
    words = config.raw("layers_block_type")
    if not isinstance(words, list) or not 0 < len(words) <= MOST_LAYERS:
        said = "it does not say which layer is of which kind"
        raise config.wrong("hybrid_override_pattern", "nothing", said, "a letter for each layer")
    for word in words:
        if not isinstance(word, str) or word not in _LETTERS:
            raise config.wrong(
                "layers_block_type",
                str(word)[:40],
                "a kind of layer napkin knows none of",
                ", ".join(_LETTERS),
            )
    return "".join([_LETTERS[word] for word in words])


def lettered(config: Config, family: Family, hidden: int, pattern: str) -> list[Layer]:
    """One block a layer: `M` Mamba-2, `*` attention, `E` experts, `-` dense."""
    count = config.whole(*LAYERS, default=len(pattern))
    if count != len(pattern):
        seen = f"{len(pattern)} letters"
        raise config.wrong("hybrid_override_pattern", seen, f"not one for each of {count} layers")
    heads, kv_heads, head = head_sizes(config, hidden)
    made: dict[str, tuple[Mixer, Feed]] = {}
    for letter in dict.fromkeys(pattern):
        if letter == "M":
            made[letter] = (mixers.mamba2(config, hidden), NO_FEED)
        elif letter == "*":
            full = mixers.attention(
                config, family, hidden, heads=heads, kv_heads=kv_heads, head=head
            )
            made[letter] = (full, NO_FEED)
        elif letter == "E":
            made[letter] = (NOTHING, feeds.experts(config, family, hidden))
        elif letter == "-":
            made[letter] = (NOTHING, feeds.dense(config, family, hidden, config.whole(*WIDTH)))
        else:
            raise config.wrong(
                "hybrid_override_pattern", letter, "a letter napkin knows nothing of"
            )
    return [Layer(*made[letter], hidden) for letter in pattern]


def searched(config: Config, family: Family, hidden: int) -> list[Layer]:
    """Blocks found by search: each has heads and a width of its own, or leaves a part out."""
    blocks = config.per_layer("block_configs", config.whole(*LAYERS)) or []
    heads = config.whole(*HEADS)
    head = config.whole("head_dim", default=hidden // heads)
    layers = []
    for at, block in enumerate(blocks):
        if not isinstance(block, dict):
            raise config.wrong("block_configs", f"block {at}", "not an object")
        inside = Config(config.file, block, config.outer)
        mixing, feeding = inside.inner("attention"), inside.inner("ffn")
        mixer, feed = NOTHING, NO_FEED
        if mixing.flag("replace_with_linear"):
            mixer = Mixer("a matrix instead of attention", "none", hidden * hidden)
        elif not mixing.flag("no_op"):
            group = mixing.whole("n_heads_in_group")
            mixer = mixers.attention(
                config, family, hidden, heads=heads, kv_heads=max(1, heads // group), head=head
            )
        if feeding.flag("replace_with_linear"):
            feed = Feed("a matrix instead of an FFN", dense=hidden * hidden)
        elif not feeding.flag("no_op"):
            feed = feeds.dense(config, family, hidden, _multiplied(feeding, hidden))
        norms = hidden * ((mixer is not NOTHING) + (feed is not NO_FEED))
        layers.append(Layer(mixer, feed, norms))
    return layers


def _multiplied(feeding: Config, hidden: int) -> int:
    if feeding.has("intermediate_size"):
        return feeding.whole("intermediate_size")
    times = feeding.raw("ffn_mult")
    if not isinstance(times, int | float) or isinstance(times, bool) or not 0 < times < 100:
        raise feeding.wrong("ffn_mult", str(times)[:40], "no multiplier of a width")
    width = int(2 * times * hidden / 3)
    return -(-width // 256) * 256


def scaled(config: Config, family: Family, hidden: int) -> list[Layer]:
    """Heads and widths that grow from layer to layer."""
    count = config.whole(*LAYERS)
    queries = config.per_layer("num_query_heads", count)
    cached = config.per_layer("num_kv_heads", count)
    wider = config.per_layer("ffn_multipliers", count)
    if queries is None or cached is None or wider is None:
        raise config.wrong("num_query_heads", "nothing", "no list of heads for each layer")
    head, divisor = config.whole("head_dim"), config.whole("ffn_dim_divisor", default=256)
    layers = []
    for heads, kv_heads, times in zip(queries, cached, wider, strict=True):
        mixer = mixers.attention(
            config,
            family,
            hidden,
            heads=config.as_whole("num_query_heads", heads),
            kv_heads=config.as_whole("num_kv_heads", kv_heads),
            head=head,
        )
        if not isinstance(times, int | float) or not 0 < times < 100:
            raise config.wrong("ffn_multipliers", str(times)[:40], "no multiplier of a width")
        # Rounded to a multiple, and never more than a tenth below what was asked for.
        asked = times * hidden
        width = max(divisor, int(asked + divisor / 2) // divisor * divisor)
        width += divisor if width < 0.9 * asked else 0
        layers.append(Layer(mixer, feeds.dense(config, family, hidden, width), 2 * hidden))
    return layers
