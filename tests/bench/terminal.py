"""A terminal that is not there, for which everything is drawn, and when each part of it was."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key, Resize
from textual.geometry import Size
from textual.pilot import Pilot

from workbench.app.app import NapkinApp
from workbench.state.state import State

QUIET = 0.04  # seconds without a write after which a change is wholly on the screen
PATIENCE = 5.0

Shown = TypeVar("Shown", bound=App[None])


class Recorder(HeadlessDriver):
    """Keeps what is drawn, and when."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.drawn: list[tuple[float, str]] = []
        self.more = asyncio.Event()

    @property
    def is_headless(self) -> bool:
        """Not to Textual, or it would draw nothing."""
        return False

    def write(self, data: str) -> None:
        """Keep what is drawn, and when."""
        self.drawn.append((time.perf_counter(), data))
        self.more.set()

    async def until_quiet(self, start: float) -> float:
        """The seconds from `start` to the last thing drawn before it is quiet."""
        while time.perf_counter() - start < PATIENCE:
            self.more.clear()
            try:
                wait = QUIET if self.drawn else PATIENCE
                await asyncio.wait_for(self.more.wait(), wait)
            except TimeoutError:
                break
        if not self.drawn:
            raise RuntimeError("nothing was drawn")
        return self.drawn[-1][0] - start


class Screen(Generic[Shown]):
    """A running app and its terminal."""

    def __init__(self, app: Shown, pilot: Pilot[None], driver: Recorder) -> None:
        self.app, self.pilot, self.driver = app, pilot, driver

    def press(self, key: str) -> float:
        """Hand a key to the app as its terminal does; the moment at which that was."""
        self.driver.drawn.clear()
        start = time.perf_counter()
        self.driver.process_message(Key(key, key if len(key) == 1 else None))
        return start

    async def resize(self, size: tuple[int, int]) -> float:
        """Give the terminal another size; the seconds to the last repaint."""
        self.driver.drawn.clear()
        self.driver._size = size
        now = Size(*size)
        start = time.perf_counter()
        self.driver.process_message(Resize(now, now))
        return await self.driver.until_quiet(start)


Bench = Screen[NapkinApp]


@asynccontextmanager
async def on_terminal(app: Shown, size: tuple[int, int]) -> AsyncIterator[Screen[Shown]]:
    """Any app, running."""
    app.driver_class = Recorder
    async with app.run_test(headless=False, size=size) as pilot:
        driver = app._driver
        assert isinstance(driver, Recorder)
        yield Screen(app, pilot, driver)


@asynccontextmanager
async def running(state: State, size: tuple[int, int]) -> AsyncIterator[Bench]:
    """A workbench on a state, once all that comes after the first frame is there."""
    async with on_terminal(NapkinApp(state), size) as bench:
        await bench.pilot.pause(0.3)  # what draws formulas is loaded beside the screen
        await bench.app.workers.wait_for_complete()
        await bench.pilot.pause(0.2)
        yield bench
