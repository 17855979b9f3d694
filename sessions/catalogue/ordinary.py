"""What is ordinary of the conditions that a claim leaves unsaid: the ranges that are searched
before anybody is accused. One file has them, each with its origin: `fixtures/ordinary.toml`.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import tomli

from formulas.quantity import TIERS
from sessions.catalogue.catalogue import FIXTURES
from sessions.catalogue.item import Item


class Ordinary(NamedTuple):
    """One row: what a condition ordinarily is.

    Attributes:
        at: of a quantity, the values that are tried, in the unit of its variable, up to `most`.
        words: of a word, those that there are.
        origin: where the range comes from.
    """

    condition: str
    at: tuple[float, ...] = ()
    most: float = 0.0
    words: tuple[str, ...] = ()
    origin: str = ""


@functools.cache
def _table() -> dict[str, Any]:
    return tomli.loads((FIXTURES / "ordinary.toml").read_text(encoding="utf-8"))


@functools.cache
def ordinary(condition: str) -> Ordinary:
    """The row of a condition. Raises KeyError for one that has none."""
    row = _table()[condition]
    at = tuple([float(value) for value in row.get("at", ())])
    return Ordinary(
        condition, at, float(row.get("most", 0.0)), tuple(row.get("words", ())), row["origin"]
    )


def tiers_of(model: Item, hardware: Item) -> tuple[str, ...]:
    """The precisions of weights that a model is released in and that the hardware runs.

    Of eight bits, an accelerator without FP8 has INT8; integers of four bits are widened, and run
    everywhere.
    """
    released = model.tiers or ordinary("weights").words
    found = []
    for word in [word for word in released if word in TIERS]:
        at = "fp4" if word.endswith("fp4") else "bf16" if word == "int4" else word
        if at == "fp8" and "fp8" not in hardware.peaks and "int8" in hardware.peaks:
            found.append("int8")
        elif at in hardware.peaks or not hardware.peaks:
            found.append(word)
    # Released in one that it does not compute at alone, it runs so wherever it runs.
    return tuple(found) or tuple([word for word in released if word in TIERS])
