"""A session of 500 quotes of 20 claims is opened, judged and saved like any other."""

from __future__ import annotations

from pathlib import Path

from sessions.document.session import Session
from sessions.files.read import MOST_BYTES, MOST_LINES
from sessions.judging.judge import judge_session
from sessions.store.load import load
from sessions.store.save import save
from tests.bench.large import large

NOTE = "said on a call with the head of sales, who will send the load test by Friday"


def talkative(session: Session) -> Session:
    """The session with a note, the words and a source for every claim, as real quotes have."""
    quotes = [
        quote._replace(
            said=NOTE,
            claims=tuple(
                [
                    claim._replace(note=NOTE, said=NOTE, value=claim.value._replace(origin=NOTE))
                    for claim in quote.claims
                ]
            ),
        )
        for quote in session.quotes
    ]
    return session._replace(quotes=tuple(quotes))


def test_ten_thousand_claims_are_written_read_and_judged_the_same(tmp_path: Path) -> None:
    session = talkative(large(500, 20))
    path = tmp_path / "large.toml"
    save(session, path)
    loaded = load(path).session
    assert [len(quote.claims) for quote in loaded.quotes] == [20] * 500
    flags = [verdict.flag for quote in judge_session(loaded) for verdict in quote.verdicts]
    assert flags == [verdict.flag for quote in judge_session(session) for verdict in quote.verdicts]
    text = path.read_text()
    assert len(text) * 1.3 < MOST_BYTES, "with room for what else may be said"
    assert text.count("\n") * 1.3 < MOST_LINES
