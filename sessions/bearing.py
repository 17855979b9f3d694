"""What bears on a verdict, so that one is only judged again where any of it changed.

An edit of one field leaves most claims as they were: the price of a GPU says nothing of a time to
the first token. Judging is a pure function of what is compared here, so that a kept verdict is the
very one that judging anew would give.
"""

import functools
from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Shape
from formulas.verdicts import DEMANDS, SERVICE_LEVELS, Metric
from sessions.conditions import Applied
from sessions.contradictions import contradictions
from sessions.session import Claim, Quote, Session
from sessions.verdict import JudgedQuote, Verdict

# What reasons and readings are made of, whatever the claim: does it fit in memory, with how many.
_ALWAYS = (
    "kv_budget",
    "max_requests_in_memory",
    "gpus_to_load",
    "kv_read_bytes",
    "concurrency",
    "context_tokens",
    "experts_per_token",
    "expected_unique_experts",
)
# What a price is read against besides.
_PRICES = ("price_per_processed_token", "price_at_utilization", "api_price_per_month")
_SPEEDS = ("rate", "latency")
_MOST = 50_000  # verdicts kept: 500 quotes of 20 claims on five set-ups


class _Kept(NamedTuple):
    """A verdict with what it was judged from. The claim and the conditions are kept so that no
    other object can have their id.
    """

    claim: Claim
    conditions: Any
    bearing: tuple[object, ...]
    verdict: Verdict


_kept: dict[tuple[int, int, str], _Kept] = {}
_findings: dict[int, tuple[Quote, tuple[str, ...]]] = {}
_bearings: dict[tuple[int, str], tuple[Applied, Session, tuple[object, ...]]] = {}
_MOST_BEARINGS = 512  # each holds a whole chain
_quotes: dict[tuple[int, str], JudgedQuote] = {}


def kept(
    session: Session,
    quote: Quote,
    claim: Claim,
    metric: Metric,
    at: Applied,
    judge: Callable[[], Verdict],
) -> Verdict:
    """The verdict on a claim: the last one where all that bears on it is the same, else judged."""
    key = (id(claim), id(quote.conditions), at.resolved.setup.name)
    bearing = _bearing(session, metric, at)
    found = _kept.get(key)
    if found is not None and found.bearing == bearing:
        return found.verdict
    if len(_kept) >= _MOST:
        _kept.clear()
    verdict = judge()
    _kept[key] = _Kept(claim, quote.conditions, bearing, verdict)
    return verdict


def forget() -> None:
    """Let go of all that was judged, for whoever judges many quotes once."""
    for each in (_kept, _findings, _bearings, _quotes):
        each.clear()


def findings(quote: Quote) -> tuple[str, ...]:
    """What a quote says against itself, looked for once: nothing but the quote bears on it."""
    found = _findings.get(id(quote))
    if found is None or found[0] is not quote:
        if len(_findings) >= _MOST:
            _findings.clear()
        found = _findings[id(quote)] = (quote, contradictions(quote))
    return found[1]


def same_quote(judged: JudgedQuote, setup: str) -> JudgedQuote:
    """The quote as it was judged before, where nothing in it changed: whoever shows it asks no more
    than whether it is the same object.
    """
    key = (id(judged.quote), setup)
    last = _quotes.get(key)
    if last is not None and last.quote is judged.quote and last == judged:
        return last
    if len(_quotes) >= _MOST:
        _quotes.clear()
    _quotes[key] = judged
    return judged


def _bearing(session: Session, metric: Metric, at: Applied) -> tuple[object, ...]:
    """Vendors who state the same share a chain, and then what bears on a metric, too."""
    key = (id(at), metric.id)
    known = _bearings.get(key)
    if known is None or known[0] is not at or known[1] is not session:
        if len(_bearings) >= _MOST_BEARINGS:
            _bearings.clear()
        known = _bearings[key] = (at, session, _bears(session, metric, at))
    return known[2]


def _bears(session: Session, metric: Metric, at: Applied) -> tuple[object, ...]:
    results, resolved = at.results, at.resolved
    level = session.packet.entries.get(SERVICE_LEVELS.get(metric.id, ""))
    return (
        results.plan.shape,
        _values(results.plan.shape, metric)(results.numbers),
        resolved.hardware.title,
        resolved.assumptions.label,
        at.stated,
        at.reason,
        at.tokens_open,
        session.thresholds,
        level.value if level is not None else None,
    )


@functools.lru_cache(maxsize=2048)
def _values(shape: Shape, metric: Metric) -> Callable[[tuple[float, ...]], object]:
    """Takes from the numbers of a chain the given ones that bear on a metric. Given values come
    first in a plan, in the order of its shape.
    """
    bears = bearing_inputs(metric)
    given = [id for layer in shape[:4] for id in layer]
    places = [place for place, id in enumerate(given) if id in bears]
    return itemgetter(*places) if places else lambda numbers: ()


@functools.cache
def bearing_inputs(metric: Metric) -> frozenset[str]:
    """Every variable that any formula on the way to a metric is written in, itself included."""
    demand = DEMANDS.get(metric.id)
    todo = [metric.variable, *_ALWAYS, *([demand] if demand else [])]
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
