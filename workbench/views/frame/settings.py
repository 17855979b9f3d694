"""The settings as lines: the name, its options with the chosen one marked, help for the selected
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.keys.shown import shown_key
from workbench.person.settings import SCHEMA, Setting, Settings, chosen
from workbench.views.lines import BLANK, Line, Lines, Piece, as_written, line, paragraph, piece

if TYPE_CHECKING:
    from workbench.person.config import Config

_NAME = 20


def settings_lines(settings: Settings, config: Config | None, at: str, width: int) -> Lines:
    """Every setting by group; below, where they are kept."""
    rows: list[Line] = []
    group = ""
    for setting in SCHEMA:
        if setting.group != group:
            rows += [BLANK] if rows else []
            group = setting.group
            rows.append(line(piece(group, "title")))
        rows.append(_row(setting, settings))
        if setting.id == at:
            words = setting.help + ("; from the next start on" if setting.later else "")
            key = shown_key(setting.action) if setting.action else ""
            words += f"; {key} in a pane does it too." if key else "."
            rows += paragraph(words, width, "dim", "    ")
    rows.append(BLANK)
    if config is None:
        rows += paragraph("These count until you quit.", width, "dim")
    else:
        kept = f"Kept in {config.path}, where [keys] gives actions keys of your own."
        rows += paragraph(kept, width, "dim")
        for problem in config.problems:
            rows.append(BLANK)
            rows += as_written(problem, width, "warn")
    return tuple(rows)


def _row(setting: Setting, settings: Settings) -> Line:
    now = chosen(settings, setting.id)
    pieces: list[Piece] = [piece(f"  {setting.title}".ljust(_NAME))]
    for value, word in setting.options:
        # A mark and not only a colour: which one counts can be read without any.
        here = value == now and type(value) is type(now)
        pieces += [piece(f"● {word}" if here else f"  {word}", "strong" if here else "dim")]
        pieces.append(piece("  "))
    return line(*pieces, key=setting.id)
