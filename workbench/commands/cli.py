"""The command line: the headless twin of the workbench. Same core, no Textual loaded.

Results go to standard output, everything else to standard error. Exit status: 0 done; 1 done, and
something needs attention; 2 the input was refused, and nothing was overwritten.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from formulas.declare import BASES
from workbench.commands import completion
from workbench.commands.options import JSON, SESSION, SET, parts_of_setup


class _Napkin(click.Group):
    """A group whose first word may be a session file: `napkin acme.toml` opens it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            if args[0].endswith(".toml") or "/" in args[0]:
                return "open", self.get_command(ctx, "open"), args
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            hint = (
                f"did you mean {near[0]!r}?"
                if near
                else "a session file ends in .toml; commands are in 'napkin --help'"
            )
            raise click.UsageError(f"{args[0]!r} is no command of napkin; {hint}")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

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
        _open(None)


@napkin.command("open")
@SESSION
def open_(session: str | None) -> None:
    """Open the workbench on a session, or on the worked example."""
    _open(session)


def _open(session: str | None) -> None:
    from workbench.app.app import run

    sys.exit(run(session))


@napkin.command("eval")
@SESSION
@parts_of_setup
@SET
@click.option(
    "--only",
    multiple=True,
    metavar="ID",
    shell_complete=completion.variables,
    help="Print this variable alone; may be repeated.",
)
@click.option("--basis", type=click.Choice(BASES), help="Print this basis alone.")
@JSON
def eval_(
    session: str | None,
    sets: tuple[str, ...],
    only: tuple[str, ...],
    basis: str | None,
    as_json: bool,
    **parts: str,
) -> None:
    """Every value of the chain, by basis.

    With every input of --only ID given by --set, no session is needed.
    """
    from workbench.commands import explain as commands

    with commands.refusals():
        answer = commands.evaluate(session, parts, sets, only, basis)
        _print(answer, as_json, "values")


@napkin.command()
@click.argument("id", shell_complete=completion.variables)
@SESSION
@parts_of_setup
@SET
@click.option("--sensitivity", is_flag=True, help="Print what moves it most, and what binds.")
@click.option("--latex", is_flag=True, help="Print LaTeX.")
@click.option("--ascii", is_flag=True, help="Draw with ASCII characters only.")
@JSON
def explain(
    id: str,
    session: str | None,
    sets: tuple[str, ...],
    sensitivity: bool,
    latex: bool,
    ascii: bool,
    as_json: bool,
    **parts: str,
) -> None:
    """One formula: symbolic, substituted with units, result, meaning, and what it feeds."""
    from workbench.commands import explain as commands

    with commands.refusals():
        answer = commands.explain(id, session, parts, sets, ascii=ascii, sensitivity=sensitivity)
        _print(answer, as_json, "latex" if latex else "explanation", plain=ascii)


@napkin.command()
@click.argument("wanted", metavar="ID=VALUE", shell_complete=completion.settable)
@click.option(
    "--for",
    "sought",
    required=True,
    metavar="ID",
    shell_complete=completion.variables,
    help="The input whose value is sought.",
)
@SESSION
@parts_of_setup
@SET
@click.option("--basis", type=click.Choice(BASES), help="On this basis; the napkin's unless named.")
@JSON
def solve(
    wanted: str,
    sought: str,
    session: str | None,
    sets: tuple[str, ...],
    basis: str | None,
    as_json: bool,
    **parts: str,
) -> None:
    """The input value that makes a result come out so, and whether that can be.

    \b
    napkin solve per_stream_tps=50 --for concurrency
    napkin solve price_per_processed_token='$0.25/Mtok' --for gpu_price my-session.toml
    """
    from workbench.commands import explain as commands
    from workbench.commands import solve as solving

    with commands.refusals():
        sys.exit(solving.run(wanted, sought, session, parts, sets, basis, as_json=as_json))


@napkin.command()
@SESSION
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="ID=LO:HI[:N][:log]",
    shell_complete=completion.settable,
    help="An input and its range, in N steps; may be repeated, for a grid.",
)
@click.option(
    "--show",
    "shown",
    multiple=True,
    required=True,
    metavar="ID,...",
    shell_complete=completion.listed,
    help="The results to show; may be repeated.",
)
@click.option("--basis", type=click.Choice(BASES), help="On this basis; the napkin's unless named.")
@click.option(
    "--out",
    metavar="FILE",
    default="",
    shell_complete=completion.files,
    help="Write FILE.csv or FILE.parquet.",
)
@parts_of_setup
@SET
@JSON
def sweep(
    session: str | None,
    vary: tuple[str, ...],
    shown: tuple[str, ...],
    basis: str | None,
    out: str,
    sets: tuple[str, ...],
    as_json: bool,
    **parts: str,
) -> None:
    """Results over a grid of inputs.

    \b
    napkin sweep --vary concurrency=1:64 --show per_stream_tps,ttft
    napkin sweep --vary context_tokens=8K:128K:5:log --vary mbu=10%:90% --show pass_time --out a.csv
    """
    from workbench.commands import explain as commands
    from workbench.commands import sweep as sweeping

    with commands.refusals():
        sys.exit(sweeping.run(vary, shown, session, parts, sets, basis, out=out, as_json=as_json))


