"""From a terminal that has another size to the last repaint, headless, back and forth."""

from __future__ import annotations

import asyncio
import statistics
import time

from textual.events import Resize
from textual.geometry import Size

from tests.bench.large import large
from tests.bench.measure import Row
from tests.bench.terminal import Bench, running
from workbench.app.app import opening
from workbench.state.state import State, start

SIZES = ((80, 24), (120, 40), (200, 50), (120, 40))
ROUNDS = 8
BETWEEN = 0.2
BAR = 50.0


async def _resized(bench: Bench, size: tuple[int, int]) -> float:
    driver = bench.driver
    driver.drawn.clear()
    driver._size = size
    now = Size(*size)
    begun = time.perf_counter()
    driver.process_message(Resize(now, now))
    return await driver.until_quiet(begun)


async def resizes(state: State, rounds: int = ROUNDS) -> list[tuple[tuple[int, int], float]]:
    """The size that was gone to, and the seconds to its last repaint."""
    taken = []
    async with running(state, SIZES[-1]) as bench:
        for turn in range(rounds + 1):
            for size in SIZES:
                seconds = await _resized(bench, size)
                if turn:  # the first time round, styles are made for each size
                    taken.append((size, seconds))
                await asyncio.sleep(BETWEEN)
    return taken


def _row(what: str, state: State) -> Row:
    taken = asyncio.run(resizes(state))
    each = ", ".join(
        f"{size[0]}x{size[1]} {statistics.median([s for at, s in taken if at == size]) * 1e3:.0f}"
        for size in dict.fromkeys(SIZES)
    )
    middle = statistics.median([seconds for _, seconds in taken])
    told = f"medians by the size gone to: {each} ms; {len(taken)} changes"
    return Row(f"a resize to its last repaint{what}", middle * 1e3, BAR, "ms", told)


def resize_rows() -> list[Row]:
    """The median change of size, on the example and with many quotes."""
    return [
        _row("", opening(None)),
        _row(", 30 quotes of 8 claims", start(large(30, 8), None)),
    ]
