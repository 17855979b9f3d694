"""Three providers with two rounds each on the worked example's packet, one of them with a false
claim: what the tests of the bake-off decide from.
"""

from __future__ import annotations

import datetime
import functools

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Quote, Session
from sessions.say import read_line
from sessions.store.load import load

TODAY = datetime.date(2026, 11, 29)

LINES = (
    (
        "Acme: $0.95/$0.16/$4.00 in/cache/out, 40 tok/s/user at c=16 on 8xB200 FP4, TTFT 1.2 s,"
        " 99.9% uptime",
        1,
        1,
    ),
    ("Borealis: $0.30/M processed, 45 tok/s/user, TTFT 2 s, uptime 99.95%", 2, 1),
    ("Cirrus: $0.21/M, 400 tok/s/user at c=16 on 8xB200 FP4 no MTP, TTFT 0.8 s", 3, 1),
    ("Acme: $0.90/$0.14/$3.80 in/cache/out, 42 tok/s/user at c=16 on 8xB200 FP4", 10, 2),
    ("Borealis: $0.28/M processed", 11, 2),
    ("Cirrus: $0.20/M", 12, 2),
)


def quote(text: str, day: int = 20, round: int = 1) -> Quote:
    """A line as it was said on a day of November."""
    return read_line(text).quote._replace(date=datetime.date(2026, 11, day), round=round)


@functools.cache
def deals() -> Session:
    """The example's packet and set-ups with the six quotes."""
    quotes = tuple([quote(text, day, round) for text, day, round in LINES])
    return load(EXAMPLE).session._replace(quotes=quotes)


def with_quotes(*lines: str) -> Session:
    """The example's packet and set-ups with one quote a line, each of another provider."""
    quotes = tuple([quote(line, at + 1) for at, line in enumerate(lines)])
    return load(EXAMPLE).session._replace(quotes=quotes)
