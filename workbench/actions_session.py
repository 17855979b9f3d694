"""The actions on set-ups and on the session's file, part of the one table in `actions.py`."""

from __future__ import annotations

from workbench.action import Action

SETUP_ACTIONS: tuple[Action, ...] = (
    Action(
        "add_setup",
        ("A",),
        "Add a set-up",
        "Choose the model and the accelerator; first values follow from the packet and say so",
        "Change",
        "add a set-up",
        "fields",
    ),
    Action(
        "rename_setup",
        ("N",),
        "Rename this set-up",
        "Another name for the set-up on show; its load tests follow",
        "Change",
    ),
    Action(
        "remove_setup",
        ("X",),
        "Remove this set-up",
        "Take the set-up on show out of the session, with its load tests",
        "Change",
    ),
    Action(
        "currency_rate",
        (),
        "Rate of a currency",
        "Dollars that one EUR, GBP or other currency is worth, with where that stands",
        "Change",
    ),
)

FILE_ACTIONS: tuple[Action, ...] = (
    Action("save", ("ctrl+s",), "Save", "Write the session to its file", "File", "save"),
    Action("save_as", ("W",), "Save as", "Write the session to another file", "File"),
    Action(
        "new",
        ("ctrl+n",),
        "New session",
        "Empty, with this session's traffic for other providers, or with the worked example's",
        "File",
    ),
    Action("open", ("ctrl+o",), "Open", "Open another session", "File", "open"),
    Action(
        "recent",
        ("ctrl+r",),
        "Recent sessions",
        "The sessions that were open lately, each where you left it",
        "File",
    ),
    Action(
        "save_picture",
        ("P",),
        "Save a picture of the screen",
        "What is on screen, as an SVG file in this folder",
        "File",
    ),
    Action(
        "reload",
        ("ctrl+l",),
        "Reload the file",
        "Read it again where it was changed on disk; ctrl+z goes back",
        "File",
    ),
    Action(
        "open_rescued",
        (),
        "Open what was rescued",
        "Unsaved changes that were kept when napkin was stopped",
        "File",
    ),
)
