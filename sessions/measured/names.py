"""What tables of measured rows call models, accelerators and precisions, as the catalogue does.

Tables name a release (`nvidia/Llama-3.1-405B-Instruct-FP8`), a form of a card (`h200_sxm`) and a
way of quantizing (`fp8_block`, `int8_wo`). Whose release it is, how it was tuned and at what
precision make no other shape of model, so names are held against each other without those words.
"""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from sessions.catalogue.catalogue import find, heads
from sessions.catalogue.shelves import UnknownItem

# Words of a release that leave the shape of the model as it is: how it was tuned, its precision.
_RELEASE = re.compile(
    r"instruct|chat|base|it|hf|thinking|reasoning|terminus|preview|turbo|speculative"
    r"|(nv|mx)?fp4|fp8|fp16|bf16|int[48]|(quantized\.)?w\d+a\w*\d+|\d?bits?|awq|gptq|gguf|qat|ptq|kv\w*"
    r"|dynamic|static|block|quanti[sz]ed|quant|\d{4,6}"
)
_VERSION = re.compile(r"v\d+(\.\d+)*")  # of the release, where it is not part of the name
_SIZE = re.compile(r"\d[\d.x]*[bt]")
# Words that tell a form of a card, or who makes it; its memory is held against the catalogue's.
_CARD = re.compile(
    r"nvidia|amd|intel|google|cloud|instinct|geforce|tensor|core|gpus?|dgx|hgx|mgx|superchip"
    r"|sxm\d?|pcie|nvl\d*|oam|server|workstation|edition|blackwell|hopper|ampere|hbm\w*"
)
_MEMORY = re.compile(r"(\d+)gi?b?")
_SAME_MEMORY = 0.1  # makers and drivers count it differently


class Precision(NamedTuple):
    """What a row's precision means: tiers of weights and cache, and what is computed at, where
    that is not what the weights' own tier says.
    """

    weights: str
    kv: str
    compute: str = ""


def model_named(said: str) -> str:
    """The catalogue's name of a model as a row says it. Raises UnknownItem."""
    return _known(_model(said))


def hardware_named(said: str) -> str:
    """The catalogue's name of an accelerator as a row says it. Raises UnknownItem."""
    return _known(_hardware(said))


def _known(found: str | UnknownItem) -> str:
    if isinstance(found, UnknownItem):
        raise found.with_traceback(None)  # kept and raised again: not with all former places
    return found


# Rows by the thousand share a name, also one that is not known and takes a while to be looked for.
@functools.lru_cache(maxsize=4096)
def _model(said: str) -> str | UnknownItem:
    tries = (said, _last(said))
    for each in tries:
        if not each.endswith(".json"):  # a table names releases; it opens no files
            try:
                return find("models", each).name
            except UnknownItem:
                pass
    tokens = _tokens(tries[1])
    for version in (False, True):
        found = _alike(tokens, version)
        if found:
            return found
    # A model tuned from another keeps its shape and ends in its name: `Hermes-3-Llama-3.1-70B`.
    for start in range(1, len(tokens) - 1):
        rest = tokens[start:]
        if any(_SIZE.fullmatch(token) for token in rest) and (found := _alike(rest, False)):
            return found
    return _unknown("models", said)


@functools.lru_cache(maxsize=4096)
def _hardware(said: str) -> str | UnknownItem:
    try:
        return find("hardware", said).name
    except UnknownItem:
        pass
    tokens = [token for token in _split(said) if not _CARD.fullmatch(token)]
    sizes = [int(size[1]) for token in tokens if (size := _MEMORY.fullmatch(token))]
    plain = "".join([token for token in tokens if not _MEMORY.fullmatch(token)])
    for head in heads("hardware") if plain else ():
        if plain in ["".join(_split(name)) for name in (head.name, head.title)]:
            memory = find("hardware", head.name).entries["gpu_memory"].value / 1e9
            if all(abs(size / memory - 1) <= _SAME_MEMORY for size in sizes):
                return head.name
    return _unknown("hardware", said)


