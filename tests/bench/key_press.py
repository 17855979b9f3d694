"""From a key press in a field to the screen update that holds the new verdict, headless."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from typing import Any

from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key

from tests.bench.measure import Row
from workbench.app import NapkinApp, opening
from workbench.messages import Chosen
from workbench.widgets.lines_view import LinesView

SIZE = (120, 40)
PRESSES = 120
BETWEEN = 0.1  # ten keys a second: a fast typist
PATIENCE = 2.0
_ESCAPE = r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)"


class Recorder(HeadlessDriver):
    """A terminal that is not there, for which everything is drawn nevertheless."""

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


async def pressed() -> list[float]:
    """Type into the price of a GPU and take it back, over and over: the seconds of each press."""
    app = NapkinApp(opening(None))
    app.driver_class = Recorder
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await pilot.pause(0.3)  # what draws formulas is loaded beside the screen, and not measured
        await app.workers.wait_for_complete()
        app.workbench.bring("fields")
        app.workbench.post_message(Chosen("fields", "gpu_price"))
        await pilot.pause(0.2)
        await pilot.press("e", "7")
        await pilot.pause(0.2)
        driver = app._driver
        assert isinstance(driver, Recorder)
        quotes = app.screen.query_one("#quotes", LinesView)
        taken = []
        for turn in range(PRESSES):
            key = "backspace" if turn % 2 else str(1 + turn // 2 % 9)
            taken.append(await _until_judged(driver, quotes, key))
            await asyncio.sleep(BETWEEN)
        return taken


async def _until_judged(driver: Recorder, quotes: LinesView, key: str) -> float:
    before = {row.text for row in quotes.lines}
    driver.drawn.clear()
    start = time.perf_counter()
    driver.process_message(Key(key, key if len(key) == 1 else None))
    seen = 0
    while time.perf_counter() - start < PATIENCE:
        driver.more.clear()
        new = [row.text.strip() for row in quotes.lines if row.text not in before]
        for moment, data in driver.drawn[seen:]:
            plain = re.sub(_ESCAPE, "", data)
            if any(row in plain for row in new):
                return moment - start
        seen = len(driver.drawn)
        await asyncio.wait_for(driver.more.wait(), PATIENCE)
    raise RuntimeError(f"no verdict changed on screen after {key}")


def key_press_rows() -> list[Row]:
    """The slowest twentieth of many presses."""
    taken = sorted(asyncio.run(pressed()))
    p95 = taken[int(0.95 * len(taken))]
    told = f"median {statistics.median(taken) * 1e3:.1f} ms, {len(taken)} presses at 120x40"
    return [Row("key press to the new verdict on screen, p95", p95 * 1e3, 16.0, "ms", told)]
