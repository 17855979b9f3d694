"""What the shell is offered, asked as the shell asks."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import pty
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from formulas.book import BOOK
from formulas.quantity import TIERS
from workbench.commands.completion import SHELLS, VARIABLE


def asked(line: str) -> list[str]:
    """The names that bash would be offered at the end of a line."""
    words = line.split(" ")
    surroundings = {
        **os.environ,
        VARIABLE: "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "workbench"],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    rows = [row.partition(",") for row in done.stdout.splitlines()]
    return [name for kind, _, name in rows if kind == "plain"]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("napkin ev", ["eval"]),
        ("napkin completion f", ["fish"]),
        ("napkin eval --weights mx", ["mxfp4"]),
        (
            "napkin eval --model kimi",
            ["kimi-k2-instruct", "kimi-k2.5", "kimi-k2.6", "kimi-k2.6-nvfp4", "kimi-k3"],
        ),
        ("napkin eval --assumptions s", ["source"]),
        ("napkin eval --setup tp4", ["tp4-c8"]),
        ("napkin check --provider A", ["Acme"]),
        (
            "napkin explain kv_bytes_per_t",
            ["kv_bytes_per_token", "kv_bytes_per_token_per_gpu"],
        ),
        ("napkin eval --set mb", ["mbu="]),
        ("napkin eval --basis ce", ["ceiling"]),
        ("napkin solve ttf", ["ttft_alone=", "ttft="]),
        ("napkin solve ttft=1s --for decode_m", ["decode_mbu"]),
        ("napkin sweep --vary gpu_f", ["gpu_flops="]),
        ("napkin sweep --show ttft,tpo", ["ttft,tpot"]),
        ("napkin explain no_such", []),
    ],
)
def test_what_begins_like_the_word_is_offered(line: str, offered: list[str]) -> None:
    assert asked(line) == offered


def test_all_tiers_and_variables_are_offered() -> None:
    assert asked("napkin eval --kv ") == [*TIERS]
    assert asked("napkin explain ") == [*BOOK.variables]


def test_a_session_that_cannot_be_read_offers_nothing_and_says_nothing() -> None:
    assert asked("napkin eval no_such.toml --setup ") == []


@pytest.mark.parametrize("shell", [*SHELLS])
def test_each_shell_gets_its_script_with_the_place_for_it(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "completion", shell],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(f"# {SHELLS[shell]}")
    assert VARIABLE in done.stdout


# --- real shells, typed into

PROJECT = Path(__file__).resolve().parents[4]
# Asked by the shell it answers as napkin does; else it writes down what it was given.
STUB = """
import json, os, sys
here = {here!r}
if "_NAPKIN_COMPLETE" in os.environ:
    sys.path.insert(0, {project!r})
    from workbench.__main__ import main
    try:
        main()
    finally:
        sys.stdout.flush()
        open(here + "/asked", "a").write("x")
else:
    open(here + "/given", "w").write(json.dumps(sys.argv[1:]) + "\\n")
"""
START = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-i"),
}
TEACH = {
    "bash": 'PS1="> "; eval "$(<script)"\r',
    "zsh": "PS1='> '; autoload -U compinit; compinit -u -D; source ./script\r",
    "fish": "source script\r",
}
# What a name may have in it to become more, or less, than one word.
NAMES = {
    "command": "Ac$(touch pwned)",
    "backticks": "Ac`touch pwned`me",
    "end": "Ac;touch pwned;#",
    "space": "Ac me & Co | cat",
    "quotes": "Ac'm\"e' \"",
    "glob": "Ac*[a-z]?{1,2}",
    "history": "Ac!! !x",
    "newline": "Ac\ntouch pwned\n",
    "escape": "Ac\x1b[2J\r\x07\x7f\x9b",
    "backslash": "Ac\\me\\",
    "colon": "Ac:me=x@y,z",
    "unicode": "Acmé\u3000\u202e 東京\u00a0",
    "home": "~Ac#me",
    "dash": "-Ac me",
}
# What stands there already when tab is pressed.
STARTS = ("'Ac", "Ac", '"Ac', "")
# One name of each kind, each begun in another way; `make soak` has every name begun in every way.
SOME = [*zip(("command", "backticks", "quotes", "space", "newline"), itertools.cycle(STARTS))]
EVERY = [*itertools.product(NAMES, STARTS)]


class Shell:
    """An interactive shell in a folder, with napkin's completion and a napkin that only listens."""

    def __init__(self, shell: str, folder: Path) -> None:
        if shutil.which(shell) is None:
            pytest.skip(f"{shell} is not installed")
        self.shell, self.folder, self.drawn = shell, folder, b""
        stub = folder / "bin" / "napkin"
        stub.parent.mkdir()
        (folder / "stub.py").write_text(STUB.format(here=str(folder), project=str(PROJECT)))
        # By way of a shell: the first line of a script has no room for spaces in a path.
        started = shlex.join([sys.executable, str(folder / "stub.py")])
        stub.write_text(f'#!/bin/sh\nexec {started} "$@"\n')
        stub.chmod(0o755)
        script = [sys.executable, "-m", "workbench", "completion", shell]
        (folder / "script").write_bytes(subprocess.run(script, capture_output=True).stdout)
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            path = f"{stub.parent}:{os.environ['PATH']}"
            os.environ.update(PATH=path, HOME=str(folder), TERM="xterm", LC_ALL="C.UTF-8")
            os.execvp(START[shell][0], START[shell])  # noqa: S606
        self.quiet(0.5)
        self.write(TEACH[shell])
        self.quiet(0.5)

    def write(self, text: str) -> None:
        """Type."""
        os.write(self.terminal, text.encode())

    def quiet(self, wait: float = 0.15, *, most: float = 15) -> None:
        """Read until nothing more comes for `wait` seconds; it fails where that takes `most`."""
        deadline = time.monotonic() + most
        while select.select([self.terminal], [], [], wait)[0]:
            self.drawn += os.read(self.terminal, 65_536)
            assert time.monotonic() < deadline, self.drawn[-600:]

    def until(self, file: str) -> None:
        """Wait until a file of the folder is there."""
        deadline = time.monotonic() + 15
        while not (self.folder / file).is_file():
            assert time.monotonic() < deadline, self.drawn[-600:]
            self.quiet(0.05)

    def given(self, line: str, *, tabs: int = 1) -> list[str]:
        """What napkin is given where a line is typed, tab and enter."""
        for file in ("asked", "given"):
            (self.folder / file).unlink(missing_ok=True)
        self.drawn = b""
        self.write(line)
        self.quiet()
        for _ in range(tabs):
            self.write("\t")
            self.until("asked")
            self.quiet(0.3)
            (self.folder / "asked").unlink(missing_ok=True)
        self.write("\r")
        self.until("given")
        self.quiet()
        assert not (self.folder / "pwned").exists(), self.drawn
        found: list[str] = json.loads((self.folder / "given").read_text())
        return found

    def end(self) -> None:
        """Gone, whatever it does."""
        with contextlib.suppress(OSError):
            os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.terminal)


