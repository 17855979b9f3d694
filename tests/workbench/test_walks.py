"""The walks from a key to the screen: each step of them once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import workbench
from sessions.say import hear as saying
from tests.workbench.helpers import Desk, drive
from workbench.app.app import opening
from workbench.screens import workbench as screen
from workbench.screens.workbench import Workbench
from workbench.state import scene
from workbench.state.state import typed


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a line was read, a chain resolved, a state looked at and a scene shown."""
    counted: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        done: Callable[..., Any] = getattr(owner, name)

        def counting(*args: Any, **more: Any) -> Any:
            counted[name] += 1
            return done(*args, **more)

        monkeypatch.setattr(owner, name, counting)

    count(saying, "read_line")
    count(scene, "resolve")
    count(screen, "look")
    count(Workbench, "show")
    return counted


def test_a_kept_line_is_read_looked_at_and_shown_once(steps: Counter[str]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: $0.28/M, 40 tok/s/use")
        steps.clear()
        await desk.type("r")
        assert steps == {"read_line": 1, "look": 1, "show": 1}
        steps.clear()
        await desk.press("enter")
        assert len(desk.session.quotes) == 4
        assert steps == {"resolve": 1, "look": 1, "show": 1}, "and not read again"
        assert desk.state.claim == "3.0", "the worst of it is selected at once"

    drive(scenario)


def test_a_letter_in_a_field_resolves_once(steps: Counter[str]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "fresh_tokens")
        await desk.press("e")
        steps.clear()
        await desk.press("9")
        assert steps == {"resolve": 1, "look": 1, "show": 1}
        assert desk.bench.scene.moved

    drive(scenario)


def test_a_letter_in_a_field_runs_through_nothing_that_it_does_not_bear_on() -> None:
    root = str(Path(workbench.__path__[0]).parent)
    run: set[str] = set()

    def watch(frame: FrameType, event: str, argument: object) -> None:
        file = frame.f_code.co_filename
        if event == "call" and file.startswith((f"{root}/workbench", f"{root}/sessions")):
            run.add(Path(file).relative_to(root).as_posix())

    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "fresh_tokens")
        await desk.press("e", "9")
        sys.setprofile(watch)
        try:
            await desk.press("9")
        finally:
            sys.setprofile(None)

    drive(scenario)
    assert "workbench/state/scene.py" in run
    rooms = ("sessions/prices/", "sessions/say/", "sessions/offers/", "workbench/keys/")
    assert [file for file in sorted(run) if file.startswith(rooms)] == []
    assert run.isdisjoint({"workbench/views/frame/keys.py", "workbench/views/say/echo.py"})


def test_what_a_bad_end_of_a_text_moved_is_not_told_of_the_next_edit() -> None:
    before = scene.look(opening(None))
    good = scene.look(typed(before.state, "concurrency", "1", before.results), before)
    bad = scene.look(typed(good.state, "concurrency", "1,5", good.results), good)
    assert bad.results is not None
    assert bad.results is good.results
    assert bad.state.before is before.results
