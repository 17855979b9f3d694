"""What widgets tell the workbench. They hold no truth: each message becomes a new state, or a
question.
"""

from __future__ import annotations

from textual.message import Message


class Chosen(Message):
    """Something was selected in a pane: `pane` is "fields", "chain" or "quotes", `key` what was
    selected, `at` how often the pane had asked by then; 0 where it did not.
    """

    def __init__(self, pane: str, key: str, at: int = 0) -> None:
        super().__init__()
        self.pane, self.key, self.at = pane, key, at


class Acted(Message):
    """The selected thing of a pane was clicked or opened."""

    def __init__(self, pane: str) -> None:
        super().__init__()
        self.pane = pane


class SymbolChosen(Message):
    """A symbol of the drawn formula was clicked; `id` is the variable's."""

    def __init__(self, id: str) -> None:
        super().__init__()
        self.id = id


class Pressed(Message):
    """A part of a row was clicked: `do` is an action, or `field:` and the id of one."""

    def __init__(self, do: str) -> None:
        super().__init__()
        self.do = do


class BorderDragged(Message):
    """The border after a pane was dragged to a column of the panes."""

    def __init__(self, border: int, column: int) -> None:
        super().__init__()
        self.border, self.column = border, column


class FieldTyped(Message):
    """The text of the field that is being typed changed."""

    def __init__(self, id: str, text: str) -> None:
        super().__init__()
        self.id, self.text = id, text


class FieldStepped(Message):
    """The field that is being typed is to take its next natural value, up or down (-1)."""

    def __init__(self, id: str, way: int, big: bool) -> None:
        super().__init__()
        self.id, self.way, self.big = id, way, big


class FieldLeft(Message):
    """Typing ended: its last good value is kept, or with `keep` false the field is as before."""

    def __init__(self, id: str, keep: bool) -> None:
        super().__init__()
        self.id, self.keep = id, keep


class SayTyped(Message):
    """The text of the say line changed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class SayKept(Message):
    """Enter in the say line: what was understood belongs in the session."""


class SayCleared(Message):
    """Esc in the say line."""


class SayRecalled(Message):
    """Up in the say line: to a line that was said before; with a step of -1, down again."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class Dictated(Message):
    """Text that was typed or pasted over a list, and is meant for the say line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class CellMoved(Message):
    """The selected cell of the bake-off is to be some columns and rows further."""

    def __init__(self, across: int, down: int) -> None:
        super().__init__()
        self.across, self.down = across, down
