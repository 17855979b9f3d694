"""`napkin check`."""

from __future__ import annotations

import click

from sessions.answers.quotes import checked
from sessions.export.text.offers import quotes
from workbench.commands import completion
from workbench.commands.asking import entries, open_session, pick_setup, with_sets
from workbench.commands.options import JSON, SESSION, SET, SETUP
from workbench.commands.output import BadInput, Verb, tell


@click.command("check", cls=Verb)
@SESSION
@click.option(
    "--provider",
    metavar="NAME",
    default="",
    shell_complete=completion.providers,
    help="Only quotes of this provider.",
)
@SETUP
@SET
@JSON
def command(
    session: str | None, provider: str, setup: str, sets: tuple[str, ...], as_json: bool
) -> None:
    """Judge every quote in a session. Exit 1 when one is 10x off or beyond the ceiling."""
    opened = open_session(session)
    picked = pick_setup(opened, {"setup": setup})
    changed = with_sets(opened, picked, entries(sets))
    known = sorted({quote.provider for quote in opened.quotes})
    if provider and provider.lower() not in [name.lower() for name in known]:
        raise BadInput(
            f"--provider: no quote of {provider!r}; there is {', '.join(known) or 'none'}"
        )
    found = checked(changed, picked.name, provider)
    tell(found, quotes, as_json, found.status)
