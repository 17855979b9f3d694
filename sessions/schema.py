"""What a session file may hold: from plain data to a `Session`.

What is wrong is noted and read on. What is only unknown is a caution, because a newer napkin or a
person may have put it there, and it is kept when the file is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formulas.book import BOOK
from formulas.verdicts import METRICS, THRESHOLDS
from sessions.currency import CODE, is_code, not_a_rate
from sessions.findings import Finding, Findings, is_number
from sessions.session import (
    BOUNDS,
    CONDITION_VARIABLES,
    CONDITION_WORDS,
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
from sessions.table import Table

_TOP = (
    "schema", "title", "active", "thresholds",
    "packet", "bill", "currency", "setup", "loadtest", "quote", "note",
)  # fmt: skip
_PACKET = ("objective", "tiers", "burstiness", "priorities", "origin")
_SETUP = (
    "name",
    "model",
    "hardware",
    "weights",
    "kv",
    "assumptions",
    "note",
    "measured",
    "origin",
    "attention",
    "feed_forward",
    "kv_layout",
    "engine",
)
_LOAD_TEST = ("setup", "origin")
_QUOTE = (
    "provider", "date", "round", "valid_until", "said_by", "where", "conditions", "terms", "claim",
    "eval", "ambiguous", "refused", "unread", "said", "note", "judged",
)  # fmt: skip
_CLAIM = (
    "metric", "value", "high", "statistic", "bound", "counts", "approx", "conditions", "said",
    "note", "said_by", "where", "private",
)  # fmt: skip
_MEASURABLE = ("setup", "measured", "packet")
MOST_WEIGHT = 100.0


def session_of(data: dict[str, Any], findings: Findings) -> Session:
    """Read a whole document. What it returns means nothing when `findings` are bad."""
    top = Table(data, (), findings)
    version = top.whole("schema", SCHEMA)
    if version > SCHEMA:
        reason = f"written by a newer napkin: this one reads schema {SCHEMA}"
        top.refuse("schema", reason, f"schema = {SCHEMA}", "open it with a newer napkin")
        return Session()  # whatever else looks wrong may be right there
    if version < 1:
        top.refuse("schema", "no such schema", f"schema = {SCHEMA}", f"write schema = {SCHEMA}")
    findings.sweep(data)
    top.unknown(_TOP)
    setups = tuple([_setup(each) for each in top.tables("setup")])
    names = _names(setups, findings)
    packet, bill = top.table("packet"), top.table("bill")
    session = Session(
        title=top.text("title"),
        packet=_packet(packet) if packet else Packet(),
        bill=bill.entries(("origin",), ("bill",)) if bill else {},
        currency=_currency(top),
        setups=setups,
        load_tests=tuple([_load_test(each, names) for each in top.tables("loadtest")]),
        quotes=tuple([_quote(each) for each in top.tables("quote")]),
        notes=tuple([_note(each) for each in top.tables("note")]),
        thresholds=_thresholds(top),
        active=top.text("active"),
    )
    if session.active and session.active not in names:
        top.not_one_of("active", session.active, names, "a set-up of this file")
    return session


def _names(setups: tuple[SetUp, ...], findings: Findings) -> tuple[str, ...]:
    """The names of the set-ups, each of which has to be another."""
    names: list[str] = []
    for index, setup in enumerate(setups):
        if setup.name and setup.name in names:
            reason = f"set-up {names.index(setup.name) + 1} has this name already"
            fix = f'write name = "{setup.name}-2"'
            findings.add(Finding(("setup", index, "name"), reason, "a name of its own", fix))
        names.append(setup.name)
    return tuple(names)


def _thresholds(top: Table) -> tuple[float, float]:
    given = top.take("thresholds")
    if given is None:
        return THRESHOLDS
    if isinstance(given, list) and len(given) == 2 and all(is_number(each) for each in given):
        low, high = given
        if 1 < low < high:
            return (float(low), float(high))
    expected = "two numbers above 1, the smaller first"
    top.refuse("thresholds", "not a pair of thresholds", expected, "write thresholds = [2, 10]")
    return THRESHOLDS


def _packet(table: Table) -> Packet:
    tiers = table.words("tiers")
    for index, tier in enumerate(tiers):
        table.tier(("tiers", index), tier)
    return Packet(
        entries=table.entries(_PACKET, ("packet",)),
        objective=table.one_of("objective", OBJECTIVES, "an objective"),
        tiers=tiers,
        burstiness=table.text("burstiness"),
        priorities=_priorities(table),
    )


def _priorities(table: Table) -> Mapping[str, float]:
    """How much each thing counts in a best fit: plain numbers, none below zero."""
    inner = table.table("priorities")
    if inner is None:
        return {}
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


def _currency(top: Table) -> Mapping[str, Entry]:
    """Dollars for one unit of another currency: a plain number, or an amount in dollars."""
    inner = top.table("currency")
    if inner is None:
        return {}
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


def _setup(table: Table) -> SetUp:
    measured = table.table("measured")
    model, hardware = table.needed("model", "Kimi K2.6"), table.needed("hardware", "B200")
    table.item("model", "models", model)
    table.item("hardware", "hardware", hardware)
    weights, kv = table.text("weights"), table.text("kv")
    for key, tier in (("weights", weights), ("kv", kv)):
        if tier:
            table.tier((key,), tier)
    return SetUp(
        name=table.needed("name", "tp8-c16"),
        model=model,
        hardware=hardware,
        weights=weights,
        kv=kv,
        assumptions=_assumptions(table),
        entries=table.entries(_SETUP, ("setup",)),
        measured=measured.entries(("origin",), _MEASURABLE) if measured else {},
        note=table.text("note"),
        attention=table.one_of("attention", KINDS["attention"], "a kind of attention"),
        feed_forward=table.one_of("feed_forward", KINDS["feed_forward"], "a kind of feed-forward"),
        kv_layout=table.one_of("kv_layout", KV_LAYOUTS, "a layout of the KV cache"),
        engine=table.one_of("engine", ENGINES, "an engine"),
    )


def _assumptions(table: Table) -> str:
    name = table.text("assumptions") or DEFAULT_SET
    item = table.item("assumptions", "assumptions", name)
    version = name.partition("@")[2]
    if item is not None and version and version != item.version:
        reason = f"another version than the one that napkin ships, {item.label}"
        fix = f'write assumptions = "{item.label}" and compare'
        findings = table.findings
        findings.add(Finding((*table.path, "assumptions"), reason, "", fix, caution=True))
    return name


def _load_test(table: Table, setups: tuple[str, ...]) -> LoadTest:
    name = table.needed("setup", setups[0] if setups else "tp8-c16")
    if name and name not in setups:
        table.not_one_of("setup", name, setups, "a set-up of this file")
    entries = table.entries(_LOAD_TEST, _MEASURABLE, origins=False)
    return LoadTest(name, entries, table.text("origin"))


def _quote(table: Table) -> Quote:
    table.unknown(_QUOTE)
    terms = table.table("terms")
    return Quote(
        provider=table.needed("provider", "Acme", empty=True),
        claims=tuple([_claim(each) for each in table.tables("claim")]),
        date=table.day("date"),
        round=table.whole("round"),
        conditions=_conditions(table),
        terms={key: terms.free_text(key) for key in terms.data} if terms else {},
        ambiguous=tuple([_ambiguous(each) for each in table.tables("ambiguous")]),
        refused=tuple([_unreadable(each) for each in table.tables("refused")]),
        unread=table.words("unread"),
        said=table.text("said"),
        note=table.text("note"),
        judged=table.text("judged"),
        valid_until=table.day("valid_until"),
        said_by=table.text("said_by"),
        where=table.text("where"),
        evals=tuple([_eval(each) for each in table.tables("eval")]),
    )


def _eval(table: Table) -> Eval:
    table.unknown(("name", "by", "result", "weights", "date", "note"))
    weights = table.text("weights")
    if weights:
        table.tier(("weights",), weights)
    return Eval(
        name=table.needed("name", "GPQA"),
        by=table.text("by"),
        result=table.free_text("result"),
        weights=weights,
        date=table.day("date"),
        note=table.text("note"),
    )


def _claim(table: Table) -> Claim:
    table.unknown(_CLAIM)
    metric = table.needed("metric", "per_stream_tps", empty=True)
    variable = METRICS[metric].of if metric in METRICS else BOOK.variables.get(metric)
    value = high = None
    if metric and variable is None:
        table.not_one_of("metric", metric, METRICS, "a metric that napkin knows")
    else:
        value, high = table.entry("value", variable), table.entry("high", variable)
    if "value" not in table.data:
        example = variable.first_example if variable else "27 tok/s"
        table.refuse("value", "a claim without a value", "value", f'add value = "{example}"')
    return Claim(
        metric=metric,
        value=value or Entry("", 0.0),
        high=high,
        statistic=table.one_of("statistic", STATISTICS, "a statistic"),
        bound=table.one_of("bound", BOUNDS, "a bound"),
        counts=table.text("counts"),
        approx=table.flag("approx"),
        conditions=_conditions(table),
        said=table.text("said"),
        note=table.text("note"),
        said_by=table.text("said_by"),
        where=table.text("where"),
        private=table.flag("private"),
    )


def _conditions(table: Table) -> Mapping[str, Entry | str]:
    inner = table.table("conditions")
    if inner is None:
        return {}
    inner.unknown((*CONDITION_VARIABLES, *CONDITION_WORDS))
    found: dict[str, Entry | str] = {}
    for name in inner.data:
        if name in CONDITION_VARIABLES:
            entry = inner.entry(name, BOOK.variables[CONDITION_VARIABLES[name]])
            if entry is not None:
                found[name] = entry
        elif name in CONDITION_WORDS:
            found[name] = inner.free_text(name)
    return found


def _ambiguous(table: Table) -> Ambiguous:
    table.unknown(("text", "value", "unit", "readings", "question"))
    return Ambiguous(
        text=table.needed("text", "32k tok/s"),
        value=table.number("value"),
        unit=table.text("unit"),
        readings=table.words("readings"),
        question=table.text("question"),
    )


def _unreadable(table: Table) -> Unreadable:
    table.unknown(("text", "reason"))
    return Unreadable(table.needed("text", "1,5 s", empty=True), table.text("reason"))


def _note(table: Table) -> Note:
    table.unknown(("text", "date", "provider"))
    text = table.needed("text", "what happened")
    return Note(text, table.moment("date"), table.text("provider"))
