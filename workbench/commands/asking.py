"""From what was typed to a set-up ready for the chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import click

from formulas.book import BOOK
from formulas.declare import BASES, NOTHING, Basis, Variable
from formulas.quantity import Refused
from sessions.catalogue.catalogue import find
from sessions.document.ranges import spread_of
from sessions.document.session import (
    ARRIVALS,
    ENGINES,
    KV_LAYOUTS,
    Entry,
    Session,
    SetUp,
    read_value,
    with_entry,
)
from sessions.files.names import alike
from sessions.setups.placed import with_machine, with_model
from sessions.setups.resolve import Resolved, resolve
from sessions.store.load import load
from workbench.commands.output import BadInput

Parts = Mapping[str, str]


def variable_named(id: str, of: str = "") -> Variable:
    """A variable by id, or by what it is called on screen, whatever the case: `TTFT`, `pass time`.
    Raises BadInput with the nearest names.
    """
    found = BOOK.variables.get(id) or _by_label(id)
    if found is None:
        near = alike(id, BOOK.variables, 3, 0.5, by=str)
        hint = f"; did you mean {', '.join(near)}?" if near else "; 'napkin eval' lists all of them"
        raise BadInput(f"{of or 'ID'}: {id!r} is not a variable{hint}")
    return found


def _by_label(label: str) -> Variable | None:
    wanted = " ".join(label.casefold().replace("_", " ").split())
    for variable in BOOK.variables.values():
        if wanted in (variable.title.casefold(), variable.id.replace("_", " ")):
            return variable
    return None


def basis_named(name: str | None) -> Basis | None:
    """The basis that an option names."""
    return next((basis for basis in BASES if basis == name), None)


def entries(sets: Iterable[str]) -> dict[str, Entry]:
    """`--set ID=VALUE` as entries; of a range, the middle. Raises BadInput."""
    found: dict[str, Entry] = {}
    for text in sets:
        id, equals, said = text.partition("=")
        if not equals:
            raise BadInput(
                f"--set {text}: expected ID=VALUE, for example --set gpu_price='$4/GPU/hour'"
            )
        variable, said = variable_named(id.strip(), f"--set {text}"), said.strip()
        try:
            found[variable.id] = Entry(said, read_value(variable, said).value, "--set")
        except Refused as refused:
            raise BadInput(f"--set {variable.id}: saw {said!r}: {refused}") from refused
    return found


def say_middles(given: Mapping[str, Entry]) -> None:
    """Where nothing is drawn, of a range the point value counts, and that is said."""
    for id, entry in given.items():
        if spread_of(id, entry.text) is not None:
            shown = BOOK.variables[id].show(entry.value)
            click.echo(f"{id} {entry.text} counts as {shown}: nothing is drawn here", err=True)


def open_session(path: str | None) -> Session:
    """The session at a path, or the shipped example. Raises BadDocument with every problem of the
    file.
    """
    loaded = load(path)
    for caution in loaded.cautions if path is not None else ():
        click.echo(caution.text("caution"), err=True)
    session = loaded.session
    if session.currency and any(quote.refused for quote in session.quotes):
        # 60 ms, with all that reads a line: few files have figures that wait for a rate.
        from sessions.say.again import with_rates

        session = with_rates(session)
    return session


# The options that are one of a few words, each with those and what it is.
_WORDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("kv_layout", KV_LAYOUTS, "a layout of the cache"),
    ("engine", ENGINES, "an engine that assumptions tell apart"),
    ("arrival", ARRIVALS, "a way for requests to arrive"),
)


def pick_setup(session: Session, parts: Parts, given: Mapping[str, Entry] = NOTHING) -> SetUp:
    """The set-up that `--setup` names, with the parts that other options replace. What was its own
    for another model or machine goes, and what takes its place is said on standard error.

    Args:
        given: what `--set` enters, of which the GPUs say how much is reserved.

    Raises BadInput.
    """
    try:
        setup = session.setup(parts.get("setup", ""))
    except KeyError:
        names = ", ".join([s.name for s in session.setups])
        asked = parts.get("setup") or session.active
        raise BadInput(
            f"--setup: {asked!r} is not in the session; there is {names}"
            if names
            else (
                "the session has no set-up yet: add a [[setup]] table with name, model and hardware"
            )
        ) from None
    wanted = parts.get("assumptions", "")
    if "@" in wanted and wanted != find("assumptions", wanted).label:
        known = find("assumptions", wanted).label
        raise BadInput(
            f"--assumptions: {wanted!r} is not shipped with this napkin; there is {known}"
        )
    words: dict[str, str] = {}
    for name, known_words, what in _WORDS:
        said = parts.get(name, "").lower()
        if said not in known_words:
            raise BadInput(
                f"--{name.replace('_', '-')}: {said!r} is not {what}; there is"
                f" {', '.join(known_words[1:])}"
            )
        words[name] = said
    setup = _elsewhere(setup, parts, given)
    return setup._replace(
        weights=parts.get("weights") or setup.weights,
        kv=parts.get("kv") or setup.kv,
        kv_layout=words["kv_layout"] or setup.kv_layout,
        engine=words["engine"] or setup.engine,
        arrival=words["arrival"] or setup.arrival,
        assumptions=parts.get("assumptions") or setup.assumptions,
    )


_GPUS, _RESERVE = "gpus_per_replica", "activation_bytes"


def _elsewhere(setup: SetUp, parts: Parts, given: Mapping[str, Entry]) -> SetUp:
    """The set-up on the model and the machine that options name."""
    model, machine = parts.get("model", ""), parts.get("hardware", "")
    placed = setup
    if _GPUS in given and (model or machine):
        placed = placed._replace(entries={**placed.entries, _GPUS: given[_GPUS]})
    took: list[str] = []
    if machine:
        on_machine = with_machine(placed, machine)
        placed, took = on_machine.setup, [*on_machine.took]
    if model:
        on_model = with_model(placed, model)
        placed = on_model.setup
        reserved = [words for words in on_model.took if words.startswith("reserve ")]
        took = [words for words in took if not (reserved and words.startswith("reserve "))]
        took += [words for words in on_model.took if words not in took]
    for words in took:
        if not (words.startswith("reserve ") and _RESERVE in given):
            click.echo(words, err=True)
    return placed


class Asked(NamedTuple):
    """What a command asks about."""

    session: Session
    resolved: Resolved


def asked(path: str | None, parts: Parts, given: Mapping[str, Entry]) -> Asked:
    """A session, and the set-up of it that the options make. Raises BadInput, BadDocument."""
    session = open_session(path)
    return Asked(session, resolve(session, pick_setup(session, parts, given), given))


def with_sets(session: Session, setup: SetUp, given: Mapping[str, Entry]) -> Session:
    """The session with the set-up as picked and every `--set` entered where it belongs."""
    changed = session.with_setup(setup)
    for id, entry in given.items():
        changed = with_entry(changed, id, entry, setup.name)
    return changed
