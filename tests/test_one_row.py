"""One row is enough: a made-up metric, a made-up term is found wherever metrics and terms are."""

from __future__ import annotations

import json

import pytest

from formulas.book import BOOK
from formulas.declare import Topic
from sessions.answers.quotes import checked
from sessions.claims.conditions import CONDITIONS, Condition
from sessions.claims.metrics import METRICS, Metric
from sessions.claims.terms import TERMS, Term, described
from sessions.document.session import Quote, Session
from sessions.export.json import as_text
from sessions.offers.bakeoff import bake_off
from sessions.offers.deal import deal_of
from sessions.offers.questions import questions
from sessions.say import read_line
from sessions.say.suggestions import completion, offers
from tests.examples import example
from workbench.state.bakeoff import items_of
from workbench.views.say.echo import sayable_lines

METRIC = Metric(
    "writing_time",
    "latency",
    "writing time",
    "the chain, at the claim's own conditions; by fold",
    ("concurrency",),
    tail=True,
    stands_for="decode_time",
    words="writing time|time at the desk",
    said_of=("time",),
    shared=(("latency", "time"),),
    apart="at the desk",
)
TERM = Term(
    "escrow",
    "escrow",
    "What is laid aside until the contract ends.",
    "How much is laid aside, and when does it come back?",
    takes=("$",),
    needs=(("$",),),
    side="vendor",
    lower=("$",),
    words="escrow|laid aside",
)
COUNTED_TERM = TERM._replace(
    takes=("$/month",),
    needs=(("$/month",),),
    lower=("$/month",),
    inputs=(("$/month", "escrow_per_month"),),
)

CONDITION = Condition(
    "overlap",
    "overlap_factor",
    ask="at which overlap",
    easier="lower",
    words="overlap factor|hidden share",
    said_of=("bare",),
    said="overlap {}",
)


@pytest.fixture
def metric(monkeypatch: pytest.MonkeyPatch) -> Metric:
    assert "writing_time" not in _claimed("writing time 3 s")
    assert completion("writing t") != "ime"
    variable = BOOK.variables[METRIC.variable]._replace(better="lower")
    monkeypatch.setitem(BOOK.variables, variable.id, variable)
    monkeypatch.setitem(METRICS, METRIC.id, METRIC)
    return METRIC


@pytest.fixture
def term(monkeypatch: pytest.MonkeyPatch) -> Term:
    assert "escrow" not in read_line("Acme: $0.28/M, escrow of $20k").quote.terms
    assert completion("escr") != "ow"
    monkeypatch.setitem(TERMS, TERM.id, TERM)
    return TERM


@pytest.fixture
def counted_term(monkeypatch: pytest.MonkeyPatch) -> Term:
    topic = Topic("Made up", "9")
    topic.given(
        "escrow_per_month", "$/month", "escrow", "What is laid aside each month.",
        place="", example="$500/month",
    )  # fmt: skip
    topic.route(
        "effective_price_per_month = committed_price_per_month + fee_per_month + escrow_per_month",
        section="9",
        why="What is laid aside is paid, too.",
    )
    (variable,), (formula,) = topic.variables, topic.formulas
    monkeypatch.setitem(BOOK.variables, variable.id, variable)
    monkeypatch.setitem(BOOK.routes, formula.target, (formula,))
    monkeypatch.setitem(TERMS, COUNTED_TERM.id, COUNTED_TERM)
    return COUNTED_TERM


@pytest.fixture
def condition(monkeypatch: pytest.MonkeyPatch) -> Condition:
    monkeypatch.setitem(CONDITIONS, CONDITION.id, CONDITION)
    return CONDITION


def _claimed(line: str) -> list[str]:
    return [claim.metric for claim in read_line(line).quote.claims]


def _with(*lines: str) -> tuple[Session, list[Quote]]:
    said = [read_line(line).quote for line in lines]
    return example()._replace(quotes=tuple(said)), said


def test_a_metric_is_read_and_completed_in_the_say_line(metric: Metric) -> None:
    assert _claimed("Acme: time at the desk p95 3 s at c=16") == [metric.id]
    assert completion("Acme: writing t") == "ime"
    (asked,) = read_line("Acme: latency 300 ms").quote.ambiguous
    assert asked.readings == ("ttft", "itl", "e2e_latency", metric.id)
    assert asked.question.endswith("between tokens, the whole answer, or at the desk?")


def test_a_metric_stands_in_the_bake_off_with_its_title_and_its_question(metric: Metric) -> None:
    session, _ = _with("Acme: writing time 30 s, $0.28/M", "Borealis: writing time 25 s")
    found = bake_off(session)
    assert metric.id in found.metrics
    assert metric.id in items_of(found)
    assert found.best[metric.id] == ("Borealis",)
    asked = [each for each in questions(session, found.rows[0], 9) if each.about == metric.id]
    assert "how many requests in flight" in asked[0].text
    assert "a mean, a p50 or a p95?" in asked[0].text


def test_a_metric_is_in_the_json_and_in_the_help(metric: Metric) -> None:
    session, _ = _with("Acme: writing time 3 s")
    answer = json.loads(as_text(checked(session, "")))
    (claim,) = answer["quotes"][0]["claims"]
    assert claim["metric"] == metric.id
    assert claim["quoted"] == {"value": 3, "unit": metric.of.unit.text}
    assert answer["bakeoff"]["providers"][0]["cells"][metric.id]["said"] == "3 s"
    assert metric.id in {offer.id for offer in offers() if offer.group == "metric"}
    (row,) = [line for line in sayable_lines(offers(), "writing", 100) if line.key]
    assert metric.of.title in row.text


