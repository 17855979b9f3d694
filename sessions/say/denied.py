"""What is said of something else than what is offered: denied, impossible, an example, what there
is besides, what was or will be.
"""

from __future__ import annotations

import re

from sessions.say.pieces import Atom
from sessions.say.vocabulary import EXAMPLE


def cannot(words: list[str]) -> bool:
    """Whether a sentence says what cannot be run: `BF16 would never load on 8x H100`."""
    if not _OUT_OF_MEMORY.isdisjoint(words):
        return True
    said = " ".join(words)
    if any(phrase in said for phrase in _NO_WAY):
        return True
    runs = [at for at, word in enumerate(words) if word in _LOADS]
    return any(not _NEVER.isdisjoint(words[max(0, at - 4) : at]) for at in runs)


def spoken_of(later: list[str]) -> frozenset[str]:
    """What of a sentence that says what cannot be run is spoken of all the same: the model, and the
    machine where something else runs "there" or "on it"; `later` are the words behind it.
    """
    there = "there" in later or "on it" in " ".join(later)
    return frozenset(("model", "hardware", "gpus") if there else ("model",))


def barred(words: list[str]) -> tuple[int, int]:
    """The part of a sentence with figures that says what cannot be run, up to where it turns:
    `BF16 does not fit on 4x H200, so we use 8x`; nothing where it is not parted.
    """
    start = 0
    for at, word in enumerate(words):
        if word in _TURNS:
            if at - start > 1 and cannot(words[start:at]):
                return start, at
            start = at + 1
    return 0, 0


_TURNS = frozenset((",", ";", "so", "but", "instead", "hence", "therefore", "which", "—", "–"))
_NO_WAY = ("out of question", "out of the question", "too big for", "too large for", "impossible")
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


def besides(words: list[str]) -> bool:
    """Whether a sentence without a figure says what there is besides, was once, or may come:
    `we also have H200 capacity`, `next month we add FP8 KV`, `if you moved to B300`.
    """
    return words[:1] != ["all"] and _BESIDES.search(" ".join(words)) is not None


_MONTH = (
    "(?:january|february|march|april|may|june|july|august|september|october|november|december"
    "|q[1-4])"
)
_CHANGE = "(?:add|switch|migrate|upgrade|try|test|evaluate|receive|move|go)"
_BESIDES = re.compile(
    # What there is besides.
    r"\b(?:also (?:have|has|offer|run|support|sell|host|got|do|does|serve|serves)|on request"
    r"|(?:can|could|do|does) also (?:do|run|host|serve|offer|use|have)|in stock|price list|lineup"
    r"|(?:also|capacity is) available|available (?:too|as well|on request|soon|elsewhere)"
    r"|(?:gpus|cards|nodes|racks|[abh][0-9]00s?) (?:(?:is|are) )?(?:also )?(?:available|free|idle)"
    r"|have \w+ capacity|portfolio|demo|other models|models we host|our fleet"
    r"|in the (?:cluster|fleet)"
    r"|gpus (?:overall|worldwide|across|in (?:all|total))|training"
    r"|(?:competitors?|rivals?|others) (?:\w+ )?(?:runs?|uses?|have|has|do|does|serves?|hosts?)"
    # What may come.
    rf"|next (?:week|month|quarter|year)|coming soon|roadmap"
    rf"|(?:comes?|arrives?|ships?|lands?) in {_MONTH}"
    rf"|(?:will|we'll|going to|plan to|planning to|want to|need to|hope to|like to) {_CHANGE}"
    rf"|(?:could|might|may) (?:also )?{_CHANGE}|planned|what about|not yet"
    r"|if (?:you|we|they) (?:move|moved|switch|switched|went|go|want|wanted|prefer|add|added)"
    # What was.
    r"|used to|no longer|we left|retired|(?:old|older|former|previous|legacy) \w+"
    rf"|(?:ran|used|was|were|had) .{{1,60}} until {_MONTH}"
    r")\b"
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
