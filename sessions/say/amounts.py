"""Amounts in what was said: a number or a range with its unit.

An amount is written out in the grammar of `formulas.quantity`, which alone turns it into a value.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from formulas.quantity import read
from sessions.say.numbers import (
    MULTIPLIERS,
    RUN_TOGETHER,
    SMALL,
    SPOKEN_MULTIPLIERS,
    and_a_part,
    number_words,
    spoken_dollars,
)
from sessions.say.pieces import Amount
from sessions.say.tokens import Token, hyphened, spaced
from sessions.say.units import COUNTING, Unit, klass_of, role_of, unit_at
from sessions.say.vocabulary import CODES, CURRENCIES

# After these a number stands alone, however the next one is written.
_ALONE_AFTER = spaced(
    "= : @ c bs bsz tp batch size of concurrency isl osl at with for context ctx length"
)
_HUNDREDTHS = {"eurocent": "EUR", "eurocents": "EUR", "pence": "GBP"}
_DASHES = frozenset("-–—−")


def amount_at(
    tokens: list[Token], i: int, end: int, chips: frozenset[str], *, between: bool = False
) -> Amount | None:
    """The amount that starts at token `i`, or None.

    Args:
        end: where the sentence ends.
        chips: names of accelerators in lower case; one may stand for GPU below a slash.
        between: the word "between" stood before, so "and" makes a range.
    """
    first, sign = i, ""
    if tokens[i].low in CURRENCIES or role_of(tokens[i].low) == "USD":
        sign, i = tokens[i].low, i + 1
        if sign in CURRENCIES and i < end and tokens[i].text in "$€£¥":
            i += 1
    dollars, after = ("", i) if sign else spoken_dollars(tokens, i, end)
    if dollars:
        number, i, spoken, sign = dollars, after, True, "$"
    else:
        number, i, spoken = _number(tokens, i, end)
    if not number:
        return None
    found = Amount(first, i, number, spoken=spoken)
    spread, after = _spread(tokens, i, end)
    plus = i < end and tokens[i].text == "+" and tokens[i].glued
    if plus and not spread and not _number_at(tokens, i + 1, end):
        found.bound, i = "at least", i + 1
    if spread:
        found.number, found.high, i = *_around(number, spread), after
    else:
        found.high, i = _range_to(tokens, i, end, sign, between=between)
    if found.high and not spread:
        found.number = _same_multiplier(number, found.high)
        _put_in_order(found, tokens[i - 2] if i >= 2 else tokens[i - 1], between=between)
    i = _ish(tokens, i, end, found)
    if sign and i < end and role_of(tokens[i].low) == "USD" and not found.high:
        i += 1
    found.foreign = CURRENCIES.get(sign, "")
    if not found.foreign and i < end and tokens[i].low in (CODES if sign else CURRENCIES):
        found.foreign, i = CURRENCIES[tokens[i].low], i + 1
    if found.foreign and i < end and role_of(tokens[i].low) == "cents":
        found.number, found.high, i = hundredth(number), hundredth(found.high), i + 1
    if not found.foreign and i < end and tokens[i].low in _HUNDREDTHS:
        found.foreign = _HUNDREDTHS[tokens[i].low]
        found.number, found.high, i = hundredth(number), hundredth(found.high), i + 1
    grand = tokens[i - 1].low == "grand"
    unit = unit_at(tokens, i, end, chips, money=bool(sign or found.foreign or grand))
    if (
        first
        and tokens[first - 1].text == "="
        and [t.text for t in tokens[unit.end : end][:1]] == ["="]
    ):
        # "concurrency=4 tok/s/user=71": the unit is the next one's name.
        unit = unit_at(tokens, i, i, chips, money=False)
    _put(found, unit)
    if found.klass in ("time", "days"):
        _go_on(found, tokens, end)
    share = spread and tokens[after - 1 : after + 1][-1].text == "%" and after + 1 < end
    if spread and (not found.high or (share and role_of(tokens[after + 1].low))):
        found.problem = "write the two ends of the range, as in 40-50"
    if number.startswith(RUN_TOGETHER):
        found.problem = "a number that is said in two ways: write it in digits"
    if not found.high and unit.over and unit.end > i:
        _range_of_units(tokens, found, end, chips, sign, between=between)
    if unit.role == "USD" and found.last < end and tokens[found.last].low in CODES:
        # "$0.25/M CAD"
        found.foreign, found.last = CURRENCIES[tokens[found.last].low], found.last + 1
    return found


def _ish(tokens: list[Token], i: int, end: int, found: Amount) -> int:
    """`40ish`, `40-ish`."""
    if i < end and tokens[i].low == "ish" and tokens[i].glued:
        found.approx = True
        return i + 1
    if hyphened(tokens, i, end) and tokens[i + 1].low == "ish":
        found.approx = True
        return i + 2
    return i


def _put(found: Amount, unit: Unit) -> None:
    found.last = unit.end
    found.problem, found.unfinished = unit.problem, unit.unfinished
    found.klass, found.unit = klass_of(unit)
    found.hardware, found.per = unit.hardware, unit.per
    if unit.limit:
        found.bound = "rate limit"
    if unit.cents:
        found.cents = True
        found.number, found.high = hundredth(found.number), hundredth(found.high)
    if unit.many > 1:
        found.number, found.high = (part_of(each, unit.many) for each in (found.number, found.high))
    found.counts = tuple([each for each in unit.counts if each != "total"])
    roles = [role for role, _ in unit.below]
    if "node" in roles or "replica" in roles:
        found.scope = "node" if "node" in roles else "replica"
    elif "total" in unit.counts:
        found.scope = "total"


def _go_on(found: Amount, tokens: list[Token], end: int) -> None:
    """`two seconds and a half`: what is added to the number, the last one of a range."""
    part, after = and_a_part(tokens, found.last, end)
    last = found.high or found.number
    if not part or not last.replace(".", "", 1).isdecimal():
        return
    added, found.last = f"{Decimal(last) + part}", after
    if found.high:
        found.high = added
    else:
        found.number = added


def hundredth(number: str) -> str:
    """A number in cents as one in dollars."""
    return part_of(number, 100)


def part_of(number: str, many: int) -> str:
    """A number by so many."""
    try:
        return f"{Decimal(number) / many:f}" if number else ""
    except InvalidOperation:
        return number


# -- numbers


def _number(tokens: list[Token], i: int, end: int) -> tuple[str, int, bool]:
    """A number with its multiplier: text for the reader, where it ends, and whether in words."""
    if i >= end:
        return "", i, False
    token = tokens[i]
    if token.text in _DASHES:
        return _negative(tokens, i, end)
    if token.kind == "number":
        grouped = _grouped(tokens, i, end)
        digits = "".join([t.text for t in tokens[i:grouped]])
        digits, grouped = _and_tenths(tokens, grouped, end, digits)
        letter, after = _multiplier(tokens, grouped, end)
        return digits.replace("\u00a0", "").replace("\u202f", "") + letter, after, False
    if token.kind == "word":
        said, after = number_words(tokens, i, end)
        if said:
            letter, after = _multiplier(tokens, after, end)
            return said + letter, after, True
    return "", i, False


def _and_tenths(tokens: list[Token], i: int, end: int, digits: str) -> tuple[str, int]:
    """`99 point 9`, `99 point nine five`."""
    if i + 1 >= end or tokens[i].low != "point" or not digits.isdecimal():
        return digits, i
    if tokens[i + 1].text.isdecimal():
        return f"{digits}.{tokens[i + 1].text}", i + 2
    j, tenths = i + 1, ""
    while j < end and 0 <= SMALL.get(tokens[j].low, 10) < 10:
        tenths, j = f"{tenths}{SMALL[tokens[j].low]}", j + 1
    return (f"{digits}.{tenths}", j) if tenths else (digits, i)


def _negative(tokens: list[Token], i: int, end: int) -> tuple[str, int, bool]:
    """A minus only where it is glued to its number and to nothing before it."""
    glued = i + 1 < end and tokens[i + 1].glued and tokens[i + 1].kind == "number"
    if not glued or (i and tokens[i].glued):
        return "", i, False
    number, after, spoken = _number(tokens, i + 1, end)
    return f"-{number}", after, spoken


def _grouped(tokens: list[Token], i: int, end: int) -> int:
    """Where a number ends that has its digits in groups: `10 000`; `c=64 200 ms` is two."""
    j = i + 1
    digits = tokens[i].text
    alone = i and tokens[i - 1].low in _ALONE_AFTER
    if len(digits) > 3 or digits[0] == "0" or (alone and not (j < end and tokens[j].text == "000")):
        return j
    while (
        j < end and len(tokens[j].text) == 3 and tokens[j].text.isdecimal() and not tokens[j].glued
    ):
        j += 1
    return j


def _multiplier(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """K, M, B, T after a number, glued or in words: the reader's letter, and where it ends."""
    if i >= end:
        return "", i
    token, after = tokens[i], tokens[i + 1].low if i + 1 < end else ""
    if token.glued:
        letter = MULTIPLIERS.get(token.text, "")
        if token.text == "m" and role_of(after) == "tok":
            letter = "M"
        return (letter, i + 1) if letter else ("", i)
    if token.low in SPOKEN_MULTIPLIERS:
        return SPOKEN_MULTIPLIERS[token.low], i + 1
    if token.text in ("k", "K", "M") and (role_of(after) in ("tok", "tps") or after in COUNTING):
        return MULTIPLIERS[token.text], i + 1
    return "", i


