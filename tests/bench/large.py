"""Sessions as large as anybody will have: the example, with many quotes of many claims."""

from __future__ import annotations

import datetime
import functools

from formulas.book import BOOK
from sessions.catalogue.catalogue import EXAMPLE
from sessions.claims.metrics import METRICS
from sessions.document.session import Claim, Entry, Quote, Session
from sessions.setups.resolve import resolve
from sessions.store.load import load

# Claims that are held against the chain, so that judging them is real work.
_CLAIMED = (
    "per_stream_tps",
    "price_per_processed_token",
    "ttft",
    "aggregate_tps",
    "tpot",
    "e2e_latency",
    "requests_per_second",
    "prefill_rate",
)
_FLIGHT = (8, 16, 24, 32)


@functools.cache
def large(quotes: int, claims: int) -> Session:
    """The example with so many quotes of so many claims, no two of them with the same figure."""
    session = load(EXAMPLE).session
    results = resolve(session, session.setup()).evaluate()
    values = {id: results.get(METRICS[id].variable, "napkin") or 1.0 for id in _CLAIMED}
    return session._replace(
        title=f"{quotes} quotes of {claims} claims",
        quotes=tuple([_quote(values, at, claims) for at in range(quotes)]),
    )


def _quote(values: dict[str, float], at: int, claims: int) -> Quote:
    """A quote with conditions of its own, and others again from the ninth claim on."""
    made = []
    for number in range(claims):
        id = _CLAIMED[number % len(_CLAIMED)]
        times = (0.4, 0.9, 1.1, 2.5, 12.0)[(at + number) % 5] * (1 + (at * claims + number) * 1e-6)
        flight = _FLIGHT[(number // len(_CLAIMED)) % len(_FLIGHT)]
        own = {"concurrency": _entry("concurrency", flight)} if number >= len(_CLAIMED) else {}
        made.append(Claim(id, Entry.of(METRICS[id].variable, values[id] * times), conditions=own))
    conditions: dict[str, Entry | str] = {
        "hardware": "B200",
        "gpus": _entry("gpus_per_replica", 8),
        "weights": "fp4",
        "concurrency": _entry("concurrency", 16),
    }
    date = datetime.date(2026, 1, 1) + datetime.timedelta(days=at)
    return Quote(f"Vendor {at + 1}", tuple(made), date, 1, conditions)


def _entry(id: str, value: float) -> Entry:
    text = BOOK.variables[id].show(value, 7)
    return Entry.read(id, text)
