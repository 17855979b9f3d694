"""Machines by name: those that the catalogue has no figures of, and what instances of clouds hold.

The data stand in `fixtures/machines.toml`, which says what each part of it is.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

import tomli

import fixtures
from sessions.files.names import plain

_FILE = Path(fixtures.__file__).parent / "machines.toml"
# What stands behind the name of an instance: an accelerator, as it is called here.
_CHIPS = re.compile(
    r"(?P<name>.+?) (?:(?P<count>[0-9]{1,2}) )?"
    r"(?P<chip>(?:A100 40GB|A100 PCIe|H100 PCIe|H100 NVL|RTX PRO 6000|[A-Z]+[0-9]+[A-Z]{0,2}))"
)


class Box(NamedTuple):
    """A machine of a cloud: how many of which accelerator it holds, 0 where that differs."""

    holds: int
    chip: str
    cloud: str
    source: str


class Machines(NamedTuple):
    """What is known of machines by their names alone.

    Attributes:
        gpus, others: other ways to say a name; others are no GPUs.
        capitals: names, in small letters, that only count in capitals.
        hosts: of the others, those that GPUs stand beside.
        own: the chip of a provider that serves on its own alone, by its name in small letters.
        boxes: what an instance holds, by its name.
        slices: cores per accelerator, where a number behind its name counts them: `v5p-8`.
    """

    gpus: dict[str, tuple[str, ...]]
    others: dict[str, tuple[str, ...]]
    capitals: frozenset[str]
    hosts: frozenset[str]
    own: dict[str, str]
    boxes: dict[str, Box]
    slices: dict[str, int]


@functools.cache
def machines() -> Machines:
    """All of them."""
    data = tomli.loads(_FILE.read_text(encoding="utf-8"))
    boxes: dict[str, Box] = {}
    for cloud in data["cloud"]:
        for row in cloud["holds"].replace("\n", ";").split(";"):
            found = _CHIPS.fullmatch(row.strip())
            if found is None:
                raise RuntimeError(f"machines.toml: {row.strip()!r} names no accelerator")
            count = int(found["count"] or 0)
            boxes[found["name"]] = Box(count, found["chip"], cloud["name"], cloud["source"])
    return Machines(
        _said(data["gpus"]),
        _said(data["others"]),
        frozenset(data["capitals"].lower().split()),
        frozenset(data["hosts"].split("|")),
        {name.casefold(): chip for name, chip in data["own"].items()},
        boxes,
        data["slices"],
    )


def _said(names: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: tuple([each for each in said.split("|") if each]) for name, said in names.items()}


def no_gpu(name: str) -> bool:
    """Whether a machine is known to be none of GPUs."""
    return bool(kin(name))


@functools.lru_cache(maxsize=1024)
def kin(name: str) -> str:
    """The machine that is no GPU and that a name is one of; nothing for any other."""
    spelled = plain(name)
    for known, said in machines().others.items():
        if any(spelled.startswith(plain(each)) for each in (known, *said)):
            return known
    return ""


def box_called(name: str) -> Box | None:
    """The machine of a cloud that is spelled so."""
    spelled = plain(name).removeprefix("standard")
    return next((box for each, box in machines().boxes.items() if plain(each) == spelled), None)


def lacking(name: str) -> str:
    """Why a claim on a machine is not judged, for one that is known by its name alone; nothing for
    a name that nobody knows.
    """
    if no_gpu(name):
        return f"{name} is no GPU: the chain is one of GPUs, so a claim on it is not judged"
    spelled = plain(name)
    for known, said in machines().gpus.items():
        if spelled in [plain(each) for each in (known, *said)]:
            return f"{known} is known by its name alone, so a claim on it is not judged"
    return ""


def own_chip(provider: str) -> str:
    """What a provider serves on that has its own chips alone; nothing for any other."""
    known = machines().own
    low = provider.casefold()
    return known.get(low) or known.get(low.partition(" ")[0], "")
