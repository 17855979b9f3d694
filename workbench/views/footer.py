"""The last row: the keys that matter for what has the focus."""

from __future__ import annotations

from workbench.actions import ACTIONS, BY_ID, Action, key_name
from workbench.scene import Scene
from workbench.views.lines import Line, Piece, line, piece, size, spread

PANES = ("fields", "chain", "quotes")


def footer(scene: Scene, width: int, focus: str) -> Line:
    """Keys and words, those for the focused thing first; what does not fit is left to F1."""
    last = [piece("F1", "key"), piece(" help ", "dim")]
    pieces: list[Piece] = [piece(" ")]
    if focus in ("say", "editor"):
        pieces += _pairs([("enter", "keep"), ("esc", "clear" if focus == "say" else "leave")])
        pieces += _pairs([("F2 F3 F4", "panes")])
        if focus == "say" and scene.draft is not None:
            pieces += _pairs([(key_name(BY_ID["why"].keys[-1]), "why")])
    else:
        pieces += _pairs([("1 2 3", "panes")])
    # Who is at a symbol wants to go where it leads, or back.
    first = ("follow", "back") if focus == "chain" and scene.symbol else ()
    for action in sorted(
        _shown(focus),
        key=lambda a: (a.id not in first, a.where != focus, a.id == "copy_setup"),
    ):
        if action.id == "back" and not scene.state.trail:
            continue
        if action.id in ("next_setup", "side_by_side") and len(scene.session.setups) < 2:
            continue
        if action.id in ("differing", "copy_setup") and not scene.state.beside:
            continue
        if action.id in ("next_symbol", "next_formula") and scene.state.beside:
            continue
        if action.id in ("take_back", "compare_file") and not scene.state.unsaved:
            continue
        word = action.footer
        if action.id == "side_by_side" and scene.state.beside:
            word = "bases"
        pair = _pairs([(_key(action, focus), word)])
        if size(pieces) + size(pair) + size(last) > width:
            break
        pieces += pair
    return spread(pieces, last, width)


def _shown(focus: str) -> list[Action]:
    places = ("", focus, "pane") if focus in PANES else ("",)
    return [action for action in ACTIONS if action.footer and action.where in places]


def _key(action: Action, focus: str) -> str:
    return key_name(action.keys[0])


def _pairs(pairs: list[tuple[str, str]]) -> list[Piece]:
    found: list[Piece] = []
    for key, word in pairs:
        found += [piece(key, "key"), piece(f" {word}  ", "dim")]
    return found


def say_label(scene: Scene) -> Line:
    """What stands before the say line."""
    return line(piece(" say ", "title"), piece("> ", "key"))
