"""The same answers as text for a terminal: plain columns, significant digits, words and glyphs, no
colour.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from formulas.book import BOOK
from formulas.declare import BASES
from formulas.display import show
from formulas.units import measure
from formulas.verdicts import GLYPHS, METRICS, WORDS
from sessions.plain import visible

Answer = dict[str, Any]
_WIDTH = 100
_OPEN = ("ambiguous", "refused", "unread")  # what was said and is not settled


def text(answer: Answer, kind: str) -> str:
    """An answer of `workbench.commands` as text; `kind` is values, explanation, latex or quotes."""
    lines = {"values": _values, "explanation": _explanation, "latex": _latex, "quotes": _quotes}[
        kind
    ](answer)
    return "\n".join([visible(line).rstrip() for line in lines])


def _head(answer: Answer) -> list[str]:
    if "setup" not in answer:
        return []
    return [
        (
            f"{answer.get('session', '')} · set-up {answer['setup']} · assumptions"
            f" {answer['assumptions']}"
        ),
        "",
    ]


def shown(found: Answer, digits: int = 4) -> str:
    """A JSON quantity as people read it."""
    unit = measure(found["unit"])
    return show(found["value"] * unit.factor, unit, digits)


def _values(answer: Answer) -> list[str]:
    values = answer["values"]
    rows: list[tuple[str, list[str]]] = []
    for topic in BOOK.topics:
        ids = [variable.id for variable in topic.variables if variable.id in values]
        if not ids:
            continue
        if rows:
            rows.append(("", []))
        rows.append((f"{topic.chapter} {topic.title}", []))
        for id in ids:
            rows.append(
                (f"  {id}", [shown(values[id][b]) if b in values[id] else "-" for b in BASES])
            )
    first = max([len(label) for label, _ in rows], default=0)
    widths = [
        max([len(b), *[len(cells[i]) for _, cells in rows if cells]]) for i, b in enumerate(BASES)
    ]
    lines = [*_head(answer), _row("", list(BASES), first, widths)]
    tail = _findings(answer)
    return lines + [_row(label, cells, first, widths) for label, cells in rows] + tail


def _findings(answer: Answer) -> list[str]:
    """What the session says against itself, one paragraph each after an empty line."""
    found = [f"finding: {each['text']}" for each in answer.get("findings", ())]
    return ["", *[line for text in found for line in _wrapped(text)]] if found else []


def _row(label: str, cells: list[str], first: int, widths: list[int]) -> str:
    return label.ljust(first) + "".join(
        ["  " + cell.rjust(width) for cell, width in zip(cells, widths, strict=False)]
    )


def _explanation(answer: Answer) -> list[str]:
    lines = [
        *_head(answer),
        f"{answer['title']}  ({answer['id']}, source {answer['section']})",
        *_wrapped(answer["meaning"]),
    ]
    for basis, found in answer["given"].items():
        origin = f": {found['origin']}" if found["origin"] else ""
        lines += _wrapped(f"{basis} {shown(found)}, from {found['from']}{origin}")
    if not answer["routes"]:
        lines.append("An input: nothing in the chain derives it.")
    lines.append("")
    said: list[str] = [answer["meaning"]]
    for routes in _alike(answer["routes"]):
        route = routes[0]
        lines.append(", ".join([f"{r['basis']}{_held(r)}" for r in routes]))
        lines += [f"    {line}" for line in route["drawn"].split("\n")]
        for lead, key in (("", "why"), ("Not modelled: ", "fails"), ("Note: ", "note")):
            if route[key] and route[key] not in said:
                said.append(route[key])
                lines += _wrapped(lead + route[key], "  ")
        lines.append("")
    if answer["feeds"]:
        lines += _wrapped("feeds " + ", ".join(answer["feeds"]))
    return lines


def _alike(routes: list[Answer]) -> list[list[Answer]]:
    """Routes that look the same on several bases are shown once."""
    groups: list[list[Answer]] = []
    for route in routes:
        for group in groups:
            if group[0]["drawn"] == route["drawn"]:
                group.append(route)
                break
        else:
            groups.append([route])
    return groups


def _held(route: Answer) -> str:
    """What stands behind the basis of a route that is not the one in force."""
    if route["preferred"]:
        return ""
    ratio = f": the value in force is {route['ratio']:.3g}x this" if "ratio" in route else ""
    return f" (another route{ratio})"


def _latex(answer: Answer) -> list[str]:
    return list(dict.fromkeys([route["latex"] for route in answer["routes"]]))


def _wrapped(words: str, indent: str = "") -> list[str]:
    return wrap(words, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _quotes(answer: Answer) -> list[str]:
    lines = _head(answer)
    for quote in answer["quotes"]:
        by = f"{quote.get('date', '')} {'round ' + str(quote['round']) if 'round' in quote else ''}"
        lines.append(f"{quote['provider'] or 'A quote'}  {by.strip()}".rstrip())
        conditions = [
            f"{name} {shown(v) if isinstance(v, dict) else v}"
            for name, v in quote["conditions"].items()
        ]
        if conditions:
            lines.append(f"  at {', '.join(conditions)}")
        for claim in quote["claims"]:
            lines += _claim(claim)
        for open_one in quote["ambiguous"]:
            lines.append(f"  ? {open_one['ask'] or open_one['text']}")
            for claim in open_one["verdicts"]:
                # The one question above settles which reading holds; theirs can wait.
                lines += [f"  {line}" for line in _claim(claim | {"ask": ""})]
        lines += [f"  refused: {r['text']}: {r['reason']}" for r in quote["refused"]]
        lines += [f"  not read: {words}" for words in quote["unread"]]
        lines += [
            line
            for finding in quote["findings"]
            for line in _wrapped(f"contradiction: {finding}", "  ")
        ]
        if not any(quote[kind] for kind in ("claims", "conditions", "terms", *_OPEN)):
            lines.append("  nothing in this line was understood; say for example '40 tok/s/user'")
        lines.append("")
    if not answer["quotes"]:
        lines.append(
            "No quotes yet. Add one: napkin quote 'Acme: $0.28/M, 40 tok/s/user' SESSION.toml --add"
        )
        return lines
    worst = answer["worst"]
    claims = [claim for quote in answer["quotes"] for claim in quote["claims"]]
    beyond = ", beyond the ceiling" if any(claim["beyond_ceiling"] for claim in claims) else ""
    fits = {claim.get("fit_flag") for claim in claims}
    fit = "; 10x off against your own fit" if "10x-off" in fits and worst != "10x-off" else ""
    last = f"worst: {GLYPHS[worst]} {WORDS[worst]}{beyond}{fit}"
    return [*lines, last, *_findings(answer)]


def _claim(claim: Answer) -> list[str]:
    metric = METRICS.get(claim["metric"])
    title = metric.of.title if metric else claim["metric"]
    said = shown(claim["quoted"]) if "quoted" in claim else claim.get("said", "")
    if "high" in claim:
        said += f" to {shown(claim['high'])}"
    extra = " ".join(
        filter(
            None,
            [claim.get("statistic", ""), "" if claim["bound"] == "typical" else claim["bound"]],
        )
    )
    lines = [f"  {title} {said} {extra}".rstrip()]
    if "fit_flag" in claim:
        lines.append(_against("fit", claim["fit"], claim["fit_ratio"], claim["fit_flag"], ""))
    direction = claim.get("direction", "")
    if "napkin" in claim and "ratio" in claim:
        beyond = ", beyond the ceiling" if claim["beyond_ceiling"] else ""
        lines.append(
            _against("napkin", claim["napkin"], claim["ratio"], claim["flag"], direction + beyond)
        )
    elif claim["flag"] == "not-judged":
        lines.append(f"    {GLYPHS['not-judged']} not judged")
    for key in ("reading", "reason", "ask"):
        if claim.get(key):
            lines += wrap(
                claim[key] if key != "ask" else f"ask: {claim[key]}",
                _WIDTH,
                initial_indent="    ",
                subsequent_indent="      ",
            )
    return lines


def _against(basis: str, value: Answer, ratio: float, flag: str, more: str) -> str:
    words = f"{GLYPHS[flag]} {WORDS[flag]}"  # type: ignore[index]
    return f"    {basis:<7}{shown(value):>18}  {ratio:8.3g}x  {words}  {more.strip(', ')}".rstrip()
