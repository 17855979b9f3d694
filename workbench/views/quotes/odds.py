"""What the draws say, in the stories of a field, a formula and a claim. Empty without ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulas.book import BOOK
from formulas.spread import chance
from sessions.claims.telling import short_units
from workbench.views.lines import Lines, paragraph

if TYPE_CHECKING:
    from sessions.judging.verdict import Verdict
    from workbench.state.odds import Odds
    from workbench.state.scene import Scene


def _known(scene: Scene) -> Odds | None:
    """What was drawn for this chain; nothing while it is still being drawn."""
    odds = scene.state.odds
    return odds if odds is not None and odds.asked.resolved is scene.resolved else None


def claim_odds(scene: Scene, verdict: Verdict, width: int) -> Lines:
    """How likely the claim is, with what was drawn."""
    odds = _known(scene)
    if odds is None or odds.claim is None or odds.asked.verdict is not verdict:
        return ()
    if verdict.metric is None:
        return ()
    found, show = odds.claim, verdict.metric.of.show
    ranges = ", ".join([f"{BOOK.variables[id].title} {text}" for id, text in found.ranges])
    low, high = (short_units(show(edge, 3)) for edge in (found.napkin.p5, found.napkin.p95))
    text = (
        f"honest in {chance(found.probability)} of {found.draws:,} draws of {ranges}"
        f" (seed {found.seed}): the napkin is {low} to {high} in nine of ten"
    )
    return paragraph(text, width, "", "odds ")


def formula_odds(scene: Scene, width: int) -> Lines:
    """Where the value of the selected formula lies: 5, 50 and 95 of 100 draws."""
    odds = _known(scene)
    here = (scene.state.formula, scene.basis_for(scene.state.formula))
    if odds is None or odds.formula is None or (odds.asked.formula, odds.asked.basis) != here:
        return ()
    show, found = BOOK.variables[here[0]].show, odds.formula
    shown = [
        f"{name} {short_units(show(value, 3))}"
        for name, value in zip(("p5", "p50", "p95"), found, strict=False)
    ]
    valued = f"; {chance(found.valued)} have a value" if found.valued < 1 else ""
    text = f"{' · '.join(shown)}, of {odds.draws:,} draws (seed {odds.seed}){valued}"
    return paragraph(text, width, "", "odds  ")
