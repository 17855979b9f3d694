"""How many GPUs load a model, and how many serve a packet."""

from __future__ import annotations

import math

import pytest

from sessions.catalogue.catalogue import find
from sessions.document.session import Entry, Session, with_entry
from sessions.setups.resolve import resolve
from sessions.setups.sizing import Serving, Sized, size_of, sized
from tests.examples import example

SETUP = example().setups[0]


def b200(session: Session | None = None, **changes: str) -> Sized:
    entries = {id: Entry.read(id, text) for id, text in changes.items()}
    return size_of(session or example(), SETUP, find("hardware", "b200"), entries)


def serving(session: Session | None = None, **changes: str) -> Serving:
    found = b200(session, **changes).serving
    assert found is not None
    return found


def test_every_accelerator_is_there_once_and_the_fewest_gpus_come_first() -> None:
    table = sized(example(), SETUP)
    assert len({each.item.name for each in table}) == len(table) >= 19
    gpus = [each.serving.gpus if each.serving else math.inf for each in table]
    assert gpus == sorted(gpus)


def test_loading_is_the_source_s_own_floor() -> None:
    assert b200().gpus_to_load == 3
    assert b200(bytes_per_param="bf16").gpus_to_load == math.ceil(2000 / 192)


def test_what_serves_keeps_every_level_and_one_request_more_does_not() -> None:
    found = serving()
    at = {
        "gpus_per_replica": f"{found.gpus_per_replica} GPU",
        "activation_bytes": f"{10 * found.gpus_per_replica} GB",
    }
    kept = []
    for requests in (found.concurrency, found.concurrency + 1):
        entered = at | {"concurrency": f"{requests} request"}
        changes = {id: Entry.read(id, text) for id, text in entered.items()}
        results = resolve(example(), SETUP, changes).evaluate()
        speed, ttft = (results.get(id, "napkin") for id in ("per_stream_tps", "ttft"))
        room = results.get("max_requests_in_engine", "napkin")
        assert speed is not None
        assert ttft is not None
        assert room is not None
        kept.append((speed >= 25, ttft <= 3, room >= requests))
    assert kept == [(True, True, True), (True, False, True)]
    assert found.bound == "TTFT"


def test_the_fleet_carries_the_traffic_and_one_replica_fewer_does_not() -> None:
    found = serving()
    rate = found.results.get("processed_tps", "napkin")
    assert rate is not None
    assert (found.replicas - 1) * rate < 222_000 <= found.replicas * rate
    assert found.gpus == found.replicas * found.gpus_per_replica
    peak = found.peak_gpus / found.gpus_per_replica
    assert (peak - 1) * rate < 327_000 <= peak * rate


def test_a_level_that_not_even_one_request_meets_is_said_with_its_figures() -> None:
    asked = with_entry(example(), "sla_ttft", Entry.read("sla_ttft", "0.001 s"))
    found = b200(asked)
    assert found.serving is None
    assert "TTFT is" in found.reason
    assert "wanted at most" in found.reason
    long = b200(context_tokens="100M token/request")
    assert long.serving is None
    assert long.reason.startswith("a request needs ")


def test_without_traffic_one_replica_is_what_serves() -> None:
    quiet = example()._replace(packet=example().packet._replace(entries={}))
    found = serving(quiet)
    assert (found.replicas, found.gpus, found.peak_gpus) == (1, found.gpus_per_replica, 0)
    assert found.bound == "memory", "no level asks for anything"


@pytest.mark.parametrize("layout", ["tp", "dcp", "dp"])
def test_copies_of_the_cache_are_what_a_layout_saves(layout: str) -> None:
    setup = SETUP._replace(kv_layout=layout)
    relaxed = with_entry(example(), "sla_ttft", Entry.read("sla_ttft", "1000 s"))
    slow = with_entry(
        relaxed, "sla_per_stream_tps", Entry.read("sla_per_stream_tps", "1 tok/s/user")
    )
    found = size_of(slow, setup, find("hardware", "h200")).serving
    assert found is not None
    copies = found.results.get("kv_copies", "napkin")
    assert copies == (found.gpus_per_replica if layout == "tp" else 1)
    assert found.bound == "memory"


def test_a_replica_beyond_its_interconnect_names_what_crosses() -> None:
    inside = serving()
    assert inside.crosses == ()
    a100 = size_of(example(), SETUP, find("hardware", "a100")).serving
    assert a100 is not None
    assert a100.gpus_per_replica > 8
    assert a100.crosses[0].startswith("all-reduces of sliced layers, ")
    staged = {
        "pipeline_parallel": Entry.read("pipeline_parallel", "2"),
        "expert_parallel": Entry.read("expert_parallel", "16"),
    }
    a100 = size_of(example(), SETUP, find("hardware", "a100"), staged).serving
    assert a100 is not None
    assert a100.gpus_per_replica == 16
    assert [words.split(",")[0] for words in a100.crosses] == [
        "tokens on their way to experts and back",
        "activations from stage to stage",
    ]


def test_an_accelerator_that_cannot_hold_the_model_says_so() -> None:
    huge = b200(total_params="500T param")
    assert huge.serving is None
    assert huge.reason == "more than 512 GPUs a replica"


def test_stages_that_are_no_power_of_two_have_sizes_of_their_own() -> None:
    found = serving(pipeline_parallel="3")
    assert found.gpus_per_replica % 3 == 0


def test_the_peak_is_never_below_what_serves_all_day() -> None:
    found = serving(demand_processed_tps="444K tok/s")
    assert found.peak_gpus >= found.gpus


def test_traffic_may_be_stated_as_requests_in_flight_or_per_second() -> None:
    entries = example().packet.entries
    flight = {id: e for id, e in entries.items() if not id.startswith("demand_") or "concur" in id}
    session = example()._replace(packet=example().packet._replace(entries=flight))
    found = serving(session)
    assert found.replicas == math.ceil(73 / found.concurrency)
    hourly = {id: e for id, e in entries.items() if not id.startswith("demand_processed_tps")}
    session = example()._replace(packet=example().packet._replace(entries=hourly))
    found = serving(session)
    rate = found.results.get("processed_tps", "napkin")
    assert rate is not None
    assert found.replicas == math.ceil(2.6 * 85_056 / rate)
    assert found.peak_gpus == math.ceil(3.8 * 85_056 / rate) * found.gpus_per_replica
