"""What a key of a router's price string means, by the words that it is made of."""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from sessions.say.tokens import spaced

KeyKind = Literal["price", "term", "context", "provider", "weights", "currency"]


class Key(NamedTuple):
    """What a key means.

    Attributes:
        metric: of a price; term: the name of a term, detail: words that belong to its value.
        per: for how many tokens a price is; 0 where the key does not say.
        cents: the value is in cents; priced: a term that is a price of tokens.
    """

    kind: KeyKind
    metric: str = ""
    term: str = ""
    detail: str = ""
    per: int = 0
    cents: bool = False
    priced: bool = False


_WORD = re.compile(r"[A-Z]?[a-z]+|[0-9]+[a-z]*|[A-Z]+")
_PRICED = spaced("cost price pricing usd cents mtok per rate dollars")
# The keys that stand for prices alone, as OpenRouter has them: by the token.
_BY_TOKEN = spaced("prompt completion input_cache_read input_cache_write internal_reasoning")
_ALONE = spaced(
    "input output cached_input cache_read cache_write input_cache_hit input_cached cached"
    " input_cache_miss"
)
_LIMITS = spaced("max min limit length window modalities count id type supported parameters")
_INPUT, _OUTPUT = spaced("input prompt in"), spaced("output completion out generated")
_CACHED, _WRITE = spaced("cache cached"), spaced("write writes creation")
# What is charged besides: kept as a term under the key's own words, where it is not 0.
_BESIDES = spaced("request image web_search discount audio input_audio_cache video")
_OTHER = spaced("image audio video pixel character second search request query session file page")
_PER = {
    **dict.fromkeys(("1m", "million", "mtok", "mtoken", "mtokens", "m", "1000000"), 1_000_000),
    **dict.fromkeys(("1k", "thousand", "k", "1000"), 1_000),
    "token": 1,
}
_CONTEXT = spaced("context_length context_window max_context_length max_input_tokens context_size")
_CAPS = spaced("max_output_tokens max_completion_tokens max_output max_output_length")
_PROVIDERS = spaced("provider provider_name litellm_provider")
_MODELS = spaced("model model_id model_name model_slug")


@functools.lru_cache(maxsize=512)
def key_of(text: str, *, numeric: bool) -> Key | None:
    """What a key means, or None; `numeric` whether its value is a number."""
    words = tuple([word.lower() for word in _WORD.findall(text)])
    name = "_".join(words)
    if not numeric:
        return _worded(name)
    if name in _CONTEXT:
        return Key("context")
    if name in _CAPS:
        return Key("term", term="output cap", detail="tokens")
    if name in _BESIDES:
        return Key("term", term=name.replace("_", " "))
    said = frozenset(words)
    if not said.isdisjoint(_LIMITS) or not (name in _BY_TOKEN or name in _ALONE or said & _PRICED):
        return None
    return _price(name, words, said)


def _worded(name: str) -> Key | None:
    if name in _PROVIDERS:
        return Key("provider")
    if name in _MODELS:
        return Key("term", term="model")
    if name in ("quantization", "precision"):
        return Key("weights")
    return Key("currency") if name == "currency" else None


def _price(name: str, words: tuple[str, ...], said: frozenset[str]) -> Key | None:
    per = 1 if name in _BY_TOKEN else _scale(words)
    cents = "cents" in said
    if said & _OTHER:
        return Key("term", term=name.replace("_", " ")) if said & _PRICED else None
    term, detail = _condition(words, said)
    if said & _CACHED and said & _WRITE:
        return Key("term", term="cache write", per=per, cents=cents, priced=True)
    metric = ""
    if said & _CACHED and "miss" not in said:
        metric = "cached_input_price"
    elif said & _INPUT:
        metric = "input_price"
    elif said & _OUTPUT or "reasoning" in said:
        metric = "output_price"
    if not metric:
        return None
    if term:
        label = metric.removesuffix("_price").replace("_", " ")
        more = f"{label} {detail}".strip()
        return Key("term", term=term, detail=more, per=per, cents=cents, priced=True)
    return Key("price", metric, per=per, cents=cents)


def _condition(words: tuple[str, ...], said: frozenset[str]) -> tuple[str, str]:
    """The term that a price belongs to which holds only sometimes."""
    if "above" in said:
        after = [word for word in words[words.index("above") + 1 :] if word != "tokens"]
        return "surcharge", f"above {' '.join(after)} tokens"
    if said & {"batch", "batches"}:
        return "discount", "for batch"
    if said & {"priority", "flex"}:
        return "priority", " ".join(sorted(said & {"priority", "flex"}))
    return ("reasoning tokens", "") if "reasoning" in said else ("", "")


def _scale(words: tuple[str, ...]) -> int:
    found = [_PER[word] for word in words if word in _PER]
    return max(found, default=0)
