"""What moves a formula most: the box over the workbench, and the same from the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from formulas.book import BOOK
from sessions.catalogue.catalogue import EXAMPLE
from sessions.setups.resolve import resolve
from sessions.setups.sensitivity import Sensitivity, sensitivity
from sessions.store.load import load
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.commands.cli import napkin
from workbench.dialogs.tornado import Tornado
from workbench.views.formulas.tornado import tornado_lines
from workbench.views.lines import Lines
from workbench.views.text import cells

SESSION = load(EXAMPLE).session
RESOLVED = resolve(SESSION, SESSION.setup())


def told(id: str) -> Sensitivity:
    found = sensitivity(RESOLVED, RESOLVED.evaluate(), id, "napkin")
    assert found is not None
    return found


def row(lines: Lines, text: str) -> str:
    return next(line.text for line in lines if text in line.text)


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 16)])
def test_it_opens_on_the_selected_formula_and_enter_goes_to_the_input(
    size: tuple[int, int],
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "ttft")
        await desk.press("t")
        screen = desk.app.screen
        assert isinstance(screen, Tornado)
        assert "TTFT" in screen.heading
        assert screen.at == "mfu", "the largest swing is chosen first"
        assert all(cells(line.text) <= size[0] for line in tornado_lines(screen.found, size[0]))
        await desk.press("down", "enter")
        assert screen not in desk.app.screen_stack
        assert desk.state.field == "gpus_per_replica"
        assert desk.bench.focus_id == "fields"

    drive(scenario, size)


def test_escape_and_the_same_key_leave_without_going_anywhere() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "ttft")
        field, opened = desk.state.field, len(desk.app.screen_stack)
        for key in ("escape", "t"):
            await desk.press("t")
            assert len(desk.app.screen_stack) == opened + 1
            await desk.press(key)
            assert len(desk.app.screen_stack) == opened
            assert desk.state.field == field
            assert desk.bench.focus_id == "chain"

    drive(scenario)


def test_pages_go_through_a_long_list_and_stay_in_it() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "price_per_processed_token")
        await desk.press("t")
        screen = desk.app.screen
        assert isinstance(screen, Tornado)
        keys = screen.keys()
        await desk.press("pagedown")
        assert screen.at == keys[8]
        await desk.press(*["pagedown"] * 9)
        assert screen.at == keys[-1]
        await desk.press(*["pageup"] * 9)
        assert screen.at == keys[0]

    drive(scenario, NARROW)


def test_what_is_entered_or_has_no_value_is_said() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "replicas")
        desk.bench.state = desk.state._replace(formula="gpu_price")
        await desk.press("t")
        assert desk.app.screen is desk.bench
        assert desk.told() == ["GPU price is entered, so nothing else moves it."]

    drive(scenario)


@pytest.mark.parametrize("width", [40, 53, 66, 72, 87, 88, 112, 200])
@pytest.mark.parametrize("ascii", [False, True])
def test_every_width_has_every_input_with_both_numbers(width: int, ascii: bool) -> None:
    found = told("price_per_processed_token")
    lines = tornado_lines(found, width, ascii=ascii)
    assert all(cells(line.text) <= width for line in lines)
    assert [*dict.fromkeys([line.key for line in lines if line.key])] == [
        swing.id for swing in found.swings
    ]
    if ascii:
        assert all(line.text.isascii() for line in lines)
    mbu = "".join([line.text for line in lines if line.key == "mbu"])
    assert "0.329" in mbu
    assert "0.098" in mbu or "0.0981" in mbu


def test_bars_point_to_the_side_of_their_end_and_are_as_long_as_the_change() -> None:
    lines = tornado_lines(told("ttft"), 110)
    fresh = row(lines, "fresh tokens p50")
    low, high = fresh.index("░"), fresh.index("█")
    assert low < fresh.index("│") < high, "fewer tokens, a shorter wait: to the left"
    gpus = row(lines, "GPUs per replica")
    assert gpus.index("█") < gpus.index("│") < gpus.index("░")
    mfu = row(lines, "MFU")
    assert mfu.count("█") > 3 * gpus.count("█")
    assert len({line.text.index("│") for line in lines if "│" in line.text}) == 1


def test_headings_stand_over_their_columns() -> None:
    lines = tornado_lines(told("ttft"), 110)
    head, mfu = row(lines, "at low"), row(lines, "MFU")
    assert head.index("range") == mfu.index("5..60%")
    assert head.index("at low") + len("at low") == mfu.index("2.41") + len("2.41")
    assert head.index("at high") == mfu.index("0.201")


def test_published_figures_and_what_binds_stand_below() -> None:
    lines = [line.text for line in tornado_lines(told("ttft"), 110)]
    published = next(at for at, text in enumerate(lines) if "Published figures" in text)
    assert "active parameters" in " ".join(lines[published:])
    assert "active parameters" not in " ".join(lines[:published])
    assert "compute-bound: prefill intensity 5.4x above the ridge" in " ".join(lines)


def answer(*arguments: str) -> dict[str, object]:
    ran = CliRunner().invoke(napkin, [*arguments, "--json"])
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert isinstance(found, dict)
    return found


def test_explain_says_what_moves_it_when_asked() -> None:
    assert "sensitivity" not in answer("explain", "ttft")
    found = answer("explain", "ttft", "--sensitivity")["sensitivity"]
    assert isinstance(found, dict)
    first = found["swings"][0]
    assert (first["id"], first["range"]) == ("mfu", "the assumptions")
    assert first["elasticity"] == pytest.approx(-1)
    assert first["at_low"]["unit"] == BOOK.variables["ttft"].unit.text
    assert found["binds"][0]["text"].startswith("compute-bound")
    text = CliRunner().invoke(napkin, ["explain", "ttft", "--sensitivity"]).output
    assert "What moves it most, on the napkin (1.928 s):" in text
    assert "What binds:" in text


def test_eval_has_percentiles_where_an_input_is_a_range() -> None:
    assert "draws" not in answer("eval", "--only", "ttft", "--set", "mfu=6%")
    found = answer("eval", "--only", "ttft", "--only", "weight_bytes", "--set", "mfu=5..10%")
    draws = found["draws"]
    assert isinstance(draws, dict)
    assert (draws["count"], draws["seed"]) == (100_000, 1)
    assert draws["ranges"] == {"mfu": "5% to 10%, even"}
    assert [*draws["values"]] == ["ttft"], "what no range moves is the same in every draw"
    napkin_, point = draws["values"]["ttft"]["napkin"], found["values"]
    assert napkin_["p5"] < napkin_["p50"] < napkin_["p95"]
    assert isinstance(point, dict)
    assert napkin_["p50"] == pytest.approx(point["ttft"]["napkin"]["value"], rel=0.01)
    again = answer("eval", "--only", "ttft", "--only", "weight_bytes", "--set", "mfu=5..10%")
    assert again == found
    text = CliRunner().invoke(napkin, ["eval", "--only", "ttft", "--set", "mfu=5..10%"]).output
    assert "100,000 draws (seed 1)" in text


def test_a_formula_by_itself_says_that_a_range_counts_as_its_middle() -> None:
    alone = ["eval", "--only", "tpot", "--set", "per_stream_tps=20..30 tok/s/user"]
    ran = CliRunner().invoke(napkin, [*alone, "--json"])
    assert "per_stream_tps 20..30 tok/s/user counts as 25 tok/s/request" in ran.stderr
    assert json.loads(ran.stdout)["values"]["tpot"]["napkin"]["value"] == pytest.approx(40)


def test_quote_has_a_probability_where_a_range_bears_on_the_claim() -> None:
    line = "Acme: 80 tok/s/user at c=16 on 8xB200 FP4"
    ran = CliRunner().invoke(napkin, ["quote", line, "--set", "mbu=8..35%", "--json"])
    (claim,) = json.loads(ran.stdout)["quotes"][0]["claims"]
    assert 0.2 < claim["probability"] < 0.4
    assert claim["draws"]["ranges"] == {"mbu": "8..35%"}
    plain = CliRunner().invoke(napkin, ["quote", line, "--json"])
    assert "probability" not in json.loads(plain.stdout)["quotes"][0]["claims"][0]
    text = CliRunner().invoke(napkin, ["quote", line, "--set", "mbu=8..35%"]).output
    assert "of 100,000 draws (seed 1) of mbu 8..35%" in text
    refused = CliRunner().invoke(napkin, ["quote", line, "--set", "mbu=35..8%"])
    assert refused.exit_code == 2
    assert "the low end is above the high one; write 8%..35%" in refused.stderr
