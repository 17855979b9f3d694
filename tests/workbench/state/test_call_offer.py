"""What the call view makes of a provider's offer as it stands: which claim is in large type, what
else is graver, what moved, what there is to beat; and the ways in and out.
"""

from __future__ import annotations

import pytest
from textual.widget import Widget

from sessions.document.session import Session
from tests.workbench.actions.test_call import FALSE, SMALL, quote, session, text_of
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.state.call import call_item
from workbench.state.call_offer import moves
from workbench.state.scene import Scene, look
from workbench.views.call.call import call_claims

BROAD = (200, 50)


def deals() -> Session:
    """A false claim in the first round, and a second one of a price alone."""
    quotes = (
        quote("Acme: $0.95/$0.16/$4.00 in/cache/out, 40 tok/s/user, TTFT 1.2 s", 0, 1),
        quote("Borealis: $0.28/M, 45 tok/s/user at c=16 on 8xB200 FP4, 99.95% uptime", 1, 1),
        quote(f"Cirrus: $0.21/M, {FALSE}, TTFT 0.8 s", 2, 1),
        quote("Acme: $0.90/$0.14/$3.80 in/cache/out", 3, 2),
        quote("Cirrus: $0.20/M", 4, 2),
    )
    return session()._replace(quotes=quotes)


def scene(provider: str = "Cirrus", said: str = "", theirs: Session | None = None) -> Scene:
    state = on(theirs or deals())._replace(sheet="call", speaking=provider, said=said)
    return look(state)


def shown(found: Scene) -> tuple[str, str]:
    item = call_item(found)
    assert item is not None
    return item.key, item.verdict.claim.metric


# --- which claim is in large type


def test_the_gravest_of_all_that_stands_is_in_large_type_whichever_round_it_is_of() -> None:
    assert shown(scene()) == ("2.1", "per_stream_tps")
    assert "beyond the ceiling" in text_of(scene())


def test_a_figure_that_was_said_anew_does_not_stand_any_more() -> None:
    again = quote("Cirrus: 40 tok/s/user at c=16 on 8xB200 FP4 no MTP", 5, 3)
    later = deals()._replace(quotes=(*deals().quotes, again))
    item = call_item(scene(theirs=later))
    assert item is not None
    assert item.key != "2.1"
    assert not item.verdict.beyond_ceiling
    assert "✗ 400" not in text_of(scene(theirs=later))


def test_components_stand_as_the_price_that_the_newest_of_them_come_to() -> None:
    dear = deals()._replace(
        quotes=(
            quote("Acme: $95/$16/$400 in/cache/out", 0, 1),
            quote("Acme: $0.90/$0.14/$3.80 in/cache/out", 3, 2),
        )
    )
    key, metric = shown(scene("Acme", theirs=dear))
    assert (key.partition(".")[0], metric) == ("1", "price_per_processed_token")


def test_what_is_being_said_comes_first_and_what_is_graver_is_told_beside_it() -> None:
    found = scene(said="$0.15/M")
    assert shown(found)[0].startswith("now")
    also = next(row for row in text_of(found).splitlines() if row.startswith(" also"))
    assert "400 tok/s per user beyond the ceiling" in also
    assert also.rstrip().endswith("round 1")


def test_nothing_graver_is_told_of_what_is_gravest_or_is_being_said_anew() -> None:
    assert " also " not in text_of(scene())
    assert "✗ 400" not in text_of(scene(said="40 tok/s/user at c=16 on 8xB200 FP4 no MTP"))
    assert " also " not in text_of(scene("Borealis"))


# --- how it is told


def test_what_is_too_good_is_not_praised() -> None:
    text = text_of(scene())
    assert "better" not in text.partition(" why ")[0]
    assert "if true, met: " in text
    item = call_item(scene())
    assert item is not None
    assert item.verdict.ceiling is not None


def test_a_price_is_so_much_under_what_it_is_held_against() -> None:
    item = call_item(scene(said="$0.15/M"))
    assert item is not None
    ratio = item.verdict.fit_ratio or item.verdict.ratio
    assert ratio is not None
    side = "under" if ratio < 1 else "over"
    assert f"{round(abs(1 - ratio) * 100)}% {side} the " in text_of(scene(said="$0.15/M"))


def test_the_ceiling_stands_first_beside_a_figure_beyond_it() -> None:
    third = text_of(scene(), 78, 9).splitlines()[2]
    assert "ceiling 323 tok/s" in third
    assert "fit" not in third.partition("ceiling")[0]


def test_why_comes_before_the_question_and_the_level_after_it() -> None:
    rows = [row[:9].strip() for row in text_of(scene(), 78, 10).splitlines()]
    order = [row for row in rows if row in ("why", "ask", "level", "round 2", "to beat")]
    assert order == ["why", "ask", "level", "round 2", "to beat"]


@pytest.mark.parametrize("height", [10, 13])
def test_what_a_price_says_comes_before_empty_rows(height: int) -> None:
    rows = text_of(scene("Borealis"), 78, height).splitlines()
    assert any(row.startswith(" says") for row in rows)
    assert len(rows) <= height


def test_that_a_promise_is_no_fold_is_not_told_on_a_call() -> None:
    text = text_of(scene("Borealis", said="99.5% uptime"))
    assert "fold" not in text
    assert "missed: the packet asks for at least 99.9" in text


