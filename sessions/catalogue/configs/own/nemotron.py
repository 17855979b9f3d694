"""Nemotron: hybrids whose layers are written out letter by letter, and Llamas found by search, with
blocks that have heads and a width of their own. Configs of other families may have both ways too.
"""

from __future__ import annotations

from sessions.catalogue.configs import layers, stack
from sessions.catalogue.configs.architecture import NO_FEED, NO_MIXER, Feed, Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import HEADS, LAYERS, MOST_LAYERS, WIDTH
from sessions.catalogue.configs.layers import Heads
from sessions.catalogue.configs.own.plain import LLAMA

_LETTERS = {
    "mamba": "M",
    "linear_attention": "M",
    "attention": "*",
    "full_attention": "*",
    "moe": "E",
    "mlp": "-",
}


def _pattern(config: Config) -> str:
    """The kinds of blocks as letters: newer configs have words in a list."""
    pattern = config.raw("hybrid_override_pattern")
    if isinstance(pattern, str):
        return pattern
    words = config.raw("layers_block_type")
    if not isinstance(words, list) or not 0 < len(words) <= MOST_LAYERS:
        said = "it does not say which layer is of which kind"
        raise config.wrong("hybrid_override_pattern", "nothing", said, "a letter for each layer")
    return "".join(config.meant("layers_block_type", words, _LETTERS, listed=True))


def lettered(config: Config, family: Family, hidden: int) -> list[Layer]:
    """One block a layer: `M` Mamba-2, `*` attention, `E` experts, `-` dense. Raises BadDocument."""
    pattern = _pattern(config)
    count = config.whole(*LAYERS, default=len(pattern))
    if count != len(pattern):
        seen = f"{len(pattern)} letters"
        raise config.wrong("hybrid_override_pattern", seen, f"not one for each of {count} layers")
    sizes = stack.heads(config, hidden)
    made: dict[str, tuple[Mixer, Feed]] = {}
    for letter in dict.fromkeys(pattern):
        if letter == "M":
            made[letter] = (_mamba(config, hidden), NO_FEED)
        elif letter == "*":
            made[letter] = (layers.attention(config, family, hidden, sizes), NO_FEED)
        elif letter == "E":
            made[letter] = (NO_MIXER, layers.experts(config, family, hidden))
        elif letter == "-":
            made[letter] = (NO_MIXER, layers.dense(config, family, hidden, config.whole(*WIDTH)))
        else:
            raise config.wrong(
                "hybrid_override_pattern", letter, "a letter napkin knows nothing of"
            )
    return [Layer(*made[letter], hidden) for letter in pattern]


def _mamba(config: Config, hidden: int) -> Mixer:
    heads, width = config.whole("mamba_num_heads"), config.whole("mamba_head_dim")
    return layers.mamba2(config, hidden, heads, width, layers.OF_NEMOTRON)


def searched(config: Config, family: Family, hidden: int) -> list[Layer]:
    """Blocks found by search: each has heads and a width of its own, or leaves a part out.

    Raises BadDocument.
    """
    blocks = config.per_layer("block_configs", config.whole(*LAYERS)) or []
    heads = config.whole(*HEADS)
    head = config.whole("head_dim", default=hidden // heads)
    found = []
    for at, block in enumerate(blocks):
        if not isinstance(block, dict):
            raise config.wrong("block_configs", f"block {at}", "not an object")
        inside = Config(config.file, block, config.outer)
        mixing, feeding = inside.inner("attention"), inside.inner("ffn")
        mixer, feed = NO_MIXER, NO_FEED
        if mixing.flag("replace_with_linear"):
            mixer = Mixer("a matrix instead of attention", "none", hidden * hidden)
        elif not mixing.flag("no_op"):
            group = mixing.whole("n_heads_in_group")
            sizes = Heads(heads, max(1, heads // group), head)
            mixer = layers.attention(config, family, hidden, sizes)
        if feeding.flag("replace_with_linear"):
            feed = Feed("a matrix instead of an FFN", dense=hidden * hidden)
        elif not feeding.flag("no_op"):
            feed = layers.dense(config, family, hidden, _multiplied(feeding, hidden))
        norms = hidden * ((mixer is not NO_MIXER) + (feed is not NO_FEED))
        found.append(Layer(mixer, feed, norms))
    return found


def _multiplied(feeding: Config, hidden: int) -> int:
    if feeding.has("intermediate_size"):
        return feeding.whole("intermediate_size")
    times = feeding.raw("ffn_mult")
    if not isinstance(times, int | float) or isinstance(times, bool) or not 0 < times < 100:
        raise feeding.wrong("ffn_mult", str(times)[:40], "no multiplier of a width")
    width = int(2 * times * hidden / 3)
    return -(-width // 256) * 256


FAMILIES = (
    Family(
        ("nemotron_h",),
        gated=False,
        norms=1,
        router_bias=True,
        experts=True,
        needed=("num_key_value_heads", ("head_dim", "attention_head_dim")),
        layers=lettered,
    ),
    LLAMA._replace(types=("nemotron-nas",)),
    LLAMA._replace(types=("deci",)),
)
