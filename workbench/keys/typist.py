"""Whether a letter that is typed while a pane has the focus is a key of it, or begins a sentence.

Nobody looks where the focus is while somebody speaks on the phone. A sentence begins with a
capital, or goes on faster than anybody chooses keys: then it is meant for the say line, whole.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from workbench.keys.shown import keys_of
from workbench.keys.table import ACTIONS

SOON = 0.25  # seconds between two letters of a word; who chooses keys takes longer
HELD = 0.6  # seconds that a capital waits for what comes after it


class Answer(NamedTuple):
    """What becomes of a key.

    Attributes:
        what: it is the pane's, it waits for the next one, or it is said.
        said: what goes to the say line.
        first: the key that waited, and acts before this one.
    """

    what: Literal["act", "hold", "say"]
    said: str = ""
    first: str = ""


class Typist:
    """Remembers the last letter that was typed in a pane."""

    def __init__(self) -> None:
        self._last, self._at = "", float("-inf")
        self._key = ""  # of a capital that waits

    def heard(self, key: str, character: str, now: float, *, shown: bool = True) -> Answer:
        """A key at a time in seconds, with the character that it types, if any; `shown` where the
        pane shows that it has the focus.
        """
        held, last, apart = self._key, self._last, now - self._at
        self._key = ""
        self._last, self._at = character, now
        if not character:
            return Answer("act", first=held)
        if held:
            if apart <= HELD and character != last:
                return Answer("say", last + character)
            return Answer("act", first=held)._replace(what=self._begins(key, character, shown))
        if _of_a_word(character) and _of_a_word(last) and character != last and apart <= SOON:
            return Answer("say", last + character)
        what = self._begins(key, character, shown)
        return Answer(what, character if what == "say" else "")

    def _begins(self, key: str, character: str, shown: bool) -> Literal["act", "hold", "say"]:
        if not shown or key not in _bound():
            return "say"
        if character.isupper() and HELD > 0:
            self._key = key
            return "hold"
        return "act"

    def waited(self) -> str:
        """The key of a capital after which nothing came: it acts."""
        key, self._key = self._key, ""
        return key


def _of_a_word(character: str) -> bool:
    return character.isalnum()


def _bound() -> frozenset[str]:
    """Every key that does something somewhere."""
    return frozenset([key for action in ACTIONS for key in keys_of(action.id)])