@pytest.fixture(params=[*SHELLS])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shell]:
    """Each shell that is installed."""
    found = Shell(request.param, tmp_path)
    yield found
    found.end()


def written(folder: Path, file: str, *providers: str) -> None:
    """A session with quotes of these."""
    head = 'schema = 1\ntitle = "t"\n'
    quotes = [
        f"[[quote]]\nprovider = {json.dumps(name)}\ndate = 2026-06-12\n".replace("\x7f", "\\u007F")
        for name in providers
    ]
    (folder / file).write_text(head + "".join(quotes))


@pytest.mark.parametrize(
    "names", [SOME, pytest.param(EVERY, marks=pytest.mark.soak)], ids=["some", "every"]
)
def test_a_name_reaches_napkin_as_the_one_word_that_it_is_and_runs_nothing(
    shell: Shell, names: list[tuple[str, str]]
) -> None:
    wrong = {}
    for what, start in names:
        name = NAMES[what]
        # Fish has no way to put a control character into a quote that is open.
        hard = shell.shell == "fish" and what in ("newline", "escape")
        begun = start if name.startswith("Ac") and not hard else ""
        written(shell.folder, "s.toml", name)
        given = shell.given(f"napkin check s.toml --provider {begun}")
        if given != ["check", "s.toml", "--provider", name]:
            wrong[what, begun] = given[3:]
    assert wrong == {}


def test_a_file_and_what_is_half_typed_reach_napkin_as_one_word(shell: Shell) -> None:
    name = "Ac$(touch pwned);`touch pwned` 'x\".toml"
    written(shell.folder, name)
    assert shell.given("napkin check A") == ["check", name]
    (shell.folder / name).unlink()
    written(shell.folder, "s.toml", "Ac me; touch pwned", "Ac me $(touch pwned)", "B")
    assert shell.given(r"napkin check s.toml --provider Ac\ me\;") == [
        *("check", "s.toml", "--provider", "Ac me; touch pwned")
    ]
    assert shell.given("napkin check s.toml --provider=Ac' me $'") == [
        *("check", "s.toml", "--provider=Ac me $(touch pwned)")
    ]


def test_what_several_have_in_common_leaves_no_half_of_a_quote_in_bash(tmp_path: Path) -> None:
    bash = Shell("bash", tmp_path)
    written(tmp_path, "s.toml", "Ac me\nx", "Ac me\x1bx")
    assert bash.given("napkin check s.toml --provider A")[3:] == ["Ac me"]
    written(tmp_path, "s.toml", "Ac $x", "Ac `x", "Ac \nx")
    assert bash.given("napkin check s.toml --provider A")[3:] in (["Ac"], ["Ac "])
    bash.end()


def test_a_shell_that_never_is_quiet_is_given_up(tmp_path: Path) -> None:
    bash = Shell("bash", tmp_path)
    bash.write("while :; do echo more; done\r")
    with pytest.raises(AssertionError, match="more"):
        bash.quiet(most=0.5)
    bash.end()
