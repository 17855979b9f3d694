"""`napkin accuracy`."""

from __future__ import annotations

import click

from sessions.answers.accuracy import Fared, fared
from sessions.export import tables
from sessions.export.text import accuracy as text
from sessions.measured.rows import each_row
from sessions.measured.verdicts import verdicts_of
from workbench.commands.options import JSON
from workbench.commands.output import Verb, tell


@click.command("accuracy", cls=Verb)
@click.argument("rows", metavar="ROWS.csv", type=click.Path())
@click.option("--out", metavar="FILE.csv", type=click.Path(), help="Write one line per row.")
@click.option(
    "--verdicts", is_flag=True, help="Judge the rows as quotes, too: true, and falsified."
)
@JSON
def command(rows: str, out: str | None, verdicts: bool, as_json: bool) -> None:
    """How far the napkin is from measured rows: error, share within 2x and 10x, bias.

    Rows that it cannot answer are counted as misses, with the reason.
    """
    found = fared(tables.counted(rows, out))
    if verdicts:
        found = found._replace(verdicts=verdicts_of(each_row(rows)))

    def lines(found: Fared) -> list[str]:
        written = ["", f"One line per row in {out}."] if out else []
        return [*text.accuracy(found), *written]

    tell(found, lines, as_json)
