"""A draw that the memory has no room for is no honest way to a claim."""

from __future__ import annotations

from sessions.document.session import Entry, Quote, with_entry
from sessions.judging.judge import judge_quote
from sessions.judging.probability import honest
from tests.examples import claim, example, stated

ON = stated(hardware="B200", gpus="8 GPU", weights="fp4")


def probability(text: str, flight: str) -> float | None:
    session = example()
    entry = Entry.read("concurrency", flight)
    session = with_entry(session, "concurrency", entry, session.setup().name)
    quote = Quote("Acme", (claim("price_per_processed_token", text),), conditions=ON)
    verdict = judge_quote(session, quote).verdicts[0]
    found = honest(session, verdict)
    return found.probability if found is not None else None


def test_what_never_fits_has_no_odds() -> None:
    assert probability("$0.03/Mtok", "341..3000 request") is None


def test_what_fits_in_part_counts_in_part() -> None:
    inside, across = (probability("$1/Mtok", f"300..{top} request") for top in (340, 380))
    assert inside == 1
    assert across is not None
    assert 0.45 < across < 0.55
