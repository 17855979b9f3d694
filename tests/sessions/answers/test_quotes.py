"""What `quote` and `check` answer, as a value: what is known of it, and what it ends with."""

from __future__ import annotations

import pytest

from formulas.quantity import Quantity
from sessions.answers.quotes import Checked, checked, quoted
from sessions.document.session import Session
from sessions.say import read_line
from tests.examples import example


def line(text: str) -> Checked:
    session = example()
    return quoted(session, session.setup().name, read_line(text).quote)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Acme: $0.28/M", 0),
        ("Acme: TTFT 1 ms", 1),
        ("Acme: on 8xB200", 0),
        ("good morning", 2),
    ],
)
def test_an_answer_says_whether_it_needs_attention(text: str, status: int) -> None:
    assert line(text).status == status


def test_a_session_without_quotes_needs_none() -> None:
    session = example()._replace(quotes=())
    assert checked(session, session.setup().name).status == 0


def test_of_one_provider_nobody_stands_beside() -> None:
    session: Session = example()
    whole = checked(session, session.setup().name)
    one = checked(session, session.setup().name, "acme")
    assert whole.bakeoff is not None
    assert one.bakeoff is None
    assert {told.quote.provider for told in one.quotes} == {"Acme"}
    assert len(one.quotes) < len(whole.quotes)


def test_of_three_prices_none_is_asked_about_by_itself() -> None:
    (told,) = line("Acme: 0.95 / 0.16 / 4 (in/cache/out)").quotes
    parts = [each for each in told.claims if each.verdict.metric and each.settled]
    assert len(parts) == 3
    assert not any(each.ask for each in parts)


def test_a_figure_has_the_unit_of_its_metric_and_none_where_nothing_bears_on_it() -> None:
    (told,) = line("Acme: 40 tok/s/user").quotes
    (claim,) = told.claims
    assert claim.figure(40.0) == Quantity(40.0, claim.verdict.metric.of.unit)  # type: ignore[union-attr]
    assert claim._replace(verdict=claim.verdict._replace(metric=None)).figure(40.0) is None
