"""How a session begins: a new one, its set-ups, and what other currencies are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulas.quantity import Refused
from sessions.catalogue.catalogue import UnknownItem
from workbench.actions.files import Files
from workbench.keys.shown import shown_key
from workbench.state import fields
from workbench.state import recall as said
from workbench.state import state as states
from workbench.state.scene import look
from workbench.views.text import clean

if TYPE_CHECKING:
    from sessions.document.session import Session, SetUp

# --- Choosing the model and the accelerator of the set-up on show from the table of the
# catalogue.

CHOSEN = ("model", "hardware")


class Choosing(Files):
    """The actions of the fields that hold a name of the catalogue."""

    if TYPE_CHECKING:

        def action_edit(self) -> None: ...

    def action_choose(self) -> None:
        """The table for the selected field; other fields are typed."""
        self.open_field()

    def action_choose_model(self) -> None:
        """The table of models."""
        self.choose("model")

    def action_choose_hardware(self) -> None:
        """The table of accelerators."""
        self.choose("hardware")

    def open_field(self) -> None:
        """Open the selected field: a table where it has one, else the line to type in."""
        self.catch_up()
        if self.state.field in CHOSEN and self.scene.resolved is not None:
            self.choose(self.state.field)
        else:
            self.action_edit()

    def choose(self, id: str) -> None:
        """Choose among the items of a shelf; also where what stands there cannot be read."""
        from workbench.dialogs.shelf import Shelf

        self.settle()
        if self.scene.setup is None:
            self.tell(self.scene.problem, "warning")
            return

        def answer(name: str | None) -> None:
            if name is None:
                return
            state = self.state
            try:
                understood = fields.understand(state.session, state.setup, id, name)
            except Refused as refused:  # a file may have changed since the table was drawn
                self.tell(f"{fields.label_of(id)} stays as it is: {refused}", "warning")
                return
            if understood.session != state.session:
                self.change(understood.session, f"{fields.label_of(id)} {understood.reading}")
            self.state = self.state._replace(field=id)

        self.app.push_screen(Shelf(id, self.scene), answer)


# --- beginning

# What a table of all accelerators is counted for before one is chosen: it computes in every tier.
_USUAL = "B200"
_ADD = "Add a set-up"
ANSWERS = {
    "empty": "Nothing: an empty session",
    "traffic": "The same traffic for other providers: all but quotes and notes",
    "example": "The worked example: its packet, set-ups and load tests, no quotes",
}


class Beginning(Choosing):
    """The actions that make a session out of nothing, or out of another."""

    # --- new session

    def action_new(self) -> None:
        """Ask what the new session begins with; unsaved changes are asked about first."""
        self.leave_then(self._ask_how_to_begin, "go on")

    def _ask_how_to_begin(self) -> None:
        from workbench.dialogs.choose import Ask

        session = self.state.session
        holds = session.setups or session.bill or session.packet.entries
        answers = [(id, text) for id, text in ANSWERS.items() if id != "traffic" or holds]
        question = "What does the new session begin with?"
        self.app.push_screen(Ask(question, tuple(answers), "New session"), self._begin_with)

    def _begin_with(self, answer: str | None) -> None:
        from sessions.document.session import Session
        from sessions.setups.first import same_traffic
        from workbench.state.compare import example

        if answer is None:
            return
        if answer == "empty":
            self.begin_session(Session(), "fields")
            self.tell(f"An empty session. Enter adds its first set-up; {shown_key('save')} saves.")
        elif answer == "example":
            self.begin_session(same_traffic(example()), "")
            self.tell("The worked example's traffic, and no quotes yet.")
        else:
            # It stands in no file, and what was dropped may live on in it.
            self.begin_session(same_traffic(self.state.session), "", saved=False)
            self.tell(f"The same traffic, and no quotes yet. {shown_key('save')} asks for a name.")

    def begin_session(self, session: Session, pane: str, *, saved: bool = True) -> None:
        """Show an untitled session in the place of the one on screen; `saved` where nothing of it
        could be lost.
        """
        self.empty_say_line()
        self.remember_visit()
        fresh = states.start(session, None)
        if not saved:
            history = fresh.history._replace(saved=None)
            fresh = fresh._replace(history=history)
        self.state = states.carried(said.silent(self.state), fresh)
        if pane:
            self.bring(pane)
        else:
            self.set_focus(self.query_one("#say"))

    # --- set-ups

    def action_add_setup(self) -> None:
        """Choose a model and an accelerator, and begin a set-up with them."""
        from workbench.dialogs.shelf import Shelf

        self.settle()
        fresh = self.scene.setup is None

        def chosen(model: str | None) -> None:
            if model is not None:
                self._choose_what_it_runs_on(model)

        self.app.push_screen(
            Shelf("model", self.scene, fresh=fresh, step=f"{_ADD} 1 of 2: model"), chosen
        )

    def _choose_what_it_runs_on(self, model: str) -> None:
        """The table of accelerators, counted for the model before there is a set-up with it."""
        from workbench.dialogs.shelf import Shelf

        now = self.scene.setup
        found = self._with_setup(model, now.hardware if now is not None else _USUAL)
        if found is None:
            return
        session, setup = found
        scene = look(states.start(session, None)._replace(setup=setup.name), judge=False)

        def chosen(hardware: str | None) -> None:
            if hardware is not None:
                self._add(model, hardware)

        step = f"{_ADD} 2 of 2: accelerator"
        self.app.push_screen(Shelf("hardware", scene, fresh=now is None, step=step), chosen)

    def _with_setup(self, model: str, hardware: str) -> tuple[Session, SetUp] | None:
        from sessions.setups.first import added

        try:
            return added(self.state.session, model, hardware, self.state.setup)
        except (Refused, UnknownItem) as refused:  # a file may have changed since the table
            self.tell(f"No set-up was added: {refused}", "warning")
            return None

    def _add(self, model: str, hardware: str) -> None:
        found = self._with_setup(model, hardware)
        if found is None:
            return
        session, setup = found
        state = states.edited(self.state, session, None, f"add {setup.name}")
        self.state = state._replace(setup=setup.name, before=None, was=None)
        if len(session.setups) > 1:  # to the first one, its traffic comes first
            group = fields.GROUPS["set-up"]
            first = next(each.id for each in self.scene.fields if each.group == group)
            self.state = self.state._replace(field=first)
        self.bring("fields")
        gpus, flight = setup.entries["gpus_per_replica"], setup.entries["concurrency"]
        self.tell(
            f"{setup.name} is on show: {setup.model} at {setup.weights}, {gpus.value:g}x"
            f" {setup.hardware}, {flight.value:g} in flight. Each first value says why it is so;"
            f" {shown_key('undo')} takes the set-up back."
        )

    def action_rename_setup(self) -> None:
        """Another name for the set-up on show."""
        from sessions.setups.first import renamed
        from workbench.dialogs.one_line import OneLine

        setup = self._shown_setup()
        if setup is None:
            return

        def read(text: str) -> str:
            renamed(self.state.session, setup.name, text)
            return f"{setup.name} is called {clean(text.strip())}"

        def answered(text: str | None) -> None:
            if text is None or text.strip() == setup.name:
                return
            session = renamed(self.state.session, setup.name, text)
            name = text.strip()
            state = states.edited(self.state, session, None, f"rename {setup.name}")
            self.state = state._replace(setup=name, before=None, was=None)

        box = OneLine("Rename the set-up", setup.name, "tp8-c16", read)
        self.app.push_screen(box, answered)

    def action_remove_setup(self) -> None:
        """Take the set-up on show out; undo brings it back."""
        from sessions.setups.first import removed

        setup = self._shown_setup()
        if setup is None:
            return
        if self.focus_id != "fields":
            self.bring("fields")
            key = shown_key("remove_setup")
            self.tell(f"{setup.name} is the set-up on show. Press {key} here to remove it.")
            return
        tests = len([t for t in self.state.session.load_tests if t.setup == setup.name])
        self.change(removed(self.state.session, setup.name), f"remove {setup.name}")
        more = f" with its {tests} load test{'s' if tests > 1 else ''}" if tests else ""
        self.tell(f"Removed {setup.name}{more}; {shown_key('undo')} brings it back.")

    def _shown_setup(self) -> SetUp | None:
        """The set-up on show, or None with a word about it."""
        self.settle()
        if self.scene.setup is None:
            self.tell(self.scene.problem, "warning")
        return self.scene.setup

    # --- currency

    def action_currency_rate(self) -> None:
        """Say what another currency is worth, in one line."""
        from sessions.document.currency import EXAMPLE, read_rate, with_rate
        from workbench.dialogs.one_line import OneLine

        self.settle()
        rates = self.state.session.currency

        def read(text: str) -> str:
            code, entry = read_rate(text)
            if entry is None:
                if code not in rates:
                    raise Refused(code, f"no rate of {code} is known", f"{code} 1.08")
                return f"takes the rate of {code} away"
            return f"1 {code} = ${entry.value:g}" + (f" ({entry.origin})" if entry.origin else "")

        def answered(text: str | None) -> None:
            if text is None:
                return
            code, entry = read_rate(text)
            label = f"rate of {code}" if entry is not None else f"no rate of {code}"
            self.change(with_rate(self.state.session, code, entry), label)
            self.tell(f"{read(text) if entry is not None else f'No rate of {code} any more'}.")

        known = [f"1 {code} = ${rate.value:g}" for code, rate in rates.items()]
        there = f"So far: {', '.join(known)}. A code alone takes its rate away." if known else ""
        self.app.push_screen(OneLine("Rate of a currency", "", EXAMPLE, read, there), answered)
