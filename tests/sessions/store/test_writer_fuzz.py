"""Random edits on every layout: the file says the session, and the remarks stay where they were."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from sessions.files.align import Alignment, align
from sessions.files.positions import Positions, scan
from sessions.files.problems import Path as KeyPath
from sessions.store.form import SHAPE, same, tree_of
from sessions.store.load import Loaded, from_bytes
from sessions.store.save import REWRITTEN, _composed
from tests.sessions.store.edits import edited
from tests.sessions.store.layouts import LAYOUTS

MARK = re.compile(r"# (?:-+ )?(c\d+)\b")
# Remarks that are about no one line: headings, and those between empty lines. They stay.
PLAIN_FREE = {"c1", "c3", "c12", "c20", "c22"}
FREE = {
    "plain": PLAIN_FREE,
    "windows": PLAIN_FREE,
    "mixed line ends": PLAIN_FREE,
    "only remarks": {"c1", "c2"},
}


def _loaded(name: str) -> Loaded:
    return from_bytes(LAYOUTS[name].encode(), Path("session.toml"))


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n")


def _at(data: object, path: KeyPath) -> object:
    for part in path:
        try:
            data = data[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _marks(positions: Positions) -> dict[str, KeyPath]:
    """Each numbered remark with the line that it stands at, or above."""
    stops = sorted(
        [(block.header.start, block.header.end, block.path) for block in positions.blocks]
        + [
            (place.pair.start, place.pair.end, path)
            for path, place in positions.places.items()
            if place.pair and place.statement
        ]
    )
    found = {}
    for comment in positions.comments:
        start, end = comment.span
        name = MARK.match(positions.text[start:end])
        after = [path for first, last, path in stops if last > start or first > start]
        beside = [
            path
            for first, last, path in stops
            if last <= start and path and "\n" not in positions.text[last:start]
        ]
        if name:
            found[name[1]] = (beside or after or [()])[0]
    return found


def _expected(base: Loaded, alignment: Alignment, after: object) -> dict[str, KeyPath]:
    """The remarks that have to be there still: those at what is there still, unchanged."""
    before = tomli.loads(_lf(base.text))
    found = {}
    for mark, path in _marks(scan(_lf(base.text))).items():
        now = alignment.now(path)
        if now is None or not path:
            continue
        was, now_is = _at(before, path), _at(after, now)
        untouched = now_is is not None and (isinstance(was, dict | list) or was == now_is)
        if untouched:
            found[mark] = now
    return found


def _check(name: str, seed: int, steps: int) -> None:
    random = Random(seed)
    base = _loaded(name)
    for _ in range(steps):
        session = edited(base.session, random)
        saved = _composed(session, base, base.path)
        assert same(saved.session, session)
        assert same(from_bytes(saved.data, base.path).session, session)
        alignment = align(tree_of(base.session), tree_of(session), SHAPE)
        after = tomli.loads(_lf(saved.text))
        present = MARK.findall(saved.text)
        assert len(present) == len(set(present))
        missing = set(_expected(base, alignment, after)) - set(present)
        assert not missing
        if saved.notice != REWRITTEN:
            free = FREE.get(name, set()) & set(MARK.findall(base.text))
            assert free <= set(present)
            places = _marks(scan(_lf(saved.text)))
            for mark, path in _expected(base, alignment, after).items():
                assert mark in FREE.get(name, set()) or places[mark] == path, mark
        for path in base.kept:
            now = alignment.now(path)
            if now is not None and _at(tree_of(session), now) is None:
                assert _at(after, now) == _at(tomli.loads(_lf(base.text)), path)
        base = saved


@pytest.mark.parametrize("name", LAYOUTS)
@given(seed=st.integers(0, 10**9))
def test_random_edits_end_in_a_file_that_says_the_session(name: str, seed: int) -> None:
    _check(name, seed, 2)


@pytest.mark.parametrize("name", ["plain", "windows", "dotted", "empty", "only remarks"])
@given(seed=st.integers(0, 10**9))
def test_a_plain_layout_is_always_edited_in_place(name: str, seed: int) -> None:
    base = _loaded(name)
    session = edited(base.session, Random(seed))
    assert _composed(session, base, base.path).notice == ""


@pytest.mark.soak
@pytest.mark.parametrize("name", LAYOUTS)
def test_two_thousand_long_sequences_of_edits_lose_nothing(name: str) -> None:
    for seed in range(2_000):
        _check(name, seed, 6)
