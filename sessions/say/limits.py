"""Limits that are said in words: `up to 15 requests per minute`, `we throttle at 300 rps`, `max 8
concurrent requests`. Nobody measures a speed so: it is how much one may send.
"""

from __future__ import annotations

from collections.abc import Sequence

from sessions.say.head import Head
from sessions.say.pieces import Atom
from sessions.say.tokens import Token, spaced

# What is measured of a machine, or promised of one stream, is no limit, whatever the words.
_MACHINE = ("hardware", "gpus", "tensor_parallel")
_SCOPES = ("node", "gpu", "replica")
_MEASURED = frozenset(
    ("throughput", "decode", "prefill", "speed", "interactivity", "total_throughput")
)
_LIMITED = frozenset(("rate limit", "allowed", "capped"))
_MOST = frozenset(("max", "at most", *_LIMITED))
_SHORT = frozenset(("burst", "spike"))
_UP_TO = _SHORT | {"up to", "under"}
_CONDITIONAL = frozenset(("at", "@", "when", "under load of", "tested at", "measured at"))


def limit_them(atoms: list[Atom], heads: list[Head], tokens: Sequence[Token]) -> None:
    """Mark the figures that are limits; of a list that is called one, all that is counted by time
    or in flight.
    """
    machine = any(name in _MACHINE for atom in atoms for name, _ in atom.facts)
    machine = machine or any(atom.kind == "scope" and atom.word in _SCOPES for atom in atoms)
    _bursts(heads)
    listed = any("rate limit" in head.bounds for head in heads)
    for head in heads:
        _count_what(head)
        _no_limit_of_speed(atoms, head)
        bounds = set(head.bounds)
        if "rate limit" in bounds or head.than or head.versus:
            continue
        if _counted(head):
            measured = head.able or machine or not _MEASURED.isdisjoint(head.names)
            measured = measured or head.scope in _SCOPES
            meant = not bounds.isdisjoint(_MOST | _UP_TO) or _by_time(head)
            limit = bool(bounds & {"allowed", "capped"}) or head.amount.unit in ("RPM", "TPM")
            if limit or (not measured and meant):
                head.bounds.append("rate limit")
        elif (
            _at_once(head)
            and (not head.mark or bounds & _LIMITED)
            and not (machine or head.able or head.scope)
        ):
            said = {t.low for atom in head.own for t in tokens[atom.first : atom.last]}
            asked_for = not _SENT.isdisjoint(said) and not _speeds(heads)
            most = bool(bounds & (_MOST | _UP_TO)) and asked_for
            if bounds & _LIMITED or most or (listed and not bounds):
                head.bounds.append("rate limit")


def _bursts(heads: list[Head]) -> None:
    """`burst of 8 req/s for 10 seconds, then 1.5 req/s`, `burst 600 RPM, steady 150 RPM`: what is
    allowed for a while is kept as words, and what is allowed for good is the limit.
    """
    counted = [head for head in heads if _counted(head) and not head.versus]
    spells = [h for h in heads if h.amount.klass == "time" and h.mark == "for" and not h.names]
    words = _SHORT | {"up to"} if spells and len(counted) > 1 else _SHORT
    short = [head for head in counted if not words.isdisjoint(head.bounds)]
    briefly = bool(spells) or any("spike" in head.bounds for head in short)
    if not short or (len(short) == len(counted) and not briefly):
        return
    for head in counted:
        if head in short:
            head.amount.klass = "burst"
        elif "rate limit" not in head.bounds and not head.able:
            head.bounds.append("rate limit")
    for spell in spells:
        before = [head for head in short if head.at < spell.at]
        if before:
            # For how long is said with it.
            before[-1].own += spell.own
            heads.remove(spell)


# What one sends, where "64 concurrent" may be what a machine holds.
_SENT = spaced("request requests connection connections call calls query queries")


def _speeds(heads: list[Head]) -> bool:
    return any(head.amount.klass in ("tok/s", "tok/s/user", "tok/s/gpu") for head in heads)


_COUNTED = {"requests_by": ("req/s", "request"), "tokens_by": ("tok/s", "tok")}


def _count_what(head: Head) -> None:
    """`requests are capped at 600 per minute` are 600 requests a minute."""
    name = next((name for name in head.names if name in _COUNTED), "")
    if head.amount.klass == "bare/time" and name:
        head.amount.klass, over = _COUNTED[name]
        head.amount.unit = over + head.amount.unit
        if head.amount.unit.endswith("/day"):
            head.amount.klass = "volume"


_TO_LIMIT = frozenset(("at", "@", "to", "is", "of", ":", "=", "the", "a"))


def _no_limit_of_speed(atoms: list[Atom], head: Head) -> None:
    """`within your rate limits we see 26 tok/s/user`: the speed of one user is limited only where
    the word leads straight to it.
    """
    if head.amount.klass != "tok/s/user" or "rate limit" not in head.bounds:
        return
    at = head.at
    while at and (atoms[at - 1].word in _TO_LIMIT or atoms[at - 1].kind == "approx"):
        at -= 1
    if not at or atoms[at - 1].word != "rate limit":
        head.bounds = [bound for bound in head.bounds if bound != "rate limit"]


def _by_time(head: Head) -> bool:
    """Whether it is counted as limits are: requests by the minute, hour or day, tokens by the
    minute; and not said of the load that something else holds at.
    """
    times = ("/minute",) if head.amount.klass == "tok/s" else ("/minute", "/hour")
    return head.amount.unit.endswith(times) and head.mark not in _CONDITIONAL


def _counted(head: Head) -> bool:
    """Whether it counts requests, or tokens by the minute, hour or day."""
    if head.amount.klass == "tok/s":
        return head.amount.unit.endswith(("/minute", "/hour", "TPM"))
    return head.amount.klass == "req/s" or (
        head.amount.klass == "volume" and head.amount.unit.endswith("/day")
    )


def _at_once(head: Head) -> bool:
    return "concurrency" in head.names and head.amount.klass in ("bare", "req")
