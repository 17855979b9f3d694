"""`napkin model`."""

from __future__ import annotations

import sys

import click

from formulas.quantity import Refused
from sessions.answers.model import Described, NotKnown, model
from sessions.export import json
from sessions.export.text.model import model as text_of
from sessions.files.problems import BadDocument
from workbench.commands import completion
from workbench.commands.options import JSON
from workbench.commands.output import Verb, complain, text


@click.command("model", cls=Verb)
@click.argument("configs", nargs=-1, required=True, metavar="CONFIG.json...")
@click.option(
    "--weights",
    metavar="TIER",
    default="",
    shell_complete=completion.tiers,
    help="Every parameter at this tier; without it, as the release has them.",
)
@click.option(
    "--kv",
    metavar="TIER",
    default="",
    shell_complete=completion.tiers,
    help="Tier of the KV cache; without it, the release's own, or bf16.",
)
@JSON
def command(configs: tuple[str, ...], weights: str, kv: str, as_json: bool) -> None:
    """What a Hugging Face config.json says: parameters by part, bytes, KV cache.

    Exit 1 where an architecture is not known: what its config says plainly is still printed.
    """
    found: list[Described | NotKnown] = []
    status = 0
    for path in configs:
        try:
            found.append(model(path, weights, kv))
        except (BadDocument, Refused) as bad:
            complain(bad)
            status = 2
    if any(isinstance(each, NotKnown) for each in found):
        status = max(status, 1)
    if as_json and found:
        click.echo(json.as_text(found[0] if len(configs) == 1 else {"models": found}))
    elif found:
        click.echo("\n\n".join([text(text_of(each)) for each in found]))
    sys.exit(status)
