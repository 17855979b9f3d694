"""Each kind of place where a function may be as wanted, on functions worked out by hand."""

from __future__ import annotations

import math

import pytest

from formulas.roots import Found, Function, extremes, middle, search

GRID = [10 ** (i / 4 - 3) for i in range(25)]  # 0.001 to 1000


def over(x: float) -> float:
    """1/x as a chain has it."""
    return 1 / x if x else math.nan


def where(f: Function, wanted: float, near: float | None = None) -> Found:
    return search(f, wanted, GRID, near)


def test_a_crossing_is_a_root() -> None:
    found = where(lambda x: 3 / x, 1.5)
    assert found.roots == pytest.approx((2,), rel=1e-13)
    assert (found.flats, found.jumps, found.poles) == ((), (), ())


def test_both_crossings_of_a_valley_are_found_in_order() -> None:
    """x + 4/x = 5 at 1 and at 4."""
    assert where(lambda x: x + 4 / x, 5).roots == pytest.approx((1, 4), rel=1e-13)


def test_two_crossings_between_two_points_of_the_grid_are_found() -> None:
    """(x - 2)(x - 2.1) is above zero at every point of the grid."""
    assert all((x - 2) * (x - 2.1) > 0 for x in GRID)
    found = where(lambda x: (x - 2) * (x - 2.1) + 1, 1)
    assert found.roots == pytest.approx((2, 2.1), rel=1e-9)


def test_a_valley_that_stops_short_has_no_root() -> None:
    assert where(lambda x: x + 4 / x, 3.99).roots == ()


def test_a_jump_past_what_is_wanted_is_no_root() -> None:
    found = where(lambda x: math.floor(x), 6.5)
    assert not found.roots
    assert not found.flats
    (jump,) = found.jumps
    assert (jump.left, jump.right) == (6, 7)
    assert jump.at == pytest.approx(7, rel=1e-13)


def test_a_step_at_what_is_wanted_is_a_range() -> None:
    (flat,) = where(lambda x: math.ceil(x), 37).flats
    assert flat == pytest.approx((36, 37), rel=1e-13)


def test_a_step_that_spans_points_of_the_grid_is_one_range() -> None:
    (above,) = where(lambda x: max(2.0, min(x, 50.0)), 50).flats
    assert above == pytest.approx((50, GRID[-1]))
    (below,) = where(lambda x: max(2.0, x), 2).flats
    assert below == pytest.approx((GRID[0], 2))


def test_a_pole_is_no_root_and_is_told() -> None:
    found = where(lambda x: over(x - 3), 0.0)
    assert found.roots == ()
    assert found.poles == pytest.approx((3,), rel=1e-9)


def test_a_pole_on_a_point_of_the_grid_is_a_pole() -> None:
    assert 1.0 in GRID
    found = where(lambda x: over(x - 1), 0.0)
    assert found.roots == ()
    assert found.poles == pytest.approx((1,), rel=1e-9)


def test_a_root_beside_a_pole_is_found() -> None:
    """1/(x - 3) = -1 at 2: between the same two points of the grid as the pole, or not."""
    found = where(lambda x: over(x - 3), -1.0)
    assert found.roots == pytest.approx((2,), rel=1e-13)


def test_where_values_cease_the_edge_is_found() -> None:
    """The root of 4 - x has values up to 4: 0.1 at 3.99, beyond the last point of the grid."""

    def f(x: float) -> float:
        return math.sqrt(4 - x) if x <= 4 else math.nan

    assert max(x for x in GRID if x <= 4) < 3.9
    assert where(f, 0.1).roots == pytest.approx((3.99,), rel=1e-9)
    assert where(f, 0.0).roots == (4,)


def test_a_saw_is_crossed_beside_its_teeth() -> None:
    """x - floor(x) = 0.5 once in every tooth."""
    roots = where(lambda x: x - math.floor(x), 0.5, 2).roots
    assert {0.5, 1.5, 2.5, 3.5} <= {round(root, 9) for root in roots}
    assert all(root - math.floor(root) == pytest.approx(0.5, rel=1e-9) for root in roots)


def test_a_function_without_a_value_has_nothing() -> None:
    assert where(lambda x: math.nan, 1) == Found()


def test_what_is_wanted_on_a_point_of_the_grid_is_one_root() -> None:
    assert where(lambda x: x - 1, 0.0).roots == (1.0,)


def test_negative_numbers_are_searched_too() -> None:
    found = search(lambda x: x**3, -27, [-100, -10, -1, 0, 1, 10, 100])
    assert found.roots == pytest.approx((-3,), rel=1e-9)


def test_extremes_are_looked_at_closer_than_the_grid() -> None:
    points = where(lambda x: x + 4 / x, 100).points
    low, high = extremes(lambda x: x + 4 / x, points)
    assert low == pytest.approx(4, rel=1e-12)
    assert min(y for _, y in points) > 4.001
    assert high == 0.001 + 4 / 0.001


@pytest.mark.parametrize(
    ("a", "b", "half"),
    [(1, 100, 10), (-100, -1, -10), (0, 8, 4), (-1, 3, 1), (5, 6, 5.5), (1e-300, 1e300, 1)],
)
def test_half_way_is_on_the_scale_that_suits(a: float, b: float, half: float) -> None:
    assert middle(a, b) == pytest.approx(half)
