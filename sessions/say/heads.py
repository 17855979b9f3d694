"""Which words belong to which amount.

Each amount is a head that words are shared out to: what it is a figure of, a percentile, a bound,
what it counts, whose it is. Between two amounts, a comma or another separator says whose words they
are; without one, a word goes to the amount whose kind of quantity it fits, and where it fits both,
to the one that has none of its kind yet (`TTFT 1.2 s TPOT 20 ms` and `1.2 s TTFT, 20 ms TPOT`).
"""

from __future__ import annotations

from itertools import pairwise

from sessions.claims.names import stating
from sessions.say.head import RATES, TIMES, Head, head_of, is_condition, is_plain
from sessions.say.pieces import Atom
from sessions.say.points import NOTHING_BEFORE, Before, points
from sessions.say.sharing import SHARED, pair_lists, thousands_a_month

# These open the part of the line that their amount stands in.
_OPENERS = ("approx", "no", "versus", "able")
# Nobody's words: they part the words of others.
_APART = ("sep", "cond", "term")
_NOBODYS = frozenset(("filler", "mark", "unread", "all", "date"))
# After these the name of a condition has its number still to come.
_STATING = ("at", "@", "with")
_BRACKETS = "([)]"
_CLOSERS = ("max", "min", "SLA", "SLA noun", "rate limit", "at most", "no worse", "at least")


def heads_of(atoms: list[Atom], earlier: Before = NOTHING_BEFORE) -> list[Head]:
    """The amounts of a sentence, each with its words. Terms and conditions are no one's words.

    Args:
        earlier: the sentence before it, whose figures it may say again.
    """
    heads = [
        head_of(index, atom, atom.amount)
        for index, atom in enumerate(atoms)
        if atom.kind == "amount" and atom.amount is not None
    ]
    thousands_a_month(atoms, heads)
    taken = pair_lists(atoms, heads)
    edges = [-1, *[head.at for head in heads], len(atoms)]
    for place in range(len(heads) + 1):
        left = heads[place - 1] if place else None
        right = heads[place] if place < len(heads) else None
        gap = [a for a in atoms[edges[place] + 1 : edges[place + 1]] if id(a) not in taken]
        _share(gap, left, right)
        if right is not None:
            right.mark = _mark_before(gap, right, after_claim=left is not None)
    _users(atoms, heads)
    _lone_lengths(atoms, heads)
    points(atoms, heads, earlier)
    for share in SHARED:
        share(atoms, heads)
    return heads


def _users(atoms: list[Atom], heads: list[Head]) -> None:
    """`8 users: 62 tok/s`, `24 users at 35 tok/s each` are what the figures hold at."""
    for place, head in enumerate(heads):
        if "users" not in head.names or head.mark or head.able or head.bounds:
            continue
        if any(atom.word in _KEEPING for atom in atoms[max(0, head.at - 2) : head.at]):
            head.able = True  # "we keep 600 sessions at 256K context resident"
            continue
        last = max(atom.last for atom in head.own)
        near = next((a for a in atoms if a.first >= last and a.kind != "filler"), None)
        after = heads[place + 1] if place + 1 < len(heads) else None
        each = after is not None and after.mark in ("at", "@", "with") and after.scope == "user"
        served = each and after is not None and after.amount.klass in RATES
        stops = None if near is not None and _of_lengths(near, after) else near
        if served or (near is not None and near.word == ":") or _listed(atoms, head, stops):
            head.mark = "for"


def _lone_lengths(atoms: list[Atom], heads: list[Head]) -> None:
    """`8x B200, K2.6, 80k, no speculation`: so many thousands by themselves among conditions are a
    context.
    """
    stated = any(atom.kind == "cond" for atom in atoms)
    if not stated or not any(head.amount.klass in (*RATES, *TIMES) for head in heads):
        return
    loose = [
        head
        for head in heads
        if is_plain(head) and head.amount.number[-1:] == "K" and not (head.listed or head.mark)
    ]
    said = {name for head in heads for name in (*head.names, *head.counts)}
    if len(loose) != 1 or said & {"context_tokens", "input_tokens", "input"}:
        return
    head = loose[0]
    near = [a for a in atoms[: head.at][::-1] if a.kind != "filler"][:2]
    after = next((a for a in atoms[head.at + 1 :] if a.kind != "filler"), None)
    listed = len(near) == 2 and near[0].word in (",", "(", "/") and near[1].kind == "cond"
    opens = len(near) > 0 and near[0].word == "("
    if (listed or opens) and (after is None or after.word in (",", ")", ".", ";", ":")):
        head.names = ["context_tokens"]


