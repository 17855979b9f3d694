"""Keys that come faster than what they cause: by a slow line, a held key, or a paste."""

from __future__ import annotations

import pytest
from textual import events

from tests.sessions.deals import deals
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.dialogs.modal import Busy
from workbench.keys import typist
from workbench.screens.workbench import Workbench
from workbench.widgets.lines_view import Selectable


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


@pytest.fixture
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """People's own pace."""
    monkeypatch.setattr(typist, "SOON", 0.25)
    monkeypatch.setattr(typist, "HELD", 0.6)


@pytest.mark.usefixtures("pace")
@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("where", ["f2", "f3", "f4", "f8"])
@pytest.mark.parametrize(
    "line",
    ["Acme: $0.28/M, 40 tok/s/user", "Xenon says 99.9% uptime", "slow: 40 tok/s", "$0.28/M"],
)
def test_a_sentence_typed_over_a_pane_is_said_whole_and_does_nothing_else(
    size: tuple[int, int], where: str, line: str
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press(where)
        before = desk.session
        await burst(desk, *line)
        assert desk.bench.say_line.value.endswith(line)
        assert desk.bench.focus_id == "say"
        assert desk.session == before
        assert desk.app.screen is desk.bench

    drive(scenario, size, on(deals()))


@pytest.mark.usefixtures("pace")
def test_what_opens_the_say_line_takes_what_came_right_after_it() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4")
        await burst(desk, "slash", *"tok s x")
        assert desk.bench.say_line.value == "tok s x"

    drive(scenario, state=on(deals()))


@pytest.mark.usefixtures("pace")
def test_a_capital_alone_is_the_key_of_the_pane() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3")
        await burst(desk, "C", "down")
        assert len(desk.session.setups) == len(deals().setups) + 1

    drive(scenario, state=on(deals()))


def test_what_is_pasted_over_a_pane_is_said() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8")
        desk.app.post_message(events.Paste("Acme: $0.28/M"))
        for _ in range(6):
            await desk.pilot.pause()
        assert (desk.bench.say_line.value, desk.bench.focus_id) == ("Acme: $0.28/M", "say")

    drive(scenario, state=on(deals()))


def test_the_say_line_says_where_letters_go() -> None:
    async def scenario(desk: Desk) -> None:
        assert desk.bench.say_line.placeholder == "type what the vendor says"
        await desk.press("f8")
        assert "letters are keys of what has the focus" in desk.bench.say_line.placeholder
        await desk.press("escape", "slash")
        assert desk.bench.say_line.placeholder == "type what the vendor says"

    drive(scenario, state=on(deals()))


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("down", [1, 2, 5, 9])
def test_the_box_stands_on_the_row_it_edits_whatever_came_in_one_burst(
    size: tuple[int, int], down: int
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8")
        await burst(desk, "f2", *["down"] * down, "enter", *"777")
        editor, fields = desk.bench.editor, desk.bench.query_one("#fields", Selectable)
        row, _ = fields.rows_of(editor.field)
        assert editor.field == desk.state.field == fields.lines[row].key
        assert fields.keys.index(editor.field) == fields.keys.index("fresh_tokens") + down
        assert editor.region.y == fields.region.y + row - round(fields.scroll_offset.y)
        assert editor.value == "777"
        assert desk.bench.say_line.value == ""

    drive(scenario, size, on(deals()))
