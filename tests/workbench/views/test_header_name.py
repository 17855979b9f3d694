"""What the first row calls the session, and when it says a flag."""

from __future__ import annotations

from sessions.document.session import Session
from tests.sessions.deals import deals
from workbench.app.app import opening
from workbench.state.scene import look
from workbench.state.state import State, start
from workbench.views.frame.header import header


def row(state: State) -> str:
    return header(look(state), 120).text


def test_the_worked_example_has_its_name_and_no_flag_of_its_own_quotes() -> None:
    text = row(opening(None))
    assert "Kimi K2.6 for a coding" in text
    assert "untitled" not in text
    assert not any(sign in text for sign in ("10x", "2x off", "plausible", "ceiling"))


def test_an_empty_session_is_new_and_neither_untitled_nor_red() -> None:
    assert "new session" in row(start(Session(), None))
    assert "untitled" not in row(start(Session(), None))


def test_with_a_quote_of_ones_own_the_worst_flag_is_said() -> None:
    assert "beyond the ceiling" in row(start(deals(), None))


def test_a_file_is_called_as_it_is_and_says_its_flag() -> None:
    text = row(start(deals(), "inference/acme.toml"))
    assert "acme" in text
    assert "beyond the ceiling" in text
