"""DeepSeek V4: attention over compressed entries of 4 or of 128 tokens, beside a short window.

As in transformers' deepseek_v4 and vLLM's deepseek_compressor.py. Keys are values too: one head of
them, cached once. The output goes through groups of low rank, and the residual stream is several
streams that each layer mixes (hyper-connections).
"""

from __future__ import annotations

from sessions.catalogue.configs import layers
from sessions.catalogue.configs.architecture import Layer, Mixer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Beside, Family
from sessions.catalogue.configs.keys import HEADS, KV_HEADS, LAYERS

SPARSE, HEAVY = 4, 128  # tokens of an entry; only the entries of 4 have an indexer
_NAMES = {
    SPARSE: "CSA (4 to 1)",  # compressed sparse attention
    HEAVY: "HCA (128 to 1)",  # heavily compressed attention
}


def _layers(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers in their order. Raises BadDocument."""
    count = config.whole(*LAYERS)
    ratios = _ratios(config, count)
    config.as_released(attention_bias=False)
    made = {ratio: _mixer(config, ratio, hidden) for ratio in dict.fromkeys(ratios)}
    feed = layers.experts(config, family, hidden)
    # The first layers take experts by a table of token numbers, and choose none by a bias.
    hashed = config.whole("num_hash_layers", default=0, least=0)
    fixed = feed._replace(router=feed.router - feed.experts)
    norms = 2 * hidden + 2 * _mixing(config, hidden)
    return [
        Layer(made[ratio], fixed if at < hashed else feed, norms) for at, ratio in enumerate(ratios)
    ]


def _ratios(config: Config, count: int) -> list[int]:
    """Tokens of an entry, layer by layer; those after the last are of layers that predict more."""
    listed = config.with_predicted("compress_ratios", count)
    for ratio in listed:
        if type(ratio) is not int or ratio not in (0, SPARSE, HEAVY):
            said = "a compression that napkin does not know"
            raise config.wrong("compress_ratios", str(ratio)[:40], said, "0, 4 or 128")
    return listed[:count]


def _streams(config: Config) -> int:
    return config.whole("hc_mult", default=1)


def _mixing(config: Config, hidden: int) -> int:
    """What reads the streams before attention or the feed-forward, and writes them after: from all
    of them a weight to read each, to write each, and from each to each, and a scale for the three.
    """
    streams = _streams(config)
    weights = (2 + streams) * streams
    return weights * streams * hidden + weights + 3


def _beside(config: Config, _: Family, hidden: int) -> Beside:
    """After the last layer the streams become one."""
    streams = _streams(config)
    return Beside(last=streams * streams * hidden + streams + 1)


def _mixer(config: Config, ratio: int, hidden: int) -> Mixer:
    heads, head = config.whole(*HEADS), config.whole("head_dim")
    if config.whole(*KV_HEADS) != 1:
        seen = str(config.whole(*KV_HEADS))
        raise config.wrong(KV_HEADS[0], seen, "more than the one head of any released model", "1")
    config.settled("qk_rope_head_dim")
    window = config.whole("sliding_window")
    # Norms of the query latent and of what is cached; a number for each head that attention may
    # look at instead of a token.
    matrices = _matrices(config, ratio, hidden)
    params = sum(matrices.values()) + config.whole("q_lora_rank") + head + heads
    products = heads * 2 * head
    plain = Mixer(
        "sliding-window MQA",
        "window",
        params,
        heads,
        1,
        head,
        window,
        products=products,
        decoding=products,
        key=head,
        value=head,
        matrices=tuple(matrices.items()),
    )
    if not ratio:
        return plain
    params += _places(ratio, head)
    tail = _tail(ratio, head)
    found = plain._replace(
        name=_NAMES[ratio], growth="compressed", params=params, stride=ratio, recent=head
    )
    if ratio == HEAVY:
        return found._replace(state_values=tail, recurrent=tail)
    key = config.whole("index_head_dim")
    tail += _tail(ratio, key)
    return found._replace(
        params=params + _places(ratio, key),
        kv_values=head + key,
        state_values=tail,
        recurrent=tail,
        index_heads=config.whole("index_n_heads"),
        index_key=key,
        picked=config.whole("index_topk"),
    )


def _series(ratio: int) -> int:
    # Entries of 4 tokens overlap: each is of these 4 and of the 4 before, in a series of their own.
    return 2 if ratio == SPARSE else 1


def _places(ratio: int, head: int) -> int:
    """A bias for each token of an entry, and the norm of the entry."""
    return ratio * _series(ratio) * head + head


def _tail(ratio: int, head: int) -> int:
    """Numbers of the tokens that are not yet an entry, or overlap: what is to be cached, and the
    weight of each. Engines keep them in 4 bytes.
    """
    return _series(ratio) * ratio * 2 * _series(ratio) * head


def _matrices(config: Config, ratio: int, hidden: int) -> dict[str, int]:
    """The parameters of each matrix of a layer's attention."""
    heads, head = config.whole(*HEADS), config.whole("head_dim")
    rank, out, groups = (config.whole(n) for n in ("q_lora_rank", "o_lora_rank", "o_groups"))
    if heads * head % groups:
        said = f"the {heads * head} numbers of all heads do not divide by it"
        raise config.wrong("o_groups", str(groups), said)
    found = {
        "wq_a": hidden * rank,
        "wq_b": rank * heads * head,
        "wkv": hidden * head,
        "wo_a": heads * head * out,  # a group of heads each, so as if there were one
        "wo_b": groups * out * hidden,
    }
    if ratio:
        # What is cached, and how much each token counts in it.
        found["compressor"] = 2 * hidden * _series(ratio) * head
    if ratio == SPARSE:
        key, index_heads = config.whole("index_head_dim"), config.whole("index_n_heads")
        # The indexer compresses for itself; its queries come from the same latent.
        found["compressor"] += 2 * hidden * _series(ratio) * key
        found["wq_b"] += rank * index_heads * key
        found["weights_proj"] = hidden * index_heads
    return found


FAMILY = Family(
    ("deepseek_v4", "deepseek_ref"),
    router_bias=True,
    experts=True,
    wide_state=True,
    reads=("compress_ratios", "hc_mult", "o_lora_rank"),
    layers=_layers,
    beside=_beside,
    expert_dtype="expert_dtype",
    left=("attn.compressor", "attn.indexer.weights_proj"),
    gaps=(
        "Attention's work: counted as in a context of 4,096 tokens or more, where the indexer"
        " picks as many entries as it may; a shorter one asks for less.",
        "Engines cache an entry partly at 8 bit and partly at 16: vLLM takes 584 bytes for 512"
        " numbers.",
    ),
)
