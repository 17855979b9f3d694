"""What belongs to the selected formula, marked in the other lists and counted on the frame of its
own pane, so that it is seen without colour, and where only one pane is.
"""

from __future__ import annotations

from collections.abc import Collection

from workbench.state.formula import place_on_walk
from workbench.state.scene import Scene
from workbench.views.lines import Line, Lines, Piece, Role
from workbench.views.text import cells

BELONGS, HERE = "▸", "»"


def marked(lines: Lines, belong: Collection[str], here: str = "") -> Lines:
    """Lines with a mark before those whose key belongs to the formula, and another before the
    symbol that the reader is at.
    """
    if not belong and not here:
        return lines
    return tuple(
        [
            (
                _marked(row, HERE)
                if row.key and row.key == here
                else _marked(row, BELONGS)
                if row.key in belong
                else row
            )
            for row in lines
        ]
    )


def _marked(row: Line, mark: str) -> Line:
    first, *rest = row.pieces
    role: Role = "lit" if first.role in ("", "strong") else first.role
    return Line((Piece(first.text[:1] + mark + first.text[2:], role), *rest), row.key)


def belongings(scene: Scene, width: int) -> str:
    """`made of 3 fields · judges 2 claims`, and where on the walk the formula is."""
    if scene.results is None:
        return ""
    inputs = scene.inputs()
    fields = len([field for field in scene.fields if field.id in inputs])
    claims = [
        item.verdict.metric
        for item in scene.items
        if item.verdict.metric is not None and item.verdict.metric.variable == scene.state.formula
    ]
    counted = [("made of", fields, "field"), ("judges", len(claims), "claim")]
    counts = [(verb, f"{n} {word}{'s' * (n > 1)}") for verb, n, word in counted if n]
    place = place_on_walk(scene)
    said = [f"{verb} {count}" for verb, count in counts]
    briefly = [count for _, count in counts]
    number = place.partition(",")[0]
    for parts in ([place, *said], [place, *briefly], [number, *said], [number, *briefly]):
        text = " · ".join([part for part in parts if part])
        if cells(text) <= width:
            return text
    return ""
