"""Answers that are kept for as long as they are asked of the same objects.

Values here are frozen and an edit leaves most of them as they are, so that "the same object" says
"nothing changed" without a look inside.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import ParamSpec, Protocol, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

# These are compared by value: the same text may be made twice.
_PLAIN = frozenset((str, int, float, bool))


class _Keeping(Protocol):
    def __call__(self, function: Callable[Asked, Answer], /) -> Callable[Asked, Answer]: ...


def while_same(
    parts: Callable[..., tuple[object, ...]] | None = None,
    *,
    at: Callable[..., Hashable] | None = None,
    most: int = 1,
) -> _Keeping:
    """Keep what a function answers until it is asked of something else.

    Args:
        parts: what of the arguments bears on the answer; all of them, unless this is given.
        at: a name for what is asked about, of which the newest answer alone is kept; without it,
            each combination of parts has its own.
        most: answers that are kept; one more, and all are forgotten.

    Objects are told apart by identity, and held as long as their answer is; texts and numbers by
    value.
    """

    find = parts if parts is not None else _all
    if at is None and most > 1:
        return _by_parts(find, most)
    return _by_name(find, at if at is not None else _one, most)


def _all(*given: object, **named: object) -> tuple[object, ...]:
    return (*given, *named.values()) if named else given


def _one(*_: object, **__: object) -> None:
    return None


def _by_parts(parts: Callable[..., tuple[object, ...]], most: int) -> _Keeping:
    def of(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        known: dict[tuple[object, ...], tuple[tuple[object, ...], Answer]] = {}

        @functools.wraps(function)
        def asked(*given: Asked.args, **named: Asked.kwargs) -> Answer:
            now = parts(*given, **named)
            key = tuple([part if type(part) in _PLAIN else id(part) for part in now])
            found = known.get(key)
            if found is None:
                found = now, function(*given, **named)
                if len(known) >= most:
                    known.clear()
                known[key] = found
            return found[1]

        return asked

    return of


def _by_name(
    parts: Callable[..., tuple[object, ...]], at: Callable[..., Hashable], most: int
) -> _Keeping:
    def of(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        known: dict[Hashable, tuple[tuple[object, ...], Answer]] = {}

        @functools.wraps(function)
        def asked(*given: Asked.args, **named: Asked.kwargs) -> Answer:
            now, name = parts(*given, **named), at(*given, **named)
            found = known.get(name)
            if found is None or not _same(found[0], now):
                if found is None and len(known) >= most:
                    known.clear()
                found = known[name] = now, function(*given, **named)
            return found[1]

        return asked

    return of


def _same(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    if len(before) != len(now):
        return False
    for one, other in zip(before, now, strict=True):
        if one is not other and (type(one) not in _PLAIN or one != other):
            return False
    return True
