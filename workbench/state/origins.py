"""Where a value on one basis comes from: its letter, the words for it, and what it assumes."""

from __future__ import annotations

from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.declare import Basis
from workbench.state.fields import LETTERS
from workbench.state.scene import Scene


class Origin(NamedTuple):
    """The letter of a value, the words for the letter, and what its own source says."""

    letter: str
    words: str
    said: str = ""

    @property
    def text(self) -> str:
        """Letter and words in one."""
        return f"{self.letter} {self.words}{': ' if self.said else ''}{self.said}".strip()


def origin_on(scene: Scene, id: str, basis: Basis) -> Origin:
    """Where the value of a variable on a basis comes from."""
    resolved, results = scene.ready
    formula = results.formula(id, basis)
    if formula is not None:
        return Origin(*LETTERS["derived"], formula.section)
    if results.get(id, basis) is None:
        return Origin("-", "without a value", results.why_missing(id, basis))
    source = resolved.source_of(id, basis)
    if source is None:
        return Origin(*LETTERS["ceiling"])
    return Origin(*LETTERS[source.origin], source.entry.origin)


def assumed(scene: Scene, id: str, basis: Basis) -> list[str]:
    """Every assumption, constant of a fit and default that a value rests on, however far back."""
    resolved, results = scene.ready
    found: list[str] = []
    seen: set[str] = set()
    ahead = [id]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        formula = results.formula(name, basis)
        if formula is not None:
            ahead += [*names(formula.tree)][::-1]
            continue
        source = resolved.source_of(name, basis)
        taken = source is None or source.origin in ("assumptions", "default", "fit")
        if taken and results.get(name, basis) is not None:
            found.append(name)
    return [name for name in found if name in BOOK.variables]


def legend(letters: list[str]) -> str:
    """What some letters mean, in the order in which they are given."""
    words = dict(reversed(LETTERS.values()))
    return " · ".join([f"{x} {words[x]}" for x in dict.fromkeys(letters) if x in words])
