"""From a session file to a `Session`, or to everything that is wrong with the file.

Light: this is on the way to the first frame, so no tomlkit, and positions are only looked up when
there is something to point at.
"""

import os
from pathlib import Path
from typing import NamedTuple

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Session
from sessions.files.problems import MOST, BadDocument, Findings, Problem
from sessions.files.problems import Path as KeyPath
from sessions.files.read import BOM, decoded, located, parse, read_bytes
from sessions.store.form import SHAPE, session_of


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
    cautions: tuple[Problem, ...] = ()
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
    import hashlib  # 4 ms, for a file that is saved or watched

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def load(path: str | os.PathLike[str] | None) -> Loaded:
    """Read a session file; without one, the example that is shipped. Raises BadDocument, with all
    that is wrong with it.
    """
    file = os.fspath(path if path is not None else EXAMPLE)
    return from_bytes(read_bytes(file), Path(file))


def read_text(text: str, file: str = "<text>") -> Session:
    """Read a session from text. Raises BadDocument, with all that is wrong with it."""
    return _read(text, file)[0]


def from_bytes(data: bytes, path: Path) -> Loaded:
    """Read a session from the bytes of a file. Raises BadDocument."""
    bom = data.startswith(BOM)
    text = decoded(data, str(path))
    session, cautions, kept = _read(text, str(path))
    return Loaded(session, path, text, cautions, kept, bom)


def _read(text: str, file: str) -> tuple[Session, tuple[Problem, ...], tuple[KeyPath, ...]]:
    data = parse(text, file, SHAPE.known_by)
    findings = Findings()
    session = session_of(data, findings)
    if not findings.by_path:
        return session, (), ()
    if findings.bad():
        wrong = [finding for finding in findings.by_path.values() if not finding.caution]
        said = located(wrong, data, text, file, most=MOST, items=SHAPE.items)
        raise BadDocument(said, max(0, len(wrong) - MOST))
    cautions = located(findings.by_path.values(), data, text, file, items=SHAPE.items)
    kept = tuple([path for path, finding in findings.by_path.items() if finding.unknown])
    return session, tuple(cautions), kept
