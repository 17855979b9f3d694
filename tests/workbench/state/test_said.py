"""What was said before, as pure values and in the say line."""

from __future__ import annotations

import pytest

from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.actions import files
from workbench.state.recall import MOST, noted, recall
from workbench.widgets.messages import SayRecalled

LINES = ("Acme: $0.28/M", "TTFT 0.1 s", "acme: 40 tok/s/user")


def test_a_line_is_noted_once_newest_last_and_only_so_many() -> None:
    assert noted(LINES, " TTFT 0.1 s ") == (LINES[0], LINES[2], LINES[1])
    assert noted(LINES, "  ") == LINES
    many: tuple[str, ...] = ()
    for number in range(MOST + 5):
        many = noted(many, f"{number} GPUs")
    assert (len(many), many[0], many[-1]) == (MOST, "5 GPUs", f"{MOST + 4} GPUs")


def test_a_walk_goes_back_newest_first_and_returns_to_what_was_typed() -> None:
    walk = recall(LINES, "")
    shown = []
    for step in (1, 1, 1, 1, -1, -1, -1, -1):
        walk = walk.stepped(step)
        shown.append(walk.text)
    assert shown == [LINES[2], LINES[1], LINES[0], LINES[0], LINES[1], LINES[2], "", ""]


def test_what_is_typed_filters_without_regard_to_case_and_is_not_found_itself() -> None:
    assert recall(LINES, "ac").found == (LINES[2], LINES[0])
    assert recall(LINES, "TTFT 0.1 s").found == ()
    assert recall(LINES, "$").stepped(1).text == "$", "nothing to walk to leaves the line alone"


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_up_and_down_walk_through_kept_and_cleared_lines(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: 40 tok/s/user")
        await desk.press("enter")
        await desk.type("Elgin: TTFT 0.1 s at c=16")
        await desk.press("escape")
        assert desk.state.said_before == ("Dorado: 40 tok/s/user", "Elgin: TTFT 0.1 s at c=16")
        await desk.type("do")
        await desk.press("up")
        line = desk.bench.say_line
        assert desk.all(SayRecalled)[-1].step == 1
        assert line.value == desk.state.said == "Dorado: 40 tok/s/user"
        assert line.cursor_position == len(line.value)
        draft = desk.bench.scene.draft
        assert draft is not None, "what is recalled is judged like what is typed"
        assert [v.claim.metric for v in draft.verdicts] == ["per_stream_tps"]
        await desk.press("up")
        assert line.value == "Dorado: 40 tok/s/user", "the other line does not start like this"
        await desk.press("down")
        assert line.value == desk.state.said == "do", "the line being typed comes back"
        await desk.press("escape", "up", "up")
        assert line.value == "Elgin: TTFT 0.1 s at c=16"

    drive(scenario, size)


def test_whoever_types_in_a_recalled_line_starts_a_new_walk_from_it() -> None:
    async def scenario(desk: Desk) -> None:
        for text in ("Acme: $0.25/M", "Acme: $0.25/M at c=8"):
            await desk.type(text)
            await desk.press("escape")
        await desk.press("up", "up")
        assert desk.state.said == "Acme: $0.25/M"
        await desk.type(" at")
        assert desk.state.recall is None
        await desk.press("up")
        assert desk.state.said == "Acme: $0.25/M at c=8"
        await desk.press("down")
        assert desk.state.said == "Acme: $0.25/M at"

    drive(scenario)


def test_lines_said_before_outlive_the_session_they_were_said_in() -> None:
    async def scenario(desk: PlainDesk) -> None:
        from sessions.catalogue.catalogue import EXAMPLE

        await desk.type("Dorado: 40 tok/s/user")
        await desk.press("escape")
        files.open_path(desk, str(EXAMPLE))
        assert desk.state.said_before == ("Dorado: 40 tok/s/user",)

    plainly(scenario)


def test_the_palette_brings_a_line_back_and_says_so_when_there_is_none() -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.action_do("said_before")
        await desk.pilot.pause()
        assert desk.told() == [
            "Nothing more was said before. Lines that you keep or clear come back here."
        ]
        await desk.type("Dorado: 40 tok/s/user")
        await desk.press("escape", "f4")
        desk.bench.action_do("said_before")
        await desk.pilot.pause()
        assert (desk.bench.focus_id, desk.state.said) == ("say", "Dorado: 40 tok/s/user")

    drive(scenario)
