"""Files that nobody wrote in good faith: each refused at once, in words, and never by a crash."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Session
from sessions.files.problems import BadDocument
from sessions.files.read import LONGEST_LINE, MOST_BYTES, MOST_LINES
from sessions.store.load import load, read_text
from sessions.store.save import NotSaved, save

# The largest of these takes one to two, in proportion to its length, by the machine: what takes
# more has hung or blown up.
SECONDS = 5.0


@contextlib.contextmanager
def _at_once() -> Iterator[None]:
    start, busy = time.perf_counter(), time.process_time()
    yield
    assert time.process_time() - busy < SECONDS
    # A busy machine makes one wait; what waits for something that never comes waits longer.
    assert time.perf_counter() - start < 5 * SECONDS


def _refused(data: bytes | str, path: Path) -> BadDocument:
    """The refusal of a file, told within the time and without anything that acts."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode(errors="surrogatepass"))
    with _at_once():
        with pytest.raises(BadDocument) as bad:
            load(path)
        shown = bad.value.text()
        bad.value.json()
    assert len(shown) < 20_000
    assert all(line.isprintable() for line in shown.split("\n"))
    return bad.value


def _deep_lines(depth: int) -> str:
    return "a = " + "[\n" * depth + "]\n" * depth


HOSTILE: dict[str, tuple[bytes | str, str]] = {
    "a key of ten thousand dots": ("a" + ".a" * 9_000 + " = 1\n", "dots"),
    "a quoted key of many dots": ('"a"' + ' . "a"' * 2_000 + " = 1\n", "dots"),
    "a header of many dots": ("[a" + ".a" * 5_000 + "]\n", "dots"),
    "a thousand arrays in each other": ("a = " + "[" * 1_000 + "]" * 1_000 + "\n", "nested"),
    "arrays in each other over lines": (_deep_lines(5_000), "nested"),
    "arrays never closed": ("a = " + "[" * 10_000, "nested"),
    "tables in each other": ("a = " + "{ b = " * 1_000 + "1" + " }" * 1_000 + "\n", "nested"),
    "depth behind an odd string": ("a = ['''x'''', " + "[" * 100 + "]" * 100 + "]\n", "nested"),
    "depth behind an odd text": ('a = ["""x"""", ' + "[" * 100 + "]" * 100 + "]\n", "nested"),
    "an integer of 5,000 digits": ("a = " + "9" * 5_000 + "\n", "too large"),
    "hexadecimal of 15,000 digits": ("a = 0x" + "f" * 15_000 + "\n", "too large"),
    "hexadecimal of 100,000 digits": ("a = 0x" + "f" * 100_000 + "\n", "too long"),
    "a float beyond all floats": ("a = 1e999\n", "finite"),
    "a float of 10,000 digits": ("a = " + "1" * 10_000 + ".0\n", "finite"),
    "not a number, deep inside": ("a = [{ b = [1, 2, nan] }]\n", "finite"),
    "NUL": (b'title = "a\x00b"\n', "control character"),
    "only NUL": (b"\x00" * 1000, "neither"),
    "a lone carriage return": (b'title = "a"\rschema = 1\n', "carriage return"),
    "only carriage returns": (b"# a\r# b\r", "carriage return"),
    "a surrogate": ('title = "\ud800"\n', "not UTF-8"),
    "an escaped surrogate": ('title = "\\ud800"\n', "stands for no character"),
    "Latin-1": ('title = "é"\n'.encode("latin-1"), "not UTF-8"),
    "UTF-16": ('title = "x"\n'.encode("utf-16"), "not UTF-8"),
    "overlong UTF-8": (b'title = "\xc0\xaf"\n', "not UTF-8"),
    "two byte order marks": (b"\xef\xbb\xbf\xef\xbb\xbftitle = 'x'\n", "neither"),
    "random bytes": (random.Random(1).randbytes(50_000), "not UTF-8"),
    "ten megabytes": (b"# x\n" * 2_500_000, "larger than"),
    "a byte more than there may be": (b"#" * (MOST_BYTES + 1), "larger than"),
    "too many lines": ("\n" * (MOST_LINES + 1), "lines"),
    "a line too long": ("#" + "x" * LONGEST_LINE + "\n", "too long"),
    "an unclosed string with a million escapes": (
        'a = """' + '\\"""\n' * (MOST_LINES - 1_000),
        "not closed",
    ),
    "an unclosed string that ends in a backslash": (
        'a = """' + '\n\\"""' * (MOST_LINES - 1_000) + "\\",
        "not closed|backslash",
    ),
    "many unclosed strings": ('a = "\n' * (MOST_LINES - 1_000), "not closed"),
    "quotes without end": (
        "a = '" + "'\n" * (MOST_LINES - 1_000),
        "nested|not closed|more after|no key|neither",
    ),
    "many duplicates": ("a = 1\n" * (MOST_LINES - 1_000), "twice"),
    "thirty thousand unknown tables and one mistake": (
        "".join(f"[a.b.c{i}]\nk = 1\n" for i in range(30_000)) + "[packet]\ntiers = 1\n",
        "a number where",
    ),
    "twenty thousand mistakes": (
        "".join(f'[[quote]]\nprovider = {i}\ndate = "x"\n' for i in range(20_000)),
        "a number where",
    ),
    "half of everything": (EXAMPLE.read_bytes().partition(b'28/Mtok"')[0], "not closed"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not UTF-8"),
    "JSON": (b'{"title": "x"}\n', "neither"),
    "YAML": (b"title: x\npacket:\n  fresh: 1\n", "colon"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once_and_in_words(name: str, tmp_path: Path) -> None:
    data, words = HOSTILE[name]
    bad = _refused(data, tmp_path / "a.toml")
    assert any(word in bad.problems[0].reason for word in words.split("|")), bad.text()


def test_a_hostile_file_takes_no_memory_worth_speaking_of(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"a = " + b"[" * (MOST_BYTES - 10))
    code = (
        "import sys\nfrom sessions.store.load import load\n"
        "from sessions.files.problems import BadDocument\n"
        "try:\n    load(sys.argv[1])\nexcept BadDocument as bad:\n    print(bad.problems[0].reason)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20)),
    )
    assert ran.stdout == "a line that is too long\n"


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    (tmp_path / "to-pipe.toml").symlink_to("pipe.toml")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "socket.toml"))
    cases = {
        tmp_path / "pipe.toml": "not a regular file",
        tmp_path / "to-pipe.toml": "not a regular file",
        tmp_path / "folder.toml": "a folder",
        tmp_path / "socket.toml": "no such device",
        tmp_path / "loop.toml": "symbolic links",
        tmp_path / "missing.toml": "no such file",
        tmp_path / "missing" / "a.toml": "no such file",
        Path("/dev/zero"): "not a regular file",
        Path("/dev/null"): "not a regular file",
        tmp_path / ("x" * 300 + ".toml"): "name too long",
        Path("a\x00b.toml"): "no file can have",
    }
    try:
        for path, words in cases.items():
            with _at_once(), pytest.raises(BadDocument) as bad:
                load(path)
            assert words in bad.value.text()
            assert bad.value.problems[0].line == 0
    finally:
        listening.close()


def test_a_file_without_permission_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"
    path.write_text("")
    path.chmod(0)
    if os.geteuid() == 0:  # root may read everything, so the refusal is played

        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(BadDocument, match="no permission to read it"):
        load(path)


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"
    path.write_text("")
    monkeypatch.setattr(os, "read", lambda *_: b"# more\n" * 1000)
    with _at_once(), pytest.raises(BadDocument, match="larger than"):
        load(path)


@pytest.mark.parametrize("name", ["a key of ten thousand dots", "NUL", "UTF-16", "ten megabytes"])
def test_a_hostile_file_is_never_overwritten(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    data = HOSTILE[name][0]
    before = data if isinstance(data, bytes) else data.encode()
    path.write_bytes(before)
    with pytest.raises((NotSaved, Exception), match=r"overwritten|not saved"):
        save(Session("mine"), path)
    assert path.read_bytes() == before


def _problems(text: str) -> BadDocument | None:
    """What is wrong with a text, or None where it reads."""
    try:
        read_text(text)
    except BadDocument as bad:
        return bad
    return None


PIECES = (
    "[packet]", "[[quote]]", "[[quote.claim]]", "[setup]", "fresh_tokens", "value", " = ", "=", '"',
    "'", '"""', "'''", "\\", "\n", "\r\n", "\t", " ", "#", "{", "}", "[", "]", ",", ".", "1", "-",
    "e9", "0x", "nan", "2026-06-12", "T07:00", "true", "13K", "é", "\u202e", "\x1b", "\x00", "'a'",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example('"""\\')
@example("a='''")
@example("[a.")
@example("a=[{b=")
def test_any_pieces_of_a_file_are_read_or_refused(text: str) -> None:
    bad = _problems(text)
    if bad is not None:
        assert all(line.isprintable() for line in bad.text().split("\n"))
        assert all(problem.reason and problem.line >= 1 for problem in bad.problems)


@given(st.integers(0, 10**9))
def test_a_damaged_example_is_read_or_refused(seed: int) -> None:
    dice = random.Random(seed)
    text = EXAMPLE.read_text(encoding="utf-8")
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(PIECES) + text[at + dice.randrange(12) :]
    bad = _problems(text)
    for problem in bad.problems if bad else ():
        assert problem.reason
        assert 1 <= problem.line <= text.count("\n") + 1


@pytest.mark.soak
def test_a_file_cut_at_every_byte_is_read_or_refused(tmp_path: Path) -> None:
    data = EXAMPLE.read_bytes()
    path = tmp_path / "a.toml"
    for end in range(len(data)):
        path.write_bytes(data[:end])
        with contextlib.suppress(BadDocument):
            load(path)
