"""A model's config as an item of the catalogue: what the chain takes from it, each value with the
config as its origin.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from formulas.precisions import bytes_of
from sessions.catalogue.configs.architecture import PARTS, Architecture, Kind, Mixer, Part
from sessions.catalogue.configs.config import Config, name_of, read_config
from sessions.catalogue.configs.read import architecture
from sessions.catalogue.configs.weights.tiers import CODED, Weights, as_released
from sessions.catalogue.item import Item
from sessions.document.session import Entry

_FULL = ("MHA", "GQA", "MQA")


def item_of(config: Config, title: str, name: str = "") -> Item:
    """The item that a config makes. Raises BadDocument, Unknown."""
    model = architecture(config)
    weights = as_released(config, model)
    texts, choices = _values(model)
    origin = f"counted from {os.path.basename(config.file)}"
    entries = {id: Entry.read(id, text, origin) for id, text in texts.items()}
    params, routed = model.params(), weights.per_param["routed experts"]
    apart = [part for part in CODED if params[part] and weights.per_param[part] != routed]
    if params["routed experts"] and apart:
        others = [part for part in PARTS if part != "routed experts"]
        held = sum([weights.bytes[part] for part in others])
        mean = held / sum([params[part] for part in others])
        entries["bytes_per_shared_param"] = Entry.read(
            "bytes_per_shared_param", f"{mean:.12g} byte/param", f"{origin}: {weights.tier}"
        )
    if not params["routed experts"]:
        entries |= _kept_wider(params, weights, origin)
    return Item(
        name=name or title.lower().replace(" ", "-"),
        title=title,
        source=config.file,
        choices=choices,
        entries=entries,
        tiers=_tiers(weights),
        not_modelled=(*model.gaps, *weights.gaps),
    )


# What engines make of a checkpoint by themselves, where it is wider.
_MADE = ("fp8", "nvfp4")


def _tiers(weights: Weights) -> tuple[str, ...]:
    """The precision of a release, and those narrower that it is served in without another one."""
    own = weights.tier.partition(",")[0].partition(" and ")[0].lower()
    size = bytes_of(own)
    if size is None:
        return ()
    return (own, *[tier for tier in _MADE if (bytes_of(tier) or size) < size])


def _kept_wider(params: Mapping[Part, int], weights: Weights, origin: str) -> dict[str, Entry]:
    """What a dense release keeps at another precision than its feed-forward part, and at which."""
    core = weights.per_param["dense FFN"]
    others = [part for part in PARTS if part != "dense FFN" and params[part]]
    if {weights.per_param[part] for part in others} <= {core}:
        return {}
    count = sum([params[part] for part in others])
    mean = sum([weights.bytes[part] for part in others]) / count
    texts = {"wide_params": f"{count} param", "bytes_per_wide_param": f"{mean:.12g} byte/param"}
    return {id: Entry.read(id, text, f"{origin}: {weights.tier}") for id, text in texts.items()}


def item_from_file(path: str) -> Item:
    """The item of a config file. Raises BadDocument, Unknown."""
    config = read_config(path)
    return item_of(config, name_of(config), path)


def _values(model: Architecture) -> tuple[dict[str, str], dict[str, str]]:
    """Values by id, as text, and the kinds of formulas that hold."""
    found = {
        "total_params": f"{model.total_params} param",
        "active_params": f"{model.total_active} param/token",
        "num_layers": str(model.num_layers),
        "hidden_size": str(model.hidden_size),
        "attention_params": f"{model.params()['attention']} param",
    }
    choices = {"feed_forward": "dense"}
    experts = [kind for kind in model.kinds if kind.layer.feed.experts]
    if experts:
        feed = experts[0].layer.feed
        # A width that gives one expert's parameters: biases, and experts on a narrower copy of a
        # token, are in it.
        width = feed.routed // (feed.experts * feed.matrices * model.hidden_size)
        found |= {
            "routed_experts": str(feed.experts),
            "experts_per_token": str(feed.per_token),
            "moe_intermediate_size": str(width),
            "moe_layers": str(sum([kind.layers for kind in experts])),
            "shared_params": f"{model.total_params - model.params()['routed experts']} param",
        }
        choices = {"feed_forward": "moe"}
        if feed.matrices != 3:
            found["expert_matrices"] = str(feed.matrices)
            choices["experts"] = "stated"
    kept, kind = _cached(model)
    return found | kept, choices | {"attention": kind}


def _cached(model: Architecture) -> tuple[dict[str, str], str]:
    """What is cached and looked back on: by the plain formulas where all layers are alike, else by
    kind of layer.
    """
    growing = [k for k in model.kinds if k.layer.mixer.grows]
    windowed = [k for k in model.kinds if k.layer.mixer.window]
    picking = [k for k in growing if _picks(k.layer.mixer)]
    all_alike = not windowed and not model.state_values
    layers = sum([kind.layers for kind in growing])
    if all_alike and len({_shape(kind) for kind in growing}) == 1 and layers == model.num_layers:
        plain = _plain(growing)
        if plain is not None:
            return plain
    # Where no layer caches a window, those that pick what they read look back on as much.
    short = windowed or picking
    window = max([k.layer.mixer.window or k.layer.mixer.picked for k in short], default=1)
    decoding = _mean(growing, lambda mixer: _growing(mixer, mixer.decoding))
    products = _mean(growing, lambda mixer: _growing(mixer, mixer.products))
    read: dict[str, str] = {}
    if picking:
        read = {
            "read_values_per_layer": _mean(growing, _read),
            "windowed_read_values": _mean(
                short, lambda mixer: _kept(mixer) + _taken(mixer, window)
            ),
        }
    return {
        "growing_layers": str(layers),
        "kv_values_per_layer": _mean(growing, lambda mixer: mixer.per_token),
        "windowed_layers": str(sum([kind.layers for kind in short])),
        "windowed_kv_values": _mean(short, _kept),
        "window_tokens": f"{window} token/request",
        **read,
        "state_bytes_per_request": f"{model.state_bytes:.0f} byte/request",
        # The fewest, which make the most copies.
        "num_kv_heads": str(min([kind.layer.mixer.kv_heads for kind in growing], default=1)),
        "attention_products_per_layer": products,
        **({"decode_products_per_layer": decoding} if decoding != products else {}),
        "windowed_products_per_layer": _mean(short, lambda mixer: _short(mixer, window)),
    }, "mixed"


def _plain(kinds: list[Kind]) -> tuple[dict[str, str], str] | None:
    """What the formulas for layers of one kind take; None where there are none for it."""
    mixer = max([kind.layer.mixer for kind in kinds], key=lambda each: each.index_key)
    if mixer.latent:
        rope = mixer.kv_values - mixer.latent - mixer.index_key
        # One indexer may serve several layers; then fewer have one than there are layers.
        indexed = sum([kind.layers for kind in kinds if kind.layer.mixer.index_key])
        layers = sum([kind.layers for kind in kinds])
        found = {
            "kv_lora_rank": str(mixer.latent),
            "qk_rope_head_dim": str(rope),
            "num_attention_heads": str(mixer.heads),
            "qk_head_dim": str(mixer.key),
            "v_head_dim": str(mixer.value),
        }
        if not mixer.index_key:
            return found, "mla"
        if not mixer.picked:
            return None
        return found | {
            "index_n_heads": str(mixer.index_heads),
            "index_head_dim": str(mixer.index_key),
            "index_topk": f"{mixer.picked} token/request",
            **({"index_layers": str(indexed)} if indexed < layers else {}),
            "num_kv_heads": "1",  # the latent, which all heads read
        }, "sparse"
    if mixer.name not in _FULL or mixer.key != mixer.value:
        return None
    return {
        "num_kv_heads": str(mixer.kv_heads),
        "head_dim": str(mixer.key),
        "num_attention_heads": str(mixer.heads),
    }, "kv"


def _shape(kind: Kind) -> tuple[int, ...]:
    """What a plain formula takes of a layer: layers that agree in it are alike."""
    mixer = kind.layer.mixer
    cached = mixer.kv_values - mixer.index_key
    return cached, mixer.kv_heads, mixer.heads, mixer.key, mixer.value, mixer.picked


def _picks(mixer: Mixer) -> bool:
    """Whether an indexer picks what a layer of plain attention reads."""
    return mixer.picked > 0 and not mixer.latent


def _growing(mixer: Mixer, products: int) -> float:
    """Products with each token of the context: the indexer's alone, where it picks the rest."""
    each = mixer.index_heads * mixer.index_key if _picks(mixer) else products
    return each / mixer.stride if mixer.stride > 1 else each


def _kept(mixer: Mixer) -> int:
    """Numbers that a token within the window adds to what is kept of a window."""
    return (mixer.recent if mixer.grows else mixer.kv_values) if mixer.window else 0


def _short(mixer: Mixer, window: int) -> float:
    """Products with each token of a window; what an indexer picks elsewhere is spread over it."""
    products = mixer.products if mixer.window else 0
    return products + (mixer.products * mixer.picked / window if _picks(mixer) else 0)


def _read(mixer: Mixer) -> float:
    """Numbers read for each token of the context: an indexer's keys alone, where it picks."""
    return mixer.index_key / mixer.stride if _picks(mixer) else mixer.per_token


def _taken(mixer: Mixer, window: int) -> float:
    """Numbers of the entries that an indexer picks, spread over a window."""
    each = mixer.kv_values - mixer.index_key
    return each * mixer.picked / window if _picks(mixer) else 0


def _mean(kinds: list[Kind], of: Callable[[Mixer], float]) -> str:
    """A figure of a layer, over layers that may differ; exact, since their sum is what counts."""
    layers = sum([kind.layers for kind in kinds])
    total = sum([kind.layers * of(kind.layer.mixer) for kind in kinds])
    return repr(total / layers).removesuffix(".0") if layers else "0"
