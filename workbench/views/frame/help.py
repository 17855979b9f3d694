"""The text of F1: the focused thing first, then the signs, then all keys from the one table."""

from __future__ import annotations

from formulas.verdicts import GLYPHS, MEANINGS, WORDS
from workbench.keys.shown import keyed, shown_keys
from workbench.keys.table import ACTIONS
from workbench.state.fields import LETTERS
from workbench.views.figures import ROLE
from workbench.views.lines import BLANK, Line, Lines, line, paragraph, piece

ABOUT: dict[str, tuple[str, str]] = {
    "say": (
        "The say line",
        (
            "Type a quote as it is said: Acme: $0.28/M, 40 tok/s/user, TTFT 1.2 s at c=64 on 8xB200"
            " FP4.\nThe rows below echo what was understood, each claim with its flag; what was not"
            " read is shown as such. Enter keeps it: it joins today's quote of that provider, or"
            " starts a new one. Esc forgets it, and once more goes back to the panes.\nUp and down"
            " bring earlier lines back: those that start with what is typed. What stands faintly"
            " after the cursor is taken by right, end or tab; {sayable} lists all that can be"
            " said.\n"
            "{typing why} explains the worst claim of the line, and each {typing why} after that"
            " the next."
        ),
    ),
    "fields": (
        "Packet and set-up",
        (
            "Everything that may be changed. Enter or {edit} types a value; how it is read stands"
            " below while you type, and the last good value stays in force. The formulas and the"
            " flags move with it. The right and left arrow (or {step_up} and {step_down}) step the"
            " value, with shift far; a held key is one step back for undo. {reset} goes back to"
            " what lies below an entered value, {take_back} to what the file says; {compare_file}"
            " lists everything that differs from the file. {next_moved} goes through what the last"
            " edit moved.\n"
            "{add_setup} adds a set-up: choose the model, then the accelerator. Its first values"
            " follow from the packet as far as that says anything, and each says why it is so;"
            " {rename_setup} renames the set-up on show, {remove_setup} takes it out. While the"
            " packet is not complete, the answers that wait for it stand at its head, and below an"
            " empty field, those that wait for that one. The last groups weigh what counts in a"
            " best fit, and have the traffic by hour. {new} begins another session."
        ),
    ),
    "editor": (
        "Typing a field",
        (
            "A number with a multiplier and a unit, such as 80k, 1.5 s, $6/GPU/hour, 83.5%. A bare"
            " number takes the field's own unit; a share, such as MBU or a hit rate, is typed 83.5%"
            " or 0.835. An empty field shows an example. The up and down arrow step the value, with"
            " shift far. Enter keeps it, esc leaves the field as it was."
        ),
    ),
    "chain": (
        "Formulas",
        (
            "The chain by chapter. Bases stand side by side where they differ: ceiling is physics,"
            " napkin the named assumptions, fit this session's load tests, measured what was"
            " measured. A value that is the same on all of them stands at the right.\n"
            "Below: the selected formula worked out on one basis; {next_basis} takes the next."
            " → and ← move over its symbols, or click one: the line below the drawing says what"
            " it is and where it comes from, {follow} or enter goes to its formula or its"
            " field, {back} returns to the same symbol.\nAt no symbol, {follow} lists what the"
            " formula is made of and feeds ({related} does at any). {next_formula} and"
            " {previous_formula} walk from the weights to the bill, one formula at a time; the"
            " frame says how far you are, and how many fields and claims belong to the formula.\n"
            "{one_line} draws on one line, {values_in} leaves the values out, {ascii} takes ASCII,"
            " {copy_formula} copies. A formula that is too wide is broken before a +, then before"
            " other signs, and in a name only where nothing else is left.\n{side_by_side} puts the"
            " set-ups of the session in the columns, on that basis, after the inputs and the"
            " verdicts in which they differ; ≠ marks what is not as in the set-up on show"
            " ({next_setup} takes the next one), {differing} keeps only the rows that differ,"
            " {copy_setup} copies a set-up to try something in."
        ),
    ),
    "quotes": (
        "Quotes",
        (
            "Each claim held against the fit (where there is one) and the napkin, at its own"
            " conditions. Below: why, and the question to put. {why} says what alone would make the"
            " selected claim true, {follow} goes to the formula that judges it, {copy_ask} copies"
            " the question."
        ),
    ),
    "bakeoff": (
        "Bake-off",
        (
            "Every provider's newest figures beside each other, over all rounds. The sign is the"
            " flag; met or missed is your packet's service level; ★ is the best figure that counts;"
            " ? is not counted until it is shown, because it is 10x better than the napkin or"
            " beyond the ceiling. What one user feels is carried over to your own traffic where it"
            " was quoted for another.\n"
            "Below: who to pick for each objective and why, yours first ({next_goal} takes the"
            " next). {weigh_more} and {weigh_less} on a row say how much it counts in the best"
            " fit. {next_page} turns the page about the selected provider: what to ask and what"
            " there is to beat, what moved between rounds, what the offer comes to. {letter} is"
            " the text to send, {pareto} the chart of price against speed.\n"
            "{sort_table} sorts by the selected row, {filter_table} filters, {hide_provider} and"
            " {hide_row} hide, {show_all} shows everything again, {turn_table} turns the table."
            " Enter goes to the claim."
        ),
    ),
    "call": (
        "Call view",
        (
            "One provider, for a phone in one hand. Type what they say in the line below: a line"
            " without a name is theirs. In large type stands the worst of what is being said, else"
            " the selected claim, with its verdict as a word; below it the one question to ask, the"
            " service level, and what others offer that they do not.\n"
            "{typing next_claim} and {typing previous_claim} take another claim,"
            " {typing next_provider} and {typing previous_provider} another provider, all while"
            " you type. {typing copy_ask} copies the question, {typing why} says why.\n"
            "Enter keeps the line. One that begins with - or note, or in which nothing was"
            " understood, is kept as a note with its time; {typing undo} takes it back."
            " {typing new_round} begins another round of the same day. The clock runs from when"
            " the view was opened on this provider; {typing restart_clock} starts it again. Esc"
            " clears the line, then leaves."
        ),
    ),
}


