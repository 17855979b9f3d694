"""A quote that was kept under another set of assumptions says how it was judged then."""

from __future__ import annotations

from sessions.judging.judge import judge_quote, then
from tests.examples import example

QUOTE = example().quotes[0]


def test_a_quote_judged_as_it_is_now_has_nothing_to_tell() -> None:
    assert then(example(), QUOTE) is None
    assert then(example(), QUOTE._replace(judged="source@1")) is None


def test_another_set_s_verdicts_are_what_that_set_says() -> None:
    session = example()
    now = session.setup()._replace(assumptions="calibrated")
    moved = session.with_setup(now)
    was = then(moved, QUOTE._replace(judged="source@1"))
    assert was is not None
    assert was.verdicts is not None
    assert [v.flag for v in was.verdicts] == [v.flag for v in judge_quote(session, QUOTE).verdicts]
    assert {v.assumptions for v in was.verdicts} == {"source@1"}
    ratios = [v.ratio for v in judge_quote(moved, QUOTE).verdicts]
    assert ratios != [v.ratio for v in was.verdicts]


def test_a_version_that_is_gone_is_said_and_not_made_up() -> None:
    for judged in ("source@0", "calibrated@99", "nobodys@1"):
        was = then(example(), QUOTE._replace(judged=judged))
        assert was is not None
        assert (was.by, was.verdicts) == (judged, None)
