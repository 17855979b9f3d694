"""Options and arguments that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from formulas.declare import BASES
from workbench.commands import completion

F = TypeVar("F", bound=Callable[..., Any])

SESSION = click.argument(
    "session", required=False, metavar="[SESSION]", shell_complete=completion.files
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
SET = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="ID=VALUE",
    shell_complete=completion.settable,
    help="Set a value for this once; may be repeated.",
)
ON_BASIS = click.option(
    "--basis", type=click.Choice(BASES), help="On this basis; the napkin's unless named."
)
SETUP = click.option(
    "--setup",
    metavar="NAME",
    default="",
    shell_complete=completion.setups,
    help="A set-up of the session; the active one unless named.",
)


def parts_of_setup(command: F) -> F:
    """The options that replace a part of the set-up."""
    offers = completion
    for flag, words, offer in (
        ("--assumptions", "A set of assumptions, such as source.", offers.on_shelf("assumptions")),
        ("--arrival", "How requests arrive: closed, burst or rate.", offers.arrivals),
        ("--engine", "An engine: vllm, sglang or trtllm.", offers.engines),
        ("--kv-layout", "How the cache lies on the GPUs: tp, dcp or dp.", offers.layouts),
        ("--kv", "Tier of the KV cache, such as fp8.", offers.tiers),
        ("--weights", "Tier of the weights, such as fp4.", offers.tiers),
        ("--hardware", "An accelerator of the catalogue.", offers.on_shelf("hardware")),
        ("--model", "A model of the catalogue.", offers.on_shelf("models")),
    ):
        option = click.option(flag, metavar="NAME", default="", help=words, shell_complete=offer)
        command = option(command)
    return SETUP(command)
