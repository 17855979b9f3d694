"""Holding claims against the chain: one quote, a whole session. Nothing here knows a screen.

What a quote says is read once. Claims of one metric at the same conditions share a yardstick; an
edit makes the yardsticks anew, and where one comes out as it was, its verdicts stay.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import is_, itemgetter
from typing import Any, NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Shape
from formulas.declare import NOTHING
from formulas.quantity import Refused
from formulas.verdicts import worst
from sessions.catalogue.catalogue import find
from sessions.catalogue.shelves import UnknownItem
from sessions.claims.conditions import Conditions
from sessions.claims.metrics import METRICS, Metric
from sessions.document.session import Ambiguous, Claim, Entry, Quote, Session, SetUp
from sessions.judging.blend import Blend, Ends, Mix, as_claim, blended, components, mix_of
from sessions.judging.cheapest import buyer_of
from sessions.judging.contradictions import contradictions
from sessions.judging.costs import speed_beside
from sessions.judging.searched import searched
from sessions.judging.searching import SEARCHED
from sessions.judging.verdict import JudgedQuote, Verdict, Yardstick
from sessions.judging.yardsticks import yardstick
from sessions.setups.conditions import Applied, Known, apply
from sessions.setups.mix import hourly
from sessions.setups.mix import mix_of as traffic_of
from sessions.setups.resolve import LAYOUT

# --- What bears on a verdict, so that one is only judged again where any of it changed. An edit
# of one field leaves most claims as they were: the price of a GPU says nothing of a time to
# the first token. Judging is a pure function of what is compared here, so that a kept verdict
# is the very one that judging anew would give.

# What reasons and readings are made of, whatever the claim: does it fit in memory, with how many.
_ALWAYS = (
    "kv_budget",
    "interconnect_domain",
    "kv_bytes_per_request_per_gpu",
    "weight_bytes_per_gpu",
    "max_requests_in_memory",
    "gpus_to_load",
    "kv_read_bytes",
    "concurrency",
    "context_tokens",
    "experts_per_token",
    "expected_unique_experts",
)
# What a price is read against besides.
_PRICES = (
    "price_per_processed_token",
    "price_at_utilization",
    "api_price_per_month",
    "per_stream_tps",
    "ttft",
    "e2e_latency",
)
_SPEEDS = ("rate", "latency")
# What the search over what was not said starts from, and what may be settled of it.
_SEARCH = (
    *("interconnect_domain", "cached_heads", "attention_params", "max_requests_in_layout"),
    *("demand_concurrency", "verified_tokens_per_pass", "tokens_per_pass", "activation_bytes"),
)
_SETTLED = (
    *("concurrency", "gpus_per_replica", "bytes_per_param", "bytes_per_kv_value", "gpu_flops"),
    *("tokens_per_pass", "verified_tokens_per_pass", *LAYOUT),
)


def bears(session: Session, metric: Metric, at: Applied) -> tuple[object, ...]:
    """All that a verdict on a metric depends on, beside the claim: values of a chain, and words."""
    results, resolved = at.results, at.resolved
    level = session.packet.entries.get(metric.level)
    return (
        results.plan.shape,
        _values(results.plan.shape, metric)(results.numbers),
        resolved.model.title,
        resolved.hardware.title,
        resolved.assumptions.label,
        at.stated,
        at.reason,
        at.tokens_open,
        at.took,
        session.thresholds,
        level.value if level is not None else None,
        *(_searched(session, at) if metric.kind in SEARCHED else ()),
    )


def _searched(session: Session, at: Applied) -> tuple[object, ...]:
    """What a search over what was not said depends on besides: whose it is, and what is set."""
    resolved, sources = at.resolved, at.resolved.sources
    origins = [sources[id].origin for id in _SETTLED if id in sources]
    setup = resolved.setup
    return (
        buyer_of(session, at),
        resolved.model.name,
        (setup.weights, setup.kv, setup.engine, setup.arrival),
        origins,
        "activation_bytes" in setup.entries,
    )


@functools.lru_cache(maxsize=2048)
def _values(shape: Shape, metric: Metric) -> Callable[[tuple[float, ...]], object]:
    """Takes from the numbers of a chain the given ones that bear on a metric. Given values come
    first in a plan, in the order of its shape.
    """
    bears = bearing_inputs(metric)
    places = [place for place, id in enumerate(shape.ids) if id in bears]
    return itemgetter(*places) if places else lambda numbers: ()


@functools.cache
def bearing_inputs(metric: Metric) -> frozenset[str]:
    """Every variable that any formula on the way to a metric is written in, itself included."""
    todo = [metric.variable, *_ALWAYS]
    if metric.demand:
        todo += ["e2e_latency", *hourly(metric.demand), *hourly("demand_requests_per_second")]
    if metric.kind in SEARCHED:
        todo += _SEARCH
    if metric.kind not in _SPEEDS:
        todo += _PRICES
    found: set[str] = set()
    while todo:
        id = todo.pop()
        if id not in found:
            found.add(id)
            for formula in BOOK.routes.get(id, ()):
                todo += names(formula.tree)
    return frozenset(found)


# --- judging a quote: claims that share a yardstick share its evaluation


@dataclass(frozen=True, eq=False, slots=True)
class Subject:
    """What claims that share a yardstick are about: a metric at conditions. Equal ones are one
    object.

    Attributes:
        more: values that hold for such a claim beside its conditions.
        mean: whether it is the mean of a latency.
        key: what the chain under these conditions is known by.
    """

    metric: Metric
    conditions: Conditions
    more: Mapping[str, Entry]
    mean: bool
    key: object


_ONE_STREAM = Entry("1 request", 1.0, '"up to" is one stream')


class Case(NamedTuple):
    """A claim as it is judged: of a range the end that is worse for the buyer, with the conditions
    that hold for it; of a price, the speed in the same quote; without a subject, no formula bears
    on it.
    """

    claim: Claim
    quoted: float
    stated: Conditions
    subject: Subject | None
    at_speed: float | None = None


class Read(NamedTuple):
    """A quote as judging needs it, whatever the session says: its claims, the readings of each
    thing that is ambiguous, the prices of components, what it says against itself.
    """

    quote: Quote
    claims: tuple[Case, ...]
    readings: tuple[tuple[Case, ...], ...]
    components: Mapping[str, Ends]
    findings: tuple[str, ...]


class Judging(NamedTuple):
    """One session and set-up, with the chains and the yardsticks that were made for it so far."""

    session: Session
    setup: SetUp
    chains: Known
    yardsticks: dict[Subject | None, Yardstick]
    mix: Callable[[], Mix]


def judging(session: Session, setup_name: str = "") -> Judging:
    """For judging quotes of a session one by one, against one of its set-ups."""
    setup = session.setup(setup_name)
    return Judging(session, setup, {}, {}, functools.cache(lambda: mix_of(session, setup)))


def judge_session(session: Session, setup_name: str = "") -> tuple[JudgedQuote, ...]:
    """Every quote of a session against one of its set-ups (the active one unless named)."""
    by = judging(session, setup_name)
    return tuple([judged(by, quote) for quote in session.quotes])


def judge_quote(session: Session, quote: Quote, setup_name: str = "") -> JudgedQuote:
    """One quote: each claim at its own conditions over the quote's, components blended,
    contradictions found.
    """
    return judged(judging(session, setup_name), quote)


def judged(by: Judging, quote: Quote) -> JudgedQuote:
    """One quote of a session that others are judged of; where nothing in it changed, the same
    object as before.
    """
    key = (id(quote), by.setup.name)
    last = _quotes.get(key)
    read = last.read if last is not None and last.read.quote is quote else _read(quote)
    blend = blended(by.mix(), read.components) if read.components else None
    bare = () if any(map(_needs_room, quote.claims)) else _bare(by, read)
    if last is not None and last.read is read and last.blend == blend and last.bare == bare:
        cases = last.cases
    else:
        last = None
        cases = (
            *read.claims,
            *_blended(read, blend),
            *bare,
            *itertools.chain(*read.readings),
        )
    known = by.yardsticks
    now = [known.get(case.subject) or _yardstick(by, case.subject) for case in cases]
    if last is None:
        verdicts = list(map(_verdict, now, cases))
    elif all(map(is_, now, last.yardsticks)):
        return last.judged
    else:
        before = zip(last.verdicts, last.yardsticks, strict=True)
        verdicts = [
            old if new is was else _verdict(new, case)
            for new, case, (old, was) in zip(now, cases, before, strict=True)
        ]
    found = _as_quote(read, verdicts)
    _keep(_quotes, key, _Kept(read, blend, bare, cases, now, verdicts, found), _MOST_QUOTES)
    return found


def _verdict(yardstick: Yardstick | None, case: Case) -> Verdict:
    if yardstick is None:
        return Verdict(case.claim, None, case.quoted, "not-judged")
    found = yardstick.hold(yardstick, case.claim, case.quoted, case.stated)
    return searched(found if case.at_speed is None else found._replace(at_speed=case.at_speed))


def _as_quote(read: Read, verdicts: list[Verdict]) -> JudgedQuote:
    end = len(verdicts) - sum(map(len, read.readings))
    own, rest = verdicts[:end], iter(verdicts[end:])
    readings = tuple([tuple(itertools.islice(rest, len(cases))) for cases in read.readings])
    return JudgedQuote(
        read.quote,
        tuple(own),
        readings,
        read.findings,
        worst([verdict.flag for verdict in own]),
        worst([verdict.fit_flag or verdict.flag for verdict in own]),
        any(verdict.beyond_ceiling for verdict in own),
    )


# --- what a quote says, read once


def _read(quote: Quote) -> Read:
    readings = [
        tuple([_case(quote, _meant(open_one, id)) for id in open_one.readings])
        for open_one in quote.ambiguous
    ]
    claims = tuple([_case(quote, claim) for claim in quote.claims])
    return Read(quote, claims, tuple(readings), components(quote), contradictions(quote))


def _meant(open_one: Ambiguous, id: str) -> Claim:
    """An ambiguous value as the claim that it would be under one of its readings."""
    text = METRICS[id].of.show(open_one.value) if id in METRICS else ""
    entry = Entry(text, open_one.value)
    return Claim(id, entry, said=open_one.text, conditions=open_one.conditions)


def _blended(read: Read, blend: Blend | None) -> tuple[Case, ...]:
    claim = as_claim(blend, read.components) if blend is not None else None
    return (_case(read.quote, claim),) if claim is not None else ()


_DEPLOYED = ("gpus", "tensor_parallel")
_OF_A_MODEL = ("model", "weights")


def _needs_room(claim: Claim) -> bool:
    """Whether a claim is held to a deployment that holds the model; a rent says nothing of it."""
    metric = METRICS.get(claim.metric)
    return metric is None or metric.kind not in ("input", "promise")


def _bare(by: Judging, read: Read) -> tuple[Case, ...]:
    """The deployment that a quote states beside rents alone, as a claim that it holds the model:
    said only where it does not.
    """
    quote = read.quote
    said = {**quote.conditions, **(quote.ambiguous[0].conditions if quote.ambiguous else NOTHING)}
    size = next((said[name] for name in _DEPLOYED if name in said), None)
    if size is None or not any(name in said for name in _OF_A_MODEL):
        return ()
    try:
        value = size if isinstance(size, Entry) else Entry.read("gpus_per_replica", size)
    except Refused:
        return ()
    on = {name: each for name, each in said.items() if name not in _DEPLOYED}
    case = _case(quote._replace(conditions=NOTHING), Claim("gpus", value, conditions=on))
    yardstick = _yardstick(by, case.subject)
    flag = _verdict(yardstick, case).flag
    return (case,) if flag == "10x-off" else ()


def _case(quote: Quote, claim: Claim) -> Case:
    metric = METRICS.get(claim.metric)
    if metric is None:
        return Case(claim, claim.value.value, NOTHING, None)
    quoted = metric.held_to(claim)
    stated = {**quote.conditions, **claim.conditions}
    speed = speed_beside(quote, stated) if metric.kind == "price" else None
    return Case(claim, quoted, stated, _subject(metric, stated, claim), speed)


def _subject(metric: Metric, stated: Conditions, claim: Claim) -> Subject:
    """What a claim is about; "up to" is held against one stream unless the claim says how many."""
    more: dict[str, Entry] = {}
    if claim.bound == "up to" and "concurrency" not in stated and metric.stream:
        more["concurrency"] = _ONE_STREAM
    if metric.kind == "capacity" and metric.id != "concurrency":
        more[metric.variable] = Entry(claim.value.text, claim.value.value, "as claimed")
    mean = claim.statistic == "mean" and metric.kind == "latency"
    # By value: however each vendor wrote it, what comes of it is the same. A reason may hold the
    # text beside a tensor parallel.
    wordy = "tensor_parallel" in stated
    said = [
        (name, (each.value, each.text if wordy else "") if isinstance(each, Entry) else each)
        for name, each in stated.items()
    ]
    key = (tuple(said), tuple([(id, entry.value) for id, entry in more.items()]), mean)
    found = _subjects.get((metric, key))
    if found is None:
        found = Subject(metric, stated, more, mean, key)
        _keep(_subjects, (metric, key), found, _MOST_SUBJECTS)
    return found


# --- the chain and the yardstick of a subject


def applied(
    session: Session,
    setup: SetUp,
    conditions: Conditions,
    claim: Claim,
    metric: Metric,
    cache: Known,
) -> Applied:
    """The chain under a claim's conditions. `cache` holds those of this session."""
    return _chain(session, setup, _subject(metric, conditions, claim), cache)