_KEEPING = ("keep", "keeps", "hold", "holds", "carry")


def _of_lengths(near: Atom, after: Head | None) -> bool:
    """Whether an "at" leads to how long requests are: `16 streams at 80k context`."""
    rate = after is not None and after.amount.klass in (*RATES, *TIMES)
    return near.kind == "mark" and after is not None and not rate


def _listed(atoms: list[Atom], head: Head, near: Atom | None) -> bool:
    """Whether so many users stand by themselves among conditions: `FP8, 16 streams, $48/h`."""
    before = next((a for a in atoms[: head.at][::-1] if a.kind != "filler"), None)
    parted = all(atom is None or atom.kind == "sep" for atom in (before, near))
    return parted and len(head.own) == 2 and not (before is None and near is None)


def _mark_before(gap: list[Atom], head: Head, *, after_claim: bool) -> str:
    """The "at" or "with" that stands right before an amount and its words.

    "Up to" straight after a claim is one too: `40 tok/s/user up to c=64` holds at 64.
    """
    for atom in reversed(gap):
        if atom.kind == "mark":
            return atom.word
        between = atom.kind in ("filler", "approx", "name", "bound", "counts")
        if not between and atom.word not in ("=", ":"):
            return ""
    return "at" if after_claim and "up to" in head.bounds else ""


def _share(gap: list[Atom], left: Head | None, right: Head | None) -> None:
    others = _denied_others(gap)
    words = [atom for atom in gap if atom.kind not in _NOBODYS and id(atom) not in others]
    cut = _cut(words, left, right)
    if left is None or right is None:
        only = left or right
        if only is not None:
            _to_only(words, only, cut, before=left is None)
        return
    if cut is None:
        marked = {
            id(after)
            for before, after in pairwise(gap)
            if before.kind == "mark" and before.word in _STATING
        }
        marked |= {
            id(after)
            for before, after in pairwise(gap)
            if before.kind in ("mark", "filler") and after.word == "SLA" and gap[-1] is after
        }
        _by_fit([atom for atom in words if atom.kind not in _APART], left, right, marked)
        return
    for place, atom in enumerate(words):
        if atom.kind in _APART:
            continue
        if place < cut[0]:
            _give(atom, left, right)
        elif place >= cut[1]:
            _give(atom, right)
        else:
            _give(atom, right if left.has(atom) or atom.kind == "name" else left)


def _denied_others(gap: list[Atom]) -> set[int]:
    """Each "no" that is of another word before the colon: `no markup: input $0.60`."""
    colon = next((place for place, atom in enumerate(gap) if atom.word == ":"), 0)
    word = max([i for i in range(colon) if gap[i].kind == "unread"], default=0)
    return {id(atom) for atom in gap[:word] if atom.kind == "no"}


def _by_fit(words: list[Atom], left: Head, right: Head, marked: set[int]) -> None:
    """Words between two amounts that nothing parts; `marked` are those that stand right after an
    "at", and a promise right before its amount.
    """
    turned = False
    for place, atom in enumerate(words):
        turned = turned or _opens(atom) or (atom.kind == "bound" and left.has(atom))
        after = words[place + 1] if place + 1 < len(words) else None
        if atom.kind == "stat" and after is not None and after.kind == "name":
            # "42 tok/s/user with p95 TTFT of 1.6 s"
            turned = turned or bool(right.fit(atom) and right.fit(after) > left.fit(after))
        turned = turned or (id(atom) in marked and (atom.kind == "bound" or atom.word in stating()))
        if not turned:
            fits, other = left.fit(atom), right.fit(atom)
            if fits > other or (fits == other and fits and not _has(left, atom)):
                left.take(atom)
                continue
            turned = bool(other)
        _give(atom, right)


def _has(head: Head, atom: Atom) -> bool:
    """Whether a head needs no such word: a length that has its name needs no other one."""
    lengths = head.amount.klass in ("bare", "tok") and atom.kind in ("name", "counts")
    return head.has(atom) or (lengths and bool(head.names or head.counts))


