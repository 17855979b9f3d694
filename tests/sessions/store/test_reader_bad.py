"""Bad files: every problem with its line, column, key, what was seen, what was expected, a fix."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sessions.files.problems import MOST, UNCHANGED, BadDocument, Problem
from sessions.store.load import read_text

FOLDER = Path(__file__).parent / "bad"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def _text(name: str) -> str:
    return (FOLDER / f"{name}.toml").read_bytes().decode()


def _bad(text: str, file: str = "<text>") -> BadDocument:
    with pytest.raises(BadDocument) as caught:
        read_text(text, file)
    return caught.value


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_bad_file_is_told_exactly(name: str) -> None:
    bad = _bad(_text(name), f"{name}.toml")
    found = [problem.json() for problem in bad.problems]
    assert found == [{"file": f"{name}.toml", **problem} for problem in EXPECTED[name]]


def test_every_bad_file_has_its_expectation() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_problem_has_a_place_an_expectation_and_a_fix(name: str) -> None:
    text = _text(name).replace("\r\n", "\n")
    for problem in _bad(text).problems:
        line = text.split("\n")[problem.line - 1]
        assert problem.source == line
        assert 1 <= problem.column <= len(line) + 1
        assert problem.reason
        assert problem.expected
        assert problem.fix
        if problem.seen not in ("nothing", ""):
            assert line[problem.column - 1 :].startswith(problem.seen[:40])


def test_a_fix_that_says_what_to_write_mends_its_line() -> None:
    mended = 0
    for name in EXPECTED:
        lines = _text(name).split("\n")
        for problem in _bad(_text(name)).problems:
            line, fix = lines[problem.line - 1], problem.fix.removeprefix("write ")
            key = re.split(r"[ =:]", line)[0]
            if not fix.startswith(f"{key} = ") or fix == problem.fix or "YYYY" in fix:
                continue
            fixed = "\n".join([*lines[: problem.line - 1], fix, *lines[problem.line :]])
            try:
                read_text(fixed)
                left = []
            except BadDocument as bad:
                left = [other.line for other in bad.problems]
            assert problem.line not in left, fix
            mended += 1
    assert mended >= 30


def test_a_problem_is_shown_with_its_line_its_mark_and_its_help() -> None:
    bad = _bad('schema = 1\n\n[packet]\nfresh_tokens = "13K parsecs" # x\n', "deal.toml")
    assert bad.text() == (
        "error: 'parsecs' is not a unit that napkin knows\n"
        "  deal.toml:4:16  packet > fresh_tokens\n"
        '    4 | fresh_tokens = "13K parsecs" # x\n'
        "      |                ^^^^^^^^^^^^^ "
        "expected token/request, for example 13K token/request\n"
        '  help: write fresh_tokens = "13K token/request"\n'
        "\n"
        "The file was not changed."
    )


def test_all_problems_of_a_file_are_told_in_its_order_each_once() -> None:
    bad = _bad(_text("several-in-order"))
    assert [problem.line for problem in bad.problems] == [2, 5, 6, 15, 18, 23]
    assert bad.text().count("error: ") == 6
    assert bad.text().endswith("\n\n" + UNCHANGED)
    again = BadDocument([*bad.problems, *bad.problems])
    assert again.problems == bad.problems


def test_no_more_than_fifty_problems_are_told() -> None:
    bad = _bad("".join(f'[[note]]\ntext = "n"\ndate = "{i}"\n' for i in range(70)))
    assert len(bad.problems) == MOST
    assert bad.more == 20
    assert bad.problems[-1].line == 3 * MOST
    assert "... and 20 more" in bad.text()
    assert bad.json()["more"] == 20


def test_a_newer_schema_is_the_only_thing_said() -> None:
    assert len(_bad(_text("newer-schema")).problems) == 1


def test_nothing_from_outside_reaches_the_terminal_as_it_is() -> None:
    name = "\x1b]52;c;aGk=\x07\u202edeal.toml"
    for text in (_text("hostile-names"), '"a\\u001b[31m" = nan\n', 'title = "\x1b[2J"\n'):
        shown = _bad(text, name).text() + json.dumps(_bad(text, name).json(), ensure_ascii=False)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "\x07" not in shown


def test_a_mark_stands_under_its_place_after_wide_characters_and_tabs() -> None:
    bad = _bad('packet = { objective = "価格", tiers = [1] }\n')
    _, _, source, mark, *_ = bad.problems[1].text().split("\n")
    before = source[: source.index("[1]") + 1]
    assert mark.index("^") == len(before) + 2  # two characters that are two columns wide
    tabbed = _bad("[packet]\n\ttiers\t=\t1\n").problems[0].text().split("\n")
    assert tabbed[3].index("^") == tabbed[2].index("1")


def test_a_long_line_is_shown_around_its_mark() -> None:
    long = 'mine = "' + "x" * 3000 + '"\n[packet]\n'
    text = long + "tiers = [" + '"fp4", ' * 500 + "7]\n"
    lines = _bad(text).problems[0].text().split("\n")
    assert max(len(line) for line in lines) < 160
    assert lines[3].index("^") == lines[2].index("7")


def test_a_caution_is_told_in_the_same_form() -> None:
    fix = "did you mean title?"
    problem = Problem("a.toml", 1, 1, "titel", "titel", "", fix, "unknown", 5, "titel = 1")
    assert problem.text("caution") == (
        "caution: unknown\n  a.toml:1:1  titel\n    1 | titel = 1\n      | ^^^^^\n"
        "  help: did you mean title?"
    )
