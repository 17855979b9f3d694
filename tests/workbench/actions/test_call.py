"""The call view: one provider in large type, typed at with one hand; what is kept, noted, begun
anew and taken back; and a clock that moves nothing.
"""

from __future__ import annotations

import datetime
import re

import pytest
from textual.widget import Widget

from sessions.document.session import Note, Quote, Session
from sessions.say import read_line
from sessions.store.load import load
from sessions.store.save import save
from tests.hostile.test_widgets import HOSTILE, harmless
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.app.app import opening
from workbench.state.asides import chosen_item
from workbench.state.notes import note_in, notes_of, time_of, with_note
from workbench.state.scene import Scene, look
from workbench.state.state import Call, State
from workbench.views.call.call import call_claims, call_head, call_notes, call_now
from workbench.views.text import cells

SMALL = (60, 16)
SIZES = [WIDE, NARROW, SMALL]
DAY = datetime.date(2026, 11, 1)
NOON = datetime.datetime(2026, 11, 29, 12, 0)
FALSE = "400 tok/s/user at c=16 on 8xB200 FP4 no MTP"


def quote(text: str, day: int, round: int) -> Quote:
    return read_line(text).quote._replace(date=DAY + datetime.timedelta(days=day), round=round)


def session() -> Session:
    """The example's packet, with two providers of which one makes a false claim."""
    quotes = (
        quote("Acme: $0.30/M, 40 tok/s/user at c=16 on 8xB200 FP4, TTFT 1.2 s", 0, 1),
        quote(f"Cirrus: $0.20/M, {FALSE}", 1, 1),
        quote("Acme: $0.28/M", 2, 2),
    )
    return opening(None).session._replace(quotes=quotes, notes=())


def called(**more: object) -> State:
    """The call view on Cirrus."""
    return on(session())._replace(sheet="call", speaking="Cirrus", **more)  # type: ignore[arg-type]


def text_of(scene: Scene, width: int = 78, height: int = 12) -> str:
    return "\n".join([row.text for row in call_now(scene, width, height)])


# --- whom it opens on


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_on_whoever_was_spoken_of_and_typing_begins_at_once(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        assert desk.bench.focus_id == "say"
        assert "Cirrus" in desk.text("call-head")
        await desk.type(FALSE)
        assert desk.state.sheet == "call", "typing brings no pane"
        assert "Cirrus, round 2, being said" in desk.text("call-head")
        assert "1 0 X" in desk.text("call-now")

    drive(scenario, size, on(session())._replace(speaking="Cirrus"))


def test_it_opens_on_the_provider_of_the_selected_claim() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "1.1")
        await desk.press("5")
        assert desk.text("call-head").startswith(" Cirrus, round 1, 2 Nov")
        assert "beyond the ceiling" in desk.text("call-now")

    drive(scenario, WIDE, on(session())._replace(speaking="Acme"))


def test_it_opens_on_the_provider_of_the_selected_cell() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f8")
        table = desk.state.table._replace(provider="Cirrus")
        desk.bench.state = desk.state._replace(table=table)
        await desk.press("5")
        assert (desk.state.sheet, desk.state.speaking) == ("call", "Cirrus")
        assert desk.bench.focus_id == "say"

    drive(scenario, WIDE, on(session())._replace(speaking="Acme"))


def test_it_opens_on_whom_the_line_names() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: 40 tok/s/user")
        await desk.press("f9")
        assert "Dorado, round 1, being said" in desk.text("call-head")
        assert desk.bench.say_line.value == "Dorado: 40 tok/s/user"

    drive(scenario, WIDE, on(session()))


def test_with_nobody_on_the_line_it_says_how_to_begin() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        assert "begin what you type with a name" in " ".join(desk.text("call-now").split())
        await desk.type("Acme: 40 tok/s/user")
        await desk.press("enter")
        assert [q.provider for q in desk.session.quotes] == ["Acme"]
        assert "Acme, round 1" in desk.text("call-head")

    drive(scenario, NARROW, on(session()._replace(quotes=())))