@pytest.mark.parametrize("width", [58, 70, 110])
def test_what_is_beyond_the_ceiling_is_seen_whole_in_the_list(width: int) -> None:
    row = next(row.text for row in call_claims(scene(), width) if "400 tok/s" in row.text)
    assert "✗ ceiling" in row
    assert "…" not in row


# --- what moved, and what there is to beat


def test_what_the_newest_round_moved_is_told_in_per_cent() -> None:
    assert " round 2 $0.21/M → $0.20/M, down 4.8%" in text_of(scene())
    assert " round 2 $0.328/M → $0.302/M, down 8.2%" in text_of(scene("Acme"))


def test_what_is_being_said_moves_what_stands() -> None:
    assert " now     $0.20/M → $0.15/M, down 25%" in text_of(scene(said="$0.15/M"))
    assert " now     TTFT 0.8 s → 0.6 s, down 25%" in text_of(scene(said="TTFT 0.6 s"))


def test_nothing_moved_in_a_first_round() -> None:
    assert moves(scene("Borealis")) == ()
    assert moves(scene("Dorado", said="Dorado: $0.15/M")) == ()


def test_the_cheapest_so_far_is_said_to_be_so_with_the_next() -> None:
    text = text_of(scene(said="$0.15/M"))
    assert " to beat cheapest so far, next $0.28/M" in text
    assert "$0.28/M processed" not in text


def test_what_is_still_to_beat_leads_with_what_is_being_said() -> None:
    text = text_of(scene("Borealis", said="$0.25/M"))
    assert " to beat $0.20/M processed" in text
    assert "cheapest" not in text


def test_somebody_new_has_something_to_beat_too() -> None:
    assert " to beat $0.20/M processed" in text_of(scene("Dorado", said="Dorado: $0.25/M"))


# --- in and out


@pytest.mark.parametrize("leave", ["escape", "f9"])
def test_a_call_that_was_opened_from_the_bakeoff_goes_back_there(leave: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8", "f9", leave)
        assert (desk.state.sheet, desk.bench.focus_id) == ("bakeoff", "bakeoff")
        await desk.press("escape")
        assert desk.state.sheet == ""
        await desk.press("f9", leave)
        assert desk.state.sheet == "", "and one that was opened from the panes goes to the panes"

    drive(scenario, WIDE, on(deals()))


def test_the_footer_leaves_it_by_a_click() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        desk.bench.do("leave_sheet")
        assert desk.state.sheet == ""

    drive(scenario, WIDE, on(deals()))


def test_with_nobody_on_it_no_key_is_shown_that_can_do_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        for word in ("claims", "provider", "new round"):
            assert word not in desk.text("footer")
        await desk.type("Acme: $0.30/M, 40 tok/s/user")
        assert "claims" in desk.text("footer")
        await desk.press("enter")
        assert "new round" in desk.text("footer")
        assert "provider" not in desk.text("footer"), "there is no other"

    drive(scenario, WIDE, on(session()._replace(quotes=())))


@pytest.mark.parametrize("size", [NARROW, WIDE, (140, 40)])
@pytest.mark.parametrize("sheet", ["f8", "f9"])
def test_the_keys_stand_beside_a_sheet_too(sheet: str, size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press(sheet, "f6")
        panel = desk.bench.query_one("#keys")
        assert panel.is_on_screen
        frame = desk.bench.query_one(f"#sheet-{desk.state.sheet}").region
        assert frame.contains_region(panel.region)
        assert panel.region.height
        await desk.press("f2")
        (panel,) = desk.bench.query("#keys")
        assert panel.is_on_screen, "and beside the panes, once they are there again"
        await desk.press(sheet)
        (panel,) = desk.bench.query("#keys")
        assert panel.is_on_screen
        await desk.press("f6")
        assert not desk.bench.query("#keys")

    drive(scenario, size, on(deals()))


# --- room


def test_without_notes_they_take_one_row_and_typing_another_name_moves_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        notes, claims = [desk.bench.query_one(f"#{id}") for id in ("call-notes", "call")]
        assert notes.size.height == 1
        assert claims.size.height >= 4
        places = {widget: widget.region for widget in desk.bench.query(Widget)}
        await desk.type("Acme: $0.25/M")
        assert {widget: widget.region for widget in places} == places
        await desk.press("escape")
        await desk.type("- they pause")
        await desk.press("enter")
        assert notes.size.height > 1

    drive(scenario, NARROW, on(deals())._replace(speaking="Cirrus"))


def test_on_a_broad_screen_the_band_stands_beside_its_figure() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        row = next(desk.row(y) for y in range(50) if "1 0 X" in desk.row(y))
        assert row.index("1 0 X") < 120
        for id in ("call-head", "call-now", "call-below"):
            assert desk.bench.query_one(f"#{id}").region.right <= 124

    drive(scenario, BROAD, on(deals())._replace(speaking="Cirrus"))


@pytest.mark.parametrize("size", [SMALL, NARROW, WIDE])
def test_in_ascii_the_rows_around_are_too(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        for id in ("header", "say-label", "call-head", "call-now", "call", "echo", "footer"):
            assert desk.text(id).isascii(), id
        assert " x 10x off" in desk.text("header"), "the sign that the claims have"
        footer = desk.bench.query_one("#footer")
        assert footer.lines[0].spots, "and its keys can still be clicked"  # type: ignore[attr-defined]

    state = on(deals())._replace(speaking="Cirrus")
    drive(scenario, size, state._replace(settings=state.settings._replace(ascii=True)))
