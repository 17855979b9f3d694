"""What a buyer knows before anybody is called: the traffic of a request, how many come, and the
service levels. Imported when a session begins.
"""

from __future__ import annotations

from textual import on
from textual.widgets import Input

from formulas.book import BOOK
from formulas.quantity import Refused
from sessions.document.session import Session
from workbench.dialogs.form import Form
from workbench.state.fields import GROUPS, PACKET, example_of, label_of, understand
from workbench.state.particulars import Particular
from workbench.views.lines import BLANK, Lines, line, paragraph, piece


class Traffic(Form[Session]):
    """Answers with the session that has what was typed."""

    hint = "type · enter goes on · up and down choose · esc leaves the rest open"
    wide = 32

    def __init__(self, session: Session, step: str) -> None:
        super().__init__()
        self._session, self.heading = session, step
        self.at = next((each.key for each in self.parts if not each.text), PACKET[0])

    @property
    def parts(self) -> tuple[Particular, ...]:
        """The fields of the packet that answers wait for."""
        said = self._session.packet.entries
        return tuple(
            [
                Particular(id, label_of(id), said[id].text if id in said else "", example_of(id))
                for id in PACKET
            ]
        )

    def take(self, key: str, text: str) -> None:
        """A field as it was typed; nothing leaves it open. Raises Refused."""
        if text.strip():
            self._session = understand(self._session, "", key, text).session

    def above(self, part: Particular) -> Lines:
        """Traffic, then service levels."""
        place = BOOK.variables[part.key].place
        first = next(id for id in PACKET if BOOK.variables[id].place == place)
        if part.key != first:
            return ()
        heading = line(piece(f" {GROUPS[place]}", "title"))
        return (heading,) if part.key == PACKET[0] else (BLANK, heading)

    def below(self, width: int) -> Lines:
        """How the line is read, or what the field is."""
        id, text = self.here.key, self.query_one(Input).value
        if not text.strip() or self.problem:
            return (BLANK, *paragraph(BOOK.variables[id].meaning, width, "dim"))
        try:
            read = understand(self._session, "", id, text)
        except Refused as refused:
            return (BLANK, *paragraph(str(refused), width, "bad", "✗ ", lead_role="bad"))
        said = paragraph(read.reading, width, "good", "✓ ", lead_role="good")
        more = paragraph(read.caution, width, "warn") if read.caution else ()
        return (BLANK, *said, *more)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.problem = ""
        self.fill()

    def go_on(self) -> None:
        """Enter goes on, and from the last one it is done."""
        if self.at == PACKET[-1] and self.taken():
            self.dismiss(self._session)
            return
        self.action_step(1)

    def action_leave(self) -> None:
        """Go on with what is said so far; what cannot be taken is shown once, then left out."""
        if not self.problem and not self.taken():
            self.fill()
            return
        self.dismiss(self._session)
