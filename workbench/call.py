"""What the call view shows of a scene: who is on the line, what they said, what there is to beat.
Pure.
"""

from __future__ import annotations

from typing import Any

from formulas.verdicts import SEVERITY
from sessions.leverage import Beat, to_beat
from sessions.offers import in_order
from workbench.decision import decided
from workbench.saying import NOBODY, newest
from workbench.scene import DRAFT, Item, Scene, items, worst_item
from workbench.state import State


def on_call(scene: Scene) -> str:
    """The provider of the call view: whom the line names, else whoever was spoken of last."""
    named = scene.heard.quote.provider if scene.heard is not None else scene.state.speaking
    place = newest(scene.session, named)
    if place is not None:
        return scene.session.quotes[place].provider
    return "" if named == NOBODY else named


def opens_on(scene: Scene) -> str:
    """Whom the call view opens on: whose cell is selected in the bake-off, whom the line names, the
    provider of the selected claim, or whoever was spoken of last.
    """
    state, session = scene.state, scene.session
    if state.sheet == "bakeoff":
        decision = decided(scene)
        if decision is not None and decision.rows:
            from workbench.decision import at_cell

            return at_cell(decision, state.table)[0]
    if scene.heard is not None and scene.heard.quote.provider != NOBODY:
        return on_call(scene)
    name = state.claim.partition(".")[0]
    if name.isdecimal() and int(name) < len(session.quotes):
        return session.quotes[int(name)].provider
    if state.speaking or not session.quotes:
        return state.speaking
    return session.quotes[-1].provider


def providers(scene: Scene) -> tuple[str, ...]:
    """Everybody of the session, in the order in which they first spoke."""
    names = {quote.provider.casefold(): quote.provider for quote in reversed(scene.session.quotes)}
    return tuple(reversed(names.values()))


def neighbour(scene: Scene, step: int) -> str:
    """The provider after the one on the line, or with -1 before; round and round."""
    names, now = providers(scene), on_call(scene)
    if not names:
        return now
    return names[(names.index(now) + step) % len(names)] if now in names else names[0]


def rounds_of(scene: Scene, provider: str) -> tuple[int, ...]:
    """The places of a provider's quotes in the session, newest first."""
    wanted, quotes = provider.casefold(), scene.session.quotes
    own = [at for at, quote in enumerate(quotes) if quote.provider.casefold() == wanted]
    order = {id(quote): at for at, quote in enumerate(in_order([quotes[at] for at in own]))}
    return tuple(sorted(own, key=lambda at: -order[id(quotes[at])]))


def call_items(scene: Scene) -> tuple[Item, ...]:
    """What the provider says, newest first: the line, then round by round, the gravest first."""
    provider = on_call(scene)
    last = _last_items
    if not last or last[0] is not scene.judged or last[1] is not scene.draft or last[2] != provider:
        found = _gravest_first(items(scene.draft, DRAFT)) if scene.draft is not None else []
        for at in rounds_of(scene, provider):
            if at < len(scene.judged):
                found += _gravest_first(items(scene.judged[at], str(at)))
        last[:] = [scene.judged, scene.draft, provider, tuple(found)]
    known: tuple[Item, ...] = last[3]
    return known


_last_items: list[Any] = []


def _gravest_first(found: list[Item]) -> list[Item]:
    return sorted(
        found,
        key=lambda item: (
            -item.verdict.beyond_ceiling,
            -SEVERITY.index(item.verdict.leading),
            item.verdict.reading.startswith("met"),
        ),
    )


def call_item(scene: Scene) -> Item | None:
    """The claim in large type: the selected one, else the worst of the line or the newest round."""
    found = call_items(scene)
    chosen = next((item for item in found if item.key == scene.state.claim), None)
    if chosen is not None or not found:
        return chosen
    newest_one = found[0].key.partition(".")[0]
    return worst_item([item for item in found if item.key.partition(".")[0] == newest_one])


def next_item(scene: Scene, step: int) -> Item | None:
    """The claim after the one in large type, or with -1 before; at either end it stays."""
    found, now = call_items(scene), call_item(scene)
    if now is None:
        return None
    at = [item.key for item in found].index(now.key)
    return found[min(max(at + step, 0), len(found) - 1)]


def beats(scene: Scene) -> tuple[Beat, ...]:
    """What others offer that this provider does not, once for each session."""
    decision = decided(scene)
    if decision is None:
        return ()
    provider, last = on_call(scene), _last_beats
    if not last or last[0] is not decision.found or last[1] != provider:
        last[:] = [decision.found, provider, to_beat(decision.found, provider)]
    found: tuple[Beat, ...] = last[2]
    return found


_last_beats: list[Any] = []


def next_round(scene: Scene) -> int:
    """The number of the round that would follow the provider's newest."""
    own = rounds_of(scene, on_call(scene))
    return max([scene.session.quotes[at].round for at in own], default=0) + 1


def begins_round(state: State, provider: str) -> bool:
    """Whether the next line of a provider begins another round."""
    return bool(provider) and state.call.fresh.casefold() == provider.casefold()
