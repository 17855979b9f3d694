"""`napkin solve`."""

from __future__ import annotations

import click

from formulas.book import BOOK
from formulas.declare import Variable
from formulas.quantity import Refused
from formulas.solve import solve
from sessions.answers.about import about
from sessions.answers.chain import Solved
from sessions.export.text import chain as text
from workbench.commands import completion
from workbench.commands.asking import asked, basis_named, entries, say_middles, variable_named
from workbench.commands.options import JSON, ON_BASIS, SESSION, SET, parts_of_setup
from workbench.commands.output import BadInput, Verb, tell


@click.command("solve", cls=Verb)
@click.argument("wanted", metavar="ID=VALUE", shell_complete=completion.settable)
@click.option(
    "--for",
    "sought",
    required=True,
    metavar="ID",
    shell_complete=completion.variables,
    help="The input whose value is sought.",
)
@SESSION
@parts_of_setup
@SET
@ON_BASIS
@JSON
def command(
    wanted: str,
    sought: str,
    session: str | None,
    sets: tuple[str, ...],
    basis: str | None,
    as_json: bool,
    **parts: str,
) -> None:
    """The input value that makes a result come out so, and whether that can be.

    \b
    napkin solve per_stream_tps=50 --for concurrency
    napkin solve price_per_processed_token='$0.25/Mtok' --for gpu_price my-session.toml
    """
    target, value = _wanted(wanted)
    input = variable_named(sought, "--for")
    if input.id == target.id:
        raise BadInput(
            f"--for {input.id}: that is the result itself; name something it follows from"
        )
    if target.id not in BOOK.routes:
        raise BadInput(
            f"{target.id} is an input: it is what it is entered as; give a result that follows from"
            f" it, such as napkin solve tpot='20 ms' --for {target.id}"
        )
    given = entries(sets)
    say_middles(given)
    of, resolved = asked(session, parts, given)
    found = solve(resolved.given, target.id, value, input.id, basis_named(basis) or "napkin")
    tell(Solved(about(of, resolved), found, resolved.given), text.solution, as_json)


def _wanted(text: str) -> tuple[Variable, float]:
    """`ID=VALUE` as the result and what it should be, in base units."""
    id, equals, said = text.partition("=")
    if not equals:
        raise BadInput(f"{text}: expected ID=VALUE, for example ttft='1.2 s'")
    target = variable_named(id.strip(), text)
    try:
        return target, target.read(said).value
    except Refused as refused:
        raise BadInput(f"{target.id}: saw {said.strip()!r}: {refused}") from refused
