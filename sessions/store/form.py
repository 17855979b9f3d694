"""The form of a session file, declared once, a row for each key.

From these rows come what is read and what it becomes, what is written and in which order, what is
said of an item that something is wrong with, and by what an item is known again after an edit. What
is wrong is noted and read on. What is only unknown is a caution, because a newer napkin or a person
may have put it there, and it is kept when the file is saved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from formulas.book import BOOK
from formulas.declare import Variable
from formulas.verdicts import THRESHOLDS
from sessions.catalogue.shelves import Shelf
from sessions.claims.conditions import CONDITIONS, quantities
from sessions.claims.metrics import METRICS
from sessions.document.currency import CODE, is_code, not_a_rate
from sessions.document.session import (
    ARRIVALS,
    BOUNDS,
    DEFAULT_SET,
    ENGINES,
    KINDS,
    KV_LAYOUTS,
    OBJECTIVES,
    PRIORITIES,
    SCHEMA,
    STATISTICS,
    Ambiguous,
    Claim,
    Entry,
    Eval,
    LoadTest,
    Note,
    Packet,
    Quote,
    Session,
    SetUp,
    Unreadable,
)
from sessions.files.align import Inline, Tree
from sessions.files.problems import Finding, Findings, is_number
from sessions.store.table import Form, Reader, Row, Table

MOST_WEIGHT = 100.0
# What a value may lose when it is shown as text and read again (`Entry.of` shows seven digits).
CLOSE = 1e-6

_MEASURABLE = ("measured", "setup", "packet")


class Quantity(str):
    """A quantity as it was typed, which carries its value: two trees are compared by both."""

    value: float


def session_of(data: dict[str, Any], findings: Findings) -> Session:
    """Read a whole document. What it returns means nothing when `findings` are bad."""
    top = Table(data, (), findings, FORM)
    version = top.whole("schema", SCHEMA)
    if version > SCHEMA:
        reason = f"written by a newer napkin: this one reads schema {SCHEMA}"
        top.refuse("schema", reason, f"schema = {SCHEMA}", "open it with a newer napkin")
        return Session()  # whatever else looks wrong may be right there
    if version < 1:
        top.refuse("schema", "no such schema", f"schema = {SCHEMA}", f"write schema = {SCHEMA}")
    findings.sweep(data)
    session: Session = FORM.read(top)
    return session


def tree_of(session: Session) -> Tree:
    """The session as a document: texts as they were typed, tables as dicts, in reading order.

    Two sessions with the same tree say the same. What a file need not say, because it is what
    nothing means, is left out.
    """
    return FORM.write(session)


def same(one: Session, other: Session) -> bool:
    """Whether two sessions say the same, with values as close as their texts can tell."""
    return same_trees(tree_of(one), tree_of(other))


def same_trees(one: Any, other: Any) -> bool:
    """The same of their trees, or of parts of those."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_trees(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_trees, one, other))
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        close = math.isclose(one.value, other.value, rel_tol=CLOSE, abs_tol=1e-300)
        return close and one == other
    return bool(one == other)


# --- how a value is written ---------------------------------------------------------------------


def _weights(priorities: Mapping[str, float]) -> Tree:
    return {name: float(weight) for name, weight in priorities.items()}


def _or_nothing(value: Any) -> Any:
    """Zero and false are what nothing means."""
    return value or None


def _entry(entry: Entry | str | None) -> str | Inline | None:
    """A quantity where no table of origins stands beside it."""
    if not isinstance(entry, Entry):
        return entry
    said = Quantity(entry.text)
    said.value = entry.value
    return Inline(value=said, origin=entry.origin) if entry.origin else said


def _each(entries: Mapping[str, Entry | str]) -> Tree:
    return {id: _entry(entry) for id, entry in entries.items()}


def _entries(entries: Mapping[str, Entry]) -> Tree:
    """Quantities by id, and their origins in a table of its own below them."""
    origins = {id: entry.origin for id, entry in entries.items() if entry.origin}
    tree = _each({id: entry._replace(origin="") for id, entry in entries.items()})
    return tree | ({"origin": origins} if origins else {})


