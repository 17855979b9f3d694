"""Measuring: ratios within one run, of pairs that take turns, so that a busy machine hits both."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        measured, bar: what came out and what it should not exceed, both in `unit`; None where it
            could not be measured, with the reason in `detail`.
    """

    what: str
    measured: float | None
    bar: float
    unit: str
    detail: str

    @property
    def kept(self) -> bool | None:
        """Whether the bar was kept; None where nothing was measured."""
        return None if self.measured is None else self.measured <= self.bar


@dataclass(frozen=True)
class Pair:
    """Two things that took turns: the median of each, in seconds, and of the ratio in each turn."""

    ours: float
    other: float
    ratio: float


def taking_turns(ours: Callable[[], float], other: Callable[[], float], turns: int) -> Pair:
    """Measure both in turn, each first as often as second; they return seconds."""
    for warm in (ours, other):
        warm()
    pairs = []
    for turn in range(turns):
        if turn % 2:
            b, a = other(), ours()
        else:
            a, b = ours(), other()
        pairs.append((a, b))
    return Pair(
        statistics.median([a for a, _ in pairs]),
        statistics.median([b for _, b in pairs]),
        statistics.median([a / b for a, b in pairs]),
    )


def seconds(call: Callable[[], object], times: int = 1) -> float:
    """How long a call takes, as the mean of several in a row without garbage collection."""
    gc.collect()
    gc.freeze()  # what is left is none, and looking through it takes longer than most calls do
    gc.disable()
    try:
        start = time.perf_counter()
        for _ in range(times):
            call()
        return (time.perf_counter() - start) / times
    finally:
        gc.enable()


def napkin(*arguments: str) -> list[str]:
    """The command as a user starts it: the installed script where there is one."""
    script = Path(sys.executable).with_name("napkin")
    start = [str(script)] if script.is_file() else [sys.executable, "-m", "workbench"]
    return [*start, *arguments]


def surroundings() -> dict[str, str]:
    """The environment of a user's process: nobody's settings, and bytecode where it belongs."""
    own = {"PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"}
    kept = {k: v for k, v in os.environ.items() if k not in own and not k.startswith("NAPKIN_")}
    nobody = Path(tempfile.gettempdir()) / "napkin-bench"
    nobody.mkdir(exist_ok=True)
    homes = {name: str(nobody) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    return {**kept, **homes, "PYTHONPATH": str(PROJECT), "TERM": "xterm-256color"}


def process(command: Sequence[str]) -> float:
    """How long a whole process takes, from its start to its end."""
    start = time.perf_counter()
    ran = subprocess.run(command, capture_output=True, env=surroundings(), check=False)
    took = time.perf_counter() - start
    if ran.returncode:
        raise RuntimeError(f"{' '.join(command)}: {ran.stderr.decode(errors='replace')[-300:]}")
    return took


def readable(time_taken: float) -> str:
    """A duration as people read it."""
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if time_taken >= size:
            return f"{time_taken / size:.3g} {unit}"
    return f"{time_taken / 1e-9:.3g} ns"


def compared(what: str, bar: float, pair: Pair, ours: str = "", other: str = "") -> Row:
    """A row for a ratio, with what stood on either side of it."""
    detail = f"{readable(pair.ours)} {ours} / {readable(pair.other)} {other}".replace("  ", " ")
    return Row(what, pair.ratio, bar, "x", detail.strip())