PALETTE = (
    "The palette finds places too: type price, ttft, mbu or a provider's name, and enter goes to"
    " the field, the formula or the quote."
)


def help_lines(focus: str, width: int) -> Lines:
    """The help, that of the focused thing first."""
    title, text = ABOUT.get(focus, ABOUT["say"])
    rows: list[Line] = [
        line(piece(title, "title")),
        *[row for part in keyed(text).split("\n") for row in (*paragraph(part, width), BLANK)],
    ]
    rows.append(line(piece("Signs", "title")))
    for flag, word in WORDS.items():
        rows += paragraph(
            MEANINGS[flag], width, "", f"  {GLYPHS[flag]} {word:<12}", lead_role=ROLE[flag]
        )
    rows += paragraph("moved by the last edit", width, "", "  ● ", lead_role="moved")
    rows += paragraph("not as in the set-up on show", width, "", "  ≠ ", lead_role="warn")
    rows += paragraph("belongs to the selected formula", width, "", "  ▸ ", lead_role="lit")
    rows += paragraph("the symbol you are at", width, "", "  » ", lead_role="lit")
    origins = [
        f"{letter} {words}"
        for letter, words in LETTERS.values()
        if letter.strip() and words != "set for this once"
    ]
    rows += paragraph(" · ".join(origins), width, "", "  letters: ")
    rows += [BLANK, line(piece("Going to", "title")), *paragraph(PALETTE, width)]
    group = ""
    for action in ACTIONS:
        if action.group != group:
            group = action.group
            rows += [BLANK, line(piece(group, "title"))]
        keys = shown_keys(action.id) or "—"
        rows += paragraph(
            f"{action.title}. {action.help}.", width, "", f"  {keys:<10}", lead_role="key"
        )
    return tuple(rows)
