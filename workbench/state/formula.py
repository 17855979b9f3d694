"""Of the selected formula: where its values come from, and its place on the walk along the chain.

Side calculations and checks are not on the walk; they are in the list, and one step away by
following.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Plan
from formulas.declare import BASES, Basis, Formula
from formulas.memo import while_same
from workbench.state.fields import LETTERS
from workbench.state.scene import Scene


class Origin(NamedTuple):
    """The letter of a value, the words for the letter, and what its own source says."""

    letter: str
    words: str
    said: str = ""

    @property
    def text(self) -> str:
        """Letter and words in one."""
        return f"{self.letter} {self.words}{': ' if self.said else ''}{self.said}".strip()


def origin_on(scene: Scene, id: str, basis: Basis) -> Origin:
    """Where the value of a variable on a basis comes from."""
    resolved, results = scene.ready
    formula = results.formula(id, basis)
    if formula is not None:
        return Origin(*LETTERS["derived"], formula.section)
    if results.get(id, basis) is None:
        return Origin("-", "without a value", results.why_missing(id, basis))
    source = resolved.source_of(id, basis)
    if source is None:
        return Origin(*LETTERS["ceiling"])
    return Origin(*LETTERS[source.origin], source.entry.origin)


def assumed(scene: Scene, id: str, basis: Basis) -> list[str]:
    """Every assumption, constant of a fit and default that a value rests on, however far back."""
    resolved, results = scene.ready
    found: list[str] = []
    seen: set[str] = set()
    ahead = [id]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        formula = results.formula(name, basis)
        if formula is not None:
            ahead += [*names(formula.tree)][::-1]
            continue
        source = resolved.source_of(name, basis)
        taken = source is None or source.origin in ("assumptions", "default", "fit")
        if taken and results.get(name, basis) is not None:
            found.append(name)
    return [name for name in found if name in BOOK.variables]


def legend(letters: list[str]) -> str:
    """What some letters mean, in the order in which they are given."""
    words = dict(reversed(LETTERS.values()))
    return " · ".join([f"{x} {words[x]}" for x in dict.fromkeys(letters) if x in words])


# --- the walk along the chain, one formula at a time: from the weights to the bill


# Where the walk leads, chapter by chapter.
ENDS = (
    "gpus_to_load",
    "ttft",
    "max_requests_in_memory",
    "per_stream_tps",
    "aggregate_tps",
    "e2e_latency",
    "processed_tps",
    "price_per_processed_token",
    "hybrid_price_per_month",
    "savings_per_month",
)


def walk(scene: Scene) -> tuple[str, ...]:
    """The formulas of the walk in order; what was entered is no stop on it."""
    if scene.results is None:
        return ()
    return _walk(scene.results.plan, scene.state.basis)


@while_same()
def _walk(plan: Plan, basis: Basis) -> tuple[str, ...]:
    found: dict[str, None] = {}
    entered: set[str] = set()

    def visit(id: str) -> None:
        if id in entered:
            return
        entered.add(id)
        formula = _formula(plan, id, basis)
        if formula is not None:
            for name in names(formula.tree):
                visit(name)
            found[id] = None

    for end in ENDS:
        visit(end)
    return tuple(found)


def _formula(plan: Plan, id: str, basis: Basis) -> Formula | None:
    """The formula that gives a variable on a basis, or on the next where it has one."""
    tried = [plan.formula_of.get((id, b)) for b in (basis, "napkin", *BASES)]
    return next((formula for formula in tried if formula is not None), None)


def stepped(scene: Scene, step: int) -> str:
    """The next formula of the walk, or the one before; nothing beyond its ends. From a formula
    that is not on it, the next that is, in reading order.
    """
    stops = walk(scene)
    here = scene.state.formula
    if here in stops:
        place = stops.index(here) + step
        return stops[place] if 0 <= place < len(stops) else ""
    order = {id: at for at, id in enumerate(BOOK.variables)}
    at = order.get(here, -1)
    later = [id for id in stops if order[id] > at]
    earlier = [id for id in stops if order[id] < at]
    found = later or stops if step > 0 else earlier[::-1] or stops
    return found[0] if found else ""


def place_on_walk(scene: Scene) -> str:
    """`7 of 40, 5 Batching`; nothing for a formula that is not on the walk."""
    stops, here = walk(scene), scene.state.formula
    if here not in stops:
        return ""
    topic = BOOK.topic_of[here]
    return f"{stops.index(here) + 1} of {len(stops)}, {topic.chapter} {topic.title}"
