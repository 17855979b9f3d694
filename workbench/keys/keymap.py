"""The `[keys]` of the person's own file: which keys an action has instead of those of the table."""

from __future__ import annotations

import functools
import string
import unicodedata
from collections.abc import Mapping
from typing import Any

from sessions.files.names import nearest
from sessions.files.problems import Finding, Findings
from workbench.keys.shown import key_name
from workbench.keys.table import BY_ID, SHEETS

_EXAMPLE = 'keys such as "f6", "ctrl+g" or "x,f7"'
_MODIFIERS = {"ctrl", "alt", "shift", "super", "hyper", "meta"}
# What a terminal sends for other keys, and what every box and line needs for itself.
_TAKEN = {
    "ctrl+i": "terminals send it for tab",
    "ctrl+m": "terminals send it for enter",
    "ctrl+h": "terminals send it for backspace",
    "ctrl+j": "terminals send it for enter",
    "ctrl+left_square_bracket": "terminals send it for escape",
    "tab": "it goes from one part of the screen to the next",
    "shift+tab": "it goes back to the part before",
    "escape": "it leaves what is open",
    "ctrl+c": "it copies what is selected in a line",
    "ctrl+p": "it has all commands, whatever else is remapped",
    "ctrl+q": "it quits, whatever else is remapped",
    "up": "it moves the selection",
    "down": "it moves the selection",
}


def read_keys(table: Any, findings: Findings) -> dict[str, tuple[str, ...]]:
    """The keys of each action that the table names, as Textual names them.

    What is wrong is added to the findings and left out: such an action keeps its own keys.
    """
    if not isinstance(table, dict):
        findings.add(Finding(("keys",), "not a table", "[keys]", 'write why = "f6" under [keys]'))
        return {}
    found: dict[str, tuple[str, ...]] = {}
    # The keys of a sheet act there alone, so that elsewhere they may be another's.
    owner: dict[tuple[str, str], str] = {}
    for id, value in table.items():
        path = ("keys", id)
        if id not in BY_ID:
            near = nearest(id, BY_ID)
            fix = f"did you mean {near}?" if near else "F1 and the palette name every action"
            findings.add(Finding(path, "there is no such action", "", fix, on_key=True))
            continue
        texts = value.split(",") if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            findings.add(Finding(path, "not the name of a key", _EXAMPLE))
            continue
        where = BY_ID[id].where
        place = where if where in SHEETS else ""
        keys: list[str] = []
        for text in texts:
            key, wrong = _read_key(text.strip())
            if wrong and key in BY_ID[id].keys:
                wrong = ""  # its own already
            if not wrong and owner.get((place, key), id) != id:
                wrong = f"{text.strip()} is given to {owner[place, key]} as well"
            if wrong:
                findings.add(Finding(path, wrong, _EXAMPLE, "choose another key"))
                continue
            owner[place, key] = id
            keys.append(key)
        if keys:
            found[id] = tuple(dict.fromkeys(keys))
    return found


def _read_key(text: str) -> tuple[str, str]:
    """A key as Textual names it, or why it is none."""
    if len(text) == 2 and text[0] == "^":
        text = f"ctrl+{text[1]}"
    if len(text) > 1:
        # Only a letter by itself knows its case: a terminal sends the same for ctrl+G and ctrl+g.
        text = text.lower()
    key = text.partition(",")[0].strip()
    if not key:
        return "", "not the name of a key"
    key = named(key) if len(key) == 1 else key
    *modifiers, last = key.split("+")
    if not set(modifiers) <= _MODIFIERS or not (_is_printed(text) or last in names()):
        return "", f"{text} is not the name of a key"
    if key in _TAKEN:
        return key, f"{key_name(key)} cannot be used: {_TAKEN[key]}"
    return key, ""


def _is_printed(text: str) -> bool:
    """Whether the last part is one character, such as `x`, `?` or the `g` of `ctrl+g`."""
    last = text if text == "+" else text.split("+")[-1]
    return len(last) == 1 and last.isprintable() and not last.isspace()


# Signs that Textual calls otherwise than Unicode does.
_OWN_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_WORDS = (
    "up down left right home end insert delete pageup pagedown backspace enter tab escape space"
)


def named(character: str) -> str:
    """A key of one character as Textual names it: letters as they are, signs in words."""
    name = _in_words(character) if not character.isalnum() else character
    return _OWN_NAMES.get(name, name)


def _in_words(character: str) -> str:
    return unicodedata.name(character, character).lower().replace(" ", "_").replace("-", "_")


@functools.cache
def names() -> frozenset[str]:
    """What a key may be called: a test holds that Textual knows all of them, and no others."""
    signs = {_in_words(sign) for sign in string.punctuation}
    functions = [f"f{number}" for number in range(1, 25)]
    letters = string.ascii_lowercase + string.digits
    return frozenset({*_WORDS.split(), *functions, *letters, *signs, *_OWN_NAMES.values()})


def keymap(keys: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The keys as Textual's `App.set_keymap` takes them."""
    return {id: ",".join(each) for id, each in keys.items()}
