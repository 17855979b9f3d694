"""What the texts share: how wide they are, paragraphs, columns, and how an answer begins."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from sessions.answers.about import About, Finding

WIDE = 100
NARROW = 80  # of the narrowest terminal that people have


def head(about: About) -> list[str]:
    """The line that says what an answer is about, and an empty one."""
    told = f"{about.session} · set-up {about.setup} · assumptions {about.assumptions}"
    return [told, ""]


def wrapped(
    words: str, indent: str = "", more: str | None = None, width: int = WIDE, **how: bool
) -> list[str]:
    """A paragraph; `more` is the indent of its later lines where that is another."""
    later = indent if more is None else more
    return wrap(words, width, initial_indent=indent, subsequent_indent=later, **how)  # type: ignore[arg-type]


def columns(rows: Sequence[Sequence[str]], sides: str = "<>") -> list[str]:
    """Rows as a table, each column as wide as its widest cell; a row may have fewer cells.

    Args:
        sides: for each column whether its cells begin (`<`) or end (`>`) together; the last holds
            for the columns that follow, too.
    """
    count = max([len(row) for row in rows], default=0)
    wide = [max([len(row[at]) for row in rows if len(row) > at]) for at in range(count)]
    ends = sides.ljust(count, sides[-1])
    return [
        "  ".join([f"{cell:{ends[at]}{wide[at]}}" for at, cell in enumerate(row)]) for row in rows
    ]


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """What the session says against itself, one paragraph each after an empty line."""
    told = [line for each in findings for line in wrapped(f"finding: {each.text}")]
    return ["", *told] if told else []


def plain(lines: Sequence[str]) -> list[str]:
    """The lines in ASCII alone."""
    return [line.replace("·", "-").encode("ascii", "replace").decode() for line in lines]
