"""Where a pair of a price string stands: `{"input": {"price": 0.6, "unit": "1M"}}`, as the APIs of
providers nest what they charge. The text is scanned and never parsed, so that a cut one is read
just the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_SCAN = re.compile(
    r"(?:\"(?P<key>[^\"\\\n]{0,80})\"|'(?P<other>[^'\\\n]{0,80})'|(?P<bare>[A-Za-z_]\w{0,48}))"
    r"(?P<colon>\s{0,8}:)?"
    r"|(?P<sign>[{}\[\]])"
)
_DEEPEST = 32


class Inside(NamedTuple):
    """The objects and lists around a place, outermost first: the keys that they stand at, nothing
    where they stand in a list, and a number for each.
    """

    keys: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


class Places:
    """Every place of a text by the objects around it.

    Attributes:
        heads: where the keys of objects and lists stand, as (start, end).
    """

    def __init__(self, text: str) -> None:
        self.heads: list[tuple[int, int]] = []
        self._at = [0]
        self._inside = [Inside()]
        stack: list[tuple[str, int]] = []
        key, where = "", (0, 0)
        for number, found in enumerate(_SCAN.finditer(text), start=1):
            sign = found["sign"]
            if sign is None:
                named = found["colon"] is not None
                key = (found["key"] or found["other"] or found["bare"] or "") if named else ""
                where = found.span()
                continue
            if sign in "{[":
                if len(stack) < _DEEPEST:
                    stack.append((key, number))
                if key:
                    self.heads.append(where)
            elif stack:
                stack.pop()
            key = ""
            self._at.append(found.end())
            self._inside.append(Inside(*zip(*stack, strict=True)) if stack else Inside())

    def at(self, place: int) -> Inside:
        """What stands around a place."""
        return self._inside[bisect_right(self._at, place) - 1]
