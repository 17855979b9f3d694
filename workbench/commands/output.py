"""How a verb ends: an answer on standard output as JSON or as text, or what was refused on standard
error, and the exit status.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn, TypeVar

import click

from formulas.quantity import Refused
from sessions.catalogue.shelves import UnknownItem
from sessions.export import json
from sessions.files.problems import BadDocument
from sessions.files.safe_text import visible

Answer = TypeVar("Answer")


class BadInput(Exception):
    """An argument that was refused: which, what was seen, what was expected and a fix."""


class Verb(click.Command):
    """A command of napkin: what a person may have typed wrong becomes a sentence and status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        with _refusals():
            return super().invoke(ctx)


def tell(
    answer: Answer,
    lines: Callable[[Answer], Iterable[str]],
    as_json: bool,
    status: int = 0,
) -> NoReturn:
    """Print an answer, by `lines` where text is asked for, and exit."""
    click.echo(json.as_text(answer) if as_json else text(lines(answer)))
    sys.exit(status)


def text(lines: Iterable[str]) -> str:
    """Lines as a terminal may have them, whatever strangers wrote in them."""
    return "\n".join([visible(line).rstrip() for line in lines])


def complain(what: object) -> None:
    """Say on standard error what was refused."""
    said = str(what)
    shown = "\n".join([visible(line) for line in said.split("\n")])
    click.echo(shown if said.startswith("error") else f"error: {shown}", err=True)


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # Whoever read it has read enough; nothing more is to be written, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (BadInput, BadDocument, Refused, UnknownItem, OSError) as bad:
        complain(bad)
        sys.exit(2)
