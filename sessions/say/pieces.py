"""What a text is made of: amounts, pieces of a sentence, and which characters say what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sessions.say.tokens import Token
from sessions.say.vocabulary import PhraseKind

SpanKind = Literal[
    "provider", "claim", "condition", "term", "ambiguous", "refused", "unread", "filler"
]


@dataclass(slots=True)
class Amount:
    """A quantity as said, not yet read.

    Attributes:
        first, last: its tokens, from and up to.
        number, high: as the quantity reader takes them; `high` is the far end of a range.
        unit: as it goes to the reader after (or, for `$`, around) the number.
        klass: the kind of quantity, such as `tok/s/user`; "bare" without a unit.
        counts, scope: which tokens are counted, and whose figure it is, where the unit says so.
        bound, approx: said as part of the number, as in `40+`.
        name: the figure it is, where the idiom says so, as in "four nines".
        problem: why it cannot be read; unfinished: because its unit is not typed to the end.
        cents: said in hundredths, which the number is not any more.
        spoken: said in words.
        hardware: the accelerator that stood for GPU in the unit; per: how many of it a node has
            that the figure is said of, 0 where that is not said.
        foreign, rate: the code of a currency that is not the dollar, "?" where its sign stands for
            several, and what one is worth in dollars, 0 where nobody said.
        origin: the amount as it was said, where its number is another one.
    """

    first: int
    last: int
    number: str
    high: str = ""
    unit: str = ""
    klass: str = "bare"
    counts: tuple[str, ...] = ()
    scope: str = ""
    bound: str = ""
    approx: bool = False
    name: str = ""
    problem: str = ""
    unfinished: bool = False
    cents: bool = False
    spoken: bool = False
    hardware: str = ""
    per: int = 0
    foreign: str = ""
    rate: float = 0.0
    origin: str = ""

    def text(self, number: str = "") -> str:
        """In the grammar of `formulas.quantity`."""
        number = number or self.number
        if self.unit.startswith("$"):
            return f"${number}{self.unit[1:]}"
        return f"{number}{self.unit}" if self.unit == "%" else f"{number} {self.unit}".rstrip()


class Span(NamedTuple):
    """Characters from `start` up to `end`, and what they were read as.

    Attributes:
        shown: the canonical reading; the question of what is ambiguous, the reason of what is
            refused. Nothing for fillers, and for the further parts of what is said in several
            places, which have the ids of the first.
        ids: the metric of a claim, the readings of a question, names of conditions, keys of terms.
    """

    start: int
    end: int
    kind: SpanKind
    shown: str = ""
    ids: tuple[str, ...] = ()


@dataclass(slots=True)
class Part:
    """One thing that was understood, and the tokens that say it."""

    kind: SpanKind
    tokens: list[int]
    shown: str = ""
    ids: tuple[str, ...] = ()
    main: int = field(default=-1)

    def said(self, text: str, tokens: Sequence[Token]) -> str:
        """The words it was read from, as they stand in the text."""
        return text[tokens[min(self.tokens)].start : tokens[max(self.tokens)].end]


def spans_of(tokens: Sequence[Token], parts: Sequence[Part], small: set[int]) -> tuple[Span, ...]:
    """Every token in one span, in order.

    Args:
        parts: what was understood; no two have a token in common.
        small: tokens that say nothing, and join what stands on both sides of them if that is one.
    """
    owner: dict[int, Part] = {index: part for part in parts for index in part.tokens}
    runs: list[tuple[int, int, Part | None]] = []
    for index, token in enumerate(tokens):
        if token.kind == "line":
            continue
        part = owner.get(index)
        if runs and _same(runs[-1][2], part):
            runs[-1] = (runs[-1][0], index, part)
        elif len(runs) > 1 and runs[-1][2] is None and part and _same(runs[-2][2], part):
            if part.kind != "unread" or all(i in small for i in range(runs[-1][0], index)):
                runs[-2:] = [(runs[-2][0], index, part)]
            else:
                runs.append((index, index, part))
        else:
            runs.append((index, index, part))
    return tuple(_spans(tokens, runs))


def _same(one: Part | None, other: Part | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or (one.kind == "unread" and other.kind == "unread")


def _spans(tokens: Sequence[Token], runs: list[tuple[int, int, Part | None]]) -> list[Span]:
    shown: set[int] = set()
    spans = []
    for first, last, part in runs:
        start, end = tokens[first].start, tokens[last].end
        if part is None:
            spans.append(Span(start, end, "filler"))
            continue
        main = part.main if part.main >= 0 else part.tokens[0]
        here = first <= main <= last and id(part) not in shown
        shown.update((id(part),) if here else ())
        spans.append(Span(start, end, part.kind, part.shown if here else "", part.ids))
    return spans


# --- A meaningful piece of what was said.

AtomKind = PhraseKind | Literal["amount", "date", "unread"]


@dataclass(slots=True)
class Atom:
    """One meaningful piece: its tokens (from, up to), its word of the vocabulary, and an amount or
    the conditions it states.
    """

    kind: AtomKind
    first: int
    last: int
    word: str = ""
    amount: Amount | None = None
    facts: tuple[tuple[str, str], ...] = ()
