"""A fault of our own: a sentence, and what was not saved is kept."""

from __future__ import annotations

from pathlib import Path

from sessions.reader import load
from sessions.session import Entry, with_entry
from tests.examples import example
from workbench.rescue import last_words
from workbench.state import edited, start


def test_unsaved_work_is_kept_and_found_again() -> None:
    changed = with_entry(example(), "gpu_price", Entry.read("gpu_price", "$4/GPU/hour"))
    said = last_words(RuntimeError("boom\x1b[31m"), edited(start(example(), None), changed))
    assert "RuntimeError: boom" in said
    assert "\x1b" not in said
    path = Path(said.rsplit(" ", 1)[1])
    assert load(path).session == changed


def test_nothing_is_written_where_nothing_was_changed() -> None:
    assert "\n" not in last_words(ValueError("x"), start(example(), None))
