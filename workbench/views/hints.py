"""What stands under an empty say line: the first three steps, until they were taken; then what can
be said.
"""

from __future__ import annotations

from workbench.state.scene import Scene
from workbench.state.state import STEPS
from workbench.views.lines import Line, Lines, Piece, piece, size, spread

# Each in few words, and in more where there is room.
_STEPS = {
    "say": ("type a quote", "type a quote above", "type a quote above, enter keeps it"),
    "why": ("F5 why", "F5 says why", "F5 says why it is flagged"),
    "edit": ("F2 then e", "F2 then e edits", "F2 then e edits a value: see what moves"),
}


def steps(scene: Scene, width: int, lead: str) -> Line | None:
    """The first steps in a row, those taken with their mark; None where they are not shown."""
    taken = scene.state.steps
    if taken is None:
        return None
    rows = [_row(taken, lead, full) for full in (2, 1, 0)]
    return spread(next((row for row in rows if size(row) <= width), rows[-1]), (), width)


def _row(taken: tuple[str, ...], lead: str, full: int) -> list[Piece]:
    pieces: list[Piece] = [piece(lead), piece("first steps  ", "title")]
    for number, step in enumerate(STEPS, 1):
        done = step in taken
        pieces.append(piece(f"{'✓' if done else number} ", "good" if done else "key"))
        end = "   " if number < len(STEPS) else ""
        pieces.append(piece(_STEPS[step][full] + end, "dim" if done else ""))
    return pieces


def last_session(scene: Scene, key: str, lead: str, width: int) -> Line | None:
    """Which session was open last, while the example is on show."""
    if scene.state.rescued:
        words = (piece(lead), piece("unsaved work was rescued  ", "warn"), piece("^p", "key"))
        return spread((*words, piece(" rescued: brings it back", "dim")), (), width)
    if not scene.state.recent or scene.state.path is not None:
        return None
    found = (piece(lead), piece(f"last time  {scene.state.recent}  "), piece(key, "key"))
    return spread((*found, piece(" opens a recent session", "dim")), (), width)


def below(scene: Scene, lesson: Lines, key: str, lead: str, width: int) -> Lines:
    """The two rows: the first steps, else an example of what can be said; the session last open,
    else the keys of the line.
    """
    example, keys = lesson
    return (steps(scene, width, lead) or example, last_session(scene, key, lead, width) or keys)
