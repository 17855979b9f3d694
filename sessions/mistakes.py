"""A place in a text and what is wrong there, and the tokens by which places are found."""

import re
from typing import NamedTuple

# Strings and comments are skipped whole. Each alternative takes an unclosed string to its end, so
# that no text is scanned twice; what follows an unclosed string is never parsed.
TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?(?:""""{0,2}|\\?\Z)'
    r"|'''.*?(?:''''{0,2}|\Z)"
    r'|"(?:[^"\\\n]|\\.)*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*"
    r"|([\[\]{}=,\n.])",
    re.DOTALL,
)


class Mistake(NamedTuple):
    """A place in a text, and what is wrong there."""

    start: int
    reason: str
    expected: str = ""
    fix: str = ""
    width: int = 1
    key: str = ""
