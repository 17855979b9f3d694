"""What every screen over the workbench has in common: one box, lines in it, esc to leave."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from workbench.views.frame.help import help_lines
from workbench.views.lines import Lines, as_written, paragraph
from workbench.views.text import clean
from workbench.widgets.lines_view import PALETTE, LinesView

Answer = TypeVar("Answer")


class Page(LinesView, can_focus=True):
    """Lines that are given once, as high as they are, with a cursor where one can be chosen."""

    def __init__(self, id: str = "page") -> None:
        super().__init__(lambda scene, width: (), id=id)

    def put(self, lines: Lines, selected: str = "") -> None:
        """Show lines."""
        self.styles.height = max(1, len(lines))
        self.virtual_size = Size(max(1, self.room), len(lines))
        self.lines, self.selected = lines, selected
        self.refresh(layout=True)
        rows = [at for at, row in enumerate(lines) if row.key and row.key == selected]
        if rows:
            height, top = self.size.height, round(self.scroll_offset.y)
            if height and not top <= rows[0] < top + height:
                self.scroll_to(y=max(0, rows[0] - height // 2), animate=False)

    def on_resize(self) -> None:
        """The modal that owns the lines makes them anew."""
        screen = self.screen
        if isinstance(screen, Modal):
            screen.fill()


class Once(Screen[Answer]):
    """A screen that answers once. Keys that come together, over a slow line or by paste, reach it
    while it goes away: what it would answer then would close the screen below it. What is done
    before the screen is mounted answers after that: on its way out it would look for its lines.
    """

    _answered = False

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Answer, unless it did, or something lies over it."""
        if self._answered or not self.is_current:
            return AwaitComplete()
        if not self.is_mounted:
            self.call_later(self._answer, result)
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)

    def _answer(self, result: Answer | None) -> None:
        self.dismiss(result)  # nobody may wait for it here: a screen does not wait for its own end


class Modal(ModalScreen[Answer], Once[Answer], Generic[Answer]):
    """A box over the workbench."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*PALETTE}
    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]
    heading = ""
    hint = "esc leaves"

    def compose(self) -> ComposeResult:
        """The box, its title, and what `inside` puts in it."""
        with Vertical(classes="box"):
            yield from self.inside()

    def inside(self) -> list[Widget]:
        """The widgets of the box."""
        return [Page()]

    def on_mount(self) -> None:
        """Show the lines as soon as there is a width."""
        self.title_box()
        self.fill()

    def title_box(self) -> None:
        """What the box says it is, and its keys."""
        box = self.query_one(".box")
        box.border_title = clean(self.heading).replace("[", "\\[")
        box.border_subtitle = self.hint

    def fill(self) -> None:
        """Put the lines in."""
        page = self.query_one(Page)
        if page.room > 0:
            lines = self.lines(page.room)
            if lines != page.lines:
                page.put(lines, self.selected())

    def lines(self, width: int) -> Lines:
        """What stands in the box."""
        return ()

    def selected(self) -> str:
        """The key of the chosen line, if any."""
        return ""

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


# --- What takes a moment: said once it does, and left with esc.

SOON = 0.1  # seconds after which a person wonders


class Busy(Modal[str]):
    """Stands until it is done; answers None where esc came first."""

    heading = "One moment"

    def __init__(self, text: str, stop: str) -> None:
        super().__init__()
        self._text = text
        self.hint = f"esc {stop}"

    def lines(self, width: int) -> Lines:
        """What is under way."""
        return paragraph(self._text, width)


# --- F1: what the focused thing does, what the signs mean, and every key.


class Help(Modal[None]):
    """Help of what had the focus."""

    heading = "Help"

    def __init__(self, focus: str) -> None:
        super().__init__()
        self._focus = focus

    def lines(self, width: int) -> Lines:
        """The help text."""
        return help_lines(self._focus, width)


# --- Text to read in full, such as why a file was refused.


class Tell(Modal[None]):
    """Shows text; its own line breaks and indents are kept."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.heading, self._text = clean(title), text

    def lines(self, width: int) -> Lines:
        """The text, broken where it does not fit; carets stay under what they point at."""
        return as_written(self._text, width)
