"""What another currency is worth: one line and a file take and refuse the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.quantity import Refused
from sessions.document.currency import read_rate, with_rate
from sessions.document.session import Session
from sessions.files.problems import BadDocument
from sessions.store.load import read_text
from sessions.store.save import compose


@pytest.mark.parametrize(
    ("line", "code", "value", "origin"),
    [
        ("EUR 1.08", "EUR", 1.08, ""),
        ("eur $1.08", "EUR", 1.08, ""),
        ("1 GBP = $1.27", "GBP", 1.27, ""),
        ("JPY=0.0067, the bank's rate of 21 Nov", "JPY", 0.0067, "the bank's rate of 21 Nov"),
        ("EUR 1.08, ECB, 21 Nov", "EUR", 1.08, "ECB, 21 Nov"),
    ],
)
def test_a_line_says_a_code_dollars_and_where_they_stand(
    line: str, code: str, value: float, origin: str
) -> None:
    found, entry = read_rate(line)
    assert entry is not None
    assert (found, entry.value, entry.origin) == (code, value, origin)


@pytest.mark.parametrize(
    "line", ["", "1.08", "euro 1.08", "USD 1", "EUR 1,08", "EUR 0", "EUR -1", "EUR 2 s", "EUR x"]
)
def test_what_is_no_rate_is_refused(line: str) -> None:
    with pytest.raises(Refused):
        read_rate(line)


def test_a_code_alone_takes_the_rate_away() -> None:
    session = with_rate(Session(), *read_rate("EUR 1.08"))
    assert session.currency["EUR"].value == 1.08
    assert with_rate(session, *read_rate("EUR")).currency == {}


@given(
    st.from_regex(r"[A-Z]{3}", fullmatch=True).filter(lambda code: code != "USD"),
    st.sampled_from(["1.08", "$0.5", "0", "-2", "3 s", "80K", "1e-3", "", "12 GPU", "$1/hour"]),
)
def test_a_file_takes_what_a_line_takes(code: str, text: str) -> None:
    try:
        entry = read_rate(f"{code} {text}")[1] if text else None
        taken = entry is not None
    except Refused:
        taken = False
    try:
        rates = read_text(f'schema = 1\n[currency]\n{code} = "{text}"\n').currency
        in_file = code in rates
    except BadDocument:
        in_file = False
    assert taken == in_file


def test_a_rate_that_was_typed_is_saved_with_its_origin() -> None:
    session = with_rate(Session(), *read_rate("EUR 1.08, ECB of 21 Nov"))
    assert read_text(compose(session)).currency == session.currency
