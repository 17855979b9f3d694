"""The bake-off on screen: reached, read, arranged and decided from by keyboard alone."""

from __future__ import annotations

import datetime

import pytest
from textual.containers import Vertical

from sessions.document.session import Session
from tests.bench.large import large
from tests.hostile.test_widgets import HOSTILE, harmless
from tests.sessions.deals import deals, with_quotes
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.views.text import cells

SIZES = [WIDE, NARROW]


def row(desk: Desk | PlainDesk, title: str) -> str:
    """A row of the table by the title that it begins with."""
    rows = desk.text("bakeoff").split("\n")
    return next(text for text in rows if text[1:].startswith(title))


def picked(desk: Desk | PlainDesk) -> list[str]:
    return desk.text("bakeoff-picks").split("\n")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["f8", "4"])
def test_one_key_opens_it_and_one_leaves_it(size: tuple[int, int], key: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", key)
        assert desk.bench.focus_id == "bakeoff"
        assert not desk.bench.query_one("#panes").display
        await desk.press("escape")
        assert desk.bench.query_one("#panes").display
        assert desk.bench.focus_id == "quotes"

    drive(scenario, size, on(deals()))


def test_every_pane_key_brings_the_panes_back() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", "f2")
        assert desk.state.sheet == ""
        assert desk.at == "fields"

    plainly(scenario, state=on(deals()))


@pytest.mark.parametrize("size", SIZES)
def test_the_figures_stand_beside_each_other_with_flag_level_and_the_best(
    size: tuple[int, int],
) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8")
        assert desk.text("bakeoff-head").split() == ["Borealis", "Acme", "Cirrus"]
        assert "400 ✗ ?" in row(desk, "tok/s per user")
        assert "45 ✓ met ★" in row(desk, "tok/s per user")
        assert "not said" in row(desk, "uptime")
        assert row(desk, "quality").count("no evals") == 3
        assert row(desk, "a month").split()[2:] == ["$163K", "$176K", "$117K"]

    plainly(scenario, size, on(deals()))


def test_who_to_pick_for_each_objective_and_why_with_the_packets_own_first() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8")
        first, second, third = picked(desk)
        assert first.startswith(" ▸ cheapest: Borealis, $0.28/M, $163K a month")
        assert second.strip().startswith("fastest: Borealis, 45 tok/s per user")
        assert third.strip().startswith("best fit for your levels: Acme, meets")

    plainly(scenario, state=on(deals()))


def test_another_objective_is_an_edit_that_undo_takes_back() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", "o")
        assert desk.session.packet == deals().packet._replace(objective="service level")
        assert picked(desk)[0].startswith(" ▸ best fit")
        assert desk.text("bakeoff-head").split()[0] == "Acme"
        await desk.press("ctrl+z")
        assert desk.session.packet == deals().packet
        assert desk.text("bakeoff-head").split()[0] == "Borealis"

    plainly(scenario, state=on(deals()))


def test_a_weight_moves_the_best_fit_at_once_and_is_one_step_back() -> None:
    session = with_quotes(
        "Acme: $0.20/M, 30 tok/s/user, TTFT 2 s, 99.9% uptime",
        "Borealis: $0.30/M, 45 tok/s/user, TTFT 2 s, 99.9% uptime",
    )

    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8")
        await desk.press("plus", "plus", "plus", "plus")
        assert desk.session.packet.priorities == {"price": 3.0}
        assert "levels: Acme" in next(text for text in picked(desk) if "best fit" in text)
        assert "×3" in row(desk, "you pay")
        await desk.press("ctrl+z")
        assert desk.session.packet.priorities == {}

    plainly(scenario, state=on(session))


def test_a_weight_of_what_is_not_weighed_is_told_and_changes_nothing() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", *["down"] * 6, "plus")
        assert desk.state.table.item == "offered"
        assert desk.session == deals()
        assert desk.told()

    plainly(scenario, state=on(deals()))


def test_the_arrows_move_a_cell_and_stop_at_the_edges() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8", "left", "up")
        assert "[$0.28/M" in row(desk, "you pay")
        await desk.press("right", "right", "right", "right")
        assert desk.state.table.provider == "Cirrus"
        await desk.press("end", "home")
        assert desk.state.table.item == "paid"

    drive(scenario, state=on(deals()))


def test_enter_goes_to_the_claim_in_the_round_that_it_was_made_in() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", "right", "right", "down", "down", "down", "enter")
        assert desk.state.sheet == ""
        assert desk.state.claim.startswith("2."), "Cirrus spoke of its TTFT in round 1"
        assert "TTFT" in desk.text("claim-story")

    plainly(scenario, state=on(deals()))


def test_sorting_filtering_hiding_and_everything_back() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8", "down", "down", "s")
        # tok/s per user: the best first, as quoted.
        assert desk.text("bakeoff-head").split() == ["Cirrus", "Borealis", "Acme"]
        await desk.press("s")
        assert desk.text("bakeoff-head").split() == ["Acme", "Borealis", "Cirrus"]
        await desk.press("h")
        assert (
            "Acme" not in desk.text("bakeoff-head") or len(desk.text("bakeoff-head").split()) == 2
        )
        await desk.press("a")
        assert len(desk.text("bakeoff-head").split()) == 3
        await desk.press("f")
        await desk.type("bor")
        await desk.press("enter")
        assert desk.text("bakeoff-head").split() == ["Borealis"]
        title = str(desk.bench.query_one("#sheet-bakeoff", Vertical).border_title)
        assert '2 of 3 hidden (named "bor")' in title
        assert "a shows all" in title
        await desk.press("a", "d")
        assert not any(
            text[1:].startswith("tok/s per user") for text in desk.text("bakeoff").split("\n")
        )

    drive(scenario, state=on(deals()))


def test_the_sound_ones_alone_are_those_with_nothing_beyond_the_ceiling() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8", "f", "down", "down", "enter")
        assert set(desk.text("bakeoff-head").split()) == {"Borealis", "Acme"}

    drive(scenario, state=on(deals()))


def test_the_table_turns() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", "x")
        assert desk.text("bakeoff-head").strip().startswith("← 1-")
        assert [text.split()[0] for text in desk.text("bakeoff").split("\n")] == [
            "Borealis",
            "Acme",
            "Cirrus",
        ]
        await desk.press("down")
        assert desk.state.table.provider == "Acme"

    plainly(scenario, state=on(deals()))


def test_the_page_below_asks_shows_rounds_and_what_it_comes_to() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", "right", "right")
        story = desk.text("bakeoff-story")
        assert "what to say next" in story
        assert "\n1 400 tok/s per user: " in story
        assert "to beat: " in story
        await desk.press("v")
        assert "what you pay per M: $0.21/M → $0.20/M" in desk.text("bakeoff-story")
        await desk.press("v")
        assert "quality: " in desk.text("bakeoff-story")
        await desk.press("v")
        assert "what to say next" in desk.text("bakeoff-story")

    plainly(scenario, state=on(deals()))


@pytest.mark.parametrize("size", SIZES)
def test_the_text_to_send_is_copied_without_what_is_private(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8", "t")
        assert "$0.20/M processed" in desk.text("page")
        await desk.press("space", "c")
        copied = desk.app.clipboard
        assert copied.startswith("Thank you for round 2 of 11 Nov 2026.")
        assert "$0.20/M" not in copied
        assert "Cirrus" not in copied
        await desk.press("escape")
        assert any(claim.private for quote in desk.session.quotes for claim in quote.claims)
        await desk.press("ctrl+z")
        assert desk.session == deals()

    drive(scenario, size, on(deals()))


def test_the_chart_has_a_sign_for_everybody_and_takes_one() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8", "p")
        await desk.settle()
        assert "1 Cirrus" in desk.text("page")
        assert "? beyond the ceiling" in desk.text("page")
        drawn = "\n".join([desk.row(y) for y in range(40)])
        assert "0.2" in drawn, "the axis has the prices that there are"
        assert "1.0" not in drawn, "and not those of an empty chart"
        await desk.press("down", "enter")
        assert desk.state.table.provider == "Acme"

    drive(scenario, state=on(deals()))


def test_a_line_that_is_kept_is_in_the_table_at_once() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", "slash")
        await desk.type("Delta: $0.15/M, 50 tok/s/user")
        assert "Delta" not in desk.text("bakeoff-head")
        await desk.press("enter")
        assert desk.text("bakeoff-head").split()[0] == "Delta"
        assert desk.state.sheet == "bakeoff"

    plainly(scenario, state=on(deals()))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pane", ["f2", "f4"])
def test_what_is_being_said_is_not_in_the_table_until_it_is_kept(
    size: tuple[int, int], pane: str
) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press(pane, "f8")
        before = (desk.text("bakeoff-head"), desk.text("bakeoff"), picked(desk))
        await desk.press("slash")
        await desk.type("Dorado: 30 tok/s/user, $9/M")
        assert desk.state.sheet == "bakeoff", "whichever pane was in front"
        assert (desk.text("bakeoff-head"), desk.text("bakeoff"), picked(desk)) == before
        await desk.press("enter")
        assert "[$9.00/M" in row(desk, "you pay"), "who spoke is selected, wherever it ranks"
        await desk.press("ctrl+z")
        assert desk.text("bakeoff-head") == before[0]

    plainly(scenario, size, on(deals()))


def test_esc_goes_from_the_say_line_to_the_table_and_from_there_to_the_panes() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f4", "f8", "slash")
        await desk.type("Dorado: 30")
        await desk.press("escape")
        assert (desk.state.said, desk.at) == ("", "say")
        await desk.press("escape")
        assert (desk.state.sheet, desk.at) == ("bakeoff", "bakeoff")
        await desk.press("escape")
        assert (desk.state.sheet, desk.at) == ("", "quotes")

    plainly(scenario, state=on(deals()))


def test_without_quotes_it_says_what_to_type() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8")
        assert desk.text("bakeoff").startswith("No provider has said anything yet.")
        await desk.press("t", "p", "o", "s", "h", "x", "v", "enter", "plus")

    plainly(scenario, state=on(deals()._replace(quotes=())))


def test_without_a_set_up_it_says_why_there_is_no_table() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8")
        assert "what you buy" in desk.text("bakeoff-picks")
        await desk.press("s", "t", "p", "down", "enter")

    plainly(scenario, state=on(Session(quotes=deals().quotes)))


def test_an_offer_that_ended_says_so() -> None:
    quotes = deals().quotes
    past = datetime.date(2020, 1, 1)
    session = deals()._replace(quotes=(*quotes[:-1], quotes[-1]._replace(valid_until=past)))

    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8")
        assert "ended" in row(desk, "offer")
        assert desk.text("bakeoff-head").split()[0] == "Borealis"

    plainly(scenario, state=on(session))


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 16), (200, 50)])
def test_no_row_is_wider_than_the_screen(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        for keys in (("f8",), ("x",), ("v",), ("v",)):
            await desk.press(*keys)
            for id in ("bakeoff-head", "bakeoff", "bakeoff-picks", "bakeoff-story"):
                view = desk.bench.query_one(f"#{id}")
                assert all(cells(text) <= view.size.width for text in desk.text(id).split("\n"))

    drive(scenario, size, on(deals()))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_words_are_only_text(text: str) -> None:
    quotes = [
        quote._replace(
            provider=f"{text}{at % 3}", note=text, said_by=text, where=text, terms={text: text}
        )
        for at, quote in enumerate(deals().quotes)
    ]

    async def scenario(desk: Desk) -> None:
        await desk.press("f8", "v", "v")
        harmless(desk.text("bakeoff") + desk.text("bakeoff-head") + desk.text("bakeoff-story"))
        await desk.press("v", "t", "escape", "p", "escape", "f", "escape")

    drive(scenario, state=on(deals()._replace(quotes=tuple(quotes))))


def test_five_hundred_providers_are_gone_through_by_page() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.settle()
        await desk.press("f8")
        await desk.settle()
        assert len(desk.text("bakeoff").split("\n")) == 500
        await desk.press("pagedown", "pagedown", "end")
        assert desk.state.table.provider == desk.text("bakeoff").split("\n")[-1][1:11].strip()

    drive(scenario, state=on(large(500, 8)))


def test_why_explains_the_claim_of_the_selected_cell() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8", "right", "right", "down", "down", "f5")
        assert "400" in desk.text("page")
        await desk.press("escape", "up", "f5")
        assert desk.told()[-1] == "No claim stands in this cell."

    drive(scenario, state=on(deals()))


def test_a_price_of_one_or_of_nobody_sane_is_marked_as_best_for_nobody() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8")
        assert "★" not in row(desk, "you pay")

    plainly(scenario, state=on(with_quotes("Acme: $0.30/M")))
    plainly(scenario, state=on(with_quotes("Acme: $900/M", "Borealis: $950/M")))


def test_wide_letters_keep_the_columns_in_line() -> None:
    session = with_quotes("北京推理云: $0.30/M, TTFT 1 s", "Borealis: $0.28/M, TTFT 2 s")

    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f8", "x")
        rows = desk.text("bakeoff").split("\n")
        starts = {cells(text[: text.index("$")].replace("[", "")) for text in rows}
        assert len(starts) == 1

    plainly(scenario, state=on(session))
