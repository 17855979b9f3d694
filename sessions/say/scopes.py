"""Which conditions bind which claims.

A group is a run of conditions with no claim between them. In one sentence:

- a group before the first claim binds every claim up to the next such group;
- a group after the last claim binds every claim that does not state the same condition itself;
- a group between two claims binds the claim right before it, and those joined to that one by a
  bare "and"; but what comes after a comma and runs straight on into the next claim
  ("..., at c=1 90 tok/s/user") binds that one;
- the last group passes over an earlier claim of the same figure: in "40 tok/s/user, 90 tok/s/user
  at c=1" it is the second that is at 1.

Where only one sentence makes claims, what binds all of them is the quote's own; a sentence of
conditions alone always is. Two values for one condition in one place are refused, both of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sessions.claims.conditions import quantities
from sessions.claims.values import fronts
from sessions.document.session import KV_LAYOUTS, Entry
from sessions.say.carried import DEPLOYMENT, plain
from sessions.say.models import the_one
from sessions.say.outcome import Found, condition_entry
from sessions.say.pieces import Atom, Part
from sessions.say.vocabulary import SAME

_JOINS = ("and", "&", "/")
_SOFT = ("—", "–", "(", ")", "[", "]", ":", "=", "-", "+", "*")


@dataclass(slots=True)
class Item:
    """A claim (or a question in a claim's place, or a figure that was refused, which takes its
    conditions with it), or conditions. `first` and `last` count the pieces of the sentence; `bound`
    is what binds this claim alone.
    """

    first: int
    last: int
    found: Found | None = None
    conditions: dict[str, Entry | str] = field(default_factory=dict)
    part: Part | None = None
    bound: dict[str, Entry | str] = field(default_factory=dict)
    lost: bool = False


@dataclass(slots=True)
class Scoped:
    """What binds all claims of a sentence alike, what of it stands after the last of them, and
    conditions that contradict one another.
    """

    shared: dict[str, Entry | str]
    clashes: list[tuple[Item, str]]
    trailing: dict[str, Entry | str] = field(default_factory=dict)


def read_facts(facts: Sequence[tuple[str, str]]) -> dict[str, Entry | str]:
    """The conditions that a piece states: words, and quantities read. Raises `Refused`."""
    stated: dict[str, Entry | str] = {}
    for name, value in facts:
        if name == "gpus":
            stated[name] = condition_entry(name, f"{value} GPU")
        elif name in quantities():
            stated[name] = condition_entry(name, value)
        else:
            if name == "tensor_parallel":
                condition_entry("gpus", value)
            stated[name] = value
    return stated


def scope(items: list[Item], atoms: list[Atom]) -> Scoped:
    """Bind the conditions of one sentence to its claims, by the rules above."""
    claims = [item for item in items if item.found is not None]
    groups = _groups(items)
    clashes: list[tuple[Item, str]] = []
    for group in groups:
        clashes += _clashes(group)
    if not claims:
        shared: dict[str, Entry | str] = {}
        for group in groups:
            for item in group:
                shared.update(item.conditions)
        return Scoped(shared, clashes)
    leading: dict[str, Entry | str] = {}
    shared, trailing, passed = {}, {}, set[int]()
    parting: list[list[Item]] = []
    heading: list[list[Item]] = []
    for group in groups:
        before = [c for c in claims if c.first < group[0].first]
        after = [c for c in claims if c.first > group[-1].first]
        stated = _merged(group)
        if not before:
            leading = stated
        elif not after and before[-1].lost and not _parted(atoms, before[-1].last, group[0].first):
            # "140 tok/s/user, our kernels 31 at c=64": it is of what was not read.
            continue
        elif not after:
            shared = _last_of_a_list(stated, claims, leading, parting, atoms)
            trailing = dict(shared)
            passed = set() if heading else _passed_over(claims)
        else:
            headed = bool(leading) and _headed(group, groups, leading, claims)
            if headed:
                heading.append(group)
                _to_next(group, after, groups)
            else:
                _between(group, before, after, atoms, prefix=bool(leading), groups=groups)
            parting.append(group)
    if heading:
        first = min(group[0].first for group in heading)
        anew = {name for group in heading for name in _merged(group)}
        for name in [name for name in leading if name in anew]:
            for claim in claims:
                if claim.first < first:
                    claim.bound.setdefault(name, leading[name])
            leading = {each: value for each, value in leading.items() if each != name}
    shared = _share(claims, leading, shared, passed)
    _carry_on(claims, shared)
    _in_other_units(claims, atoms)
    return Scoped(shared, clashes, trailing)


def _last_of_a_list(
    stated: dict[str, Entry | str],
    claims: list[Item],
    leading: dict[str, Entry | str],
    parting: list[list[Item]],
    atoms: list[Atom],
) -> dict[str, Entry | str]:
    """What trails a sentence binds all of its claims; what was said already of an earlier one, as
    in a list, binds those alone that come after that. Returns what binds them all.
    """
    shared: dict[str, Entry | str] = {}
    for name, value in stated.items():
        said = [group for group in parting if any(name in item.conditions for item in group)]
        if said:
            alone = [claim for claim in claims if claim.first > said[-1][-1].first]
        elif name in leading and plain(leading[name]) != plain(value):
            alone = _joined(claims, atoms)
        else:
            shared[name] = value
            continue
        for claim in alone:
            claim.bound.setdefault(name, value)
    return shared


def _in_other_units(claims: list[Item], atoms: list[Atom]) -> None:
    """`27 tok/s at 16 concurrent, i.e. 37 ms per token`: one point, and so one load."""
    for before, claim in pairwise(claims):
        same = any(
            atom.word in _SAME or (atom.word == "or" and _figure(before) != _figure(claim))
            for atom in atoms[before.last : claim.first]
        )
        if same and not any(name not in DEPLOYMENT for name in claim.bound):
            claim.bound = {**before.bound, **claim.bound}


_SAME = tuple(SAME.split("|"))
_ANOTHER = ("model", "hardware")


def _carry_on(claims: list[Item], shared: dict[str, Entry | str]) -> None:
    """`60 tok/s/user on 4xH200 in FP8 at c=8, and 35 at c=32`: the second is of the same box."""
    box: dict[str, Entry | str] = {}
    seen: set[object] = set()
    for claim in claims:
        own = {name: value for name, value in claim.bound.items() if name in DEPLOYMENT}
        if any(name in own for name in _ANOTHER):
            box, seen = {}, set()
        again = _figure(claim) in seen and not claim.bound
        if not again:
            claim.bound.update({name: box[name] for name in box if name not in claim.bound})
        seen.add(_figure(claim))
        box = {**box, **own}
    for claim in claims:
        for name in [name for name in claim.bound if name in shared]:
            if plain(claim.bound[name]) == plain(shared[name]):
                del claim.bound[name]


def _share(
    claims: list[Item],
    leading: dict[str, Entry | str],
    trailing: dict[str, Entry | str],
    passed: set[int],
) -> dict[str, Entry | str]:
    """What binds all claims alike; what binds only some is written to those."""
    both = {**leading, **trailing}
    if not passed:
        return both
    # Where another load is what makes the figure another, the deployment is of both.
    said = {name for claim in claims for name in claim.bound} | trailing.keys()
    single = any(claim.found is not None and claim.found.head.single for claim in claims)
    loaded = single or not said <= {*DEPLOYMENT}
    alike = {name: trailing[name] for name in trailing if loaded and name in DEPLOYMENT}
    for place, claim in enumerate(claims):
        own = {**leading, **alike} if place in passed else both
        claim.bound = {**own, **claim.bound}
    return {}


def _groups(items: list[Item]) -> list[list[Item]]:
    groups: list[list[Item]] = []
    fresh = True
    for item in items:
        if item.found is not None:
            fresh = True
        elif fresh:
            groups.append([item])
            fresh = False
        else:
            groups[-1].append(item)
    return groups


def _merged(group: list[Item]) -> dict[str, Entry | str]:
    stated: dict[str, Entry | str] = {}
    for item in group:
        stated.update(item.conditions)
    return stated


def _clashes(group: list[Item]) -> list[tuple[Item, str]]:
    """Conditions that one group states twice, differently: refused, both of them."""
    seen: dict[str, list[Item]] = {}
    for item in group:
        for name in item.conditions:
            seen.setdefault(name, []).append(item)
    found = []
    for name, items in seen.items():
        if len({plain(item.conditions[name]) for item in items}) > 1:
            said = together(name, [item.conditions[name] for item in items])
            if said:
                for item in items:
                    item.conditions[name] = said
                continue
            reason = f"two values of {name.replace('_', ' ')}: which one?"
            either = _either([item.conditions[name] for item in items])
            for item in items:
                if name in _NAMES:
                    item.conditions[name] = either  # so that it is not judged as another one
                else:
                    del item.conditions[name]
                found.append((item, reason))
    return found


# What a figure is not judged without, where it was said and not understood.
_NAMES = ("model", "hardware", "weights")


def _either(values: Sequence[Entry | str]) -> str:
    return " or ".join(dict.fromkeys([value for value in values if isinstance(value, str)]))


def together(name: str, values: Sequence[Entry | str]) -> str:
    """What two words for one condition are together: an engine behind its front, and parts of a
    layout, which then is none that is known; nothing where they contradict one another.
    """
    words = list(dict.fromkeys([value for value in values if isinstance(value, str)]))
    if name in _NAMES:
        return the_one(name, words)
    behind = [word for word in words if f"{name}={word}" not in fronts()]
    if name == "engine":
        return behind[0] if len(behind) == 1 else ""
    known = [word for word in words if word in KV_LAYOUTS]
    wide = [word for word in words if word.startswith("dp+ep")]
    if name == "layout" and wide and all(word in wide or word == "dp" for word in words):
        return max(wide, key=len)
    return " + ".join(words) if name == "layout" and len(known) < 2 else ""


def _between(
    group: list[Item],
    before: list[Item],
    after: list[Item],
    atoms: list[Atom],
    *,
    prefix: bool,
    groups: list[list[Item]],
) -> None:
    """A group between two claims: to the one before it, or its last part to the one after."""
    runs_on = not _parted(atoms, group[-1].last, after[0].first)
    start = len(group)
    if runs_on:
        for place in range(len(group) - 1, -1, -1):
            left = group[place - 1].last if place else before[-1].last
            if _parted(atoms, left, group[place].first):
                start = place
                break
    own, next_ones = _merged(group[:start]), _merged(group[start:])
    if own:
        for claim in _joined(before, atoms):
            claim.bound = {**claim.bound, **own}
    if next_ones:
        stop = after[0].first + 1
        if prefix:
            later = [g[0].first for g in groups if g[0].first > group[-1].first]
            stop = later[0] if later else atoms[-1].last + len(atoms)
        for claim in after:
            if claim.first < stop:
                claim.bound = {**claim.bound, **next_ones}


def _headed(
    group: list[Item], groups: list[list[Item]], leading: dict[str, Entry | str], claims: list[Item]
) -> bool:
    """Whether each figure stands behind its own condition: `c=16 50 tok/s/user c=64 30`."""
    names = _merged(group).keys()
    trailing = groups[-1][0].first > claims[-1].first and _merged(groups[-1]).keys()
    return bool(names) and names <= leading.keys() and not (trailing and names & trailing)


def _to_next(group: list[Item], after: list[Item], groups: list[list[Item]]) -> None:
    """What heads figures binds those up to the next that does."""
    stated = _merged(group)
    stop = min([g[0].first for g in groups if g[0].first > group[-1].first], default=None)
    for claim in after:
        if stop is None or claim.first < stop:
            claim.bound = {**claim.bound, **stated}


def _joined(before: list[Item], atoms: list[Atom]) -> list[Item]:
    """The claim before a group, and those that a bare "and" joins to it."""
    found = [before[-1]]
    for claim in reversed(before[:-1]):
        gap = [a for a in atoms[claim.last : found[-1].first] if a.kind in ("sep", "cond")]
        if len(gap) != 1 or gap[0].word not in _JOINS or claim.bound:
            break
        found.append(claim)
    return found


def _parted(atoms: list[Atom], first: int, last: int) -> bool:
    return any(a.kind == "sep" and a.word not in _SOFT for a in atoms[first:last])


def _passed_over(claims: list[Item]) -> set[int]:
    """Claims of a figure that the sentence claims again, without conditions of their own."""
    last: dict[object, int] = {}
    for place, claim in enumerate(claims):
        last[_figure(claim)] = place
    return {
        place
        for place, claim in enumerate(claims)
        if last[_figure(claim)] != place and not claim.bound
    }


def _figure(item: Item) -> object:
    found = item.found
    if found is None or found.claim is None:
        return id(item)
    return (found.claim.metric, found.claim.statistic, found.claim.counts)
