"""The table of patterns: one row is one way of saying something."""

from __future__ import annotations

import dataclasses

import pytest

from sessions.say import read_line
from sessions.say.matching import Pattern
from sessions.say.patterns import PATTERNS, atoms_of
from sessions.say.pieces import Atom
from sessions.say.tokens import tokens_of
from sessions.say.vocabulary import chips
from tests.sessions.heard import lines_of


def pieces(text: str) -> list[Atom]:
    tokens = tokens_of(text)
    return atoms_of(tokens, 0, len(tokens), chips(()))


@pytest.mark.parametrize("id", PATTERNS)
def test_what_a_row_has_for_an_example_only_the_row_reads_so(
    id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = PATTERNS[id]
    with_it = pieces(row.example)
    # In its place in the order, and never said.
    monkeypatch.setitem(PATTERNS, id, dataclasses.replace(row, says="\0"))
    assert pieces(row.example) != with_it


def test_a_phrasing_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "$0.28/M on a pod of 16 sleds of B200"
    assert "gpus" not in " ".join(lines_of(read_line(text).quote))
    row = Pattern("pod", "a pod of 16 sleds", "pod of WHOLE sleds", "cond gpus={whole}")
    monkeypatch.setitem(PATTERNS, row.id, row)
    assert lines_of(read_line(text).quote) == [
        "claim price_per_processed_token $0.28/Mtok",
        "at gpus 16 GPU, hardware B200",
    ]


@pytest.mark.parametrize(
    ("says", "text", "rest"),
    [
        ("foo|bar", "bar", ""),
        ("foo bar? baz", "foo baz", ""),
        ("foo bar? baz", "foo bar baz", ""),
        ("foo bar? baz", "foo bar bar", "foo bar bar"),
        ("foo ~-", "foo-", ""),
        ("foo ~-", "foo -", "foo -"),
        ("foo !baz", "foo", ""),
        ("foo !baz", "foo baz", "foo baz"),
        ("foo > baz", "foo baz", "baz"),
        ("baz < foo", "baz foo", "baz"),
        ("foo [tier]", "foo nvfp4", ""),
        ("BARE foo|[tier]", "7 nvfp4", ""),
        ("BARE HYPHEN? foo", "7-foo", ""),
        ("BARE HYPHEN? foo", "7 foo", ""),
        ("foo [no+worse]", "foo no slower than", ""),
        ("foo CHIP", "foo RTX 4090", ""),
        ("foo WHOLE", "foo 12", ""),
        ("foo WHOLE", "foo 1.2", "foo 1.2"),
        ("BARE=[0-9] foo", "7 foo", ""),
        ("BARE=[0-9] foo", "12 foo", "12 foo"),
        ("SHARE foo", "12 % foo", ""),
        ("SPELL foo", "2 fortnights foo", "2 fortnights foo"),
        ("SPELL foo", "2 s foo", ""),
        ("/fo+/", "fooo", ""),
    ],
)
def test_how_a_row_is_written(
    says: str, text: str, rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PATTERNS, "made up", Pattern("made up", text, says, "term support"))
    left = [token.text for token in tokens_of(text)]
    for atom in pieces(text):
        if (atom.kind, atom.word) == ("term", "support"):
            left[atom.first : atom.last] = [""] * (atom.last - atom.first)
    assert " ".join(filter(None, left)) == rest


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("foo CHIPS", "CHIPS in a pattern, where CHIP, TIER, "),
        ("CHIP foo", "CHIP in a pattern, where BARE, SHARE, SPELL or BAR can stand"),
    ],
)
def test_a_slot_that_cannot_stand_there_is_told(
    says: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PATTERNS, "made up", Pattern("made up", "foo", says, "term support"))
    with pytest.raises(ValueError, match=told):
        pieces("a foo")
