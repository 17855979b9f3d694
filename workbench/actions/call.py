"""The call view: opened on whoever is spoken of, moved through while a line is typed, with notes
and rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.document import clock
from workbench.actions.bakeoff import Deciding
from workbench.keys.shown import shown_key
from workbench.state import recall as said
from workbench.state import state as states
from workbench.state.state import Call

if TYPE_CHECKING:
    from workbench.widgets.entry import SayLine


class Calling(Deciding):
    """What can be done on a call."""

    if TYPE_CHECKING:

        @property
        def say_line(self) -> SayLine: ...

        def action_why(self) -> None: ...

    def action_call(self) -> None:
        """One provider in large type, with the focus in the say line; from there, back to where it
        was opened.
        """
        from workbench.state.call import opens_on

        if self.state.sheet == "call":
            self.action_leave_sheet()
            return
        provider, came_from = opens_on(self.scene), self.state.sheet
        # What somebody chose among the quotes stands in large type; else the gravest does.
        claim = self.state.claim if self.focus_id == "quotes" else ""
        self.open_sheet("call", focus=False)
        call = self.state.call
        if call.since is None or call.provider.casefold() != provider.casefold():
            call = Call(provider, clock.now())
        call = call._replace(came_from=came_from)
        self.state = self.state._replace(speaking=provider, call=call, claim=claim)
        self.set_focus(self.say_line)

    def action_leave_sheet(self) -> None:
        """Back to the panes, from a call back to the sheet that it was opened from."""
        came_from = self.state.call.came_from if self.state.sheet == "call" else ""
        if came_from:
            self.open_sheet(came_from)
        else:
            super().action_leave_sheet()

    def act_on_sheet(self, sheet: str) -> None:
        """What a double click or enter in the list of a sheet does."""
        if sheet == "call":
            self.action_why()
        else:
            self.action_open_cell()

    def _on_call(self) -> None:
        """The palette has these actions wherever one is."""
        if self.state.sheet != "call":
            self.action_call()

    # --- what is in large type

    def action_next_claim(self) -> None:
        """The next claim of this provider."""
        self._claim(1)

    def action_previous_claim(self) -> None:
        """The claim before it."""
        self._claim(-1)

    def _claim(self, step: int) -> None:
        from workbench.state.call import next_item

        self._on_call()
        item = next_item(self.scene, step)
        if item is not None:
            self.state = self.state._replace(claim=item.key)

    def action_next_provider(self) -> None:
        """The provider that spoke next."""
        self._provider(1)

    def action_previous_provider(self) -> None:
        """The provider that spoke before."""
        self._provider(-1)

    def _provider(self, step: int) -> None:
        from workbench.state.call import neighbour

        self._on_call()
        name = neighbour(self.scene, step)
        self.state = self.state._replace(speaking=name, claim="")
        heard = self.scene.heard
        if heard is not None and heard.quote.provider.casefold() != name.casefold():
            self.tell(f"The line names {heard.quote.provider}: this is where it goes.")

    # --- rounds, notes and the clock

    def action_new_round(self) -> None:
        """The next line begins a round, or after all it does not."""
        from workbench.state.call import begins_round, next_round, on_call, rounds_of

        self._on_call()
        provider = on_call(self.scene)
        if not rounds_of(self.scene, provider):
            self.tell("The first line begins the first round.")
            return
        fresh = "" if begins_round(self.state, provider) else provider
        number = next_round(self.scene)
        self.state = self.state._replace(call=self.state.call._replace(fresh=fresh))
        self.tell(
            f"The next line begins round {number} of {provider}."
            if fresh
            else f"The next line joins what {provider} said before."
        )

    def action_restart_clock(self) -> None:
        """The call begins now."""
        self._on_call()
        call = self.state.call._replace(since=clock.now())
        self.state = self.state._replace(call=call)

    def keep_note(self) -> bool:
        """On a call, a line that says it is a note, or in which nothing was understood, is kept
        as one. Returns whether it was, or says why not.
        """
        from sessions.document.keep import can_keep
        from workbench.state.call import on_call
        from workbench.state.notes import note_in, with_note

        line, heard = self.state.said.strip(), self.scene.heard
        if self.state.sheet != "call" or not line:
            return False
        text = note_in(line)
        if text is None:
            if heard is None or can_keep(heard.quote) or heard.quote.refused:
                return False
            text = line
        if not text:
            self.tell("Nothing stands in this note yet.")
            return True
        provider = on_call(self.scene)
        session = with_note(self.state.session, text, provider, clock.now())
        after = states.edited(states.kept(self.state), session, self.scene.results, "note")
        self.state = said.silent(after)
        self.empty_say_line()
        about = f" on {provider}" if provider else ""
        self.tell(f"Kept as a note{about}. {shown_key('undo', typing=True)} takes it back.")
        return True
