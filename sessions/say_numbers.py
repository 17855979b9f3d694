"""Numbers in words, and multipliers."""

from __future__ import annotations

from decimal import Decimal

from sessions.say_tokens import Token

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
_SMALL = {word: value for value, word in enumerate(_SMALL_WORDS.split("|"))}
_TENS = {word: 10 * value for value, word in enumerate(_TEN_WORDS.split("|"), start=2)}
_AFTER_A = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
# At most this many words make one number, so that reading stays linear in the text.
_MOST = 12
STARTS = frozenset((*_SMALL, *_TENS, "half", "a"))


def number_words(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """A number in words at token `i`: its digits and where it ends; ("", i) when there is none.

    `sixty-four`, `one point five`, `a hundred and twenty`, `half a`, `one and a half`.
    """
    low, stop = tokens[i].low, min(end, i + _MOST)
    after = tokens[i + 1].low if i + 1 < end else ""
    if low == "half":
        return ("0.5", i + 2) if after in ("a", "an") else ("", i)
    if low == "a":
        return _whole(tokens, i + 2, stop, _AFTER_A[after]) if after in _AFTER_A else ("", i)
    return _whole(tokens, i, stop, 0) if low in _SMALL or low in _TENS else ("", i)


def _whole(tokens: list[Token], i: int, stop: int, value: int) -> tuple[str, int]:
    """Tens, small numbers and hundreds, then `point` and digits or `and a half`."""
    expect = "any"
    while i < stop:
        low = tokens[i].low
        after = tokens[i + 1].low if i + 1 < stop else ""
        if low in _TENS and expect == "any":
            value, expect = value + _TENS[low], "small"
        elif low in _SMALL and (expect == "any" or (expect == "small" and _SMALL[low] < 10)):
            value, expect = value + _SMALL[low], "hundred"
        elif low == "hundred" and 0 < value < 100:
            value, expect = value * 100, "any"
        elif not (
            (low == "and" and expect == "any" and value and (after in _TENS or after in _SMALL))
            or (low == "-" and tokens[i].glued and expect == "small" and after in _SMALL)
        ):
            break
        i += 1
    return _fraction(tokens, i, stop, Decimal(value))


def _fraction(tokens: list[Token], i: int, stop: int, value: Decimal) -> tuple[str, int]:
    if i + 1 < stop and tokens[i].low == "point" and tokens[i + 1].low in _SMALL:
        digits, i = "", i + 1
        while i < stop and _SMALL.get(tokens[i].low, 10) < 10:
            digits += str(_SMALL[tokens[i].low])
            i += 1
        return f"{value}.{digits}", i
    if [token.low for token in tokens[i : i + 3]] == ["and", "a", "half"] and i + 3 <= stop:
        return f"{value + Decimal('0.5')}", i + 3
    return str(value), i
