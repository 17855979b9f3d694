"""What an action is: one row of the table in `workbench/actions.py`."""

from __future__ import annotations

from typing import Literal, NamedTuple

Place = Literal["", "fields", "chain", "quotes", "pane", "say", "editor", "bakeoff", "call"]


class Action(NamedTuple):
    """One thing that can be done.

    Attributes:
        id: `action_<id>` of the workbench screen does it.
        keys: as Textual names them, the first one shown.
        title, help: for the palette and F1.
        group: which heading of F1 it stands under.
        footer: its word in the footer, where it has one; `where` says when ("pane" is any of the
            three). Keys of one of the sheets act while that has the focus, and nowhere else.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    group: str
    footer: str = ""
    where: Place = ""
