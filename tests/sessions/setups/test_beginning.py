"""How a session begins: the same traffic, first values with their reasons, another name, none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.quantity import Refused
from sessions.catalogue.catalogue import EXAMPLE, shelf
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Entry, Packet, Session
from sessions.setups.first import added, removed, renamed, same_traffic
from sessions.setups.resolve import resolve
from sessions.setups.sizing import room_for
from sessions.store.form import same
from sessions.store.load import load, read_text
from sessions.store.save import compose

EXAMPLES = load(EXAMPLE).session
MODELS, CHIPS = st.sampled_from([*shelf("models")]), st.sampled_from([*shelf("hardware")])


def saying(**texts: str) -> Session:
    """A session whose packet says these."""
    return Session(packet=Packet({id: Entry.read(id, text) for id, text in texts.items()}))


def value(session: Session, name: str, id: str) -> float:
    found = resolve(session, session.setup(name)).evaluate().get(id, "napkin")
    assert found is not None
    return found


def test_the_same_traffic_has_all_but_what_was_said_of_it() -> None:
    found = same_traffic(EXAMPLES)
    assert EXAMPLES.quotes
    assert EXAMPLES.notes
    assert found == EXAMPLES._replace(quotes=(), notes=())


@given(MODELS, CHIPS)
def test_any_model_begins_on_any_accelerator_and_is_read_again_as_it_is(
    model: str, chip: str
) -> None:
    session, setup = added(Session(), model, chip)
    assert session.setups == (setup,)
    assert resolve(session, setup).evaluate().get("per_stream_tps", "napkin") is not None
    assert all(entry.origin.startswith("first value: ") for entry in setup.entries.values())
    assert same(read_text(compose(session)), session)


@given(MODELS, CHIPS)
def test_no_fewer_gpus_hold_it_than_it_begins_with(model: str, chip: str) -> None:
    session, setup = added(Session(), model, chip)
    gpus, reserved = setup.entries["gpus_per_replica"], setup.entries["activation_bytes"]
    flight = setup.entries["concurrency"].value
    holds = (room_for(resolve(session, setup).evaluate()) or 0) >= flight
    assert holds != ("no number of them holds" in gpus.origin)
    if gpus.value == 1 or not holds:
        return
    half = {
        "gpus_per_replica": gpus._replace(value=gpus.value / 2),
        "activation_bytes": reserved._replace(value=reserved.value / 2),
    }
    fewer = resolve(session, setup, half).evaluate()
    assert (room_for(fewer) or 0) < flight


def test_the_packet_says_how_long_requests_are_and_how_many() -> None:
    session = saying(
        fresh_tokens="1K", cached_tokens="2K", output_tokens="500", demand_concurrency="5"
    )
    session, setup = added(session, "Llama 3.1 8B", "H100")
    assert value(session, setup.name, "context_tokens") == 3_500
    assert value(session, setup.name, "concurrency") == 5
    assert setup.name.endswith("-c5")


def test_one_replica_does_not_begin_with_all_that_the_traffic_has_in_flight() -> None:
    session, setup = added(saying(demand_concurrency="730"), "Llama 3.1 8B", "H100")
    assert value(session, setup.name, "concurrency") == 16
    assert "730" in setup.entries["concurrency"].origin


def test_a_tier_that_the_packet_accepts_is_taken_where_the_accelerator_computes_in_it() -> None:
    accepts = Session(packet=Packet(tiers=("fp4", "bf16")))
    assert added(accepts, "Kimi K2.6", "B200")[1].weights == "fp4"
    assert added(accepts, "Kimi K2.6", "H100")[1].weights == "bf16"


def test_a_set_up_beside_another_is_coded_and_assumed_as_that_is() -> None:
    session, setup = added(EXAMPLES, "Kimi K2.6", "H200", "tp8-c16")
    like = EXAMPLES.setup("tp8-c16")
    assert (setup.weights, setup.kv, setup.assumptions) == (
        like.weights, like.kv, like.assumptions,
    )  # fmt: skip
    assert [each.name for each in session.setups] == ["tp8-c16", setup.name, "tp4-c8"]


def test_names_are_never_given_twice() -> None:
    session, name = Session(), ""
    for _ in range(4):
        session, setup = added(session, "Llama 3.1 8B", "B200", name)
        name = setup.name
    assert len({each.name for each in session.setups}) == 4


def test_what_is_in_no_catalogue_is_refused() -> None:
    with pytest.raises(UnknownItem):
        added(Session(), "Kimi K99", "B200")


def test_another_name_takes_the_load_tests_along() -> None:
    found = renamed(EXAMPLES, "tp8-c16", " box ")
    assert found.active == "box"
    before = resolve(EXAMPLES, EXAMPLES.setup("tp8-c16")).evaluate()
    after = resolve(found, found.setup("box")).evaluate()
    assert after.by_basis("per_stream_tps") == before.by_basis("per_stream_tps")
    assert renamed(found, "box", "tp8-c16") == EXAMPLES
    assert same(read_text(compose(found)), found)


@pytest.mark.parametrize("name", ["", "  ", "tp4-c8", "x" * 61])
def test_a_name_that_cannot_be_told_apart_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        renamed(EXAMPLES, "tp8-c16", name)


def test_what_is_removed_takes_its_load_tests_along_and_nothing_else() -> None:
    found = removed(EXAMPLES, "tp8-c16")
    assert [each.name for each in found.setups] == ["tp4-c8"]
    assert [each.setup for each in found.load_tests] == ["tp4-c8"]
    assert found.active == ""
    assert (found.packet, found.quotes) == (EXAMPLES.packet, EXAMPLES.quotes)
    assert same(read_text(compose(found)), found)
