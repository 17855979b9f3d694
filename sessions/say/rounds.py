"""Which offer of a provider's it is, and of which day, where that stands behind the name."""

from __future__ import annotations

import re
from typing import NamedTuple

from sessions.say.dates import Day, day_at
from sessions.say.tokens import Token, spaced

_ROUND = re.compile(r"(?:r|rd|v)([1-9][0-9]?)")
_OFFER = spaced("round rd r offer quote proposal bid iteration v version")
_ORDINAL = {
    word: number
    for number, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th"), start=1
    )
    for word in words.split()
}
_NUMBERS = {
    word: number
    for number, word in enumerate(["one", "two", "three", "four", "five", "six"], start=1)
}
_ANEW = spaced("revised updated final new latest best counter bafo initial opening improved")
_INSIDE = frozenset(",()[]-–—#")
_AROUND = spaced("call email mail meeting slack on of as dated from the their and 's")
_PRICES = spaced("price prices pricing number numbers rate rates terms quote offer bid ask")
ENDS = frozenset(",:-–—")


class Offer(NamedTuple):
    """Which offer it is, and of which day, where that stands behind a name."""

    round: int
    day: Day | None
    end: int


def offer_at(tokens: list[Token], i: int, end: int) -> Offer:
    """The round and the day that are said from a token on: `round 2`, `(2nd offer, 21 Nov)`."""
    number, day = 0, None
    j = last = i
    while j < end:
        low = tokens[j].low
        round_at = _round_at(tokens, j, end)
        day_here = day_at(tokens, j, end)
        if round_at:
            number, j = number or round_at[0], round_at[1]
        elif day_here:
            day, j = day or day_here[0], day_here[1]
        elif low in _INSIDE or low in _AROUND:
            j += 1
            if low not in (")", "]") or last == i:
                continue
        elif low in _ANEW:
            j += 1
            while j < end and tokens[j].low in (*_OFFER, *_ANEW, *_PRICES, "and"):
                j += 1
        else:
            break
        last = j
    return Offer(number, day, last)


def _round_at(tokens: list[Token], j: int, end: int) -> tuple[int, int] | None:
    low = tokens[j].low
    after = tokens[j + 1] if j + 1 < end else None
    short = _ROUND.fullmatch(low)
    if short:
        return int(short[1]), j + 1
    if low in _OFFER and after is not None:
        k = j + 1 + (after.text == "#")
        number = tokens[k].text if k < end else ""
        if number.isdecimal() and len(number) < 3 and int(number):
            return int(number), k + 1
        if k < end and tokens[k].low in _NUMBERS:
            return _NUMBERS[tokens[k].low], k + 1
    ordinal, k = _ORDINAL.get(low, 0), j + 1
    if not ordinal and after is not None and after.glued:
        ordinal, k = _ORDINAL.get(low + after.low, 0), j + 2
    if ordinal and k < end and tokens[k].low in _OFFER:
        return ordinal, k + 1
    return None
