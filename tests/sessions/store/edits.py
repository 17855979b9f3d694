"""Random edits of a session, as somebody at the screen would make them, for the property tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from random import Random

from formulas.book import BOOK
from sessions.document.session import (
    Ambiguous,
    Claim,
    Entry,
    Eval,
    LoadTest,
    Note,
    Quote,
    Session,
    Unreadable,
    home_of,
    with_entry,
)

WORDS = (
    "Acme",
    "Böreas & Söhne",
    'say "no"',
    "it's",
    "back\\slash",
    "# no remark",
    "two\nlines",
    "\nfirst line empty",
    "tab\there",
    "esc \x1b[31m red",
    "\u202eturned",
    "[quote]",
    "a = 1",
    "日本語",
    '"""',
    "'''",
    " edges ",
    "nul\x00",
    "line\r\nend",
)
METRICS = {"per_stream_tps": "40 tok/s/user", "ttft": "1.2 s", "uptime": "99.9%", "gpus": "8 GPU"}
_RATES = {"EUR": Entry("$1.07", 1.07, "a bank"), "GBP": Entry("1.3", 1.3)}
IDS = tuple(id for id in BOOK.variables if id not in ("gpus_per_replica", "concurrency"))


def _entry(random: Random, id: str) -> Entry:
    variable = BOOK.variables[id]
    text = variable.first_example
    if random.random() < 0.3:
        text = variable.show(variable.read(text).value, 7)
    return Entry.read(id, text, random.choice(["", "", random.choice(WORDS)]))


def _claim(random: Random) -> Claim:
    metric = random.choice(list(METRICS))
    id = {"uptime": "sla_uptime", "gpus": "gpus_per_replica"}.get(metric, metric)
    claim = Claim(metric, Entry.read(id, METRICS[metric]))
    if random.random() < 0.3:
        claim = claim._replace(bound="at most", statistic="p95", approx=True, said=_word(random))
    if random.random() < 0.2:
        claim = claim._replace(said_by=_word(random), where=_word(random), private=True)
    if random.random() < 0.3:
        claim = claim._replace(conditions={"gpus": Entry.read("gpus_per_replica", "4")})
    return claim


def _word(random: Random) -> str:
    return random.choice(WORDS)


def _quote(random: Random) -> Quote:
    claims = tuple([_claim(random) for _ in range(random.randrange(3))])
    quote = Quote(f"{_word(random)} {random.randrange(1000)}", claims)
    if random.random() < 0.5:
        quote = quote._replace(
            date=datetime.date(2026, 1, 1 + random.randrange(28)),
            conditions={"concurrency": Entry.read("concurrency", "16"), "weights": "fp4"},
            terms={"term": _word(random), "odd key": "x"},
        )
    if random.random() < 0.3:
        quote = quote._replace(
            valid_until=datetime.date(2026, 12, 1 + random.randrange(28)),
            said_by=_word(random),
            where=_word(random),
            evals=tuple([_eval(random) for _ in range(random.randrange(3))]),
        )
    if random.random() < 0.2:
        quote = quote._replace(
            ambiguous=(Ambiguous("32k tok/s", 32e3, "tok/s", ("processed_tps",), "which?"),),
            refused=(Unreadable("1,5 s", "a decimal comma"),),
            unread=(_word(random), "and more"),
        )
    return quote


def _eval(random: Random) -> Eval:
    weights = random.choice(["", "fp8"])
    return Eval(_word(random), random.choice(["", _word(random)]), "81.2%", weights)


def _set_entry(session: Session, random: Random) -> Session:
    id = random.choice(IDS)
    if not session.setups and home_of(BOOK.variables[id]) in ("setup", "measured"):
        return session
    setup = random.choice(session.setups).name if session.setups else ""
    if random.random() < 0.8:
        return with_entry(session, id, _entry(random, id), setup)
    if not session.setups:
        return session
    part = random.choice(session.setups)
    return session.with_setup(part._replace(measured={"ttft": _entry(random, "ttft")}))


def _withdraw(session: Session, random: Random) -> Session:
    places = [("", id) for id in [*session.packet.entries, *session.bill]]
    places += [(s.name, id) for s in session.setups for id in [*s.entries, *s.measured]]
    if not places:
        return session
    name, id = random.choice(places)
    try:
        return with_entry(session, id, None, name)
    except KeyError:
        return session


