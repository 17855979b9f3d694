"""From the bytes of a file to its text, and from text to plain data: limits first, and whatever is
wrong with its place.

A file is small or it is none of ours: a text that is too long, too deep or too dotted is refused
before tomli sees it, because some of those take minutes.
"""

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import tomli

from sessions.files.problems import TOKEN, BadDocument, Finding, Mistake, Problem, whole_file
from sessions.files.problems import Path as KeyPath
from sessions.files.safe_text import visible

if TYPE_CHECKING:
    from sessions.files.positions import Positions

BOM = b"\xef\xbb\xbf"
MOST_BYTES = 8 << 20  # 500 quotes of 20 claims take one, with notes and words of each four
MOST_LINES = 200_000
LONGEST_LINE = 20_000
DEEPEST = 32  # brackets in brackets
MOST_DOTS = 32  # in one key

_KEEP_OUTSIDE = "keep logs and load tests outside the session"
_NO_ITEMS: Mapping[str, tuple[str, str]] = MappingProxyType({})


def read_bytes(
    path: str | os.PathLike[str], most: int = MOST_BYTES, what: str = "a session file"
) -> bytes:
    """The bytes of a regular file of bearable size: `most` bytes of `what`.

    Raises BadDocument for everything else, and never waits for anything.
    """
    file = os.fspath(path)
    try:
        # Opening a FIFO to read waits for a writer, without this.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            seen = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
            fix = "name a .toml file" if most == MOST_BYTES else "name the file itself"
            raise whole_file(file, seen, what, fix)
        data = bytearray()
        while chunk := os.read(descriptor, MOST_BYTES):
            data += chunk
            if len(data) > most:
                reason = f"larger than {most:,} bytes"
                ours = most == MOST_BYTES
                fix = _KEEP_OUTSIDE if ours else ""
                raise whole_file(file, reason, what, fix)
        return bytes(data)
    except OSError as error:
        raise _unreadable(file, error) from None
    finally:
        os.close(descriptor)


def _unreadable(file: str, error: OSError | ValueError) -> BadDocument:
    if isinstance(error, FileNotFoundError):
        return whole_file(file, "there is no such file", fix="check the name and the folder")
    if isinstance(error, PermissionError):
        return whole_file(file, "no permission to read it", fix=f"chmod u+r {visible(file)}")
    if isinstance(error, OSError):
        reason = (error.strerror or "it cannot be read").lower()
        name_too_long = error.errno == errno.ENAMETOOLONG
        return whole_file(file[:200] if name_too_long else file, reason)
    return whole_file(file, "a name that no file can have", fix="check the name")


def decoded(data: bytes, file: str) -> str:
    """The text of a file, without its byte order mark. Raises BadDocument with the place."""
    data = data.removeprefix(BOM)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        begin = data.rfind(b"\n", 0, error.start) + 1
        line = data.count(b"\n", 0, error.start) + 1
        before = data[begin : error.start].decode()
        source = data[begin : begin + 4000].split(b"\n")[0].decode(errors="backslashreplace")
        fix = "save it as UTF-8"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
            fix = "it looks like UTF-16: save it as UTF-8"
        reason = "a byte that is not UTF-8"
        seen = f"0x{data[error.start]:02X}"
        problem = Problem(
            file, line, len(before) + 1, "", seen, "UTF-8 text", fix, reason, 4, source.rstrip("\r")
        )
        raise BadDocument([problem]) from None


def parse(text: str, file: str, arrays: Iterable[str] = ()) -> dict[str, Any]:
    """The plain data that a TOML text says.

    Args:
        arrays: the keys under which several tables may stand.

    Raises BadDocument for a text beyond the limits, or one that is no TOML.
    """
    text = text.replace("\r\n", "\n")
    mistake, error = _half_of_a_character(text) or _too_much(text) or _too_nested(text), None
    if mistake is None:
        try:
            return tomli.loads(text)
        except (ValueError, RecursionError, MemoryError) as caught:
            error = caught
    from sessions.files import mistakes  # 8 ms, for a file with a mistake in it

    raise BadDocument([mistakes.told(text, file, mistake or mistakes.of(text, error, arrays))])


