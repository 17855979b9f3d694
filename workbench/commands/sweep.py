"""`napkin sweep`."""

from __future__ import annotations

import math

import click

from formulas.book import BOOK
from formulas.declare import Variable
from formulas.quantity import Refused
from sessions.answers.sweep import Axis, NoValue, swept
from sessions.export import tables
from sessions.export.text import chain as text
from sessions.files.write import NotSaved
from workbench.commands import completion
from workbench.commands.asking import asked, basis_named, entries, say_middles, variable_named
from workbench.commands.options import JSON, ON_BASIS, SESSION, SET, parts_of_setup
from workbench.commands.output import BadInput, Verb, tell

MOST = 2_000_000  # points of a grid: each column of them takes 16 MB, and more as text
MOST_PRINTED = 100_000  # in JSON; a file holds the rest
_STEPS = 11  # unless said
_EACH = 101  # whole numbers that are taken one by one
_EXAMPLE = "for example --vary concurrency=1:64 or --vary context_tokens=8K:128K:5:log"


@click.command("sweep", cls=Verb)
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
@ON_BASIS
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
def command(
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
    axes, wanted = _axes(vary), _wanted(shown)
    on = basis_named(basis) or "napkin"
    try:
        if out:
            tables.form_of(out)
        elif as_json and (points := _points(axes)) > MOST_PRINTED:
            raise BadInput(
                f"--json: {points:,} points are too many to print; write them: --out FILE.csv"
            )
        given = entries(sets)
        say_middles(given)
        found = swept(*asked(session, parts, given), axes, wanted, on)
        if out:
            tables.save(out, found.table)
    except NoValue as why:
        raise BadInput(f"--show: {why}") from why
    except tables.NoSuchFile as bad:
        raise BadInput(f"--out {out}: {bad}") from bad
    except NotSaved as why:
        raise BadInput(f"--out: {why}") from why
    tell(found._replace(out=out), text.swept, as_json)


def _points(axes: tuple[Axis, ...]) -> int:
    return math.prod([len(axis.values) for axis in axes])


def _axes(vary: tuple[str, ...]) -> tuple[Axis, ...]:
    axes = tuple([_axis(text) for text in vary])
    ids = [axis.variable.id for axis in axes]
    if len(set(ids)) < len(ids):
        twice = next(id for id in ids if ids.count(id) > 1)
        raise BadInput(f"--vary {twice}: varied twice; say it once")
    points = _points(axes)
    if points > MOST:
        raise BadInput(f"--vary: {points:,} points; at most {MOST:,}: take fewer steps")
    return axes


def _axis(text: str) -> Axis:
    """`ID=LO:HI[:N][:log]` as a variable and its values."""
    id, equals, said = text.partition("=")
    words = [word.strip() for word in said.split(":")]
    by_factor = len(words) > 2 and words[-1].lower() == "log"
    words = words[:-1] if by_factor else words
    if not equals or len(words) not in (2, 3):
        raise BadInput(f"--vary {text}: expected ID=LO:HI[:N][:log], {_EXAMPLE}")
    variable = variable_named(id.strip(), f"--vary {text}")
    try:
        low, high = (variable.read(word).value for word in words[:2])
    except Refused as refused:
        raise BadInput(f"--vary {variable.id}: saw {refused.seen!r}: {refused}") from refused
    steps = _steps(variable, words[2], text) if len(words) == 3 else 0
    if low > high:
        raise BadInput(f"--vary {text}: from high to low; write the lower end first")
    if by_factor and low <= 0:
        raise BadInput(f"--vary {text}: log needs a range above zero")
    return Axis(variable, _values(variable, low, high, steps, by_factor))


def _steps(variable: Variable, word: str, text: str) -> int:
    # isdecimal and isascii: int() would take signs of other scripts.
    if not (word.isascii() and word.isdecimal() and len(word) < 9 and int(word) > 0):
        raise BadInput(
            f"--vary {text}: saw {word!r}: expected a number of steps, such as 11, or log"
        )
    if int(word) > MOST:
        raise BadInput(f"--vary {variable.id}: {int(word):,} points; at most {MOST:,}")
    return int(word)


def _values(
    variable: Variable, low: float, high: float, steps: int, by_factor: bool
) -> tuple[float, ...]:
    unit = variable.unit.factor
    if not steps:
        span = (high - low) / unit
        each = variable.whole and not by_factor and span == round(span) < _EACH
        steps = round(span) + 1 if each else _STEPS
    if steps == 1 or low == high:
        return (low,)
    share = [i / (steps - 1) for i in range(steps)]
    if by_factor:
        values = [low * (high / low) ** part for part in share]
    else:
        values = [low + (high - low) * part for part in share]
    values[-1] = high
    if variable.whole:  # a count in fractions would be a mean, and nobody means that here
        values = [round(x / unit) * unit if low < x < high else x for x in values]
    return tuple(dict.fromkeys(values))


def _wanted(shown: tuple[str, ...]) -> tuple[Variable, ...]:
    ids = [id.strip() for text in shown for id in text.split(",")]
    wanted = dict.fromkeys([variable_named(id, "--show").id for id in ids if id])
    if not wanted:
        raise BadInput("--show: expected ids with commas between them, such as ttft,per_stream_tps")
    return tuple([BOOK.variables[id] for id in wanted])
