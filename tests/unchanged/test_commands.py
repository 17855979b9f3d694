"""Every recorded command line answers as it did, to the byte."""

from __future__ import annotations

import functools

import pytest

from tests.unchanged import records
from tests.unchanged.commands import COMMANDS, Typed
from tests.unchanged.running import title, transcript

_recorded = functools.cache(records.read)
CASES = [(group, typed) for group, lines in COMMANDS.items() for typed in lines]


@pytest.mark.parametrize(
    ("group", "typed"), CASES, ids=[f"{group}-{number}" for number, (group, _) in enumerate(CASES)]
)
def test_a_command_line_answers_as_it_did(group: str, typed: Typed) -> None:
    recorded = _recorded(f"commands/{group}").get(title(typed))
    records.same(title(typed), recorded, transcript(typed))


def test_every_command_line_is_recorded_once() -> None:
    assert len(CASES) >= 300
    for group, lines in COMMANDS.items():
        assert [*_recorded(f"commands/{group}")] == [title(typed) for typed in lines]
