"""A figure in large type with its verdict as a band beside it: the head of the call view."""

from __future__ import annotations

import re

from sessions.claims.telling import apart, conditions, figure, quoted, ratio
from sessions.claims.telling import title_of as metric_title
from sessions.judging.verdict import Verdict
from workbench.state.items import Item
from workbench.views.lines import Lines, Piece, Role, fit, paragraph, piece, size, spread
from workbench.views.quotes.verdict import held_against, mark, title_of, way

BAND, WIDE = 30, 100
_BANDS: dict[Role, Role] = {"good": "band-good", "warn": "band-warn", "bad": "band-bad"}
_FIGURE = re.compile(r"(?P<before>[^\d$€£]*)(?P<number>[$€£]?[\d.,]+)(?P<after>.*)", re.DOTALL)


def in_large(item: Item, width: int, *, large: bool, plain: bool) -> Lines:
    """The figure, what it is of, and the verdict as a band."""
    words, role = _verdict(item)
    beside = _beside(item)
    if not large:
        first = (piece(f" {spoken(item)} ", "strong"), *beside[0])
        word, *more = [each for each in words if each]
        top = spread(first, (piece(f" {word} ", role),), width)
        return (top, *(paragraph(" · ".join(more), width, "", " ") if more else ()))
    band = [f"  {text}" for text in words]
    wide = min(BAND if width < WIDE else BAND + 8, width // 2)
    drawn = _digits(spoken(item), width - wide - 14, plain=plain)
    across = max([size([each]) for each in drawn])
    room = width - wide - across - 4
    rows = []
    for at in range(3):
        text = _fitting(beside[at], room)
        left = [piece(" "), drawn[at], piece(" " * (across - size([drawn[at]]) + 2)), *text]
        full = fit((piece(band[at], role),), wide)
        fill = piece(" " * (wide - size(full)), role)
        rows.append(spread(left, (*full, fill), width))
    return tuple(rows)


def _fitting(parts: tuple[Piece, ...], room: int) -> tuple[Piece, ...]:
    """As many parts as fit whole, with a dot between; the first is cut where it must be."""
    found = [*fit(parts[:1], room)]
    for part in parts[1:]:
        if size([*found, part]) + 3 > room:
            break
        found += [piece(" · ", "dim"), part]
    return tuple(found)


def spoken(item: Item) -> str:
    return item.unsure or quoted(item.verdict.claim)


def _digits(text: str, room: int, *, plain: bool) -> list[Piece]:
    """A figure in three rows: its number in large type, what stands around it as it is."""
    found = None if plain else _FIGURE.fullmatch(text)
    if found is not None:
        rows = in_three_rows(found["number"])
        before, after = found["before"], found["after"]
        blank = " " * size([piece(before)])
        made = [
            piece(blank + rows[0], "strong"),
            piece(blank + rows[1], "strong"),
            piece(before + rows[2] + after, "strong"),
        ]
        if max([size([each]) for each in made]) <= room:
            return made
    return [piece(""), *fit((piece(text, "strong"),), max(1, room)), piece("")]


# Three rows of each sign of a figure; what has none stands in the last of them as it is.
_LARGE = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": ("╺┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", " ━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    "$": ("╭╫╮", "╰╫╮", "╰╫╯"),
    "£": ("╭─╮", "╪═ ", "┷━╸"),
    "€": ("╭─╮", "╪═ ", "╰─╯"),
    ".": (" ", " ", "•"),
}


def in_three_rows(number: str) -> tuple[str, str, str]:
    """A number in large type."""
    signs = [_LARGE.get(sign, (" ", " ", sign)) for sign in number]
    top, middle, bottom = ("".join([sign[row] for sign in signs]) for row in range(3))
    return top, middle, bottom


def _verdict(item: Item) -> tuple[tuple[str, str, str], Role]:
    """The word of the flag, spaced; how far off and which way; what else is grave, or met."""
    verdict = item.verdict
    shown = mark(verdict)
    glyph, _, word = shown.text.partition(" ")
    role = shown.role
    held = held_against(verdict)
    far = _far(verdict)
    large, last, level = f"{glyph}  {_spaced(word)}", "", verdict.reading.partition(":")[0]
    if verdict.beyond_ceiling:
        last, role = "beyond the ceiling", "bad"
    elif held and level in ("met", "missed"):
        last = f"{'if true: ' if too_good(verdict) else ''}level {level}"
    words = (large, far, last) if far or last else ("", large, "")
    return words, _BANDS.get(role, "band")


def _far(verdict: Verdict) -> str:
    """How far off, and which way: of what is too good to be believed, no praise."""
    held, metric = held_against(verdict), verdict.metric
    if not held or metric is None:
        return ""
    first = held[0]
    if first.ratio is not None and metric.of.unit.text.startswith("$"):
        return apart(first.ratio, first.basis)
    off = way(verdict)
    if not off or too_good(verdict):
        return f"{ratio(first.ratio)} the {first.basis}"
    return f"{ratio(first.ratio)}, {off} than the {first.basis}"


def too_good(verdict: Verdict) -> bool:
    """Whether a figure is better by more than anybody can believe unseen."""
    off = verdict.beyond_ceiling or verdict.leading == "10x-off"
    return off and way(verdict) == "better"


def _spaced(word: str) -> str:
    """A word in spaced capitals, as large as a row allows."""
    return "  ".join([" ".join(part) for part in word.upper().split()])


def _beside(item: Item) -> tuple[tuple[Piece, ...], ...]:
    """What the figure is of, what was said with it, and what it was held against."""
    verdict = item.verdict
    metric = verdict.metric
    name = metric_title(metric.id) if metric is not None else title_of(item)
    first = f"as {name}?" if item.unsure else f"{name} {verdict.claim.statistic}".strip()
    said = conditions(verdict.stated)
    with_it = piece(f"at {said}", "dim") if said else piece("no conditions said", "warn")
    if metric is None:
        return (piece(first, "strong"),), (with_it,), ()
    figures = [
        piece(f"{held.basis} {figure(metric.id, held.value)}", "dim")
        for held in held_against(verdict)
        if held.value is not None
    ]
    if verdict.ceiling is not None:
        ceiling = f"ceiling {figure(metric.id, verdict.ceiling)}"
        beyond = verdict.beyond_ceiling
        figures.insert(0 if beyond else len(figures), piece(ceiling, "" if beyond else "dim"))
    return (piece(first, "strong"),), (with_it,), tuple(figures)
