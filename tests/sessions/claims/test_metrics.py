"""The table of metrics: each row whole, and nothing forgotten."""

from __future__ import annotations

import pytest

from formulas.book import BOOK
from sessions.claims.metrics import COMPONENTS, METRICS, Metric, columns, levels


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.id)
def test_every_metric_names_a_variable_of_the_book_and_a_yardstick(metric: Metric) -> None:
    assert metric.variable in BOOK.variables
    assert metric.yardstick
    for id in (metric.level, metric.demand, metric.implies):
        assert not id or id in BOOK.variables


def test_a_metric_is_refused_whose_variable_is_not_there_or_does_not_say_what_is_better() -> None:
    row = METRICS["tpot"]._replace(id="writing_time")
    with pytest.raises(ValueError, match=r"^writing_time: its variable writing_time is none of"):
        METRICS["writing_time"] = row
    wrong = r'^writing_time: its variable decode_time, in the topic "One request, .+ needs better='
    with pytest.raises(ValueError, match=wrong):
        METRICS["writing_time"] = row._replace(stands_for="decode_time")
    assert "writing_time" not in METRICS


def test_the_metrics_of_the_contract_are_all_there() -> None:
    assert set(METRICS) >= {
        "per_stream_tps",
        "aggregate_tps",
        "tps_per_gpu",
        "prefill_rate",
        "requests_per_second",
        "processed_tps",
        "ttft",
        "tpot",
        "itl",
        "e2e_latency",
        "pass_time",
        "price_per_processed_token",
        "input_price",
        "cached_input_price",
        "output_price",
        "cache_hit_rate",
        "mbu",
        "mfu",
        "gpu_price",
        "replica_price_per_month",
        "node_price_per_month",
        "concurrency",
        "gpus",
        "context_tokens",
        "uptime",
    }


def test_a_buyer_reads_what_is_paid_first_and_no_two_figures_in_one_column() -> None:
    assert [metric.kind for metric in columns()[:4]] == ["price", *["price component"] * 3]
    assert len({metric.column for metric in METRICS.values()}) == len(METRICS)
    assert set(COMPONENTS) == {metric.id for metric in columns()[1:4]}


def test_every_service_level_of_the_packet_is_met_or_missed_by_a_metric() -> None:
    asked = [v.id for v in BOOK.variables.values() if v.place == "service level"]
    assert [id for id in asked if id.startswith("sla_")] == [*levels().values()]
