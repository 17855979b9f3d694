"""Models whose configs have their sizes in objects or lists of their own, or two parts in a layer:
DBRX, Hunyuan MoE, LongCat Flash, OpenELM.
"""

from __future__ import annotations

from typing import Any

from sessions.catalogue.configs import layers
from sessions.catalogue.configs.architecture import Feed, Layer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import LAYERS, WIDTH
from sessions.catalogue.configs.layers import Heads


def _of_dbrx(config: Config, _: Family) -> dict[str, Any]:
    attending, feeding = config.inner("attn_config"), config.inner("ffn_config")
    return {
        "num_key_value_heads": attending.whole("kv_n_heads"),
        "moe_intermediate_size": feeding.whole("ffn_hidden_size"),
        "num_experts": feeding.whole("moe_num_experts"),
        "num_experts_per_tok": feeding.whole("moe_top_k"),
    }


def _of_hunyuan(config: Config, _: Family) -> dict[str, Any]:
    count, width = config.whole(*LAYERS), config.whole(*WIDTH)
    found = {
        "num_experts": _same(config, "num_experts", count),
        "num_experts_per_tok": _same(config, "moe_topk", count),
        "n_shared_experts": 1,
        "num_shared_expert": None,
        "moe_topk": None,
        "moe_intermediate_size": width,
    }
    own = _same(config, "moe_intermediate_size", count, width)
    shared = _same(config, "num_shared_expert", count, 1)
    if own != width or shared != 1:
        said = "its experts are not as wide as its shared one, or there is more than one"
        raise config.wrong("moe_intermediate_size", str(own), said)
    config.settled("attention_head_dim", "cla_share_factor")
    return found


def _same(config: Config, key: str, count: int, default: int | None = None) -> int:
    """A number, or a list with the same number for each layer. Raises BadDocument."""
    value: Any = config.raw(key)
    if not isinstance(value, list):
        return config.whole(key, default=default)
    value = config.per_layer(key, count)
    found = {config.as_whole(key, one) for one in value or []}
    if len(found) != 1:
        raise config.wrong(key, str(value)[:40], "not the same number for each layer")
    return found.pop()


def _of_longcat(config: Config, family: Family, hidden: int) -> list[Layer]:
    """Each layer has MLA and a dense part twice, and experts beside them. Some
    experts hand a token on as it is; a token takes as many of them as chance has it.
    """
    mixer = layers.latent(config, hidden)
    plain = layers.dense(config, family, hidden, config.whole(*WIDTH))
    count, taken = config.whole("n_routed_experts"), config.whole("moe_topk")
    idle = config.whole("zero_expert_num", least=0)
    config.settled("zero_expert_type")
    if config.flag("router_bias") or taken > count:
        raise config.wrong("moe_topk", str(taken), "napkin knows no LongCat with such a router")
    one = layers.feed_params(hidden, config.whole("expert_ffn_hidden_size"), gated=True)
    worked = max(1, taken * count // (count + idle))
    router = (hidden + 1) * (count + idle)
    words = f"dense FFN beside {count} experts, {worked} per token on average"
    beside = Feed(words, plain.dense, count * one, 0, router, worked * one, count, worked)
    pair = [Layer(mixer, beside, 2 * hidden), Layer(mixer, plain, 2 * hidden)]
    return pair * config.whole(*LAYERS)


def _of_openelm(config: Config, family: Family, hidden: int) -> list[Layer]:
    """Heads and widths that grow from layer to layer."""
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


FAMILIES = (
    Family(("openelm",), qk_norm="head", tied=True, layers=_of_openelm),
    Family(("dbrx",), pattern="", experts=True, spelled=_of_dbrx),
    Family(
        ("hunyuan_v1_moe",),
        attention_bias="config all",
        qk_norm="head",
        pattern="",
        experts=True,
        only={"use_qk_norm": True, "use_cla": False, "use_mixed_mlp_moe": True},
        spelled=_of_hunyuan,
    ),
    Family(
        ("longcat_flash",),
        attention_bias="config all",
        router_bias=True,
        latent=True,
        experts=True,
        defaults={"zero_expert_num": 0},
        needed=("zero_expert_num", "q_lora_rank"),
        layers=_of_longcat,
        modules="otherwise",
        gaps=(
            "Experts that hand a token on as it is: the active parameters are those of an average"
            " token.",
        ),
    ),
)
