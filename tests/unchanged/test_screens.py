"""Every recorded picture of the screen is as it was: each character and each colour."""

from __future__ import annotations

import pytest

from tests.unchanged import records
from tests.unchanged.pictures import file_of, walk
from tests.unchanged.screens import WALKS


@pytest.mark.parametrize("name", WALKS)
def test_the_screens_of_a_walk_are_as_they_were(name: str) -> None:
    recorded, now = records.read(file_of(name)), walk(WALKS[name])
    for picture, painted in now.items():
        records.same(f"{name}: {picture}", recorded.get(picture), painted)
    assert [*recorded] == [*now]


def test_there_are_enough_pictures_at_each_size() -> None:
    sizes = [(plan.size, step) for plan in WALKS.values() for step in plan.steps]
    pictures = [size for size, step in sizes if step.startswith("picture ")]
    assert len(pictures) >= 40
    assert {(80, 24), (120, 40), (200, 50), (60, 16)} <= {*pictures}
