"""Every action, once: the table that feeds the key bindings, the palette, the footer and F1.

ctrl+i, ctrl+m and ctrl+h are never keys: most terminals send tab, enter and backspace for them.
Keys of one letter act while a pane has the focus; in a line of text they are text, which is why
each of those actions is in the palette too.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

PANES = ("fields", "chain", "quotes")
# What may stand in the place of all panes, above the say line: each has the focus as a pane has it.
SHEETS = ("bakeoff", "call")
LISTS = (*PANES, *SHEETS)
Place = Literal["", "fields", "chain", "quotes", "pane", "say", "editor", "bakeoff", "call"]


class Action(NamedTuple):
    """One thing that can be done: a row here, and the function of `workbench/actions` that
    `@does` its id.

    Attributes:
        id: of the row, of its function, and in the person's own file.
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


def _row(
    id: str, keys: str, title: str, help: str, footer: str = "", where: Place = ""
) -> Action:
    return Action(id, tuple(keys.split()), title, help, "", footer, where)


def _under(group: str, *rows: Action) -> tuple[Action, ...]:
    return tuple([row._replace(group=group) for row in rows])


# Set as a table, a row or two to an action: one cell to a line hides it.
ACTIONS: tuple[Action, ...] = (
    *_under("Go to",
        _row("say", "slash", "Say line", "Type what the vendor says", "say", "pane"),
        _row("pane_1", "1 f2", "Packet and set-up", "Pane 1: what may be changed"),
        _row("pane_2", "2 f3", "Formulas", "Pane 2: the chain and the selected formula"),
        _row("pane_3", "3 f4", "Quotes", "Pane 3: what was quoted, and the verdicts"),
        _row("jump", "g ctrl+g", "Jump",
             "Letters beside everything on screen; type them to go there", "jump", "pane"),
    ),
    *_under("Change",
        _row("edit", "e", "Edit the field",
             "Type a value; what it moves is seen at once", "edit", "fields"),
        _row("act", "enter", "Open what is selected",
             "Edit the field, or follow the formula or the claim"),
        _row("choose", "space", "Choose from the table",
             "The catalogue of models or accelerators, filtered as you type; other fields are typed", "table", "fields"),
        _row("choose_model", "", "Choose a model",
             "From the table of the catalogue, or by the path of its config.json"),
        _row("choose_hardware", "h f7", "Accelerators: GPUs to load and to serve",
             "Choose one from the table: how many load the model and serve the packet, rents, sources"),
        _row("reset", "r", "Reset the field",
             "Back to what lies below: tier, model, accelerator or formula", "reset", "fields"),
        _row("step_up", "plus", "Step the field up",
             "The next natural value, also with the right arrow; while typing, the up arrow", "- step", "fields"),
        _row("step_down", "minus", "Step the field down",
             "The natural value before, also with the left arrow; while typing, the down arrow"),
        _row("leap_up", "right_curly_bracket", "Step the field far up",
             "A big step, also with shift and the arrow"),
        _row("leap_down", "left_curly_bracket", "Step the field far down",
             "A big step, also with shift and the arrow"),
        _row("take_back", "R", "Back to the file's value",
             "The selected field as it was saved last", "as saved", "fields"),
        _row("next_setup", "s", "Next set-up",
             "Show and judge on the next set-up", "set-up", "pane"),
        _row("previous_setup", "S", "Previous set-up", "Show and judge on the set-up before"),
        _row("copy_setup", "C", "Copy this set-up",
             "Make a second one of the set-up on show, to change a field in and compare", "copy", "chain"),
        _row("add_setup", "A", "Add a set-up",
             "Choose the model and the accelerator; first values follow from the packet and say so", "add a set-up", "fields"),
        _row("rename_setup", "N", "Rename this set-up",
             "Another name for the set-up on show; its load tests follow"),
        _row("remove_setup", "X", "Remove this set-up",
             "Take the set-up on show out of the session, with its load tests"),
        _row("currency_rate", "alt+r", "Rate of a currency",
             "Dollars that one EUR, GBP or other currency is worth, with where that stands"),
        _row("undo", "ctrl+z u", "Undo", "Take the last change back", "undo"),
        _row("redo", "ctrl+y U", "Redo", "Make it again"),
    ),
    *_under("Read",
        _row("compare_file", "D", "Compare with the file",
             "Every field that differs from the file, with the example beside it; take one back", "changes", "fields"),
        _row("next_moved", "m", "Next that moved",
             "Through what the last edit moved: formulas, then verdicts, then ratios"),
        _row("previous_moved", "M", "Previous that moved", "The same, backwards"),
        _row("next_basis", "b", "Next basis",
             "Explain the formula on the next basis", "basis", "chain"),
        _row("previous_basis", "B", "Previous basis", "Explain the formula on the basis before"),
        _row("sensitivity", "t", "What moves it most",
             "Each input's swing over its plausible range, as bars, and what binds; enter goes there"),
        _row("side_by_side", "equals_sign", "Set-ups side by side",
             "Compare two set-ups or more, each in a column, on one basis; again for the bases", "set-ups", "chain"),
        _row("differing", "d", "Only what differs",
             "Side by side, keep the rows where the set-ups differ; again for all", "≠ only", "chain"),
        _row("next_symbol", "right", "Next symbol",
             "Along the symbols of the drawn formula: what each is and where it comes from", "symbols", "chain"),
        _row("previous_symbol", "left", "Previous symbol", "To the symbol before"),
        _row("follow", "f", "Follow",
             "From a symbol, a formula, a field or a claim to what belongs to it", "follow", "pane"),
        _row("related", "F", "Made of and feeds",
             "Choose among what a formula is made of and what it feeds, whichever symbol you are at"),
        _row("back", "backspace", "Back",
             "Return along what was followed: to the same pane, formula and symbol", "back", "pane"),
        _row("next_formula", "n", "Next formula in the walk",
             "One formula at a time, from the weights to the bill", "next", "chain"),
        _row("previous_formula", "p", "Previous formula in the walk", "The formula before it"),
        _row("one_line", "l", "Formulas on one line",
             "Each formula on one line, or its fractions stacked again"),
        _row("values_in", "v", "Formulas with the values put in",
             "With or without the line that has your numbers in the place of the symbols"),
        _row("ascii", "a", "Formulas in ASCII",
             "With the characters of every keyboard alone, or all again"),
        _row("copy_formula", "y", "Copy the formula",
             "As it is drawn, on one line, with the values put in, or as LaTeX"),
        _row("story_up", "left_square_bracket", "Scroll the story up",
             "The part below the line, in the focused pane"),
        _row("story_down", "right_square_bracket", "Scroll the story down",
             "The part below the line, in the focused pane"),
    ),
    *_under("Quotes",
        _row("why", "w f5", "Why this flag",
             "What would make the claim true, the ceiling, and the question; F5 in the say line", "why", "quotes"),
        _row("copy_ask", "c ctrl+t", "Copy the question",
             "Put the selected claim's question on the clipboard", "copy ask", "quotes"),
        _row("particulars", "i", "Particulars of the quote",
             "Who said it and where, until when it holds, its round, what was measured of its quality", "particulars", "quotes"),
        _row("amend_claim", "o alt+e", "Correct or decide the claim",
             "Say the selected claim again, it alone; of a figure that may mean several things, take the selected meaning", "correct", "quotes"),
        _row("drop_claim", "x alt+x", "Take the claim out",
             "The selected claim alone, with nothing else of its quote", "take out", "quotes"),
        _row("remove_quote", "delete", "Remove the quote",
             "Take the selected quote out of the session", "remove", "quotes"),
        _row("keep_said", "", "Keep what was said",
             "Add the say line to the provider's quote (enter, in the say line)"),
        _row("clear_said", "", "Clear the say line",
             "Forget what was typed (esc, in the say line)"),
        _row("said_before", "", "Said before",
             "Put an earlier line back in the say line (up and down, in it; what is typed filters)"),
        _row("sayable", "ctrl+@ ctrl+space", "What can be said",
             "Names, figures, conditions and statistics that the say line reads, each with an example"),
    ),
    *_under("Arrange",
        _row("maximise", "z", "One pane alone",
             "The focused pane fills the room; again, or esc, brings the others back", "alone", "pane"),
        _row("narrower", "less_than_sign", "Narrower pane",
             "The focused pane gives columns to its neighbour"),
        _row("wider", "greater_than_sign", "Wider pane",
             "The focused pane takes columns from its neighbour; the mouse drags the border too"),
        _row("story_less", "left_parenthesis", "Smaller story",
             "Fewer rows below the line of the focused pane, more for its list"),
        _row("story_more", "right_parenthesis", "Larger story",
             "More rows below the line of the focused pane, fewer for its list"),
        _row("as_they_were", "0", "Panes as they were",
             "Columns and lines as napkin sets them, all three panes on show"),
        _row("compact", "Z", "Compact",
             "No frames and one row of echo, for small screens; again for roomy"),
        _row("keys_aside", "k f6", "Keys at the side",
             "The keys that count where you are, beside the panes; again to close"),
    ),
    *_under("File",
        _row("save", "ctrl+s", "Save", "Write the session to its file", "save"),
        _row("save_as", "W", "Save as", "Write the session to another file"),
        _row("new", "ctrl+n", "New session",
             "Empty, with this session's traffic for other providers, or with the worked example's"),
        _row("open", "ctrl+o", "Open", "Open another session", "open"),
        _row("recent", "ctrl+r", "Recent sessions",
             "The sessions that were open lately, each where you left it"),
        _row("save_picture", "P", "Save a picture of the screen",
             "What is on screen, as an SVG file in this folder"),
        _row("reload", "ctrl+l", "Reload the file",
             "Read it again where it was changed on disk; ctrl+z goes back"),
        _row("open_rescued", "", "Open what was rescued",
             "Unsaved changes that were kept when napkin was stopped"),
    ),
    *_under("napkin",
        _row("dismiss_messages", "escape", "Dismiss messages",
             "Take away the messages above the say line; without any, all panes again"),
        _row("help", "f1 question_mark", "Help", "What the focused thing does, and all keys"),
        _row("palette", "ctrl+p", "All commands",
             "Find an action, a field, a formula or a quote", "commands"),
        _row("settings", "comma f12", "Settings",
             "Colours, density, how formulas are drawn, what happens at the start"),
        _row("quit", "ctrl+q", "Quit", "Leave napkin; unsaved changes are asked about", "quit"),
    ),
    *_under("Go to",
        _row("bakeoff", "4 f8", "Bake-off",
             "Providers beside each other: verdicts, service levels, who to pick and what to say next"),
        _row("call", "5 f9", "Call view",
             "One provider in large type: the line to type in, verdict, question, clock and notes"),
    ),
    *_under("Bake-off",
        _row("next_page", "v", "Questions, rounds, offer",
             "What stands below: what to ask and what there is to beat, what moved, what it comes to", "page", "bakeoff"),
        _row("letter", "t", "Text to send",
             "Three questions and what there is to beat, to copy; choose what is shown, claim by claim", "text", "bakeoff"),
        _row("pareto", "p", "Price against speed",
             "All offers in one chart, and those that nobody beats in both", "chart", "bakeoff"),
        _row("open_cell", "enter", "Go to the claim",
             "From the selected cell to the claim among the quotes", "claim", "bakeoff"),
        _row("filter_table", "f", "Filter providers",
             "By name, or those that meet your levels, are sound, show quality, or hold today", "filter", "bakeoff"),
        _row("show_all", "a", "Show everything again",
             "All providers and rows, no filter, in the order of the ranking", "show all", "bakeoff"),
        _row("sort_table", "s", "Sort by the selected row",
             "The best first; again the worst first; again by the ranking", "sort", "bakeoff"),
        _row("next_goal", "o", "Next objective",
             "Rank by speed, by price, or by the best fit for your service levels", "objective", "bakeoff"),
        _row("weigh_more", "plus right_curly_bracket", "Weigh the row more",
             "What the selected row counts in the best fit: price, speed, TTFT, uptime or quality", "- weight", "bakeoff"),
        _row("weigh_less", "minus left_curly_bracket", "Weigh the row less",
             "The same, less; at 0 it does not count", "", "bakeoff"),
        _row("hide_provider", "h", "Hide the provider",
             "Take the selected provider out of the table; the ranking still counts it", "hide", "bakeoff"),
        _row("hide_row", "d", "Hide the row",
             "Take the selected figure out of the table", "", "bakeoff"),
        _row("turn_table", "x", "Turn the table",
             "Providers below each other or beside each other", "turn", "bakeoff"),
    ),
    *_under("Call view",
        _row("next_claim", "pagedown alt+down alt+j", "Next claim of the call",
             "The next figure of this provider in large type, the newest round first", "claims", "call"),
        _row("previous_claim", "pageup alt+up", "Claim before, of the call",
             "The figure before it", "", "call"),
        _row("next_provider", "ctrl+pagedown shift+down", "Next provider",
             "The call view of whoever spoke next; the clock of the call goes on", "provider", "call"),
        _row("previous_provider", "ctrl+pageup shift+up", "Provider before",
             "The call view of whoever spoke before", "", "call"),
        _row("new_round", "f10 alt+n", "New round",
             "The next line that is kept begins another round of this provider; again, it does not", "new round", "call"),
        _row("restart_clock", "alt+t", "Start the clock of the call again",
             "The call begins now", "", "call"),
    ),
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}
