"""Jump mode: letters stand beside everything on screen that can be gone to; typing them goes there.

The letters are drawn by the views themselves, in the margin of their rows, so that nothing that is
read is covered; this screen only listens, and says how to leave.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from workbench.dialogs.modal import Once
from workbench.state.scene import Scene
from workbench.views.lines import Line, Lines, piece, spread
from workbench.widgets.lines_view import PALETTE, LinesView, Selectable

# Near the fingers first.
LETTERS = "asdfghjklqwertyuiopzxcvbnm"
# The view and what is gone to in it; nothing for the view itself.
Place = tuple[str, str]
PANES = {"1": ("fields", ""), "2": ("chain", ""), "3": ("quotes", ""), "/": ("say-label", "say")}


def labels(count: int) -> list[str]:
    """So many labels, all of one length, so that no one is the beginning of another."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    pairs = [a + b for a in LETTERS for b in LETTERS]
    return pairs[:count]


class Jump(ModalScreen[Place], Once[Place]):
    """Answers with a place, or None."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*PALETTE}
    CSS_PATH = "jump.tcss"
    takes_letters: ClassVar[bool] = True  # they are what it is for: no sentence goes on here
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "leave", "Leave", show=False),
        Binding("backspace", "rub_out", "One letter back", show=False),
    ]

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene
        self._below: Screen[object] | None = None  # whose views have the letters
        self.typed = ""
        self.places: dict[str, Place] = {}

    def compose(self) -> ComposeResult:
        """The row that says what is going on; it lies over the footer."""
        yield LinesView(self._prompt, id="jump", classes="row", prose=False)

    def on_mount(self) -> None:
        """Give letters to what is on the screen below."""
        self._below = self.app.screen_stack[-2]
        places = [*visible(self._below)]
        self.places = dict(zip(labels(len(places)), places, strict=False))
        self._show()

    def on_unmount(self) -> None:
        """Take the letters away."""
        for view in self._views():
            view.label({})

    def _views(self) -> list[LinesView]:
        return [*self._below.query(LinesView)] if self._below is not None else []

    def on_resize(self) -> None:
        """What is on screen is another thing now."""
        if self.places:
            self.typed = ""
            self.on_mount()

    def _show(self) -> None:
        """The letters that are still possible, without what was typed of them."""
        by_view: dict[str, dict[str, str]] = {}
        for label, (view, what) in self.places.items():
            if label.startswith(self.typed):
                rest = label[len(self.typed) :]
                by_view.setdefault(view, {})[what] = rest
        for shown in self._views():
            shown.label(by_view.get(shown.id or "", {}))
        self.query_one("#jump", LinesView).show(self._scene)

    def _prompt(self, scene: Scene, width: int) -> Lines:
        left = [piece(" go to  ", "title"), piece(self.typed or "type letters", "strong")]
        keys = (
            ("1 2 3", "panes"),
            ("/", "say line"),
            ("bksp", "back") if self.typed else ("", ""),
            ("esc", "leave"),
        )
        right = [p for key, word in keys if key for p in (piece(key, "key"), piece(f" {word}  "))]
        return (spread(left, right, width),)

    def on_key(self, event: events.Key) -> None:
        """A letter of a label; a digit or a slash for a pane or the say line."""
        letter = event.character or ""
        if letter in PANES:
            event.stop()
            self.dismiss(PANES[letter])
            return
        letter = letter.lower()
        if not letter or letter not in LETTERS:
            return
        event.stop()
        typed = self.typed + letter
        if typed in self.places:
            self.dismiss(self.places[typed])
        elif any(label.startswith(typed) for label in self.places):
            self.typed = typed
            self._show()

    def on_click(self) -> None:
        """The mouse needs no letters."""
        self.action_leave()

    def action_rub_out(self) -> None:
        """One letter back."""
        self.typed = self.typed[:-1]
        self._show()

    def action_leave(self) -> None:
        """Stay where one was."""
        self.dismiss(None)


def visible(screen: Screen[object]) -> list[Place]:
    """What can be gone to and is on screen: the parts of the header, then each list from its top
    row.
    """
    found: list[Place] = []
    header = screen.query_one("#header", LinesView)
    found += [("header", spot.do) for row in header.lines for spot in row.spots]
    for view in screen.query(Selectable):
        if not view.size.height:
            continue
        top = round(view.scroll_offset.y)
        rows = view.lines[top : top + view.size.height]
        keys = dict.fromkeys([row.key for row in rows if row.key and _begins(view, row, top)])
        found += [(view.id or "", key) for key in keys]
    return found


def _begins(view: Selectable, row: Line, top: int) -> bool:
    """Whether the first row of a thing is on screen: that is the one with the letters."""
    return view.rows_of(row.key)[0] >= top