def _opens(atom: Atom) -> bool:
    """Whether a word stands before its amount, never after it."""
    return atom.kind in _OPENERS or (atom.kind == "bound" and atom.word not in _CLOSERS)


def _to_only(words: list[Atom], head: Head, cut: tuple[int, int] | None, *, before: bool) -> None:
    """Words before the first amount of a sentence or after its last."""
    for place, atom in enumerate(words):
        if atom.kind in _APART:
            continue
        near = cut is None or (place >= cut[1] if before else place < cut[0])
        far = ("name", "stat", "scope") if before else ("name", "stat", "scope", "bound")
        all_of_them = head.amount.klass == "usd/tok" and atom.word == "processed"
        if not before and (head.amount.klass in RATES or all_of_them):
            far = (*far, "counts")
        promised = not before and atom.word in ("SLA", "SLA noun")
        across = atom.kind in far and not head.has(atom) and not _settled(head, atom)
        if near or promised or across:
            _give(atom, head)


def _settled(head: Head, atom: Atom) -> bool:
    """Whether a price says already of which tokens it is: "$2.50 out, cache hits" is of no hits."""
    return atom.word == "cache_hit_rate" and bool(head.counts)


def _behind(atom: Atom, head: Head) -> bool:
    """Whether a word stands right behind a load or a length: `80k context per request: ...`."""
    return is_condition(head) and atom.first == max(each.last for each in head.own)


def _give(atom: Atom, head: Head, other: Head | None = None) -> None:
    if other is not None and atom.word == "user" and _behind(atom, head):
        return
    if head.fit(atom):
        head.take(atom)
    elif other is not None and other.fit(atom):
        other.take(atom)


def _cut(words: list[Atom], left: Head | None, right: Head | None) -> tuple[int, int] | None:
    """Where the words between two amounts are parted: how many go left, and from which on right.

    Commas and conditions part. Of a pair of brackets the closing one does, a single one always.
    The word before a colon belongs to what comes after it.
    """
    found: list[tuple[int, int]] = []
    bracket = _bracket(words, left)
    for place, atom in enumerate(words):
        if atom.kind in ("cond", "term"):
            found.append((place, place + 1))
        elif atom.kind == "sep" and atom.word in (":", "="):
            before = place - 1 if place and _heads(words, place, left, right) else place
            while before > 0 and _opens(words[before - 1]):
                before -= 1
            if left is not None and not found:
                found.append((before, before))
        elif atom.kind == "sep" and (atom.word not in _BRACKETS or atom.word in bracket):
            found.append((place, place + 1))
    return (found[0][0], found[-1][1]) if found else None


def _heads(words: list[Atom], place: int, left: Head | None, right: Head | None) -> bool:
    """Whether the word before a colon, or an equals sign, is of what follows: `isl=2048 c=32`."""
    atom, sign = words[place - 1], words[place]
    named = words[place - 2] if place > 1 and atom.word == "user" and left is not None else None
    if named is not None and named.last == atom.first and named.word in stating():
        return False  # "80k context per request: 12k tok/s"
    stuck = sign.word == "=" and atom.last == sign.first and left is not None
    if stuck and right is not None and right.fit(atom) and sign.last == right.amount.first:
        return True
    return _before_colon(atom, left, right)


def _before_colon(atom: Atom, left: Head | None, right: Head | None) -> bool:
    """Whether a word before a colon heads what follows; `64 concurrent: 40 tok/s` is the left's."""
    if right is None or not right.fit(atom):
        return False
    return left is None or left.fit(atom) < 2 or left.has(atom)


def _bracket(words: list[Atom], left: Head | None) -> str:
    """The brackets that part: those that close what the left amount opened, and those that open
    around the right one. A pair that stands after a comma belongs to what follows as a whole.
    """
    signs = [atom.word for atom in words if atom.kind == "sep"]
    opens = next((i for i, sign in enumerate(signs) if sign in "(["), -1)
    closes = next((i for i, sign in enumerate(signs) if sign in ")]"), -1)
    if opens < 0 or 0 <= closes < opens:
        return "([)]"
    if closes < 0:
        return "([" if left is not None else ""
    if left is not None and any(
        atom.kind == "counts" and atom.first < left.amount.first for atom in left.own
    ):
        # "input (cached) $0.50 input (uncached) $2": they stand before their amounts.
        return ""
    parted = any(sign not in "([)]:=" for sign in signs[:opens])
    return "" if parted or left is None else ")]"
