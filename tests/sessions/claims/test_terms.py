"""The terms of a quote: what their words mean, and what is asked where they carry no figure."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.quantity import read
from formulas.units import measure
from sessions.claims.terms import KINDS, TERMS, Kind, Term, described
from sessions.say import read_line
from sessions.say.term_figures import read_term, read_terms
from sessions.say.tokens import spaced

DAY, HOUR = 86_400, 3_600


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.id)
def test_a_term_says_what_it_means_and_asks_a_question(term: Term) -> None:
    assert term.means.endswith(".")
    assert term.ask.endswith("?")
    assert set(term.takes) <= set(KINDS)
    for group in term.needs:
        assert set(group) <= set(term.takes)


@pytest.mark.parametrize(
    ("inputs", "wrong"),
    [
        ((("$", "training_credit"),), "its input training_credit is none of formulas/topics/"),
        ((("$", "fee_per_month"),), "a sum in \\$ is not in \\$/month, as its input fee_per_month"),
    ],
)
def test_a_term_is_refused_whose_input_the_book_does_not_have_or_counts_otherwise(
    inputs: tuple[tuple[Kind, str], ...], wrong: str
) -> None:
    row = TERMS["fee"]._replace(id="credit", inputs=inputs)
    with pytest.raises(ValueError, match=f"^credit: {wrong}"):
        TERMS["credit"] = row
    assert "credit" not in TERMS


def figures(name: str, words: str) -> dict[str, Fraction]:
    return {
        each.kind + (" beyond" if each.threshold else ""): Fraction(each.value).limit_denominator(
            10**12
        )
        for each in read_term(name, words).amounts
    }


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("commitment", "$100k/mo minimum", {"$/month": 100_000}),
        (
            "commitment",
            "minimum of $100k a month, 12 months",
            {"$/month": 100_000, "duration": 12},
        ),
        ("commitment", "64 GPU minimum", {"GPUs": 64}),
        ("commitment", "500B tokens a month", {"tokens/month": 500 * 10**9}),
        ("discount", "50% off for batch", {"share": Fraction(1, 2)}),
        (
            "discount",
            "20% off above $50k/month",
            {"share": Fraction(1, 5), "$/month beyond": 50_000},
        ),
        ("cache TTL", "ttl 5 min", {"duration": 300}),
        ("cache TTL", "kept for an hour: 1 hour", {"duration": HOUR}),
        ("minimum prefix", "min prefix 1024", {"tokens": 1024}),
        ("minimum prefix", "1,024 tokens", {"tokens": 1024}),
        ("cache write", "1.25x the input price", {"times": Fraction(5, 4)}),
        ("surcharge", "2x above 200k tokens", {"times": 2, "tokens beyond": 200_000}),
        ("output cap", "max output 32k", {"tokens": 32_000}),
        (
            "SLA credits",
            "10% below 99.9%",
            {"share": Fraction(1, 10), "share beyond": Fraction(999, 1000)},
        ),
        ("price hold", "held for 90 days", {"duration": 90 * DAY}),
        ("price hold", "good until 30 June 2027", {"date": datetime.date(2027, 6, 30).toordinal()}),
        ("price hold", "until 2027-06-30", {"date": datetime.date(2027, 6, 30).toordinal()}),
        ("cold start", "30 s", {"duration": 30}),
        ("payment", "net 30", {}),
        ("deprecation", "6 months notice", {"duration": 6}),
    ],
)
def test_the_figures_of_a_term_are_read(
    name: str, words: str, expected: dict[str, Fraction]
) -> None:
    assert figures(name, words) == expected
    assert read_term(name, words).ask == ""


@pytest.mark.parametrize(
    ("words", "per_second"),
    [
        ("PTU $24/day at 30k tok/s", Fraction(24, DAY)),
        ("$24/unit-day, 30k tok/s", Fraction(24, DAY)),
        ("$24 per unit per day, 30k tok/s", Fraction(24, DAY)),
        ("$1/unit/hour at 1.8M TPM", Fraction(1, HOUR)),
        ("$1 per unit-hour at 1.8M TPM each", Fraction(1, HOUR)),
    ],
)
def test_a_provisioned_unit_has_a_price_by_time_and_a_rate(
    words: str, per_second: Fraction
) -> None:
    found = read_term("provisioned units", words)
    assert found.ask == ""
    price, rate = found.value("$/hour"), found.value("rate")
    assert price == pytest.approx(float(per_second), rel=1e-12)
    assert rate == pytest.approx(30_000, rel=1e-12)


def test_storage_is_a_price_by_tokens_and_time() -> None:
    found = read_term("storage", "storage $0.20/M/hour")
    expected = Fraction(20, 100) / 10**6 / HOUR
    assert found.value("$/token/time") == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize(
    ("name", "words", "about"),
    [
        ("commitment", "commitment", "without a figure"),
        ("commitment", "$100k minimum", "$100k is not"),
        ("commitment", "$100-120k/mo", "a range"),
        ("commitment", "€100k/month", "not in US dollars"),
        ("discount", "10% or 20% off", "both said"),
        ("discount", "120% off", "no share"),
        ("surcharge", "2x for long context", "without tokens"),
        ("provisioned units", "20 PTU", "without"),
        ("cache TTL", "ttl 1024 tokens", "is not"),
        ("output cap", "max output 30 s", "is not"),
        ("overage", "overage at list", "without a figure"),
        ("fee", "no fee of $500/month", "both that there is none"),
    ],
)
def test_what_cannot_be_read_is_kept_as_words_with_a_question(
    name: str, words: str, about: str
) -> None:
    found = read_term(name, words)
    assert found.words == found.shown == words or found.amounts
    assert about in found.ask
    assert found.ask.endswith("?")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("commitment", "no minimum"),
        ("fee", "no fees"),
        ("cold start", "no cold starts"),
        ("retention", "zero retention"),
        ("training on data", "no training on our data"),
        ("reasoning tokens", "thinking is not billed"),
    ],
)
def test_what_is_denied_is_no_term_and_no_question(name: str, words: str) -> None:
    found = read_term(name, words)
    assert found.none
    assert found.ask == ""


def test_up_to_a_share_is_not_that_share() -> None:
    (share,) = read_term("discount", "up to 30% off").amounts
    assert share.bound == "up to"


def test_a_term_typed_by_hand_that_nobody_knows_is_kept_as_it_is() -> None:
    found = read_term("exit clause", "90 days, by letter")
    assert (found.title, found.shown, found.amounts, found.ask) == (
        "exit clause",
        "90 days, by letter",
        (),
        "",
    )


def test_a_term_typed_by_hand_may_be_in_any_case() -> None:
    found = read_term("Cache ttl", "5 min")
    assert (found.name, found.value("duration")) == ("cache TTL", 300)


def test_a_quote_s_terms_are_read_in_its_own_order() -> None:
    quote = read_line("Acme: 50% off for batch, min prefix 1024 tokens, $100k/mo commitment").quote
    assert [each.name for each in read_terms(quote.terms)] == list(quote.terms)


@given(st.sampled_from(sorted([*TERMS, "exit"])), st.text(max_size=300))
def test_any_words_are_read_without_an_error(name: str, words: str) -> None:
    found = read_term(name, words)
    assert found.words == words
    assert found.shown or not words.split()


_TRADE = spaced(
    "$ 100k /mo % 50 off batch above below 2x min 1024 tokens per unit hour day - to no about"
    " $0.2/M/hour 2026-12-31 up € and net 30 1e400 9999999999999999999 zero"
)
_WORDS = st.lists(
    st.sampled_from(sorted(_TRADE)),
    max_size=12,
)


@given(st.sampled_from(sorted(TERMS)), _WORDS)
def test_words_of_the_trade_in_any_order_are_read_without_an_error(
    name: str, words: list[str]
) -> None:
    for text in (" ".join(words), "".join(words)):
        found = read_term(name, text)
        for figure in found.amounts:
            assert figure.value >= 0
            unit = measure(KINDS[figure.kind][0])
            if figure.kind not in ("date", "times", "duration"):
                assert read(figure.text, unit).value == pytest.approx(figure.value, rel=1e-5)


def test_the_page_about_terms_has_every_row_of_the_table() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "terms.md"
    text = page.read_text("utf-8")
    assert described() in text, f"the table of {page} is to be\n\n{described()}"
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    told = {title: (means, ask) for title, means, ask in rows}
    for term in TERMS.values():
        assert told[term.title] == (term.means, term.ask), term.id
    assert len(told) == len(TERMS) + 1  # and the head
