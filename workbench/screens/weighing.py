"""Draws of ranges, beside the screen: asked for when a hand rests, shown when they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from workbench.screens.files import Files
from workbench.state.fields import maybe_range
from workbench.state.scene import chosen_item
from workbench.widgets.messages import Weighed

if TYPE_CHECKING:
    from textual.timer import Timer

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
