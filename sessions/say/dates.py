"""Days as people write them, and until when an offer holds.

A day whose order is not plain (`12/05`) is no day, and stays as the words it was said in.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import NamedTuple

from sessions.say.numbers import SMALL, number_words
from sessions.say.tokens import Token, spaced

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan january", "feb february", "mar march", "apr april", "may", "jun june"),
            *("jul july", "aug august", "sep sept september", "oct october", "nov november"),
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
# These are other words, too, unless they begin with a capital.
_OTHER_WORDS = spaced("may mar march")
_ORDINALS = spaced("st nd rd th")
_UNTIL = spaced("until till til through thru expires by ends before to")
_FOR = spaced("for within next")
_HOLDS = spaced("valid good open stands firm expires expire offer quote")
_DAYS = {
    **dict.fromkeys(("day", "days"), 1),
    **dict.fromkeys(("week", "weeks"), 7),
}
_MONTHS_OF = {
    **dict.fromkeys(("month", "months", "mo"), 1),
    **dict.fromkeys(("quarter", "quarters"), 3),
    **dict.fromkeys(("year", "years"), 12),
}


class Day(NamedTuple):
    """A day as said: `year` is 0 where none was, `month` 0 where the order is not plain."""

    year: int
    month: int
    day: int


def day_at(tokens: list[Token], i: int, end: int) -> tuple[Day, int] | None:
    """The day that is written at a token, and where it ends."""
    token = tokens[i]
    if token.kind == "word" and token.text[0] in "0123456789":
        found = _written(token.text)
        return (found, i + 1) if found else None
    if token.kind == "number":
        if token.text.count(".") == 2:
            found = _dotted(token.text)
            return (found, i + 1) if found else None
        return _day_first(tokens, i, end)
    if _month(token) and i + 1 < end:
        j = i + 1 + (tokens[i + 1].text == "." and i + 2 < end)
        day, j = _day(tokens, j, end)
        if day and not _counts(tokens, j, end):
            year, j = _year(tokens, j, end)
            return _real(Day(year, _month(token), day), j)
    return None


def _day_first(tokens: list[Token], i: int, end: int) -> tuple[Day, int] | None:
    day, j = _day(tokens, i, end)
    if not day:
        return None
    if j < end and tokens[j].low == "of":
        j += 1
    if j < end and _month(tokens[j]):
        year, after = _year(tokens, j + 1 + _dot(tokens, j, end), end)
        return _real(Day(year, _month(tokens[j]), day), after)
    slash = j + 1 < end and tokens[j].text == "/" and tokens[j].glued and tokens[j + 1].glued
    if slash and j == i + 1 and i and tokens[i - 1].low in _UNTIL:
        other, after = _day(tokens, j + 1, end)
        if other and not _counts(tokens, after, end):
            return _ordered(0, day, other), after
    return None


def _dot(tokens: list[Token], j: int, end: int) -> int:
    """Whether a full stop shortens the month: `30 Nov. 2026`."""
    return int(j + 2 < end and tokens[j + 1].text == "." and tokens[j + 2].text[:2] == "20")


def _counts(tokens: list[Token], i: int, end: int) -> bool:
    """Whether a unit follows, so that the number is none of a day."""
    return i < end and tokens[i].glued and tokens[i].kind != "sign"


def _month(token: Token) -> int:
    if token.low in _OTHER_WORDS and not token.text[0].isupper():
        return 0
    return MONTHS.get(token.low, 0)


def _day(tokens: list[Token], i: int, end: int) -> tuple[int, int]:
    """A number from 1 to 31, `21` or `21st`, and where it ends; 0 when there is none."""
    if i >= end or not tokens[i].text.isdecimal() or len(tokens[i].text) > 2:
        return 0, i
    day, j = int(tokens[i].text), i + 1
    if j < end and tokens[j].low in _ORDINALS and tokens[j].glued:
        j += 1
    return (day, j) if 1 <= day <= 31 else (0, i)


def _year(tokens: list[Token], i: int, end: int) -> tuple[int, int]:
    j = i + 1 if i + 1 < end and tokens[i].text == "," else i
    if j < end and tokens[j].text.isdecimal() and len(tokens[j].text) == 4:
        year = int(tokens[j].text)
        if 2000 <= year < 2100:
            return year, j + 1
    return 0, i


def _written(text: str) -> Day | None:
    if "-" in text:
        year, month, day = map(int, text.split("-"))
        return _valid(Day(year, month, day))
    one, other, year = map(int, text.split("/"))
    return _ordered(year + 2000 if year < 100 else year, one, other)


def _dotted(text: str) -> Day | None:
    parts = text.split(".")
    if not all(part.isdecimal() for part in parts) or len(parts[2]) != 4:
        return None
    return _valid(Day(int(parts[2]), int(parts[1]), int(parts[0])))


def _ordered(year: int, one: int, other: int) -> Day:
    """Of two numbers with a slash the one above 12 is the day; otherwise nobody knows."""
    if one > 12 >= other:
        return Day(year, other, one)
    if other > 12 >= one or one == other:
        return Day(year, one, other)
    return Day(year, 0, 0)


def _valid(day: Day) -> Day | None:
    try:
        datetime.date(day.year or 2000, day.month, day.day)
    except ValueError:
        return None
    return day


def _real(day: Day, end: int) -> tuple[Day, int] | None:
    return (day, end) if _valid(day) else None


def date_of(day: Day, today: datetime.date | None, *, ahead: bool = False) -> datetime.date | None:
    """The date of a day; without a year the one nearest to today, or the next one ahead of it."""
    if not day.month or not (day.year or today):
        return None
    found: list[datetime.date] = []
    for year in [day.year] if day.year or today is None else range(today.year - 1, today.year + 2):
        try:
            found.append(datetime.date(year, day.month, day.day))
        except ValueError:
            continue
    if today is None or day.year:
        return next(iter(found), None)
    if ahead:
        found = [date for date in found if date >= today]
    return min(found, key=lambda date: abs((date - today).days), default=None)


def holds_until(
    tokens: list[Token], first: int, end: int, base: datetime.date | None
) -> datetime.date | None:
    """The last day of an offer: `valid until 30 June 2027`, `good for 30 days` from `base`."""
    said = {token.low for token in tokens[first:end]}
    for i in range(first, end):
        day = day_at(tokens, i, end)
        if day:
            return date_of(day[0], base, ahead=True)
        if tokens[i].low in _FOR and i + 1 < end and base and not said.isdisjoint(_HOLDS):
            found = _span(tokens, i + 1, end, base)
            if found:
                return found
    return None


def _span(tokens: list[Token], i: int, end: int, base: datetime.date) -> datetime.date | None:
    """The day so many days, weeks or months after another."""
    text, j = tokens[i].text, i + 1
    if tokens[i].kind == "word":
        text, j = number_words(tokens, i, end)
    if not text.isdecimal() or len(text) > 3 or j >= end:
        return None
    if tokens[j].low in ("calendar", "-") and j + 1 < end:
        j += 1
    count, unit = int(text), tokens[j].low
    if unit in _DAYS:
        return base + datetime.timedelta(days=count * _DAYS[unit])
    if unit not in _MONTHS_OF:
        return None
    months = base.year * 12 + base.month - 1 + count * _MONTHS_OF[unit]
    year, month = months // 12, months % 12 + 1
    return datetime.date(year, month, min(base.day, calendar.monthrange(year, month)[1]))


# --- Which offer of a provider's it is, and of which day, where that stands behind the name.

_ROUND = re.compile(r"(?:r|rd|v)([1-9][0-9]?)")
_OFFER = spaced("round rd r offer quote proposal bid iteration v version")
_ORDINAL = {
    word: number
    for number, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th"), start=1
    )
    for word in words.split()
}
_ANEW = spaced("revised updated final new latest best counter bafo initial opening improved")
_INSIDE = frozenset(",()[]-–—#")
_AROUND = spaced("call email mail meeting slack on of as dated from the their and 's")
_PRICES = spaced("price prices pricing number numbers rate rates terms quote offer bid ask")
ENDS = frozenset(",:-–—")
# What a round or a day can begin with, beside digits and `r2`; most words do not.
_BEGIN = _OFFER | _ANEW | _INSIDE | _AROUND | _ORDINAL.keys() | MONTHS.keys()


class Offer(NamedTuple):
    """Which offer it is, and of which day, where that stands behind a name."""

    round: int
    day: Day | None
    end: int


def offer_at(tokens: list[Token], i: int, end: int) -> Offer:
    """The round and the day that are said from a token on: `round 2`, `(2nd offer, 21 Nov)`."""
    number, day = 0, None
    j = last = i
    if i < end and tokens[i].low not in _BEGIN and tokens[i].low[0] not in "rv0123456789":
        return Offer(0, None, i)
    while j < end:
        low = tokens[j].low
        round_at = _round_at(tokens, j, end)
        day_here = day_at(tokens, j, end)
        if round_at:
            number, j = number or round_at[0], round_at[1]
        elif day_here:
            day, j = day or day_here[0], day_here[1]
        elif low in _INSIDE or low in _AROUND:
            j += 1
            if low not in (")", "]") or last == i:
                continue
        elif low in _ANEW:
            j += 1
            while j < end and tokens[j].low in (*_OFFER, *_ANEW, *_PRICES, "and"):
                j += 1
        else:
            break
        last = j
    return Offer(number, day, last)


def _round_at(tokens: list[Token], j: int, end: int) -> tuple[int, int] | None:
    low = tokens[j].low
    after = tokens[j + 1] if j + 1 < end else None
    short = _ROUND.fullmatch(low)
    if short:
        return int(short[1]), j + 1
    if low in _OFFER and after is not None:
        k = j + 1 + (after.text == "#")
        number = tokens[k].text if k < end else ""
        if number.isdecimal() and len(number) < 3 and int(number):
            return int(number), k + 1
        if k < end and SMALL.get(tokens[k].low):
            return SMALL[tokens[k].low], k + 1
    ordinal, k = _ORDINAL.get(low, 0), j + 1
    if not ordinal and after is not None and after.glued:
        ordinal, k = _ORDINAL.get(low + after.low, 0), j + 2
    if ordinal and k < end and tokens[k].low in _OFFER:
        return ordinal, k + 1
    return None
