"""From a session to its file: the smallest edit, read back before it replaces anything.

A person's comments, order and spelling survive. Where their layout cannot be edited in place the
file is written anew in the plain layout, with its comments, and the result says so. A file that
somebody else changed meanwhile is never overwritten.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import filelock
import platformdirs
import tomli

from sessions.document.session import Session
from sessions.files import edit, write
from sessions.files.align import Alignment, Tree, align, found_at
from sessions.files.edit import Foreign
from sessions.files.layout import comments_of, document
from sessions.files.positions import scan
from sessions.files.problems import BadDocument
from sessions.files.problems import Path as KeyPath
from sessions.files.read import BOM, read_bytes
from sessions.files.write import NotSaved, short
from sessions.store.form import SHAPE, same, same_trees, tree_of
from sessions.store.load import Loaded, digest_of, from_bytes

__all__ = ["REWRITTEN", "Conflict", "NotSaved", "compose", "save"]

REWRITTEN = "The file was laid out in a way that cannot be edited in place, and was written anew."
WAIT = 10.0  # seconds for another napkin that is just saving the same file

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_FILE = ""  # the digest of a file that is not there


class Conflict(Exception):
    """The file is not what it was when it was read, and was left alone.

    Attributes:
        mine: the session that was to be saved.
        theirs: what stands in the file now: None where it is gone, the problems where it is bad.
        digest: give it to `save` as `over` to replace exactly that.
    """

    def __init__(
        self, path: Path, mine: Session, theirs: Loaded | BadDocument | None, digest: str
    ) -> None:
        what = "is gone" if theirs is None else "was changed by somebody else"
        super().__init__(f"{path} {what} since it was read. Nothing was overwritten.")
        self.path, self.mine, self.theirs, self.digest = path, mine, theirs, digest


def save(
    session: Session,
    path: str | os.PathLike[str],
    base: Loaded | None = None,
    *,
    over: str | None = None,
) -> Loaded:
    """Write a session to a file.

    Args:
        base: what the session was read from or last saved as; its text is what is edited. Without
            one, the file is laid out anew.
        over: the digest of what stands in the file now and may be replaced. Without it that is
            `base` where it was read from this very file, else only a file that is not there.

    Returns: the file as it is now, its `notice` saying what a person should know.

    Raises: Conflict where something else stands in the file; NotSaved where it cannot be written,
        or where what was to be written does not read as the session. Nothing changed then.
    """
    target = Path(os.path.realpath(path))
    written = _composed(session, base, Path(path))
    expected = over
    if expected is None:
        own = base is not None and os.path.realpath(base.path) == str(target)
        expected = base.digest if base is not None and own else _NO_FILE
    with _locked(target):
        found = _on_disk(target)
        digest = _NO_FILE if found is None else digest_of(found)
        if digest != expected:
            theirs = _theirs(found, Path(path))
            if isinstance(theirs, Loaded) and same(theirs.session, session):
                return theirs  # somebody else wrote the very same
            raise Conflict(Path(path), session, theirs, digest)
        if found != written.data:
            said = write.write(target, written.data)
            written = written._replace(notice=" ".join(filter(None, [written.notice, said])))
    return written


def compose(session: Session, base: Loaded | None = None) -> str:
    """The text that says a session, edited from `base` where there is one. Raises NotSaved."""
    return _composed(session, base, base.path if base else Path("session.toml")).text


def _composed(session: Session, base: Loaded | None, path: Path) -> Loaded:
    """What says a session, read back and compared."""
    tree = tree_of(session)
    try:
        if base is None:
            return _verified(document(tree, SHAPE.headings), tree, path)
        before = tree_of(base.session)
        if same_trees(before, tree):
            return base._replace(path=path, notice="")
        alignment = align(before, tree, SHAPE)
        kept = _kept(base, alignment, tree)
        edited = _edited(base, alignment, tree)
        if edited is not None:
            with contextlib.suppress(_Differs):
                return _verified(edited, tree, path, kept, base.bom)
        anew = _verified(_anew(base, alignment, tree, kept), tree, path, kept, base.bom)
        return anew._replace(notice=REWRITTEN)
    except _Differs as differs:
        raise NotSaved(f"{path} was not saved: {differs} Nothing was overwritten.") from differs


class _Differs(Exception):
    """What was to be written does not say what it should."""


def _edited(base: Loaded, alignment: Alignment, tree: Tree) -> str | None:
    try:
        return _with_line_ends(edit.edited(_plain(base.text), alignment, tree), base.text)
    except (Foreign, ValueError):
        return None


def _anew(base: Loaded, alignment: Alignment, tree: Tree, kept: dict[KeyPath, Any]) -> str:
    comments = comments_of(scan(_plain(base.text)), alignment)
    return _with_line_ends(document(tree, SHAPE.headings, kept, comments), base.text)


def _kept(base: Loaded, alignment: Alignment, tree: Tree) -> dict[KeyPath, Any]:
    """What napkin does not read, by where it belongs in the document to come."""
    data = tomli.loads(_plain(base.text))
    found: dict[KeyPath, Any] = {}
    for path in base.kept:
        now = alignment.now(path)
        # The origin of a value that is entered now was unknown, and is known.
        if now is not None and found_at(tree, now) is None:
            found[now] = found_at(data, path)
    return found


def _verified(
    text: str,
    tree: Tree,
    path: Path,
    kept: Mapping[KeyPath, Any] = MappingProxyType({}),
    bom: bool = False,
) -> Loaded:
    """A text read back, if it says the tree and all that is kept; else raises _Differs."""
    try:
        read = from_bytes((BOM if bom else b"") + text.encode(), path)
    except UnicodeEncodeError:
        raise _Differs("a text in it has half of a character, which no file can hold.") from None
    except BadDocument as bad:
        problem = bad.problems[0]
        said = f"{problem.key}: {problem.reason}" if problem.key else problem.reason
        raise _Differs(f"it could not be read again ({said}).") from None
    if not same_trees(tree_of(read.session), tree):
        raise _Differs("what would be written does not say the same.")
    if kept:
        parsed = tomli.loads(_plain(text))
        if any(found_at(parsed, at) != value for at, value in kept.items()):
            raise _Differs("a key that napkin does not know would be lost.")
    return read


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _with_line_ends(text: str, like: str) -> str:
    """The text with the line ends that the base has, line by line where they are mixed."""
    windows = like.count("\r\n")
    if not windows:
        return text
    if windows == like.count("\n"):
        return text.replace("\n", "\r\n")
    old, new = _LINE.findall(like), _LINE.findall(text)
    matcher = difflib.SequenceMatcher(None, [_plain(line) for line in old], new, autojunk=False)
    lines: list[str] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        lines += old[start:end] if tag == "equal" else new[first:last]
    return "".join(lines)


def _on_disk(target: Path) -> bytes | None:
    """The bytes of the file now, or None where there is none."""
    if not os.path.lexists(target):
        return None
    try:
        return read_bytes(target)
    except BadDocument as bad:
        raise NotSaved(f"{target} was not saved: {bad.problems[0].reason}.") from None


def _theirs(found: bytes | None, path: Path) -> Loaded | BadDocument | None:
    if found is None:
        return None
    try:
        return from_bytes(found, path)
    except BadDocument as bad:
        return bad


@contextlib.contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Nobody else saves this file meanwhile. A lock dies with its process: none is ever stale."""
    name = f"{digest_of(os.fsencode(target))}.lock"
    beside = target.parent / f".{short(target.name)}.napkin-lock"
    for place in (platformdirs.user_state_path("napkin") / "locks" / name, beside):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(place)
            lock.acquire(timeout=WAIT)
        except filelock.Timeout:
            reason = "another napkin is saving it"
            raise NotSaved(f"{target} was not saved: {reason}. Nothing was overwritten.") from None
        except OSError:
            continue  # a home that cannot be written to: the lock goes beside the file
        try:
            yield
        finally:
            lock.release()
        return
    yield  # where no lock can be made, no file can be made either, and that has its own sentence
