"""How a line that is being typed may go on: the rest of a name, a unit, a condition, a provider.

Every phrase comes from the tables that the say line reads by, in their order: there, the commonest
way of saying something stands first. All of it is looked up in microseconds, on every key press.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from sessions.say.metrics import LABELS
from sessions.say.phrases import chips, phrases, tables
from sessions.say.units import unit_words


class _Index(NamedTuple):
    """Every phrase that can be completed, in alphabetical order, each with its rank and spelling;
    `whole` are all words that mean something as they are.
    """

    keys: tuple[str, ...]
    ranks: tuple[int, ...]
    spelt: tuple[str, ...]
    whole: frozenset[str]


_OFFERED = frozenset(
    ("name", "counts", "scope", "stat", "bound", "cond", "tier", "kv", "weights", "term")
)
_WORDS = re.compile(r"[A-Za-z$](?:[\w$.'+-]| (?!/)|(?<! )/)*")
_START = re.compile(r"(?:(?<=[\s,;:(@=+])|^)(?:[0-9]+x)?(?=[A-Za-z$])")
_MOST_WORDS = 4


def completable() -> tuple[str, ...]:
    """Every phrase that a line may be completed to, those that are offered first in front."""
    said = [text for kind, row, _ in tables() if kind in _OFFERED for text in row.split("|")]
    known = frozenset(said)
    # A label has its own spelling: TTFT, tok/s/user.
    found = [text for text in LABELS.values() if "/" in text or text.casefold() in known]
    found += said
    found += [*chips(()).one.values(), *[word for word in unit_words() if len(word) > 3]]
    return tuple(
        dict.fromkeys([text for text in found if len(text) > 2 and _WORDS.fullmatch(text)])
    )


@functools.cache
def _index() -> _Index:
    first: dict[str, tuple[int, str]] = {}
    for rank, text in enumerate(completable()):
        first.setdefault(text.casefold(), (rank, text))
    rows = sorted(first.items())
    whole = [head for head, found in phrases().items() if any(not one.rest for one in found)]
    return _Index(
        tuple([key for key, _ in rows]),
        tuple([rank for _, (rank, _) in rows]),
        tuple([text for _, (_, text) in rows]),
        frozenset((*whole, *chips(()).one)),
    )


def completion(text: str, providers: Iterable[str] = ()) -> str:
    """How a line may go on after its last letter; nothing where that is anybody's guess.

    Args:
        text: what was typed so far.
        providers: their names, the likeliest first; one is completed at the front of the line.
    """
    if not text or not (text[-1].isalnum() or text[-1] == "/"):
        return ""
    start = text.lstrip().casefold()
    for name in providers:
        if name and name.casefold().startswith(start):
            return name[len(start) :] + ":"
    for at in [found.end() for found in _START.finditer(text)][-_MOST_WORDS:]:
        counted = at > 0 and text[at - 1] == "x"
        rest = _rest_of_chip(text[at:]) if counted else _rest(text[at:])
        if rest:
            return rest
    return ""


def _rest_of_chip(typed: str) -> str:
    """What is left of the accelerator that so many of are said: `8xB` of B200."""
    start, known = typed.casefold(), chips(()).one
    if start in known:
        return ""
    said = next((key for key in known if key.startswith(start)), "")
    return said[len(start) :] if typed.islower() else said[len(start) :].upper()


def _rest(typed: str) -> str:
    """What is left of the phrase that some text begins."""
    index, start = _index(), typed.casefold()
    if len(start) < 2 or start in index.whole:
        return ""
    low = bisect_left(index.keys, start)
    high = bisect_left(index.keys, start + "\U0010ffff")
    if low == high or index.keys[low] == start:
        return ""
    best = min(range(low, high), key=index.ranks.__getitem__)
    # The shorter of two that begin alike: `input` before `input processing`.
    spelt = index.spelt[low if index.keys[best].startswith(index.keys[low]) else best]
    return spelt[len(start) :].lower() if typed.islower() else spelt[len(start) :]
