"""Writing a file: wholly old or wholly new, whatever fails and whenever."""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessions.files import write as atomic
from sessions.files.write import NotSaved, write

OLD, NEW = b"old\n" * 50, b"new and longer\n" * 500
CALLS = (
    "stat", "access", "scandir", "open", "write", "fchmod", "fstat", "fchown", "fsync", "close",
    "replace", "unlink", "urandom",
)  # fmt: skip


class Killed(BaseException):
    """The process died; nothing of it runs any more."""


class FailingOs:
    """The `os` module, with the n-th call failing in one way."""

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how, self.calls, self.dead = at, how, 0, False
        self.names: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._counted(name, real) if name in CALLS else real

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if self.dead:
                raise Killed
            self.calls += 1
            self.names.append(name)
            if self.calls != self.at:
                return real(*given, **named)
            return self._failed(name, real, given, named)

        return call

    def _failed(
        self, name: str, real: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        if self.how == "killed before":
            self.dead = True
            raise Killed
        if self.how == "killed after":
            result = real(*given, **named)
            if name == "scandir":
                result.close()  # as the system does for the dead
            self.dead = True
            raise Killed
        if self.how == "a short write" and name == "write":
            return real(given[0], bytes(given[1])[:7])
        if self.how == "a short write":
            return real(*given, **named)
        if name == "close":
            real(*given, **named)  # a failing close closes all the same
        raise OSError(getattr(errno, self.how), os.strerror(getattr(errno, self.how)))


HOWS = ["killed before", "killed after", "a short write", "ENOSPC", "EIO", "EACCES", "EROFS"]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("new_file", [False, True], ids=["an old file", "a new file"])
def test_at_every_call_that_fails_the_file_is_wholly_old_or_wholly_new(
    how: str, new_file: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(1, 100):
        folder = tmp_path / str(at)
        folder.mkdir()
        path = folder / "deal.toml"
        if not new_file:
            path.write_bytes(OLD)
            path.chmod(0o640)
        fake = FailingOs(at, how)
        monkeypatch.setattr(atomic, "os", fake)
        said = done = refused = None
        try:
            said, done = write(path, NEW), True
        except NotSaved as error:
            refused = str(error)
        except Killed:
            pass
        monkeypatch.undo()
        found = path.read_bytes() if path.exists() else None
        assert refused is None or str(path) in refused
        assert found in (None if new_file else OLD, NEW), (at, fake.names)
        if done:
            assert found == NEW, (at, fake.names)
        elif not fake.dead and how != "a short write":
            assert found == (None if new_file else OLD), (at, fake.names)
        left = [each.name for each in folder.iterdir() if each != path]
        if not fake.dead and "unlink" not in fake.names:
            assert left == [], (at, fake.names)
        # Whatever is left of it, the next save works.
        assert write(path, OLD + NEW) == ""
        assert path.read_bytes() == OLD + NEW
        if fake.calls < at:
            assert said == ""
            assert at > 9
            return
    pytest.fail("there is no end of calls")


def test_the_order_is_data_then_name_then_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FailingOs(-1, "EIO")
    monkeypatch.setattr(atomic, "os", fake)
    write(tmp_path / "a.toml", NEW)
    essential = [name for name in fake.names if name in ("write", "fsync", "replace")]
    assert essential == ["write", "fsync", "replace", "fsync"]


def test_a_folder_that_does_not_confirm_is_told_and_the_new_content_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(OLD)
    probe = FailingOs(-1, "EIO")
    monkeypatch.setattr(atomic, "os", probe)
    write(path, OLD)
    last = max(i for i, name in enumerate(probe.names, 1) if name == "fsync")
    monkeypatch.setattr(atomic, "os", FailingOs(last, "EIO"))
    assert "did not confirm" in write(path, NEW)
    assert path.read_bytes() == NEW
    monkeypatch.setattr(atomic, "os", FailingOs(last, "EINVAL"))
    assert write(path, OLD) == ""


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("ENOSPC", "no room left on the disk for 7,500 bytes"),
        ("EROFS", "the disk is read-only"),
        ("EACCES", "no permission to write in"),
        ("EIO", "input/output error"),
    ],
)
def test_a_failure_is_a_sentence_that_names_the_file(
    how: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deal.toml"
    probe = FailingOs(-1, how)
    monkeypatch.setattr(atomic, "os", probe)
    write(path, OLD)
    at = probe.names.index("write") + 1
    monkeypatch.setattr(atomic, "os", FailingOs(at + 2, how))
    with pytest.raises(NotSaved) as refused:
        write(path, NEW)
    assert str(refused.value).startswith(f"{path} was not saved: ")
    assert words in str(refused.value)
    assert str(refused.value).endswith("Nothing was overwritten.")


def test_a_read_only_file_is_not_replaced_by_a_rename(tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(OLD)
    path.chmod(0o444)
    with pytest.raises(NotSaved, match="read-only"):
        write(path, NEW)
    assert path.read_bytes() == OLD
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_of_a_file_is_kept(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(OLD)
    path.chmod(mode)
    write(path, NEW)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_gets_the_mode_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "deal.toml", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "deal.toml").stat().st_mode) == 0o640


def test_what_a_link_points_to_is_replaced_and_not_the_link(tmp_path: Path) -> None:
    path, link = tmp_path / "deal.toml", tmp_path / "link.toml"
    path.write_bytes(OLD)
    link.symlink_to("deal.toml")
    write(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW
    dangling = tmp_path / "dangling.toml"
    dangling.symlink_to("new.toml")
    write(dangling, NEW)
    assert (tmp_path / "new.toml").read_bytes() == NEW


def test_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, words in {"pipe": "not a regular file", "folder": "a folder"}.items():
        with pytest.raises(NotSaved, match=words):
            write(tmp_path / name, NEW)
    with pytest.raises(NotSaved, match="is not there"):
        write(tmp_path / "missing" / "deal.toml", NEW)
    with pytest.raises(NotSaved, match="too long"):
        write(tmp_path / ("x" * 300), NEW)


def test_what_a_killed_save_left_long_ago_is_swept_away(tmp_path: Path) -> None:
    ours, fresh = tmp_path / ".deal.toml.napkin-0a.tmp", tmp_path / ".deal.toml.napkin-0b.tmp"
    others = [tmp_path / ".other.toml.napkin-0a.tmp", tmp_path / ".deal.toml.tmp"]
    for each in (ours, fresh, *others):
        each.write_text("x")
    for each in (ours, *others):
        os.utime(each, (time.time() - 2 * atomic.ABANDONED,) * 2)
    write(tmp_path / "deal.toml", NEW)
    assert not ours.exists()
    assert fresh.exists()
    assert all(each.exists() for each in others)


def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(OLD)
    code = (
        "import resource, signal, sys\n"
        "from sessions.files.write import NotSaved, write\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n    write(sys.argv[1], b'x' * 100_000)\n"
        "except NotSaved as refused:\n    print(refused)\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "was not saved: file too large" in ran.stdout
    assert path.read_bytes() == OLD
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["deal.toml"]


KILLED = """
import sys
from sessions.files.write import write
path, size = sys.argv[1], 200_000
print("ready", flush=True)
number = 0
while True:
    write(path, (b"%09d\\n" % number) * (size // 10))
    print(number, flush=True)
    number += 1
"""


def _kill_at(path: Path, delay: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    said = [int(line) for line in process.stdout.read().split("\n")[:-1]]
    process.wait(10)
    process.stdout.close()
    if not path.exists():
        assert not said
        return
    lines = path.read_bytes().split(b"\n")
    assert len(lines) == 20_001
    assert len(set(lines[:-1])) == 1
    assert int(lines[0]) >= (said[-1] if said else 0)


def test_a_process_killed_while_it_saves_tears_nothing(tmp_path: Path) -> None:
    for i in range(3):
        _kill_at(tmp_path / f"{i}.toml", 0.01 * i)


@pytest.mark.soak
def test_a_thousand_killed_processes_tear_nothing(tmp_path: Path) -> None:
    for i in range(1_000):
        _kill_at(tmp_path / f"{i}.toml", 0.0003 * (i % 100))


def test_calls_that_are_watched_are_the_calls_that_are_made() -> None:
    """A call that the fault injection does not know would be a hole in it."""
    source = Path(atomic.__file__).read_text(encoding="utf-8")
    used = set(re.findall(r"\bos\.([a-z]\w*)", source))
    asks_nothing = {"path", "something"}
    assert used == {*CALLS, *asks_nothing}
