"""The name of a model where it is said: which tokens it takes, and what the catalogue calls it.

`Kimi K2.6`, `llama-3.1-8b-instruct`, `meta-llama/Llama-3.1-8B`, `Foo-7B`. A name that the catalogue
does not have stays as it was said, whole, so that nobody takes it for its neighbour.
"""

from __future__ import annotations

import re

from formulas.precisions import bytes_of
from sessions.catalogue.catalogue import model_called
from sessions.catalogue.machines import kin
from sessions.catalogue.spelling import families, first_words
from sessions.files.names import plain
from sessions.say.tokens import Token
from sessions.say.vocabulary import phrase_at, tier_at

_LONGEST = 24  # tokens
_VERSION = re.compile(r"[vkrm][0-9]+(?:[._][0-9]+)*[a-z]{0,2}|a[0-9]+(?:\.[0-9]+)?b")
# Billions and trillions of parameters, and how many experts there are: "17B-128E".
_SIZES = ("b", "t", "e")
# A version by itself, in capitals: `K2.6`, `V3.2`.
_ALONE = re.compile(r"K[2-9](?:\.[0-9])?|V[3-9](?:\.[0-9])?|M2\.[0-9]|R1")
_FAMILY_OF = {"K": "Kimi", "V": "DeepSeek"}
_SAID_OF = ("on", "for", "of", "model", "running", "serving", "serve", "run", "with")
_NO_VERSION = frozenset(
    (
        *("tok", "token", "tokens", "%", "s", "ms", "/", "req", "x", "k", "m", "in", "out", "gpu"),
        *("gpus", "concurrent", "users", "user", "rpm", "rps", "requests", "cents", "c", "sec"),
        *("seconds", "minutes", "hours", "h", "hr", "tps", "streams", "nodes", "months", "per"),
        *("percent", "gb", "tb", "kb", "and", "to", "-", "way", "cached", "output", "input"),
    )
)


class Named:
    """A model as it was said.

    Attributes:
        model: the catalogue's title, or what was said; last: where its name ends.
        tier: the precision that its name ends in; bare: a family alone.
    """

    __slots__ = ("bare", "last", "model", "tier")

    def __init__(self, model: str, last: int, tier: str = "", *, bare: bool = False) -> None:
        self.model, self.last, self.tier, self.bare = model, last, tier, bare


def model_at(tokens: list[Token], i: int, end: int) -> Named | None:
    """The model that is named at a token, or None."""
    if i >= end or tokens[i].kind != "word":
        return None
    return _named(tokens, i, end) or _called_model(tokens, i, end)


def _named(tokens: list[Token], i: int, end: int) -> Named | None:
    if tokens[i].low == "llama" and i + 1 < end:
        after = tokens[i + 1 + (tokens[i + 1].text in (".", "-") and i + 2 < end)].low
        if after in ("cpp", "bench", "server", "swap", "cli", "index", "stack"):
            return None  # a program
    start = _behind_the_maker(tokens, i, end)
    family, j = _family(tokens, start, end)
    if not family:
        return _by_its_version(tokens, i, end) or _sized(tokens, i, end)
    first, last = j, _name_ends(tokens, j, end)
    words = families()
    if last == first:
        return _family_alone(tokens, i, start, j, end, family)
    if family in words.numbered and not _is_a_name(tokens, start, first, last, family):
        return _sized(tokens, i, end)
    tier, last_tier = _tier(tokens, last, end)
    whole = said(tokens, i, last_tier) if tier else ""
    if tier and model_called(whole) is not None:
        return Named(called(whole), last_tier)
    return Named(called(said(tokens, i, last)), last_tier if tier else last, tier)


def said(tokens: list[Token], i: int, last: int) -> str:
    """Tokens as they stand in the text."""
    return "".join(
        [(" " if k > i and not tokens[k].glued else "") + tokens[k].text for k in range(i, last)]
    )


def called(name: str) -> str:
    """The catalogue's title of a model, where that is what was said; else the name as said."""
    found = model_called(name)
    return found.title if found is not None and found.same else name.rpartition("/")[2].strip()


def the_one(name: str, words: list[str]) -> str:
    """The word of several that says most, where all are of one model, machine or precision: `Kimi`
    beside `Kimi K2.6`, `inf2.48xlarge` beside `Inferentia2`, `4-bit` beside `Q4_K_M`; else nothing.
    """
    said = [word for word in words if name != "weights" or not _GENERAL.fullmatch(word.lower())]
    whole = max(said or words, key=len)
    same = _SAME[name]
    return whole if all(same(each, whole) for each in words) else ""


