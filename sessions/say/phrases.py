"""The vocabulary made ready for look-up: phrases by their first word, accelerators by name."""

from __future__ import annotations

import functools
from typing import NamedTuple

from sessions.catalogue.catalogue import heads
from sessions.claims.terms import SPOKEN_TERMS, composed_terms
from sessions.say import words as words
from sessions.say.tokens import ABBREVIATIONS, Token, tokens_of

# Accelerators that people quote and the catalogue does not ship: a condition all the same, and the
# judge says that it cannot compare.
_OTHER_CHIPS = (
    "H100 H200 H20 H800 A100 A800 A10 A10G A40 B100 B200 B300 GB200 GB300 GH200 L4 L40 L40S T4 V100"
    " MI210 MI250 MI250X MI300X MI300A MI308X MI325X MI350X MI355X MI400 Gaudi2 Gaudi3 Trainium"
    " Trainium2 Trainium3 Inferentia2 Trn1 Trn2 TPU LPU WSE-3 RTX4090 RTX5090 RTX6000 R100 VR200"
    " Ascend 910B 910C TPUv5e TPUv5p TPUv6e"
)
_OTHER_NAMES = ("TPU v5e", "TPU v5p", "TPU v6e", "TPU v7", "RTX 4090", "RTX 5090", "RTX PRO 6000")
_CHIP_SUFFIXES = {"nvl72": " NVL72", "nvl36": " NVL36", "nvl4": "", "sxm": "", "sxm5": ""} | {
    "sxm6": "",
    # The card is another accelerator than the module, with a memory and peaks of its own.
    "pcie": " PCIe",
}
_CHIP_PREFIXES = ("nvidia", "hgx", "dgx", "amd", "google", "aws", "groq", "cerebras", "intel")


class Phrase(NamedTuple):
    """Words in a row and what they mean; the first word is the key it is found by."""

    rest: tuple[str, ...]
    kind: words.PhraseKind
    word: str


class Chips(NamedTuple):
    """Names of accelerators as said, lower case, with the name that the catalogue or the trade has
    for them; `named` are those of more than one word, by their first.
    """

    one: dict[str, str]
    names: frozenset[str]
    named: dict[str, tuple[tuple[tuple[str, ...], str], ...]]


