"""What the actions of the table do. Each is a new state, a change of focus, or another screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulas.book import BOOK
from sessions.document import keep
from workbench.actions.formulas import Reading
from workbench.actions.person import Keeping
from workbench.actions.setups import Beginning
from workbench.keys.shown import keyed, shown_key
from workbench.state import fields
from workbench.state import recall as said
from workbench.state import state as states
from workbench.state.items import DRAFT
from workbench.state.selection import chosen_item
from workbench.views.text import clean
from workbench.widgets.lines_view import Selectable

if TYPE_CHECKING:
    from workbench.widgets.lines_view import LinesView


class Doing(Beginning, Reading, Keeping):
    """The actions of the workbench, apart from those on files and those of reading a formula."""

    if TYPE_CHECKING:

        def keep_note(self) -> bool: ...

    # --- go to

    def action_say(self) -> None:
        """To the say line."""
        self.set_focus(self.query_one("#say"))

    def action_pane_1(self) -> None:
        """To what may be changed."""
        self.bring("fields")

    def action_pane_2(self) -> None:
        """To the formulas."""
        self.bring("chain")

    def action_pane_3(self) -> None:
        """To the quotes."""
        self.bring("quotes")

    # --- change

    def action_edit(self) -> None:
        """Type the selected field; where there is no set-up, begin one."""
        if self.scene.setup is None:
            self.action_add_setup()
            return
        if self.scene.resolved is None:
            self.tell(self.scene.problem, "warning")
            return
        if self.editor.is_open:
            return
        if self.focus_id != "fields":
            # Where the field stands is known once its pane is on the screen.
            self.bring("fields")
            self.call_after_refresh(self._edit_brought)
            return
        self._open_editor()

    def _edit_brought(self) -> None:
        # Asked once and never again: asking until the focus is there would leave no turn for
        # anything else, also not for the focus.
        if self.app.screen is self and not self.small and not self.editor.is_open:
            self._open_editor()

    def _open_editor(self) -> None:
        if self.scene.resolved is None:
            return
        id = self.state.field
        text = fields.text_of(
            self.scene.session, self.state.setup, id, self.scene.resolved, self.scene.results
        )
        self.state = states.opened(self.state, id, text)
        variable = BOOK.variables.get(id)
        example = variable.example if variable is not None else ""
        self.editor.open(id, text, self.place_of_field(), example)

    def action_act(self) -> None:
        """Open what is selected where the focus is."""
        self.catch_up()
        if self.focus_id in ("chain", "quotes"):
            self.action_follow()
        else:
            self.open_field()

    def action_reset(self) -> None:
        """Take the session's own value of the selected field away."""
        self.catch_up()
        id, session = self.state.field, self.state.session
        if not fields.can_reset(session, self.state.setup, id):
            self.tell("Nothing to reset: this value is not the session's own. e types one.")
            return
        self.change(fields.reset(session, self.state.setup, id), f"reset {fields.label_of(id)}")

    def action_next_setup(self) -> None:
        """Show the next set-up."""
        self._switch(1)

    def action_previous_setup(self) -> None:
        """Show the set-up before."""
        self._switch(-1)

    def _switch(self, step: int) -> None:
        after = states.switched(states.kept(self.state), step)
        if after.setup == self.state.setup:
            self.tell("This session has one set-up. C copies it; then change a field and compare.")
            return
        self.state = after

    def action_copy_setup(self) -> None:
        """Make a second one of the set-up on show."""
        self.settle()
        if self.scene.setup is None:
            self.tell(self.scene.problem, "warning")
            return
        name = self.state.setup
        self.state = states.copied(self.state, self.scene.results)
        more = "" if self.state.beside else f" {shown_key('side_by_side')} puts them side by side."
        self.tell(f"{self.state.setup} is a copy of {name} and now on show.{more}")

    def action_undo(self) -> None:
        """One change back."""
        if self.editor.is_open:
            self.editor.action_leave(False)
            return
        after = states.undone(self.state, self.scene.results)
        undone = self.state.history.undoes
        self.tell(
            "Nothing to undo."
            if after is self.state
            else (
                f"Undid: {undone}. {shown_key('redo')} makes it again."
                if undone
                else keyed("Undone. {redo} makes it again.")
            )
        )
        self.state = after

    def action_redo(self) -> None:
        """One change forward."""
        after = states.redone(self.state, self.scene.results)
        redone = self.state.history.redoes
        self.tell(
            "Nothing to redo."
            if after is self.state
            else f"Redid: {redone}."
            if redone
            else "Redone."
        )
        self.state = after

    # --- read

    def action_next_basis(self) -> None:
        """Explain on the next basis."""
        self.state = states.explained(self.state, self.scene.explainable, 1)

    def action_previous_basis(self) -> None:
        """Explain on the basis before."""
        self.state = states.explained(self.state, self.scene.explainable, -1)

    def action_side_by_side(self) -> None:
        """The set-ups in columns, or the bases again."""
        hidden = not self.query_one("#pane-2").display
        self._side_by_side(hidden or not self.state.beside, False)

    def action_differing(self) -> None:
        """Only the rows where the set-ups differ, or all."""
        hidden = not self.query_one("#pane-2").display
        self._side_by_side(True, hidden or not self.state.differing)

    def _side_by_side(self, on: bool, differing: bool) -> None:
        if on and len(self.state.session.setups) < 2:
            copy = shown_key("copy_setup")
            self.tell(f"This session has one set-up. {copy} copies it; change a field and compare.")
            on = False
        self.state = states.side_by_side(self.state, on)._replace(differing=on and differing)
        if on and not self.query_one("#pane-2").display:
            self.bring("chain")
        # What differs stands first; on the way back, the selected formula is looked for.
        chain = self.query_one("#chain", Selectable)
        if on:
            chain.scroll_to(y=0, animate=False, force=True)
        else:
            chain.reveal()

    def go_to_field(self, id: str) -> None:
        """To a field in its pane."""
        self.settle()
        self.state = self.state._replace(field=id)
        self.bring("fields")

    def go_to_formula(self, id: str) -> None:
        """To a formula, with the way back kept."""
        self.settle()
        self.go_to(id)

    def go_to_claim(self, key: str) -> None:
        """To a claim among the quotes."""
        self.settle()
        self.state = self.state._replace(claim=key)
        self.bring("quotes")

    def action_story_up(self) -> None:
        """Scroll what stands below the line."""
        self._story().scroll_relative(y=-3, animate=False)

    def action_story_down(self) -> None:
        """Scroll what stands below the line."""
        self._story().scroll_relative(y=3, animate=False)

    def _story(self) -> LinesView:
        from workbench.widgets.lines_view import LinesView

        name = {"fields": "field", "chain": "formula", "quotes": "claim"}[self.front]
        if self.state.sheet == "bakeoff":
            name = "bakeoff"
        return self.query_one(f"#{name}-story", LinesView)

    # --- quotes

    def action_keep_said(self) -> None:
        """What is in the say line becomes part of the session."""
        if self.keep_note():
            return
        heard = self.scene.heard
        if heard is None:
            self.tell("Nothing was said yet. Type what the vendor says, then keep it with enter.")
            return
        if several := keep.several(heard):
            self.tell(several, "warning")
            return
        if heard.quote.refused and not keep.can_keep(heard.quote):
            first = heard.quote.refused[0]
            self.tell(f"Nothing was kept: {first.text} was not taken, {first.reason}.", "warning")
            return
        if not keep.can_keep(heard.quote):
            self.tell(
                keyed(
                    "Nothing in it was understood, so nothing was kept. {sayable} lists what can be"
                    " said."
                ),
                "warning",
            )
            return
        self.state = said.kept(self.scene, heard)
        self.empty_say_line()

    def action_clear_said(self) -> None:
        """Forget what is in the say line."""
        self.state = said.silent(self.state)
        self.empty_say_line()

    def action_remove_quote(self) -> None:
        """Take the selected quote out; undo brings it back."""
        item = chosen_item(self.scene)
        if item is None or item.key.startswith(DRAFT):
            self.tell(
                "No quote is selected. Select one in pane 3 (F4) first."
                if item is None
                else "What is being said is not kept yet: esc in the say line forgets it."
            )
            return
        if self.focus_id != "quotes":
            self.bring("quotes")
            self.tell(
                f"This is the selected quote. Press {shown_key('remove_quote')} here to remove it."
            )
            return
        place = int(item.key.partition(".")[0])
        name = self.state.session.quotes[place].provider
        self.change(keep.without(self.state.session, place), f"remove {name}")
        self.tell(f"Removed {name or 'the quote'}; {shown_key('undo')} brings it back.")

    def action_why(self) -> None:
        """Explain the selected claim: while something is being said, the worst of it."""
        item = chosen_item(self.scene)
        if item is None:
            self.tell(
                "No claim stands in this cell."
                if self.state.sheet == "bakeoff"
                else "There is no claim yet. Type what the vendor says in the say line."
            )
            return
        from workbench.dialogs.why import WhyScreen

        self.state = states.learned(self.state, "why")
        self.app.push_screen(WhyScreen(self.scene, item), self.explained)

    def explained(self, key: str | None) -> None:
        """The claim that was explained last is the one that is selected."""
        if key:
            self.state = self.state._replace(claim=key)

    def action_copy_ask(self) -> None:
        """The question, for the chat window of the call."""
        item = chosen_item(self.scene)
        if item is None or not item.verdict.ask:
            self.tell("Nothing is left to ask about this claim.")
            return
        self.app.copy_to_clipboard(clean(item.verdict.ask))
        self.tell("Copied the question: paste it into the chat of the call.")

    # --- napkin

    def action_help(self) -> None:
        """What the focused thing does, and all keys."""
        from workbench.dialogs.modal import Help

        on_call = self.focus_id == "say" and self.state.sheet == "call"
        self.app.push_screen(Help("call" if on_call else self.focus_id))

    def action_palette(self) -> None:
        """Find an action by name."""
        self.app.action_command_palette()