# --- how a key is read --------------------------------------------------------------------------


def _text(key: str) -> Row:
    return Row(key, Table.text)


def _needed(key: str, example: str, *, empty: bool = False) -> Row:
    """A text without which the table says nothing: written even when it is empty."""
    return Row(key, lambda table, key: table.needed(key, example, empty=empty), always=True)


def _one_of(key: str, allowed: tuple[str, ...], what: str) -> Row:
    """A word, the first of which is what nothing means."""

    def write(said: str) -> str:
        return "" if said == allowed[0] else said

    return Row(key, lambda table, key: table.one_of(key, allowed, what), write)


def _quantities(*homes: str, beside: bool = False) -> Row:
    """All keys that are variables whose home is one of these.

    Args:
        beside: an origin stands beside its value, and not in a table of all of them.
    """

    def read(table: Table, _: str) -> dict[str, Entry]:
        return table.entries(homes, origins=not beside)

    return Row("", read, _each if beside else _entries, field="entries", homes=homes)


def _table(
    key: str,
    read: Callable[[Table], Any],
    write: Callable[[Any], Tree],
    missing: Callable[[], Any] = dict,
    **more: Any,
) -> Row:
    """A table; `missing` makes its value where there is none."""

    def found(table: Table, key: str) -> Any:
        inner = table.table(key, more.get("form"))
        return missing() if inner is None else read(inner)

    return Row(key, found, write, brackets=1, **more)


def _quantities_alone(key: str, *homes: str, **more: Any) -> Row:
    return _table(key, lambda table: table.entries(homes), _entries, homes=homes, **more)


def _many(key: str, form: Form, field: str = "", heading: str = "") -> Row:
    """An array of tables."""

    def read(table: Table, key: str) -> tuple[Any, ...]:
        return tuple([form.read(each) for each in table.tables(key, form)])

    def write(values: tuple[Any, ...]) -> list[Tree]:
        return [form.write(each) for each in values]

    return Row(key, read, write, field, brackets=2, form=form, heading=heading)


def _tier(table: Table, key: str) -> str:
    tier = table.text(key)
    if tier:
        table.tier((key,), tier)
    return tier


def _tiers(table: Table, key: str) -> tuple[str, ...]:
    tiers = table.words(key)
    for index, tier in enumerate(tiers):
        table.tier((key, index), tier)
    return tiers


def _in_catalogue(on: Shelf, example: str) -> Reader:
    def read(table: Table, key: str) -> str:
        name = table.needed(key, example)
        table.item(key, on, name)
        return name

    return read


def _assumptions(table: Table, key: str) -> str:
    name = table.text(key) or DEFAULT_SET
    item = table.item(key, "assumptions", name)
    version = name.partition("@")[2]
    if item is not None and version and version != item.version:
        reason = f"another version than the one that napkin ships, {item.label}"
        fix = f'write assumptions = "{item.label}" and compare'
        table.findings.add(Finding((*table.path, key), reason, "", fix, caution=True))
    return name


def _session(schema: int, **fields: Any) -> Session:
    return Session(**fields)


def _thresholds(top: Table, key: str) -> tuple[float, float]:
    given = top.take(key)
    if given is None:
        return THRESHOLDS
    if isinstance(given, list) and len(given) == 2 and all(is_number(each) for each in given):
        low, high = given
        if 1 < low < high:
            return (float(low), float(high))
    expected = "two numbers above 1, the smaller first"
    top.refuse(key, "not a pair of thresholds", expected, "write thresholds = [2, 10]")
    return THRESHOLDS


def _active(top: Table, key: str) -> str:
    name = top.text(key)
    if name and name not in top.setups:
        top.not_one_of(key, name, top.setups, "a set-up of this file")
    return name


