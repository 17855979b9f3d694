"""`napkin hardware`."""

from __future__ import annotations

import click

from sessions.answers.hardware import Sizes, accelerator, every
from sessions.catalogue.catalogue import find, refused, shelf
from sessions.export.text import hardware as text
from sessions.setups.sizing import size_of, sized
from workbench.commands import completion
from workbench.commands.asking import Parts, entries, open_session, pick_setup
from workbench.commands.options import JSON, SET, parts_of_setup
from workbench.commands.output import BadInput, Verb, complain, tell


@click.command("hardware", cls=Verb)
@click.argument(
    "name", required=False, metavar="[NAME]", shell_complete=completion.on_shelf("hardware")
)
@click.option(
    "--packet",
    metavar="SESSION",
    default=None,
    help="How many GPUs of each load the model, and serve this packet.",
)
@parts_of_setup
@SET
@JSON
def command(
    name: str | None, packet: str | None, sets: tuple[str, ...], as_json: bool, **parts: str
) -> None:
    """The accelerators of the catalogue, or one of them with every source.

    With a packet, or a part of a set-up, how many GPUs of each load the model and serve the packet.
    Your own stand in hardware/NAME.toml beside your settings.
    """
    if packet is not None or sets or any(parts.values()):
        tell(_sizes(name, packet, parts, sets), text.sizes, as_json)
    if name is not None:
        tell(accelerator(name), text.page, as_json)
    # Only the whole list is about the files that could not be read; the others are told anyway.
    bad = refused("hardware")
    for each in bad:
        complain(each)
    tell(every(shelf("hardware").values()), text.shelf, as_json, 2 if bad else 0)


def _sizes(name: str | None, path: str | None, parts: Parts, sets: tuple[str, ...]) -> Sizes:
    if parts.get("hardware"):
        raise BadInput(
            "--hardware: the table has every accelerator; name one: napkin hardware NAME"
        )
    given = entries(sets)
    if tried := [id for id in ("gpus_per_replica", "concurrency") if id in given]:
        raise BadInput(f"--set {tried[0]}: the table tries every size and fills it; leave it out")
    session = open_session(path)
    setup = pick_setup(session, parts)
    if name is None:
        found = sized(session, setup, given)
    else:
        found = (size_of(session, setup, find("hardware", name), given),)
    return Sizes(session.title, setup.name, setup.model, found)
