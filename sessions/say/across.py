"""Words that are said once and belong to more than one amount, or to one further on."""

from __future__ import annotations

from itertools import pairwise

from sessions.say.atom import Atom
from sessions.say.head import TIMES, Head, is_condition
from sessions.say.metrics import CONDITION_KLASSES


def hand_on(atoms: list[Atom], heads: list[Head]) -> None:
    """What is said before a condition with a number is of the claim after it: `TTFT at 100k
    context: 4 s`, `p95 TTFT at c=64: 1.2 s`.
    """
    owned = {id(atom) for head in heads for atom in head.own}
    start = 0
    for place, head in enumerate(heads[:-1]):
        if not is_condition(head):
            start = head.at + 1
            continue
        after = heads[place + 1]
        loose = [a for a in atoms[start : head.at] if a.kind == "stat" and id(a) not in owned]
        loose += [a for a in head.own if a.kind == "stat"]
        for atom in [*[a for a in head.own if a.kind == "name" and _misfit(a, head)], *loose]:
            if after.fit(atom) and not after.has(atom):
                if atom.kind == "name":
                    head.own.remove(atom)
                    head.names.remove(atom.word)
                elif atom in head.own:
                    head.own.remove(atom)
                    head.stat = ""
                after.take(atom)
        start = head.at + 1 if after.names or after.stat else start


def _misfit(atom: Atom, head: Head) -> bool:
    if atom.word == "cache_hit_rate" and head.amount.klass == "%":
        return False
    return head.amount.klass not in CONDITION_KLASSES.get(atom.word, ())


def said_of_all(atoms: list[Atom], heads: list[Head]) -> None:
    """`TTFT 1.2 s, TPOT 20 ms, both p95`, `p95: TTFT 1.2 s, TPOT 20 ms`: of every figure."""
    said: list[Atom] = []
    words = [atom for atom in atoms if atom.kind not in ("filler", "mark")]
    for place, atom in enumerate(words[1:]):
        if words[place].kind == "all" and atom.kind in ("stat", "bound", "scope"):
            said.append(atom)
    if len(words) > 1 and words[1].kind == "sep":
        ends = (":", ",") if words[0].kind == "stat" else (":",)
        if words[0].kind in ("stat", "bound") and words[1].word in ends:
            said.append(words[0])
    for atom in said:
        for head in heads:
            if head.fit(atom) and not head.has(atom) and head.amount.klass != "bare":
                match atom.kind:
                    case "stat":
                        head.stat = atom.word
                    case "scope":
                        head.scope = atom.word
                    case _:
                        head.bounds.append(atom.word)


def for_the_box(atoms: list[Atom], heads: list[Head]) -> None:
    """`$46/hr for an 8xB200 node` is the rent of the node."""
    for head in heads:
        if head.amount.klass not in ("usd/time", "usd/month"):
            continue
        if head.scope == "user" and any(
            atom.kind == "cond" and any(name == "hardware" for name, _ in atom.facts)
            for atom in atoms[: head.at]
        ):
            # `H200s at $3.50/hr each`
            head.scope = "gpu"
        if head.scope:
            continue
        for step in (1, -1):
            place = head.at + step
            marks = []
            while 0 <= place < len(atoms) and atoms[place].kind in ("filler", "mark"):
                marks.append(atoms[place].word)
                place += step
            if 0 <= place < len(atoms) and atoms[place].kind == "cond":
                eight = ("gpus", "8") in atoms[place].facts and step == 1 and "for" in marks
                if atoms[place].word == "node" or eight:
                    head.scope = "node"


_KINDS = {
    **dict.fromkeys(("node", "box", "server", "instance", "machine"), "node"),
    **dict.fromkeys(("replica", "endpoint", "deployment"), "replica"),
    **dict.fromkeys(("gpu", "gpus", "card", "cards"), "gpu"),
}


