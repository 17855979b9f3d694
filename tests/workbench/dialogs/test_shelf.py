"""The table of the catalogue: opened on the field, filtered by typing, taken by enter; a config by
its path, and why one is refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from formulas.book import BOOK
from sessions.catalogue.catalogue import shelf
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.dialogs.shelf import Shelf
from workbench.views.shelf.shelf import PATH

LLAMA: dict[str, Any] = {
    "model_type": "llama",
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "vocab_size": 100,
    "tie_word_embeddings": False,
}
# 2 x 100 x 64 embeddings; per layer attention 2 x 64 x (64 + 16), FFN 3 x 64 x 128, norms 2 x 64;
# a last norm.
COUNTED = 2 * 100 * 64 + 4 * (2 * 64 * 80 + 3 * 64 * 128 + 2 * 64) + 64


def table(desk: Desk) -> Shelf:
    screen = desk.app.screen
    assert isinstance(screen, Shelf)
    return screen


@pytest.mark.parametrize("key", ["enter", "space"])
@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 16)])
def test_a_model_is_found_by_a_part_of_its_name_and_moves_the_chain(
    key: str, size: tuple[int, int]
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "model")
        before = desk.value("total_params")
        await desk.press(key)
        assert table(desk).keys() == [*shelf("models")]
        assert table(desk).selected() == "kimi-k2.6", "what is in force is chosen at first"
        await desk.type("qwen 235")
        assert table(desk).keys() == ["qwen3-235b-a22b"]
        assert "Qwen3 235B A22B" in desk.text("page")
        await desk.press("enter")
        assert desk.app.screen is desk.bench
        assert desk.session.setup().model == "Qwen3 235B A22B"
        assert desk.value("total_params") == 235_093_634_560 != before
        assert desk.state.field == "model"
        await desk.press("ctrl+z")
        assert desk.value("total_params") == before, "one step of the history"

    drive(scenario, size)


def test_the_columns_are_the_figures_of_the_chain() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "model")
        await desk.press("enter")
        await desk.type("deepseek r1")
        row = desk.text("page").splitlines()[0]
        assert row.split()[:7] == ["DeepSeek", "V3", "671B", "37.6B", "336", "GB", "MLA"]
        await desk.press("enter")
        shown = BOOK.variables["kv_bytes_per_token"].show(desk.value("kv_bytes_per_token"), 3)
        assert shown.split("/")[0] in row, "at the set-up's own tier"

    drive(scenario)


def test_the_whole_list_can_be_walked_and_left() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "model")
        await desk.press("enter", *["pagedown"] * 8)
        assert table(desk).selected() == [*shelf("models")][-1]
        await desk.press("pageup", "down")
        assert table(desk).selected() in [*shelf("models")][:-1]
        await desk.press("escape")
        assert desk.session.setup().model == "Kimi K2.6"
        assert not desk.state.unsaved

    drive(scenario, NARROW)


def test_accelerators_have_memory_bandwidth_and_a_typical_rent() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "hardware")
        await desk.press("enter")
        assert sorted(table(desk).keys()) == [*shelf("hardware")]
        await desk.type("h200")
        assert "151 GB" in desk.text("page")
        assert "4.8 TB/s" in desk.text("page")
        assert " to " in desk.text("page").splitlines()[0]
        await desk.press("enter")
        assert desk.session.setup().hardware == "H200"
        assert desk.value("gpu_memory") == shelf("hardware")["h200"].entries["gpu_memory"].value

    drive(scenario)


def test_what_is_not_there_says_so_and_enter_takes_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "model")
        await desk.press("enter")
        await desk.type("no such model")
        assert "Nothing in the catalogue" in desk.text("page")
        await desk.press("enter")
        assert isinstance(desk.app.screen, Shelf)

    drive(scenario)


def test_a_config_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "our-model" / "config.json"
    path.parent.mkdir()
    path.write_text(json.dumps(LLAMA))

    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "model")
        await desk.press("enter")
        await desk.type(str(path))
        assert table(desk).keys() == [PATH + str(path)]
        assert "our-model" in desk.text("page")
        await desk.press("enter")
        assert desk.session.setup().model == str(path)
        assert desk.value("total_params") == COUNTED
        await desk.press("e")
        assert desk.app.screen.query_one("#editor", Input).value == str(path)
        await desk.press("escape")

    drive(scenario)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (json.dumps({**LLAMA, "hidden_size": ...}, default=str), "hidden_size"),
        (json.dumps({**LLAMA, "model_type": "new[b]former"}), "new[b]former"),
        ('{"model_type"', "expecting"),
        (None, "no such file"),
    ],
)
@pytest.mark.parametrize("where", ["table", "field"])
def test_a_config_that_is_refused_says_why(
    tmp_path: Path, text: str | None, reason: str, where: str
) -> None:
    path = tmp_path / "config.json"
    if text is not None:
        path.write_text(text)

    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "model")
        await desk.press("enter" if where == "table" else "e")
        await desk.type(str(path))
        if where == "table":
            assert reason in desk.text("page").replace("\n", " ")
            assert table(desk).keys() == []
        else:
            typing = desk.state.typing
            assert typing is not None
            assert reason in typing.problem
            assert "\n" not in typing.problem
            assert reason[:8] in desk.text("field-story")
        await desk.press("enter", "escape")
        assert desk.app.screen is desk.bench
        assert desk.session.setup().model == "Kimi K2.6"

    drive(scenario)


def test_another_model_can_be_chosen_when_the_config_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(LLAMA))

    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "model")
        await desk.press("enter")
        await desk.type(str(path))
        await desk.press("enter")
        path.unlink()
        desk.bench.state = desk.state._replace(said="x")
        await desk.press("C")
        assert desk.bench.scene.resolved is None
        desk.bench.action_do("choose_model")
        await desk.pilot.pause()
        await desk.type("llama 8b")
        await desk.press("enter")
        assert desk.value("total_params") == 8_030_261_248

    drive(scenario)
