"""A person's own models and accelerators: they count, they win, and a bad one hides nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sessions.catalogue.catalogue import FIXTURES, find, heads, refused, shelf
from sessions.catalogue.shelves import Shelf, UnknownItem
from sessions.document.session import Session, SetUp
from sessions.files.folders import own_folder
from sessions.files.problems import BadDocument
from sessions.say import read_line
from sessions.setups.placed import with_machine
from sessions.setups.resolve import resolve

SHIPPED = len([*(FIXTURES / "hardware").glob("*.toml")])
CHIP = """# Ours.
title = "Our chip"
aliases = ["box 7", "ours"]
source = "its data sheet, 2026-11-01"

[values]
gpu_memory = { value = "64 GB", origin = "page 2" }
gpu_bandwidth = "2 TB/s"

[peaks]
bf16 = "0.5 PFLOP/s"
fp8 = "1 PFLOP/s"

[parts]
interconnect = { value = "100 GB/s", name = "cables" }
network = { value = "25 GB/s", name = "200 Gb/s", origin = "page 4" }
domain = "16 GPU"
reported_memory = { value = "62 GiB", origin = "its driver" }
power = "300 W"

[bands.gpu_price]
low = "$1/GPU/hour"
high = "$2/GPU/hour"
date = 2026-11-01
origin = "our books"

[[other]]
of = "gpu_memory"
value = "60 GB"
origin = "the driver"
why = "what is left of it"
"""
MODEL = """title = "Our model"
source = "its config"
[kinds]
attention = "kv"
feed_forward = "dense"
[values]
total_params = "7B param"
num_layers = "32"
"""


def put(name: str, text: str | bytes, on: Shelf = "hardware") -> Path:
    """A file in the person's own folder. Each test has one of its own."""
    folder = own_folder(on)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def said_of(name: str, text: str | bytes) -> str:
    """What is said of a file that is refused."""
    put(name, text)
    (bad,) = refused("hardware")
    assert isinstance(bad, BadDocument)
    return str(bad)


def test_an_own_accelerator_is_found_offered_and_computed_with() -> None:
    path = put("our-chip", CHIP)
    item = find("hardware", "BOX 7")
    assert (item.title, item.own, item.instead) == ("Our chip", str(path), False)
    assert item.entries["gpu_memory"].origin == "page 2"
    assert item.entries["gpu_bandwidth"].origin == "its data sheet, 2026-11-01"
    assert (item.power and item.power.value, item.link) == (300.0, "cables")
    parts = [part and part[1:] for part in (item.network, item.domain, item.reported_memory)]
    sheet = "its data sheet, 2026-11-01"
    assert parts == [(25e9, "page 4"), (16.0, sheet), (62 * 2.0**30, "its driver")]
    assert item.network_name == "200 Gb/s"
    assert item.bands["gpu_price"].date == "2026-11-01"
    assert "our-chip" in shelf("hardware")
    assert "Our chip" in [head.title for head in heads("hardware")]
    setup = with_machine(SetUp("s", "kimi", "B200", weights="fp8"), "ours").setup
    resolved = resolve(Session(setups=(setup,)), setup)
    assert resolved.sources["gpu_flops"].entry.value == 1e15
    assert resolved.evaluate().get("node_bandwidth", "napkin") is None  # it says no gpus_per_node
    assert "your own file" in item.provenance
    assert refused("hardware") == ()


def test_an_own_model_is_read_by_the_same_reader() -> None:
    put("our-model", MODEL, "models")
    item = find("models", "our model")
    assert item.choices == {"attention": "kv", "feed_forward": "dense"}
    assert item.entries["total_params"].value == 7e9
    assert "our-model" in shelf("models")
    assert "our-model" not in shelf("hardware")


@pytest.mark.parametrize("name", ["b200", "B-200"])
def test_an_own_file_of_a_shipped_name_stands_in_its_place_and_says_so(name: str) -> None:
    put(name, CHIP.replace("Our chip", "B200"))
    item = find("hardware", "b200")
    assert item.entries["gpu_memory"].value == 64e9
    assert (item.name, item.instead) == ("b200", True)
    assert "in place of the shipped one" in item.provenance
    assert len(shelf("hardware")) == SHIPPED
    assert find("hardware", "H100").own == ""


