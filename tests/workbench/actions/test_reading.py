"""Reading a formula: no line of it is wider than the room, in any way of drawing it, and its
symbols lead somewhere and back.
"""

from __future__ import annotations

import functools

import pytest

from formulas.book import BOOK
from formulas.declare import Basis
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.app.app import opening
from workbench.dialogs.choose import Choose
from workbench.dialogs.formula import CopyFormula, Follow
from workbench.person.settings import Settings
from workbench.state import state as states
from workbench.state.formula import stepped, walk
from workbench.state.scene import Scene, look
from workbench.state.state import State
from workbench.views.formulas.formula import crumbs, drawing, formula_story, symbol_at
from workbench.views.formulas.pictures import Pictures
from workbench.views.lines import Lines
from workbench.views.text import cells
from workbench.widgets.lines_view import FormulaView
from workbench.widgets.messages import SymbolChosen

WIDTHS = (30, 36, 40, 48, 60, 90)
SWITCHES = [
    Settings(drawing=drawing, substituted=substituted, ascii=ascii)
    for drawing in ("stacked", "one-line")
    for substituted in (True, False)
    for ascii in (True, False)
]


@functools.cache
def pictures() -> Pictures:
    """Pictures that are drawn in full."""
    drawn = Pictures()
    drawn.load()
    return drawn


def read(formula: str, settings: Settings = Settings(), **more: str) -> Scene:  # noqa: B008
    """The example with a formula selected."""
    state = opening(None)._replace(formula=formula, settings=settings)
    return look(state._replace(**more))  # type: ignore[arg-type]


def told(scene: Scene, width: int) -> Lines:
    """The story of a scene."""
    return formula_story(scene, width, pictures())


# --- drawing


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("settings", SWITCHES, ids=str)
def test_no_line_of_any_formula_is_wider_than_the_room(settings: Settings, width: int) -> None:
    """Over every formula of the book, not only those that hold for the example."""
    scene = read("per_stream_tps", settings)
    assert scene.results is not None
    for formula in BOOK.formulas():
        bases: tuple[Basis, ...] = formula.bases or ("napkin",)
        for basis in bases:
            values = dict.fromkeys(BOOK.variables, 12_345.678)
            for inputs in (scene.results.inputs(formula, basis) or values, values):
                drawn = pictures().picture(formula, basis, inputs, width - 2, settings)
                assert max(map(cells, drawn.lines)) <= width - 2, (formula.target, drawn.lines)
                assert not settings.ascii or "".join(drawn.lines).isascii(), formula.target
                for line, column, length, _ in drawn.spans:
                    assert column + length <= len(drawn.lines[line]), formula.target


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("settings", [SWITCHES[0], SWITCHES[-1]], ids=str)
def test_the_whole_story_fits_and_is_ascii_when_asked(settings: Settings, width: int) -> None:
    """Drawing, symbol, origins and prose, at every first symbol, before and after the drawing is
    there.
    """
    state = opening(None)._replace(settings=settings)
    scene = look(state)
    edited = states.edited(state, look(state).session, None)
    for id in BOOK.routes:
        here = look(edited._replace(formula=id), scene)
        for symbol in here.symbols()[:1]:
            here = look(here.state._replace(symbol=symbol), here)
        for draws in (pictures(), Pictures()):
            lines = formula_story(here, width, draws)
            assert max([cells(row.text) for row in lines]) <= width, id
            assert not settings.ascii or all(row.text.isascii() for row in lines), id


def test_every_symbol_of_every_formula_has_a_place_in_every_drawing() -> None:
    for settings in SWITCHES:
        for id in BOOK.routes:
            scene = read(id, settings)
            for width in (30, 60):
                found = {span[3] for span in drawing(scene, width, pictures()).spans}
                assert found == set(scene.symbols()), (id, settings, width)


def test_a_sum_breaks_at_plus_before_anything_else() -> None:
    id = "bytes_per_pass"
    assert "+" in next(f.text for f in BOOK.formulas() if f.target == id)
    drawn = drawing(read(id, Settings(drawing="one-line")), 30, pictures())
    assert any(row.lstrip().startswith("+ ") for row in drawn.lines), drawn.lines
    assert not any(row.lstrip().startswith(("× ", "/ ")) for row in drawn.lines), drawn.lines


# --- switches


