"""The tree of a formula keeps what its author wrote, and walks over it say the same as the text."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.algebra import (
    Binary,
    Call,
    Constant,
    Name,
    Node,
    Number,
    names,
    parse,
    value,
    written,
)
from formulas.book import BOOK
from formulas.chain import FLOATS
from formulas.units import measure
from tests.formulas.exact import NoValue, amount, program

LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from([Name("a"), Name("b"), Name("c")]),
    st.sampled_from([Number("0"), Number("1"), Number("2"), Number("2.5")]),
    st.sampled_from([Constant("24", measure("hour/day")), Constant("2", measure("FLOP/param"))]),
)


def larger(smaller: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Binary, st.sampled_from(["+", "-", "*", "/", "**"]), smaller, smaller),
        st.builds(Call, st.just("ceiling"), st.tuples(smaller)),
        st.builds(Call, st.just("max"), st.tuples(smaller, smaller)),
    )


TREES = st.recursive(LEAVES, larger, max_leaves=12)


@given(TREES)
def test_a_tree_written_out_is_the_same_tree_when_parsed(tree: Node) -> None:
    text = written(tree)
    if len(text) <= 500:
        assert parse(text) == tree


@pytest.mark.parametrize("formula", BOOK.formulas(), ids=lambda f: f.text)
def test_a_formula_is_written_out_as_its_author_wrote_it(formula: object) -> None:
    text, tree = getattr(formula, "text", ""), getattr(formula, "tree", Number("0"))
    assert written(tree).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("2 * (1 - a)", "2 * (1 - a)"),
        ("b - b + a", "b - b + a"),
        ("a + b + c", "(a + b) + c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a / b / c", "(a / b) / c"),
        ("a / (b * c)", "a / (b * c)"),
        ("a ** b ** c", "a ** (b ** c)"),
        ("(a ** b) ** c", "(a ** b) ** c"),
        ("2 FLOP/param * a", "(2 FLOP/param) * a"),
        ("a * 24 hour/day / b", "(a * (24 hour/day)) / b"),
    ],
)
def test_order_and_grouping_are_kept(text: str, same_as: str) -> None:
    assert parse(text) == parse(same_as)
    assert parse(written(parse(text))) == parse(text)


def test_what_is_grouped_otherwise_is_another_tree() -> None:
    assert parse("a - b - c") != parse("a - (b - c)")
    assert parse("a + b") != parse("b + a")


def test_names_come_in_the_order_written_with_repeats() -> None:
    assert list(names(parse("b * (a - b) / max(0, c)"))) == ["b", "a", "b", "c"]


def test_words_for_one_of_a_unit_are_no_variables() -> None:
    assert list(names(parse("a * request / token * param + GPU"))) == ["a"]


@given(TREES, st.tuples(*[st.integers(-4, 9)] * 3))
def test_a_tree_has_the_value_of_its_text(tree: Node, numbers: tuple[int, int, int]) -> None:
    """Floats over our tree against fractions over the text, which another parser read."""
    floats = dict(zip("abc", map(float, numbers), strict=True))
    try:
        ours = value(tree, floats, FLOATS)
    except (ArithmeticError, ValueError):
        return
    if not abs(ours) < 1e12 or "hour" in written(tree) or "FLOP" in written(tree):
        return
    exact = {name: amount(Fraction(number)) for name, number in floats.items()}
    try:
        theirs = program(written(tree))(exact)
    except (NoValue, OverflowError):
        return
    if "ceiling" not in written(tree):
        assert theirs.near(ours, 1e-9)


def test_a_variable_without_a_value_is_named() -> None:
    with pytest.raises(KeyError, match="b"):
        value(parse("a + b"), {"a": 1.0}, FLOATS)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("ceiling(2.6)", 3.0),
        ("ceiling(3)", 3.0),
        ("floor(3.9)", 3.0),
        ("max(2, 3)", 3.0),
        ("min(2, 3)", 2.0),
        ("2 ** 0.5", 2**0.5),
        ("24 hour/day", 1.0),
        ("8760 hour/year", 1.0),
        ("12 month/year", 12 / 31_536_000),
        ("3600 second/hour", 1.0),
        ("1 - 2 - 3", -4.0),
        ("2 ** 3 ** 2", 512.0),
    ],
)
def test_arithmetic_is_what_it_says(text: str, result: float) -> None:
    assert value(parse(text), {}, FLOATS) == pytest.approx(result)
