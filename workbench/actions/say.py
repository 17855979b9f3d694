"""The say line on the screen: heard while it is typed, completed, kept, cleared, and recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from workbench.actions.files import Files
from workbench.state import recall as said
from workbench.views.text import clean
from workbench.widgets.messages import SayCleared, SayKept, SayRecalled, SayTyped

if TYPE_CHECKING:
    from workbench.widgets.entry import SayLine


class Speaking(Files):
    """The actions on what is being said."""

    if TYPE_CHECKING:

        @property
        def say_line(self) -> SayLine: ...

        async def let_go(self) -> None: ...

        def restore(self) -> None: ...

        def show_quotes(self) -> None: ...

        def action_keep_said(self) -> None: ...

        def action_clear_said(self) -> None: ...

        def focus_sheet(self) -> None: ...

        def action_leave_sheet(self) -> None: ...

    # --- messages to states

    @on(SayTyped)
    async def _hear(self, message: SayTyped) -> None:
        from sessions.say.suggestions import completion

        begins = message.text and not self.state.said
        if begins and self.front != "quotes" and not self.state.sheet:
            self.show_quotes()
        self.state = said.spoken(self.state, message.text)
        walking = self.state.recall is not None
        rest = "" if walking else completion(message.text, self.speakers())
        self.say_line.offer(clean(rest))
        await self.let_go()

    @on(SayKept)
    def _keep(self) -> None:
        self.action_keep_said()

    @on(SayCleared)
    def _clear(self) -> None:
        if self.state.said:
            self.action_clear_said()
        elif self.dismissed():
            return
        elif self.state.sheet == "bakeoff":
            self.focus_sheet()  # back to the table, and from there to the panes
        elif self.state.sheet:
            self.action_leave_sheet()
        else:
            self.bring(self.front)

    @on(SayRecalled)
    def _recall(self, message: SayRecalled) -> None:
        self.recall(message.step)

    # --- what can be said, and what was

    def speakers(self) -> tuple[str, ...]:
        """The providers of the session: whoever spoke last, then the newest quote first."""
        quoted = [quote.provider for quote in reversed(self.state.session.quotes)]
        return tuple(dict.fromkeys([self.state.speaking, *quoted]))

    def action_sayable(self) -> None:
        """Choose from everything that the say line reads."""
        from sessions.say.suggestions import word_before
        from workbench.dialogs.sayable import Sayable

        self.settle()
        line = self.say_line
        begun = word_before(line.value[: line.cursor_position])
        self.app.push_screen(Sayable(self.speakers(), begun), self._say_offer)

    def _say_offer(self, key: str | None) -> None:
        from sessions.say.suggestions import offers, put_in

        line = self.say_line
        self.set_focus(line)
        found = [offer for offer in offers(self.speakers()) if offer.key == key]
        if found:
            text, select = put_in(line.value, line.cursor_position, found[0])
            line.put(clean(text), select)

    def action_said_before(self) -> None:
        """An earlier line, from wherever."""
        self.set_focus(self.say_line)
        if not self.recall(1):
            self.tell("Nothing more was said before. Lines that you keep or clear come back here.")

    def recall(self, step: int) -> bool:
        """Walk through what was said before. Returns whether another line stands there now."""
        after = said.recalled(self.state, step)
        if after.said == self.state.said:
            return False
        # The line tells the screen what it says now, as when it is typed.
        self.state = self.state._replace(recall=after.recall)
        self.say_line.put(after.said)
        return True

    # --- messages that stand above the line

    def action_dismiss_messages(self) -> None:
        """Esc with nothing else to do; without messages, it brings the other panes back."""
        if not self.dismissed():
            self.restore()

    def dismissed(self) -> bool:
        """Take the standing messages away. Returns whether there were any."""
        standing = bool(self.query("Toast"))
        self.app.clear_notifications()
        return standing
