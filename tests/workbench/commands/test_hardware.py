"""`napkin hardware`: the table, one accelerator with its sources, and a person's own."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from formulas.quantity import read
from formulas.units import measure
from sessions.catalogue.catalogue import shelf
from sessions.files.folders import own_folder
from tests.workbench.commands.test_completion import asked
from tests.workbench.helpers import WIDE, Desk, opened
from workbench.app.app import NapkinApp, opening
from workbench.commands.cli import napkin


def run(*arguments: str) -> Result:
    return CliRunner().invoke(napkin, ["hardware", *arguments], prog_name="napkin")


def answer(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def own(name: str, text: str) -> Path:
    folder = own_folder("hardware")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


def test_the_table_has_a_line_for_each_that_fits_a_terminal() -> None:
    result = run()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    row, other = (
        " ".join(next(line for line in lines if line.startswith(name)).split())
        for name in ("H100 ", "TPU v7 ")
    )
    assert row == "H100 85.9 3.35 0.989 1.98 - 450 8 2.69-6.16 2026-11-09"
    assert other == "TPU v7 206 7.38 2.31 4.61 - 600 9216 -"
    shown = [line.split("  ")[0] for line in lines[1 : 1 + len(shelf("hardware"))]]
    assert shown == [item.title for item in shelf("hardware").values()]


def test_one_accelerator_shows_every_source_and_the_values_that_were_not_taken() -> None:
    result = run("hgx b200")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    for said in (
        "memory 192 GB source 2; public specifications say 180 or 192 (errata E2)",
        "not 180 GB: the source counts the nominal 192 GB",
        "not 180 GiB (193.3 GB)",
        "not 7.7 TB/s: the source, and InferenceX, say 8",
        "dense fp4 10 PFLOP/s source 4.5, dense FP4",
        "not 9 PFLOP/s: as listed for HGX",
        "interconnect 900 GB/s one way, NVLink 5",
        "power 1000 W",
        "price band $3.5/GPU/hour to $6/GPU/hour, 2026-06-09",
    ):
        assert said in text, said
    item = shelf("hardware")["b200"]
    for entry in (*item.entries.values(), *item.peaks.values()):
        assert entry.origin in text
    assert all(other.why in text and other.value.origin in text for other in item.others)


@pytest.mark.parametrize("name", shelf("hardware"))
def test_a_page_fits_a_terminal_of_80_columns_and_says_what_there_is_to_say(name: str) -> None:
    item = shelf("hardware")[name]
    result = run(name)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    text = " ".join(result.stdout.split())
    assert f"source: {item.source}" in text
    parts = (item.reported_memory, item.interconnect, item.network, item.domain, item.power)
    taken = [entry for id, entry in item.entries.items() if id != "gpu_flops"]  # one of the peaks
    for entry in (*taken, *item.peaks.values(), *[each for each in parts if each]):
        assert entry.origin in text
    assert all(other.why in text and other.value.origin in text for other in item.others)
    assert ("price none known" in text) == ("gpu_price" not in item.entries)
    assert all(words in text for words in item.not_modelled)


def test_quantities_in_the_json_read_back_in_and_each_has_its_source() -> None:
    found = answer("MI300X")
    assert found["title"] == "MI300X"
    assert found["values"]["gpu_memory"]["value"] == pytest.approx(192 * 1.024**3)
    assert found["reported_memory"]["value"] == pytest.approx(206.141652992)
    assert found["peaks"]["fp8"]["value"] == 2.615
    assert found["price_band"]["date"] == "2026-10-08"
    assert found["power"]["watts"] == 750
    assert found["interconnect"]["name"] == "Infinity Fabric"
    assert (found["network"]["value"], found["network"]["unit"]) == (50, "GB/s/GPU")
    assert found["network"]["name"].startswith("400 Gb/s")
    pod = answer("tpu v5p")["domain"]
    assert (pod["value"], pod["unit"]) == (8960, "GPU")
    assert {"parts.interconnect", "gpu_price", "gpu_memory"} <= {
        other["of"] for other in found["others"]
    }
    amounts = [*found["values"].values(), *found["peaks"].values(), *found["others"], pod]
    amounts += [found[name] for name in ("reported_memory", "interconnect", "network")]
    assert len(amounts) > 8
    for each in amounts:
        assert each["source"]
        unit = measure(each["unit"])
        again = read(f"{each['value']} {each['unit']}", unit).value
        assert again == pytest.approx(each["value"] * unit.factor)
        per_gpu = tuple([-power for power in measure("GPU").dimension])
        assert read(each["text"], unit, implied=(per_gpu,)).value == pytest.approx(again)


def test_the_whole_list_as_json_leaves_out_what_is_not_known() -> None:
    found = {item["name"]: item for item in answer()["hardware"]}
    assert list(found) == [*shelf("hardware")]
    assert "fp4" not in found["h100"]["peaks"]
    assert "price_band" not in found["tpu-v7"]
    assert "gpu_price" not in found["tpu-v7"]["values"]
    assert "no rental price found" in " ".join(found["tpu-v7"]["not_modelled"])
    assert "network" not in found["l40s"]
    assert "domain" not in found["gb200"], "its node is the domain"
    assert "power" not in found["tpu-v7"]
    assert "own" not in found["h100"]


@pytest.mark.parametrize(("said", "near"), [("h1000", "h100"), ("MI30X", "mi300x")])
def test_a_name_that_is_not_known_is_refused_with_the_nearest(said: str, near: str) -> None:
    result = run(said)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"error: {said!r} is not an accelerator of the catalogue" in result.stderr
    assert f"did you mean {near}?" in result.stderr


def test_a_name_that_is_no_text_for_a_terminal_is_made_harmless() -> None:
    result = run("\x1b[2Jx\nerror: forged")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr
    assert "\nerror: forged" not in result.stderr


CHIP = 'title = "Our chip"\nsource = "its data sheet"\n[values]\ngpu_memory = "64 GB"\n'


def test_an_own_one_is_in_the_table_with_its_file_and_on_its_own_page() -> None:
    path = own("our-chip", CHIP)
    result = run()
    assert result.exit_code == 0
    assert "Our chip*" in result.stdout
    assert f"Our chip: your own, {path}" in result.stdout
    assert f"your own file {path}" in run("our chip").stdout.replace("\n", " ")
    assert answer("our chip")["own"] == str(path)


def test_one_of_a_shipped_name_says_that_it_stands_in_its_place() -> None:
    own("h100", CHIP)
    assert "(in place of the shipped one)" in run().stdout
    assert answer("h100")["in_place_of_the_shipped_one"] is True


def test_a_bad_own_file_is_told_with_its_place_and_the_rest_is_shown() -> None:
    path = own("our-chip", CHIP.replace("64 GB", "64 gb"))
    result = run()
    assert result.exit_code == 2
    assert "H100" in result.stdout
    assert f"{path}:4:14  values > gpu_memory" in result.stderr
    assert "write GB for 10^9 bytes" in result.stderr
    asked_for = run("our chip")
    assert (asked_for.exit_code, asked_for.stdout) == (2, "")
    assert f"{path}:4:14" in asked_for.stderr
    assert run("h100").exit_code == 0


def test_the_chain_runs_on_every_accelerator() -> None:
    for name in shelf("hardware"):
        result = CliRunner().invoke(napkin, ["eval", "--hardware", name, "--json"])
        assert result.exit_code == 0, result.stderr
        values = json.loads(result.stdout)["values"]
        assert values["replica_memory"]["napkin"]["value"] > 0
        assert values["replica_flops"]["napkin"]["value"] > 0
        priced = "gpu_price" in shelf("hardware")[name].entries
        assert ("replica_price_per_hour" in values) == priced


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("napkin hardware mi", ["mi300x", "mi325x", "mi355x"]),
        ("napkin hardware tpu-v6", ["tpu-v6e"]),
        ("napkin eval --hardware rtx-p", ["rtx-pro-6000"]),
    ],
)
def test_names_are_completed(line: str, offered: list[str]) -> None:
    assert asked(line) == offered


def test_the_workbench_tells_of_a_bad_own_file_and_offers_the_good_ones(tmp_path: Path) -> None:
    bad = own("broken", CHIP.replace("64 GB", "64 gb"))
    own("our-chip", CHIP + 'gpu_bandwidth = "2 TB/s"\n')

    async def scenario() -> None:
        app = NapkinApp(opening(None), memory=tmp_path / "remembered.json")
        async with app.run_test(size=WIDE, notifications=True) as pilot:
            await opened(app, pilot)
            desk = Desk(app, pilot)
            await desk.settle()
            told = [str(toast.message) for toast in app._notifications]
            assert told == [f"{bad.name} left out of the catalogue. napkin hardware says why."]
            await desk.select("fields", "hardware")
            await desk.press("e")
            await desk.type("our chip")
            await desk.press("enter")
            assert desk.session.setup().hardware == "Our chip"
            assert desk.value("replica_memory") == 8 * 64e9
            assert "your own file" in " ".join(desk.text("field-story").split())

    asyncio.run(scenario())


def test_an_instance_is_shown_as_what_it_holds() -> None:
    result = run("p5.48xlarge")
    assert result.exit_code == 0
    assert result.stdout.startswith("H100\n")
    assert "AWS has: 8 of it" in result.stdout
    held = answer("ND96asr_v4".replace("asr_v4", "isr_H200_v5"))["held_by"]
    assert held["cloud"] == "Azure"
    assert held["holds"] == {"value": 8, "unit": "GPU"}


def test_what_is_known_by_name_alone_says_that_nothing_is_judged_on_it() -> None:
    for name, told in (("CS-3", "is no GPU"), ("rtx 3090", "RTX 3090 is known by its name alone")):
        result = run(name)
        assert result.exit_code == 2
        assert told in result.stderr
        assert "not judged" in result.stderr
    assert "RTX 3090" in answer()["gpus_by_name"]
    assert "Groq LPU" in answer()["others_by_name"]


def test_a_machine_of_ones_own_is_judged_under_its_name() -> None:
    own("rtx-3090", 'title = "RTX 3090"\nsource = "mine"\n[values]\ngpu_memory = "24 GB/GPU"\n')
    assert run("RTX 3090").stdout.startswith("RTX 3090")
