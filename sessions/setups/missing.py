"""What the packet and the bill have yet to say, and for which answer it is needed.

Found by walking the book backwards from what has no value, so that it follows the formulas.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Results, preferred
from formulas.declare import Basis
from sessions.claims.metrics import levels
from sessions.document.session import Session, home_of

_NAPKIN: Basis = "napkin"
# What a buyer wants to know, and the value that answers it.
_PURPOSES = (
    ("$/M", "price_per_processed_token"),
    ("TTFT at the median", "ttft"),
    ("end-to-end", "e2e_latency"),
    ("$/month", "monthly_tokens"),
    ("rate limits", "demand_processed_tps"),
)
MET = "met or missed"


class Need(NamedTuple):
    """An answer that cannot be given yet, and the fields that it waits for."""

    answer: str
    fields: tuple[str, ...]


def needs(session: Session, results: Results) -> tuple[Need, ...]:
    """Every answer that waits for the packet, in the order in which a buyer asks."""
    found = [Need(answer, lacking(results, of)) for answer, of in _PURPOSES]
    asked = tuple(levels().values())
    if not any(level in session.packet.entries for level in asked):
        found.append(Need(MET, asked))
    return tuple([need for need in found if need.fields])


def lacking(results: Results, id: str) -> tuple[str, ...]:
    """The fields of the packet and of the bill that a value waits for; none where it is there, or
    waits for something else.
    """
    found = _lacking(results, id, frozenset()) or ()
    if "fresh_tokens" in found:  # the mean stands for a median that is not there
        return tuple([field for field in found if field != "fresh_tokens_p50"])
    return found


def _lacking(results: Results, id: str, above: frozenset[str]) -> tuple[str, ...] | None:
    """By the route that waits for fewest fields; None where something else is wanting too."""
    if results.get(id, _NAPKIN) is not None:
        return ()
    if id in above:
        return None
    routes = preferred(BOOK.routes.get(id, ()), _NAPKIN, dict(results.plan.shape.choices))
    if not routes:
        asked = id not in BOOK.routes and home_of(BOOK.variables[id]) in ("packet", "bill")
        return (id,) if asked else None
    best: tuple[str, ...] | None = None
    for route in routes:
        parts = [_lacking(results, name, above | {id}) for name in names(route.tree)]
        if all(part is not None for part in parts):
            found = tuple(dict.fromkeys([id for part in parts for id in part or ()]))
            best = found if best is None or len(found) < len(best) else best
    return best
