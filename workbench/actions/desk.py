"""What an action works at, and the register of which function does which action.

On the screen the desk is `screens/desk.py`; in a test it is a plain object.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from workbench.state import state as states
from workbench.views.text import clean, cut

if TYPE_CHECKING:
    from textual.screen import Screen

    from sessions.document.session import Session
    from workbench.person.person import Person
    from workbench.state.scene import Scene
    from workbench.state.state import State
    from workbench.views.formulas.pictures import Pictures

Found = TypeVar("Found")
Answer = TypeVar("Answer")
Severity = Literal["information", "warning", "error"]
Stop = Callable[[], bool]  # whether what runs beside the screen was asked to stop


class Job(Protocol):
    """Something that is to come, and can be called off."""

    def stop(self) -> None:
        """Call it off."""


class SayLine(Protocol):
    """The line for what the vendor says."""

    value: str

    @property
    def cursor_position(self) -> int:
        """Before which character the cursor stands."""

    def put(self, text: str, select: tuple[int, int] | None = None) -> None:
        """Other text, as if it was typed; with a part of it selected, or the cursor at its end."""


class Desk(Protocol):
    """The workbench as an action sees it."""

    @property
    def state(self) -> State:
        """The state: everything on show follows from it."""

    @property
    def scene(self) -> Scene:
        """What there is to show of the state."""

    @property
    def person(self) -> Person:
        """Whose desk it is: their own file, and what is remembered of them."""

    @property
    def pictures(self) -> Pictures:
        """What draws formulas."""

    @property
    def at(self) -> str:
        """The id of what has the focus: a pane, a sheet, "say", "editor", or nothing."""

    @property
    def front(self) -> str:
        """The pane that is on show where only one is."""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the screen."""

    @property
    def clear(self) -> bool:
        """Whether nothing lies over the workbench, and it has the room that it needs."""

    @property
    def line(self) -> SayLine:
        """The say line."""

    # --- what an action does

    def change(self, how: Callable[[State], State]) -> None:
        """Another state. A say line that it empties, and the line over a field that it leaves, go
        with it.
        """

    def tell(self, text: str, severity: Severity = "information") -> None:
        """A sentence that goes away by itself; never markup. Said again, it stays longer, once."""

    def dismiss(self) -> bool:
        """Take the standing sentences away. Returns whether there were any."""

    def ask(self, box: Screen[Answer], then: Callable[[Answer | None], None] | None = None) -> None:
        """Lay a box over the workbench, and go on with its answer: None where it was left."""

    def focus(self, place: str) -> None:
        """To a pane, which comes to the front, to the list of a sheet, or to the say line."""

    def catch_up(self) -> None:
        """Take what was gone to in a list, or typed in a field, and is still on its way here."""

    def later(self, then: Callable[[], None]) -> None:
        """Go on after the next frame."""

    def after(self, seconds: float, then: Callable[[], None]) -> Job:
        """Go on after some seconds."""

    def once_clear(self, then: Callable[[], None]) -> None:
        """Go on after the next frame in which nothing lies over the workbench."""

    def in_background(
        self,
        work: Callable[[Stop], Found],
        then: Callable[[Found], None],
        group: str,
        *,
        vital: bool = False,
        saying: str = "",
        stopped: str = "",
    ) -> None:
        """Work beside the screen, and go on with what it found. What runs in the same group is
        told to stop, and nothing is made of what it finds.

        Args:
            vital: a fault of it ends the program as any fault does.
            saying: what is under way, said where it takes a moment.
            stopped: what is said once esc has stopped it; without it, esc leaves it running.
        """

    def running(self, group: str) -> bool:
        """Whether anything of a group works beside the screen."""

    def shows(self, pane: str) -> bool:
        """Whether a pane is on the screen."""

    def reveal(self, pane: str, key: str = "") -> None:
        """Scroll a list to what is selected in it, or to something else."""

    def scroll(self, view: str, rows: int | None) -> None:
        """Scroll a view so many rows further, or with None to its top."""

    def copy(self, text: str) -> None:
        """Put a text on the clipboard: over ssh too, by the terminal itself."""

    def picture(self) -> str:
        """What is on the screen, as SVG."""

    def leave(self, message: str | None) -> None:
        """End the program, with a sentence for the shell."""


Deed = Callable[[Desk], None]
DEEDS: dict[str, Deed] = {}  # by the id of the action


def does(id: str) -> Callable[[Deed], Deed]:
    """Register what an action of the table does."""

    def register(deed: Deed) -> Deed:
        if id in DEEDS:
            raise ValueError(f"{id} is done by {DEEDS[id]} already")
        DEEDS[id] = deed
        return deed

    return register


# --- what many actions begin with


def settle(desk: Desk) -> None:
    """Leave the field that is being typed, with its last good value; what was gone to just now
    is selected.
    """
    desk.catch_up()
    say_refused(desk)
    desk.change(states.kept)


def edited(desk: Desk, session: Session, label: str) -> None:
    """Another session, as one step of the history; `label` says what was done."""
    desk.change(lambda state: states.edited(state, session, desk.scene.results, label))


def leave_field(desk: Desk, *, keep: bool) -> None:
    """Leave the field that is being typed: with its last good value, or as it was before. Enter on
    text that was refused stays: the reason stands beside it.
    """
    typing = desk.state.typing
    if keep and typing is not None and typing.problem and desk.at == "editor":
        return
    if keep:
        say_refused(desk)
    desk.change(states.kept if keep else states.cancelled)


def say_refused(desk: Desk) -> None:
    """A field that is left with text that cannot be read stays as it was, and that is said."""
    typing = desk.state.typing
    if typing is not None and typing.problem:
        text = cut(clean(typing.text), 24)
        desk.tell(f"{text} was not taken: {typing.problem}. Nothing changed.", "warning")
