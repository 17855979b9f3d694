"""The names of keys, which are Textual's."""

from __future__ import annotations

import string

import pytest
from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from workbench.keys.keymap import named, names


@pytest.mark.parametrize("character", [*string.printable[:95], "é", "€", "中", "…"])
def test_a_character_is_named_as_textual_names_it(character: str) -> None:
    if character in ", ":  # these two part keys, and are given in words
        return
    (binding,) = Binding.make_bindings([Binding(character, "x", "x")])
    assert named(character) == binding.key


def test_the_names_are_those_that_textual_has() -> None:
    known = {key.value.split("+")[-1] for key in Keys if not key.value.startswith("<")}
    signs = {named(sign) for sign in string.punctuation}
    assert names() - set(KEY_NAME_REPLACEMENTS) - signs <= known
    # `@` is one character, and the others are other words for escape, enter and ctrl+@.
    assert known - names() == {"@", "ctrl-at", "esc", "return"} & known | ({""} & known)
