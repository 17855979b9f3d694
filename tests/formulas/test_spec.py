"""The source's own numbers come out, as printed and with other inputs, and its example by basis."""

from __future__ import annotations

import functools
import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest

from formulas.algebra import parse, written
from formulas.book import BOOK
from formulas.chain import one
from formulas.compiled import evaluate
from formulas.declare import BASES, Basis
from formulas.quantity import json_number
from tests.conftest import PROJECT
from tests.formulas.exact import Amount, program, quantity
from tests.formulas.setups import EXAMPLE as SETUPS
from tests.formulas.spec import CHECKS, EXAMPLE, FOLDER, Check

every_check = pytest.mark.parametrize("check", CHECKS, ids=str)
every_setup = pytest.mark.parametrize("setup", EXAMPLE)

# No room is no requests, never fewer than none: where the spec's text goes below zero, ours stops.
STATED_DIFFERENCES = {
    "max_requests_in_memory": (
        "floor(kv_budget / kv_bytes_per_request)",
        "floor(max(0, kv_budget) / kv_bytes_per_request)",
    )
}


def given_by(check: Check, inputs: dict[str, str]) -> float:
    result = one(check.formula(), check.base(inputs))
    assert result is not None
    return result


def truth(check: Check, inputs: dict[str, str]) -> Amount:
    return program(check.expr)({id: quantity(text) for id, text in inputs.items()})


def test_the_spec_is_carried_whole() -> None:
    assert len(CHECKS) == 81
    assert set(EXAMPLE) == {"tp8-c16", "tp4-c8"}


@pytest.mark.parametrize("name", ["numbers.toml", "example.toml"])
def test_the_carried_spec_is_the_original(name: str) -> None:
    original = PROJECT.parent / "shared" / "spec" / name
    if not original.is_file():
        pytest.skip(f"no specification beside the project: {original} is not there")
    assert (FOLDER / name).read_bytes() == original.read_bytes()


@every_check
def test_the_declared_algebra_is_the_spec_s(check: Check) -> None:
    declared = check.formula()
    spec, ours = STATED_DIFFERENCES.get(check.id, (check.expr, check.expr))
    assert spec == check.expr
    assert declared.tree == parse(ours), f"declared: {written(declared.tree)}"


@every_check
def test_the_printed_number_comes_out(check: Check) -> None:
    printed, exact = quantity(check.expect), quantity(check.exact)
    result = given_by(check, dict(check.inputs))
    assert result == pytest.approx(float(printed.value), rel=check.rel_tol + 1e-9)
    assert result == pytest.approx(float(exact.value), rel=5e-7)
    assert truth(check, dict(check.inputs)).near(result)


@every_check
def test_the_result_has_the_printed_unit(check: Check) -> None:
    declared = quantity("1 " + BOOK.variables[check.id].unit.text)
    assert declared.powers == quantity(check.expect).powers
    assert declared.powers == truth(check, dict(check.inputs)).powers


@every_check
def test_the_algebra_holds_with_other_inputs(check: Check) -> None:
    chance = random.Random(str(check))
    for _ in range(50):
        inputs = check.moved(chance)
        assert truth(check, inputs).near(given_by(check, inputs)), inputs


@every_check
def test_an_answer_in_json_reads_back_by_simple_means(check: Check) -> None:
    """A script's reader knows plain decimals and the spec's own units, and no exponents."""
    variable = BOOK.variables[check.id]
    result = given_by(check, dict(check.inputs))
    text = f"{json_number(result, variable.unit):.15g} {variable.unit.text}"
    assert "e" not in text.split(" ")[0]
    read_back = quantity(text if "$" not in text else "$" + text.replace("$", "").replace(" ", ""))
    assert float(read_back.value) == pytest.approx(result, rel=1e-13)
    assert variable.read(text).value == pytest.approx(result, rel=1e-13)


@every_check
def test_an_answer_in_json_is_what_the_acceptance_check_reads(check: Check) -> None:
    oracle = acceptance_oracle()
    unit = BOOK.variables[check.id].unit
    result = given_by(check, dict(check.inputs))
    text = f"{json_number(result, unit):.15g} {unit.text}".replace("$", "USD")
    theirs = oracle.evaluate(check.expr, {k: oracle.read(v) for k, v in check.inputs.items()})
    assert oracle.bare(oracle.read(text)) == pytest.approx(oracle.bare(theirs), rel=1e-9)


@functools.cache
def acceptance_oracle() -> ModuleType:
    path = PROJECT.parent / "shared" / "check" / "oracle.py"
    if not path.is_file():
        pytest.skip(f"no acceptance check beside the project: {path} is not there")
    spec = importlib.util.spec_from_file_location("oracle", path)
    assert spec is not None
    assert spec.loader is not None
    oracle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(oracle)
    return oracle


def bases_of(basis: str) -> list[Basis]:
    return ["ceiling", "napkin"] if basis == "all" else [b for b in BASES if b == basis]


EXAMPLE_VALUES = [
    pytest.param(setup, id, basis, text, id=f"{setup} {id} {basis}")
    for setup, table in EXAMPLE.items()
    for id, by_basis in table.items()
    for spec_basis, text in by_basis.items()
    for basis in bases_of(spec_basis)
]


@pytest.mark.parametrize(("setup", "id", "basis", "text"), EXAMPLE_VALUES)
def test_the_example_comes_out(setup: str, id: str, basis: Basis, text: str) -> None:
    result = evaluate(SETUPS[setup]).get(id, basis)
    assert result == pytest.approx(float(quantity(text).value), rel=1e-3)
    assert quantity(text).powers == quantity("1 " + BOOK.variables[id].unit.text).powers


@pytest.mark.parametrize(("setup", "id", "basis", "text"), EXAMPLE_VALUES)
def test_the_example_in_json_has_no_exponent(setup: str, id: str, basis: Basis, text: str) -> None:
    result = evaluate(SETUPS[setup]).get(id, basis)
    assert result is not None
    number = f"{json_number(result, BOOK.variables[id].unit):.15g}"
    assert "e" not in number


@every_setup
def test_a_basis_that_the_example_does_not_list_has_nothing_to_go_by(setup: str) -> None:
    results = evaluate(SETUPS[setup])
    if setup == "tp4-c8":
        assert not any(results.get(id, "fit") for id in BOOK.variables), "the fit is of 8 GPUs"
    for assumed in ("effective_bandwidth", "memory_time", "prefill_rate"):
        assert results.get(assumed, "measured") is None, "assumptions are not measurements"


def test_the_spec_s_folder_holds_nothing_else() -> None:
    assert {path.name for path in Path(FOLDER).iterdir()} == {
        "README.md",
        "numbers.toml",
        "example.toml",
    }
