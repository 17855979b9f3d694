"""`napkin explain`."""

from __future__ import annotations

import click

from sessions.answers.chain import Explanation, explanation
from sessions.export.text import chain as text
from sessions.export.text.layout import plain
from workbench.commands import completion
from workbench.commands.asking import asked, entries, variable_named
from workbench.commands.options import JSON, SESSION, SET, parts_of_setup
from workbench.commands.output import Verb, tell


@click.command("explain", cls=Verb)
@click.argument("id", shell_complete=completion.variables)
@SESSION
@parts_of_setup
@SET
@click.option("--sensitivity", is_flag=True, help="Print what moves it most, and what binds.")
@click.option("--latex", is_flag=True, help="Print LaTeX.")
@click.option("--ascii", is_flag=True, help="Draw with ASCII characters only.")
@JSON
def command(
    id: str,
    session: str | None,
    sets: tuple[str, ...],
    sensitivity: bool,
    latex: bool,
    ascii: bool,
    as_json: bool,
    **parts: str,
) -> None:
    """One formula: symbolic, substituted with units, result, meaning, and what it feeds."""
    variable = variable_named(id)
    of = asked(session, parts, entries(sets))
    found = explanation(*of, variable.id, ascii=ascii, moves=sensitivity)

    def lines(found: Explanation) -> list[str]:
        told = text.latex(found) if latex else text.explanation(found)
        return plain(told) if ascii else told

    tell(found, lines, as_json)
