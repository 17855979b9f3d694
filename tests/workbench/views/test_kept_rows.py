"""That what views keep between keys is what they would make anew."""

from __future__ import annotations

import random

import pytest

from sessions.document.session import Ambiguous, Quote, Session
from tests.bench.large import large
from workbench.screens.workbench import _header as shown_header
from workbench.state import changes, recall
from workbench.state import state as states
from workbench.state.items import claims_of, verdict_moved, worst_item, worst_of
from workbench.state.scene import Scene, look
from workbench.state.state import State, start
from workbench.views.formulas import chain
from workbench.views.frame.header import header
from workbench.views.packet.fields import fields_list
from workbench.views.quotes import quotes

TYPED = {
    "gpu_price": ("2", "5", "70", "0.4"),
    "mbu": ("20%", "60%", "95%"),
    "fresh_tokens": ("100", "8000", "60k"),
    "concurrency": ("4", "16", "64"),
    "context_tokens": ("1K", "200K"),
}
SAID = ("", "Acme: $0.28/M", "Acme: $0.28/M, 40 tok/s/user at c=16", "Acme: TTFT 1")


def _session() -> Session:
    """Many quotes; one of them with a time that may be read in two ways, one that says nothing."""
    session = large(6, 12)
    first = session.quotes[0]
    unsure = first._replace(ambiguous=(Ambiguous("5 s", 5.0, "s", ("ttft", "tpot")),))
    return session._replace(quotes=(unsure, *session.quotes[1:], Quote("Silent")))


def _further(state: State, scene: Scene, by: random.Random) -> State:
    """What somebody may do next."""
    match by.randrange(7):
        case 0 | 1 | 2:
            id = by.choice([*TYPED])
            text = by.choice(TYPED[id])
            return states.typed(states.opened(state, id, ""), id, text, scene.results)
        case 3:
            return states.kept(state)
        case 4:
            formulas = ("per_stream_tps", "price_per_processed_token", "ttft")
            return changes.selected(states.kept(state), "chain", by.choice(formulas))
        case 5:
            field, text = by.choice(
                (("hardware", "H100 SXM"), ("weights", "fp8"), ("weights", "fp4"), ("model", ""))
            )
            return states.typed(states.opened(state, field, ""), field, text, scene.results)
        case _:
            return recall.spoken(state, by.choice(SAID))


@pytest.mark.parametrize("seed", range(4))
def test_kept_rows_are_those_that_would_be_made_now(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = random.Random(seed)
    state = start(_session(), None)
    scene = look(state)
    for _ in range(25):
        state = _further(state, scene, by)
        scene = look(state, scene)
        width = by.choice((33, 50, 50, 50, 80, 120))
        kept = quotes.quotes_list(scene, width), chain.chain_list(scene, width)
        with monkeypatch.context() as patch:
            patch.setattr(quotes, "_made", {})
            patch.setattr(chain, "_chapters", chain._chapters.__wrapped__)  # type: ignore[attr-defined]
            patch.setattr(chain, "_claimed", chain._claimed.__wrapped__)  # type: ignore[attr-defined]
            anew = (
                quotes.quotes_list.__wrapped__(scene, width),  # type: ignore[attr-defined]
                chain.chain_list.__wrapped__(scene, width),  # type: ignore[attr-defined]
            )
        for before, now in zip(kept, anew, strict=True):
            assert [(row.key, row.pieces) for row in before] == [
                (row.key, row.pieces) for row in now
            ]
        assert shown_header(scene, width) == (header(scene, width),)
        assert fields_list(scene, width) == fields_list.__wrapped__(scene, width)  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(4))
def test_of_all_claims_is_said_what_a_look_at_each_would_say(seed: int) -> None:
    by = random.Random(seed)
    state = start(_session(), None)
    scene = look(state)
    for _ in range(25):
        state = _further(state, scene, by)
        scene = look(state, scene)
        assert worst_of(scene.judged, scene.draft) == worst_item(scene.items)
        for wanted in (scene.lit, ("ttft",), ("ttft", "tpot"), ()):
            metrics = [item.verdict.metric for item in scene.items]
            asked = [metric for metric in metrics if metric is not None and metric.id in wanted]
            assert claims_of(scene.judged, scene.draft, wanted) == len(asked)
        moved = [
            (item.key, verdict_moved(scene.claims_moved[item.key], item.verdict))
            for item in scene.items
            if item.key in scene.claims_moved
        ]
        assert [key for key, turned in moved if turned] == [*scene.moves.verdicts]
        assert [key for key, turned in moved if not turned] == [*scene.moves.ratios]