def _own_name(table: Table, key: str) -> str:
    """The name of a set-up, which has to be another than those before."""
    name, index = table.needed(key, "tp8-c16"), int(table.path[-1])
    first = table.root.setups.index(name) if name else index
    if first < index:
        reason = f"set-up {first + 1} has this name already"
        fix = f'write name = "{name}-2"'
        table.findings.add(Finding((*table.path, key), reason, "a name of its own", fix))
    return name


def _of_set_up(table: Table, key: str) -> str:
    """The name of the set-up that a load test is of."""
    names = table.root.setups
    name = table.needed(key, names[0] if names else "tp8-c16")
    if name and name not in names:
        table.not_one_of(key, name, names, "a set-up of this file")
    return name


def _priorities(inner: Table) -> Mapping[str, float]:
    """How much each thing counts in a best fit: plain numbers, none below zero."""
    inner.unknown(PRIORITIES)
    found: dict[str, float] = {}
    for name in PRIORITIES:
        if name in inner.data:
            weight = inner.number(name)
            if 0 <= weight <= MOST_WEIGHT:
                found[name] = weight
            else:
                inner.refuse(name, "outside 0 to 100", "a weight", f"write {name} = 1")
    return found


def _currency(inner: Table) -> Mapping[str, Entry]:
    """Dollars for one unit of another currency: a plain number, or an amount in dollars."""
    found: dict[str, Entry] = {}
    for code in inner.data:
        if not is_code(code):
            finding = Finding((*inner.path, code), "no code of a currency", CODE, "write EUR", True)
            inner.findings.add(finding)
            continue
        if code == "USD":
            inner.refuse(code, "the dollar is what others are stated in", "another", "delete it")
            continue
        entry = inner.entry(code, None)
        if entry is None:
            continue
        reason = not_a_rate(code, entry)
        if reason:
            inner.refuse(code, reason, "dollars above zero", f'write {code} = "$1.08"')
        else:
            found[code] = entry
    return found


def _conditions(inner: Table) -> Mapping[str, Entry | str]:
    inner.unknown(CONDITIONS)
    found: dict[str, Entry | str] = {}
    for name in inner.data:
        if name in quantities():
            entry = inner.entry(name, BOOK.variables[quantities()[name]])
            if entry is not None:
                found[name] = entry
        elif name in CONDITIONS:
            found[name] = inner.free_text(name)
    return found


def _terms(inner: Table) -> Mapping[str, str]:
    return {key: inner.free_text(key) for key in inner.data}


def _claimed(table: Table) -> Variable | None:
    """What the metric of a claim is a quantity of; None where no metric of ours is named."""
    metric = table.text("metric")
    return METRICS[metric].of if metric in METRICS else BOOK.variables.get(metric)


def _metric(table: Table, key: str) -> str:
    metric = table.needed(key, "per_stream_tps", empty=True)
    if metric and _claimed(table) is None:
        table.not_one_of(key, metric, METRICS, "a metric that napkin knows")
    return metric


def _end(table: Table, key: str) -> Entry | None:
    """The value of a claim, or the other end of its range: a quantity of its metric."""
    variable = _claimed(table)
    if key == "value" and key not in table.data:
        example = variable.first_example if variable else "27 tok/s"
        table.refuse(key, "a claim without a value", "value", f'add value = "{example}"')
    refused = variable is None and table.text("metric")
    return None if refused else table.entry(key, variable)


# --- the rows -----------------------------------------------------------------------------------

_CONDITIONS = _table("conditions", _conditions, _each)

