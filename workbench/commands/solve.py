"""`napkin solve`: the input value that makes a result come out so, and whether it can be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING

from formulas.book import BOOK
from formulas.declare import BASES, Basis, Variable
from formulas.quantity import Refused
from sessions.files.safe_text import visible
from workbench.commands.explain import (
    Answer,
    BadInput,
    evaluated,
    quantity,
    say_middles,
    set_values,
    variable_named,
)

if TYPE_CHECKING:
    from formulas.chain import Given
    from formulas.solve import Solution

_WIDTH = 100


def run(
    wanted: str,
    sought: str,
    path: str | None,
    parts: Mapping[str, str],
    sets: tuple[str, ...],
    basis: str | None,
    *,
    as_json: bool,
) -> int:
    """Print the answer. Returns the exit status.

    Raises: BadInput, Refused, and what reading a session raises.
    """
    from formulas.solve import solve

    target, value = _wanted(wanted)
    input = variable_named(sought, "--for")
    if input.id == target.id:
        raise BadInput(
            f"--for {input.id}: that is the result itself; name something it follows from"
        )
    if target.id not in BOOK.routes:
        raise BadInput(
            f"{target.id} is an input: it is what it is entered as; give a result that follows from"
            f" it, such as napkin solve tpot='20 ms' --for {target.id}"
        )
    entered = set_values(sets)
    say_middles(entered)
    resolved, answer = evaluated(path, parts, entered)
    found = solve(resolved.given, target.id, value, input.id, _basis(basis))
    answer |= as_answer(found)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    else:
        head = (
            f"{answer['session']} · set-up {answer['setup']} · assumptions {answer['assumptions']}"
        )
        text = [head, "", *lines(found), *_working(found, resolved.given)]
        print("\n".join([visible(line).rstrip() for line in text]))
    return 0


def _wanted(text: str) -> tuple[Variable, float]:
    """`ID=VALUE` as the result and what it should be, in base units."""
    id, equals, said = text.partition("=")
    if not equals:
        raise BadInput(f"{text}: expected ID=VALUE, for example ttft='1.2 s'")
    target = variable_named(id.strip(), text)
    try:
        return target, target.read(said).value
    except Refused as refused:
        raise BadInput(f"{target.id}: saw {said.strip()!r}: {refused}") from refused


def _basis(name: str | None) -> Basis:
    return next((basis for basis in BASES if basis == name), "napkin")


def as_answer(found: Solution) -> Answer:
    """A solution in the shape that scripts hold on to; what has no meaning has no key."""
    target, input = BOOK.variables[found.target], BOOK.variables[found.input]
    answer: Answer = {
        "target": {target.id: quantity(target, found.wanted)},
        "for": input.id,
        "basis": found.basis,
        "solutions": [quantity(input, x) for x in found.solutions],
    }
    if found.interval is not None:
        answer["interval"] = [quantity(input, x) for x in found.interval]
    if found.reachable is not None:
        answer["reachable"] = [quantity(target, y) for y in found.reachable]
    answer |= {"possible": found.possible, "reason": found.reason}
    if found.whole:
        answer["whole"] = [
            {input.id: quantity(input, whole.value), target.id: quantity(target, whole.gives)}
            for whole in found.whole
        ]
    if found.now is not None:
        answer["now"] = {input.id: quantity(input, found.now)}
        if found.gives is not None:
            answer["now"][target.id] = quantity(target, found.gives)
    if found.working:
        answer["rearranged"] = [f"{formula.target} = {formula.text}" for formula in found.working]
    return answer


def lines(found: Solution) -> list[str]:
    """A solution as text, within 100 columns."""
    target, input = BOOK.variables[found.target], BOOK.variables[found.input]
    goal = f"{target.title} = {target.show(found.wanted)}"
    answers = [f"{input.title} = {input.show(x)}" for x in found.solutions]
    if found.interval is not None:
        # Of a count, the range between two whole numbers that it is not itself misleads.
        low, high = (found.whole[0].value, found.whole[-1].value) if found.whole else found.interval
        between = f"{input.title} {_range(input, low, high)}"
        holds_now = found.now is not None and low <= found.now <= high
        answers.insert(0 if holds_now else len(answers), between)
    if found.possible:
        shown = [f"{goal} when ({found.basis})", *[f"  {text}" for text in answers]]
    else:
        shown = [f"{goal} is not possible by {input.title} alone ({found.basis})"]
        shown += [f"  on paper: {text}" for text in answers]
    if found.reason:
        shown += wrap(found.reason, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    if found.whole and found.solutions:
        told = [f"{input.show(w.value)} gives {target.show(w.gives)}" for w in found.whole]
        shown.append(f"  in whole numbers: {'; '.join(told)}")
    if found.reachable is not None:
        shown.append(f"  within reach: {target.title} {_range(target, *found.reachable)}")
    if found.now is not None:
        gives = f", {target.title} = {target.show(found.gives)}" if found.gives is not None else ""
        shown.append(f"  now: {input.title} = {input.show(found.now)}{gives}")
    return shown


def _range(variable: Variable, low: float, high: float) -> str:
    """From one value to another, with enough digits to tell them apart."""
    if low == high:
        return f"= {variable.show(low)}"
    for digits in (4, 7, 10):
        ends = variable.show(low, digits), variable.show(high, digits)
        if ends[0] != ends[1]:
            break
    return f"from {ends[0]} to {ends[1]}"


def _working(found: Solution, given: Given) -> list[str]:
    """The closed form, where there is one: each formula turned round, with its numbers."""
    if not found.working:
        return []
    from formulas.compiled import evaluate
    from formulas.drawing import draw
    from formulas.working import block

    results = evaluate(given.changed({found.input: found.solutions[0]}))
    shown = ["", "Turned round"]
    for formula in found.working:
        drawn = draw(formula, found.basis, results.inputs(formula, found.basis) or {})
        shown += ["", *[f"    {line}" for line in block(drawn)]]
    return shown
