"""All offers in a box: price against speed, with the line that nobody is beyond (what draws it
takes a third of a second to load, beside it); and the text to send, in which what is shown of the
others is chosen claim by claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from sessions.claims.metrics import SPEED
from sessions.claims.telling import figure, per_million
from sessions.document.session import Session
from sessions.offers.bakeoff import BakeOff, bake_off
from sessions.offers.questions import letter, to_beat, with_private
from sessions.offers.ranking import Point, pareto
from workbench.dialogs.choose import Choose
from workbench.dialogs.modal import Modal, Page
from workbench.views.lines import (
    BLANK,
    Line,
    Lines,
    Piece,
    Role,
    as_written,
    fit,
    line,
    paragraph,
    piece,
)
from workbench.views.text import cells, clean, cut
from workbench.widgets.background import Stop, in_background

if TYPE_CHECKING:
    from textual_plot import PlotWidget

SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"
MARGIN = 0.08  # of the range, around the outermost points


class ParetoScreen(Choose):
    """Answers with a provider to select, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("p", "leave", "Leave", show=False)]
    heading = "Price against speed"
    hint = "up and down choose · enter selects it · esc back"

    def __init__(self, found: BakeOff, provider: str) -> None:
        super().__init__()
        self.points = pareto(found)
        self._silent = len(found.rows) - len(self.points)
        self.at = provider if provider in [point.provider for point in self.points] else ""

    def inside(self) -> list[Widget]:
        """The chart, and what its signs stand for."""
        return [Vertical(id="chart"), Page()]

    def on_mount(self) -> None:
        """The list at once; the chart as soon as what draws it is loaded."""
        super().on_mount()
        if self.points:
            in_background(self, _load, self.draw, "chart", vital=True)
        else:
            self.query_one("#chart").display = False

    async def draw(self, loaded: None) -> None:
        """Put the chart in its place; it forgets what it is told before it stands there."""
        from textual_plot import PlotWidget  # loaded by now

        plot = PlotWidget(allow_pan_and_zoom=False)
        plot.can_focus = False
        await self.query_one("#chart").mount(plot)
        self._plot(plot)

    def _plot(self, plot: PlotWidget) -> None:
        from textual_plot import HiResMode  # loaded by now

        # What is doubted must not press all others into a corner: it stands at the edge.
        sound = [point for point in self.points if not point.doubt] or list(self.points)
        xs = [point.price * 1e6 for point in self.points]
        ys = [point.speed for point in sound]
        plot.clear()
        plot.set_xlabel("$ per million tokens, on your mix")
        plot.set_ylabel("tok/s")
        plot.set_xlimits(*_around(xs))
        plot.set_ylimits(*_around(ys))
        best = [point for point in self.points if point.best]
        steps = [(best[0].price * 1e6, _around(ys)[0])] if best else []
        for point in best:
            steps += [(point.price * 1e6, steps[-1][1]), (point.price * 1e6, point.speed)]
        if steps:
            steps.append((_around(xs)[1], steps[-1][1]))
            plot.plot(
                [x for x, _ in steps],
                [y for _, y in steps],
                line_style=self._ink("dim"),
                hires_mode=HiResMode.BRAILLE,
            )
        for at, point in enumerate(self.points):
            chosen = point.provider == self.at
            plot.scatter(
                [_within(point.price * 1e6, _around(xs))],
                [_within(point.speed, _around(ys))],
                marker=_sign(at),
                marker_style=self._ink(_role(point)) + (" reverse" if chosen else ""),
            )

    def _ink(self, role: str) -> str:
        style = self.get_component_rich_style(f"lines--{role}")
        return f"{'bold ' if style.bold else ''}{style.color.name if style.color else 'default'}"

    def lines(self, width: int) -> Lines:
        """The sign, who it is, the price and the speed, the cheapest first."""
        rows: list[Line] = []
        for at, point in enumerate(self.points):
            name = cut(clean(point.provider), 20)
            pieces: list[Piece] = [
                piece(f" {_sign(at)} ", _role(point)),
                piece(name + " " * (21 - cells(name)), "strong"),
                piece(f"{per_million(point.price):>10}  {figure(SPEED, point.speed):>10}  "),
                piece(_word(point), "dim"),
            ]
            rows.append(line(*fit(pieces, width - 1), key=point.provider))
        if not self.points:
            rows += paragraph("Nobody quotes both a price and a speed.", width, "dim")
        elif self._silent:
            words = f"{self._silent} more quote no price or no speed, and have no place here."
            rows += paragraph(words, width, "dim")
        return tuple(rows)

    def move(self, key: str) -> None:
        """Choose a provider, and mark it in the chart."""
        super().move(key)
        for plot in self.query("PlotWidget"):
            self._plot(plot)  # type: ignore[arg-type]


