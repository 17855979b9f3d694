"""The kind of quantity that a unit makes, such as `tok/s/user`, and the unit of the table."""

from __future__ import annotations

from sessions.say.units import Unit


def klass_of(unit: Unit) -> tuple[str, str]:
    """The kind of quantity, and the unit in the words of the unit table.

    Nodes and replicas below the line say whose figure it is, and are left out.
    """
    roles = frozenset([role for role, _ in unit.below]) - {"node", "replica"}
    words = dict(unit.below)
    when = words.get("time") or words.get("day", "")
    over = unit.over
    match unit.role:
        case "USD":
            return _money(roles, when, unit.scale)
        case "tok" | "Mtok":
            return _tokens(roles, when, over)
        case "rate" if over == "TPM":
            if roles == {"user"}:
                return "tok/s/user", "TPM/user"
            return ("other" if roles else "tok/s"), over
        case "rate":
            return ("other" if roles else "req/s"), over
        case "user" if roles:
            klass = "req/s" if roles == {"time"} else "volume" if roles == {"day"} else "other"
            return klass, f"request/{when}"
        case "user":
            return "req", "request"
        case "time" | "day":
            if roles == {"tok"} and not unit.scale:
                return "time/tok", over
            if roles == {"pass"}:
                return "time/pass", over
            return ("other" if roles else "time" if unit.role == "time" else "days"), over
        case "%":
            return "%", "%"
        case "GPU":
            return ("other" if roles else "gpu"), "GPU"
        case "node" | "replica":
            return ("other" if roles else "node"), over
        case "" if roles:
            return ("bare/tok" if roles == {"tok"} else "bare/other"), ""
        case "":
            return "bare", ""
        case _:
            return "other", over


def _money(roles: frozenset[str], when: str, scale: str) -> tuple[str, str]:
    if roles == {"tok"}:
        by = {"M": "Mtok", "K": "1K tok", "B": "B tok", "": "tok"}[scale]
        return "usd/tok", f"$/{by}"
    if roles and roles <= {"time", "day"}:
        return ("usd/month" if when == "month" else "usd/time"), f"$/{when}"
    if "GPU" in roles and when and roles <= {"GPU", "time", "day"}:
        return ("usd/gpu/month" if when == "month" else "usd/gpu/time"), f"$/GPU/{when}"
    if roles == {"user"}:
        return "usd/request", "$/request"
    return ("other" if roles else "usd"), "$"


def _tokens(roles: frozenset[str], when: str, over: str) -> tuple[str, str]:
    if not roles or roles == {"user"}:
        return "tok", over
    if roles == {"pass"}:
        return "tok/pass", over
    if roles == {"time"}:
        return "tok/s", f"{over}/{when}"
    if roles == {"day"}:
        return "volume", f"{over}/{when}"
    if roles == {"time", "user"}:
        return "tok/s/user", f"{over}/{when}/user"
    if roles == {"time", "GPU"}:
        return "tok/s/gpu", f"{over}/{when}/GPU"
    return "other", over
