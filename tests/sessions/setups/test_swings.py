"""What moves a result most: the ranges, the ends, the order."""

from __future__ import annotations

import pytest

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Entry, Session, with_entry
from sessions.setups.resolve import Resolved, resolve
from sessions.setups.sensitivity import Sensitivity, Swing, sensitivity
from sessions.store.load import load

SESSION = load(EXAMPLE).session


def chain(session: Session = SESSION, **texts: str) -> Resolved:
    for id, text in texts.items():
        session = with_entry(session, id, Entry.read(id, text))
    return resolve(session, session.setup())


def found(resolved: Resolved, id: str) -> Sensitivity:
    told = sensitivity(resolved, resolved.evaluate(), id, "napkin")
    assert told is not None
    return told


def of(told: Sensitivity, id: str) -> Swing:
    return next(swing for swing in told.swings if swing.id == id)


def test_the_ends_are_the_chain_at_the_ends() -> None:
    resolved = chain(mbu="8..35%")
    told = found(resolved, "per_stream_tps")
    mbu = of(told, "mbu")
    assert (mbu.range.low, mbu.range.high) == pytest.approx((0.08, 0.35))
    assert mbu.range.said_by == "the session"
    for end, text in ((mbu.at_low, "8%"), (mbu.at_high, "35%")):
        there = resolve(SESSION, SESSION.setup(), {"mbu": Entry.read("mbu", text)}).evaluate()
        assert end == pytest.approx(there.get("per_stream_tps", "napkin"), rel=1e-12)


def test_the_largest_swing_stands_first_and_published_figures_last() -> None:
    told = found(chain(), "price_per_processed_token")
    for fixed in (False, True):
        sizes = [swing.size(told.value) for swing in told.swings if swing.fixed is fixed]
        assert sizes == sorted(sizes, reverse=True)
        assert sizes
    assert [swing.fixed for swing in told.swings] == sorted(swing.fixed for swing in told.swings)
    assert of(told, "num_layers").fixed
    assert not of(told, "gpu_price").fixed
    entered = found(chain(gpu_bandwidth="6..8 TB/s"), "price_per_processed_token")
    assert not of(entered, "gpu_bandwidth").fixed, "a range of one's own is no published figure"


def test_who_says_how_far_an_input_goes() -> None:
    told = found(chain(), "price_per_processed_token")
    assert of(told, "mbu").range.said_by == "the assumptions"
    assert of(told, "gpu_price").range.said_by == "the accelerator"
    fifth = of(told, "fresh_tokens").range
    assert fifth.said_by == ""
    assert (fifth.low, fifth.high) == pytest.approx((10_400, 15_600))
    assert of(told, "sync_efficiency").range.high == pytest.approx(0.9375)
    whole = of(told, "concurrency").range
    assert (whole.low, whole.high) == (12, 20), "whole requests around a fifth"


def test_a_normal_goes_from_five_to_ninety_five_of_a_hundred() -> None:
    told = of(
        found(chain(gpu_price="6 +- 1.5 $/GPU/hour"), "price_per_processed_token"), "gpu_price"
    )
    hour = 6 / told.now
    assert told.range.low * hour == pytest.approx(6 - 1.645 * 1.5)
    assert told.range.high * hour == pytest.approx(6 + 1.645 * 1.5)


def test_a_share_is_not_swung_beyond_what_is_usual() -> None:
    told = of(found(chain(sync_efficiency="95%"), "per_stream_tps"), "sync_efficiency")
    assert told.range.high == 1


def test_what_does_not_move_it_is_named_and_not_drawn() -> None:
    session = SESSION.with_setup(SESSION.setup()._replace(assumptions="calibrated"))
    told = found(resolve(session, session.setup()), "ttft")
    assert "context_tokens" in told.still, "there is room for all that are in flight"
    assert "context_tokens" not in {swing.id for swing in told.swings}
    assert any(branch.id == "room_wait" for branch in told.branches)


def test_an_end_without_a_value_is_the_farthest() -> None:
    swing = of(found(chain(), "ttft"), "mfu")
    assert swing._replace(at_low=None).size(1.0) == float("inf")


def test_only_what_is_on_the_way_is_said_to_bind() -> None:
    told = found(chain(), "ttft")
    assert [roof.work for roof in told.rooflines] == ["prefill"]
    assert told.branches == ()
    assert [roof.work for roof in found(chain(), "pass_time").rooflines] == ["pass"]
    assert [roof.work for roof in found(chain(), "below_ridge").rooflines] == ["decode"]


def test_what_has_no_value_has_no_swings() -> None:
    resolved = chain()
    assert sensitivity(resolved, resolved.evaluate(), "measured_aggregate_tps", "ceiling") is None
    entered = found(resolved, "gpu_price")
    assert entered.swings == ()
