"""The book as a whole: what a reader, a script and the other rooms may rely on."""

from __future__ import annotations

import math
import re

import pytest

from formulas.algebra import names
from formulas.book import BOOK
from formulas.declare import BASES, Formula, Variable
from formulas.quantity import Refused
from tests.formulas.spec import CHECKS, Check

VARIABLES = list(BOOK.variables.values())
DERIVED = [variable for variable in VARIABLES if variable.id in BOOK.routes]
every_variable = pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.id)

# The contract's lists, beside the ids of the spec's checks.
LISTED = """
    total_params active_params bytes_per_param num_layers hidden_size routed_experts shared_experts
    experts_per_token moe_intermediate_size moe_layers kv_lora_rank qk_rope_head_dim
    bytes_per_kv_value shared_weight_bytes gpu_memory gpu_bandwidth gpu_flops gpu_price
    gpus_per_node gpus_per_replica sync_efficiency mbu decode_mbu mfu fixed_overhead overlap_factor
    tokens_per_pass activation_bytes concurrency context_tokens utilization

    fresh_tokens cached_tokens output_tokens fresh_tokens_p50 cached_tokens_p50 output_tokens_p50
    cache_hit_rate demand_requests_per_second demand_concurrency demand_processed_tps
    sla_ttft sla_per_stream_tps sla_e2e_latency sla_uptime trough_tps
"""
HOURS = [
    f"{id}_{hour}"
    for id in ("demand_requests_per_second", "demand_concurrency", "demand_processed_tps")
    for hour in ("p50", "p90", "p99", "peak", "trough")
]


@pytest.mark.parametrize("id", sorted({*LISTED.split(), *HOURS, *[check.id for check in CHECKS]}))
def test_the_contract_s_ids_are_there(id: str) -> None:
    assert id in BOOK.variables


def test_nothing_feeds_itself() -> None:
    """Then the order in which formulas are looked up cannot matter."""
    below: dict[str, set[str]] = {}

    def feeders(id: str, path: tuple[str, ...]) -> set[str]:
        assert id not in path, " <- ".join([*path, id])
        if id not in below:
            direct = {name for formula in BOOK.routes.get(id, ()) for name in names(formula.tree)}
            below[id] = direct.union(*[feeders(name, (*path, id)) for name in direct])
        return below[id]

    for variable in VARIABLES:
        assert variable.id not in feeders(variable.id, ())


def test_what_feeds_what_is_told_both_ways() -> None:
    for formula in BOOK.formulas():
        for name in names(formula.tree):
            assert formula.target in BOOK.feeds[name]
    assert BOOK.feeds["ttft"] == ("e2e_latency",)
    for id, fed in BOOK.feeds.items():
        assert len(fed) == len(set(fed)), id


def test_every_name_in_a_formula_is_declared() -> None:
    for formula in BOOK.formulas():
        assert set(names(formula.tree)) <= BOOK.variables.keys(), formula.text


def test_what_is_derived_has_a_formula_and_nothing_else_has() -> None:
    assert {v.id for v in VARIABLES if v.kind == "derived"} == BOOK.routes.keys()


def test_no_two_routes_of_a_variable_start_from_the_same() -> None:
    """`--only` picks a route by what is given: it must never have to guess."""
    for variable in DERIVED:
        routes = BOOK.routes[variable.id]
        inputs = [frozenset(names(route.tree)) for route in routes]
        assert len(set(inputs)) == len(inputs), variable.id


def test_on_each_basis_one_route_leads() -> None:
    """At most one route for a basis alone, and of the general ones the first."""
    for variable in DERIVED:
        for basis in BASES:
            for kind in {route.when for route in BOOK.routes[variable.id]}:
                alone = [
                    route
                    for route in BOOK.routes[variable.id]
                    if route.bases == (basis,) and route.when == kind
                ]
                assert len(alone) <= 1, (variable.id, basis)


@every_variable
def test_a_variable_says_what_it_is(variable: Variable) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", variable.id)
    assert variable.title.strip() == variable.title != ""
    assert variable.symbol.strip() == variable.symbol != ""
    assert variable.meaning.endswith((".", "!"))
    assert "\n" not in variable.meaning
    assert variable.section


def test_titles_and_symbols_are_not_shared() -> None:
    for what in ("title", "symbol"):
        said = [getattr(variable, what).lower() for variable in VARIABLES]
        assert [word for word in said if said.count(word) > 1] == []


