"""Precisions of weights and of the KV cache, and whether speculation is on."""

from __future__ import annotations

import re
from typing import Literal

from sessions.say.atom import Atom
from sessions.say.phrases import phrase_at
from sessions.say.tokens import Token, spaced

_SCHEME = re.compile(r"w[0-9]{1,2}a[0-9]{1,2}|awq|gptq|gguf|marlin|e[0-9]m[0-9]")
_LINKS = ("in", ":", "=", "at", "is", "are", "as", "to", "-", "of", ",")
WIDTHS = ("3", "4", "6", "8", "16")
BITS = ("bit", "bits")
_OFF = spaced("off disabled false none not no without unused inactive excluded")
_ON = spaced("on enabled true yes active included")
_SWITCH = spaced("is was were are currently = : turned switched set to been has being")


def tier_piece(tokens: list[Token], i: int, after: int, end: int, tier: str) -> Atom:
    """A precision, of the KV cache where that is said beside it, else of the weights."""
    if after < end and _SCHEME.fullmatch(tokens[after].low):
        after += 1
    name, j = "weights", after
    if j < end and tokens[j].text == "-" and j + 1 < end and tokens[j + 1].glued:
        j += 1
    phrase = phrase_at(tokens, j, end) if j < end else None
    if phrase and phrase[0].kind == "kv":
        name, after = "kv", phrase[1]
    elif phrase and phrase[0].kind == "weights" and not _named_after(tokens, phrase[1], end):
        after = phrase[1]
    return Atom("cond", i, after, facts=((name, tier),))


def _named_after(tokens: list[Token], i: int, end: int) -> bool:
    """Whether "weights" has its own tier still to come: `FP8, weights FP4`."""
    return i < end and tokens[i].text != "," and _tier_after(tokens, i, end) is not None


def _tier_after(tokens: list[Token], i: int, end: int) -> tuple[str, int] | None:
    """`in fp8`, `: fp8`, `fp8`: the tier that stands after "KV" or "weights"."""
    for j in (i, i + 1, i + 2):
        if j >= end:
            return None
        phrase = phrase_at(tokens, j, end)
        if phrase and phrase[0].kind == "tier":
            return phrase[0].word, phrase[1]
        bit = j + 1 + (j + 1 < end and tokens[j + 1].text == "-")
        if tokens[j].text in WIDTHS and bit < end and tokens[bit].low in BITS:
            return f"{tokens[j].text}-bit", bit + 1
        if tokens[j].low not in _LINKS:
            return None
    return None


def precision_at(
    tokens: list[Token], i: int, after: int, end: int, kind: Literal["kv", "weights"]
) -> Atom:
    if kind == "kv" or tokens[after - 1].low not in (",",):
        found = _tier_after(tokens, after, end)
        if found and tokens[after].text != ",":
            last = found[1]
            if last < end and tokens[last].low in ("precision", "quantization"):
                last += 1
            return Atom("cond", i, last, facts=((kind, found[0]),))
    return Atom(kind, i, after)


def switched(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """Whether what was named is on or off, where that follows: `is disabled`, `= off`."""
    for j in range(i, min(end, i + 4)):
        if tokens[j].low in _OFF or tokens[j].low in _ON:
            return ("off" if tokens[j].low in _OFF else "on"), j + 1
        if tokens[j].low not in _SWITCH:
            break
    return "on", i
