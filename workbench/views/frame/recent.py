"""Recent sessions as lines: name, worst flag, how long ago, folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from formulas.verdicts import WORDS, Flag
from workbench.views.figures import flag_piece
from workbench.views.lines import Line, Lines, Piece, line, paragraph, piece
from workbench.views.text import cells, cut

if TYPE_CHECKING:
    from workbench.person.remembered import Visit

_NAME, _FLAG, _WHEN = 24, 14, 14


def recent_lines(
    visits: tuple[Visit, ...],
    there: Mapping[str, bool],
    here: str | None,
    now: float,
    width: int,
) -> Lines:
    """One row for each; a file that is gone says so and cannot be opened."""
    if not visits:
        return paragraph("None of the sessions you opened has that in its path.", width, "dim")
    return tuple([_row(visit, there.get(visit.path, False), here, now, width) for visit in visits])


def _row(visit: Visit, there: bool, here: str | None, now: float, width: int) -> Line:
    folder, name = os.path.split(visit.path)
    name = name.removesuffix(".toml")
    flag: Flag | None = next((flag for flag in WORDS if flag == visit.worst), None)
    pieces: list[Piece] = [piece(_pad(name, _NAME), "strong" if there else "dim")]
    if not there:
        pieces.append(piece(_pad("not there", _FLAG), "warn"))
    elif flag is None:
        pieces.append(piece(" " * _FLAG))
    else:
        shown = flag_piece(flag)
        pieces += [shown, piece(" " * max(1, _FLAG - cells(shown.text)))]
    when = "open now" if here and os.path.abspath(here) == visit.path else ago(now - visit.when)
    pieces.append(piece(_pad(when, _WHEN)))
    home = os.path.expanduser("~")
    folder = (
        "~" + folder[len(home) :] if folder == home or folder.startswith(home + "/") else folder
    )
    room = width - _NAME - _FLAG - _WHEN
    # The end of a path tells folders apart, not its beginning.
    pieces.append(piece(folder if cells(folder) <= room else "…" + folder[-(room - 1) :], "dim"))
    return line(*pieces, key=visit.path)


def _pad(text: str, width: int) -> str:
    text = cut(text, width - 2)
    return text + " " * (width - cells(text))


def ago(seconds: float) -> str:
    """How long ago, as people say it."""
    for size, word in ((86400 * 365, "year"), (86400 * 30, "month"), (86400, "day")):
        if seconds >= size:
            count = int(seconds // size)
            if word == "day" and count == 1:
                return "yesterday"
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    if seconds >= 3600:
        count = int(seconds // 3600)
        return f"{count} hour{'s' if count > 1 else ''} ago"
    return f"{int(seconds // 60)} min ago" if seconds >= 60 else "just now"
