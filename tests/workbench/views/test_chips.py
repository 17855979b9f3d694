"""The table of accelerators: how many load the model and serve the packet, counted beside the
screen, and the story of the one that is chosen.
"""

from __future__ import annotations

import json
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from formulas.book import BOOK
from formulas.quantity import Refused
from sessions.catalogue.catalogue import find, shelf
from sessions.document.session import Entry, Packet, Session, SetUp
from sessions.files.folders import own_folder
from sessions.setups.sizing import Sized, sized
from tests.workbench.dialogs.test_shelf import LLAMA
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.app.app import opening
from workbench.dialogs import shelf as screens
from workbench.dialogs.modal import Page
from workbench.dialogs.shelf import Shelf, Whole
from workbench.state.scene import look
from workbench.views.shelf.shelf import (
    CHIPS,
    MODELS,
    chip_rows,
    model_rows,
    row_of,
    shelf_head,
    shelf_lines,
)
from workbench.views.shelf.story import CAUTION, chip_story, model_story

SMALL = (60, 16)
CHIP = 'title = "Our chip"\nsource = "its data sheet"\n[values]\ngpu_memory = "64 GB"\n'


def table(desk: Desk) -> Shelf:
    screen = desk.app.screen
    assert isinstance(screen, Shelf)
    return screen


async def opened(desk: Desk, key: str = "f7") -> list[list[str]]:
    """Open the table of accelerators and wait until it is counted; the words of its rows."""
    await desk.press(key)
    await desk.settle()
    assert table(desk).found
    return [row.split() for row in desk.text("page").splitlines()]


def told(desk: Desk) -> str:
    """The story, on one line."""
    return " ".join(desk.text("shelf-story").split())


def words_of(each: Sized) -> list[str]:
    """What a row must say of an accelerator that serves: load, serve, peak, replica."""
    serving = each.serving
    assert serving is not None
    split = [str(serving.replicas), "x", str(serving.gpus_per_replica)]
    return [str(each.gpus_to_load), str(serving.gpus), str(serving.peak_gpus), *split]


