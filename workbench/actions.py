"""Every action, once: the table that feeds the key bindings, the palette, the footer and F1.

ctrl+i, ctrl+m and ctrl+h are never keys: most terminals send tab, enter and backspace for them.
Keys of one letter act while
a pane has the focus; in a line of text they are text, which is why each of those actions is in
the palette too.
"""

from __future__ import annotations

from textual.binding import Binding

from workbench.action import Action
from workbench.actions_reading import READ_ACTIONS
from workbench.actions_session import FILE_ACTIONS, SETUP_ACTIONS
from workbench.actions_sheets import SHEET_ACTIONS
from workbench.layout import SHEETS

ACTIONS: tuple[Action, ...] = (
    Action("say", ("slash",), "Say line", "Type what the vendor says", "Go to", "say", "pane"),
    Action("pane_1", ("1", "f2"), "Packet and set-up", "Pane 1: what may be changed", "Go to"),
    Action(
        "pane_2", ("2", "f3"), "Formulas", "Pane 2: the chain and the selected formula", "Go to"
    ),
    Action("pane_3", ("3", "f4"), "Quotes", "Pane 3: what was quoted, and the verdicts", "Go to"),
    Action(
        "jump",
        ("g", "ctrl+g"),
        "Jump",
        "Letters beside everything on screen; type them to go there",
        "Go to",
        "jump",
        "pane",
    ),
    Action(
        "edit",
        ("e",),
        "Edit the field",
        "Type a value; what it moves is seen at once",
        "Change",
        "edit",
        "fields",
    ),
    Action(
        "act",
        ("enter",),
        "Open what is selected",
        "Edit the field, or follow the formula or the claim",
        "Change",
    ),
    Action(
        "choose",
        ("space",),
        "Choose from the table",
        "The catalogue of models or accelerators, filtered as you type; other fields are typed",
        "Change",
        "table",
        "fields",
    ),
    Action(
        "choose_model",
        (),
        "Choose a model",
        "From the table of the catalogue, or by the path of its config.json",
        "Change",
    ),
    Action(
        "choose_hardware",
        ("h", "f7"),
        "Accelerators: GPUs to load and to serve",
        "Choose one from the table: how many load the model and serve the packet, rents, sources",
        "Change",
    ),
    Action(
        "reset",
        ("r",),
        "Reset the field",
        "Back to what lies below: tier, model, accelerator or formula",
        "Change",
        "reset",
        "fields",
    ),
    Action(
        "step_up",
        ("plus",),
        "Step the field up",
        "The next natural value, also with the right arrow; while typing, the up arrow",
        "Change",
        "- step",
        "fields",
    ),
    Action(
        "step_down",
        ("minus",),
        "Step the field down",
        "The natural value before, also with the left arrow; while typing, the down arrow",
        "Change",
    ),
    Action(
        "leap_up",
        ("right_curly_bracket",),
        "Step the field far up",
        "A big step, also with shift and the arrow",
        "Change",
    ),
    Action(
        "leap_down",
        ("left_curly_bracket",),
        "Step the field far down",
        "A big step, also with shift and the arrow",
        "Change",
    ),
    Action(
        "take_back",
        ("R",),
        "Back to the file's value",
        "The selected field as it was saved last",
        "Change",
        "as saved",
        "fields",
    ),
    Action(
        "next_setup",
        ("s",),
        "Next set-up",
        "Show and judge on the next set-up",
        "Change",
        "set-up",
        "pane",
    ),
    Action(
        "previous_setup", ("S",), "Previous set-up", "Show and judge on the set-up before", "Change"
    ),
    Action(
        "copy_setup",
        ("C",),
        "Copy this set-up",
        "Make a second one of the set-up on show, to change a field in and compare",
        "Change",
        "copy",
        "chain",
    ),
    *SETUP_ACTIONS,
    Action("undo", ("ctrl+z", "u"), "Undo", "Take the last change back", "Change", "undo"),
    Action("redo", ("ctrl+y", "U"), "Redo", "Make it again", "Change"),
    *READ_ACTIONS,
    Action(
        "why",
        ("w", "f5"),
        "Why this flag",
        "What would make the claim true, the ceiling, and the question; F5 in the say line",
        "Quotes",
        "why",
        "quotes",
    ),
    Action(
        "copy_ask",
        ("c", "ctrl+t"),
        "Copy the question",
        "Put the selected claim's question on the clipboard",
        "Quotes",
        "copy ask",
        "quotes",
    ),
    Action(
        "particulars",
        ("i",),
        "Particulars of the quote",
        "Who said it and where, until when it holds, its round, what was measured of its quality",
        "Quotes",
        "particulars",
        "quotes",
    ),
    Action(
        "remove_quote",
        ("delete",),
        "Remove the quote",
        "Take the selected quote out of the session",
        "Quotes",
        "remove",
        "quotes",
    ),
    Action(
        "keep_said",
        (),
        "Keep what was said",
        "Add the say line to the provider's quote (enter, in the say line)",
        "Quotes",
    ),
    Action(
        "clear_said",
        (),
        "Clear the say line",
        "Forget what was typed (esc, in the say line)",
        "Quotes",
    ),
    Action(
        "said_before",
        (),
        "Said before",
        "Put an earlier line back in the say line (up and down, in it; what is typed filters)",
        "Quotes",
    ),
    Action(
        "sayable",
        ("ctrl+@", "ctrl+space"),
        "What can be said",
        "Names, figures, conditions and statistics that the say line reads, each with an example",
        "Quotes",
    ),
    Action(
        "maximise",
        ("z",),
        "One pane alone",
        "The focused pane fills the room; again, or esc, brings the others back",
        "Arrange",
        "alone",
        "pane",
    ),
    Action(
        "narrower",
        ("less_than_sign",),
        "Narrower pane",
        "The focused pane gives columns to its neighbour",
        "Arrange",
    ),
    Action(
        "wider",
        ("greater_than_sign",),
        "Wider pane",
        "The focused pane takes columns from its neighbour; the mouse drags the border too",
        "Arrange",
    ),
    Action(
        "story_less",
        ("left_parenthesis",),
        "Smaller story",
        "Fewer rows below the line of the focused pane, more for its list",
        "Arrange",
    ),
    Action(
        "story_more",
        ("right_parenthesis",),
        "Larger story",
        "More rows below the line of the focused pane, fewer for its list",
        "Arrange",
    ),
    Action(
        "as_they_were",
        ("0",),
        "Panes as they were",
        "Columns and lines as napkin sets them, all three panes on show",
        "Arrange",
    ),
    Action(
        "compact",
        ("Z",),
        "Compact",
        "No frames and one row of echo, for small screens; again for roomy",
        "Arrange",
    ),
    Action(
        "keys_aside",
        ("k", "f6"),
        "Keys at the side",
        "The keys that count where you are, beside the panes; again to close",
        "Arrange",
    ),
    *FILE_ACTIONS,
    Action(
        "dismiss_messages",
        ("escape",),
        "Dismiss messages",
        "Take away the messages above the say line; without any, all panes again",
        "napkin",
    ),
    Action(
        "help",
        ("f1", "question_mark"),
        "Help",
        "What the focused thing does, and all keys",
        "napkin",
    ),
    Action(
        "palette",
        ("ctrl+p",),
        "All commands",
        "Find an action, a field, a formula or a quote",
        "napkin",
        "commands",
    ),
    Action(
        "settings",
        ("comma", "f12"),
        "Settings",
        "Colours, density, how formulas are drawn, what happens at the start",
        "napkin",
    ),
    Action(
        "quit",
        ("ctrl+q",),
        "Quit",
        "Leave napkin; unsaved changes are asked about",
        "napkin",
        "quit",
    ),
    *SHEET_ACTIONS,
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}


def bindings(sheet: str = "") -> list[Binding]:
    """The table as bindings of the workbench screen; of a sheet, those that act while it has the
    focus, where they come before the screen's.
    """
    return [
        _binding(action, action.keys if sheet or action.where not in SHEETS else ())
        for action in ACTIONS
        if not sheet or action.where == sheet
    ]


def _binding(action: Action, keys: tuple[str, ...]) -> Binding:
    return Binding(
        # A key that no terminal sends, for the person's own file to replace.
        ",".join(keys) or f"none-{action.id}",
        action.id if action.where not in SHEETS else f"screen.{action.id}",
        action.title,
        show=bool(action.footer),
        id=action.id,
        tooltip=action.help,
    )
