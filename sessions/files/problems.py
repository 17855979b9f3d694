"""What is wrong with a document: where, what was seen, what was expected, and what to do.

The form is that of Elm's and rustc's messages: the line as it was written, the place marked, and
one concrete fix.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

from sessions.files.safe_text import visible

MOST = 50  # problems of one file that are said; a person reads no more
UNCHANGED = "The file was not changed."
_WIDEST = 100  # columns of a source line that are shown
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


class Problem(NamedTuple):
    """One thing that is wrong, or (as a caution) unusual.

    Attributes:
        file: the name of the file as it was given.
        line, column: from 1; a line of 0 means the file as a whole.
        key: where it is in the person's words, such as `quote 3 (Cirrus) > claim 1 > value`.
        seen: what stands there, as written.
        expected: what would be read there, with an example.
        fix: one thing to do about it.
        reason: what is wrong, in a few words.
        width: how many characters are marked.
        source: the line as it was written.
    """

    file: str
    line: int
    column: int
    key: str
    seen: str
    expected: str
    fix: str
    reason: str
    width: int = 1
    source: str = ""

    def text(self, word: str = "error") -> str:
        """The problem in lines for a person. Everything from outside is made safe to print."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        lines = [f"{word}: {visible(self.reason)}", f"  {visible(where)}"]
        if self.key:
            lines[-1] += f"  {visible(self.key)}"
        expected = f"expected {visible(self.expected)}" if self.expected else ""
        if self.line:
            gutter = f"{self.line:>5}"
            shown, mark = _marked(self.source, self.column, self.width)
            lines += [f"{gutter} | {shown}", f"{' ' * len(gutter)} | {mark} {expected}".rstrip()]
        elif expected:
            lines.append(f"  {expected}")
        if self.fix:
            lines.append(f"  help: {visible(self.fix)}")
        return "\n".join(lines)

    def json(self) -> dict[str, str | int]:
        """The problem as data, with the same texts."""
        return {
            "file": visible(self.file),
            "line": self.line,
            "column": self.column,
            "key": visible(self.key),
            "seen": visible(self.seen),
            "expected": visible(self.expected),
            "fix": visible(self.fix),
            "reason": visible(self.reason),
        }


class BadDocument(Exception):
    """A file that was refused, with everything that is wrong with it.

    Attributes:
        problems: in the order of the file, each once, at most `MOST`.
        more: how many were left out.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        found = sorted(dict.fromkeys(problems), key=lambda p: (p.line, p.column))
        self.problems = tuple(found[:MOST])
        self.more = more + max(0, len(found) - MOST)
        super().__init__(self.text())

    def text(self) -> str:
        """All problems in lines for a person, the last line saying that nothing was changed."""
        parts = [problem.text() for problem in self.problems]
        if self.more:
            parts.append(f"... and {self.more} more")
        return "\n\n".join([*parts, UNCHANGED])

    def json(self) -> dict[str, object]:
        """All problems as data."""
        return {"problems": [problem.json() for problem in self.problems], "more": self.more}


def whole_file(file: str, reason: str, expected: str = "", fix: str = "") -> BadDocument:
    """A file that cannot be read at all."""
    return BadDocument([Problem(file, 0, 0, "", "", expected, fix, reason)])


def _marked(source: str, column: int, width: int) -> tuple[str, str]:
    """A source line as it is shown, and the carets under its marked part."""
    before, marked, after = _printed(source, column, width)
    room = max(8, _WIDEST - _cells(before) - 1)
    if _cells(before) > _WIDEST * 2 // 3:
        before = "…" + before[-(_WIDEST // 3) :]
        room = _WIDEST - _cells(before)
    marked = marked[:room]
    after = after[: max(0, room - _cells(marked))]
    return (before + marked + after).rstrip(), " " * _cells(before) + "^" * max(1, _cells(marked))


def _printed(source: str, column: int, width: int) -> tuple[str, str, str]:
    start = max(0, column - 1)
    # A line may hold a million characters; only what is near the mark can be shown.
    first = max(0, start - 2 * _WIDEST)
    parts = (
        source[first:start],
        source[start : start + width],
        source[start + width :][: 2 * _WIDEST],
    )
    before, marked, after = (visible(part.replace("\t", "    ")) for part in parts)
    return before, marked[: 2 * _WIDEST], after


def _cells(text: str) -> int:
    """How many columns a visible text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200c\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# --- What is found while a document is read, by the path of what it is about, and the words for
# it.

Path = tuple[str | int, ...]  # of a value in a document: keys, and places in arrays

LARGEST = 10**18  # no whole number in a session means anything beyond


class Finding(NamedTuple):
    """Something to say about a place, not yet looked up in the text.

    Attributes:
        path: of the key; where the key is missing, the innermost table around it is meant.
        on_key: the key is to be marked and not its value.
        caution: it is taken all the same.
        unknown: it is not read, only kept.
    """

    path: Path
    reason: str
    expected: str = ""
    fix: str = ""
    on_key: bool = False
    caution: bool = False
    unknown: bool = False


class Findings:
    """What was found so far: one thing for each place."""

    def __init__(self) -> None:
        self.by_path: dict[Path, Finding] = {}

    def add(self, finding: Finding) -> None:
        """Note something, unless the place has been spoken of."""
        self.by_path.setdefault(finding.path, finding)

    def bad(self) -> bool:
        """Whether anything was refused."""
        return any(not finding.caution for finding in self.by_path.values())

    def sweep(self, value: Any, path: Path = ()) -> None:
        """Refuse what no number may be, wherever it stands, before anything prints it."""
        if isinstance(value, dict):
            for key, inner in value.items():
                self.sweep(inner, (*path, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                self.sweep(inner, (*path, index))
        elif isinstance(value, float):
            if not math.isfinite(value):
                expected = "a number that can be computed with"
                fix = "write a number, or delete the line"
                self.add(Finding(path, "not a finite number", expected, fix))
        elif isinstance(value, int) and abs(value) > LARGEST:
            reason = "a number too large to mean anything"
            self.add(Finding(path, reason, "a number below 10^18", "write it with a unit"))


def is_number(value: object) -> bool:
    """Whether a TOML value is a number; TOML's booleans are Python's integers."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def kind(value: object) -> str:
    """What a TOML value is, in words."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case str():
            return "text"
        case int() | float():
            return "a number"
        case datetime.datetime():
            return "a date with a time"
        case datetime.date():
            return "a date"
        case datetime.time():
            return "a time"
        case list():
            return "a list"
        case _:
            return "a table"
