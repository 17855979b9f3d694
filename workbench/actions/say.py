"""The say line: kept, cleared, recalled, and everything that can be said in it."""

from __future__ import annotations

from sessions.document import clock, keep
from sessions.say.again import lacking
from sessions.say.suggestions import offers, put_in, word_before
from workbench.actions.desk import Desk, does, settle
from workbench.actions.panes import leave_sheet
from workbench.actions.setups import currency_rate
from workbench.dialogs.sayable import Sayable
from workbench.keys.shown import keyed, shown_key
from workbench.state import changes, recall
from workbench.state.call import on_call
from workbench.state.notes import note_in, with_note
from workbench.views.text import clean

# --- keep and clear


@does("keep_said")
def keep_said(desk: Desk) -> None:
    """What is in the say line becomes part of the session."""
    if desk.state.sheet == "call" and desk.state.said.strip() and _keep_note(desk):
        return
    heard = desk.scene.heard
    if heard is None:
        desk.tell("Nothing was said yet. Type what the vendor says, then keep it with enter.")
        return
    if several := keep.several(heard):
        desk.tell(several, "warning")
    elif (code := lacking(heard.quote)) and not keep.can_keep(heard.quote):
        # All that is missing is what the money is worth: it is asked for here.
        currency_rate(desk)
        desk.tell(f"What is one {code} worth in dollars? Enter here, then enter keeps the line.")
    elif keep.can_keep(heard.quote):
        desk.change(lambda state: recall.kept(desk.scene, heard))
        if code:
            key = shown_key("currency_rate", typing=True)
            desk.tell(f"Kept, but for what is in {code}: {key} says what that is worth.", "warning")
    elif heard.quote.refused:
        first = heard.quote.refused[0]
        desk.tell(f"Nothing was kept: {first.text} was not taken, {first.reason}.", "warning")
    else:
        desk.tell(
            keyed(
                "Nothing in it was understood, so nothing was kept. {sayable} lists what can be"
                " said."
            ),
            "warning",
        )


def _keep_note(desk: Desk) -> bool:
    """A line that says it is a note, or in which nothing was understood, is kept as one on a call.
    Returns whether it was, or says why not.
    """
    line, heard = desk.state.said.strip(), desk.scene.heard
    text = note_in(line)
    if text is None:
        if heard is None or keep.can_keep(heard.quote) or heard.quote.refused:
            return False
        text = line
    if not text:
        desk.tell("Nothing stands in this note yet.")
        return True
    provider = on_call(desk.scene)
    session = with_note(desk.state.session, text, provider, clock.now())
    desk.change(lambda state: recall.noted_down(state, session, desk.scene.results))
    about = f" on {provider}" if provider else ""
    desk.tell(f"Kept as a note{about}. {shown_key('undo', typing=True)} takes it back.")
    return True


@does("clear_said")
def clear_said(desk: Desk) -> None:
    """Forget what is in the say line."""
    desk.change(recall.silent)


def leave_line(desk: Desk) -> None:
    """Esc in the say line: its text goes, then the messages above it, then the focus."""
    if desk.state.said:
        clear_said(desk)
    elif desk.dismiss():
        return
    elif desk.state.sheet == "bakeoff":
        desk.focus("bakeoff")  # back to the table, and from there to the panes
    elif desk.state.sheet:
        leave_sheet(desk)
    else:
        desk.focus(desk.front)


# --- what can be said, and what was


@does("sayable")
def sayable(desk: Desk) -> None:
    """Choose from everything that the say line reads."""
    settle(desk)
    line, speakers = desk.line, changes.speakers(desk.state)

    def chosen(key: str | None) -> None:
        desk.focus("say")
        found = [offer for offer in offers(speakers) if offer.key == key]
        if found:
            text, select = put_in(line.value, line.cursor_position, found[0])
            line.put(clean(text), select)

    begun = word_before(line.value[: line.cursor_position])
    desk.ask(Sayable(speakers, begun), chosen)


@does("said_before")
def said_before(desk: Desk) -> None:
    """An earlier line, from wherever."""
    desk.focus("say")
    if not recall_line(desk, 1):
        desk.tell("Nothing more was said before. Lines that you keep or clear come back here.")


def recall_line(desk: Desk, step: int) -> bool:
    """Walk through what was said before. Returns whether another line stands there now."""
    after = recall.recalled(desk.state, step)
    if after.said == desk.state.said:
        return False
    # The line tells the screen what it says now, as when it is typed.
    desk.change(lambda state: recall.walking(state, after.recall))
    desk.line.put(after.said)
    return True
