"""Times without a number: `about a second`, `a second and a half`, `sub-second`."""

from __future__ import annotations

from sessions.say.amounts import Amount
from sessions.say.atom import Atom
from sessions.say.numbers import and_a_part
from sessions.say.tokens import Token

_A_TIME = {"second": "s", "sec": "s", "minute": "minute", "millisecond": "ms"}
_SECONDS = ("second", "sec", "s", "seconds")


def spoken_time(tokens: list[Token], i: int, end: int, before: list[Atom]) -> Atom | None:
    """The time that starts at a token, or None; "a second" alone is one only after a bound or an
    "about": it stands below many a figure.
    """
    if tokens[i].low == "sub":
        last = i + 1 + (i + 2 < end and tokens[i + 1].text == "-")
        if last < end and tokens[last].low in _SECONDS:
            return _time(i, last + 1, "1", "s", bound="at most")
    if tokens[i].low not in ("a", "one") or i + 1 >= end or tokens[i + 1].low not in _A_TIME:
        return None
    part, after = and_a_part(tokens, i + 2, end)
    if not part and not (before and before[-1].kind in ("bound", "approx")):
        return None
    return _time(i, after, f"{1 + part}", _A_TIME[tokens[i + 1].low])


def _time(first: int, last: int, number: str, unit: str, *, bound: str = "") -> Atom:
    amount = Amount(first, last, number, unit=unit, klass="time", bound=bound)
    return Atom("amount", first, last, amount=amount)
