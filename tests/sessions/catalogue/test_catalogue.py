"""The shipped accelerators against the public figures they were chosen from, and their names."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
import tomli

from formulas.book import BOOK
from sessions.catalogue.catalogue import FIXTURES, find, heads, shelf
from sessions.catalogue.item import PRECISIONS, Item
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Entry, Session, SetUp
from sessions.say import read_line
from sessions.setups.resolve import resolve
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
        taken = getattr(item, name)
    else:
        taken = item.entries.get(of)
    others = [other.value.value for other in item.others if other.of == of]
    return [*([taken.value] if taken is not None else []), *others]


def rows(folder: Path) -> list[Row]:
    with (folder / "hardware" / "gpus.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def binary(row: Row) -> bool:
    """Whether the memory of a row is in GiB, of which its note speaks."""
    return "GiB" in row["memory_note"]


def unseen(row: Row, item: Item) -> list[tuple[str, str]]:
    """The figures of a row that an item neither takes nor shows with why it does not."""
    missing = []
    for column, (of, factor) in COLUMNS.items():
        if not row[column]:
            continue
        unit = 2.0**30 if column == "memory_GB" and binary(row) else factor
        said = float(row[column]) * unit
        # Half of the last digit that is printed; 8 is no rounding of 7.7 all the same.
        decimals = len(row[column].partition(".")[2])
        near = min(0.5 * 10.0**-decimals * unit, 0.003 * said) * (1 + 1e-9)
        if not any(abs(said - known) <= near for known in figures(item, of)):
            missing.append((column, row[column]))
    return missing


def test_every_public_figure_is_the_one_taken_or_stands_among_the_others(shared_data: Path) -> None:
    missing, seen = [], set()
    for row in rows(shared_data):
        item = find("hardware", NAMES.get(row["gpu"], row["gpu"]))
        seen.add(item.name)
        missing += [(item.title, row["source"], *each) for each in unseen(row, item)]
    assert missing == []
    assert seen == set(ALL), "a chip without a row was compared with nothing"


@pytest.mark.parametrize(
    ("name", "column", "said"),
    [
        ("GB300", "memory_GB", "192"),
        ("B200", "memory_GB", "186"),
        ("H100", "fp8_dense_PFLOPS", "3.958"),  # with sparsity
        ("H100", "interconnect_GBps_unidir", "900"),  # both directions for one
        ("B200", "bandwidth_TBps", "7"),
        ("MI300X", "power_W", "700"),
    ],
)
def test_a_figure_that_stands_nowhere_is_found(name: str, column: str, said: str) -> None:
    row = {**dict.fromkeys(COLUMNS, ""), "memory_note": "", column: said}
    assert unseen(row, find("hardware", name)) == [(column, said)]


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
    if "gpu_price" not in item.entries:
        told = " ".join(item.not_modelled)
        assert "no rental price found in public sources on 2026-11-22" in told
        assert band is None
        return
    if band is None:
        assert "price band" in " ".join(item.not_modelled), "what is left out is said"
        return
    assert 0 < band.low < band.high
    assert band.origin
    year, month, day = map(int, band.date.split("-"))
    assert (2024 <= year <= 2030, 1 <= month <= 12, 1 <= day <= 31) == (True, True, True)
    assert band.low <= item.entries["gpu_price"].value <= band.high


@pytest.mark.parametrize("name", ALL)
def test_a_driver_reports_about_the_memory_that_is_sold(name: str) -> None:
    item = shelf("hardware")[name]
    reported = item.reported_memory
    assert reported is not None
    assert reported.origin.strip()
    # A TPU v5p has 95.74 GiB to fill and is sold as 95.
    assert 0.9 < reported.value / item.entries["gpu_memory"].value < 1.01


# How many share the fast interconnect, and bytes a second to others, from the data sheets.
WIRED = {
    "a100": (8, 25),
    "b200": (8, 50),
    "b300": (8, 100),
    "gb200": (72, 50),
    "gb300": (72, 100),
    "gaudi-3": (8, 75),
    "h100": (8, 50),
    "h200": (8, 50),
    "l40s": (8, None),
    "mi300x": (8, 50),
    "mi325x": (8, 50),
    "mi355x": (8, 50),
    "rtx-4090": (1, None),
    "rtx-5090": (1, None),
    "rtx-pro-6000": (8, None),
    "tpu-v5e": (256, 3.125),
    "tpu-v5p": (8960, 6.25),
    "tpu-v6e": (256, 12.5),
    "tpu-v7": (9216, 12.5),
}


@pytest.mark.parametrize("name", ALL)
def test_what_crosses_between_accelerators_is_known_with_its_source(name: str) -> None:
    item = shelf("hardware")[name]
    node = item.entries.get("gpus_per_node")
    if item.domain is not None:
        assert item.domain.origin.strip()
        assert node is None or item.domain.value > node.value, "what a node says is not repeated"
    if item.network is not None:
        assert item.network.origin.strip()
        assert item.network_name
    domain = item.domain or node
    assert (domain and domain.value, item.network and item.network.value / 1e9) == WIRED[name]


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
    from sessions.catalogue import catalogue

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
