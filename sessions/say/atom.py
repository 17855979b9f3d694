"""A meaningful piece of what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sessions.say.amounts import Amount
from sessions.say.words import PhraseKind

AtomKind = PhraseKind | Literal["amount", "date", "unread"]


@dataclass(slots=True)
class Atom:
    """One meaningful piece: its tokens (from, up to), its word of the vocabulary, and an amount or
    the conditions it states.
    """

    kind: AtomKind
    first: int
    last: int
    word: str = ""
    amount: Amount | None = None
    facts: tuple[tuple[str, str], ...] = ()
