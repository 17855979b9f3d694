"""The ways to a pane, a field, a formula, a claim."""

from __future__ import annotations

from formulas.book import BOOK
from workbench.actions.desk import Desk, does, settle
from workbench.state import changes
from workbench.state import state as states


@does("say")
def say(desk: Desk) -> None:
    """To the say line."""
    desk.focus("say")


@does("pane_1")
def pane_1(desk: Desk) -> None:
    """To what may be changed."""
    desk.focus("fields")


@does("pane_2")
def pane_2(desk: Desk) -> None:
    """To the formulas."""
    desk.focus("chain")


@does("pane_3")
def pane_3(desk: Desk) -> None:
    """To the quotes."""
    desk.focus("quotes")


def to_field(desk: Desk, id: str) -> None:
    """To a field in its pane."""
    settle(desk)
    desk.change(lambda state: changes.to_field(state, id))
    desk.focus("fields")


def to_formula(desk: Desk, id: str) -> None:
    """To a formula, with the way back kept."""
    settle(desk)
    follow_to(desk, id)


def to_claim(desk: Desk, key: str) -> None:
    """To a claim among the quotes."""
    settle(desk)
    desk.change(lambda state: changes.to_claim(state, key))
    desk.focus("quotes")


def follow_to(desk: Desk, id: str) -> None:
    """To a formula, or where a variable has none, to its field; the way back is kept."""
    pane = desk.at if desk.at in ("fields", "quotes") else "chain"
    desk.change(lambda state: states.followed(state, id, pane))
    desk.focus("chain" if id in BOOK.routes else "fields")
