"""Getting around: panes alone, wider and compact, jump mode, the key panel, clicks, tooltips, and a
picture of the screen.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from textual import events
from textual.command import CommandPalette
from textual.content import Content
from textual.geometry import Region
from textual.widgets import OptionList

from formulas.verdicts import MEANINGS
from sessions.export.picture import save
from tests.hostile.test_widgets import HOSTILE, harmless, rendered, session_of
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.actions import files
from workbench.app.app import opening
from workbench.dialogs.jump import Jump, labels
from workbench.keys.shown import keys_of, remap, shown_key
from workbench.keys.table import ACTIONS, PANES
from workbench.person.settings import Settings
from workbench.screens.cover import front
from workbench.state.layout import LEAST, Layout, columns, moved_border, widened
from workbench.state.scene import look
from workbench.state.state import State
from workbench.views.frame.help import help_lines
from workbench.views.frame.keys import footer, key_groups, keys_lines
from workbench.views.frame.tips import tip
from workbench.views.lines import Line
from workbench.views.say.echo import echo
from workbench.views.text import cells
from workbench.widgets.lines_view import LinesView
from workbench.widgets.messages import Acted, Pressed

SHARES = [(), (33, 49, 38), (10, 100, 10), (90, 20, 20), (1, 1, 1)]


def widths(desk: Desk) -> tuple[int, ...]:
    return tuple([desk.bench.query_one(f"#pane-{n}").region.width for n in (1, 2, 3)])


def panes(desk: Desk) -> list[str]:
    return [pane.id or "" for pane in desk.bench.query(".pane") if pane.display]


def told(desk: Desk) -> str:
    return " ".join([toast.message for toast in desk.app._notifications])


# --- the room, without a screen


@pytest.mark.parametrize("shares", SHARES)
@pytest.mark.parametrize("width", [88, 99, 100, 101, 119, 120, 159, 160, 200, 333])
def test_columns_fill_the_width_and_none_is_too_narrow(shares: tuple[int, ...], width: int) -> None:
    found = columns(shares, width)
    assert sum(found) == width
    assert all(wide >= least for wide, least in zip(found, LEAST, strict=True))


def test_the_columns_of_the_house_are_what_they_were() -> None:
    assert columns((), 120) == (33, 49, 38)


def test_a_border_stops_where_a_pane_is_at_its_least() -> None:
    assert moved_border((33, 49, 38), 0, 4) == (37, 45, 38)
    assert moved_border((33, 49, 38), 0, 99) == (46, LEAST[1], 38)
    assert moved_border((33, 49, 38), 1, -99) == (33, LEAST[1], 51)


def test_a_pane_takes_from_its_right_neighbour_first_and_then_from_its_left() -> None:
    assert widened((33, 49, 38), 1, 4) == (33, 53, 34)
    assert widened((33, 59, 28), 1, 4) == (29, 63, 28)
    assert widened((33, 49, 38), 2, 4) == (33, 45, 42)
    assert widened(LEAST, 1, 4) == LEAST


# --- the room, on screen


@pytest.mark.parametrize("shares", [(), (50, 40, 30)])
@pytest.mark.parametrize("width", [100, 120, 160, 200])
def test_the_first_frame_has_the_columns_that_the_workbench_will_have(
    width: int, shares: tuple[int, ...]
) -> None:
    state = opening(None)._replace(layout=Layout(shares=shares))

    async def scenario(desk: Desk) -> None:
        top = front(look(state, judge=False), width, 40)[1].text
        starts = [at for at, letter in enumerate(top) if letter == "╭"]
        assert [desk.bench.query_one(f"#pane-{n}").region.x for n in (1, 2, 3)] == starts

    drive(scenario, (width, 40), state)


@pytest.mark.parametrize("size", [(100, 30), WIDE, (160, 45)])
@pytest.mark.parametrize("density", ["roomy", "compact"])
@pytest.mark.parametrize("plan", [Layout(), Layout(keys=True), Layout(alone=True)])
def test_the_first_frame_has_the_rows_that_the_workbench_will_have(
    size: tuple[int, int], density: str, plan: Layout
) -> None:
    state = opening(None)._replace(layout=plan, settings=Settings(density=density))

    async def scenario(desk: Desk) -> None:
        rows = [row.text for row in front(look(state, judge=False), *size)]
        desk.bench.bring("chain")
        await desk.pilot.pause()
        assert rows[desk.bench.say_line.region.y].startswith("say")
        head = desk.bench.query_one("#chain-head", LinesView)
        names = head.lines[0].text.rstrip()
        x, y = head.region.offset
        assert rows[y][x : x + len(names)] == names
        listed = desk.bench.query_one("#chain", LinesView)
        top = round(listed.scroll_offset.y)
        for at in range(listed.size.height):
            if top + at < len(listed.lines):
                text = listed.lines[top + at].text.rstrip()
                assert rows[y + 1 + at][x : x + len(text)] == text

    drive(scenario, size, state)


def test_keys_make_the_focused_pane_wider_and_narrower_until_it_stops() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "greater_than_sign")
        assert widths(desk) == (37, 45, 38)
        assert desk.state.layout.shares == (37, 45, 38)
        await desk.press("less_than_sign", "less_than_sign")
        assert widths(desk) == (29, 53, 38)
        await desk.press("less_than_sign", "less_than_sign", "less_than_sign")
        assert widths(desk)[0] == LEAST[0]
        assert "No narrower" in told(desk)
        await desk.press("0")
        assert widths(desk) == (33, 49, 38)

    drive(scenario)


def test_wider_keeps_its_share_when_the_terminal_is_resized() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.pilot.resize_terminal(200, 50)
        await desk.pilot.pause()
        assert widths(desk) == columns((60, 30, 30), 200)
        await desk.pilot.resize_terminal(100, 30)
        await desk.pilot.pause()
        assert widths(desk) == columns((60, 30, 30), 100)

    drive(scenario, WIDE, opening(None)._replace(layout=Layout(shares=(60, 30, 30))))


def test_the_mouse_drags_a_border() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.pilot.mouse_down(offset=(32, 10))
        await desk.pilot.hover(offset=(40, 12))
        await desk.pilot.mouse_up(offset=(40, 12))
        await desk.pilot.pause()
        assert widths(desk) == (41, 41, 38)
        await desk.pilot.hover(offset=(60, 12))
        assert widths(desk) == (41, 41, 38), "let go"

    drive(scenario)


def test_one_pane_alone_says_so_switches_and_comes_back() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", "z")
        assert panes(desk) == ["pane-3"]
        title = str(desk.bench.query_one("#pane-3").border_title)
        assert title == "3 Quotes · alone, z brings the others back"
        assert "z all panes" in desk.text("footer")
        await desk.press("2")
        assert panes(desk) == ["pane-2"]
        assert desk.bench.focus_id == "chain"
        await desk.press("equals_sign")
        assert panes(desk) == ["pane-2"]
        assert str(desk.bench.query_one("#pane-2").border_title).startswith("2 Set-ups on napkin ·")
        await desk.press("escape")
        assert panes(desk) == ["pane-1", "pane-2", "pane-3"]
        assert desk.bench.focus_id == "chain"
        await desk.press("z", "z")
        assert len(panes(desk)) == 3

    drive(scenario)


def test_a_pane_that_has_the_room_already_is_told() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", "z")
        assert "1 2 3 switch" in told(desk)
        assert not desk.state.layout.alone
        await desk.press("greater_than_sign")
        assert "all the room" in told(desk)

    drive(scenario, NARROW)


def test_the_pane_that_was_clicked_is_the_one_that_stays_when_it_gets_narrow() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.pilot.click("#chain", offset=(5, 3))
        await desk.pilot.resize_terminal(80, 24)
        await desk.pilot.pause()
        assert panes(desk) == ["pane-2"]
        assert desk.bench.focus_id == "chain"

    drive(scenario)


def test_the_story_takes_more_rows_and_fewer() -> None:
    async def scenario(desk: Desk) -> None:
        story = desk.bench.query_one("#formula-story")
        await desk.press("f3")
        before = story.region.height
        await desk.press("right_parenthesis")
        more = story.region.height
        assert more > before
        await desk.press("left_parenthesis", "left_parenthesis")
        assert story.region.height < before
        assert desk.state.layout.stories == (25, 40, 40)
        listed = desk.bench.query_one("#chain", LinesView)
        row = [line.key for line in listed.lines].index(desk.state.formula)
        assert listed.scroll_offset.y <= row < listed.scroll_offset.y + listed.size.height

    drive(scenario)


def test_another_session_keeps_the_panes_as_they_were_put(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "greater_than_sign")
        from sessions.catalogue.catalogue import EXAMPLE

        files.open_path(desk.bench.desk, str(EXAMPLE))
        assert desk.state.path == str(EXAMPLE)
        assert desk.state.layout.shares == (37, 45, 38)

    drive(scenario)


# --- compact


def test_compact_gives_rows_to_the_panes_and_keeps_what_is_typed() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Acme: 40 tok/s/user")
        pane = desk.bench.query_one("#pane-3")
        before = pane.container_size.height, pane.scrollable_content_region.height
        desk.bench.action_do("compact")
        await desk.pilot.pause()
        assert desk.state.settings.density == "compact"
        assert pane.scrollable_content_region.height == before[1] + 2
        assert desk.bench.query_one("#echo").region.height == 1
        assert desk.bench.focus_id == "say"
        assert desk.bench.say_line.value == "Acme: 40 tok/s/user"
        assert "40 tok/s/user" in desk.text("echo")
        desk.bench.action_do("compact")
        await desk.pilot.pause()
        assert pane.scrollable_content_region.height == before[1]

    drive(scenario, NARROW)


def test_the_line_over_a_field_moves_with_it() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "e")
        await desk.type("14")
        assert desk.state.typing is not None
        for action in ("compact", "keys_aside"):
            desk.bench.action_do(action)
            await desk.pilot.pause()
            await desk.pilot.pause()
            assert desk.bench.editor.region == desk.bench.place_of_field(), action
        assert desk.state.typing.text == "14"
        assert desk.bench.focus_id == "editor"

    drive(scenario)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_compact_echo_is_one_row_that_does_not_hide_what_was_not_read(width: int) -> None:
    said = "Acme: $0.28/M, 40 tok/s/user, purple, TTFT 0.1 s at c=16"
    state = opening(None)._replace(said=said, settings=Settings(density="compact"))
    (row,) = echo(look(state), width)
    assert cells(row.text) <= width
    assert "not read: purple" in row.text
    assert "$0.28" in row.text


# --- jump mode


@pytest.mark.parametrize("count", [1, 26, 27, 120])
def test_no_label_begins_another(count: int) -> None:
    found = labels(count)
    assert len(set(found)) == count
    assert not any(a != b and b.startswith(a) for a in found for b in found)


def label_of(desk: Desk, view: str, what: str) -> str:
    screen = desk.app.screen
    assert isinstance(screen, Jump)
    return next(label for label, place in screen.places.items() if place == (view, what))


@pytest.mark.parametrize("size", [WIDE, NARROW, (200, 50)])
def test_letters_lead_to_a_claim_on_screen(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", "g")
        label = label_of(desk, "quotes", "0.0")
        assert f"{label:<2}$/M processed" in rendered(desk)
        await desk.press(*label)
        await desk.pilot.pause()
        assert desk.app.screen is desk.bench
        assert (desk.state.claim, desk.bench.focus_id) == ("0.0", "quotes")
        assert not any(view.labels for view in desk.bench.query(LinesView))

    drive(scenario, size)


def test_every_label_is_drawn_beside_what_it_stands_for_and_hides_no_word() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3")
        await desk.press("g")
        screen = desk.app.screen
        assert isinstance(screen, Jump)
        shown = rendered(desk)
        for label, (view, what) in screen.places.items():
            if view in ("fields", "chain", "quotes"):
                text = next(
                    row.text
                    for row in desk.bench.query_one(f"#{view}", LinesView).lines
                    if row.key == what
                )
                assert label + text[2:].rstrip()[:12] in shown, what

    drive(scenario)


def test_jumping_works_while_something_is_being_typed_and_keeps_it() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Acme: 40 tok/s/user")
        await desk.press("ctrl+g")
        await desk.press(*label_of(desk, "chain", "per_stream_tps"))
        await desk.pilot.pause()
        assert desk.bench.focus_id == "chain"
        assert desk.state.said == "Acme: 40 tok/s/user"
        await desk.press("g", "slash")
        await desk.pilot.pause()
        assert desk.bench.focus_id == "say"
        await desk.press("ctrl+g", "escape")
        assert desk.bench.focus_id == "say"
        await desk.press("ctrl+g", "2")
        await desk.pilot.pause()
        assert desk.bench.focus_id == "chain"

    drive(scenario)


def test_jumping_away_from_a_field_keeps_its_last_good_value() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "e")
        await desk.type("14k")
        await desk.press("ctrl+g", "escape")
        assert desk.bench.focus_id == "editor"
        await desk.press("ctrl+g", *"3")
        await desk.pilot.pause()
        assert desk.state.typing is None
        assert desk.value("fresh_tokens") == 14_000
        assert desk.bench.focus_id == "quotes"

    drive(scenario)


def test_one_letter_of_two_can_be_taken_back() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "g")
        screen = desk.app.screen
        assert isinstance(screen, Jump)
        label = label_of(desk, "chain", "per_stream_tps")
        assert len(label) == 2
        await desk.press(label[0])
        left = {text for view in desk.bench.query(LinesView) for text in view.labels.values()}
        assert label[1] in left
        assert all(len(text) == 1 for text in left)
        await desk.press("backspace")
        assert screen.typed == ""
        await desk.press(*label)
        await desk.pilot.pause()
        assert desk.state.formula == "per_stream_tps"

    drive(scenario)


def test_parts_of_the_header_can_be_jumped_to() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "g")
        await desk.press(*label_of(desk, "header", "field:hardware"))
        await desk.pilot.pause()
        assert (desk.bench.focus_id, desk.state.field) == ("fields", "hardware")
        before = desk.state.setup
        await desk.press("g")
        await desk.press(*label_of(desk, "header", "next_setup"))
        await desk.pilot.pause()
        assert desk.state.setup != before

    drive(scenario)


# --- keys


def test_the_key_panel_follows_the_focus_and_stands_where_there_is_room() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", "k")
        await desk.pilot.pause()
        panel = desk.bench.query_one("#keys", LinesView)
        assert panel.region == Region(128, 1, 32, 35)
        assert desk.text("keys").startswith("In the quotes")
        assert "Why this flag" in desk.text("keys")
        await desk.press("2")
        assert desk.text("keys").startswith("In the formulas")
        await desk.press("slash")
        assert desk.text("keys").startswith("In the say line")
        assert sum(widths(desk)) == 128
        await desk.pilot.resize_terminal(80, 24)
        await desk.pilot.pause()
        assert panel.region.width == 80
        assert panel.region.bottom == desk.bench.say_line.region.y
        await desk.press("f6")
        await desk.pilot.pause()
        assert not desk.bench.query("#keys")

    drive(scenario, (160, 40))


@pytest.mark.parametrize("focus", ["say", "editor", "fields", "chain", "quotes"])
@pytest.mark.parametrize("width", [31, 60, 80, 120])
def test_the_key_panel_fits(focus: str, width: int) -> None:
    rows = keys_lines(look(opening(None)), width, focus)
    assert rows
    assert not [row.text for row in rows if cells(row.text) > width]


def test_keys_that_would_only_type_a_letter_are_not_shown_while_typing() -> None:
    shown = [key for _, rows in key_groups(look(opening(None)), "say") for key, _ in rows]
    assert shown[:2] == ["enter", "esc"]
    assert all(key.startswith(("^", "F", "alt+", "enter", "esc")) for key in shown), shown


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("focus", ["say", "editor", "fields", "chain", "quotes", "over"])
def test_the_footer_fits_and_always_says_how_to_get_help(focus: str, width: int) -> None:
    row = footer(look(opening(None)._replace(said="Acme: 40 tok/s/user")), width, focus)
    assert cells(row.text) == width
    assert ("F1 help" in row.text) == (focus != "over")
    assert all(row.text[s.at : s.at + s.size].strip() for s in row.spots)


def test_the_footer_speaks_of_the_moment() -> None:
    state = opening(None)
    assert "save" not in footer(look(state), 200, "chain").text
    assert "undo" not in footer(look(state), 200, "chain").text
    from workbench.state.state import edited

    changed = edited(state, state.session._replace(title="Other"), None)
    assert "^z undo  ^s save" in footer(look(changed), 200, "chain").text
    silent = state._replace(history=edited(state, state.session._replace(quotes=()), None).history)
    assert "why" not in footer(look(silent), 200, "quotes").text
    saying = look(state._replace(said="Acme: 40 tok/s/user"))
    assert "remove" not in footer(saying, 200, "quotes").text, "it is not a quote yet"
    assert "enter keep" in footer(saying, 80, "say").text
    assert "enter keep" not in footer(look(state), 80, "say").text


def test_the_footer_keeps_quiet_while_something_lies_over_the_workbench() -> None:
    async def scenario(desk: Desk) -> None:
        def row() -> str:
            return desk.bench.query_one("#footer", LinesView).lines[0].text

        await desk.press("f4")
        assert "w why" in row()
        await desk.press("f1")
        assert row().strip() == "esc back to the workbench"
        await desk.press("escape")
        assert "w why" in row()

    drive(scenario)


def test_keys_that_a_person_chose_are_the_ones_shown() -> None:
    scene = look(opening(None))
    try:
        remap({"jump": "ctrl+t,j", "why": "y", "nonsense": "x"})
        assert keys_of("jump") == ("ctrl+t", "j")
        assert shown_key("jump", typing=True) == "^t"
        assert shown_key("why", typing=True) == ""
        assert "y why" in footer(scene, 120, "quotes").text
        assert ("^t", "Jump") in dict(key_groups(scene, "say"))["Go to"]
        assert keys_of("undo") == ("ctrl+z", "u")
        assert "y says what alone" in " ".join([row.text for row in help_lines("quotes", 400)])
    finally:
        remap({})
    assert keys_of("jump") == ("g", "ctrl+g")


# --- mouse


def spot(row: Line, do: str) -> int:
    return next(spot.at for spot in row.spots if spot.do == do)


def test_a_click_on_a_key_of_the_footer_presses_it() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4")
        at = spot(desk.bench.query_one("#footer", LinesView).lines[0], "why")
        await desk.pilot.click("#footer", offset=(at + 2, 0))
        await desk.pilot.pause()
        assert {message.do for message in desk.all(Pressed)} == {"why"}
        assert type(desk.app.screen).__name__ == "WhyScreen"
        await desk.press("escape")
        assert desk.bench.focus_id == "quotes"

    drive(scenario)


def test_a_click_on_the_header_switches_the_set_up_or_opens_its_field() -> None:
    async def scenario(desk: Desk) -> None:
        row = desk.bench.query_one("#header", LinesView)
        before = desk.state.setup
        await desk.pilot.click("#header", offset=(spot(row.lines[0], "next_setup"), 0))
        await desk.pilot.pause()
        assert desk.state.setup != before
        await desk.pilot.click("#header", offset=(spot(row.lines[0], "field:model"), 0))
        await desk.pilot.pause()
        assert (desk.bench.focus_id, desk.state.field) == ("fields", "model")
        # The flag stands there once there is a quote of one's own.
        await desk.press("slash")
        await desk.type("Zeta: TTFT 1.2 s")
        await desk.press("enter")
        await desk.pilot.pause()
        await desk.pilot.click("#header", offset=(spot(row.lines[0], "worst"), 0))
        await desk.pilot.pause()
        assert desk.bench.focus_id == "quotes"

    drive(scenario)


def test_a_click_selects_and_a_double_click_acts() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.pilot.click("#fields", offset=(5, 4))
        await desk.pilot.pause()
        assert desk.state.field == "cached_tokens"
        await desk.pilot.pause(0.6)
        await desk.pilot.click("#fields", offset=(5, 4))
        await desk.pilot.pause()
        assert not desk.all(Acted), "a second click, later, is no double click"
        await desk.pilot.double_click("#fields", offset=(5, 4))
        await desk.pilot.pause()
        assert desk.state.typing is not None
        assert desk.state.typing.id == "cached_tokens"
        await desk.press("escape")
        await desk.pilot.double_click("#quotes", offset=(5, 4))
        await desk.pilot.pause()
        assert (desk.bench.focus_id, desk.state.formula) == ("chain", "per_stream_tps")

    drive(scenario)


def test_the_wheel_scrolls_what_it_is_over() -> None:
    async def scenario(desk: Desk) -> None:
        view = desk.bench.query_one("#fields", LinesView)
        await desk.press("f4")
        wheel = events.MouseScrollDown(view, 5, 5, 0, 1, 0, False, False, False, 6, 7)
        view.post_message(wheel)
        await desk.pilot.pause(0.5)
        assert view.scroll_offset.y > 0
        assert desk.bench.focus_id == "quotes"
        assert desk.state.field == "fresh_tokens"

    drive(scenario)


def test_what_the_mouse_rests_on_is_told() -> None:
    async def scenario(desk: Desk) -> None:
        footing = desk.bench.query_one("#footer", LinesView)
        await desk.press("f4")
        at = spot(footing.lines[0], "why")
        await desk.pilot.hover("#footer", offset=(at, 0))
        assert isinstance(footing.tooltip, Content)
        assert footing.tooltip.plain.startswith("Why this flag. What would make")
        await desk.pilot.hover("#footer", offset=(footing.lines[0].spots[-1].at - 1, 0))
        assert footing.tooltip is None

    drive(scenario)


def test_flags_letters_and_marks_are_told() -> None:
    from workbench.views.packet.fields import fields_list
    from workbench.views.quotes.quotes import quotes_list

    scene = look(opening(None))
    row = next(row for row in fields_list(scene, 40) if row.key == "fresh_tokens")
    assert tip(row, cells(row.text) - 1, "fields") == "Entered in the packet"
    row = next(row for row in quotes_list(scene, 36) if "2x off" in row.text)
    assert tip(row, row.text.index("2x off")) == MEANINGS["2x-off"].capitalize()
    assert tip(row, 0) == ""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=[*HOSTILE])
def test_hostile_names_in_jump_mode_tooltips_and_clicks_do_nothing(text: str) -> None:
    async def scenario(desk: Desk) -> None:
        header = desk.bench.query_one("#header", LinesView)
        await desk.press("f4", "g")
        harmless(rendered(desk))
        await desk.press("escape")
        await desk.pilot.hover("#header", offset=(12, 0))
        if isinstance(header.tooltip, Content):
            harmless(header.tooltip.plain)
        assert desk.app.is_running
        assert not desk.app._exit

    drive(scenario, WIDE, on(session_of(text)))


# --- the palette


async def listed(desk: Desk, text: str = "") -> list[str]:
    await desk.press("ctrl+p")
    if text:
        await desk.type(text)
    palette = desk.app.screen
    assert isinstance(palette, CommandPalette)
    await palette.workers.wait_for_complete()
    await desk.pilot.pause(0.1)
    options = palette.query_one(OptionList)
    return [
        str(options.get_option_at_index(at).prompt).split("\n")[0]
        for at in range(options.option_count)
    ]


def test_the_palette_opens_on_what_counts_here_with_groups_and_keys() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4")
        rows = await listed(desk)
        assert rows[0].split() == ["Quotes", "·", "Why", "this", "flag", "w", "F5"]
        assert len({cells(row.rstrip()) for row in rows if " · " in row and row[-1] != " "}) == 1
        titles = [row.split("  ")[0] for row in rows]
        assert len(titles) == len(set(titles))
        assert {f"{a.group} · {a.title}" for a in ACTIONS if a.id != "palette"} <= set(titles)
        assert titles.index("Change · Undo") > titles.index("Arrange · Compact"), "nothing to undo"
        await desk.press("escape", "2")
        assert (await listed(desk))[0].startswith("Read · Next basis")

    drive(scenario)


def test_the_palette_finds_an_action_by_its_group_too_and_runs_it() -> None:
    async def scenario(desk: Desk) -> None:
        rows = await listed(desk, "one pane")
        assert rows[0].startswith("Arrange · One pane alone")
        await desk.press("enter")
        await desk.pilot.pause(0.2)
        assert desk.state.layout.alone
        assert any(row.startswith("Arrange · Compact") for row in await listed(desk, "arrange"))

    drive(scenario)


# --- a picture


def test_a_picture_from_the_palette_shows_the_workbench_alone_and_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def scenario(desk: Desk) -> None:
        await listed(desk, "picture")
        await desk.press("enter")
        await desk.pilot.pause(0.2)
        await desk.settle()
        await desk.press("f4", "P")
        await desk.settle()
        names = sorted(path.name for path in tmp_path.iterdir())
        assert len(names) == 2
        assert all(name.startswith("napkin-20") and name.endswith(".svg") for name in names)
        text = next(tmp_path.glob("*.svg")).read_text(encoding="utf-8")
        assert "Borealis" in text
        assert "Search" not in text
        assert "@font-face" not in text
        assert f"Saved {tmp_path}" in told(desk)

    drive(scenario)


def test_a_picture_takes_the_next_free_name_and_the_next_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Noon(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Noon:
            return cls(2026, 11, 21, 14, 32)

    monkeypatch.setattr(datetime, "datetime", Noon)
    first = save("<svg/>", [tmp_path])
    second = save("<svg>2</svg>", [tmp_path / "not there", tmp_path])
    assert first == tmp_path / "napkin-2026-11-21-1432.svg"
    assert second == tmp_path / "napkin-2026-11-21-1432-2.svg"
    assert (first.read_text(), second.read_text()) == ("<svg/>", "<svg>2</svg>")
    with pytest.raises(OSError, match="No such"):
        save("<svg/>", [tmp_path / "not there"])
    assert len(list(tmp_path.iterdir())) == 2, "nothing half written is left"


# --- too small


@pytest.mark.parametrize("key", ["f1", "ctrl+p", "f5", "ctrl+g"])
def test_the_notice_shows_through_whatever_lies_over_the_workbench(key: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", key)
        await desk.pilot.resize_terminal(50, 12)
        await desk.pilot.pause()
        await desk.pilot.pause()
        assert "needs a terminal of 60" in rendered(desk)
        await desk.pilot.resize_terminal(*NARROW)
        await desk.pilot.pause()
        assert desk.app.screen is not desk.bench
        assert "needs a terminal of 60" not in rendered(desk)
        await desk.press("escape")
        assert desk.bench.focus_id == "quotes"

    drive(scenario, NARROW)


def test_the_state_says_how_the_room_is_shared() -> None:
    assert State._field_defaults["layout"] == Layout()
    assert PANES == ("fields", "chain", "quotes")
