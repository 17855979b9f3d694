"""The calibrated set against the points that the source itself measured."""

from __future__ import annotations

import pytest

from sessions.catalogue.catalogue import find
from sessions.document.session import Entry
from sessions.setups.resolve import resolve
from tests.examples import example

# Set-up, in flight, what was measured; sections 5.7, 5.10 and 5.11 of the source.
MEASURED = [
    ("tp8-c16", 8, "per_stream_tps", 54.0),
    ("tp8-c16", 16, "per_stream_tps", 27.0),
    ("tp8-c16", 32, "per_stream_tps", 14.0),
    ("tp4-c8", 8, "per_stream_tps", 46.0),
    ("tp8-c16", 16, "pass_time", 36.8e-3),
    ("tp8-c16", 16, "ttft", 1.57),
    ("tp8-c16", 16, "e2e_latency", 41.84),
    ("tp4-c8", 8, "processed_tps", 26_600.0),
]


@pytest.mark.parametrize(("setup", "concurrency", "id", "measured"), MEASURED)
def test_the_source_s_own_points_are_within_2x(
    setup: str, concurrency: int, id: str, measured: float
) -> None:
    session = example()
    changed = session.setup(setup)._replace(assumptions="calibrated")
    changes = {"concurrency": Entry.read("concurrency", f"{concurrency} request")}
    napkin = resolve(session, changed, changes).evaluate().get(id, "napkin")
    assert napkin is not None
    assert 0.5 < napkin / measured < 2, f"{napkin:.4g} for {measured:.4g}"


def test_what_names_no_set_is_held_against_the_calibrated_one() -> None:
    session = example()
    assert session.setup().assumptions == "source@1", "the example stays pinned"
    plain = type(session.setup())("new", "Kimi K2.6", "B200")
    assert resolve(session, plain).assumptions.label == "calibrated@1"


def test_constants_differ_by_kind_of_model_and_by_engine() -> None:
    session = example()
    setup = session.setup()._replace(assumptions="calibrated")
    moe, dense, bursts = (
        resolve(session, each)
        for each in (
            setup,
            setup._replace(model="Llama 3.1 70B"),
            setup._replace(engine="sglang"),
        )
    )
    for id in ("layer_time", "mbu", "mfu"):
        assert moe.sources[id].entry.value != dense.sources[id].entry.value
        assert moe.sources[id].origin == "assumptions"
    assert bursts.sources["queue_share"].entry.value > 3 * moe.sources["queue_share"].entry.value


def test_the_set_says_how_near_it_comes() -> None:
    found = find("assumptions", "calibrated").accuracy
    assert set(found) == {"tpot", "ttft"}
    for near, far in found.values():
        assert 0.5 < near < far <= 1
    assert find("assumptions", "source").accuracy == {}
