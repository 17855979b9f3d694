"""Which actions count at the moment: the one answer for the footer, the key panel and the palette.

A key that would only answer "there is nothing to undo" is not worth its place.
"""

from __future__ import annotations

from sessions.document.keep import newest
from workbench.keys.table import ACTIONS, LISTS, PANES, Action
from workbench.state.asides import chosen_item
from workbench.state.call import call_items, neighbour, on_call
from workbench.state.items import DRAFT
from workbench.state.scene import Scene


def counts(scene: Scene, action: Action) -> bool:
    """Whether an action would do something now, wherever the focus is."""
    check = _CHECKS.get(action.id)
    return check is None or check(scene)


def counting(scene: Scene, focus: str) -> list[Action]:
    """The actions of the footer for what has the focus, what matters most there first."""
    places = ("", focus, "pane") if focus in PANES else ("", focus) if focus in LISTS else ("",)
    found = [
        a for a in ACTIONS if a.footer and a.where in places and counts(scene, a) and _on(scene, a)
    ]
    # Who is at a symbol wants to go where it leads, or back.
    first = ("follow", "back") if focus == "chain" and scene.symbol else ()
    return sorted(found, key=lambda action: (action.id not in first, _rank(action, focus)))


def _on(scene: Scene, action: Action) -> bool:
    check = _FIRST_THINGS.get(action.id)
    return check is None or check(scene)


def _rank(action: Action, focus: str) -> int:
    if action.where == focus:
        return 1 if action.id == "copy_setup" else 0
    # What was changed and is not kept comes before what is always there.
    if action.id in ("save", "undo"):
        return 2
    return 3 if action.where else 4 if action.id == "palette" else 5


def has_quotes(scene: Scene) -> bool:
    """Whether there is a claim to ask about."""
    return chosen_item(scene) is not None


def _kept_quote(scene: Scene) -> bool:
    item = chosen_item(scene)
    return item is not None and not item.key.startswith(DRAFT)


def _asks(scene: Scene) -> bool:
    item = chosen_item(scene)
    return item is not None and bool(item.verdict.ask)


def _setups(scene: Scene) -> bool:
    return len(scene.session.setups) > 1


def _saying(scene: Scene) -> bool:
    return bool(scene.state.said.strip())


def _values(scene: Scene) -> bool:
    return scene.resolved is not None


def _no_setup(scene: Scene) -> bool:
    return scene.setup is None


def _other_claims(scene: Scene) -> bool:
    return len(call_items(scene)) > 1 if scene.state.sheet == "call" else has_quotes(scene)


def _other_provider(scene: Scene) -> bool:
    return neighbour(scene, 1) != on_call(scene)


def _spoke_before(scene: Scene) -> bool:
    return newest(scene.session, on_call(scene)) is not None


# Of these the footer speaks only while they are the way on.
_FIRST_THINGS = {"add_setup": _no_setup}

_CHECKS = {
    **dict.fromkeys(("edit", "act", "reset", "step_up", "step_down"), _values),
    **dict.fromkeys(("leap_up", "leap_down", "follow", "next_basis", "previous_basis"), _values),
    "choose": lambda scene: _values(scene) and scene.state.field in ("model", "hardware"),
    **dict.fromkeys(("choose_model", "choose_hardware"), lambda scene: scene.setup is not None),
    "reload": lambda scene: scene.state.path is not None,
    "back": lambda scene: bool(scene.state.trail),
    "next_setup": _setups,
    "previous_setup": _setups,
    "side_by_side": _setups,
    "differing": lambda scene: scene.state.beside,
    "next_symbol": lambda scene: _values(scene) and not scene.state.beside,
    "next_formula": lambda scene: _values(scene) and not scene.state.beside,
    "take_back": lambda scene: scene.state.unsaved,
    "compare_file": lambda scene: scene.state.unsaved,
    **dict.fromkeys(("rename_setup", "remove_setup"), lambda scene: scene.setup is not None),
    "copy_setup": lambda scene: scene.setup is not None,
    "undo": lambda scene: bool(scene.state.history.past) or scene.state.typing is not None,
    "redo": lambda scene: bool(scene.state.history.future),
    "save": lambda scene: scene.state.unsaved,
    "why": has_quotes,
    "copy_ask": _asks,
    **dict.fromkeys(("remove_quote", "particulars", "amend_claim", "drop_claim"), _kept_quote),
    **dict.fromkeys(("next_claim", "previous_claim"), _other_claims),
    **dict.fromkeys(("next_provider", "previous_provider"), _other_provider),
    "new_round": _spoke_before,
    "keep_said": _saying,
    "clear_said": _saying,
}