@functools.lru_cache(maxsize=4096)
def precision_named(said: str, model: str) -> Precision | None:
    """What a precision means; empty is the model's own, as its name says it. None where it is not
    known.
    """
    words = said.strip().lower().replace("-", "_").replace("float", "fp").replace("bfp", "bf")
    if not words:
        return _own(model.lower())
    weights = _weights(words)
    if not weights:
        return None
    if weights in ("bf16", "fp16"):
        return Precision(weights, "bf16")
    if "a16" in words or re.search(r"_wo$|weight_?only|awq|gptq", words):
        return Precision(weights, "bf16", "bf16")  # widened to be multiplied
    if re.search(r"afp8|a8", words):
        return Precision(weights, "fp8", "fp8" if weights != "int8" else "")
    if words.startswith(("int4", "w4")):
        return Precision(weights, "bf16", "bf16")  # no unit multiplies four-bit integers
    return Precision(weights, "bf16" if weights == "int8" else "fp8")


def _weights(words: str) -> str:
    for tier, pattern in (
        ("mxfp4", r"mxfp4"),
        ("nvfp4", r"fp4"),
        ("fp4", r"int4|^w4|awq|gptq"),
        ("int8", r"int8|^w8a8|^w8a16"),
        ("fp8", r"fp8|^w8"),
        ("bf16", r"bf16"),
        ("fp16", r"fp16|half"),
    ):
        if re.search(pattern, words):
            return tier
    return ""


def _own(model: str) -> Precision:
    """FP8 where its name says so, or where its makers release nothing else; else BF16."""
    for word in ("mxfp4", "nvfp4", "fp4", "fp8", "int8", "w8a8", "w4a16", "awq", "gptq", "int4"):
        if word in model:
            return precision_named(word, "") or Precision("bf16", "bf16")
    fp8 = "deepseek" in model and "distill" not in model
    return Precision("fp8", "fp8") if fp8 else Precision("bf16", "bf16")


def _last(said: str) -> str:
    """Without the organization or the folders before it."""
    return re.split(r"/|--", said.strip().rstrip("/"))[-1]


def _tokens(said: str) -> list[str]:
    return _split(re.sub(r"(?<=\d)_(?=\d)", ".", said))  # 3_3 is 3.3


def _split(said: str) -> list[str]:
    return [token for token in re.split(r"[\s_:@/-]+", said.lower()) if token]


def _alike(tokens: list[str], any_version: bool) -> str:
    """The model whose names say the same without the words of a release; of several, the one that
    shares most of these words, then the one that says fewest others.
    """
    said = {token for token in tokens if _RELEASE.fullmatch(token)}
    core = "".join([token for token in tokens if not _noise(token, any_version)])
    found = [
        (-len(said & words), len(words - said), place, name)
        for place, (plain, words, name) in enumerate(_cores(any_version))
        if plain == core
    ]
    return min(found)[-1] if found and core else ""


@functools.cache
def _cores(any_version: bool) -> list[tuple[str, frozenset[str], str]]:
    found = []
    for head in heads("models"):
        for name in (head.name, head.title, *head.aliases):
            tokens = _tokens(_last(name))
            core = "".join([token for token in tokens if not _noise(token, any_version)])
            words = frozenset([token for token in tokens if _RELEASE.fullmatch(token)])
            found.append((core, words, head.name))
    return found


def _noise(token: str, any_version: bool) -> bool:
    return bool(_RELEASE.fullmatch(token) or (any_version and _VERSION.fullmatch(token)))


def _unknown(on: Literal["models", "hardware"], said: str) -> UnknownItem:
    try:
        find(on, said if not said.endswith(".json") else _last(said)[:-5])
    except UnknownItem as unknown:
        return unknown
    return UnknownItem(on, said, ())