def _half_of_a_character(text: str) -> Mistake | None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        reason = "half of a character (a lone surrogate)"
        return Mistake(error.start, reason, "text", "delete it")
    return None


def _too_much(text: str) -> Mistake | None:
    if len(text) > MOST_BYTES:
        return Mistake(0, f"longer than {MOST_BYTES:,} bytes", "a session file", _KEEP_OUTSIDE)
    if text.count("\n") > MOST_LINES:
        return Mistake(0, f"more than {MOST_LINES:,} lines", "a session file", _KEEP_OUTSIDE)
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = text.find("\n", start) + 1 or len(text)
        if end - start > LONGEST_LINE:
            expected = f"lines of at most {LONGEST_LINE:,} characters"
            return Mistake(start, "a line that is too long", expected, "break it into lines")
        start = end
    return None


def _too_nested(text: str) -> Mistake | None:
    depth = dots = 0
    for token in TOKEN.finditer(text):
        sign = token[1]
        if sign is None:
            continue
        if sign == ".":
            dots += 1
            if dots > MOST_DOTS:
                expected = "a key such as packet.fresh_tokens"
                reason = f"a key of more than {MOST_DOTS} dots"
                return Mistake(token.start(), reason, expected, "delete the line")
            continue
        dots = 0
        if sign in "[{":
            depth += 1
            if depth > DEEPEST:
                reason = f"nested more than {DEEPEST} deep"
                return Mistake(token.start(), reason, "plain tables and lists", "delete it")
        elif sign in "]}":
            depth = max(0, depth - 1)
    return None


def located(
    findings: Iterable[Finding],
    data: dict[str, Any],
    text: str,
    file: str,
    *,
    most: int | None = None,
    items: Mapping[str, tuple[str, str]] = _NO_ITEMS,
) -> list[Problem]:
    """Findings with their places in the text, in the order of the text.

    Args:
        data: what the text says.
        most: the first so many of them.
        items: for arrays of tables by their key: what an item is called, and the key that names it.
    """
    from sessions.files.positions import scan  # 3 ms, for a file with something to point at

    positions = scan(text.replace("\r\n", "\n"))
    first = sorted(findings, key=lambda each: positions.nearest(each.path)[0].value.start)
    found = [_place(finding, positions, data, file, items) for finding in first[:most]]
    return sorted(found, key=lambda each: (each.line, each.column))


def _place(
    finding: Finding,
    positions: "Positions",
    data: dict[str, Any],
    file: str,
    items: Mapping[str, tuple[str, str]],
) -> Problem:
    place, exact = positions.nearest(finding.path)
    span = place.key if finding.on_key and exact else place.value
    # What stands over several lines is marked on its first.
    shown = positions.text[span.start : span.end].split("\n")[0]
    line, column = positions.line_column(span.start)
    return Problem(
        file=file,
        line=line,
        column=column,
        key=_in_words(finding.path, data, items),
        seen=shown[:60] if exact else "nothing",
        expected=finding.expected,
        fix=finding.fix,
        reason=finding.reason,
        width=max(1, len(shown)),
        source=positions.line_at(span.start),
    )


def _in_words(path: KeyPath, data: Any, items: Mapping[str, tuple[str, str]]) -> str:
    """A path as a person says it: `quote 3 (Cirrus) > claim 1 (ttft) > value`."""
    parts: list[str] = []
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(part, str):
            parts.append(part)
            continue
        what, name = items.get(parts[-1], (parts[-1], ""))
        called = data.get(name) if isinstance(data, dict) else None
        short = str(called)[:40] if isinstance(called, str) and called else ""
        parts[-1] = f"{what} {part + 1}" + (f" ({short})" if short else "")
    return " > ".join(parts)
