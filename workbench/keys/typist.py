"""Whether a letter that is typed while a pane has the focus is a key of it, or begins a sentence.

Nobody looks where the focus is while somebody speaks on the phone. A sentence begins with a
capital, or goes on faster than anybody chooses keys: then it is meant for the say line, whole, and
what its first letter did as a key is taken back.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from workbench.keys.shown import keys_of
from workbench.keys.table import ACTIONS

SOON = 0.25  # seconds between two letters of a word; who chooses keys takes longer
HELD = 0.6  # seconds that a capital waits for what comes after it, and without a pause
_WORD = 3  # letters that a slow typist spells before they are no keys any more


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


Where = Literal["text", "other", "jump"]  # what a key before this one opened


class Typist:
    """Remembers what was typed in a pane without a pause: keys, or the beginning of a sentence.

    Attributes:
        run: what was typed so, and acted as keys so far.
    """

    def __init__(self) -> None:
        self._last, self._at = "", float("-inf")
        self._key = ""  # of a capital that waits
        self.run = ""
        self._jumped = False

    def heard(self, key: str, character: str, now: float, *, shown: bool = True) -> Answer:
        """A key at a time in seconds, with the character that it types, if any; `shown` where the
        pane shows that it has the focus.
        """
        held, last, apart = self._key, self._last, now - self._at
        self._key = ""
        self._note(character, now)
        if not character:
            return Answer("act", first=held)
        if held:
            if apart <= HELD and character != last:
                return Answer("say", last + character)
            return Answer("act", first=held)._replace(what=self._begins(key, character, shown))
        if self._hurries(character, last, apart) or self._spells():
            return Answer("say", self.run)
        what = self._begins(key, character, shown)
        return Answer(what, character if what == "say" else "")

    def strayed(self, character: str, now: float, where: Where) -> str:
        """What is said where a character follows so soon on the key that opened what it would
        reach: nothing where it may be meant for that.
        """
        last, apart, opener = self._last, now - self._at, self.run
        self._note(character, now)
        if where == "jump":
            self._jumped = True  # its letters are what it is for; a third one begins no jump
            return ""
        if not opener or not character.isalpha():
            self.run = ""
            return ""
        if self._hurries(character, last, apart):
            return self.run
        if self._spells() and (where == "other" or len(opener) > 1):
            return self.run
        if where == "text":
            self.run = ""  # typed with a pause after what opened the box: meant for it
        return ""

    def _note(self, character: str, now: float) -> None:
        goes_on = _of_a_word(character) and character != self._last and now - self._at <= HELD
        self.run = self.run + character if goes_on else character if _of_a_word(character) else ""
        self._jumped = self._jumped and goes_on
        self._last, self._at = character, now

    def _hurries(self, character: str, last: str, apart: float) -> bool:
        return _of_a_word(character) and _of_a_word(last) and character != last and apart <= SOON

    def _spells(self) -> bool:
        """Three letters in a row, each another one, are a word that is typed slowly."""
        letters = [each for each in self.run if each.isalpha()]
        return len(letters) >= _WORD and len(set(letters)) == len(letters) and not self._jumped

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