@pytest.mark.parametrize("size", SIZES)
def test_esc_clears_the_line_and_then_leaves(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        await desk.type("40 tok/s/user")
        await desk.press("escape")
        assert (desk.state.said, desk.state.sheet) == ("", "call")
        await desk.press("escape")
        assert desk.state.sheet == ""
        assert desk.bench.query_one("#panes").display
        assert not desk.bench.query_one("#sheet-call").display

    drive(scenario, size, on(session()))


def test_its_key_leaves_it_too() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9", "f9")
        assert desk.state.sheet == ""
        await desk.press("f9")
        assert desk.bench.query_one("#sheet-call").display

    drive(scenario, WIDE, on(session()))


# --- what is said


def test_a_line_without_a_name_is_judged_in_large_type_and_kept_by_enter() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        await desk.type("99.5% uptime")
        assert "M I S S E D" in desk.text("call-now")
        await desk.press("enter")
        last = desk.session.quotes[-1]
        assert (last.provider, last.round, last.claims[0].metric) == ("Cirrus", 2, "uptime")
        assert desk.state.said == ""
        assert "M I S S E D" in desk.text("call-now"), "what was kept stays in large type"
        await desk.press("ctrl+z")
        assert desk.session == session()

    plainly(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


def test_what_is_said_stands_in_large_type_whatever_was_selected() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9", "pagedown")
        assert "$/M processed" in desk.text("call-now").splitlines()[0]
        await desk.type("99.5% uptime")
        item = chosen_item(desk.scene)
        assert item is not None
        assert item.verdict.claim.metric == "uptime"
        assert "uptime" in "".join(desk.text("call-now").splitlines()[:1])

    plainly(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


def test_a_line_that_names_somebody_else_goes_there_and_is_seen_to() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        await desk.type("Acme: $0.25/M")
        assert "Acme, round 3, being said" in desk.text("call-head")
        await desk.press("enter")
        assert desk.session.quotes[-1].provider == "Acme"

    drive(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


@pytest.mark.parametrize("size", SIZES)
def test_the_question_stands_there_and_a_key_copies_all_of_it_while_typing(
    size: tuple[int, int],
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        await desk.type(FALSE)
        item = chosen_item(desk.bench.scene)
        assert item is not None
        rows = desk.text("call-now").splitlines()
        first = next(at for at, row in enumerate(rows) if row.startswith(" ask"))
        asked = " ".join(" ".join(rows[first:]).split()).removeprefix("ask ")
        whole = item.verdict.ask in asked
        assert whole or "… F5" in asked
        assert whole or item.verdict.ask.startswith(asked.partition("…")[0].strip())
        assert whole or size != WIDE, "with few rows, its key has the rest"
        await desk.press("ctrl+t")
        assert desk.app.clipboard == item.verdict.ask
        assert desk.bench.say_line.value == FALSE
        await desk.press("f5")
        assert item.verdict.ask in " ".join(desk.text("page").split())

    drive(scenario, size, on(session())._replace(speaking="Cirrus"))


def test_why_explains_what_is_in_large_type() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9", "f5")
        item = chosen_item(desk.bench.scene)
        assert item is not None
        assert item.key.startswith("1."), "a claim of Cirrus, whatever is worst of all"
        assert desk.app.screen is not desk.bench
        await desk.press("escape")
        assert desk.bench.focus_id == "say"

    drive(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


# --- moving with one hand


def test_claims_are_gone_through_while_the_line_keeps_the_focus() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        rows = desk.text("call").splitlines()
        seen = [desk.text("call-now")]
        for key in ("pagedown", "alt+down", "alt+j"):
            await desk.press(key)
            seen.append(desk.text("call-now"))
        assert len(set(seen)) == len(rows) == 4
        await desk.press("pagedown")
        assert desk.text("call-now") == seen[-1], "it ends at the last"
        for key in ("pageup", "alt+up", "pageup"):
            await desk.press(key)
        assert desk.text("call-now") == seen[0]
        assert desk.at == "say"
        assert desk.line.value == ""

    plainly(scenario, WIDE, on(session())._replace(speaking="Acme"))


def test_providers_are_gone_through_and_the_next_line_is_theirs() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9", "ctrl+pagedown")
        assert desk.text("call-head").startswith(" Cirrus")
        await desk.press("shift+down")
        assert desk.text("call-head").startswith(" Acme"), "round and round"
        await desk.press("shift+up")
        await desk.type("99.9% uptime")
        await desk.press("enter")
        assert desk.session.quotes[-1].provider == "Cirrus"

    drive(scenario, NARROW, on(session())._replace(speaking="Acme"))


def test_its_keys_do_nothing_in_the_say_line_elsewhere() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Acme: 40 tok/s/user")
        before = desk.state
        await desk.press("pagedown", "shift+down", "ctrl+pageup", "f10", "alt+n", "alt+t")
        assert desk.state == before
        assert desk.told() == []

    drive(scenario, WIDE, on(session()))


def test_a_key_of_ones_own_acts_while_typing_too() -> None:
    async def scenario(desk: Desk) -> None:
        desk.app.set_keymap({"next_claim": "f11"})
        await desk.press("f9")
        first = desk.text("call-now")
        await desk.press("pagedown")
        assert desk.text("call-now") == first
        await desk.press("f11")
        assert desk.text("call-now") != first
        assert desk.bench.focus_id == "say"

    drive(scenario, WIDE, on(session())._replace(speaking="Acme"))


def test_from_the_palette_they_open_the_call_view_first() -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.do("new_round")
        await desk.pilot.pause()
        assert desk.state.sheet == "call"
        assert "the next line begins round 2" in desk.text("call-head")

    drive(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


def test_the_list_of_claims_has_the_same_keys() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9", "tab")
        assert desk.bench.focus_id == "call"
        first = desk.state.claim
        await desk.press("down", "pagedown")
        assert desk.state.claim != first
        await desk.press("c")
        assert desk.app.clipboard
        await desk.press("f10")
        assert "begins round 3" in desk.text("call-head")
        await desk.press("escape", "escape")
        assert desk.state.sheet == ""

    drive(scenario, WIDE, on(session())._replace(speaking="Acme"))


# --- notes


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("- they pause at $0.20", "they pause at $0.20"),
        ("note: 40 tok/s is what they sell", "40 tok/s is what they sell"),
        ("Note call back on Friday", "call back on Friday"),
        ("they went quiet", "they went quiet"),
    ],
)
def test_a_line_that_is_a_note_or_says_nothing_is_kept_with_its_time(line: str, kept: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        await desk.type(line)
        assert "note" in desk.text("echo")
        before = datetime.datetime.now().replace(microsecond=0)
        await desk.press("enter")
        (note,) = desk.session.notes
        assert (note.text, note.provider) == (kept, "Cirrus")
        assert isinstance(note.date, datetime.datetime)
        assert before <= note.date <= datetime.datetime.now()
        assert f"{note.date:%H:%M}  {kept}" in desk.text("call-notes")
        assert desk.told() == ["Kept as a note on Cirrus. ^z takes it back."]
        assert desk.session.quotes == session().quotes
        assert desk.bench.say_line.value == ""
        await desk.press("ctrl+z")
        assert desk.session == session()
        await desk.press("up")
        assert desk.bench.say_line.value == line, "and the line can be had again"

    drive(scenario, NARROW, on(session())._replace(speaking="Cirrus"))


@pytest.mark.parametrize("line", ["-5% off", "noted", "notebook LM", "$0.28/M", "a - b", ""])
def test_what_only_looks_like_a_note_is_none(line: str) -> None:
    assert note_in(line) is None


def test_a_note_without_words_is_not_kept() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        await desk.type("note ")
        await desk.press("enter")
        assert desk.session.notes == ()
        assert desk.line.value == "note "

    plainly(scenario, WIDE, on(session()))


def test_two_names_in_one_line_are_no_note() -> None:
    async def scenario(desk: PlainDesk) -> None:
        line = "Acme: 40 tok/s/user. Cirrus: $0.20/M"
        await desk.press("f9")
        await desk.type(line)
        await desk.press("enter")
        assert (desk.session.notes, desk.line.value) == ((), line)

    plainly(scenario, WIDE, on(session()))


def test_a_figure_that_was_refused_stays_in_the_line_with_the_reason() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        await desk.type("TTFT 1,5 s")
        await desk.press("enter")
        assert "was not taken" in desk.told()[-1]
        assert (desk.session.notes, desk.line.value) == ((), "TTFT 1,5 s")

    plainly(scenario, WIDE, on(session()))


def test_elsewhere_a_line_that_says_nothing_is_no_note() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("they went quiet")
        await desk.press("enter")
        assert desk.session.notes == ()
        assert desk.line.value == "they went quiet"

    plainly(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


def test_notes_stand_newest_first_with_the_day_where_it_is_another() -> None:
    today = datetime.date(2026, 11, 29)
    notes = (
        Note("third", datetime.datetime(2026, 11, 28, 9, 5), "Cirrus"),
        Note("not theirs", NOON, "Acme"),
        Note("second", datetime.datetime(2026, 11, 29, 14, 3), "cirrus"),
        Note("fourth", datetime.date(2025, 1, 2), "Cirrus"),
        Note("first", datetime.datetime(2026, 11, 29, 14, 4), "Cirrus"),
        Note("last", None, "Cirrus"),
    )
    found = notes_of(session()._replace(notes=notes), "Cirrus")
    assert [note.text for note in found] == ["first", "second", "third", "fourth", "last"]
    times = [time_of(note, today) for note in found]
    assert times == ["14:04", "14:03", "28 Nov 09:05", "2 Jan 2025", ""]


def test_a_time_at_the_end_of_the_calendar_is_a_time() -> None:
    first = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)
    last = datetime.datetime(9999, 12, 31, 23, 59, tzinfo=datetime.UTC)
    notes = (Note("a", first, "Cirrus"), Note("b", last, "Cirrus"))
    found = notes_of(session()._replace(notes=notes), "Cirrus")
    assert [note.text for note in found] == ["b", "a"]
    assert "9999" in time_of(found[0], DAY)


def test_a_kept_note_is_in_the_file_as_it_was_read(tmp_path: object) -> None:
    path = f"{tmp_path}/call.toml"
    before = with_note(session(), " they pause ", "Cirrus", NOON.replace(microsecond=7))
    save(before, path)
    assert load(path).session.notes == (Note("they pause", NOON, "Cirrus"),)


# --- rounds


def test_a_new_round_begins_on_the_same_day_and_undo_takes_it_back() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        await desk.type("$0.19/M")
        await desk.press("enter", "f10")
        assert "the next line begins round 3" in desk.text("call-head")
        await desk.type("$0.18/M")
        assert "Cirrus, round 3, being said" in desk.text("call-head")
        await desk.press("enter")
        last, before = desk.session.quotes[-1], desk.session.quotes[-2]
        assert (last.round, before.round) == (3, 2)
        assert last.date == before.date == datetime.date.today()
        await desk.type("99.9% uptime")
        await desk.press("enter")
        assert len(desk.session.quotes[-1].claims) == 2, "the line after it joins the same round"
        await desk.press("ctrl+z", "ctrl+z")
        assert desk.session.quotes[-1] == before

    drive(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


def test_a_new_round_can_be_thought_better_of() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        await desk.type("$0.19/M")
        await desk.press("enter", "f10", "f10")
        await desk.type("99.9% uptime")
        await desk.press("enter")
        assert [q.round for q in desk.session.quotes] == [1, 1, 2, 2]

    plainly(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


def test_a_new_round_of_one_is_none_of_another() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        await desk.type("$0.19/M")
        await desk.press("enter", "f10")
        await desk.type("Acme: $0.27/M")
        await desk.press("enter")
        assert desk.state.call.fresh == "Cirrus"
        assert [q.round for q in desk.session.quotes] == [1, 1, 2, 2, 3]

    plainly(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


# --- the clock


def test_the_clock_says_the_time_and_how_long_the_call_has_lasted() -> None:
    scene = look(called(call=Call("Cirrus", NOON)))
    for seconds, shown in ((0, "00:00"), (761, "12:41"), (3725, "1:02:05"), (-5, "00:00")):
        now = NOON + datetime.timedelta(seconds=seconds)
        (row,) = call_head(scene, 78, now)
        assert row.text.rstrip().endswith(f"{now:%H:%M}  call {shown}")
        assert cells(row.text) == 78


def test_the_clock_ticks_in_its_own_row_and_lays_nothing_out() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        places = {widget: widget.region for widget in desk.bench.query(Widget)}
        since = desk.state.call.since
        assert since is not None
        earlier = since - datetime.timedelta(minutes=5)
        call = desk.state.call._replace(since=earlier)
        desk.bench.state = desk.state._replace(call=call)
        await desk.pilot.pause()
        drawn: list[object] = []
        painted = desk.bench._compositor.render_partial_update

        def watched() -> object:
            update = painted()
            if update is not None:
                drawn.append({y for y, _, _ in update.spans})
            return update

        desk.bench._compositor.render_partial_update = watched  # type: ignore[method-assign,assignment]
        for line in desk.bench.query("Input"):
            line.cursor_blink = False  # type: ignore[attr-defined]
        await desk.pilot.pause(0.1)
        drawn.clear()
        before = desk.text("call-head")
        await desk.pilot.pause(1.3)
        assert re.search(r"call 05:0\d", before)
        assert desk.text("call-head") != before
        row = desk.bench.query_one("#call-head").region.y
        assert drawn
        assert all(rows == {row} for rows in drawn)
        assert {widget: widget.region for widget in desk.bench.query(Widget)} == places

    drive(scenario, NARROW, on(session()))


def test_the_clock_goes_on_when_one_looks_elsewhere_and_starts_again_when_asked() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        since = desk.state.call.since
        await desk.press("escape", "f2", "f9", "shift+down", "shift+up")
        assert desk.state.call.since == since
        await desk.press("alt+t")
        assert desk.state.call.since is not None
        assert since is not None
        assert desk.state.call.since > since

    plainly(scenario, WIDE, on(session())._replace(speaking="Cirrus"))


# --- how it looks


@pytest.mark.parametrize("size", SIZES)
def test_no_row_moves_while_a_line_is_typed(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        ids = ("say", "echo", "footer", "call-head", "call-now", "call", "call-notes")
        places = [desk.bench.query_one(f"#{id}").region for id in ids]
        for end in range(0, len(FALSE), 7):
            desk.bench.say_line.put(FALSE[:end])
            await desk.pilot.pause()
            assert [desk.bench.query_one(f"#{id}").region for id in ids] == places

    drive(scenario, size, on(session())._replace(speaking="Cirrus"))


def test_everything_that_counts_is_seen_in_80_columns_and_24_rows() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        await desk.type("- they pause")
        await desk.press("enter")
        await desk.type(FALSE)
        await desk.press("f10")
        item = chosen_item(desk.bench.scene)
        assert item is not None
        screen = "\n".join([desk.row(y) for y in range(24)])
        words = " ".join(re.sub("[│─╭╮╰╯]", " ", screen).split())
        for part in (
            "Cirrus",
            "call 00:0",
            "┗━┫",
            "1 0 X O F F",
            "beyond the ceiling",
            "ceiling 323",
            "to beat",
            "they pause",
        ):
            assert part in words, part
        assert item.verdict.ask[:120] in words
        assert sum("round 1" in row for row in screen.splitlines()) >= 2, "two claims beside it"

    drive(scenario, NARROW, on(session())._replace(speaking="Cirrus"))


def test_the_verdict_is_a_word_and_a_sign_in_a_band_also_without_colour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        await desk.pilot.pause()
        view = desk.bench.query_one("#call-now")
        rows = desk.app.screen._compositor.render_strips()[view.region.y : view.region.y + 3]
        shown = [
            "".join([s.text for s in row if s.style is not None and s.style.reverse]).rstrip()
            for row in rows
        ]
        assert shown[0].strip() == "✗  1 0 X  O F F"
        assert "the napkin" in shown[1] or "the fit" in shown[1]
        assert shown[2].strip() == "beyond the ceiling"
        await desk.press("ctrl+pagedown")
        rows = desk.app.screen._compositor.render_strips()[view.region.y : view.region.y + 3]
        loud = [s.text for row in rows for s in row if s.style is not None and s.style.reverse]
        assert "P L A U S I B L E" in desk.text("call-now")
        assert loud == [], "only what is bad is a block"

    drive(scenario, NARROW, on(session())._replace(speaking="Cirrus"))


@pytest.mark.parametrize("theme", ["napkin", "napkin-light", "napkin-ansi"])
def test_the_band_is_filled_in_every_theme(theme: str) -> None:
    async def scenario(desk: Desk) -> None:
        desk.app.theme = theme
        await desk.press("f9")
        await desk.pilot.pause()
        view = desk.bench.query_one("#call-now")
        for row in desk.app.screen._compositor.render_strips()[view.region.y : view.region.y + 3]:
            band = [s for s in row if s.style is not None and s.style.reverse]
            assert sum(cells(s.text) for s in band) == 30

    drive(scenario, NARROW, on(session())._replace(speaking="Cirrus"))


def test_in_ascii_everything_is_ascii() -> None:
    state = called(call=Call("Cirrus", NOON))
    scene = look(state._replace(settings=state.settings._replace(ascii=True)))
    rows = [
        *call_head(scene, 78, NOON), *call_now(scene, 78, 12), *call_claims(scene, 78),
        *call_notes(scene, 78),
    ]  # fmt: skip
    assert all(row.text.isascii() for row in rows)
    assert "400 tok/s" in "".join([row.text for row in rows])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=[*HOSTILE])
@pytest.mark.parametrize("width", [20, 56, 76, 120])
def test_whatever_a_name_or_a_note_says_is_text_that_fits(text: str, width: int) -> None:
    theirs = session()
    quotes = tuple([quote._replace(provider=text) for quote in theirs.quotes[:2]])
    theirs = theirs._replace(quotes=(*quotes, theirs.quotes[2]), notes=(Note(text, NOON, text),))
    state = on(theirs)._replace(sheet="call", speaking=text, call=Call(text, NOON, text))
    scene = look(state)
    for rows in (
        call_head(scene, width, NOON), call_now(scene, width, 9), call_now(scene, width, 6),
        call_claims(scene, width), call_notes(scene, width),
    ):  # fmt: skip
        for row in rows:
            harmless(row.text)
            assert cells(row.text) <= width


def test_a_hostile_name_and_note_can_be_called_and_kept() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        desk.bench.say_line.put("- [@click=app.quit]go[/] \x1b[2J")
        await desk.press("enter", "f10", "pagedown", "ctrl+pagedown", "f1", "escape")
        assert desk.session.notes
        for y in range(24):
            harmless(desk.row(y))

    name = HOSTILE["action"] + HOSTILE["title"]
    quotes = tuple([quote._replace(provider=name) for quote in session().quotes])
    drive(scenario, NARROW, on(session()._replace(quotes=quotes))._replace(speaking=name))


def test_without_a_set_up_lines_and_notes_are_kept_and_it_says_why_nothing_is_judged() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        assert "what you buy" in desk.text("call-now")
        await desk.type("Acme: 40 tok/s/user")
        await desk.press("enter")
        await desk.type("- so far")
        await desk.press("enter")
        assert (len(desk.session.quotes), len(desk.session.notes)) == (1, 1)

    plainly(scenario, NARROW, on(Session("empty")))


def test_a_narrow_terminal_may_become_a_wide_one_and_back() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f9")
        await desk.type(FALSE)
        before = desk.text("call-now")
        for size in (WIDE, SMALL, NARROW):
            await desk.pilot.resize_terminal(*size)
            await desk.pilot.pause(0.1)
            assert "1 0 X" in desk.text("call-now")
            assert desk.bench.query_one("#footer").region.bottom == size[1]
        assert desk.text("call-now") == before

    drive(scenario, NARROW, on(session())._replace(speaking="Cirrus"))
