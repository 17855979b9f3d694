"""The one clock: what day and what time it is.

A session is dated by the day where the person sits, on the screen and on the command line alike: a
quote of an evening in New York is no quote of the day after.
"""

from __future__ import annotations

import datetime


def now() -> datetime.datetime:
    """The local time, without a zone."""
    return datetime.datetime.now()


def today() -> datetime.date:
    """The local day."""
    return now().date()


def utc_day() -> datetime.date:
    """The day in UTC, which public lists date their prices by."""
    return datetime.datetime.now(datetime.UTC).date()
