"""Keys that come faster than what they cause: by a slow line, a held key, or a paste."""

from __future__ import annotations

import pytest
from textual import events

from tests.sessions.deals import deals
from tests.workbench.helpers import Desk, drive, on
from workbench.dialogs.modal import Busy
from workbench.screens.workbench import Workbench


async def burst(desk: Desk, *keys: str) -> None:
    """Send keys without waiting for what each of them does."""
    for key in keys:
        character = key if len(key) == 1 else None
        desk.app.post_message(events.Key(key, character))
    for _ in range(6):
        await desk.pilot.pause()


@pytest.mark.parametrize(
    ("opens", "keys"),
    [
        ("ctrl+g", ("1", "1")),
        ("ctrl+g", ("3", "3", "3")),
        ("ctrl+g", ("1", "2")),
        ("ctrl+n", ("1", "1")),
        ("ctrl+r", ("enter", "enter")),
        ("f5", ("escape", "escape", "escape")),
        ("f12", ("escape", "escape")),
        ("ctrl+p", ("enter", "enter")),
    ],
)
def test_a_box_answers_once_however_many_keys_come(opens: str, keys: tuple[str, ...]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", opens)
        await burst(desk, *keys)
        assert any(isinstance(screen, Workbench) for screen in desk.app.screen_stack)
        for _ in range(4):
            if not isinstance(desk.app.screen, Workbench):
                await desk.press("escape")
        assert isinstance(desk.app.screen, Workbench)
        await desk.press("f3")
        assert desk.bench.focus_id == "chain", "and the workbench still hears keys"

    drive(scenario, state=on(deals()))


def test_down_and_enter_at_once_open_the_field_that_was_gone_to() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "cached_tokens")
        before = desk.session.packet.entries["cached_tokens"]
        await burst(desk, "down", "enter")
        assert desk.bench.editor.field == "output_tokens"
        await desk.type("999")
        await desk.press("enter")
        assert desk.session.packet.entries["output_tokens"].value == 999
        assert desk.session.packet.entries["cached_tokens"] == before

    drive(scenario, state=on(deals()))


def test_a_word_of_what_takes_a_moment_may_be_done_before_it_is_mounted() -> None:
    async def scenario(desk: Desk) -> None:
        answers: list[str | None] = []
        for _ in range(2):
            busy = Busy("Reading the list", "stops")
            desk.app.push_screen(busy, answers.append)
            busy.dismiss("done")
            busy.dismiss("again")
            await desk.pilot.pause()
        assert desk.app.screen is desk.bench
        assert answers == ["done", "done"]

    drive(scenario)
