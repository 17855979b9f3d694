"""Terms of a quote: commitments, discounts, credits and the like, kept as the words they were said
in. A term takes its part of the line, and the figures in it are no claims.
"""

from __future__ import annotations

from sessions.say_atoms import Atom
from sessions.say_words import TERMS

# Figures that a term takes wherever they stand beside it; the others are claims of their own unless
# the term is known to have them.
_WEAK = frozenset(
    ("bare", "usd", "usd/time", "usd/month", "usd/request", "%", "days", "gpu", "tok", "req")
) | {"volume", "times", "node", "other"}
_TAKES = {name: frozenset(klasses.split()) for name, (_, klasses) in TERMS.items()}
_LEFT = frozenset(("date", "filler", "approx", "bound", "no", "all", "counts", "unread"))
_RIGHT = _LEFT | {"mark", "versus", "than", "able", "scope", "term"}
_TRIMMED = ("filler", "mark", "approx", "all", "versus")
_NAMES = ("price", "requests", "users", "throughput")


def with_terms(atoms: list[Atom]) -> list[Atom]:
    """The pieces of a sentence with each term as one piece, together with its figures."""
    found: list[Atom] = []
    i = free = 0
    while i < len(atoms):
        atom = atoms[i]
        if atom.kind != "term" or atom.word == "model":
            found.append(atom)
            i += 1
            continue
        takes = _WEAK | _TAKES.get(atom.word, frozenset())
        start = i
        while start > free and _goes_left(atoms[start - 1], takes):
            start -= 1
        while start < i and atoms[start].kind in _TRIMMED:
            start += 1
        del found[len(found) - (i - start) :]
        i = free = _right(atoms, i + 1, takes)
        found.append(Atom("term", atoms[start].first, atoms[i - 1].last, atom.word))
    return found


def _goes_left(atom: Atom, takes: frozenset[str]) -> bool:
    if atom.kind == "amount" and atom.amount is not None:
        return atom.amount.klass in takes
    return atom.kind in _LEFT


def _right(atoms: list[Atom], i: int, takes: frozenset[str]) -> int:
    """Where the term ends: before a separator, a claim, or a condition."""
    end = i
    while i < len(atoms):
        atom = atoms[i]
        if atom.kind == "amount" and atom.amount is not None:
            if atom.amount.klass not in takes:
                break
        elif atom.kind == "name":
            if atom.word not in _NAMES:
                break
        elif atom.kind not in _RIGHT or (atom.kind == "term" and atom.word == "model"):
            break
        i += 1
        if atom.kind not in _TRIMMED:
            end = i
    return end
