"""Columns of a text: what our table says is what the screen measures by."""

from __future__ import annotations

import random

import pytest
from rich._unicode_data import load
from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.style import Style
from textual.renderables.digits import Digits

from workbench.views.call.large import in_three_rows
from workbench.views.text import AS_EMOJI, NONE, TWO, cells, cut

# Flags, families, skin colours, keycaps, joined and marked letters, ideographs, controls.
TRICKY = (
    "a1#é \u0301\u200d\ufe0f\ufe0e❤⌚👩👨🏽🇪🇨\u20e3क\u094dष中あｱ가\u1100\u1161\u115f\xad…┃•\ud800"
)


def texts(count: int, seed: int) -> list[str]:
    """Short texts of tricky characters, and of any."""
    draw = random.Random(seed)
    any_of = [chr(draw.randrange(32, 0x20000)) for _ in range(400)]
    return [
        "".join(draw.choices(TRICKY if draw.random() < 0.7 else any_of, k=draw.randrange(1, 12)))
        for _ in range(count)
    ]


def spans(codes: list[int]) -> str:
    """Ranges as they stand in the table."""
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return " ".join([f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in found])


@pytest.mark.parametrize(("table", "wide"), [(NONE, 0), (TWO, 2)], ids=["none", "two"])
def test_every_character_takes_what_it_takes_on_the_screen(table: str, wide: int) -> None:
    codes = {code for start, end, _ in load("latest").widths for code in range(start, end + 1)}
    codes |= {*range(0xA0)}  # what controls take is no row of that table
    found = [code for code in sorted(codes) if get_character_cell_size(chr(code)) == wide]
    assert table.split() == spans(found).split()


def test_the_same_characters_become_wide_as_an_emoji() -> None:
    codes = sorted([ord(character) for character in load("latest").narrow_to_wide])
    assert AS_EMOJI.split() == spans(codes).split()


def test_texts_take_what_they_take_on_the_screen() -> None:
    for text in texts(20_000, seed=1):
        assert cells(text) == (len(text) if text.isascii() else cell_len(text)), repr(text)
    assert cells("中" * 1_000) == 2_000  # longer than what is remembered


def test_a_text_is_cut_where_the_screen_would_cut_it() -> None:
    for text in texts(5_000, seed=2):
        # A joiner with nothing before it is no text: the screen itself counts that in two ways.
        if text.isascii() or text[0] in "\u200d\ufe0f":
            continue
        for room in range(2, cell_len(text)):
            there = set_cell_size(text, room - 1).rstrip() + "…"
            assert cut(text, room) == there, (repr(text), room)
            assert cells(cut(text, room)) <= room


@pytest.mark.parametrize("number", ["0123456789", "$0.28", "£1,250.5", "€7", "12.5.", "٣4"])
def test_large_type_is_drawn_as_textual_draws_it(number: str) -> None:
    drawn = "".join([getattr(s, "text", "") for s in Digits(number).render(Style(bold=True))])
    assert list(in_three_rows(number)) == drawn.split("\n")[:3]
