"""Models whose configs have their sizes in objects or lists of their own, or two parts in a layer:
DBRX, Hunyuan MoE, LongCat Flash.
"""

from typing import Any

from sessions.catalogue.configs import layers as feeds
from sessions.catalogue.configs import layers as mixers
from sessions.catalogue.configs.architecture import Feed, Layer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.families import Family
from sessions.catalogue.configs.keys import LAYERS, WIDTH, head_sizes


def layers(config: Config, family: Family, hidden: int, name: str) -> list[Layer]:
    """The layers in their order. Raises BadDocument."""
    if name == "longcat_flash":
        return _doubled(config, family, hidden)
    if name == "dbrx":
        attending, feeding = config.inner("attn_config"), config.inner("ffn_config")
        plain: dict[str, Any] = {
            "num_key_value_heads": attending.whole("kv_n_heads"),
            "moe_intermediate_size": feeding.whole("ffn_hidden_size"),
            "num_experts": feeding.whole("moe_num_experts"),
            "num_experts_per_tok": feeding.whole("moe_top_k"),
        }
    else:
        count = config.whole(*LAYERS)
        width = config.whole(*WIDTH)
        plain = {
            "num_experts": _alike(config, "num_experts", count),
            "num_experts_per_tok": _alike(config, "moe_topk", count),
            "n_shared_experts": 1,
            "num_shared_expert": None,
            "moe_topk": None,
            "moe_intermediate_size": width,
        }
        own = _alike(config, "moe_intermediate_size", count, width)
        shared = _alike(config, "num_shared_expert", count, 1)
        if own != width or shared != 1:
            said = "its experts are not as wide as its shared one, or there is more than one"
            raise config.wrong("moe_intermediate_size", str(own), said)
    inner = Config(config.file, {**config.data, **plain}, config.outer)
    heads, kv_heads, head = head_sizes(inner, hidden)
    mixer = mixers.attention(inner, family, hidden, heads=heads, kv_heads=kv_heads, head=head)
    config.settled(*inner.asked, "attention_head_dim", "cla_share_factor")
    return [Layer(mixer, feeds.experts(inner, family, hidden), 2 * hidden)] * config.whole(*LAYERS)


def _alike(config: Config, key: str, count: int, default: int | None = None) -> int:
    """A number, or a list with the same number for each layer. Raises BadDocument."""
    value: Any = config.raw(key)
    if not isinstance(value, list):
        return config.whole(key, default=default)
    value = config.per_layer(key, count)
    found = {config.as_whole(key, one) for one in value or []}
    if len(found) != 1:
        raise config.wrong(key, str(value)[:40], "not the same number for each layer")
    return found.pop()


def _doubled(config: Config, family: Family, hidden: int) -> list[Layer]:
    """LongCat Flash: each layer has MLA and a dense part twice, and experts beside them. Some
    experts hand a token on as it is; a token takes as many of them as chance has it.
    """
    mixer = mixers.latent(config, hidden)
    plain = feeds.dense(config, family, hidden, config.whole(*WIDTH))
    count, taken = config.whole("n_routed_experts"), config.whole("moe_topk")
    idle = config.whole("zero_expert_num", least=0)
    config.settled("zero_expert_type")
    if config.flag("router_bias") or taken > count:
        raise config.wrong("moe_topk", str(taken), "napkin knows no LongCat with such a router")
    one = feeds.matrices(hidden, config.whole("expert_ffn_hidden_size"), gated=True)
    worked = max(1, taken * count // (count + idle))
    router = (hidden + 1) * (count + idle)
    words = f"dense FFN beside {count} experts, {worked} per token on average"
    beside = Feed(words, plain.dense, count * one, 0, router, worked * one, count, worked)
    pair = [Layer(mixer, beside, 2 * hidden), Layer(mixer, plain, 2 * hidden)]
    return pair * config.whole(*LAYERS)
