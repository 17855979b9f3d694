"""What bears on a verdict, so that one is only judged again where any of it changed.

An edit of one field leaves most claims as they were: the price of a GPU says nothing of a time to
the first token. Judging is a pure function of what is compared here, so that a kept verdict is the
very one that judging anew would give.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from operator import itemgetter

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Shape
from formulas.verdicts import DEMANDS, SERVICE_LEVELS, Metric
from sessions.document.session import Session
from sessions.setups.conditions import Applied

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
_PRICES = (
    "price_per_processed_token",
    "price_at_utilization",
    "api_price_per_month",
    "per_stream_tps",
)
_SPEEDS = ("rate", "latency")


def bears(session: Session, metric: Metric, at: Applied) -> tuple[object, ...]:
    """All that a verdict on a metric depends on, beside the claim: values of a chain, and words."""
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
    places = [place for place, id in enumerate(shape.ids) if id in bears]
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
