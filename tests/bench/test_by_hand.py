"""What is measured against is the same sum: the chain by hand gives the compiled one's values."""

from __future__ import annotations

import random

import numpy as np
import pytest

from formulas.chain import plan_for
from formulas.columns import CHUNK
from formulas.compiled import evaluate
from tests.bench import chains
from tests.bench.by_hand import by_hand
from tests.bench.example import example, hand_names
from tests.formulas.setups import moved


def test_the_chain_by_hand_has_nearly_every_value_of_the_compiled_one() -> None:
    """A new formula need not be written twice at once, but the ratio must not drift away."""
    assert len(hand_names()) >= 0.9 * len(plan_for(example().shape()).steps)


def test_the_chain_by_hand_gives_the_same_values() -> None:
    chance = random.Random(1)
    for given in [example(), *[moved(example(), chance) for _ in range(50)]]:
        results = evaluate(given)
        for (id, bases), number in zip(hand_names(), by_hand(given), strict=True):
            for basis in bases:
                known = results.get(id, basis)
                if known is not None or len(bases) == 1:
                    assert number == pytest.approx(known, rel=1e-9), (id, basis)


def test_the_chain_by_hand_in_numpy_gives_the_same_columns() -> None:
    columns = chains.varied(2 * CHUNK + 5)
    theirs = chains.numpy_by_hand(columns)
    for id, column in chains.ours(columns).items():
        np.testing.assert_allclose(column, theirs[id], rtol=1e-9, err_msg=id)
    assert theirs.keys() == chains.ours(columns).keys()
