"""Terms of a quote: commitments, discounts, credits and the like, kept as the words they were said
in. A term takes its part of the line, and the figures in it are no claims.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sessions.claims.terms import TERMS, Term
from sessions.say.pieces import Atom
from sessions.say.tokens import Token, spaced

# Figures that a term takes wherever they stand beside it; the others are claims of their own unless
# the term is known to have them.
_WEAK = frozenset(
    ("bare", "usd", "usd/time", "usd/month", "usd/request", "%", "days", "gpu", "tok", "req")
) | {"volume", "times", "node", "other", "bare/time"}
_LEFT = frozenset(("date", "filler", "approx", "bound", "no", "all", "counts", "unread"))
_RIGHT = _LEFT | {"mark", "versus", "than", "able", "scope", "term"}
_TRIMMED = ("filler", "mark", "approx", "all", "versus")
_NAMES = ("price", "requests_per_second", "users", "throughput")
_IF = ("if", "with", "when", "given", "assuming", "provided")
_SPELLS = spaced("year years month months quarter term contract life duration week weeks days")


# Terms that take nothing beside them.
_ALONE = ("model", "blend ratio")
# What people say a term of that is none of the table, such as a model.
_UNKNOWN = Term("", "", "", "")


def _row(name: str) -> Term:
    return TERMS.get(name, _UNKNOWN)


def with_terms(atoms: list[Atom], tokens: Sequence[Token]) -> list[Atom]:
    """The pieces of a sentence with each term as one piece, together with its figures."""
    if not any(atom.kind in ("term", "amount") for atom in atoms):
        return atoms
    atoms = _weighed(atoms, tokens)
    atoms = _surcharges(_long_context(atoms))
    found: list[Atom] = []
    i = free = 0
    while i < len(atoms):
        atom = atoms[i]
        if atom.kind != "term" or atom.word in _ALONE:
            found.append(atom)
            i += 1
            continue
        takes = _WEAK.union(_row(atom.word).with_it)
        off = _rate_after(atoms, i) if tokens[atom.first].low == "off" else None
        saved = atoms[i - 1].amount if i else None
        if tokens[atom.first].low == "off" and saved is not None and saved.klass in _SAVED:
            takes = takes | {saved.klass}
            if off is not None and off.amount is not None and off.amount.klass == "usd":
                # "$0.75 per GPU-hour off the $5.25 on-demand rate"
                off.amount.klass, off.amount.unit = saved.klass, saved.unit
        start = i
        if atom.word == "discount" and tokens[atom.last : atom.last + 1]:
            # "a discount of $0.10 per GPU-hour" is no price.
            of = tokens[atom.last].low == "of"
            takes = takes | (frozenset(("usd/tok", "usd/gpu/time")) if of else frozenset())
        state = tokens[atom.first].low in _STATES
        while start > free and _goes_left(atoms[start - 1], takes, atom.word):
            if "usd/tok" not in takes and _of_tokens(atoms, start - 1):
                break
            beside = start == i and not state
            if _is_rent(atoms, start - 1, atom.word, beside=beside):
                break
            start -= 1
        if _paid_for(atoms, start, free, takes, atom.word):
            start -= 2
        while start < i and atoms[start].kind in _TRIMMED:
            start += 1
        end = i + 1
        if not ((off and takes & _SAVED) or _says_all(atoms, start, i, tokens)):
            end = _right(atoms, i + 1, takes, atom.word, state=state)
        if tokens[atom.last - 1].low in ("for", "valid") and not _lasts(
            atoms[start:end], atom, tokens
        ):
            found.append(Atom("filler", atom.first, atom.last))
            i += 1
            continue
        if _in_brackets(atoms, start, end, takes) and start - 2 >= free:
            # "$0.69 (cache write)"
            start, end = start - 2, end + 1
        del found[len(found) - (i - start) :]
        found += _named(atoms, start, end)
        if end - start == 1 and tokens[atom.first].low in _SERVED and _rents(atoms):
            # "$4.20/hr spot, $3.10/hr reserved"
            found[-1] = Atom("cond", atom.first, atom.last, facts=(("tier", "reserved"),))
        i = free = end
    return found


def _says_all(atoms: list[Atom], start: int, i: int, tokens: Sequence[Token]) -> bool:
    """Whether a term has its figure, and heads something else: `excluding 19% VAT: $0.90/M in`."""
    if i + 1 >= len(atoms) or atoms[i + 1].word != ":":
        return False
    said = any(tokens[k].kind == "number" for k in range(atoms[i].first, atoms[i].last))
    return said or any(atom.amount is not None for atom in atoms[start:i])


_SERVED = ("reserved", "committed")


def _rents(atoms: list[Atom]) -> bool:
    return any(atom.amount is not None and atom.amount.klass in _RENTS for atom in atoms)


_RENTS = ("usd/time", "usd/month", "usd/gpu/time", "usd/gpu/month")
_SAVED = frozenset(("usd/tok", "usd/gpu/time"))


def _rate_after(atoms: list[Atom], i: int) -> Atom | None:
    """The rate that something is taken off: `$0.75 off the $5.25 on-demand rate`, which is what
    one pays without it.
    """
    rest = [atom for atom in atoms[i + 1 : i + 6] if atom.kind != "filler"]
    if len(rest) < 2 or rest[0].amount is None or not rest[0].amount.klass.startswith("usd"):
        return None
    named = next((atom for atom in rest[1:] if atom.kind != "cond"), rest[0])
    return rest[0] if named.word == "price" else None


def _paid_for(atoms: list[Atom], start: int, free: int, takes: frozenset[str], term: str) -> bool:
    """`$0.01/M tokens/hour for cache storage`: what is paid for it."""
    if start - 2 < free:
        return False
    if atoms[start - 1].word == "in" and term in ("free", "SLA credits"):
        return _is(atoms[start - 2], "usd")  # "$250 in credits"
    if atoms[start - 1].word != "for" or not _row(term).paid:
        return False
    amount = atoms[start - 2].amount
    return amount is not None and amount.unit.startswith("$") and amount.klass in takes


def _in_brackets(atoms: list[Atom], start: int, end: int, takes: frozenset[str]) -> bool:
    """Whether a term stands in brackets right after a price that is its own."""
    if start < 2 or end >= len(atoms) or (atoms[start - 1].word, atoms[end].word) != ("(", ")"):
        return False
    amount = atoms[start - 2].amount
    return "usd/tok" in takes and amount is not None and amount.klass in ("usd", "usd/tok")


def _named(atoms: list[Atom], start: int, end: int) -> list[Atom]:
    """A stretch of terms under the name of the strongest, and what is said after an "if" or "with"
    under its own: `15% off list if you commit for a year`.
    """
    inside = [k for k in range(start, end) if atoms[k].kind == "term"]
    strong = [k for k in inside if not _row(atoms[k].word).yields] or inside
    name = atoms[strong[0]].word
    for k in [each for each in inside if each > strong[0]]:
        between = range(strong[0] + 1, k)
        marks = [m for m in between if atoms[m].kind == "mark" and atoms[m].word in _IF]
        # Of `20% off with commitment` the last word says nothing by itself, and all of the rest.
        bare = (
            bool(marks)
            and atoms[k].word == "commitment"
            and atoms[k].last - atoms[marks[-1]].last == 1
        )
        apart = _row(name).depends and not (name == "discount" and bare)
        if atoms[k].word != name and marks and apart:
            cut = marks[-1]
            head = Atom("term", atoms[start].first, atoms[cut - 1].last, name)
            mark = Atom("filler", atoms[cut].first, atoms[cut].last)
            return [head, mark, *_named(atoms, cut + 1, end)]
    return [Atom("term", atoms[start].first, atoms[end - 1].last, name)]


def _is_rent(atoms: list[Atom], i: int, term: str, *, beside: bool) -> bool:
    """Whether money by the time is what a machine costs: `reserved, it runs $52/hour for the box`
    is a price under a commitment, and `a commitment of $20k a month` is one itself.

    Args:
        beside: nothing but small words stands between it and the term.
    """
    amount = atoms[i].amount
    if amount is None or amount.klass not in ("usd/time", "usd/month"):
        return False
    if "$/hour" in _row(term).takes:
        return False
    near = itertools.takewhile(lambda atom: atom.kind in _AROUND_RENT, atoms[i + 1 : i + 5])
    if amount.scope or any(_of_machine(atom) for atom in near):
        return True
    return amount.unit.endswith("/hour") and not beside


def _rent_follows(atoms: list[Atom], i: int, term: str) -> bool:
    """Whether its rent comes after it: `on a reservation the node goes for $38/hour`."""
    if "$/hour" in _row(term).takes:
        return False
    rest = itertools.takewhile(lambda atom: atom.kind != "sep", atoms[i + 1 :])
    amount = next((atom.amount for atom in rest if atom.amount is not None), None)
    return amount is not None and amount.klass in ("usd/time", "usd/month")


# "$52/hr reserved" is a price under a reservation, "$52/hr commitment" is one.
_STATES = spaced("reserved reservation committed prepaid upfront reserve")
_AROUND_RENT = ("filler", "mark", "scope", "cond", "all")
_MACHINES = spaced("node box server instance machine replica endpoint gpu gpus card cards")


def _of_machine(atom: Atom) -> bool:
    if atom.kind == "scope":
        return atom.word in ("node", "replica", "gpu")
    hardware = any(name == "hardware" for name, _ in atom.facts)
    return hardware or (atom.kind == "filler" and atom.word in _MACHINES)


def _lasts(atoms: list[Atom], term: Atom, tokens: Sequence[Token]) -> bool:
    """Whether a time is said: "good for 64 streams" holds no price."""
    if term.word != "price hold" or any(_is(one, "days") or one.kind == "date" for one in atoms):
        return True
    return any(token.low in _SPELLS for token in tokens[term.last : atoms[-1].last])


_WEIGHING = spaced(
    "counts count counted counting weighs weigh weighed worth equals equal equates like"
)
_TOKENS = ("tok", "bare")


def _weighed(atoms: list[Atom], tokens: Sequence[Token]) -> list[Atom]:
    """`1 output token counts as 4 input tokens` is how tokens are counted, and no length."""
    if not any(tokens[i].low in _WEIGHING for i in range(atoms[0].first, atoms[-1].last)):
        return atoms
    found = list(atoms)
    for place, atom in enumerate(atoms):
        if not _is_length(atom):
            continue
        start = place
        while start and atoms[start - 1].kind in ("filler", "unread", "mark", "approx", "name"):
            start -= 1
        before = atoms[start - 1] if start and _is_length(atoms[start - 1]) else None
        # "we count 3 output tokens as 1 input token"
        first = max(0, before.first - 2) if before is not None else atoms[start].first
        if not any(tokens[i].low in _WEIGHING for i in range(first, atom.first)):
            continue
        found[place] = Atom("unread", atom.first, atom.last)
        if before is not None:
            found[start - 1] = Atom("unread", before.first, before.last)
    return found


def _is_length(atom: Atom) -> bool:
    amount = atom.amount
    return amount is not None and amount.klass in _TOKENS and bool(amount.counts)


def _is(atom: Atom, klass: str) -> bool:
    return atom.amount is not None and atom.amount.klass == klass


def _long_context(atoms: list[Atom]) -> list[Atom]:
    """`above 200k context, input is $1.70/M`, `$1.70/M above 200k context`: the price of long
    contexts alone is a surcharge.
    """
    for place, atom in enumerate(atoms[:-1]):
        if atom.word != "over" or not _long(atoms, place + 1):
            continue
        left = place
        while left and atoms[left - 1].kind != "sep" and not _is_price(atoms[left - 1]):
            left -= 1
        if left and _is_price(atoms[left - 1]):
            start, end = left - 1, place + 2
        else:
            right = place + 2
            while right < len(atoms) and atoms[right].kind in _BETWEEN:
                right += 1
            if right == len(atoms) or not _is_price(atoms[right]):
                continue
            start, end = place, right + 1
        while end < len(atoms) and atoms[end].kind in ("name", "counts", "filler"):
            end += 1
        term = Atom("term", atoms[start].first, atoms[end - 1].last, "surcharge")
        return [*atoms[:start], term, *_long_context(atoms[end:])]
    return atoms


_PRICE = ("price", "the price", "the cost")
_BETWEEN = ("name", "counts", "filler", "sep", "mark")


def _long(atoms: list[Atom], at: int) -> bool:
    """Whether a length of contexts or prompts stands there."""
    amount = atoms[at].amount
    if amount is None or amount.klass not in ("tok", "bare"):
        return False
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    named = after is not None and after.word in (*TERMS["surcharge"].names, "input")
    return amount.number[-1:] in ("K", "M") and (named or amount.klass == "tok")


def _is_price(atom: Atom) -> bool:
    return _is(atom, "usd/tok") or _is(atom, "usd")


def _surcharges(atoms: list[Atom]) -> list[Atom]:
    """`2x the price above 200k`, `billed at 1.5x`: what a price is multiplied by is a surcharge."""
    found = list(atoms)
    for place, atom in enumerate(atoms):
        limit = place + 1 < len(atoms) and atoms[place + 1].word == "rate limit"
        if limit and _is(atom, "tok") and atom.amount and atom.amount.counts == ("output",):
            # "a 32k output token limit"
            found[place] = Atom("term", atom.first, atom.last, "output cap")
        if not _is(atom, "times"):
            continue
        for step in (1, -1):
            at = place + step
            while 0 <= at < len(atoms) and atoms[at].kind in ("filler", "mark"):
                at += step
            words = _PRICE if step == -1 else _PRICE[:1]
            if 0 <= at < len(atoms) and atoms[at].word in words:
                found[place] = Atom("term", atom.first, atom.last, "surcharge")
    return found


def _goes_left(atom: Atom, takes: frozenset[str], term: str) -> bool:
    if atom.kind == "amount" and atom.amount is not None:
        return atom.amount.klass in takes
    if term == "acceptance" and atom.kind == "stat":
        return True
    return atom.kind in _LEFT or _of_term(atom, term)


def _of_term(atom: Atom, term: str) -> bool:
    """What is a claim's elsewhere and belongs to this term: a discount for batch, a surcharge by
    the length of the prompt, "no charge for cache hits".
    """
    row = _row(term)
    if atom.kind == "cond":
        return any(name in row.conditions for name, _ in atom.facts[:1])
    if term == "surcharge" and (atom.word in _PRICE or (atom.kind, atom.word) == ("mark", "at")):
        return True
    return atom.kind == "name" and atom.word in row.names


def _right(
    atoms: list[Atom], i: int, takes: frozenset[str], term: str, *, state: bool = False
) -> int:
    """Where the term ends: before a separator, a claim, or a condition."""
    end = first = i
    if i + 1 < len(atoms) and atoms[i].word in (":", "=") and _follows(atoms[i + 1], takes):
        i += 1
    while i < len(atoms):
        atom = atoms[i]
        if term == "discount" and _hit_rate(atoms, i):
            break
        if "usd/tok" not in takes and _of_tokens(atoms, i):
            break
        if _of_machine(atom) and _rent_follows(atoms, i, term):
            break
        if atom.kind == "amount" and atom.amount is not None:
            beside = all(each.word in ("of", "is", ":", "=") for each in atoms[first:i])
            beside = beside and not state
            if atom.amount.klass not in takes or _is_rent(atoms, i, term, beside=beside):
                break
        elif atom.kind == "name":
            fails = term == "SLA credits" and atom.word in ("uptime", "success")
            if atom.word not in _NAMES and not fails and not _of_term(atom, term):
                break
        elif atom.kind == "sep" and (goes := _goes_on(atoms, i, term)):
            i = goes
        elif atom.word == "(" and i == first and _bracketed(atoms, i, takes):
            # "volume discount (12%)"
            i = end = i + 3
            continue
        elif (
            atom.kind not in _RIGHT or (atom.kind == "term" and atom.word in _ALONE)
        ) and not _of_term(atom, term):
            break
        i += 1
        if atom.kind not in _TRIMMED:
            end = i
    return end


def _of_tokens(atoms: list[Atom], i: int) -> bool:
    """Whether a price of tokens stands there, or begins: `net-30 at $0.95 in`, `with a commit input
    is $0.85`. Which tokens it is of is said right beside it, and no term has such figures.
    """
    if atoms[i].kind == "counts":
        after = itertools.dropwhile(lambda atom: atom.kind in _LEADING, atoms[i + 1 : i + 4])
        return any(_is(atom, "usd") for atom in itertools.islice(after, 1))
    if not _is(atoms[i], "usd"):
        return False
    before = itertools.dropwhile(lambda atom: atom.kind in _LEADING, atoms[max(0, i - 3) : i][::-1])
    return any(
        atom.kind == "counts" for atom in (*atoms[i + 1 : i + 2], *itertools.islice(before, 1))
    )


_LEADING = ("filler", "mark", "approx")


def _hit_rate(atoms: list[Atom], i: int) -> bool:
    """Whether a hit rate stands there, as in `20% off at 85% cache hits`, which no discount is."""
    near = atoms[i : i + 4]
    said = [atom for atom in near if atom.kind != "filler" and atom.word not in (":", "=")]
    pair = said[:2] if len(said) > 1 and said[0] is atoms[i] else []
    return any(_is(atom, "%") for atom in pair) and any(
        atom.word == "cache_hit_rate" for atom in pair
    )


def _bracketed(atoms: list[Atom], i: int, takes: frozenset[str]) -> bool:
    inside = atoms[i + 1].amount if i + 2 < len(atoms) else None
    return inside is not None and inside.klass in takes and atoms[i + 2].word == ")"


def _follows(atom: Atom, takes: frozenset[str]) -> bool:
    """Whether a colon leads on to what the term is: `Cache TTL: 5 minutes`."""
    if atom.amount is not None:
        return atom.amount.klass in takes
    return atom.kind in ("date", "approx", "bound", "no", "unread")


def _goes_on(atoms: list[Atom], i: int, term: str) -> int:
    """Where a term goes on after a comma: `provisioned units at $260 a day, 25k TPM each`, `credits
    of 10% below 99.9, 25% below 99`; 0 where it does not.
    """
    j = i + 1
    between = ("filler", "mark", "bound", *(("unread", "able") * (term == "provisioned units")))
    while j < len(atoms) and atoms[j].kind in between:
        j += 1
    amount = atoms[j].amount if j < len(atoms) else None
    if amount is None or atoms[i].word not in (",", "and", "&", "/", "with"):
        return 0
    if term == "provisioned units":
        # What a unit carries, and what it costs.
        return j if amount.klass in ("tok/s", "req/s", "usd/time", "usd/month") else 0
    if term not in ("SLA credits", "discount") or amount.klass != "%":
        return 0
    rest = itertools.takewhile(lambda atom: atom.kind != "sep", atoms[j + 1 :])
    return 0 if any(atom.kind in ("name", "cond") for atom in rest) else j
