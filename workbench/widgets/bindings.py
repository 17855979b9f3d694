"""The table of actions as Textual's bindings."""

from __future__ import annotations

from textual.binding import Binding

from workbench.keys.table import ACTIONS, SHEETS, Action


def bindings(sheet: str = "") -> list[Binding]:
    """The table as bindings of the workbench screen; of a sheet, those that act while it has the
    focus, where they come before the screen's.
    """
    return [
        _binding(action, action.keys if sheet or action.where not in SHEETS else ())
        for action in ACTIONS
        if not sheet or action.where == sheet
    ]


def _binding(action: Action, keys: tuple[str, ...]) -> Binding:
    return Binding(
        # A key that no terminal sends, for the person's own file to replace.
        ",".join(keys) or f"none-{action.id}",
        f"{'screen.' if action.where in SHEETS else ''}do('{action.id}')",
        action.title,
        show=bool(action.footer),
        id=action.id,
        tooltip=action.help,
    )