@napkin.command()
@click.argument("text")
@SESSION
@parts_of_setup
@SET
@click.option("--add", is_flag=True, help="Keep the quote in SESSION.")
@JSON
def quote(
    text: str, session: str | None, sets: tuple[str, ...], add: bool, as_json: bool, **parts: str
) -> None:
    """Judge one line as it was said: 'Acme: $0.28/M, TTFT 1.2 s at c=64 on 8xB200 FP4'."""
    from workbench.commands import explain as commands
    from workbench.commands import quote as quoting

    with commands.refusals():
        answer = quoting.quote(text, session, parts, sets, add=add)
        _print(answer, as_json, "quotes")
        sys.exit(quoting.attention(answer))


@napkin.command()
@SESSION
@click.option(
    "--provider",
    metavar="NAME",
    default="",
    shell_complete=completion.providers,
    help="Only quotes of this provider.",
)
@click.option(
    "--setup",
    metavar="NAME",
    default="",
    shell_complete=completion.setups,
    help="A set-up of the session; the active one unless named.",
)
@SET
@JSON
def check(
    session: str | None, provider: str, setup: str, sets: tuple[str, ...], as_json: bool
) -> None:
    """Judge every quote in a session. Exit 1 when one is 10x off or beyond the ceiling."""
    from workbench.commands import explain as commands
    from workbench.commands import quote as quoting

    with commands.refusals():
        answer = quoting.check(session, {"setup": setup}, sets, provider)
        _print(answer, as_json, "quotes")
        sys.exit(quoting.attention(answer))


@napkin.command("model")
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
def model_(configs: tuple[str, ...], weights: str, kv: str, as_json: bool) -> None:
    """What a Hugging Face config.json says: parameters by part, bytes, KV cache.

    Exit 1 where an architecture is not known: what its config says plainly is still printed.
    """
    from workbench.commands import model as modelling

    sys.exit(modelling.run(configs, weights, kv, as_json=as_json))


@napkin.command()
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
def hardware(
    name: str | None, packet: str | None, sets: tuple[str, ...], as_json: bool, **parts: str
) -> None:
    """The accelerators of the catalogue, or one of them with every source.

    With a packet, or a part of a set-up, how many GPUs of each load the model and serve the packet.
    Your own stand in hardware/NAME.toml beside your settings.
    """
    from workbench.commands import explain as commands
    from workbench.commands import hardware as accelerators
    from workbench.commands import size as sizing

    if packet is None and not sets and not any(parts.values()):
        sys.exit(accelerators.run(name, as_json=as_json))
    with commands.refusals():
        sys.exit(sizing.run(name, packet, parts, sets, as_json=as_json))


@napkin.command()
@click.argument("model", shell_complete=completion.on_shelf("models"))
@click.option(
    "--packet",
    metavar="SESSION",
    default=None,
    shell_complete=completion.files,
    help="Blend on this packet's mix; without it, on the worked example's.",
)
@JSON
def prices(model: str, packet: str | None, as_json: bool) -> None:
    """What providers list for a model, blended on a packet's own mix, cheapest first.

    \b
    napkin prices 'Kimi K2.6'
    napkin prices 'deepseek v3.2' --packet my-session.toml

    Needs the extra `prices`, whose data ships with it: nothing is fetched.
    """
    from workbench.commands import explain as commands
    from workbench.commands import prices as pricing

    with commands.refusals():
        sys.exit(pricing.run(model, packet, as_json=as_json))


@napkin.command()
@click.argument("rows", metavar="ROWS.csv", type=click.Path())
@click.option("--out", metavar="FILE.csv", type=click.Path(), help="Write one line per row.")
@click.option(
    "--verdicts", is_flag=True, help="Judge the rows as quotes, too: true, and falsified."
)
@JSON
def accuracy(rows: str, out: str | None, verdicts: bool, as_json: bool) -> None:
    """How far the napkin is from measured rows: error, share within 2x and 10x, bias.

    Rows that it cannot answer are counted as misses, with the reason.
    """
    from workbench.commands import accuracy as measured

    sys.exit(measured.run(rows, out, as_json=as_json, verdicts=verdicts))


@napkin.command("completion")
@click.argument("shell", type=click.Choice([*completion.SHELLS]))
def completion_(shell: str) -> None:
    """Print what teaches a shell to complete napkin's commands and names; its first line says
    where it goes.
    """
    click.echo(completion.script(shell))


def _print(answer: dict[str, Any], as_json: bool, kind: str, *, plain: bool = False) -> None:
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
        return
    from sessions.export import text as report

    text = report.text(answer, kind)
    click.echo(text.replace("·", "-").encode("ascii", "replace").decode() if plain else text)
