"""What can be said, as a list to choose from."""

from __future__ import annotations

from itertools import groupby

from sessions.say.suggestions import GROUPS, Offer, finds
from workbench.views.lines import Lines, line, piece
from workbench.views.text import cells, clean, cut

_TEXT, _MEANS, _LEAST = 26, 28, 12


def sayable_lines(offers: tuple[Offer, ...], query: str, width: int) -> Lines:
    """The offers that a query finds, under the names of their groups, with an example each where
    the offer is not one itself.
    """
    found = [offer for offer in offers if finds(offer, query)]
    if not found:
        said = f"nothing that can be said has {clean(query)} in it; backspace widens the search"
        return (line(piece(said, "dim")),)
    rows = []
    for group, members in groupby(found, key=lambda offer: offer.group):
        rows.append(line(piece(GROUPS[group], "title")))
        for offer in members:
            text = clean(offer.text)
            pieces = [piece(f"  {text}{' ' * max(1, _TEXT - cells(text))}", "strong")]
            pieces.append(piece(f"{offer.means:<{_MEANS}}"))
            room = width - 2 - _TEXT - _MEANS
            if offer.example != offer.text and room >= _LEAST:
                pieces.append(piece(cut(clean(offer.example), room), "dim"))
            rows.append(line(*pieces, key=offer.key))
    return tuple(rows)
