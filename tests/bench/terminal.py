"""A terminal that is not there, for which everything is drawn, and when each part of it was."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key
from textual.pilot import Pilot

from workbench.app.app import NapkinApp
from workbench.state.state import State

QUIET = 0.08  # seconds without a write after which a change is wholly on the screen
PATIENCE = 5.0


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


class Bench:
    """A running workbench and its terminal."""

    def __init__(self, app: NapkinApp, pilot: Pilot[None], driver: Recorder) -> None:
        self.app, self.pilot, self.driver = app, pilot, driver

    def press(self, key: str) -> float:
        """Hand a key to the app as its terminal does; the moment at which that was."""
        self.driver.drawn.clear()
        start = time.perf_counter()
        self.driver.process_message(Key(key, key if len(key) == 1 else None))
        return start


@asynccontextmanager
async def running(state: State, size: tuple[int, int]) -> AsyncIterator[Bench]:
    """A workbench on a state, once all that comes after the first frame is there."""
    app = NapkinApp(state)
    app.driver_class = Recorder
    async with app.run_test(headless=False, size=size) as pilot:
        await pilot.pause(0.3)  # what draws formulas is loaded beside the screen, and not measured
        await app.workers.wait_for_complete()
        await pilot.pause(0.2)
        driver = app._driver
        assert isinstance(driver, Recorder)
        yield Bench(app, pilot, driver)
