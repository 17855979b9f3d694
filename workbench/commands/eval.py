"""`napkin eval`."""

from __future__ import annotations

import click

from formulas.declare import BASES
from sessions.answers.chain import Evaluation, alone, evaluation, why_missing
from sessions.export.text import chain as text
from workbench.commands import completion
from workbench.commands.asking import (
    Parts,
    asked,
    basis_named,
    entries,
    say_middles,
    variable_named,
)
from workbench.commands.options import JSON, SESSION, SET, parts_of_setup
from workbench.commands.output import Verb, tell


@click.command("eval", cls=Verb)
@SESSION
@parts_of_setup
@SET
@click.option(
    "--only",
    multiple=True,
    metavar="ID",
    shell_complete=completion.variables,
    help="Print this variable alone; may be repeated.",
)
@click.option("--basis", type=click.Choice(BASES), help="Print this basis alone.")
@JSON
def command(
    session: str | None,
    sets: tuple[str, ...],
    only: tuple[str, ...],
    basis: str | None,
    as_json: bool,
    **parts: str,
) -> None:
    """Every value of the chain, by basis.

    With every input of --only ID given by --set, no session is needed.
    """
    tell(_evaluated(session, parts, sets, only, basis), text.values, as_json)


def _evaluated(
    path: str | None,
    parts: Parts,
    sets: tuple[str, ...],
    only: tuple[str, ...],
    basis: str | None,
) -> Evaluation:
    given, on = entries(sets), basis_named(basis)
    only = tuple([variable_named(id, "--only").id for id in only])
    if only and path is None and not any(parts.values()):
        found = alone(only, {id: entry.value for id, entry in given.items()}, on)
        if found is not None:
            for id in only:
                if id not in found.values:
                    why = "a division by zero, or a result without limit"
                    click.echo(f"{id} has no value: {why}", err=True)
            say_middles(given)
            return found
    session, resolved = asked(path, parts, given)
    found = evaluation(session, resolved, only, on)
    results = resolved.evaluate()
    for id in only:
        if id not in found.values:
            click.echo(f"{id} has no value: {why_missing(results, id, on)}", err=True)
    return found