def _load(stop: Stop) -> None:
    """Import what draws: a third of a second."""
    import textual_plot  # noqa: F401


def _around(values: list[float]) -> tuple[float, float]:
    """Limits with room around the outermost values, none below zero."""
    low, high = min(values), max(values)
    room = (high - low or high or 1.0) * MARGIN
    return max(0.0, low - room), high + room


def _within(value: float, limits: tuple[float, float]) -> float:
    inside = (limits[1] - limits[0]) * MARGIN / 3
    return min(max(value, limits[0] + inside), limits[1] - inside)


def _sign(at: int) -> str:
    return SIGNS[at] if at < len(SIGNS) else "·"


def _role(point: Point) -> Role:
    return "good" if point.best else "warn" if point.doubt else "strong"


def _word(point: Point) -> str:
    if point.doubt:
        return f"? {point.doubt}"
    return "not beaten" if point.best else "beaten"


# --- The text to send


class LetterScreen(Modal[Session]):
    """Answers with the session in which what may be shown was chosen anew, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False, priority=True),
        Binding("down", "step(1)", "Down", show=False, priority=True),
        Binding("space,enter", "show_or_hide", "Show it or not", show=False, priority=True),
        Binding("c,y", "copy", "Copy", show=False),
        Binding("pageup", "scroll(-1)", "Page up", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False),
    ]
    hint = "c copies · space shows or hides a figure, from everybody · pgup pgdn scroll · esc back"

    def __init__(self, session: Session, found: BakeOff, provider: str, setup: str = "") -> None:
        super().__init__()
        self._first = self._session = session
        self._found, self._provider, self._setup = found, provider, setup
        self.at = ""
        self.heading = f"To send to {clean(provider)}"
        self._read()

    def _read(self) -> None:
        self._beats = to_beat(self._found, self._provider)
        self.text = letter(self._session, self._found, self._provider)
        metrics = [beat.metric for beat in self._beats]
        self.at = self.at if self.at in metrics else (metrics or [""])[0]

    def lines(self, width: int) -> Lines:
        """What may be shown, each with its owner, who is never told; below, the text as it is."""
        rows: list[Line] = []
        if self._beats:
            whom = f"Shown to {self._provider}, never with a name:"
            rows += paragraph(whom, width, "dim")
        for beat in self._beats:
            mark = "[ ]" if beat.private else "[x]"
            whose = f"{beat.text}  ({beat.competitor})"
            rows += paragraph(
                whose, width - 1, "dim" if beat.private else "", f" {mark} ", beat.metric
            )
        if not self._beats:
            rows += paragraph("Nobody beats it in any figure that counts.", width, "dim")
        rule = piece("─" * max(0, width - 1), "dim")
        return (*rows, line(rule), *as_written(self.text, width - 1), BLANK)

    def selected(self) -> str:
        """The figure that the cursor is at."""
        return self.at

    def action_step(self, step: int) -> None:
        """The next figure, or the one before."""
        metrics = [beat.metric for beat in self._beats]
        if metrics:
            self.at = metrics[(metrics.index(self.at) + step) % len(metrics)]
            page = self.query_one(Page)
            page.put(page.lines, self.at)

    def action_show_or_hide(self) -> None:
        """Show the figure to others, or do not."""
        beat = next((each for each in self._beats if each.metric == self.at), None)
        if beat is None:
            return
        self._session = with_private(
            self._session, beat.competitor, beat.metric, private=not beat.private
        )
        self._found = bake_off(self._session, self._setup)
        self._read()
        self.fill()

    def action_scroll(self, way: int) -> None:
        """A screenful further."""
        self.query_one(Page).scroll_relative(y=way * 8, animate=False)

    def action_copy(self) -> None:
        """The text, for an e-mail or the chat of the call."""
        self.app.copy_to_clipboard("\n".join([clean(row) for row in self.text.split("\n")]))
        self.notify("Copied: paste it into the e-mail or the chat.", timeout=2)

    def action_leave(self) -> None:
        """Back, with what was chosen."""
        changed = self._session is not self._first
        self.dismiss(self._session if changed else None)
