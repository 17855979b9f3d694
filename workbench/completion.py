"""What the shell offers when tab is pressed after `napkin`: names of the catalogue, ids, set-ups.

Everything is imported where it is used: each tab is a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

if TYPE_CHECKING:
    from sessions.catalogue import Shelf
    from sessions.session import Session

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

VARIABLE = "_NAPKIN_COMPLETE"
# What to do with the script: said to a person, and run by nobody here.
SHELLS = {
    "bash": 'in ~/.bashrc: eval "$(napkin completion bash)"',
    "zsh": 'in ~/.zshrc, after compinit: eval "$(napkin completion zsh)"',
    "fish": "napkin completion fish > ~/.config/fish/completions/napkin.fish",
}


def script(shell: str) -> str:
    """The lines that teach a shell of `SHELLS` what to offer. Raises KeyError for another one."""
    how = SHELLS[shell]
    kind = get_completion_class(shell)
    if kind is None:
        raise KeyError(shell)
    lines = kind(click.Group("napkin"), {}, "napkin", VARIABLE).source()
    return f"# {how}\n{lines}"


def files(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """Files, by the shell's own means."""
    return [CompletionItem(start, type="file")]


def on_shelf(shelf: Shelf) -> Completer:
    """The names on a shelf of the catalogue."""

    def offer(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
        from sessions.catalogue import heads

        return _offered(start, [(head.name, head.title) for head in heads(shelf)])

    return offer


def tiers(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """The tiers of weights and KV."""
    from formulas.quantity import TIERS

    return _offered(start, [(name, f"{size:g} byte") for name, size in TIERS.items()])


def layouts(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """How the cache may lie on the GPUs."""
    words = {
        "tp": "split by heads alone",
        "dcp": "by heads and tokens",
        "dp": "each rank requests of its own",
    }
    return _offered(start, words.items())


def variables(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """The ids of everything that has a value."""
    from formulas.book import BOOK

    return _offered(start, [(each.id, each.title) for each in BOOK.variables.values()])


def listed(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """Ids in a list with commas: the last of them."""
    from formulas.book import BOOK

    before, comma, _last = start.rpartition(",")
    known = [(f"{before}{comma}{each.id}", each.title) for each in BOOK.variables.values()]
    return _offered(start, known)


def settable(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """`ID=`, and after it an example of what is read there."""
    from formulas.book import BOOK

    id, equals, _value = start.partition("=")
    if equals:
        variable = BOOK.variables.get(id)
        example = variable.example.partition(", or ")[0] if variable is not None else ""
        return [CompletionItem(f"{id}={example}")] if start == f"{id}=" and example else []
    return _offered(start, [(f"{each.id}=", each.title) for each in BOOK.variables.values()])


def setups(ctx: click.Context, _: click.Parameter, start: str) -> list[CompletionItem]:
    """The set-ups of the session on the line."""
    session = _session(ctx)
    return _offered(start, [(setup.name, "") for setup in session.setups] if session else [])


def providers(ctx: click.Context, _: click.Parameter, start: str) -> list[CompletionItem]:
    """The providers of the session on the line."""
    session = _session(ctx)
    names = dict.fromkeys([quote.provider for quote in session.quotes] if session else [])
    return _offered(start, [(name, "") for name in names if name])


def _session(ctx: click.Context) -> Session | None:
    """The session that the line names, else the example; None where it cannot be read."""
    from sessions.catalogue import EXAMPLE
    from sessions.problems import BadDocument
    from sessions.reader import load

    try:
        # An option that still waits for its value leaves the arguments before it unread.
        left = next((word for word in ctx.args if not word.startswith("-")), None)
        return load(ctx.params.get("session") or left or EXAMPLE).session
    except (BadDocument, OSError):
        return None  # a half typed name; nobody reads messages at this point


def _offered(start: str, found: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    return [CompletionItem(name, help=help) for name, help in found if name.startswith(start)]
