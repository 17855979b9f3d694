"""The public list beside a price on show: looked up beside the screen when a hand rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from workbench.screens.weighing import REST, Weighing
from workbench.state.scene import DRAFT, chosen_item
from workbench.widgets.messages import ListTold

if TYPE_CHECKING:
    from textual.timer import Timer

    from sessions.prices.beside import Wanted


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
