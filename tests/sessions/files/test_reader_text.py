"""Text from outside is made safe to print, and is otherwise left as it is."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from sessions.files.safe_text import MARKS, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, 13K tok/s", "plain text, 13K tok/s"),
        ("\x1b[31m", "␛[31m"),
        ("\x00\x07\n\t\r", "␀␇␊␉␍"),
        ("\x7f", "␡"),
        ("\x9b31m", "<U+009B>31m"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("a\u200bb\ufeff", "a<U+200B>b<U+FEFF>"),
        ("a\u2028b\u2029", "a<U+2028>b<U+2029>"),
        ("\U000e0041", "<U+E0041>"),
        ("\ud800", "<U+D800>"),
        ("e\u0301", "e\u0301"),
        ("e" + "\u0301" * 10, "e" + "\u0301" * 4 + "<+6>"),
        ("e" + "\u0301" * 10 + "x", "e" + "\u0301" * 4 + "<+6>x"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("日本 é €", "日本 é €"),
        ("", ""),
    ],
)
def test_what_acts_or_hides_becomes_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


def test_no_character_of_unicode_that_acts_gets_through() -> None:
    kept = {"\u200c", "\u200d"}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        category = unicodedata.category(character)
        shown = visible(character)
        assert shown
        if category in ("Cc", "Cs", "Zl", "Zp"):
            assert shown != character, hex(code)
        bidirectional = unicodedata.bidirectional(character)
        if bidirectional in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"):
            unassigned = category == "Cn"
            assert shown != character or character in kept or unassigned, hex(code)


def test_a_tower_of_marks_is_cut_to_four() -> None:
    shown = visible(("a" + "\u0334\u0335\u0336" * 1000) * 2)
    assert sum(unicodedata.category(each) == "Mn" for each in shown) == 2 * MARKS
    assert len(shown) < 40
