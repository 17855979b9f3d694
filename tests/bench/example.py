"""The worked example as the workbench opens it, for everything that is measured on it."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap

from formulas.chain import Given
from formulas.declare import BASES, Basis
from sessions.catalogue.catalogue import EXAMPLE
from sessions.setups.resolve import resolve
from sessions.store.load import load
from tests.bench.by_hand import by_hand


@functools.cache
def example() -> Given:
    """What the chain of the example's first set-up starts from."""
    session = load(EXAMPLE).session
    return resolve(session, session.setups[0]).given


@functools.cache
def calibrated_example() -> Given:
    """The same, held against the calibrated set of assumptions."""
    session = load(EXAMPLE).session
    return resolve(session, session.setups[0]._replace(assumptions="calibrated")).given


@functools.cache
def hand_names() -> tuple[tuple[str, tuple[Basis, ...]], ...]:
    """What `by_hand` returns, in order: the id and the bases that a value stands for."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(by_hand)))
    (returned,) = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    assert isinstance(returned, ast.Tuple)
    names = [name.id for name in returned.elts if isinstance(name, ast.Name)]
    return tuple([_meant(name, set(names)) for name in names])


def _meant(name: str, names: set[str]) -> tuple[str, tuple[Basis, ...]]:
    id, _, last = name.rpartition("_")
    basis = next((basis for basis in BASES if basis == last and name != "prefill_ceiling"), None)
    if basis is None:
        return name, BASES
    if basis == "napkin" and f"{id}_fit" not in names:
        return id, ("napkin", "fit")
    return id, (basis,)
