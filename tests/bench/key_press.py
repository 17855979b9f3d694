"""From a key press to the screen update that holds the new verdict, headless: in a field, in the
say line, along a list, on the example and on a session of many quotes; each beside the same key on
a bare Textual screen.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from tests.bench.bare import Bare, painted
from tests.bench.large import large
from tests.bench.measure import Row
from tests.bench.terminal import Bench, on_terminal, running
from workbench.app.app import opening
from workbench.state.state import State, start
from workbench.views.lines import Lines
from workbench.widgets.lines_view import LinesView
from workbench.widgets.messages import Chosen

SIZE = (120, 40)
PRESSES = 50
WARM = 6  # presses before those that count: caches fill, as they do in the first words typed
# How many times as long as on a bare screen the slowest twentieth may take.
ONE, MANY, MOST = 1.6, 2.2, 8.0
PATIENCE = 2.0
_ESCAPE = r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)"

Press = Callable[[Bench, int], Awaitable[float]]


class Way(NamedTuple):
    """One way of pressing keys: what is done first, then the seconds of each press."""

    title: str
    first: Callable[[Bench], Awaitable[None]]
    press: Press


async def _to_field(bench: Bench) -> None:
    bench.app.workbench.bring("fields")
    bench.app.workbench.post_message(Chosen("fields", "gpu_price"))
    await bench.pilot.pause(0.2)
    await bench.pilot.press("e", "7")
    await bench.pilot.pause(0.2)


async def _in_field(bench: Bench, turn: int) -> float:
    """Type into the price of a GPU and take it back, over and over."""
    return await _until_judged(bench, "backspace" if turn % 2 else str(1 + turn // 2 % 9))


async def _to_say(bench: Bench) -> None:
    bench.app.workbench.say_line.focus()
    bench.app.workbench.say_line.value = "Acme: $0.28/M, 40 tok/s/user at c=16 on 8xB200, TTFT 1"
    await bench.pilot.pause(0.2)


async def _in_say(bench: Bench, turn: int) -> float:
    """Say a time to the first token and take its last digit back."""
    return await _until_judged(bench, "backspace" if turn % 2 else str(1 + turn // 2 % 9))


def _to_list(pane: str) -> Callable[[Bench], Awaitable[None]]:
    async def first(bench: Bench) -> None:
        bench.app.workbench.bring(pane)
        await bench.pilot.press("home")
        await bench.pilot.pause(0.2)

    return first


async def _along(bench: Bench, turn: int) -> float:
    """Down and up over the first rows, until nothing more is drawn: the story is part of it."""
    start = bench.press("down" if turn // 5 % 2 == 0 else "up")
    return await bench.driver.until_quiet(start)


async def _to_call(bench: Bench) -> None:
    await bench.pilot.press("f9")
    line = bench.app.workbench.say_line
    line.value = "40 tok/s/user at c=16 on 8xB200, $0.28/M, TTFT 1 s"
    line.cursor_position = len(line.value) - len(" s")
    await bench.pilot.pause(0.2)


async def _on_call(bench: Bench, turn: int) -> float:
    """The same on a call: the last digit of a time to the first token, over and over."""
    return await _until_judged(bench, "backspace" if turn % 2 else str(1 + turn // 2 % 9), "call")


async def _to_bakeoff(bench: Bench) -> None:
    await bench.pilot.press("f8")
    await bench.app.workers.wait_for_complete()
    await bench.pilot.pause(0.5)


def _on_screen(view: LinesView) -> Lines:
    """The rows that there is room for: those beside them are made when somebody comes to them."""
    top = round(view.scroll_offset.y)
    return view.lines[top : top + view.size.height]


async def _until_judged(bench: Bench, key: str, where: str = "quotes") -> float:
    quotes = bench.app.screen.query_one(f"#{where}", LinesView)
    driver = bench.driver
    before = {row.text for row in _on_screen(quotes)}
    start = bench.press(key)
    seen = 0
    while time.perf_counter() - start < PATIENCE:
        driver.more.clear()
        await asyncio.wait_for(driver.more.wait(), PATIENCE)
        new = [row.text.strip() for row in _on_screen(quotes) if row.text not in before]
        for moment, data in driver.drawn[seen:]:
            plain = re.sub(_ESCAPE, "", data)
            if any(row in plain for row in new):
                await driver.until_quiet(start)
                return moment - start
        seen = len(driver.drawn)
    raise RuntimeError(f"no verdict changed on screen after {key}")


WAYS = {
    "field": Way("typing in a field", _to_field, _in_field),
    "say": Way("typing in the say line", _to_say, _in_say),
    "call": Way("typing in the call view", _to_call, _on_call),
    "formulas": Way("moving in the formulas", _to_list("chain"), _along),
    "quotes": Way("moving in the quotes", _to_list("quotes"), _along),
    "bakeoff": Way("moving in the bake-off", _to_bakeoff, _along),
}


async def pressed(
    way: Way, state: State, presses: int = PRESSES
) -> tuple[list[float], list[float]]:
    """The seconds of each press of a way, and of the same on a bare screen; they take turns."""
    ours, bare = [], []
    async with running(state, SIZE) as bench:
        await way.first(bench)
        async with on_terminal(Bare(), SIZE) as other:
            for turn in range(WARM + presses):
                ours.append(await way.press(bench, turn))
                other.app.text = painted(bench.app)
                bare.append(await other.driver.until_quiet(other.press("x")))
    return ours[WARM:], bare[WARM:]


def _slow(taken: list[float]) -> float:
    return sorted(taken)[int(0.95 * len(taken))]


def _row(way: Way, state: State, what: str, bar: float) -> Row:
    ours, bare = asyncio.run(pressed(way, state))
    middle = statistics.median(ours) / statistics.median(bare)
    told = (
        f"{_slow(ours) * 1e3:.1f} / {_slow(bare) * 1e3:.1f} ms; medians"
        f" {statistics.median(ours) * 1e3:.1f} / {statistics.median(bare) * 1e3:.1f} ms,"
        f" {middle:.2f} x; {len(ours)} presses at 120x40"
    )
    title = f"key to the new screen, {way.title}, {what}p95 / on a bare screen"
    return Row(title, _slow(ours) / _slow(bare), bar, "x", told)


def key_press_rows() -> list[Row]:
    """The slowest twentieth of many presses, on the example, side by side, and with 30 quotes."""
    example = opening(None)
    many = start(large(30, 8), None)
    rows = [_row(way, example, "", ONE) for way in WAYS.values()]
    rows.append(_row(WAYS["field"], example._replace(beside=True), "set-ups side by side, ", ONE))
    rows += [_row(way, many, "30 quotes of 8 claims, ", MANY) for way in WAYS.values()]
    rows.append(_row(WAYS["field"], many._replace(beside=True), "the same side by side, ", MANY))
    most = start(large(500, 20), None)
    rows.append(_row(WAYS["field"], most, "500 quotes of 20 claims, ", MOST))
    rows.append(_row(WAYS["quotes"], most, "500 quotes of 20 claims, ", MOST))
    rows.append(_row(WAYS["bakeoff"], most, "500 providers of 20 claims, ", MOST))
    return rows
