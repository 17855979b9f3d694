"""Lists of amounts beside lists of words: `0.95 / 0.16 / 4.00 (in/cache/out)`, `TTFT/TPOT: 1.2 s /
20 ms`, `p50/p95 TTFT 0.8/1.6 s`, `8k/1k`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import pairwise, takewhile

from sessions.claims.names import stating
from sessions.say.amounts import hundredth, part_of
from sessions.say.head import RATES, TIMES, Head, is_condition, is_plain
from sessions.say.money import in_dollars
from sessions.say.pieces import Amount, Atom
from sessions.say.vocabulary import node_of

_JOINTS = ("/", ",", "and", "&", "|")
_SLASHES = ("/", "|")
_LENGTHS_FROM = 100


def pair_lists(atoms: list[Atom], heads: list[Head]) -> set[int]:
    """Lists of amounts beside lists of words: `0.95 / 0.16 / 4.00 (in/cache/out)`.

    Each amount takes its word; one unit stands for all. Returns the ids of the words taken.
    """
    taken: set[int] = set()
    runs = _lists(atoms, heads)
    if not runs:
        return taken
    by_index = {head.at: head for head in heads}
    tags = [
        run
        for kind in ("counts", "stat", "name")
        for run in (*_runs(atoms, (kind,)), *_runs(atoms, (kind,), slashed=True))
    ]
    for number, run in enumerate(runs, start=1):
        members = [by_index[index] for index in run]
        slashes = all(
            atoms[i].word == "/" for i in range(run[0], run[-1]) if atoms[i].kind == "sep"
        )
        match = next((t for t in tags if _matches(atoms, t, run, members, taken)), None)
        if match is not None:
            for head, place in zip(members, match, strict=True):
                head.take(atoms[place])
                taken.add(id(atoms[place]))
        elif not slashes:
            continue
        elif len(run) in (2, 3) and all(_no_words(head) for head in members):
            # `$3/$15`
            for head in members:
                head.among = len(run)
        elif len(run) == 2 and _thousands(members[0]) and _long(members[1]):
            # `8k/1k`, `2k/500`, as benchmarks write input and output lengths.
            members[0].counts.append("input")
            members[1].counts.append("output")
        lent = _one_unit(members, tagged=match is not None)
        for head in members:
            head.listed = number if lent or match is not None or head.counts else 0
            head.untold = lent and match is None and not head.counts
    return taken


def _no_words(head: Head) -> bool:
    return head.amount.klass == "usd" and not head.counts


def _price_them(_: list[Atom], heads: list[Head]) -> None:
    """`$0.95 in, cached 0.16`, `pricing: 0.95 in, 4.00 out`: what stands beside prices is one."""
    if not any(_priced(head) for head in heads):
        return
    if any("per_thousand" in head.names for head in heads):
        for head in heads:
            head.names += [] if "per_thousand" in head.names else ["per_thousand"] * _bare(head)
    by_thousand: Amount | None = None
    cents = False
    _by_so_many(heads)
    _last_of_a_price_list(heads)
    for head in heads:
        klass, number = head.amount.klass, head.amount.number
        if klass in ("usd", "usd/tok"):
            cents = head.amount.cents
        if klass == "usd/tok":
            by_thousand = head.amount if head.amount.unit == "$/1K tok" else None
        one = head.amount.spoken and number == "1"  # "one price for all tokens"
        said = head.counts and not number[-1:].isalpha() and _small(number) and not one
        if klass == "bare/tok" or (klass == "bare" and said):
            small = by_thousand is not None and by_thousand.cents
            if klass == "bare" and (small or (cents and number.isdecimal() and int(number) > 9)):
                # "input's 0.4 cents per thousand, output's 1.6", "12 cents on hits, 80 on misses"
                head.amount.number = hundredth(number)
            _in_money(head.amount)
            if by_thousand is not None and klass == "bare":
                head.amount.klass, head.amount.unit = "usd/tok", by_thousand.unit


PER_MANY = "per_many"


def _by_so_many(heads: list[Head]) -> None:
    """`rates per 100k tokens: 9 cents in, 36 cents out`: of all prices that say no other number."""
    said = [atom.facts[0] for head in heads for atom in head.own if atom.word == PER_MANY]
    for head in heads if said else ():
        scale, many = said[0]
        head.names = [name for name in head.names if name != PER_MANY]
        if _bare(head):
            head.amount.klass = "usd/tok"
            head.amount.unit = "$/1K tok" if scale in ("k", "thousand") else "$/Mtok"
            head.amount.number = part_of(head.amount.number, int(many))
            head.amount.high = part_of(head.amount.high, int(many))


def _last_of_a_price_list(heads: list[Head]) -> None:
    """`prompt $0.0011 / completion $0.0044 per 1K`: by how many tokens prices are is said once, of
    the last.
    """
    unit = ""
    for head in heads[::-1]:
        amount = head.amount
        if amount.klass == "usd/tok":
            unit = amount.unit if head.counts else ""
        elif amount.klass == "usd" and head.counts and unit and not head.bounds:
            amount.klass, amount.unit = "usd/tok", unit
        else:
            unit = ""


def _rents_in_a_list(atoms: list[Atom], heads: list[Head]) -> None:
    """`spot H100 $1.60, on-demand H200 $3.40, reserved B200 $4.10 per GPU-hour`: the unit of rents
    is said once, of the last.
    """
    unit: Amount | None = None
    edge = len(atoms)
    for head in heads[::-1]:
        amount, beside = head.amount, atoms[head.at : edge]
        edge = head.at
        if amount.klass in ("usd/gpu/time", "usd/time"):
            unit = amount
        elif unit is not None and amount.klass == "usd" and not (head.counts or head.bounds):
            start = max([other.at for other in heads if other.at < head.at], default=0)
            told = _machines(atoms[start : head.at]) or _machines(beside)
            told = told and all(atom.kind != "versus" for atom in atoms[start : head.at])
            if told and _near_to(amount.number, unit.number):
                amount.klass, amount.unit = unit.klass, unit.unit
        else:
            unit = None


def _near_to(one: str, other: str) -> bool:
    """Whether two rents may be of one list: neither is ten times the other."""
    try:
        low, high = sorted((float(one), float(other)))
    except ValueError:
        return False
    return high < 10 * low


def thousands_a_month(atoms: list[Atom], heads: list[Head]) -> None:
    """`28k a month gets you the box`: beside a machine thousands by the month are its rent."""
    for head in heads:
        amount = head.amount
        monthly = amount.klass == "bare/time" and amount.unit in ("/month", "/year")
        boxed = any(atom.kind == "filler" and atom.word in _KINDS for atom in atoms)
        if monthly and amount.number[-1:] == "K" and (boxed or _machines(atoms)):
            amount.klass = "usd/month" if amount.unit == "/month" else "usd/time"
            amount.unit = f"${amount.unit}"


def _in_money(amount: Amount, sign: Amount | None = None) -> None:
    """Make dollars of a number without a sign, or money of the currency that another is in."""
    amount.klass = {"bare": "usd", "bare/tok": "usd/tok"}[amount.klass]
    amount.unit = f"${amount.unit}"
    if sign is not None and sign.foreign:
        amount.foreign, amount.rate = sign.foreign, sign.rate
        in_dollars(amount, amount.number)


def _plain_prices(_: list[Atom], heads: list[Head]) -> None:
    """`1.00 in 3.20 out`, `0.95 per MTok in, 4 out`: input and output beside each other in numbers
    that are no lengths are dollars by the million, as everybody lists them.
    """
    of: dict[str, list[Head]] = {}
    for head in heads:
        bare = head.amount.klass in ("bare", "bare/tok") and not head.amount.problem
        if bare and len(set(head.counts)) == 1 and not head.names and _small(head.amount.number):
            of.setdefault(head.counts[0], []).append(head)
    found = [head for same in of.values() for head in same]
    telling = any(h.amount.klass == "bare/tok" or "." in h.amount.number for h in found)
    if telling and "output" in of and not {"input", "fresh"}.isdisjoint(of):
        for head in found:
            _in_money(head.amount)


def _bare(head: Head) -> bool:
    """Whether it is a price of tokens that does not say of how many."""
    return bool(head.counts) and head.amount.klass in ("usd", "bare")


def _small(number: str) -> bool:
    """Whether a number may be dollars per million, and no length: `0.16`, `6`."""
    return number.replace(".", "", 1).isdecimal() and float(number) < _LENGTHS_FROM


def _priced(head: Head) -> bool:
    if not {"price", "per_million", "per_thousand"}.isdisjoint(head.names):
        return True
    return head.amount.klass in ("usd", "usd/tok") and bool(head.counts) and not head.amount.foreign


def _thousands(head: Head) -> bool:
    return head.amount.klass == "bare" and head.amount.number[-1:] == "K"


def _long(head: Head) -> bool:
    number = head.amount.number
    hundreds = head.amount.klass == "bare" and number.isdecimal() and len(number) == 3
    return _thousands(head) or hundreds


def _matches(
    atoms: list[Atom], tags: list[int], run: list[int], members: list[Head], taken: set[int]
) -> bool:
    """Whether a list of words goes with a list of amounts, one to one."""
    if len(tags) != len(run) or id(atoms[tags[0]]) in taken or _parted(atoms, run, tags):
        return False
    donor = _donor(members)
    for head, place in zip(members, tags, strict=True):
        # A number without a unit will have that of the list, unless its word gives it one.
        lent = donor if donor and _lends(donor.amount, head.amount) else head
        if not lent.fit(atoms[place]) and not _unit_of(atoms[place].word, head):
            return False
    return True


def _lends(donor: Amount, amount: Amount) -> bool:
    """Whether the unit of a list stands for an amount of it; dollars are never tokens."""
    if amount.klass == "usd":
        return donor.unit.startswith("$")
    return amount.klass == "bare"


def _unit_of(word: str, head: Head) -> bool:
    """Whether a word says what a number without a unit is: `concurrency`, `tok/s/user`."""
    if head.amount.klass != "bare":
        return False
    return word in _UNITS or "bare" in stating().get(word, ())


_UNITS = ("per_stream", "per_gpu", "rate", "rpm", "tpm")


def _donor(members: list[Head]) -> Head | None:
    """The amount of a list whose unit stands for all: the last one with a whole unit, else `$`."""
    whole = [head for head in members if head.amount.klass not in ("bare", "usd")]
    if whole:
        return whole[-1]
    return next((head for head in members if head.amount.klass == "usd"), None)


def _one_unit(members: list[Head], *, tagged: bool) -> bool:
    """Lend the one unit of a list to all of it. Returns whether any amount took it."""
    lent = False
    lender = _donor(members)
    donor = lender.amount if lender else None
    decimals = any("." in h.amount.number for h in members)
    for head in members:
        if any(_unit_of(name, head) for name in head.names):
            continue
        if donor is not None and _lends(donor, head.amount):
            if donor.klass == "bare/tok" and head.amount.klass == "usd":
                # "$0.95 / 4.00 per M (in/out)"
                head.amount.klass, head.amount.unit = "usd/tok", f"${donor.unit}"
                continue
            lent = lent or head.amount.klass != donor.klass
            head.amount.klass, head.amount.unit = donor.klass, donor.unit
            if donor.foreign and not head.amount.foreign:
                head.amount.foreign, head.amount.rate = donor.foreign, donor.rate
                in_dollars(head.amount, head.amount.number)
        elif donor is None and tagged and decimals and head.counts:
            head.amount.klass, head.amount.unit = "usd", "$"
    money = next((head.amount for head in members if head.amount.unit.startswith("$")), None)
    told = tagged and all(head.counts for head in members)
    for head in members:
        if head.amount.klass == "bare/tok" and (money or told):
            # "0.95 / 0.16 / 4.00 per MTok (in/cache/out)"
            _in_money(head.amount, money)
    return lent


def _lists(atoms: list[Atom], heads: list[Head]) -> list[list[int]]:
    """The lists of amounts; most sentences have one amount or two far apart. What goes on after a
    list with slashes is none of it: `0.4/0.9/1.6 s, 99.9 uptime`.
    """
    if len(heads) < 2:
        return []
    found: list[list[int]] = []
    for run in _runs(atoms, ("amount",)):
        signs = [{atom.word for atom in atoms[a:b] if atom.kind == "sep"} for a, b in pairwise(run)]
        slashed = [not said.isdisjoint(_SLASHES) for said in signs]
        if all(slashed) or not any(slashed):
            found.append(run)
            continue
        part = run[:1]
        for index, joined in zip(run[1:], slashed, strict=True):
            if not joined:
                found.append(part)
                part = []
            part.append(index)
        found.append(part)
    return [run for run in found if len(run) > 1]


def _runs(
    atoms: list[Atom],
    kinds: tuple[str, ...],
    *,
    slashed: bool = False,
    joints: tuple[str, ...] = _JOINTS,
) -> list[list[int]]:
    """Places of pieces of one kind in a row with nothing but a separator between two."""
    runs: list[list[int]] = []
    current: list[int] = []
    parted = False
    for index, atom in enumerate(atoms):
        if atom.kind in kinds:
            if current and not parted:
                runs.append(current)
                current = []
            current.append(index)
            parted = False
        elif atom.kind == "sep" and atom.word in (_SLASHES if slashed else joints) and current:
            # ", and" is one separator; anything else twice is a gap.
            if parted and atom.word not in ("and", "&"):
                runs.append(current)
                current = []
            parted = True
        elif current:
            runs.append(current)
            current, parted = [], False
    runs.append(current)
    return [run for run in runs if len(run) > 1]


def _parted(atoms: list[Atom], run: list[int], tags: list[int]) -> bool:
    """Whether another amount stands between the amounts and their words."""
    low, high = sorted((run[-1] if run[-1] < tags[0] else tags[-1], max(run[0], tags[0])))
    return any(atom.kind == "amount" for atom in atoms[low + 1 : high])


def _untold(atoms: list[Atom], heads: list[Head]) -> None:
    """Numbers in a row of which only the last says what it is: `16, 32, 64 concurrent`."""
    by_index = {head.at: head for head in heads}
    for run in _runs(atoms, ("amount",), joints=(*_JOINTS, "or")) if len(heads) > 1 else ():
        members = [by_index[index] for index in run if index in by_index]
        if len(members) < 2:
            continue  # "45 tok/s/user, 1M input tokens for 30 cents"
        if run[0] and atoms[run[0] - 1].kind == "unread":
            # "an RTX 3090, 30 tok/s": the number is a part of what is not known.
            members = members[1:]
        last = members[-1]
        # "c=16: 70, c=64: 30": what says itself what it is tells nothing of others.
        told = is_plain(last) or last.amount.name
        if any(is_plain(head) for head in members[:-1]) and not told:
            for head in members:
                head.untold = True


def unpaired(heads: list[Head], row: int) -> None:
    """Figures of a table whose header has another number of columns: nobody knows whose they are.

    Args:
        row: the token that the row of figures begins with; 0 where there is no header.
    """
    for head in heads:
        above = row and any(atom.last <= row for atom in head.own)
        if row and not head.listed and (above or is_plain(head)):
            head.untold, head.counts = True, []


def _share_names(_: list[Atom], heads: list[Head]) -> None:
    """What one of a list is a figure of, the others are, too."""
    for number in {head.listed for head in heads if head.listed}:
        members = [head for head in heads if head.listed == number]
        names = next((head.names for head in members if head.names), [])
        scope = next((head.scope for head in members if head.scope), "")
        for head in members:
            head.names = head.names or list(names)
            head.scope = head.scope or scope


# --- Words that are said once and belong to more than one amount, or to one further on.


def _hand_on(atoms: list[Atom], heads: list[Head]) -> None:
    """What is said before a condition with a number is of the claim after it: `TTFT at 100k
    context: 4 s`, `p95 TTFT at c=64: 1.2 s`.
    """
    owned = {id(atom) for head in heads for atom in head.own}
    start = 0
    for place, head in enumerate(heads[:-1]):
        length = bool(head.counts) and head.amount.number[-1:].isalpha()
        if not is_condition(head) and not (length and head.amount.klass in ("bare", "tok")):
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
    return head.amount.klass not in stating().get(atom.word, ())


def _said_of_all(atoms: list[Atom], heads: list[Head]) -> None:
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


def _for_the_box(atoms: list[Atom], heads: list[Head]) -> None:
    """`$46/hr for an 8xB200 node` is the rent of the node."""
    for head in heads:
        if head.amount.klass not in _RENTS:
            continue
        if head.scope == "user" and any(
            atom.kind == "cond" and any(name == "hardware" for name, _ in atom.facts)
            for atom in atoms[: head.at]
        ):
            # `H200s at $3.50/hr each`, `H200 nodes are $19,800 a month each`
            boxed = any(
                (atom.kind == "cond" and atom.word == "node")
                or (atom.kind == "filler" and _KINDS.get(atom.word) == "node")
                for atom in atoms[: head.at]
            )
            head.scope = "node" if boxed else "gpu"
        after, before = atoms[head.at + 1 :], atoms[: head.at][::-1]
        for near in (after, before) if not head.scope else ():
            marks = [*takewhile(_leads_to_box, near)]
            box = near[len(marks)] if len(marks) < len(near) else None
            if box is not None and box.kind == "cond":
                eight = ("gpus", "8") in box.facts and near is after
                if box.word == "node" or (eight and any(mark.word == "for" for mark in marks)):
                    head.scope = "node"
                    _of_one(head.amount, dict(box.facts))


def _each_machine(atoms: list[Atom], heads: list[Head]) -> None:
    """`decode nodes put out 22k tok/s each`: each of what does it, and of no user."""
    for head in heads:
        if head.amount.klass not in RATES or head.scope != "user":
            continue
        for atom in reversed(atoms[: head.at]):
            if atom.kind in ("sep", "cond") or "user" in atom.word:
                break
            if atom.kind == "filler" and _KINDS.get(atom.word):
                head.scope = _KINDS[atom.word]
                break


def _of_one(amount: Amount, box: dict[str, str]) -> None:
    """`two H200 nodes for $38k a month`: the rent of one of them."""
    gpus, per = int(box.get("gpus", "0")[:6]), node_of(box.get("hardware", ""))
    if per and gpus > per and gpus % per == 0:
        many = gpus // per
        amount.origin = f"{amount.origin or amount.text()} for {many} nodes"
        multiplier = amount.number[-1:] if amount.number[-1:].isalpha() else ""
        amount.number = part_of(amount.number.removesuffix(multiplier), many) + multiplier
        amount.high = ""


def _leads_to_box(atom: Atom) -> bool:
    """Whether it may stand between a rent and its box: `the DGX H100 is yours for $22 an hour`."""
    small = atom.kind in ("filler", "mark", "unread", "approx") or atom.word in (":", "=")
    return small or (atom.kind == "name" and atom.word == "price")


EACH_NODE, EACH_GPU = "each node", "each GPU"
_VERBS = frozenset(("filler", "approx", "bound", "counts", "able", "name"))


def _of_kind(kinds: Collection[str]) -> Callable[[Atom], bool]:
    return lambda atom: atom.kind in kinds


def _of_each_node(atoms: list[Atom], heads: list[Head]) -> None:
    """`4k tok/s output per H100 node`, `a single H200 node does 5k tok/s`: a rate of one node."""
    for head in heads:
        if head.amount.klass != "tok/s" or head.scope not in ("", "user"):
            continue
        after, before = atoms[head.at + 1 :], atoms[: head.at][::-1]
        for near, words in ((after, ("filler", "counts")), (before, _VERBS)):
            gap = [*takewhile(_of_kind(words), near)]
            if near is before and near[len(gap) : len(gap) + 1] and near[len(gap)].word == ":":
                # "per pair of H100s: 4,400 tok/s"
                gap.append(near[len(gap)])
            box = near[len(gap)] if len(gap) < len(near) else None
            if box is None or box.kind != "cond" or (near is before and not gap):
                continue
            opens = all(atom.kind == "filler" for atom in before[len(gap) + 1 :])
            if box.word == EACH_GPU:
                head.scope = "gpu"
            elif box.word == EACH_NODE or (box.word == "node" and near is before and opens):
                head.scope = "node"


_RENTS = ("usd/time", "usd/month")
_KINDS = {
    **dict.fromkeys(("node", "box", "server", "instance", "machine", "hgx", "dgx"), "node"),
    **dict.fromkeys(("nodes", "boxes", "servers", "machines", "instances"), "node"),
    **dict.fromkeys(("replica", "endpoint", "deployment"), "replica"),
    **dict.fromkeys(("gpu", "gpus", "card", "cards"), "gpu"),
}


def _by_its_word(atoms: list[Atom], heads: list[Head]) -> None:
    """`a dedicated node at $26/hr`, `replica: $18/hr`: whose rent it is, where one word says so."""
    for head in heads:
        if head.amount.klass not in _RENTS or head.scope not in ("", "user"):
            continue
        kinds = set[str]()
        for near in (atoms[head.at + 1 :], atoms[: head.at][::-1]):
            for atom in near:
                if atom.kind == "amount" or (atom.kind == "sep" and atom.word not in ":=()"):
                    break
                if atom.kind == "filler" and atom.word in _KINDS:
                    kinds.add(_KINDS[atom.word])
                elif ("gpus", "1") in atom.facts:
                    kinds.add("gpu")
        if not kinds and _all_of_them(atoms, head):
            kinds = {"node"}
        if len(kinds) == 1:
            head.scope = kinds.pop()
    rents = [*pairwise([head for head in heads if head.amount.klass in _RENTS])]
    for before, head in (*rents, *rents[::-1]):
        # "8x B200 HGX: $36/hour for a year, $42/hour on demand"
        again = before.amount.klass == head.amount.klass
        if again and not _machines(atoms[before.at : head.at]):
            head.scope = head.scope or before.scope
            before.scope = before.scope or head.scope


def _machines(atoms: list[Atom]) -> bool:
    return any(name == "hardware" for atom in atoms for name, _ in atom.facts)


_WHOLE = ("all", "both")


def _all_of_them(atoms: list[Atom], head: Head) -> bool:
    """`all eight H200s for $30 an hour`: of as many as are named."""
    return any(
        before.word in _WHOLE and dict(atom.facts).get("gpus", "1") != "1"
        for before, atom in pairwise(atoms[: head.at])
    )


def _price_of_hits(atoms: list[Atom], heads: list[Head]) -> None:
    """`85% cache hits at $0.16/M` may be the price at that rate, or that of the hits."""
    for before, head in pairwise(heads):
        if "cache_hit_rate" in before.names and head.mark in ("at", "@", "for"):
            head.hits = not any(atom.kind == "sep" for atom in atoms[before.at : head.at])


def _of_the_same(atoms: list[Atom], heads: list[Head]) -> None:
    """A bare number under other conditions is of the figure before it: `180 tok/s/user at c=1, 45
    at c=64`, `TTFT 0.8 s p50, 1.6 p95`.
    """
    last: Head | None = None
    for place, head in enumerate(heads):
        amount = head.amount
        loose = is_plain(head) and head.mark not in ("@", "with", "of")
        if last is not None and loose and _said_anew(atoms, heads, last, place):
            amount.klass, amount.unit = last.amount.klass, last.amount.unit
            head.names, head.counts = list(last.names), list(last.counts)
            head.scope, head.stat = last.scope, head.stat or last.stat
        if amount.klass in (*TIMES, "tok/s", "tok/s/user", "tok/s/gpu"):
            last = head
    _price_again(atoms, heads)


def _price_again(atoms: list[Atom], heads: list[Head]) -> None:
    """Dollars under other conditions are by what the price before them is: `$0.21/M at 85% cache
    hits, $0.33 at 50%`.
    """
    last: Head | None = None
    for place, head in enumerate(heads):
        alone = head.amount.klass == "usd" and not (head.names or head.counts or head.bounds)
        if last is not None and alone and _said_anew(atoms, heads, last, place):
            head.amount.klass, head.amount.unit = last.amount.klass, last.amount.unit
            head.counts, head.scope = list(last.counts), last.scope
        if head.amount.klass in ("usd/tok", "usd/gpu/time") and not head.versus:
            last = head


_SO_MANY = {
    **dict.fromkeys(("1M", "1000000", "1,000,000"), "$/Mtok"),
    **dict.fromkeys(("1K", "1000", "1,000"), "$/1K tok"),
    "1": "$/tok",
}
_FOR = ("for", "costs", "cost", "is", "at", "=", "price", "are")


def _so_many_for(atoms: list[Atom], heads: list[Head]) -> None:
    """`1M input tokens for 30 cents` is a price, and no length."""
    for before, head in [*pairwise(heads)]:
        counted = before.amount.klass == "tok" or (before.amount.klass == "bare" and before.counts)
        unit = _SO_MANY.get(before.amount.number, "") if counted else ""
        between = atoms[before.at + 1 : head.at]
        leads = between and all(atom.word in _FOR for atom in between)
        if unit and leads and head.amount.klass == "usd":
            head.amount.klass, head.amount.unit = "usd/tok", unit
            head.counts = head.counts or list(before.counts)
            head.own += before.own
            heads.remove(before)


def _two_ends(_: list[Atom], heads: list[Head]) -> None:
    """`low end 19, high end 27 tok/s per user`: a range, in two words."""
    for before, head in [*pairwise(heads)]:
        ends = (before.bounds, head.bounds) == (["low end"], ["high end"])
        alike = before.amount.klass in ("bare", head.amount.klass) and not before.amount.high
        if ends and alike and head.amount.klass != "bare" and not head.amount.high:
            head.amount.number, head.amount.high = before.amount.number, head.amount.number
            head.bounds = []
            head.names, head.counts = head.names or before.names, head.counts or before.counts
            head.own += before.own
            heads.remove(before)


def _moved_to(atoms: list[Atom], heads: list[Head]) -> None:
    """`output went from $3 to $2.40 per million`: what was is of the same as what is."""
    for before, head in pairwise(heads):
        between = atoms[before.at + 1 : head.at]
        if before.versus and between and all(atom.word == "to" for atom in between):
            head.names = head.names or list(before.names)
            head.counts = head.counts or list(before.counts)
            head.scope = head.scope or before.scope


def _limits_of_all(_: list[Atom], heads: list[Head]) -> None:
    """`a rate limit of 600 requests and 2M tokens per minute`: of all that is counted by it."""
    if any("rate limit" in head.bounds for head in heads):
        for head in heads:
            by_the_minute = head.amount.unit.endswith("minute")
            rate = by_the_minute and head.amount.klass in ("tok/s", "req/s")
            at_once = "concurrency" in head.names and not head.mark
            if (rate or at_once) and not head.bounds:
                head.bounds.append("rate limit")


def _say_again(atoms: list[Atom], heads: list[Head]) -> None:
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
        alike = last is not None and last.names and klass == last.amount.klass
        if last is not None and alike and not head.names and _said_anew(atoms, heads, last, place):
            head.names = list(last.names)
            head.counts = head.counts or list(last.counts)
            head.scope = head.scope or last.scope
            head.stat = head.stat or last.stat
        last = head


def _said_anew(atoms: list[Atom], heads: list[Head], last: Head, place: int) -> bool:
    """Whether a figure is said once more, at another percentile or under other conditions: some
    stand before it and some after it.
    """
    head, after = heads[place], heads[place + 1 : place + 2]
    if head.stat and last.stat and head.stat != last.stat:
        return True
    between = any(last.at < h.at < head.at and is_condition(h) for h in heads)
    if not between and not _conditions(atoms[last.at : head.at]):
        return False
    if any(is_condition(each) for each in after):
        return True
    start = max([h.at for h in heads if h.at < last.at], default=0)
    if _names(atoms[start : last.at]) & _names(atoms[last.at : head.at]):
        return True  # "in FP8 28 tok/s/user, in NVFP4 41"
    return _conditions(atoms[head.at : after[0].at if after else None])


def _names(atoms: list[Atom]) -> set[str]:
    return {name for atom in atoms for name, _ in atom.facts}


def _conditions(atoms: list[Atom]) -> bool:
    return any(atom.kind == "cond" for atom in atoms)


# Each hands on what the ones before it have shared out.
SHARED: tuple[Callable[[list[Atom], list[Head]], None], ...] = (
    _so_many_for,
    _two_ends,
    _untold,
    _share_names,
    _hand_on,
    _said_of_all,
    _rents_in_a_list,
    _for_the_box,
    _by_its_word,
    _each_machine,
    _of_each_node,
    _price_of_hits,
    _moved_to,
    _price_them,
    _plain_prices,
    _say_again,
    _of_the_same,
    _limits_of_all,
)
