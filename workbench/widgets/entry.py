"""The two lines of text: the say line, and the one editor that every field shares."""

from __future__ import annotations

import functools
from typing import ClassVar, Protocol, cast

from textual import events, on
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input
from textual.widgets.input import Selection

from workbench.keys.shown import acts_while_typing, shown_key
from workbench.keys.table import ACTIONS
from workbench.state.state import State
from workbench.views.text import clean, pasted, pasted_whole, signed, unsigned
from workbench.widgets.messages import (
    FieldLeft,
    FieldStepped,
    FieldTyped,
    Pressed,
    SayCleared,
    SayKept,
    SayRecalled,
    SayTyped,
)
from workbench.widgets.textual_private import SteadyScreen, suggest, suggested

HEARS = "type what the vendor says"
LONGEST = 4_000


class Spoken(Protocol):
    """A screen whose say line belongs to a call while one is on show."""

    state: State


# What acts in the say line too, while the call view is on show.
ON_CALL = [
    Binding(",".join(keys), f"on_call('{action.id}')", action.title, show=False, id=action.id)
    for action in ACTIONS
    if action.where == "call" and (keys := [key for key in action.keys if acts_while_typing(key)])
]


@functools.cache
def _with_alt() -> frozenset[str]:
    return frozenset([key for action in ACTIONS for key in action.keys if key.startswith("alt+")])


