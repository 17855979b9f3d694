"""The parser's errors in the words of somebody who fills in a form. Imported when there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable

import tomli

from sessions.files.positions import line_column, line_end, line_start, scan
from sessions.files.problems import TOKEN, Mistake, Problem

_UNQUOTED = re.compile(
    r"[ \t]*([A-Za-z0-9_.\"'-]+)[ \t]*=[ \t]*([^\s\"'\[{#][^#\n]*?)[ \t]*(?:#.*)?$"
)
_UNTIL_SPACE = re.compile(r"[^\s,\]}#]*")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_OTHER_DAY = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$")
_SPACED_KEY = re.compile(r"[ \t]*([\w-]+(?:[ \t]+[\w-]+)+)[ \t]*=")
_MANY_DIGITS = re.compile(r"[0-9][0-9_]{999,}")


def told(text: str, file: str, mistake: Mistake) -> Problem:
    """A mistake as a problem, with its line and the text that stands there."""
    start = min(mistake.start, len(text))
    line, column = line_column(text, start)
    source = text[line_start(text, start) : line_end(text, start)].rstrip("\r\n")
    width = max(1, min(mistake.width, len(source) - column + 1))
    return Problem(
        file=file,
        line=line,
        column=column,
        key=mistake.key,
        seen=source[column - 1 : column - 1 + width][:60],
        expected=mistake.expected,
        fix=mistake.fix,
        reason=mistake.reason,
        width=width,
        source=source,
    )


def of(text: str, error: Exception | None, arrays: Iterable[str] = ()) -> Mistake:
    """What a parser could not take, in the words of somebody who fills in a form.

    Args:
        arrays: the keys under which several tables may stand.
    """
    if isinstance(error, tomli.TOMLDecodeError):
        return _reworded(text, error.pos, error.msg, arrays)
    if isinstance(error, RecursionError | MemoryError):
        return Mistake(0, "too deeply nested to be read", "plain tables", "split it")
    # Python refuses to read integers of more than 4,300 digits, and does not say where.
    found = _MANY_DIGITS.search(text)
    start, end = found.span() if found else (0, 1)
    expected = "a number below 10^18"
    reason = "a number too large to mean anything"
    return Mistake(start, reason, expected, "write it with a unit", end - start)


_TWICE = (
    "Cannot overwrite",
    "Cannot declare",
    "Cannot redefine",
    "Cannot mutate",
    "Duplicate",
)
_NOT_CLOSED = ("Unterminated string", "Expected \"'", "Illegal character '\\n'")
_NOT_CLOSED_EITHER = "Found invalid character '\\n'"  # said of comments too, but they end there


def _reworded(text: str, at: int, message: str, arrays: Iterable[str]) -> Mistake:
    if text[at : at + 1] == "\r":
        return _control(at, 13)
    if message.startswith(("Expected newline", "Invalid value")):
        unquoted = _unquoted(text, at)
        if unquoted is not None:
            return unquoted
    if message.startswith(_TWICE):
        return _twice(text, at, arrays)
    if message == "Invalid date or datetime":
        found = _UNTIL_SPACE.match(text, at)
        width = found.end() - at if found else 1
        expected = "a day of the calendar, such as 2026-06-12"
        return Mistake(at, "no such day or time", expected, "correct the date", width)
    if message.startswith("Expected '=' after a key"):
        return _no_equals(text, at)
    if message.startswith((*_NOT_CLOSED, _NOT_CLOSED_EITHER)):
        return _unclosed(text, at)
    if message.startswith(("Unclosed", "Expected ']")):
        return _unclosed_bracket(text, at, message)
    if message.startswith(("Illegal character", "Found invalid character")):
        return _control(at, ord(text[at]))
    for start, reworded in _ESCAPES.items():
        if message.startswith(start):
            # tomli points behind what it has read of the escape.
            begin = text.rfind("\\", 0, at)
            return reworded._replace(start=begin, width=max(2, at - begin))
    for start, reworded in _WORDS.items():
        if message.startswith(start):
            return reworded._replace(start=at)
    return Mistake(at, message[:1].lower() + message[1:])


_ESCAPES: dict[str, Mistake] = {
    "Unescaped '\\'": Mistake(
        0,
        "a backslash that means nothing here",
        "\\\\ for a backslash",
        "write \\\\, or put the text in single quotes",
    ),
    "Invalid hex value": Mistake(
        0,
        "an escape with too few hexadecimal digits",
        "\\u with four digits, such as \\u00e9",
        "write the character itself",
    ),
    "Escaped character is not": Mistake(
        0,
        "an escape that stands for no character",
        "the code of a character",
        "write the character itself",
    ),
}
_WORDS: dict[str, Mistake] = {
    "Invalid initial character for a key part": Mistake(
        0,
        "no key here",
        "letters, digits, - and _",
        'put any other key in quotes: "my key" = "..."',
    ),
    "Invalid statement": Mistake(
        0,
        "neither a key, a [table] nor a remark",
        'key = "value"',
        "begin a remark with #",
    ),
    "Expected newline": Mistake(
        0,
        "more after the value",
        "one value on a line",
        "begin a remark with #, or put all of it in quotes",
    ),
    "Invalid value": Mistake(
        0,
        "no value here",
        'a value, such as "80K token/request"',
        "write a value in quotes, or delete the line",
    ),
}


def _control(at: int, code: int) -> Mistake:
    if code == 13:
        expected = "lines that end in LF or CRLF"
        return Mistake(at, "a carriage return by itself", expected, "save it with LF line ends")
    reason = f"a control character, U+{code:04X}"
    return Mistake(at, reason, "printable text", f"delete it, or write \\u{code:04X}")


def _unquoted(text: str, at: int) -> Mistake | None:
    """A quantity, a word or a date in no quotes: what people write first."""
    begin = line_start(text, at)
    line = text[begin : line_end(text, at)].rstrip("\n")
    found = _UNQUOTED.match(line)
    if found is None or not begin + found.start(2) <= at <= begin + found.end():
        return None
    key, value = found[1], found[2]
    place = Mistake(begin + found.start(2), "", width=len(value), key=key)
    day = _DAY.match(value)
    if day and "-" in value and len(day[2]) == len(day[3]) == 2:
        return None  # written right, but no such day
    if day or _OTHER_DAY.match(value):
        right = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else "YYYY-MM-DD"
        expected = "year-month-day, such as 2026-06-12"
        fix = f"write {key} = {right}"
        return place._replace(reason="a date in another form", expected=expected, fix=fix)
    if value.lower() in ("true", "false"):
        fix = f"write {key} = {value.lower()}"
        return place._replace(reason="a capital letter", expected="true or false", fix=fix)
    if '"' in value or "'" in value or value.startswith(("]", "}", ",", "=")):
        return None
    fix = f'write {key} = "{value}"'
    return place._replace(reason="text without quotes", expected="text in quotes", fix=fix)


def _no_equals(text: str, at: int) -> Mistake:
    begin = line_start(text, at)
    line = text[begin : line_end(text, at)].rstrip("\n")
    start = begin + len(line) - len(line.lstrip())
    key, rest = text[start:at].strip(), text[at : begin + len(line)]
    if rest.startswith(":"):
        value = rest[1:].strip()
        quoted = value if value.startswith('"') else f'"{value}"'
        return Mistake(at, "a colon after the key", "=", f"write {key} = {quoted}", key=key)
    spaced = _SPACED_KEY.match(line)
    if spaced:
        joined = "_".join(spaced[1].split())
        fix = f"write {joined} = {line[spaced.end() :].strip()}"
        return Mistake(start, "a key with a space in it", "one word", fix, len(spaced[1]))
    fix = "begin a remark with #"
    return Mistake(start, "no = after the key", 'key = "value"', fix, len(line.strip()))


def _unclosed(text: str, at: int) -> Mistake:
    """A string without its end: pointed at where it begins, not at the end of the file."""
    opened = 0
    for token in TOKEN.finditer(text):
        if token.start() > at:
            break
        if token[1] is None and token[0][0] in "\"'":
            opened = token.start()
    quotes = text[opened : opened + 3]
    if quotes not in ('"""', "'''"):
        quotes = quotes[:1]
    width = len(text[opened : line_end(text, opened)].rstrip("\n"))
    expected = f"{quotes} at its end"
    return Mistake(opened, "text that is not closed", expected, f"close it with {quotes}", width)


