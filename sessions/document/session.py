"""What a session holds. All values are frozen; an edit makes a new session, and undo is the list of
the old ones.
"""

import datetime
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from formulas.book import BOOK
from formulas.declare import NOTHING, Variable
from formulas.quantity import Reading, Refused
from sessions.document.ranges import is_range, read_range

SCHEMA = 1

Bound = Literal["typical", "at most", "at least", "up to", "range", "rate limit", "SLA"]
Statistic = Literal[
    "", "mean", "p50", "p75", "p80", "p90", "p95", "p98", "p99", "p99.5", "p99.9", "p99.99"
]
Objective = Literal["", "speed", "price", "service level"]

BOUNDS: tuple[Bound, ...] = get_args(Bound)
STATISTICS: tuple[Statistic, ...] = get_args(Statistic)
# The percentiles above the middle, in their order.
TAILS = STATISTICS[STATISTICS.index("p50") + 1 :]
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
# The kinds of model that formulas choose by, and what each may be.
KINDS: dict[str, tuple[str, ...]] = {
    "attention": ("", "mla", "sparse", "kv", "mixed"),
    "feed_forward": ("", "moe", "dense"),
}
# How the cache lies on the GPUs: one copy over the replica, as the source counts; plain tensor
# parallel; decode context parallel; data-parallel attention.
KV_LAYOUTS = ("", "tp", "dcp", "dp")
# What a set-up is held against that names no set of assumptions.
DEFAULT_SET = "calibrated"
# Engines whose habits a set of assumptions may tell apart.
ENGINES = ("", "vllm", "sglang", "trtllm")
# How requests arrive, which it may tell apart, too: as one is answered the next is sent, all at one
# moment, or so many a second.
ARRIVALS = ("", "closed", "burst", "rate")
# What a best fit is weighed by, each 1 unless the packet says otherwise.
PRIORITIES = ("price", "speed", "ttft", "uptime", "quality")


class Entry(NamedTuple):
    """A quantity as somebody entered it: the text kept in the file, its value in base units, and
    where it comes from.
    """

    text: str
    value: float
    origin: str = ""

    @classmethod
    def read(cls, id: str, text: str, origin: str = "") -> "Entry":
        """Read text for a variable, also a range of it. Raises `formulas.quantity.Refused`."""
        return cls(text, read_value(BOOK.variables[id], text).value, origin)

    @classmethod
    def of(cls, id: str, value: float, origin: str = "") -> "Entry":
        """An entry for a value in base units, with the text that reads back to it as shown."""
        return cls(BOOK.variables[id].show(value, 7), value, origin)


Entries = Mapping[str, Entry]


def read_value(variable: Variable, text: str) -> Reading:
    """Read a value of a variable, or a range of it, of which the middle counts. Raises Refused."""
    try:
        return variable.read(text)
    except Refused:
        if not is_range(text):
            raise
        return read_range(variable, text).reading


class Packet(NamedTuple):
    """What a vendor needs to answer: traffic shape and service levels by variable id, objective,
    tiers, burstiness. `priorities` weigh what a best fit is chosen by, by the names in
    `PRIORITIES`.
    """

    entries: Entries = NOTHING
    objective: Objective = ""
    tiers: tuple[str, ...] = ()
    burstiness: str = ""
    priorities: Mapping[str, float] = NOTHING


class SetUp(NamedTuple):
    """Model, quantization, hardware, parallelism, concurrency and engine assumptions.

    `attention` and `feed_forward` replace the model's own kinds, for one that is typed in by hand.
    `kv_layout` is one of `KV_LAYOUTS`, `engine` one of `ENGINES`, `arrival` one of `ARRIVALS`.
    `entries` replace what the model, the hardware and the assumptions say; `measured` fills the
    measured basis alone.
    """

    name: str
    model: str
    hardware: str
    weights: str = ""
    kv: str = ""
    assumptions: str = DEFAULT_SET
    entries: Entries = NOTHING
    measured: Entries = NOTHING
    note: str = ""
    attention: str = ""
    feed_forward: str = ""
    kv_layout: str = ""
    engine: str = ""
    arrival: str = ""


class LoadTest(NamedTuple):
    """One measured operating point. It fills `measured` of its set-up when that runs at the same
    concurrency.
    """

    setup: str
    entries: Entries
    origin: str = ""


class Claim(NamedTuple):
    """One thing that a provider says: a metric with a value and its own conditions.

    Attributes:
        metric: a metric of the verdict table, or "" where nothing bears on it.
        value, high: the value; with a range, its two ends.
        counts: what a rate counts, such as "output" or "processed", where it was said.
        approx: it was said with "about".
        conditions: of this claim alone; the quote's own conditions come on top where these are
            silent.
        said: the words it was read from.
        said_by, where: who said it and where, where that is another than the quote's.
        private: not to be shown to another provider.
    """

    metric: str
    value: Entry
    high: Entry | None = None
    statistic: Statistic = ""
    bound: Bound = "typical"
    counts: str = ""
    approx: bool = False
    conditions: Mapping[str, Entry | str] = NOTHING
    said: str = ""
    note: str = ""
    said_by: str = ""
    where: str = ""
    private: bool = False


class Eval(NamedTuple):
    """A measurement of quality: which evaluation, run by whom, with which result, at which weight
    precision. A vendor verifier's run is one, too.
    """

    name: str
    by: str = ""
    result: str = ""
    weights: str = ""
    date: datetime.date | None = None
    note: str = ""


