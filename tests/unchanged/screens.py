"""The walks through the workbench of which pictures are recorded: a size, a session, keys, and
where a picture is taken.

A step is the name of a key, or `type TEXT`, `picture NAME`, `copy FILE OTHER` (on the disk) or
`look` (coming back to the terminal).
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

SMALL, NARROW, WIDE, HUGE = (60, 16), (80, 24), (120, 40), (200, 50)


class Walk(NamedTuple):
    """One start of the workbench.

    Attributes:
        size: columns and rows.
        steps: what is done, in order.
        session: a file of `files/`, or None for the shipped example.
        kept: whether the person used napkin before: settings, keys and memory of `kept/`.
        colours: False for NO_COLOR.
    """

    size: tuple[int, int]
    steps: tuple[str, ...]
    session: str | None = None
    kept: bool = False
    colours: bool = True


def _steps(text: str) -> tuple[str, ...]:
    """Lines of steps; a line of keys has several."""
    steps: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        alone = line.partition(" ")[0] in ("type", "picture", "copy", "look")
        steps += [line] if alone else shlex.split(line)
    return tuple(steps)


PANES = """
    picture start
    f2
    picture packet
    down down down
    picture packet, further down
    f3
    picture chain
    down right
    picture chain, at a symbol
    f4
    picture quotes
    down down
    picture quotes, at a claim
    slash
    type Dorado: $0.28/M, 40 tok/s/user, TTFT 0.1 s at c=16 on 8xB200 FP4
    picture said
