"""A verdict after the search: held against the nearest ordinary value of everything that was not
said, with the set-up's own beside it where that makes it another.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from formulas.verdicts import SEVERITY, Direction, Flag, apart, flag_for
from sessions.judging.cheapest import Load
from sessions.judging.searching import Search
from sessions.judging.verdict import AtSetup, Verdict


def searched(verdict: Verdict) -> Verdict:
    """A verdict held against the nearest ordinary value of everything that was not said."""
    metric, yardstick = verdict.metric, verdict.yardstick
    if yardstick is None or verdict.why not in ("chain", "no ratio"):
        return verdict
    search = yardstick.search
    if metric is None or not isinstance(search, Search):
        return verdict
    if metric.kind == "price":
        return _priced(verdict, search)
    if verdict.flag == "plausible" and verdict.fit_flag in (None, "plausible"):
        return verdict
    if not search.moved:
        return verdict
    found = verdict
    if verdict.flag != "plausible":
        found = _nearer(verdict, search.nearest(verdict.quoted))
    if found.beyond_ceiling and search.within(verdict.quoted):
        found = found._replace(beyond_ceiling=False)
    # Beyond the ceiling, it is not the fit alone that accuses.
    if not found.beyond_ceiling and found.fit_flag not in (None, "plausible"):
        found = _by_fit(found, search)
    if found.met and found is not verdict and not _has_it(found, search):
        found = found._replace(met=None)  # at a load that the traffic does not have
    return found


def _has_it(verdict: Verdict, search: Search) -> bool:
    """Whether the packet's own load has what the flag stands on: at a load that the traffic does
    not have, no service level is met.
    """
    found = _against(verdict, search.nearest(verdict.quoted, traffic=True))
    return found is not None and SEVERITY.index(found.flag) <= SEVERITY.index(verdict.flag)


def _nearer(verdict: Verdict, napkin: float | None) -> Verdict:
    """The verdict against another value of the napkin, where that is nearer."""
    found = _against(verdict, napkin)
    if found is None or (verdict.fold is not None and found.fold >= verdict.fold):
        return verdict
    return _on_napkin(verdict, found)._replace(at_setup=verdict.own)


def _by_fit(verdict: Verdict, search: Search) -> Verdict:
    """A fit knows its own conditions alone: where some are open, it accuses nobody by itself."""
    found = _against(verdict, search.nearest_fit(verdict.quoted))
    if (
        found is not None
        and verdict.fit_fold is not None
        and found.fold < verdict.fit_fold
        and SEVERITY.index(found.flag) <= SEVERITY.index(verdict.flag)
    ):
        return _on_fit(verdict, found)._replace(at_setup=_with_fit(verdict))
    quiet = _unaccused(verdict)
    return quiet if quiet is verdict else quiet._replace(at_setup=_with_fit(verdict))


def _with_fit(verdict: Verdict) -> AtSetup:
    """The verdict with the set-up's own values, and with how it stands to the fit."""
    return verdict.own._replace(
        fit=verdict.fit, fit_ratio=verdict.fit_ratio, fit_flag=verdict.fit_flag
    )


def _unaccused(verdict: Verdict) -> Verdict:
    """Without a fit's flag that is worse than the napkin's."""
    if verdict.fit_flag is None or SEVERITY.index(verdict.fit_flag) <= SEVERITY.index(verdict.flag):
        return verdict
    return verdict._replace(fit_ratio=None, fit_fold=None, fit_flag=None, fit_direction="")


def _priced(verdict: Verdict, search: Search) -> Verdict:
    """A price at the load of its vendor's choice, and then at whatever else is open."""
    found = verdict
    if search.priced:
        speed = verdict.at_speed
        load = search.load(speed, "napkin")
        if load is not None:
            found = _at_load(found, load)
        fitted = search.load(speed, "fit") if verdict.fit is not None else None
        by_fit = _against(verdict, fitted.price if fitted is not None else None)
        if by_fit is not None:
            found = _on_fit(found, by_fit)
    if found.flag != "plausible" and search.moved:
        near = (
            search.nearest_price(verdict.quoted, verdict.at_speed)
            if search.priced
            else search.nearest(verdict.quoted)
        )
        found = _nearer(found, near)
    if found.fit_flag not in (None, "plausible") and search.moved:
        found = _by_fit(found, search) if not search.priced else _unaccused(found)
    return found


def _at_load(verdict: Verdict, load: Load) -> Verdict:
    found = _against(verdict, load.price)
    if found is None:
        return verdict
    same = verdict.fold is not None and math.isclose(found.fold, verdict.fold, rel_tol=1e-9)
    return _on_napkin(verdict, found)._replace(
        at_setup=None if same else verdict.own,
        load=load.flight,
        load_kept=load.kept,
    )


# --- a claim against another value


class _Against(NamedTuple):
    """How a claim stands to a value: what `apart` says of them, and the flag of that."""

    value: float
    ratio: float
    fold: float
    way: Direction
    flag: Flag


def _against(verdict: Verdict, value: float | None) -> _Against | None:
    metric, yardstick = verdict.metric, verdict.yardstick
    if metric is None or value is None or yardstick is None:
        return None
    found = apart(metric, verdict.quoted, value)
    return _Against(value, *found, flag_for(found[1], yardstick.thresholds)) if found else None


def _on_napkin(verdict: Verdict, found: _Against) -> Verdict:
    value, ratio, fold, way, flag = found
    return verdict._replace(
        napkin=value, ratio=ratio, fold=fold, direction=way, flag=flag, why="chain"
    )


def _on_fit(verdict: Verdict, found: _Against) -> Verdict:
    value, ratio, fold, way, flag = found
    return verdict._replace(
        fit=value, fit_ratio=ratio, fit_fold=fold, fit_flag=flag, fit_direction=way
    )
