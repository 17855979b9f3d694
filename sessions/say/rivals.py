"""Figures of somebody else, which are no claims: `we beat Beta's $0.35/M, we'd do $0.29/M`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sessions.say.atom import Atom
from sessions.say.dates import MONTHS
from sessions.say.head import Head
from sessions.say.provider import NO_NAMES, OURSELVES, verb_at
from sessions.say.tokens import Token, spaced
from sessions.say.words import MODEL_FAMILIES

_POSSESSIVES = ("'s", "’s")
_BEATING = spaced("beat beats beating undercut undercuts undercutting")
_SMALL = spaced("a the their your his ~ about around")
# What may stand between whose figure it is and the figure.
_TO_FIGURE = frozenset(("filler", "mark", "approx", "name", "counts", "bound", "stat", "scope"))
_IN_LIST = _TO_FIGURE | {"sep"}
_AND = ("and", "&", "/", "|")


def said_of_others(
    atoms: Sequence[Atom], heads: Sequence[Head], tokens: list[Token], own: str
) -> None:
    """Mark the figures of somebody else as compared with, and lists that go on from such a one.

    Args:
        own: the name of who speaks, whose own figures stay claims; nothing where it is not known.
    """
    ours = [i for atom in atoms for i in range(atom.first, atom.last) if tokens[i].low in OURSELVES]
    by_place = {head.at: head for head in heads}
    theirs = set[int]()
    for place, atom in enumerate(atoms):
        head = by_place.get(_figure(atoms, place + 1)) if atom.kind == "unread" else None
        if head is None or head.versus or head.denied:
            continue
        other = _names_another(tokens[atom.first], own)
        owned = other and tokens[atom.first].low.endswith(_POSSESSIVES) and bool(own or ours)
        says = other and verb_at(tokens, atom.last) and any(i > head.amount.last for i in ours)
        if owned or says or _beats(tokens, atom, head):
            atom.kind = "versus"
            head.take(atom)
            if owned or says:
                theirs.add(head.at)
    _go_on(atoms, heads, ours, theirs)


def _figure(atoms: Sequence[Atom], place: int) -> int:
    """The place of the amount that is reached over words of its own; -1 where there is none."""
    while place < len(atoms) and atoms[place].kind in _TO_FIGURE:
        place += 1
    return place if place < len(atoms) and atoms[place].kind == "amount" else -1


def _names_another(token: Token, own: str) -> bool:
    """Whether a word with a capital may name somebody, and not who speaks."""
    low = token.low
    for ending in _POSSESSIVES:
        low = low.removesuffix(ending)
    known = (*NO_NAMES, *MODEL_FAMILIES, *MONTHS, *own.casefold().split())
    return token.kind == "word" and token.text[0].isupper() and low not in known


def _beats(tokens: list[Token], atom: Atom, head: Head) -> bool:
    """`we'd beat $0.35/M`, but not `we beat that with $0.29/M`."""
    if tokens[atom.first].low not in _BEATING:
        return False
    return all(token.low in _SMALL for token in tokens[atom.last : head.amount.first])


def _go_on(atoms: Sequence[Atom], heads: Sequence[Head], ours: list[int], theirs: set[int]) -> None:
    """`list is $0.60 in, $0.15 cached, $2.50 out`, `Beta's 40 tok/s/user and $0.35/M`: what is said
    of the first is said of all, up to one that is told apart.
    """
    counted: list[str] = []
    offered = False
    for before, head in pairwise(heads):
        if not before.versus:
            offered = offered or bool(before.counts)
            counted = []
            continue
        counted += before.counts
        between = atoms[before.at + 1 : head.at]
        if head.versus or any(before.amount.last <= i < head.amount.first for i in ours):
            continue
        if any(atom.kind not in _IN_LIST for atom in between):
            continue
        signs = {atom.word for atom in between if atom.kind == "sep"}
        prices = before.amount.klass == head.amount.klass in ("usd", "usd/tok")
        apart = bool(counted and head.counts) and not set(counted) & set(head.counts)
        listed = prices and apart and not offered and not signs - {*_AND, ","}
        if listed or (before.at in theirs and not signs - {*_AND}):
            head.versus = True
            if before.at in theirs:
                theirs.add(head.at)
