"""The actions of the bake-off: another cell, another objective, another weight; sort, filter, hide;
the chart and the text to send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget
from textual.worker import get_current_worker

from sessions.document.session import Session
from workbench.actions.files import Files
from workbench.state import state as states
from workbench.state.arrangement import PAGES, Table
from workbench.state.layout import SHEETS
from workbench.widgets.messages import CellMoved

if TYPE_CHECKING:
    from workbench.state.bakeoff import Decision
    from workbench.state.scene import Scene
    from workbench.state.state import State

# --- What stands in the place of the panes: the bake-off and the call view. Made when first
# opened.


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


# --- deciding

STEP, MOST = 0.5, 10.0


class Deciding(Sheets):
    """What can be done with the table of offers."""

    if TYPE_CHECKING:

        def go_to_claim(self, key: str) -> None: ...

    @property
    def table(self) -> Table:
        """How the bake-off is arranged."""
        return self.state.table

    def _decision(self) -> Decision | None:
        """What is decided from, or None with a word about it."""
        from workbench.state.bakeoff import decided

        if self.state.sheet not in SHEETS:
            self.open_sheet("bakeoff")
        found = decided(self.scene)
        if found is None:
            self.tell(self.scene.problem or "The quotes are being judged.", "warning")
        elif not found.found.rows:
            self.tell("No provider has said anything yet.")
            return None
        return found

    def _arrange(self, table: Table) -> None:
        self.state = self.state._replace(table=table)

    def _cell(self, decision: Decision) -> tuple[str, str]:
        from workbench.state.bakeoff import at_cell

        return at_cell(decision, self.table)

    # --- the cell

    @on(CellMoved)
    def _move_cell(self, message: CellMoved) -> None:
        from workbench.state.bakeoff import decided, stepped

        found = decided(self.scene)
        if found is not None:
            self._arrange(stepped(found, self.table, message.across, message.down))

    def choose_row(self, key: str) -> None:
        """A row that was clicked: a provider, or a figure."""
        from workbench.state.bakeoff import decided

        found = decided(self.scene)
        if found is not None:
            figure = key in found.items
            self._arrange(
                self.table._replace(item=key) if figure else self.table._replace(provider=key)
            )

    def action_open_cell(self) -> None:
        """To the claim among the quotes."""
        found = self._decision()
        if found is None:
            return
        from workbench.state.bakeoff import claim_at

        provider, _ = self._cell(found)
        chosen = claim_at(self.scene)
        if chosen is None:
            self.tell(f"No claim of {provider} stands in this cell.")
            return
        self.close_sheet()
        self.go_to_claim(chosen.key)

    # --- what is ranked by

    def action_next_goal(self) -> None:
        """Another objective; the packet's own, so that it is kept and undone as any other edit."""
        from sessions.offers.ranking import GOALS

        packet = self.state.session.packet
        goal = packet.objective or "service level"
        following = GOALS[(GOALS.index(goal) + 1) % len(GOALS)]
        session = self.state.session._replace(packet=packet._replace(objective=following))
        self.change(session, f"objective {following}")

    def action_weigh_more(self) -> None:
        """The selected row counts more in the best fit."""
        self._weigh(STEP)

    def action_weigh_less(self) -> None:
        """The selected row counts less."""
        self._weigh(-STEP)

    def _weigh(self, step: float) -> None:
        from workbench.state.bakeoff import axis_of

        found = self._decision()
        if found is None:
            return
        axis = axis_of(self._cell(found)[1])
        if not axis:
            self.tell("Not weighed. The best fit weighs price, speed, TTFT, uptime and quality.")
            return
        packet = self.state.session.packet
        now = packet.priorities.get(axis, 1.0)
        weight = min(MOST, max(0.0, now + step))
        if weight == now:
            self.tell(f"{axis} counts {now:g}: no {'more' if step > 0 else 'less'}.")
            return
        priorities = {**packet.priorities, axis: weight}
        if weight == 1.0:
            del priorities[axis]  # as it is unless somebody says otherwise
        session = self.state.session._replace(packet=packet._replace(priorities=priorities))
        self._weighed(session, axis, weight)

    def _weighed(self, session: Session, axis: str, weight: float) -> None:
        """Steps of one weight are one step back."""
        self.state = states.merged(
            self.state, session, f"{axis} counts {weight:g}", f"weigh {axis}"
        )

    # --- what is on show

    def action_sort_table(self) -> None:
        """By the selected row, the other way, or by the ranking."""
        from workbench.state.bakeoff import sorted_by

        found = self._decision()
        if found is not None:
            self._arrange(sorted_by(found, self.table))

    def action_filter_table(self) -> None:
        """Choose who is on show."""
        from workbench.dialogs.choose import Filter

        found = self._decision()
        if found is not None:
            names = [row.provider for row in found.found.rows]
            self.app.push_screen(Filter(self.table.only, names), self._filter)

    def _filter(self, only: str | None) -> None:
        if only is not None:
            self._arrange(self.table._replace(only=only))

    def action_hide_provider(self) -> None:
        """Take the selected provider out of the table."""
        found = self._decision()
        if found is not None and found.rows:
            provider, _ = self._cell(found)
            at = found.at[provider]
            names = [name for name in found.providers if name != provider]
            following = names[min(at, len(names) - 1)] if names else ""
            hidden = self.table.hidden | {provider}
            self._arrange(self.table._replace(hidden=hidden, provider=following))

    def action_hide_row(self) -> None:
        """Take the selected row out of the table."""
        found = self._decision()
        if found is not None and len(found.items) > 1:
            _, item = self._cell(found)
            at = found.items.index(item)
            left = [each for each in found.items if each != item]
            hidden = self.table.hidden_items | {item}
            following = left[min(at, len(left) - 1)]
            self._arrange(self.table._replace(hidden_items=hidden, item=following))

    def action_show_all(self) -> None:
        """Everything again, in the order of the ranking."""
        kept = self.table
        self._arrange(Table(kept.provider, kept.item, turned=kept.turned, page=kept.page))

    def action_turn_table(self) -> None:
        """Providers below each other, or beside each other."""
        from workbench.state.bakeoff import is_turned

        found = self._decision()
        if found is not None:
            turned = is_turned(found, self.table)
            self._arrange(self.table._replace(turned=not turned))

    def action_next_page(self) -> None:
        """What stands below the table."""
        at = PAGES.index(self.table.page)
        self._arrange(self.table._replace(page=PAGES[(at + 1) % len(PAGES)]))

    # --- what lies over it

    def action_pareto(self) -> None:
        """All offers by price and speed."""
        from workbench.dialogs.pareto import ParetoScreen

        found = self._decision()
        if found is not None:
            self.app.push_screen(ParetoScreen(found.found, self._cell(found)[0]), self._to_provider)

    def _to_provider(self, provider: str | None) -> None:
        if provider:
            self._arrange(self.table._replace(provider=provider))

    def action_letter(self) -> None:
        """The text to send to the selected provider."""
        from workbench.dialogs.letter import LetterScreen

        found = self._decision()
        if found is not None:
            provider, _ = self._cell(found)
            screen = LetterScreen(self.state.session, found.found, provider)
            self.app.push_screen(screen, self._lettered)

    def _lettered(self, session: Session | None) -> None:
        """What was made private, or shown again, is kept with the claims."""
        if session is not None:
            self.change(session, "what may be shown")
