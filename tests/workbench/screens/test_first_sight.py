"""What a person sees who has nothing yet, or something that does not fit: it teaches, and nothing
is cut in mid-word.
"""

from __future__ import annotations

import pytest

from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.actions.palette import system_commands
from workbench.app.app import opening
from workbench.person.settings import BY_ID, SCHEMA
from workbench.state.scene import look
from workbench.state.state import State
from workbench.views.frame.header import header
from workbench.views.frame.keys import footer
from workbench.views.frame.settings import settings_lines
from workbench.views.lines import BLANK
from workbench.views.quotes.quotes import quotes_list
from workbench.views.say.echo import below, echo
from workbench.views.text import cells


def without_setups(quotes: int) -> State:
    session = opening(None).session
    return on(session._replace(setups=(), active="", quotes=session.quotes[:quotes]))


def test_a_session_without_a_set_up_says_how_to_add_one() -> None:
    async def scenario(desk: Desk) -> None:
        fields = " ".join(desk.text("fields").split())
        assert "enter asks for it, one thing after another" in fields
        assert "^n begin with the worked example's" in fields
        assert "F2, then enter asks for it" in " ".join(desk.text("chain").split())
        assert "ceiling" not in desk.text("chain-head")
        assert "3 quotes are waiting to be judged" in desk.text("quotes")

    drive(scenario, WIDE, without_setups(3))


def test_how_many_quotes_wait_follows_the_session() -> None:
    one, none = (quotes_list(look(without_setups(many)), 60)[0].text for many in (1, 0))
    assert (one, none) == ("1 quote is waiting to be judged.", "No quotes yet.")


def test_what_is_said_without_a_set_up_is_kept_and_not_called_judged() -> None:
    scene = look(without_setups(0)._replace(said="Dorado: TTFT 0.1 s"))
    assert "kept, but not judged: no set-up" in echo(scene, 80)[0].text


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_session_without_quotes_says_how_one_is_typed_and_what_comes_of_it(
    size: tuple[int, int],
) -> None:
    session = opening(None).session._replace(quotes=())

    async def scenario(desk: Desk) -> None:
        text = " ".join(desk.text("quotes").split())
        assert "type what the vendor says; enter keeps it" in text
        assert "✗ 10x off somebody is wrong" in text

    drive(scenario, size, on(session))


def test_keys_that_would_do_nothing_without_a_set_up_are_not_in_the_footer() -> None:
    assert "e edit" not in footer(look(without_setups(0)), 120, "fields").text
    assert "e edit" in footer(look(opening(None)), 120, "fields").text


def test_a_text_with_two_readings_asks_which_and_has_its_figure_once() -> None:
    scene = look(opening(None)._replace(said="Dorado: 400 tok/s at 80K context"))
    rows = [row.text for row in quotes_list(scene, 60)]
    assert rows[0].endswith("? which is meant")
    assert rows[1].count("400 tok/s") == 1
    assert "80K context" in echo(scene, 100)[1].text


@pytest.mark.parametrize("focus", ["say", "fields", "chain", "quotes", "editor"])
def test_no_word_of_the_footer_is_cut(focus: str) -> None:
    scene = look(opening(None))
    rows = {width: footer(scene, width, focus).text for width in range(60, 130)}
    assert not [width for width, row in rows.items() if "…" in row]


def test_a_long_name_leaves_the_set_up_in_the_header() -> None:
    state = opening(None)._replace(path="a_long_name_" * 8 + ".toml")
    row = header(look(state), 80).text
    assert "tp8-c16" in row
    assert cells(row) == 80


@pytest.mark.parametrize("width", [60, 72, 80, 120])
def test_the_first_steps_and_the_lesson_are_whole(width: int) -> None:
    scene = look(opening(None)._replace(steps=()))
    lead = " "
    assert "…" not in below(scene, (BLANK, BLANK), "^r", lead, width)[0].text
    assert "…" not in echo(scene._replace(state=opening(None)), width)[1].text


def test_every_option_of_a_setting_fits_the_narrowest_box() -> None:
    settings = opening(None).settings
    for setting in SCHEMA:
        assert max(cells(row.text) for row in settings_lines(settings, None, "", 50)) <= 50
        assert not setting.action or BY_ID[setting.id].action == setting.action


def test_what_an_action_switches_is_in_the_palette_once() -> None:
    async def scenario(desk: Desk) -> None:
        titles = [c.title for c in system_commands(desk.bench)]
        assert "Compact" in titles
        assert not [title for title in titles if title.startswith(("Density:", "ASCII only:"))]
        assert "Colours: light" in titles

    drive(scenario)


def test_nothing_to_take_back_offers_no_key_for_it() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "D")
        assert desk.app.screen.query_one(".box").border_subtitle == "esc leaves"
        await desk.press("escape", "plus", "D")
        assert "r takes it back" in str(desk.app.screen.query_one(".box").border_subtitle)
        await desk.press("r")
        assert desk.app.screen.query_one(".box").border_subtitle == "esc leaves"

    drive(scenario)


def test_in_the_terminals_own_colours_the_chosen_command_is_told_from_the_others() -> None:
    state = opening(None)
    state = state._replace(settings=state.settings._replace(colours="terminal"))

    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+p")
        await desk.settle()
        strips = desk.app.screen._compositor.render_strips()
        grounds = {
            title: {s.style.bgcolor for row in strips for s in row if s.style and title in s.text}
            for title in ("Why this flag", "Copy the question")
        }
        assert all(grounds.values())
        assert grounds["Why this flag"].isdisjoint(grounds["Copy the question"])

    drive(scenario, WIDE, state)
