"""One table feeds keys, palette, footer and help: nothing in it is missing anywhere, and no key is
one that terminals eat.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.workbench.helpers import NARROW, WIDE, Desk, drive, opened
from workbench.actions import bakeoff, call, deeds  # noqa: F401  they register what they do
from workbench.actions.desk import DEEDS, does
from workbench.actions.palette import system_commands
from workbench.app.app import NapkinApp, opening, why_not
from workbench.keys.shown import acts_while_typing, key_name
from workbench.keys.table import ACTIONS, SHEETS
from workbench.views.frame.help import ABOUT, help_lines
from workbench.widgets.bindings import bindings


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_does_something_and_is_explained(action: object) -> None:
    from workbench.keys.table import Action

    assert isinstance(action, Action)
    assert DEEDS[action.id].__doc__
    assert action.title
    assert action.help
    shown = " ".join([row.text for row in help_lines("chain", 300)])
    assert action.title in shown
    for key in action.keys:
        assert key_name(key) in shown


def test_every_row_has_one_function_and_every_function_a_row() -> None:
    assert sorted(DEEDS) == sorted([action.id for action in ACTIONS])
    assert len(ACTIONS) == len({action.id for action in ACTIONS})
    with pytest.raises(ValueError, match="is done by"):
        does("say")(DEEDS["say"])


def test_no_key_is_used_twice_in_one_place_or_is_one_that_terminals_send_for_another() -> None:
    for place in ("", *SHEETS):
        # The keys of a sheet come before those that act everywhere else.
        here = [a for a in ACTIONS if (a.where if a.where in SHEETS else "") == place]
        keys = [key for action in here for key in action.keys]
        assert len(keys) == len(set(keys)), place
        assert not {"ctrl+m", "ctrl+h", "ctrl+i"} & set(keys)


def test_no_key_of_the_call_that_acts_while_typing_has_another_meaning_there() -> None:
    """The say line is the same line everywhere, so a key of the call must be free in it."""
    theirs = {key for action in ACTIONS if action.where == "call" for key in action.keys}
    others = {key for action in ACTIONS if action.where not in SHEETS for key in action.keys}
    assert all(acts_while_typing(key) for key in theirs)
    assert not theirs & others


def test_every_action_can_be_given_a_key() -> None:
    # Those without a key too: a person's own file may give them one.
    assert {binding.id for binding in bindings()} == {action.id for action in ACTIONS}


def test_every_action_is_in_the_palette() -> None:
    app = NapkinApp(opening(None))

    async def scene() -> None:
        async with app.run_test(size=WIDE) as pilot:
            await opened(app, pilot)
            titles = {command.title for command in system_commands(app.workbench)}
            assert {action.title for action in ACTIONS if action.id != "palette"} <= titles

    asyncio.run(scene())


@pytest.mark.parametrize("focus", [*ABOUT])
def test_help_begins_with_the_focused_thing(focus: str) -> None:
    assert help_lines(focus, 70)[0].text == ABOUT[focus][0]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_help_opens_over_the_focused_pane_and_closes(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "f1")
        assert desk.text("page").startswith("Formulas")
        await desk.press("escape")
        assert desk.bench.focus_id == "chain"

    drive(scenario, size)


def test_one_pane_at_a_time_below_a_hundred_columns() -> None:
    async def scenario(desk: Desk) -> None:
        def shown() -> list[str]:
            return [p.id or "" for p in desk.bench.query(".pane") if p.display]

        assert shown() == ["pane-3"]
        await desk.press("escape", "1")
        assert shown() == ["pane-1"]
        await desk.press("2")
        assert shown() == ["pane-2"]
        await desk.pilot.resize_terminal(140, 40)
        await desk.pilot.pause()
        assert shown() == ["pane-1", "pane-2", "pane-3"]

    drive(scenario, NARROW)


@pytest.mark.parametrize("size", [WIDE, NARROW, (200, 50), (60, 16)])
def test_the_say_line_and_its_echo_stand_on_the_last_rows(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        height = size[1]
        assert desk.bench.query_one("#footer").region.bottom == height
        assert desk.bench.query_one("#echo").region.bottom == height - 1
        assert desk.bench.say_line.region.y == height - 4

    drive(scenario, size)


def test_following_goes_to_an_input_and_back() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "ttft")
        await desk.press("f")
        assert "prefill rate" in desk.text("page")
        await desk.press("3")
        assert desk.state.formula == "prefill_rate"
        await desk.press("backspace")
        assert desk.state.formula == "ttft"
        await desk.press("f", "1")
        assert desk.state.field == "fresh_tokens_p50", "an input without a formula is a field"
        assert desk.bench.focus_id == "fields"
        await desk.select("quotes", "0.0")
        await desk.press("f")
        assert desk.state.formula == "price_per_processed_token"

    drive(scenario)


def test_an_encoding_without_the_characters_is_told_in_a_sentence() -> None:
    assert "UTF-8" in why_not("ascii")
    assert "UTF-8" in why_not(None)
    assert why_not("utf-8") == why_not("UTF8") == ""
