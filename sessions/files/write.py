"""Writing a file so that it is, at every moment and after every crash, wholly old or wholly new.

The bytes go to a file beside it, reach the disk, and take its place in one step. Every call to the
system is `os.something`, so that the tests can let each of them fail.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time

MARK = ".napkin-"
ABANDONED = 86_400  # seconds after which a temporary file of ours belongs to nobody


class NotSaved(Exception):
    """A file was not written, and is as it was. The text is a sentence that names the file."""


def write(path: str | os.PathLike[str], data: bytes) -> str:
    """Replace a file, or make a new one.

    Args:
        path: symbolic links in it are followed; what they point to is replaced, not they.
        data: the whole new content.

    Returns: a sentence where the new content stands but a crash of the machine may still lose it.

    Raises: NotSaved where the file cannot be written, and is as it was.
    """
    target = os.path.realpath(path)
    try:
        return _write(target, data)
    except OSError as error:
        raise NotSaved(_sentence(target, len(data), error)) from error


def _write(target: str, data: bytes) -> str:
    mode, owner = _allowed(target)
    folder, name = os.path.split(target)
    _tidy(folder, name)
    temporary = os.path.join(folder, f".{short(name)}{MARK}{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, 0o666 if mode is None else mode)
    try:
        try:
            _write_all(descriptor, data)
            if mode is not None:
                os.fchmod(descriptor, mode)
                _keep_owner(descriptor, owner)
            # On the disk before it takes the place, or a power cut leaves an empty file there.
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, target)
    except BaseException:
        _remove(temporary)
        raise
    return _sync_folder(folder, name)


def _allowed(target: str) -> tuple[int | None, tuple[int, int]]:
    """Mode and owner of the file to replace; raises NotSaved where it is not to be replaced."""
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return None, (-1, -1)
    if not stat.S_ISREG(found.st_mode):
        what = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        raise NotSaved(f"{target} was not saved: it is {what}.")
    # A rename asks the folder and not the file, so a file that says "read-only" has to be asked.
    if not (found.st_mode & 0o222 and os.access(target, os.W_OK)):
        raise NotSaved(f"{target} was not saved: it is read-only. The file is as it was.")
    return stat.S_IMODE(found.st_mode), (found.st_uid, found.st_gid)


def _write_all(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        written = os.write(descriptor, left)
        left = left[written:]


def _keep_owner(descriptor: int, owner: tuple[int, int]) -> None:
    found = os.fstat(descriptor)
    if (found.st_uid, found.st_gid) != owner:
        # Only root gives files away; the content is what matters.
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, *owner)


def _remove(path: str) -> None:
    # What cannot be taken away now is swept away at a later save.
    with contextlib.suppress(OSError):
        os.unlink(path)


def _sync_folder(folder: str, name: str) -> str:
    """Bring the new name to the disk too. From here on the new content is in place."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno in (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM):
            return ""  # a file system that syncs no folders
        reason = error.strerror or "an error"
        return f"{name} is saved, but the disk did not confirm it ({reason}): save again."
    return ""


def short(name: str) -> str:
    """The beginning of a name, in no more bytes than leave room for what is added to it: a file
    system counts bytes, of which a character may take four.
    """
    return name.encode(errors="surrogateescape")[:80].decode(errors="ignore")


def _tidy(folder: str, name: str) -> None:
    """Take away what a killed save left behind long ago."""
    start = f".{short(name)}{MARK}"
    # A folder that cannot be listed may still be written to.
    with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            ours = entry.name.startswith(start) and entry.name.endswith(".tmp")
            if ours and time.time() - entry.stat(follow_symlinks=False).st_mtime > ABANDONED:
                _remove(entry.path)


def _sentence(target: str, size: int, error: OSError) -> str:
    folder = os.path.dirname(target)
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            reason = f"there is no room left on the disk for {size:,} bytes"
        case errno.EROFS:
            reason = "the disk is read-only"
        case errno.EACCES | errno.EPERM:
            reason = f"no permission to write in {folder}"
        case errno.ENOENT | errno.ENOTDIR:
            reason = f"the folder {folder} is not there"
        case errno.ENAMETOOLONG:
            reason = "its name is too long"
        case _:
            reason = (error.strerror or "the disk reports an error").lower()
    return f"{target} was not saved: {reason}. Nothing was overwritten."
