"""The shipped accelerators against the public figures they were chosen from, and their names."""

from __future__ import annotations

import csv
import math
import time
from pathlib import Path

import pytest
import tomli

from formulas.book import BOOK
from sessions.catalogue import FIXTURES, UnknownItem, find, heads, shelf
from sessions.items import PRECISIONS, Item
from sessions.resolve import resolve
from sessions.say import read_line
from sessions.session import Entry, Session, SetUp
from tests.examples import example

Row = dict[str, str]

# The names that the rows of the public figures have, and what is asked for.
NAMES = {
    "A100-80G SXM": "A100",
    "H100 SXM": "H100",
    "H200 SXM": "H200",
    "B200 SXM": "B200",
    "B300 SXM": "B300",
    "GB200 (per GPU)": "GB200",
    "GB300 (per GPU)": "GB300",
    "TPU v7x (Ironwood)": "TPU v7",
    "RTX PRO 6000 Server": "RTX PRO 6000",
}
# Column, the figure it speaks of, and how many base units one of it is.
COLUMNS = {
    "memory_GB": ("gpu_memory", 1e9),
    "bandwidth_TBps": ("gpu_bandwidth", 1e12),
    "bf16_dense_PFLOPS": ("peaks.bf16", 1e15),
    "fp8_dense_PFLOPS": ("peaks.fp8", 1e15),
    "fp4_dense_PFLOPS": ("peaks.fp4", 1e15),
    "int8_dense_POPS": ("peaks.int8", 1e15),
    "interconnect_GBps_unidir": ("parts.interconnect", 1e9),
    "interconnect_GBps_bidir": ("parts.interconnect", 0.5e9),
    "power_W": ("parts.power", 1.0),
}
ALL = sorted(path.stem for path in (FIXTURES / "hardware").glob("*.toml"))
WANTED = """
    A100 H100 H200 B200 B300 GB200 GB300 MI300X MI325X MI355X L40S RTX_4090 RTX_5090 RTX_PRO_6000
    TPU_v5e TPU_v5p TPU_v6e TPU_v7 Gaudi_3
"""


def figures(item: Item, of: str) -> list[float]:
    """What an item says of a figure: the value taken first, then what other sources have."""
    kind, _, name = of.rpartition(".")
    taken: Entry | None
    if kind == "peaks":
        taken = item.peaks.get(name)
    elif kind == "parts":
        taken = item.power if name == "power" else item.interconnect
    else:
        taken = item.entries.get(of)
    others = [other.value.value for other in item.others if other.of == of]
    return [*([taken.value] if taken is not None else []), *others]