def by_its_word(atoms: list[Atom], heads: list[Head]) -> None:
    """`a dedicated node at $26/hr`, `replica: $18/hr`: whose rent it is, where one word says so."""
    for head in heads:
        if head.amount.klass not in ("usd/time", "usd/month") or head.scope not in ("", "user"):
            continue
        kinds = set[str]()
        for step in (1, -1):
            place = head.at + step
            while 0 <= place < len(atoms):
                atom = atoms[place]
                if atom.kind == "amount" or (atom.kind == "sep" and atom.word not in ":=("):
                    break
                if atom.kind == "filler" and atom.word in _KINDS:
                    kinds.add(_KINDS[atom.word])
                place += step
        if len(kinds) == 1:
            head.scope = kinds.pop()


def price_of_hits(atoms: list[Atom], heads: list[Head]) -> None:
    """`85% cache hits at $0.16/M` may be the price at that rate, or that of the hits."""
    for before, head in pairwise(heads):
        if "cache_hit_rate" in before.names and head.mark in ("at", "@", "for"):
            head.hits = not any(atom.kind == "sep" for atom in atoms[before.at : head.at])


def of_the_same(atoms: list[Atom], heads: list[Head]) -> None:
    """A bare number under other conditions is of the figure before it: `180 tok/s/user at c=1, 45
    at c=64`, `TTFT 0.8 s p50, 1.6 p95`.
    """
    last: Head | None = None
    for place, head in enumerate(heads):
        amount = head.amount
        if last is not None and amount.klass == "bare" and not head.names and not head.counts:
            following = heads[place + 1] if place + 1 < len(heads) else None
            stated = _conditions_between(atoms, last, head, heads) and _conditions_after(
                atoms, head, following
            )
            again = bool(head.stat and last.stat and head.stat != last.stat)
            if (stated or again) and head.mark not in ("@", "with", "of"):
                amount.klass, amount.unit = last.amount.klass, last.amount.unit
                head.names, head.counts = list(last.names), list(last.counts)
                head.scope, head.stat = last.scope, head.stat or last.stat
        if amount.klass in (*TIMES, "tok/s", "tok/s/user", "tok/s/gpu"):
            last = head


def limits_of_all(heads: list[Head]) -> None:
    """`a rate limit of 600 requests and 2M tokens per minute`: of all that is counted by it."""
    if any("rate limit" in head.bounds for head in heads):
        for head in heads:
            by_the_minute = head.amount.unit.endswith("minute")
            rate = by_the_minute and head.amount.klass in ("tok/s", "req/s")
            at_once = "concurrency" in head.names and not head.mark
            if (rate or at_once) and not head.bounds:
                head.bounds.append("rate limit")


def say_again(atoms: list[Atom], heads: list[Head]) -> None:
    """A latency without a name is of the one before, where only the percentile or the conditions
    differ: `TTFT 0.8 s p50, 1.6 s p95`, `TTFT 0.8 s at c=1, 1.6 s at c=64`.
    """
    for before, after in pairwise(heads):
        same = before.amount.klass in TIMES and before.amount.klass == after.amount.klass
        apart = before.stat and after.stat and before.stat != after.stat
        if same and apart and not before.names:
            # `p50 0.8 s, p95 1.6 s TTFT`
            before.names = list(after.names)
    last: Head | None = None
    for place, head in enumerate(heads):
        klass = head.amount.klass
        if klass not in (*TIMES, "tok/s"):
            continue
        if last is not None and not head.names and klass == last.amount.klass and last.names:
            following = heads[place + 1] if place + 1 < len(heads) else None
            stated = _conditions_between(atoms, last, head, heads) and _conditions_after(
                atoms, head, following
            )
            if stated or (head.stat and last.stat and head.stat != last.stat):
                head.names = list(last.names)
                head.counts = head.counts or list(last.counts)
                head.scope = head.scope or last.scope
                if not head.stat and last.stat:
                    head.stat = last.stat
        last = head


def _conditions_between(atoms: list[Atom], left: Head, right: Head, heads: list[Head]) -> bool:
    if any(atom.kind == "cond" for atom in atoms[left.at : right.at]):
        return True
    return any(left.at < h.at < right.at and is_condition(h) for h in heads)


def _conditions_after(atoms: list[Atom], head: Head, after: Head | None) -> bool:
    if after is not None and is_condition(after):
        return True
    stop = after.at if after is not None else len(atoms)
    return any(atom.kind == "cond" for atom in atoms[head.at : stop])
