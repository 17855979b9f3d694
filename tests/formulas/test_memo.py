"""Answers kept for as long as they are asked of the same objects."""

from __future__ import annotations

from formulas.memo import while_same


def test_the_same_objects_are_asked_about_once() -> None:
    asked: list[list[int]] = []

    @while_same()
    def total(of: list[int]) -> int:
        asked.append(of)
        return sum(of)

    one, other = [1, 2], [1, 2]
    assert [total(one), total(one), total(other), total(one)] == [3, 3, 3, 3]
    assert [id(each) for each in asked] == [id(one), id(other), id(one)], "the last one is kept"


def test_texts_and_numbers_are_the_same_by_value() -> None:
    asked: list[tuple[str, float]] = []

    @while_same()
    def about(name: str, size: float = 0.5) -> str:
        asked.append((name, size))
        return f"{name} {size}"

    for name in ("a b", " ".join("ab")):
        assert about(name, 0.5) == "a b 0.5"
    assert about("a b", 1.5) == "a b 1.5"
    assert asked == [("a b", 0.5), ("a b", 1.5)]


def test_only_the_parts_that_bear_on_it_count() -> None:
    calls = 0

    @while_same(lambda pair, width: (pair[0], width))
    def first(pair: tuple[object, object], width: int) -> tuple[object, int]:
        nonlocal calls
        calls += 1
        return pair[0], width

    kept = object()
    for other in range(3):
        assert first((kept, other), width=2) == (kept, 2)
    first((kept, 0), 3)
    assert calls == 2


def test_each_has_its_own_up_to_so_many() -> None:
    asked: list[object] = []

    @while_same(most=2)
    def itself(it: object) -> object:
        asked.append(it)
        return it

    a, b, c = object(), object(), object()
    for each in (a, b, a, b):
        assert itself(each) is each
    assert asked == [a, b]
    for each in (c, a):  # a third one is too many, and all begin anew
        itself(each)
    assert asked == [a, b, c, a]


def test_of_one_name_the_newest_alone_is_kept() -> None:
    asked: list[tuple[object, str]] = []

    @while_same(lambda it, name: (it,), at=lambda it, name: name, most=100)
    def named(it: object, name: str) -> object:
        asked.append((it, name))
        return it

    a, b = object(), object()
    for it, name in ((a, "x"), (a, "y"), (a, "x"), (b, "x"), (a, "x"), (a, "y")):
        assert named(it, name) is it
    assert asked == [(a, "x"), (a, "y"), (b, "x"), (a, "x")]


def test_what_was_asked_about_is_held_so_that_nothing_else_takes_its_place() -> None:
    @while_same(most=1_000)
    def length(of: list[int]) -> int:
        return len(of)

    assert [length([0] * size) for size in range(500)] == [*range(500)]
