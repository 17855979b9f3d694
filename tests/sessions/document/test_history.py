"""Undo and redo: every step back is the session as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.document import history
from sessions.document.history import History
from sessions.document.session import Session

A, B, C, D = (Session(title=each) for each in "abcd")


def test_a_session_just_opened_has_nothing_to_undo_and_is_saved() -> None:
    opened = History.of(A)
    assert opened.present is A
    assert opened.undo() is opened
    assert opened.redo() is opened
    assert not opened.unsaved
    assert (opened.undoes, opened.redoes) == ("", "")


def test_an_untitled_copy_is_unsaved_from_the_start() -> None:
    assert History.of(A, saved=False).unsaved


def test_undo_and_redo_walk_through_the_same_sessions() -> None:
    edited = History.of(A).push(B, "b").push(C, "c")
    assert (edited.present, edited.undoes) == (C, "c")
    back = edited.undo()
    assert (back.present, back.undoes, back.redoes) == (B, "b", "c")
    assert back.undo().present is A
    assert back.undo().redo() == back
    assert back.redo() == edited


def test_an_edit_after_undo_forgets_what_was_undone() -> None:
    changed = History.of(A).push(B).push(C).undo().push(D)
    assert changed.redo() is changed
    assert changed.undo().present is B


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    opened = History.of(A)
    assert opened.push(A) is opened
    assert opened.push(Session(title="a")) is opened


def test_unsaved_is_right_after_undo_to_the_saved_one() -> None:
    edited = History.of(A).push(B).mark_saved().push(C)
    assert edited.unsaved
    assert not edited.undo().unsaved
    assert edited.undo().undo().unsaved
    assert not edited.undo().undo().redo().unsaved
    assert not edited.push(Session(title="b")).unsaved


def test_what_was_saved_may_be_another_than_the_present_one() -> None:
    edited = History.of(A).push(B)
    assert edited._replace(saved=A).unsaved
    assert not edited._replace(saved=B).unsaved


def test_edits_of_one_field_are_one_step() -> None:
    typed = History.of(A).push(B, "1", merges="x").push(C, "12", merges="x")
    assert (typed.present, typed.undoes) == (C, "12")
    assert typed.undo().present is A
    assert typed.push(D, merges="y").undo().present is C


def test_a_saved_session_is_never_merged_away() -> None:
    typed = History.of(A).push(B, merges="x").mark_saved().push(C, merges="x")
    assert typed.undo().present is B
    assert not typed.undo().unsaved


def test_the_list_of_old_sessions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST", 10)
    edited = History.of(A)
    for i in range(30):
        edited = edited.push(Session(title=str(i)))
    assert len(edited.past) == 10
    for _ in range(20):
        edited = edited.undo()
    assert edited.present.title == "19"
    assert len(edited.future) == 10


def test_a_history_is_a_value() -> None:
    edited = History.of(A).push(B)
    with pytest.raises(AttributeError):
        edited.now = edited.past[0]  # type: ignore[misc]


@given(st.lists(st.sampled_from(["undo", "redo", "save", "a", "b", "c", "x1", "x2", "x3"])))
def test_any_walk_agrees_with_a_list_and_a_cursor(moves: list[str]) -> None:
    start = Session(title="start")
    found = History.of(start)
    steps, at, merged, saved = [start], 0, [""], start
    for move in moves:
        if move == "undo":
            found, at = found.undo(), max(0, at - 1)
        elif move == "redo":
            found, at = found.redo(), min(len(steps) - 1, at + 1)
        elif move == "save":
            found, saved = found.mark_saved(), steps[at]
        else:
            session, merges = start._replace(title=move), "x" if move[0] == "x" else ""
            found = found.push(session, merges=merges)
            if session != steps[at]:
                keep = at if merges and merges == merged[at] and steps[at] is not saved else at + 1
                steps, merged = [*steps[:keep], session], [*merged[:keep], merges]
                at = keep
        assert found.present == steps[at]
        assert len(found.past) == at
        assert len(found.future) == len(steps) - 1 - at
        assert found.unsaved == (steps[at] != saved)