def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, as they are looked for."""
    # Most phrases are plain words, and there are nearly two thousand: the quick way saves 5 ms.
    if phrase.replace(" ", "").isalpha():
        return tuple(phrase.lower().split())
    return tuple([token.low for token in tokens_of(phrase)])


def tables() -> list[tuple[words.PhraseKind, str, str]]:
    """Every phrase of the vocabulary as (kind, phrases, word)."""
    rows: list[tuple[words.PhraseKind, str, str]] = []
    groups: tuple[tuple[words.PhraseKind, dict[str, str]], ...] = (
        ("name", words.NAMES),
        ("counts", words.COUNTS),
        ("scope", words.SCOPES),
        ("stat", words.STATS),
        ("bound", words.BOUNDS),
    )
    for kind, table in groups:
        rows += [(kind, phrases, word) for word, phrases in table.items()]
    rows += [("term", phrases, name) for name, (phrases, _) in SPOKEN_TERMS.items()]
    rows += [("term", "|".join(composed), name) for name, composed in composed_terms()]
    for tier in words.TIERS.split("|"):
        rows.append(("tier", tier, words.TIER_NAMES.get(tier, tier)))
    rows += [
        ("kv", "kv|kv cache|kvcache|kv precision|kv cache precision", ""),
        ("weights", words.WEIGHTS, ""),
    ]
    for name in words.SPECULATION.split("|"):
        off = f"no {name}|without {name}|{name} off|{name} disabled|{name} is off|w o {name}"
        on = f"{name}|with {name}|{name} on|{name} enabled|{name} is on|using {name}"
        off += f"|non {name}|turn off {name}|not using {name}|{name} turned off|disabled {name}"
        rows += [("cond", off, "speculative=off"), ("cond", on, "speculative=on")]
    for name in words.REGIONS.split("|"):
        rows.append(("cond", f"{name}|region {name}|{name} region", f"region={name}"))
    for name in words.SERVICE_TIERS.split("|"):
        rows.append(("cond", f"{name}|{name} endpoint|{name} instance", f"tier={name}"))
    for name in words.TIER_PREFIXES.split():
        rows.append(("cond", f"{name} tier|{name} service|tier {name}", f"tier={name}"))
    for name in ("batch api", "batch mode", "batch pricing", "batch endpoint", "batch inference"):
        rows.append(("cond", name, "tier=batch"))
    small: tuple[tuple[words.PhraseKind, str], ...] = (
        ("approx", words.APPROX),
        ("mark", words.MARKS),
        ("sep", words.SEPARATORS),
        ("no", words.DENIALS),
        ("versus", words.VERSUS),
        ("than", words.THAN),
        ("able", words.ABLE),
        ("all", words.ALL),
        ("filler", words.FILLER),
    )
    return [*rows, *[(kind, listed, "") for kind, listed in small]]


@functools.cache
def phrases() -> dict[str, tuple[Phrase, ...]]:
    """Every phrase by its first word, the longest first. Of two meanings the first listed holds."""
    found: dict[str, dict[tuple[str, ...], Phrase]] = {}
    for kind, listed, word in tables():
        for text in listed.split("|"):
            said = words_of(text)
            found.setdefault(said[0], {}).setdefault(said[1:], Phrase(said[1:], kind, word or text))
    return {
        first: tuple(sorted(rest.values(), key=lambda phrase: -len(phrase.rest)))
        for first, rest in found.items()
    }


def phrase_at(tokens: list[Token], i: int, end: int) -> tuple[Phrase, int] | None:
    """The longest phrase that starts at a token, and where it ends."""
    for phrase in phrases().get(tokens[i].low, ()):
        after = _follows(tokens, i + 1, end, phrase.rest)
        if after:
            return phrase, after
    return None


def _follows(tokens: list[Token], i: int, end: int, rest: tuple[str, ...]) -> int:
    """Where the words end that stand from `i`, a hyphen allowed between any two; else 0."""
    for word in rest:
        if i < end and tokens[i].text == "." and tokens[i - 1].low in ABBREVIATIONS:
            i += 1
        if i < end and tokens[i].low == "-" and i + 1 < end and tokens[i + 1].glued:
            i += 1
        if i >= end or tokens[i].low != word:
            return 0
        i += 1
    return i


def tier_of(word: str) -> str:
    """The precision that a word names; nothing where it names none."""
    low = word.lower()
    return words.TIER_NAMES.get(low, low) if low in words.TIERS.split("|") else ""


@functools.lru_cache(maxsize=32)
def chips(more: tuple[str, ...]) -> Chips:
    """The accelerators that can be said: the catalogue's, the trade's, and `more`."""
    one: dict[str, str] = {}
    named: dict[str, list[tuple[tuple[str, ...], str]]] = {}

    def add(said: str, name: str) -> None:
        parts = words_of(said)
        parts = tuple([part for part in parts if part != "-"])
        if len(parts) == 1:
            one.setdefault(parts[0], name)
        elif parts:
            named.setdefault(parts[0], []).append((parts[1:], name))

    for head in heads("hardware"):
        for said in (head.title, head.name, *head.aliases):
            add(said, head.title)
    for name in (*more, *_OTHER_CHIPS.split(), *_OTHER_NAMES):
        add(name, name)
    for said, name in [*one.items()]:
        for prefix in _CHIP_PREFIXES:
            add(f"{prefix} {said}", name)
        for suffix, tail in _CHIP_SUFFIXES.items():
            add(f"{said} {suffix}", name + tail)
    ordered = {
        first: tuple(sorted(rest, key=lambda entry: -len(entry[0])))
        for first, rest in named.items()
    }
    return Chips(one, frozenset(one), ordered)


def chip_at(tokens: list[Token], i: int, end: int, known: Chips) -> tuple[str, int] | None:
    """The accelerator named at a token, and where its name ends; a plural is one too."""
    if i >= end:
        return None
    low = tokens[i].low
    for rest, name in known.named.get(low, ()):
        after = _follows(tokens, i + 1, end, rest)
        if not after and rest[-1:] and i + len(rest) < end:
            plural = (*rest[:-1], rest[-1] + "s")
            after = _follows(tokens, i + 1, end, plural)
        if after:
            return name, after
    name = known.one.get(low) or (known.one.get(low[:-1]) if low.endswith("s") else None) or ""
    return (name, i + 1) if name else None
