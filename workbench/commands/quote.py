"""`napkin quote`."""

from __future__ import annotations

import click

from sessions.answers.quotes import quoted
from sessions.document.clock import today
from sessions.document.keep import Heard, can_keep, keep, placed, several
from sessions.export.text.offers import quotes
from sessions.files.write import NotSaved
from sessions.say.hear import read, read_all
from sessions.store.load import load
from sessions.store.save import Conflict, save
from workbench.commands.asking import entries, open_session, pick_setup, with_sets
from workbench.commands.options import JSON, SESSION, SET, parts_of_setup
from workbench.commands.output import BadInput, Verb, tell

_TRIES = 20  # of adding a quote to a file that others add to as well


@click.command("quote", cls=Verb)
@click.argument("text")
@SESSION
@parts_of_setup
@SET
@click.option("--add", is_flag=True, help="Keep the quote in SESSION.")
@JSON
def command(
    text: str, session: str | None, sets: tuple[str, ...], add: bool, as_json: bool, **parts: str
) -> None:
    """Judge one line as it was said: 'Acme: $0.28/M, TTFT 1.2 s at c=64 on 8xB200 FP4'."""
    opened = open_session(session)
    given = entries(sets)
    setup = pick_setup(opened, parts, given)
    day = today()
    changed = with_sets(opened, setup, given)
    # What is kept is judged as the quote that it joins; what is only asked about, by itself.
    heard = placed(opened, read(opened, text, day), day) if add else None
    each = (heard.judged,) if heard is not None else read_all(opened, text, day)
    found = quoted(changed, setup.name, *each)
    if heard is not None:
        _keep(session, heard, found.about.assumptions)
    tell(found, quotes, as_json, found.status)


def _keep(path: str | None, heard: Heard, by: str) -> None:
    """Keep a line in a session file, by the same rule as on the screen; `by` are the assumptions
    that it was judged by.
    """
    if path is None:
        raise BadInput(
            "--add: there is no session to keep the quote in; name one: napkin quote TEXT"
            " SESSION --add"
        )
    if names := several(heard):
        raise BadInput(f"--add: {names}")
    if not can_keep(heard.quote):
        raise BadInput("--add: nothing in this line says anything to keep")
    for left in reversed(range(_TRIES)):
        loaded = load(path)
        there = placed(loaded.session, heard.quote, heard.day)
        try:
            save(keep(loaded.session, there, by)[0], path, loaded)
            break
        except Conflict as failed:
            # Somebody else added theirs meanwhile: adding one more to that is no conflict.
            if not left:
                raise BadInput(f"--add: {failed}") from failed
        except NotSaved as failed:
            raise BadInput(f"--add: {failed}") from failed
    click.echo(f"kept in {path}", err=True)