def test_an_own_title_or_alias_comes_before_a_shipped_one() -> None:
    put("mine", CHIP.replace("box 7", "h100 sxm"))
    assert find("hardware", "H100 SXM").title == "Our chip"
    assert find("hardware", "H100").title == "H100"


def test_the_folder_is_beside_the_settings_file_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("our-chip", CHIP)
    monkeypatch.setenv("NAPKIN_CONFIG", str(tmp_path / "elsewhere" / "mine.toml"))
    assert own_folder("hardware") == tmp_path / "elsewhere" / "hardware"
    put("other-chip", CHIP.replace("Our chip", "Other").replace("ours", "theirs"))
    with pytest.raises(UnknownItem):
        find("hardware", "our chip")
    assert find("hardware", "other").own.startswith(str(tmp_path / "elsewhere"))


def test_a_line_knows_the_accelerators_of_the_folder_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_line("$2.90 a GPU hour on 8x box 7").quote.unread
    monkeypatch.setenv("NAPKIN_CONFIG", str(tmp_path / "elsewhere" / "mine.toml"))
    put("our-chip", CHIP)
    said = read_line("$2.90 a GPU hour on 8x box 7").quote
    assert not said.unread
    assert said.conditions["hardware"] == "Our chip"


# ------------------------------------------------------------------------------------------------
# what is refused: with file, line, key, what was expected and a fix


@pytest.mark.parametrize(
    ("there", "instead", "words"),
    [
        ('"64 GB"', '"64 gb"', (":7:", "values > gpu_memory > value", "write GB for 10^9")),
        ('"64 GB"', '"64 TB/s"', (":7:", "expected GB/GPU", 'help: write "')),
        ('"64 GB"', "64", ("that is a number", "a quantity in quotes")),
        ('"64 GB"', '"-3 GB"', ("outside",)),
        ('"64 GB"', '"1e999 GB"', ("not a finite number",)),
        ("gpu_memory =", "gpu_memroy =", ("gpu_memroy", "did you mean gpu_memory?")),
        ("gpu_memory =", "total_params =", ("nothing here reads this", "one of")),
        ("fp8 =", "fp7 =", ("peaks > fp7", "did you mean fp8?")),
        ('"1 PFLOP/s"', '"1 POP/s"', ("peaks > fp8", "POP")),
        ('"300 W"', '"300 kW"', (":19:", "parts > power", "700 W")),
        ('"25 GB/s"', '"200 Gb/s"', ("parts > network", "bits or bytes")),
        ('"16 GPU"', '"0 GPU"', ("parts > domain", "outside")),
        ('"62 GiB"', '"62 gib"', ("parts > reported_memory", "GiB")),
        ("domain =", "domian =", ("parts > domian", "did you mean domain?")),
        ('"300 W"', '"0 W"', ("parts > power", "outside")),
        ('"300 W"', f'"{"9" * 400} W"', ("parts > power", "outside")),
        ('"300 W"', '"1.2.3 W"', ("parts > power", "not a power")),
        ('"box 7"', '""', ("aliases", "a name that nobody can type")),
        ('"box 7"', '"a\\u0007b"', (":3:", "a name that nobody can type")),
        ('"Our chip"', f'"{"x" * 61}"', (":2:", "too long to say")),
        ('"100 GB/s"', '"100 Gb/s"', ("parts > interconnect", "bits or bytes")),
        ('low = "$1/GPU/hour"', 'low = "$3/GPU/hour"', ("low is above high", "swap the two")),
        ('low = "$1/GPU/hour"', 'low = "1 s"', ("bands > gpu_price > low", "expected $/GPU/hour")),
        ("[bands.gpu_price]", "[bands.gpu_prize]", ("gpu_prize", "did you mean gpu_price?")),
        ('of = "gpu_memory"', 'of = "memory"', ("other 1 > of", "such as gpu_memory")),
        ('why = "what is left of it"', "", ("why: it is missing",)),
        ('title = "Our chip"', "", ("title: it is missing", 'write title = "..."')),
        ('title = "Our chip"', "title = 7", (":2:", "title: that is a number")),
        ('source = "its data sheet, 2026-11-01"', 'source = " "', ("source: it is empty",)),
        ('["box 7", "ours"]', '["box 7", 8]', ("aliases: that is no list of texts",)),
        ('["box 7", "ours"]', '"box 7"', ("aliases: that is no list of texts",)),
        ("[peaks]", "[[peaks]]", ("peaks: that is a list", "write [peaks]")),
        ("[values]", "[valeus]", ("did you mean values?",)),
        ("[[other]]", "[other]", ("write [[other]]",)),
        ('origin = "page 2"', "origin = nan", ("not a finite number",)),
        ('origin = "page 2"', "orogin = 'x'", ("did you mean origin?",)),
        ("[values]", "[values", (":6:",)),
    ],
)
def test_a_bad_file_is_refused_with_its_place_and_a_fix(
    there: str, instead: str, words: tuple[str, ...]
) -> None:
    assert there in CHIP
    said = said_of("our-chip", CHIP.replace(there, instead, 1))
    for each in (*words, "our-chip.toml:"):
        assert each in said
    with pytest.raises(UnknownItem, match=r"our-chip\.toml"):
        find("hardware", "our chip")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfet\x00i\x00",
        b"\x00\x01\x02",
        b"title = " + b"[" * 5000,
        b"a." * 500 + b"b = 1",
        b"x = 1\n" * 30_000,
        b"title = 1e9999999",
        b"title = " + b"9" * 10_000,
        b'title = "\x1b[2J"\nsource = "\x1b]0;x\x07"\n[values]\ngpu_memory = "\x1b[31m"',
        b"values = 3\npeaks = 'x'\nparts = []\nbands = [1]\nother = [1, [2]]",
        b"kinds = 0\naliases = {}\nnot_modelled = 3\nversion = []",
        b"[values]\ngpu_memory = { value = { value = 1 } }\n[parts]\ninterconnect = []\npower = {}",
        b"[bands]\ngpu_price = 4\n[[other]]\n[[other]]\nof = 3\nvalue = []",
        CHIP.encode() + b"\ntitle = 'twice'",
    ],
    ids=lambda text: ascii(text[:20]),  # a text of 200 KB is no name of a test
)
def test_no_file_hides_what_is_shipped_or_ends_in_a_traceback(text: bytes) -> None:
    said = said_of("h100", text)
    assert "h100.toml" in said
    assert "\x1b" not in said
    assert len(said) < 200_000
    item = find("hardware", "H100")
    assert (item.own, item.entries["gpu_memory"].value) == ("", 80 * 2**30)
    assert len(shelf("hardware")) == SHIPPED


