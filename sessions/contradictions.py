"""Claims of one quote that cannot all be true, whatever their flags: found with both numbers."""

from __future__ import annotations

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import one
from sessions.session import Entry, Quote

# A vendor's own rounding is not a contradiction.
_SLACK = 1.25
# Results whose formula can be held against the claims of the same quote, and the statistics that
# are left alone.
_HELD = (
    "aggregate_tps",
    "requests_per_second",
    "e2e_latency",
    "processed_tps",
    "tps_per_gpu",
    "tpot",
    "replica_price_per_month",
)


def contradictions(quote: Quote) -> tuple[str, ...]:
    """Each formula of the book whose result and inputs are all in one quote, held against what the
    quote says.
    """
    said = {
        claim.metric: claim.value.value
        for claim in quote.claims
        if claim.high is None and claim.bound != "up to"
    }
    for name, id in (
        ("concurrency", "concurrency"),
        ("gpus", "gpus_per_replica"),
        ("output_tokens", "output_tokens"),
    ):
        condition = quote.conditions.get(name)
        if isinstance(condition, Entry):
            said.setdefault(id, condition.value)
    found = []
    for id in _HELD:
        if id not in said:
            continue
        for formula in BOOK.routes[id]:
            result = one(formula, said) if set(names(formula.tree)) <= said.keys() else None
            if result and not 1 / _SLACK <= said[id] / result <= _SLACK:
                variable = BOOK.variables[id]
                found.append(
                    f"{variable.title} {variable.show(said[id], 3)} is said, but {formula.text} of"
                    f" the same quote gives {variable.show(result, 3)}"
                )
    e2e, ttft = said.get("e2e_latency"), said.get("ttft")
    if e2e is not None and ttft is not None and e2e < ttft:
        show = BOOK.variables["ttft"].show
        found.append(f"end-to-end {show(e2e, 3)} is shorter than the TTFT of {show(ttft, 3)}")
    return tuple(found)


def between_rounds(quotes: tuple[Quote, ...]) -> tuple[str, ...]:
    return ()
