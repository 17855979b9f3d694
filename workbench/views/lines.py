"""Lines of pieces: the small language between the views, which are pure, and the widgets, which
paint.

A role says what a piece means; the styles beside the screen say how that looks. Nothing here
knows a colour.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from workbench.views.text import cells, clean, cut, wrap

Role = Literal[
    "",  # plain: what is read
    "strong",  # what is read first
    "dim",  # what is read when looked for: units, origins, hints
    "title",  # a heading
    "good",  # plausible
    "warn",  # 2x off, and cautions
    "bad",  # 10x off, and what was not understood
    "moved",  # what the last edit moved
    "lit",  # what belongs to the selected formula
    "symbol",  # the symbol of the formula that the reader is at
    "key",  # a key to press
    "band-good",  # the same three as a full band, and one that says nothing
    "band-warn",
    "band-bad",
    "band",
]
ROLES: tuple[Role, ...] = (
    "",
    "strong",
    "dim",
    "title",
    "good",
    "warn",
    "bad",
    "moved",
    "lit",
    "symbol",
    "key",
    "band-good",
    "band-warn",
    "band-bad",
    "band",
)


class Piece(NamedTuple):
    """Some text and what it means. Made by `piece`, which cleans it."""

    text: str
    role: Role


class Spot(NamedTuple):
    """Part of a row that can be clicked, jumped to and asked about: where it begins, how many
    columns it takes, what it does (an action, or `field:` and the id of one), and its tooltip.
    """

    at: int
    size: int
    do: str
    tip: str = ""


class Line(NamedTuple):
    """One row. Rows with the same `key` are one thing that can be selected; a row without one is
    passed over.
    """

    pieces: tuple[Piece, ...] = ()
    key: str = ""
    spots: tuple[Spot, ...] = ()

    @property
    def text(self) -> str:
        """The row as plain text."""
        return "".join([p.text for p in self.pieces])


Lines = tuple[Line, ...]


Together = Sequence[Line] | Mapping[int, Line]


class Block:
    """Rows that are made together when the first of them is looked at, each with its place."""

    __slots__ = ("make", "rows")

    def __init__(self, make: Callable[[], Together]) -> None:
        self.make = make
        self.rows: Together = ()

    def row(self, place: int, key: str = "") -> Line:
        """One of them, of which nothing but the key is known yet."""
        return tuple.__new__(Later, (self, key, place))


class Later(Line):
    """A row of which only the key is known before it is looked at. In the places of what it has
    later stand its block and its place in that, so that thousands cost no more than rows do.
    """

    __slots__ = ()

    @property
    def together(self) -> Together:
        """The rows of what it belongs to."""
        block: Any = tuple.__getitem__(self, 0)
        if not block.rows:
            block.rows = block.make()
        found: Together = block.rows
        return found

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of its row."""
        place: Any = tuple.__getitem__(self, 2)
        row: Line = self.together[place]
        return row.pieces

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Nothing in it acts on its own."""
        return ()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Line) and (self.key, self.pieces) == (other.key, other.pieces)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = tuple.__hash__


def later(key: str, height: int, make: Callable[[], Together]) -> list[Line]:
    """The rows of something, `height` of them."""
    block = Block(make)
    return [block.row(place, key) for place in range(height)]


def piece(text: str, role: Role = "") -> Piece:
    """A piece of text, cleaned of whatever a terminal would act on."""
    return Piece(clean(text), role)


def line(*pieces: Piece, key: str = "") -> Line:
    """One row of pieces."""
    return Line(pieces, key)


def size(pieces: Iterable[Piece]) -> int:
    """How many columns some pieces take."""
    return sum([cells(p.text) for p in pieces])


def spread(left: Iterable[Piece], right: Iterable[Piece], width: int, key: str = "") -> Line:
    """A row with something at both ends; where they do not both fit, the left one is cut."""
    fitted, right = tuple(left), tuple(right)
    room, used = width - size(right), size(fitted)
    if used > (most := max(0, room - 1 if right else room)):
        fitted = fit(fitted, most)
        used = size(fitted)
    gap = room - used
    return Line((*fitted, Piece(" " * max(0, gap), ""), *right), key)


def fit(pieces: Iterable[Piece], width: int) -> tuple[Piece, ...]:
    """Pieces in at most `width` columns, cut at the end with an ellipsis."""
    kept: list[Piece] = []
    for p in pieces:
        wide = cells(p.text)
        if wide <= width:
            kept.append(p)
            width -= wide
            continue
        if width > 0:
            kept.append(Piece(cut(p.text, width), p.role))
        break
    return tuple(kept)


# Most sentences stay as they are when something is typed; wrapping them again costs more than all
# that is looked up for them.
@functools.lru_cache(maxsize=4096)
def paragraph(
    text: str, width: int, role: Role = "", lead: str = "", key: str = "", lead_role: Role = "dim"
) -> Lines:
    """A sentence over as many rows as it takes; `lead` stands before the first and indents the
    others.
    """
    indent = cells(lead)
    rows = wrap(clean(text), width - indent)
    first = [Piece(lead, lead_role)] if lead else []
    lines = [Line((*first, Piece(rows[0], role)), key)]
    lines += [Line((Piece(" " * indent, ""), Piece(row, role)), key) for row in rows[1:]]
    return tuple(lines)


def as_written(text: str, width: int, role: Role = "") -> Lines:
    """A text with its own line breaks and indents; what is too long is broken under its indent."""
    rows: list[Line] = []
    for raw in text.split("\n"):
        whole = clean(raw.rstrip())
        indent = len(whole) - len(whole.lstrip())
        parts = [whole] if cells(whole) <= width else wrap(whole, max(8, width - indent))
        lead = "" if cells(whole) <= width else " " * indent
        rows += [Line((Piece(lead + part, role),)) for part in parts]
    return tuple(rows)


def flow(
    parts: Iterable[tuple[Piece, ...]],
    width: int,
    lead: str = "",
    between: str = " · ",
    rows: int = 99,
) -> Lines:
    """Things one after another, over several rows, never breaking inside one; what is beyond
    `rows` becomes an ellipsis.
    """
    indent = cells(lead)
    done: list[list[Piece]] = [[Piece(lead, "dim")] if lead else []]
    used = indent
    for part in parts:
        fitted = fit(part, width - indent)
        wide = size(fitted)
        empty = used == indent
        if not empty and used + cells(between) + wide > width:
            if len(done) == rows:
                room = width - used - cells(between)
                if room > 8:
                    done[-1] += [Piece(between, "dim"), *fit(part, room)]
                else:
                    done[-1] = [*fit(done[-1], width - 2), Piece(" …", "dim")]
                break
            done.append([Piece(" " * indent, "")] if indent else [])
            used, empty = indent, True
        if not empty:
            done[-1].append(Piece(between, "dim"))
            used += cells(between)
        done[-1].extend(fitted)
        used += wide
    return tuple([Line(tuple(row)) for row in done])


BLANK = Line()
