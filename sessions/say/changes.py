"""Figures of a change, and ratios: `raised the price $1/hr`, `up $0.05/M`, `blended 3:1`. None is a
price: what something was moved by is compared with, and a ratio is how a blend was weighed.
"""

from __future__ import annotations

from sessions.say.amounts import amount_at
from sessions.say.matching import MONEY, Place
from sessions.say.numbers import STARTS
from sessions.say.pieces import Atom
from sessions.say.tokens import spaced
from sessions.say.units import role_of

# What moves a figure, as a verb or a noun; what follows "to" is where it went.
MOVES = spaced(
    "raise raised raises raising hike hiked hikes hiking increase increased increases increasing"
    " bump bumped bumps bumping lift lifted lifts jumped rise rose risen rises climb climbed climbs"
    " grew lowered lowering lowers drop dropped drops dropping cut cuts cutting reduce reduced"
    " reduces reducing slash slashed slashing trim trimmed trims trimming fell fallen shave shaved"
    " shaves decrease decreased decreases decreasing reduction"
)
# After these, in a comparison, what comes behind a "to" is another figure.
MOVING = MOVES | {"from", "by", "up", "down"}
# What may stand between that and by how much.
_MOVED = spaced(
    "the our your their its it this that list base price prices pricing rate rates cost costs input"
    " output cached cache fee fees token tokens all for on in of per gpu hour up down by another"
    " about around roughly a an additional only just ~ went goes ttft latency throughput speed"
    " everything you us"
)
_FAR = 8
_NUMBERS = MONEY | STARTS - {"a"}


def moves(place: Place) -> bool:
    """Whether by how much something moved follows: `raised the price $1/hr`, not "to $1/hr"."""
    for j in range(place.i + 1, min(place.end, place.i + _FAR)):
        token = place.tokens[j]
        if token.kind == "number" or token.low in _NUMBERS:
            return place.text(j - 1) != "from"
        if token.low not in _MOVED:
            return False
    return False


def was(place: Place) -> bool:
    """Whether what something was comes after "from", and then what it is: `cut from $3 to $2`."""
    before = [token.low for token in place.tokens[max(0, place.i - 2 * _FAR) : place.i]]
    after = [token.low for token in place.tokens[place.last : place.last + _FAR]]
    moved = not MOVES.isdisjoint(before) or "went" in before or "gone" in before
    return moved and "to" in after


_MONEY_OR_SPEED = ("usd", "tok/s")


def of_money(place: Place) -> bool:
    """Whether money or a speed follows: `up $0.05/M`, not `up 99.9%` or `down 5 minutes`."""
    j = place.last
    while place.text(j) in ("by", "about", "another", "~", "roughly", "around"):
        j += 1
    if j >= place.end:
        return False
    amount = amount_at(place.tokens, j, place.end, place.known.names)
    return amount is not None and amount.klass.startswith(_MONEY_OR_SPEED)


def apart(place: Place) -> bool:
    """Whether a sign stands alone before its money: `+$0.05/M`; a dash that a line begins with is
    a bullet.
    """
    before = place.text(place.i - 1) if place.before else ""
    alone = place.glued(place.i + 1) and (not place.glued(place.i) or before == "(")
    return alone and (bool(place.before) or place.text(place.i) == "+")


# --- Ratios.

_OF_RATIO = spaced(
    "input output in out to : / prompt completion tokens ratio blend blended mix weighting weighted"
    " split read write"
)
_NAMING = spaced("ratio blend blended mix weighting weighted split")
_LARGEST, _NEAR, _SPOKEN = 1000, 3, 12


def ratio_at(place: Place) -> Atom | None:
    """`3:1`, `3 to 1`, where a blend or a ratio is spoken of; with the words that say of what. A
    time of the day and the like are left as they are, and no figure.
    """
    tokens, i, end = place.tokens, place.i, place.end
    if not tokens[i].text.isdecimal() or i + 2 >= end:
        return None
    colon = place.text(i + 1) == ":" and place.glued(i + 1) and place.glued(i + 2)
    j = i + 1
    while not colon and j < end and tokens[j].text == "-" and tokens[j].glued:
        j += 1
    if not colon and place.text(j) != "to":
        return None
    j += 1
    while not colon and j < end and tokens[j].text == "-" and tokens[j].glued:
        j += 1
    if j >= end or not tokens[j].text.isdecimal():
        return None
    named = not _NAMING.isdisjoint([token.low for token in tokens[j + 1 : min(end, j + 1 + _NEAR)]])
    if role_of(place.text(j + 1)):
        # "an 8:1 GPU ratio" is of no tokens; "at 8:45 tok/s" is no ratio.
        return Atom("unread", i, j + 1) if colon and named else None
    if max(int(tokens[i].text[:6]), int(tokens[j].text[:6])) > _LARGEST:
        return None
    after = j + 1
    while after < end and tokens[after].low in _OF_RATIO and after < j + _FAR:
        after += 1
    while tokens[after - 1].text in ":/":
        after -= 1
    before = len(place.before)
    while before and _of_ratio(place, place.before[before - 1]):
        before -= 1
    near = min(_start(place, before), max(place.i - _SPOKEN, 0))
    if not named and _NAMING.isdisjoint([token.low for token in tokens[near:after]]):
        return Atom("unread", i, j + 1) if colon else None
    for atom in place.before[before:]:
        if not _BLENDED.isdisjoint(token.low for token in tokens[atom.first : atom.last]):
            continue
        atom.kind = "filler"
    return Atom("term", i, after, "blend ratio")


_BLENDED = frozenset(("blended", "blend"))


def _of_ratio(place: Place, atom: Atom) -> bool:
    words = [token.low for token in place.tokens[atom.first : atom.last]]
    return atom.amount is None and all(w in _OF_RATIO or w in ("of", "a", "at", "(") for w in words)


def _start(place: Place, before: int) -> int:
    return place.before[before].first if before < len(place.before) else place.i
