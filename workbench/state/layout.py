"""How the room of the screen is shared: columns between panes, rows between a list and its story.

Pure, and used by the first frame and by the workbench alike, so that nothing jumps between them.
"""

from typing import NamedTuple

Shares = tuple[int, ...]

# One pane at a time below NARROW columns; three tight ones below MIDDLE; from BROAD on, the fields
# have what they need and the others share the rest.
NARROW, MIDDLE, BROAD = 100, 116, 160
DEFAULT: Shares = (33, 49, 38)
DEFAULT_TIGHT: Shares = (26, 39, 35)
DEFAULT_BROAD: Shares = (38, 59, 63)
# What a pane needs for its rows to be read; together less than NARROW.
LEAST = (24, 36, 28)
STEP = 4
STORIES: Shares = (25, 50, 40)
# With few rows a drawn formula needs more of them than the list, and most of them while it is read.
SHORT, STORY_SHORT, STORY_READ = 30, 60, 75
STORY_STEP, STORY_LEAST, STORY_MOST = 10, 15, 85
# The keys stand at the side where the three panes keep a hundred columns; else above the say line.
KEYS_WIDTH = 32


class Layout(NamedTuple):
    """How a person arranged the workbench.

    Attributes:
        shares: of the columns, pane by pane; nothing for the shares of the house.
        stories: what the part below the line takes of each pane, in percent.
        alone: one pane fills the room.
        keys: the keys stand beside the panes.
    """

    shares: Shares = ()
    stories: Shares = STORIES
    alone: bool = False
    keys: bool = False


def story_parts(plan: Layout, height: int, *, reading: bool, beside: bool = False) -> Shares:
    """What the story takes of each pane, in percent, in a screen of so many rows; `reading` while
    the reader is at a symbol of the drawn formula, `beside` while set-ups are compared, which is
    done in the list.
    """
    if height >= SHORT or (beside and not reading):
        return plan.stories
    fields, chain, quotes = plan.stories
    return (fields, max(chain, STORY_READ if reading else STORY_SHORT), quotes)


def columns(shares: Shares, width: int) -> Shares:
    """The columns of each pane in so many columns: by their shares, none below what it needs."""
    if not shares:
        shares = DEFAULT_TIGHT if width < MIDDLE else DEFAULT if width < BROAD else DEFAULT_BROAD
    if width < sum(LEAST):
        return _shared(LEAST, width)
    # A pane that would be too narrow gets what it needs; the others share what remains.
    held = [False] * len(shares)
    while True:
        room = width - sum([LEAST[at] for at, fixed in enumerate(held) if fixed])
        free = tuple([0 if fixed else share for share, fixed in zip(shares, held, strict=True)])
        split = _shared(free, room)
        found = tuple([LEAST[at] if fixed else split[at] for at, fixed in enumerate(held)])
        short = [at for at, wide in enumerate(found) if wide < LEAST[at]]
        if not short:
            return found
        for at in short:
            held[at] = True


def _shared(shares: Shares, width: int) -> Shares:
    """Whole columns by share; what rounding leaves goes to the later ones."""
    total, before, found = sum(shares), 0, []
    for at in range(len(shares)):
        upto = width * sum(shares[: at + 1]) // total
        found.append(upto - before)
        before = upto
    return tuple(found)


def moved_border(now: Shares, border: int, step: int) -> Shares:
    """The columns with the border after a pane moved to the right; a pane at its least stays."""
    left, right = border, border + 1
    step = max(LEAST[left] - now[left], min(step, now[right] - LEAST[right]))
    found = list(now)
    found[left] += step
    found[right] -= step
    return tuple(found)


def widened(now: Shares, pane: int, step: int) -> Shares:
    """The columns with a pane wider (or narrower), at the cost of its neighbours, the right one
    first.
    """
    last = len(now) - 1
    borders = [(pane, step)] if pane < last else []
    borders += [(pane - 1, -step)] if pane > 0 else []
    for border, by in borders:
        after = moved_border(now, border, by)
        if after[pane] != now[pane]:
            return after
    return now


def taller(stories: Shares, pane: int, step: int) -> Shares:
    """The story of a pane with more of its rows, or fewer."""
    found = list(stories)
    found[pane] = min(STORY_MOST, max(STORY_LEAST, found[pane] + step))
    return tuple(found)


def keys_at_side(width: int) -> bool:
    """Whether the keys have room beside the panes."""
    return width >= NARROW + KEYS_WIDTH


def keys_room(plan: Layout, width: int, height: int) -> tuple[int, int]:
    """The columns and the rows that the panes leave to the keys."""
    if not plan.keys:
        return 0, 0
    return (KEYS_WIDTH, 0) if keys_at_side(width) else (0, 9 if height >= 30 else 6)


def room(plan: Layout, width: int, height: int) -> int:
    """The columns that the panes share."""
    return width - keys_room(plan, width, height)[0]


def several(plan: Layout, width: int) -> bool:
    """Whether more than one pane is on show."""
    return width >= NARROW and not plan.alone