def _number_at(tokens: list[Token], i: int, end: int) -> bool:
    return i < end and (tokens[i].kind == "number" or tokens[i].low in ("$", "us$"))


# -- ranges


def _range_to(
    tokens: list[Token], i: int, end: int, sign: str, *, between: bool
) -> tuple[str, int]:
    """The far end of a range that starts before `i`, such as `-40`, `to 40`, `- $0.30`."""
    if i + 1 >= end:
        return "", i
    # "from 24 up to 33"
    up = tokens[i].low == "up" and tokens[i - 2].low == "from" and tokens[i + 1].low == "to"
    if i + 1 + up >= end or not (up or _connects(tokens, i, between=between)):
        return "", i
    j = i + 1 + up
    if sign and tokens[j].low == sign:
        j += 1
    if j >= end or tokens[j].text in _DASHES:
        return "", i
    if tokens[j].kind == "word" and tokens[i].text in _DASHES:
        return "", i
    number, after, _ = _number(tokens, j, end)
    if not number or (after < end and tokens[after].low == "x"):
        return "", i
    return number, after


def _spread(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """The 5 of `45 ± 5` and `45 +/- 5`, and where it ends."""
    signs = [token.text for token in tokens[i : i + 3]]
    j = i + 1 if signs[:1] == ["±"] else i + 3 if signs == ["+", "/", "-"] else i
    if j == i or j >= end:
        return "", i
    number, after, _ = _number(tokens, j, end)
    return number, after


def _around(number: str, spread: str) -> tuple[str, str]:
    """The two ends of a range around its middle; no far end where they cannot be worked out."""
    try:
        middle, half = Decimal(number), Decimal(spread)
    except InvalidOperation:
        return number, ""
    return (f"{middle - half}", f"{middle + half}") if middle > half else (number, "")


def _connects(tokens: list[Token], i: int, *, between: bool) -> bool:
    low = tokens[i].low
    if low in _DASHES:
        # "30 -40" is a list or a slip; a dash has the same on both sides in a range.
        return tokens[i].glued == tokens[i + 1].glued
    return low in ("to", "..", "...") or (between and low == "and")


def _same_multiplier(low: str, high: str) -> str:
    """`30-40k` is 30k to 40k, `800-1.2k` is not."""
    if high[-1:].isalpha() and not low[-1:].isalpha():
        try:
            if Decimal(low) <= Decimal(high[:-1]):
                return low + high[-1]
        except InvalidOperation:
            pass
    return low


def _put_in_order(found: Amount, sign: Token, *, between: bool) -> None:
    """`60-40`, `between 60 and 40`: said from its far end; what goes "to" less is a change."""
    if not (between or sign.text in _DASHES or sign.low == "$"):
        return
    try:
        low, high = Decimal(found.number), Decimal(found.high)
    except InvalidOperation:
        return
    if 0 < high < low < _NO_RANGE * high:
        found.number, found.high = found.high, found.number


# Ends that are further apart are no range that was said from its far end, but a slip.
_NO_RANGE = 10


def _range_of_units(
    tokens: list[Token],
    found: Amount,
    end: int,
    chips: frozenset[str],
    sign: str,
    *,
    between: bool,
) -> None:
    """`200 ms - 300 ms`: a second amount of the same kind after a dash or "to"."""
    i = found.last
    if found.problem or i + 1 >= end or not _connects(tokens, i, between=between):
        return
    money = role_of(tokens[i + 1].low) == "USD" or bool(sign and tokens[i + 1].low == sign)
    number, j, _ = _number(tokens, i + 1 + money, end)
    if not number:
        return
    other = Amount(i + 1, j, number)
    _put(other, unit_at(tokens, j, end, chips, money=money))
    if (other.klass, other.unit, other.problem) == (found.klass, found.unit, ""):
        found.high, found.last = other.number, other.last
    elif (other.klass, other.problem) == (found.klass, "") and found.klass == "time":
        found.high, found.last = _in_unit_of(found, other), other.last


def _in_unit_of(found: Amount, other: Amount) -> str:
    """The far end of `800 ms to 1.2 s` in the unit of the near one."""
    ends = read(f"{other.number} {other.unit}"), read(f"1 {found.unit}")
    return f"{ends[0].value / ends[1].value:.12g}"
