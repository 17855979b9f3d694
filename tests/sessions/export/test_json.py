"""One rule makes JSON of any answer, a made-up one too."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from formulas.book import quantity
from formulas.quantity import Quantity
from formulas.units import Measure, measure
from sessions.answers.about import About
from sessions.export.json import as_text, told


class Sourced(NamedTuple):
    quantity: Quantity
    from_: str


class MadeUp(NamedTuple):
    about: About
    speed: Quantity | None
    by_name: Mapping[int, Sourced]
    day: datetime.date
    unit: Measure
    words: tuple[str, ...]
    doubt: str = ""
    count_: int = 0


class Other(NamedTuple):
    secret: int

    @property
    def shape(self) -> dict[str, object]:
        return {"open": self.secret + 1, "nothing": None}


ANSWER = MadeUp(
    About("A session", "tp8", "source@1"),
    quantity("per_stream_tps", 27.0),
    {8: Sourced(quantity("gpu_price", 6 / 3600), "the list")},
    datetime.date(2026, 6, 12),
    measure("GPU"),
    (),
)


def test_an_answer_is_told_by_its_fields_in_their_order() -> None:
    assert as_text(ANSWER) == (
        '{"session":"A session","setup":"tp8","assumptions":"source@1",'
        '"speed":{"value":27.0,"unit":"tok/s/request"},'
        '"by_name":{"8":{"value":6.0,"unit":"$/GPU/hour","from":"the list"}},'
        '"day":"2026-06-12","unit":"GPU","words":[]}'
    )


def test_what_is_not_known_has_no_key_and_neither_has_what_is_as_if_nothing_was_said() -> None:
    found = json.loads(as_text(ANSWER._replace(speed=None, doubt="why", count_=2)))
    assert "speed" not in found
    assert (found["doubt"], found["count"]) == ("why", 2)


def test_a_value_with_other_keys_than_its_fields_says_which() -> None:
    assert told([Other(1), {"kept": None}]) == [{"open": 2}, {"kept": None}]


def test_what_no_script_could_read_is_no_json() -> None:
    with pytest.raises(TypeError, match="no JSON for object"):
        told(object())
    with pytest.raises(ValueError, match="JSON"):
        as_text(Other(0)._replace(secret=float("inf")))  # type: ignore[arg-type]
