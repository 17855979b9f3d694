"""What is worked out beside the screen once a hand rests, and shown when it is there: the odds of
what is on show, where an input is a range, and what the public list says of a price.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from sessions.prices import beside, source
from workbench.actions.desk import Desk, Job
from workbench.state import changes
from workbench.state.asides import chosen_item
from workbench.state.fields import maybe_range
from workbench.state.items import DRAFT
from workbench.state.scene import Scene
from workbench.state.state import State

if TYPE_CHECKING:
    from sessions.prices.beside import Told, Wanted
    from workbench.state.odds import Asked, Odds

REST = 0.15  # seconds without another change before anything is worked out


class Question(Protocol):
    """What is asked beside the screen."""

    def same(self, other: Any) -> bool:
        """Whether another asks for the same."""


Asking = TypeVar("Asking", bound=Question)
Found = TypeVar("Found")


class Resting(Generic[Asking, Found]):
    """Answers what was asked last, once a hand rests; what was asked before then is dropped."""

    def __init__(self, desk: Desk, group: str, show: Callable[[State, Found], State]) -> None:
        self._desk, self._group, self._show = desk, group, show
        self._asked: Asking | None = None
        self._rest: Job | None = None

    def ask(self, asked: Asking, work: Callable[[], Found]) -> None:
        """Ask, unless that was asked last; `work` answers it."""
        if asked.same(self._asked):
            return
        self._asked = asked
        if self._rest is not None:
            self._rest.stop()

        def done(found: Found) -> None:
            if asked.same(self._asked):
                self._desk.change(lambda state: self._show(state, found))

        def begin() -> None:
            self._desk.in_background(lambda stop: work(), done, self._group)

        self._rest = self._desk.after(REST, begin)


class Background:
    """Asks for both with each state, so it must cost next to nothing without a range or a price."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._plain: object = None  # the last chain without any range
        self._odds: Resting[Asked, Odds] = Resting(desk, "odds", changes.with_odds)
        self._list: Resting[Wanted, Told] = Resting(desk, "list", changes.with_listed)

    def ask(self) -> None:
        """Ask for what belongs to the scene on show."""
        self._ask_odds(self._desk.scene)
        self._ask_list(self._desk.scene)

    def _ask_odds(self, scene: Scene) -> None:
        resolved = scene.resolved
        if resolved is None or self._plain is resolved:
            return
        layers = (resolved.sources, resolved.measured_sources)
        if not any(maybe_range(s.entry.text) for layer in layers for s in layer.values()):
            self._plain = resolved
            return
        from workbench.state import odds  # 60 ms with NumPy; most sessions have no range

        item = chosen_item(scene)
        verdict = item.verdict if item is not None else None
        formula, setup = scene.state.formula, scene.state.setup
        asked = odds.Asked(scene.session, resolved, verdict, formula, scene.basis_for(formula))
        self._odds.ask(asked, lambda: odds.weigh(asked, setup))

    def _ask_list(self, scene: Scene) -> None:
        item = chosen_item(scene)
        if item is None or item.unsure or scene.resolved is None:
            return
        if not item.verdict.listed or not source.installed():
            return
        name = item.key.partition(".")[0]
        judged = scene.draft if name == DRAFT else scene.judged[int(name)]
        provider = judged.quote.provider if judged is not None else ""
        wanted = beside.Wanted(scene.session, scene.state.setup, provider, item.verdict)
        self._list.ask(wanted, lambda: beside.tell(wanted))
