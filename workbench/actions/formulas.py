"""Reading a formula: its symbols, where they lead, the way back, the walk along the chain, how it
is drawn, and copies of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from formulas.book import BOOK
from workbench.actions.files import Files
from workbench.person.settings import changed
from workbench.state import state as states
from workbench.state.selection import chosen_item
from workbench.views.text import clean
from workbench.widgets.messages import SymbolChosen

if TYPE_CHECKING:
    from workbench.views.formulas.pictures import Pictures


class Reading(Files):
    """The actions of pane 2 on the selected formula."""

    if TYPE_CHECKING:
        pictures: Pictures

    # --- symbols

    def action_next_symbol(self) -> None:
        """To the next symbol of the drawn formula."""
        self._step_symbol(1)

    def action_previous_symbol(self) -> None:
        """To the symbol before."""
        self._step_symbol(-1)

    def _step_symbol(self, step: int) -> None:
        """Along the symbols in the order written; past the last one, to none, and round again."""
        self._bring_formulas()
        order = ("", *self.scene.symbols())
        if len(order) == 1:
            self.tell("There is no formula here to read: this is entered.")
            return
        place = order.index(self.scene.symbol) + step
        self._read_symbol(order[place % len(order)])

    def _read_symbol(self, id: str) -> None:
        self.state = self.state._replace(symbol=id)
        self.call_after_refresh(self._show_symbol)

    def _show_symbol(self) -> None:
        """Scroll the list that has the symbol to it, or back to the selected formula."""
        from workbench.widgets.lines_view import Selectable

        symbol = self.scene.symbol
        if symbol and symbol not in BOOK.routes:
            self.query_one("#fields", Selectable).reveal(symbol)
            symbol = ""
        self.query_one("#chain", Selectable).reveal(symbol)

    @on(SymbolChosen)
    def _choose_symbol(self, message: SymbolChosen) -> None:
        again = message.id == self.scene.symbol
        self.bring("chain")
        if again:
            self.go_to(message.id)
        else:
            self._read_symbol(message.id)

    def _bring_formulas(self) -> None:
        if self.focus_id != "chain":
            self.bring("chain")

    # --- following

    def action_follow(self) -> None:
        """From a symbol or a claim to its formula; from a field or a formula to what hangs
        together with it.
        """
        if self.focus_id == "quotes":
            item = chosen_item(self.scene)
            metric = item.verdict.metric if item is not None else None
            if metric is not None and metric.variable in BOOK.routes:
                self.go_to(metric.variable)
            else:
                self.tell("No formula bears on this claim.")
        elif self.focus_id != "fields" and self.scene.symbol:
            self.go_to(self.scene.symbol)
        elif self.focus_id == "chain" and self.state.formula not in BOOK.routes:
            self.go_to(self.state.formula)  # an input, side by side: to where it can be changed
        else:
            self.action_related()

    def action_related(self) -> None:
        """What a formula or a field is made of and what it feeds, to choose from."""
        from workbench.dialogs.follow import Follow

        id = self.state.field if self.focus_id == "fields" else self.state.formula
        self.app.push_screen(Follow(self.scene, id), self._followed)

    def _followed(self, id: str | None) -> None:
        from workbench.dialogs.follow import BACK

        if id == BACK:
            self.action_back()
        elif id:
            self.go_to(id)

    def go_to(self, id: str) -> None:
        """To a formula, or where a variable has none, to its field; the way back is kept."""
        pane = self.focus_id if self.focus_id in ("fields", "quotes") else "chain"
        self.state = states.followed(self.state, id, pane)
        self.bring("chain" if id in BOOK.routes else "fields")

    def action_back(self) -> None:
        """Back along what was followed: to the same pane, formula and symbol."""
        if not self.state.trail:
            self.tell("Nothing was followed, so there is no way back.")
            return
        pane = self.state.trail[-1].pane
        self.state = states.returned(self.state)
        self.bring(pane)
        if self.scene.symbol:
            self.call_after_refresh(self._show_symbol)

    # --- the walk

    def action_next_formula(self) -> None:
        """The next formula on the way from the weights to the bill."""
        self._walk(1, "That was the last formula of the walk: the bill.")

    def action_previous_formula(self) -> None:
        """The formula before it."""
        self._walk(-1, "The walk begins here, with the weights.")

    def _walk(self, step: int, end: str) -> None:
        from workbench.state.walk import stepped

        self._bring_formulas()
        found = stepped(self.scene, step)
        if found:
            self.state = states.read(self.state, found)
        else:
            self.tell(end)

    # --- how it is drawn

    def action_one_line(self) -> None:
        """Formulas on one line each, or stacked again."""
        self._switch_setting("drawing")

    def action_values_in(self) -> None:
        """The line with the values put in, or not."""
        self._switch_setting("substituted")

    def action_ascii(self) -> None:
        """ASCII characters alone, or all again."""
        self._switch_setting("ascii")

    def _switch_setting(self, id: str) -> None:
        self._bring_formulas()
        self.state = self.state._replace(settings=changed(self.state.settings, id))

    # --- copies

    def action_copy_formula(self) -> None:
        """Copy the selected formula, in one of its forms."""
        from workbench.dialogs.copy_formula import CopyFormula, copies

        found = copies(self.scene, self.pictures)
        if not found:
            self.tell(
                "There is no formula here to copy: this is entered."
                if self.pictures.loaded
                else "Formulas are not drawn yet. Try again in a moment."
            )
            return

        def copy(title: str | None) -> None:
            for form in found:
                if form.title == title:
                    self.app.copy_to_clipboard("\n".join([clean(row) for row in form.rows]))
                    self.tell(f"Copied {form.what}.")

        self.app.push_screen(CopyFormula(found), copy)


# --- The action that shows what moves the selected formula most.


class Moving(Files):
    """Sensitivity of what is selected among the formulas."""

    if TYPE_CHECKING:

        def go_to_field(self, id: str) -> None: ...

    def action_sensitivity(self) -> None:
        """Each input's swing over its plausible range."""
        from sessions.setups.sensitivity import sensitivity
        from workbench.dialogs.tornado import Tornado

        self.settle()
        scene = self.scene
        if scene.resolved is None or scene.results is None:
            self.tell(scene.problem, "warning")
            return
        id, basis = self.state.formula, scene.basis_for(self.state.formula)
        # Some fifty times the chain: a few milliseconds.
        found = sensitivity(scene.resolved, scene.results, id, basis)
        title = BOOK.variables[id].title
        if found is None:
            self.tell(f"{title} has no value: {scene.results.why_missing(id, basis)}.")
            return
        if not found.swings and scene.results.formula(id, basis) is None:
            self.tell(f"{title} is entered, so nothing else moves it.")
            return
        ascii = self.state.settings.ascii
        self.app.push_screen(Tornado(found, self.state.setup, ascii=ascii), self._to_input)

    def _to_input(self, id: str | None) -> None:
        if id:
            self.go_to_field(id)