def test_the_switches_change_how_the_formula_is_drawn() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.drawn()
        await desk.press("f3")
        stacked = desk.text("formula-story")
        assert "──" in stacked
        assert "9.162 ms" in stacked
        await desk.press("l")
        assert desk.state.settings.drawing == "one-line"
        assert "tokens yielded per pass / pass time" in desk.text("formula-story")
        await desk.press("v")
        assert not desk.state.settings.substituted
        assert "9.162 ms" not in desk.text("formula-story")
        assert "= 109.1 tok/s/request" in desk.text("formula-story")
        await desk.press("a")
        for id in ("formula-story", "chain", "chain-head"):
            assert desk.text(id).isascii()
        await desk.press("a", "v", "l")
        assert desk.text("formula-story") == stacked
        assert desk.state.settings == Settings()

    drive(scenario)


# --- symbols


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_symbol_cursor_walks_and_tells_and_lights_up_where_it_leads(
    size: tuple[int, int],
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.drawn()
        await desk.press("f3", "right")
        assert desk.state.symbol == "tokens_per_pass"
        story = desk.text("formula-story")
        assert "» tokens yielded per pass  1 token/request" in story
        assert "d a default" in story
        fields = [r for r in desk.text("fields").splitlines() if r.startswith(" »")]
        assert size == NARROW or len(fields) == 1
        await desk.press("right")
        assert desk.state.symbol == "pass_time"
        assert "» pass time  9.162 ms" in desk.text("formula-story")
        assert "= by a formula: 5.10 step 3" in desk.text("formula-story")
        assert any(r.startswith(" »pass time") for r in desk.text("chain").splitlines())
        marked = [
            piece.text
            for row in desk.bench.query_one("#formula-story", FormulaView).lines
            for piece in row.pieces
            if piece.role == "symbol"
        ]
        assert marked == ["pass time", "9.162 ms"], "the symbol and the value put in for it"
        await desk.press("right")
        assert desk.state.symbol == "", "past the last one, to none"
        await desk.press("left", "left", "up")
        assert desk.state.symbol == "", "another formula begins at its beginning"

    drive(scenario, size)


@pytest.mark.parametrize("settings", [SWITCHES[1], SWITCHES[4], SWITCHES[-1]], ids=str)
def test_a_symbol_is_followed_to_its_formula_or_field_and_back_to_itself(
    settings: Settings,
) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.settle()
        await desk.press("f3", "left", "enter")
        assert (desk.state.formula, desk.state.symbol) == ("pass_time", "")
        assert desk.at == "chain"
        await desk.press("backspace")
        assert (desk.state.formula, desk.state.symbol) == ("per_stream_tps", "pass_time")
        await desk.press("left", "f")
        assert desk.state.field == "tokens_per_pass"
        assert desk.at == "fields"
        await desk.press("backspace")
        assert desk.at == "chain"
        assert (desk.state.formula, desk.state.symbol) == ("per_stream_tps", "tokens_per_pass")
        assert not desk.state.trail
        await desk.press("backspace")
        assert desk.state.formula == "per_stream_tps", "nothing to go back to"

    plainly(scenario, state=opening(None)._replace(settings=settings))


def test_back_returns_to_the_claim_that_was_followed() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("quotes", "0.0")
        await desk.press("f")
        assert desk.state.formula == "price_per_processed_token"
        assert desk.at == "chain"
        await desk.press("backspace")
        assert desk.at == "quotes"
        assert desk.state.formula == "per_stream_tps"

    plainly(scenario)


@pytest.mark.parametrize("settings", [SWITCHES[1], SWITCHES[4], SWITCHES[5]], ids=str)
def test_a_click_selects_a_symbol_and_a_second_one_follows(settings: Settings) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.drawn()
        view = desk.bench.query_one("#formula-story", FormulaView)
        row, column = next(
            (at, line.text.index("pass time"))
            for at, line in enumerate(view.lines)
            if "pass time" in line.text
        )
        # The rule above the story is the widget's first row.
        await desk.pilot.click(view, offset=(column + 1, row + 1))
        await desk.pilot.pause()
        assert {message.id for message in desk.all(SymbolChosen)} == {"pass_time"}
        assert desk.state.symbol == "pass_time"
        assert desk.bench.focus_id == "chain"
        await desk.pilot.click(view, offset=(column + 1, row + 1))
        await desk.pilot.pause()
        assert desk.state.formula == "pass_time"

    drive(scenario, state=opening(None)._replace(settings=settings))


def test_a_click_finds_its_symbol_where_the_story_is_scrolled() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.drawn()
        await desk.press("f3", "right")
        view = desk.bench.query_one("#formula-story", FormulaView)
        top = round(view.scroll_offset.y)
        assert top > 0
        row = next(at for at, line in enumerate(view.lines) if "9.162 ms" in line.text)
        column = view.lines[row].text.index("9.162 ms")
        await desk.pilot.click(view, offset=(column, row - top + 1))
        await desk.pilot.pause()
        assert desk.state.symbol == "pass_time"

    drive(scenario, (60, 16))


def test_every_place_of_a_symbol_that_is_broken_over_lines_is_the_symbol() -> None:
    scene = read("ttft", Settings(drawing="one-line"))
    drawn = drawing(scene, 30, pictures())
    lines = told(scene, 30)
    for line, column, length, id in drawn.spans:
        text = lines[line + 1].text[2 + column : 2 + column + length]
        assert text == drawn.lines[line][column : column + length]
        for at in range(column, column + length):
            assert symbol_at(scene, 30, pictures(), line + 1, at + 2) == id
    assert symbol_at(scene, 30, pictures(), 0, 3) == "", "the title is no symbol"


@pytest.mark.parametrize("size", [NARROW, (60, 16)])
def test_the_line_of_the_symbol_is_in_sight_on_a_small_screen(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.drawn()
        view = desk.bench.query_one("#formula-story", FormulaView)
        for formula in ("per_stream_tps", "ttft", "bytes_per_pass", "savings_per_month"):
            await desk.select("chain", formula)
            assert view.scroll_offset.y == 0, "another formula is read from its beginning"
            for _ in desk.bench.scene.symbols():
                await desk.press("right")
                row = next(at for at, line in enumerate(view.lines) if line.text.startswith("» "))
                top = round(view.scroll_offset.y)
                assert top <= row < top + view.size.height, formula

    drive(scenario, size)


# --- following along the chain


def test_the_follow_screen_has_both_directions_values_and_the_way_back() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "pass_time")
        await desk.press("b", "f")
        assert isinstance(desk.app.screen, Follow)
        page = desk.text("page")
        assert page.index("made of") < page.index("feeds")
        assert desk.state.basis == "fit"
        assert "on fit" in page
        assert "back to" not in page
        fit = BOOK.variables["per_stream_tps"].show(desk.value("per_stream_tps", "fit"))
        row = next(r for r in page.splitlines() if "tok/s per user" in r)
        assert row.split()[-1] == "="
        assert fit in row
        await desk.press("escape")
        await desk.press("right", "f")
        assert len(desk.state.trail) == 1
        await desk.press("F")
        page = desk.text("page")
        assert "pass time, at fit: at batch 0" in page[page.index("back to") :]
        await desk.press("backspace")
        assert desk.state.formula == "pass_time"
        assert not desk.state.trail

    drive(scenario)


def test_the_trail_stands_before_the_title_where_there_is_room() -> None:
    state = opening(None)
    for id in ("price_per_processed_token", "requests_per_second", "e2e_latency"):
        state = states.followed(state, id)
    wide = told(look(state), 118)[0].text
    assert "tok/s per user > $/M processed > requests per second > end-to-end latency  on" in wide
    quoted = look(states.followed(opening(None), "ttft", "quotes"))
    assert told(quoted, 118)[0].text.startswith("Quotes > TTFT")
    narrow = told(look(state), 46)
    assert narrow[0].text == "… > $/M processed > requests per second > "
    assert narrow[1].text.startswith("end-to-end latency  on napkin")
    assert all(cells(told(look(state), width)[0].text) <= width for width in range(16, 120))


def test_crumbs_keep_the_last_steps_that_fit() -> None:
    way = ["one", "two", "three"]
    assert crumbs(way, 40) == "one > two > three > "
    assert crumbs(way, 19) == "… > two > three > "
    assert crumbs(way, 12) == "… > three > "
    assert crumbs(way, 7) == ""
    assert crumbs([], 40) == ""


# --- the walk


def test_the_walk_goes_from_the_weights_to_the_bill_each_after_what_it_is_made_of() -> None:
    scene = read("per_stream_tps")
    stops = walk(scene)
    assert stops[0] == "weight_bytes"
    assert stops[-1] == "savings_per_month"
    assert len(stops) > 30
    assert scene.results is not None
    for at, id in enumerate(stops):
        here = read(id)
        for name in here.symbols():
            if scene.results.formula(name, "napkin") is not None:
                assert name in stops[:at], (id, name)


def test_walking_says_where_one_is_and_stops_at_both_ends() -> None:
    async def scenario(desk: Desk) -> None:
        stops = walk(desk.bench.scene)
        pane = desk.bench.query_one("#pane-2")
        await desk.select("chain", stops[0])
        await desk.press("p")
        assert desk.state.formula == stops[0]
        await desk.press("n", "right", "n")
        assert desk.state.formula == stops[2]
        assert desk.state.symbol == ""
        assert str(pane.border_subtitle).startswith(f"3 of {len(stops)}, ")
        await desk.select("chain", stops[-1])
        await desk.press("n")
        assert desk.state.formula == stops[-1]
        assert not desk.state.trail, "walking is not following"

    drive(scenario)


def test_from_beside_the_walk_the_next_stop_in_reading_order_is_taken() -> None:
    scene = read("tpot")
    stops = walk(scene)
    assert "tpot" not in stops
    order = list(BOOK.variables)
    after = stepped(scene, 1)
    assert after in stops
    assert order.index(after) > order.index("tpot")
    assert order.index(stepped(scene, -1)) < order.index("tpot")


# --- what belongs to a formula


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_frame_counts_what_belongs_to_the_formula(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3")
        below = str(desk.bench.query_one("#pane-2").border_subtitle)
        assert ("made of 1 field · judges 3 claims" in below) == (size == NARROW)
        assert ("1 field · 3 claims" in below) == (size == WIDE)
        assert any(r.startswith(" ▸pass time") for r in desk.text("chain").splitlines())

    drive(scenario, size)


def test_the_story_names_letters_assumptions_and_what_they_mean() -> None:
    text = " ".join(" ".join([row.text for row in told(read("per_stream_tps"), 90)]).split())
    assert "pass time 9.16 ms =" in text
    assert "assumes " in text
    assert "source@1" in text
    assert "a from the set of assumptions" in text
    assert "= by a formula" in text
    ceiling = told(read("ttft", basis="ceiling"), 90)
    assert "c the ceiling's own" in "\n".join([row.text for row in ceiling])


def test_what_the_last_edit_moved_is_told_at_the_symbol_too() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.settle()
        await desk.select("fields", "mbu")
        was = BOOK.variables["pass_time"].show(desk.value("pass_time"))
        await desk.press("e")
        await desk.type("25%")
        await desk.press("enter", "f3", "left")
        assert desk.state.symbol == "pass_time"
        assert f"● was {was}" in desk.text("formula-story").split("»")[1]

    plainly(scenario)


# --- copies


def test_a_formula_is_copied_in_the_form_that_is_chosen() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.drawn()
        await desk.press("f3", "y")
        assert isinstance(desk.app.screen, CopyFormula)
        await desk.press("3")
        line = "tok/s per user = (1 token/request) / 9.162 ms = 109.1 tok/s/request"
        assert desk.app.clipboard == line
        await desk.press("y", "4")
        assert desk.app.clipboard == (
            r"\text{tok/s per user} = \frac{\text{tokens yielded per pass}}{\text{pass time}}"
        )
        await desk.press("a", "y", "enter")
        rows = desk.app.clipboard.split("\n")
        assert desk.app.clipboard.isascii()
        assert len(rows) == 7
        assert set(rows[1].partition("= ")[2]) == {"-"}
        await desk.press("y", "escape")
        assert len(desk.app.clipboard.split("\n")) == 7
        assert not isinstance(desk.app.screen, Choose)

    drive(scenario)


def test_before_formulas_are_drawn_there_is_nothing_to_copy() -> None:
    async def scenario(desk: PlainDesk) -> None:
        assert not desk.pictures.loaded
        await desk.press("f3", "y")
        assert desk.told() == ["Formulas are not drawn yet. Try again in a moment."]
        assert not desk.boxes

    plainly(scenario)


def test_symbols_belong_to_the_formula_that_is_read() -> None:
    scene = read("ttft", symbol="pass_time")
    assert scene.symbol == "", "a symbol of another formula is none here"
    state: State = states.followed(read("per_stream_tps", symbol="pass_time").state, "pass_time")
    assert state.symbol == ""
    assert states.returned(state).symbol == "pass_time"
