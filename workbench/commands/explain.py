"""What the commands answer: plain dictionaries in the shapes that scripts hold on to."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from formulas.book import BOOK
from formulas.chain import one, preferred, route_for
from formulas.declare import BASES, Basis, Formula, Variable
from formulas.display import json_number
from formulas.quantity import Refused

if TYPE_CHECKING:
    from formulas.chain import Results
    from sessions.document.session import Entry, Session, SetUp
    from sessions.setups.resolve import Resolved

Answer = dict[str, Any]


class BadInput(Exception):
    """An argument that was refused: which, what was seen, what was expected and a fix."""


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Turn everything that a person may have typed wrong into a sentence and exit status 2."""
    try:
        yield
    except BrokenPipeError:
        # Whoever read it has read enough; nothing more is to be written, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except BadInput as bad:
        _refuse(str(bad))
    except (Refused, KeyError, OSError) as bad:
        _refuse(str(bad))
    except Exception as bad:
        from sessions.files.problems import BadDocument

        if not isinstance(bad, BadDocument):
            raise
        _refuse(str(bad))


def _refuse(text: str) -> None:
    from sessions.files.safe_text import visible

    prefix = "" if text.startswith("error") else "error: "
    print(prefix + "\n".join([visible(line) for line in text.split("\n")]), file=sys.stderr)
    sys.exit(2)


def variable_named(id: str, of: str = "") -> Variable:
    """A variable by id. Raises BadInput with the nearest names."""
    found = BOOK.variables.get(id) or _by_label(id)
    if found is None:
        near = get_close_matches(id, BOOK.variables, 3, 0.5)
        hint = f"; did you mean {', '.join(near)}?" if near else "; 'napkin eval' lists all of them"
        raise BadInput(f"{of or 'ID'}: {id!r} is not a variable{hint}")
    return found


def _by_label(label: str) -> Variable | None:
    """A variable by what it is called on screen, whatever the case: `TTFT`, `pass time`."""
    wanted = " ".join(label.casefold().replace("_", " ").split())
    for variable in BOOK.variables.values():
        if wanted in (variable.title.casefold(), variable.id.replace("_", " ")):
            return variable
    return None


def quantity(variable: Variable, value: float) -> Answer:
    """A value in base units as JSON has it, in the variable's own unit."""
    return {"value": json_number(value, variable.unit), "unit": variable.unit.text}


def set_values(sets: tuple[str, ...]) -> dict[str, tuple[str, float]]:
    """`--set ID=VALUE` as id -> (text, base value); of a range, the middle."""
    from sessions.document.session import read_value

    found: dict[str, tuple[str, float]] = {}
    for text in sets:
        id, equals, said = text.partition("=")
        if not equals:
            raise BadInput(
                f"--set {text}: expected ID=VALUE, for example --set gpu_price='$4/GPU/hour'"
            )
        variable = variable_named(id.strip(), f"--set {text}")
        try:
            found[variable.id] = (said.strip(), read_value(variable, said).value)
        except Refused as refused:
            raise BadInput(f"--set {variable.id}: saw {said.strip()!r}: {refused}") from refused
    return found


def evaluate(
    path: str | None,
    parts: Mapping[str, str],
    sets: tuple[str, ...],
    only: tuple[str, ...],
    basis: str | None,
) -> Answer:
    """`napkin eval`: every value by basis; with all inputs of an `only` set, that formula alone."""
    given = set_values(sets)
    only = tuple([variable_named(id, "--only").id for id in only])
    if only and path is None and not any(parts.values()):
        alone = _alone(only, {id: value for id, (_, value) in given.items()}, _basis(basis))
        if alone is not None:
            say_middles(given)
            return {"values": alone}
    resolved, answer = evaluated(path, parts, given)
    results = resolved.evaluate()
    wanted = only or tuple(BOOK.variables)
    values: dict[str, Answer] = {}
    for id in wanted:
        by_basis = {b: v for b, v in results.by_basis(id).items() if basis is None or b == basis}
        if by_basis:
            values[id] = {b: quantity(BOOK.variables[id], v) for b, v in by_basis.items()}
        elif only:
            reasons = {results.why_missing(id, b) for b in BASES if basis is None or b == basis}
            print(f"{id} has no value: {'; '.join(sorted(filter(None, reasons)))}", file=sys.stderr)
    if not only:
        answer["findings"] = findings(resolved, results)
    from sessions.export.json import draws

    return {**answer, "values": values, **draws(resolved, wanted, basis)}


def say_middles(given: Mapping[str, tuple[str, float]]) -> None:
    """Where nothing is drawn, of a range the point value counts, and that is said."""
    from sessions.document.ranges import spread_of

    for id, (text, value) in given.items():
        if spread_of(id, text) is not None:
            shown = BOOK.variables[id].show(value)
            print(f"{id} {text} counts as {shown}: nothing is drawn here", file=sys.stderr)


def findings(resolved: Resolved, results: Results) -> list[Answer]:
    """What no deployment can have, and what was entered twice or against the rest of the packet,
    with both sides.
    """
    from sessions.setups.cross_checks import cross_checks, impossible

    return [
        {
            "id": bad.id,
            "entered": quantity(BOOK.variables[bad.id], bad.value),
            "text": bad.text(),
        }
        for bad in impossible(resolved, results)
    ] + [
        {
            "id": check.id,
            "entered": quantity(BOOK.variables[check.id], check.entered),
            "derived": quantity(BOOK.variables[check.id], check.derived),
            "ratio": check.ratio,
            "text": check.text(),
        }
        for check in cross_checks(resolved, results)
    ]


