"""Who to pick for each objective and why, in one line each; the packet's own objective first."""

from __future__ import annotations

from sessions.document.session import Objective
from sessions.offers.ranking import GOALS, Place
from workbench.keys.shown import shown_key
from workbench.state.bakeoff import Decision, decided
from workbench.state.scene import Scene
from workbench.text import cells, clean, squeeze
from workbench.views.lines import Line, Lines, Piece, Role, fit, line, paragraph, piece, size

_NAME = 24
_TITLES: dict[Objective, str] = {
    "speed": "fastest",
    "price": "cheapest",
    "service level": "best fit for your levels",
}


def picks(scene: Scene, width: int) -> Lines:
    """The first of each ranking, or why there is none yet."""
    if scene.state.sheet != "bakeoff":
        return ()
    decision = decided(scene)
    if decision is None:
        return _unjudged(scene, width)
    if not decision.found.rows:
        return ()
    goals = [decision.goal, *[goal for goal in GOALS if goal != decision.goal]]
    return tuple([_pick(decision, goal, width) for goal in goals])


def _pick(decision: Decision, goal: Objective, width: int) -> Line:
    own = goal == decision.goal
    place = decision.ranked[goal][0]
    role: Role = "title" if own else "dim"
    key = shown_key("next_goal") if own else ""
    lead = [piece(f" {'▸' if own else ' '} ", "lit"), piece(f"{_TITLES[goal]}: ", role)]
    name = squeeze(clean(place.provider), _NAME)
    if place.standing == "in":
        words = [piece(name, "strong"), *_reason(place, width - size(lead) - cells(name))]
    else:
        words = [piece("nobody yet", "warn"), piece(f"; {name}: {place.sentence}")]
    tail = [piece(f" {key} ", "key"), piece("next", "dim")] if key else []
    row = fit((*lead, *words), width - size(tail))
    gap = width - size(row) - size(tail)
    return line(*row, piece(" " * max(0, gap)), *tail)


def _reason(place: Place, room: int) -> list[Piece]:
    """Why; where there is no room for all of it, what stands against it comes first."""
    if not place.but or cells(place.sentence) + 2 <= room:
        return [
            piece(f", {place.reason}"),
            *([piece(f"; {place.but}", "warn")] if place.but else []),
        ]
    return [piece(f", {place.but}", "warn"), piece(f"; {place.reason}")]


def _unjudged(scene: Scene, width: int) -> Lines:
    many = len(scene.session.quotes)
    doing = "Comparing" if scene.settled else "Judging"
    return paragraph(scene.problem or f"{doing} {many} quotes …", width, "dim")
