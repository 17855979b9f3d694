"""What stands in the place of the panes: the bake-off and the call view. Made when first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.widget import Widget
from textual.worker import get_current_worker

from workbench.screens.files import Files
from workbench.state.layout import SHEETS

if TYPE_CHECKING:
    from workbench.state.scene import Scene
    from workbench.state.state import State


class Sheets(Files):
    """Opens a sheet, and brings the panes back."""

    _shown_sheet = ""

    if TYPE_CHECKING:

        def show(self) -> None: ...

    def open_sheet(self, name: str, *, focus: bool = True) -> None:
        """Put a sheet in the place of the panes, and give it the focus."""
        self.settle()
        if not self.query(f"#sheet-{name}"):
            self.mount(self._made(name), before="#say-row")
        self.state = self.state._replace(sheet=name)
        if focus:
            self.call_after_refresh(self.focus_sheet)

    def focus_sheet(self) -> None:
        """The list of the sheet."""
        found = self.query(f"#{self.state.sheet}") if self.state.sheet else ()
        for widget in found:
            self.set_focus(widget)

    def close_sheet(self) -> bool:
        """The panes again. Returns whether there was a sheet."""
        if not self.state.sheet:
            return False
        self.state = self.state._replace(sheet="")
        return True

    def show_sheet(self, last: State, state: State) -> None:
        """Called with each state: what is on show follows from it."""
        if last.sheet == state.sheet == self._shown_sheet:
            return
        self._shown_sheet = state.sheet
        self.query_one("#panes").display = not state.sheet
        for name in SHEETS:
            for sheet in self.query(f"#sheet-{name}"):
                sheet.display = name == state.sheet

    def name_sheet(self) -> None:
        """The bake-off says in its frame what of it is not on show."""
        if self.state.sheet == "bakeoff":
            from workbench.widgets.bakeoff import BakeoffSheet

            for sheet in self.query(BakeoffSheet):
                sheet.name_it(self.scene)

    def compare_beside(self) -> None:
        """Many quotes are compared beside the screen, which says so meanwhile."""
        if not self.state.sheet:
            return
        from workbench.state.bakeoff import waiting

        scene = self.scene
        if scene.settled and scene.resolved is not None and waiting(scene):
            self._compare(scene)

    @work(thread=True, exclusive=True, group="compare", exit_on_error=False)
    def _compare(self, scene: Scene) -> None:
        from workbench.state.bakeoff import compare

        worker = get_current_worker()
        compare(scene)
        if not worker.is_cancelled:
            self.app.call_from_thread(self.show)

    def _made(self, name: str) -> Widget:
        if name == "call":
            from workbench.widgets.call import CallSheet

            return CallSheet(lambda: self.scene)
        from workbench.widgets.bakeoff import BakeoffSheet

        return BakeoffSheet(lambda: self.scene)

    # --- actions

    def action_bakeoff(self) -> None:
        """Providers beside each other; from there, the panes again."""
        if self.state.sheet == "bakeoff" and self.focus_id == "bakeoff":
            self.action_leave_sheet()
        else:
            self.open_sheet("bakeoff")

    def action_leave_sheet(self) -> None:
        """Back to the panes."""
        if self.close_sheet():
            self.call_after_refresh(self.bring, self.front)
