"""What a scene leads to beside its chain and its verdicts: worked out when a view first shows it,
and once for as long as nothing that it is made of changes.

In a module of its own, since the first frame shows none of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from formulas.chain import Results, Route, other_routes
from formulas.declare import Basis
from formulas.memo import while_same
from sessions.document.session import Quote
from sessions.judging.judge import Then, then
from sessions.judging.missing import waiting as waiting_in
from sessions.offers.changes import since_last
from sessions.offers.deal import Deal, deal_of
from sessions.offers.quality import Quality, quality_of
from sessions.setups import checks
from workbench.state.call import call_item
from workbench.state.items import DRAFT, Item, items, worst_item, worst_of
from workbench.state.scene import Scene


@while_same(lambda scene: (scene.session, scene.results))
def needs(scene: Scene) -> tuple[checks.Need, ...]:
    """The answers that wait for the packet, each with the fields that it waits for."""
    return checks.needs(scene.session, scene.results) if scene.results is not None else ()


@while_same(lambda scene: (scene.session, scene.results, scene.judged, scene.draft))
def waiting(scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metrics whose claims cannot be judged for want of fields, and these fields."""
    if scene.results is None or not needs(scene):
        return (), ()
    judged = scene.judged if scene.draft is None else (scene.draft, *scene.judged)
    return waiting_in(scene.session, scene.results, judged)


@while_same(lambda scene: scene.ready)
def cross_checks(scene: Scene) -> tuple[checks.CrossCheck, ...]:
    """Values that were entered beside what others give for them."""
    return checks.cross_checks(*scene.ready)


@while_same(lambda scene: scene.ready)
def impossible(scene: Scene) -> tuple[checks.Impossible, ...]:
    """Figures that no deployment can have."""
    return checks.impossible(*scene.ready)


@while_same()
def routes(results: Results, id: str, basis: Basis) -> list[Route]:
    """What the other formulas of a variable give for it, where it has more than one."""
    return other_routes(results, id, basis)


def quality(quote: Quote) -> Quality:
    """What a quote says about quality."""
    return quality_of(quote)


def since(scene: Scene) -> Mapping[int, tuple[str, ...]]:
    """What changed in each quote since the round before, by the quote's id, once the quotes were
    judged.
    """
    if len(scene.judged) < 2:
        return {}
    return since_last(scene.session.quotes)


def deal(scene: Scene, quote: Quote) -> Deal | None:
    """What an offer comes to for this packet; None without a set-up."""
    if scene.setup is None:
        return None
    return deal_of(scene.session, scene.setup, quote)


def when_kept(scene: Scene, quote: Quote) -> Then | None:
    """How a quote was judged when it was kept, where that was by another set of assumptions."""
    return then(scene.session, quote, scene.state.setup)


# --- which claim is selected: on the sheet that is on show, or among the quotes


def chosen_item(scene: Scene) -> Item | None:
    """The selected claim: while something is being said, its worst; else the selected one, else
    the worst of all.
    """
    claim = scene.state.claim
    if scene.state.sheet == "call":
        return call_item(scene)
    if scene.state.sheet == "bakeoff" and scene.draft is None:
        from workbench.state.bakeoff import claim_at  # 40 ms, and no sheet is the first thing shown

        return claim_at(scene)
    if scene.draft is not None and not claim.startswith(DRAFT):
        rows_now = items(scene.draft, DRAFT)
        if rows_now:
            return worst_item(rows_now)
    name = claim.partition(".")[0]
    judged = scene.draft if name == DRAFT else None
    if name.isdecimal() and int(name) < len(scene.judged):
        judged = scene.judged[int(name)]
    for row in items(judged, name) if judged is not None else ():
        if row.key == claim:
            return row
    return _worst_of_all(scene)


@while_same(lambda scene: (scene.judged, scene.draft))
def _worst_of_all(scene: Scene) -> Item | None:
    """Three views ask for each scene, and there may be thousands of claims: once is enough."""
    return worst_of(scene.judged, scene.draft)
