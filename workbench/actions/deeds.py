"""Which function does which action: every room of actions is imported here, and registers its own.
And the other ways to an action: a click on a part of a row, letters beside it.
"""

from __future__ import annotations

from formulas.book import BOOK
from workbench.actions import (  # noqa: F401
    fields,
    files,
    formulas,
    mending,
    panes,
    person,
    quotes,
    reload,
    say,
    setups,
)
from workbench.actions.desk import DEEDS, Desk, does, leave_field, settle
from workbench.actions.go import follow_to, to_claim, to_field
from workbench.actions.panes import leave_sheet
from workbench.dialogs.jump import Jump, Place
from workbench.keys.table import BY_ID, PANES
from workbench.state import changes
from workbench.state.items import worst_item


def do(desk: Desk, id: str) -> None:
    """What an action of the table does. Raises RuntimeError where no function was registered."""
    if id not in DEEDS:
        # 20 ms, with all that compares offers.
        from workbench.actions import bakeoff, call  # noqa: F401
    if id not in DEEDS:
        raise RuntimeError(
            f"no function of workbench/actions does {id!r}; is its module imported in deeds.py?"
        )
    DEEDS[id](desk)


def press(desk: Desk, what: str) -> None:
    """An action, or one of the places that parts of the header and the footer stand for."""
    if what.startswith("field:"):
        to_field(desk, what.removeprefix("field:"))
    elif what in ("keep_field", "leave_field"):
        leave_field(desk, keep=what == "keep_field")
    elif what == "next_pane":
        desk.focus(PANES[(PANES.index(desk.front) + 1) % len(PANES)])
    elif what == "worst":
        item = worst_item(desk.scene.items)
        to_claim(desk, item.key if item is not None else "")
    elif what == "leave_sheet":
        leave_sheet(desk)
    elif what in BY_ID:
        do(desk, what)


@does("jump")
def jump(desk: Desk) -> None:
    """Letters beside everything that can be gone to."""

    def jumped(place: Place | None) -> None:
        if place is None:
            return
        view, what = place
        if view not in PANES:
            press(desk, what)
            return
        settle(desk)
        if view == "chain" and what in BOOK.routes:
            follow_to(desk, what)
            return
        desk.focus(view)
        if what:
            desk.change(lambda state: changes.selected(state, view, what))

    desk.ask(Jump(desk.scene), jumped)
