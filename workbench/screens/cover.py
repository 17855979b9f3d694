"""The first frame: the workbench's own frame with the example's values in it, painted as one
widget.

Laying out the whole workbench takes longer than everything else at start together. This screen
shows the header, the empty panes where they will be, and the chain with its values; the workbench
takes its place as soon as this was seen. What is typed meanwhile is handed on.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from workbench.person.colours import INKS, Ink
from workbench.state.layout import NARROW, columns, keys_room, story_parts
from workbench.state.scene import Scene, look
from workbench.state.state import State
from workbench.views.formulas.chain import chain_head, chain_list, marked
from workbench.views.frame.header import header
from workbench.views.lines import BLANK, ROLES, Line, Lines, piece, size

# The rows below the panes: say line, echo, keys.
BELOW = 4


class Seen(Message):
    """The first frame was painted."""


class Cover(Screen[None]):
    """Header, frames and values, until the workbench stands."""

    def __init__(self, state: State, colours: str = "dark") -> None:
        super().__init__(id="cover")
        self.state, self.colours = state, colours
        self.typed: list[events.Key] = []

    def compose(self) -> ComposeResult:
        """One widget paints it all."""
        yield Front(look(self.state, judge=False), self.colours)

    def on_mount(self) -> None:
        """Say so when the first frame stands."""
        self.call_after_refresh(self.post_message, Seen())

    def on_key(self, event: events.Key) -> None:
        """Nothing that is typed is lost: the workbench gets it."""
        self.typed.append(event)


class Front(Widget):
    """The rows of the first frame."""

    DEFAULT_CSS = "Front { width: 1fr; height: 1fr; }"

    def __init__(self, scene: Scene, colours: str) -> None:
        super().__init__()
        self.scene = scene
        self.rows: tuple[Line, ...] = ()
        self.base, self.styles_of = _styles(INKS[colours])

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        width, height = self.size
        if len(self.rows) != height:
            self.rows = front(self.scene, width, height)
        segments = [
            Segment(text, self.styles_of[role]) for text, role in self.rows[y].pieces if text
        ]
        return Strip(segments).adjust_cell_length(width, self.base)


def _styles(ink: Ink) -> tuple[Style, dict[str, Style]]:
    """The style of plain text and of every role."""
    base = Style(color=ink.foreground, bgcolor=ink.background)
    faint = True if ink.quiet == ink.foreground else None
    own = {
        "dim": Style(color=ink.quiet, bgcolor=ink.background, dim=faint),
        "title": Style(color=ink.title, bgcolor=ink.background, bold=True),
        "strong": Style(color=ink.foreground, bgcolor=ink.background, bold=True),
        "bad": Style(color=ink.bad, bgcolor=ink.background, bold=True),
    }
    return base, {**dict.fromkeys(ROLES, base), **own}


def front(scene: Scene, width: int, height: int) -> Lines:
    """Header, panes and the chain in the middle one, in a screen of this size, arranged as the
    workbench will be.
    """
    plan, compact = scene.state.layout, scene.state.settings.density == "compact"
    aside, below = keys_room(plan, width, height)
    several = width >= NARROW and not plan.alone
    widths = columns(plan.shares, width - aside) if several else (width - aside,)
    inner = max(1, height - 1 - below - (BELOW if compact else BELOW + 2))
    middle = widths[len(widths) // 2] - (0 if compact and not several else 1 if compact else 2)
    listed = marked(chain_list(scene, middle - 1), scene.inputs())
    part = story_parts(plan, height, reading=False)[1]
    # The list stands where the workbench will have it: scrolled to what is selected.
    chosen = next((at for at, row in enumerate(listed) if row.key == scene.state.formula), 0)
    first_row = max(0, chosen + 1 - (inner - 1) * (100 - part) // 100)
    body = (chain_head(scene, middle - 1), *listed[first_row:])[:inner]
    titles = ("1 Packet and set-up", "2 Formulas", "3 Quotes") if several else ("2 Formulas",)
    named = zip(titles, widths, strict=True)
    if compact:
        starts = ("─", "┌─ ", "┌─ ")
        top = "".join(
            [
                f"{start}{title}".ljust(wide, "─")
                for start, (title, wide) in zip(starts, named, strict=False)
            ]
        )
        before, after = (" " * widths[0] + "│", "│") if several else ("", "")
    else:
        top = "".join([f"╭─ {title} ".ljust(wide - 1, "─") + "╮" for title, wide in named])
        before = "│" + " " * (widths[0] - 2) + "││" if several else "│"
        after = "││" + " " * (widths[-1] - 2) + "│" if several else "│"
    rows = [header(scene, width), Line((piece(top, "dim"),))]
    for at in range(inner):
        cells = body[at].pieces if at < len(body) else ()
        gap = piece(" " * max(0, middle - size(cells)))
        rows.append(Line((piece(before, "dim"), *cells, gap, piece(after, "dim"))))
    if not compact:
        bottom = "".join(["╰".ljust(wide - 1, "─") + "╯" for wide in widths])
        rows.append(Line((piece(bottom, "dim"),)))
    rows += [BLANK] * below
    rows.append(Line((piece("say   > ", "dim"),)))
    rows += [BLANK] * (height - len(rows))
    return tuple(rows[:height])
