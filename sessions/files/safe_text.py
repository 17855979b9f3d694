"""Text from outside, made safe to print: what a terminal obeys or hides is shown as a sign."""

from __future__ import annotations

import re
import unicodedata

# How many combining marks may stand on one character before the rest is only counted.
MARKS = 4

# C0, DEL and C1 move the cursor and ring bells. The rest is invisible or turns the reading
# direction, so that two texts may look alike and differ. ZWJ and ZWNJ stay: Persian and emoji
# need them.
_ACTS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """The text with what acts or hides as a visible sign, such as `␛` or `<U+202E>`.

    Args:
        text: anything, lone surrogates included.

    Returns: text without a character that a terminal acts on, on one line; at most `MARKS`
        combining marks on a character, the others as `<+12>`. Nothing else is changed.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _ACTS.sub(_sign, text)
    return text if text.isascii() else _with_few_marks(text)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def _with_few_marks(text: str) -> str:
    shown: list[str] = []
    marks = 0
    for character in text:
        if character in "\u200c\u200d" or unicodedata.category(character)[0] == "M":
            marks += 1
            if marks <= MARKS:
                shown.append(character)
            continue
        if marks > MARKS:
            shown.append(f"<+{marks - MARKS}>")
        marks = 0
        shown.append(character)
    if marks > MARKS:
        shown.append(f"<+{marks - MARKS}>")
    return "".join(shown)
