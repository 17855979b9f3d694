"""What the provider on the line offers beside the others and beside the round before, with what is
being said as if it were kept. Pure.
"""

from __future__ import annotations

from formulas.memo import while_same
from sessions.claims.metrics import BLENDED, COMPONENTS
from sessions.document.keep import NOBODY
from sessions.document.session import Quote
from sessions.offers.bakeoff import BakeOff, with_rounds
from sessions.offers.moves import Move, moved_since
from sessions.offers.questions import Beat, lead, to_beat
from workbench.state.bakeoff import at_cell, decided
from workbench.state.call import on_call, rounds_of
from workbench.state.scene import Scene


def opens_on(scene: Scene) -> str:
    """Whom the call view opens on: whose cell is selected in the bake-off, whom the line names, the
    provider of the selected claim, or whoever was spoken of last.
    """
    state, session = scene.state, scene.session
    if state.sheet == "bakeoff":
        decision = decided(scene)
        if decision is not None and decision.rows:
            return at_cell(decision, state.table)[0]
    if scene.heard is not None and scene.heard.quote.provider != NOBODY:
        return on_call(scene)
    name = state.claim.partition(".")[0]
    if name.isdecimal() and int(name) < len(session.quotes):
        return session.quotes[int(name)].provider
    if state.speaking or not session.quotes:
        return state.speaking
    return session.quotes[-1].provider


def beats(scene: Scene, metric: str = "") -> tuple[Beat, ...]:
    """What others offer that this provider does not, what is being said counted in; and how far
    ahead its figure of `metric` is, where nobody beats that.
    """
    found = _compared(scene)
    return _beats(found, on_call(scene), metric) if found is not None else ()


@while_same()
def _beats(found: BakeOff, provider: str, metric: str) -> tuple[Beat, ...]:
    ahead = lead(found, provider, metric)
    told = to_beat(found, provider)
    return told if ahead is None else (ahead, *told)


def beaten_as(metric: str) -> str:
    """The figure that a claim is compared by: of prices, the blended one."""
    return BLENDED if metric in COMPONENTS else metric


def _compared(scene: Scene) -> BakeOff | None:
    """Everybody's figures, with what is being said as if it were kept."""
    decision = decided(scene)
    if decision is None or scene.draft is None:
        return decision.found if decision is not None else None
    return _with_draft(decision.found, scene)


@while_same(lambda found, scene: (found, scene.draft))
def _with_draft(found: BakeOff, scene: Scene) -> BakeOff:
    return with_rounds(found, scene.session, scene.state.setup, _rounds(scene))


def _rounds(scene: Scene) -> tuple[Quote, ...]:
    """The quotes of the provider, oldest first; what is being said comes last."""
    own = [scene.session.quotes[at] for at in reversed(rounds_of(scene, on_call(scene)))]
    if scene.draft is None or scene.heard is None:
        return tuple(own)
    said = scene.heard.judged
    number = scene.heard.round or said.round
    if own:
        said = said._replace(provider=own[0].provider, date=said.date or own[-1].date)
    return (*own, said._replace(round=number))


@while_same(lambda s: (s.judged, s.draft, s.resolved, s.settled, on_call(s)))
def moves(scene: Scene) -> tuple[Move, ...]:
    """What the newest round moved of what stood before it, or what is being said would move."""
    if not scene.settled or scene.setup is None or scene.resolved is None:
        return ()
    own = _rounds(scene)
    return moved_since(scene.session, scene.setup, own) if len(own) > 1 else ()
