"""What waited for an exchange rate, once the session states it."""

from __future__ import annotations

import datetime

import pytest

from sessions.document.currency import with_rate
from sessions.document.keep import keep
from sessions.document.session import Entry, Quote, Session
from sessions.say.again import with_rates
from sessions.say.hear import hear
from tests.examples import example
from tests.sessions.heard import lines_of

DAY = datetime.date(2026, 12, 1)
RATE = Entry("1.08", 1.08)


def kept(*lines: str) -> Session:
    """The example with lines that were kept one after the other, before any rate was known."""
    session = example()._replace(quotes=())
    for line in lines:
        session, _ = keep(session, hear(session, line, DAY, speaking="Euro Co"))
    return session


def read_again(*lines: str, code: str = "EUR", rate: Entry = RATE) -> Quote:
    (quote,) = with_rates(with_rate(kept(*lines), code, rate)).quotes
    return quote


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Euro Co: €0.25/M", ["claim price_per_processed_token $0.27/Mtok"]),
        (
            "Euro Co: €0.50/M in, €2.00/M out",
            ["claim input_price $0.54/Mtok", "claim output_price $2.16/Mtok"],
        ),
        (
            'Euro Co: {"input": 1.0, "output": 4.0, "currency": "EUR"}',
            ["claim input_price $1.08/Mtok", "claim output_price $4.32/Mtok"],
        ),
        ("Euro Co: €4/hr", ["asked €4/hr: gpu_price"]),
        (
            "Euro Co: €40/hr for the 8xH200 box",
            ["claim node_price_per_month $31,536/month", "at gpus 8 GPU, hardware H200"],
        ),
    ],
)
def test_what_waited_for_the_rate_is_read_once_it_is_there(line: str, found: list[str]) -> None:
    quote = read_again(line)
    assert lines_of(quote) == ["provider Euro Co", *found]
    assert quote.refused == ()


def test_what_was_read_before_stays_and_is_not_said_twice() -> None:
    before = kept("Euro Co: €0.25/M, 40 tok/s/user at c=16 on 8xB200")
    rated = with_rate(before, "EUR", RATE)
    after = with_rates(rated)
    metrics = [claim.metric for claim in after.quotes[0].claims]
    assert metrics == ["per_stream_tps", "price_per_processed_token"]
    assert after.quotes[0].claims[0] == before.quotes[0].claims[0]
    assert with_rates(after) is after


def test_lines_that_joined_one_quote_are_all_read_again() -> None:
    quote = read_again("Euro Co: TTFT 1.2 s", "€0.50/M in", "and €2/M out", "GBP 3/M cached")
    assert {claim.metric for claim in quote.claims} == {"ttft", "input_price", "output_price"}
    (left,) = quote.refused
    assert "no rate for GBP" in left.reason


def test_a_rate_of_another_currency_reads_nothing_again() -> None:
    session = with_rate(kept("Euro Co: €0.25/M"), "GBP", RATE)
    assert with_rates(session) is session


def test_a_figure_that_was_said_in_dollars_since_is_not_replaced() -> None:
    quote = read_again("Euro Co: €0.25/M", "$0.26/M")
    (claim,) = quote.claims
    assert claim.value.value == pytest.approx(0.26e-6)


def test_yuan_of_a_chinese_page_are_read_again() -> None:
    text = "Euro Co: 输入 4元/百万tokens，输出 16元/百万tokens"  # noqa: RUF001
    quote = read_again(text, code="CNY", rate=Entry("0.14", 0.14))
    assert [claim.metric for claim in quote.claims] == ["input_price", "output_price"]
