"""The rows of the quotes that can be selected, each a verdict under its key."""

from typing import TYPE_CHECKING, NamedTuple

from formulas.memo import while_same
from formulas.verdicts import worst

if TYPE_CHECKING:
    from sessions.judging.verdict import JudgedQuote, Verdict

DRAFT = "now"
MOST_QUOTES = 20_000  # more of them than any session has


class Item(NamedTuple):
    """One row of the quotes that can be selected: a verdict, and which reading of an ambiguous
    text it is, if any.
    """

    key: str
    verdict: "Verdict"
    unsure: str = ""


# An edit leaves most quotes as they are.
@while_same(at=lambda judged, name: name, most=MOST_QUOTES)
def items(judged: "JudgedQuote", name: str) -> list[Item]:
    """The verdicts of a quote with the keys that select them; `name` is its number, or `DRAFT`."""
    found = [Item(f"{name}.{i}", verdict) for i, verdict in enumerate(judged.verdicts)]
    for i, readings in enumerate(judged.readings):
        text = judged.quote.ambiguous[i].text
        found += [Item(f"{name}.a{i}.{j}", verdict, text) for j, verdict in enumerate(readings)]
    return found


@while_same()
def every_item(judged: "tuple[JudgedQuote, ...]", draft: "JudgedQuote | None") -> list[Item]:
    """Every row of the quotes in reading order, what is being said first. Many ask for each scene,
    and there may be thousands: once is enough.
    """
    found = [*items(draft, DRAFT)] if draft is not None else []
    for i, quote in enumerate(judged):
        found += items(quote, str(i))
    return found


def worst_item(rows: list[Item]) -> Item | None:
    """The first of the most serious."""
    flag = worst([row.verdict.leading for row in rows])
    return next((row for row in rows if row.verdict.leading == flag), rows[0] if rows else None)