class Line(Input):
    """One line of plain text. What is pasted is cleaned like all text from outside."""

    # Textual lays the whole screen out for each letter, in case the line grew; ours never does.
    value = reactive("", layout=False, init=False)
    virtual_size = reactive(Size(0, 0), layout=False)

    def tell(self, message: Message) -> None:
        """Tell the screen what is typed, and hold the frame until it has shown what follows from
        it: otherwise the letter is painted first and the verdict a frame later.
        """
        if self.screen.post_message(message):
            cast("SteadyScreen", self.screen).hold()

    def on_key(self, event: events.Key) -> None:
        """A key with alt that does something is no text, though a terminal sends its letter."""
        if event.key.startswith("alt+") and event.key in _with_alt():
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Clean it, and say what does not fit."""
        # Textual runs Input's own handler after this one: calling it would paste twice.
        event.text = self._fitting(self.in_one_line(event.text))

    def put_here(self, text: str) -> None:
        """Text where the cursor stands, as if it was typed or pasted there."""
        self.insert_text_at_cursor(self._fitting(self.in_one_line(text)))

    def in_one_line(self, text: str) -> str:
        """What is pasted, as it stands in the line."""
        return pasted(text)

    def _fitting(self, whole: str) -> str:
        room = max(0, (self.max_length or LONGEST) - len(self.value) + len(self.selected_text))
        if len(whole) > room:
            # Textual would take nothing of it.
            said = f"Only {room:,} of {len(whole):,} characters fit: the rest was left out."
            self.app.notify(said, severity="warning", markup=False)
        return whole[:room]


class SayLine(Line):
    """What the vendor says, as it is said; a sign stands where a line of what is pasted ends."""

    keeps_lines = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear_said", "Clear", show=False),
        Binding("up", "recall(1)", "Said before", show=False),
        Binding("down", "recall(-1)", "Said after", show=False),
        Binding("tab", "take_or_leave", "Complete", show=False),
        *ON_CALL,
    ]

    def __init__(self) -> None:
        super().__init__(
            placeholder=HEARS,
            id="say",
            compact=True,
            max_length=LONGEST,
            select_on_focus=False,
        )

    def action_clear_said(self) -> None:
        """Forget the line."""
        self.post_message(SayCleared())

    def action_recall(self, step: int) -> None:
        """To a line that was said before."""
        self.post_message(SayRecalled(step))

    def action_on_call(self, id: str) -> None:
        """One of the keys of the call view; elsewhere the line does nothing with it."""
        if cast("Spoken", self.screen).state.sheet == "call":
            self.post_message(Pressed(id))

    def put(self, text: str, select: tuple[int, int] | None = None) -> None:
        """Other text, with the cursor at its end, or with a part of it selected."""
        self.value = signed(text)[:LONGEST]
        end = len(self.value)
        self.selection = Selection(*select) if select else Selection.cursor(end)

    def empty(self) -> None:
        """Take the text out without saying that it was."""
        with self.prevent(SayTyped):
            self.value = ""

    @on(events.Focus)
    def _hears(self) -> None:
        self.placeholder = HEARS

    @on(events.Blur)
    def _hears_not(self) -> None:
        """Whoever looks where to type sees that letters are keys now."""
        key = shown_key("say")
        self.placeholder = f"{key} to type here; letters are keys of what has the focus"

    # --- what goes on after the cursor

    def offer(self, rest: str) -> None:
        """Show faintly how the line may go on; nothing takes it away again."""
        whole = self.value + rest
        suggest(self, whole if rest and self.cursor_at_end and len(whole) <= LONGEST else "")

    @property
    def offered(self) -> str:
        """What is shown after the text."""
        return suggested(self)[len(self.value) :]

    def take(self) -> bool:
        """Take what is offered. Returns whether there was anything to take."""
        if not self.offered or not self.cursor_at_end:
            return False
        self.put(suggested(self))
        return True

    def action_take_or_leave(self) -> None:
        """Take what is offered; where nothing is, tab goes on to the next thing."""
        if not self.take():
            self.screen.focus_next()

    def action_end(self, select: bool = False) -> None:
        """To the end; from there, take what is offered."""
        if select or not self.take():
            super().action_end(select)

    # ---

    def watch_value(self, value: str) -> None:
        """Tell the screen at once: through the parents, the verdict would miss this frame."""
        if self.is_mounted:
            self.tell(SayTyped(unsigned(value)))

    def in_one_line(self, text: str) -> str:
        """A mail and a table are read by their lines: a sign stands for the end of each."""
        return signed(pasted_whole(text))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(SayKept())


class FieldEditor(Line):
    """Lies over the value of the field that is being typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(False)", "Leave", show=False),
        Binding("up", "step(1, False)", "Step up", show=False),
        Binding("down", "step(-1, False)", "Step down", show=False),
        Binding("shift+up", "step(1, True)", "Step far up", show=False),
        Binding("shift+down", "step(-1, True)", "Step far down", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="editor", compact=True, max_length=LONGEST)
        self.field = ""
        self._place = (0, 0, 0)

    @property
    def is_open(self) -> bool:
        """Whether a field is being typed."""
        return bool(self.field)

    def open(self, field: str, text: str, place: Region, example: str = "") -> None:
        """Start typing a field at a place of the screen; an empty one shows an example."""
        self.field = field
        self.placeholder = f"such as {example}" if example else ""
        self.place(place)
        with self.screen.prevent(FieldTyped):
            self.value = clean(text)
        self.display = True
        # At once where it can be: what is typed next is meant for it.
        if self.focusable:
            self.screen.set_focus(self)
        else:
            self.focus()
        self.select_all()

    def place(self, place: Region) -> None:
        """Lie over a part of the screen."""
        if (place.x, place.y, place.width) == self._place:
            return
        self._place = (place.x, place.y, place.width)
        self.styles.offset = (place.x, place.y)
        self.styles.width = place.width

    def close(self) -> None:
        """Stop typing."""
        self.field = ""
        self.display = False

    def action_step(self, way: int, big: bool) -> None:
        """The next natural value."""
        if self.field:
            self.post_message(FieldStepped(self.field, way, big))

    def action_leave(self, keep: bool) -> None:
        """Stop typing and keep the last good value, or go back."""
        if self.field:
            self.post_message(FieldLeft(self.field, keep))

    def watch_value(self, value: str) -> None:
        """Tell the screen at once: through the parents, the formulas would miss this frame."""
        if self.field and self.is_mounted:
            self.tell(FieldTyped(self.field, value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave(True)

    @on(events.Blur)
    def _left(self) -> None:
        self.action_leave(True)
