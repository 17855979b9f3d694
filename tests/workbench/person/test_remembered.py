"""What napkin remembers: never in the way, and never more than it was told."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workbench.person.remembered import (
    MOST,
    MOST_SAID,
    Memory,
    Visit,
    memory_path,
    recall,
    remember,
)


def test_what_was_remembered_is_recalled(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "remembered.json"
    visit = Visit("/deals/acme.toml", 12.5, "10x-off", "tp8", "fit", "mbu", "ttft", "2.1")
    memory = Memory((visit,), ("Acme: $0.28/M",), ("say",), 3)
    remember(lambda _: memory, path)
    assert recall(path) == memory
    assert recall(path).visit("/deals/../deals/acme.toml") == visit
    assert recall(path).visit("/deals/other.toml") is None


def test_the_newest_visit_stands_first_and_each_file_once(tmp_path: Path) -> None:
    memory = Memory()
    for number in range(MOST + 5):
        memory = memory.visited(Visit(f"/{number}.toml", number))
    memory = memory.visited(Visit("/10.toml", 99))
    assert len(memory.recent) == MOST
    assert memory.recent[0] == Visit("/10.toml", 99)
    assert len({visit.path for visit in memory.recent}) == MOST
    assert memory.forgotten("/10.toml").visit("/10.toml") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"recent": 3, "said": "x", "steps": null, "started": "many"}',
        '{"recent": [3, {}, {"path": 4}], "said": [3, null]}',
        '{"started": true, "recent": [{"path": "/a", "when": "now", "setup": 3}]}',
        "[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "remembered.json"
    path.write_text(text)
    found = recall(path)
    assert found.said == ()
    assert [visit._replace(path="/a") for visit in found.recent] in ([], [Visit("/a")])


def test_no_more_is_kept_than_the_bounds(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    lines = tuple([f"line {number}" for number in range(MOST_SAID + 50)])
    remember(lambda memory: memory._replace(said=lines), path)
    assert recall(path).said == lines[-MOST_SAID:]


def test_a_home_that_cannot_be_written_to_forgets(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    remember(lambda memory: memory._replace(started=1), tmp_path / "file" / "remembered.json")
    assert recall(tmp_path / "file" / "remembered.json") == Memory()


def test_what_another_napkin_wrote_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    remember(lambda memory: memory.visited(Visit("/theirs.toml")), path)
    remember(lambda memory: memory.visited(Visit("/mine.toml")), path)
    assert [visit.path for visit in recall(path).recent] == ["/mine.toml", "/theirs.toml"]


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    remember(lambda memory: memory, path)
    assert not path.exists()


def test_the_path_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert os.fspath(memory_path()) == str(tmp_path / "napkin" / "remembered.json")


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "remembered.json")
    assert recall(tmp_path / "remembered.json") == Memory()


def test_a_time_that_no_clock_shows_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    for when in ("1" + "0" * 400, "-5", "1e300"):
        path.write_text(f'{{"recent": [{{"path": "/a", "when": {when}}}]}}')
        assert recall(path).recent == (Visit("/a"),)


def test_two_who_remember_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"

    def add(number: int) -> None:
        remember(lambda memory: memory.visited(Visit(f"/{number}.toml", number)), path)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(20)))
    assert len(recall(path).recent) == 20
