"""From a config to an architecture: which layer is of which kind, and what stands around them."""

from __future__ import annotations

import importlib
import os
from collections import Counter
from typing import Any

from sessions.catalogue.configs import layers as feeds
from sessions.catalogue.configs import layers as mixers
from sessions.catalogue.configs.architecture import Architecture, Feed, Kind, Layer, Mixer
from sessions.catalogue.configs.config import LARGEST, Config, parse_config, read_config
from sessions.catalogue.configs.families import FAMILIES, SAME, Family
from sessions.catalogue.configs.keys import (
    CHANGES,
    HIDDEN,
    KV_HEADS,
    LAYERS,
    MOST_LAYERS,
    WIDTH,
    head_sizes,
    unread,
)
from sessions.catalogue.configs.own import gemma4, irregular
from sessions.catalogue.configs.unsaid import completed, strange, taken


class Unknown(ValueError):
    """An architecture that napkin does not know.

    Attributes:
        model_type: what the config calls itself.
        stated: what the config says plainly, for whoever wants to go on by hand.
    """

    def __init__(
        self, file: str, model_type: str, stated: dict[str, int], because: str = ""
    ) -> None:
        self.file, self.model_type, self.stated = file, model_type, stated
        what = f"the architecture {model_type!r}"
        if because:
            what = f"a {model_type!r} with {because}"
        super().__init__(f"{file}: napkin does not know {what}, and guesses no totals.")


def read_model(text: str, file: str) -> Architecture:
    """The architecture that a config's text describes. Raises BadDocument, Unknown."""
    return architecture(parse_config(text, file))


def architecture(config: Config) -> Architecture:
    """The architecture that a config describes. Raises BadDocument, Unknown."""
    named = config.data.get("model_type") or config.outer.get("model_type")
    model_type = named if isinstance(named, str) else ""
    written = model_type.lower()
    model_type = SAME.get(written, written)
    if model_type == "bailing_moe" and config.raw("moe_router_enable_expert_bias"):
        model_type = "bailing_moe_v2"  # whose releases still have the older name
    family = FAMILIES.get(model_type)
    odd = "" if family is None else _odd(config, family) or strange(config, model_type)
    if family is None or odd:
        raise Unknown(config.file, model_type or "(no model_type)", _stated(config), odd)
    types = tuple(dict.fromkeys((written, model_type)))
    unsaid = taken(config, *types)
    config = completed(config, *types)
    hidden = config.whole(*HIDDEN)
    vocab = config.whole("vocab_size", "padded_vocab_size")
    layers = layers_of(config, model_type)
    kinds = tuple([Kind(layer, count) for layer, count in Counter(layers).items()])
    embedded = vocab * hidden
    tied = _tied(config, family)
    biased = bool(family.output_bias) and config.flag(family.output_bias)
    output = (0 if tied else embedded) + (vocab if biased else 0)
    final = hidden * (2 if family.norm_bias else 1) if family.final_norm else 0
    final += _after(config, model_type, hidden)
    if family.own and hasattr(own := _own(family), "beside"):
        before, biases, final = own.beside(config, model_type, hidden, vocab)
        embedded, output = embedded + before, output + biases
    names = config.outer.get("architectures")
    name = (
        names[0] if isinstance(names, list) and names and isinstance(names[0], str) else model_type
    )
    gaps = (*_gaps(config, family), *unsaid)
    plain = not (family.own or family.latent or config.has(*KV_HEADS, "block_configs"))
    if plain and any(kind.layer.mixer.kv_heads > 1 for kind in kinds):
        gaps += ("The config leaves out the KV heads: counted as many as heads.",)
    states = [config.raw(name) for name in ("mamba_ssm_cache_dtype", "mamba_ssm_dtype")]
    return Architecture(
        name,
        model_type,
        _in_words(kinds),
        hidden,
        vocab,
        kinds,
        embedded,
        output,
        final,
        (*gaps, *unread(config)),
        4.0 if "float32" in states or family.wide_state else 2.0,
    )


def _own(family: Family) -> Any:
    """The module that makes a family's layers: few models need one, so it is imported late."""
    return importlib.import_module(f"sessions.models.{family.own}")


def _odd(config: Config, family: Family) -> str:
    """What of a config makes shapes that its family's row does not describe, or nothing."""
    if config.has("kv_lora_rank") != family.latent:
        return "no kv_lora_rank" if family.latent else "kv_lora_rank"
    changed = [key for key in CHANGES if key not in family.reads and config.raw(key)]
    if changed:
        return changed[0]
    # MiniMax marks its layers with 1 for attention; others of its models have 0 for linear ones.
    marked = config.raw("attn_type_list")
    if isinstance(marked, list) and family.own != "hybrids" and any(one != 1 for one in marked):
        return "attn_type_list of more than one kind"
    return "experts" if feeds.has_experts(config) and not family.experts else ""


