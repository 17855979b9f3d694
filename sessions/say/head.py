"""A head: an amount, and the words that were shared out to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sessions.claims.names import readings, stating
from sessions.say.pieces import Amount, Atom

_LENGTHS = ("bare", "tok")
_PRICES = ("usd", "usd/tok", "bare/tok")
RATES = ("tok/s", "tok/s/user", "tok/s/gpu", "req/s")
_RENTS = ("usd/time", "usd/month", "usd/gpu/time", "usd/gpu/month")
TIMES = ("time", "time/tok")
_TAKES: dict[str, frozenset[str]] = {
    "counts": frozenset((*_LENGTHS, *_PRICES, *RATES, "time/tok")),
    "scope": frozenset(("tok/s", "req/s", "usd", "time", *_RENTS)),
    "stat": frozenset((*TIMES, *RATES, "%")),
    "than": frozenset(("times", "%")),
}


@dataclass(slots=True)
class Head:
    """An amount and the words that were shared out to it.

    Attributes:
        at: its place among the pieces of the sentence.
        names: what it is a figure of, as said; bounds, counts: as said, in order.
        than: relative to something; denied: said with "not"; versus: compared with, not offered;
            able: something supports or needs it; mark: the "at" or "with" right before it.
        listed: the list of amounts that it is one of; untold: nothing says which of them it is.
        among: how many prices stand in a row of which nothing says which is which.
        single: said of one user whom nobody else is served beside.
        paired: a load of a list, which its figure has for its own; load: that one, name and number.
        hits: a price right after a hit rate, so that it may be the price of cached input.
        own: the pieces of the sentence that are its own.
    """

    at: int
    amount: Amount
    names: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    stat: str = ""
    bounds: list[str] = field(default_factory=list)
    scope: str = ""
    single: bool = False
    paired: bool = False
    load: tuple[str, str] = ("", "")
    approx: bool = False
    than: bool = False
    denied: bool = False
    versus: bool = False
    able: bool = False
    mark: str = ""
    listed: int = 0
    untold: bool = False
    among: int = 0
    hits: bool = False
    own: list[Atom] = field(default_factory=list)

    def fit(self, atom: Atom) -> int:
        """How well a word fits: 0 not at all, 1 where a unit would have to be assumed, 2 well."""
        klass = self.amount.klass
        if atom.kind == "name":
            if klass in stating().get(atom.word, ()):
                # "for agents (60k in": a length is no number of them.
                long = self.amount.number[-1:].isalpha() and atom.first < self.amount.first
                return 0 if atom.word == "users" and long else 2
            if self.amount.problem:
                return 1
            meant = readings().get(atom.word)
            if meant is None:
                return 0
            return 2 if klass in meant else int(klass == "bare")
        if atom.kind == "than" and atom.first == self.amount.last:
            # "2 s faster" is no figure of 2 s.
            return 2
        if atom.kind == "stat" and klass == "bare":
            return int(any("time" in readings().get(name, ()) for name in self.names))
        if atom.word == "single" and klass in ("tok/s/user", "time", "time/tok"):
            return 2
        if atom.kind == "scope" and klass == "bare":
            return int(atom.word in ("user", "single"))
        if atom.kind == "stat" and "uptime" in self.names:
            # "99.9% uptime, p99 TTFT 1.2 s"
            return 0
        if klass == "%" and atom.kind == "counts":
            return 2 * int(atom.word == "cached" and atom.first >= self.amount.last)
        takes = _TAKES.get(atom.kind)
        return 2 * int(takes is None or klass in takes)

    def has(self, atom: Atom) -> bool:
        """Whether it has a word of that kind already."""
        match atom.kind:
            case "name":
                return bool(self.names)
            case "counts":
                return bool(self.counts)
            case "stat":
                return bool(self.stat)
            case "scope":
                return bool(self.scope)
            case "bound":
                return bool(self.bounds)
            case _:
                return False

    def take(self, atom: Atom) -> None:
        """Make a word its own."""
        self.own.append(atom)
        match atom.kind:
            case "name":
                self.names.append(atom.word)
            case "counts":
                self.counts.append(atom.word)
            case "stat":
                self.stat = self.stat or atom.word
            case "scope":
                self.single = self.single or atom.word == "single"
                whose = "user" if atom.word == "single" else atom.word
                # "8 streams in total: 21 tok/s each"
                each = self.scope == "all" and whose == "user" and atom.first >= self.amount.last
                self.scope = whose if each else self.scope or whose
            case "bound":
                self.bounds.append(atom.word)
            case "approx":
                self.approx = True
            case "than":
                self.than = True
            case "no":
                self.denied = True
            case "versus":
                self.versus = True
            case "able":
                self.able = True
            case _:
                pass


def head_of(index: int, atom: Atom, amount: Amount) -> Head:
    """The head that an amount is before any word was shared out."""
    return Head(
        index,
        amount,
        names=[amount.name] if amount.name else [],
        counts=list(amount.counts),
        bounds=[amount.bound] if amount.bound else [],
        scope=amount.scope,
        approx=amount.approx,
        own=[atom],
    )


def is_condition(head: Head) -> bool:
    """Whether it states a condition, such as how many are in flight."""
    klass = head.amount.klass
    if klass == "%" and ("cached" in head.counts or "cache_hit_rate" in head.names):
        return True
    return any(klass in stating().get(name, ()) for name in head.names)


def is_plain(head: Head) -> bool:
    """Whether it is a number that nothing is said about."""
    return head.amount.klass == "bare" and not head.names and not head.counts
