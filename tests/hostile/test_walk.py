"""Whatever is pressed, typed, pasted, clicked and resized, in whatever order, napkin stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.walk import walk


@pytest.mark.parametrize("seed", range(2))
def test_a_random_walk_ends_where_undo_leads(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no other session lies there to be opened
    walk(seed, 150)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 120))
def test_a_long_random_walk_ends_where_undo_leads(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no other session lies there to be opened
    walk(seed, 2_000)