def _stated(config: Config) -> dict[str, int]:
    found = {}
    for id, names in (
        ("num_layers", LAYERS),
        ("hidden_size", HIDDEN),
        ("vocab_size", ("vocab_size",)),
    ):
        value = config.raw(*names)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST:
            found[id] = value
    return found


def _tied(config: Config, family: Family) -> bool:
    """Whether input and output embeddings are one: as the config says, or its family's habit."""
    name = "tie_word_embeddings"
    if config.data.get(name) is not None:
        return config.flag(name)
    if config.outer.get(name) is not None:
        return Config(config.file, config.outer, config.outer).flag(name)
    return family.tied


# --- layers


def layers_of(config: Config, model_type: str) -> list[Layer]:
    """The layers in their order, of a config of a known family. Raises BadDocument."""
    config = completed(config, model_type)
    family, hidden = FAMILIES[model_type], config.whole(*HIDDEN)
    if isinstance(config.raw("block_configs"), list):
        return irregular.searched(config, family, hidden)
    if model_type == "nemotron_h" or config.has("hybrid_override_pattern"):
        return irregular.lettered(config, family, hidden, irregular.pattern(config))
    if model_type == "openelm":
        return irregular.scaled(config, family, hidden)
    count = config.whole(*LAYERS)
    if count > MOST_LAYERS:
        raise config.wrong(LAYERS[0], str(count), "more layers than any model has", "fewer")
    if family.own:
        layers: list[Layer] = _own(family).layers(config, family, hidden, model_type)
        return layers
    if model_type == "gemma4":
        return gemma4.layers(config, family, hidden, _kinds(config, family, count))
    if model_type in _RECENT:
        recent: list[Layer] = _recent(model_type).layers(config, family, hidden)
        return recent
    norm = family.norms * hidden * (2 if family.norm_bias else 1) + family.activation
    mixing = _mixers(config, family, hidden, count)
    if config.has("sparse_attention_config"):
        from sessions.catalogue.configs.own import minimax3

        mixing = minimax3.indexed(config, mixing, hidden)
    feeding = _feeds(config, family, hidden, count)
    if model_type == "falcon":
        norm = hidden * 2 * _falcon_norms(config)
    return [Layer(m, f, norm) for m, f in zip(mixing, feeding, strict=True)]


# Architectures of their own, each in a module that is loaded when one is read.
_RECENT = {"kimi_linear": "kimi", "deepseek_v4": "deepseek4", "step3p5": "step3"}


def _recent(model_type: str) -> Any:
    return importlib.import_module(f"sessions.models.{_RECENT[model_type]}")


def _after(config: Config, model_type: str, hidden: int) -> int:
    """Parameters after the last layer beside its norm."""
    if model_type not in ("kimi_linear", "deepseek_v4"):
        return 0
    after: int = _recent(model_type).after(config, hidden)
    return after


def _falcon_norms(config: Config) -> int:
    if config.flag("new_decoder_architecture"):
        config.settled("parallel_attn")
        return 2 if config.whole("num_ln_in_parallel_attn", default=2) == 2 else 1
    return 1 if config.flag("parallel_attn", True) else 2


def _mixers(config: Config, family: Family, hidden: int, count: int) -> list[Mixer]:
    if config.has("kv_lora_rank"):
        return _latent(config, hidden, count)
    if config.has("attn_layer_period"):
        period, offset = (
            config.whole("attn_layer_period"),
            config.whole("attn_layer_offset", least=0),
        )
        heads, kv_heads, head = head_sizes(config, hidden)
        full = mixers.attention(config, family, hidden, heads=heads, kv_heads=kv_heads, head=head)
        state = mixers.mamba1(config, hidden)
        return [full if at % period == offset else state for at in range(count)]
    heads, kv_heads, head = head_sizes(config, hidden)
    if family.attention_bias in ("qkv", "all"):
        config.settled("attention_bias")
    value = config.whole("v_head_dim", default=head)
    full = mixers.attention(
        config,
        family,
        hidden,
        heads=heads,
        kv_heads=kv_heads,
        head=head,
        value=value,
        sinks=family.sinks or config.flag("add_full_attention_sink_bias"),
    )
    kinds = _kinds(config, family, count)
    made: dict[str, Mixer] = {"full": full}
    if "window" in kinds or "chunk" in kinds:
        made["window"] = made["chunk"] = _windowed(
            config, family, hidden, (heads, kv_heads, head, value), chunk="chunk" in kinds
        )
    if "linear" in kinds:
        made["linear"] = mixers.gated_delta(config, hidden)
    return [made[kind] for kind in kinds]


