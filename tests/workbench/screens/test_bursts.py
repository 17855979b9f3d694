"""Keys that come faster than what they cause: by a slow line, a held key, or a paste."""

from __future__ import annotations

import pytest
from textual import events

from sessions.document.session import Session
from tests.sessions.deals import deals
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.dialogs.modal import Busy
from workbench.keys import typist
from workbench.screens.workbench import Workbench
from workbench.state.asides import chosen_item
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


async def typed_apart(desk: Desk, line: str, apart: float, start: float = 0.0) -> None:
    """Type over a pane as a person does who takes so many seconds for each letter."""
    for at, each in enumerate(line):
        key = events.Key({" ": "space", ":": "colon", "/": "slash"}.get(each, each), each)
        key.time = 1_000.0 + start + at * apart
        desk.app.post_message(key)
        for _ in range(4):
            await desk.pilot.pause()


@pytest.mark.usefixtures("pace")
@pytest.mark.parametrize("where", ["f2", "f3", "f4", "f8"])
@pytest.mark.parametrize("apart", [0.05, 0.2, 0.4])
@pytest.mark.parametrize(
    "line", ["nimbus says 40 tok/s", "within a week", "clever: 30", "elbe says 9"]
)
def test_what_the_first_letters_of_a_sentence_did_is_taken_back(
    where: str, apart: float, line: str
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press(where)
        await desk.settle()
        before, field, formula = desk.session, desk.state.field, desk.state.formula
        await typed_apart(desk, line, apart)
        assert desk.bench.say_line.value == line
        assert desk.bench.focus_id == "say"
        assert desk.app.screen is desk.bench
        assert desk.session == before
        assert (desk.state.field, desk.state.formula) == (field, formula)
        assert desk.state.typing is None

    if apart == 0.4 and line.startswith(("within", "elbe")):
        pytest.skip("a first letter that opens a box, and a pause: the box has the focus")
    drive(scenario, state=on(deals()))


@pytest.mark.usefixtures("pace")
def test_keys_that_are_chosen_one_after_another_stay_keys() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3")
        await typed_apart(desk, "nnpnbbn", 0.4)
        assert desk.bench.focus_id == "chain"
        assert desk.bench.say_line.value == ""
        await desk.press("f2")
        await typed_apart(desk, "e", 0.1, 9.0)
        await typed_apart(desk, "40", 0.1, 9.1)
        assert desk.bench.editor.value == "40"

    drive(scenario, state=on(deals()))


@pytest.mark.parametrize(("key", "box"), [("alt+r", "OneLine"), ("alt+e", "OneLine")])
def test_a_key_with_alt_acts_in_the_say_line_as_terminals_send_it(key: str, box: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("Acme: 40 tok/s/user at c=16")
        await desk.press("enter")
        desk.app.post_message(events.Key(key, key[-1]))  # with its letter
        for _ in range(6):
            await desk.pilot.pause()
        assert type(desk.app.screen).__name__ == box
        assert desk.bench.say_line.value == ""

    drive(scenario, state=on(deals()))


@pytest.mark.parametrize("where", ["slash", "f4"])
def test_a_pasted_mail_is_read_by_its_lines(where: str) -> None:
    mail = (
        "From: Dana <dana@acme.example>\r\nSubject: prices\r\n\r\nTTFT 1.3 s at 16 in flight."
        "\r\n\r\nOn Monday you wrote:\r\n> $0.40/M and 45 tok/s\r\n"
    )

    async def scenario(desk: Desk) -> None:
        await desk.press(where)
        desk.app.post_message(events.Paste(mail))
        for _ in range(6):
            await desk.pilot.pause()
        assert desk.state.said.count("\n") == 6
        heard = desk.bench.scene.heard
        assert heard is not None
        assert [claim.metric for claim in heard.quote.claims] == ["ttft"]
        await desk.press("escape", "up")
        assert desk.state.said.count("\n") == 6, "and so is what was said before"

    drive(scenario, state=on(deals()))


def test_of_a_quote_that_goes_on_what_was_said_last_is_selected() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("Nimbus: TTFT 1.2 s at c=16")
        await desk.press("enter")
        await desk.type("Nimbus: 40 tok/s/user at c=16")
        await desk.press("enter")
        item = chosen_item(desk.bench.scene)
        assert item is not None
        assert item.key.endswith(".1")

    drive(scenario, state=on(deals()))


def test_keys_wait_for_the_box_that_the_one_before_them_opens() -> None:
    async def scenario(desk: Desk) -> None:
        await burst(desk, "ctrl+n", "1", *"235b", "enter", "3", "k", "enter", "5", "k", "escape")
        await burst(desk, *"h200", "enter", "f4", "slash", *"TTFT 1.2 s at c=4", "enter")
        await desk.settle()
        assert desk.session.packet.entries["cached_tokens"].value == 5_000
        assert desk.session.setups[0].hardware == "H200"
        assert desk.session.quotes[0].claims[0].metric == "ttft"

    drive(scenario, state=on(Session()))