_PACKET = Form(
    Packet,
    _one_of("objective", OBJECTIVES, "an objective"),
    Row("tiers", _tiers, list),
    _text("burstiness"),
    _quantities("packet"),
    _table("priorities", _priorities, _weights),
)
# What is missing is told in the order of the rows; what names an item is written first.
_SETUP = Form(
    SetUp,
    Row("model", _in_catalogue("models", "Kimi K2.6")),
    Row("hardware", _in_catalogue("hardware", "B200")),
    Row("name", _own_name, always=True),
    Row("weights", _tier),
    Row("kv", _tier),
    Row("assumptions", _assumptions, lambda name: name or DEFAULT_SET),
    _text("note"),
    _one_of("attention", KINDS["attention"], "a kind of attention"),
    _one_of("feed_forward", KINDS["feed_forward"], "a kind of feed-forward"),
    _one_of("kv_layout", KV_LAYOUTS, "a layout of the KV cache"),
    _one_of("engine", ENGINES, "an engine"),
    _one_of("arrival", ARRIVALS, "a way for requests to arrive"),
    _quantities("setup"),
    _quantities_alone("measured", *_MEASURABLE),
    what="set-up",
    known_by=("name",),
)
_LOAD_TEST = Form(
    LoadTest,
    Row("setup", _of_set_up, always=True),
    _text("origin"),
    _quantities(*_MEASURABLE, beside=True),
    what="load test",
    known_by=("setup", "concurrency"),
)
_CLAIM = Form(
    Claim,
    Row("metric", _metric, always=True),
    Row("value", _end, _entry, always=True),
    Row("high", _end, _entry),
    _one_of("statistic", STATISTICS, "a statistic"),
    _one_of("bound", BOUNDS, "a bound"),
    _text("counts"),
    Row("approx", Table.flag, _or_nothing),
    *map(_text, ("said", "note", "said_by", "where")),
    Row("private", Table.flag, _or_nothing),
    _CONDITIONS,
    what="claim",
    known_by=("metric",),
)
_EVAL = Form(
    Eval,
    _needed("name", "GPQA"),
    _text("by"),
    Row("result", Table.free_text),
    Row("weights", _tier),
    Row("date", Table.day),
    _text("note"),
    what="quality check",
    known_by=("name", "by"),
)
_AMBIGUOUS = Form(
    Ambiguous,
    _needed("text", "32k tok/s"),
    Row("value", Table.number, float, always=True),
    _text("unit"),
    Row("readings", Table.words, list),
    _text("question"),
    _CONDITIONS,
    known_by=("text",),
)
_REFUSED = Form(
    Unreadable, _needed("text", "1,5 s", empty=True), _text("reason"), known_by=("text",)
)
_QUOTE = Form(
    Quote,
    _needed("provider", "Acme", empty=True),
    Row("date", Table.day),
    Row("round", Table.whole, _or_nothing),
    *map(_text, ("said", "note", "judged")),
    Row("valid_until", Table.day),
    *map(_text, ("said_by", "where")),
    Row("unread", Table.words, list),
    _CONDITIONS,
    _table("terms", _terms, dict),
    _many("claim", _CLAIM, "claims"),
    _many("eval", _EVAL, "evals"),
    _many("ambiguous", _AMBIGUOUS),
    _many("refused", _REFUSED),
    what="quote",
    known_by=("provider", "date"),
)
_NOTE = Form(
    Note,
    Row("date", Table.moment),
    _text("provider"),
    _needed("text", "what happened"),
    what="note",
    known_by=("date",),
)
_TRAFFIC = "what the traffic looks like, and what is good enough"
FORM = Form(
    _session,
    Row("schema", lambda top, key: top.whole(key, SCHEMA)),
    _text("title"),
    Row("active", _active),
    Row("thresholds", _thresholds, lambda pair: None if pair == THRESHOLDS else list(pair)),
    _table("packet", _PACKET.read, _PACKET.write, Packet, form=_PACKET, heading=_TRAFFIC),
    _quantities_alone("bill", "bill", heading="prices that are not rent"),
    _table("currency", _currency, _each),
    _many("setup", _SETUP, "setups", "the set-ups: model, accelerator, how they are run"),
    _many("loadtest", _LOAD_TEST, "load_tests", "measured operating points"),
    _many("quote", _QUOTE, "quotes", "what providers said"),
    _many("note", _NOTE, "notes", "notes"),
)
SHAPE = FORM.shape()
