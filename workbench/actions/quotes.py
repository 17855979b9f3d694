"""The action on what is known of a quote beside its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.actions.files import Files
from workbench.state.items import DRAFT
from workbench.state.selection import chosen_item

if TYPE_CHECKING:
    from sessions.document.session import Claim, Quote


class Quoted(Files):
    """Particulars of the selected quote and claim."""

    def action_particulars(self) -> None:
        """Who said it, until when it holds, what is known of its quality: typed, line by line."""
        from sessions.claims.telling import told
        from workbench.dialogs.particulars import Particulars

        self.settle()
        item = chosen_item(self.scene)
        if item is None or item.key.startswith(DRAFT):
            self.tell(
                "There is no quote yet. Type what the vendor says in the say line."
                if item is None
                else "What is being said is not kept yet: enter in the say line keeps it."
            )
            return
        name, _, number = item.key.partition(".")
        quote = self.state.session.quotes[int(name)]
        at = int(number) if number.isdecimal() and int(number) < len(quote.claims) else -1
        claim = quote.claims[at] if at >= 0 else None

        def done(answer: tuple[Quote, Claim | None] | None) -> None:
            if answer is None:
                return
            changed, its_claim = answer
            if its_claim is not None and its_claim != claim:
                claims = list(changed.claims)
                claims[at] = its_claim
                changed = changed._replace(claims=tuple(claims))
            quotes = list(self.state.session.quotes)
            quotes[int(name)] = changed
            session = self.state.session._replace(quotes=tuple(quotes))
            self.change(session, f"particulars of {quote.provider}")

        about = told(item.verdict) if claim is not None else ""
        self.app.push_screen(Particulars(quote, claim, about), done)
