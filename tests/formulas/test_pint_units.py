"""Pint knows the units of the table and no others, and reckons what the chain reckons."""

import threading
import time

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import pint_units
from formulas.algebra import BadFormula, names, parse
from formulas.book import BOOK
from formulas.chain import one
from formulas.declare import Formula
from formulas.pint_units import Quantities, quantity, registry, substituted_value, unit
from formulas.units import BY_WORD, DIMENSIONS, UNITS, Measure, Unit, UnknownUnit, measure

FORMULAS = BOOK.formulas()


def formula(target: str, text: str) -> Formula:
    """A formula that stands in no topic."""
    return Formula(target, text, parse(text), section="", why="")


@st.composite
def worked(draw: st.DrawFn) -> tuple[Formula, dict[str, float]]:
    """A formula of the book with a value for every variable in it, zero and whole ones too."""
    chosen = draw(st.sampled_from(FORMULAS))
    inputs = {}
    for id in dict.fromkeys(names(chosen.tree)):
        variable = BOOK.variables[id]
        number = draw(
            st.one_of(
                st.floats(-3, 6).map(lambda x: 10.0**x),
                st.integers(0, 1000).map(float),
                st.floats(-1e4, 0 if variable.low < 0 else 1e4),
            )
        )
        inputs[id] = number * variable.unit.factor
    return chosen, inputs


# ---------------------------------------------------------------------------------- the registry


@pytest.mark.parametrize("row", UNITS, ids=lambda row: row.name)
def test_every_unit_of_the_table_is_the_same_to_pint_under_all_its_names(row: Unit) -> None:
    for word in (row.name, *row.aliases):
        if word.isidentifier():  # all but $ and %, which Pint cannot be told
            container = pint.util.UnitsContainer({word: 1})
            based = registry().Quantity(1.0, registry().Unit(container)).to_base_units()
            assert based.magnitude == pytest.approx(row.factor, rel=1e-15)
        based = registry().Quantity(1.0, unit(measure(word))).to_base_units()
        assert based.magnitude == pytest.approx(row.factor, rel=1e-15)
        powers = {f"[{d}]": p for d, p in zip(DIMENSIONS, row.dimension, strict=True) if p}
        assert dict(based.dimensionality) == powers


def test_the_registry_holds_nothing_but_the_table() -> None:
    assert {str(name) for name in registry()._units} == {w for w in BY_WORD if w.isidentifier()}


def test_a_month_is_no_number_of_hours_and_a_request_is_no_number_of_tokens() -> None:
    for one_unit, other in (("month", "hour"), ("request", "token"), ("GPU", ""), ("byte", "FLOP")):
        with pytest.raises(pint.DimensionalityError):
            quantity(1.0, measure(one_unit)).to(unit(measure(other)))


def test_a_value_in_base_units_stands_in_its_own_unit() -> None:
    assert quantity(9.4e9, measure("GB")).magnitude == 9.4
    assert quantity(4.2e-7, measure("$/Mtok")).magnitude == pytest.approx(0.42, rel=1e-15)
    assert quantity(27.0, measure("tok/s/user")).to_base_units().magnitude == 27.0
    assert quantity(0.5, measure("%")).magnitude == 50.0


def test_a_wrong_factor_in_either_table_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Measure("GB", 2e9, BY_WORD["GB"].dimension)
    with pytest.raises(BadFormula, match="the unit tables differ"):
        Quantities().given(1.0, wrong)
    variable = BOOK.variables["weight_bytes"]._replace(unit=wrong)
    monkeypatch.setitem(BOOK.variables, "weight_bytes", variable)
    with pytest.raises(BadFormula, match="the unit tables differ"):
        substituted_value(formula("kv_budget", "weight_bytes"), {"weight_bytes": 1.0})


def test_there_is_one_registry_however_many_threads_ask_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slowly() -> object:
        time.sleep(0.02)  # long enough for the others to come by
        return built_at_once()

    built_at_once = pint_units._build
    monkeypatch.setattr(pint_units, "_built", [])
    monkeypatch.setattr(pint_units, "_build", slowly)
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(registry())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(one_of_them is seen[0] for one_of_them in seen)


# ------------------------------------------------------------------------------------ evaluation


@given(worked())
def test_pint_gives_what_the_chain_gives(case: tuple[Formula, dict[str, float]]) -> None:
    chosen, inputs = case
    expected, found = one(chosen, inputs), substituted_value(chosen, inputs)
    if expected is None:
        assert found is None
    else:
        assert found == pytest.approx(expected, rel=1e-12, abs=0)


