"""A kept verdict is the one that judging anew would give, whatever was edited in between."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.book import BOOK
from sessions.claims.metrics import METRICS
from sessions.document.session import Entry, Quote, Session, with_entry
from sessions.judging import judge
from sessions.judging.judge import forget, judge_quote, judge_session
from sessions.judging.verdict import JudgedQuote, Verdict
from tests.examples import FULL, claim, example, stated
from tests.sessions.plainly import Figures, figures
from tests.sessions.quoted import a_session, with_a_field
from tests.sessions.store.edits import edited

CLAIMS = {id: metric.of.example for id, metric in METRICS.items()}
TOO_GOOD = {"per_stream_tps": "9000 tok/s/user", "ttft": "1 ms", "aggregate_tps": "900K tok/s"}
INPUTS = [v.id for v in BOOK.variables.values() if v.id not in BOOK.routes]
CHANCE = st.integers(0, 10**9).map(Random)


def every_claim() -> Session:
    """A session in which somebody claims something of every metric, ordinary or much too good."""
    claims = [claim(metric, text) for metric, text in (*CLAIMS.items(), *TOO_GOOD.items())]
    limits = [claim(m, CLAIMS[m], bound="rate limit") for m in ("processed_tps", "concurrency")]
    quotes = (
        Quote("Full", (*claims, *limits), conditions=stated(**FULL)),
        Quote("Bare", tuple(claims)),
        Quote("On", tuple(claims), conditions=stated(speculative="on", hardware="B200")),
    )
    return example()._replace(quotes=quotes)


def told(verdict: Verdict) -> tuple[object, ...]:
    """All that a reader sees of a verdict, figures and words."""
    numbers = [
        getattr(verdict, name) for name in verdict._fields if name not in ("yardstick", "why")
    ]
    words = [verdict.reason, verdict.reading, verdict.ask]
    needs = (dict(verdict.ceiling_needs), dict(verdict.implied), dict(verdict.holds_if))
    return (*numbers, *words, *needs)


def all_told(judged: tuple[JudgedQuote, ...]) -> list[object]:
    """All that a reader sees of judged quotes."""
    return [
        (
            quote.quote,
            quote.worst,
            quote.findings,
            [told(verdict) for verdict in quote.verdicts],
            [[told(verdict) for verdict in readings] for readings in quote.readings],
        )
        for quote in judged
    ]


def told_anew(session: Session, setup: str = "") -> list[object]:
    forget()
    return all_told(tuple([judge_quote(session, quote, setup) for quote in session.quotes]))


@pytest.mark.parametrize("id", INPUTS)
def test_an_edit_of_any_field_judges_what_it_bears_on(id: str) -> None:
    session = every_claim()
    variable = BOOK.variables[id]
    middle = (max(variable.low, variable.high * 1e-6) * variable.high) ** 0.5
    judge_session(session)
    for number in (middle, middle * 1.7):
        value = min(number, variable.high) * variable.unit.factor
        changed = with_entry(session, id, Entry.of(id, value), session.setups[0].name)
        kept = judge_session(changed)
        assert all_told(kept) == told_anew(changed)
        assert kept == judge_session(changed), "held against the same, two verdicts are equal"
        judge_session(session)


@given(CHANCE)
def test_after_any_edits_every_verdict_is_the_one_that_judging_anew_gives(chance: Random) -> None:
    session = a_session(chance)
    judge_session(session)
    for _ in range(3):
        session = with_a_field(session, chance, INPUTS)
        if chance.random() < 0.5:
            session = edited(session, chance, most=2)
        name = chance.choice(session.setups).name
        kept = judge_session(session, name)
        shown = all_told(kept)
        assert shown == told_anew(session, name)
        judge_session(session, name)


@given(CHANCE)
def test_every_figure_is_the_one_that_judging_claim_by_claim_gives(chance: Random) -> None:
    session = a_session(chance, quotes=4)
    judge_session(session)
    session = with_a_field(session, chance, INPUTS)
    name = chance.choice(session.setups).name
    for judged in judge_session(session, name):
        for verdict in judged.verdicts:
            plain = figures(session, judged.quote, verdict.claim, name)
            held = verdict.yardstick
            if plain is not None and held is not None:
                # With the set-up's own values: what is searched has tests of its own.
                own = held.hold(held, verdict.claim, verdict.quoted, verdict.stated)
                found = Figures(*[getattr(own, field) for field in Figures._fields])
                assert found == plain, verdict.claim


def test_what_nothing_bears_on_is_the_same_object() -> None:
    session = every_claim()
    before = judge_session(session)[0]
    dearer = with_entry(session, "gpu_price", Entry.read("gpu_price", "$9/GPU/hour"))
    after = judge_session(dearer)[0]
    of = {v.claim.metric: (v, w) for v, w in zip(before.verdicts, after.verdicts, strict=True)}
    assert of["ttft"][0] is of["ttft"][1]
    assert of["price_per_processed_token"][0] != of["price_per_processed_token"][1]


def test_a_quote_that_nothing_bears_on_is_the_same_object() -> None:
    quote = Quote("Fast", (claim("ttft", "1 s"),), conditions=stated(**FULL))
    session = every_claim()._replace(quotes=(quote,))
    before = judge_session(session)
    dearer = with_entry(session, "gpu_price", Entry.read("gpu_price", "$9/GPU/hour"))
    assert judge_session(dearer)[0] is before[0]
    slower = with_entry(session, "mfu", Entry.read("mfu", "1%"), session.setups[0].name)
    assert judge_session(slower)[0] is not before[0]


def test_thresholds_and_service_levels_bear_on_verdicts() -> None:
    session = every_claim()
    judge_session(session)
    strict = session._replace(thresholds=(1.01, 1.02))
    assert all_told(judge_session(strict)) == told_anew(strict)
    level = with_entry(session, "sla_ttft", Entry.read("sla_ttft", "9 s"))
    assert all_told(judge_session(level)) == told_anew(level)


def test_of_too_many_quotes_the_oldest_are_forgotten_and_judged_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(judge, "_MOST_QUOTES", 10)
    monkeypatch.setattr(judge, "_MOST_SUBJECTS", 20)
    session = a_session(Random(5), quotes=40)
    first = all_told(judge_session(session))
    assert len(judge._quotes) <= 10
    assert all_told(judge_session(session)) == first
