"""Which matrices of which layers a module's name means, and how many parameters each has.

Names come from files: plain ones, ones with `*`, and ones that are patterns for another program.
All are read as text, by the words that stand in them; none is ever run as a pattern.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sessions.catalogue.configs.architecture import Layer, Part
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.layers import NARROW

ALL = ""  # every matrix of a part, those that have no name of their own too

# What is no part of the layers that are counted here.
_ELSEWHERE = re.compile(r"vision|visual|audio|projector|mtp|eagle|draft|patch_merge|mm_")
_LAYER = re.compile(r"(?:layers?|blocks?|\bh)[.\\]+(\d{1,5})(?!\d)")
# A number between dots, where a pattern leaves out the word for layers.
_LONE = re.compile(r"(?:^|[.\\*])[.\\]+(\d{1,5})[.\\]+")
_EXPERT = re.compile(r"experts[.\\]+(\d{1,6})(?!\d)")
# Alternatives and ranges of numbers mean layers that only the pattern's own program can tell.
_CHOICE = re.compile(r"(?<![a-z_0-9])\d+\||\|\d|\[\d|\\d|\[\^")
_LONGEST = 300  # characters of a name; a real one has a hundred
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_LETTER = re.compile(r"[a-z]")
_FEEDS = ("mlp", "feed_forward", "ffn", "block_sparse_moe", "moe")
FEED_PARTS: tuple[Part, ...] = ("dense FFN", "routed experts", "shared experts")

# Names of one matrix, and the ones it is of the counted matrices.
_SAME: dict[str, tuple[str, ...]] = {
    "qkv_proj": ("q_proj", "k_proj", "v_proj"),
    "qkv": ("q_proj", "k_proj", "v_proj"),
    "query_key_value": ("q_proj", "k_proj", "v_proj"),
    "wqkv": ("q_proj", "k_proj", "v_proj"),
    "dense": ("o_proj",),
    "in_proj_qkvz": ("in_proj_qkv", "in_proj_z"),
    "in_proj_ba": ("in_proj_b", "in_proj_a"),
    "kv_a_proj_with_mqa": ("kv_a_proj",),
    "fused_qkv_a_proj_with_mqa": ("q_a_proj", "kv_a_proj"),
    "indexer": ("wq_b", "wk", "weights_proj"),
    "indexers_proj": ("weights_proj",),
    "w1": ("gate_proj",),
    "w2": ("down_proj",),
    "w3": ("up_proj",),
    "gate": ("gate_proj",),
    "up": ("up_proj",),
    "down": ("down_proj",),
    "gate_up_proj": ("gate_proj", "up_proj"),
    "gate_up": ("gate_proj", "up_proj"),
    "w13": ("gate_proj", "up_proj"),
    "fc1": ("up_proj",),
    "fc2": ("down_proj",),
    "c_fc": ("up_proj",),
    "c_proj": ("down_proj",),
    "dense_h_to_4h": ("up_proj",),
    "dense_4h_to_h": ("down_proj",),
}
_FEED = ("gate_proj", "up_proj", "down_proj")
_WAYS = {
    False: ("fc1_latent_proj", "fc2_latent_proj"),
    True: ("routed_expert_down_proj", "routed_expert_up_proj"),
}
# Words that say nothing of which matrix it is, and matrices that are too small to be counted.
_IDLE = frozenset({"weight", "linear", "proj", "re"})
_BEFORE = frozenset({"model", "language_model", "text_model", "backbone", "transformer", "layers"})
_SMALL = re.compile(r"norm|conv|bias|sink|rotary|a_log|^dt_|^d$|^shared_expert_gate$")


class Named(NamedTuple):
    """What a name means.

    Attributes:
        layer: the one layer, -1 for all.
        parts: of the layer; () for the whole layer.
        matrices: of these parts, `ALL` for every one.
        expert: the one expert, -1 for all.
        mixer: only in layers with a fixed state (`state`), or only in the others (`full`).
        more: all layers whose number begins so: `layers.1*`.
    """

    layer: int
    parts: tuple[Part, ...]
    matrices: tuple[str, ...] = (ALL,)
    expert: int = -1
    mixer: str = ""
    more: bool = False


def named(name: str) -> Named | None:
    """What a name means; None for what is not counted. Raises ValueError where only the pattern's
    own program could tell.
    """
    plain = name[: _LONGEST + 1].lower()
    if _ELSEWHERE.search(plain):
        return None
    if "lm_head" in plain or plain in ("head", "output"):
        return Named(-1, ("embeddings",), ("lm_head",))
    if "embed" in plain:
        return Named(-1, ("embeddings",), ("embed_tokens",))
    everything = not plain.removeprefix("re:").strip(".*^$")
    if everything or len(plain) > _LONGEST or _CHOICE.search(plain):
        raise ValueError(name)
    found = _LAYER.search(plain)
    expert = _EXPERT.search(plain)
    if found is None and expert is None:
        found = _LONE.search(plain)
    layer = int(found[1]) if found else -1
    rest = plain[found.end() :] if found else plain
    if not _LETTER.search(rest):
        return Named(layer, (), more=rest.startswith("*")) if layer >= 0 else None
    meant = _of_rest(_EXPERT.sub("experts", rest))
    one = int(expert[1]) if expert else -1
    return meant and meant._replace(layer=layer, expert=one)


@lru_cache(maxsize=1_000)
def _of_rest(rest: str) -> Named | None:
    """What a name means without its layer and its expert: the same for thousands of names."""
    words = [word for word in _WORD.findall(rest) if word not in _IDLE and word not in _BEFORE]
    if not words:
        return None
    if "proj" not in rest and ("router" in rest or words[-1] == "gate"):
        # A router is in its own precision anyway, and so is what is small.
        return None
    large = [word for word in words if not _SMALL.search(word)]
    meant = _meant(large) if large and large[-1] == words[-1] else None
    mixer = "state" if "linear_attn" in rest or "mamba" in rest else ""
    mixer = "full" if "self_attn" in rest else mixer
    return Named(-1, *meant, mixer=mixer) if meant else None


def _meant(words: list[str]) -> tuple[tuple[Part, ...], tuple[str, ...]] | None:
    """The parts and matrices that the words after a layer's number mean."""
    for at, word in enumerate(words):
        after = tuple(words[at + 1 :])
        if "shared_expert" in word or word == "share_expert":
            return ("shared experts",), _matrices(after)
        if "experts" in word:
            return ("routed experts",), _matrices(after)
        if "attn" in word or "attention" in word:
            return ("attention",), _matrices(after)
        if (word == "mixer" or word in _FEEDS) and not after:
            return (("attention", *FEED_PARTS) if word == "mixer" else FEED_PARTS), (ALL,)
        if word in _FEEDS and not any("expert" in more for more in after):
            return ("dense FFN",), _matrices(after)
        if "latent" in word or word.startswith("routed_expert_"):
            return ("shared experts",), (word,)
    matrices = _matrices(tuple(word for word in words if word != "mixer"))
    if set(matrices) <= set(_FEED):
        return ("dense FFN",) if "mixer" in words else FEED_PARTS, matrices
    return ("attention",), matrices


def _matrices(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words:
        return (ALL,)
    found: list[str] = []
    for word in words:
        found += _SAME.get(word, (word,))
    # Both of its matrices, of an indexer's too.
    if "compressor" in words:
        return ("compressor",)
    # `indexer.wk` is one of the indexer's matrices.
    if words[0] == "indexer" and len(words) > 1:
        found = list(words[1:])
    return tuple(dict.fromkeys(found))


# --- sizes


def matrices_of(config: Config, layer: Layer, part: Part, hidden: int) -> dict[str, int]:
    """The parameters of a part's matrices in one layer. What is left of the part, its norms and
    biases, is not among them.
    """
    feed = layer.feed
    if part == "attention":
        return dict(layer.mixer.matrices)
    total = layer.params[part]
    found: dict[str, int] = {}
    if part == "shared experts" and config.has(*NARROW):
        # The way down to a narrower copy of a token, and up again, is counted among them.
        between = hidden * config.whole(*NARROW)
        found = dict.fromkeys(_WAYS[config.has("routed_expert_hidden_size")], between)
        total -= 2 * between
    names = _FEED if feed.matrices == 3 else _FEED[1:]
    return found | dict.fromkeys(names, total // len(names))
