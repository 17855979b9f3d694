"""Figures that are said at several loads, one after the other: `46 tok/s at 8 in flight; at 16 it
drops to 29 and 2.4 s`, `TTFT 0.4 s @1, 1.1 s @16`. What is said once holds for all of them: the
unit of a figure, and of what the load is a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from sessions.claims.names import stating
from sessions.say.head import RATES, TIMES, Head, is_condition, is_plain
from sessions.say.pieces import Atom

_AT = ("at", "@", "with", "when", "for")
_FIGURES = (*[klass for klass in RATES if klass != "req/s"], *TIMES)
# Of these words a plain number is something else than the figure that is said again.
_NO_FIGURE = ("@", "with", "of", "for", "at")
# Beside these a plain number has its unit.
_BY_NAME = frozenset(("per_stream", "interactivity", "per_gpu", "rate"))
# More are in flight on no replica.
_MOST = 4096


@dataclass(slots=True)
class _Run:
    """Figures in a row, with the names of the conditions right before and right behind them."""

    figures: list[Head] = field(default_factory=list)
    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    broken: bool = False


class Before(NamedTuple):
    """A sentence as the next one may go on from it: its amounts, which conditions it states, and
    whether it begins with a label.
    """

    heads: tuple[Head, ...] = ()
    names: frozenset[str] = frozenset()
    labelled: bool = False


NOTHING_BEFORE = Before()


def said_before(atoms: list[Atom], heads: list[Head], earlier: Before) -> Before:
    """A sentence as the next one may go on from it; one of loads alone goes on itself."""
    said, names, label = tuple(heads), frozenset(_stated(atoms, heads)), _label(atoms) >= 0
    if all(_is_load(head) for head in heads):
        return Before((*earlier.heads, *said), earlier.names | names, label)
    return Before(said, names, label)


def _label(atoms: list[Atom]) -> int:
    """The place of the colon behind the label that a sentence begins with, which names no metric;
    -1 where none does.
    """
    said: set[str] = set()
    for place, atom in enumerate(atoms):
        if atom.word == ":" and atom.kind == "sep":
            return place if said - {"filler"} and "name" not in said else -1
        if atom.kind in ("amount", "sep"):
            break
        said.add("bound" if atom.word in _GRADES else atom.kind)
    return -1


def _stated(atoms: list[Atom], heads: Sequence[Head]) -> set[str]:
    return {name for a in atoms for name, _ in a.facts} | {_name(h) for h in heads if _is_load(h)}


_GRADES = ("best", "typical", "typically", "usual", "usually", "normal", "normally", "steady")


def points(atoms: list[Atom], heads: list[Head], before: Before) -> None:
    """Give loads their name, and figures that are said again their unit.

    Args:
        atoms, heads: of a sentence; before: the one before it, which it may go on from.
    """
    earlier = before.heads
    _lists(atoms, heads)
    _pairs(atoms, heads)
    _for_each(atoms, heads)
    _it_is(atoms, heads, before)
    _unnamed_latency(atoms, heads, before)
    _labelled(atoms, heads, before)
    if len(heads) < 2 and not any(head.single for head in heads):
        # One number alone is no figure at a load.
        return
    figures = [h for h in heads if h.amount.klass in _FIGURES or (is_plain(h) and not h.mark)]
    _loads(heads, earlier if figures else ())
    _unnamed_loads(atoms, heads)
    known = next((run for run in _runs(earlier)[::-1] if _is_whole(run)), None)
    if known is not None:
        known.before |= known.after
    told: list[Head] = []
    for run in _runs(heads):
        if known is not None and (run.before & known.before or run.after & known.after):
            _say_again(atoms, run, known, told)
        if _is_whole(run):
            known = run
            told += run.figures
    whole: _Run | None = None
    for run in _runs(heads)[::-1]:
        # "c1 96, c4 71, c16 36 tok/s/user": the last one has the unit.
        if whole is not None and run.before & whole.before and not _is_whole(run):
            _say_again(atoms, run, whole, [])
        whole = run if _is_whole(run) else whole
    _whose(heads)


_LOADS = ("concurrency", "users", "input_tokens", "output_tokens", "context_tokens")
_ARROWS = ("->", "→", "⇒", "=>", ":", "=")


def _pairs(atoms: list[Atom], heads: list[Head]) -> None:
    """`1 -> 74, 4 -> 210, 16 -> 400 tok/s`: to each load its figure, with one unit for all."""
    pairs: list[tuple[Head, Head]] = []
    for load, head in pairwise(heads):
        between = [a for a in atoms[load.at + 1 : head.at] if a.kind != "filler"]
        arrow = len(between) == 1 and between[0].kind == "sep" and between[0].word in _ARROWS
        alike = not pairs or _lettered(load) == _lettered(pairs[0][0])
        if arrow and load.amount.klass == "bare" and _size(load) and alike:
            pairs.append((load, head))
    loads = [_size(load) for load, _ in pairs]
    if len(pairs) < 2 or loads != sorted(set(loads)):
        return
    _headed(atoms, *pairs[0])
    united = [
        head for _, head in pairs if head.amount.klass in _FIGURES or _BY_NAME & {*head.names}
    ]
    if not united:
        return
    named = [name for head, _ in pairs for name in [_name(head)] if name]
    if _lettered(pairs[0][0]) and not named:
        return
    for load, head in pairs:
        load.names, load.mark = [named[0] if named else "concurrency"], "at"
        names = [atom for atom in load.own if atom.kind == "name" and atom.word not in _LOADS]
        load.own = [atom for atom in load.own if atom not in names]
        for atom in names:
            if head.amount.klass in TIMES and head.fit(atom) and not head.has(atom):
                head.take(atom)
            else:
                head.own.append(atom)
        load.untold = head.untold = False
        load.listed = 0
    like = next((head for head in united if head.names), united[-1])
    for _, head in pairs:
        if head is not like and (is_plain(head) or head.amount.klass in TIMES) and not head.names:
            _say_like(head, like)


def _lettered(head: Head) -> bool:
    return head.amount.number[-1:].isalpha()


def _size(head: Head) -> int:
    """How many are in flight, or how long in tokens, if that is what a number is; else 0."""
    number = head.amount.number
    if number[-1:] == "K" and number[:-1].isdecimal() and len(number) < 5:
        return 1000 * int(number[:-1])
    return _load_of(head) if _load_of(head) <= _MOST else 0


def _headed(atoms: list[Atom], load: Head, head: Head) -> None:
    """`total output tok/s: 1 -> 95, ...`: words before the first load are of its figure."""
    load.own += [a for a in atoms[: load.at] if a.kind == "scope" and a not in load.own]
    told = [atom for atom in load.own if atom.word in _BY_NAME or atom.kind in ("counts", "scope")]
    if not any(atom.word in _BY_NAME for atom in told) or head.amount.klass != "bare":
        return
    head.amount.klass, head.amount.unit = "tok/s", "tok/s"
    load.names = [name for name in load.names if name not in _BY_NAME]
    load.counts, load.scope, load.single = [], "", False
    for atom in told:
        load.own.remove(atom)
        if atom.kind == "name":
            head.own.append(atom)
        else:
            head.take(atom)


_IT = ("it", "it's", "that", "that's", "it'll", "which")
_IS = ("is", "now", "it's", "that's", "it'll", "be", "at", "and")


def _it_is(atoms: list[Atom], heads: list[Head], before: Before) -> None:
    """`we lifted the output price by $0.40/M, it is now $3.90/M`: of the same tokens."""
    for place, head in enumerate(heads):
        like = heads[place - 1] if place else (before.heads[-1] if before.heads else None)
        bare = head.amount.klass in ("usd", "usd/tok") and not (head.counts or head.names)
        if like is None or not bare or not like.counts or not like.amount.klass.startswith("usd"):
            continue
        start = like.at + 1 if place else 0
        near = [a for a in atoms[start : head.at] if a.kind in ("filler", "mark", "sep", "versus")]
        words = [atom.word for atom in near][-_WORDS:]
        again = like.versus and "and" in words and words[-1:] in (["now"], ["is"])
        if again or (words[-1:] and words[-1] in _IS and any(word in _IT for word in words)):
            head.counts = list(like.counts)


_WORDS = 4


def _for_each(atoms: list[Atom], heads: list[Head]) -> None:
    """`with eight users 46 each`: what each of so many gets is tokens by the second."""
    stated = any(name == "concurrency" for atom in atoms for name, _ in atom.facts)
    if not stated and not any(_is_load(h) and _name(h) == "concurrency" for h in heads):
        return
    for head in heads:
        if is_plain(head) and head.scope == "user" and not head.mark:
            if head.amount.number[-1:] in "kKmM" or _number(head) >= _NO_RATE:
                head.names = ["context_tokens"]  # "700 of your calls at once, 8k each"
                continue
            head.amount.klass, head.amount.unit = "tok/s", "tok/s"


# So many tokens each of several users has in their context, and by the second none.
_NO_RATE = 1_000


def _labelled(atoms: list[Atom], heads: list[Head], before: Before) -> None:
    """`Slowest: 22 tok/s per user. Quickest: 31.`: behind its label a number is of the same."""
    said = [head for head in before.heads if head.amount.klass in (*_FIGURES, *_PRICES)]
    colon = _label(atoms)
    if not before.labelled or colon < 0 or len(said) != 1 or not heads:
        return
    first = heads[0]
    near = all(atom.kind in ("filler", "approx") for atom in atoms[colon + 1 : first.at])
    if first.amount.klass == "usd" and said[0].amount.klass in _PRICES and not first.names:
        first.amount.klass, first.amount.unit = said[0].amount.klass, said[0].amount.unit
        first.counts, first.scope = first.counts or list(said[0].counts), said[0].scope
        return
    value, other = _number(first), _number(said[0])
    alike = value > 0 and 1 / _NEAR < value / (other or value) < _NEAR
    if near and _is_loose(atoms, first) and (alike or first.amount.klass in TIMES):
        own = first.stat
        _say_like(first, said[0])
        first.stat = own


_PRICES = ("usd/gpu/time", "usd/tok", "usd/time")
# No figure of the same is so many times another one.
_NEAR = 20.0


def _whose(heads: list[Head]) -> None:
    """`54 tok/s at 8 concurrent, 27 at 16 (per user)`: of whom one of a series is, all are."""
    loads = [
        head for head in heads if _is_load(head) and head.scope and head.amount.klass == "bare"
    ]
    every = [head for head in heads if head.amount.klass == "tok/s" and not head.names]
    scopes = {head.scope for head in (*every, *loads) if head.scope}
    if len(loads) == 1 and len(every) > 1 and len(scopes) == 1:
        loads[0].scope = ""
        for head in every:
            head.scope = head.scope or next(iter(scopes))


_LIST = ("/", ",", "and", "&", "|")


def _lists(atoms: list[Atom], heads: list[Head]) -> None:
    """`at batch sizes 1, 8 and 64: 140, 90 and 31 tok/s/user`: to each figure its load."""
    rows = _rows(atoms, heads)
    for first, second in pairwise(rows):
        if len(first) != len(second):
            continue
        for loads, figures in ((first, second), (second, first)):
            named = [head for head in loads if is_condition(head) and head.amount.klass == "bare"]
            united = [head for head in figures if head.amount.klass in _FIGURES]
            bare = [head for head in figures if head.amount.klass == "bare"]
            plain = [head for head in loads if is_plain(head)]
            whole = len(named) + len(plain) == len(loads) == len(united) + len(bare)
            if len(named) == 1 and united and whole and _as_whole(loads):
                called = next((head.names for head in figures if head.names), [])
                united[-1].names = united[-1].names or list(called)
                for head in figures:
                    if head is not united[-1]:
                        _say_like(head, united[-1])
                for load, head in zip(loads, figures, strict=True):
                    load.untold = head.untold = False
                    load.paired, head.load = True, (_name(named[0]), load.amount.number)
                    load.names = load.names or list(named[0].names)
                break


def _as_whole(loads: list[Head]) -> bool:
    return all(head.amount.number.replace(",", "").isdecimal() for head in loads)


def _rows(atoms: list[Atom], heads: list[Head]) -> list[list[Head]]:
    """Amounts that stand in lists of two or more, one list after the other."""
    found: list[list[Head]] = [[]]
    for head in heads:
        last = found[-1][-1] if found[-1] else None
        between = atoms[last.at + 1 : head.at] if last is not None else []
        signs = [atom for atom in between if atom.kind not in ("filler", "name")]
        listed = 0 < len(signs) <= 2 and all(
            atom.kind == "sep" and atom.word in _LIST for atom in signs
        )
        kinds = {head.amount.klass, last.amount.klass} - {"bare"} if last is not None else set()
        alike = len(kinds) < 2
        if last is None or (listed and alike):
            found[-1].append(head)
        else:
            found.append([head])
    return [row for row in found if len(row) > 1]


def _unnamed_latency(atoms: list[Atom], heads: list[Head], before: Before) -> None:
    """`TTFT 2.9 s without cache; with 90% hits it's 0.6 s`, `p50 TTFT 1.1 s. The p99 is 4 s`: of
    the same, at another condition or another percentile.
    """
    said = [head for head in before.heads if head.amount.klass in TIMES and head.names]
    if len({tuple(head.names) for head in said}) != 1:
        return
    loose = [head for head in heads if head.amount.klass in TIMES and not head.names]
    stats = {head.stat for head in said} - {""}
    apart = bool(stats) and all(head.stat and head.stat not in stats for head in loose)
    again = apart or before.names & _stated(atoms, heads)
    if loose and len(loose) <= len(said) and again:
        for head, like in zip(loose, said, strict=False):
            _say_like(head, like)


def _say_again(atoms: list[Atom], run: _Run, known: _Run, told: list[Head]) -> None:
    """Figures of a run are those of another one in their order; some may be said in full."""
    loose = [head for head in run.figures if _is_loose(atoms, head)]
    alike = known.figures
    if len(loose) > len(alike):
        # "80 tok/s/user at 1k context and TTFT 0.3 s, at 32k 51 and 1.9 s"
        alike = told if len(loose) == len(told) else []
    if len(run.figures) != len(alike):
        named = {name for head in run.figures for name in head.names}
        alike = [head for head in alike if named.isdisjoint(head.names)]
    else:
        alike = [like for head, like in zip(run.figures, alike, strict=True) if head in loose]
    for head, like in zip(loose, alike, strict=False):
        _say_like(head, like)


def _is_loose(atoms: list[Atom], head: Head) -> bool:
    """Whether a number has no unit and stands beside nothing that is not known, or a latency does
    not say which it is.
    """
    if head.amount.klass in TIMES:
        return not head.names
    near = [atom for atom in atoms[max(0, head.at - 1) : head.at + 2] if atom.kind == "unread"]
    return is_plain(head) and head.mark not in _NO_FIGURE and not head.amount.spoken and not near


_LENGTHS = {"input": "input_tokens", "output": "output_tokens", "fresh": "fresh_tokens"}


def _is_load(head: Head) -> bool:
    """Whether it states what figures hold at: how many, how long, how much of it cached."""
    long = head.amount.klass == "tok" or head.amount.number[-1:].isalpha()
    length = head.amount.klass in ("tok", "bare") and long and bool({*_LENGTHS} & {*head.counts})
    sent = head.amount.klass == "req/s" and head.mark in _AT
    return is_condition(head) or length or sent


def _name(head: Head) -> str:
    """What a condition with a number is a number of."""
    if head.counts and not is_condition(head):
        return next((_LENGTHS[each] for each in head.counts if each in _LENGTHS), "")
    if head.amount.klass in ("%", "req/s"):
        return "cache_hit_rate" if head.amount.klass == "%" else "request_rate"
    kinds = stating()
    named = [name for name in head.names if head.amount.klass in kinds.get(name, ())]
    return ("concurrency" if named[0] == "users" else named[0]) if named else ""


def _loads(heads: list[Head], earlier: Sequence[Head]) -> None:
    """`90 tok/s/user at 4 in flight, 55 at 16`: 16 are in flight, too."""
    known = next((head for head in earlier[::-1] if _is_load(head)), None)
    for head in heads:
        if _is_load(head):
            known = head
        elif known is not None and head.mark in _AT and _alike(head, known):
            head.names = [_name(known)]
    known = None
    for head in heads[::-1]:
        # "51 tok/s/user with 8, 33 with 16 in flight": the last one has the name.
        if _is_load(head) and _name(head) == "concurrency":
            known = head
        elif known is not None and head.mark in ("with", "at", "@") and _alike(head, known):
            head.names = [_name(known)] * (head.mark == known.mark)


def _alike(head: Head, known: Head) -> bool:
    if head.amount.klass == "%":
        return known.amount.klass == "%" and not head.names and not head.counts
    lettered = head.amount.number[-1:].isalpha() == known.amount.number[-1:].isalpha()
    return is_plain(head) and lettered and not head.amount.high and known.amount.klass == "bare"


def _unnamed_loads(atoms: list[Atom], heads: list[Head]) -> None:
    """`120 tok/s/user @1, 60 @16, 22 @128`, `25 tok/s/user at 16`: the load has no name."""
    if any(_is_load(head) and _name(head) in ("concurrency", "request_rate") for head in heads):
        return
    pairs = [
        (before, head)
        for before, head in pairwise(heads)
        if head.mark in ("@", "at") and is_plain(head) and 0 < _load_of(head) <= _MOST
    ]
    if pairs and (_ends_so(atoms, *pairs[0]) if len(pairs) == 1 else _falls(pairs)):
        for _, head in pairs:
            head.names = ["concurrency"]


def _ends_so(atoms: list[Atom], before: Head, head: Head) -> bool:
    """Whether a figure with its unit ends in a number: `TTFT 1.6 s @64`, not `at 16 kW`."""
    after = next((atom for atom in atoms[head.at + 1 :] if atom.kind != "filler"), None)
    ends = after is None or after.kind in ("sep", "name", "cond", "all", "mark")
    return ends and before.amount.klass in _FIGURES and not is_condition(before)


def _falls(pairs: list[tuple[Head, Head]]) -> bool:
    """Whether it is the slower for each, the more there are."""
    loads, figures = [_load_of(head) for _, head in pairs], [_number(head) for head, _ in pairs]
    first = pairs[0][0]
    slower = figures if first.amount.klass in TIMES else figures[::-1]
    felt = first.amount.klass in _FIGURES or "per_stream" in first.names
    return felt and slower == sorted(set(slower)) and loads == sorted(set(loads))


def _load_of(head: Head) -> int:
    """How many are in flight, if that is what a number is; 0 for what is no whole number."""
    number = head.amount.number.replace(",", "")
    return int(number) if number.isdecimal() and len(number) < 7 else 0


def _number(head: Head) -> float:
    try:
        return float(head.amount.number.replace(",", ""))
    except ValueError:
        return 0.0


def _runs(heads: Sequence[Head]) -> list[_Run]:
    found = [_Run()]
    for head in heads:
        if _is_load(head):
            name, last = _name(head), found[-1]
            if last.figures:
                last.after.add(name)
                found.append(_Run())
            elif len(found) > 1 and not last.broken:
                found[-2].after.add(name)
            found[-1].before.add(name)
        elif head.amount.klass in _FIGURES or is_plain(head) or _BY_NAME & {*head.names}:
            found[-1].figures.append(head)
            if head.single:
                found[-1].after.add("concurrency")
                found[-1].before.add("concurrency")
                found.append(_Run(before={"concurrency"}))
        else:
            found.append(_Run(broken=True))
    return [run for run in found if run.figures]


def _is_whole(run: _Run) -> bool:
    """Whether all of its figures have their unit, and latencies say which they are."""
    return all(
        head.amount.klass in RATES
        or (head.amount.klass in TIMES and head.names)
        or not _BY_NAME.isdisjoint(head.names)
        for head in run.figures
    )


def _say_like(head: Head, like: Head) -> None:
    amount, other = head.amount, like.amount
    if (amount.klass in TIMES and amount.klass != other.klass) or head.than or head.versus:
        return
    if amount.klass == "bare":
        amount.unit = other.unit
    amount.klass = other.klass
    head.names = list(like.names)
    head.counts = head.counts or list(like.counts)
    head.scope, head.stat = head.scope or like.scope, head.stat or like.stat
