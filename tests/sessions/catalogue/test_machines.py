"""Machines by name: the lists hold together, and with the catalogue."""

from __future__ import annotations

import pytest

from sessions.catalogue.catalogue import find, heads
from sessions.catalogue.machines import machines, no_gpu, own_chip
from sessions.catalogue.shelves import UnknownItem
from sessions.say import read_line
from sessions.say.vocabulary import chips, of_memory, words_of


def test_every_instance_holds_what_has_a_name() -> None:
    known = {head.title for head in heads("hardware")} | set(machines().gpus)
    for name, box in machines().boxes.items():
        assert box.chip in known, name
        assert 0 <= box.holds <= 16, name
        assert box.source


def test_no_name_is_one_of_the_catalogue_too() -> None:
    for name in (*machines().gpus, *machines().others):
        with pytest.raises(UnknownItem):
            find("hardware", name)


def test_every_name_is_heard() -> None:
    listed = machines()
    for group in (listed.gpus, listed.others):
        for name, others in group.items():
            for said in (name, *others):
                shown = said.upper() if words_of(said)[0] in listed.capitals else said
                at = read_line(f"40 tok/s/user on 2x {shown}").quote.conditions
                assert "hardware" in at, said
                assert at["gpus"].value == 2, said  # type: ignore[union-attr]


@pytest.mark.parametrize("name", sorted(machines().boxes))
def test_every_instance_is_heard_as_what_it_holds(name: str) -> None:
    box = machines().boxes[name]
    at = read_line(f"40 tok/s/user on {name}").quote.conditions
    assert at["hardware"] == box.chip
    if box.holds:
        assert at["gpus"].value == box.holds  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "size", "is_one"),
    [
        *(("A100", "80", True), ("A100", "40", False), ("H100", "80", True), ("H100", "94", False)),
        *(("B200", "192", True), ("B200", "180", True), ("H200", "141", True)),
        *(("H100", "640", True), ("RTX 4090", "48", True), ("RTX 4090", "24", True)),
        ("MI300X", "192", True),
    ],
)
def test_another_memory_is_another_accelerator(name: str, size: str, *, is_one: bool) -> None:
    assert (of_memory(name, size) == name) == is_one


def test_what_is_no_gpu_is_known_as_such() -> None:
    for name in ("SN40L", "CS-3", "Groq LPU", "Trainium2", "M4 Max", "TPU", "Ascend 910C"):
        assert no_gpu(name), name
    for name in ("RTX 3090", "H20", "A100 40GB", "XQ90"):
        assert not no_gpu(name), name


def test_who_serves_on_its_own_chips_alone_is_known() -> None:
    assert own_chip("Groq") == "Groq LPU"
    assert own_chip("cerebras inference") == "Cerebras CS-3"
    assert own_chip("Together") == own_chip("Google") == ""
    assert {*machines().own.values()} <= {*machines().others}


def test_names_in_small_letters_may_mean_something_else() -> None:
    assert "p40" in chips(()).one
    assert "hardware" not in read_line("p40 latency 1.2 s").quote.conditions
