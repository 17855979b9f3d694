"""Too little room, and what waits for the workbench to be on top: neither loses the focus, and
neither keeps everything else from its turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.command import CommandList, CommandPalette
from textual.events import AppBlur, AppFocus, MouseDown

from tests.workbench.helpers import Desk, drive
from workbench.actions import person
from workbench.dialogs.modal import Help

SMALL, LOW = (40, 10), (120, 8)


async def resize(desk: Desk, size: tuple[int, int]) -> None:
    await desk.pilot.resize_terminal(*size)
    await desk.pilot.pause()


def test_nothing_gets_the_focus_while_the_notice_stands() -> None:
    async def scenario(desk: Desk) -> None:
        await resize(desk, SMALL)
        assert desk.bench.focused is None
        await desk.press("tab")
        assert desk.bench.focused is None
        desk.bench.bring("fields")
        await desk.pilot.pause()
        assert desk.bench.focused is None
        assert not desk.bench.query_one("#fields").has_focus
        await resize(desk, (80, 24))
        assert desk.bench.focus_id == "fields"

    drive(scenario)


def test_a_screen_that_closes_gives_no_focus_while_the_notice_stands() -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.action_do("help")
        await desk.pilot.pause()
        await resize(desk, SMALL)
        while isinstance(desk.app.screen, Help):
            await desk.press("escape")
        assert desk.bench.focused is None
        assert not desk.bench.say_line.has_focus
        await desk.press("5")
        assert desk.bench.say_line.value == ""
        await resize(desk, (80, 24))
        await desk.press("5")
        assert desk.bench.say_line.value == "5"

    drive(scenario)


def test_a_pane_gets_the_focus_back_also_where_it_is_the_only_one() -> None:
    async def scenario(desk: Desk) -> None:
        await resize(desk, LOW)  # too low, and wide enough for all three
        await desk.press("shift+tab")
        waiting = desk.bench._waiting
        assert waiting is not None
        assert waiting.id == "fields"
        await resize(desk, (71, 37))
        assert desk.bench.focus_id == "fields"
        assert desk.bench.front == "fields"
        assert waiting.region.height > 0

    drive(scenario)


def test_a_field_that_was_being_typed_is_left_and_the_focus_comes_back_to_its_pane() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "e")
        assert desk.bench.focus_id == "editor"
        await resize(desk, SMALL)
        assert not desk.bench.editor.is_open
        await resize(desk, (120, 40))
        assert desk.bench.focus_id == "fields"

    drive(scenario)


# --- what waits


def counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail, and do not hang, where something asks again and again."""
    asked, ask = [0], desk.bench.call_after_refresh

    def call(callback: Callable[..., Any], *arguments: Any, **options: Any) -> bool:
        asked[0] += 1
        assert asked[0] < 100, f"{callback} asks for another turn without end"
        return ask(callback, *arguments, **options)

    monkeypatch.setattr(desk.bench, "call_after_refresh", call)


def test_a_field_asked_for_is_typed_once_its_pane_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario(desk: Desk) -> None:
        counted(desk, monkeypatch)
        await desk.press("f4", "e")
        assert desk.bench.editor.is_open
        assert desk.bench.focus_id == "editor"
        assert desk.bench.editor.region.y == desk.bench.place_of_field().y

    drive(scenario, size=(80, 24))


def test_a_field_asked_for_is_not_waited_for_where_there_is_no_room_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4")
        counted(desk, monkeypatch)
        desk.bench.action_do("edit")
        await resize(desk, (90, 10))
        assert not desk.bench.editor.is_open
        await resize(desk, (90, 30))
        assert desk.bench.focus_id == "fields"
        await desk.press("e")
        assert desk.bench.editor.is_open

    drive(scenario)


def test_a_field_asked_for_is_not_typed_below_another_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4")
        counted(desk, monkeypatch)
        desk.bench.action_do("edit")
        desk.bench.action_do("help")
        await desk.pilot.pause()
        assert isinstance(desk.app.screen, Help)
        assert not desk.bench.editor.is_open
        assert desk.state.typing is None

    drive(scenario)


def test_a_picture_waits_for_the_screen_above_to_close_and_keeps_nothing_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[str] = []

    async def scenario(desk: Desk) -> None:
        monkeypatch.setattr(person, "save", taken.append)
        counted(desk, monkeypatch)
        desk.bench.action_do("save_picture")
        desk.bench.action_do("help")
        await desk.pilot.pause()
        assert isinstance(desk.app.screen, Help)
        assert not taken
        while isinstance(desk.app.screen, Help):
            await desk.press("escape")
        assert len(taken) == 1
        await desk.press("f1", "escape")
        assert len(taken) == 1

    drive(scenario)


# --- what comes before anything is laid out


def test_a_click_beside_everything_leaves_something_with_the_focus() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4")
        desk.bench._forward_event(MouseDown(None, 500, 500, 0, 0, 1, False, False, False, 500, 500))
        await desk.pilot.pause()
        assert desk.bench.focus_id == "say"
        await desk.press("5")
        assert desk.bench.say_line.value == "5"

    drive(scenario)


def test_another_window_takes_the_focus_and_gives_it_back() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4")
        desk.app.post_message(AppBlur())
        await desk.pilot.pause()
        assert desk.bench.focused is None
        desk.app.post_message(AppFocus())
        await desk.pilot.pause()
        assert desk.bench.focus_id == "quotes"

    drive(scenario)


@pytest.mark.parametrize("key", ["page_up", "page_down", "first", "last"])
def test_a_page_of_the_palette_before_it_has_rows_does_nothing(key: str) -> None:
    async def scenario(desk: Desk) -> None:
        desk.app.action_command_palette()
        for _ in range(500):
            await asyncio.sleep(0)
            if isinstance(desk.app.screen, CommandPalette) and desk.app.screen.is_mounted:
                desk.app.screen._action_command_list(key)
        await desk.pilot.pause()
        assert isinstance(desk.app.screen, CommandPalette)
        desk.app.screen._action_command_list("page_down")
        await desk.pilot.pause()
        found = desk.app.screen.query_one(CommandList)
        assert found.highlighted

    drive(scenario)
