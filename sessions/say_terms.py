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
_LEFT = frozenset(("filler", "approx", "bound", "no", "all", "counts", "unread"))
_RIGHT = _LEFT | {"mark", "versus", "than", "able", "scope", "term"}
_TRIMMED = ("filler", "mark", "approx", "all", "versus")
_NAMES = ("price", "requests", "users", "throughput")


def with_terms(atoms: list[Atom]) -> list[Atom]:
    """The pieces of a sentence with each term as one piece, together with its figures."""
    if not any(atom.kind == "term" for atom in atoms):
        return atoms
    found: list[Atom] = []
    i = 0
    while i < len(atoms):
        atom = atoms[i]
        if atom.kind != "term" or atom.word == "model":
            found.append(atom)
            i += 1
            continue
        takes = _WEAK | _TAKES.get(atom.word, frozenset())
        first = atom.first
        while found and _left(found[-1], takes):
            first = found.pop().first
        first = _untrimmed(atoms, first, atom.first)
        _restore(found, atoms, first)
        end = _right(atoms, i + 1, takes)
        found.append(Atom("term", first, atoms[end - 1].last, atom.word))
        i = end
    return found


def _left(atom: Atom, takes: frozenset[str]) -> bool:
    if atom.kind == "amount" and atom.amount is not None:
        return atom.amount.klass in takes
    return atom.kind in _LEFT


def _untrimmed(atoms: list[Atom], first: int, stop: int) -> int:
    """Where the term begins without the small words before it."""
    for atom in atoms:
        if first <= atom.first < stop and atom.first == first and atom.kind in _TRIMMED:
            first = atom.last
    return first


def _restore(found: list[Atom], atoms: list[Atom], first: int) -> None:
    """Put back small words that were taken off before the term's true beginning."""
    after = found[-1].last if found else -1
    found += [a for a in atoms if a.last <= first and a.first >= after]


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
