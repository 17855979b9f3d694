"""A random walk over the whole of napkin: keys, text, pastes, clicks and sizes, from a seed. After
every step what must always hold is looked at.
"""

from __future__ import annotations

import asyncio
import random
import string

from textual import events
from textual.screen import Screen
from textual.widgets import Input

from sessions.document.session import Session
from sessions.store.load import read_text
from sessions.store.save import compose
from tests.hostile.terminal import CHARACTERS, harmless, quickly, turns
from tests.workbench.helpers import opened
from workbench.actions.desk import settle
from workbench.app.app import NapkinApp, opening
from workbench.keys.table import ACTIONS
from workbench.screens.workbench import SMALLEST
from workbench.state.state import State

# ctrl+q and what writes files beside the walk; a picture and a saved file are other tests' matter.
_NOT = {"quit", "save", "save_as", "save_picture"}
KEYS = [key for action in ACTIONS if action.id not in _NOT for key in action.keys]
# fmt: off
MORE = [
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab",
    "enter", "enter", "escape", "escape", "shift+left", "shift+right", "space", "delete",
    "backspace", "ctrl+a", "ctrl+u", "ctrl+w", "ctrl+k", "ctrl+d", "alt+down", "r", "c",
]
SAID = (
    "Acme: $0.28/M, 40 tok/s/user at c=16 on 8xB200 fp4", "TTFT p95 1.2 s", "Bo: 300 tok/s",
    "13K", "50%", "fp8", "-1", "1e308", "0", "", "\x1b[2J[/foo]", "x" * 5000,
    "日本 👩\u200d🚀",
)
# fmt: on


class Walker:
    """Takes steps, and remembers them for whoever has to find out what went wrong."""

    def __init__(self, app: NapkinApp, seed: int) -> None:
        self.app, self.dice = app, random.Random(seed)
        self.steps: list[str] = []
        self.first: Session = app.workbench.state.session
        app.workbench.watch(app.workbench, "state", self._began, init=False)

    def _began(self, state: State) -> None:
        """The palette opens other sessions, and undo goes back to where the last one began."""
        if not state.history.past and not state.history.future:
            self.first = state.session

    async def step(self) -> None:
        """One thing that a person, a cat or a terminal does."""
        kind = self.dice.random()
        if kind < 0.62:
            key = self.dice.choice(KEYS if self.dice.random() < 0.6 else MORE)
            self.steps.append(key)
            await quickly(self.app, key)
        elif kind < 0.80:
            said = self.dice.choice((*SAID, self._noise()))[:30]
            for letter in filter(str.isprintable, said):  # what is not, is no key
                self.steps.append(letter)
                names = {sign: name for name, sign in CHARACTERS.items()}
                await quickly(self.app, names.get(letter, letter))
        elif kind < 0.86:
            text = self.dice.choice(SAID)
            self.steps.append(f"paste {text[:20]!r}")
            self.app.post_message(events.Paste(text))
            await turns()
        elif kind < 0.94:
            await self._click()
        else:
            size = self.dice.randint(20, 220), self.dice.randint(5, 60)
            self.steps.append(f"size {size}")
            await self._resize(*size)

    def _noise(self) -> str:
        return "".join(self.dice.choices(string.printable[:95], k=8))

    async def _click(self) -> None:
        width, height = self.app.size
        x, y = self.dice.randrange(max(1, width)), self.dice.randrange(max(1, height))
        self.steps.append(f"click {x},{y}")
        for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
            event = kind(None, x, y, 0, 0, 1, False, False, False, x, y)
            self.app.post_message(event)
            await turns(10)
        await turns()

    async def _resize(self, width: int, height: int) -> None:
        from textual.geometry import Size

        size = Size(width, height)
        assert self.app._driver is not None
        self.app._driver._size = size
        self.app.post_message(events.Resize(size, size))
        await turns(120)

    async def settle(self) -> None:
        """Wait for what runs beside the screen, and for what follows from it."""
        await self.app.workers.wait_for_complete(
            [w for w in self.app.workers if w.group in ("open", "save")]
        )
        await turns(120)
        await asyncio.sleep(0.02)
        for _ in range(200):  # Textual hands a new size on by a timer, and later on a busy machine
            if self.app.screen.size == self.app.size:
                break
            await asyncio.sleep(0.02)
        await turns(120)

    async def home(self) -> None:
        """To the workbench, with the ways that people have."""
        for _ in range(12):
            if self.app.screen is self.app.workbench:
                return
            await quickly(self.app, "escape")
            await turns()
        raise AssertionError(f"esc does not leave {self.app.screen}")

    def look(self) -> None:
        """What must always hold."""
        app, bench = self.app, self.app.workbench
        assert app._exception is None
        assert app.is_running
        assert not app._exit
        state = bench.state
        editor = bench.editor
        assert editor.is_open == (state.typing is not None), (editor.field, state.typing)
        assert editor.display == editor.is_open
        if state.typing is not None:
            assert state.typing.id == editor.field
        setups = [setup.name for setup in state.session.setups]
        assert state.setup in setups or not setups
        assert bench.scene.state is state
        assert len(state.history.past) <= 1_000
        assert state.said == bench.say_line.value
        screen: Screen[object] = app.screen
        focused = screen.focused
        small = app.size.width < SMALLEST[0] or app.size.height < SMALLEST[1]
        if screen is bench and small:
            assert focused is None, focused  # nothing is typed into what cannot be seen
        elif screen is bench:
            assert focused is not None
            assert focused.display
            assert focused.is_attached
        for line in screen.query(Input):
            harmless(line.value)

    async def finish(self) -> None:
        """Undo goes back to where it began, and the session reads back as it is written."""
        await self.home()
        bench = self.app.workbench
        settle(bench.desk)
        session = bench.state.session
        text = compose(session, None)
        assert read_text(text) == session
        for _ in range(2_000):
            if not bench.state.history.past:
                break
            bench.action_do("undo")
        assert bench.state.session == self.first


def walk(seed: int, count: int) -> None:
    """So many steps from a seed; what went wrong comes with the last steps before it."""

    async def scene() -> None:
        app = NapkinApp(opening(None))
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await opened(app, pilot)
            walker = Walker(app, seed)
            try:
                for number in range(count):
                    await walker.step()
                    if number % 10 == 9:
                        await walker.settle()
                        walker.look()
                await walker.settle()
                await walker.finish()
            except Exception as fault:
                raise AssertionError(f"seed {seed}, {walker.steps[-40:]}") from fault

    asyncio.run(scene())
