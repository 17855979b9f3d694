"""The vocabulary: nothing in it means two things, and all of it leads somewhere."""

from __future__ import annotations

import pytest

from formulas.book import BOOK
from sessions.claims.conditions import quantities
from sessions.claims.metrics import METRICS
from sessions.claims.names import NAMES, readings, stating, ways
from sessions.say import read_line
from sessions.say.claims import MONTHS_HOURS
from sessions.say.vocabulary import tables, words_of
from tests.examples import example


def test_no_phrase_means_two_things() -> None:
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    for kind, listed, word in tables():
        for text in listed.split("|"):
            meaning = (kind, word or text)
            assert seen.setdefault(words_of(text), meaning) == meaning, text


def test_every_metric_has_a_variable_and_a_label() -> None:
    for metric in METRICS.values():
        assert metric.variable in BOOK.variables, metric.id
        assert metric.label, metric.id
        assert metric.of.better, metric.id


def test_every_name_reads_as_metrics_or_as_a_condition() -> None:
    # "gpus" is a name in `gpus=8` alone; everywhere else it is a unit.
    assert ways().keys() | {"gpus"} == readings().keys() | stating().keys()
    assert not readings().keys() & stating().keys()
    read = {id for by_klass in readings().values() for ids in by_klass.values() for id in ids}
    assert read <= METRICS.keys()
    asked = {name.id for name in NAMES.values() if name.ask}
    assert asked <= readings().keys()


def test_a_share_is_read_beside_its_name_because_of_its_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = METRICS["mbu"]._replace(id="desk_share", stands_for="mbu", words="desk share", shared=())
    assert read_line("desk share: 0.6").quote.claims == ()
    monkeypatch.setitem(METRICS, row.id, row)
    (claim,) = read_line("desk share: 0.6").quote.claims
    assert (claim.metric, claim.value.value) == ("desk_share", 0.6)


def test_conditions_with_a_number_are_those_of_a_session() -> None:
    other_names = {"users", "context_window", "tensor_parallel"}
    assert stating().keys() - other_names <= quantities().keys()


def test_a_month_has_the_hours_that_the_example_has() -> None:
    assert example().bill["hours_per_month"].value == MONTHS_HOURS * 3600
