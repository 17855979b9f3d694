"""Decoders from before Llama: biases, norms with a bias, learned positions, a part beside another.

The keys have names of their own in most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sessions.catalogue.configs import layers
from sessions.catalogue.configs.architecture import Layer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import NONE, Beside, Family
from sessions.catalogue.configs.keys import HEADS, KV_HEADS, LAYERS, VOCAB, WIDTH
from sessions.catalogue.configs.layers import Heads


def _kv_heads(config: Config, heads: int) -> int:
    return config.whole(*KV_HEADS, default=heads)


def _of_bigcode(config: Config, heads: int) -> int:
    config.settled(*KV_HEADS)
    return 1 if config.flag("multi_query", True) else heads


def _of_chatglm(config: Config, heads: int) -> int:
    config.settled("multi_query_group_num")
    if not config.flag("multi_query_attention"):
        return heads
    return config.whole("multi_query_group_num")


def _of_mpt(config: Config, heads: int) -> int:
    if not config.has("attn_config"):
        raise config.wrong("attn_config", "nothing", "it is missing")
    inner = config.inner("attn_config")
    if not inner.flag("alibi", False) or inner.flag("qk_ln") or inner.flag("qk_gn"):
        raise inner.wrong("attn_config", "alibi, qk_ln", "napkin knows no mpt with these")
    config.settled("learned_pos_emb")
    if inner.raw("attn_type") in (None, "multihead_attention"):
        return heads
    if inner.raw("attn_type") == "multiquery_attention":
        return 1
    return inner.whole("kv_n_heads")


def _four_wide(config: Config, hidden: int) -> int:
    return config.whole(*WIDTH, default=4 * hidden)


def _said(config: Config, _: int) -> int:
    return config.whole(*WIDTH)


def _expanded(config: Config, hidden: int) -> int:
    return hidden * config.whole("expansion_ratio", default=4)


def _halved(config: Config, _: int) -> int:
    # Each of its two ways up has half of the width that the config says.
    return config.whole("intermediate_size") // 2


class Classic(NamedTuple):
    """What no row of a family can say.

    Attributes:
        kv_heads: how many heads have keys of their own, of so many heads.
        width: of the feed-forward, of a model of so many channels.
        parallel: with this key a layer has one norm less.
        embedding_norm: a norm after the input embeddings.
        positions: keys of how many positions have a learned vector; `more` more than they say.
        output_bias: the output embeddings have a bias.
        qk_norm: this key says whether queries and keys have a norm over all heads.
        always: keys that must have this value, or none at all.
    """

    kv_heads: Callable[[Config, int], int] = _kv_heads
    width: Callable[[Config, int], int] = _four_wide
    parallel: str = ""
    embedding_norm: bool = False
    positions: tuple[str, ...] = ()
    more: int = 0
    output_bias: bool = False
    qk_norm: str = ""
    always: Mapping[str, bool] = NONE

    def layers(self, config: Config, family: Family, hidden: int) -> list[Layer]:
        """The layers, which are all alike. Raises BadDocument."""
        for key, value in self.always.items():
            if config.flag(key, value) is not value:
                said = f"napkin knows no {family.name} with that"
                raise config.wrong(key, str(not value).lower(), said)
        if self.qk_norm and config.flag(self.qk_norm):
            family = family._replace(qk_norm="full")
        heads = config.whole(*HEADS)
        head = config.whole("head_dim", "kv_channels", default=hidden // heads)
        sizes = Heads(heads, self.kv_heads(config, heads), head)
        if head * heads != hidden:
            raise config.wrong(
                HEADS[0], str(heads), f"{heads} heads of {head} do not make {hidden}"
            )
        mixer = layers.attention(config, family, hidden, sizes)
        feed = layers.dense(config, family, hidden, self.width(config, hidden))
        norms = family.norms - (bool(self.parallel) and config.flag(self.parallel))
        return [Layer(mixer, feed, norms * family.norm(hidden))] * config.whole(*LAYERS)

    def beside(self, config: Config, family: Family, hidden: int) -> Beside:
        """What stands beside the embeddings. Raises BadDocument."""
        positions = config.whole(*self.positions) + self.more if self.positions else 0
        if config.whole("word_embed_proj_dim", default=hidden) != hidden:
            seen = str(config.raw("word_embed_proj_dim"))
            raise config.wrong("word_embed_proj_dim", seen, "not the hidden size", str(hidden))
        norm = family.norm(hidden) if self.embedding_norm else 0
        vocab = config.whole(*VOCAB)
        return Beside(positions * hidden + norm, vocab if self.output_bias else 0)


def _family(name: str, row: Classic, **habits: Any) -> Family:
    return Family((name,), layers=row.layers, beside=row.beside, **habits)


_BIASED = {"attention_bias": "all", "mlp_bias": "yes", "norm_bias": True, "gated": False}
_GPT2 = Classic(
    positions=("n_positions", "max_position_embeddings"), always={"add_cross_attention": False}
)
_GPTJ = {**_BIASED, "attention_bias": "no", "norms": 1}
_GATED = {"attention_bias": "config qkv"}
# fmt: off
# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
    _family("gpt2", _GPT2, **_BIASED, tied=True),
    _family("gpt_bigcode", _GPT2._replace(kv_heads=_of_bigcode), **_BIASED, tied=True),
    _family("gptj", Classic(output_bias=True), **_GPTJ),
    _family("codegen", Classic(output_bias=True), **_GPTJ),
    _family("gpt_neox", Classic(), **{**_BIASED, "attention_bias": "config all"}, bias_unsaid=True),
    _family("opt",
        Classic(positions=("max_position_embeddings",), more=2,
            always={"do_layer_norm_before": True, "enable_bias": True,
                "layer_norm_elementwise_affine": True, "_remove_final_layer_norm": False}),
        **_BIASED, tied=True),
    _family("bloom", Classic(embedding_norm=True), **_BIASED, tied=True),
    _family("mpt", Classic(kv_heads=_of_mpt, width=_expanded, always={"no_bias": True}),
        gated=False, tied=True, only={"expansion_ratio": 4}),
    _family("phi", Classic(width=_said, output_bias=True, always={"qk_layernorm": False}),
        **{**_BIASED, "norms": 1}),
    _family("stablelm",
        Classic(width=_said, parallel="use_parallel_residual", qk_norm="qk_layernorm"), **_GATED,
        bias_keys=("use_qkv_bias", ""), norm_bias=True),
    _family("chatglm",
        Classic(kv_heads=_of_chatglm, width=_said,
            always={"add_bias_linear": False, "rmsnorm": True, "post_layer_norm": True}), **_GATED,
        bias_keys=("add_qkv_bias", "")),
    _family("qwen", Classic(width=_halved, always={"no_bias": True}), attention_bias="qkv"),
)
# fmt: on
