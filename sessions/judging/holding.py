"""What a search found, in words: what a flag stands on, beside the set-up's own values."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.verdicts import WORDS
from sessions.catalogue.ordinary import ordinary
from sessions.claims.telling import joined, times
from sessions.judging.axes import LENGTHS
from sessions.judging.verdict import Verdict
from sessions.setups.conditions import Applied

_LAYOUTS = {
    "tp": "with the cache copied to every GPU (tp)",
    "dcp": "with one copy of the cache (dcp)",
    "dp": "with data-parallel attention (dp)",
}
_ARRIVALS = {"closed": "in a closed loop", "burst": "in a burst", "rate": "at a steady rate"}


def flag_words(verdict: Verdict) -> str:
    """The word of the flag that stands first, with what it stands on: `plausible from 285 in
    flight`, `2x off only at 1 in flight`.
    """
    held = held_words(verdict)
    return f"{WORDS[verdict.leading]} {held}".rstrip()


def held_words(verdict: Verdict) -> str:
    """What a flag stands on: `from 285 in flight`; nothing where the set-up's own values give it.
    A price says at which load it was held.
    """
    yardstick = verdict.yardstick
    if yardstick is None:
        return ""
    words = [_held(name, value, yardstick.at) for name, value in verdict.holds_if.items()]
    if verdict.load is not None and verdict.fold is not None:
        words.insert(0, f"at {verdict.load:g} in flight")
    return joined(words) if words else ""


def _held(name: str, value: tuple[float, float] | str, at: Applied) -> str:
    if isinstance(value, str):
        if name == "layout":
            return _LAYOUTS.get(value, f"with {value}")
        if name == "arrival":
            return _ARRIVALS.get(value, value)
        return {"kv": f"with {value} KV", "engine": f"on {value}"}.get(name, f"in {value}")
    low, high = value
    if name == "gpus":
        if low == high:
            return f"on {low:g} GPUs" if low > 1 else "on one GPU"
        return f"on {low:g} to {high:g} GPUs"
    if name in LENGTHS:
        what = "prompts" if name == "input_tokens" else "answers"
        if low == high:
            return f"with {what} of {low:,.0f} tokens"
        if low <= ordinary(name).at[0]:
            return f"with {what} of up to {high:,.0f} tokens"
        if high >= ordinary(name).most:
            return f"with {what} from {low:,.0f} tokens"
        return f"with {what} of {low:,.0f} to {high:,.0f} tokens"
    unit = {"concurrency": "in flight", "tokens_per_pass": "tokens per pass"}.get(name, name)
    if low == high:
        return f"only at {low:g} {unit}"
    if high >= _most(name, at) - 1e-9:
        return f"from {low:g} {unit}"
    if low <= 1:
        return f"up to {high:g} {unit}"
    return f"at {low:g} to {high:g} {unit}"


def _most(name: str, at: Applied) -> float:
    most = ordinary(name).most
    if name == "concurrency":
        room = at.results.get("max_requests_in_memory", "napkin")
        return min(most, room) if room is not None else most
    return most


def beside(verdict: Verdict) -> str:
    """How the claim stands with the set-up's own values, where they make it another: `at your 16
    in flight 10x`.
    """
    own, yardstick = verdict.at_setup, verdict.yardstick
    if own is None or yardstick is None:
        return ""
    fold, flag = own.fold, own.flag
    by = ""
    if own.fit_flag is not None and own.flag == verdict.flag and own.fit_ratio is not None:
        fold, by = max(own.fit_ratio, 1 / own.fit_ratio), " by your fit"
    if fold is None or flag == "not-judged":
        return ""
    return f"{_yours(verdict, yardstick.at)} {times(fold)}{by}"


def _yours(verdict: Verdict, at: Applied) -> str:
    """The set-up's own value of the condition that decides."""
    load = at.results.get("concurrency", "napkin")
    if verdict.load is not None and load is not None:
        return f"at your {load:g} in flight"
    names = list(verdict.holds_if)
    name = names[0] if len(names) == 1 else ""
    setup = at.resolved.setup
    if name == "concurrency" and load is not None:
        return f"at your {load:g} in flight"
    if name in LENGTHS:
        length = at.results.get(name, "napkin") or 0.0
        return f"at your {length:,.0f} tokens"
    if name == "tokens_per_pass":
        tokens = at.results.get("tokens_per_pass", "napkin") or 1.0
        return "without speculation" if tokens == 1 else f"at your {tokens:g} tokens per pass"
    if name == "gpus":
        return f"on your {at.results.get('gpus_per_replica', 'napkin') or 0:g} GPUs"
    if name == "weights" and setup.weights:
        return f"in your {setup.weights}"
    if name == "kv" and setup.kv:
        return f"with your {setup.kv} KV"
    return "as your set-up is"


def needed(verdict: Verdict) -> str:
    """What the packet needs where a flag stands on a load: `you need 73: ask at which
    concurrency`.
    """
    value, yardstick = verdict.holds_if.get("concurrency"), verdict.yardstick
    if value is None or isinstance(value, str) or yardstick is None:
        return ""
    flight = yardstick.at.results.get("demand_concurrency", "napkin")
    if flight is None or value[0] <= flight <= value[1]:
        return ""
    return f"you need {flight:g}: ask at which concurrency"


def in_words(verdict: Verdict) -> str:
    """What decides, in a sentence; nothing where nothing had to be searched."""
    own, held = verdict.at_setup, held_words(verdict)
    if own is None:
        return f"held {held}" if held else ""
    if held:
        return "; ".join(filter(None, [flag_words(verdict), needed(verdict), beside(verdict)]))
    if own.fit_flag is not None and verdict.fit_flag is None:
        return f"{beside(verdict)}, which knows no other conditions than its own"
    if verdict.leading != "plausible":
        return f"{WORDS[verdict.leading]} whatever was not said; {beside(verdict)}"
    return ""


def shape(holds: Mapping[str, tuple[float, float] | str]) -> dict[str, object]:
    """What a claim holds at, in the contract's shape: plain numbers in the condition's own unit."""
    return {name: value if isinstance(value, str) else list(value) for name, value in holds.items()}
