"""Decoders from before Llama: biases, norms with a bias, learned positions, a part beside another.

A row for each, from its released modelling code; the keys have names of their own in most.
"""

from typing import NamedTuple

from sessions.catalogue.configs import layers as feeds
from sessions.catalogue.configs import layers as mixers
from sessions.catalogue.configs.architecture import Feed, Layer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.families import Bias, Family
from sessions.catalogue.configs.keys import HEADS, KV_HEADS, LAYERS, WIDTH


class Classic(NamedTuple):
    """The habits of a family.

    Attributes:
        attention_bias: which projections have a bias.
        bias_key: the config says whether, under this name; absent means `bias_unsaid`.
        mlp_bias: the matrices of the feed-forward have one.
        norms, norm_bias: norms of a layer, and whether they have a bias.
        parallel: with this key a layer has one norm less.
        embedding_norm: a norm after the input embeddings.
        positions: keys of how many positions have a learned vector; `more` more than they say.
        output_bias: the output embeddings have a bias.
        qk_norm: this key says whether queries and keys have a norm over all heads.
        always: keys that must have this value, or none at all.
    """

    attention_bias: Bias = "all"
    bias_key: str = ""
    bias_unsaid: bool = True
    mlp_bias: bool = True
    norms: int = 2
    norm_bias: bool = True
    parallel: str = ""
    embedding_norm: bool = False
    positions: tuple[str, ...] = ()
    more: int = 0
    output_bias: bool = False
    qk_norm: str = ""
    always: tuple[tuple[str, bool], ...] = ()


_GPT2 = Classic(
    positions=("n_positions", "max_position_embeddings"), always=(("add_cross_attention", False),)
)
_GPTJ = Classic(attention_bias="no", norms=1, output_bias=True)

CLASSICS: dict[str, Classic] = {
    "gpt2": _GPT2,
    "gpt_bigcode": _GPT2,
    "gptj": _GPTJ,
    "codegen": _GPTJ,
    "gpt_neox": Classic(bias_key="attention_bias"),
    "opt": Classic(
        positions=("max_position_embeddings",),
        more=2,
        always=(
            ("do_layer_norm_before", True),
            ("enable_bias", True),
            ("layer_norm_elementwise_affine", True),
            ("_remove_final_layer_norm", False),
        ),
    ),
    "bloom": Classic(embedding_norm=True),
    "mpt": Classic(
        attention_bias="no", mlp_bias=False, norm_bias=False, always=(("no_bias", True),)
    ),
    "phi": Classic(norms=1, output_bias=True, always=(("qk_layernorm", False),)),
    "stablelm": Classic(
        attention_bias="qkv",
        bias_key="use_qkv_bias",
        bias_unsaid=False,
        mlp_bias=False,
        parallel="use_parallel_residual",
        qk_norm="qk_layernorm",
    ),
    "chatglm": Classic(
        attention_bias="qkv",
        bias_key="add_qkv_bias",
        bias_unsaid=False,
        mlp_bias=False,
        norm_bias=False,
        always=(("add_bias_linear", False), ("rmsnorm", True), ("post_layer_norm", True)),
    ),
    "qwen": Classic(
        attention_bias="qkv", mlp_bias=False, norm_bias=False, always=(("no_bias", True),)
    ),
}


def layers(config: Config, family: Family, hidden: int, name: str) -> list[Layer]:
    """The layers, which are all alike. Raises BadDocument."""
    row = CLASSICS[name]
    for key, value in row.always:
        if config.flag(key, value) is not value:
            raise config.wrong(key, str(not value).lower(), f"napkin knows no {name} with that")
    bias = row.attention_bias
    if row.bias_key and not config.flag(row.bias_key, row.bias_unsaid):
        bias = "no"
    heads, kv_heads, head = _heads(config, hidden, name)
    normed = bool(row.qk_norm) and config.flag(row.qk_norm)
    habits = family._replace(attention_bias=bias, qk_norm="full" if normed else "")
    mixer = mixers.attention(config, habits, hidden, heads=heads, kv_heads=kv_heads, head=head)
    params = feeds.matrices(hidden, _width(config, hidden, name), gated=family.gated)
    if row.mlp_bias:
        params += _width(config, hidden, name) + hidden
    norms = row.norms - (bool(row.parallel) and config.flag(row.parallel))
    layer = Layer(mixer, Feed("dense FFN", dense=params), norms * _norm(row, hidden))
    return [layer] * config.whole(*LAYERS)


def beside(config: Config, name: str, hidden: int, vocab: int) -> tuple[int, int, int]:
    """Parameters beside the input embeddings, beside the output embeddings, and after the layers.

    Raises BadDocument.
    """
    row = CLASSICS[name]
    positions = config.whole(*row.positions) + row.more if row.positions else 0
    if config.whole("word_embed_proj_dim", default=hidden) != hidden:
        seen = str(config.raw("word_embed_proj_dim"))
        raise config.wrong("word_embed_proj_dim", seen, "not the hidden size", str(hidden))
    before = positions * hidden + (_norm(row, hidden) if row.embedding_norm else 0)
    return before, vocab if row.output_bias else 0, _norm(row, hidden)


def _norm(row: Classic, hidden: int) -> int:
    return hidden * (2 if row.norm_bias else 1)


def _heads(config: Config, hidden: int, name: str) -> tuple[int, int, int]:
    heads = config.whole(*HEADS)
    kv_heads = heads
    head = config.whole("head_dim", "kv_channels", default=hidden // heads)
    if name == "gpt_bigcode":
        kv_heads = 1 if config.flag("multi_query", True) else heads
        config.settled(*KV_HEADS)
    elif name == "chatglm":
        if config.flag("multi_query_attention"):
            kv_heads = config.whole("multi_query_group_num")
        config.settled("multi_query_group_num")
    elif name == "mpt":
        kv_heads = _of_mpt(config, heads)
    elif name in ("phi", "stablelm"):
        kv_heads = config.whole(*KV_HEADS, default=heads)
    if head * heads != hidden:
        said = f"{heads} heads of {head} do not make {hidden}"
        raise config.wrong(HEADS[0], str(heads), said)
    return heads, kv_heads, head


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


def _width(config: Config, hidden: int, name: str) -> int:
    if name == "mpt":
        return hidden * config.whole("expansion_ratio", default=4)
    if name == "qwen":
        # Each of its two ways up has half of the width that the config says.
        return config.whole("intermediate_size") // 2
    if name in ("stablelm", "chatglm", "phi"):
        return config.whole(*WIDTH)
    return config.whole(*WIDTH, default=4 * hidden)
