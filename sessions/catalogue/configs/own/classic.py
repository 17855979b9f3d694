"""Decoders from before Llama, and Falcon: biases, norms with a bias, learned positions, a part
beside another.

The keys have names of their own in most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Beside, Family
from sessions.catalogue.configs.keys import HEADS, HIDDEN, KV_HEADS, VOCAB

Spelled = Callable[[Config, Family], Mapping[str, Any]]


def _said(config: Config) -> dict[str, Any]:
    return {"num_key_value_heads": config.whole(*KV_HEADS, default=config.whole(*HEADS))}


def _of_bigcode(config: Config) -> dict[str, Any]:
    heads = config.whole(*HEADS)
    return {"multi_query": config.flag("multi_query", True), "num_key_value_heads": heads}


def _of_chatglm(config: Config) -> dict[str, Any]:
    config.settled("multi_query_group_num")
    key = "multi_query_group_num" if config.flag("multi_query_attention") else HEADS[0]
    return {"num_key_value_heads": config.whole(key)}


def _of_mpt(config: Config) -> dict[str, Any]:
    if not config.has("attn_config"):
        raise config.wrong("attn_config", "nothing", "it is missing")
    inner = config.inner("attn_config")
    if not inner.flag("alibi", False) or inner.flag("qk_ln") or inner.flag("qk_gn"):
        raise inner.wrong("attn_config", "alibi, qk_ln", "napkin knows no mpt with these")
    config.settled("learned_pos_emb")
    kind = inner.raw("attn_type")
    if kind in (None, "multihead_attention"):
        return {"num_key_value_heads": config.whole(*HEADS)}
    one = kind == "multiquery_attention"
    return {"num_key_value_heads": 1 if one else inner.whole("kv_n_heads")}


def _of_stablelm(config: Config) -> dict[str, Any]:
    return _said(config) | {"use_qk_norm": config.flag("qk_layernorm")}


def _of_qwen(config: Config) -> dict[str, Any]:
    # Each of its two ways up has half of the width that the config says.
    return _said(config) | {"intermediate_size": config.whole("intermediate_size") // 2}


def _norms_of_falcon(config: Config) -> int:
    if config.flag("new_decoder_architecture"):
        config.settled("parallel_attn")
        return 2 if config.whole("num_ln_in_parallel_attn", default=2) == 2 else 1
    return 1 if config.flag("parallel_attn", True) else 2


def _of_falcon(config: Config, _: Family) -> dict[str, bool]:
    # The first releases, under another type, have as many heads for keys where no key says more.
    unsaid = config.data.get("model_type") == "falcon" and not config.has("multi_query")
    return {"multi_query": True} if unsaid else {}


def _spelled(own: Callable[[Config], dict[str, Any]] = _said, **always: bool) -> Spelled:
    """What `own` says of the keys of a family, and how wide a head is; `always` are keys that must
    have this value, or none at all.
    """

    def spelled(config: Config, family: Family) -> Mapping[str, Any]:
        for key, value in always.items():
            if config.flag(key, value) is not value:
                said = f"napkin knows no {family.name} with that"
                raise config.wrong(key, str(not value).lower(), said)
        heads, hidden = config.whole(*HEADS), config.whole(*HIDDEN)
        head = config.whole("head_dim", "kv_channels", default=hidden // heads)
        found = own(config)
        if head * heads != hidden:
            raise config.wrong(
                HEADS[0], str(heads), f"{heads} heads of {head} do not make {hidden}"
            )
        return {"multi_query": None, **found, "head_dim": head}

    return spelled


def _beside(
    *positions: str, more: int = 0, norm: bool = False, bias: bool = False
) -> Callable[[Config, Family, int], Beside]:
    """Learned vectors of as many positions as one of these keys says, and `more`; a norm after the
    input embeddings; a bias of the output embeddings.
    """

    def beside(config: Config, family: Family, hidden: int) -> Beside:
        count = config.whole(*positions) + more if positions else 0
        if config.whole("word_embed_proj_dim", default=hidden) != hidden:
            seen = str(config.raw("word_embed_proj_dim"))
            raise config.wrong("word_embed_proj_dim", seen, "not the hidden size", str(hidden))
        normed = family.norm(hidden) if norm else 0
        return Beside(count * hidden + normed, config.whole(*VOCAB) if bias else 0)

    return beside


# Set as rows: one cell to a line hides which family is which.
# fmt: off
_BARE = Family((), pattern="", spelled=_spelled(), beside=_beside())
_PLAIN = _BARE._replace(attention_bias="all", mlp_bias="yes", norm_bias=True, gated=False,
    four_wide=True)
_GPT2 = _PLAIN._replace(types=("gpt2",), tied=True,
    spelled=_spelled(add_cross_attention=False),
    beside=_beside("n_positions", "max_position_embeddings"))
_FALCON = Family(("falcon", "refinedwebmodel"), attention_bias="config all", gated=False,
    mlp_bias="config", bias_keys=("bias", "bias"), norms=_norms_of_falcon, norm_bias=True,
    tied=True, four_wide=True, spelled=_of_falcon)
_GPTJ = _PLAIN._replace(types=("gptj",), attention_bias="no", norms=1, beside=_beside(bias=True))

FAMILIES = (
    _GPT2,
    _GPT2._replace(types=("gpt_bigcode",),
        spelled=_spelled(_of_bigcode, add_cross_attention=False)),
    _GPTJ,
    _GPTJ._replace(types=("codegen",)),
    _PLAIN._replace(types=("gpt_neox",), attention_bias="config all", bias_unsaid=True),
    _PLAIN._replace(types=("opt",), tied=True,
        spelled=_spelled(do_layer_norm_before=True, enable_bias=True,
            layer_norm_elementwise_affine=True, _remove_final_layer_norm=False),
        beside=_beside("max_position_embeddings", more=2)),
    _PLAIN._replace(types=("bloom",), tied=True, beside=_beside(norm=True)),
    _BARE._replace(types=("mpt",), gated=False, tied=True, four_wide=True,
        only={"expansion_ratio": 4}, spelled=_spelled(_of_mpt, no_bias=True)),
    _PLAIN._replace(types=("phi",), norms=1, four_wide=False,
        spelled=_spelled(qk_layernorm=False), beside=_beside(bias=True)),
    _BARE._replace(types=("stablelm",), attention_bias="config qkv", bias_keys=("use_qkv_bias", ""),
        qk_norm="config full", norm_bias=True,
        norms=lambda config: 1 if config.flag("use_parallel_residual") else 2,
        spelled=_spelled(_of_stablelm)),
    _BARE._replace(types=("chatglm",), attention_bias="config qkv", bias_keys=("add_qkv_bias", ""),
        spelled=_spelled(_of_chatglm, add_bias_linear=False, rmsnorm=True, post_layer_norm=True)),
    _BARE._replace(types=("qwen",), attention_bias="qkv", spelled=_spelled(_of_qwen, no_bias=True)),
    _FALCON,
    _FALCON._replace(types=("refinedweb",), defaults={"new_decoder_architecture": True}),
)
# fmt: on