@pytest.mark.parametrize("chosen", FORMULAS, ids=lambda f: f"{f.target}: {f.text}")
def test_every_formula_of_the_book_passes_pints_unit_check(chosen: Formula) -> None:
    inputs = {id: 3 * BOOK.variables[id].unit.factor for id in names(chosen.tree)}
    assert substituted_value(chosen, inputs) == one(chosen, inputs)


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("ttft", "fresh_tokens_p50 / prefill_rate"),  # a lost request
        ("ttft", "fresh_tokens_p50 / prefill_rate + pass_time"),
        ("kv_budget", "max(0, kv_budget) + pass_time"),
        ("kv_budget", "max(weight_bytes, pass_time)"),
        ("below_ridge", "2 ** pass_time"),
        ("weight_bytes", "total_params"),
        ("node_price_per_month", "node_price_per_hour * 730 hour/day"),
    ],
)
def test_units_that_do_not_fit_are_refused_by_pint_as_well(target: str, text: str) -> None:
    wrong = formula(target, text)
    with pytest.raises(BadFormula, match=target):
        substituted_value(wrong, dict.fromkeys(names(wrong.tree), 2.0))


def test_rounding_goes_by_base_units_and_forgives_what_floats_add() -> None:
    load = formula("gpus_to_load", "ceiling(weight_bytes / gpu_memory)")
    # 0.1 * 3 * 10 is 3.0000000000000004 in floats: three GPUs are enough.
    assert substituted_value(load, {"weight_bytes": 0.1 * 3 * 10, "gpu_memory": 1.0}) == 3
    assert substituted_value(load, {"weight_bytes": 3.001, "gpu_memory": 1.0}) == 4
    fit = formula("floor_replicas", "floor(trough_tps / processed_tps)")
    assert substituted_value(fit, {"trough_tps": 3 - 1e-12, "processed_tps": 1.0}) == 3
    assert substituted_value(fit, {"trough_tps": 2.999, "processed_tps": 1.0}) == 2


def test_no_room_is_no_requests_in_either_order_of_the_comparison() -> None:
    for text in ("max(0, kv_budget)", "max(kv_budget, 0)"):
        fit = formula("max_requests_in_memory", f"floor({text} / kv_bytes_per_request)")
        given_ = {"kv_budget": -4.4e10, "kv_bytes_per_request": 2.8e9}
        assert substituted_value(fit, given_) == 0
    least = formula("kv_budget", "min(kv_budget, weight_bytes)")
    assert substituted_value(least, {"kv_budget": 3e9, "weight_bytes": 2e9}) == 2e9


def test_what_has_no_value_has_none_here_either() -> None:
    division = formula("ridge_intensity", "gpu_flops / gpu_bandwidth")
    assert substituted_value(division, {"gpu_flops": 1.0, "gpu_bandwidth": 0.0}) is None
    root = formula("below_ridge", "(1 - below_ridge) ** 0.5")
    assert substituted_value(root, {"below_ridge": 2.0}) is None
    assert substituted_value(root, {"below_ridge": 0.19}) == pytest.approx(0.9)
    large = formula("node_memory", "gpu_memory * gpus_per_node")
    assert substituted_value(large, {"gpu_memory": 1e200, "gpus_per_node": 1e200}) is None
    with pytest.raises(KeyError):
        substituted_value(large, {"gpu_memory": 1.0})


def test_a_difference_of_nothing_is_nothing() -> None:
    room = formula("kv_budget", "replica_memory - weight_bytes - activation_bytes")
    given_ = {"replica_memory": 3e8, "weight_bytes": 1e8, "activation_bytes": 2e8}
    assert substituted_value(room, given_) == 0  # in GB it would be -2.8e-17


# ------------------------------------------------------------------------------- hostile text


def test_no_text_reaches_pints_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("text reached Pint's parser")

    registry()  # the definitions, our own text, have been read by now
    for parser in ("parse_expression", "parse_units", "parse_units_as_container", "parse_pattern"):
        monkeypatch.setattr(pint.UnitRegistry, parser, refuse)
    monkeypatch.setattr("pint.util.ParserHelper.from_string", refuse)
    for chosen in FORMULAS:
        inputs = {id: 3 * BOOK.variables[id].unit.factor for id in names(chosen.tree)}
        assert substituted_value(chosen, inputs) is not None


@pytest.mark.parametrize("text", ["9**9**9", "parsec", "1000 token", "__import__('os')"])
def test_a_word_that_is_not_in_the_table_is_refused_before_pint_sees_it(text: str) -> None:
    with pytest.raises(UnknownUnit):
        unit(Measure(text, 1.0, BY_WORD["token"].dimension))
