"""`napkin open`: the workbench on the screen."""

from __future__ import annotations

import sys

import click

from workbench.app.app import run
from workbench.commands.options import SESSION


@click.command("open")
@SESSION
def command(session: str | None) -> None:
    """Open the workbench on a session, or on the worked example."""
    sys.exit(run(session))