def changed(**values: str) -> Session:
    """The example with other entries in its packet."""
    session = opening(None).session
    entries = {id: Entry.read(id, text) for id, text in values.items()}
    packet = session.packet._replace(entries={**session.packet.entries, **entries})
    return session._replace(packet=packet)


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_what_is_shown_is_what_is_counted_fewest_to_serve_first(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        found = sized(desk.session, desk.session.setup())
        rows = await opened(desk)
        assert table(desk).keys() == [each.item.name for each in found]
        for each, row in zip(found, rows, strict=True):
            words = [word for word in row if word != "•"]
            words = words[len(each.item.title.split()) + 2 :]  # without name and memory
            expected = words_of(each)
            if size == SMALL:
                del expected[2]  # without the peak
            assert words[: len(expected)] == expected, each.item.title
        assert table(desk).selected() == "b200"
        marked = [row for row in rows if "•" in row]
        assert [row[1] for row in marked] == ["B200"]

    drive(scenario, size)


def test_a_wide_screen_has_requests_in_flight_and_what_holds_them() -> None:
    async def scenario(desk: Desk) -> None:
        rows = await opened(desk)
        for each, row in zip(table(desk).found, rows, strict=True):
            serving = each.serving
            assert serving is not None
            at = row.index("x")
            assert row[at + 2 : at + 4] == [str(serving.concurrency), serving.bound]

    drive(scenario)


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_typing_filters_and_enter_takes_and_the_chain_moves(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        before = desk.value("gpu_memory")
        await opened(desk)
        await desk.type("h20")
        assert table(desk).keys() == ["h200"]
        assert "H200" in desk.text("shelf-rule")
        await desk.press("enter")
        assert desk.app.screen is desk.bench
        assert desk.session.setup().hardware == "H200"
        memory = shelf("hardware")["h200"].entries["gpu_memory"].value
        assert desk.value("gpu_memory") == memory != before
        await desk.press("f2", "h")
        assert table(desk).selected() == "h200", "the key of a letter, in a pane"
        await desk.press("escape")
        assert desk.app.screen is desk.bench
        assert desk.session.setup().hardware == "H200"

    drive(scenario, size)


def test_the_table_stands_and_is_typed_in_while_it_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go = threading.Event()

    def slow(session: Session, setup: SetUp) -> tuple[Sized, ...]:
        assert go.wait(20)
        return sized(session, setup)

    monkeypatch.setattr(screens, "sized", slow)

    async def scenario(desk: Desk) -> None:
        try:
            await desk.press("f7")
            assert table(desk).keys() == [*shelf("hardware")], "as the catalogue has them"
            assert "…" in desk.text("page")
            assert "serve" not in told(desk)
            await desk.type("0")
            assert table(desk).selected() == table(desk).keys()[0] == "a100"
        finally:
            go.set()
        await desk.settle()
        assert "…" not in desk.text("page")
        assert table(desk).selected() == table(desk).keys()[0] == "b300", "the first is another now"
        assert told(desk).startswith("serve 12 GPU: 3 replicas of 4")

    drive(scenario)


def test_where_one_went_one_stays_when_the_counts_come(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slow(session: Session, setup: SetUp) -> tuple[Sized, ...]:
        assert go.wait(20)
        return sized(session, setup)

    monkeypatch.setattr(screens, "sized", slow)

    async def scenario(desk: Desk) -> None:
        try:
            await desk.press("f7")
            await desk.type("3")
            await desk.press("down")
            gone_to = table(desk).selected()
            assert gone_to != table(desk).keys()[0]
        finally:
            go.set()
        await desk.settle()
        assert table(desk).selected() == gone_to

    drive(scenario)


def test_leaving_before_it_is_counted_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slow(session: Session, setup: SetUp) -> tuple[Sized, ...]:
        assert go.wait(20)
        return sized(session, setup)

    monkeypatch.setattr(screens, "sized", slow)

    async def scenario(desk: Desk) -> None:
        try:
            await desk.press("f7", "escape")
            assert desk.app.screen is desk.bench
        finally:
            go.set()
        await desk.pilot.pause(0.1)
        assert desk.app.screen is desk.bench
        assert not desk.told()

    drive(scenario)


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_the_story_says_what_serves_and_f1_has_all_of_it(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await opened(desk)
        serving = next(each for each in table(desk).found if each.item.name == "b200").serving
        assert serving is not None
        assert told(desk).startswith(
            f"serve {serving.gpus} GPU: {serving.replicas} replicas of {serving.gpus_per_replica}, "
            f"up to {serving.concurrency} in flight each; {serving.peak_gpus} at peak"
        )
        assert f"held by {serving.bound}" in told(desk)
        await desk.press("f1")
        assert isinstance(desk.app.screen, Whole)
        whole = " ".join(desk.text("page").split())
        item = find("hardware", "b200")
        assert CAUTION in whole
        assert "memory 192 GB · source 2" in whole
        for other in item.others:
            assert other.why in whole
            assert other.value.origin.replace(" ", "") in whole.replace(" ", "")
        for entry in (*item.peaks.values(), item.interconnect, item.network, item.reported_memory):
            assert entry is not None
            assert entry.origin in whole
        assert item.bands["gpu_price"].date in whole
        assert all(words in whole for words in item.not_modelled)
        page = desk.app.screen.query_one(Page)
        await desk.press("pagedown")
        assert page.scroll_offset.y > 0, "it is read by the keyboard"
        await desk.press("escape")
        assert table(desk).selected() == "b200"
        await desk.press("f1", "f1")
        assert table(desk).selected() == "b200"

    drive(scenario, size)


def test_the_story_follows_what_is_chosen() -> None:
    async def scenario(desk: Desk) -> None:
        await opened(desk)
        await desk.press("down")
        assert table(desk).selected() == "gb200"
        assert "GB200" in desk.text("shelf-rule")
        await desk.type("l40s")
        crosses = table(desk).found[[e.item.name for e in table(desk).found].index("l40s")].serving
        assert crosses is not None
        assert crosses.crosses
        assert crosses.nodes_per_replica > 1
        assert f"spans {crosses.nodes_per_replica} nodes" in told(desk)
        assert crosses.crosses[0] in told(desk)
        await desk.type(" no such")
        assert "Nothing in the catalogue" in desk.text("page")
        assert told(desk) == ""
        await desk.press("f1", "enter")
        assert isinstance(desk.app.screen, Shelf), "there is nothing to show or to take"

    drive(scenario)


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_where_nothing_serves_the_row_says_why(size: tuple[int, int]) -> None:
    session = changed(sla_ttft="1 ms")

    async def scenario(desk: Desk) -> None:
        rows = await opened(desk)
        found = table(desk).found
        assert all(each.serving is None and "TTFT" in each.reason for each in found)
        chosen = next(each for each in found if each.item.name == "b200")
        assert f"serve {chosen.reason}" in told(desk)
        words = next(row for row in rows if "•" in row)
        begins = chosen.reason.split()[0]
        assert words[words.index(begins) - 1] == str(chosen.gpus_to_load)

    drive(scenario, size, on(session))


def test_without_a_packet_one_replica_is_what_serves() -> None:
    session = opening(None).session._replace(packet=Packet())

    async def scenario(desk: Desk) -> None:
        rows = await opened(desk)
        found = sized(desk.session, desk.session.setup())
        for each, row in zip(found, rows, strict=True):
            assert str(each.gpus_to_load) in row
            assert each.serving is None or each.serving.replicas == 1
        chosen = next(each for each in found if each.item.name == "b200").serving
        assert chosen is not None
        assert f"{chosen.gpus} GPU" in told(desk)
        assert "3 GPU hold the weights" in told(desk)

    drive(scenario, WIDE, on(session))


def test_a_model_that_is_a_config_is_sized_and_one_that_is_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "our-model" / "config.json"
    path.parent.mkdir()
    path.write_text(json.dumps(LLAMA))
    session = opening(None).session
    setup = session.setup()._replace(model=str(path))
    session = session._replace(setups=(setup, *session.setups[1:]))

    async def scenario(desk: Desk) -> None:
        await opened(desk)
        assert {each.gpus_to_load for each in table(desk).found} == {1}
        assert "1 GPU holds the weights" in told(desk)
        assert "our-model" in table(desk).heading
        await desk.press("escape")
        path.unlink()
        desk.bench.state = desk.state._replace(said="x")
        await desk.press("f2", "C")
        assert desk.bench.scene.resolved is None
        await desk.press("f7")
        await desk.settle()
        assert not table(desk).found
        assert sorted(table(desk).keys()) == [*shelf("hardware")]
        assert "not known" in told(desk)
        assert "…" not in desk.text("page")
        await desk.press("escape")
        assert desk.app.screen is desk.bench

    drive(scenario, WIDE, on(session))


def test_an_own_accelerator_stands_in_the_table_with_its_file() -> None:
    folder = own_folder("hardware")
    folder.mkdir(parents=True)
    path = folder / "our-chip.toml"
    path.write_text(CHIP)

    async def scenario(desk: Desk) -> None:
        await opened(desk)
        await desk.type("our")
        assert table(desk).keys() == ["our-chip"]
        assert "Our chip*" in desk.text("page")
        found = next(each for each in table(desk).found if each.item.name == "our-chip")
        assert found.gpus_to_load is not None
        assert f" {found.gpus_to_load} " in desk.text("page")
        await desk.press("f1")
        assert str(path) in desk.text("page").replace("\n", "").replace(" ", "")
        await desk.press("escape", "enter")
        assert desk.session.setup().hardware == "Our chip"
        assert desk.value("gpu_memory") == 64e9

    drive(scenario)


def test_an_own_accelerator_that_was_refused_is_told_where_it_is_looked_for() -> None:
    folder = own_folder("hardware")
    folder.mkdir(parents=True)
    (folder / "our-chip.toml").write_text(CHIP.replace("64 GB", "64 gb"))

    async def scenario(desk: Desk) -> None:
        await opened(desk)
        await desk.type("our")
        assert table(desk).keys() == []
        assert "our-chip.toml" in desk.text("page").replace("\n", "")

    drive(scenario)


@pytest.mark.parametrize("width", [44, 51, 60, 70, 90, 109, 130])
@pytest.mark.parametrize("which", ["as it is", "nothing serves", "not counted", "a problem"])
def test_no_row_is_wider_than_the_box_and_headings_end_where_figures_do(
    width: int, which: str
) -> None:
    session = changed(sla_ttft="1 ms") if which == "nothing serves" else changed()
    scene = look(on(session))
    counted = sized(session, session.setup()) if which in ("as it is", "nothing serves") else ()
    rows = chip_rows(scene, counted, "no model" if which == "a problem" else "")
    long = find("hardware", "b200")._replace(name="x", title="x" * 60)
    rows = (*rows, row_of(long, rows[0].columns))
    head = shelf_head(CHIPS, rows, width)
    lines = shelf_lines("hardware", CHIPS, rows, "", "b200", width)
    assert len(lines) == len(rows)
    ends = {len(head.text)} | {len(line.text) for line in lines}
    assert len(ends) == 1
    assert max(ends) <= width
    if which == "as it is":
        assert not any("…" in line.text for line in lines[:-1]), "no figure is cut"
    assert {"memory", "load", "serve"} <= set(head.text.split())
    ends_at = head.text.index("load") + len("load")
    for line, row in zip(lines, rows, strict=True):
        assert line.text[:ends_at].endswith(f" {row.columns[1]}")


def test_columns_fall_away_in_the_order_of_what_is_asked_least() -> None:
    scene = look(opening(None))
    rows = chip_rows(scene, sized(scene.session, scene.session.setup()))
    left: list[set[str]] = []
    for width in range(140, 40, -1):
        text = shelf_head(CHIPS, rows, width).text
        kept = {column.name for column in CHIPS if f" {column.name}" in text}
        if not left or left[-1] != kept:
            left.append(kept)
    gone = [next(iter(one - other)) for one, other in pairwise(left)]
    assert gone == [
        "dense peak",
        "bandwidth",
        "in flight",
        "held by",
        "at peak",
        "$/GPU/hour",
        "replica",
    ]


def test_the_peak_is_that_at_the_precision_of_the_weights() -> None:
    scene = look(opening(None))
    at = [column.name for column in CHIPS].index("dense peak")
    shown = {row.name: row.columns[at] for row in chip_rows(scene, ())}
    assert shown["b200"] == "10 PF/s", "fp4"
    fp8 = find("hardware", "h100").peaks["fp8"].value
    said = BOOK.variables["gpu_flops"].show(fp8, 3).removesuffix("/GPU").replace("FLOP", "F")
    assert shown["h100"] == said, "which has no fp4"


@pytest.mark.parametrize("name", [*shelf("hardware")])
@pytest.mark.parametrize("width", [46, 66, 100])
def test_a_story_has_everything_within_its_width(name: str, width: int) -> None:
    scene = look(opening(None))
    item = shelf("hardware")[name]
    lines = chip_story(item, None, "", scene, width)
    assert max(len(line.text) for line in lines) <= width
    text = "".join(line.text for line in lines).replace(" ", "")
    said: list[Any] = [*item.peaks.values(), item.reported_memory, item.interconnect, item.network]
    for origin in [entry.origin for entry in said if entry] + [item.source]:
        assert origin.replace(" ", "").replace("·", "") in text.replace("·", "")
    for other in item.others:
        assert other.why.replace(" ", "") in text


@pytest.mark.parametrize("name", [*shelf("models")])
def test_a_model_tells_its_figures_their_sources_and_what_is_left_out(name: str) -> None:
    scene = look(opening(None))
    item = shelf("models")[name]
    lines = model_story(item, scene, name, 66)
    assert max(len(line.text) for line in lines) <= 66
    text = "".join(line.text for line in lines).replace(" ", "")
    for entry in item.entries.values():
        assert entry.origin.replace(" ", "") in text
    for words in (*item.not_modelled, item.source):
        assert words.replace(" ", "") in text


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_a_models_story_has_weights_and_cache_at_the_tiers_of_the_set_up(
    size: tuple[int, int],
) -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.action_do("choose_model")
        await desk.pilot.pause()
        page = desk.app.screen.query_one(Page)
        at = [line.key for line in page.lines].index("kimi-k2.6")
        top = round(page.scroll_offset.y)
        assert top <= at < top + desk.app.screen.query_one("#shelf-table").size.height
        await desk.press("f1")
        show = BOOK.variables
        weights = show["weight_bytes"].show(desk.value("weight_bytes"), 3)
        cached = show["kv_bytes_per_token"].show(desk.value("kv_bytes_per_token"), 3)
        assert f"weights       {weights} · at fp4" in desk.text("page")
        assert f"KV per token  {cached.split('/')[0]} · at fp8" in desk.text("page")
        await desk.press("escape")
        await desk.type("deepseek r1")
        assert "published as 671B" in told(desk)

    drive(scenario, size)


def test_the_rows_of_models_are_as_wide_as_their_headings() -> None:
    from workbench.state.scene import look

    scene = look(opening(None))
    rows = model_rows(scene)
    for width in (51, 66, 70, 88):
        head = shelf_head(MODELS, rows, width)
        lines = shelf_lines("model", MODELS, rows, "", "", width)
        assert {len(line.text) for line in lines} == {len(head.text)}
        assert len(head.text) <= width
    shown = {row.name: row.columns[3] for row in rows}
    assert shown["deepseek-v3.2"] == "MLA, indexed"


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_nothing_stands_outside_the_box(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await opened(desk)
        box = desk.app.screen.query_one(".box")
        assert desk.app.screen.region.contains_region(box.region)
        for id in ("shelf-head", "shelf-table", "shelf-rule", "shelf-story"):
            view = desk.app.screen.query_one(f"#{id}")
            assert view.size.height >= 1
            assert box.region.contains_region(view.region)
        for id in ("page", "shelf-head", "shelf-story", "shelf-rule"):
            view = desk.app.screen.query_one(f"#{id}")
            widest = max(len(row) for row in desk.text(id).splitlines())
            assert widest <= view.size.width

    drive(scenario, size)


def test_the_palette_has_it_by_what_it_is_for() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+p")
        await desk.type("gpus to serve")
        await desk.pilot.pause(0.3)
        await desk.press("enter")
        await desk.settle()
        assert table(desk).field == "hardware"
        assert desk.app.screen.query_one(Input).has_focus

    drive(scenario)


def test_a_set_up_that_cannot_be_sized_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(session: Session, setup: SetUp) -> tuple[Sized, ...]:
        raise Refused("fp3", "not a quantization tier", "one of fp4")

    monkeypatch.setattr(screens, "sized", refuses)

    async def scenario(desk: Desk) -> None:
        await desk.press("f7")
        await desk.settle()
        assert "not a quantization tier" in told(desk)
        assert "—" in desk.text("page")

    drive(scenario)
