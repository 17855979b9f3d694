"""Widgets that paint the lines of a view, row by row, and nothing else.

One widget for all three panes instead of one per field: thirty inputs and sixty labels would cost
half a second at start,
rows cost nothing until they are on screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from workbench.state.scene import Scene
from workbench.views.frame.tips import spot_at, tip
from workbench.views.lines import ROLES, Line, Lines
from workbench.views.text import cells
from workbench.widgets.content import safe
from workbench.widgets.messages import Acted, Chosen, Dictated, Pressed, SymbolChosen

View = Callable[[Scene, int], Lines]
# A screen with lines in it has these as its component classes: once for all views, since each
# costs a styled node.
PALETTE = frozenset(
    [f"lines--{role}" for role in (*ROLES, "cursor", "cursor-focus", "label") if role]
)


class LinesView(ScrollView, can_focus=False):
    """Shows the lines that a view makes of a scene in this width."""

    def __init__(self, view: View, *, id: str, classes: str = "", prose: bool = True) -> None:
        super().__init__(id=id, classes=f"lines {classes}")
        self._view = view
        self._scene: Scene | None = None
        self._styles: dict[str, Style] = {}
        self._stale = False
        self._width = 0
        # The room as it was when the lines were last made: Textual looks for it anew each time.
        self._area = Size(0, 0)
        # By row of the widget, what was painted there and from what; see `render_lines`.
        self._painted: dict[int, tuple[Line | None, bool, bool, Strip]] = {}
        self._painted_in: tuple[object, ...] = ()
        self._margin = 1 if prose else 0
        self.lines: Lines = ()
        self.selected = ""
        # Jump mode: the letters beside what can be gone to, by key of a row or deed of a spot.
        self.labels: dict[str, str] = {}

    @property
    def room(self) -> int:
        """Columns for a line; sentences keep one free of the scroll bar."""
        return self.scrollable_content_region.width - self._margin

    def show(self, scene: Scene) -> None:
        """Show another scene; rows that stay the same are not painted again."""
        self._scene = scene
        self._stale = True
        self._make()

    def _make(self) -> None:
        """Make the lines of the scene in this width, once there is any room for them."""
        self._area = self.scrollable_content_region.size
        if self._scene is None or self._area.width <= self._margin or not self._area.height:
            return
        self._stale = False
        lines = self._view(self._scene, self._area.width - self._margin)
        self._set(lines, self.chosen(self._scene))

    def chosen(self, scene: Scene) -> str:
        """The key of what is selected; nothing, in a view that is only read."""
        return ""

    def _set(self, lines: Lines, selected: str) -> None:
        if lines is self.lines and selected == self.selected:
            return
        old, before = self.lines, self.selected
        self.lines, self.selected = lines, selected
        self._width = self._area.width - self._margin
        if self.virtual_size != (self._width, len(lines)) and not self._grown(
            Size(self._width, len(lines))
        ):
            self.refresh()
            return
        # Painting is most of what a key press costs: only rows that differ are painted again, and
        # not the scroll bar beside them.
        top, width = round(self.scroll_offset.y), self._area.width
        turned = {before, selected} if before != selected else set()
        most, least = max(len(lines), len(old)), min(len(lines), len(old))
        differing = [
            Region(0, at - top, width, 1)
            for at in range(top, min(top + self._area.height, most))
            if at >= least or lines[at] != old[at] or (lines[at].key and lines[at].key in turned)
        ]
        if differing:
            self.refresh(*differing)

    def _grown(self, size: Size) -> bool:
        """Another number of lines; whether the rest stands where it stood. The screen is not laid
        out anew for that: it costs more than everything else that a letter changes. The column of
        the scroll bar is always there, and empty where there is nothing to scroll.
        """
        wide = self.virtual_size.width
        if self.styles.overflow_y == "auto":
            self.virtual_size = size
            return False
        self.set_reactive(LinesView.virtual_size, size)
        if self.show_vertical_scrollbar:
            bar = self.vertical_scrollbar
            if max(size.height, bar.window_virtual_size) <= bar.window_size:
                # Nothing to scroll, before as after: the bar is empty, and need not be painted.
                bar.set_reactive(ScrollBar.window_virtual_size, size.height)
            else:
                bar.window_virtual_size = size.height
            self.scroll_y = self.validate_scroll_y(self.scroll_y)
        return wide == size.width

    def on_resize(self) -> None:
        """Another width makes other lines."""
        if self._scene is not None and (self._stale or self._width != self.room):
            self.show(self._scene)

    def on_show(self) -> None:
        """A pane that comes into view shows what happened meanwhile."""
        if self._stale:
            self._make()

    def notify_style_update(self) -> None:
        """Another theme, or another focus."""
        super().notify_style_update()
        self._styles, self._painted = {}, {}

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._made(name)
        return style

    def _made(self, name: str) -> Style:
        """A role's colour and weight, or the cursor's background, to lay over a row's own style."""
        if not name:
            return Style.null()
        if name == "base":
            return self.rich_style
        full = self.screen.get_component_rich_style(f"lines--{name}")
        if name == "label":
            return full
        if name.startswith("cursor"):
            return Style(bgcolor=full.bgcolor, reverse=full.reverse)
        return Style(
            color=full.color,
            bold=full.bold,
            dim=full.dim,
            italic=full.italic,
            reverse=full.reverse,
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of the screen. Textual's way through all that a style may say costs more than
        the text of a row: these have an edge above them at most. A row that was painted is kept for
        as long as it would be painted from the same.
        """
        gutter = self.styles.gutter
        if gutter.left or gutter.right or gutter.bottom:
            return super().render_lines(crop)
        above = max(0, min(gutter.top - crop.y, crop.height))
        edge = crop._replace(height=above)
        strips = super().render_lines(edge) if above else []
        if self._stale:
            self._make()  # the first frame is painted before any resize is told
        filters, (_, behind) = self.get_line_filters(), self.background_colors
        size, focused = self.size, self.has_focus
        painted_in = (size.width, focused, behind, *filters)
        if painted_in != self._painted_in:
            self._painted_in, self._painted = painted_in, {}
        left, right = crop.column_span
        whole = (left, right) == (0, size.width)
        scrolled = self.scroll_offset.y
        for y in range(crop.y + above - gutter.top, crop.bottom - gutter.top):
            row, chosen, first = self._row(y + scrolled)
            known = self._painted.get(y)
            if known is None or known[0] is not row or known[1:3] != (chosen, first):
                strip = self._strip(row, size.width, chosen, first)
                for filter in filters:
                    strip = strip.apply_filter(filter, behind)
                known = self._painted[y] = row, chosen, first, strip
            strips.append(known[3] if whole else known[3].crop(left, right))
        return strips

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        if self._stale:
            self._make()
        row, chosen, first = self._row(y + self.scroll_offset.y)
        return self._strip(row, self.size.width, chosen, first)

    def _row(self, at: int) -> tuple[Line | None, bool, bool]:
        """One of the lines, whether it is selected, and whether what it belongs to begins there."""
        if at >= len(self.lines):
            return None, False, False
        row = self.lines[at]
        chosen = bool(row.key) and row.key == self.selected
        return row, chosen, at == 0 or self.lines[at - 1].key != row.key

    def _strip(self, row: Line | None, width: int, chosen: bool, first: bool) -> Strip:
        base = self._style("base")
        if row is None:
            return Strip.blank(width, base)
        if chosen:
            base += self._style("cursor-focus" if self.has_focus else "cursor")
        strip = self._paint(row, width, base, chosen, first)
        return self._labelled(strip, row, first) if self.labels else strip

    def label_places(self, row: Line, first: bool) -> list[tuple[int, str]]:
        """(column, letters) of the labels of a row: in the margin of a list, else just before what
        they stand for, where only space or a dot is covered.
        """
        found = []
        if row.key and first and row.key in self.labels:
            found.append((0, self.labels[row.key]))
        for spot in row.spots:
            label = self.labels.get(spot.do, "")
            if label:
                found.append((max(0, spot.at - 2), label))
        return found

    def _labelled(self, strip: Strip, row: Line, first: bool) -> Strip:
        style = self._style("label")
        for at, label in self.label_places(row, first):
            after = at + len(label)
            if after <= strip.cell_length:
                parts = [strip.crop(0, at), Strip([Segment(label, style)]), strip.crop(after)]
                strip = Strip.join(parts)
        return strip

    def label(self, labels: dict[str, str]) -> None:
        """Show letters beside what can be gone to, or with none, take them away."""
        if labels != self.labels:
            self.labels, self._painted = labels, {}
            self.refresh()

    def _row_at(self, y: int) -> Line | None:
        at = y + round(self.scroll_offset.y)
        return self.lines[at] if 0 <= at < len(self.lines) else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say what the mouse rests on; it is literal text, whoever wrote it."""
        row = self._row_at(event.y)
        words = tip(row, event.x, self.id or "") if row is not None else ""
        now = self.tooltip.plain if isinstance(self.tooltip, Content) else ""
        if words != now:
            self.tooltip = safe(words) if words else None

    def on_click(self, event: events.Click) -> None:
        """A click on a part of a row does what the part says."""
        row = self._row_at(event.y)
        spot = spot_at(row, event.x) if row is not None else None
        if spot is not None:
            event.stop()
            self.post_message(Pressed(spot.do))

    def _paint(self, row: Line, width: int, base: Style, chosen: bool, first: bool) -> Strip:
        segments: list[Segment] = []
        used = 0
        for text, role in row.pieces:
            if not text:
                continue
            if chosen and first and not used and text[0] == " ":
                text = ">" + text[1:]
            # A space has no colour: where the cursor is a reverse, it would be a block of it. Only
            # a band is one.
            bare = text.isspace() and not role.startswith("band")
            style = base if bare else base + self._style(role)
            segments.append(Segment(text, style))
            used += cells(text)
        if used < width:
            segments.append(Segment(" " * (width - used), base))
        strip = Strip(segments, max(used, width))
        return strip if used <= width else strip.crop(0, width)


class Selectable(LinesView, can_focus=True):
    """A list of which one thing is selected, by key or by click."""

    keeps_lines = True  # of what is pasted, which is said
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(0)", "First", show=False),
        Binding("end", "edge(-1)", "Last", show=False),
        Binding("right", "aside('step_up')", "Step up", show=False),
        Binding("left", "aside('step_down')", "Step down", show=False),
        Binding("shift+right", "aside('leap_up')", "Step far up", show=False),
        Binding("shift+left", "aside('leap_down')", "Step far down", show=False),
    ]

    def __init__(self, view: View, pane: str, chosen: Callable[[Scene], str]) -> None:
        super().__init__(view, id=pane, prose=False)
        self.pane = pane
        self._chosen = chosen
        # What was asked to be selected and is not shown yet: keys that arrive together add up.
        self._aim = ""
        self.asked, self.heard = 0, 0  # how often something was, and how much of that was done
        self._placed: tuple[Lines, dict[str, tuple[int, int]]] = ((), {})

    def chosen(self, scene: Scene) -> str:
        """The key of what the scene says is selected here."""
        return self._chosen(scene)

    def _set(self, lines: Lines, selected: str) -> None:
        moved = selected != self.selected or not self.lines
        if selected == self._aim:
            self._aim = ""
        super()._set(lines, selected)
        if moved:
            self.reveal()

    @property
    def shows_focus(self) -> bool:
        """Whether it is seen that keys act here: by its frame, and what is selected in it."""
        return self.size.height > 0

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted over a list is said: it is no key of it."""
        event.stop()
        self.post_message(Dictated(event.text))

    @property
    def keys(self) -> list[str]:
        """What can be selected, in order."""
        return list(self._places())

    def rows_of(self, key: str) -> tuple[int, int]:
        """First and last row of something."""
        if self._placed[0] is self.lines:
            return self._placed[1].get(key, (0, 0))
        # After a key typed elsewhere one is asked for: then the others need no place.
        at = [place for place, row in enumerate(self.lines) if row.key == key]
        return (at[0], at[-1]) if key and at else (0, 0)

    def _places(self) -> dict[str, tuple[int, int]]:
        """First and last row of everything, in order; looked for once, for there may be many."""
        if self._placed[0] is not self.lines:
            found: dict[str, tuple[int, int]] = {}
            for at, row in enumerate(self.lines):
                if row.key:
                    found[row.key] = (found[row.key][0] if row.key in found else at, at)
            self._placed = self.lines, found
        return self._placed[1]

    def reveal(self, key: str = "") -> None:
        """Scroll as little as it takes to see what is selected, or something else, with its
        heading where there is room.
        """
        key = key or self.selected
        if not key or self.size.height <= 0:
            return
        first, last = self.rows_of(key)
        height, top = self.size.height, round(self.scroll_offset.y)
        if first > 0 and not self.lines[first - 1].key:
            first -= 1
        if first < top:
            self.scroll_to(y=first, animate=False, force=True)
        elif last >= top + height:
            self.scroll_to(y=min(first, last - height + 1), animate=False, force=True)

    def on_resize(self) -> None:
        """In less room too, what is selected stays in sight."""
        if not self._stale:
            self.reveal()

    @property
    def aimed(self) -> str:
        """What was asked to be selected and is not selected yet, or nothing."""
        return self._aim

    def _choose(self, key: str) -> None:
        if key and key != (self._aim or self.selected):
            self._aim = key
            self.asked += 1
            self.post_message(Chosen(self.pane, key, self.asked))

    def action_step(self, step: int) -> None:
        """The next thing, or the one before."""
        keys = self.keys
        if not keys:
            return
        now = self._aim if self._aim in keys else self.selected
        place = keys.index(now) + step if now in keys else 0
        if place < 0:
            self.scroll_to(y=0, animate=False, force=True)
        self._choose(keys[min(max(place, 0), len(keys) - 1)])

    def action_page(self, step: int) -> None:
        """A screenful further."""
        rows = [row.key for row in self.lines]
        if not any(rows):
            return
        first, _ = self.rows_of(self._aim or self.selected)
        target = min(max(first + step * max(1, self.size.height - 2), 0), len(rows) - 1)
        around = rows[target:] if step > 0 else rows[target::-1]
        self._choose(
            next((key for key in around if key), self.keys[-1] if step > 0 else self.keys[0])
        )

    def action_edge(self, place: int) -> None:
        """The first or the last thing."""
        if self.keys:
            self._choose(self.keys[place])

    async def action_aside(self, name: str) -> None:
        """The arrows to the sides step a field, and read a formula, which is the screen's; among
        the quotes they do nothing.
        """
        if self.pane == "chain":
            raise SkipAction
        if self.pane == "fields":
            await self.screen.run_action(f"do('{name}')")

    def on_click(self, event: events.Click) -> None:
        """A click selects; a double click acts."""
        at = event.y + round(self.scroll_offset.y)
        if not 0 <= at < len(self.lines) or not self.lines[at].key:
            return
        event.prevent_default()
        if event.chain > 1:
            self.post_message(Acted(self.pane))
        self._choose(self.lines[at].key)


# The variable that stands at a row and a column of the story, in a width; or nothing.
At = Callable[[int, int, int], str]


class FormulaView(LinesView):
    """The drawing and what stands below it."""

    def __init__(self, view: View, at: At, *, id: str) -> None:
        super().__init__(view, id=id, classes="story")
        self._at = at
        self._of = ""

    def _set(self, lines: Lines, selected: str) -> None:
        super()._set(lines, selected)
        scene = self._scene
        if scene is None:
            return
        if scene.state.formula != self._of:
            self._of = scene.state.formula
            self.scroll_to(y=0, animate=False, force=True)
        if scene.symbol:
            self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """From the top, scroll as little as it takes to see the line of the symbol."""
        last = next((at for at, row in enumerate(self.lines) if _is_symbol(row)), 0)
        while last + 1 < len(self.lines) and self.lines[last + 1].text.startswith("  "):
            last += 1  # what did not fit on its first row
        wanted = max(0, last - self.size.height + 1)
        if wanted != round(self.scroll_offset.y):
            self.scroll_to(y=wanted, animate=False, force=True)

    def on_resize(self) -> None:
        """Another height shows other rows."""
        super().on_resize()
        if self._scene is not None and self._scene.symbol and self.size.height > 0:
            self._keep_in_sight()

    def on_click(self, event: events.Click) -> None:
        """A click on a symbol selects it; a second one follows."""
        # The rule above the story is part of the widget: rows count from below it.
        content = event.get_content_offset(self)
        if content is None:
            return
        row = content.y + round(self.scroll_offset.y)
        found = self._at(row, content.x, self.room)
        if found:
            event.stop()
            self.post_message(SymbolChosen(found))


def _is_symbol(row: Line) -> bool:
    return len(row.pieces) > 1 and row.pieces[1].role == "lit"
