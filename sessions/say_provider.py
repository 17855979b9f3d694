"""Who is speaking: a name before the first colon, or a known provider's at the beginning."""

from __future__ import annotations

import functools
from typing import NamedTuple

from sessions.say_atoms import Atom, atoms_of
from sessions.say_phrases import Chips
from sessions.say_tokens import Token, tokens_of
from sessions.say_units import role_of
from sessions.say_words import HEADINGS

_FAR, _LONGEST, _MOST_WORDS = 12, 40, 5
_BULLETS = frozenset("-–—*•·>\"'“[#")
_DASHES = ("-", "–", "—")
_OPENING = frozenset(("filler", "mark", "sep", "all"))
_IN_NAME = frozenset((".", "-", "&", "+", "and", "’", "'"))


class Heading(NamedTuple):
    """A provider's name: the tokens that say it, and whether it was known before."""

    name: str
    first: int
    last: int
    known: bool


@functools.lru_cache(maxsize=64)
def _known(providers: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], str], ...]:
    split = [(tuple([t.low for t in tokens_of(name)]), name) for name in providers]
    return tuple(sorted([row for row in split if row[0]], key=lambda row: -len(row[0])))


def heading(
    text: str, tokens: list[Token], first: int, end: int, providers: tuple[str, ...], known: Chips
) -> Heading | None:
    """The provider that a sentence begins with, or None."""
    start = first
    while start < end and (tokens[start].low in HEADINGS or tokens[start].text in _BULLETS):
        start += 1
    if start >= end:
        return None
    for words, name in _known(providers):
        if tuple([t.low for t in tokens[start : start + len(words)]]) == words:
            return Heading(name, start, start + len(words), True)
    colon = _colon(tokens, first, end)
    if colon <= start:
        return None
    atoms = atoms_of(tokens, start, colon, known)
    found = _named(text, tokens, atoms)
    if found and tokens[colon].text != ":" and not tokens[found.first].text[0].isupper():
        return None
    return found


def _colon(tokens: list[Token], first: int, end: int) -> int:
    for i in range(first, min(end, first + _FAR)):
        if tokens[i].text == ":" and tokens[i - 1].kind != "number":
            after = tokens[i + 1].text if i + 1 < end else ""
            return -1 if after == "/" and tokens[i + 1].glued else i
        apart = not tokens[i].glued and i + 1 < end and not tokens[i + 1].glued
        if tokens[i].text in _DASHES and apart and i > first:
            return i
        if tokens[i].kind == "number" or tokens[i].text in ("$", ",", "{"):
            return -1
    return -1


def _named(text: str, tokens: list[Token], atoms: list[Atom]) -> Heading | None:
    """The run of words at the beginning that mean nothing else."""
    name: list[Atom] = []
    for atom in atoms:
        in_name = atom.kind == "sep" and atom.word in _IN_NAME
        if atom.kind == "unread" or (name and (in_name or atom.kind == "filler")):
            name.append(atom)
        elif atom.kind in _OPENING and not name:
            continue
        else:
            break
    while name and name[-1].kind in ("sep", "filler"):
        name.pop()
    if not name or len(name) > _MOST_WORDS or role_of(tokens[name[0].first].low):
        return None
    first, last = name[0].first, name[-1].last
    said = text[tokens[first].start : tokens[last - 1].end]
    if len(said) > _LONGEST or sum(map(str.isalpha, said)) < 2:
        return None
    return Heading(said, first, last, False)
