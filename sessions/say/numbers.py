"""Numbers in words, and multipliers."""

from __future__ import annotations

from decimal import Decimal

from sessions.say.tokens import Token, spaced

MULTIPLIERS = {"k": "K", "K": "K", "M": "M", "MM": "M", "mm": "M", "B": "B", "bn": "B", "T": "T"}
SPOKEN_MULTIPLIERS = {
    **dict.fromkeys(("thousand", "grand"), "K"),
    **dict.fromkeys(("million", "mil", "mln"), "M"),
    **dict.fromkeys(("billion", "bn"), "B"),
    "trillion": "T",
}
_SMALL_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen"
)
_TEN_WORDS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
SMALL = {word: value for value, word in enumerate(_SMALL_WORDS.split("|"))}
_TENS = {word: 10 * value for value, word in enumerate(_TEN_WORDS.split("|"), start=2)}
_AFTER_A = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
# Stands for a number that nobody can write out for sure.
RUN_TOGETHER = "?"
# At most this many words make one number, so that reading stays linear in the text.
_MOST = 12
_PARTS = {"half": "0.5", "quarter": "0.25"}
STARTS = frozenset((*SMALL, *_TENS, *_PARTS, "a", "point"))
# What is said for an amount of dollars.
_COINS = {
    **dict.fromkeys(("buck", "dollar"), "1"),
    "quarter": "0.25",
    "dime": "0.10",
    "nickel": "0.05",
    "penny": "0.01",
    "cent": "0.01",
}
_AFTER_COIN = spaced("per / in out input output blended cached for an a flat all each")
_DOLLARS = spaced("dollar dollars buck bucks")


def spoken_dollars(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """Dollars in words: `a quarter`, `half a buck`, `a buck twenty`, `two dollars fifty`; ("", i)
    when there are none.
    """
    low, after = tokens[i].low, tokens[i + 1].low if i + 1 < end else ""
    third = tokens[i + 2].low if i + 2 < end else ""
    if i and tokens[i - 1].low == "of":
        # "a tenth of a cent" is no cent.
        return "", i
    if low == "half" and after in ("a", "the") and third in _DOLLARS:
        return "0.50", i + 3
    if low == "a" and after in _COINS:
        if after in _DOLLARS:
            return _and_cents(tokens, "1", i + 2, end)
        return (_COINS[after], i + 2) if third in ("", *_AFTER_COIN, ",", ".") else ("", i)
    if low not in SMALL and low not in _TENS and tokens[i].kind != "number":
        return "", i
    number, j = tokens[i].text, i + 1
    if tokens[i].kind == "word":
        number, j = number_words(tokens, i, end)
    if not number.isdecimal() or j >= end or tokens[j].low not in _DOLLARS:
        return "", i
    said, j = _and_cents(tokens, number, j + 1, end)
    return (said, j) if "." in said else ("", i)


def _and_cents(tokens: list[Token], dollars: str, i: int, end: int) -> tuple[str, int]:
    """The cents that are said after dollars: `two bucks fifty`, `four dollars and 25 cents`."""
    j = i + (i < end and tokens[i].low == "and")
    if j < end and tokens[j].low == "a" and j + 1 < end and tokens[j + 1].low == "half":
        return f"{dollars}.50", j + 2
    if j >= end or not (
        tokens[j].low in _TENS or tokens[j].low in SMALL or tokens[j].text.isdecimal()
    ):
        return dollars, i
    cents, after = tokens[j].text, j + 1
    if tokens[j].kind == "word":
        cents, after = number_words(tokens, j, end)
    named = after < end and tokens[after].low in ("cent", "cents")
    if not cents.isdecimal() or int(cents) > 99 or not (named or tokens[j].kind == "word"):
        return dollars, i
    if not named and after < end and tokens[after].low in _COUNTED:
        return dollars, i
    return f"{dollars}.{int(cents):02}", after + named


_COUNTED = spaced("tok toks token tokens tps ms s sec seconds gpus gpu concurrent users t %")


def number_words(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """A number in words at token `i`: its digits and where it ends; ("", i) when there is none.

    `sixty-four`, `one point five`, `a hundred and twenty`, `half a`, `one and a half`.
    """
    low, stop = tokens[i].low, min(end, i + _MOST)
    after = tokens[i + 1].low if i + 1 < end else ""
    if low == "point":
        return _fraction(tokens, i, stop, Decimal(0)) if after in SMALL else ("", i)
    if low in _PARTS:
        return _part(tokens, i, end)
    if low == "a" and after in _PARTS:
        return _part(tokens, i + 1, end)
    if low == "a":
        return _whole(tokens, i + 2, stop, _AFTER_A[after]) if after in _AFTER_A else ("", i)
    return _whole(tokens, i, stop, 0) if low in SMALL or low in _TENS else ("", i)


def _part(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """`half a second`, `a quarter of a second`, `half-second`: where it ends in its unit."""
    j = i + 1
    while j < end and tokens[j].low in ("of", "a", "an", "-"):
        j += 1
    a_time = j < end and tokens[j].low in _TIMES
    if a_time or (j > i + 1 and tokens[j - 1].low in ("a", "an")):
        return _PARTS[tokens[i].low], j
    return "", i


_TIMES = spaced("second sec seconds s minute hour millisecond")


def and_a_part(tokens: list[Token], i: int, end: int) -> tuple[Decimal, int]:
    """What a unit goes on with: the half of `a second and a half`, and where it ends; (0, i) where
    it does not go on.
    """
    low = [token.low for token in tokens[i : min(end, i + 4)]]
    if low[:2] != ["and", "a"] or len(low) < 3 or low[2] not in _PARTS or low[3:] == ["of"]:
        return Decimal(0), i
    return Decimal(_PARTS[low[2]]), i + 3


def _whole(tokens: list[Token], i: int, stop: int, value: int) -> tuple[str, int]:
    """Tens, small numbers and hundreds, then `point` and digits or `and a half`."""
    first, expect = i, "any"
    while i < stop:
        low = tokens[i].low
        after = tokens[i + 1].low if i + 1 < stop else ""
        if low in _TENS and expect == "any":
            value, expect = value + _TENS[low], "small"
        elif low in SMALL and (expect == "any" or (expect == "small" and SMALL[low] < 10)):
            value, expect = value + SMALL[low], "hundred"
        elif low == "hundred" and 0 < value < 100:
            value, expect = value * 100, "any"
        elif low in _TENS and expect == "hundred" and i == first + 1 and value < 10:
            # "one twenty" is 120 of some things and 1.20 of others.
            return RUN_TOGETHER, _whole(tokens, i, stop, 0)[1]
        elif not (
            (low == "and" and expect == "any" and value and (after in _TENS or after in SMALL))
            or (low == "-" and tokens[i].glued and expect == "small" and after in SMALL)
        ):
            break
        i += 1
    return _fraction(tokens, i, stop, Decimal(value))


def _fraction(tokens: list[Token], i: int, stop: int, value: Decimal) -> tuple[str, int]:
    if i + 1 < stop and tokens[i].low == "point" and tokens[i + 1].low in SMALL:
        digits, i = "", i + 1
        while i < stop and SMALL.get(tokens[i].low, 10) < 10:
            digits += str(SMALL[tokens[i].low])
            i += 1
        return f"{value}.{digits}", i
    if [token.low for token in tokens[i : i + 3]] == ["and", "a", "half"] and i + 3 <= stop:
        return f"{value + Decimal('0.5')}", i + 3
    return str(value), i
