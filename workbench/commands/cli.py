"""The command line: the headless twin of the workbench. Same core, no Textual loaded.

Results go to standard output, everything else to standard error. Exit status: 0 done; 1 done, and
something needs attention; 2 the input was refused, and nothing was overwritten.

Each verb is `command` in a file of its name beside this one, and is loaded when it is asked for.
"""

from __future__ import annotations

from pkgutil import resolve_name

import click

from sessions.files.names import alike
from workbench.commands import completion

# Each verb, in the order of `napkin --help`, with the first sentence of its own help: to list them
# by loading all would take a second.
VERBS = {
    "accuracy": "How far the napkin is from measured rows: error, share within 2x and 10x, bias.",
    "check": "Judge every quote in a session.",
    "completion": "Print what teaches a shell to complete napkin's commands and names; its first"
    " line says where it goes.",
    "eval": "Every value of the chain, by basis.",
    "explain": "One formula: symbolic, substituted with units, result, meaning, and what it feeds.",
    "hardware": "The accelerators of the catalogue, or one of them with every source.",
    "model": "What a Hugging Face config.json says: parameters by part, bytes, KV cache.",
    "open": "Open the workbench on a session, or on the worked example.",
    "prices": "What providers list for a model, blended on a packet's own mix, cheapest first.",
    "quote": "Judge one line as it was said: 'Acme: $0.28/M, TTFT 1.2 s at c=64 on 8xB200 FP4'.",
    "solve": "The input value that makes a result come out so, and whether that can be.",
    "sweep": "Results over a grid of inputs.",
}


def verb(name: str) -> click.Command:
    """A verb of `VERBS`, loaded."""
    found: click.Command = resolve_name(f"workbench.commands.{name}:command")
    return found


class _Napkin(click.Group):
    """A group whose first word may be a session file: `napkin acme.toml` opens it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all verbs."""
        return [*VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """What stands for a verb where they are listed."""
        return click.Command(cmd_name, help=VERBS[cmd_name]) if cmd_name in VERBS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb itself."""
        if not args or args[0] in VERBS or args[0].startswith("-"):
            name, _, rest = super().resolve_command(ctx, args)
            return name, verb(name) if name is not None else None, rest
        if args[0].endswith(".toml") or "/" in args[0]:
            return "open", verb("open"), args
        near = alike(args[0], VERBS)
        hint = (
            f"did you mean {near[0]!r}?"
            if near
            else "a session file ends in .toml; commands are in 'napkin --help'"
        )
        raise click.UsageError(f"{args[0]!r} is no command of napkin; {hint}")


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # 50 ms, for this alone

        click.echo(f"napkin {version('napkin-workbench')}")
        ctx.exit()


@click.group(
    cls=_Napkin,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Print the version.",
)
@click.pass_context
def napkin(ctx: click.Context) -> None:
    """A workbench for people who buy inference: hold every quote against the napkin.

    \b
    napkin                      open the workbench on the worked example
    napkin SESSION.toml         open a session
    napkin quote 'Acme: $0.28/M, 40 tok/s/user at c=16 on 8xB200 FP4'
    napkin check SESSION.toml   every quote in a session, for a script or CI
    napkin explain ttft         one formula with its numbers
    napkin eval --json          every value of the chain, by basis
    napkin solve ttft='1 s' --for concurrency
    napkin sweep --vary concurrency=1:64 --show ttft
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(verb("open"), session=None)


def main() -> None:
    """Answer the command line, or the shell that asks what may come next."""
    napkin(prog_name="napkin", complete_var=completion.VARIABLE)
