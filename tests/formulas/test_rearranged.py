"""Formulas turned round: every operation taken off, and nothing that has no one inverse."""

from __future__ import annotations

import pytest

from formulas.algebra import Name, isolated, names, parse, value, written
from formulas.chain import FLOATS

POINT = {"a": 3.0, "b": 5.0, "c": 7.0}


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("a + b", "y - b"),
        ("b + a", "y - b"),
        ("a - b", "y + b"),
        ("b - a", "b - y"),
        ("a * b", "y / b"),
        ("b * a", "y / b"),
        ("a / b", "y * b"),
        ("b / a", "b / y"),
        ("a ** 2", "y**0.5"),
        ("b - c / (a + 1)", "c / (b - y) - 1"),
        ("c * (b - a) / (b + c)", "b - y * (b + c) / c"),
        ("max(b, c) * a", "y / max(b, c)"),
        ("a", "y"),
    ],
)
def test_the_input_stands_alone_and_gives_what_went_in(text: str, turned: str) -> None:
    tree = isolated(parse(text), "a", Name("y"))
    assert tree is not None
    assert written(tree) == turned
    assert "a" not in names(tree)
    result = value(parse(text), POINT, FLOATS)
    assert value(tree, {**POINT, "y": result}, FLOATS) == pytest.approx(POINT["a"], rel=1e-12)


@pytest.mark.parametrize(
    "text", ["ceiling(a)", "max(a, b)", "b ** a", "a ** b", "min(b, c + a) / 2", "a ** 0"]
)
def test_what_has_no_one_inverse_is_left_alone(text: str) -> None:
    assert isolated(parse(text), "a", Name("y")) is None