def test_a_term_is_read_and_completed_in_the_say_line(term: Term) -> None:
    assert read_line("Acme: $0.28/M, escrow of $20k").quote.terms == {"escrow": "escrow of $20k"}
    assert completion("Acme: escr") == "ow"
    assert completion("Acme: $0.28/M, laid as") == "ide"


def test_a_term_stands_in_the_bake_off_with_what_it_leaves_to_ask(term: Term) -> None:
    session, _ = _with("Acme: $0.28/M, escrow of $20k", "Borealis: $0.30/M, escrow")
    said, unsaid = bake_off(session).rows
    assert said.deal.notes == ("escrow: escrow of $20k",)
    assert unsaid.deal.asks == (f"escrow without a figure: {term.ask[0].lower()}{term.ask[1:]}",)
    assert unsaid.deal.asks[0] in [each.text for each in questions(session, unsaid, 9)]


def test_a_term_that_is_new_or_tightened_is_a_change_between_rounds(term: Term) -> None:
    session, _ = _with(
        "Acme round 1: $0.28/M",
        "Acme round 2: $0.28/M, escrow of $20k",
        "Acme round 3: $0.28/M, escrow of $30k",
    )
    changed = [text for quote in checked(session, "").quotes for text in quote.since]
    assert len([text for text in changed if text.startswith("escrow: ")]) == 2


def test_a_term_is_in_the_json_and_in_the_help(term: Term) -> None:
    session, _ = _with("Acme: $0.28/M, escrow of $20k")
    answer = json.loads(as_text(checked(session, "")))
    assert "escrow: escrow of $20k" in answer["quotes"][0]["deal"]["notes"]
    row = f"| {term.title} | {term.means} | {term.ask} |"
    assert row in described().split("\n")


def test_a_term_with_an_input_changes_the_bill_and_leaves_other_offers_alone(
    counted_term: Term,
) -> None:
    session, _ = _with(
        "Acme: $0.28/M, escrow of $20k a month",
        "Borealis: $0.28/M, fee of $500 a month",
        "Cirrus: $0.28/M, platform fee $500 per month, escrow of $20k a month",
    )
    laid_aside, with_fee, with_both = [each.deal for each in bake_off(session).rows]
    for deal, more in ((laid_aside, 20_000), (with_fee, 500), (with_both, 20_500)):
        assert deal.price_per_month is not None
        assert deal.effective_price_per_month == pytest.approx(deal.price_per_month + more)
        assert deal.effective_price is not None
        assert deal.list_price is not None
        assert deal.effective_price > deal.list_price
    assert with_fee.notes == ("fee: $500/month; counted",)


def test_a_term_with_an_input_is_not_counted_without_the_traffic_and_not_taken_as_nothing(
    counted_term: Term,
) -> None:
    lines = ("Acme: $0.28/M, escrow of $20k a month", "Borealis: $0.28/M")
    session, quotes = _with(*lines)
    session = session._replace(packet=Session().packet)
    laid_aside, plain = [deal_of(session, session.setups[0], quote) for quote in quotes]
    assert laid_aside.effective_price is None
    assert plain.effective_price == plain.list_price


def test_a_condition_is_read_completed_and_offered(condition: Condition) -> None:
    (claim,) = read_line("Acme: 40 tok/s/user at an overlap factor of 0.9, c=16").quote.claims
    conditions = read_line("Acme: 40 tok/s/user at hidden share 0.9, c=16").quote.conditions
    assert [*conditions] == [condition.id, "concurrency"]
    assert claim.metric == "per_stream_tps"
    assert completion("hidden s") == "hare"
    assert condition.id in {offer.id for offer in offers() if offer.group == "condition"}


def test_a_condition_bears_on_the_verdict_and_stands_in_the_json(condition: Condition) -> None:
    session, _ = _with(
        "Acme: 40 tok/s/user at c=16", "Borealis: 40 tok/s/user at overlap factor 0.9, c=16"
    )
    plain, stated = [quote.claims[0].verdict for quote in checked(session, "").quotes]
    assert plain.napkin is not None
    assert stated.napkin is not None
    assert stated.napkin < plain.napkin
    answer = json.loads(as_text(checked(session, "")))["quotes"][1]["claims"][0]
    assert answer["conditions"][condition.id] == {"value": 0.9, "unit": ""}


def test_a_condition_is_asked_for_and_compared_where_a_metric_depends_on_it(
    condition: Condition, monkeypatch: pytest.MonkeyPatch
) -> None:
    speed = METRICS["per_stream_tps"]._replace(conditions=(condition.id,))
    monkeypatch.setitem(METRICS, speed.id, speed)
    session, _ = _with(
        "Acme round 1: 40 tok/s/user at overlap factor 0.9, c=16",
        "Acme round 2: 40 tok/s/user at overlap factor 0.2, c=16",
        "Borealis: 40 tok/s/user at c=16",
    )
    quotes = checked(session, "").quotes
    (found,) = [text for quote in quotes for text in quote.since]
    assert "at overlap 0.9 in round 1, 40 tok/s/request at overlap 0.2 in round 2" in found
    assert "at which overlap?" in quotes[2].claims[0].verdict.ask
