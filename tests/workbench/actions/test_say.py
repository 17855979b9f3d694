"""The say line: echoed with verdicts while it is typed, kept by enter, forgotten by esc."""

from __future__ import annotations

import datetime

import pytest

from sessions.document.session import Session
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.widgets.messages import SayCleared, SayKept, SayTyped

LINE = "Dorado: $0.28/M, 40 tok/s/user, TTFT 0.1 s at c=16 on 8xB200 FP4"


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_what_is_said_is_echoed_with_verdicts_while_it_is_typed(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        assert desk.bench.focus_id == "say", "the line is there to type in at once"
        await desk.type(LINE)
        assert desk.all(SayTyped)[-1].text == LINE
        draft = desk.bench.scene.draft
        assert draft is not None
        assert [v.claim.metric for v in draft.verdicts] == [
            "price_per_processed_token",
            "per_stream_tps",
            "ttft",
        ]
        assert "✓" in desk.text("echo")
        assert "Dorado  being said" in desk.text("quotes")
        assert "✗ 10x off" in desk.text("echo")
        assert "✗ 10x off" in desk.text("claim-story"), "the worst of it is explained"
        assert len(desk.session.quotes) == 3, "nothing is kept yet"

    drive(scenario, size)


def test_enter_keeps_the_line_as_a_new_quote_of_today() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type(LINE)
        await desk.press("enter")
        assert desk.all(SayKept)
        quote = desk.session.quotes[-1]
        assert (quote.provider, quote.date, quote.round) == ("Dorado", datetime.date.today(), 1)
        assert len(quote.claims) == 3
        assert quote.judged == "source@1"
        assert desk.state.said == ""
        assert desk.bench.scene.draft is None
        await desk.press("ctrl+z")
        assert len(desk.session.quotes) == 3

    drive(scenario)


def test_a_second_line_joins_the_quote_of_the_day_and_a_figure_said_again_replaces() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("Dorado: $0.28/M, 40 tok/s/user")
        await desk.press("enter")
        await desk.type("$0.25/M")
        assert "to Dorado" in desk.text("echo"), (
            "a line without a name goes to whoever was spoken of"
        )
        await desk.press("enter")
        quote = desk.session.quotes[-1]
        assert len(desk.session.quotes) == 4
        assert [c.value.text for c in quote.claims if c.metric == "price_per_processed_token"] == [
            "$0.25/Mtok"
        ]
        assert len(quote.claims) == 2

    plainly(scenario)


def test_another_day_starts_the_next_round() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("Acme: $0.25/M")
        await desk.press("enter")
        assert [(q.provider, q.round) for q in desk.session.quotes if q.provider == "Acme"] == [
            ("Acme", 1),
            ("Acme", 2),
        ]

    plainly(scenario)


def test_esc_forgets_the_line_and_then_goes_to_the_panes() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type(LINE)
        await desk.press("escape")
        assert desk.all(SayCleared)
        assert desk.bench.scene.draft is None
        assert "being said" not in desk.text("quotes")
        await desk.press("escape")
        assert desk.bench.focus_id == "quotes"

    drive(scenario)


def test_nothing_understood_is_said_and_not_kept() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("blah blah")
        assert "not read" in desk.text("echo") or "nothing" in desk.text("echo")
        await desk.press("enter")
        assert len(desk.session.quotes) == 3

    plainly(scenario)


def test_letters_are_text_in_the_say_line_and_keys_in_a_pane() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("1sub")
        assert desk.state.said == "1sub"
        assert desk.state.setup == "tp8-c16"
        await desk.press("f4", "s")
        assert desk.state.said == "1sub"
        assert desk.state.setup == "tp4-c8"

    plainly(scenario)


def test_a_quote_is_removed_and_undo_brings_it_back() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("quotes", "1.0")
        await desk.press("delete")
        assert [q.provider for q in desk.session.quotes] == ["Acme", "Cirrus"]
        await desk.press("ctrl+z")
        assert [q.provider for q in desk.session.quotes] == ["Acme", "Borealis", "Cirrus"]

    plainly(scenario)


def test_a_line_is_kept_in_a_session_without_a_set_up() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Acme: 40 tok/s/user")
        await desk.press("enter")
        assert [quote.provider for quote in desk.session.quotes] == ["Acme"]
        assert desk.app.is_running

    drive(scenario, NARROW, on(Session("empty")))
