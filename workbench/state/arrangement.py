"""How a person arranged the bake-off: part of the state, and light, as the first frame is."""

from typing import NamedTuple

PAGES = ("ask", "rounds", "offer")
FILTERS: tuple[tuple[str, str], ...] = (
    ("", "everybody"),
    ("levels", "meets every service level that it speaks of"),
    ("sound", "nothing 10x off, nothing beyond the ceiling"),
    ("quality", "with evidence of quality"),
    ("holds", "offers that hold today"),
)
NAMED = "name:"


class Table(NamedTuple):
    """What a person chose.

    Attributes:
        provider, item: the selected cell: whose, and of which row.
        sort, reverse: the row that providers are ordered by, or by the ranking.
        hidden, hidden_items: providers and rows that are not shown.
        only: one of FILTERS, or NAMED and a part of a name.
        turned: providers stand below each other; None where the room decides.
        page: what stands below, of PAGES.
    """

    provider: str = ""
    item: str = ""
    sort: str = ""
    reverse: bool = False
    hidden: frozenset[str] = frozenset()
    hidden_items: frozenset[str] = frozenset()
    only: str = ""
    turned: bool | None = None
    page: str = PAGES[0]

    @property
    def chosen(self) -> tuple[object, ...]:
        """What says who is on show and in which order; the cursor is no part of it."""
        return self.sort, self.reverse, self.hidden, self.hidden_items, self.only

    def at(self, *, provider: str = "", item: str = "") -> "Table":
        """Another cell selected."""
        return self._replace(provider=provider or self.provider, item=item or self.item)

    def showing(self, only: str) -> "Table":
        """Others on show."""
        return self._replace(only=only)

    def whole(self) -> "Table":
        """Everything on show, in the order of the ranking; the cell and the page stay."""
        return Table(self.provider, self.item, turned=self.turned, page=self.page)

    def next_page(self) -> "Table":
        """Another page below."""
        return self._replace(page=PAGES[(PAGES.index(self.page) + 1) % len(PAGES)])
