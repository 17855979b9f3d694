"""How people spell the names of models: which words make one, and which of them say nothing new.

A name that is spelled otherwise is the same model (`llama-3.1-8b-instruct` is Llama 3.1 8B). One
that has another number or word in it is another model, and is never taken for its neighbour.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

import tomli

import fixtures
from sessions.files.names import plain

_FILE = Path(fixtures.__file__).parent / "families.toml"
_PIECES = re.compile(r"[\s_-]+")
_SIZE = re.compile(r"(?:[0-9]+x)?[0-9]+(?:\.[0-9]+)?[bt]")
_TOTAL = re.compile(r"[0-9]+(?:\.[0-9]+)?[bt]")
ROUNDED = 0.03  # a published total is rounded, or counts a layer more
_ACTIVE = re.compile(r"A[0-9]+B")
_NUMBERED = re.compile(r".*[0-9].*")


class Families(NamedTuple):
    """The words of `fixtures/families.toml`, which says what each list is."""

    alone: frozenset[str]
    makers: frozenset[str]
    numbered: frozenset[str]
    joined: frozenset[str]
    before: frozenset[str]
    suffixes: frozenset[str]
    parts: frozenset[str]
    spoken: frozenset[str]


@functools.cache
def families() -> Families:
    """The words that names of models are made of."""
    data = tomli.loads(_FILE.read_text(encoding="utf-8"))
    return Families(*[frozenset(data[name].split()) for name in Families._fields])


@functools.cache
def first_words() -> frozenset[str]:
    """The words that a name begins with."""
    words = families()
    return words.alone | words.makers | words.numbered


class Spelled(NamedTuple):
    """A model of the catalogue by a name that somebody said.

    Attributes:
        name, title: the catalogue's.
        same: whether what was said spells the title. Otherwise it is a model of the same shapes, or
            a family, that the catalogue knows under this name.
    """

    name: str
    title: str
    same: bool


def spelled(said: str, every: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Spelled | None:
    """Which of some models a name spells; None where it spells none of them.

    Args:
        every: the models that there are: name, title, and other names.
    """
    known = _by_spelling(every)
    said = said.replace(":", " ")  # as in Ollama's names: "llama3.1:8b"
    for each in (plain(said), plain(said.rpartition("/")[2]), plain(" ".join(_core(said)))):
        if each in known:
            name, title = known[each]
            return Spelled(name, title, _same(said, title))
    return None


@functools.lru_cache(maxsize=4)
def _by_spelling(every: tuple[tuple[str, str, tuple[str, ...]], ...]) -> dict[str, tuple[str, str]]:
    """Name and title of each model by its spellings, titles before other names."""
    found: dict[str, tuple[str, str]] = {}
    for name, title, _ in every:
        for said in (name, title):
            found.setdefault(plain(said), (name, title))
    for name, title, _ in every:
        # Many leave out how much of it a token touches: "Qwen3 30B" for Qwen3 30B A3B.
        short = " ".join([piece for piece in title.split() if not _ACTIVE.fullmatch(piece)])
        found.setdefault(plain(short), (name, title))
    for name, title, aliases in every:
        for said in aliases:
            for each in (said, said.rpartition("/")[2], " ".join(_core(said))):
                found.setdefault(plain(each), (name, title))
    return found


def _core(said: str) -> list[str]:
    """The pieces of a name that tell it from others."""
    words = families()
    pieces = [piece for piece in _PIECES.split(said.rpartition("/")[2].lower()) if piece]
    while len(pieces) > 1 and pieces[0] in words.before:
        pieces = pieces[1:]
    return pieces[:1] + [piece for piece in pieces[1:] if piece not in words.suffixes]


def size_said(said: str) -> float:
    """The parameters of `70B`, where that is all that was said of a model; else 0."""
    low = said.strip().lower()
    return _parameters(low) if _TOTAL.fullmatch(low) else 0.0


def _parameters(size: str) -> float:
    return float(size[:-1]) * (1e12 if size[-1] == "t" else 1e9)


def without_size(said: str) -> tuple[str, float] | None:
    """A name without the size that it ends in, and that size in parameters; None without one."""
    pieces = [piece for piece in _PIECES.split(said.strip()) if piece]
    sizes = [
        each for each in pieces[1:] if _SIZE.fullmatch(each.lower()) and "x" not in each.lower()
    ]
    if len(sizes) != 1:
        return None
    size = sizes[0].lower()
    kept = " ".join([piece for piece in pieces if piece is not sizes[0]])
    return kept, _parameters(size)


def _trained(said: str) -> frozenset[str]:
    """What a name says that it was trained for, or when it came out."""
    return families().suffixes.intersection(_PIECES.split(said.lower()))


def _same(said: str, title: str) -> bool:
    """Whether a name spells a title: it has no other number, and leaves out no word or size."""
    pieces, whole = set(_core(said)), set(_core(title))
    if _trained(title) and _trained(said) - _trained(title):
        return False
    joined = plain(" ".join(_core(said)))
    if joined == plain(title):
        return True
    numbers, wanted = _numbers(pieces), _numbers(whole)
    sizes = {piece for piece in wanted if _SIZE.fullmatch(piece)}
    words = (whole - wanted) & families().parts
    if not numbers <= wanted or not words <= pieces or (wanted and not numbers):
        return False
    return not sizes or bool(sizes & numbers)


def _numbers(pieces: set[str]) -> set[str]:
    return {piece for piece in pieces if _NUMBERED.fullmatch(piece)}
