"""Who is speaking: a name before the first colon, or a known provider's at the beginning."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sessions.say.dates import ENDS, MONTHS, Day, offer_at
from sessions.say.head import Head
from sessions.say.models import model_at
from sessions.say.ordinary import is_ordinary
from sessions.say.patterns import atoms_of
from sessions.say.pieces import Atom
from sessions.say.tokens import Token, hyphened, spaced, tokens_of
from sessions.say.units import role_of
from sessions.say.vocabulary import CURRENCIES, HEADINGS, MODEL_FAMILIES, Chips, phrase_at

_FAR, _LONGEST, _MOST_WORDS = 12, 40, 9
_BULLETS = frozenset("-–—*•·>\"'“[#")
_DASHES = ("-", "–", "—")
_OPENING = frozenset(("filler", "mark", "sep", "all"))
_IN_NAME = frozenset((".", "-", "&", "+", "and", "’", "'"))
# Words that say nothing elsewhere and may stand inside a name, a hyphen among them.
_INSIDE = spaced("of the one by us run node box model inference server load cluster") | {""}
# Behind a name these make a sentence of it.
_TOLD = spaced("is are was were be has have had will would can could per that which it we you they")
# What may stand behind a name and is none of it: `Acme deal: `.
_OF_OFFERS = spaced("deal offer plan reply response answer proposal estimate update tier")
# `vendor b: `, where names are not told yet.
_NAMELESS = spaced("vendor provider supplier bidder")
_VERBS = (
    "quoted|quotes|says|said|offers|offered|charges|proposes|proposed|claims|claimed|promises|"
    "promised|pitched|guarantees|lists|wants|asks|came back|came in|told us|gave us|can do|"
    "will do|is at|is doing|is offering|is quoting|is asking|is charging|are at|are offering|"
    "are quoting|are asking|are charging"
)
# By its first word, what a verb goes on with.
_SAYING: dict[str, list[str]] = {}
for _verb in _VERBS.split("|"):
    _SAYING.setdefault(_verb.partition(" ")[0], []).append(_verb.partition(" ")[2])
# Who answers in "Beta quoted $0.35/M, we can do $0.29/M", after what, and with what.
OURSELVES = spaced("we we'd we'll we're our ours")
_TURNS = spaced(", but and - – — while whereas so")
_OFFERING = spaced("can charge offer would will could do")


# Words of openings such as "Quick recap:" and "Following up:", not of names.
NO_NAMES = spaced(
    "recap quick key point points final next step steps news fyi tldr tl dr action item items"
    " bottom line discussed discuss thanks option options scenario call meeting today yesterday"
    " tomorrow attached regarding bullets highlights sheet table list overview headline team"
    " folks everyone following up below above question questions reminder context background"
    " assumption benchmark benchmarks result test setup breakdown detail please see found based"
    " per your our my their new old current proposed revised updated this these that which what"
    " how why when where monthly annual yearly weekly daily hourly standard enterprise growth"
    " starter pro basic plus sales rep vendor vendors customer customers they verified tested"
    " measured by engineering tiered commit minimum discount latency speed price cost total"
    " input output cached cache blended"
)


class Heading(NamedTuple):
    """A provider's name: the tokens that say it, whether it was known before and whether a verb of
    saying follows it; the round and the day that were said with it.
    """

    name: str
    first: int
    last: int
    known: bool
    said: bool = False
    round: int = 0
    day: Day | None = None


@functools.lru_cache(maxsize=64)
def _known(providers: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], str], ...]:
    split = [(tuple([t.low for t in tokens_of(name)]), name) for name in providers]
    return tuple(sorted([row for row in split if row[0]], key=lambda row: -len(row[0])))


def heading(
    text: str, tokens: list[Token], first: int, end: int, providers: tuple[str, ...], known: Chips
) -> Heading | None:
    """The provider that a sentence begins with, or None."""
    nameless = _nameless(text, tokens, first, end)
    if nameless is not None:
        return nameless
    start = first
    while start < end and (tokens[start].low in HEADINGS or tokens[start].text in _BULLETS):
        phrase = phrase_at(tokens, start, end)
        if phrase and phrase[0].kind in ("name", "term") and phrase[1] > start + 1:
            return None
        start += 1
    if start >= end:
        return None
    for words, name in _known(providers):
        if tuple([t.low for t in tokens[start : start + len(words)]]) == words:
            after = offer_at(tokens, start + len(words), end)
            verb = verb_at(tokens, after.end) > 0
            return Heading(name, start, after.end, True, verb, after.round, after.day)
    bracketed = _bracketed(text, tokens, first, end, known)
    if bracketed is not None:
        return bracketed
    saying = _saying(text, tokens, start, end, known)
    if saying is not None:
        return saying
    said = _offered(text, tokens, first, start, end, known)
    if said is not None:
        return said
    named = _from(text, tokens, start, end, known)
    if named is not None:
        return named
    colon = _colon(tokens, first, end)
    if colon <= start:
        return None
    found = _named(text, tokens, atoms_of(tokens, start, colon, known))
    if found is not None and any(t.low in _TOLD for t in tokens[found.last : colon]):
        # "Intelligence per dollar is great: ..." is a sentence.
        return None
    if found is None or tokens[found.first].text[0].isupper():
        return found
    # In small letters only what stands first of all: "following up on pricing:" names nobody.
    return found if tokens[colon].text == ":" and found.first == first else None


def _nameless(text: str, tokens: list[Token], first: int, end: int) -> Heading | None:
    """`Vendor B: `, `provider 2 (round 2): `: a letter or a number for a name."""
    if end - first < 3 or tokens[first].low not in _NAMELESS:
        return None
    which = tokens[first + 1]
    if len(which.text) > 2 or not which.text.isalnum() or which.glued:
        return None
    after = offer_at(tokens, first + 2, end)
    if tokens[after.end - 1].text not in ENDS and (
        after.end >= end or tokens[after.end].text != ":"
    ):
        return None
    name = text[tokens[first].start : which.end]
    return Heading(name, first, after.end, False, round=after.round, day=after.day)


def _bracketed(
    text: str, tokens: list[Token], first: int, end: int, known: Chips
) -> Heading | None:
    """`[Acme] $0.28/M`."""
    if tokens[first].text != "[":
        return None
    for i in range(first + 2, min(end, first + _MOST_WORDS + 2)):
        if tokens[i].text == "]":
            named = _named(text, tokens, atoms_of(tokens, first + 1, i, known))
            if named is None or (named.first, named.last) != (first + 1, i):
                return None
            return named._replace(first=first, last=i + 1)
    return None


def _from(text: str, tokens: list[Token], start: int, end: int, known: Chips) -> Heading | None:
    """`Jo at Acme: `, `the new sheet from Acme: `: the name right before the colon."""
    near = range(start, min(end, start + _FAR))
    i = colon = next((k for k in near if tokens[k].text in (":", ",") and k > start), start)
    while i > start and tokens[i - 1].kind == "word" and tokens[i - 1].text[0].isupper():
        i -= 1
    if i in (colon, start) or tokens[i - 1].low not in ("at", "from"):
        return None
    if any(token.low in ("$", "than") for token in tokens[start:i]):
        return None  # "$0.60/M less than at Acme: $3.40/M"
    named = _named(text, tokens, atoms_of(tokens, i, colon, known))
    if named is None or (named.first, named.last) != (i, colon):
        return None
    offer = offer_at(tokens, start, i - 1)
    if tokens[colon].text == "," and not offer.round:
        return None
    return named._replace(first=start, round=offer.round, day=offer.day)


def _saying(text: str, tokens: list[Token], start: int, end: int, known: Chips) -> Heading | None:
    """`Acme quoted us $0.28/M`: a name with a capital, and a verb of saying."""
    if not tokens[start].text[0].isupper():
        return None
    for i in range(start + 1, min(end, start + _MOST_WORDS)):
        after = verb_at(tokens, i)
        if not after:
            continue
        named = _named(text, tokens, atoms_of(tokens, start, i, known))
        if named is None or named.first != start or named.last != i:
            return None
        return Heading(named.name, start, after, False, said=True)
    return None


def verb_at(tokens: list[Token], i: int) -> int:
    """Where the verb of saying ends that stands at a token; 0 where none does."""
    for second in _SAYING.get(tokens[i].low, ()) if i < len(tokens) else ():
        if not second or (i + 1 < len(tokens) and tokens[i + 1].low == second):
            return i + 1 + bool(second)
    return 0


def answers(tokens: list[Token], found: Heading, end: int) -> int:
    """Where somebody else answers, in the same sentence or with the next; 0 where nobody does."""
    for i in range(found.last + 1, end) if found.said else ():
        if tokens[i].low in OURSELVES and tokens[i - 1].low in _TURNS:
            return i
    after = [token.low for token in tokens[end : end + 2]]
    offers = after[:1] in (["we'd"], ["we'll"]) or (after[:1] == ["we"] and after[-1] in _OFFERING)
    return end if found.said and offers else 0


def _offered(
    text: str, tokens: list[Token], first: int, start: int, end: int, known: Chips
) -> Heading | None:
    """`Acme, 2nd offer: `, `Acme (21 Nov): `, `Round 2: `; `DeepSeek R1: ` is a model."""
    if model_at(tokens, start + (tokens[start].text == "("), end) is not None:
        return None
    for i in range(start, min(end, start + _MOST_WORDS + 1)):
        here = first if i == start else i
        found = offer_at(tokens, here, end)
        if found.end == here:
            continue
        after = tokens[found.end] if found.end < end else None
        figure = after is not None and (after.kind == "number" or after.text == "$")
        if after is not None and after.text not in ENDS and not (found.round and figure):
            return None
        if i == start:
            return Heading("", here, found.end, False, False, *found[:2]) if found.round else None
        named = _named(text, tokens, atoms_of(tokens, start, i, known))
        if named is None or named.last < i - 1:
            return None
        capital = tokens[named.first].text[0].isupper()
        if not capital and (found.end >= end or tokens[found.end].text != ":"):
            return None
        return Heading(named.name, named.first, found.end, False, False, *found[:2])
    return None


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
    for atom, after in zip(atoms, [*atoms[1:], None], strict=True):
        in_name = atom.kind == "sep" and atom.word in _IN_NAME
        inside = in_name or (atom.kind == "filler" and atom.word in _INSIDE)
        if not name and inside and after is not None and after.kind == "unread":
            # "Box Co", "Node Labs"
            inside = all(tokens[each.first].text[0].isupper() for each in (atom, after))
            name += [atom] * inside
        elif atom.kind == "unread" or (name and inside):
            name.append(atom)
        elif atom.kind in _OPENING and not name:
            continue
        else:
            break
    while name and name[-1].kind in ("sep", "filler"):
        name.pop()
    if not name or len(name) > _MOST_WORDS:
        return None
    if hyphened(tokens, name[-1].last, atoms[-1].last):
        # "AI add-on: "
        return None
    if role_of(tokens[name[0].first].low) and name[0].kind == "unread":
        return None
    first, last = name[0].first, name[-1].last
    if any(token.low in NO_NAMES for token in tokens[first:last]):
        return None
    if all(map(_nobodys, tokens[first:last])):
        return None
    while tokens[last - 1].low in _OF_OFFERS:
        last -= 1
    said = text[tokens[first].start : tokens[last - 1].end]
    if said.endswith(("'s", "’s")):
        said = said[:-2]
    if "_" in said or len(said) > _LONGEST or sum(map(str.isalpha, said)) < 2:
        return None
    return Heading(said, first, last, False)


def _nobodys(token: Token) -> bool:
    """Whether a word, or a sign, makes no name by itself."""
    known = token.low in MONTHS or token.low in CURRENCIES
    return token.kind != "word" or known or is_ordinary(token.low)


def _of_name(token: Token) -> bool:
    """Whether a word before a name may be a part of it; the M of "$1/M" is none."""
    capital = token.kind == "word" and token.text[0].isupper()
    return capital and not token.glued and not role_of(token.low)


def turns(
    text: str, tokens: list[Token], first: int, end: int, providers: tuple[str, ...], known: Chips
) -> list[int]:
    """Where else in a sentence somebody begins to speak: `Acme: $0.28/M Beta: $0.30/M`."""
    found = []
    counted = False
    for i in range(first, end - 1):
        counted = counted or tokens[i].kind == "number"
        opens = tokens[i].text[0].isupper() and not tokens[i].glued
        if not counted or tokens[i + 1].text != ":" or not opens:
            continue
        start = i
        while _of_name(tokens[start - 1]):
            start -= 1
        if phrase_at(tokens, start, end) or tokens[start].low in HEADINGS:
            continue
        if tokens[start - 1].low in _NO_TURN:
            continue  # "$0.60/M less than at Acme: $3.40/M"
        named = heading(text, tokens, start, i + 2, providers, known)
        if named is not None and named.first == start and named.last == i + 1:
            found.append(start)
    return found


# --- Figures of somebody else, which are no claims: `we beat Beta's $0.35/M, we'd do $0.29/M`.

_POSSESSIVES = ("'s", "’s")
_NO_TURN = spaced("than at from with by vs versus like unlike")
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
    if not (any(a.kind == "unread" for a in atoms) or any(head.versus for head in heads)):
        return
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
