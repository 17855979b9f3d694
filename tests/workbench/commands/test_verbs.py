"""The verbs of the command line: each is one file, listed once, loaded when it is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

import workbench.commands
from formulas.book import quantity
from formulas.quantity import Quantity, Refused
from workbench.commands import cli
from workbench.commands.cli import VERBS, napkin
from workbench.commands.options import JSON
from workbench.commands.output import BadInput, Verb, tell

FILES = {path.stem for path in Path(workbench.commands.__file__).parent.glob("*.py")}


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_is_listed_with_the_first_sentence_of_its_own_help(name: str) -> None:
    listed, own = napkin.get_command(click.Context(napkin), name), cli.verb(name)
    assert listed is not None
    assert own.name == name
    assert listed.get_short_help_str(200) == own.get_short_help_str(200)


def test_every_verb_has_a_file_and_the_list_is_in_order() -> None:
    assert [*VERBS] == sorted(VERBS)
    assert FILES - {*VERBS} == {"__init__", "asking", "cli", "options", "output"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["nonsense"]])
def test_no_verb_is_loaded_to_list_them(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from workbench.commands import cli\n"
        f"sys.argv = ['napkin', *{arguments!r}]\n"
        "try:\n    cli.main()\n"
        "except SystemExit:\n    pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stderr.split())
    assert not loaded & {"formulas.book", "sessions.export.json", "workbench.commands.output"}


def test_numpy_and_sympy_are_loaded_by_what_needs_them() -> None:
    light = [name for name in VERBS if name not in ("sweep", "quote", "check", "open")]
    code = "".join([f"import workbench.commands.{name}\n" for name in light])
    code += "import sys\nprint(*sorted(sys.modules))\n"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "sympy", "pint", "textual", "genai_prices"} & set(ran.stdout.split())


class Made(NamedTuple):
    speed: Quantity


@click.command("made", cls=Verb)
@click.argument("words")
@JSON
def made(words: str, as_json: bool) -> None:
    """A made-up verb."""
    if words == "bad":
        raise BadInput("WORDS: saw \x1b[31m'bad'; write something else")
    if words == "refused":
        raise Refused("x", "that is no number", "a number")
    found = Made(quantity("per_stream_tps", 27.0))
    tell(found, lambda it: [f"{words} {it.speed.show()}  "], as_json, 1)


@pytest.fixture
def one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("workbench.commands.made")
    module.command = made  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(workbench.commands, "made", module, raising=False)
    monkeypatch.setitem(VERBS, "made", "A made-up verb.")


@pytest.mark.usefixtures("one_more")
def test_one_file_and_one_line_make_a_verb() -> None:
    run = CliRunner().invoke
    assert "made        A made-up verb." in run(napkin, ["--help"]).stdout
    text, data = (run(napkin, ["made", "so", *more]) for more in ([], ["--json"]))
    assert (text.stdout, text.exit_code) == ("so 27 tok/s/request\n", 1)
    assert json.loads(data.stdout) == {"speed": {"value": 27, "unit": "tok/s/request"}}
    assert data.exit_code == 1


@pytest.mark.usefixtures("one_more")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("bad", "error: WORDS: saw \\x1b[31m'bad'; write something else\n"),
        ("refused", "error: that is no number; expected a number\n"),
    ],
)
def test_what_is_refused_is_a_sentence_on_the_other_stream(words: str, said: str) -> None:
    result = CliRunner().invoke(napkin, ["made", words, "--json"])
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.replace("␛", "\\x1b") == said
