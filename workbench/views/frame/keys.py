"""The keys that count where the focus is: all of them in the key panel, in groups, at the side or
in a few rows above the say line; those that matter most in the last row.
"""

from __future__ import annotations

from workbench.keys.shown import acts_while_typing, key_name, keys_of, shown_key
from workbench.keys.table import ACTIONS, BY_ID, LISTS, PANES, Action
from workbench.state.actions_now import counting, counts
from workbench.state.layout import KEYS_WIDTH
from workbench.state.scene import Scene
from workbench.views.lines import BLANK, Line, Lines, Piece, Spot, flow, line, piece, size, spread

_HERE = {
    "say": (("enter", "Keep what was said"), ("esc", "Clear; then the panes")),
    "editor": (("enter", "Keep the value"), ("esc", "Leave it as it was")),
    "fields": (("↑ ↓", "The next field"), ("tab", "The next pane")),
    "chain": (("↑ ↓", "The next formula"), ("tab", "The next pane")),
    "quotes": (("↑ ↓", "The next claim"), ("tab", "The next pane")),
    "bakeoff": (("↑ ↓ ← →", "Another cell"), ("esc", "Back to the panes")),
    "call": (("↑ ↓", "The next claim"), ("esc", "Leave the call")),
}
_TITLES = {
    "say": "In the say line",
    "editor": "Typing a field",
    "fields": "In packet and set-up",
    "chain": "In the formulas",
    "quotes": "In the quotes",
    "bakeoff": "In the bake-off",
    "call": "In the claims of the call",
}

# Two ways of one thing stand in one row.
_PAIRS = (
    ("next_setup", "previous_setup", "Set-up: next, before"),
    ("next_basis", "previous_basis", "Basis: next, before"),
    ("undo", "redo", "Undo, redo"),
    ("story_up", "story_down", "Scroll the story"),
    ("narrower", "wider", "Pane narrower, wider"),
    ("story_less", "story_more", "Story smaller, larger"),
    ("save", "save_as", "Save, save as"),
    ("next_claim", "previous_claim", "Claim: next, before"),
    ("next_provider", "previous_provider", "Provider: next, before"),
)

Row = tuple[str, str]


def keys_lines(scene: Scene, width: int, focus: str) -> Lines:
    """Groups of keys with their words, those of the focused thing first."""
    groups = key_groups(scene, focus)
    rows: list[Line] = []
    if width > KEYS_WIDTH:
        for title, pairs in groups:
            parts: list[tuple[Piece, ...]] = [
                (piece(key, "key"), piece(f" {word}")) for key, word in pairs
            ]
            rows += _led(flow(parts, width - 11, between="  "), title if rows else "Here")
        return tuple(rows)
    for title, pairs in groups:
        rows += [BLANK] if rows else []
        rows.append(line(piece(title, "title")))
        for key, word in pairs:
            rows.append(spread((piece(f" {key:<7}", "key"), piece(word)), (), width))
    return tuple(rows)


def _led(rows: Lines, title: str) -> list[Line]:
    """Rows with a title before the first."""
    return [
        Line((piece(f" {title if not at else '':<10}", "title"), *row.pieces))
        for at, row in enumerate(rows)
    ]


def key_groups(scene: Scene, focus: str) -> list[tuple[str, list[Row]]]:
    """The groups with (key, word) of each action that would do something now."""
    typing = focus not in LISTS
    here = [*_HERE.get(focus, ())]
    groups: dict[str, list[Row]] = {_TITLES.get(focus, "Here"): here}
    on_call = focus == "say" and scene.state.sheet == "call"
    if on_call:
        groups[BY_ID["next_claim"].group] = []  # what is at hand stands first
    second = {other for _, other, _ in _PAIRS}
    for action in ACTIONS:
        # What belongs to another pane acts from here too, but is not what counts here.
        places = ("", "pane", "quotes") if typing else ("", "pane", focus)
        if on_call:
            places = ("", "quotes", "call")
        if action.id in second or action.where not in places or not counts(scene, action):
            continue
        keys, word = _key(action, typing), action.title
        for one, other, both in _PAIRS:
            if one == action.id and (more := _key(BY_ID[other], typing)):
                keys, word = f"{keys} {more}".strip(), both
        if keys:
            own = action.where == focus and not typing
            groups.setdefault(_TITLES[focus] if own else action.group, []).append((keys, word))
    return [(title, pairs) for title, pairs in groups.items() if pairs]


def _key(action: Action, typing: bool) -> str:
    keys = [key for key in keys_of(action.id) if not typing or acts_while_typing(key)]
    return key_name(keys[0]) if keys else ""


# --- The last row: the keys that matter for what has the focus.


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
