"""One cell of the bake-off: the figure, its flag, the level met or missed, the best marked."""

from __future__ import annotations

from formulas.units import measure
from sessions.claims.telling import per_million, per_month, quoted
from sessions.offers.bakeoff import Row
from sessions.offers.limits import per_minute
from sessions.offers.standing import BLENDED
from workbench.state.bakeoff import FEWER, LIMITS, MONTH, OFFERED, PAID, QUALITY, WORST, Decision
from workbench.views.flags import flag_piece
from workbench.views.lines import Piece, piece

BEST = "★"


def figure_of(decision: Decision, row: Row, item: str) -> list[Piece]:
    """What stands in a cell. Nothing of an offer that ended stands out."""
    pieces = _figure(decision, row, item)
    if not row.expired or item == OFFERED:
        return pieces
    return [Piece(p.text, "dim") for p in pieces]


def _figure(decision: Decision, row: Row, item: str) -> list[Piece]:
    special = _SPECIAL.get(item)
    if special is not None:
        return special(row, row.provider in decision.found.best.get(item, ()))
    cell = row.cells.get(item)
    if cell is None:
        return [piece("not said", "warn") if item in row.open else piece("—", "dim")]
    verdict = cell.verdict
    # The name of the row has the unit already.
    said = quoted(verdict).removesuffix(" tok/s").removesuffix("/M")
    pieces = [piece(said, "strong")]
    if verdict.flag != "not-judged":
        pieces += [piece(" "), flag_piece(verdict.leading, word=False)]
    if cell.doubt:
        return [*pieces, piece(" ?", "warn")]
    if cell.met is not None:
        pieces.append(piece(" met", "dim") if cell.met else piece(" missed", "bad"))
    best = row.provider in decision.found.best.get(item, ())
    return [*pieces, piece(f" {BEST}", "good")] if best else pieces


def _paid(row: Row, best: bool) -> list[Piece]:
    if row.paid is None:
        return [piece("—", "dim")]
    cell = row.cells.get(BLENDED)
    pieces = [piece(per_million(row.paid), "strong")]
    if cell is not None:
        pieces += [piece(" "), flag_piece(cell.verdict.leading, word=False)]
        pieces += [piece(" ?", "warn")] if cell.doubt else []
    return [*pieces, piece(f" {BEST}", "good")] if best else pieces


def _month(row: Row, best: bool) -> list[Piece]:
    value = row.deal.effective_price_per_month or row.deal.price_per_month
    return [piece(per_month(value).removesuffix(" a month")) if value else piece("—", "dim")]


def _fewer(row: Row, best: bool) -> list[Piece]:
    value = row.deal.price_at_fewer_hits
    return [piece(per_million(value)) if value is not None else piece("—", "dim")]


def _quality(row: Row, best: bool) -> list[Piece]:
    """What is not known stands first: a narrow column must not cut it off."""
    if row.quality.evals:
        return [piece(row.quality.mark)]
    return [
        piece("no evals", "warn"),
        piece(f", {row.quality.weights or 'weights not said'}", "dim"),
    ]


def _worst(row: Row, best: bool) -> list[Piece]:
    if row.judged.beyond_ceiling:
        return [piece("✗ ceiling", "bad")]
    return [flag_piece(row.judged.leading)]


def _limits(row: Row, best: bool) -> list[Piece]:
    """The limit that is missed, else the first that was said."""
    limits = sorted(row.deal.limits, key=lambda limit: limit.met is not False)
    if not limits:
        return [piece("—", "dim")]
    first = limits[0]
    shown = piece(per_minute(first.limit, measure(first.unit)), "strong")
    if first.met is None:
        return [shown]
    return [shown, piece(" met", "dim") if first.met else piece(" too low", "bad")]


def _offered(row: Row, best: bool) -> list[Piece]:
    newest = row.offer.newest
    if row.expired:
        return [piece("ended", "bad"), piece(f" {newest.valid_until:%-d %b}", "dim")]
    words = f"r{newest.round}" if newest.round else ""
    date = f"{newest.date:%-d %b}" if newest.date is not None else ""
    return [piece(", ".join([part for part in (words, date) if part]) or "—", "dim")]


_SPECIAL = {
    PAID: _paid,
    MONTH: _month,
    FEWER: _fewer,
    QUALITY: _quality,
    WORST: _worst,
    OFFERED: _offered,
    LIMITS: _limits,
}
