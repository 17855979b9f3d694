"""The first row: which document, which set-up, and the worst flag."""

from __future__ import annotations

from typing import NamedTuple

from formulas.verdicts import MEANINGS
from workbench.state.compare import example
from workbench.state.scene import Scene
from workbench.views.figures import flag_piece
from workbench.views.lines import Line, Piece, Spot, piece, size, spread
from workbench.views.text import clean, cut


def header(scene: Scene, width: int) -> Line:
    """Name and unsaved mark, model, tier, hardware, set-up, in flight, assumptions; the worst flag
    at the end.
    """
    # A long name leaves room for what is judged on.
    name = piece(cut(name_of(scene), max(20, width // 4)), "strong")
    left = [piece(" napkin ", "title"), piece(" "), name]
    spots = [Spot(size(left) - size([name]), size([name]), "save_as", "The file. Save as another")]
    left.append(piece(" *", "warn") if scene.state.unsaved else piece("  "))
    if scene.state.outside:
        left.append(piece(f" {scene.state.outside}", "warn"))
    at = size(left)
    for part in parts(scene):
        text = piece(part.text)
        left += [piece(" · ", "dim"), text]
        wide = size([text])
        spots.append(Spot(at + 3, wide, part.do, part.tip))
        at += 3 + wide
    worst, beyond = scene.worst, scene.beyond_ceiling
    right: list[Piece] = []
    if scene.judged and _own_quotes(scene):
        right = [flag_piece(worst), piece(" ")]
        if beyond:
            more = ", beyond the ceiling " if width >= 100 else ", beyond ceiling "
            right = [flag_piece(worst), piece(more, "bad")]
    row = spread(left, right, width)
    room = width - size(right)
    spots = [spot for spot in spots if spot.at + spot.size < room]
    if right:
        tip = f"The most serious flag of all quotes: {MEANINGS[worst]}"
        spots.append(Spot(room, size(right), "worst", tip))
    return row._replace(spots=tuple(spots))


def name_of(scene: Scene) -> str:
    """What the document is called: its file, else its own title; one without either is new."""
    path = scene.state.path
    if path:
        return path.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml")
    return clean(scene.session.title) or "new session"


def _own_quotes(scene: Scene) -> bool:
    """Whether a quote of somebody's own is there: those of the worked example say nothing of one's
    own vendors.
    """
    state = scene.state
    if state.path or state.rescued_from:
        return True
    return any(quote not in example().quotes for quote in scene.session.quotes)


class Part(NamedTuple):
    """A word of the header, what a click on it does, and what it is."""

    text: str
    do: str
    tip: str


def parts(scene: Scene) -> list[Part]:
    """The set-up in a few words."""
    setup, resolved = scene.setup, scene.resolved
    if setup is None:
        return [Part("no set-up", "help", "This session has no set-up yet")]
    first = Part(setup.name, "next_setup", "The set-up on show. Click for the next one")
    if resolved is None:
        return [first, Part("not resolved", "pane_1", scene.problem)]
    given = resolved.given.entered
    gpus, flight = given.get("gpus_per_replica"), given.get("concurrency")
    found = [first, Part(resolved.model.title, "field:model", "The model that is served")]
    if setup.weights:
        found.append(Part(setup.weights, "field:weights", "The quantization tier of the weights"))
    title = resolved.hardware.title
    many = f"{gpus:g}x {title}" if gpus else title
    found.append(Part(many, "field:hardware", "What one replica runs on"))
    if flight:
        flying = f"{flight:g} in flight"
        found.append(Part(flying, "field:concurrency", "Requests in flight on one replica"))
    label = resolved.assumptions.label
    found.append(Part(label, "field:assumptions", "The set of assumptions that the napkin uses"))
    return found
