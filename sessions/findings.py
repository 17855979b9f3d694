"""What is found while a document is read, by the path of what it is about, and the words for it."""

import datetime
import math
from collections.abc import Iterable
from typing import Any, NamedTuple

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


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like this one, or nothing."""
    import difflib  # only when a name is wrong

    plain = {_plain(each): each for each in known}
    found = difflib.get_close_matches(_plain(name[:80]), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else ""


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")


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
