"""The keys of actions as they are shown: those of the table, or those that a person chose."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.keys.table import BY_ID

# The keys that a person gave actions instead of those of the table, and nothing else.
_remapped: dict[str, tuple[str, ...]] = {}

_NAMES = {
    "slash": "/",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "equals_sign": "=",
    "enter": "enter",
    "right": "→",
    "left": "←",
    "backspace": "bksp",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "question_mark": "?",
    "full_stop": ".",
    "comma": ",",
    "colon": ":",
    "semicolon": ";",
    "plus": "+",
    "minus": "-",
    "delete": "del",
    "escape": "esc",
    "up": "↑",
    "down": "↓",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


def remap(keymap: Mapping[str, str]) -> None:
    """Show these keys from here on: by action, as Textual's `App.set_keymap` takes them. What is
    not named keeps the keys of the table.
    """
    _remapped.clear()
    for id, keys in keymap.items():
        if id in BY_ID:
            _remapped[id] = tuple([key.strip() for key in keys.split(",") if key.strip()])


def keys_of(id: str) -> tuple[str, ...]:
    """The keys of an action, the first one shown: those that a person chose, else the table's."""
    return _remapped.get(id, BY_ID[id].keys)


def shown_key(id: str, *, typing: bool = False) -> str:
    """The key of an action as people write it, or nothing; `typing`, one that acts in a line of
    text.
    """
    keys = keys_of(id)
    if typing:
        keys = tuple([key for key in keys if acts_while_typing(key)])
    return key_name(keys[0]) if keys else ""


def shown_keys(id: str) -> str:
    """All keys of an action, as people write them."""
    return " ".join([key_name(key) for key in keys_of(id)])


class _Keys(dict[str, str]):
    """The key of an action, for a text that names it: `{follow}`; with `typing`, one that acts in a
    line of text.
    """

    def __missing__(self, id: str) -> str:
        return shown_key(id.removeprefix("typing "), typing=id.startswith("typing "))


def keyed(text: str) -> str:
    """A text of ours with the keys of the actions that it names: `{save}`, `{typing why}`."""
    return text.format_map(_Keys())


# Nothing of these moves in a line of one row.
_MOVING = {"pageup", "pagedown", "shift+up", "shift+down"}
# What Textual's lines of text do with these comes first.
_EDITING = {f"ctrl+{letter}" for letter in "adefkuwxv"} | {"ctrl+left", "ctrl+right"}


def acts_while_typing(key: str) -> bool:
    """Whether a key is no text in a line of text, and edits none."""
    if key in _EDITING:
        return False
    return key in _MOVING or key.startswith(("ctrl+", "alt+")) or _is_function_key(key)


def _is_function_key(key: str) -> bool:
    return len(key) > 1 and key[0] == "f" and key[1:].isdigit()


def key_name(key: str) -> str:
    """A key as people write it: `^s`, `F1`, `/`."""
    if key == "ctrl+@":
        return "^space"  # what most terminals send for it
    if key.startswith("ctrl+"):
        return "^" + key_name(key.removeprefix("ctrl+"))
    if key.startswith(("alt+", "shift+")):
        modifier, _, rest = key.partition("+")
        return f"{modifier}+{key_name(rest)}"
    return key.upper() if _is_function_key(key) else _NAMES.get(key, key)
