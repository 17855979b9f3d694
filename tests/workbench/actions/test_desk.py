"""What actions do at a plain desk that no screen shows at a glance."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.document.session import Entry, with_entry
from sessions.store.recovery import rescued
from tests.examples import example
from tests.workbench.actions.desk import PlainDesk, plainly
from workbench.actions import files
from workbench.actions.background import Background
from workbench.app.app import opening
from workbench.app.rescue import kept
from workbench.dialogs.recent import Rescued
from workbench.state.state import edited, start


def test_what_was_rescued_goes_with_its_own_session_and_with_no_other(tmp_path: Path) -> None:
    changed = with_entry(example(), "gpu_price", Entry.read("gpu_price", "$4/GPU/hour"))
    kept(edited(start(example(), None), changed, None))
    (path,) = rescued()

    async def scenario(desk: PlainDesk) -> None:
        desk.do("open_rescued")
        assert isinstance(desk.box, Rescued)
        desk.answer(str(path))
        assert desk.session == changed
        desk.do("new")
        desk.answer("drop")
        desk.answer("example")
        files.write(desk, str(tmp_path / "another.toml"), lambda path: None)
        assert rescued() == [path], "another session was saved"
        desk.do("open_rescued")
        desk.answer(str(path))
        files.write(desk, str(tmp_path / "mine.toml"), lambda path: None)
        assert rescued() == []

    plainly(scenario)


def test_a_line_is_kept_with_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("Acme: $0.28/M, TTFT 1.2 s at c=64")
        quotes, looks = len(desk.session.quotes), desk.looks
        monkeypatch.setattr("sessions.say.hear.read_line", None)  # and read no more
        desk.do("keep_said")
        assert len(desk.session.quotes) == quotes + 1
        assert desk.looks == looks + 1
        assert desk.line.value == ""
        assert desk.told() == []

    plainly(scenario)


def test_what_is_asked_while_a_hand_moves_is_asked_once_it_rests() -> None:
    state = opening(None)
    session = with_entry(state.session, "mbu", Entry.read("mbu", "40% to 60%"), state.setup)

    async def scenario(desk: PlainDesk) -> None:
        beside = Background(desk)
        desk.edit(session, "MBU")
        beside.ask()
        desk.do("pane_2", "next_formula")
        beside.ask()
        beside.ask()
        first, last = desk.rests[0], desk.rests[-1]
        assert first.stopped
        assert not last.stopped
        assert len(desk.rests) == 2, "the same is not asked again"
        last.then()
        assert desk.state.odds is not None
        assert desk.state.odds.asked.formula == desk.state.formula

    plainly(scenario)


def test_an_action_without_a_function_is_told_with_the_file_that_imports_it() -> None:
    desk = PlainDesk(start(example(), None))
    with pytest.raises(RuntimeError, match=r"does 'greet'; is its module imported in deeds\.py"):
        desk.do("greet")