def _chain(session: Session, setup: SetUp, subject: Subject, cache: Known) -> Applied:
    key = (setup.name, subject.key)
    found: Applied | None = cache.get(key)
    if found is None:
        conditions, more = subject.conditions, dict(subject.more)
        if subject.mean:
            # A mean is held against mean tokens; the chain's own TTFT is a median.
            results = apply(session, setup, conditions, more, cache).results
            mean = results.get("fresh_tokens", "napkin")
            if mean is not None:
                why = "the mean, for a mean"
                more["fresh_tokens_p50"] = Entry.of("fresh_tokens_p50", mean, why)
        found = cache[key] = apply(session, setup, conditions, more, cache)
    return found


def _yardstick(by: Judging, subject: Subject | None) -> Yardstick | None:
    """The yardstick of a subject: the last one where all that bears on it is the same."""
    if subject is None:
        return None
    at = _chain(by.session, by.setup, subject, by.chains)
    bearing = bears(by.session, subject.metric, at)
    key = (subject, by.setup.name)
    found = _yardsticks.get(key)
    if found is None or found.bears != bearing:
        asked = functools.partial(traffic_of, by.session, by.setup)
        found = yardstick(by.session, subject.metric, at, bearing, asked, found)
        _keep(_yardsticks, key, found, _MOST_SUBJECTS)
    by.yardsticks[subject] = found
    return found


