"""Price against speed: every offer as a sign in a chart, with the line that nobody is beyond.
Imported when it is first opened; what draws it takes a third of a second to load, beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from sessions.claims.metrics import SPEED
from sessions.claims.telling import figure, per_million
from sessions.offers.bakeoff import BakeOff
from sessions.offers.ranking import Point, pareto
from workbench.dialogs.choose import Choose
from workbench.dialogs.modal import Page
from workbench.views.lines import Line, Lines, Piece, Role, fit, line, paragraph, piece
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