"""

WALKS: dict[str, Walk] = {
    "panes at 80x24": Walk(NARROW, _steps(PANES)),
    "panes at 120x40": Walk(WIDE, _steps(PANES)),
    "panes at 200x50": Walk(HUGE, _steps(PANES)),
    "a terminal that is small": Walk(
        SMALL,
        _steps("picture welcome\n f2\n picture packet\n f8\n picture bake-off\n f1\n picture help"),
    ),
    "without colours": Walk(
        WIDE,
        _steps("picture start\n f4 down w\n picture why\n escape f8\n picture bake-off"),
        colours=False,
    ),
    "sheets at 120x40": Walk(
        WIDE,
        _steps(
            """
            f4 down down f5
            picture why
            escape f8
            picture bake-off
            v
            picture bake-off, rounds
            v
            picture bake-off, offer
            x
            picture bake-off, turned
            f9
            picture call
            pagedown
            picture call, next claim
            escape escape f2 f7
            picture accelerators
            down enter
            escape f12
            picture settings
            escape f1
            picture help
            escape f6
            picture keys at the side
            f6 f3 equals_sign
            picture side by side
            d
            picture side by side, what differs
            equals_sign t
            picture what moves it most
            escape ctrl+at
            picture what can be said
            escape ctrl+p
            picture all commands
            type side
            picture all commands, filtered
            escape f2 g
            picture jump
            escape y
            escape f3 y
            picture copy a formula
            escape F
            picture made of and feeds
            """
        ),
    ),
    "sheets at 80x24": Walk(
        NARROW,
        _steps(
            """
            f4 down down w
            picture why
            escape f8
            picture bake-off
            t
            picture letter
            escape p
            picture price against speed
            escape f9
            picture call
            escape escape f2 f7
            picture accelerators
            escape f12
            picture settings
            escape f1
            picture help
            escape f6
            picture keys at the side
            f6 f3 equals_sign
            picture side by side
            equals_sign t
            picture what moves it most
            """
        ),
    ),
    "a deal at 200x50": Walk(
        HUGE,
        _steps(
            """
            picture start
            f4 down down down down w
            picture why
            escape i
            picture particulars
            escape f8
            picture bake-off
            v
            picture rounds
            v
            picture offer
            t
            picture letter
            escape p
            picture price against speed
            escape f
            picture filter
            escape o
            picture next objective
            f9
            picture call
            escape escape f3 equals_sign
            picture three side by side
            """
        ),
        session="deal.toml",
    ),
    "a deal at 120x40": Walk(
        WIDE,
        _steps(
            """
            f4
            picture quotes
            down down down down i
            picture particulars
            down down enter
            picture particulars, typing
            escape escape f8
            picture bake-off
            right h
            picture bake-off, without a provider
            s
            picture bake-off, sorted
            a t
            picture letter
            escape p
            picture price against speed
            escape f2 s
            picture next set-up
            """
        ),
        session="deal.toml",
    ),
    "changes": Walk(
        WIDE,
        _steps(
            """
            f2 down e
            picture typing in a field
            type 26K
            picture typed in a field
            enter
            picture what it moved
            m
            picture next that moved
            f2 plus
            picture stepped
            D
            picture differences
            escape N
            picture rename
            escape C
            picture copied set-up
            ctrl+z ctrl+z
            picture undone
            e
            type many
            enter
            picture refused value
            escape a f3
            picture in ascii
            l
            picture on one line
            v
            picture without values
            b
            picture next basis
            z
            picture one pane alone
            z Z
            picture compact
            """
        ),
        session="deal.toml",
    ),
    "the line": Walk(
        WIDE,
        _steps(
            """
            slash
            type Acme: 32k tok/s, latency 300 ms
            picture ambiguous
            escape
            type €0.25/M and nothing else, TTFT 1.2
            picture refused parts
            escape
            type Acme: 40 tok/s/user at c=16, TTFT 1.2 s
            f5
            picture why, of the line
            escape enter
            picture kept
            type Acme round 2: $0.2
            picture a round
            escape
            type Borealis (12 Nov): uptime 99.5%, 12 month commitment, cache TTL 5 min
            enter
            picture kept, another day
            type Acme: $0.2/M; Beta: $0.3/M
            picture two vendors
            enter
            picture two vendors, refused
            escape up
            picture said before
            """
        ),
    ),
    "the line at 80x24": Walk(
        NARROW,
        _steps(
            """
            slash
            type Acme: 32k tok/s, latency 300 ms
            picture ambiguous
            enter
            picture kept
            type conc
            picture completed
            """
        ),
        session="tiny.toml",
    ),
    "a call": Walk(
        WIDE,
        _steps(
            """
            f4 down f9
            picture call
            type 50 tok/s/user at c=32
            picture said in the call
            enter
            picture kept in the call
            type - they will call back
            enter
            picture a note
            f10
            picture new round
            type $0.50 in
            enter
            picture kept in the round
            ctrl+pagedown
            picture next provider
            """
        ),
        session="deal.toml",
    ),
    "files": Walk(
        WIDE,
        _steps(
            """
            f2 ctrl+o
            picture open
            type bad
            picture open, filtered
            escape ctrl+o
            type bad_values.toml
            enter
            picture problems
            escape escape f2 W
            picture save as
            type other.toml
            enter
            picture saved
            ctrl+n
            picture new
            escape f2 plus ctrl+q
            picture quit with changes
            escape ctrl+r
            picture recent
            """
        ),
        session="deal.toml",
    ),
    "changed on the disk": Walk(
        WIDE,
        _steps(
            """
            copy deal.toml tiny.toml
            look
            picture changed on the disk
            f2 down plus ctrl+s
            picture saving over it
            escape ctrl+l
            picture reload
            """
        ),
        session="tiny.toml",
    ),
    "an empty session": Walk(
        WIDE,
        _steps(
            """
            picture start
            f2 enter
            picture first set-up
            enter
            picture traffic
            escape
            picture accelerator of it
            enter
            picture set-up added
            f3
            picture chain
            f4
            picture quotes
            f8
            picture bake-off
            """
        ),
        session="empty.toml",
    ),
    "only the traffic": Walk(
        NARROW,
        _steps("picture start\n f4 down w\n picture why\n escape f2 h\n picture accelerators"),
        session="packet_only.toml",
    ),
    "by hand": Walk(
        HUGE,
        _steps("picture start\n s f3\n picture wide set-up\n t\n picture what moves it most"),
        session="by_hand.toml",
    ),
    "keys that a file does not know": Walk(
        NARROW, _steps("picture start\n f2\n picture packet"), session="unknown_keys.toml"
    ),
    "as it was left": Walk(
        WIDE,
        _steps(
            """
            picture start
            escape f12
            picture settings
            escape f1
            picture help, with own keys
            escape f4 f7
            picture why, by a key of one's own
            escape slash up up
            picture said before
            ctrl+r
            picture recent
            down down enter
            picture another session, where it was left
            f2 ctrl+p
            type rescued
            enter
            picture what was rescued
            enter
            picture rescued, opened
            """
        ),
        session="second.toml",
        kept=True,
    ),
    "saved again": Walk(
        WIDE,
        _steps(
            """
            f2 W
            type again.toml
            enter
            picture saved
            """
        ),
        session="second.toml",
        kept=True,
    ),
}
