"""From a session and a set-up to what a chain starts from."""

from __future__ import annotations

from pathlib import Path

import pytest

from formulas.quantity import Refused
from sessions.catalogue.catalogue import find, shelf
from sessions.catalogue.shelves import Shelf, UnknownItem
from sessions.document.session import Entry, Session, SetUp, entered, home_of, with_entry
from sessions.setups.resolve import DEFAULTS, resolve
from tests.examples import example


def value(id: str, basis: str = "napkin", **changes: str) -> float | None:
    """A value of the example under some changes."""
    entries = {name: Entry.read(name, text) for name, text in changes.items()}
    session = example()
    return resolve(session, session.setup(), entries).evaluate().get(id, basis)  # type: ignore[arg-type]


def test_what_stands_on_top_replaces_what_lies_below_and_keeps_it_visible() -> None:
    session = with_entry(example(), "gpu_price", Entry.read("gpu_price", "$4/GPU/hour"))
    source = resolve(session, session.setup()).sources["gpu_price"]
    assert (source.origin, source.entry.text) == ("set-up", "$4/GPU/hour")
    assert source.replaced is not None
    assert source.replaced.text == "$6/GPU/hour"


def test_an_assumption_that_is_entered_moves_the_napkin_and_leaves_the_ceiling() -> None:
    session = with_entry(example(), "mbu", Entry.read("mbu", "25%"))
    results = resolve(session, session.setup()).evaluate()
    assert results.get("mbu", "napkin") == 0.25
    assert results.get("mbu", "ceiling") == 1


def test_a_load_test_fills_measured_only_at_its_own_concurrency() -> None:
    assert value("pass_time", "measured") == pytest.approx(0.0368)
    assert value("pass_time", "measured", concurrency="12") is None
    assert value("per_stream_tps", "measured", concurrency="8") == pytest.approx(54)
    assert value("per_stream_tps", "measured", concurrency="32") == pytest.approx(14)


def test_a_load_test_of_another_set_up_is_none_of_ours() -> None:
    session = example()
    four = resolve(session, session.setup("tp4-c8")).evaluate()
    assert four.get("pass_time", "measured") is None
    assert four.get("processed_tps", "measured") == pytest.approx(26_600)


def test_a_measured_value_names_the_load_test_it_comes_from() -> None:
    session = example()
    source = resolve(session, session.setup()).source_of("pass_time", "measured")
    assert source is not None
    assert "5.10" in source.entry.origin


def test_a_tier_gives_the_bytes_of_a_parameter() -> None:
    session = example()
    for tier, size in (("fp8", 1.0), ("nvfp4", 0.5625), ("BF16", 2.0)):
        setup = session.setup()._replace(weights=tier)
        assert resolve(session, setup).evaluate().get("bytes_per_param", "napkin") == size
    with pytest.raises(Refused, match="quantization tier"):
        resolve(session, session.setup()._replace(weights="fp3"))


@pytest.mark.parametrize(
    ("on", "name"), [("models", "gpt-9"), ("hardware", "abacus"), ("assumptions", "wishes")]
)
def test_what_the_catalogue_lacks_is_refused_with_what_it_has(on: Shelf, name: str) -> None:
    with pytest.raises(UnknownItem) as refused:
        find(on, name)
    assert name in str(refused.value)
    assert next(iter(shelf(on))) in str(refused.value)


@pytest.mark.parametrize(
    "name", ["Kimi K2.6", "kimi-k2.6", "KIMI", "kimi_k2.6", "moonshotai/Kimi-K2.6"]
)
def test_an_item_is_found_by_any_of_its_names(name: str) -> None:
    assert find("models", name).name == "kimi-k2.6"


def test_a_set_of_assumptions_carries_its_version() -> None:
    assert find("assumptions", "source@1").label == "source@1"


@pytest.mark.parametrize("id", DEFAULTS)
def test_every_default_says_why(id: str) -> None:
    text, why = DEFAULTS[id]
    assert Entry.read(id, text).value >= 0
    assert why