@pytest.mark.parametrize("formula", BOOK.formulas(), ids=lambda f: f"{f.target} = {f.text}")
def test_a_formula_says_why_it_holds(formula: Formula) -> None:
    assert formula.why.endswith(".")
    assert "\n" not in formula.why


@every_variable
def test_a_variable_s_example_reads_in_its_own_field(variable: Variable) -> None:
    """Where an example lists ways to say it, each of them does."""
    for text in (
        re.split(r", or |, ", variable.example) if "or" in variable.example else [variable.example]
    ):
        reading = variable.read(text)
        assert reading.dimension == variable.unit.dimension
        assert variable.caution(reading.value) == ""


@every_variable
def test_a_range_is_a_range_and_reads_back(variable: Variable) -> None:
    assert variable.low < variable.high
    low, high = variable.range_text().split(" to ")
    assert variable.read(low).value == pytest.approx(variable.low * variable.unit.factor)
    assert variable.read(high).value == pytest.approx(variable.high * variable.unit.factor)
    if variable.usual:
        assert variable.low <= variable.usual[0] < variable.usual[1] <= variable.high


def edge(low: float, high: float) -> Variable:
    start = BOOK.variables["kv_budget"]
    return start._replace(low=low, high=high)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 10), (1, 10), (-1e6, 100), (-5, -1), (-1e9, 1e15), (0, 0.1)]
)
def test_the_edges_of_a_range_are_in_it_and_what_is_beyond_is_not(low: float, high: float) -> None:
    variable = edge(low, high)
    one = variable.unit.factor
    for inside in (low, high, (low + high) / 2, low * (1 + 1e-15), high * (1 - 1e-15)):
        assert variable.out_of_range(inside * one) == "", inside
    width = high - low
    for outside in (low - max(abs(low), width) * 1e-6, high + max(abs(high), width) * 1e-6):
        assert "outside" in variable.out_of_range(outside * one), outside


def test_an_edge_is_no_wider_because_the_other_one_is_far_away() -> None:
    assert BOOK.variables["savings_fraction"].out_of_range(1.00001) != ""
    assert edge(-1e9, 1).out_of_range(1.001 * 1e9) != ""


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_in_no_range(number: float) -> None:
    for variable in VARIABLES:
        assert variable.out_of_range(number) != "", variable.id


def test_what_is_out_of_range_is_refused_with_the_range_and_an_example() -> None:
    with pytest.raises(Refused) as refused:
        BOOK.variables["bytes_per_param"].read("80 byte/param")
    assert refused.value.reason == "outside 0.1 byte/param to 8 byte/param"
    assert "for example 0.5 byte/param" in refused.value.expected


@pytest.mark.parametrize(
    ("id", "text", "said"),
    [
        ("gpus_per_node", "7.5 GPU", "whole number"),
        ("routed_experts", "384.5", "whole number"),
        ("utilization", "120%", "usually 1% to 100%"),
        ("mbu", "150%", "usually 1% to 100%"),
        ("gpu_price", "$0.40/GPU/hour", "usually $0.5/GPU/hour to $20/GPU/hour"),
        ("hours_per_month", "24 hour/month", "usually 672 hour/month to 744 hour/month"),
        ("gpus_per_node", "8 GPU", ""),
        ("utilization", "100%", ""),
        ("gpu_price", "$20/GPU/hour", ""),
    ],
)
def test_what_is_odd_is_taken_with_a_caution(id: str, text: str, said: str) -> None:
    variable = BOOK.variables[id]
    caution = variable.caution(variable.read(text).value)
    assert said in caution
    assert bool(said) == bool(caution)


@pytest.mark.parametrize("check", CHECKS, ids=str)
def test_the_spec_s_inputs_may_be_halved_and_doubled(check: Check) -> None:
    """Half a GPU is odd and 200 % are odder, but a what-if may ask."""
    for id, text in check.inputs.items():
        variable = BOOK.variables[id]
        for factor in (0.5, 2.0):
            assert variable.out_of_range(variable.read(text).value * factor) == ""


def test_the_ceiling_has_a_value_for_every_assumption_and_only_these() -> None:
    for variable in VARIABLES:
        assert (variable.ceiling is not None) == (variable.kind == "assumption"), variable.id
