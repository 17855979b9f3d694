"""A copy of a set-up, to change a field in and see what it does."""

from __future__ import annotations

from pathlib import Path

from sessions.store.load import load
from sessions.store.save import save
from tests.workbench.actions.desk import PlainDesk, plainly
from workbench.app.app import opening
from workbench.state import fields
from workbench.state import state as states
from workbench.state.scene import look


def test_a_copy_is_on_show_at_once_and_undone_in_one_step() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f3", "C")
        assert [s.name for s in desk.session.setups] == ["tp8-c16", "tp8-c16-2", "tp4-c8"]
        assert "tp8-c16-2" in desk.text("header")
        await desk.press("u")
        assert [s.name for s in desk.session.setups] == ["tp8-c16", "tp4-c8"]
        assert desk.state.setup == "tp8-c16"
        await desk.press("U")
        assert "tp8-c16-2" in [s.name for s in desk.session.setups]

    plainly(scenario)


def test_a_session_without_a_set_up_has_nothing_to_copy() -> None:
    session = opening(None).session._replace(setups=())

    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f3", "C")
        assert desk.session is session

    plainly(scenario, state=states.start(session, None))


def test_copying_a_set_up_that_is_not_the_first_is_undone_to_that_one() -> None:
    state = states.copied(opening(None)._replace(setup="tp4-c8"), None)
    assert state.setup == "tp4-c8-2"
    assert states.undone(state, None).setup == "tp4-c8"
    assert states.copied(state, None).setup == "tp4-c8-3", "a copy of a copy counts on"


def test_a_copy_answers_as_the_original_until_a_field_changes(tmp_path: Path) -> None:
    state = states.copied(opening(None), None)
    original, copy = look(opening(None)).results, look(state).results
    assert original is not None
    assert copy is not None
    assert original.numbers == copy.numbers, "what was measured comes along"
    path = tmp_path / "copy.toml"
    save(state.session, path)
    assert load(path).session == state.session


def test_a_copy_with_other_gpus_has_no_fit_as_the_original_would_not() -> None:
    state = states.copied(opening(None), None)
    changed = fields.understand(state.session, state.setup, "gpus_per_replica", "4").session
    assert "fit" not in look(states.edited(state, changed, None)).bases
