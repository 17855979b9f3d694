"""Price pages as they come out of a browser: each label in a line above its price, and the unit of
all prices once in the heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sessions.claims.metrics import BLENDED, on_own_mix
from sessions.document.session import Claim, Entry
from sessions.say.head import Head
from sessions.say.money import in_dollars
from sessions.say.pieces import Atom
from sessions.say.tokens import Token
from sessions.say.vocabulary import CURRENCIES, phrase_at

Sentence = tuple[int, int, int]
_LONGEST = 6  # tokens of a label
_MONEY = frozenset(("$", "us$", "usd", *CURRENCIES))
_BELOW = ("/", "per")
_SMALL = 100.0
_BY = {"per_million": "$/Mtok", "per_thousand": "$/1K tok"}


def joined(tokens: list[Token], sentences: Sequence[Sentence]) -> list[Sentence]:
    """Sentences with a label and the price in the line below it as one, and with what a price is
    by, where that stands below it.
    """
    found: list[Sentence] = []
    for sentence in sentences:
        _, end, row = sentence
        before = found[-1] if found else None
        if before is not None and not row and not before[2] and _goes_on(tokens, before, sentence):
            found[-1] = (before[0], end, 0)
        else:
            found.append(sentence)
    return found


def _goes_on(tokens: list[Token], before: Sentence, sentence: Sentence) -> bool:
    (first, end, _), (start, stop, _) = before, sentence
    if stop - start > 2 * _LONGEST:
        return False
    if tokens[start].low in _BELOW:
        return end - first <= 2 * _LONGEST and _is_money(tokens, end - 2, end)
    priced = tokens[start].low in _MONEY and _is_money(tokens, start, stop)
    return priced and _is_label(tokens, first, end) and not _names(tokens, start, stop)


def _is_money(tokens: list[Token], first: int, end: int) -> bool:
    kinds = {token.kind for token in tokens[max(first, 0) : end]}
    return "number" in kinds and any(t.low in _MONEY for t in tokens[max(first - 1, 0) : end])


def _is_label(tokens: list[Token], first: int, end: int) -> bool:
    """Whether a line says which tokens a price is of, and nothing else."""
    said = [t for t in tokens[first:end] if t.text not in (":", "|", "*", "-")]
    if not said or len(said) > _LONGEST or any(t.kind == "number" for t in said):
        return False
    kinds = _kinds(tokens, first, end)
    return "counts" in kinds and kinds <= {"counts", "filler", "name", "sep"}


def _names(tokens: list[Token], first: int, end: int) -> bool:
    return "counts" in _kinds(tokens, first, end)


def _kinds(tokens: list[Token], first: int, end: int) -> set[str]:
    kinds, i = set[str](), first
    while i < end:
        phrase = phrase_at(tokens, i, end)
        kinds.add(phrase[0].kind if phrase else "sep" if tokens[i].kind == "sign" else "other")
        i = phrase[1] if phrase else i + 1
    return kinds


_RATIO = re.compile(r"([0-9]+)\D+([0-9]+)")


def blended_at(claims: Sequence[Claim], ratio: str) -> tuple[Claim, ...]:
    """Claims where one price was blended at the vendor's own ratio of input to output: it counts
    tokens of that mix alone.
    """
    found = _RATIO.search(ratio)
    if found is None:
        return tuple(claims)
    counts = on_own_mix(f"{found[1]}:{found[2]}")
    return tuple([c._replace(counts=counts) if c.metric == BLENDED else c for c in claims])


class Page:
    """What the heading of a price page says of all prices below it: by how many tokens they are,
    and in which currency.
    """

    def __init__(self) -> None:
        self.unit = self.foreign = ""

    def heard(self, atoms: Sequence[Atom], heads: Sequence[Head], tokens: list[Token]) -> None:
        """Take it from a line without a figure."""
        named = [atom.word for atom in atoms if atom.kind == "name" and atom.word in _BY]
        if heads or not named:
            return
        said = {t.low for atom in atoms for t in tokens[atom.first : atom.last]}
        self.unit = _BY[named[0]]
        self.foreign = next((CURRENCIES[low] for low in said if low in CURRENCIES), "")

    def price(self, heads: Sequence[Head], rates: Mapping[str, Entry]) -> None:
        """Give it to the figures of a line below, where they say which tokens they are of."""
        for head in heads if self.unit else ():
            amount = head.amount
            number = amount.number.replace(".", "", 1)
            plain = amount.klass == "bare" and number.isdecimal()
            if amount.klass not in ("usd", "bare") or not head.counts or head.names:
                continue
            if amount.klass == "bare" and not (plain and float(amount.number) < _SMALL):
                continue
            if amount.klass == "bare" and self.foreign:
                rate = rates.get(self.foreign)
                amount.foreign, amount.rate = self.foreign, rate.value if rate else 0.0
            amount.klass, amount.unit = "usd/tok", self.unit
            if amount.foreign and not amount.origin:
                in_dollars(amount, amount.number)
