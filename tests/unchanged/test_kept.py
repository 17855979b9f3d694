"""What the napkin of before wrote on the disk opens as before. How it looks then is recorded among
the screens (`as it was left`), and what sessions say among the commands (`kept`).
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.unchanged import inside
from tests.unchanged.pictures import walk
from tests.unchanged.screens import WALKS
from tests.unchanged.stage import KEPT, config_of, lay, memory_of, place

HOME = Path("home")


def test_settings_and_keys_come_back() -> None:
    settings, keys, wrong = inside.kept_settings(config_of(KEPT))
    assert settings == {
        "colours": "light", "density": "compact", "drawing": "stacked", "substituted": True,
        "ascii": False, "resume": True, "hints": True, "mouse": True, "toasts": 15,
    }  # fmt: skip
    assert keys == {"why": ("f7", "w"), "keep_said": ("ctrl+k",)}
    assert wrong == 1  # the file takes the last key from an action, which is told


def test_everything_remembered_comes_back() -> None:
    path = memory_of(KEPT)
    written = json.loads(path.read_text(encoding="utf-8"))
    found = inside.kept_memory(path)
    assert json.loads(json.dumps(found)) == written
    assert len(written["recent"]) == 3
    assert len(written["said"]) == 6


@pytest.mark.parametrize("name", ["second.toml"])
def test_a_session_saved_again_is_the_same_file(name: str) -> None:
    walk(WALKS["saved again"])
    again = place() / "walk/desk/again.toml"
    assert again.read_bytes() == (KEPT / "desk" / name).read_bytes()


def test_what_is_kept_is_what_it_says(tmp_path: Path) -> None:
    lay(tmp_path, kept=True)
    rescued = [*memory_of(tmp_path).parent.glob("rescued-*.toml")]
    (data,) = [tomllib.loads(path.read_text(encoding="utf-8")) for path in rescued]
    assert data["title"] == "Rescued work"
    visits = inside.kept_memory(memory_of(tmp_path))["recent"]
    assert isinstance(visits, list)
    assert {Path(visit["path"]).parent for visit in visits} == {tmp_path / "desk"}
