"""From a session file to a `Session`, or to everything that is wrong with the file.

Light: this is on the way to the first frame, so no tomlkit, and positions are only looked up when
there is something to point at.
"""

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sessions.findings import ITEMS, Finding, Findings
from sessions.findings import Path as KeyPath
from sessions.mistakes import Mistake
from sessions.schema import session_of
from sessions.session import Session
from sessions.syntax import MOST_BYTES, parse

# What says problems is imported when there is one: most files have none.
if TYPE_CHECKING:
    from sessions.positions import Positions
    from sessions.problems import BadDocument, Problem

BOM = b"\xef\xbb\xbf"


class Loaded(NamedTuple):
    """A session with the file that it was read from.

    Attributes:
        session: what the file says.
        path: where it was read from; symbolic links are followed only when it is written.
        text: the file's own text, line ends as they are.
        cautions: what is unusual, or unknown and kept.
        kept: the paths of the unknown keys.
        bom: the file begins with a byte order mark.
        notice: what a save had to do that a person should know of.
    """

    session: Session
    path: Path
    text: str
    cautions: "tuple[Problem, ...]" = ()
    kept: tuple[KeyPath, ...] = ()
    bom: bool = False
    notice: str = ""

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return (BOM if self.bom else b"") + self.text.encode()

    @property
    def digest(self) -> str:
        """What tells this content from any other."""
        return digest_of(self.data)


def digest_of(data: bytes) -> str:
    """What tells one content of a file from another. Nothing is asked of clocks."""
    import hashlib  # only when a file is saved

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def load(path: str | os.PathLike[str]) -> Loaded:
    """Read a session file. Raises BadDocument, with all that is wrong with it."""
    file = os.fspath(path)
    return from_bytes(read_bytes(path), Path(file))


def read_text(text: str, file: str = "<text>") -> Session:
    """Read a session from text. Raises BadDocument, with all that is wrong with it."""
    return _read(text, file)[0]


def from_bytes(data: bytes, path: Path) -> Loaded:
    """Read a session from the bytes of a file. Raises BadDocument."""
    bom = data.startswith(BOM)
    text = decoded(data, str(path))
    session, cautions, kept = _read(text, str(path))
    return Loaded(session, path, text, cautions, kept, bom)


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
            from sessions.problems import whole_file

            seen = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
            fix = "name a .toml file" if most == MOST_BYTES else "name the file itself"
            raise whole_file(file, seen, what, fix)
        data = bytearray()
        while chunk := os.read(descriptor, MOST_BYTES):
            data += chunk
            if len(data) > most:
                from sessions.problems import whole_file

                reason = f"larger than {most:,} bytes"
                ours = most == MOST_BYTES
                fix = "keep logs and load tests outside the session" if ours else ""
                raise whole_file(file, reason, what, fix)
        return bytes(data)
    except OSError as error:
        raise _unreadable(file, error) from None
    finally:
        os.close(descriptor)


def _unreadable(file: str, error: OSError | ValueError) -> "BadDocument":
    from sessions.plain import visible
    from sessions.problems import whole_file

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
        from sessions.problems import BadDocument, Problem

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


def _read(text: str, file: str) -> "tuple[Session, tuple[Problem, ...], tuple[KeyPath, ...]]":
    text = text.replace("\r\n", "\n")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        from sessions.problems import BadDocument
        from sessions.wording import told

        reason = "half of a character (a lone surrogate)"
        mistake = Mistake(error.start, reason, "text", "delete it")
        raise BadDocument([told(text, file, mistake)]) from None
    data = parse(text, file)
    findings = Findings()
    session = session_of(data, findings)
    if not findings.by_path:
        return session, (), ()
    if findings.bad():
        from sessions.problems import MOST, BadDocument

        wrong = [finding for finding in findings.by_path.values() if not finding.caution]
        raise BadDocument(located(wrong, data, text, file, MOST), max(0, len(wrong) - MOST))
    cautions = located(findings.by_path.values(), data, text, file)
    kept = tuple([path for path, finding in findings.by_path.items() if finding.unknown])
    return session, tuple(cautions), kept


def located(
    findings: Iterable[Finding],
    data: dict[str, Any],
    text: str,
    file: str,
    most: int | None = None,
) -> "list[Problem]":
    """Findings with their places in the text, in the order of the text; the first `most` of
    them.
    """
    from sessions.positions import scan

    positions = scan(text)
    first = sorted(findings, key=lambda each: positions.nearest(each.path)[0].value.start)
    found = [_place(finding, positions, data, file) for finding in first[:most]]
    return sorted(found, key=lambda each: (each.line, each.column))


def _place(finding: Finding, positions: "Positions", data: dict[str, Any], file: str) -> "Problem":
    from sessions.problems import Problem

    place, exact = positions.nearest(finding.path)
    span = place.key if finding.on_key and exact else place.value
    # What stands over several lines is marked on its first.
    shown = positions.text[span.start : span.end].split("\n")[0]
    line, column = positions.line_column(span.start)
    return Problem(
        file=file,
        line=line,
        column=column,
        key=_in_words(finding.path, data),
        seen=shown[:60] if exact else "nothing",
        expected=finding.expected,
        fix=finding.fix,
        reason=finding.reason,
        width=max(1, len(shown)),
        source=positions.line_at(span.start),
    )


def _in_words(path: KeyPath, data: Any) -> str:
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
        what, name = ITEMS.get(parts[-1], (parts[-1], ""))
        called = data.get(name) if isinstance(data, dict) else None
        short = str(called)[:40] if isinstance(called, str) and called else ""
        parts[-1] = f"{what} {part + 1}" + (f" ({short})" if short else "")
    return " > ".join(parts)
