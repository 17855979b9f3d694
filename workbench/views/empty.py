"""What stands where a session has nothing to show yet: what belongs there, and how to get it. And
what stands where a terminal has no room to show anything.
"""

from __future__ import annotations

from formulas.verdicts import GLYPHS, MEANINGS, WORDS
from workbench.keys.shown import shown_key
from workbench.state.scene import Scene
from workbench.views.figures import ROLE
from workbench.views.lines import BLANK, Line, Lines, paragraph

SAYING = "Acme: $0.28/M, 40 tok/s/user at c=16 on 8xB200"


def without_setup(scene: Scene, pane: str, width: int) -> Lines:
    """A pane of a session whose chain cannot be evaluated: why, and what to do about it."""
    if scene.setup is not None:  # one that names what is in no catalogue, or cannot be resolved
        return paragraph(scene.problem, width, "bad")
    if pane == "fields":
        return _how(width)
    if pane == "chain":
        return (
            *paragraph("Nothing said yet, so no values.", width, "strong"),
            BLANK,
            *paragraph(
                f"Formulas are worked out for a model and what it runs on. {_add()}",
                width,
            ),
        )
    many = len(scene.session.quotes)
    waiting = f"{many} {'quote is' if many == 1 else 'quotes are'} waiting to be judged."
    return (
        *paragraph(waiting if many else "No quotes yet.", width, "strong"),
        BLANK,
        *paragraph(f"Quotes are judged on what you buy. {_add()}", width),
    )


def _add() -> str:
    return f"{_go()}, then enter asks for it."


def _how(width: int) -> Lines:
    """How to get a set-up, and with it the fields of the packet."""
    rows: list[Line] = [
        *paragraph("Nothing is said here yet.", width, "strong"),
        *paragraph(
            "First what you buy: the model, your traffic and service levels, and what it may run"
            " on. Quotes are judged on that.",
            width,
        ),
        BLANK,
    ]
    add, new = f"{shown_key('act'):<6}", f"{shown_key('new'):<6}"
    rows += paragraph(
        "asks for it, one thing after another; what is not known is left open",
        width,
        "",
        f"  {add}",
        lead_role="key",
    )
    rows += paragraph(
        "begin with the worked example's packet and set-ups", width, "", f"  {new}", lead_role="key"
    )
    return tuple(rows)


def _go() -> str:
    return shown_key("pane_1", typing=True)


def without_quotes(width: int) -> Lines:
    """The quotes before there is one: what to type, and what comes of it."""
    rows: list[Line] = [
        *paragraph("No quotes yet.", width, "strong"),
        *paragraph(
            f"{shown_key('say')} and type what the vendor says; enter keeps it. Such as", width
        ),
        BLANK,
        *paragraph(SAYING, width, "lit", "  "),
        BLANK,
        *paragraph("Each figure gets a flag as you type:", width),
    ]
    for flag, word in WORDS.items():
        if flag != "not-judged":
            lead = f"  {GLYPHS[flag]} {word:<10} "
            rows += paragraph(MEANINGS[flag], width, "", lead, lead_role=ROLE[flag])
    return tuple(rows)


def too_small(scene: Scene, width: int) -> Lines:
    """What stands instead of a screen that could not be read."""
    words = "napkin needs a terminal of 60 columns and 16 rows. Nothing is lost: make it larger."
    last = (Line(), *paragraph(_way_out(), width, "dim"))
    return (*paragraph(words, width, "strong"), *(last if width >= 20 else ()))


def _way_out() -> str:
    return f"{shown_key('save', typing=True)} saves, {shown_key('quit', typing=True)} quits."
