"""The say line is completed while it is typed, and lists what can be said."""

from __future__ import annotations

import pytest

from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.dialogs.sayable import Sayable
from workbench.screens.workbench import Workbench


@pytest.mark.parametrize("key", ["right", "tab", "ctrl+e", "end"])
def test_what_is_offered_after_the_cursor_is_taken_by_a_key(key: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: 40 tok/s")
        line = desk.bench.say_line
        assert line.offered == "/user"
        assert "/user" in desk.row(line.region.y), "it stands on the screen"
        assert desk.state.said == "Dorado: 40 tok/s", "what is offered was not said"
        await desk.press(key)
        assert line.value == desk.state.said == "Dorado: 40 tok/s/user"
        assert line.cursor_position == len(line.value)
        assert desk.bench.focus_id == "say"
        draft = desk.bench.scene.draft
        assert draft is not None
        assert draft.verdicts[0].claim.metric == "per_stream_tps"

    drive(scenario)


def test_tab_moves_on_where_nothing_is_offered() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: 40 tok/s/user")
        assert desk.bench.say_line.offered == ""
        await desk.press("tab")
        assert desk.bench.focus_id != "say"

    drive(scenario)


def test_whoever_spoke_last_is_offered_first() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Calder: $0.28/M")
        await desk.press("enter", "C")
        assert desk.bench.say_line.offered == "alder:"
        await desk.press("right", "enter")
        assert desk.state.said == "Calder:", "a name alone says nothing to keep"

    drive(scenario)


def test_nothing_is_offered_inside_the_text_or_in_a_line_that_is_recalled() -> None:
    async def scenario(desk: Desk) -> None:
        line = desk.bench.say_line
        await desk.type("TTFT 1 s at conc")
        await desk.press("escape")
        await desk.type("TTF")
        assert line.offered == "T"
        await desk.press("home", "delete")
        assert line.offered == ""
        await desk.press("escape", "up")
        assert (line.value, line.offered) == ("TTF"[1:], "")

    drive(scenario)


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 16)])
def test_the_list_of_what_can_be_said_is_found_in_by_typing(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: 40 tok/s/user")
        await desk.press("ctrl+@")
        screen = desk.app.screen
        assert isinstance(screen, Sayable)
        for heading in ("Who says it", "Figures", "Conditions", "Precision", "Statistics"):
            assert heading in desk.text("page")
        height = screen.query_one(".box").size.height
        await desk.type("first token")
        assert "TTFT 1.9 s" in desk.text("page")
        assert "Statistics" not in desk.text("page")
        assert screen.query_one(".box").size.height == height, "nothing jumps while typing"
        await desk.press("enter")
        line = desk.bench.say_line
        assert isinstance(desk.app.screen, Workbench)
        assert desk.bench.focus_id == "say"
        assert desk.state.said == line.value == "Dorado: 40 tok/s/user, TTFT 1.9 s"
        assert line.selected_text == "1.9", "the next thing typed is the figure"
        await desk.type("0.4")
        assert desk.state.said == "Dorado: 40 tok/s/user, TTFT 0.4 s"

    drive(scenario, size)


def test_a_word_that_was_begun_is_looked_for_and_esc_leaves_the_line_as_it_was() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("TTFT 1 s at conc")
        await desk.press("ctrl+space")
        assert "16 in flight" in desk.text("page")
        await desk.press("escape")
        assert desk.state.said == desk.bench.say_line.value == "TTFT 1 s at conc"
        assert desk.bench.say_line.cursor_position == len("TTFT 1 s at conc")

    drive(scenario)


def test_what_is_not_found_says_so_and_nothing_is_taken() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2")
        desk.bench.action_do("sayable")
        await desk.pilot.pause()
        await desk.type("zz[b]")
        assert "zz[b]" in desk.text("page")
        await desk.press("enter")
        assert isinstance(desk.app.screen, Sayable)

    drive(scenario)
