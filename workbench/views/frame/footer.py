"""The last row: the keys that matter for what has the focus."""

from __future__ import annotations

from workbench.keys.shown import key_name, keys_of, shown_key
from workbench.keys.table import ACTIONS, BY_ID, LISTS, PANES
from workbench.state.actions_now import counting, counts
from workbench.state.scene import Scene
from workbench.views.lines import Line, Piece, Spot, line, piece, size, spread

# In a line of text: what acts there, what matters most first.
_TYPING = ("undo", "save", "jump", "palette", "open", "quit")


# What stands in the place of the panes, by what opens it.
_SHEETS = {"bakeoff": "bake-off", "call": "call"}


def footer(scene: Scene, width: int, focus: str) -> Line:
    """Keys and words, those for the focused thing first; what does not fit is left to F1."""
    if focus == "over":  # a box lies over the workbench, with its own keys in its frame
        return spread((piece(" esc", "key"), piece(" back to the workbench", "dim")), (), width)
    typing = focus not in LISTS
    help = shown_key("help", typing=True) or shown_key("help")
    last = [piece(help, "key"), piece(" help ", "dim")]
    room = width - size(last)
    pieces: list[Piece] = [piece(" ")]
    spots: list[Spot] = []
    for key, word, do in _words(scene, focus) if typing else _pane_words(scene, focus):
        pair = [piece(key, "key"), piece(f" {word}  ", "dim")]
        at, wide = size(pieces), size(pair) - 2
        if at + wide + 3 > room:  # a space after each, and one before the help
            break
        action = BY_ID.get(do)
        spots.append(Spot(at, wide, do, f"{action.title}. {action.help}" if action else ""))
        pieces += pair
    row = spread(pieces, last, width)
    more = Spot(width - size(last), size(last), "help", f"Help. {BY_ID['help'].help}")
    return row._replace(spots=(*spots, more))


def _words(scene: Scene, focus: str) -> list[tuple[str, str, str]]:
    """Key, word and action, while a line of text has the focus."""
    if focus == "editor":
        found = [("enter", "keep", "keep_field"), ("esc", "leave", "leave_field")]
    else:
        found = [("enter", "keep", "keep_said"), ("esc", "clear", "clear_said")]
        found = found if scene.state.said else []
    if focus == "say" and scene.draft is not None:
        found.append((shown_key("why", typing=True), "why", "why"))
    if focus == "say" and scene.state.sheet == "call":
        found += _on_call(scene)
    panes = [shown_key(f"pane_{number}", typing=True) for number in (1, 2, 3)]
    found.append((" ".join([key for key in panes if key]), "panes", "pane_1"))
    found += [
        (shown_key(id, typing=True), word, id)
        for id, word in _SHEETS.items()
        if id != scene.state.sheet
    ]
    found += [
        (shown_key(id, typing=True), BY_ID[id].footer, id)
        for id in _TYPING
        if counts(scene, BY_ID[id])
    ]
    return [row for row in found if row[0]]


def _on_call(scene: Scene) -> list[tuple[str, str, str]]:
    """The same of the call view, which acts in the say line."""
    leave = [] if scene.state.said else [("esc", "back", "leave_sheet")]
    own = [a for a in ACTIONS if a.where == "call" and a.footer and counts(scene, a)]
    more = ("copy_ask",) if scene.draft is not None else ("copy_ask", "why")
    asked = [BY_ID[id] for id in more if counts(scene, BY_ID[id])]
    first = [action for action in own if action.id == "next_claim"]
    keys = [*first, *asked, *own[len(first) :]]
    return [*leave, *[(shown_key(a.id, typing=True), a.footer, a.id) for a in keys]]


def _pane_words(scene: Scene, focus: str) -> list[tuple[str, str, str]]:
    """Key, word and action, while a pane has the focus."""
    panes = " ".join([shown_key(f"pane_{number}") for number in (1, 2, 3)])
    found = [("esc", "back", "leave_sheet")]
    if focus in PANES:
        found = [(panes, "panes", "next_pane")]
        if scene.state.layout.alone:  # the way back before everything else
            found.append((shown_key("maximise"), "all panes", "maximise"))
        found += [(shown_key(id), word, id) for id, word in _SHEETS.items()]
    for action in counting(scene, focus):
        if action.id == "copy_setup" and not scene.state.beside:
            continue
        word = action.footer
        if action.id == "side_by_side" and scene.state.beside:
            word = "bases"
        if action.id == "maximise" and scene.state.layout.alone:
            continue
        keys = keys_of(action.id)
        if keys:
            found.append((key_name(keys[0]), word, action.id))
    return found


# What stands before the say line.
SAY_LABEL = line(piece(" say ", "title"), piece("> ", "key"))
