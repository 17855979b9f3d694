"""OpenELM: heads and widths that grow from layer to layer."""

from __future__ import annotations

from sessions.catalogue.configs import layers
from sessions.catalogue.configs.architecture import Layer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import LAYERS
from sessions.catalogue.configs.layers import Heads


def _layers(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers in their order. Raises BadDocument."""
    count = config.whole(*LAYERS)
    queries = config.per_layer("num_query_heads", count)
    cached = config.per_layer("num_kv_heads", count)
    wider = config.per_layer("ffn_multipliers", count)
    if queries is None or cached is None or wider is None:
        raise config.wrong("num_query_heads", "nothing", "no list of heads for each layer")
    head, divisor = config.whole("head_dim"), config.whole("ffn_dim_divisor", default=256)
    found = []
    for heads, kv_heads, times in zip(queries, cached, wider, strict=True):
        sizes = Heads(
            config.as_whole("num_query_heads", heads),
            config.as_whole("num_kv_heads", kv_heads),
            head,
        )
        mixer = layers.attention(config, family, hidden, sizes)
        if not isinstance(times, int | float) or not 0 < times < 100:
            raise config.wrong("ffn_multipliers", str(times)[:40], "no multiplier of a width")
        # Rounded to a multiple, and never more than a tenth below what was asked for.
        asked = times * hidden
        width = max(divisor, int(asked + divisor / 2) // divisor * divisor)
        width += divisor if width < 0.9 * asked else 0
        found.append(Layer(mixer, layers.dense(config, family, hidden, width), 2 * hidden))
    return found


FAMILY = Family(("openelm",), qk_norm="head", tied=True, layers=_layers)
