"""What is wrong with the entries of a session, or wanting: what the packet and the bill have yet to
say, and for which answer it is needed; values beside what a formula makes of other entries; figures
that no deployment can have.

What is wanting is found by walking the book backwards from what has no value, so that it follows
the formulas. An identity such as Little's law has more members than it has freedom: who enters all
of them has said one thing twice, and is shown both; who enters a figure that the rest of the packet
contradicts is told by how much.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Results, other_routes, preferred
from formulas.declare import Basis, Formula
from sessions.claims.metrics import levels
from sessions.document.session import Session, home_of
from sessions.setups.resolve import Resolved

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


# A person's rounding is no contradiction.
SLACK = 0.01


class CrossCheck(NamedTuple):
    """An entered value (base units) and what a formula gives for it.

    Attributes:
        id: what was entered.
        entered, derived, ratio: the two sides, and entered / derived.
        formula: how the other side comes about.
        complete: every member of the formula was entered by hand, so that one of them is too many.
    """

    id: str
    entered: float
    derived: float
    ratio: float
    formula: Formula
    complete: bool

    def text(self) -> str:
        """The finding in one sentence."""
        variable = BOOK.variables[self.id]
        sides = (
            f"{variable.show(self.entered)} is entered, {self.formula.text} gives"
            f" {variable.show(self.derived)}"
        )
        which = "all members of one identity are entered: " if self.complete else ""
        return f"{variable.title}: {which}{sides} ({self.ratio:.3g}x)"


class Impossible(NamedTuple):
    """A figure that no deployment can have, and why.

    Attributes:
        id: of the input that is out of place.
        value: what it is, in base units.
        reason: one sentence.
    """

    id: str
    value: float
    reason: str

    def text(self) -> str:
        """The finding in one sentence."""
        variable = BOOK.variables[self.id]
        return f"{variable.title} {variable.show(self.value)}: {self.reason}"


_WHOLE = ("gpus_per_replica", "pipeline_parallel", "attention_data_parallel", "tensor_parallel")


def impossible(resolved: Resolved, results: Results) -> tuple[Impossible, ...]:
    """Where a replica cannot be laid out as the set-up says, and where more is in flight than fits
    in the memory of its engine.
    """

    def get(id: str) -> float:
        return results.get(id, "napkin") or 0.0

    found: list[Impossible] = []
    stated = resolved.given.choices.get("layout") == "stated"
    gpus, stages, ranks = (get(id) for id in _WHOLE[:3])
    split = ("decode_context_parallel", "expert_parallel")
    for id in (*_WHOLE[:3], *split) if stated else _WHOLE[:1]:
        if abs(get(id) - round(get(id))) > 1e-9:
            found.append(Impossible(id, get(id), "a replica has whole ones only"))
    if stated and not found and stages * ranks > 1:
        each = gpus / (stages * ranks)
        if each < 1 or abs(each - round(each)) > 1e-9:
            id = "pipeline_parallel" if stages > 1 else "attention_data_parallel"
            among = f"{stages * ranks:g} stages and ranks" if min(stages, ranks) > 1 else "them"
            found.append(Impossible(id, get(id), f"{gpus:g} GPUs do not divide among {among}"))
    for id in split if stated else ():
        most = get("tensor_parallel") if id == split[0] else gpus / max(1.0, stages)
        if get(id) > max(1.0, most) + 1e-9:
            found.append(
                Impossible(id, get(id), f"there are only {most:g} GPUs to deal them out to")
            )
    room = results.get("max_requests_in_engine", "napkin")
    if room is not None and get("concurrency") > room:
        reason = f"an engine has room for {room:g} at this context and layout; the others wait"
        found.append(Impossible("concurrency", get("concurrency"), reason))
    return tuple(found)


def cross_checks(resolved: Resolved, results: Results) -> tuple[CrossCheck, ...]:
    """Every entered value that another route gives as well, where the two differ or nothing is left
    to derive.
    """
    found = []
    for id, source in resolved.sources.items():
        if id not in BOOK.routes or source.origin in ("default", "assumptions"):
            continue
        for route in other_routes(results, id, "napkin"):
            members = set(names(route.formula.tree))
            if route.formula.text in members or not members:
                continue  # what holds until something is entered contradicts nothing
            complete = all(m in resolved.sources for m in members)
            if route.ratio is not None and (complete or abs(route.ratio - 1) > SLACK):
                entered = source.entry.value
                found.append(
                    CrossCheck(id, entered, route.value, route.ratio, route.formula, complete)
                )
    return tuple(found)