def _same_model(one: str, whole: str) -> bool:
    first, other = model_called(one), model_called(whole)
    if first is not None and other is not None and first.name == other.name:
        return True
    if other is not None and first is None and one[:1].isdigit():
        # "a 671B model, DeepSeek V3"
        sized = model_called(f"{whole} {one}")
        return sized is not None and sized.name == other.name
    return plain(whole).startswith(plain(one)) and not any(letter.isdigit() for letter in one)


def _same_machine(one: str, whole: str) -> bool:
    return whole.startswith(f"{one} ") or one == whole or kin(one) == kin(whole) != ""


def _same_precision(one: str, whole: str) -> bool:
    first, other = bytes_of(one), bytes_of(whole)
    if one in _UNQUANTIZED:
        return other == 2
    return first is not None and other is not None and abs(first / other - 1) < _ALIKE


_ALIKE = 0.2
_UNQUANTIZED = ("unquantized", "full precision")
# Words that say less of a precision than its name.
_GENERAL = re.compile(r"[0-9]{1,2}-bit|unquantized|full precision")
_SAME = {"model": _same_model, "hardware": _same_machine, "weights": _same_precision}


def _behind_the_maker(tokens: list[Token], i: int, end: int) -> int:
    """Where the name begins behind `meta-llama/`, `Meta `, `nvidia/NVIDIA-`."""
    j = i
    for k in range(i + 1, min(end - 1, i + 6)):
        if not tokens[k].glued:
            break
        if tokens[k].text == "/" and tokens[k + 1].glued and tokens[k + 1].kind == "word":
            after = _behind(tokens, k + 1, end)
            if _family(tokens, after, end)[0]:
                return after
            break
    return _behind(tokens, j, end)


def _behind(tokens: list[Token], i: int, end: int) -> int:
    if tokens[i].low in families().before and i + 1 < end:
        after = i + 1 + (tokens[i + 1].text == "-")
        if after < end and _family(tokens, after, end)[0]:
            return after
    return i


