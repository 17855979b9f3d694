"""What differs from the file: every field with what stands there, what is in force now, and the
example. Imported when it is first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from sessions.claims.telling import short_units
from workbench.dialogs.choose import Choose
from workbench.state import compare
from workbench.state.compare import Difference
from workbench.state.scene import Scene
from workbench.views.lines import BLANK, Line, Lines, Piece, Role, line, paragraph, piece
from workbench.views.text import cells, clean, cut

_THREE = 66  # columns from which on the example has one


class Differences(Choose):
    """Answers with the id of a field to go to, or None; `r` takes one back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,R", "take_back", "Take back", show=False),
        Binding("D", "leave", "Leave", show=False),
    ]

    def __init__(self, scene: Scene, take_back: Callable[[str], Scene | None]) -> None:
        """`take_back` takes a field back: what there is to show then, or None where nothing is."""
        super().__init__()
        self._scene, self._take_back = scene, take_back
        since = "it was saved" if scene.state.path is not None else "it was opened"
        self.heading = f"{clean(scene.state.setup)}: changed since {since}"

    def lines(self, width: int) -> Lines:
        """A row per field, then what else is not as in the file."""
        state = self._scene.state
        if compare.in_file(state) is None:
            saved = state.history.saved is not None
            why = f"{state.setup} is not in the file." if saved else "Nothing was saved yet."
            return paragraph(f"There is nothing to compare with: {why}", width, "dim")
        found = list(compare.differences(state, self._scene.fields))
        rows: list[Line] = []
        if found:
            heads = (compare.file_name(state), "now", "example")
            rows.append(_row("", heads, width))
        for number, each in enumerate(found, 1):
            rows.append(_field(each, number, width))
        if not found:
            rows += paragraph(f"Every field is the same {compare.file_name(state)}.", width, "dim")
        others = compare.others(state)
        if others:
            rows += [BLANK, *paragraph("; ".join(others), width, "dim", "also ")]
        return tuple(rows)

    def action_take_back(self) -> None:
        """The chosen field as in the file; the list stays open for the next one."""
        keys = self.keys()
        if self.at not in keys:
            return
        at = keys.index(self.at)
        after = self._take_back(self.at)
        if after is not None:
            self._scene = after
            left = [key for key in keys if key != self.at]
            self.at = left[min(at, len(left) - 1)] if left else ""
            self.fill()

    def fill(self) -> None:
        """The keys in the frame are those that would do something."""
        super().fill()
        keys = "enter goes there · r takes it back · " if self.keys() else ""
        self.hint = f"{keys}esc leaves"
        self.title_box()


def _field(each: Difference, number: int, width: int) -> Line:
    lead = f"  {number if number < 10 else ' '} "
    texts = tuple([short_units(text) or "—" for text in (each.file, each.now, each.example)])
    return _row(each.field.label, texts, width, lead, each.field.id)


def _row(label: str, texts: tuple[str, ...], width: int, lead: str = "    ", key: str = "") -> Line:
    """Columns of one width; a heading has no key."""
    shown = texts if width >= _THREE else texts[:2]
    wide = (width - 4) * 2 // (2 * len(shown) + 3)
    first = width - 4 - wide * len(shown)
    roles: tuple[Role, ...] = ("", "strong", "dim") if key else ("dim", "dim", "dim")
    pieces: list[Piece] = [piece(lead, "key"), piece(_fill(label, first))]
    pieces += [piece(_fill(text, wide), roles[at]) for at, text in enumerate(shown)]
    return line(*pieces, key=key)


def _fill(text: str, width: int) -> str:
    """A text in a column, with a space after it."""
    text = cut(clean(text), width - 1)
    return text + " " * (width - cells(text))
