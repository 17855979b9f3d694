"""How the tests drive the workbench: a scenario is an async function that is given the pilot and
what was posted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input
from textual.widgets._toast import Toast

import tests.toolkit  # noqa: F401 - apps start and are waited for as it says
from sessions.document.session import Session
from workbench.app.app import NapkinApp, opening
from workbench.screens.workbench import Workbench
from workbench.state.state import State, edited, start
from workbench.widgets.lines_view import LinesView

Posted = TypeVar("Posted", bound=Message)
WIDE, NARROW = (120, 40), (80, 24)


@dataclass
class Desk:
    """A running workbench and everything that was posted in it."""

    app: NapkinApp
    pilot: Pilot[None]
    posted: list[Message] = field(default_factory=list)

    @property
    def bench(self) -> Workbench:
        """The workbench screen."""
        return self.app.workbench

    @property
    def state(self) -> State:
        """Its state."""
        return self.bench.state

    @property
    def session(self) -> Session:
        """The session in force."""
        return self.state.session

    def edit(self, session: Session, label: str) -> None:
        """An edit of the session, as an action makes it."""
        self.bench.state = edited(self.state, session, self.bench.scene.results, label)

    def value(self, id: str, basis: str = "napkin") -> float:
        """A value of the chain on show."""
        results = self.bench.scene.results
        assert results is not None
        number = results.get(id, basis)  # type: ignore[arg-type]
        assert number is not None
        return number

    def all(self, kind: type[Posted]) -> list[Posted]:
        """Every message of a kind, in order."""
        return [message for message in self.posted if isinstance(message, kind)]

    def text(self, id: str) -> str:
        """What a view of lines shows, without the parts that are scrolled away from nothing."""
        view = self.app.screen.query_one(f"#{id}", LinesView)
        return "\n".join([row.text.rstrip() for row in view.lines])

    def row(self, y: int) -> str:
        """A row of the screen as it is painted."""
        return "".join([s.text for s in self.app.screen._compositor.render_strips()[y]])

    def told(self) -> list[str]:
        """The messages that stand on the screen, oldest first."""
        return [toast._notification.message for toast in self.app.screen.query(Toast)]

    async def press(self, *keys: str) -> None:
        """Press keys and let what they caused happen."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def settle(self) -> None:
        """Wait for what runs beside the screen."""
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def drawn(self) -> None:
        """Wait until formulas are drawn: what draws is loaded beside the screen."""
        while not self.bench.pictures.loaded:
            await self.pilot.pause(0.02)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type text. Each key costs a tenth of a second in a test, so only the last one is
        pressed.
        """
        for _ in range(50):  # a page that closes hands the focus back when it is gone
            if isinstance(self.app.screen.focused, Input):
                break
            await self.pilot.pause(0.02)
        line = self.app.screen.focused
        assert isinstance(line, Input)
        if line.selection.is_empty:
            line.insert_text_at_cursor(text[:-1])
        else:
            line.replace(text[:-1], *sorted(line.selection))
        await self.press(_key(text[-1]))

    async def select(self, pane: str, key: str) -> None:
        """Select something in a pane, as clicking it would."""
        from workbench.widgets.messages import Chosen

        self.bench.bring(pane)
        self.bench.post_message(Chosen(pane, key))
        await self.pilot.pause()


def _key(letter: str) -> str:
    return {" ": "space"}.get(letter, letter)


async def opened(app: NapkinApp, pilot: Pilot[None]) -> None:
    """Wait until the workbench has taken the place of the first frame."""
    while app.workbench not in app.screen_stack:
        await pilot.pause()
    await pilot.pause()


Scenario = Callable[[Desk], Awaitable[None]]


def drive(scenario: Scenario, size: tuple[int, int] = WIDE, state: State | None = None) -> None:
    """Run a scenario in a headless workbench, on the shipped example unless a state is given."""

    async def scene() -> None:
        app = NapkinApp(state if state is not None else opening(None))
        posted: list[Message] = []
        async with app.run_test(size=size, message_hook=posted.append, notifications=True) as pilot:
            await opened(app, pilot)
            await scenario(Desk(app, pilot, posted))

    asyncio.run(scene())


def on(session: Session, path: str | None = None) -> State:
    """The state that a session opens in."""
    return start(session, path)