@pytest.mark.parametrize("name", [b"\xff\xfe", b"a\x1b[2Jb", b"a\nb", "a\u202eb".encode()])
def test_a_name_that_nobody_can_type_is_refused(name: bytes) -> None:
    folder = own_folder("hardware")
    folder.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name + b".toml")).write_text(CHIP)
    (bad,) = refused("hardware")
    assert "a name that nobody can type" in str(bad)
    assert str(bad).encode()
    assert "\x1b" not in str(bad)
    assert len(shelf("hardware")) == SHIPPED


def test_neither_a_pipe_nor_a_folder_is_waited_for() -> None:
    folder = own_folder("hardware")
    (folder / "folder.toml").mkdir(parents=True)
    os.mkfifo(folder / "pipe.toml")
    (folder / "gone.toml").symlink_to(folder / "nowhere")
    said = "\n".join([str(bad) for bad in refused("hardware")])
    assert "a folder" in said
    assert "not a regular file" in said
    assert "no such file" in said
    assert find("hardware", "B200").own == ""


def test_a_file_where_the_folder_should_be_is_no_folder() -> None:
    folder = own_folder("hardware")
    folder.parent.mkdir(parents=True)
    folder.write_text("not a folder")
    assert find("hardware", "B200").title == "B200"
    assert refused("hardware") == ()


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ('"62 GiB"', '"900 GB"', "more than the memory"),
        ('domain = "16 GPU"', 'domain = "2.5 GPU"', "not a whole number"),
    ],
)
def test_parts_that_no_accelerator_has_are_refused(was: str, now: str, words: str) -> None:
    put("our-chip", CHIP.replace(was, now))
    with pytest.raises(UnknownItem, match=words):
        find("hardware", "our-chip")
