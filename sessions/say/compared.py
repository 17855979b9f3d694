"""Figures beside what they are compared with: what was before, and the list that a price is taken
off. What is compared with is no claim; what is offered beside it is of the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from sessions.document.session import Quote
from sessions.say.head import Head
from sessions.say.pieces import Atom
from sessions.say.term_figures import discount_for, read_term

_WAS, _IS = ("was", "were"), ("is", "it's", "now", "today", "currently", "are")
_AGAIN = frozenset(("it", "it's", "that", "that's", "which", "now", "this", "today"))
_PER_TOKEN = ("usd", "usd/tok")
_OPENING = 3  # pieces that a sentence begins with


def compared(atoms: list[Atom], heads: list[Head], earlier: Sequence[Head]) -> None:
    """Mark what figures were before, and let what is said beside it be of the same.

    Args:
        earlier: the figures of the sentence before, which this one may go on from.
    """
    if not heads:
        return
    _what_was(atoms, heads)
    _over_a_period(heads)
    if not any(head.versus or head.than for head in (*heads, *earlier)):
        return
    again = not _AGAIN.isdisjoint([atom.word for atom in atoms[:_OPENING]])
    _in_that_order(heads, earlier)
    _of_what_moved(heads, earlier if again else ())


def _what_was(atoms: list[Atom], heads: list[Head]) -> None:
    """`output was $4.50/M and is $3.90/M now`, `$0.90/M in, was $1.10/M`."""
    for before, head in pairwise(heads):
        if before.amount.klass != head.amount.klass or head.names or head.counts or head.versus:
            continue
        between = [atom.word for atom in atoms[before.at + 1 : head.at]]
        past = atoms[before.at - 1].word in _WAS if before.at else False
        after = atoms[head.at + 1].word if head.at + 1 < len(atoms) else ""
        if past and (after in _IS or not set(_IS).isdisjoint(between)):
            before.versus = True
            head.names, head.stat = list(before.names), head.stat or before.stat
        elif between and between[-1] in _WAS and not head.bounds and not before.versus:
            head.versus = True


# When something was measured, and not what it is compared with.
_PERIODS = frozenset(("last quarter", "last year", "last month", "last week"))


def _over_a_period(heads: list[Head]) -> None:
    """`uptime last quarter 99.97`: measured over a time that is past, where it is the only figure
    of its kind; of a price it is what was paid.
    """
    for head in heads:
        said = [atom.word for atom in head.own if atom.kind == "versus"]
        if not said or not _PERIODS.issuperset(said) or head.amount.klass.startswith("usd"):
            continue
        alike = [other for other in heads if other.amount.klass == head.amount.klass]
        if len(alike) == 1 or "uptime" in head.names:
            head.versus = False


def _of_what_moved(heads: list[Head], earlier: Sequence[Head]) -> None:
    """`we had to lift the output price by $0.40/M, it is now $3.90/M`: what it is now is of the
    same as what it was moved by.
    """
    aside = [head for head in (*earlier, *heads) if head.versus or head.than]
    told = {tuple(head.counts) for head in aside if head.counts}
    if len(told) != 1:
        return
    moved: Head | None = None
    for head in (*earlier, *heads):
        if head.versus or head.than:
            moved = head if head.counts and head.amount.klass in _PER_TOKEN else moved
        elif moved is not None and head.amount.klass in _PER_TOKEN:
            if not (head.counts or set(head.names) - {"price"}):
                head.counts, head.names = list(moved.counts), head.names or list(moved.names)
            moved = None


def _in_that_order(heads: list[Head], earlier: Sequence[Head]) -> None:
    """`list is $1.00 in and $4.00 out, you'd pay $0.90 and $3.60`, `sticker price is $5.60 per
    B200-hour, with the discount $4.48`: of the same, in that order.
    """
    said = [head for head in (*earlier, *heads) if head.versus]
    loose = [head for head in heads if head.amount.klass == "usd" and not head.versus]
    loose = [head for head in loose if not (head.counts or set(head.names) - {"price"})]
    if not loose or len(loose) != len(said) or any(head.bounds for head in loose):
        return
    pairs = [*zip(loose, said, strict=True)]
    if all(_is_less(head.amount.number, like.amount.number) for head, like in pairs):
        for head, like in pairs:
            head.counts, head.among, head.untold = list(like.counts), 0, False
            head.amount.klass, head.amount.unit = like.amount.klass, like.amount.unit
            head.amount.hardware, head.scope = like.amount.hardware, head.scope or like.scope


def _is_less(number: str, of: str) -> bool:
    """Whether one price may be another one less a discount."""
    try:
        return 0.2 * float(of) < float(number) <= float(of)
    except ValueError:
        return False


# --- What is taken off a list.

_LISTS = frozenset(
    ("list", "list price", "list prices", "list rate", "list rates", "rack rate", "sticker price")
)
_SMALL = ("filler", "approx", "all")
_OF_OTHERS = frozenset(("their", "of"))  # "their list price", "list price of Acme"


def of_a_list(atoms: list[Atom], heads: list[Head], *, first: bool) -> list[Head]:
    """The prices that a sentence gives as those of the vendor's own list.

    Args:
        first: it has to begin with that, where nothing is said of how much is taken off.
    """
    said = (atom for atom in atoms if atom.kind not in _SMALL and (first or atom.kind == "versus"))
    begins = next(said, None)
    if begins is None or begins.kind != "versus" or begins.word not in _LISTS:
        return []
    place = atoms.index(begins)
    around = {atom.word for atom in (*atoms[:place], *atoms[place + 1 : place + 2])}
    if not _OF_OTHERS.isdisjoint(around):
        return []
    found = [head for head in heads if head.versus and head.amount.klass.startswith("usd")]
    other = {atom.word for head in found for atom in head.own if atom.kind == "versus"}
    return found if other <= _LISTS else []


def taken_off(quote: Quote) -> Decimal:
    """The share that is taken off a list for everybody: 0 where nothing is said of any, where it
    hangs on something, such as a commitment, and where nobody can say how much it is.
    """
    words, relative = quote.terms.get("discount"), [c for c in quote.claims if not c.metric]
    if words is None and len(relative) == 1 and relative[0].value.text.endswith("%"):
        words = f"{relative[0].value.text} discount"  # "for you 25% less"
    if words is None or not _BINDING.isdisjoint(quote.terms):
        return Decimal(0)
    reading = read_term("discount", words)
    figure = reading.figure("share")
    if figure is None or figure.bound or reading.ask or discount_for(reading):
        return Decimal(0)
    return Decimal(f"{figure.value:.9g}")


_BINDING = frozenset(("commitment", "term", "volume"))


def take_off(head: Head, share: Decimal) -> None:
    """Make a price of a list the one that is paid."""
    head.versus = False
    amount = head.amount
    try:
        low, high = [
            f"{(Decimal(number) * (1 - share)).normalize():f}" if number and share else number
            for number in (amount.number, amount.high)
        ]
    except InvalidOperation:
        head.versus = True
        return
    if share:
        said = amount.origin or amount.text()
        amount.number, amount.high = low, high
        amount.origin = f"list {said} less {share:.9%}".replace("000000%", "%")
