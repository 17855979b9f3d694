"""The words, numbers and signs of what was said, with where they stand, and its sentences.

Everything is found by one regular expression whose alternatives cannot match the same text in two
ways, so the time is linear in the text.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

from sessions.say import abroad, chinese

Kind = Literal["number", "word", "sign", "line"]


class Token(NamedTuple):
    """One word, number or sign; `glued` when nothing stands between it and the one before."""

    text: str
    low: str
    start: int
    end: int
    kind: Kind
    glued: bool


def spaced(words: str) -> frozenset[str]:
    """Words that are listed with spaces between them."""
    return frozenset(words.split())


# A number keeps its separators: "1,5" and "1.2.3" are refused as a whole by the quantity reader,
# never read as 1 and something. A word keeps a version ("K2.6") and an apostrophe ("we'd").
_TOKEN = re.compile(
    r"(?P<line>\n)"
    r"|(?P<tab>(?<=\S)[ ]?\t[ \t]{0,20}(?=\S))"
    r"|(?P<money>(?<![A-Za-z0-9])(?:US|CA|AU|NZ|HK|NT|MX|C|A|S|R)\$)"
    r"|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
    r"|(?<![=/])(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|[12][0-9]|3[01])/(?:20[0-9]{2}|2[3-9])"
    r"(?![0-9/]))"
    r"|(?P<region>\b(?:us|eu|ap|ca|sa|me|af|uk)-(?:gov-)?(?:north|south|east|west|central)[a-z]*"
    r"(?:-?[0-9]\b)?)"
    r"|(?P<number>(?:[0-9]+|\.[0-9]+)(?:[.,_][0-9]+|[\u00a0\u202f][0-9]{3}(?![0-9]))*"
    r"(?:[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z]))?)"
    r"|(?P<times>(?<=[0-9])[xX×])"
    rf"|(?P<chinese>{chinese.PATTERN})"
    rf"|(?P<foreign>[{chinese.LETTERS}]+?(?={chinese.PATTERN}|[^{chinese.LETTERS}]|$))"
    rf"|(?P<word>[^\W\d_{chinese.LETTERS}][^\W{chinese.LETTERS}]*"
    r"(?:(?<=[0-9])\.[0-9]+)?(?:['’][A-Za-z]{1,2}(?![A-Za-z]))?)"
    r"|(?P<sign><=|>=|=<|=>|->|\.{2,}|\S)",
    re.IGNORECASE,
)
_KINDS: dict[str, Kind] = {
    "line": "line",
    "money": "sign",
    "tab": "sign",
    "number": "number",
    "word": "word",
    "chinese": "word",
    "foreign": "word",
    "date": "word",
    "region": "word",
    "sign": "sign",
    "times": "sign",
}
# What mail and office programs make of plain signs, one character for one.
_PLAIN: dict[int, int | str] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "\u2009\u2007\u2008\u2006"), "\u00a0"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2212\ufe63"), "-"),
    **dict.fromkeys(map(ord, "\u2044\u2215"), "/"),
    **dict.fromkeys(map(ord, "\u2032\u02bc\u2018"), "\u2019"),
    **{ord(wide): plain for wide, plain in zip("。、￥「」", ";,¥()", strict=True)},
    **dict.fromkeys(map(ord, "\u2028\u2029\u0085\x0b\x0c"), "\n"),
}
# After these a full stop ends no sentence.
ABBREVIATIONS = spaced(
    "approx ca c vs eg ie incl excl max min avg est no inc ltd co corp llc bros resp ver fig"
)
# After these "min" is a minute, and a full stop behind it an end.
_BEFORE_MINUTES = spaced("/ per a")
_BULLETS = frozenset("-*•·>–—")
# A line at least this long that ends in the middle of things was wrapped by somebody's mail.
_WRAPPED = 55


def plain_signs(text: str) -> str:
    """The text with plain signs for those of office programs, each in its place."""
    return text if text.isascii() else text.translate(_PLAIN)


def tokens_of(text: str) -> list[Token]:
    """Every token of a text. Each character that is no white space belongs to exactly one."""
    tokens: list[Token] = []
    end = -1
    text = plain_signs(text)
    for found in _TOKEN.finditer(text):
        start, group = found.start(), found.lastgroup or "sign"
        word = found[0]
        low = "x" if group == "times" else word.lower().replace("’", "'")
        if group == "tab":
            word = low = "|"
        elif group == "chinese":
            low = chinese.LOW[word.lower()]
        if low in chinese.THOUSANDS and tokens and tokens[-1].kind == "number":
            tokens[-1] = _so_many(tokens[-1], low, found.end())
        else:
            tokens.append(Token(word, low, start, found.end(), _KINDS[group], start == end))
        end = found.end() if group != "tab" else -1
    said = abroad.is_said(text)
    tokens = _in_english(tokens, said) if said else tokens
    return tokens if _DECADES.search(text) is None else _without_decades(text, tokens)


def _so_many(number: Token, word: str, end: int) -> Token:
    """`25万` is 250,000."""
    try:
        value = f"{Decimal(number.text.replace(',', '')) * chinese.THOUSANDS[word]:f}"
    except InvalidOperation:
        value = number.text
    return number._replace(text=value, low=value, end=end)


def _in_english(tokens: list[Token], said: str) -> list[Token]:
    """Tokens of another language with the words, or only the numbers, that the reader knows."""
    found: list[Token] = []
    for i, token in enumerate(tokens):
        before = tokens[i - 1].low if i else ""
        after = tokens[i + 1].low if i + 1 < len(tokens) else ""
        if token.kind == "number":
            text = abroad.number(token.text)
            found.append(token._replace(text=text, low=text))
        elif said == "words" and found and abroad.is_part(before, token.low):
            found[-1] = found[-1]._replace(end=token.end)
        elif said == "words" and token.kind == "word":
            found.append(token._replace(low=abroad.word(token.low, after)))
        else:
            found.append(token)
    return found


# "in the 40s to 50s tok/s": from forty on, and no seconds.
_DECADES = re.compile(
    r"\b(?:the|low|mid|high|upper|lower)[ -](?:[1-9]?[0-9]0s(?:\s?(?:to|-|–|or|and)\s?(?:the )?)?)"
    r"{1,2}\s(?:tok|tps|t/s|tokens)",
    re.IGNORECASE,
)


def _without_decades(text: str, tokens: list[Token]) -> list[Token]:
    """Numbers of a decade with their `s`, as one token each."""
    spans = [found.span() for found in _DECADES.finditer(text)]
    found: list[Token] = []
    for token in tokens:
        inside = any(first <= token.start < last for first, last in spans)
        before = found[-1] if inside and found else token
        decade = token.text == "s" and token.glued and before.kind == "number"
        if decade or (token.low == "the" and before.low in ("to", "-")):
            found[-1] = found[-1]._replace(end=token.end)
        else:
            found.append(token)
    return found


def hyphened(tokens: list[Token], i: int, end: int) -> bool:
    """Whether a hyphen at `i` joins what stands on its two sides."""
    return i + 1 < end and tokens[i].text == "-" and tokens[i].glued and tokens[i + 1].glued


def sentences(tokens: list[Token]) -> list[tuple[int, int]]:
    """The sentences as ranges of tokens: lines, semicolons and full stops end one.

    A line break inside a wrapped paragraph ends none; breaks belong to no sentence.
    """
    found: list[tuple[int, int]] = []
    first = line_start = 0
    total = len(tokens)
    for i, token in enumerate(tokens):
        if token.kind == "line":
            if not _wrapped(tokens, line_start, i):
                if first < i:
                    found.append((first, i))
                first = i + 1
            line_start = i + 1
        elif token.low in (";", ".", "!", "?") and _ends(tokens, i, total):
            found.append((first, i + 1))
            first = i + 1
    if first < total:
        found.append((first, total))
    return found


def under_headers(tokens: list[Token]) -> list[tuple[int, int, int]]:
    """The sentences, the header of a table together with the row below it; the third number is
    where that row begins, 0 where there is no header.
    """
    found: list[tuple[int, int, int]] = []
    header = -1
    for first, end in sentences(tokens):
        signs = [token.text for token in tokens[first:end] if token.text == "|"]
        words = {token.kind for token in tokens[first:end]}
        if "word" in words and "number" not in words and len(signs) > 0:
            header = len(found)
        elif header >= 0 and signs and "word" not in words and "number" not in words:
            # The rule below a header: |---|---|
            found[header] = (found[header][0], end, 0)
            continue
        elif header >= 0 and header == len(found) - 1 and signs:
            found[header] = (found[header][0], end, first)
            header = -1
            continue
        else:
            header = -1
        found.append((first, end, 0))
    return found


def _ends(tokens: list[Token], i: int, total: int) -> bool:
    if tokens[i].text == ";":
        return True
    if i + 1 < total and tokens[i + 1].glued:
        return False
    if tokens[i].text != ".":
        return True
    before = tokens[i - 1] if i else None
    if before is None:
        return True
    unit = before.low == "min" and i > 1 and (tokens[i - 2].low in _BEFORE_MINUTES)
    if unit or not (before.low in ABBREVIATIONS or _dotted(tokens, i)):
        return True
    return i + 1 < total and tokens[i + 1].kind == "line"


def _dotted(tokens: list[Token], i: int) -> bool:
    """Whether a full stop is the last of `e.g.`, `i.e.`"""
    said = "".join([token.low for token in tokens[max(0, i - 3) : i + 1]])
    return said in ("e.g.", "i.e.")


def _wrapped(tokens: list[Token], start: int, i: int) -> bool:
    """Whether the line break at `i` stands in the middle of a sentence."""
    if i == start or i + 1 >= len(tokens):
        return False
    last, after = tokens[i - 1], tokens[i + 1]
    if after.kind == "line" or after.text in _BULLETS or last.text in (".", ":", "!", "?", ";"):
        return False
    return last.end - tokens[start].start >= _WRAPPED and not after.text[:1].isupper()
