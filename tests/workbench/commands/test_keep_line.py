"""Keeping a line: the same rule on the command line as on the screen, by one clock."""

from __future__ import annotations

import ast
import datetime
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sessions
import workbench
from sessions.catalogue.catalogue import EXAMPLE
from sessions.document import keep
from sessions.document.clock import today
from sessions.document.session import Quote, Session
from sessions.say.hear import hear
from sessions.store.load import load
from workbench.commands.cli import napkin

LINES = [
    ["Zeta: $0.28/M", "Zeta: 40 tok/s/user at c=16", "zeta: TTFT 1.2 s at c=16"],
    ["Zeta: c=64 on 8xB200", "Zeta: 40 tok/s/user"],
    ["Zeta: $0.28/M", "Zeta: $0.26/M"],
    ["Zeta: $0.28/M", "Zeta round 2: $0.26/M", "Zeta round 1: TTFT 1 s", "Zeta: 40 tok/s/user"],
    ["Zeta (21 Nov): $0.28/M", "Zeta (28 Nov): $0.26/M", "Zeta (21 Nov): TTFT 1 s"],
    ["Acme: $0.28/M", "Acme: valid for 30 days"],
    ["$0.28/M", "40 tok/s/user at c=16"],
    ["Zeta: 99.9% uptime SLA with 10% credit", "Zeta: latency 300 ms"],
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A session file of one's own."""
    path = tmp_path / "mine.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    return path


def add(path: Path, line: str) -> Result:
    """`napkin quote LINE FILE --add`."""
    return CliRunner().invoke(napkin, ["quote", line, str(path), "--add"])


def new_quotes(session: Session) -> list[Quote]:
    """What was kept beside the quotes of the example."""
    return list(session.quotes[3:])


@pytest.mark.parametrize("lines", LINES)
def test_what_is_added_becomes_what_the_screen_makes_of_it(lines: list[str], path: Path) -> None:
    session = load(path).session
    for line in lines:
        assert add(path, line).exit_code in (0, 1)
        session, _ = keep.keep(session, hear(session, line, today()), "source@1")
    there, here = new_quotes(load(path).session), new_quotes(session)
    about = [(q.provider, q.round, q.date, q.valid_until, len(q.claims), q.said) for q in there]
    assert about == [
        (q.provider, q.round, q.date, q.valid_until, len(q.claims), q.said) for q in here
    ]
    assert [q.judged for q in there] == [q.judged for q in here]
    for one, other in zip(there, here, strict=True):
        assert [(c.metric, c.value.value) for c in one.claims] == [
            (c.metric, c.value.value) for c in other.claims
        ]
        assert {*one.conditions} == {*other.conditions}
        assert {*one.terms} == {*other.terms}


def test_lines_of_one_day_are_one_round(path: Path) -> None:
    for line in ("Zeta: $0.28/M", "Zeta: $0.27/M", "Zeta: 40 tok/s/user at c=16"):
        assert add(path, line).exit_code == 0
    (quote,) = new_quotes(load(path).session)
    assert (quote.provider, quote.round, len(quote.claims)) == ("Zeta", 1, 2)


@pytest.mark.parametrize("line", ["Zeta: $0.28/M. Borealis $0.40/M", "Zeta: $1/M Zed: $2/M"])
def test_of_two_providers_in_a_line_nothing_is_added(line: str, path: Path) -> None:
    before = path.read_bytes()
    result = add(path, line)
    assert result.exit_code == 2
    assert "in one line: nothing was kept" in result.stderr
    assert path.read_bytes() == before


# One of the two is on another day than UTC, whatever the time.
@pytest.fixture(params=["Etc/GMT+12", "Etc/GMT-14"])
def far_away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somewhere else on the globe."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_away")
def test_a_quote_is_dated_by_the_day_where_the_person_sits(path: Path) -> None:
    before = datetime.date.today()
    assert add(path, "Zeta: $0.28/M").exit_code == 0
    (quote,) = new_quotes(load(path).session)
    assert quote.date in (before, datetime.date.today())


def test_there_is_one_clock() -> None:
    read: set[str] = set()
    for package in (sessions, workbench):
        for module in sorted(Path(package.__path__[0]).rglob("*.py")):
            asked = [
                ast.unparse(node).split(".")[-2:]
                for node in ast.walk(ast.parse(module.read_bytes()))
                if isinstance(node, ast.Attribute)
            ]
            if any(one in ("date", "datetime") and of in ("now", "today") for one, of in asked):
                read.add(module.name)
    assert read == {"clock.py"}
