"""The call: who is on the line, and what they said. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from formulas.memo import while_same
from formulas.verdicts import SEVERITY
from sessions.claims.metrics import BLENDED, COMPONENTS
from sessions.document.keep import NOBODY, newest
from sessions.document.session import Claim
from sessions.judging.verdict import Verdict
from sessions.offers.standing import in_order, offers_of
from workbench.state.items import DRAFT, Item, items
from workbench.state.scene import Scene
from workbench.state.state import State


def on_call(scene: Scene) -> str:
    """The provider of the call view: whom the line names, else whoever was spoken of last."""
    named = scene.heard.quote.provider if scene.heard is not None else scene.state.speaking
    place = newest(scene.session, named)
    if place is not None:
        return scene.session.quotes[place].provider
    return "" if named == NOBODY else named


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
    return _told(scene).items


class _Told(NamedTuple):
    """What a provider says, and of that what stands, both the newest first: the line, then of each
    figure what was said last.
    """

    items: tuple[Item, ...]
    standing: tuple[Item, ...]


@while_same(lambda scene: (scene.judged, scene.draft, on_call(scene)))
def _told(scene: Scene) -> _Told:
    said = items(scene.draft, DRAFT) if scene.draft is not None else []
    found, standing = _gravest_first(said), _gravest_first(said)
    places = [at for at in rounds_of(scene, on_call(scene)) if at < len(scene.judged)]
    anew = {item.verdict.claim.metric for item in said}
    for at, (place, stands) in enumerate(zip(places, _standing(scene, places), strict=True)):
        own = _gravest_first(items(scene.judged[place], str(place)))
        found += own
        standing += [
            item
            for item in own
            if item.verdict.claim.metric not in anew
            and (_figure(item.verdict.claim) in stands if not item.unsure else not at)
        ]
    return _Told(tuple(found), tuple(standing))


def _standing(scene: Scene, places: list[int]) -> list[set[tuple[object, ...]]]:
    """For each of some rounds, newest first, the figures in it that no later one says anew. What is
    blended of components stands where the newest of them does.
    """
    quotes = [scene.session.quotes[place] for place in reversed(places)]
    if not quotes:
        return []
    (offer,) = offers_of(quotes)
    found: list[set[tuple[object, ...]]] = [set() for _ in offer.rounds]
    blended = -1
    for claim, origin in zip(offer.quote.claims, offer.origins, strict=True):
        found[origin].add(_figure(claim))
        if claim.metric in COMPONENTS:
            blended = max(blended, origin)
    if blended >= 0:
        judged = scene.judged[places[-1 - blended]]
        prices = [v.claim for v in judged.verdicts if v.claim.metric == BLENDED]
        found[blended].update([_figure(price) for price in prices])
    return found[::-1]


def _figure(claim: Claim) -> tuple[object, ...]:
    """What was claimed, whatever is known of its conditions."""
    high = claim.high.value if claim.high is not None else None
    return (claim.metric, claim.value.value, high, claim.statistic, claim.bound, claim.counts)


def gravity(verdict: Verdict) -> tuple[bool, int, bool]:
    """How much a verdict matters: two can be compared."""
    return verdict.beyond_ceiling, SEVERITY.index(verdict.leading), verdict.met is False


def _gravest_first(found: list[Item]) -> list[Item]:
    return sorted(found, key=lambda item: gravity(item.verdict), reverse=True)


def call_item(scene: Scene) -> Item | None:
    """The claim in large type: the selected one, else the gravest of the line; while nothing is
    being said, the gravest of all that stands.
    """
    found = call_items(scene)
    chosen = next((item for item in found if item.key == scene.state.claim), None)
    if chosen is not None or not found:
        return chosen
    said = [item for item in found if item.key.startswith(DRAFT)]
    return _gravest(said or _told(scene).standing or found)


def graver(scene: Scene, shown: Item) -> Item | None:
    """What else stands and is off by more than the claim on show, if anything is."""
    found = _gravest(_told(scene).standing)
    if found is None or gravity(found.verdict) <= gravity(shown.verdict):
        return None
    return found if gravity(found.verdict) > (False, SEVERITY.index("plausible"), True) else None


def _gravest(found: Sequence[Item]) -> Item | None:
    return max(found, key=lambda item: gravity(item.verdict), default=None)


def next_item(scene: Scene, step: int) -> Item | None:
    """The claim after the one in large type, or with -1 before; at either end it stays."""
    found, now = call_items(scene), call_item(scene)
    if now is None:
        return None
    at = [item.key for item in found].index(now.key)
    return found[min(max(at + step, 0), len(found) - 1)]


def next_round(scene: Scene) -> int:
    """The number of the round that would follow the provider's newest."""
    own = rounds_of(scene, on_call(scene))
    return max([scene.session.quotes[at].round for at in own], default=0) + 1


def begins_round(state: State, provider: str) -> bool:
    """Whether the next line of a provider begins another round."""
    return bool(provider) and state.call.fresh.casefold() == provider.casefold()
