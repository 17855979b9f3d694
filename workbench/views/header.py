"""The first row: which document, which set-up, and the worst flag."""

from __future__ import annotations

from formulas.verdicts import Flag
from workbench.scene import Scene
from workbench.views.flags import flag_piece
from workbench.views.lines import Line, Lines, Piece, paragraph, piece, spread


def header(scene: Scene, width: int) -> Line:
    """Name and unsaved mark, model, tier, hardware, set-up, in flight, assumptions; the worst flag
    at the end.
    """
    left = [piece(" napkin ", "title"), piece(" "), piece(name_of(scene), "strong")]
    left.append(piece(" *", "warn") if scene.state.unsaved else piece("  "))
    for text in facts(scene):
        left += [piece(" · ", "dim"), piece(text)]
    worst: Flag = scene.worst
    right: list[Piece] = []
    if scene.judged:
        right = [flag_piece(worst), piece(" ")]
        if any(judged.beyond_ceiling for judged in scene.judged):
            more = ", beyond the ceiling " if width >= 100 else ", beyond ceiling "
            right = [flag_piece(worst), piece(more, "bad")]
    return spread(left, right, width)


def too_small(scene: Scene, width: int) -> Lines:
    """What stands instead of a screen that could not be read."""
    words = "napkin needs a terminal of 60 columns and 16 rows. Nothing is lost: make it larger."
    last = (Line(), *paragraph("ctrl+s saves, ctrl+q quits.", width, "dim"))
    return (*paragraph(words, width, "strong"), *(last if width >= 20 else ()))


def name_of(scene: Scene) -> str:
    """What the document is called: its file, or its title."""
    path = scene.state.path
    return path.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml") if path else "untitled"


def facts(scene: Scene) -> list[str]:
    """The set-up in a few words."""
    setup, resolved = scene.setup, scene.resolved
    if setup is None:
        return ["no set-up"]
    if resolved is None:
        return [setup.name, "not resolved"]
    given = resolved.given.entered
    gpus, flight = given.get("gpus_per_replica"), given.get("concurrency")
    found = [setup.name, resolved.model.title]
    if setup.weights:
        found.append(setup.weights)
    found.append(f"{gpus:g}x {resolved.hardware.title}" if gpus else resolved.hardware.title)
    if flight:
        found.append(f"{flight:g} in flight")
    found.append(resolved.assumptions.label)
    return found
