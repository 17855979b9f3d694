"""What is said of something else than what is offered: denied, impossible, or an example."""

from __future__ import annotations

from sessions.say.pieces import Atom
from sessions.say.vocabulary import EXAMPLE


def cannot(words: list[str]) -> bool:
    """Whether a sentence says what cannot be run: `BF16 would never load on 8x H100`."""
    if not _OUT_OF_MEMORY.isdisjoint(words):
        return True
    runs = [at for at, word in enumerate(words) if word in _LOADS]
    return any(not _NEVER.isdisjoint(words[max(0, at - 4) : at]) for at in runs)


_OUT_OF_MEMORY = frozenset(("oom", "ooms", "oomed", "oom'd"))
_LOADS = frozenset(
    ("load", "loads", "fit", "fits", "boot", "start", "run", "work", "works", "hold")
)
_NEVER = frozenset(
    (
        *("not", "never", "cannot", "can't", "won't", "doesn't", "don't", "wouldn't", "couldn't"),
        *("didn't", "t", "hardly"),
    )
)


def for_example(atoms: list[Atom], index: int) -> bool:
    """Whether a machine is named as an example, and no figure stands right behind it."""
    atom = atoms[index]
    before = atoms[index - 1].word if index and atoms[index - 1].kind == "filler" else ""
    if before not in EXAMPLE.split("|") or "hardware" not in dict(atom.facts):
        return False
    after = next((each for each in atoms[index + 1 :] if each.kind != "filler"), None)
    return after is None or (after.kind in ("sep", "term", "unread") and after.word not in ":=")


def denied(atoms: list[Atom], index: int) -> bool:
    """Whether a "not" or "without" stands right before a condition; a term says it itself."""
    if atoms[index].kind == "term":
        return False
    while index and atoms[index - 1].kind in ("filler", "mark"):
        index -= 1
    return index > 0 and atoms[index - 1].kind == "no"
