"""A desk without a screen: what an action sees and does, as plain values, and keys by the table of
actions. What would be there after the next frame, or is worked out beside it, is there at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from textual.screen import Screen

from formulas.declare import Basis
from sessions.document.session import Session
from workbench.actions.bakeoff import move_cell
from workbench.actions.deeds import do
from workbench.actions.desk import Desk, Severity, Stop, edited, leave_field
from workbench.actions.say import leave_line
from workbench.app.app import opening
from workbench.dialogs.choose import Choose
from workbench.dialogs.modal import Modal
from workbench.keys.shown import acts_while_typing
from workbench.keys.table import ACTIONS, PANES, SHEETS
from workbench.person.person import Person
from workbench.state import changes, layout
from workbench.state import state as states
from workbench.state.recall import spoken
from workbench.state.scene import Scene, look
from workbench.state.state import State
from workbench.views.bakeoff.page import bakeoff_page, picks
from workbench.views.bakeoff.table import bakeoff_head, bakeoff_list
from workbench.views.call.call import call_claims, call_notes, call_now
from workbench.views.formulas.chain import chain_head, chain_list
from workbench.views.formulas.formula import formula_story
from workbench.views.formulas.pictures import Pictures
from workbench.views.frame.header import header
from workbench.views.frame.keys import footer
from workbench.views.lines import Lines
from workbench.views.packet.fields import field_story, fields_list
from workbench.views.quotes.claim import claim_story
from workbench.views.quotes.quotes import quotes_list
from workbench.views.say.echo import echo

Found = TypeVar("Found")
Answer = TypeVar("Answer")


@dataclass
class Line:
    """A say line."""

    value: str = ""
    cursor_position: int = 0

    def put(self, text: str, select: tuple[int, int] | None = None) -> None:
        """Other text."""
        self.value, self.cursor_position = text, len(text)


class Rest:
    """Something that is to come in some seconds."""

    def __init__(self, then: Callable[[], None]) -> None:
        self.then, self.stopped = then, False

    def stop(self) -> None:
        """Call it off."""
        self.stopped = True


ARROWS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
NOBODY = Person()  # who has no file of their own, and is not remembered


@dataclass
class PlainDesk:
    """Everything that an action did, to look at."""

    state: State
    at: str = "say"
    front: str = "quotes"
    size: tuple[int, int] = (120, 40)
    clear: bool = True
    person: Person = NOBODY
    sentences: list[str] = field(default_factory=list)
    standing: bool = False
    boxes: list[Screen[Any]] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    revealed: list[tuple[str, str]] = field(default_factory=list)
    scrolled: list[tuple[str, int | None]] = field(default_factory=list)
    left: list[str | None] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)
    line: Line = field(default_factory=Line)
    pictures: Pictures = field(default_factory=Pictures)
    looks: int = 0

    def __post_init__(self) -> None:
        self.scene: Scene = look(self.state)
        self._then: Callable[[Any], None] | None = None
        self.over = False  # whether a box lies over it

    @property
    def session(self) -> Session:
        """The session in force."""
        return self.state.session

    def value(self, id: str, basis: Basis = "napkin") -> float:
        """A value of the chain on show."""
        assert self.scene.results is not None
        number = self.scene.results.get(id, basis)
        assert number is not None
        return number

    def text(self, id: str) -> str:
        """What a view shows, in the width that it has on a screen of this size."""
        if id == "page":
            assert isinstance(self.box, Modal)
            lines = self.box.lines(100)
        elif id == "formula-story":
            lines = formula_story(self.scene, self._width(id), self.pictures)
        else:
            lines = VIEWS[id](self.scene, self._width(id))
        return "\n".join([row.text.rstrip() for row in lines])

    def _width(self, id: str) -> int:
        pane = {"field-story": "fields", "formula-story": "chain", "claim-story": "quotes"}
        name = pane.get(id, id.removesuffix("-head"))
        if name not in PANES or not layout.several(self.state.layout, self.size[0]):
            return self.size[0] - 3  # the frame, and the column of a scroll bar
        plan = self.state.layout
        return layout.columns(plan.shares, layout.room(plan, *self.size))[PANES.index(name)] - 3

    def told(self) -> list[str]:
        """Every sentence so far, one that was said again once, where it came last."""
        return list(reversed(dict.fromkeys(reversed(self.sentences))))

    @property
    def box(self) -> Screen[Any]:
        """The box that was asked last."""
        return self.boxes[-1]

    def answer(self, answer: Any) -> None:
        """Answer the box that lies over it."""
        assert self.over, "no box lies over it"
        then, self._then, self.over = self._then, None, False
        if then is not None:
            then(answer)

    def do(self, *ids: str) -> None:
        """Do actions."""
        for id in ids:
            do(self, id)

    # --- as a person does it; to be awaited as on the screen

    async def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            if self.over:
                self._choose(key)
            elif self.at == "editor" and key in ("enter", "escape"):
                leave_field(self, keep=key == "enter")
            elif self.at == "say" and key == "enter":
                do(self, "keep_said")
            elif self.at == "say" and key == "escape":
                leave_line(self)
            elif self.at == "bakeoff" and key in ARROWS:
                move_cell(self, *ARROWS[key])
            else:
                do(self, self._meant(key))

    def _choose(self, key: str) -> None:
        """What a key does in a box of lines to choose from: esc, enter, or a number."""
        assert isinstance(self.box, Choose), f"{key} in {self.box}"
        keys = list(dict.fromkeys([row.key for row in self.box.lines(100) if row.key]))
        assert key in ("escape", "enter") or key.isdecimal(), key
        if key == "escape":
            self.answer(None)
        else:
            self.answer(keys[int(key) - 1] if key.isdecimal() else self.box.at or keys[0])

    def _meant(self, key: str) -> str:
        """The action that a key means where the focus is; nothing is one that a line or a list
        takes for itself.
        """
        if self.at in ("say", "editor"):
            assert acts_while_typing(key), f"{key} is text in {self.at}"
        stepped: dict[str, str] = {"right": "step_up", "left": "step_down"}
        if self.at == "fields" and key.removeprefix("shift+") in stepped:
            step = stepped[key.removeprefix("shift+")]
            return step.replace("step", "leap") if key.startswith("shift+") else step
        sheets = [a.id for a in ACTIONS if a.where == self.state.sheet and key in a.keys]
        panes = [a.id for a in ACTIONS if a.where not in SHEETS and key in a.keys]
        found: list[str] = [
            *(sheets if self.state.sheet and self.at in (*SHEETS, "say") else ()),
            *panes,
        ]
        assert found, f"{key} does nothing"
        return found[0]

    async def select(self, pane: str, key: str) -> None:
        """Select something in a pane, as clicking it would."""
        self.focus(pane)
        self.change(lambda state: changes.selected(state, pane, key))

    async def type(self, text: str) -> None:
        """Text in the say line after what stands there, or in the place of a field's."""
        typing, shown = self.state.typing, self.scene.results
        if self.at == "editor" and typing is not None:
            self.change(lambda state: states.typed(state, typing.id, text, shown))
        else:
            assert self.at == "say"
            self.line.put(self.line.value + text)
            self.change(lambda state: spoken(state, self.line.value))

    def edit(self, session: Session, label: str) -> None:
        """An edit of the session."""
        edited(self, session, label)

    async def settle(self) -> None:
        """Nothing is under way here."""

    # --- what an action does

    def change(self, how: Callable[[State], State]) -> None:
        """Another state."""
        after = how(self.state)
        if self.state.said and not after.said:
            self.line.put("")
        if after is not self.state:
            if self.state.typing is not None and after.typing is None and self.at == "editor":
                self.at = "fields"
            self.state = after
            self.scene = look(after, self.scene)
            self.looks += 1
            if after.typing is not None:
                self.at = "editor"

    def tell(self, text: str, severity: Severity = "information") -> None:
        """A sentence."""
        self.sentences.append(text)
        self.standing = True

    def dismiss(self) -> bool:
        """No sentence stands any more."""
        standing, self.standing = self.standing, False
        return standing

    def ask(self, box: Screen[Answer], then: Callable[[Answer | None], None] | None = None) -> None:
        """A box."""
        self.boxes.append(box)
        self._then, self.over = then, True

    def focus(self, place: str) -> None:
        """To a pane, a sheet or the say line."""
        self.at = place
        if place in PANES:
            self.front = place
            if self.state.sheet:
                self.change(changes.without_sheet)

    def catch_up(self) -> None:
        """Nothing is on its way."""

    def later(self, then: Callable[[], None]) -> None:
        """At once."""
        then()

    def after(self, seconds: float, then: Callable[[], None]) -> Rest:
        """When the test says so."""
        self.rests.append(Rest(then))
        return self.rests[-1]

    def once_clear(self, then: Callable[[], None]) -> None:
        """At once."""
        then()

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
        """At once."""
        then(work(lambda: False))

    def running(self, group: str) -> bool:
        """Nothing works beside it."""
        return False

    def shows(self, pane: str) -> bool:
        """All panes stand beside each other from a hundred columns on."""
        return self.size[0] >= 100 or pane == self.front

    def reveal(self, pane: str, key: str = "") -> None:
        """Scroll to something."""
        self.revealed.append((pane, key))

    def scroll(self, view: str, rows: int | None) -> None:
        """Scroll some rows."""
        self.scrolled.append((view, rows))

    def copy(self, text: str) -> None:
        """To the clipboard."""
        self.copied.append(text)

    def picture(self) -> str:
        """What is on the screen."""
        return "<svg/>"

    def leave(self, message: str | None) -> None:
        """The end."""
        self.left.append(message)


