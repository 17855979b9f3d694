"""What the keys do to the selected field besides typing: step it, take it back, compare it; and
the way through what that moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from formulas.declare import Basis
from formulas.quantity import Refused
from workbench.actions.files import Files
from workbench.state import compare, fields
from workbench.state import state as states
from workbench.state.steps import Stuck, next_text, next_word
from workbench.widgets.messages import FieldStepped


class Changing(Files):
    """Actions on the selected field, and on what the last edit moved."""

    if TYPE_CHECKING:

        def go_to_field(self, id: str) -> None: ...

    # --- step

    def action_step_up(self) -> None:
        """The next natural value of the selected field."""
        self._step(1)

    def action_step_down(self) -> None:
        """The natural value before."""
        self._step(-1)

    def action_leap_up(self) -> None:
        """A big step up."""
        self._step(1, big=True)

    def action_leap_down(self) -> None:
        """A big step down."""
        self._step(-1, big=True)

    def _step(self, way: int, *, big: bool = False) -> None:
        if self.scene.resolved is None:
            self.tell(self.scene.problem, "warning")
            return
        self.settle()
        if self.focus_id != "fields":
            self.bring("fields")
        id = self.state.field
        text = self._next(id, way, big)
        if text is None:
            return
        try:
            self.state = states.stepped(self.state, id, text, self.scene.results)
        except Refused as refused:
            self.tell(f"{fields.label_of(id)} stays as it is: {refused}", "warning")

    @on(FieldStepped)
    def _step_typed(self, message: FieldStepped) -> None:
        """A step while the field is being typed goes through the same line as a letter."""
        if self.editor.field != message.id:
            return
        text = self._next(message.id, message.way, message.big)
        if text is not None:
            self.editor.value = text
            self.editor.cursor_position = len(text)

    def _next(self, id: str, way: int, big: bool) -> str | None:
        """The text of the next value; where there is none, that is said."""
        scene = self.scene
        try:
            if fields.is_word(id):
                now = fields.word_of(scene.session, scene.state.setup, id)
                return next_word(id, now, way)
            return next_text(id, fields.value_in(id, *scene.ready), way, big=big)
        except Stuck as stuck:
            self.tell(str(stuck))
            return None

    # --- compare

    def action_take_back(self) -> None:
        """The selected field as it was saved last."""
        self.settle()
        self.take_back(self.state.field)

    def take_back(self, id: str) -> bool:
        """A field as it was saved last, as one step of the history; whether there was anything to
        take back, which is also said.
        """
        state = self.state
        at = compare.in_file(state)
        label = fields.label_of(id)
        if at is None:
            new = state.history.saved is not None
            reason = f"{state.setup} is not in the file." if new else "Nothing was saved yet."
            self.tell(f"There is no value to go back to: {reason}")
            return False
        where = compare.file_name(state)
        if not compare.differs(at, state.session, state.setup, id):
            self.tell(f"{label} is the same {where}.")
            return False
        session = compare.taken_back(state.session, state.setup, id, at)
        self.change(session, f"{label} as {where.removeprefix('as ')}")
        return True

    def action_compare_file(self) -> None:
        """Every field that is not as in the file."""
        from workbench.dialogs.differences import Differences

        self.settle()
        self.app.push_screen(Differences(self), self._compared)

    def _compared(self, id: str | None) -> None:
        if id:
            self.go_to_field(id)

    # --- what moved

    def action_next_moved(self) -> None:
        """To the next formula or claim that the last edit moved."""
        self._go_moved(1)

    def action_previous_moved(self) -> None:
        """To the one before."""
        self._go_moved(-1)

    def _go_moved(self, way: int) -> None:
        self.settle()
        found = self.scene.moves
        places = found.places()
        if not places:
            self.tell("Nothing moved: the marks are of the last edit, until the next one.")
            return
        now = ("chain", self.state.formula)
        if self.front == "quotes":
            now = ("quotes", self.state.claim)
        if now in places and self.focus_id in ("chain", "quotes"):
            at = (places.index(now) + way) % len(places)
        else:
            at = 0 if way > 0 else len(places) - 1
        pane, key = places[at]
        if pane == "chain":
            self.state = self.state._replace(formula=key, basis=self._moved_basis(key))
        else:
            self.state = self.state._replace(claim=key)
        self.bring(pane)

    def _moved_basis(self, id: str) -> Basis:
        """The basis on which a formula moved: the chosen one first, the ceiling only where it is
        alone.
        """
        scene = self.scene
        order: tuple[Basis, ...] = (scene.state.basis, "napkin", *scene.bases)
        moved = [basis for basis in order if (id, basis) in scene.moved]
        others = [basis for basis in moved if basis != "ceiling"]
        return (others or moved or [scene.state.basis])[0]
