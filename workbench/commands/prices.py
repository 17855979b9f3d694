"""`napkin prices`."""

from __future__ import annotations

import click

from sessions.answers.prices import NoPrice, prices
from sessions.export.text import prices as text
from sessions.prices.source import NoPriceData
from workbench.commands import completion
from workbench.commands.asking import open_session, pick_setup
from workbench.commands.options import JSON
from workbench.commands.output import BadInput, Verb, tell


@click.command("prices", cls=Verb)
@click.argument("model", shell_complete=completion.on_shelf("models"))
@click.option(
    "--packet",
    metavar="SESSION",
    default=None,
    shell_complete=completion.files,
    help="Blend on this packet's mix; without it, on the worked example's.",
)
@JSON
def command(model: str, packet: str | None, as_json: bool) -> None:
    """What providers list for a model, blended on a packet's own mix, cheapest first.

    \b
    napkin prices 'Kimi K2.6'
    napkin prices 'deepseek v3.2' --packet my-session.toml

    Needs the extra `prices`, whose data ships with it: nothing is fetched.
    """
    session = open_session(packet)
    try:
        found = prices(session, pick_setup(session, {}), model)
    except NoPriceData as missing:
        raise BadInput(str(missing)) from None
    except NoPrice as nothing:
        raise BadInput(f"MODEL: {nothing}") from None
    tell(found, text.prices, as_json)
