"""A picture of the screen as text: its rows, and of each row the styles by length.

A style is the colour of writing with letters for bold, dim, italic, underlined, reversed and struck
out, then the ground.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual import events, notifications
from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.timer import Timer, TimerCallback
from textual.widgets import Input

from tests.unchanged import inside
from tests.unchanged.screens import Walk
from tests.unchanged.stage import config_of, lay, memory_of, place, same_day, told

_PATIENCE = 400  # looks until a screen must stand still
_SOON = 0.3  # seconds; what waits longer waits for the person
_NEVER = 3600.0
_MOMENT = 0.11  # below it, what a person would begin to wonder at
_LETTERS = ("bold", "dim", "italic", "underline", "reverse", "strike")
# Of the keys that a name does not tell.
_CHARACTERS = {"slash": "/", "equals_sign": "=", "plus": "+", "minus": "-", "space": " "}


def file_of(name: str) -> str:
    """The recording of a walk."""
    return f"screens/{name.replace(' ', '_')}"


def walk(plan: Walk) -> dict[str, str]:
    """The pictures of a walk by their names."""
    folder = place() / "walk"
    if folder.exists():
        shutil.rmtree(folder)
    lay(folder, kept=plan.kept)
    with same_day(folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(MessagePump, "set_timer", _sooner)
        patch.setattr(inside.WORD_OF_PATIENCE, _NEVER)
        for pace in inside.PACES:  # keys come faster here than anybody types
            patch.setattr(pace, 0.0)
        patch.setattr(notifications, "time", lambda: 0.0)  # so that every message is young
        if not plan.colours:
            patch.setenv("NO_COLOR", "1")
        return asyncio.run(_walked(plan, folder))


async def _walked(plan: Walk, folder: Path) -> dict[str, str]:
    app = inside.app_on(plan.session, config_of(folder), memory_of(folder))
    found: dict[str, str] = {}
    async with app.run_test(size=plan.size, notifications=True) as pilot:
        while not inside.stands(app):
            await pilot.pause()
        await _quiet(app)
        for step in plan.steps:
            what, _, text = step.partition(" ")
            if what == "picture":
                found[text] = await _still(pilot)
            elif what == "type":
                await _type(app, text)
            elif what == "copy":
                shutil.copyfile(*[Path(name) for name in text.split()])
            elif what == "look":
                app.post_message(events.AppFocus())
            else:
                await _press(app, step)
            await _quiet(app)
            await pilot.pause()
        app.exit()
    return found


async def _press(app: App[None], key: str) -> None:
    await _quiet(app)
    app.post_message(events.Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None)))


async def _type(app: App[None], text: str) -> None:
    """Type into the line that has the focus; each key alone would take long."""
    await _quiet(app)
    line = app.screen.focused
    assert isinstance(line, Input), f"nothing to type {text!r} in"
    if line.selection.is_empty:
        line.insert_text_at_cursor(text)
    else:
        line.replace(text, *sorted(line.selection))


async def _turns(count: int = 40) -> None:
    """Let what was posted happen, and what follows from it."""
    for _ in range(count):
        await asyncio.sleep(0)


async def _quiet(app: App[None]) -> None:
    """Wait for what is under way beside the screen, and for what begins when nobody types."""
    for _ in range(_PATIENCE):
        await _turns()
        await app.workers.wait_for_complete()
        await _turns()
        if not _waiting(app):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("something waits for ever")


def _waiting(app: App[None]) -> bool:
    pumps: list[MessagePump] = [app, *app.screen_stack, *app.screen.query("*")]
    if any(pump.message_queue_size or pump._next_callbacks for pump in pumps):
        return True
    return any(
        timer._repeat == 0 and timer._interval <= _SOON and not _over(timer)
        for pump in pumps
        for timer in [*pump._timers]
    )


def _over(timer: Timer) -> bool:
    return timer._task is None or timer._task.done()


def _sooner(
    pump: MessagePump, delay: float, callback: TimerCallback | None = None, **options: Any
) -> Timer:
    """What waits for the end of typing waits a moment only, and a message does not go away by
    itself while a picture is taken.
    """
    if delay > _MOMENT:
        delay = _MOMENT / 10 if delay <= _SOON else _NEVER
    return _set_timer(pump, delay, callback, **options)


_set_timer = MessagePump.set_timer


async def _still(pilot: Pilot[None]) -> str:
    """The screen when nothing changes on it any more."""
    app = pilot.app
    before, same = "", 0
    for _ in range(_PATIENCE):
        await _quiet(app)
        await pilot.pause()
        for line in app.screen.query(Input):
            line.cursor_blink = False
        now = _painted(app)
        same = same + 1 if now == before else 0
        if same == 2:
            return now
        before = now
        await asyncio.sleep(0.02)
    raise AssertionError("the screen does not come to rest")


def _painted(app: App[None]) -> str:
    rows, styles = [], []
    for strip in app.screen._compositor.render_strips():
        rows.append(told(strip.text.rstrip()))
        styles.append(_runs([(each.text, each.style or Style()) for each in strip]))
    return "\n".join([*rows, "-- styles", *_numbered(styles), ""])


def _runs(cells: list[tuple[str, Style]]) -> str:
    """The styles of a row with how many cells each has. A ground that stays is not said again, and
    the colour of writing where nothing is written is no matter.
    """
    runs: list[tuple[str, str, int]] = []
    for text, style in cells:
        ink, ground = _ink(style), _colour(style.bgcolor)
        length = cell_len(text)
        if (
            runs
            and runs[-1][1] == ground
            and (ink == runs[-1][0] or _blank(text, ink, runs[-1][0]))
        ):
            runs[-1] = (*runs[-1][:2], runs[-1][2] + length)
        else:
            runs.append((ink, ground, length))
    grounds = ["", *[ground for _, ground, _ in runs]]
    return " ".join(
        [
            f"{ink}{f'/{ground}' if ground != before else ''}:{length}"
            for (ink, ground, length), before in zip(runs, grounds, strict=False)
        ]
    )


def _blank(text: str, *inks: str) -> bool:
    return not text.strip(" ") and not any({*"urs"} & {*ink.partition("+")[2]} for ink in inks)


def _ink(style: Style) -> str:
    letters = "".join([name[0] for name in _LETTERS if getattr(style, name)])
    return _colour(style.color) + (f"+{letters}" if letters else "")


def _colour(colour: Color | None) -> str:
    return colour.name.lstrip("#") if colour is not None else "-"


def _numbered(rows: list[str]) -> list[str]:
    """Rows with their numbers; those that are alike stand together."""
    found, first = [], 1
    for row, run in itertools.groupby(rows):
        last = first + len([*run]) - 1
        found.append(f"{first}{f'-{last}' if last > first else ''} {row}")
        first = last + 1
    return found