VIEWS: dict[str, Callable[[Scene, int], Lines]] = {
    "fields": fields_list,
    "field-story": field_story,
    "chain": chain_list,
    "quotes": quotes_list,
    "claim-story": claim_story,
    "echo": echo,
    "chain-head": lambda scene, width: (chain_head(scene, width),),
    "footer": lambda scene, width: (footer(scene, width, "fields"),),
    "call": call_claims,
    "call-now": lambda scene, width: call_now(scene, width, 20),
    "call-notes": call_notes,
    "bakeoff": bakeoff_list,
    "bakeoff-head": bakeoff_head,
    "bakeoff-picks": picks,
    "bakeoff-story": bakeoff_page,
    "header": lambda scene, width: (header(scene, width),),
}


def plainly(
    scenario: Callable[[PlainDesk], Awaitable[None]],
    size: tuple[int, int] = (120, 40),
    state: State | None = None,
) -> None:
    """Run a scenario at a plain desk, with the shipped example on it unless a state is given."""
    desk = PlainDesk(state if state is not None else opening(None), size=size)
    _is_a_desk(desk)
    asyncio.run(_awaited(scenario(desk)))


async def _awaited(running: Awaitable[None]) -> None:
    await running


def _is_a_desk(desk: PlainDesk) -> Desk:
    return desk  # for the checker of types: it has all that an action may ask for
