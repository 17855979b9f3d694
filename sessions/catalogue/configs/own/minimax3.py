"""MiniMax M3: GQA that reads the blocks of tokens which an indexer picks, in all but a few layers.

As in transformers' minimax_m3_vl; MiniMax calls it MSA (MiniMax Sparse Attention).
"""

from __future__ import annotations

from sessions.catalogue.configs import stack
from sessions.catalogue.configs.architecture import Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import only_known


def _layers(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers in their order, with an indexer where the config says so. Raises BadDocument."""
    mixing = stack.mixers(config, family, hidden)
    if config.has("sparse_attention_config"):
        mixing = _indexed(config, mixing, hidden)
    return stack.fed(config, family, hidden, mixing)


def _indexed(config: Config, mixing: list[Mixer], hidden: int) -> list[Mixer]:
    for name, plain in (("attention_output_gate", False), ("qk_norm_type", "per_head")):
        value = config.raw(name)
        if value is not None and value != plain:
            raise config.wrong(name, str(value)[:40], "not as in any model that was released")
    inner, count = config.inner("sparse_attention_config"), len(mixing)
    if not inner.flag("use_sparse_attention", True):
        return mixing
    sparse = inner.marks("sparse_attention_freq", count)
    if sparse is None:
        said = "it does not say which layers have an indexer"
        raise inner.wrong("sparse_attention_freq", "nothing", said, "0 or 1 for each layer")
    # Values of the indexer's own would be a matrix more, and cached; no released layer has any.
    disabled = inner.marks("sparse_disable_index_value", count) or [True] * count
    if any(one and not off for one, off in zip(sparse, disabled, strict=True)):
        said = "an indexer with values of its own, which napkin does not know"
        raise inner.wrong("sparse_disable_index_value", "0", said, "1 for each sparse layer")
    made = {mixer: _with_indexer(inner, mixer, hidden) for mixer in dict.fromkeys(mixing)}
    only_known(inner)
    return [made[mixer] if one else mixer for mixer, one in zip(mixing, sparse, strict=True)]


def _with_indexer(inner: Config, mixer: Mixer, hidden: int) -> Mixer:
    """A layer with an indexer: a few queries and one key, each with a norm. The blocks that it
    picks have the token's own among them.
    """
    heads, key = inner.whole("sparse_num_index_heads"), inner.whole("sparse_index_dim")
    inner.settled("sparse_init_block", "sparse_local_block", "sparse_score_type")
    picked = inner.whole("sparse_topk_blocks") * inner.whole("sparse_block_size")
    matrices = {"index_q_proj": hidden * heads * key, "index_k_proj": hidden * key}
    return mixer._replace(
        name=f"{mixer.name} with a sparse indexer",
        params=mixer.params + sum(matrices.values()) + 2 * key,
        kv_values=mixer.kv_values + key,
        index_heads=heads,
        index_key=key,
        picked=picked,
        matrices=(*mixer.matrices, *matrices.items()),
    )


FAMILY = Family(
    ("minimax_m3", "minimax_m3_vl", "minimax_m3_vl_text"),
    qk_norm="config head",
    router_bias=True,
    experts=True,
    reads=("sparse_attention_config",),
    layers=_layers,
)