# --- what is kept between edits


class _Kept(NamedTuple):
    """A quote as it was judged last, with what it was judged by."""

    read: Read
    blend: Blend | None
    bare: tuple[Case, ...]
    cases: tuple[Case, ...]
    yardsticks: list[Yardstick | None]
    verdicts: list[Verdict]
    judged: JudgedQuote


_quotes: dict[object, _Kept] = {}  # by quote and set-up
_subjects: dict[object, Subject] = {}
_yardsticks: dict[object, Yardstick] = {}  # by subject and set-up
_MOST_QUOTES = 5_000  # 500 quotes on ten set-ups
_MOST_SUBJECTS = 20_000


def _keep(memory: dict[object, Any], key: object, value: object, most: int) -> None:
    """Remember a value as the newest; of too many, the oldest go. A large session is judged beside
    the screen, so that two threads may be at this.
    """
    memory.pop(key, None)
    memory[key] = value
    if len(memory) > most:
        for old in list(memory)[: most // 10]:
            memory.pop(old, None)


def forget() -> None:
    """Let go of all that was judged, for whoever judges many quotes once."""
    for memory in (_quotes, _subjects, _yardsticks):
        memory.clear()


# --- A verdict as it was: by the set of assumptions that a quote was first judged by.


class Then(NamedTuple):
    """What was said of a quote when it was kept.

    Attributes:
        by: the set of assumptions and its version.
        verdicts: of its claims by that set, in their order; None where that version is not shipped
            any more.
    """

    by: str
    verdicts: tuple[Verdict, ...] | None


def then(session: Session, quote: Quote, setup_name: str = "") -> Then | None:
    """How a quote was judged when it was kept, or None where that is how it is judged now."""
    setup = session.setup(setup_name)
    try:
        now = find("assumptions", setup.assumptions).label
    except UnknownItem:
        return None
    if not quote.judged or quote.judged == now:
        return None
    try:
        was = find("assumptions", quote.judged)
    except UnknownItem:
        return Then(quote.judged, None)
    if was.label != quote.judged:
        return Then(quote.judged, None)
    # A name of its own: verdicts are kept by the name of their set-up.
    before = setup._replace(name=f"{setup.name} by {was.label}", assumptions=was.label)
    tests = tuple(
        [t._replace(setup=before.name) for t in session.load_tests if t.setup == setup.name]
    )
    past = session._replace(setups=(before,), active=before.name, load_tests=tests)
    return Then(quote.judged, judge_quote(past, quote, before.name).verdicts)
