"""From a terminal that has another size to the last repaint, headless, back and forth; beside a
bare Textual screen with the same text.
"""

from __future__ import annotations

import asyncio
import statistics
from typing import NamedTuple

from tests.bench.bare import Bare, painted
from tests.bench.large import large
from tests.bench.measure import Row
from tests.bench.terminal import on_terminal, running
from workbench.app.app import opening
from workbench.state.state import State, start

SIZES = ((80, 24), (120, 40), (200, 50), (120, 40))
ROUNDS = 8
BAR = 2.0


class Resized(NamedTuple):
    """The size that was gone to, and the seconds to the last repaint of ours and of a bare one."""

    size: tuple[int, int]
    ours: float
    bare: float


async def resizes(state: State, rounds: int = ROUNDS) -> list[Resized]:
    """Each change of size; the two screens take turns."""
    taken = []
    async with running(state, SIZES[-1]) as bench, on_terminal(Bare(), SIZES[-1]) as other:
        for turn in range(rounds + 1):
            for size in SIZES:
                ours = await bench.resize(size)
                other.app.text = painted(bench.app)
                bare = await other.resize(size)
                if turn:  # the first time round, styles are made for each size
                    taken.append(Resized(size, ours, bare))
    return taken


def _row(what: str, state: State) -> Row:
    taken = asyncio.run(resizes(state))
    each = []
    for size in dict.fromkeys(SIZES):
        ours = statistics.median([one.ours for one in taken if one.size == size])
        bare = statistics.median([one.bare for one in taken if one.size == size])
        each.append(f"{size[0]}x{size[1]} {ours * 1e3:.0f} / {bare * 1e3:.0f}")
    ratio = statistics.median([one.ours / one.bare for one in taken])
    told = f"medians by the size gone to: {', '.join(each)} ms; {len(taken)} changes"
    return Row(f"a resize to its last repaint{what} / of a bare screen", ratio, BAR, "x", told)


def resize_rows() -> list[Row]:
    """The median change of size, on the example and with many quotes."""
    return [
        _row("", opening(None)),
        _row(", 30 quotes of 8 claims", start(large(30, 8), None)),
    ]