def _unclosed_bracket(text: str, at: int, message: str) -> Mistake:
    if message.startswith("Expected"):
        sign = "]]" if "]]" in message else "]"
        begin = line_start(text, at)
        width = len(text[begin : line_end(text, at)].rstrip("\n"))
        fix = f"close it with {sign}"
        return Mistake(begin, "a table header that is not closed", f"{sign} at its end", fix, width)
    opened: list[int] = []
    for token in TOKEN.finditer(text, 0, at):
        if token[1] in ("[", "{"):
            opened.append(token.start())
        elif token[1] in ("]", "}") and opened:
            opened.pop()
    start = opened[-1] if opened else at
    if at < len(text) and text[at] != "\n" and line_start(text, start) == line_start(text, at):
        expected = "a comma, or the closing bracket"
        return Mistake(at, "no comma between two values", expected, "write a comma here")
    what, sign = ("list", "]") if text[start : start + 1] == "[" else ("table in braces", "}")
    fix = f"close it with {sign}"
    return Mistake(start, f"a {what} that is not closed", f"a comma, or {sign}", fix)


def _twice(text: str, at: int, arrays: Iterable[str]) -> Mistake:
    """A key or a table that stands twice: where the second is, and where the first was."""
    begin = line_start(text, max(0, at - 1))
    line = text[begin : line_end(text, begin)].rstrip("\n")
    start = begin + len(line) - len(line.lstrip())
    header = line.lstrip().startswith("[")
    name = line.split("#" if header else "=")[0].strip()
    first = _first_of(text[:begin], line)
    reason = f"{name} stands twice" + (f"; the first is on line {first}" if first else "")
    several = f"write [[{name[1:-1]}]] each time, to have several"
    fix = "put the lines of both under one"
    if not header:
        fix = "keep one of the two"
    elif name[1:-1].split(".")[-1] in arrays:
        fix = several
    return Mistake(start, reason, "each name once", fix, len(name), name)


def _first_of(before: str, line: str) -> int:
    """The line in the text before on which the same key stands in the same table, or 0."""
    try:
        here, earlier = scan(before + line + "\n"), scan(before)
    except (ValueError, IndexError):
        return 0
    last = here.blocks[-1]
    path = last.statements[-1] if last.statements else last.path
    for length in range(len(path), 0, -1):
        place = earlier.places.get(path[:length])
        if place is not None:
            return earlier.line_column(place.key.start)[0]
    return 0
