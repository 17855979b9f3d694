"""The layers of a model one after the other, where the row of its family and a few keys say all:
which layer is of which kind, and which has experts.
"""

from __future__ import annotations

from sessions.catalogue.configs import layers
from sessions.catalogue.configs.architecture import Feed, Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import KV_HEADS, LAYERS, WIDTH
from sessions.catalogue.configs.layers import Heads, head_sizes

_TYPES = {
    "full_attention": "full",
    "attention": "full",
    "full": "full",
    "global": "full",
    "sliding_attention": "window",
    "sliding_window": "window",
    "local": "window",
    "chunked_attention": "chunk",
    "linear_attention": "linear",
}
_DENSE = ("intermediate_size_mlp", "dense_intermediate_size")


def plain(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers in their order. Raises BadDocument."""
    return fed(config, family, hidden, mixers(config, family, hidden))


def fed(config: Config, family: Family, hidden: int, mixing: list[Mixer]) -> list[Layer]:
    """Layers of the given attention, each with its feed-forward part. Raises BadDocument."""
    feeding = feeds(config, family, hidden, len(mixing))
    count = family.norms if isinstance(family.norms, int) else family.norms(config)
    norms = count * family.norm(hidden) + family.activation
    return [Layer(mixer, feed, norms) for mixer, feed in zip(mixing, feeding, strict=True)]


# --- attention


def mixers(config: Config, family: Family, hidden: int) -> list[Mixer]:
    """The attention of each layer. Raises BadDocument."""
    count = config.whole(*LAYERS)
    if config.has("kv_lora_rank"):
        return _latent(config, hidden, count)
    sizes = heads(config, hidden)
    if config.has("attn_layer_period"):
        period, offset = (
            config.whole("attn_layer_period"),
            config.whole("attn_layer_offset", least=0),
        )
        full = layers.attention(config, family, hidden, sizes)
        inner = hidden * config.whole("mamba_expand")
        state = layers.mamba1(config, hidden, inner, layers.OF_HYBRIDS, normed=True)
        return [full if at % period == offset else state for at in range(count)]
    if family.attention_bias in ("qkv", "all"):
        config.settled("attention_bias")
    sizes = sizes._replace(value=config.whole("v_head_dim", default=sizes.head))
    sinks = family.sinks or config.flag("add_full_attention_sink_bias")
    made = {"full": layers.attention(config, family, hidden, sizes, sinks=sinks)}
    wanted = kinds(config, family, count)
    if "window" in wanted or "chunk" in wanted:
        windowed = _windowed(config, family, hidden, sizes, chunk="chunk" in wanted)
        made["window"] = made["chunk"] = windowed
    if "linear" in wanted:
        made["linear"] = layers.gated_delta(config, hidden)
    return [made[kind] for kind in wanted]


def heads(config: Config, hidden: int) -> Heads:
    """The sizes of its heads, with a note where the config does not say how many have keys."""
    sizes = head_sizes(config, hidden)
    if sizes.kv_heads > 1 and not config.has(*KV_HEADS):
        config.granted.append("The config leaves out the KV heads: counted as many as heads.")
    return sizes


def _windowed(config: Config, family: Family, hidden: int, sizes: Heads, *, chunk: bool) -> Mixer:
    names = ("attention_chunk_size",) if chunk else ("sliding_window", "sliding_window_size")
    own = Heads(
        config.whole("swa_num_attention_heads", default=sizes.heads),
        config.whole("swa_num_key_value_heads", default=sizes.kv_heads),
        config.whole("swa_head_dim", default=sizes.head),
        config.whole("swa_v_head_dim", default=sizes.value),
    )
    window = config.whole(*names)
    if not chunk and window >= layers.longest(config) > 0:
        # A window that no request can fill: such a layer looks back on all there is.
        window = 0
    sinks = family.sinks or config.flag("add_swa_attention_sink_bias")
    return layers.attention(config, family, hidden, own, window=window, chunk=chunk, sinks=sinks)


def _latent(config: Config, hidden: int, count: int) -> list[Mixer]:
    """MLA layers. A sparse indexer may serve the layers after its own: these have none, neither
    its matrices nor its keys in the cache.
    """
    own = layers.latent(config, hidden)
    if not config.has("index_head_dim"):
        return [own] * count
    types = config.per_layer("indexer_types", count)
    if types is not None:
        config.settled("index_topk_freq", "index_topk_pattern", "index_skip_topk_offset")
    if types is None and isinstance(config.raw("index_topk_pattern"), str):
        letters = {"F": "full", "S": "shared"}
        types = [letters.get(letter, letter) for letter in config.raw("index_topk_pattern")]
        if len(types) != count:
            seen = f"{len(types)} letters"
            raise config.wrong("index_topk_pattern", seen, f"not one for each of {count} layers")
    if types is None:
        every = config.whole("index_topk_freq", default=1)
        after = config.whole("index_skip_topk_offset", default=2, least=0)
        types = ["shared" if max(at - after + 1, 0) % every else "full" for at in range(count)]
    shared = layers.latent(config.plus({"index_head_dim": None}), hidden)
    shared = shared._replace(picked=own.picked)  # they read what the indexer before them picked
    known = {"full": own, "shared": shared}
    return config.meant("indexer_types", types, known, "neither full nor shared")


def kinds(config: Config, family: Family, count: int) -> list[str]:
    """Which layer is of which kind: as a list says, else by the family's habit.

    Raises BadDocument.
    """
    listed = config.per_layer("layer_types", count)
    if listed is not None or config.has("hybrid_layer_pattern"):
        config.settled("full_attention_interval", "attention_chunk_size")
    if listed is not None:
        return config.meant("layer_types", listed, _TYPES)
    hybrid = config.marks("hybrid_layer_pattern", count)
    if hybrid is not None:
        return ["window" if one else "full" for one in hybrid]
    if config.has("full_attention_interval") and config.has("linear_num_key_heads"):
        every = config.whole("full_attention_interval")
        return ["full" if (at + 1) % every == 0 else "linear" for at in range(count)]
    if family.pattern == "chunks":
        return _chunked(config, count)
    if not family.pattern or not config.has("sliding_window", "sliding_window_size"):
        return ["full"] * count
    pattern = config.raw("sliding_window_pattern", "_sliding_window_pattern")
    if isinstance(pattern, str) and pattern:
        return ["full" if pattern[at % len(pattern)] == "G" else "window" for at in range(count)]
    if family.pattern.startswith("1 in"):
        every = config.whole(
            "sliding_window_pattern", "_sliding_window_pattern", default=int(family.pattern[5:])
        )
        return ["full" if (at + 1) % every == 0 else "window" for at in range(count)]
    if family.pattern == "all":
        return ["window"] * count
    if family.pattern == "flag" and config.flag("use_sliding_window"):
        first = config.whole("max_window_layers", default=0, least=0)
        return ["full" if at < first else "window" for at in range(count)]
    return ["full"] * count


def _chunked(config: Config, count: int) -> list[str]:
    if not config.has("attention_chunk_size"):
        return ["full"] * count
    # Some configs have an empty list, and mean the interval.
    rotary = config.marks("no_rope_layers", count) if config.raw("no_rope_layers") else None
    if rotary is not None:
        return ["chunk" if one else "full" for one in rotary]
    every = config.whole("no_rope_layer_interval", default=4)
    return ["full" if (at + 1) % every == 0 else "chunk" for at in range(count)]


# --- feed-forward


def feeds(config: Config, family: Family, hidden: int, count: int) -> list[Feed]:
    """The feed-forward part of each layer: experts where the config says so, else a dense one."""
    if not layers.has_experts(config):
        width = config.whole(*WIDTH, default=4 * hidden if family.four_wide else None)
        return [layers.dense(config, family, hidden, width)] * count
    expert = layers.experts(config, family, hidden)
    sparse = layers.sparse(config, count)
    if all(sparse):
        config.settled(*_DENSE)
        return [expert] * count
    width = config.whole(*(_DENSE if config.has(*_DENSE) else WIDTH))
    dense = layers.dense(config, family, hidden, width)
    return [expert if one else dense for one in sparse]
