"""What somebody who had never seen napkin stumbled over, and does not any more."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from sessions.claims.telling import ratio
from sessions.document import keep
from sessions.document.session import Quote, Session
from sessions.say import hear as saying
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.actions import files
from workbench.app.app import opening
from workbench.dialogs.choose import Choose

TODAY = datetime.date(2026, 11, 21)


def flags(desk: Desk, key: str) -> list[tuple[str, float | None]]:
    """Flag and ceiling of the verdicts of the line being said, or of a kept quote."""
    scene = desk.bench.scene
    judged = scene.draft if key == "now" else scene.judged[int(key)]
    assert judged is not None
    return [(verdict.flag, verdict.ceiling) for verdict in judged.verdicts]


@pytest.mark.parametrize("line", ["Acme: TTFT 0.015 s", "Acme: $0.28/M, 40 tok/s/user", "TTFT 2 s"])
def test_what_is_said_is_judged_as_what_is_kept(line: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "s", "f4", "slash")
        await desk.type(line)
        said = flags(desk, "now")
        await desk.press("enter")
        assert flags(desk, str(len(desk.session.quotes) - 1)) == said

    drive(scenario)


def test_another_day_takes_no_conditions_along_and_says_its_round() -> None:
    session = opening(None).session
    old = next(quote for quote in session.quotes if quote.conditions)
    heard = saying.hear(session, f"{old.provider}: TTFT 1 s", TODAY)
    assert heard.judged.conditions == {}
    assert heard.round == old.round + 1
    assert old.date is not None
    same_day = saying.hear(session, f"{old.provider}: TTFT 1 s", old.date)
    assert same_day.judged.conditions == {}  # what was asked of another figure binds that one alone
    kept, place = keep.keep(session, heard)
    assert kept.quotes[place].round == heard.round


@pytest.mark.parametrize("length", [400, 401, 3_999, 4_001, 20_000])
def test_a_long_paste_is_taken_or_said_to_be_cut(length: int) -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.say_line.post_message(events.Paste("x" * length))
        await desk.pilot.pause()
        assert len(desk.state.said) == min(length, 4_000)
        told = [str(toast.message) for toast in desk.app._notifications]
        assert any("left out" in text for text in told) == (length > 4_000)

    drive(scenario)


def test_two_who_speak_are_not_one_quote() -> None:
    async def scenario(desk: PlainDesk) -> None:
        before = desk.session
        line = "Acme: $0.28/M, TTFT 1.2 s Zed: $0.35/M, TTFT 0.2 s"
        await desk.type(line)
        await desk.press("enter")
        assert desk.session is before
        assert desk.state.said == line

    plainly(scenario)
    assert saying.hear(Session(), "Acme: p50: 3 s, $0.2/M", TODAY).others == ()
    assert saying.hear(Session(), "Acme: $1/M Zed: $2/M", TODAY).others == ("Zed",)


def test_a_line_whose_only_figure_is_refused_stays_as_typed() -> None:
    async def scenario(desk: Desk) -> None:
        before = desk.session
        await desk.type("Beta: 0.42/M at 8xB200")
        await desk.press("enter")
        assert desk.session is before
        assert desk.state.said.startswith("Beta")
        told = [str(toast.message) for toast in desk.app._notifications]
        assert any("0.42/M was not taken" in text for text in told)

    drive(scenario)


def test_equal_inputs_are_not_called_different_where_a_set_up_has_no_such_basis() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f3", "equals_sign")
        napkin = desk.text("chain").partition("1 ")[0]
        await desk.press("b")
        assert desk.state.basis == "fit"
        assert ("GPU price" in napkin) == ("GPU price" in desk.text("chain").partition("1 ")[0])
        rows = [row for row in desk.text("chain").split("\n") if row.strip().startswith("MBU ")]
        assert not any("≠" in row for row in rows)

    plainly(scenario)


def test_the_palette_finds_the_bill_and_never_acts_on_scattered_letters() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "e")
        await desk.type("14k")
        await desk.press("enter")
        session = desk.session
        await desk.press("ctrl+p")
        await desk.type("bill")
        await desk.pilot.pause(0.5)
        await desk.press("enter")
        await desk.pilot.pause()
        assert desk.session is session
        assert desk.state.formula.endswith("price_per_month")

    drive(scenario)


def test_a_ratio_shows_on_which_side_of_ten_it_is() -> None:
    assert ratio(0.104) == "0.104x"
    assert ratio(0.0996) == "0.100x"
    assert ratio(0.37) == "0.37x"
    assert ratio(2.463) == "2.46x"


def test_an_edit_of_the_price_says_what_it_does_to_the_bill() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "gpu_price")
        await desk.press("e")
        await desk.type("3")
        await desk.press("enter")
        story = " ".join(desk.text("field-story").split())
        assert "bill $" in story
        assert "/month on fit" in story

    plainly(scenario)


def test_nothing_is_typed_into_a_screen_that_is_too_small() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2")
        before = desk.session
        await desk.pilot.resize_terminal(40, 10)
        await desk.pilot.pause()
        await desk.press("e", "7", "7", "enter", "r", "C")
        await desk.pilot.resize_terminal(*WIDE)
        await desk.pilot.pause()
        assert desk.session is before
        assert desk.bench.focus_id == "fields"
        await desk.press("e")
        assert desk.bench.editor.is_open

    drive(scenario)


def test_a_conflict_offers_what_harms_nobody_first(tmp_path: Path) -> None:
    there = tmp_path / "there.toml"
    there.write_text("title = 'theirs'\n")

    async def scenario(desk: PlainDesk) -> None:
        files.write(desk, str(there), lambda path: None)
        await desk.settle()
        assert isinstance(desk.box, Choose)
        await desk.press("enter")
        await desk.settle()
        assert there.read_text() == "title = 'theirs'\n"

    plainly(scenario)


def test_an_untitled_session_is_offered_a_free_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "session.toml").write_text("")

    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+s")
        line = desk.app.screen.query_one("#path", Input)
        assert line.value == "session-2.toml"
        await desk.press("a", "b")
        assert line.value == "ab", "typing replaces the name that is proposed"

    drive(scenario)


def test_one_pane_at_a_time_shows_the_verdict_while_something_is_said() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "slash")
        assert desk.bench.front == "fields"
        await desk.type("Acme: $0.28/M")
        assert desk.bench.front == "quotes"
        assert desk.bench.focus_id == "say"

    drive(scenario, NARROW)


def test_set_ups_are_compared_in_more_than_a_few_rows_on_a_small_screen() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3")
        alone = desk.bench.query_one("#chain").size.height
        await desk.press("equals_sign")
        assert desk.bench.query_one("#chain").size.height > alone
        await desk.press("equals_sign")
        assert desk.bench.query_one("#chain").size.height == alone

    drive(scenario, NARROW)


def test_inputs_of_formulas_for_other_models_are_not_asked_for() -> None:
    async def scenario(desk: PlainDesk) -> None:
        shown = {field.id for field in desk.scene.fields}
        assert not {"expert_matrices", "growing_layers", "window_tokens", "head_dim"} & shown
        assert {"moe_layers", "kv_lora_rank", "shared_params"} <= shown

    plainly(scenario)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_buyer_comes_from_an_empty_file_to_a_verdict_by_what_the_screen_says(
    size: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "deal.toml"
    path.write_text("schema = 1\n")

    async def scenario(desk: Desk) -> None:
        def says(view: str, text: str) -> bool:
            return text in " ".join(desk.text(view).split())

        assert says("quotes", "F2, then enter asks for it")
        await desk.press("f2")
        assert says("fields", "enter asks for it, one thing after another")
        await desk.press("enter")
        await desk.type("kimi k2.6")
        await desk.press("enter")
        for figure in ("13k", "71k", "1056"):
            await desk.type(figure)
            await desk.press("enter")
        await desk.press("escape")
        await desk.type("b200")
        await desk.settle()
        await desk.press("enter")
        assert says("fields", "still missing for: $/month, rate limits, met or missed")
        assert desk.bench.focus_id == "say"
        await desk.type("Acme: $0.28/M, 40 tok/s/user, TTFT 0.1 s")
        await desk.press("enter")
        assert [flag for flag, _ in flags(desk, "0")].count("not-judged") == 0
        await desk.press("ctrl+s")
        await desk.settle()

    drive(scenario, size, opening(str(path)))
    kept = opening(str(path)).session
    assert kept.packet.entries["cached_tokens"].value == 71_000
    assert kept.setups[0].entries["concurrency"].origin
    assert kept.quotes[0].provider == "Acme"


def test_quotes_without_a_name_do_not_count_as_speakers() -> None:
    assert keep.can_keep(Quote(provider="x")) is False