def _family(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """The family that begins at a token, and where its word ends."""
    if i >= end:
        return "", i
    low, words = tokens[i].low, first_words()
    if i + 2 < end and tokens[i + 1].text == "-" and tokens[i + 1].glued:
        joined = f"{low}-{tokens[i + 2].low}"
        if joined in words:
            return joined, i + 3
    if i + 1 < end and f"{low}-{tokens[i + 1].low}" in words:
        return f"{low}-{tokens[i + 1].low}", i + 2
    return (low, i + 1) if low in words else ("", i)


def _name_ends(tokens: list[Token], j: int, end: int) -> int:
    """Where a name ends whose family ends at `j`."""
    last = j
    while last < min(end, j + _LONGEST):
        after = _part(tokens, last, end, first=not _has_number(tokens, j, last))
        if after == last:
            break
        last = after
    return last


def _part(tokens: list[Token], i: int, end: int, *, first: bool) -> int:
    """Where one more part of a name ends: a version, a size, a word; `i` where there is none."""
    token = tokens[i]
    # A colon as in Ollama's names: "qwen2.5:72b".
    hyphen = token.text in ("-", ":") and token.glued and i + 1 < end and tokens[i + 1].glued
    k = i + 1 if hyphen else i
    token = tokens[k]
    joined = hyphen or token.glued
    if joined and not hyphen and token.kind == "sign":
        # "Command R+", and the point of "v0.1" is the word's own.
        return k + 1 if token.text == "+" and tokens[k - 1].low == "r" else i
    if token.kind == "number":
        return _number(tokens, k, end, joined=joined, first=first) or i
    if token.kind != "word" or (hyphen and tier_at(tokens, k, end)):
        return i
    if _VERSION.fullmatch(token.low):
        return _beside(tokens, k + 1, end)
    words = families()
    known = token.low in words.parts or token.low in words.suffixes
    if known and (joined or token.low not in words.spoken or _capital(tokens, k, end)):
        return k + 1
    # Whatever else is joined by a hyphen is a part, too: another model than the one before it.
    return k + 1 if hyphen and not phrase_at(tokens, k, end) and not token.text.isupper() else i


def _beside(tokens: list[Token], k: int, end: int) -> int:
    """Where a version ends that goes on without a space: `4o`, `4.6V`."""
    while k < end and tokens[k].glued and tokens[k].kind == "word":
        k += 1
    return k


def _number(tokens: list[Token], k: int, end: int, *, joined: bool, first: bool) -> int:
    """Where a number of a name ends: `8B`, `8x7B`, `3.3`, `0324`; 0 where it is none of a name."""
    after = k + 1
    if after + 1 < end and tokens[after].low == "x" and tokens[after].glued:
        size = after + 2
        if size < end and tokens[size].low in _SIZES and tokens[size].glued:
            return size + 1
        return 0
    if after < end and tokens[after].glued and tokens[after].kind == "word":
        if tokens[after].low in _SIZES:
            # "Qwen3 70B tokens a month" is a volume.
            follows = tokens[after + 1].low if after + 1 < end else ""
            return 0 if follows in ("tokens", "token", "tok") and not joined else after + 1
        short = len(tokens[after].text) <= 2 and tokens[after].low not in _NO_VERSION
        return after + 1 if (joined or first) and short else 0
    text = tokens[k].text
    if joined:
        return after
    day = len(text) == 4 and text.isdecimal() and text in families().suffixes
    return after if day or (first and _plausible(tokens, k, end)) else 0


def _plausible(tokens: list[Token], k: int, end: int) -> bool:
    """Whether a number behind a family may be its version, and no figure of the next claim."""
    text = tokens[k].text
    if tokens[k].kind == "number":
        whole, _, part = text.partition(".")
        if not whole.isdecimal() or whole == "0" or len(whole) > 1 or len(part) > 1 or "," in text:
            return False
    after = tokens[k + 1] if k + 1 < end else None
    if after is None:
        return True
    if after.low == "in" and tier_at(tokens, k + 2, end):
        return True  # "GLM 5 in FP8"
    if after.low in _NO_VERSION:
        return after.text in ("-", "/") and not after.glued
    phrase = phrase_at(tokens, k + 1, end)
    stated = phrase is not None and phrase[0].kind in ("name", "counts", "scope")
    number = tokens[k].kind == "number" and "." not in text
    return not (stated and number and phrase and phrase[0].word in ("concurrency", "gpus"))


def _capital(tokens: list[Token], k: int, end: int) -> bool:
    """Whether a word that any sentence has is written as a part of a name."""
    counts = tokens[k].low == "max" and k + 1 < end and tokens[k + 1].kind == "number"
    return tokens[k].text[0].isupper() and not counts


def _has_number(tokens: list[Token], i: int, last: int) -> bool:
    return any(letter.isdigit() for token in tokens[i:last] for letter in token.text)


def _is_a_name(tokens: list[Token], start: int, first: int, last: int, family: str) -> bool:
    """Whether a word of any sentence names a model, with what stands behind it."""
    words = families()
    joined = tokens[first].text == "-"
    if family in words.joined and not joined:
        return False
    written = joined or tokens[start].text[0].isupper()
    if not written and model_called(said(tokens, start, last)) is None:
        return False
    parts = {token.low for token in tokens[first:last]}
    return _has_number(tokens, first, last) or not parts.isdisjoint(words.parts | {"+"})


def _family_alone(
    tokens: list[Token], i: int, start: int, j: int, end: int, family: str
) -> Named | None:
    """`Kimi`, `Mixtral`; a family that is its maker's name, only where it is spoken of."""
    words = families()
    if family in words.numbered:
        return None
    if family in words.makers:
        before = tokens[i - 1].low if i else ""
        if before not in _SAID_OF or not tokens[start].text[0].isupper():
            return None
    return Named(said(tokens, i, j), j, bare=True)


_CARD = re.compile(r"(?:gb|b|h|a|mi|l)[0-9]{2,3}[xs]?s?")


def _by_its_version(tokens: list[Token], i: int, end: int) -> Named | None:
    """`K2.6`, `V3.2`, `Maverick`: the part of a name that tells it."""
    token = tokens[i]
    if token.low in ("maverick", "scout") and token.text[0].isupper():
        return Named(token.text, i + 1)
    if i + 1 < end and tokens[i + 1].low in ("vendor", "verifier"):
        return None  # an evaluation
    if _ALONE.fullmatch(token.text) is None:
        return None
    at = i + 1 + (i + 2 < end and tokens[i + 1].low in ("in", "at", "with"))
    run = i + 1 < end and (tokens[i + 1].low == "on" or tier_at(tokens, at, end) is not None)
    if i + 1 < end and tokens[i + 1].text == ",":
        # "R1, 8x H200: 90 tok/s"
        run = run or any(_CARD.fullmatch(token.low) for token in tokens[i + 2 : min(end, i + 6)])
    if token.text == "R1" and not run and (not i or tokens[i - 1].low not in _SAID_OF):
        return None  # a round
    last = _name_ends(tokens, i + 1, end)
    name = said(tokens, i, last)
    family = _FAMILY_OF.get(token.text[0])
    if model_called(name) is None and family is not None:
        name = f"{family} {name}" if model_called(f"{family} {name}") is not None else name
    elif model_called(name) is None:
        return None
    tier, after = _tier(tokens, last, end)
    return Named(called(name), after if tier else last, tier)


def _sized(tokens: list[Token], i: int, end: int) -> Named | None:
    """`Foo-7B`: a name with a capital, and a size in parameters joined to it."""
    token = tokens[i]
    if phrase_at(tokens, i, end) is not None:
        return None
    size = i + 2 < end and tokens[i + 1].kind == "number" and tokens[i + 2].glued
    if size and tokens[i + 2].low == "b" and _may_be_one(tokens, i, end):
        # "falcon 40b", whatever the letters
        last = _name_ends(tokens, i + 3, end)
        return Named(called(said(tokens, i, last)), last)
    if not token.text[0].isupper():
        return None
    k = i + 1
    while k + 1 < min(end, i + 8) and tokens[k].text == "-" and tokens[k].glued:
        k += 1
        if not tokens[k].glued:
            return None
        if tokens[k].kind == "number" and k + 1 < end and tokens[k + 1].text in ("B", "b"):
            if not tokens[k + 1].glued:
                return None
            last = _name_ends(tokens, k + 2, end)
            tier, after = _tier(tokens, last, end)
            return Named(called(said(tokens, i, last)), after if tier else last, tier)
        k += 1
    return None


def _may_be_one(tokens: list[Token], i: int, end: int) -> bool:
    """Whether a word before `40b` may be a model's name: no word of a sentence, no volume."""
    low = tokens[i].low
    after = tokens[i + 3].low if i + 3 < end else ""
    volume = after in ("tokens", "token", "tok", "/", "per", "requests", "params", "parameters")
    small = len(tokens[i + 1].text) < 2  # "phase 3B", "option 2b"
    return len(low) > 2 and low.isalpha() and low not in _BEFORE_SIZE and not volume and not small


# Before a size they are words of the sentence: `about 70b`, `our 40b`, `any 32b`.
_BEFORE_SIZE = frozenset(
    (
        *("the", "our", "your", "their", "any", "and", "with", "for", "from", "than", "over"),
        *("under", "about", "around", "roughly", "nearly", "almost", "only", "just", "some"),
        *("dense", "moe", "active", "total", "big", "small", "large", "whole", "full", "per"),
        *("serve", "serving", "run", "running", "host", "hosting", "model", "models", "params"),
        *("parameters", "this", "that", "these", "like", "say", "old", "new", "custom", "own"),
        *("tuned", "finetuned", "distilled", "quantized", "plus", "approx", "circa", "maybe"),
        *("fp8", "fp4", "bf16", "int4", "int8", "month", "day", "year", "tokens", "volume"),
        *("first", "next", "another", "every", "each", "open", "proprietary", "using", "use"),
    )
)


def _called_model(tokens: list[Token], i: int, end: int) -> Named | None:
    """`Model: Foo-X1`: whatever stands behind the word, up to the next space or sign."""
    if i < 2 or tokens[i - 2].low != "model" or tokens[i - 1].text not in (":", "="):
        return None
    last = i + 1
    while last < end and tokens[last].glued and tokens[last].text not in (",", ";", ")", ".", "|"):
        last += 1
    return Named(called(said(tokens, i, last)), last)


def _tier(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """The precision that is joined to the end of a name: `-FP8`, `-AWQ`, `-Q4_K_M`."""
    if i + 1 < end and tokens[i].text == "-" and tokens[i].glued and tokens[i + 1].glued:
        return tier_at(tokens, i + 1, end) or ("", i)
    return "", i
