"""Quotes with their verdicts, what each offer comes to, and the bake-off, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from formulas.quantity import Quantity
from formulas.spread import chance
from formulas.verdicts import GLYPHS, WORDS, Flag
from sessions.answers.bakeoff import Compared
from sessions.answers.quotes import Checked, Judged, Told, flags_of, stated
from sessions.claims.metrics import BLENDED, METRICS
from sessions.claims.telling import per_million, per_month, quoted, title_of
from sessions.export.text.layout import WIDE, finding_lines, head, wrapped
from sessions.judging.holding import in_words
from sessions.offers.bakeoff import Row
from sessions.offers.ranking import GOAL_TITLES

_HEAD, _CELL = 18, 24  # columns of the bake-off; the first is wider where a title needs it


def quotes(found: Checked) -> list[str]:
    """Every quote with its claims, the bake-off, and the worst of all."""
    lines = head(found.about)
    for quote in found.quotes:
        lines += [*_quote(quote), ""]
    if not found.quotes:
        lines.append(
            "No quotes yet. Add one: napkin quote 'Acme: $0.28/M, 40 tok/s/user' SESSION.toml --add"
        )
        return lines
    verdicts = [claim.verdict for quote in found.quotes for claim in quote.claims]
    beyond = ", beyond the ceiling" if any(each.beyond_ceiling for each in verdicts) else ""
    off = found.worst != "10x-off" and any(each.fit_flag == "10x-off" for each in verdicts)
    fit = "; 10x off against your own fit" if off else ""
    last = f"worst: {_flag(found.worst)}{beyond}{fit}"
    table = bakeoff(found.bakeoff) if found.bakeoff is not None else []
    return [*lines, *table, last, *finding_lines(found.findings)]


def _flag(flag: Flag) -> str:
    return f"{GLYPHS[flag]} {WORDS[flag]}"


def _quote(told: Told) -> list[str]:
    quote = told.quote
    by = f"{quote.date or ''} {f'round {quote.round}' if quote.round else ''}"
    lines = [f"{quote.provider or 'A quote'}  {by.strip()}"]
    conditions = [
        f"{name} {said.show() if isinstance(said, Quantity) else said}"
        for name, said in stated(quote.conditions).items()
    ]
    if conditions:
        lines.append(f"  at {', '.join(conditions)}")
    if told.then is not None:
        words = ", ".join([_flag(flag) for flag in flags_of(told.then)])
        words = words or "that version is not shipped any more"
        lines.append(f"  when kept, by {told.then.by}: {words}")
    for claim in told.claims:
        lines += _claim(claim)
    if told.listed is not None:
        lines += wrapped(f"list: {told.listed.words}", "  ", "    ")
    for each, readings in zip(quote.ambiguous, told.readings, strict=True):
        lines.append(f"  ? {each.question or each.text}")
        for claim in readings:
            # The one question above settles which reading holds; theirs can wait.
            lines += [f"  {line}" for line in _claim(claim._replace(settled=True))]
    lines += [f"  refused: {each.text}: {each.reason}" for each in quote.refused]
    lines += [f"  not read: {words}" for words in quote.unread]
    lines += _offer(told)
    if not (told.understood or quote.refused or quote.unread):
        lines.append("  nothing in this line was understood; say for example '40 tok/s/user'")
    return lines


def _claim(judged: Judged) -> list[str]:
    verdict, claim = judged.verdict, judged.verdict.claim
    title = verdict.metric.of.title if verdict.metric is not None else claim.metric
    ends = [judged.figure(end.value) for end in (claim.value, claim.high) if end is not None]
    said = " to ".join([end.show() for end in ends if end is not None]) or claim.said
    extra = [claim.statistic, "" if claim.bound == "typical" else claim.bound]
    lines = [f"  {title} {said} {' '.join(filter(None, extra))}"]
    fit, napkin = judged.figure(verdict.fit), judged.figure(verdict.napkin)
    if fit is not None and verdict.fit_flag is not None:
        apart = verdict.fit_fold if verdict.by_misses else verdict.fit_ratio
        lines.append(_against("fit", fit, apart, verdict.fit_flag, verdict.of_what))
    more = [verdict.direction, "beyond the ceiling" if verdict.beyond_ceiling else ""]
    if napkin is not None and verdict.ratio is not None:
        apart = verdict.fold if verdict.by_misses else verdict.ratio
        lines.append(_against("napkin", napkin, apart, verdict.flag, verdict.of_what, *more))
    else:
        lines.append(f"    {', '.join(filter(None, [_flag(verdict.flag), *more[1:]]))}")
    lines += wrapped(in_words(verdict), "    ", "      ")
    lines += _odds(judged)
    ask = f"ask: {judged.ask}" if judged.ask else ""
    # What leads is said once, where the reason begins with it.
    reading = "" if verdict.reason.startswith(verdict.reading) else verdict.reading
    for words in (reading, verdict.reason, ask):
        lines += wrapped(words, "    ", "      ")
    return lines


def _odds(judged: Judged) -> list[str]:
    """How likely a claim is within the ranges that bear on it."""
    odds, drawn = judged.odds, judged.drawn
    if odds is None or drawn is None:
        return []
    low, _, high = drawn.show(3)
    ranges = ", ".join([f"{id} {text}" for id, text in odds.ranges])
    return wrapped(
        f"honest in {chance(odds.probability)} of {odds.draws:,} draws (seed {odds.seed}) of"
        f" {ranges}: the napkin is {low} to {high} in nine of ten",
        "    ",
        "      ",
    )


def _against(
    basis: str, value: Quantity, ratio: float | None, flag: Flag, of_what: str, *more: str
) -> str:
    words = ", ".join(filter(None, more))
    fold = f"{ratio or 0.0:8.3g}x{of_what}"
    return f"    {basis:<7}{value.show():>18}  {fold}  {_flag(flag)}  {words}"


# --- what an offer comes to


def _offer(told: Told) -> list[str]:
    """Prices, terms, quality, questions, and what is found about it."""
    quote, deal, quality = told.quote, told.deal, told.quality
    prices = deal.words
    until = f"valid until {quote.valid_until}" if quote.valid_until is not None else ""
    by = f"said by {quote.said_by}" if quote.said_by else ""
    rows = [
        ", ".join(filter(None, [until, by, quote.where])),
        f"deal: {prices}" if prices else "",
        *[f"term: {note}" for note in deal.notes],
        f"quality: {quality.mark}",
        *[f"ask: {ask}" for ask in (*deal.asks, *quality.asks)],
    ]
    lines = [line for row in rows for line in wrapped(row, "  ", "    ")]
    for finding in told.findings:
        lead = "changed" if finding in told.since else ""
        lead = lead or ("quality" if finding in quality.findings else "contradiction")
        lines += wrapped(f"{lead}: {finding}", "  ")
    return lines


# --- the bake-off


def bakeoff(compared: Compared) -> list[str]:
    """The table and the picks; nothing where there is nobody to compare."""
    rows = compared.found.rows
    if len(rows) < 2:
        return []
    lines = ["Bake-off", ""]
    claimed = {id for row in rows for id in row.cells}
    metrics = [id for id in METRICS if id in claimed and id != BLENDED]
    wide = max([_HEAD, *[len(f"  {title_of(id)} ") for id in metrics]])
    fits = max(1, (WIDE - wide) // _CELL)
    for first in range(0, len(rows), fits):
        told = _block(compared, rows[first : first + fits], metrics)
        lines += [f"{f'  {title}':<{wide}}{''.join(_cells(cells))}" for title, cells in told]
        lines.append("")
    lines.append(
        f"  {GLYPHS['plausible']} {GLYPHS['2x-off']} {GLYPHS['10x-off']} held against the napkin;"
        " met, missed: your service level; * best that counts; ? not counted until shown"
    )
    lines.append("")
    for goal, places in compared.rankings.items():
        own = "> " if goal == compared.objective else "  "
        first_place = places[0]
        yet = "" if first_place.standing == "in" else "nobody yet; "
        words = f"{yet}{first_place.provider}, {first_place.sentence}"
        lines += wrapped(f"{own}{GOAL_TITLES[goal]}: {words}", "", "    ")
    return [*lines, ""]


def _block(
    compared: Compared, rows: Sequence[Row], metrics: Sequence[str]
) -> list[tuple[str, list[str]]]:
    told = [("", [row.provider for row in rows])]
    for title, figures, say in (
        ("you pay", [row.paid for row in rows], per_million),
        ("a month", [row.deal.monthly for row in rows], per_month),
        ("at fewer hits", [row.deal.price_at_fewer_hits for row in rows], per_million),
    ):
        if any(value is not None for value in figures):
            told.append((title, [_money(None if x is None else say(x)) for x in figures]))
    if told[1:] and told[1][0] == "you pay":
        paid = zip(told[1][1], rows, strict=True)
        told[1] = ("you pay", [f"{said} ?" if row.price_doubt else said for said, row in paid])
    if any(row.deal.by_rent is not None for row in rows):
        told.append(("rented", [_rented(row) for row in rows]))
    told += [(title_of(id), [_said(compared, row, id) for row in rows]) for id in metrics]
    told.append(("quality", [row.quality.mark for row in rows]))
    told.append(("worst flag", [_worst(row) for row in rows]))
    return told


def _cells(texts: Iterable[str]) -> list[str]:
    return [f"{text[: _CELL - 1]:<{_CELL}}" for text in texts]


def _rented(row: Row) -> str:
    rented = row.deal.by_rent
    return rented.counted if rented is not None else "-"


def _money(shown: str | None) -> str:
    return "-" if shown is None else shown.removesuffix(" a month")


def _said(compared: Compared, row: Row, id: str) -> str:
    cell = row.cells.get(id)
    if cell is None:
        return "not said" if id in row.open else "-"
    verdict = cell.verdict
    signs = [GLYPHS[verdict.flag]] if verdict.flag != "not-judged" else []
    if cell.met is not None:
        signs.append("met" if cell.met else "missed")
    signs += ["?"] if cell.doubt else []
    signs += ["*"] if row.provider in compared.found.best.get(id, ()) else []
    return " ".join([quoted(verdict.claim), *signs])


def _worst(row: Row) -> str:
    if row.judged.beyond_ceiling:
        return f"{GLYPHS['10x-off']} beyond ceiling"
    return f"{GLYPHS[row.judged.worst]} {row.judged.worst.replace('-', ' ')}"
