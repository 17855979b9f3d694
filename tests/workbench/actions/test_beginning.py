"""From nothing to a session that can be judged on, by the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from formulas.book import BOOK
from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import PRIORITIES, Session
from sessions.setups.first import added, offered
from sessions.store.load import load
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.app.app import opening
from workbench.dialogs.choose import Ask
from workbench.dialogs.one_line import OneLine
from workbench.dialogs.path import PathScreen
from workbench.dialogs.shelf import Shelf
from workbench.dialogs.traffic import Traffic
from workbench.state.fields import WEIGHTS, understand
from workbench.views.frame.help import help_lines
from workbench.views.frame.keys import footer
from workbench.views.text import cells
from workbench.widgets.lines_view import LinesView

EMPTY = on(Session())


async def add(desk: Desk, model: str = "kimi k2.6", hardware: str = "b200") -> None:
    """Through the two tables, from pane 1."""
    await desk.type(model)
    await desk.press("enter")
    if isinstance(desk.app.screen, Traffic):
        await desk.press("escape")  # left open
    await desk.type(hardware)
    await desk.settle()
    await desk.press("enter")


async def enter(desk: Desk | PlainDesk, field: str, text: str) -> None:
    """Type a field and keep it."""
    await desk.select("fields", field)
    await desk.press("enter")
    await desk.type(text)
    await desk.press("enter")
    assert desk.state.typing is None, f"{text} was not taken for {field}"


def words(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------------ a new session


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_worked_example_begins_a_session_without_its_invented_quotes(
    size: tuple[int, int],
) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("ctrl+n")
        assert isinstance(desk.box, Ask)
        await desk.press("2")
        example = opening(None).session
        assert desk.session.packet == example.packet
        assert desk.session.setups == example.setups
        assert desk.session.load_tests == example.load_tests
        assert not desk.session.quotes
        assert not desk.session.notes
        assert desk.state.path is None
        assert desk.at == "say", "the next thing to type is what a vendor says"

    plainly(scenario, size, EMPTY)


def test_the_same_traffic_goes_to_other_providers_without_what_the_first_ones_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(EXAMPLE.read_bytes())

    async def scenario(desk: Desk) -> None:
        before = desk.session
        assert before.quotes
        await desk.press("ctrl+n", "2")
        assert desk.session == before._replace(quotes=(), notes=())
        assert desk.state.unsaved, "it stands in no file yet"
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, PathScreen)
        desk.app.screen.query_one("#path", Input).value = str(tmp_path / "others.toml")
        await desk.press("enter")
        await desk.settle()
        assert not desk.state.unsaved

    drive(scenario, state=opening(str(path)))
    assert path.read_bytes() == EXAMPLE.read_bytes()
    assert load(tmp_path / "others.toml").session.quotes == ()


def test_an_empty_session_has_nothing_of_the_one_before() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("ctrl+n", "enter")
        assert isinstance(desk.box, Shelf), "what is bought is asked for first"
        desk.answer(None)
        assert desk.session == Session()
        assert not desk.state.unsaved
        assert desk.at == "fields"
        await desk.press("ctrl+z")
        assert desk.session == Session(), "what was before is another session's history"

    plainly(scenario)


@pytest.mark.parametrize(("answer", "kept"), [("escape", True), ("2", False)])
def test_unsaved_changes_are_asked_about_before_a_new_session(answer: str, kept: bool) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await enter(desk, "fresh_tokens", "14k")
        changed = desk.session
        await desk.press("ctrl+n")
        assert "unsaved changes" in desk.text("page")
        await desk.press(answer)
        if not kept:
            await desk.press("1")
        assert (desk.session == changed) is kept

    plainly(scenario)


def test_a_new_session_begins_in_the_panes_and_not_in_a_table_of_the_old_one() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", "ctrl+n", "1")
        assert desk.state.sheet == ""
        assert desk.at == "fields"
        assert "Nothing is said here yet" in desk.text("fields")

    plainly(scenario)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_what_a_session_may_begin_with_is_shown_in_full(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+n")
        room = desk.app.screen.query_one("#page", LinesView).room
        assert all(cells(row) <= room for row in desk.text("page").split("\n"))

    drive(scenario, size)


def test_leaving_the_box_changes_nothing() -> None:
    async def scenario(desk: PlainDesk) -> None:
        before = desk.state.history
        await desk.press("ctrl+n", "escape")
        assert desk.state.history is before

    plainly(scenario)


# ------------------------------------------------------------------ a set-up


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("key", ["enter", "e", "A"])
def test_a_session_without_a_set_up_gets_one_from_two_tables(
    key: str, size: tuple[int, int]
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", key)
        assert isinstance(desk.app.screen, Shelf)
        await add(desk)
        (setup,) = desk.session.setups
        assert (setup.model, setup.hardware) == ("Kimi K2.6", "B200")
        assert desk.state.setup == setup.name
        assert desk.bench.focus_id == "fields"
        assert desk.value("per_stream_tps") > 0
        await desk.press("u")
        assert not desk.session.setups
        await desk.press("U")
        assert desk.session.setups == (setup,)
        assert desk.state.setup == setup.name

    drive(scenario, size, EMPTY)


@pytest.mark.parametrize("escapes", [1, 2])
def test_leaving_either_table_adds_nothing(escapes: int) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        if escapes == 2:
            await desk.press("enter")
            await desk.settle()
            await desk.press("escape")  # the traffic, left open
            await desk.settle()
        await desk.press("escape")
        assert desk.app.screen is desk.bench
        assert desk.session == Session()

    drive(scenario, state=EMPTY)


def test_each_first_value_says_where_it_comes_from() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        await add(desk)
        for id in ("gpus_per_replica", "concurrency", "context_tokens", "activation_bytes"):
            await desk.select("fields", id)
            assert "first value: " in words(desk.text("field-story"))

    drive(scenario, state=EMPTY)


def test_a_second_set_up_stands_beside_the_first_and_is_called_otherwise() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "output_tokens")
        await desk.press("A")
        box = desk.app.screen.query_one(".box")
        assert str(box.border_title).startswith("Add a set-up 1 of 2: model")
        await desk.press("enter")
        await desk.settle()
        box = desk.app.screen.query_one(".box")
        assert str(box.border_title).startswith("Add a set-up 2 of 2: accelerator")
        await desk.press("enter")
        assert desk.state.field == "model", "the first field of the new set-up"
        names = [setup.name for setup in desk.session.setups]
        assert len(set(names)) == 3
        assert names.index(desk.state.setup) == 1
        assert desk.session.setups[1].model == desk.session.setups[0].model

    drive(scenario)


def test_the_footer_of_an_empty_session_names_the_way_on_and_that_of_another_does_not() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2")
        assert "A add a set-up" in footer(desk.bench.scene, 120, "fields").text
        await desk.press("enter")
        await add(desk)
        assert "add a set-up" not in footer(desk.bench.scene, 120, "fields").text

    drive(scenario, state=EMPTY)


def test_a_set_up_is_renamed_and_its_load_tests_follow() -> None:
    async def scenario(desk: Desk) -> None:
        speed = desk.value("per_stream_tps", "measured")
        await desk.press("f2", "N")
        await desk.type("vendor's box")
        assert "tp8-c16 is called vendor's box" in desk.text("page")
        await desk.press("enter")
        assert desk.state.setup == "vendor's box"
        assert desk.session.active == "vendor's box"
        assert desk.value("per_stream_tps", "measured") == speed
        await desk.press("u")
        assert desk.state.setup == "tp8-c16"

    drive(scenario)


def test_a_name_that_another_set_up_has_is_not_taken() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "N")
        await desk.type("tp4-c8")
        await desk.press("enter")
        assert isinstance(desk.app.screen, OneLine)
        assert "another set-up is called so" in desk.text("page")
        await desk.press("escape")
        assert [setup.name for setup in desk.session.setups] == ["tp8-c16", "tp4-c8"]

    drive(scenario)


def test_a_set_up_is_removed_with_its_load_tests_and_comes_back_with_them() -> None:
    async def scenario(desk: PlainDesk) -> None:
        before = desk.session
        await desk.press("f2", "X")
        assert [setup.name for setup in desk.session.setups] == ["tp4-c8"]
        assert {test.setup for test in desk.session.load_tests} == {"tp4-c8"}
        assert desk.state.setup == "tp4-c8"
        await desk.press("X")
        assert desk.scene.setup is None
        await desk.press("u", "u")
        assert desk.session == before

    plainly(scenario)


def test_a_set_up_is_only_removed_where_it_stands() -> None:
    async def scenario(desk: PlainDesk) -> None:
        before = desk.session
        await desk.press("f4", "X")
        assert desk.session is before
        assert desk.at == "fields"
        await desk.press("X")
        assert len(desk.session.setups) == len(before.setups) - 1

    plainly(scenario)


# ------------------------------------------------------------------ the packet


_PACKET = [v.id for v in BOOK.variables.values() if v.place in ("packet", "service level")]
_BILL = ["api_price", "input_price", "cached_input_price", "output_price"]


def test_every_field_of_the_packet_and_the_prices_of_the_bill_take_their_own_example() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        await add(desk)
        for id in [*_PACKET, *_BILL]:
            await desk.select("fields", id)
            await desk.press("e")
            assert desk.bench.editor.is_open, id
            desk.bench.editor.value = BOOK.variables[id].example
            await desk.press("enter")
            assert desk.state.typing is None, id
        said = {**desk.session.packet.entries, **desk.session.bill}
        assert {*_PACKET, *_BILL} - said.keys() == set()

    drive(scenario, state=EMPTY)


def test_what_matters_first_stands_first() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        await add(desk)
        shown = [row.key for row in desk.bench.query_one("#fields").lines if row.key]  # type: ignore[attr-defined]
        assert desk.state.field == "fresh_tokens"
        order = [
            "fresh_tokens", "cached_tokens", "output_tokens", "demand_requests_per_second",
            "demand_concurrency", "sla_ttft", "sla_per_stream_tps", "sla_uptime", "model",
        ]  # fmt: skip
        places = [shown.index(id) for id in order]
        assert places == sorted(places)

    drive(scenario, state=EMPTY)


def test_an_empty_field_shows_an_example_and_what_it_is_missing_for() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        await add(desk)
        await desk.select("fields", "fresh_tokens_p50")
        assert "still missing for: TTFT at the median" in words(desk.text("field-story"))
        await desk.press("e")
        assert desk.bench.editor.value == ""
        assert BOOK.variables["fresh_tokens_p50"].example in desk.bench.editor.placeholder
        await desk.type("9400")
        await desk.press("enter")
        assert "still missing for" not in desk.text("field-story")

    drive(scenario, state=EMPTY)


def test_the_pane_says_which_answers_wait_until_none_does() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        await add(desk)
        assert "still missing for: $/M, TTFT at the median" in words(desk.text("fields"))
        for field, text in (
            ("fresh_tokens", "13k"),
            ("cached_tokens", "71k"),
            ("output_tokens", "1056"),
            ("fresh_tokens_p50", "9400"),
        ):
            await enter(desk, field, text)
        assert "still missing for: $/month, rate limits, met or missed" in words(
            desk.text("fields")
        )
        await enter(desk, "demand_requests_per_second", "2.6")
        await enter(desk, "sla_ttft", "3 s")
        assert "still missing" not in desk.text("fields")
        assert desk.value("monthly_tokens") > 0

    drive(scenario, state=EMPTY)


def test_quotes_and_bake_off_say_which_fields_a_verdict_waits_for() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        await add(desk)
        await desk.press("slash")
        await desk.type("Acme: TTFT 1.2 s, 40 tok/s/user, 99.9% uptime")
        await desk.press("enter")
        waits = "TTFT and uptime: not judged until your packet says"
        assert waits in words(desk.text("quotes"))
        assert "your level for uptime (F2)" in words(desk.text("quotes"))
        await desk.press("escape", "f8")
        assert waits in words(desk.text("bakeoff-story"))
        await desk.press("escape")
        for field, text in (
            ("fresh_tokens_p50", "9400"),
            ("output_tokens", "1k"),
            ("sla_uptime", "99.9%"),
        ):
            await enter(desk, field, text)
        assert "not judged until" not in words(desk.text("quotes"))

    drive(scenario, state=EMPTY)


def test_a_session_that_says_all_waits_for_nothing() -> None:
    async def scenario(desk: PlainDesk) -> None:
        assert "still missing" not in desk.text("fields")
        assert "not judged until" not in desk.text("quotes")

    plainly(scenario)


# ------------------------------------------------------------------ what counts, and currencies


@pytest.mark.parametrize("field", [*WEIGHTS])
def test_what_counts_in_a_best_fit_is_a_field(field: str) -> None:
    name = WEIGHTS[field]

    async def scenario(desk: PlainDesk) -> None:
        assert name not in desk.session.packet.priorities
        await enter(desk, field, "2")
        assert desk.session.packet.priorities == {name: 2.0}
        await desk.press("plus")
        assert desk.session.packet.priorities == {name: 2.5}
        await desk.press("r")
        assert desk.session.packet.priorities == {}
        await desk.press("minus")
        assert desk.session.packet.priorities == {name: 0.5}

    plainly(scenario)
    assert {*WEIGHTS.values()} == {*PRIORITIES}


@pytest.mark.parametrize("text", ["-1", "101", "2 s", "much", "2.5.1"])
def test_a_weight_outside_its_range_is_refused_with_what_was_expected(text: str) -> None:
    async def scenario(desk: PlainDesk) -> None:
        before = desk.session
        await desk.select("fields", "priority_price")
        await desk.press("e")
        await desk.type(text)
        assert "✗" in desk.text("field-story")
        await desk.press("enter", "escape")
        assert desk.session == before

    plainly(scenario)


def test_a_weight_is_saved_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(EXAMPLE.read_bytes())

    async def scenario(desk: PlainDesk) -> None:
        await enter(desk, "priority_speed", "3")
        await desk.press("ctrl+s")
        await desk.settle()
        await desk.select("fields", "priority_speed")
        await enter(desk, "priority_speed", "4")
        await desk.press("R")
        assert desk.session.packet.priorities == {"speed": 3.0}

    plainly(scenario, state=opening(str(path)))
    assert load(path).session.packet.priorities == {"speed": 3.0}


async def ask_for_a_rate(desk: Desk, text: str) -> None:
    desk.bench.action_do("currency_rate")
    await desk.pilot.pause()
    await desk.type(text)


def test_the_rate_of_a_currency_is_typed_in_one_line_with_where_it_stands() -> None:
    async def scenario(desk: Desk) -> None:
        await ask_for_a_rate(desk, "eur 1.08, the bank's rate of 21 Nov")
        assert "1 EUR = $1.08 (the bank's rate of 21 Nov)" in words(desk.text("page"))
        await desk.press("enter")
        rate = desk.session.currency["EUR"]
        assert (rate.value, rate.origin) == (1.08, "the bank's rate of 21 Nov")
        await desk.press("ctrl+z")
        assert "EUR" not in desk.session.currency

    drive(scenario)


def test_what_waited_for_a_rate_is_read_when_it_is_typed() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("Euro Co: €0.25/M, TTFT 1.2 s")
        await desk.press("enter")
        assert [claim.metric for claim in desk.session.quotes[-1].claims] == ["ttft"]
        await ask_for_a_rate(desk, "1.08")  # behind the currency that is asked for
        await desk.press("enter")
        told = [claim.metric for claim in desk.session.quotes[-1].claims]
        assert told == ["ttft", "price_per_processed_token"]
        assert desk.session.quotes[-1].refused == ()

    drive(scenario)


@pytest.mark.parametrize("text", ["EUR 1,08", "USD 1", "euro 1.08", "EUR 0", "EUR 3 s", "1.08"])
def test_what_is_no_rate_stays_in_the_line_with_the_reason(text: str) -> None:
    async def scenario(desk: Desk) -> None:
        await ask_for_a_rate(desk, text)
        await desk.press("enter")
        assert isinstance(desk.app.screen, OneLine)
        assert "✗" in desk.text("page")
        await desk.press("escape")
        assert desk.session.currency == {}

    drive(scenario)


def test_a_code_alone_takes_its_rate_away() -> None:
    async def scenario(desk: Desk) -> None:
        await ask_for_a_rate(desk, "GBP $1.27")
        await desk.press("enter")
        assert desk.session.currency["GBP"].value == 1.27
        await ask_for_a_rate(desk, "GBP")
        assert "So far: 1 GBP = $1.27" in words(desk.text("page"))
        await desk.press("enter")
        assert desk.session.currency == {}

    drive(scenario)


def test_help_tells_how_a_session_begins() -> None:
    text = words(" ".join([row.text for row in help_lines("fields", 70)]))
    for said in ("A Add a set-up", "^n New session", "Rate of a currency"):
        assert said in text


# ------------------------------------------------------------------ what is bought is said first


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_an_empty_session_asks_for_model_traffic_and_levels_before_what_it_runs_on(
    size: tuple[int, int],
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        await desk.type("235b")
        await desk.press("enter")
        assert isinstance(desk.app.screen, Traffic)
        for text in ("3k", "5k", "600", "4", "1.5 s", "40"):
            await desk.type(text)
            assert "✓" in desk.text("page")
            await desk.press("enter")
        assert isinstance(desk.app.screen, Shelf)
        await desk.settle()
        await desk.type("h200")
        offered = next(row.text for row in desk.app.screen.query_one("#page", LinesView).lines)
        await desk.press("enter")
        packet = desk.session.packet.entries
        assert {id: packet[id].value for id in packet} == {
            "fresh_tokens": 3_000,
            "cached_tokens": 5_000,
            "output_tokens": 600,
            "demand_requests_per_second": 4,
            "sla_ttft": 1.5,
            "sla_per_stream_tps": 40,
        }
        (setup,) = desk.session.setups
        gpus = setup.entries["gpus_per_replica"].value
        assert f"x {gpus:g}" in offered, "the table offers what enter makes"
        assert setup.entries["context_tokens"].value == 8_600
        assert desk.bench.focus_id == "say", "the next thing to type is what a vendor says"

    drive(scenario, size, EMPTY)


def test_what_cannot_be_taken_stays_and_what_is_left_open_is_asked_for_again() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2", "enter")
        await desk.type("235b")
        await desk.press("enter")
        await desk.type("many")
        await desk.press("enter")
        assert "Not taken" in desk.text("page")
        form = desk.app.screen
        assert isinstance(form, Traffic)
        form.query_one(Input).value = "3k"
        await desk.press("down", "down")
        await desk.type("600")
        await desk.press("escape")
        await desk.settle()
        await desk.press("escape")
        assert sorted(desk.session.packet.entries) == ["fresh_tokens", "output_tokens"]
        assert not desk.session.setups
        await desk.press("enter")
        await desk.type("235b")
        await desk.press("enter")
        assert isinstance(desk.app.screen, Traffic)
        assert desk.app.screen.at == "cached_tokens"

    drive(scenario, state=EMPTY)


@pytest.mark.parametrize(
    "packet", [(), (("demand_requests_per_second", "4"), ("fresh_tokens", "3k"))]
)
@pytest.mark.parametrize("model", ["Qwen3 235B A22B", "Llama 3.1 8B"])
def test_every_accelerator_is_offered_as_enter_makes_it(
    packet: tuple[tuple[str, str], ...], model: str
) -> None:
    session = Session()
    for id, text in packet:
        session = understand(session, "", id, text).session
    for each in offered(session, model):
        _, setup = added(session, model, each.item.title)
        if each.serving is not None:
            assert setup.entries["gpus_per_replica"].value == each.serving.gpus_per_replica
            assert setup.entries["concurrency"].value <= each.serving.concurrency
