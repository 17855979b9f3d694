"""The same answers as text for a terminal: plain columns, significant digits, words and glyphs, no
colour.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from formulas.book import BOOK
from formulas.declare import BASES
from formulas.display import show
from formulas.spread import chance
from formulas.units import measure
from formulas.verdicts import GLYPHS, WORDS
from sessions.claims.metrics import METRICS
from sessions.files.safe_text import visible

Answer = dict[str, Any]
_WIDTH = 100
_PERCENTILES = ("p5", "p50", "p95")
_OPEN = ("ambiguous", "refused", "unread")  # what was said and is not settled


def text(answer: Answer, kind: str) -> str:
    """An answer of the command line as text; `kind` is values, explanation, latex or quotes."""
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
    tail = [*_draws(answer), *_findings(answer)]
    return lines + [_row(label, cells, first, widths) for label, cells in rows] + tail


def _draws(answer: Answer) -> list[str]:
    """What the ranges among the inputs come to: 5, 50 and 95 of 100 draws."""
    found = answer.get("draws")
    if not found:
        return []
    lines = ["", f"Ranges, carried by {found['count']:,} draws (seed {found['seed']}):"]
    lines += [f"  {id}  {words}" for id, words in found["ranges"].items()]
    rows = []
    for id, by_basis in found["values"].items():
        for basis, each in by_basis.items():
            cells = [shown({"value": each[p], "unit": each["unit"]}) for p in _PERCENTILES]
            point = answer["values"].get(id, {}).get(basis)
            rows.append((id, [basis, shown(point) if point else "-", *cells]))
    heads = ["", "point", *_PERCENTILES]
    widths = [max([len(cells[i]) for _, cells in [("", heads), *rows]]) for i in range(5)]
    first = max([len(id) for id, _ in rows], default=0) + 2
    table = [_row("", heads, first, widths)]
    return [*lines, "", *table, *[_row(f"  {id}", cells, first, widths) for id, cells in rows]]


def _likely(claim: Answer) -> list[str]:
    """How likely a claim is within the ranges that bear on it."""
    if "probability" not in claim:
        return []
    found = claim["draws"]
    napkin = found["napkin"]
    low, high = (shown({"value": napkin[p], "unit": napkin["unit"]}, 3) for p in ("p5", "p95"))
    ranges = ", ".join([f"{id} {text}" for id, text in found["ranges"].items()])
    text = (
        f"honest in {chance(claim['probability'])} of {found['count']:,} draws (seed"
        f" {found['seed']}) of {ranges}: the napkin is {low} to {high} in nine of ten"
    )
    return wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="      ")


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
    return lines + _sensitivity(answer)


def _sensitivity(answer: Answer) -> list[str]:
    """What moves a result most: each input alone, from its low end to its high one."""
    found = answer.get("sensitivity")
    if not found:
        return []
    heads = ["from", "to", "at the low end", "at the high end", "per 1%", "range"]
    published, rows = False, [("", heads)]
    for swing in found["swings"]:
        if swing["published"] and not published:
            published = True
            rows.append(("published figures", []))
        ends = [shown(swing[key], 3) if key in swing else "none" for key in ("at_low", "at_high")]
        leans = f"{swing['elasticity']:+.2f}%" if "elasticity" in swing else "-"
        leans = "steps" if swing["steps"] and swing.get("elasticity") == 0 else leans
        cells = [shown(swing["low"], 3), shown(swing["high"], 3), *ends, leans, swing["range"]]
        rows.append((f"  {swing['id']}", cells))
    first = max([len(label) for label, _ in rows])
    widths = [max([len(cells[i]) for _, cells in rows if cells]) for i in range(len(heads))]
    lines = ["", f"What moves it most, on the {found['basis']} ({shown(found['value'])}):"]
    lines += [_row(label, cells, first, widths) for label, cells in rows]
    if found["still"]:
        lines += _wrapped("within its range does not move it: " + ", ".join(found["still"]))
    told = [each["text"] for each in (*found["binds"], *found["branches"])]
    return [*lines, *(["", "What binds:"] if told else []), *[f"  {text}" for text in told]]


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
        if "then" in quote:
            then = quote["then"]
            words = [f"{GLYPHS[flag]} {WORDS[flag]}" for flag in then["flags"]]
            told = ", ".join(words) or "that version is not shipped any more"
            lines.append(f"  when kept, by {then['assumptions']}: {told}")
        for claim in quote["claims"]:
            lines += _claim(claim)
        if "list" in quote:
            lines += wrap(
                f"list: {quote['list']['words']}",
                _WIDTH,
                initial_indent="  ",
                subsequent_indent="    ",
            )
        for open_one in quote["ambiguous"]:
            lines.append(f"  ? {open_one['ask'] or open_one['text']}")
            for claim in open_one["verdicts"]:
                # The one question above settles which reading holds; theirs can wait.
                lines += [f"  {line}" for line in _claim(claim | {"ask": ""})]
        lines += [f"  refused: {r['text']}: {r['reason']}" for r in quote["refused"]]
        lines += [f"  not read: {words}" for words in quote["unread"]]
        lines += _offer(quote)
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
    return [*lines, *_bakeoff(answer), last, *_findings(answer)]


def _bakeoff(answer: Answer) -> list[str]:
    """Providers beside each other, where there are several."""
    if "bakeoff" not in answer:
        return []
    from sessions.export.bakeoff import bakeoff_text

    return bakeoff_text(answer["bakeoff"])


def _offer(quote: Answer) -> list[str]:
    """What the offer comes to, and what is found about it."""
    from sessions.export.json import offer_lines

    lines = [
        row
        for lead, words in offer_lines(quote)
        for row in wrap(lead + words, _WIDTH, initial_indent="  ", subsequent_indent="    ")
    ]
    since, quality = quote.get("since", ()), quote.get("quality", {}).get("findings", ())
    for finding in quote["findings"]:
        lead = "changed" if finding in since else "quality" if finding in quality else ""
        lines += _wrapped(f"{lead or 'contradiction'}: {finding}", "  ")
    return lines


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
    lines += _likely(claim)
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
