"""The packet's mix and traffic as plain numbers: what the terms of an offer are held against."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import one
from formulas.memo import while_same
from sessions.document.session import Session, SetUp
from sessions.setups.resolve import resolve

_REQUESTS = "demand_requests_per_second"
_HOURS = ("_p50", "_p90", "_p99", "_peak", "")
_OF_TRAFFIC = (
    *("demand_processed_tps", "demand_requests_per_second", "demand_concurrency"),
    *("demand_output_tps", "demand_input_tps"),
)
_IDS = (
    *("fresh_tokens", "cached_tokens", "output_tokens", "input_tokens", "tokens_per_request"),
    *("cache_hit_rate", "hours_per_month", "monthly_tokens", "sla_uptime"),
    *[id + hour for id in _OF_TRAFFIC for hour in _HOURS],
)
# The highest demand that is known, the highest first, and what people call its hour.
_PEAKS = {"_peak": "highest hour", "_p99": "peak hour", "_p90": "busy hour"}

Mix = Mapping[str, float]


@while_same(lambda session, setup: (session.packet, session.bill, setup), most=64)
def mix_of(session: Session, setup: SetUp) -> Mix:
    """The napkin's values of the packet and its traffic, in base units; what is not known is left
    out. Where nothing in it changed, it is the same object.
    """
    results = resolve(session, setup).evaluate()
    values = {id: results.get(id, "napkin") for id in _IDS}
    mix: Mix = {id: value for id, value in values.items() if value is not None}
    known = next((each for each in _mixes if each == mix), None)
    if known is None:
        _mixes.append(known := mix)
    return known


_mixes: deque[Mix] = deque(maxlen=64)


def hourly(id: str) -> tuple[str, ...]:
    """A demand, and the same in each hour that a packet may state."""
    return tuple([id + hour for hour in _HOURS if id + hour in BOOK.variables])


def median_of(mix: Mix, id: str) -> float | None:
    """The demand of the median hour; where no hours are told apart, the plain demand."""
    return _in_hour(mix, id, "_p50", mix.get(id))


def peak_of(mix: Mix, id: str) -> tuple[str, float] | None:
    """The highest demand that is known, with what its hour is called, or None."""
    for hour, words in _PEAKS.items():
        found = _in_hour(mix, id, hour)
        if found is not None:
            return words, found
    return None


def _in_hour(mix: Mix, id: str, hour: str, plain: float | None = None) -> float | None:
    """A demand in an hour: as the packet says, or as the requests of that hour bring it."""
    found = mix.get(id + hour)
    requests = mix.get(_REQUESTS + hour)
    if found is None and requests is not None:
        for formula in BOOK.routes.get(id, ()):
            needs = names(formula.tree)
            if _REQUESTS in needs and _known(needs, mix):
                return one(formula, {**mix, _REQUESTS: requests})
    return plain if found is None else found


def _known(needs: Iterable[str], mix: Mix) -> bool:
    """Whether all that a demand is reckoned from is known, beside the requests themselves."""
    return all(name == _REQUESTS or name in mix for name in needs)


def derived(values: Mix, id: str) -> float | None:
    """A value that is given, or what the book's formulas make of those that are; else None."""
    if id in values:
        return values[id]
    for formula in BOOK.routes.get(id, ()):
        inputs: dict[str, float] = {}
        for name in names(formula.tree):
            found = derived(values, name)
            if found is None:
                break
            inputs[name] = found
        else:
            return one(formula, inputs)
    return None
