"""Where keys and values stand: the text at every position is the key or the value itself."""

from __future__ import annotations

from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from sessions.catalogue.catalogue import EXAMPLE, FIXTURES
from sessions.files.positions import Positions, scan
from sessions.files.problems import Path
from tests.sessions.store.layouts import LAYOUTS

_BLANKS = st.sampled_from(["", " ", "\t", "  "])
_NAMES = st.sampled_from(["a", "b-1", "2", '"k.x"', "'q'", '"\\u00e9 \\""', '""', "_", "true"])
_REMARKS = st.sampled_from(["", " # said", '#"x"', "\t# a = [1]"])
SCALARS = [
    *('"x"', '""', '"a\\"b"', "'\\'", "''", '"#"', '"é 日"', '"\\\\"', '"]"'),
    *('"""a"""', '"""\na\n\n"b" ""\n"""', '"""a\\"""""', '"""x"""""', '"""\\\n  y"""'),
    *("'''a'''", "'''\n'\n'''", "'''x'''''", '""""q"""', "'''[[a]]\nb = 1\n'''"),
    *("1", "-1_000", "0xff", "1.5e3", "inf", "-nan", "true", "false", ".5"[1:]),
    *("2026-06-12", "07:30:00", "2026-06-12 07:30:00", "2026-06-12T07:30:00.5Z"),
]
_SCALARS = st.sampled_from(SCALARS)


@st.composite
def _values(draw: st.DrawFn, depth: int = 0) -> str:
    kind = draw(st.integers(0, 5 if depth < 3 else 3))
    if kind < 4:
        return draw(_SCALARS)
    blank = draw(st.sampled_from(["", " ", "\n", " # r ] }\n", "\n\t# ,\n"]))
    if kind == 4:
        parts = draw(st.lists(_values(depth + 1), max_size=3))
        end = draw(st.sampled_from(["", ","])) if parts else ""
        return "[" + blank + (blank + "," + blank).join(parts) + blank + end + blank + "]"
    names = draw(st.lists(_NAMES, max_size=3, unique_by=lambda name: name.strip("\"'")))
    dotted = [name + draw(st.sampled_from(["", ".z", " . 'z z'"])) for name in names]
    pairs = [f"{name}{draw(_BLANKS)}={draw(_BLANKS)}{draw(_values(depth + 1))}" for name in dotted]
    return "{" + draw(_BLANKS) + f"{blank},{blank}".join(pairs) + blank + "}"


@st.composite
def _documents(draw: st.DrawFn) -> str:
    lines: list[str] = []
    for _ in range(draw(st.integers(0, 8))):
        kind = draw(st.integers(0, 6))
        key = ".".join(draw(st.lists(_NAMES, min_size=1, max_size=3)))
        if kind == 0:
            lines.append(draw(_REMARKS))
        elif kind == 1:
            lines.append(f"{draw(_BLANKS)}[{draw(_BLANKS)}{key}{draw(_BLANKS)}]{draw(_REMARKS)}")
        elif kind == 2:
            lines.append(f"{draw(_BLANKS)}[[{draw(_BLANKS)}{key}{draw(_BLANKS)}]]{draw(_REMARKS)}")
        else:
            pair = f"{key}{draw(_BLANKS)}={draw(_BLANKS)}{draw(_values())}"
            lines.append(f"{draw(_BLANKS)}{pair}{draw(_REMARKS)}")
        # A line that does not fit what stands above it is left out, not the whole document.
        try:
            tomli.loads("\n".join(lines))
        except tomli.TOMLDecodeError:
            lines.pop()
    return "\n".join(lines) + draw(st.sampled_from(["", "\n"]))


def _leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Every path of a document with what stands there."""
    found: list[tuple[Path, Any]] = [(path, value)] if path else []
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = dict(enumerate(value)).items()
    else:
        return found
    for key, each in inner:
        found += _leaves(each, (*path, key))
    return found


def _check(text: str) -> None:
    data, positions = tomli.loads(text), scan(text)
    paths = dict(_leaves(data))
    assert set(positions.places) == set(paths)
    for path, place in positions.places.items():
        key, value = (text[span.start : span.end] for span in (place.key, place.value))
        if isinstance(path[-1], str):
            assert list(tomli.loads(f"{key} = 1")) == [path[-1]]
        if place.pair is not None or (isinstance(path[-1], int) and not value.startswith("[[")):
            # Repr, because nan is no equal of itself.
            assert repr(tomli.loads(f"x = {value}")["x"]) == repr(paths[path])
        if place.pair is not None:
            pair = text[place.pair.start : place.pair.end]
            assert pair.endswith(value)
            assert repr(tomli.loads(pair)) == repr(_nested(path, pair, paths[path]))
    _check_blocks(text, positions)


def _nested(path: Path, pair: str, value: Any) -> Any:
    """What a pair says by itself: as many tables as its key has dots."""
    depth = len(path)
    for length in range(1, depth + 1):
        data: Any = value
        for part in reversed(path[depth - length :]):
            data = {part: data}
        if repr(tomli.loads(pair)) == repr(data):
            return data
    return None


def _check_blocks(text: str, positions: Positions) -> None:
    assert positions.blocks[0].start == 0
    assert positions.blocks[-1].end == len(text)
    for one, other in zip(positions.blocks, positions.blocks[1:], strict=False):
        assert one.end == other.start
        assert text[other.header.start : other.header.end].startswith("[[" if other.array else "[")
    bare = text
    for comment in reversed(positions.comments):
        assert text[comment.span.start] == "#"
        bare = bare[: comment.span.start] + bare[comment.span.end :]
    assert repr(tomli.loads(bare)) == repr(tomli.loads(text))


@given(_documents())
def test_the_text_at_every_position_is_the_key_or_the_value(text: str) -> None:
    _check(text)


@pytest.mark.parametrize("name", LAYOUTS)
def test_positions_hold_in_every_layout_that_people_use(name: str) -> None:
    _check(LAYOUTS[name].replace("\r\n", "\n"))


def test_positions_hold_for_every_kind_of_value() -> None:
    for value in SCALARS:
        for text in (f"a = {value}\nb = 1\n", f"a = [{value}, {value},] # b\n", f"a={{b={value}}}"):
            _check(text)


def test_positions_hold_in_the_shipped_files() -> None:
    for path in [EXAMPLE, *FIXTURES.glob("*/*.toml")]:
        _check(path.read_text(encoding="utf-8"))


def test_a_line_and_a_column_are_counted_from_one() -> None:
    positions = scan('a = 1\n[b]\n  c = "x"\n')
    assert positions.line_column(positions.places[("b", "c")].key.start) == (3, 3)
    assert positions.line_column(positions.places[("b", "c")].value.start) == (3, 7)
    assert positions.line_column(positions.places[("a",)].key.start) == (1, 1)


def test_a_missing_key_is_looked_for_in_the_table_around_it() -> None:
    positions = scan("[[quote]]\n[[quote]]\nprovider = 1\n")
    place, exact = positions.nearest(("quote", 1, "date"))
    assert not exact
    assert positions.line_column(place.value.start) == (2, 1)
    assert positions.nearest(("nothing", "here"))[0].value == (0, 0)
