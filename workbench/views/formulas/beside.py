"""Pane 2, above, with the set-ups side by side: the inputs and the verdicts in which they differ,
then the chain, on one basis.

A value that is not as in the set-up on show carries a mark; one that is the same everywhere stands
once.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from formulas.book import BOOK
from formulas.chain import differ
from formulas.declare import Variable
from formulas.memo import while_same
from formulas.verdicts import GLYPHS, Flag
from sessions.judging.verdict import Verdict
from workbench.keys.shown import shown_key
from workbench.state.scene import Scene
from workbench.state.setups import Column
from workbench.views.figures import ROLE, columns, fitted, short
from workbench.views.formulas.chain import brief, column_width, moved_head
from workbench.views.lines import (
    Line,
    Lines,
    Piece,
    Role,
    line,
    paragraph,
    piece,
    size,
    spread,
)
from workbench.views.text import cells, clean, cut

NARROWEST, WIDEST = 7, 14
_TITLES = 18  # columns that titles keep
# The words of a set-up, in the order in which they are entered.
_WORDS = (
    ("model", "model"),
    ("hardware", "accelerator"),
    ("weights", "weights"),
    ("kv", "KV cache"),
    ("kv_layout", "KV layout"),
    ("engine", "engine"),
    ("attention", "attention"),
    ("feed_forward", "feed-forward"),
    ("assumptions", "assumptions"),
)
DIFFERS = "≠"


def shown_columns(scene: Scene, width: int) -> tuple[tuple[Column, ...], int]:
    """The set-ups that fit, with the one on show among them, and how wide each of them is."""
    lineup = scene.lineup
    most = max(1, (width - _TITLES) // NARROWEST)
    first = 0
    if len(lineup) > most:
        first = min(max(0, _place(lineup, scene.state.setup) - most + 1), len(lineup) - most)
    found = lineup[first : first + most]
    room = (width - _TITLES - 4) // max(1, len(found))
    wanted = max(cells(clean(column.setup.name)) for column in found) + 2
    return found, max(NARROWEST, min(room, WIDEST, max(wanted, column_width(width))))


def _place(columns: Sequence[Column], name: str) -> int:
    return next((at for at, column in enumerate(columns) if column.setup.name == name), 0)


def names_in(names: Sequence[str], width: int) -> list[str]:
    """Names in at most `width` columns each, and still not the same: cut at the end, at the start,
    or numbered.
    """
    whole = [clean(name) for name in names]
    for shorter in (_head, _tail):
        found = [shorter(name, width) for name in whole]
        if len(set(found)) == len(found):
            return found
    return [cut(f"{number} {name}", width) for number, name in enumerate(whole, 1)]


def _head(name: str, width: int) -> str:
    return cut(name, width)


def _tail(name: str, width: int) -> str:
    if cells(name) <= width:
        return name
    while name and cells(name) > width - 1:
        name = name[1:]
    return "…" + name


def beside_head(scene: Scene, width: int) -> Line:
    """The names of the set-ups; the one on show stands out."""
    found, wide = shown_columns(scene, width)
    names = names_in([column.setup.name for column in found], wide - 1)
    right: list[Piece] = []
    for column, name in zip(found, names, strict=True):
        role: Role = "strong" if column.setup.name == scene.state.setup else "dim"
        right.append(piece(" " * (wide - 1 - cells(name)) + name + " ", role))
    hidden = len(scene.lineup) - len(found)
    left = f"  {hidden} more, s" if hidden else f"  on {scene.state.basis}"
    moved = moved_head(scene, width - size(right) - cells(left) - 2)
    return spread((piece(left + " ", "dim"), *moved), right, width)


@while_same(
    lambda s, width: (
        width,
        s.lineup,
        s.moved,
        s.state.setup,
        s.state.basis,
        s.state.differing,
    )
)
def beside_list(scene: Scene, width: int) -> Lines:
    """What was entered differently, how each quote fares, then the chain by chapter."""
    view = _View(scene, width)
    rows: list[Line] = []
    for column in view.columns:
        if column.problem:
            rows += paragraph(f"{column.setup.name}: {column.problem}", width, "bad")
    if len(scene.lineup) < 2:
        copy = shown_key("copy_setup")
        text = f"This session has one set-up. {copy} copies it; then change a field and compare."
        rows += paragraph(text, width, "dim")
    else:
        rows += view.entered() + view.verdicts()
    for topic in BOOK.topics:
        listed = [view.row(v) for v in topic.variables if v.id in BOOK.routes]
        kept = [row for row in listed if row is not None]
        if kept:
            rows += [line(piece(f"{topic.chapter} {topic.title}", "title")), *kept]
    if not rows:
        text = f"On {scene.state.basis}, the set-ups do not differ in anything. d shows all rows."
        rows += paragraph(text, width, "dim")
    return tuple(rows)


class _View:
    """The rows of one scene in one width."""

    def __init__(self, scene: Scene, width: int) -> None:
        self.scene, self.width = scene, width
        self.columns, self.wide = shown_columns(scene, width)
        self.here = _place(self.columns, scene.state.setup)
        self.room = _room(width, self.wide, len(self.columns))

    def entered(self) -> list[Line]:
        """The words and the inputs that are not the same in every set-up."""
        rows: list[Line] = []
        for id, label in _WORDS:
            words = [str(getattr(column.setup, id)) for column in self.columns]
            if len(set(words)) > 1:
                rows.append(self._words(label, words))
        for variable in BOOK.variables.values():
            if variable.id not in BOOK.routes and variable.kind != "measured":
                row = self.row(variable, same=False)
                rows += [row] if row is not None else []
        return [line(piece("Entered differently", "title")), *rows] if rows else []

    def verdicts(self) -> list[Line]:
        """The worst flag of each quote by set-up, and below it the claims that fare differently."""
        rows: list[Line] = []
        for at, quote in enumerate(self.scene.session.quotes):
            judged = [column.judged[at] if column.judged else None for column in self.columns]
            below = self._claims([quote.verdicts if quote else None for quote in judged])
            worst = [quote.leading if quote else None for quote in judged]
            if below or len(set(worst)) > 1 or not self.scene.state.differing:
                rows += [self._flags(f"  {quote.provider or 'unnamed'}", worst), *below]
        return [line(piece("Quotes", "title")), *rows] if rows else []

    def _claims(self, judged: list[tuple[Verdict, ...] | None]) -> list[Line]:
        known = [verdicts for verdicts in judged if verdicts is not None]
        rows: list[Line] = []
        for place in range(min(map(len, known), default=0)):
            flags = [verdicts[place].leading if verdicts else None for verdicts in judged]
            if len(set(flags)) > 1:
                metric = known[0][place].metric
                title = metric.of.title if metric is not None else known[0][place].claim.metric
                rows.append(self._flags(f"    {brief(title, self.room - 4)}", flags))
        return rows

    def row(self, variable: Variable, *, same: bool = True) -> Line | None:
        """A variable in every set-up; none where there is nothing to show."""
        basis = self.scene.state.basis
        found = [column.value(variable.id, basis) for column in self.columns]
        if all(value is None for value in found):
            return None
        differing = [differ(value, found[self.here]) for value in found]
        if not any(differing) and (not same or self.scene.state.differing):
            return None
        moved = (variable.id, basis) in self.scene.moved
        return _values(variable, tuple(found), self.here, moved, self.width, self.wide)

    def _words(self, label: str, words: list[str]) -> Line:
        right: list[Piece] = []
        for at, word in enumerate(words):
            mark = DIFFERS if word != words[self.here] else " "
            text = cut(clean(word or "—"), self.wide - 2)
            right += _cell(text, mark, "strong" if at == self.here else "", self.wide)
        return spread((piece(f"  {label}"),), right, self.width)

    def _flags(self, label: str, flags: list[Flag | None]) -> Line:
        return _flag_row(label, tuple(flags), self.here, self.width, self.wide)


# An edit moves a few values and turns a few flags: the other rows are the same objects as before.
@functools.lru_cache(maxsize=2048)
def _values(
    variable: Variable,
    found: tuple[float | None, ...],
    here: int,
    moved: bool,
    width: int,
    wide: int,
) -> Line:
    """A variable in every set-up, or once where it is the same in all of them."""
    unit = columns(variable)
    left = [piece("  " + brief(variable.title, _room(width, wide, len(found)) - 2))]
    differing = [differ(value, found[here]) for value in found]
    if not any(differing):
        text = f"{short(found[here] or 0.0, variable)} {unit}".rstrip()
        right = [piece(text, "moved" if moved else "")]
        right.append(piece("●" if moved else " ", "moved"))
        return spread(left, right, width, key=variable.id)
    right = []
    for at, value in enumerate(found):
        number = fitted(value, variable, wide - 2) if value is not None else "—"
        mark = DIFFERS if differing[at] else "●" if moved and at == here else " "
        right += _cell(number, mark, "strong" if at == here else "", wide)
    if size(left) + 1 + len(unit) + 1 + size(right) <= width:
        left.append(piece(f" {unit}", "dim"))
    return spread(left, right, width, key=variable.id)


@functools.lru_cache(maxsize=4096)
def _flag_row(label: str, flags: tuple[Flag | None, ...], here: int, width: int, wide: int) -> Line:
    right: list[Piece] = []
    for flag in flags:
        mark = DIFFERS if flag != flags[here] else " "
        right += _cell(GLYPHS[flag] if flag else "—", mark, ROLE[flag] if flag else "dim", wide)
    return spread((piece(label),), right, width)


def _room(width: int, wide: int, columns: int) -> int:
    """What the columns leave to the titles."""
    return width - wide * columns - 1


def _cell(text: str, mark: str, role: Role, wide: int) -> tuple[Piece, Piece]:
    """Something at the right of its column, with a mark after it."""
    lead = " " * max(0, wide - 1 - cells(text))
    return piece(lead + text, role), piece(mark, "moved" if mark == "●" else "warn")
