"""Which letters typed over a pane are its keys, and which begin a sentence."""

from __future__ import annotations

import pytest

from workbench.keys import typist
from workbench.keys.typist import Answer, Typist

NAMES = {
    " ": "space",
    "$": "dollar_sign",
    "+": "plus",
    "-": "minus",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
}


@pytest.fixture(autouse=True)
def _pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typist, "SOON", 0.25)
    monkeypatch.setattr(typist, "HELD", 0.6)


def typed(text: str, apart: float = 0.1, *, shown: bool = True) -> list[Answer]:
    one = Typist()
    return [
        one.heard(NAMES.get(each, each), each, at * apart, shown=shown)
        for at, each in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("text", "apart", "said"),
    [
        ("Ac", 0.1, "Ac"),
        ("Ac", 0.5, "Ac"),  # nobody who begins with a capital is hurried
        ("X ", 0.2, "X "),
        ("W3", 0.2, "W3"),
        ("tt", 0.1, ""),  # the same key again is that key again
        ("nnnn", 0.05, ""),
        ("to", 0.1, "to"),
        ("tf", 0.2, "tf"),
        ("tf", 0.4, ""),
        ("t", 0.1, ""),
        ("$", 0.1, "$"),  # no key of anything
        ("ü", 0.1, "ü"),
        ("北", 0.1, "北"),
        ("4t", 0.1, "4t"),
        ("++", 0.1, ""),
        ("+-", 0.1, ""),
        ("[]", 0.1, ""),
    ],
)
def test_what_goes_to_the_say_line(text: str, apart: float, said: str) -> None:
    assert typed(text, apart)[-1].said == said
    assert (typed(text, apart)[-1].what == "say") is bool(said)


def test_a_capital_waits_and_acts_where_nothing_comes() -> None:
    one = Typist()
    assert one.heard("C", "C", 0.0) == Answer("hold")
    assert one.waited() == "C"
    assert one.waited() == ""


def test_a_capital_acts_before_a_key_that_is_no_letter_or_comes_late() -> None:
    one = Typist()
    one.heard("C", "C", 0.0)
    assert one.heard("down", "", 0.1) == Answer("act", first="C")
    one.heard("C", "C", 5.0)
    assert one.heard("n", "n", 6.0) == Answer("act", first="C")


def test_over_a_pane_that_does_not_show_the_focus_every_letter_is_said() -> None:
    assert [answer.what for answer in typed("ab", 1.0, shown=False)] == ["say", "say"]
    assert Typist().heard("f8", "", 0.0, shown=False) == Answer("act")
