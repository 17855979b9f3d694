"""How many tokens a pass yields, as speculation is told: `acceptance length 2.5`, `accept rate 0.8
with 3 drafts`, `1.8 tokens per step`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sessions.document.session import Entry
from sessions.say.outcome import condition_entry
from sessions.say.tokens import Token, spaced

_SHARE = re.compile(r"0?\.[0-9]+|[01](?:\.0*)?")
_LENGTHS = spaced("length lengths len accepted tokens al tau")
_RATES = spaced("rate rates acceptance accept accepts accepting probability")
_DRAFTS = spaced("draft drafts drafted speculative speculated proposed candidate candidates mtp")
# Without one of these, what is accepted may be anything.
_SPECULATING = _DRAFTS | spaced(
    "eagle eagle3 medusa speculation spec specdec speculator token tokens"
)
# As engines count it: of so many drafted tokens so many are accepted, and one comes anyway.
_OF_DRAFTED = spaced("draft drafts drafted accepted")
# These come on top of the one token that a pass yields anyway.
_EXTRA = spaced("extra additional more bonus")
_ACCEPTED = spaced("acceptance accepted accept")
# No draft is longer, and no pass yields more.
_MOST = 16
_DEPTH = re.compile(r"(?:mtp|k|gamma|eagle3?)[-=]?([0-9]{1,2})")


def yields(words: Sequence[Token], sentence: Sequence[Token]) -> dict[str, Entry | str]:
    """The conditions that the words of a term state: speculation, and what a pass then yields.
    Nothing where they name no figure of it.

    Args:
        words: those of the term; sentence: all beside it, where the number of drafts may stand.
    """
    low = [token.low for token in words]
    figures = _figures(words)
    rate = not _RATES.isdisjoint(low) and _LENGTHS.isdisjoint(low)
    if not figures or (rate and _SPECULATING.isdisjoint([token.low for token in sentence])):
        return {}
    drafts = _drafts(words) or _drafts(sentence)
    share = next((value for value, percent, at in figures if percent or _is_share(low[at])), None)
    lengths = [
        value
        for value, percent, at in figures
        if not percent and not _is_share(low[at]) and not _counts_drafts(low, at)
    ]
    told = None
    if share is not None and drafts and (_OF_DRAFTED.isdisjoint(low) or share == 1):
        # Each draft is accepted with that chance, and nothing behind one that is not: a pass yields
        # at least that much. Engines that say how many of all drafted ones they took yield more.
        told = sum(share**place for place in range(drafts + 1))
    elif share is not None and drafts:
        told = 1 + share * drafts
    elif share is None and lengths and not {"rate", "rates"} & set(low):
        told = max(lengths)
    if told is not None and share is None and not _EXTRA.isdisjoint(low):
        told += 1
    if told is not None and 1 <= told <= _MOST:
        yielded = condition_entry("tokens_per_pass", f"{told:.6g}")
        return {"tokens_per_pass": yielded, "speculative": "on"}
    return {"speculative": "on"}


def _figures(words: Sequence[Token]) -> list[tuple[float, bool, int]]:
    """The numbers of some words: the value, whether in percent, and where it stands."""
    found = []
    for i, token in enumerate(words):
        if token.kind == "number" and token.text.replace(".", "", 1).isdecimal():
            percent = i + 1 < len(words) and words[i + 1].low in ("%", "percent")
            value = float(token.text) / (100 if percent else 1)
            found.append((value, percent, i))
    return found


def _is_share(text: str) -> bool:
    return _SHARE.fullmatch(text) is not None and "." in text


def _counts_drafts(low: list[str], at: int) -> bool:
    """Whether a number says how many are drafted: `3 drafts`, `draft length 4`."""
    if not low[at].isdecimal():
        return False
    after = low[at + 1 : at + 4]
    # A name of programs is words, too: `num_speculative_tokens`.
    before = [part for word in low[max(0, at - 4) : at] for part in word.split("_")]
    if after[:1] and after[0] in _DRAFTS:
        return _ACCEPTED.isdisjoint(after)
    return not _DRAFTS.isdisjoint(before) and _ACCEPTED.isdisjoint(before)


def _drafts(words: Sequence[Token]) -> int:
    """How many tokens are drafted a pass; 0 where that is not said."""
    low = [token.low for token in words]
    for i, token in enumerate(words):
        depth = _DEPTH.fullmatch(token.low)
        if depth and token.low[:5] != "eagle":
            return int(depth[1])
        if token.kind != "number" or not token.text.isdecimal() or int(token.text) > _MOST:
            continue
        if _counts_drafts(low, i):
            return int(token.text)
        if (
            low[max(0, i - 2) : i] in (["mtp", "-"], ["mtp", "="], ["k", "="])
            or low[i - 1] == "mtp"
        ):
            after = low[i + 1] if i + 1 < len(low) else ""
            if after not in ("token", "tokens", "tok", "."):
                return int(token.text)
    return 0
