"""A kept verdict is the one that judging anew would give, whatever was edited in between."""

from __future__ import annotations

import pytest

from formulas.book import BOOK
from formulas.verdicts import METRICS
from sessions.judge import forget, judge_quote, judge_session
from sessions.session import Entry, Quote, Session, with_entry
from sessions.verdict import JudgedQuote
from tests.examples import FULL, claim, example, stated

CLAIMS = {id: metric.of.example for id, metric in METRICS.items()}
TOO_GOOD = {"per_stream_tps": "9000 tok/s/user", "ttft": "1 ms", "aggregate_tps": "900K tok/s"}
INPUTS = [v.id for v in BOOK.variables.values() if v.id not in BOOK.routes]


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


def judged_anew(session: Session) -> list[JudgedQuote]:
    forget()
    return [judge_quote(session, quote) for quote in session.quotes]


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
        assert list(kept) == judged_anew(changed)
        judge_session(session)


def test_what_nothing_bears_on_is_the_same_object() -> None:
    session = every_claim()
    before = judge_session(session)[0]
    dearer = with_entry(session, "gpu_price", Entry.read("gpu_price", "$9/GPU/hour"))
    after = judge_session(dearer)[0]
    of = {v.claim.metric: (v, w) for v, w in zip(before.verdicts, after.verdicts, strict=True)}
    assert of["ttft"][0] is of["ttft"][1]
    assert of["price_per_processed_token"][0] != of["price_per_processed_token"][1]


def test_thresholds_and_service_levels_bear_on_verdicts() -> None:
    session = every_claim()
    judge_session(session)
    strict = session._replace(thresholds=(1.01, 1.02))
    assert list(judge_session(strict)) == judged_anew(strict)
    level = with_entry(session, "sla_ttft", Entry.read("sla_ttft", "9 s"))
    assert list(judge_session(level)) == judged_anew(level)
