"""Draws of ranges, beside the screen: asked for when a hand rests, shown when they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from workbench.actions.files import Files
from workbench.state.fields import maybe_range
from workbench.state.items import DRAFT
from workbench.state.selection import chosen_item
from workbench.widgets.messages import ListTold, Weighed

if TYPE_CHECKING:
    from textual.timer import Timer

    from sessions.prices.beside import Wanted
    from workbench.state.odds import Asked

REST = 0.15  # seconds without another change before anything is drawn


class Weighing(Files):
    """Keeps the odds of the selected claim and formula in the state."""

    _asked: Asked | None = None
    _rest: Timer | None = None

    def weigh(self) -> None:
        """Ask for the odds of what is on show, where any input is a range; with each state, so
        that it costs next to nothing without one.
        """
        scene = self.scene
        resolved = scene.resolved
        if resolved is None or self._plain is resolved:
            return
        # Nothing is imported for a session without ranges: most have none.
        layers = (resolved.sources, resolved.measured_sources)
        if not any(maybe_range(s.entry.text) for layer in layers for s in layer.values()):
            self._plain = resolved
            return
        from workbench.state import odds

        item = chosen_item(scene)
        verdict = item.verdict if item is not None else None
        formula = scene.state.formula
        asked = odds.Asked(scene.session, resolved, verdict, formula, scene.basis_for(formula))
        if asked.same(self._asked):
            return
        self._asked = asked
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._draw)

    _plain: object = None  # the last chain without any range

    def _draw(self) -> None:
        if self._asked is not None:
            self._drawn_beside(self._asked, self.state.setup)

    @work(thread=True, exclusive=True, group="odds", exit_on_error=False)
    def _drawn_beside(self, asked: Asked, setup: str) -> None:
        from workbench.state import odds

        self.post_message(Weighed(odds.weigh(asked, setup)))

    @on(Weighed)
    def _show_odds(self, message: Weighed) -> None:
        if message.odds.asked.same(self._asked):
            self.state = self.state._replace(odds=message.odds)


# --- The public list beside a price on show: looked up beside the screen when a hand rests.


class Listing(Weighing):
    """Keeps in the state what the public list says of the selected price."""

    _wanted: Wanted | None = None
    _list_rest: Timer | None = None

    def weigh(self) -> None:
        """Ask for the odds and for the list of what is on show; next to nothing without a price."""
        super().weigh()
        scene = self.scene
        item = chosen_item(scene)
        if item is None or item.unsure or scene.resolved is None:
            return
        from sessions.prices import beside as public_list
        from sessions.prices.source import installed

        if not public_list.priced(item.verdict):
            return
        name = item.key.partition(".")[0]
        judged = scene.draft if name == DRAFT else scene.judged[int(name)]
        provider = judged.quote.provider if judged is not None else ""
        wanted = public_list.Wanted(scene.session, scene.state.setup, provider, item.verdict)
        if wanted.same(self._wanted) or not installed():
            return
        self._wanted = wanted
        if self._list_rest is not None:
            self._list_rest.stop()
        self._list_rest = self.set_timer(REST, self._look_up)

    def _look_up(self) -> None:
        if self._wanted is not None:
            self._looked_up_beside(self._wanted)

    @work(thread=True, exclusive=True, group="list", exit_on_error=False)
    def _looked_up_beside(self, wanted: Wanted) -> None:
        from sessions.prices import beside as public_list

        self.post_message(ListTold(public_list.tell(wanted)))

    @on(ListTold)
    def _show_list(self, message: ListTold) -> None:
        if message.told.wanted.same(self._wanted):
            self.state = self.state._replace(listed=message.told)
