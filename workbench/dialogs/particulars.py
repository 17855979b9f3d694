"""The particulars of a quote, over the workbench: one line to type in for whichever is chosen.
Imported when it is first opened.
"""

from __future__ import annotations

from sessions.document.session import Claim, Quote
from workbench.dialogs.form import Form
from workbench.state.particulars import Parsed, Particular, particulars, with_particular
from workbench.views.lines import BLANK, Lines, line, piece
from workbench.views.text import clean

CLAIM = "claim."  # how the keys of what is known of the claim alone begin


class Particulars(Form[Parsed]):
    """Answers with the quote and the claim as they were typed, or None."""

    def __init__(self, quote: Quote, claim: Claim | None, about: str) -> None:
        super().__init__()
        self._first: Parsed = (quote, claim)
        self.quote, self.claim = quote, claim
        self.at = "said_by"
        whose = f" and {clean(about)}" if claim is not None else ""
        self.heading = f"Particulars of {clean(quote.provider)}, round {quote.round or 1}{whose}"

    @property
    def parts(self) -> tuple[Particular, ...]:
        """All of the quote, then those of the claim."""
        return particulars(self.quote, self.claim)

    def above(self, part: Particular) -> Lines:
        """Those of the claim stand apart."""
        first = next((each.key for each in self.parts if each.key.startswith(CLAIM)), "")
        return (BLANK, line(piece(" this claim", "title"))) if part.key == first else ()

    def take(self, key: str, text: str) -> None:
        """A part as it was typed. Raises Refused."""
        self.quote, self.claim = with_particular(self.quote, self.claim, key, text)

    def action_leave(self) -> None:
        """Back, with what was set; what cannot be taken is shown first, and left out then."""
        if not self.problem and not self.taken():
            self.fill()
            return
        changed = (self.quote, self.claim) != self._first
        self.dismiss((self.quote, self.claim) if changed else None)