def test_an_entered_value_is_kept_in_the_part_of_the_session_that_it_belongs_to() -> None:
    for id, home in (
        ("fresh_tokens", "packet"),
        ("sla_ttft", "packet"),
        ("api_price", "bill"),
        ("mbu", "setup"),
        ("measured_prefill_rate", "measured"),
    ):
        from formulas.book import BOOK

        assert home_of(BOOK.variables[id]) == home
        entry = Entry.read(id, BOOK.variables[id].example.split(",")[0])
        session = with_entry(example(), id, entry)
        assert entered(session, id) == entry
        assert entered(with_entry(session, id, None), id) is None


def test_an_edit_makes_a_new_session_and_leaves_the_old_one() -> None:
    before = example()
    after = with_entry(before, "fresh_tokens", Entry.read("fresh_tokens", "20K"))
    assert after != before
    assert entered(before, "fresh_tokens") != entered(after, "fresh_tokens")


@pytest.mark.parametrize(
    "changed",
    [
        {"gpus_per_replica": "4 GPU"},
        {"bytes_per_param": "fp8"},
        {"bytes_per_kv_value": "bf16"},
        {"context_tokens": "8K"},
        {"gpu_bandwidth": "4.8 TB/s"},
    ],
)
def test_neither_fit_nor_measurement_speaks_for_other_inputs_than_it_was_taken_at(
    changed: dict[str, str],
) -> None:
    assert value("pass_time", "fit", **changed) is None
    assert value("pass_time", "measured", **changed) is None


def test_the_fit_holds_between_its_points() -> None:
    assert value("pass_time", "fit", concurrency="12") == pytest.approx(0.0052 + 12 * 0.00165)


def test_a_dense_model_reads_all_of_its_weights_and_keeps_keys_and_values_per_head() -> None:
    session = example()
    setup = session.setup()._replace(model="Llama 3.1 70B", weights="bf16", kv="bf16")
    results = resolve(session, setup).evaluate()
    weights = results.get("weight_bytes", "napkin")
    reads = results.get("kv_read_bytes", "napkin")
    assert weights is not None
    assert reads is not None
    assert weights == 70_553_706_496 * 2
    assert results.get("kv_bytes_per_token", "napkin") == 2 * 80 * 8 * 128 * 2
    assert results.get("bytes_per_pass", "napkin") == weights + reads
    assert results.get("expected_unique_experts", "napkin") is None
    assert results.get("pass_time", "fit") is None


def test_a_set_up_may_say_which_kind_of_model_it_is() -> None:
    session = example()
    entries = {
        id: Entry.read(id, text) for id, text in (("num_kv_heads", "8"), ("head_dim", "128"))
    }
    setup = session.setup()
    own = setup._replace(attention="kv", feed_forward="dense", entries={**setup.entries, **entries})
    assert resolve(session, own).evaluate().get("kv_bytes_per_token", "napkin") == 2 * 61 * 8 * 128


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"model_type": "llama"', "expecting"),
        ('{"model_type": "llama"}', "hidden_size: it is missing"),
        ('{"model_type": "newformer"}', "does not know the architecture 'newformer'"),
        (None, "no such file"),
    ],
)
def test_a_config_that_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, text: str | None, reason: str
) -> None:
    path = tmp_path / "config.json"
    if text is not None:
        path.write_text(text)
    setup = SetUp("s", str(path), "B200")
    with pytest.raises(UnknownItem) as unknown:
        resolve(Session(setups=(setup,)), setup)
    assert reason in unknown.value.reason
    assert "\n" not in unknown.value.reason
    assert str(path) in str(unknown.value)


def test_the_mean_stands_for_a_median_that_is_not_there_and_says_so() -> None:
    session = with_entry(example(), "fresh_tokens_p50", None)
    source = resolve(session, session.setup()).sources["fresh_tokens_p50"]
    assert source.entry.text == session.packet.entries["fresh_tokens"].text
    assert (source.origin, "the mean" in source.entry.origin) == ("default", True)
    said = resolve(example(), session.setup()).sources["fresh_tokens_p50"]
    assert "the mean" not in said.entry.origin  # the median that was entered stands
