"""Changing a field moves the formulas and the flags; what is refused leaves the last good value in
force.
"""

from __future__ import annotations

import pytest
from textual import events

from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.widgets.lines_view import Selectable
from workbench.widgets.messages import Chosen, FieldLeft, FieldTyped


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_an_edit_is_typed_kept_and_moves_formula_and_flag(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        before = desk.value("per_stream_tps", "fit")
        await desk.select("fields", "concurrency")
        await desk.press("e")
        await desk.type("64")
        assert desk.all(FieldTyped)[-1].text == "64"
        assert desk.value("concurrency") == 64, "the value is in force while it is typed"
        assert desk.value("per_stream_tps", "fit") < before / 2
        assert desk.value("ttft") == pytest.approx(64 * 9400 / 78_000, rel=1e-3)
        await desk.press("enter")
        assert desk.all(FieldLeft)[-1].keep
        assert desk.state.typing is None
        assert desk.session.setup().entries["concurrency"].value == 64
        assert ("ttft", "napkin") in desk.bench.scene.moved
        await desk.select("chain", "ttft")
        assert "●" in desk.text("chain")
        assert "was 1.928 s" in desk.text("formula-story")
        assert desk.state.unsaved

    drive(scenario, size)


def test_flags_move_with_the_field_while_it_is_typed() -> None:
    async def scenario(desk: PlainDesk) -> None:
        def flags() -> list[str]:
            # By the set-up's own values: a search over what was not said may clear it before.
            at = [(v, v.at_setup) for v in desk.scene.judged[1].verdicts]
            return [(own.fit_flag if own else None) or v.leading for v, own in at]

        assert flags()[0] == "2x-off"
        await desk.select("fields", "fit_intercept")
        await desk.press("e")
        await desk.type("0.1 ms")
        await desk.press("enter")
        await desk.select("fields", "fit_slope")
        await desk.press("e")
        await desk.type("0.5 ms/request")
        assert flags()[0] == "plausible"

    plainly(scenario)


def test_bad_text_says_what_was_expected_and_keeps_the_last_good_value() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "fresh_tokens")
        await desk.press("e")
        await desk.type("80k")
        assert desk.value("fresh_tokens") == 80_000
        assert "80k → 80,000 tok/req" in desk.text("field-story")
        await desk.type(" kelvin")
        assert desk.value("fresh_tokens") == 80_000
        story = desk.text("field-story")
        assert "✗" in story
        assert "80,000 tok/req stays in force" in " ".join(story.split())
        await desk.press("enter")
        assert desk.bench.editor.is_open, "enter on refused text stays"
        await desk.press("escape")
        assert not desk.bench.editor.is_open
        assert desk.value("fresh_tokens") == 13_000
        assert not desk.state.unsaved

    drive(scenario)


def test_text_that_cannot_be_read_is_not_kept_as_its_first_letters() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "sla_ttft")
        await desk.press("e")
        await desk.type("1,5")
        await desk.press("f3")
        assert desk.value("sla_ttft") == 3
        assert not desk.state.unsaved

    plainly(scenario)


def test_keys_that_arrive_together_add_up() -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.bring("fields")
        await desk.press("home")
        pane = desk.app.screen.query_one("#fields", Selectable)
        first = pane.keys.index(desk.state.field)
        for _ in range(6):
            pane.action_step(1)
        await desk.pilot.pause()
        assert pane.keys.index(desk.state.field) == first + 6

    drive(scenario)


def test_what_is_pasted_stands_there_once() -> None:
    async def scenario(desk: Desk) -> None:
        line = desk.bench.say_line
        line.focus()
        line.post_message(events.Paste("Acme: TTFT 0.5 s"))
        await desk.pilot.pause()
        assert line.value == "Acme: TTFT 0.5 s"

    drive(scenario)


def test_enter_follows_where_nothing_is_edited() -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.bring("quotes")
        await desk.press("enter")
        assert not desk.bench.editor.is_open
        assert desk.bench.focus_id == "chain"

    drive(scenario, NARROW)


def test_undo_and_redo_go_through_the_edits_one_by_one() -> None:
    async def scenario(desk: PlainDesk) -> None:
        for text in ("32", "48"):
            await desk.select("fields", "concurrency")
            await desk.press("e")
            await desk.type(text)
            await desk.press("enter")
        assert desk.value("concurrency") == 48
        await desk.press("ctrl+z")
        assert desk.value("concurrency") == 32
        assert ("pass_time", "napkin") in desk.scene.moved, "undoing marks what it moves, too"
        await desk.press("u")
        assert desk.value("concurrency") == 16
        assert not desk.state.unsaved
        await desk.press("ctrl+y", "ctrl+y")
        assert desk.value("concurrency") == 48
        await desk.press("ctrl+y")
        assert desk.value("concurrency") == 48

    plainly(scenario)


def test_undo_while_typing_leaves_the_field_as_it_was() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "concurrency")
        await desk.press("e")
        await desk.type("99")
        await desk.press("ctrl+z")
        assert desk.value("concurrency") == 16
        assert not desk.bench.editor.is_open

    drive(scenario)


def test_reset_goes_back_to_what_lies_below() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "gpu_price")
        await desk.press("e")
        await desk.type("$4/GPU/hour")
        await desk.press("enter")
        assert desk.value("node_price_per_hour") * 3600 == pytest.approx(32)
        assert "replaces $6/GPU/hour" in desk.text("field-story")
        await desk.press("r")
        assert desk.value("node_price_per_hour") * 3600 == pytest.approx(48)

    plainly(scenario)


def test_a_word_is_checked_like_a_number() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "weights")
        await desk.press("enter")
        await desk.type("fp9")
        assert "not a quantization tier" in " ".join(desk.text("field-story").split())
        await desk.press("backspace")
        await desk.type("8")
        assert desk.value("weight_bytes") == 1e12
        await desk.press("enter")
        assert desk.session.setup().weights == "fp8"
        assert "fp8" in desk.text("header")

    drive(scenario)


def test_leaving_the_field_by_another_pane_keeps_its_last_good_value() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "concurrency")
        await desk.press("e")
        await desk.type("24")
        await desk.press("f3")
        assert desk.state.typing is None
        assert desk.session.setup().entries["concurrency"].value == 24
        assert desk.bench.focus_id == "chain"

    drive(scenario)


def test_arrows_move_through_the_fields() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "fresh_tokens")
        await desk.press("down")
        assert desk.all(Chosen)[-1].key == "cached_tokens"
        assert desk.state.field == "cached_tokens"
        await desk.press("up", "end")
        assert desk.state.field == desk.bench.scene.fields[-1].id
        await desk.press("home")
        assert desk.state.field == desk.bench.scene.fields[0].id

    drive(scenario)


def test_switching_the_set_up_moves_everything_and_back() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f3", "s")
        assert desk.state.setup == "tp4-c8"
        assert desk.value("concurrency") == 8
        assert "tp4-c8" in desk.text("header")
        await desk.press("S")
        assert desk.state.setup == "tp8-c16"
        assert desk.value("concurrency") == 16

    plainly(scenario)


def test_the_basis_that_explains_is_switched() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("chain", "pass_time")
        assert "on napkin" in desk.text("formula-story")
        await desk.press("b")
        assert "on fit" in desk.text("formula-story")
        await desk.press("B", "B")
        assert "on ceiling" in desk.text("formula-story")

    plainly(scenario)
