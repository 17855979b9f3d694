"""Messages stand above the say line, say what to do, and go away by themselves or by esc."""

from __future__ import annotations

import pytest

from tests.workbench.helpers import NARROW, WIDE, Desk, drive

LONG = "1,5 was not taken: " + "a figure with a comma may be two things; " * 4 + "nothing changed."


@pytest.mark.parametrize("theme", ["napkin", "napkin-light", "napkin-ansi"])
@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 16)])
def test_messages_never_lie_over_the_line_its_echo_or_the_keys(
    size: tuple[int, int], theme: str
) -> None:
    async def scenario(desk: Desk) -> None:
        desk.app.theme = theme
        await desk.pilot.pause()
        for number in range(4):
            desk.bench.desk.tell(f"{number}: {LONG}", "warning")
        await desk.pilot.pause(0.1)
        top = desk.bench.query_one("#say-row").region.y
        toasts = list(desk.bench.query("Toast"))
        assert len(toasts) == 4
        shown = [toast.region for toast in toasts]
        assert all(region.bottom <= top and region.right <= size[0] for region in shown)
        newest = range(shown[-1].y, shown[-1].bottom)
        assert "nothing changed." in " ".join([desk.row(y) for y in newest]), "to its end"

    drive(scenario, size)


def test_esc_takes_messages_away_when_it_has_nothing_else_to_do() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: 40 tok/s/user")
        desk.bench.desk.tell("one")
        await desk.press("escape")
        assert (desk.state.said, desk.told()) == ("", ["one"]), "the line comes first"
        await desk.press("escape")
        assert (desk.bench.focus_id, desk.told()) == ("say", [])
        await desk.press("escape")
        assert desk.bench.focus_id == "quotes"
        desk.bench.desk.tell("two")
        await desk.pilot.pause()
        assert desk.told() == ["two"]
        await desk.press("escape")
        assert desk.told() == []
        assert desk.bench.focus_id == "quotes"

    drive(scenario)


def test_what_is_said_again_stands_once() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", "ctrl+z", "ctrl+z", "ctrl+y", "ctrl+z")
        assert desk.told() == ["Nothing to redo.", "Nothing to undo."]

    drive(scenario)


def test_a_message_that_cannot_be_acted_on_says_what_can() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("blah blah")
        await desk.press("enter")
        assert desk.told() == [
            "Nothing in it was understood, so nothing was kept. ^space lists what can be said."
        ]

    drive(scenario)
