"""From what was typed to a set-up ready for the chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import click

from formulas.book import BOOK
from formulas.declare import BASES, Basis, Variable
from formulas.quantity import Refused
from sessions.catalogue.catalogue import find
from sessions.document.ranges import spread_of
from sessions.document.session import KV_LAYOUTS, Entry, Session, SetUp, read_value, with_entry
from sessions.files.names import alike
from sessions.setups.placed import with_machine
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
    return loaded.session


def pick_setup(session: Session, parts: Parts) -> SetUp:
    """The set-up that `--setup` names, with the parts that other options replace.

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
    layout = parts.get("kv_layout", "").lower()
    if layout not in KV_LAYOUTS:
        raise BadInput(
            f"--kv-layout: {layout!r} is not a layout of the cache; there is"
            f" {', '.join(KV_LAYOUTS[1:])}"
        )
    if parts.get("hardware"):
        setup = with_machine(setup, parts["hardware"]).setup
    return setup._replace(
        model=parts.get("model") or setup.model,
        weights=parts.get("weights") or setup.weights,
        kv=parts.get("kv") or setup.kv,
        kv_layout=layout or setup.kv_layout,
        assumptions=parts.get("assumptions") or setup.assumptions,
    )


class Asked(NamedTuple):
    """What a command asks about."""

    session: Session
    resolved: Resolved


def asked(path: str | None, parts: Parts, given: Mapping[str, Entry]) -> Asked:
    """A session, and the set-up of it that the options make. Raises BadInput, BadDocument."""
    session = open_session(path)
    return Asked(session, resolve(session, pick_setup(session, parts), given))


def with_sets(session: Session, setup: SetUp, given: Mapping[str, Entry]) -> Session:
    """The session with the set-up as picked and every `--set` entered where it belongs."""
    changed = session.with_setup(setup)
    for id, entry in given.items():
        changed = with_entry(changed, id, entry, setup.name)
    return changed