def rows(folder: Path) -> list[Row]:
    with (folder / "hardware" / "gpus.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_public_figure_is_the_one_taken_or_stands_among_the_others(shared_data: Path) -> None:
    missing = []
    for row in rows(shared_data):
        item = find("hardware", NAMES.get(row["gpu"], row["gpu"]))
        for column, (of, factor) in COLUMNS.items():
            if not row[column]:
                continue
            # A row says in its note where its GB are GiB.
            binary = column == "memory_GB" and row["memory_note"].find("GiB") >= 0
            said = float(row[column]) * (2.0**30 if binary else factor)
            if not any(math.isclose(said, known, rel_tol=1e-3) for known in figures(item, of)):
                missing.append((item.title, row["source"], column, row[column]))
    assert missing == []


def test_what_is_flagged_as_a_disagreement_shows_both_sides(shared_data: Path) -> None:
    flagged = {row["gpu"] for row in rows(shared_data) if "DISAGREE" in row["flag"]}
    assert len(flagged) >= 8
    for name in flagged:
        others = find("hardware", NAMES.get(name, name)).others
        assert others, name


def test_all_the_accelerators_that_were_asked_for_are_there() -> None:
    assert {find("hardware", name.replace("_", " ")).name for name in WANTED.split()} == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_an_accelerator_has_what_the_chain_starts_from_with_units_and_sources(name: str) -> None:
    item = shelf("hardware")[name]
    assert {"gpu_memory", "gpu_bandwidth", "gpu_flops"} <= item.entries.keys()
    assert "bf16" in item.peaks
    assert item.interconnect is not None
    assert item.link
    every = [*item.entries.values(), *item.peaks.values(), item.interconnect]
    every += [item.power] if item.power else []
    for entry in [*every, *[other.value for other in item.others]]:
        assert entry.origin.strip()
        assert not entry.origin.startswith("/"), "a public source, no path of some machine"
        assert any(letter.isalpha() for letter in entry.text), "a unit is written out"
        assert 0 < entry.value < 1e19
    assert all(other.why.strip() for other in item.others)
    # Nothing looks like a sparsity figure, or like one chip's peak under another precision.
    assert item.peaks["bf16"].value <= 2.6e15
    assert item.entries["gpu_bandwidth"].value / item.entries["gpu_memory"].value < 100
    for wide, narrow in (("bf16", "fp8"), ("fp8", "fp4")):
        if {wide, narrow} <= item.peaks.keys():
            ratio = item.peaks[narrow].value / item.peaks[wide].value
            assert 0.99 <= ratio <= 4.01, (name, wide, narrow)


@pytest.mark.parametrize("name", ALL)
def test_a_price_band_has_a_day_and_a_source_and_holds_the_price(name: str) -> None:
    item = shelf("hardware")[name]
    band = item.bands.get("gpu_price")
    if band is None:
        told = " ".join(item.not_modelled)
        assert "price" in told, "what is left out is said"
        return
    assert 0 < band.low < band.high
    assert band.origin
    year, month, day = map(int, band.date.split("-"))
    assert (2024 <= year <= 2030, 1 <= month <= 12, 1 <= day <= 31) == (True, True, True)
    assert band.low <= item.entries["gpu_price"].value <= band.high


def test_no_two_accelerators_answer_to_one_name() -> None:
    seen: dict[str, str] = {}
    for head in heads("hardware"):
        for said in {head.name, head.title, *head.aliases}:
            plain = said.lower().replace(" ", "").replace("-", "")
            assert seen.setdefault(plain, head.name) == head.name, said
            assert find("hardware", said.upper()).name == head.name
    assert len(seen) > 80


@pytest.mark.parametrize("on", ["models", "hardware", "assumptions"])
def test_a_title_leads_to_its_file_without_any_other_being_read(on: str) -> None:
    for path in (FIXTURES / on).glob("*.toml"):
        title = tomli.loads(path.read_text())["title"]
        assert on == "assumptions" or title.lower().replace(" ", "-") == path.stem


def test_the_example_keeps_the_figures_of_its_source() -> None:
    item = find("hardware", "B200")
    shown = {id: BOOK.variables[id].show(entry.value) for id, entry in item.entries.items()}
    assert shown == {
        "gpu_memory": "192 GB/GPU",
        "gpu_bandwidth": "8 TB/s/GPU",
        "gpu_flops": "10 PFLOP/s/GPU",
        "gpus_per_node": "8 GPU",
        "gpu_price": "$6/GPU/hour",
    }
    session = example()
    for setup in session.setups:
        flops = resolve(session, setup).sources["gpu_flops"].entry
        assert flops == item.entries["gpu_flops"]
    assert item.bands["gpu_price"][:2] == pytest.approx((3.5 / 3600, 6 / 3600))


@pytest.mark.parametrize(
    ("name", "tier", "pflops", "words"),
    [
        ("B200", "fp4", 10, "dense FP4"),
        ("B200", "nvfp4", 10, "dense FP4"),
        ("B200", "mxfp4", 10, "dense FP4"),
        ("B200", "fp8", 4.5, "dense fp8:"),
        ("B200", "bf16", 2.25, "dense bf16:"),
        ("B200", "", 10, "dense FP4"),
        ("H100", "fp4", 1.978, "dense fp8 (not fp4):"),
        ("H100", "FP8", 1.978, "dense fp8:"),
        ("H100", "", 0.989, "dense bf16:"),
        ("H100", "fp32", 0.989, "dense bf16"),
        ("A100", "fp8", 0.312, "dense bf16 (not fp8):"),
        ("A100", "int8", 0.624, "dense int8:"),
        ("B300", "int8", 2.25, "dense bf16 (not int8):"),  # its INT8 is slower than its BF16
        ("MI355X", "int8", 2.516, "dense bf16 (not int8):"),
        ("TPU v6e", "fp8", 0.918, "dense fp8:"),
    ],
)
def test_the_compute_is_the_dense_peak_at_the_precision_served(
    name: str, tier: str, pflops: float, words: str
) -> None:
    setup = SetUp("s", "kimi", name, weights=tier)
    flops = resolve(Session(setups=(setup,)), setup).sources["gpu_flops"]
    assert flops.entry.value == pytest.approx(pflops * 1e15)
    assert words in flops.entry.origin
    assert flops.origin == "hardware"


def test_bytes_that_were_entered_choose_the_precision_and_an_entered_peak_stays() -> None:
    size = Entry.read("bytes_per_param", "1 byte/param")
    setup = SetUp("s", "kimi", "B200", weights="fp4", entries={"bytes_per_param": size})
    session = Session(setups=(setup,))
    assert resolve(session, setup).sources["gpu_flops"].entry.value == 4.5e15
    once = {"bytes_per_param": Entry.read("bytes_per_param", "bf16")}
    assert resolve(session, setup, once).sources["gpu_flops"].entry.value == 2.25e15
    own = Entry.read("gpu_flops", "7 PFLOP/s/GPU")
    entered = setup._replace(entries={**setup.entries, "gpu_flops": own})
    found = resolve(session, entered).sources["gpu_flops"]
    assert (found.entry, found.replaced and found.replaced.value) == (own, 4.5e15)


def test_peaks_are_only_at_precisions_that_a_tier_can_ask_for() -> None:
    found = {name for item in shelf("hardware").values() for name in item.peaks}
    assert found == set(PRECISIONS)


@pytest.mark.parametrize(
    ("said", "hardware"),
    [
        ("8xH100", "H100"),
        ("on 8 x H100 SXM", "H100"),
        ("2x A100 80GB", "A100"),
        ("72x GB200 NVL72", "GB200"),
        ("8x RTX PRO 6000", "RTX PRO 6000"),
        ("4x trillium", "TPU v6e"),
        ("8x Gaudi 3", "Gaudi 3"),
        ("8x mi355x", "MI355X"),
    ],
)
def test_what_people_call_an_accelerator_is_read_in_a_quote(said: str, hardware: str) -> None:
    assert read_line(said).quote.conditions["hardware"] == hardware


def test_a_card_is_not_taken_for_the_module_of_the_same_name() -> None:
    said = read_line("8x H100 PCIe").quote.conditions["hardware"]
    assert said == "H100 PCIe"
    with pytest.raises(UnknownItem, match="did you mean h100"):
        find("hardware", str(said))
    assert find("hardware", "l40s pcie").title == "L40S"  # there is no other


def test_one_accelerator_is_found_without_reading_the_others() -> None:
    from sessions import catalogue

    for cached in (catalogue._items, catalogue._shipped, catalogue._head):
        cached.cache_clear()
    find("hardware", "B200")
    assert catalogue._shipped.cache_info().currsize == 1
    assert catalogue._head.cache_info().currsize == 0
    find("hardware", "hgx h100")  # an alias takes the heads of the files
    assert catalogue._shipped.cache_info().currsize == 2
    start = time.perf_counter()
    for _ in range(1000):
        find("hardware", "B200")
    assert time.perf_counter() - start < 0.5, "asked for with every claim that is judged"
