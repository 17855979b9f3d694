"""A model's config as an item of the catalogue: what the chain takes from it, each value with the
config as its origin.
"""

from __future__ import annotations

import os

from sessions.catalogue import Item
from sessions.models.config import Config, parse_config
from sessions.models.read import architecture
from sessions.models.shape import Architecture, Kind
from sessions.models.tiers import as_released
from sessions.session import Entry

_FULL = ("MHA", "GQA", "MQA")


def item_of(config: Config, title: str, name: str = "") -> Item:
    """The item that a config makes. Raises BadDocument, Unknown."""
    model = architecture(config)
    weights = as_released(config, model)
    texts, choices = _values(model)
    origin = f"counted from {os.path.basename(config.file)}"
    entries = {id: Entry.read(id, text, origin) for id, text in texts.items()}
    kept = weights.per_param["attention"]
    if model.params()["routed experts"] and kept != weights.per_param["routed experts"]:
        why = f"{origin}: {weights.tier}"
        entries["bytes_per_shared_param"] = Entry.read(
            "bytes_per_shared_param", f"{kept:.6g} byte/param", why
        )
    return Item(
        name=name or title.lower().replace(" ", "-"),
        title=title,
        source=config.file,
        choices=choices,
        entries=entries,
        not_modelled=(*model.gaps, *weights.gaps),
    )


def item_from_file(path: str) -> Item:
    """The item of a config file. Raises BadDocument, Unknown."""
    from sessions.models.names import name_of
    from sessions.reader import decoded, read_bytes

    config = parse_config(decoded(read_bytes(path), path), path)
    return item_of(config, name_of(config), path)


def _values(model: Architecture) -> tuple[dict[str, str], dict[str, str]]:
    """Values by id, as text, and the kinds of formulas that hold."""
    found = {
        "total_params": f"{model.total_params} param",
        "active_params": f"{model.total_active} param/token",
        "num_layers": str(model.num_layers),
        "hidden_size": str(model.hidden_size),
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
    """What is cached: by the plain formulas where all layers are alike, else by kind of layer."""
    growing = [k for k in model.kinds if k.layer.mixer.growth in ("full", "latent")]
    windowed = [k for k in model.kinds if k.layer.mixer.window]
    grown = {kind.layer.mixer.kv_values for kind in growing}
    all_alike = not windowed and not model.state_values
    layers = sum([kind.layers for kind in growing])
    if all_alike and len(grown) == 1 and layers == model.num_layers:
        mixer = growing[0].layer.mixer
        if mixer.name == "MLA":
            rope = str(mixer.kv_values - mixer.latent)
            return {"kv_lora_rank": str(mixer.latent), "qk_rope_head_dim": rope}, "mla"
        if mixer.name in _FULL and mixer.kv_values % (2 * mixer.kv_heads) == 0:
            width = mixer.kv_values // (2 * mixer.kv_heads)
            return {"num_kv_heads": str(mixer.kv_heads), "head_dim": str(width)}, "kv"
    window = max([kind.layer.mixer.window for kind in windowed], default=1)
    return {
        "growing_layers": str(layers),
        "kv_values_per_layer": _mean(growing),
        "windowed_layers": str(sum([kind.layers for kind in windowed])),
        "windowed_kv_values": _mean(windowed),
        "window_tokens": f"{window} token/request",
        "state_bytes_per_request": f"{model.state_bytes:.0f} byte/request",
    }, "mixed"


def _mean(kinds: list[Kind]) -> str:
    """Values of a layer, over layers that may differ; exact, since their sum is what counts."""
    layers = sum([kind.layers for kind in kinds])
    total = sum([kind.layers * kind.layer.mixer.kv_values for kind in kinds])
    return repr(total / layers).removesuffix(".0") if layers else "0"