def _basis(basis: str | None) -> Basis | None:
    return next((b for b in BASES if b == basis), None)


def _alone(
    only: tuple[str, ...], given: Mapping[str, float], basis: Basis | None
) -> dict[str, Answer] | None:
    values: dict[str, Answer] = {}
    for id in only:
        formula = route_for(id, given, basis)
        if formula is None:
            return None
        result = one(formula, given)
        if result is None:
            print(
                f"{id} has no value: a division by zero, or a result without limit", file=sys.stderr
            )
        else:
            values[id] = {basis or formula.own_basis: quantity(BOOK.variables[id], result)}
    return values


def open_session(path: str | None) -> Session:
    """The session at a path, or the shipped example. Raises BadDocument with every problem of the
    file.
    """
    from sessions.catalogue.catalogue import EXAMPLE
    from sessions.store.load import load

    loaded = load(path if path is not None else EXAMPLE)
    for caution in loaded.cautions if path is not None else ():
        print(caution.text("caution"), file=sys.stderr)
    return loaded.session


def pick_setup(session: Session, parts: Mapping[str, str]) -> SetUp:
    """The set-up that `--setup` names, with the parts that other options replace."""

    from sessions.catalogue.catalogue import find
    from sessions.document.session import KV_LAYOUTS
    from sessions.setups.conditions import with_hardware

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
        setup = with_hardware(setup, parts["hardware"])
    return setup._replace(
        model=parts.get("model") or setup.model,
        weights=parts.get("weights") or setup.weights,
        kv=parts.get("kv") or setup.kv,
        kv_layout=layout or setup.kv_layout,
        assumptions=parts.get("assumptions") or setup.assumptions,
    )


def entries(given: Mapping[str, tuple[str, float]]) -> dict[str, Entry]:
    from sessions.document.session import Entry

    return {id: Entry(text, value, "--set") for id, (text, value) in given.items()}


def evaluated(
    path: str | None, parts: Mapping[str, str], given: Mapping[str, tuple[str, float]]
) -> tuple[Resolved, Answer]:
    """What a command asks about, ready for the chain, and the names in every answer."""
    from sessions.setups.resolve import resolve

    session = open_session(path)
    setup = pick_setup(session, parts)
    resolved = resolve(session, setup, entries(given))
    answer = {
        "session": session.title,
        "setup": setup.name,
        "assumptions": resolved.assumptions.label,
    }
    return resolved, answer


def explain(
    id: str,
    path: str | None,
    parts: Mapping[str, str],
    sets: tuple[str, ...],
    *,
    ascii: bool = False,
    sensitivity: bool = False,
) -> Answer:
    """`napkin explain`: every route to a variable on every basis where it has a value, the
    preferred one first; with `sensitivity`, what moves it most.
    """
    variable = variable_named(id)
    id = variable.id
    resolved, answer = evaluated(path, parts, set_values(sets))
    results = resolved.evaluate()
    choices = dict(results.plan.shape.choices)
    answer |= {
        "id": id,
        "title": variable.title,
        "section": variable.section,
        "meaning": variable.meaning,
        "values": {
            basis: quantity(variable, value) for basis, value in results.by_basis(id).items()
        },
        "given": _given(resolved, results, variable),
        "routes": [
            _route(formula, basis, results, ascii)
            for basis in BASES
            for formula in preferred(BOOK.routes.get(id, ()), basis, choices)
            if results.inputs(formula, basis) is not None
        ],
        "feeds": list(BOOK.feeds.get(id, ())),
    }
    if sensitivity:
        from sessions.export.json import moves

        answer |= moves(resolved, results, id)
    return answer


def _given(resolved: Resolved, results: Results, variable: Variable) -> Answer:
    """By basis, the value in force where no formula gave it, with where it comes from."""
    found: Answer = {}
    for basis, value in results.by_basis(variable.id).items():
        if results.formula(variable.id, basis) is None:
            source = resolved.source_of(variable.id, basis)
            found[basis] = quantity(variable, value) | {
                "from": source.origin if source else "the ceiling's own",
                "origin": (
                    source.entry.origin if source else "physics: nothing lost, nobody waiting"
                ),
            }
    return found


def _route(formula: Formula, basis: Basis, results: Results, ascii: bool) -> Answer:
    from formulas.drawing import draw
    from formulas.working import block

    inputs = results.inputs(formula, basis) or {}
    working = draw(formula, basis, inputs, ascii=ascii)
    target = BOOK.variables[formula.target]
    found = working.value
    in_force = results.get(formula.target, basis)
    route: Answer = {
        "basis": basis,
        "section": formula.section,
        "preferred": results.formula(formula.target, basis) is formula,
        "symbolic": "\n".join(working.symbolic),
        "substituted": "\n".join(working.substituted),
        "latex": working.latex,
        "drawn": "\n".join(block(working)),
        "why": formula.why,
        "fails": formula.fails,
        "note": formula.note,
        "inputs": {name: quantity(BOOK.variables[name], value) for name, value in inputs.items()},
    }
    if found is not None:
        route["result"] = quantity(target, found)
        if not route["preferred"] and in_force is not None and found:
            route["ratio"] = in_force / found
    return route
