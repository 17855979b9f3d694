"""Large sessions: opened, judged and saved beside the screen; esc leaves what was open."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sessions.store.save import save
from tests.bench.large import large
from tests.examples import example
from tests.workbench.actions.test_files import put
from tests.workbench.helpers import Desk, drive, on
from workbench.actions import files
from workbench.dialogs.modal import Busy, Tell
from workbench.state.state import start


def file_of(folder: Path, quotes: int, claims: int) -> Path:
    path = folder / "large.toml"
    save(large(quotes, claims), path)
    return path


async def ask_for(desk: Desk, path: Path) -> None:
    await desk.press("ctrl+o")
    put(desk, str(path))
    await desk.press("enter")


class Gate:
    """Holds a call up until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
        self.opened = threading.Event()
        call = getattr(module, name)

        def held(*arguments: object, **options: object) -> object:
            assert self.opened.wait(10)
            return call(*arguments, **options)

        monkeypatch.setattr(module, name, held)


async def until_busy(desk: Desk) -> None:
    for _ in range(100):
        if isinstance(desk.app.screen, Busy):
            return
        await desk.pilot.pause(0.02)
    raise AssertionError("nothing was said of what takes long")


def test_a_large_file_opens_beside_the_screen(tmp_path: Path) -> None:
    path = file_of(tmp_path, 60, 20)

    async def scenario(desk: Desk) -> None:
        await ask_for(desk, path)
        await desk.settle()
        assert desk.state.path == str(path)
        assert len(desk.bench.scene.judged) == 60
        assert not isinstance(desk.app.screen, Busy)

    drive(scenario)


def test_esc_stops_opening_and_leaves_what_was_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_of(tmp_path, 60, 20)
    gate = Gate(monkeypatch, files, "load")

    async def scenario(desk: Desk) -> None:
        before = desk.state
        await ask_for(desk, path)
        await until_busy(desk)
        assert "large.toml" in desk.text("page")
        await desk.press("escape")
        gate.opened.set()
        await desk.pilot.pause(0.3)
        assert desk.state is before
        assert desk.app.screen is desk.bench

    drive(scenario, state=on(example()))


def test_a_large_file_that_is_refused_says_why(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("# " + "x" * 50_000 + "\n[packet\n")

    async def scenario(desk: Desk) -> None:
        title = desk.session.title
        await ask_for(desk, path)
        await desk.settle()
        assert isinstance(desk.app.screen, Tell)
        assert desk.session.title == title

    drive(scenario)


def test_the_screen_stands_before_a_large_session_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = Gate(monkeypatch, files, "judged")

    async def scenario(desk: Desk) -> None:
        assert desk.bench.judging
        assert "Judging 40 quotes" in desk.text("quotes")
        assert "tok/s" in desk.text("chain"), "the values stand already"
        gate.opened.set()
        await desk.settle()
        assert not desk.bench.judging
        assert len(desk.bench.scene.judged) == 40
        assert "Vendor 1" in desk.text("quotes")
        assert "Judging" not in desk.text("quotes")

    drive(scenario, state=start(large(40, 8), None))


def test_a_save_that_takes_long_says_so_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sessions.files import write as atomic

    gate = Gate(monkeypatch, atomic, "write")
    path = tmp_path / "slow.toml"

    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+s")
        put(desk, str(path))
        await desk.press("enter")
        await until_busy(desk)
        assert "Saving slow.toml" in desk.text("page")
        gate.opened.set()
        await desk.settle()
        assert path.is_file()
        assert desk.app.screen is desk.bench

    drive(scenario, state=on(large(2, 2)))