class Ambiguous(NamedTuple):
    """A quantity that may mean several metrics; each reading gets its own verdict, under the
    conditions that the quantity was said with, and the question is asked.
    """

    text: str
    value: float
    unit: str
    readings: tuple[str, ...]
    question: str = ""
    conditions: Mapping[str, Entry | str] = NOTHING


class Unreadable(NamedTuple):
    """A quantity that was refused, with the reason."""

    text: str
    reason: str


class Quote(NamedTuple):
    """What one provider claims on one date.

    Attributes:
        round: which offer of this provider it is, from 1 on.
        valid_until: the last day on which it holds.
        said_by, where: who said it, and where (a call, an e-mail, a price page).
        terms: what it is bound to, as it was said, by the names of `sessions.claims.terms`.
        evals: what is known of the quality that it is served with.
        judged: the assumptions (set and version) it was last judged by.
    """

    provider: str
    claims: tuple[Claim, ...] = ()
    date: datetime.date | None = None
    round: int = 0
    conditions: Mapping[str, Entry | str] = NOTHING
    terms: Mapping[str, str] = NOTHING
    ambiguous: tuple[Ambiguous, ...] = ()
    refused: tuple[Unreadable, ...] = ()
    unread: tuple[str, ...] = ()
    said: str = ""
    note: str = ""
    judged: str = ""
    valid_until: datetime.date | None = None
    said_by: str = ""
    where: str = ""
    evals: tuple[Eval, ...] = ()


class Note(NamedTuple):
    """A remark with its time, and of which provider it is."""

    text: str
    date: datetime.date | datetime.datetime | None = None
    provider: str = ""


class Session(NamedTuple):
    """One document: packet, bill, set-ups, load tests, quotes, notes.

    `currency` has the dollars that one unit of another currency is worth, by its code of three
    letters; nothing else turns such an amount into dollars.
    """

    title: str = ""
    packet: Packet = Packet()
    bill: Entries = NOTHING
    setups: tuple[SetUp, ...] = ()
    load_tests: tuple[LoadTest, ...] = ()
    quotes: tuple[Quote, ...] = ()
    notes: tuple[Note, ...] = ()
    thresholds: tuple[float, float] = (2.0, 10.0)
    active: str = ""
    currency: Entries = NOTHING

    @property
    def schema(self) -> int:
        """The version of the form that a file of it has."""
        return SCHEMA

    def setup(self, name: str = "") -> SetUp:
        """A set-up by name; without one, the active set-up, else the first. Raises KeyError."""
        name = name or self.active
        for setup in self.setups:
            if setup.name == name or not name:
                return setup
        raise KeyError(name)

    def with_copy(self, name: str) -> tuple["Session", str]:
        """The session with a copy of a set-up right after it, and the copy's name: `NAME-2`, or the
        next number that is free. Raises KeyError.

        The copy brings its load tests: they say what they were taken at, so until one of its fields
        changes it answers as the original does, and from then on they fall silent as they would
        there.
        """
        original = self.setup(name)
        known = {setup.name for setup in self.setups}
        base, _, number = original.name.rpartition("-")
        if not (number.isdecimal() and base in known):
            base = original.name
        new = next(n for i in range(2, len(known) + 3) if (n := f"{base}-{i}") not in known)
        place = self.setups.index(original) + 1
        copy = original._replace(name=new)
        tests = [test._replace(setup=new) for test in self.load_tests if test.setup == name]
        return self._replace(
            setups=(*self.setups[:place], copy, *self.setups[place:]),
            load_tests=(*self.load_tests, *tests),
        ), new

    def with_setup(self, changed: SetUp) -> "Session":
        """The session with one set-up replaced, by name."""
        return self._replace(
            setups=tuple([changed if s.name == changed.name else s for s in self.setups])
        )


def home_of(variable: Variable) -> Literal["packet", "bill", "setup", "measured"]:
    """Which part of a session holds an entered value of a variable."""
    if variable.kind == "measured":
        return "measured"
    if variable.place in ("packet", "service level"):
        return "packet"
    if variable.place == "bill" and variable.id != "utilization":
        return "bill"
    return "setup"


def _part(session: Session, id: str, setup: str) -> Entries:
    """The part of a session that holds an entered value of a variable."""
    match home_of(BOOK.variables[id]):
        case "packet":
            return session.packet.entries
        case "bill":
            return session.bill
        case "measured":
            return session.setup(setup).measured
        case "setup":
            return session.setup(setup).entries


def entered(session: Session, id: str, setup: str = "") -> Entry | None:
    """What the session itself holds for a variable, or None where another part of the house says
    it.
    """
    return _part(session, id, setup).get(id)


def with_entry(session: Session, id: str, entry: Entry | None, setup: str = "") -> Session:
    """The session with one value entered (or, with None, withdrawn) in the part that holds it."""
    changed = {
        key: said
        for key, said in _part(session, id, setup).items()
        if key != id or entry is not None
    }
    if entry is not None:
        changed[id] = entry
    match home_of(BOOK.variables[id]):
        case "packet":
            return session._replace(packet=session.packet._replace(entries=changed))
        case "bill":
            return session._replace(bill=changed)
        case "measured":
            return session.with_setup(session.setup(setup)._replace(measured=changed))
        case "setup":
            return session.with_setup(session.setup(setup)._replace(entries=changed))
