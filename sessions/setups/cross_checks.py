"""Values that were entered beside what a formula makes of other entries: both sides, and how far
apart.

An identity such as Little's law has more members than it has freedom. Who enters all of them has
said one thing twice, and is shown both; who enters a figure that the rest of the packet contradicts
is told by how much.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Results, other_routes
from formulas.declare import Formula
from sessions.setups.resolve import Resolved

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