def _packet(session: Session, random: Random) -> Session:
    packet = session.packet._replace(
        objective=random.choice(["", "speed", "price"]),
        tiers=random.choice([(), ("fp4",), ("fp8", "bf16")]),
        burstiness=random.choice(["", _word(random)]),
        priorities=random.choice([{}, {"price": 2.0}, {"price": 0.5, "ttft": 3.0}]),
    )
    return session._replace(packet=packet)


def _head(session: Session, random: Random) -> Session:
    names = ["", *[s.name for s in session.setups]]
    return session._replace(
        title=random.choice(["", _word(random)]),
        active=random.choice(names),
        thresholds=random.choice([(2.0, 10.0), (3.0, 12.5)]),
        currency=random.choice([{}, {"EUR": Entry("1.08", 1.08)}, _RATES]),
    )


def _add_quote(session: Session, random: Random) -> Session:
    quotes = list(session.quotes)
    quotes.insert(random.randint(0, len(quotes)), _quote(random))
    return session._replace(quotes=tuple(quotes))


def _remove_quote(session: Session, random: Random) -> Session:
    quotes = list(session.quotes)
    if quotes:
        del quotes[random.randrange(len(quotes))]
    return session._replace(quotes=tuple(quotes))


def _move_quote(session: Session, random: Random) -> Session:
    quotes = list(session.quotes)
    if quotes:
        quote = quotes.pop(random.randrange(len(quotes)))
        quotes.insert(random.randint(0, len(quotes)), quote)
    return session._replace(quotes=tuple(quotes))


def _change_quote(session: Session, random: Random) -> Session:
    if not session.quotes:
        return session
    place = random.randrange(len(session.quotes))
    quote = session.quotes[place]
    claims = list(quote.claims)
    if claims and random.random() < 0.5:
        claims.pop(random.randrange(len(claims)))
    if random.random() < 0.5:
        claims.insert(random.randint(0, len(claims)), _claim(random))
    random.shuffle(claims)
    other = _quote(random)
    changed = quote._replace(
        claims=tuple(claims),
        note=random.choice([quote.note, "", _word(random)]),
        round=random.choice([0, 2, quote.round]),
        conditions=random.choice([quote.conditions, other.conditions, {}]),
        evals=random.choice([quote.evals, other.evals, ()]),
        terms=random.choice([quote.terms, other.terms]),
        refused=random.choice([quote.refused, other.refused]),
    )
    quotes = [changed if i == place else q for i, q in enumerate(session.quotes)]
    return session._replace(quotes=tuple(quotes))


def _setups(session: Session, random: Random) -> Session:
    names = {s.name for s in session.setups}
    if session.setups and random.random() < 0.6:
        copied = random.choice(session.setups)
        name = next(f"copy {i}" for i in range(99) if f"copy {i}" not in names)
        return session._replace(setups=(*session.setups, copied._replace(name=name)))
    used = {t.setup for t in session.load_tests} | {session.active}
    free = [s for s in session.setups if s.name not in used]
    if not free:
        return session
    gone = random.choice(free)
    return session._replace(setups=tuple([s for s in session.setups if s is not gone]))


def _load_tests(session: Session, random: Random) -> Session:
    tests = list(session.load_tests)
    if tests and random.random() < 0.4:
        tests.pop(random.randrange(len(tests)))
    elif session.setups:
        entries = {id: _entry(random, id) for id in ("ttft", "pass_time")}
        test = LoadTest(random.choice(session.setups).name, entries, _word(random))
        tests.insert(random.randint(0, len(tests)), test)
    return session._replace(load_tests=tuple(tests))


def _notes(session: Session, random: Random) -> Session:
    if session.notes and random.random() < 0.4:
        return session._replace(notes=session.notes[1:])
    moment = datetime.datetime(2026, 6, 9, 12, 30, tzinfo=datetime.UTC)
    note = Note(_word(random), random.choice([None, datetime.date(2026, 6, 9), moment]))
    note = note._replace(provider=random.choice(["", _word(random)]))
    return session._replace(notes=(*session.notes, note))


EDITS: tuple[Callable[[Session, Random], Session], ...] = (
    _set_entry,
    _set_entry,
    _withdraw,
    _withdraw,
    _packet,
    _head,
    _add_quote,
    _remove_quote,
    _move_quote,
    _change_quote,
    _change_quote,
    _setups,
    _load_tests,
    _notes,
)


def edited(session: Session, random: Random, most: int = 4) -> Session:
    """The session after one to `most` random edits."""
    for _ in range(random.randint(1, most)):
        session = random.choice(EDITS)(session, random)
    return session
