"""Open, save, save as, quit: nothing is lost without being asked about, and a refused file changes
nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from sessions.catalogue.catalogue import EXAMPLE
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.app.app import opening
from workbench.dialogs.choose import Ask
from workbench.dialogs.modal import Tell
from workbench.dialogs.path import PathScreen


def copy_of_the_example(folder: Path) -> Path:
    """The shipped example as a file of one's own."""
    path = folder / "deal.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    return path


async def edit_concurrency(desk: Desk | PlainDesk, text: str = "24") -> None:
    await desk.select("fields", "concurrency")
    await desk.press("e")
    await desk.type(text)
    await desk.press("enter")


def put(desk: Desk, text: str) -> None:
    line = desk.app.screen.query_one("#path", Input)
    line.value = text


def test_save_writes_the_file_and_clears_the_mark(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: PlainDesk) -> None:
        assert "deal" in desk.text("header")
        await edit_concurrency(desk)
        assert "*" in desk.text("header")
        await desk.press("ctrl+s")
        await desk.settle()
        assert "*" not in desk.text("header")

    plainly(scenario, state=opening(str(path)))
    text = path.read_text()
    assert 'concurrency = "24"' in text
    assert "# ----" in text, "a person's comments stay"


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_an_untitled_session_is_asked_for_a_name(size: tuple[int, int], tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await edit_concurrency(desk)
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, PathScreen)
        put(desk, str(tmp_path / "new"))
        await desk.press("enter")
        await desk.settle()
        assert desk.state.path == str(tmp_path / "new.toml")
        assert not desk.state.unsaved
        assert (tmp_path / "new.toml").is_file()

    drive(scenario, size)


def test_save_as_leaves_the_first_file_alone(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)
    before = path.read_bytes()

    async def scenario(desk: Desk) -> None:
        await edit_concurrency(desk)
        await desk.press("W")
        put(desk, str(tmp_path / "other.toml"))
        await desk.press("enter")
        await desk.settle()
        assert desk.state.path == str(tmp_path / "other.toml")

    drive(scenario, state=opening(str(path)))
    assert path.read_bytes() == before
    assert 'concurrency = "24"' in (tmp_path / "other.toml").read_text()


def test_what_somebody_else_changed_meanwhile_is_asked_about(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: PlainDesk) -> None:
        await edit_concurrency(desk)
        path.write_text(path.read_text().replace("Kimi K2.6 for a coding agent", "Theirs"))
        await desk.press("ctrl+s")
        await desk.settle()
        assert isinstance(desk.box, Ask), "a conflict is asked about"
        await desk.press("escape")
        assert "Theirs" in path.read_text(), "staying writes nothing"
        assert desk.state.unsaved

    plainly(scenario, state=opening(str(path)))


def test_opening_replaces_the_session(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)
    path.write_text(path.read_text().replace("Kimi K2.6 for a coding agent", "Another deal"))

    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+o")
        assert isinstance(desk.app.screen, PathScreen)
        put(desk, str(path))
        await desk.press("enter")
        assert desk.session.title == "Another deal"
        assert desk.state.path == str(path)

    drive(scenario)


def test_a_refused_file_is_explained_with_its_line_and_the_session_stays(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)
    path.write_text(
        path.read_text().replace(
            'fresh_tokens = "13K token/request"', 'fresh_tokens = "80 kelvin"', 1
        )
    )

    async def scenario(desk: Desk) -> None:
        title = desk.session.title
        await desk.press("ctrl+o")
        put(desk, str(path))
        await desk.press("enter")
        screen = desk.app.screen
        assert isinstance(screen, Tell)
        shown = desk.text("page")
        # How long the folder's name is decides where the line is broken.
        assert "deal.toml:" in "".join(shown.split())
        assert "80 kelvin" in shown
        await desk.press("escape")
        assert desk.session.title == title
        assert desk.state.path is None

    drive(scenario)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_quitting_with_unsaved_changes_asks(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await edit_concurrency(desk)
        await desk.press("ctrl+q")
        assert isinstance(desk.app.screen, Ask)
        assert "unsaved" in desk.text("page")
        await desk.press("escape")
        assert desk.app.is_running
        await desk.press("ctrl+q", "2")
        assert desk.app.return_code == 0

    drive(scenario, size)


def test_quitting_without_changes_does_not_ask() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+q")
        assert not isinstance(desk.app.screen, Ask)

    drive(scenario)
