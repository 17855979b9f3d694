"""The file while it is open: noticed when somebody else writes it, read again without a loss."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.events import AppFocus

from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.actions.test_files import copy_of_the_example, edit_concurrency
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.actions.reload import CHANGED, GONE
from workbench.app.app import opening
from workbench.dialogs.choose import Ask
from workbench.dialogs.modal import Tell

TITLE = "Kimi K2.6 for a coding agent"


def change_outside(path: Path, title: str = "Theirs") -> None:
    """Another program writes the file, as editors do: a new one takes its place."""
    text = path.read_text()
    new = path.with_suffix(".new")
    new.write_text(text.replace(TITLE, title))
    os.replace(new, path)


async def look(desk: Desk) -> None:
    """What the timer does every two seconds."""
    desk.bench.file.look()
    await desk.settle()


def told(desk: Desk) -> list[str]:
    """The toasts that are on show."""
    return [notice.message for notice in desk.app._notifications]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_change_from_outside_is_said_once(size: tuple[int, int], tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: Desk) -> None:
        await look(desk)
        assert desk.state.outside == ""
        change_outside(path)
        await look(desk)
        assert desk.state.outside == CHANGED
        assert CHANGED in desk.text("header")
        await look(desk)
        assert len([text for text in told(desk) if "^l reads it" in text]) == 1
        desk.app.clear_notifications()
        change_outside(path, "Again")
        path.write_text(path.read_text() + "\n# more\n")
        await look(desk)
        assert len([text for text in told(desk) if "^l reads it" in text]) == 1, "said anew"

    drive(scenario, size, opening(str(path)))


def test_coming_back_to_the_terminal_looks_at_the_file(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: Desk) -> None:
        change_outside(path)
        desk.app.post_message(AppFocus())
        await desk.pilot.pause()
        await desk.settle()
        assert desk.state.outside == CHANGED

    drive(scenario, state=opening(str(path)))


def test_our_own_save_is_no_change_from_outside(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: Desk) -> None:
        await look(desk)
        await edit_concurrency(desk)
        await desk.press("ctrl+s")
        desk.bench.file.look()
        await desk.settle()
        await look(desk)
        assert desk.state.outside == ""
        assert not any("disk" in text for text in told(desk))

    drive(scenario, state=opening(str(path)))


def test_a_touched_file_with_the_same_content_is_not_said(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: Desk) -> None:
        await look(desk)
        path.touch()
        await look(desk)
        assert desk.state.outside == ""

    drive(scenario, state=opening(str(path)))


def test_a_deleted_file_is_said_and_one_that_comes_back_takes_the_mark_away(
    tmp_path: Path,
) -> None:
    path = copy_of_the_example(tmp_path)
    data = path.read_bytes()

    async def scenario(desk: Desk) -> None:
        path.unlink()
        await look(desk)
        assert desk.state.outside == GONE
        assert GONE in desk.text("header")
        path.write_bytes(data)
        await look(desk)
        assert desk.state.outside == ""
        assert GONE not in desk.text("header")

    drive(scenario, state=opening(str(path)))


def test_reload_takes_the_file_and_keeps_what_is_selected(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "ttft")
        await desk.select("fields", "gpu_price")
        await desk.press("s")
        setup, claim = desk.state.setup, desk.state.claim
        change_outside(path)
        await look(desk)
        await desk.press("ctrl+l")
        await desk.settle()
        assert desk.session.title == "Theirs"
        assert desk.state.outside == ""
        assert not desk.state.unsaved
        assert (desk.state.formula, desk.state.field) == ("ttft", "gpu_price")
        assert (desk.state.setup, desk.state.claim) == (setup, claim)
        await desk.press("ctrl+z")
        assert desk.session.title == TITLE
        assert desk.state.unsaved, "what was here differs from the file again"

    drive(scenario, state=opening(str(path)))


def test_reload_with_unsaved_changes_asks_and_either_side_can_be_had_back(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: Desk) -> None:
        await edit_concurrency(desk)
        change_outside(path)
        await desk.press("ctrl+l")
        await desk.settle()
        assert isinstance(desk.app.screen, Ask)
        await desk.press("1")
        assert desk.session.title == TITLE
        assert desk.state.unsaved
        await desk.press("ctrl+l")
        await desk.settle()
        await desk.press("3")
        await desk.settle()
        assert isinstance(desk.app.screen, Tell)
        shown = desk.text("page")
        assert any(row.startswith("- ") and TITLE in row for row in shown.split("\n"))
        assert any(row.startswith("+ ") and "Theirs" in row for row in shown.split("\n"))
        assert any(row.startswith("- ") and '"24"' in row for row in shown.split("\n"))
        await desk.press("escape")
        assert isinstance(desk.app.screen, Ask), "after looking, the question stands again"
        await desk.press("2")
        assert desk.session.title == "Theirs"
        assert desk.value("concurrency") != 24
        await desk.press("ctrl+z")
        assert desk.session.title == TITLE
        assert desk.value("concurrency") == 24

    drive(scenario, state=opening(str(path)))


def test_a_file_that_cannot_be_read_again_changes_nothing(tmp_path: Path) -> None:
    path = copy_of_the_example(tmp_path)

    async def scenario(desk: Desk) -> None:
        before = desk.session
        path.write_text("[packet\n")
        await look(desk)
        assert desk.state.outside == CHANGED
        await desk.press("ctrl+l")
        await desk.settle()
        assert isinstance(desk.app.screen, Tell)
        assert desk.session is before

    drive(scenario, state=opening(str(path)))


def test_reload_without_a_file_or_a_change_says_so() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("ctrl+l")
        assert any("no file yet" in text for text in desk.told())

    plainly(scenario)