def _latent(config: Config, hidden: int, count: int) -> list[Mixer]:
    """MLA layers. A sparse indexer may serve the layers after its own: these have none, neither
    its matrices nor its keys in the cache.
    """
    own = mixers.latent(config, hidden)
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
    if strange := next((kind for kind in types if kind not in ("full", "shared")), None):
        raise config.wrong("indexer_types", str(strange)[:40], "neither full nor shared")
    plain = {name: value for name, value in config.data.items() if name != "index_head_dim"}
    shared = mixers.latent(Config(config.file, plain, config.outer, config.text), hidden)
    shared = shared._replace(picked=own.picked)  # they read what the indexer before them picked
    return [own if kind == "full" else shared for kind in types]


def _windowed(
    config: Config, family: Family, hidden: int, sizes: tuple[int, int, int, int], *, chunk: bool
) -> Mixer:
    heads, kv_heads, head, value = sizes
    names = ("attention_chunk_size",) if chunk else ("sliding_window", "sliding_window_size")
    return mixers.attention(
        config,
        family,
        hidden,
        heads=config.whole("swa_num_attention_heads", default=heads),
        kv_heads=config.whole("swa_num_key_value_heads", default=kv_heads),
        head=config.whole("swa_head_dim", default=head),
        value=config.whole("swa_v_head_dim", default=value),
        window=config.whole(*names),
        chunk=chunk,
        sinks=family.sinks or config.flag("add_swa_attention_sink_bias"),
    )


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


def _kinds(config: Config, family: Family, count: int) -> list[str]:
    """Which layer is of which kind: as a list says, else by the family's habit."""
    listed = config.per_layer("layer_types", count)
    if listed is not None or config.has("hybrid_layer_pattern"):
        config.settled("full_attention_interval", "attention_chunk_size")
    if listed is not None:
        for kind in listed:
            if not isinstance(kind, str) or kind not in _TYPES:
                raise config.wrong(
                    "layer_types", str(kind)[:40], "a kind of layer napkin knows none of"
                )
        return [_TYPES[kind] for kind in listed]
    hybrid = config.marks("hybrid_layer_pattern", count)
    if hybrid is not None:
        return ["window" if one else "full" for one in hybrid]
    if config.has("full_attention_interval") and config.has("linear_num_key_heads"):
        every = config.whole("full_attention_interval")
        return ["full" if (at + 1) % every == 0 else "linear" for at in range(count)]
    if family.pattern == "chunks":
        return _chunked(config, count)
    if not config.has("sliding_window", "sliding_window_size"):
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


def _feeds(config: Config, family: Family, hidden: int, count: int) -> list[Feed]:
    if not feeds.has_experts(config):
        width = config.whole(*WIDTH, default=4 * hidden if family.four_wide else None)
        return [feeds.dense(config, family, hidden, width)] * count
    expert = feeds.experts(config, family, hidden)
    sparse = feeds.sparse(config, count)
    if all(sparse):
        config.settled("intermediate_size_mlp", "dense_intermediate_size")
        return [expert] * count
    dense = ("intermediate_size_mlp", "dense_intermediate_size")
    width = config.whole(*(dense if config.has(*dense) else WIDTH))
    plain = feeds.dense(config, family, hidden, width)
    return [expert if one else plain for one in sparse]


# --- words


def _in_words(kinds: tuple[Kind, ...]) -> str:
    """`MLA`; `GQA in 18 layers, sliding-window GQA (128 tokens) in 18`."""
    counted: Counter[tuple[str, int]] = Counter()
    for (mixer, _, _), count in kinds:
        if mixer.growth != "none":
            # What is compressed has a window beside it, which its name need not say.
            window = 0 if mixer.growth == "compressed" else mixer.window
            counted[(mixer.name, window)] += count
    named = [
        (f"{name} ({window:,} tokens)" if window else name, n)
        for (name, window), n in counted.items()
    ]
    if len(named) == 1:
        return named[0][0]
    return ", ".join([f"{name} in {count} layers" for name, count in named])


def _gaps(config: Config, family: Family) -> tuple[str, ...]:
    gaps = list(family.gaps)
    if config.data is not config.outer or isinstance(config.outer.get("vision_config"), dict):
        gaps.append("The vision or audio part, which the published total may count.")
    predicted = (
        "num_nextn_predict_layers",
        "num_mtp_modules",
        "mtp_num_hidden_layers",
        "mtp_num_layers",
    )
    if any(isinstance(config.data.get(n), int) and config.data[n] > 0 for n in predicted):
        gaps.append(
            "The layers that predict more tokens (MTP), which the published total may count."
        )
    return tuple(gaps)


def load_model(path: str | os.PathLike[str]) -> Architecture:
    """The architecture in a file. Raises BadDocument, Unknown."""
    return architecture(read_config(os.fspath(path)))
