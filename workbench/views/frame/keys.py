"""The key panel: the keys that count where the focus is, in groups; a column at the side, or a few
rows above the say line.
"""

from __future__ import annotations

from workbench.keys.shown import acts_while_typing, key_name, keys_of
from workbench.keys.table import ACTIONS, BY_ID, LISTS, Action
from workbench.state.actions_now import counts
from workbench.state.layout import KEYS_WIDTH
from workbench.state.scene import Scene
from workbench.views.lines import BLANK, Line, Lines, Piece, flow, line, piece, spread

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
