"""How likely a claim is within the stated assumptions: the share of draws, of the inputs that are
ranges, in which the napkin is at least as good as the claim. Made when somebody asks, never while
judging. NumPy comes with this module (some 65 ms).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from formulas.chain import Results, plan_for
from formulas.columns import Array
from formulas.declare import Basis
from formulas.draws import Key, drawn, percentiles_of, reached, share_of
from formulas.spread import COUNT, SEED, Percentiles
from sessions.document.session import Session
from sessions.judging.judge import applied
from sessions.judging.verdict import Verdict
from sessions.setups.resolve import spreads_of

_NAPKIN: Basis = "napkin"
_MOST = 100  # chains and columns of draws that are kept: a column has a megabyte
# What is in flight, and what the memory has room for.
_MEMORY: tuple[Key, Key] = (("concurrency", _NAPKIN), ("max_requests_in_memory", _NAPKIN))
_KINDS = ("rate", "latency", "price")


class Honest(NamedTuple):
    """What the draws say of one claim.

    Attributes:
        probability: the share of draws in which the napkin is at least as good as the claim, and
            the memory holds what is in flight.
        napkin: what the napkin comes to, as percentiles in base units.
        ranges: the ids of the inputs that were drawn and bear on it, each with its text.
        draws, seed: how many, and what repeats them.
    """

    probability: float
    napkin: Percentiles
    ranges: tuple[tuple[str, str], ...]
    draws: int
    seed: int


def honest(
    session: Session,
    verdict: Verdict,
    setup_name: str = "",
    *,
    count: int = COUNT,
    seed: int = SEED,
    cache: dict[object, Any] | None = None,
) -> Honest | None:
    """How likely a claim is, at its own conditions; None where nothing that bears on it is a
    range, and where the chain is not what it is held against. `cache` holds what was drawn for
    this session already: vendors who state the same share their draws.
    """
    metric = verdict.metric
    if metric is None or metric.kind not in _KINDS or verdict.ratio is None:
        return None
    setup = session.setup(setup_name)
    cache = {} if cache is None else cache
    at = applied(session, setup, verdict.stated, verdict.claim, metric, cache)
    given, spreads = at.resolved.given, spreads_of(at.resolved)
    key = (metric.variable, _NAPKIN)
    bearing = {id: each for id, each in spreads.items() if key in reached(given, [id])}
    if not bearing or key not in plan_for(given.shape()).slots:
        return None
    known = ("drawn", given.shape(), *given.values(), tuple(bearing.items()), key, count, seed)
    if known not in cache:
        if len(cache) > _MOST:
            cache.clear()
        columns = drawn(given, bearing, [key, *_MEMORY], count, seed)
        column = _held(columns, key, at.results)
        cache[known] = (percentiles_of(column), column)
    found, column = cache[known]
    probability = share_of(column, verdict.quoted, metric.better)
    if found is None:
        return None
    texts = {id: source.entry.text for id, source in at.resolved.measured_sources.items()}
    texts |= {id: source.entry.text for id, source in at.resolved.sources.items()}
    told = tuple([(id, texts[id]) for id in bearing])
    return Honest(probability, found, told, count, seed)


def _held(columns: Mapping[Key, Array], key: Key, results: Results) -> Array:
    """The draws of a figure, without a value where more is in flight than the memory holds: no
    stack could be run so.
    """
    flight, room = (columns.get(each, results.get(*each)) for each in _MEMORY)
    if flight is None or room is None or not any(each in columns for each in _MEMORY):
        return columns[key]
    return np.where(np.asarray(flight) > np.asarray(room) * (1 + 1e-9), np.nan, columns[key])
