"""Text from outside as what Textual and Rich take for literal."""

from __future__ import annotations

from rich.text import Text
from textual.content import Content

from workbench.views.text import clean


def safe(text: str) -> Content:
    """Text as a literal `Content`: nothing in it is markup, nothing in it reaches the terminal's
    own language.
    """
    return Content(clean(text))


def plain(text: str) -> Text:
    """Several lines of cleaned text as a literal Rich `Text`, for what is printed after the end."""
    return Text("\n".join([clean(line) for line in text.split("\n")]))
