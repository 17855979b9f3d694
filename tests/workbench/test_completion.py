"""What the shell is offered, asked as the shell asks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from formulas.book import BOOK
from formulas.quantity import TIERS
from workbench.completion import SHELLS, VARIABLE


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
