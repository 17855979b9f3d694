"""Values of a chain, a variable explained, solved for, and over a grid, as text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from formulas.book import BOOK
from formulas.compiled import evaluate
from formulas.declare import BASES, Variable
from formulas.working import block
from sessions.answers.chain import Draws, Evaluation, Explanation, Route, Solved, Values
from sessions.export.text.layout import columns, finding_lines, head, wrapped
from sessions.setups.sensitivity import Sensitivity

if TYPE_CHECKING:
    from sessions.answers.sweep import Swept  # NumPy: 65 ms, which other verbs do without

_ROWS = 60  # of a grid: people read no more


def values(found: Evaluation) -> list[str]:
    """Every value by basis, chapter by chapter."""
    rows: list[list[str]] = [["", *BASES]]
    for topic in BOOK.topics:
        told = {v.id: found.values[v.id] for v in topic.variables if v.id in found.values}
        if not told:
            continue
        if len(rows) > 1:
            rows.append([""])
        rows.append([f"{topic.chapter} {topic.title}"])
        for id, by_basis in told.items():
            cells = [by_basis[basis].show() if basis in by_basis else "-" for basis in BASES]
            rows.append([f"  {id}", *cells])
    drawn = _draws(found.draws, found.values) if found.draws is not None else []
    first = head(found.about) if found.about is not None else []
    return [*first, *columns(rows), *drawn, *finding_lines(found.findings or ())]


def _draws(draws: Draws, values: Values) -> list[str]:
    """What the ranges among the inputs come to: 5, 50 and 95 of 100 draws."""
    lines = ["", f"Ranges, carried by {draws.count_:,} draws (seed {draws.seed}):"]
    lines += [f"  {id}  {words}" for id, words in draws.ranges.items()]
    rows: list[list[str]] = [["  ", "", "point", "p5", "p50", "p95"]]
    for id, by_basis in draws.values.items():
        for basis, drawn in by_basis.items():
            point = values.get(id, {}).get(basis)
            rows.append([f"  {id}", basis, point.show() if point else "-", *drawn.show()])
    return [*lines, "", *columns(rows)]


# --- explained


def latex(found: Explanation) -> list[str]:
    """Each picture of a variable as TeX, once."""
    return list(dict.fromkeys([route.latex for route in found.routes]))


def explanation(found: Explanation) -> list[str]:
    """A variable: what it means, each way to it as on paper, what it feeds, what moves it."""
    lines = [
        *head(found.about),
        f"{found.title}  ({found.id}, source {found.section})",
        *wrapped(found.meaning),
    ]
    for basis, taken in found.given.items():
        origin = f": {taken.origin}" if taken.origin else ""
        lines += wrapped(f"{basis} {taken.quantity.show()}, from {taken.from_}{origin}")
    if found.id not in BOOK.routes:
        lines.append("An input: nothing in the chain derives it.")
    elif found.why_missing:
        lines += wrapped(f"No value: {found.why_missing}.")
    lines.append("")
    said = [found.meaning]
    for routes in _alike(found.routes):
        route = routes[0]
        lines.append(", ".join([f"{each.basis}{_held(each)}" for each in routes]))
        lines += [f"    {line}" for line in route.drawn.split("\n")]
        for lead, words in (
            ("", route.why),
            ("Not modelled: ", route.fails),
            ("Note: ", route.note),
        ):
            if words and words not in said:
                said.append(words)
                lines += wrapped(lead + words, "  ")
        lines.append("")
    if found.feeds:
        lines += wrapped("feeds " + ", ".join(found.feeds))
    return lines + (_moves(found.sensitivity.found) if found.sensitivity is not None else [])


def _alike(routes: Sequence[Route]) -> list[list[Route]]:
    """Routes that look the same on several bases are shown once."""
    groups: dict[str, list[Route]] = {}
    for route in routes:
        groups.setdefault(route.drawn, []).append(route)
    return list(groups.values())


def _held(route: Route) -> str:
    """What stands behind the basis of a route that is not the one in force."""
    if route.preferred:
        return ""
    ratio = f": the value in force is {route.ratio:.3g}x this" if route.ratio is not None else ""
    return f" (another route{ratio})"


def _moves(found: Sensitivity) -> list[str]:
    """What moves a result most: each input alone, from its low end to its high one."""
    rows = [["", "from", "to", "at the low end", "at the high end", "per 1%", "range"]]
    published, show = False, BOOK.variables[found.id].show
    for swing in found.swings:
        if swing.fixed and not published:
            published = True
            rows.append(["published figures"])
        ends = ["none" if end is None else show(end, 3) for end in (swing.at_low, swing.at_high)]
        leans = f"{swing.elasticity:+.2f}%" if swing.elasticity is not None else "-"
        leans = "steps" if swing.steps and swing.elasticity == 0 else leans
        of = BOOK.variables[swing.id]
        between = (of.show(swing.range.low, 3), of.show(swing.range.high, 3))
        rows.append([f"  {swing.id}", *between, *ends, leans, swing.range.words])
    lines = ["", f"What moves it most, on the {found.basis} ({show(found.value)}):"]
    lines += columns(rows)
    if found.still:
        lines += wrapped("within its range does not move it: " + ", ".join(found.still))
    told = [*[roof.text() for roof in found.rooflines], *[b.text() for b in found.branches]]
    return [*lines, *(["", "What binds:"] if told else []), *[f"  {text}" for text in told]]


# --- solved for


def solution(solved: Solved) -> list[str]:
    """A value that makes a result come out so, and the closed form where there is one."""
    found, target, input = solved.found, solved.target, solved.input
    goal = f"{target.title} = {target.show(found.wanted)}"
    answers = [f"{input.title} = {input.show(x)}" for x in found.solutions]
    if found.interval is not None:
        # Of a count, the range between two whole numbers that it is not itself misleads.
        low, high = (found.whole[0].value, found.whole[-1].value) if found.whole else found.interval
        between = f"{input.title} {_range(input, low, high)}"
        holds_now = found.now is not None and low <= found.now <= high
        answers.insert(0 if holds_now else len(answers), between)
    lines = head(solved.about)
    if found.possible:
        lines += [f"{goal} when ({found.basis})", *[f"  {text}" for text in answers]]
    else:
        lines += [f"{goal} is not possible by {input.title} alone ({found.basis})"]
        lines += [f"  on paper: {text}" for text in answers]
    lines += wrapped(found.reason, "  ")
    if found.whole and found.solutions:
        told = [f"{input.show(w.value)} gives {target.show(w.gives)}" for w in found.whole]
        lines.append(f"  in whole numbers: {'; '.join(told)}")
    if found.reachable is not None:
        lines.append(f"  within reach: {target.title} {_range(target, *found.reachable)}")
    if found.now is not None:
        gives = f", {target.title} = {target.show(found.gives)}" if found.gives is not None else ""
        lines.append(f"  now: {input.title} = {input.show(found.now)}{gives}")
    return [*lines, *_working(solved)]


def _range(variable: Variable, low: float, high: float) -> str:
    """From one value to another, with enough digits to tell them apart."""
    if low == high:
        return f"= {variable.show(low)}"
    for digits in (4, 7, 10):
        ends = variable.show(low, digits), variable.show(high, digits)
        if ends[0] != ends[1]:
            break
    return f"from {ends[0]} to {ends[1]}"


def _working(solved: Solved) -> Iterator[str]:
    """Each formula turned round, with its numbers."""
    found = solved.found
    if not found.working:
        return
    from formulas.drawing import draw  # SymPy: 300 ms, for a closed form alone

    results = evaluate(solved.given.changed({found.input: found.solutions[0]}))
    yield from ("", "Turned round")
    for formula in found.working:
        drawn = draw(formula, found.basis, results.inputs(formula, found.basis) or {})
        yield from ("", *[f"    {line}" for line in block(drawn)])


# --- over a grid


def swept(found: Swept) -> list[str]:
    """The first rows of a grid and how many more there are, or where it was written."""
    table, points = found.table, found.points
    if found.out:
        return [f"{points:,} points of {len(table.columns)} columns in {found.out}"]
    kept = [column[:_ROWS].tolist() for column in table.cells]
    rows = [
        [
            v.show(number * v.unit.factor) if math.isfinite(number) else "-"
            for v, number in zip(table.columns, row, strict=True)
        ]
        for row in zip(*kept, strict=True)
    ]
    first, empty = head(found.about)
    lines = [f"{first} · {found.basis}", empty]
    lines += columns([[v.id for v in table.columns], *rows], ">")
    if points > _ROWS:
        lines += ["", f"{points - _ROWS:,} more rows; --out FILE.csv has all of them"]
    return lines
