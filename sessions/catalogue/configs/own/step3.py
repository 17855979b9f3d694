"""Step 3.5 and the text part of Step 3.7: windowed layers have heads of their own, and every head a
gate of one number.

As in vllm/model_executor/models/step3p5.py.
"""

from __future__ import annotations

from sessions.catalogue.configs import layers
from sessions.catalogue.configs.architecture import Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import HEADS, KV_HEADS, LAYERS, WIDTH, only_known
from sessions.catalogue.configs.layers import Heads

_GROUPS = ("num_attention_groups", *KV_HEADS)
_KINDS = {"full_attention": False, "sliding_attention": True}
_FEEDS = {"dense": False, "sparse": True, "moe": True}
_OTHER = "attention_other_setting"


def _layers(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers in their order. Raises BadDocument."""
    count = config.whole(*LAYERS)
    config.settled("moe_every_n_layer", "moe_layer_offset", "use_qk_norm")
    config.as_released(attention_bias=False, sink=False, use_moe=True, use_moe_router_bias=True)
    windowed, sparse = _windowed(config, count), _sparse(config, count)
    made = {one: _mixer(config, family, hidden, windowed=one) for one in dict.fromkeys(windowed)}
    plain = layers.dense(config, family, hidden, config.whole(*WIDTH))
    expert = layers.experts(config, family, hidden)
    return [
        Layer(made[windowed[at]], expert if sparse[at] else plain, 2 * hidden)
        for at in range(count)
    ]


def _windowed(config: Config, count: int) -> list[bool]:
    """Which layers have a window; those after the last are of layers that predict more tokens."""
    kinds = config.with_predicted("layer_types", count)
    return config.meant("layer_types", kinds, _KINDS, listed=True)[:count]


def _sparse(config: Config, count: int) -> list[bool]:
    """Which layers have experts: a word for each layer, or their numbers in one text; all but the
    first where neither is there. Raises BadDocument where both are and disagree.
    """
    said = config.raw("moe_layers_enum")
    if config.has("mlp_layer_types"):
        words = config.with_predicted("mlp_layer_types", count)
        sparse = config.meant("mlp_layer_types", words, _FEEDS, listed=True)[:count]
        if said is not None and sparse != _numbered(config, said, count):
            reason = "mlp_layer_types and moe_layers_enum name other layers"
            raise config.wrong("moe_layers_enum", str(said)[:40], reason)
        return sparse
    return [at > 0 for at in range(count)] if said is None else _numbered(config, said, count)


def _numbered(config: Config, said: object, count: int) -> list[bool]:
    """Which layers a text of numbers names. Raises BadDocument."""
    numbers = [part.strip() for part in said.split(",")] if isinstance(said, str) else [""]
    if any(not part.isascii() or not part.isdigit() or len(part) > 4 for part in numbers):
        raise config.wrong("moe_layers_enum", str(said)[:40], "not the numbers of layers")
    listed = {int(part) for part in numbers}
    return [at in listed for at in range(count)]


def _mixer(config: Config, family: Family, hidden: int, *, windowed: bool) -> Mixer:
    heads, kv_heads, head = config.whole(*HEADS), config.whole(*_GROUPS), config.whole("head_dim")
    window = 0
    if windowed:
        if not config.has(_OTHER):
            # Released models have half as many heads again there; a shortened config says nothing.
            said = "it does not say how many heads the windowed layers have"
            fix = "take the config.json of the release itself: this one was shortened"
            raise config.wrong(_OTHER, "nothing", said, "heads, groups and width of these", fix)
        inner = config.inner(_OTHER)
        inner.settled("attention_type", "true_head_dim")
        heads = inner.whole("num_attention_heads")
        kv_heads = inner.whole("num_attention_groups")
        head, window = inner.whole("head_dim", default=head), config.whole("sliding_window")
        only_known(inner)
    sizes = Heads(heads, kv_heads, head)
    found = layers.attention(config, family, hidden, sizes, window=window)
    gate = hidden * heads if config.flag("use_head_wise_attn_gate") else 0
    return found._replace(params=found.params + gate)


FAMILY = Family(
    ("step3p5", "step3p7"), qk_norm="head", router_bias=True, experts=True, layers=_layers
)
