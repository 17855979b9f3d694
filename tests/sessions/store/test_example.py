"""The shipped example says what the source says, where it says it, and shows each flag."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from formulas.book import BOOK
from sessions.catalogue.catalogue import EXAMPLE, FIXTURES, shelf
from sessions.catalogue.shelves import Shelf
from sessions.document.session import Entry, Session, entered
from sessions.judging.judge import judge_session
from sessions.setups.resolve import resolve
from tests.examples import example

SPEC: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
    (EXAMPLE.parent.parent / "tests" / "spec" / "example.toml").read_text(encoding="utf-8")
)


def rows() -> list[tuple[str, str, str, str]]:
    """Every value of the specification: set-up, variable, basis, text."""
    found = []
    for setup, table in SPEC.items():
        for id, by_basis in table.items():
            for basis, text in by_basis.items():
                for one in ("ceiling", "napkin") if basis == "all" else (basis,):
                    found.append((setup, id, one, text))
    return found


@pytest.mark.parametrize(("setup", "id", "basis", "text"), rows())
def test_the_chain_gives_every_value_of_the_worked_example(
    setup: str, id: str, basis: str, text: str
) -> None:
    session = example()
    found = resolve(session, session.setup(setup)).evaluate().get(id, basis)  # type: ignore[arg-type]
    assert found == pytest.approx(BOOK.variables[id].read(text).value, rel=1e-3)


def test_every_figure_of_the_example_names_where_it_stands() -> None:
    session = example()
    parts: list[dict[str, Entry]] = [dict(session.packet.entries), dict(session.bill)]
    parts += [dict(setup.entries) for setup in session.setups]
    for part in parts:
        for id, entry in part.items():
            assert entry.origin, id
    assert all(test.origin for test in session.load_tests)


@pytest.mark.parametrize("on", ["models", "hardware", "assumptions"])
def test_every_figure_of_the_catalogue_names_its_source(on: Shelf) -> None:
    for item in shelf(on).values():
        assert item.source
        assert all(entry.origin for entry in item.entries.values())
        assert all(band.origin for band in item.bands.values())


def test_no_number_is_stored_that_a_formula_gives() -> None:
    """Demand and its latency are the gateway's own measurements; everything else that is stored is
    an input.
    """
    measured_by_the_gateway = {"demand_processed_tps"}
    session = example()
    stored = {*session.packet.entries, *session.bill}
    for setup in session.setups:
        stored |= {*setup.entries}
    for on in ("models", "hardware", "assumptions"):
        for item in shelf(on).values():
            stored |= {*item.entries}
    # The source states its shared weights; it does not say of how many parameters they are.
    # A release may keep what every pass reads at another precision than its experts.
    # An indexer may serve layers that have none of their own.
    # MLA among linear layers decodes on the latent itself, which is more work than in prefill.
    stated = {
        "shared_weight_bytes",
        "bytes_per_shared_param",
        "index_layers",
        "read_values_per_layer",
        "windowed_read_values",
    }
    stated |= {"decode_products_per_layer", "read_values_per_layer", "windowed_read_values"}
    assert {id for id in stored if id in BOOK.routes} <= measured_by_the_gateway | stated


def test_the_quotes_show_every_flag_and_one_is_beyond_the_ceiling() -> None:
    verdicts = [v for result in judge_session(example()) for v in result.verdicts]
    assert {v.flag for v in verdicts} == {"plausible", "2x-off", "10x-off", "not-judged"}
    assert any(v.beyond_ceiling for v in verdicts)


def test_the_example_is_pinned_to_the_assumptions_of_the_source() -> None:
    assert {setup.assumptions for setup in example().setups} == {"source@1"}


def test_both_set_ups_of_the_source_are_there() -> None:
    session: Session = example()
    assert [setup.name for setup in session.setups] == ["tp8-c16", "tp4-c8"]
    assert entered(session, "concurrency", "tp4-c8") is not None


def test_every_shipped_file_is_plain_toml_with_a_comment_at_its_head() -> None:
    for path in FIXTURES.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# "), path.name
        data: dict[str, Any] = tomllib.loads(text)
        assert data["title"]
