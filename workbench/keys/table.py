"""Every action, once: the table that feeds the key bindings, the palette, the footer and F1.

ctrl+i, ctrl+m and ctrl+h are never keys: most terminals send tab, enter and backspace for them.
Keys of one letter act while
a pane has the focus; in a line of text they are text, which is why each of those actions is in
the palette too.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from textual.binding import Binding

from workbench.state.layout import SHEETS

# --- What an action is: one row of the table in `workbench/keys/table.py`.

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


# --- The actions that read: what moved, what differs, formulas and their stories. Part of the one
# table in `actions.py`.

READ_ACTIONS: tuple[Action, ...] = (
    Action(
        "compare_file",
        ("D",),
        "Compare with the file",
        "Every field that differs from the file, with the example beside it; take one back",
        "Read",
        "changes",
        "fields",
    ),
    Action(
        "next_moved",
        ("m",),
        "Next that moved",
        "Through what the last edit moved: formulas, then verdicts, then ratios",
        "Read",
    ),
    Action("previous_moved", ("M",), "Previous that moved", "The same, backwards", "Read"),
    Action(
        "next_basis",
        ("b",),
        "Next basis",
        "Explain the formula on the next basis",
        "Read",
        "basis",
        "chain",
    ),
    Action(
        "previous_basis",
        ("B",),
        "Previous basis",
        "Explain the formula on the basis before",
        "Read",
    ),
    Action(
        "sensitivity",
        ("t",),
        "What moves it most",
        "Each input's swing over its plausible range, as bars, and what binds; enter goes there",
        "Read",
    ),
    Action(
        "side_by_side",
        ("equals_sign",),
        "Set-ups side by side",
        "Compare two set-ups or more, each in a column, on one basis; again for the bases",
        "Read",
        "set-ups",
        "chain",
    ),
    Action(
        "differing",
        ("d",),
        "Only what differs",
        "Side by side, keep the rows where the set-ups differ; again for all",
        "Read",
        "≠ only",
        "chain",
    ),
    Action(
        "next_symbol",
        ("right",),
        "Next symbol",
        "Along the symbols of the drawn formula: what each is and where it comes from",
        "Read",
        "symbols",
        "chain",
    ),
    Action(
        "previous_symbol",
        ("left",),
        "Previous symbol",
        "To the symbol before",
        "Read",
    ),
    Action(
        "follow",
        ("f",),
        "Follow",
        "From a symbol, a formula, a field or a claim to what belongs to it",
        "Read",
        "follow",
        "pane",
    ),
    Action(
        "related",
        ("F",),
        "Made of and feeds",
        "Choose among what a formula is made of and what it feeds, whichever symbol you are at",
        "Read",
    ),
    Action(
        "back",
        ("backspace",),
        "Back",
        "Return along what was followed: to the same pane, formula and symbol",
        "Read",
        "back",
        "pane",
    ),
    Action(
        "next_formula",
        ("n",),
        "Next formula in the walk",
        "One formula at a time, from the weights to the bill",
        "Read",
        "next",
        "chain",
    ),
    Action(
        "previous_formula",
        ("p",),
        "Previous formula in the walk",
        "The formula before it",
        "Read",
    ),
    Action(
        "one_line",
        ("l",),
        "Formulas on one line",
        "Each formula on one line, or its fractions stacked again",
        "Read",
    ),
    Action(
        "values_in",
        ("v",),
        "Formulas with the values put in",
        "With or without the line that has your numbers in the place of the symbols",
        "Read",
    ),
    Action(
        "ascii",
        ("a",),
        "Formulas in ASCII",
        "With the characters of every keyboard alone, or all again",
        "Read",
    ),
    Action(
        "copy_formula",
        ("y",),
        "Copy the formula",
        "As it is drawn, on one line, with the values put in, or as LaTeX",
        "Read",
    ),
    Action(
        "story_up",
        ("left_square_bracket",),
        "Scroll the story up",
        "The part below the line, in the focused pane",
        "Read",
    ),
    Action(
        "story_down",
        ("right_square_bracket",),
        "Scroll the story down",
        "The part below the line, in the focused pane",
        "Read",
    ),
)


# --- The actions on set-ups and on the session's file, part of the one table in `actions.py`.

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


# --- The actions of the bake-off and of the call view, part of the one table in `actions.py`.

SHEET_ACTIONS: tuple[Action, ...] = (
    Action(
        "bakeoff",
        ("4", "f8"),
        "Bake-off",
        "Providers beside each other: verdicts, service levels, who to pick and what to say next",
        "Go to",
    ),
    Action(
        "call",
        ("5", "f9"),
        "Call view",
        "One provider in large type: the line to type in, verdict, question, clock and notes",
        "Go to",
    ),
    Action(
        "next_page",
        ("v",),
        "Questions, rounds, offer",
        "What stands below: what to ask and what there is to beat, what moved, what it comes to",
        "Bake-off",
        "page",
        "bakeoff",
    ),
    Action(
        "letter",
        ("t",),
        "Text to send",
        "Three questions and what there is to beat, to copy; choose what is shown, claim by claim",
        "Bake-off",
        "text",
        "bakeoff",
    ),
    Action(
        "pareto",
        ("p",),
        "Price against speed",
        "All offers in one chart, and those that nobody beats in both",
        "Bake-off",
        "chart",
        "bakeoff",
    ),
    Action(
        "open_cell",
        ("enter",),
        "Go to the claim",
        "From the selected cell to the claim among the quotes",
        "Bake-off",
        "claim",
        "bakeoff",
    ),
    Action(
        "filter_table",
        ("f",),
        "Filter providers",
        "By name, or those that meet your levels, are sound, show quality, or hold today",
        "Bake-off",
        "filter",
        "bakeoff",
    ),
    Action(
        "show_all",
        ("a",),
        "Show everything again",
        "All providers and rows, no filter, in the order of the ranking",
        "Bake-off",
        "show all",
        "bakeoff",
    ),
    Action(
        "sort_table",
        ("s",),
        "Sort by the selected row",
        "The best first; again the worst first; again by the ranking",
        "Bake-off",
        "sort",
        "bakeoff",
    ),
    Action(
        "next_goal",
        ("o",),
        "Next objective",
        "Rank by speed, by price, or by the best fit for your service levels",
        "Bake-off",
        "objective",
        "bakeoff",
    ),
    Action(
        "weigh_more",
        ("plus", "right_curly_bracket"),
        "Weigh the row more",
        "What the selected row counts in the best fit: price, speed, TTFT, uptime or quality",
        "Bake-off",
        "- weight",
        "bakeoff",
    ),
    Action(
        "weigh_less",
        ("minus", "left_curly_bracket"),
        "Weigh the row less",
        "The same, less; at 0 it does not count",
        "Bake-off",
        "",
        "bakeoff",
    ),
    Action(
        "hide_provider",
        ("h",),
        "Hide the provider",
        "Take the selected provider out of the table; the ranking still counts it",
        "Bake-off",
        "hide",
        "bakeoff",
    ),
    Action(
        "hide_row",
        ("d",),
        "Hide the row",
        "Take the selected figure out of the table",
        "Bake-off",
        "",
        "bakeoff",
    ),
    Action(
        "turn_table",
        ("x",),
        "Turn the table",
        "Providers below each other or beside each other",
        "Bake-off",
        "turn",
        "bakeoff",
    ),
    Action(
        "next_claim",
        ("pagedown", "alt+down", "alt+j"),
        "Next claim of the call",
        "The next figure of this provider in large type, the newest round first",
        "Call view",
        "claims",
        "call",
    ),
    Action(
        "previous_claim",
        ("pageup", "alt+up"),
        "Claim before, of the call",
        "The figure before it",
        "Call view",
        "",
        "call",
    ),
    Action(
        "next_provider",
        ("ctrl+pagedown", "shift+down"),
        "Next provider",
        "The call view of whoever spoke next; the clock of the call goes on",
        "Call view",
        "provider",
        "call",
    ),
    Action(
        "previous_provider",
        ("ctrl+pageup", "shift+up"),
        "Provider before",
        "The call view of whoever spoke before",
        "Call view",
        "",
        "call",
    ),
    Action(
        "new_round",
        ("f10", "alt+n"),
        "New round",
        "The next line that is kept begins another round of this provider; again, it does not",
        "Call view",
        "new round",
        "call",
    ),
    Action(
        "restart_clock",
        ("alt+t",),
        "Start the clock of the call again",
        "The call begins now",
        "Call view",
        "",
        "call",
    ),
)


# --- actions

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
